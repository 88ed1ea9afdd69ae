/*
 * check.c - from a configuration file to settings and compiled rules, telling every error on the way
 *
 * Fatal: nothing. Bugs: in a query that goes over several lines, a line that ends in a backslash is not counted: libconfuse
 * joins it with the next.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "conf.h"
#include "match.h"
#include "parse.h"

#include "check.h"

#define SUBSCRIPTIONS_LIMIT ((size_t)64 << 20)

#define add_error(report, file, line, ...) report_add(report, false, file, line, __VA_ARGS__)
#define add_warning(report, file, line, ...) report_add(report, true, file, line, __VA_ARGS__)

/* ---- subscription lists ---------------------------------------------------------------------------------- */

static void add_subscriptions(struct settings *s, const char *path, struct span bytes, struct report *report)
{
    struct arena *a = arena_new();
    struct parse_subscriptions list = {0};
    struct error e = {0};

    if (parse_subscriptions(a, bytes, &list, &e) < 0)
        add_error(report, path, 1, "%s", e.text);
    else if (list.count + list.skipped == 0)
        add_warning(report, path, 1, "no feed is named in it");
    for (size_t i = 0; i < list.count; i++)
        settings_add_feed(s, list.list[i].url, list.list[i].title, list.list[i].tags, list.list[i].tag_count);
    if (list.skipped > 0)
        add_warning(report, path, 1, "%zu of %zu entries are no http or https feed and are passed over",
                    list.skipped, list.skipped + list.count);
    arena_free(&a);
}

static void read_list(struct settings *s, const char *path, struct report *report)
{
    struct buffer bytes;
    int error = file_read(AT_FDCWD, path, SUBSCRIPTIONS_LIMIT, &bytes);

    /* That a configured file is not there was told by conf, with the line that names it. */
    if (error < 0 && error != -ENOENT && error != -EACCES)
        add_error(report, path, 1, "%s", strerror(-error));
    else if (error == 0)
        add_subscriptions(s, path, buffer_span(&bytes), report);
    buffer_release(&bytes);
}

/* Lists that people brought in with `newswirectl import` lie in the spool: keep/subscriptions/. */
static void read_imported(struct settings *s, struct report *report)
{
    struct dirent **names = NULL;
    struct buffer path;
    int count;

    buffer_init(&path, 8192);
    buffer_printf(&path, "%s/keep/subscriptions", s->spool);
    count = scandir(path.ptr, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (names[i]->d_name[0] != '.') {
            buffer_clear(&path);
            buffer_printf(&path, "%s/keep/subscriptions/%s", s->spool, names[i]->d_name);
            read_list(s, path.ptr, report);
        }
        free(names[i]);
    }
    free(names);
    buffer_release(&path);
}

/* ---- rules ----------------------------------------------------------------------------------------------- */

static struct span *spans_of(struct arena *a, const struct strings *strings)
{
    struct span *list = arena_get(a, (strings->count + 1) * sizeof(*list));

    for (size_t i = 0; i < strings->count; i++)
        list[i] = span_of(strings->list[i]);
    return list;
}

static void compile_list(struct arena *a, struct match_set *set, const struct list_settings *l,
                         struct report *report)
{
    struct match_list list = {
        .name = span_of(l->name), .terms = spans_of(a, &l->any), .term_count = l->any.count};
    struct match_error e = {0};

    if (match_set_add_list(set, &list, &e) < 0)
        add_error(report, l->file, l->line, "terms \"%s\": %s", l->name, e.text);
}

static void compile_rule(struct arena *a, struct match_set *set, const struct rule_settings *r,
                         struct report *report)
{
    struct match_rule rule = {
        .name = span_of(r->name),
        .query = span_of(r->match),
        .feeds = spans_of(a, &r->feeds),
        .tags = spans_of(a, &r->tags),
        .languages = spans_of(a, &r->languages),
        .feed_count = r->feeds.count,
        .tag_count = r->tags.count,
        .language_count = r->languages.count,
    };
    struct match_error e = {.line = 1, .column = 1};

    if (match_set_add_rule(set, &rule, &e) < 0)
        add_error(report, r->file, r->match_line + e.line - 1, "rule \"%s\": column %d: %s", r->name,
                  e.column, e.text);
}

static void tell_unused_lists(const struct settings *s, const struct match_set *set, struct report *report)
{
    for (size_t i = 0;; i++) {
        struct span name = match_set_unused_list(set, i);
        const struct list_settings *l = settings_list(s, name);

        if (name.len == 0)
            return;
        if (l)
            add_warning(report, l->file, l->line, "terms \"%s\": no rule uses it", l->name);
    }
}

int check_compile(const struct settings *s, struct match_set **out, struct report *report)
{
    struct arena *a = arena_new();
    struct match_set *set = match_set_new();
    size_t errors = report->errors;

    /* A second list or rule of a name was refused by conf, and so was one without terms or query. */
    for (size_t i = 0; i < s->list_count; i++) {
        if (settings_list(s, span_of(s->lists[i].name)) == &s->lists[i])
            compile_list(a, set, &s->lists[i], report);
    }
    for (size_t i = 0; i < s->rule_count; i++) {
        arena_reset(a);
        if (settings_rule(s, span_of(s->rules[i].name)) == &s->rules[i] && s->rules[i].match[0] != '\0')
            compile_rule(a, set, &s->rules[i], report);
    }
    arena_free(&a);
    if (report->errors > errors) {
        match_set_free(&set);
        return -EINVAL;
    }
    match_set_seal(set);
    tell_unused_lists(s, set, report);
    *out = set;
    return 0;
}

