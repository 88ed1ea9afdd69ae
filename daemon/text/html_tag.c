/*
 * html_tag.c - where tags, hidden elements and comments end, and what a tag does to the text
 *
 * As HTML 5 section 13.2.5 has it, with two mercies for damage: a quote that is never closed is no quote, and only
 * a quote behind `=` opens a value.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "text.h"

#include "html_parts.h"

#define NAME_BYTES 12 /* blockquote, figcaption, annotation, and a NUL */

/* Sorted by name; HOLDS marks what programs hide, or wrap their share bars in. */
#define HOLDS 0x80
/* clang-format off */
static const struct entry {
    char name[NAME_BYTES];
    unsigned char kind;
} entries[] = {
    {"a", TAG_INLINE}, {"abbr", TAG_INLINE}, {"acronym", TAG_INLINE}, {"address", TAG_BLOCK},
    {"annotation", TAG_RAW}, {"applet", TAG_RAW}, {"area", TAG_INLINE}, {"article", TAG_BLOCK | HOLDS},
    {"aside", TAG_BLOCK | HOLDS}, {"audio", TAG_RAW}, {"b", TAG_INLINE}, {"bdi", TAG_INLINE},
    {"bdo", TAG_INLINE}, {"big", TAG_INLINE}, {"blockquote", TAG_BLOCK | HOLDS}, {"body", TAG_BLOCK},
    {"br", TAG_BREAK}, {"button", TAG_RAW}, {"canvas", TAG_RAW}, {"caption", TAG_BLOCK},
    {"center", TAG_BLOCK}, {"cite", TAG_INLINE}, {"code", TAG_INLINE}, {"col", TAG_INLINE},
    {"colgroup", TAG_INLINE}, {"data", TAG_INLINE}, {"datalist", TAG_RAW}, {"dd", TAG_BLOCK},
    {"del", TAG_INLINE}, {"details", TAG_BLOCK}, {"dfn", TAG_INLINE}, {"dialog", TAG_RAW},
    {"dir", TAG_LIST}, {"div", TAG_BLOCK | HOLDS}, {"dl", TAG_BLOCK | HOLDS}, {"dt", TAG_BLOCK},
    {"em", TAG_INLINE}, {"embed", TAG_INLINE}, {"fieldset", TAG_BLOCK}, {"figcaption", TAG_BLOCK},
    {"figure", TAG_BLOCK | HOLDS}, {"font", TAG_INLINE}, {"footer", TAG_BLOCK | HOLDS}, {"form", TAG_RAW},
    {"h1", TAG_BLOCK | HOLDS}, {"h2", TAG_BLOCK | HOLDS}, {"h3", TAG_BLOCK | HOLDS},
    {"h4", TAG_BLOCK | HOLDS}, {"h5", TAG_BLOCK | HOLDS}, {"h6", TAG_BLOCK | HOLDS}, {"head", TAG_RAW},
    {"header", TAG_BLOCK | HOLDS}, {"hgroup", TAG_BLOCK}, {"hr", TAG_BLOCK}, {"html", TAG_BLOCK},
    {"i", TAG_INLINE}, {"iframe", TAG_RAW}, {"img", TAG_IMAGE}, {"input", TAG_INLINE}, {"ins", TAG_INLINE},
    {"kbd", TAG_INLINE}, {"label", TAG_INLINE | HOLDS}, {"legend", TAG_BLOCK}, {"li", TAG_ITEM | HOLDS},
    {"link", TAG_INLINE}, {"listing", TAG_PRE}, {"main", TAG_BLOCK}, {"map", TAG_INLINE},
    {"mark", TAG_INLINE}, {"marquee", TAG_BLOCK}, {"math", TAG_INLINE}, {"menu", TAG_LIST},
    {"meta", TAG_INLINE}, {"meter", TAG_INLINE}, {"nav", TAG_RAW}, {"nobr", TAG_INLINE},
    {"noembed", TAG_RAW}, {"noframes", TAG_RAW}, {"noscript", TAG_RAW}, {"object", TAG_RAW},
    {"ol", TAG_NUMBERED | HOLDS}, {"optgroup", TAG_BLOCK}, {"option", TAG_BLOCK}, {"output", TAG_INLINE},
    {"p", TAG_BLOCK | HOLDS}, {"param", TAG_INLINE}, {"picture", TAG_INLINE}, {"pre", TAG_PRE},
    {"progress", TAG_INLINE}, {"q", TAG_INLINE}, {"rb", TAG_INLINE}, {"rp", TAG_INLINE}, {"rt", TAG_INLINE},
    {"rtc", TAG_INLINE}, {"ruby", TAG_INLINE}, {"s", TAG_INLINE}, {"samp", TAG_INLINE},
    {"script", TAG_CODE}, {"section", TAG_BLOCK | HOLDS}, {"select", TAG_RAW},
    {"small", TAG_INLINE | HOLDS}, {"source", TAG_INLINE}, {"span", TAG_INLINE | HOLDS},
    {"strike", TAG_INLINE}, {"strong", TAG_INLINE}, {"style", TAG_CODE}, {"sub", TAG_INLINE},
    {"summary", TAG_BLOCK}, {"sup", TAG_INLINE}, {"svg", TAG_INLINE}, {"table", TAG_TABLE | HOLDS},
    {"tbody", TAG_BLOCK}, {"td", TAG_CELL}, {"template", TAG_RAW}, {"textarea", TAG_RAW},
    {"tfoot", TAG_BLOCK}, {"th", TAG_CELL}, {"thead", TAG_BLOCK}, {"time", TAG_INLINE},
    {"title", TAG_BLOCK}, {"tr", TAG_ROW}, {"track", TAG_INLINE}, {"tt", TAG_INLINE}, {"u", TAG_INLINE},
    {"ul", TAG_LIST | HOLDS}, {"var", TAG_INLINE}, {"video", TAG_RAW}, {"wbr", TAG_INLINE},
    {"xmp", TAG_PRE},
};

