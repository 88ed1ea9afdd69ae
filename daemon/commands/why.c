/*
 * why.c - newswirectl why: the reasons of each decision on one item
 *
 * With --json one object: the record's own `why` as it stands, and what was gathered around it.
 * Fatal: nothing. Bugs: none known.
 */
#include <sysexits.h>

#include "why.h"

static void put_raw(struct buffer *out, const char *key, struct span line)
{
    struct span value;

    if (!json_raw_member(line, key, &value))
        return;
    json_put_key(out, key);
    buffer_put_span(out, value);
}

static void put_other(struct why *w, const char *key, enum why_other which)
{
    struct buffer *out = &w->look->out;

    if (id_is_zero(w->others[which].id))
        return;
    json_put_key(out, key);
    buffer_put_byte(out, '{');
    json_put_id(out, "id", w->others[which].id);
    if (w->has[which]) {
        json_put_text(out, "feed", w->other[which].feed);
        json_put_text(out, "outlet", w->other[which].outlet);
        json_put_text(out, "title", w->other[which].item.title);
        json_put_text(out, "url", w->other[which].item.url);
    }
    buffer_put_byte(out, '}');
}

static void put_rules(struct why *w)
{
    struct buffer *out = &w->look->out;

    json_put_key(out, "rules");
    buffer_put_byte(out, '[');
    for (size_t i = 0; i < w->rule_count; i++) {
        const struct why_rule *r = &w->rules[i];

        buffer_put_text(out, i > 0 ? ",{" : "{");
        json_put_text(out, "rule", span_of(r->rule->name));
        json_put_bool(out, "hit", r->hit);
        json_put_bool(out, "matches_now", r->matches);
        json_put_bool(out, "filtered", r->filtered);
        json_put_bool(out, "too_old", r->too_old);
        buffer_put_byte(out, '}');
    }
    buffer_put_byte(out, ']');
}

static void put_alerts(struct why *w)
{
    struct buffer *out = &w->look->out;

    json_put_key(out, "alerts");
    buffer_put_byte(out, '[');
    for (size_t i = 0; i < w->alert_count; i++) {
        const struct why_alert *a = &w->alerts[i];

        buffer_put_text(out, i > 0 ? ",{" : "{");
        json_put_id(out, "id", a->id);
        json_put_text(out, "kind", span_of(a->kind));
        json_put_text(out, "rule", span_of(a->rule));
        json_put_text(out, "receiver", span_of(a->receiver));
        json_put_text(out, "place", span_of(a->place));
        json_put_text(out, "outcome", span_of(a->outcome));
        json_put_time(out, a->outcome[0] ? "date_sent" : "due", a->at);
        json_put_bool(out, "about_item", a->about_item);
        buffer_put_byte(out, '}');
    }
    buffer_put_byte(out, ']');
}

void why_put_json(struct why *w)
{
    static const char *const verbatim[] = {"id",    "revision",     "feed", "outlet", "title", "date_fetched",
                                           "story", "duplicate_of", "why",  "quiet",  "hits"};
    struct span line = {w->self.line, w->self.bytes};
    struct buffer *out = &w->look->out;

    buffer_put_byte(out, '{');
    for (size_t i = 0; i < sizeof(verbatim) / sizeof(verbatim[0]); i++)
        put_raw(out, verbatim[i], line);
    put_other(w, "original", WHY_ORIGINAL);
    put_other(w, "candidate", WHY_NEAR);
    json_put_text(out, "longest_shared", w->passage);
    put_other(w, "member", WHY_MEMBER);
    put_other(w, "founder", WHY_FOUNDER);
    put_rules(w);
    put_alerts(w);
    buffer_put_text(out, "}\n");
}

int command_why(const struct command *c)
{
    const char *id = NULL;
    const struct option_row rows[] = {{"ID", OPTION_WORD, &id}};
    struct why why = {0};
    struct look l;
    int code = options_read(c, 1, rows, 1);

    if (code != EX_OK)
        return code;
    code = look_open(c, &l);
    if (code == EX_OK)
        code = why_gather(&l, id, &why);
    if (code == EX_OK && c->json)
        why_put_json(&why);
    else if (code == EX_OK)
        why_put_text(&why);
    look_flush(&l);
    why_release(&why);
    return look_close(&l, code);
}
