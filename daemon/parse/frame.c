/*
 * frame.c - one open element: what it inherits, what its text is
 *
 * Texts come as literal text, as HTML in text, and as markup. HTML in text and markup both come out as HTML, so that
 * a title of text, CDATA and child elements is one joined text.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>
#include <strings.h>

#include "text.h"

#include "frame.h"

#define BASE_LIMIT 2048 /* it is copied in front of each relative reference */

static bool is_xml(const struct xml_attribute *a)
{
    return a->prefix && strcmp(a->prefix, "xml") == 0;
}

void frame_inherit(struct frame *f, const struct frame *parent, const struct xml_element *e, struct arena *a)
{
    f->base = parent->base;
    f->based = parent->based;
    f->language = parent->language;
    for (size_t i = 0; i < e->attribute_count; i++) {
        const struct xml_attribute *at = &e->attributes[i];

        if (!is_xml(at))
            continue;
        if (strcmp(at->name, "lang") == 0) {
            f->language = arena_copy(a, span_trim(at->value));
        } else if (strcmp(at->name, "base") == 0 && at->value.len + parent->base.len <= BASE_LIMIT) {
            struct span base = link_resolve(a, parent->base, at->value);

            if (!url_is_web(base))
                continue;
            f->base = base;
            f->based = f->moved = true;
        }
    }
}

struct span element_attribute(const struct xml_element *e, const char *name)
{
    for (size_t i = 0; i < e->attribute_count; i++) {
        if (!is_xml(&e->attributes[i]) && strcasecmp(e->attributes[i].name, name) == 0)
            return span_trim(e->attributes[i].value);
    }
    return (struct span){0};
}

void frame_keep_attributes(struct frame *f, const struct xml_element *e, struct arena *a)
{
    struct frame_attribute *list;

    if (e->attribute_count == 0)
        return;
    list = arena_get(a, e->attribute_count * sizeof(*list));
    for (size_t i = 0; i < e->attribute_count; i++) {
        if (!is_xml(&e->attributes[i]))
            list[f->attribute_count++] =
                (struct frame_attribute){e->attributes[i].name, arena_copy(a, e->attributes[i].value)};
    }
    f->attributes = list;
}

struct span frame_attribute(const struct frame *f, const char *name)
{
    for (size_t i = 0; i < f->attribute_count; i++) {
        if (strcasecmp(f->attributes[i].name, name) == 0)
            return span_trim(f->attributes[i].value);
    }
    return (struct span){0};
}

bool frame_has_attribute(const struct frame *f, const char *name)
{
    for (size_t i = 0; i < f->attribute_count; i++) {
        if (strcasecmp(f->attributes[i].name, name) == 0)
            return true;
    }
    return false;
}

/* A media type that is neither text nor XML: its content is base64. */
static bool is_binary(struct span type)
{
    size_t slash;

    return span_find_byte(type, '/', &slash) && !span_starts_icase(type, SPAN("text/")) &&
           !span_ends(type, SPAN("xml"));
}

/* RFC 4287 sections 3.1.1 and 4.1.3.3. Atom 0.3 says in `mode` how the content is written. */
void frame_read_construct(struct frame *f, const struct xml_element *e)
{
    static const struct {
        const char *type;
        uint8_t reading;
    } types[] = {
        {"text", READ_TEXT},      {"text/plain", READ_TEXT}, {"html", READ_HTML},
        {"text/html", READ_HTML}, {"xhtml", READ_XHTML},     {"application/xhtml+xml", READ_XHTML},
    };
    struct span type = element_attribute(e, "type"), mode = element_attribute(e, "mode");

    f->base64 = span_equal_icase(mode, SPAN("base64")) || is_binary(type);
    f->reading = is_binary(type) ? READ_HTML : READ_TEXT;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (span_equal_icase(type, span_of(types[i].type)))
            f->reading = types[i].reading;
    }
    if (span_ends(type, SPAN("+xml")) || span_ends(type, SPAN("/xml")))
        f->reading = READ_XHTML;
    else if (span_equal_icase(mode, SPAN("xml")) && f->reading == READ_HTML)
        f->reading = READ_XHTML;
    f->strip_div = f->reading == READ_XHTML;
}

/* ---- text ------------------------------------------------------------------------------------------------ */

typedef unsigned char block __attribute__((vector_size(16)));

/* Whether none of sixteen bytes must be escaped. */
static bool is_literal(const char *at)
{
    uint64_t found[2];
    block b;

    memcpy(&b, at, sizeof(b));
    b = (block)(b == '<') | (block)(b == '>') | (block)(b == '&') | (block)(b == '"');
    memcpy(found, &b, sizeof(found));
    return (found[0] | found[1]) == 0;
}

static void put_escaped(struct buffer *out, struct span s)
{
    size_t from = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c;

        while (s.len - i > sizeof(block) && is_literal(s.ptr + i))
            i += sizeof(block);
        c = s.ptr[i];
        if (c != '<' && c != '>' && c != '&' && c != '"')
            continue;
        buffer_put_span(out, span_cut(s, from, i));
        buffer_put_text(out, c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : "&quot;");
        from = i + 1;
    }
    buffer_put_span(out, span_cut(s, from, s.len));
}

void frame_put_text(const struct frame *f, struct buffer *out, struct span text)
{
    size_t room = out->limit - out->len;

    if (f->reading == READ_NOTHING)
        return;
    if (f->reading == READ_XHTML)
        put_escaped(out, span_cut(text, 0, utf8_cut(text, room)));
    else
        buffer_put_span(out, span_cut(text, 0, utf8_cut(text, room)));
    out->overflow |= text.len > room;
}

static bool is_void(const char *name)
{
    static const struct span names[] = {{"br", 2},   {"img", 3}, {"hr", 2},     {"input", 5}, {"wbr", 3},
                                        {"area", 4}, {"col", 3}, {"source", 6}, {"track", 5}, {"embed", 5}};
    struct span s = span_of(name);

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (span_equal_icase(names[i], s))
            return true;
    }
    return false;
}

/* The other references are made absolute when the text is whole. */
static void put_attribute(const struct frame *f, struct buffer *out, const struct xml_attribute *at,
                          struct arena *a)
{
    struct span value = at->value, absolute = {0};

    if (f->moved && link_leads_somewhere(span_of(at->name)))
        absolute = link_resolve(a, f->base, value);
    buffer_put_byte(out, ' ');
    buffer_put_text(out, at->name);
    buffer_put_text(out, "=\"");
    put_escaped(out, absolute.len > 0 ? absolute : value);
    buffer_put_byte(out, '"');
}

void frame_put_start(struct frame *child, const struct frame *parent, struct buffer *out,
                     const struct xml_element *e, struct arena *a)
{
    child->reading = parent->reading;
    child->moved |= parent->moved && !parent->row;
    if (child->reading != READ_HTML && child->reading != READ_XHTML)
        return;
    if (parent->strip_div && strcasecmp(e->name, "div") == 0)
        return;
    buffer_put_byte(out, '<');
    buffer_put_text(out, e->name);
    for (size_t i = 0; i < e->attribute_count; i++) {
        if (!e->attributes[i].prefix)
            put_attribute(child, out, &e->attributes[i], a);
    }
    buffer_put_byte(out, '>');
    if (!is_void(e->name))
        child->markup = e->name;
}

void frame_put_end(const struct frame *child, struct buffer *out)
{
    if (!child->markup)
        return;
    buffer_put_text(out, "</");
    buffer_put_text(out, child->markup);
    buffer_put_byte(out, '>');
}
