/*
 * article_scan.c - the tags and texts of a page, one after the other
 *
 * As HTML 5 section 13.2.5 has it, for as much as the search for main text needs: few attributes are looked at, and
 * scripts, styles, pictures and the like are stepped over as a whole. libxml2's own reader is not let near a tag: it
 * is quadratic in the attributes of one, and a page may have fifty thousand.
 *
 * Mercy: a quote that closes nowhere opens nothing. Linear: each such search that fails is not made again.
 *
 * Fatal: nothing. Bugs: nested svg or object elements end with the inner one.
 */
#include <string.h>

#include "article_parts.h"

static const struct span attribute_names[AT_COUNT] = {
    [AT_CLASS] = {"class", 5},     [AT_ID] = {"id", 2},
    [AT_ROLE] = {"role", 4},       [AT_ITEMPROP] = {"itemprop", 8},
    [AT_STYLE] = {"style", 5},     [AT_HIDDEN] = {"hidden", 6},
    [AT_HREF] = {"href", 4},       [AT_ARIA_HIDDEN] = {"aria-hidden", 11},
    [AT_TYPE] = {"type", 4},       [AT_PROPERTY] = {"property", 8},
    [AT_NAME] = {"name", 4},       [AT_CONTENT] = {"content", 7},
    [AT_CHARSET] = {"charset", 7}, [AT_HTTP_EQUIV] = {"http-equiv", 10},
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool ends_name(char c)
{
    return is_space(c) || c == '>' || c == '/';
}

static size_t skip_space(struct span s, size_t at)
{
    while (at < s.len && is_space(s.ptr[at]))
        at++;
    return at;
}

/* The value behind `=`; the walk moves behind it. */
static struct span read_value(struct page_scan *s)
{
    struct span h = s->html, value;
    char quote = s->at < h.len ? h.ptr[s->at] : ' ';
    bool *missing = quote == '"' ? &s->no_quote : &s->no_apostrophe;
    size_t from = s->at;

    if ((quote == '"' || quote == '\'') && !*missing) {
        const char *close = memchr(h.ptr + from + 1, quote, h.len - from - 1);

        if (close) {
            s->at = (size_t)(close - h.ptr) + 1;
            return span_cut(h, from + 1, s->at - 1);
        }
        *missing = true;
    }
    while (s->at < h.len && !is_space(h.ptr[s->at]) && h.ptr[s->at] != '>')
        s->at++;
    value = span_cut(h, from, s->at);
    return value;
}

static void keep_attribute(struct page_tag *t, struct span name, struct span value)
{
    for (size_t i = 0; i < AT_COUNT; i++) {
        if (name.len == attribute_names[i].len && span_equal_icase(name, attribute_names[i])) {
            if (!t->value[i].ptr)
                t->value[i] = value;
            return;
        }
    }
}

/* False when the source ends within the tag. */
static bool read_attributes(struct page_scan *s, struct page_tag *t)
{
    struct span h = s->html;

    for (;;) {
        struct span name, value;
        size_t from, equals;

        while (s->at < h.len && (is_space(h.ptr[s->at]) || h.ptr[s->at] == '/'))
            s->at++;
        if (s->at == h.len)
            return false;
        if (h.ptr[s->at] == '>') {
            s->at++;
            return true;
        }
        from = s->at++;
        while (s->at < h.len && !ends_name(h.ptr[s->at]) && h.ptr[s->at] != '=')
            s->at++;
        name = span_cut(h, from, s->at);
        value = span_cut(h, s->at, s->at);
        equals = skip_space(h, s->at);
        if (equals < h.len && h.ptr[equals] == '=') {
            s->at = skip_space(h, equals + 1);
            value = read_value(s);
        }
        keep_attribute(t, name, value);
    }
}

/* Where the end tag of a raw element begins, or the end of the source. */
static size_t find_end_tag(struct span h, size_t at, struct span name)
{
    while (at < h.len) {
        const char *open = memchr(h.ptr + at, '<', h.len - at);
        struct span rest;

        if (!open)
            return h.len;
        at = (size_t)(open - h.ptr) + 1;
        rest = (struct span){h.ptr + at, h.len - at};
        if (rest.len <= name.len || rest.ptr[0] != '/')
            continue;
        rest = (struct span){rest.ptr + 1, rest.len - 1};
        if (span_starts_icase(rest, name) && (rest.len == name.len || ends_name(rest.ptr[name.len])))
            return at - 1;
    }
    return h.len;
}

/* A start tag whose end is missing stands for nothing, but that of a script or style hides the rest. */
static void read_raw(struct page_scan *s, struct page_tag *t, struct span *text)
{
    struct span h = s->html, name = span_of(t->type->name);
    bool code = t->type->role == ROLE_SCRIPT || span_equal(name, SPAN("style"));
    bool *missing = &s->no_end[element_type_index(t->type)];
    size_t end = *missing ? h.len : find_end_tag(h, s->at, name);

    *text = (struct span){h.ptr + s->at, 0};
    if (end == h.len) {
        *missing = true;
        if (code)
            s->at = h.len;
        return;
    }
    *text = span_cut(h, s->at, end);
    s->at = end; /* the end tag comes next, and closes nothing */
}

/* A comment, declaration, instruction, or `</` before no letter. HTML 5 section 13.2.5.43: `<!-->` is whole. */
static void skip_comment(struct page_scan *s)
{
    struct span h = s->html, rest = span_cut(h, s->at, h.len);
    const char *end;
    size_t from = s->at + 2, hop;

    if (!span_starts(rest, SPAN("<!--"))) {
        end = memchr(rest.ptr, '>', rest.len);
        s->at = end ? (size_t)(end - h.ptr) + 1 : h.len;
        return;
    }
    while (span_find_byte((struct span){h.ptr + from, h.len - from}, '>', &hop)) {
        from += hop + 1;
        if (from - s->at <= 6 ? span_equal(span_cut(h, s->at + 4, from), SPAN(">")) ||
                                    span_equal(span_cut(h, s->at + 4, from), SPAN("->"))
                              : span_ends((struct span){h.ptr, from}, SPAN("-->")) ||
                                    span_ends((struct span){h.ptr, from}, SPAN("--!>"))) {
            s->at = from;
            return;
        }
    }
    s->at = h.len;
}

static bool is_markup(struct span rest)
{
    char next = rest.len > 1 ? rest.ptr[1] : ' ';

    return is_letter(next) || next == '!' || next == '?' || next == '/';
}

/* What stands at the start is text, even if it is a `<`. */
static struct span read_text(struct page_scan *s)
{
    struct span h = s->html;
    size_t from = s->at++, hop;

    while (s->at < h.len) {
        struct span rest = {h.ptr + s->at, h.len - s->at};

        if (!span_find_byte(rest, '<', &hop)) {
            s->at = h.len;
            break;
        }
        s->at += hop;
        if (is_markup((struct span){rest.ptr + hop, rest.len - hop}))
            break;
        s->at++;
    }
    return span_cut(h, from, s->at);
}

static bool read_tag(struct page_scan *s, struct page_tag *t, struct span *text)
{
    struct span h = s->html;
    size_t from;

    memset(t, 0, sizeof(*t));
    t->closing = h.ptr[s->at + 1] == '/';
    from = s->at += t->closing ? 2 : 1;
    while (s->at < h.len && !ends_name(h.ptr[s->at]))
        s->at++;
    t->name = span_cut(h, from, s->at);
    t->type = element_type_of(t->name);
    if (!read_attributes(s, t))
        return false;
    if (t->type->kind == ELEMENT_RAW && !t->closing)
        read_raw(s, t, text);
    return true;
}

enum page_token page_next(struct page_scan *s, struct page_tag *tag, struct span *text)
{
    struct span h = s->html;

    *text = (struct span){0};
    while (s->at < h.len) {
        struct span rest = {h.ptr + s->at, h.len - s->at};

        if (rest.ptr[0] != '<' || !is_markup(rest)) {
            *text = read_text(s);
            return PAGE_TEXT;
        }
        if (is_letter(rest.ptr[1]) || (rest.ptr[1] == '/' && rest.len > 2 && is_letter(rest.ptr[2])))
            return read_tag(s, tag, text) ? PAGE_TAG : PAGE_END;
        skip_comment(s);
    }
    return PAGE_END;
}
