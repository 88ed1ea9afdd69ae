/*
 * rules.c - newswirectl rules: to look at rules and to try them
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base.h"
#include "check.h"
#include "match.h"
#include "model.h"

#include "commands.h"
#include "match_filter.h"
#include "shown.h"

static const char usage_text[] = "rules [list | test QUERY [FILE]]";

/* ---- list ---------------------------------------------------------------------------------------------- */

static void put_strings(struct buffer *out, const char *key, const struct strings *s)
{
    json_put_key(out, key);
    buffer_put_byte(out, '[');
    for (size_t i = 0; i < s->count; i++) {
        if (i > 0)
            buffer_put_byte(out, ',');
        json_put_string(out, span_of(s->list[i]));
    }
    buffer_put_byte(out, ']');
}

static void put_json(struct buffer *out, const struct rule_settings *r)
{
    static const char *const updates[] = {
        [UPDATES_NONE] = "none", [UPDATES_GROUPED] = "grouped", [UPDATES_EACH] = "each"};

    buffer_put_byte(out, '{');
    json_put_text(out, "rule", span_of(r->name));
    json_put_text(out, "match", span_of(r->match));
    put_strings(out, "feeds", &r->feeds);
    put_strings(out, "tags", &r->tags);
    put_strings(out, "languages", &r->languages);
    put_strings(out, "receivers", &r->receivers);
    json_put_text(out, "severity", span_of(r->severity));
    json_put_text(out, "updates", span_of(updates[r->updates]));
    if (r->max_age_ms >= 0)
        json_put_int(out, "max_age_s", r->max_age_ms / 1000);
    json_put_text(out, "file", span_of(r->file));
    json_put_int(out, "line", r->line);
    buffer_put_text(out, "}\n");
    fwrite(out->ptr, 1, out->len, stdout);
    buffer_clear(out);
}

static void put_names(struct buffer *out, const char *label, const struct strings *s)
{
    for (size_t i = 0; i < s->count; i++)
        shown_put_field(out, i == 0 ? label : "", span_of(s->list[i]));
}

/* A rule is a paragraph: its query may be long, and is what a person looks for. */
static void put_text(struct buffer *out, const struct rule_settings *r)
{
    shown_put_field(out, "rule", span_of(r->name));
    shown_put_field(out, "match", span_of(r->match));
    put_names(out, "feeds", &r->feeds);
    put_names(out, "tags", &r->tags);
    put_names(out, "languages", &r->languages);
    put_names(out, "receivers", &r->receivers);
    if (r->receivers.count == 0)
        shown_put_field(out, "receivers", SPAN("none: hits are only stored"));
    shown_put_field(out, "severity", span_of(r->severity));
    shown_put_fieldf(out, "configured", "%s:%d", r->file, r->line);
    fwrite(out->ptr, 1, out->len, stdout);
    buffer_clear(out);
}

static int list_rules(const struct command *c)
{
    struct report report = {0};
    struct match_set *rules = NULL;
    struct settings *s;
    struct buffer out;

    if (c->argc > 2)
        return command_fail(EX_USAGE, "usage: %s", usage_text);
    s = check_load(c->conf_file, c->spool, &rules, &report);
    if (!s)
        check_print(&report, stderr);
    buffer_init(&out, (size_t)16 << 20);
    for (size_t i = 0; s && i < s->rule_count; i++) {
        if (!c->json && i > 0)
            putchar('\n');
        (c->json ? put_json : put_text)(&out, &s->rules[i]);
    }
    buffer_release(&out);
    match_set_free(&rules);
    report_release(&report);
    if (!s)
        return EX_CONFIG;
    settings_free(&s);
    return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

/* ---- test QUERY [FILE] --------------------------------------------------------------------------------- */

static void print_for_people(struct match_filter *f, const struct json_value *id, const struct item *item,
                             const struct hit *hits, size_t count)
{
    buffer_clear(&f->out);
    if (json_is_string(id))
        shown_put(&f->out, json_span(id));
    else
        buffer_printf(&f->out, "%lld", (long long)json_int(id, 0));
    buffer_put_text(&f->out, "  ");
    shown_put(&f->out, item->title);
    buffer_put_byte(&f->out, '\n');
    for (size_t i = 0; i < count; i++)
        shown_put_hit(&f->out, item, &hits[i]);
    fwrite(f->out.ptr, 1, f->out.len, stdout);
}

static int test_query(const struct command *c)
{
    const char *file = c->argc > 3 ? c->argv[3] : NULL;
    struct match_filter f;
    int code;

    if (c->argc < 3 || c->argc > 4)
        return command_fail(EX_USAGE, "usage: %s", usage_text);
    code = match_filter_init(&f, c->conf_given ? c->conf_file : NULL, c->argv[2]);
    if (code == EX_OK && !file && isatty(STDIN_FILENO))
        puts("the query is well formed; name a file of items to try it on");
    else if (code == EX_OK)
        code = match_filter_run(&f, file, c->json ? match_filter_print_json : print_for_people);
    match_filter_release(&f);
    return code;
}

/* ---- the verbs ----------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    command_verb *run;
} verbs[] = {
    {"list", list_rules},
    {"test", test_query},
};

int command_rules(const struct command *c)
{
    if (c->argc == 1)
        return list_rules(c);
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(c->argv[1], verbs[i].name) == 0)
            return verbs[i].run(c);
    }
    return command_fail(EX_USAGE, "usage: %s", usage_text);
}
