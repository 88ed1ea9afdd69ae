/*
 * sniff.c - tells JSON, XML and HTML apart, and finds where the document begins
 *
 * Content-Type is not asked: publishers send feeds as anything. Before the root element there may stand white space,
 * warnings of the publisher's script, HTML fragments, several document types: all is skipped, for SEARCH_LIMIT bytes.
 *
 * Fatal: nothing. Bugs: EBCDIC is told by its first bytes alone.
 */
#include <string.h>

#include "sniff.h"
#include "tag.h"

#define SEARCH_LIMIT ((size_t)64 << 10)
#define DECLARATION_LIMIT 1024

/* `<`, `<?` or `{"` in the encodings that are not supersets of ASCII. */
static const struct {
    const char *bytes;
    size_t len;
    const char *label;
} patterns[] = {
    {"<\0\0\0", 4, "utf-32le"}, {"\0\0\0<", 4, "utf-32be"},       {"<\0", 2, "utf-16le"},
    {"\0<", 2, "utf-16be"},     {"{\0\0\0", 4, "utf-32le"},       {"{\0", 2, "utf-16le"},
    {"\0{", 2, "utf-16be"},     {"\x4c\x6f\xa7\x94", 4, "cp037"},
};

/* The quoted or bare word behind `name` and an equals sign. */
static struct span word_after(struct span s, struct span name)
{
    size_t at, end;

    if (!span_find(s, name, &at))
        return (struct span){0};
    s = span_trim(span_cut(s, at + name.len, s.len));
    if (s.len == 0 || s.ptr[0] != '=')
        return (struct span){0};
    s = span_trim(span_cut(s, 1, s.len));
    if (s.len > 0 && (s.ptr[0] == '"' || s.ptr[0] == '\''))
        s = span_cut(s, 1, s.len);
    for (end = 0; end < s.len && !strchr("\"'<>?;/ \t\r\n", s.ptr[end]); end++)
        ;
    return span_cut(s, 0, end);
}

struct span sniff_charset(struct span bytes)
{
    struct span head = span_cut(bytes, 0, DECLARATION_LIMIT), label;
    size_t at, len;

    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        if (span_starts(bytes, (struct span){patterns[i].bytes, patterns[i].len}))
            return span_of(patterns[i].label);
    }
    if (span_find(head, SPAN("<?xml"), &at)) {
        head = span_cut(head, at, head.len);
        label =
            word_after(span_cut(head, 0, span_find_byte(head, '>', &len) ? len : head.len), SPAN("encoding"));
    } else {
        label = word_after(head, SPAN("charset"));
    }
    /* It was read as ASCII, so it is not what it says. */
    if (span_starts_icase(label, SPAN("utf-16")) || span_starts_icase(label, SPAN("utf-32")) ||
        span_starts_icase(label, SPAN("iso-10646-ucs")))
        return (struct span){0};
    return label;
}

static bool is_named(struct span name, const char *const *names)
{
    size_t colon;

    if (span_find_byte(name, ':', &colon))
        name = span_cut(name, colon + 1, name.len);
    for (; *names; names++) {
        if (span_equal_icase(name, span_of(*names)))
            return true;
    }
    return false;
}

/* Behind a comment, or at `at` itself. */
static size_t skip_comment(struct span s, size_t at)
{
    struct span rest = span_cut(s, at, s.len);
    size_t len;

    if (!span_starts(rest, SPAN("<!--")))
        return at;
    return span_find(rest, SPAN("-->"), &len) ? at + len + 3 : s.len;
}

static bool is_html_type(struct span s)
{
    return span_starts_icase(s, SPAN("<!doctype html")) && !span_starts_icase(s, SPAN("<!doctype html["));
}

static enum sniffed find_root(struct span s, const char *const *names, size_t *root)
{
    struct tag t;
    size_t at = 0, hop, end, html_type = s.len, first = s.len;

    while (span_find_byte(span_cut(s, at, s.len), '<', &hop)) {
        at += hop;
        if (skip_comment(s, at) > at) {
            at = skip_comment(s, at);
            continue;
        }
        if (html_type == s.len && is_html_type(span_cut(s, at, s.len)))
            html_type = at;
        if (tag_read(s, at, &t, &end) && !t.closing) {
            *root = at;
            if (span_equal_icase(t.name, SPAN("html")))
                return SNIFFED_HTML;
            if (is_named(t.name, names))
                return SNIFFED_XML;
            first = first < at ? first : at;
        }
        at++;
    }
    *root = html_type < s.len ? html_type : first;
    return html_type < s.len ? SNIFFED_HTML : SNIFFED_NOTHING;
}

enum sniffed sniff_kind(struct span utf8, const char *const *names, size_t *root)
{
    struct span head = span_trim(utf8);
    enum sniffed kind;
    size_t at;

    if (head.len > 0 && (head.ptr[0] == '{' || head.ptr[0] == '[')) {
        *root = (size_t)(head.ptr - utf8.ptr);
        return SNIFFED_JSON;
    }
    utf8 = span_cut(utf8, 0, SEARCH_LIMIT);
    kind = find_root(utf8, names, root);
    /* A script's warning, or a guard against being included, before a JSON Feed that says so. */
    if (kind == SNIFFED_NOTHING && span_find(utf8, SPAN("jsonfeed.org/version/"), &at) &&
        span_find_byte(span_cut(utf8, 0, at), '{', root))
        return SNIFFED_JSON;
    return kind;
}
