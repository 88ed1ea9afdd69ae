/*
 * why_gather.c - what there is to say on one item: its record, those it was compared with, rules, alerts
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "dedup.h"
#include "match.h"
#include "text.h"

#include "why.h"

#define DEFAULT_MAX_AGE_MS ((int64_t)7 * 86400 * 1000) /* RULE_MAX_AGE_UNSET */

/* ---- records ------------------------------------------------------------------------------------------- */

/* The text that dedup read. */
static struct span text_of(const struct record *r)
{
    return r->item.content_text.len > 0 ? r->item.content_text
           : r->item.summary.len > 0    ? r->item.summary
                                        : r->item.title;
}

static void find_passage(struct why *w)
{
    struct arena *a = w->look->arena;
    struct words mine, theirs;
    uint32_t start = 0, end = 0;

    if (!w->has[WHY_NEAR])
        return;
    words_of(a, text_of(&w->record), 0, &mine);
    words_of(a, text_of(&w->other[WHY_NEAR]), 0, &theirs);
    dedup_longest_shared(&mine, &theirs, &start, &end);
    w->passage = span_cut(text_of(&w->record), start, end);
}

static void gather_records(struct why *w)
{
    const struct verdict *v = &w->record.verdict;

    w->others[WHY_ORIGINAL].id = v->duplicate_of;
    w->others[WHY_NEAR].id =
        id_is_zero(v->duplicate_why.candidate) ? v->duplicate_of : v->duplicate_why.candidate;
    w->others[WHY_MEMBER].id = v->story_why.member;
    if (!id_equal(v->story, w->record.id))
        w->others[WHY_FOUNDER].id = v->story;
    find_records(w->look, w->others, WHY_OTHERS);
    for (int i = 0; i < WHY_OTHERS; i++)
        w->has[i] = found_read(&w->others[i], w->look->arena, &w->other[i]);
    find_passage(w);
}

/* ---- rules --------------------------------------------------------------------------------------------- */

static bool has_hit(const struct hit *hits, size_t count, struct span rule)
{
    for (size_t i = 0; i < count; i++) {
        if (span_equal(hits[i].rule, rule))
            return true;
    }
    return false;
}

static bool is_too_old(const struct rule_settings *rule, const struct record *r)
{
    int64_t max_age_ms = rule->max_age_ms == RULE_MAX_AGE_UNSET ? DEFAULT_MAX_AGE_MS : rule->max_age_ms;

    return max_age_ms > 0 && r->item.date_published != TIME_UNKNOWN &&
           r->date_fetched - r->item.date_published > max_age_ms / 1000;
}

static struct span *spans_of(struct arena *a, const struct strings *s)
{
    struct span *list = arena_get(a, (s->count + 1) * sizeof(*list));

    for (size_t i = 0; i < s->count; i++)
        list[i] = span_of(s->list[i]);
    return list;
}

/* All rules without their filters, to tell "its words do not match" from "its filters leave it out". */
static struct match_set *unfiltered(struct look *l)
{
    struct match_set *set = match_set_new();
    struct match_error e;

    for (size_t i = 0; i < l->settings->list_count; i++) {
        const struct list_settings *s = &l->settings->lists[i];
        struct match_list list = {span_of(s->name), spans_of(l->arena, &s->any), s->any.count};

        (void)!match_set_add_list(set, &list, &e); /* check_load has compiled it before */
    }
    for (size_t i = 0; i < l->settings->rule_count; i++) {
        struct match_rule rule = {.name = span_of(l->settings->rules[i].name),
                                  .query = span_of(l->settings->rules[i].match)};

        (void)!match_set_add_rule(set, &rule, &e);
    }
    match_set_seal(set);
    return set;
}

