/*
 * subscriptions.c - lists of subscriptions: OPML and newsboat's `urls`
 *
 * OPML: each outline with an xmlUrl is a feed; the outlines around it and its `category` are its tags. newsboat: a
 * URL a line, then tags, one in quotes may hold spaces; "~name" is the title, a leading "!" hides the feed there and
 * is no part of the tag. Both are read as people write them by hand.
 *
 * Fatal: nothing. Bugs: newsboat's filter:, exec: and query: feeds are skipped.
 */
#include <errno.h>
#include <strings.h>
#include <string.h>

#include "parse.h"
#include "text.h"

#include "draft.h"
#include "sniff.h"
#include "xml.h"

#define SUBSCRIPTION_LIMIT 200000
#define FOLDER_LIMIT 16 /* folders that become tags; deeper ones are passed over */

struct reading {
    struct arena *arena;
    struct parse_subscriptions *out;
    size_t room;
    /* OPML: the folders that are open */
    struct span folders[FOLDER_LIMIT];
    bool is_folder[PARSE_DEPTH_LIMIT + 1]; /* of the open elements */
    size_t depth, folder_count;
};

/* feed: and feed+https: are https or http in disguise. */
static struct span web_url(struct arena *a, struct span url)
{
    if (span_starts_icase(url, SPAN("feed://")))
        return arena_printf(a, "http://%.*s", (int)(url.len - 7), url.ptr + 7);
    if (span_starts_icase(url, SPAN("feed:")))
        return span_cut(url, 5, url.len);
    return url;
}

static void add(struct reading *r, const struct parse_subscription *s)
{
    struct parse_subscriptions *out = r->out;
    struct span url = url_resolve(r->arena, (struct span){0}, web_url(r->arena, span_trim(s->url)));

    if (!url_is_web(url) || out->count == SUBSCRIPTION_LIMIT) {
        out->skipped++;
        return;
    }
    if (out->count == r->room) {
        struct parse_subscription *more;

        r->room = r->room > 0 ? r->room * 2 : 64;
        more = arena_get(r->arena, r->room * sizeof(*more));
        if (out->count > 0)
            memcpy(more, out->list, out->count * sizeof(*more));
        out->list = more;
    }
    out->list[out->count] = *s;
    out->list[out->count++].url = arena_copy(r->arena, url);
}

/* ---- OPML ------------------------------------------------------------------------------------------------ */

static struct span attribute(const struct xml_element *e, const char *name)
{
    for (size_t i = 0; i < e->attribute_count; i++) {
        if (strcasecmp(e->attributes[i].name, name) == 0)
            return span_trim(e->attributes[i].value);
    }
    return (struct span){0};
}

static struct span title_of(struct reading *r, const struct xml_element *e)
{
    struct span title = attribute(e, "title");

    return html_to_line(r->arena, arena_copy(r->arena, title.len > 0 ? title : attribute(e, "text")));
}

/* "/world/asia,energy": each path's last step is a tag, and each word. */
static void add_categories(struct draft *d, struct span list)
{
    struct span path, step;

    while (span_split(&list, ',', &path)) {
        while (span_split(&path, '/', &step))
            draft_tag(d, step);
    }
}

static void add_outline(struct reading *r, const struct xml_element *e, struct span url)
{
    struct parse_subscription s = {.url = url, .title = title_of(r, e), .line = e->line};
    struct draft d; /* keeps tags apart */

    draft_init(&d, r->arena);
    for (size_t i = 0; i < r->folder_count; i++)
        draft_tag(&d, r->folders[i]);
    add_categories(&d, attribute(e, "category"));
    s.tags = d.tags;
    s.tag_count = d.tag_count;
    add(r, &s);
}

static void on_start(void *arg, const struct xml_element *e)
{
    struct reading *r = arg;
    struct span url = attribute(e, "xmlUrl");
    bool outline = strcasecmp(e->name, "outline") == 0;

    r->depth++;
    if (r->depth > PARSE_DEPTH_LIMIT)
        return;
    r->is_folder[r->depth] = false;
    if (outline && url.len == 0)
        url = span_equal_icase(attribute(e, "type"), SPAN("rss")) ? attribute(e, "url") : url;
    if (outline && url.len > 0) {
        add_outline(r, e, url);
    } else if (outline && r->folder_count < FOLDER_LIMIT) {
        r->folders[r->folder_count++] = title_of(r, e);
        r->is_folder[r->depth] = true;
    }
}

static void on_end(void *arg)
{
    struct reading *r = arg;

    if (r->depth <= PARSE_DEPTH_LIMIT && r->is_folder[r->depth])
        r->folder_count--;
    r->depth--;
}

static void on_text(void *arg, struct span text)
{
    (void)arg, (void)text;
}

/* ---- newsboat -------------------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of a line: bare, or in double quotes with \" and \\ inside. False at the end or at a comment. */
static bool next_word(struct arena *a, struct span *line, struct span *word)
{
    size_t at = 0, len = 0;
    bool quoted;
    char *out;

    while (at < line->len && is_blank(line->ptr[at]))
        at++;
    if (at == line->len || line->ptr[at] == '#')
        return false;
    quoted = line->ptr[at] == '"';
    at += quoted;
    out = arena_bytes(a, line->len - at + 1);
    for (; at < line->len && (quoted ? line->ptr[at] != '"' : !is_blank(line->ptr[at])); at++) {
        if (quoted && line->ptr[at] == '\\' && at + 1 < line->len)
            at++;
        out[len++] = line->ptr[at];
    }
    *line = span_cut(*line, at + quoted, line->len);
    *word = (struct span){out, len};
    return true;
}

static void read_line(struct reading *r, struct span line, int number)
{
    struct parse_subscription s = {.line = number};
    struct draft d;
    struct span word;

    if (!next_word(r->arena, &line, &s.url))
        return;
    draft_init(&d, r->arena);
    while (next_word(r->arena, &line, &word)) {
        if (span_starts(word, SPAN("~")) && s.title.len == 0)
            s.title = text_to_line(r->arena, span_cut(word, 1, word.len));
        else
            draft_tag(&d, span_starts(word, SPAN("!")) ? span_cut(word, 1, word.len) : word);
    }
    s.tags = d.tags;
    s.tag_count = d.tag_count;
    add(r, &s);
}

static void read_lines(struct reading *r, struct span text)
{
    struct span line;

    for (int number = 1; span_split(&text, '\n', &line); number++)
        read_line(r, line, number);
}

int parse_subscriptions(struct arena *a, struct span bytes, struct parse_subscriptions *out, struct error *e)
{
    static const struct xml_events events = {on_start, on_end, on_text};
    static const char *const roots[] = {"opml", NULL};
    struct reading *r = arena_get(a, sizeof(*r));
    struct span text, head;
    size_t root;
    bool damaged;

    *out = (struct parse_subscriptions){0};
    r->arena = a;
    r->out = out;
    text = charset_to_utf8(a, bytes, (struct span){0}, sniff_charset(bytes), &damaged);
    head = span_trim(text);
    if (head.len == 0 || head.ptr[0] != '<') {
        read_lines(r, text);
        return 0;
    }
    if (sniff_kind(text, roots, &root) != SNIFFED_XML) {
        error_set(e, "neither OPML nor a list of URLs");
        return -EBADMSG;
    }
    xml_read(text, root, &events, r);
    return 0;
}