/* Where the names that begin with each letter begin; test_html.c knows each name. */
static const unsigned char first_of[] = {
    0, 10, 18, 25, 36, 38, 44, 44, 55, 60, 60, 61, 66, 74,
    79, 84, 89, 90, 95, 110, 123, 125, 127, 128, 129, 129, 129,
};
/* clang-format on */

_Static_assert(sizeof(entries) / sizeof(entries[0]) <= TAG_NAMES, "each known name has its flag");

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static const struct entry *find_entry(const char *name, size_t len)
{
    char wanted[NAME_BYTES] = "";

    if (len == 0 || len >= NAME_BYTES)
        return NULL;
    for (size_t i = 0; i < len; i++)
        wanted[i] = lower(name[i]);
    if (wanted[0] < 'a' || wanted[0] > 'z')
        return NULL;
    for (size_t i = first_of[wanted[0] - 'a']; i < first_of[wanted[0] - 'a' + 1]; i++) {
        if (memcmp(wanted, entries[i].name, NAME_BYTES) == 0)
            return &entries[i];
    }
    return NULL;
}

static size_t skip_space(const struct markup *m, size_t at)
{
    while (at < m->len && is_space(m->ptr[at]))
        at++;
    return at;
}

/* If a quoted value follows the `=` before `at`, the index of its closing quote, else at - 1. */
static size_t skip_value(struct markup *m, size_t at)
{
    size_t open = skip_space(m, at);
    const char *close;
    bool *missing;

    if (open == m->len || (m->ptr[open] != '"' && m->ptr[open] != '\''))
        return at - 1;
    missing = m->ptr[open] == '"' ? &m->no_quote : &m->no_apostrophe;
    if (*missing)
        return at - 1;
    close = memchr(m->ptr + open + 1, m->ptr[open], m->len - open - 1);
    if (close)
        return (size_t)(close - m->ptr);
    *missing = true;
    return at - 1;
}

static size_t tag_end(struct markup *m, size_t at)
{
    if (m->no_tag_end)
        return 0;
    for (; at < m->len; at++) {
        if (m->ptr[at] == '>')
            return at + 1;
        if (m->ptr[at] == '=')
            at = skip_value(m, at + 1);
    }
    m->no_tag_end = true;
    return 0;
}

static bool ends_name(char c)
{
    return is_space(c) || c == '>' || c == '/';
}

/* No name is read further than the longest that is known, or a file of `<a<a<a` would be read again at each. */
bool markup_tag(struct markup *m, size_t at, struct tag *out)
{
    size_t name, name_end;
    const struct entry *known;

    out->closing = m->ptr[at + 1] == '/';
    name = name_end = at + (out->closing ? 2 : 1);
    while (name_end < m->len && name_end - name < NAME_BYTES && !ends_name(m->ptr[name_end]))
        name_end++;
    known = find_entry(m->ptr + name, name_end - name);
    out->kind = known ? (enum tag_kind)(known->kind & ~HOLDS) : TAG_UNKNOWN;
    out->holds = known && known->kind & HOLDS;
    out->known = known ? (size_t)(known - entries) : 0;
    out->end = tag_end(m, name_end);
    if (out->end == 0)
        return false;
    out->empty = m->ptr[out->end - 2] == '/';
    out->name = (struct span){m->ptr + name, name_end - name};
    out->attributes = (struct span){m->ptr + name_end, out->end - 1 - name_end};
    return true;
}