static void gather_rules(struct why *w)
{
    struct look *l = w->look;
    const struct feed_settings *feed = settings_feed(l->settings, w->record.feed);
    struct item_words words;
    struct match_input in = {.item = &w->record.item,
                             .words = &words,
                             .feed = w->record.feed,
                             .language = w->record.item.language};
    struct match_set *open = unfiltered(l);
    struct hit *now, *any;
    size_t now_count, any_count;

    if (feed) {
        in.feed_tags = spans_of(l->arena, &feed->tags);
        in.feed_tag_count = feed->tags.count;
    }
    item_words_of(l->arena, &w->record.item, &words);
    now_count = match_item(l->rules, &in, l->arena, &now);
    any_count = match_item(open, &in, l->arena, &any);
    w->rule_count = l->settings->rule_count;
    w->rules = arena_get(l->arena, w->rule_count * sizeof(*w->rules));
    for (size_t i = 0; i < w->rule_count; i++) {
        struct why_rule *r = &w->rules[i];
        struct span name;

        r->rule = &l->settings->rules[i];
        name = span_of(r->rule->name);
        r->hit = has_hit(w->record.hits, w->record.hit_count, name);
        r->matches = has_hit(now, now_count, name);
        r->filtered = !r->matches && has_hit(any, any_count, name);
        r->too_old = is_too_old(r->rule, &w->record);
    }
    match_set_free(&open);
}

/* ---- alerts -------------------------------------------------------------------------------------------- */

static struct why_alert *add_alert(struct why *w, struct span rule, struct span receiver, struct span kind)
{
    struct why_alert *a;

    w->alerts = memory_grow(w->alerts, w->alert_count + 1, sizeof(*w->alerts));
    a = &w->alerts[w->alert_count++];
    *a = (struct why_alert){.rule = memory_copy(rule.ptr, rule.len),
                            .receiver = memory_copy(receiver.ptr, receiver.len),
                            .kind = memory_copy(kind.ptr, kind.len)};
    return a;
}

static void gather_waiting(struct why *w)
{
    struct outbox *outbox = queue_open(w->look);
    const struct alert *a;
    size_t cursor = 0;

    while (outbox && (a = outbox_next(outbox, &cursor))) {
        struct why_alert *told;

        if (!id_equal(a->story, w->record.verdict.story))
            continue;
        told = add_alert(w, span_of(a->rule), span_of(a->receiver), span_of(alert_kind_name(a->kind)));
        told->id = a->id;
        told->place = alert_place_name(a->place);
        told->outcome = memory_copy("", 0);
        told->at = a->due;
        told->about_item = id_equal(a->item, w->record.id) || alert_has_record(a, w->record.id);
    }
    outbox_free(&outbox);
}

static void take_receipt(void *arg, struct span line)
{
    struct why *w = arg;
    struct json *j = json_read(line, NULL);
    const struct json_value *v = json_root(j);

    if (j && id_equal(json_id(json_get(v, "story")), w->record.verdict.story)) {
        struct why_alert *told =
            add_alert(w, json_span(json_get(v, "rule")), json_span(json_get(v, "receiver")),
                      json_span(json_get(v, "kind")));
        struct span outcome = json_span(json_get(v, "outcome"));

        told->id = json_id(json_get(v, "id"));
        told->place = "sent";
        told->outcome = memory_copy(outcome.ptr, outcome.len);
        told->at = json_time(json_get(v, "date_sent"));
        told->about_item = id_equal(json_id(json_get(v, "item")), w->record.id);
    }
    json_free(&j);
}

static void gather_alerts(struct why *w)
{
    char story[ID_TEXT_BYTES];

    queue_receipts(w->look, 0, span_of(id_format(w->record.verdict.story, story)), take_receipt, w);
    gather_waiting(w);
}

int why_gather(struct look *l, const char *id, struct why *w)
{
    int code;

    *w = (struct why){.look = l};
    code = find_record(l, id, &w->self);
    if (code != EX_OK)
        return code;
    if (!look_read(l, (struct span){w->self.line, w->self.bytes}, &w->record))
        return EX_DATAERR;
    gather_records(w);
    look_configure(l);
    if (l->settings)
        gather_rules(w);
    gather_alerts(w);
    return EX_OK;
}

void why_release(struct why *w)
{
    found_release(&w->self);
    for (size_t i = 0; i < WHY_OTHERS; i++)
        found_release(&w->others[i]);
    for (size_t i = 0; i < w->alert_count; i++) {
        free(w->alerts[i].rule);
        free(w->alerts[i].receiver);
        free(w->alerts[i].kind);
        free(w->alerts[i].outcome);
    }
    free(w->alerts);
}