/* ---- names ----------------------------------------------------------------------------------------------- */

static struct map *tags_of_feeds(const struct settings *s)
{
    struct map *tags = map_new();

    for (size_t i = 0; i < s->feed_count; i++) {
        for (size_t j = 0; j < s->feeds[i].tags.count; j++) {
            struct span tag = span_of(s->feeds[i].tags.list[j]);

            map_put(tags, hash128(tag.ptr, tag.len), i);
        }
    }
    return tags;
}

static void check_names(const struct settings *s, struct report *report)
{
    struct map *tags = tags_of_feeds(s);

    for (size_t i = 0; i < s->rule_count; i++) {
        const struct rule_settings *r = &s->rules[i];

        for (size_t j = 0; j < r->feeds.count; j++) {
            if (!settings_feed(s, span_of(r->feeds.list[j])))
                add_error(report, r->file, r->line, "rule \"%s\": feeds: no feed \"%s\" is defined", r->name,
                          r->feeds.list[j]);
        }
        for (size_t j = 0; j < r->tags.count; j++) {
            struct span tag = span_of(r->tags.list[j]);

            if (!map_get(tags, hash128(tag.ptr, tag.len), NULL))
                add_warning(report, r->file, r->line, "rule \"%s\": tags: no feed has the tag \"%s\"",
                            r->name, r->tags.list[j]);
        }
    }
    map_free(&tags);
}

static void check_feeds(const struct settings *s, const char *path, struct report *report)
{
    size_t enabled = 0;

    for (size_t i = 0; i < s->feed_count; i++)
        enabled += s->feeds[i].enabled;
    if (s->feed_count == 0)
        add_warning(report, path, 1, "there is no feed");
    else if (enabled == 0)
        add_warning(report, path, 1, "no feed is enabled");
}

struct settings *check_load(const char *path, const char *spool, struct match_set **rules,
                            struct report *report)
{
    size_t errors = report->errors, before_lists;
    struct settings *s = settings_read_partly(path, report);
    struct match_set *set = NULL;

    before_lists = report->errors;
    if (spool) {
        free(s->spool);
        s->spool = memory_copy(spool, strlen(spool));
    }
    for (size_t i = 0; i < s->subscriptions.count; i++)
        read_list(s, s->subscriptions.list[i], report);
    read_imported(s, report);
    /* A feed may be missing because its list is: that would be told twice. */
    if (report->errors == before_lists)
        check_names(s, report);
    if (report->errors == errors)
        check_feeds(s, path, report);
    if (check_compile(s, &set, report) < 0 || report->errors > errors) {
        match_set_free(&set);
        settings_free(&s);
        return NULL;
    }
    *rules = set;
    return s;
}

/* ---- secrets --------------------------------------------------------------------------------------------- */

static void check_secret(const char *path, const char *file, int line, const char *label,
                         struct report *report)
{
    struct buffer secret;
    struct error e = {0};

    if (path[0] == '\0')
        return;
    if (settings_secret(path, &secret, &e) < 0)
        add_error(report, file, line, "%s: %s", label, e.text);
    if (secret.ptr)
        explicit_bzero(secret.ptr, secret.len);
    buffer_release(&secret);
}

int check_secrets(const struct settings *s, struct report *report)
{
    size_t errors = report->errors;
    char label[200];

    for (size_t i = 0; i < s->feed_count; i++) {
        const struct feed_settings *f = &s->feeds[i];

        snprintf(label, sizeof(label), "feed \"%s\": password-file", f->name);
        check_secret(f->password_file, f->file, f->line, label, report);
    }
    for (size_t i = 0; i < s->receiver_count; i++) {
        const struct receiver_settings *v = &s->receivers[i];

        snprintf(label, sizeof(label), "receiver \"%s\": password-file", v->name);
        check_secret(v->password_file, v->file, v->line, label, report);
        snprintf(label, sizeof(label), "receiver \"%s\": secret-file", v->name);
        check_secret(v->secret_file, v->file, v->line, label, report);
        snprintf(label, sizeof(label), "receiver \"%s\": url-file", v->name);
        check_secret(v->url_file, v->file, v->line, label, report);
    }
    return report->errors > errors ? -EINVAL : 0;
}

/* ---- for a person ---------------------------------------------------------------------------------------- */

void check_print(const struct report *report, FILE *to)
{
    size_t shown = 0;

    for (size_t i = 0; i < report->count; i++) {
        fprintf(to, "%s\n", report->lines[i].text);
        shown += !report->lines[i].warning;
    }
    if (shown < report->errors)
        fprintf(to, "and %zu more errors\n", report->errors - shown);
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

int check_file(const char *path, FILE *out, FILE *err)
{
    struct report report = {0};
    struct match_set *rules = NULL;
    struct settings *s = check_load(path, NULL, &rules, &report);
    int code = s ? EX_OK : EX_CONFIG;

    check_print(&report, err);
    if (s)
        fprintf(out, "%s: %zu feed%s, %zu rule%s, %zu receiver%s: ok\n", path, s->feed_count,
                plural(s->feed_count), s->rule_count, plural(s->rule_count), s->receiver_count,
                plural(s->receiver_count));
    match_set_free(&rules);
    settings_free(&s);
    report_release(&report);
    return code;
}
