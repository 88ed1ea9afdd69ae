/*
 * autodiscover.c - the feeds that an HTML page names
 *
 * <link rel="alternate" type="application/rss+xml" href="…" title="…">, resolved against <base href>; the same in
 * <a>. What stands in comments, scripts and styles is none.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "parse.h"
#include "text.h"

#include "draft.h"
#include "sniff.h"
#include "tag.h"

#define LINK_LIMIT 100
#define BASE_LIMIT 2048 /* it is copied in front of each relative reference */
#define MEMORY_FIXED ((size_t)1 << 20)

static const char *const types[] = {
    "application/rss+xml",   "application/atom+xml", "application/rdf+xml",
    "application/feed+json", "application/json",     "application/x.atom+xml",
};

struct page {
    struct arena *arena;
    struct span html, base;
    bool based; /* only the first base counts (HTML section 4.2.3) */
    struct parse_link *links;
    size_t count;
};

static bool is_feed_type(struct span type)
{
    size_t end;

    if (span_find_byte(type, ';', &end))
        type = span_cut(type, 0, end);
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (span_equal_icase(span_trim(type), span_of(types[i])))
            return true;
    }
    return false;
}

static bool has_word(struct span words, struct span word)
{
    struct span one;

    for (size_t i = 0; i < words.len;) {
        size_t end = i;

        while (end < words.len && !memchr(" \t\r\n", words.ptr[end], 4))
            end++;
        one = span_cut(words, i, end);
        if (span_equal_icase(one, word))
            return true;
        i = end + 1;
    }
    return false;
}

static struct span value_of(const struct page *p, const struct tag *t, struct span name)
{
    struct span value = {0};

    if (tag_value(t, name, &value))
        value = html_decode_entities(p->arena, span_trim(value));
    return value;
}

static void add(struct page *p, struct parse_link link)
{
    if (!url_is_web(link.url) || p->count == LINK_LIMIT)
        return;
    for (size_t i = 0; i < p->count; i++) {
        if (span_equal(p->links[i].url, link.url))
            return;
    }
    p->links[p->count++] = link;
}

static void look_at(struct page *p, const struct tag *t)
{
    struct span rel = {0}, type = {0}, href = {0};

    if (t->closing)
        return;
    if (span_equal_icase(t->name, SPAN("base"))) {
        href = value_of(p, t, SPAN("href"));
        if (p->based || href.len == 0)
            return;
        href = url_resolve(p->arena, p->base, href);
        if (href.len > 0 && href.len <= BASE_LIMIT) {
            p->base = href;
            p->based = true;
        }
        return;
    }
    if (!span_equal_icase(t->name, SPAN("link")) && !span_equal_icase(t->name, SPAN("a")))
        return;
    if (!tag_value(t, SPAN("rel"), &rel) || !tag_value(t, SPAN("type"), &type) || !is_feed_type(type))
        return;
    href = value_of(p, t, SPAN("href"));
    if (href.len == 0)
        return;
    if (has_word(rel, SPAN("alternate")) || has_word(rel, SPAN("feed")))
        add(p, (struct parse_link){.url = url_resolve(p->arena, p->base, href),
                                   .title = text_to_line(p->arena, value_of(p, t, SPAN("title"))),
                                   .mime_type = arena_copy(p->arena, span_trim(type))});
}

/* The place behind `closing`, or the end. */
static size_t skip_to(struct span s, size_t at, struct span closing)
{
    struct span rest = span_cut(s, at, s.len);
    size_t len;

    return span_find(rest, closing, &len) ? at + len + closing.len : s.len;
}

static size_t read_markup(struct page *p, size_t at)
{
    struct tag t;
    size_t end;

    if (span_starts(span_cut(p->html, at, p->html.len), SPAN("<!--")))
        return skip_to(p->html, at, SPAN("-->"));
    if (!tag_read(p->html, at, &t, &end))
        return at + 1;
    if (!t.closing && span_equal_icase(t.name, SPAN("script")))
        return skip_to(p->html, end, SPAN("</"));
    if (!t.closing && span_equal_icase(t.name, SPAN("style")))
        return skip_to(p->html, end, SPAN("</"));
    look_at(p, &t);
    return end;
}

size_t parse_autodiscover(struct arena *a, const struct parse_input *in, struct parse_link **out)
{
    struct page p = {.arena = a, .base = in->url};
    size_t at = 0, hop, memory_limit;
    bool damaged;

    p.links = arena_get(a, LINK_LIMIT * sizeof(*p.links));
    p.html = charset_to_utf8(a, in->body, charset_of_content_type(in->content_type), sniff_charset(in->body),
                             &damaged);
    memory_limit = arena_used(a) + p.html.len + MEMORY_FIXED;
    while (p.count < LINK_LIMIT && arena_used(a) <= memory_limit &&
           span_find_byte(span_cut(p.html, at, p.html.len), '<', &hop))
        at = read_markup(&p, at + hop);
    *out = p.links;
    return p.count;
}
