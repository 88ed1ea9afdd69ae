/*
 * match_filter.c - rules on lines of JSON, for `match` and `rules test`
 *
 * A line is an item of the filters ("text", "lang") or a record of the spool ("content_text", "language").
 * Fatal: nothing. Bugs: none known.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base.h"
#include "check.h"
#include "conf.h"
#include "match.h"
#include "model.h"
#include "text.h"

#include "commands.h"
#include "match_filter.h"

#define OUT_LIMIT ((size_t)256 << 20)

/* ---- the rules ------------------------------------------------------------------------------------------- */

/* Columns of a terminal: East Asian characters are two wide (UAX #11), the common marks none. */
static int width_of(uint32_t c)
{
    if ((c >= 0x300 && c <= 0x36F) || (c >= 0x64B && c <= 0x65F) || (c >= 0x200B && c <= 0x200F))
        return 0;
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                   (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF00 && c <= 0xFF60) ||
                   (c >= 0x20000 && c <= 0x3FFFD)
               ? 2
               : 1;
}

/* The line of the query, a caret under the column, and what is wrong. */
static int say_query(struct span query, const struct match_error *e)
{
    struct span line = {"", 0};
    size_t at = 0;
    int width = 0;

    for (int n = 0; n < e->line && span_split(&query, '\n', &line); n++)
        continue;
    for (int n = 1; n < e->column && at < line.len; n++)
        width += width_of(utf8_next(line, &at));
    fprintf(stderr, "%.*s\n%*s^\n", (int)line.len, line.ptr, width, "");
    return command_fail(EX_DATAERR, "query, line %d, column %d: %s", e->line, e->column, e->text);
}

static struct span *spans_of(struct arena *a, const struct strings *s)
{
    struct span *list = arena_get(a, (s->count + 1) * sizeof(*list));

    for (size_t i = 0; i < s->count; i++)
        list[i] = span_of(s->list[i]);
    return list;
}

static int add_lists(struct match_filter *f)
{
    struct match_error e;

    for (size_t i = 0; f->settings && i < f->settings->list_count; i++) {
        const struct list_settings *l = &f->settings->lists[i];
        struct match_list list = {
            .name = span_of(l->name), .terms = spans_of(f->arena, &l->any), .term_count = l->any.count};

        if (match_set_add_list(f->rules, &list, &e) != 0) {
            fprintf(stderr, "%s:%d: terms \"%s\": %s\n", l->file, l->line, l->name, e.text);
            return EX_CONFIG;
        }
    }
    return EX_OK;
}

static int add_query(struct match_filter *f, const char *query)
{
    struct match_rule rule = {.name = SPAN("query"), .query = span_of(query)};
    struct match_error e;
    int code;

    f->rules = match_set_new();
    code = add_lists(f);
    if (code != EX_OK)
        return code;
    if (match_set_add_rule(f->rules, &rule, &e) != 0)
        return say_query(rule.query, &e);
    match_set_seal(f->rules);
    return EX_OK;
}

int match_filter_init(struct match_filter *f, const char *conf_file, const char *query)
{
    struct report report = {0};
    int code = EX_OK;

    *f = (struct match_filter){.arena = arena_new()};
    buffer_init(&f->out, OUT_LIMIT);
    if (conf_file && query)
        f->settings = settings_read(conf_file, &report);
    else if (conf_file)
        f->settings = check_load(conf_file, NULL, &f->rules, &report);
    if (conf_file && !f->settings) {
        check_print(&report, stderr);
        code = EX_CONFIG;
    }
    report_release(&report);
    return code == EX_OK && query ? add_query(f, query) : code;
}

void match_filter_release(struct match_filter *f)
{
    match_set_free(&f->rules);
    settings_free(&f->settings);
    arena_free(&f->arena);
    buffer_release(&f->out);
}

/* ---- the items ------------------------------------------------------------------------------------------- */

static struct span text_of(const struct json_value *v, const char *name, const char *other_name)
{
    const struct json_value *text = json_get(v, name);

    return text ? json_span(text) : json_span(json_get(v, other_name));
}