/* Where the end tag of that name stands, looking from `at` on; m->len when it is missing. */
static size_t find_end_tag(const struct markup *m, struct span name, size_t at)
{
    while (at < m->len) {
        const char *open = memchr(m->ptr + at, '<', m->len - at);
        struct span rest;

        if (!open)
            break;
        at = (size_t)(open - m->ptr) + 1;
        rest = (struct span){m->ptr + at, m->len - at};
        if (rest.len <= name.len || rest.ptr[0] != '/')
            continue;
        rest = span_cut(rest, 1, rest.len);
        if (span_starts_icase(rest, name) && (rest.len == name.len || !is_letter(rest.ptr[name.len])))
            return at - 1;
    }
    return m->len;
}

bool markup_is_closed(const struct markup *m, const struct tag *t)
{
    return find_end_tag(m, t->name, t->end) < m->len;
}

size_t markup_element_end(struct markup *m, const struct tag *t)
{
    const char *close;
    size_t at;

    if (m->no_element_end[t->known])
        return 0;
    at = find_end_tag(m, t->name, t->end);
    if (at == m->len) {
        m->no_element_end[t->known] = true;
        return 0;
    }
    close = memchr(m->ptr + at, '>', m->len - at);
    return close ? (size_t)(close - m->ptr) + 1 : m->len;
}

static bool has_name(struct span rest, struct span name)
{
    return span_starts_icase(rest, name) && (rest.len == name.len || ends_name(rest.ptr[name.len]));
}

size_t markup_nested_end(struct markup *m, const struct tag *t)
{
    bool paragraph = span_equal_icase(t->name, SPAN("p")); /* one ends where the next begins */
    size_t at = t->end, open = 1, end = 0;

    while (!m->no_element_end[t->known] && open > 0 && at < m->len) {
        const char *sign = memchr(m->ptr + at, '<', m->len - at);
        struct span rest;

        if (!sign)
            break;
        end = (size_t)(sign - m->ptr);
        rest = (struct span){sign + 1, m->len - end - 1};
        at = end + 1;
        if (rest.len > 0 && rest.ptr[0] == '/')
            open -= has_name(span_cut(rest, 1, rest.len), t->name);
        else if (has_name(rest, t->name))
            open = paragraph ? 0 : open + 1;
        if (open == 0 && !paragraph)
            end = at + t->name.len + 2;
    }
    if (open > 0)
        m->no_element_end[t->known] = true;
    return open > 0 ? 0 : end < m->len ? end : m->len;
}

bool markup_attribute(struct span *rest, struct attribute *out)
{
    const char *p = rest->ptr, *end = p + rest->len, *from;

    while (p < end && (is_space(*p) || *p == '/' || *p == '='))
        p++;
    for (from = p; p < end && !is_space(*p) && *p != '/' && *p != '=';)
        p++;
    *out = (struct attribute){.name = {from, (size_t)(p - from)}};
    while (p < end && is_space(*p))
        p++;
    if (p < end && *p == '=') {
        const char *close;

        for (p++; p < end && is_space(*p);)
            p++;
        close = p < end && (*p == '"' || *p == '\'') ? memchr(p + 1, *p, (size_t)(end - p - 1)) : NULL;
        from = close ? p + 1 : p;
        for (p = close ? close : p; p < end && !close && !is_space(*p);)
            p++;
        out->value = (struct span){from, (size_t)(p - from)};
        p += close != NULL;
    }
    *rest = (struct span){p, (size_t)(end - p)};
    return out->name.len > 0;
}

struct span markup_value(struct span attributes, struct span name)
{
    struct attribute a;

    while (markup_attribute(&attributes, &a)) {
        if (span_equal_icase(a.name, name))
            return a.value;
    }
    return (struct span){0};
}

size_t markup_comment_end(struct markup *m, size_t at)
{
    struct span rest = {m->ptr + at, m->len - at};
    bool comment = span_starts(rest, SPAN("<!--"));
    size_t from = comment ? at + 4 : at + 2, hop;

    if (!comment && m->no_tag_end)
        return 0;
    /* `<!-->` and `<!--->` are whole comments. */
    if (comment && span_starts(span_cut(rest, 4, rest.len), SPAN(">")))
        return at + 5;
    if (comment && span_starts(span_cut(rest, 4, rest.len), SPAN("->")))
        return at + 6;
    while (span_find_byte((struct span){m->ptr + from, m->len - from}, '>', &hop)) {
        from += hop + 1;
        if (!comment || span_ends((struct span){m->ptr, from}, SPAN("-->")) ||
            span_ends((struct span){m->ptr, from}, SPAN("--!>")))
            return from;
    }
    m->no_tag_end = true;
    return comment ? m->len : 0;
}
