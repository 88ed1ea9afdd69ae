/*
 * rules.c - newswirectl rules: to look at rules and to try them
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base.h"
#include "match.h"
#include "model.h"
#include "text.h"

#include "commands.h"
#include "match_filter.h"

#define AROUND_BYTES 40 /* shown before and behind a hit */

/* ---- rules test QUERY [FILE] ---------------------------------------------------------------------------------- */

static struct span field_text(const struct item *item, const struct hit *h)
{
    switch (h->field) {
    case FIELD_TITLE:
        return item->title;
    case FIELD_SUMMARY:
        return item->summary;
    case FIELD_CONTENT:
        return item->content_text;
    case FIELD_URL:
        return item->url;
    default: /* one of several, short: the hit says enough */
        return h->text;
    }
}

/* For a terminal: control bytes, also those inside a character that steers, stay out. */
static void put_shown(struct buffer *out, struct span s)
{
    for (size_t i = 0; i < s.len;) {
        size_t from = i;
        uint32_t c = utf8_next(s, &i);

        if (c < ' ' || (c >= 0x7F && c < 0xA0) || (c >= 0x200E && c <= 0x200F) ||
            (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
            buffer_put_byte(out, ' ');
        else
            buffer_put_span(out, span_cut(s, from, i));
    }
}

static bool is_inside_character(struct span s, size_t at)
{
    return at < s.len && ((unsigned char)s.ptr[at] & 0xC0) == 0x80;
}

/* "    title: … gas [pipeline] to …" */
static void put_hit(struct buffer *out, const struct item *item, const struct hit *h)
{
    struct span text = field_text(item, h);
    size_t start = text.ptr == h->text.ptr ? 0 : h->start, end = start + h->text.len;
    size_t from = start > AROUND_BYTES ? start - AROUND_BYTES : 0;
    size_t to = text.len - end > AROUND_BYTES ? end + AROUND_BYTES : text.len;

    while (is_inside_character(text, from))
        from++;
    while (is_inside_character(text, to))
        to--;
    buffer_printf(out, "    %s: %s", field_name(h->field), from > 0 ? "… " : "");
    put_shown(out, span_cut(text, from, start));
    buffer_put_byte(out, '[');
    put_shown(out, h->text);
    buffer_put_byte(out, ']');
    put_shown(out, span_cut(text, end, to));
    buffer_put_text(out, to < text.len ? " …\n" : "\n");
}

static void print_for_people(struct match_filter *f, const struct json_value *id, const struct item *item,
                             const struct hit *hits, size_t count)
{
    buffer_clear(&f->out);
    if (json_is_string(id))
        put_shown(&f->out, json_span(id));
    else
        buffer_printf(&f->out, "%lld", (long long)json_int(id, 0));
    buffer_put_text(&f->out, "  ");
    put_shown(&f->out, item->title);
    buffer_put_byte(&f->out, '\n');
    for (size_t i = 0; i < count; i++)
        put_hit(&f->out, item, &hits[i]);
    fwrite(f->out.ptr, 1, f->out.len, stdout);
}

static int test_query(const struct command *c)
{
    const char *file = c->argc > 3 ? c->argv[3] : NULL;
    struct match_filter f;
    int code;

    if (c->argc < 3 || c->argc > 4)
        return command_fail(EX_USAGE, "usage: rules test QUERY [FILE]");
    code = match_filter_init(&f, c->conf_given ? c->conf_file : NULL, c->argv[2]);
    if (code == EX_OK && !file && isatty(STDIN_FILENO))
        puts("the query is well formed; name a file of items to try it on");
    else if (code == EX_OK)
        code = match_filter_run(&f, file, c->json ? match_filter_print_json : print_for_people);
    match_filter_release(&f);
    return code;
}

/* ---- the verbs ------------------------------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    command_verb *run;
} verbs[] = {
    {"test", test_query},
};

int command_rules(const struct command *c)
{
    for (size_t i = 0; c->argc > 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(c->argv[1], verbs[i].name) == 0)
            return verbs[i].run(c);
    }
    return command_fail(EX_USAGE, "usage: rules test QUERY [FILE]");
}