static void read_tags(struct arena *a, const struct json_value *v, struct item *item)
{
    const struct json_value *tags = json_get(v, "tags");

    item->tag_count = json_length(tags);
    item->tags = arena_get(a, (item->tag_count + 1) * sizeof(*item->tags));
    for (size_t i = 0; i < item->tag_count; i++)
        item->tags[i] = json_span(json_at(tags, i));
}

/* Records have {"name"} each; bare strings are names too. */
static void read_authors(struct arena *a, const struct json_value *v, struct item *item)
{
    const struct json_value *authors = json_get(v, "authors");

    item->author_count = json_length(authors);
    item->authors = arena_get(a, (item->author_count + 1) * sizeof(*item->authors));
    for (size_t i = 0; i < item->author_count; i++) {
        const struct json_value *one = json_at(authors, i);

        item->authors[i].name = json_is_string(one) ? json_span(one) : json_span(json_get(one, "name"));
    }
}

static void read_item(struct arena *a, const struct json_value *v, struct item *item)
{
    *item = (struct item){
        .url = json_span(json_get(v, "url")),
        .title = json_span(json_get(v, "title")),
        .summary = json_span(json_get(v, "summary")),
        .content_text = text_of(v, "text", "content_text"),
        .language = text_of(v, "lang", "language"),
    };
    read_tags(a, v, item);
    read_authors(a, v, item);
}

void match_filter_print_json(struct match_filter *f, const struct json_value *id, const struct item *item,
                             const struct hit *hits, size_t count)
{
    (void)item;
    buffer_clear(&f->out);
    buffer_put_text(&f->out, "{\"id\":");
    if (json_is_string(id))
        json_put_string(&f->out, json_span(id));
    else
        buffer_printf(&f->out, "%lld", (long long)json_int(id, 0));
    hits_put_json(&f->out, hits, count, true);
    buffer_put_text(&f->out, "}\n");
    fwrite(f->out.ptr, 1, f->out.len, stdout);
}

static void match_line(struct match_filter *f, const struct json_value *v, match_filter_print *print)
{
    struct span feed = json_span(json_get(v, "feed"));
    const struct feed_settings *settings = f->settings ? settings_feed(f->settings, feed) : NULL;
    struct item item;
    struct item_words words;
    struct match_input in = {.item = &item, .words = &words, .feed = feed};
    struct hit *hits;
    size_t count;

    read_item(f->arena, v, &item);
    in.language = item.language;
    if (settings) {
        in.feed_tags = spans_of(f->arena, &settings->tags);
        in.feed_tag_count = settings->tags.count;
        if (in.language.len == 0)
            in.language = span_of(settings->language);
    }
    item_words_of(f->arena, &item, &words);
    count = match_item(f->rules, &in, f->arena, &hits);
    if (count > 0)
        print(f, json_get(v, "id"), &item, hits, count);
}

static bool take_line(struct match_filter *f, struct span line, match_filter_print *print, struct error *e)
{
    struct json *json = json_read(line, e);
    const struct json_value *v = json ? json_root(json) : NULL;
    bool good = json_is_object(v) && json_get(v, "id");

    if (good)
        match_line(f, v, print);
    else if (json)
        error_set(e, "no object with an \"id\"");
    json_free(&json);
    arena_reset(f->arena);
    return good;
}

int match_filter_run(struct match_filter *f, const char *file, match_filter_print *print)
{
    FILE *in = command_open(file);
    struct buffer line = {0};
    int code = EX_OK;

    if (!in)
        return EX_NOINPUT;
    if (in == stdin)
        file = "stdin";
    for (long n = 1; command_next_line(in, &line); n++) {
        struct error e = {{0}};

        if (span_trim(buffer_span(&line)).len == 0)
            continue;
        if (!take_line(f, buffer_span(&line), print, &e)) {
            fprintf(stderr, "%s:%ld: %s\n", file, n, e.text);
            code = EX_DATAERR;
        }
    }
    if (ferror(in) || fflush(stdout) != 0)
        code = command_fail(EX_IOERR, "%s: cannot read or write on", file);
    buffer_release(&line);
    if (in != stdin)
        fclose(in);
    return code;
}
