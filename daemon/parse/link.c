/*
 * link.c - references of a feed made absolute, and lines of its texts
 *
 * In HTML only the attributes that lead somewhere are looked at; text that looks like one is left alone, since tags
 * are read as tags. HTML without a relative reference is not copied.
 *
 * Fatal: nothing. Bugs: srcset and CSS keep their relative references.
 */
#include <string.h>

#include "text.h"

#include "draft.h"
#include "tag.h"

/* Not a URL whatever the base: it has what only prose and markup have. */
static bool is_prose(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] <= ' ' || strchr("<>|\"{}", s.ptr[i]))
            return true;
    }
    return false;
}

static bool has_scheme(struct span s)
{
    struct url parts;

    return url_split(s, &parts);
}

struct span link_resolve(struct arena *a, struct span base, struct span reference)
{
    struct span absolute;

    reference = span_trim(reference);
    if (reference.len == 0 || (!has_scheme(reference) && is_prose(reference)))
        return (struct span){0};
    if (span_starts_icase(reference, SPAN("www.")))
        reference = arena_printf(a, "http://%.*s", (int)reference.len, reference.ptr);
    absolute = url_resolve(a, base, reference);
    if (absolute.len == 0 ||
        absolute.ptr == reference.ptr) /* the reference as it stands does not outlive the element */
        return arena_copy(a, reference);
    return absolute;
}

bool link_leads_somewhere(struct span attribute)
{
    static const struct span names[] = {{"href", 4}, {"src", 3},      {"poster", 6},
                                        {"cite", 4}, {"longdesc", 8}, {"data", 4}};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (span_equal_icase(attribute, names[i]))
            return true;
    }
    return false;
}

/* Absolute ones are told apart quickly. */
static bool is_relative(struct span value)
{
    return value.len > 0 && !span_starts(value, SPAN("http")) && !has_scheme(value) && !is_prose(value);
}

struct rewriting {
    struct arena *scratch; /* made for the first relative reference */
    struct span base, page, html;
    struct buffer out;
    size_t kept;
};

static void rewrite_value(struct rewriting *r, struct span value)
{
    size_t at = (size_t)(value.ptr - r->html.ptr);
    struct span reference = span_trim(value), absolute, base;

    if (!is_relative(reference))
        return;
    if (!r->scratch)
        r->scratch = arena_new();
    base = reference.ptr[0] == '#' ? r->page : r->base;
    absolute = base.len > 0 ? url_resolve(r->scratch, base, reference) : base;
    if (absolute.len == 0)
        return;
    buffer_put_span(&r->out, span_cut(r->html, r->kept, at));
    buffer_put_span(&r->out, absolute);
    r->kept = at + value.len;
}

static size_t rewrite_tag(struct rewriting *r, size_t at)
{
    struct tag t;
    size_t end;

    if (at + 1 < r->html.len && r->html.ptr[at + 1] == '/')
        return at + 2;
    if (!tag_read(r->html, at, &t, &end))
        return at + 1;
    for (size_t i = 0; i < t.count; i++) {
        if (link_leads_somewhere(t.list[i].name))
            rewrite_value(r, t.list[i].value);
    }
    return end;
}

struct span link_resolve_html(struct arena *a, struct span base, struct span page, struct span html)
{
    struct rewriting r = {.base = base, .page = page, .html = html};
    struct span result = html;
    size_t at = 0, hop;

    if (base.len + page.len == 0)
        return html;
    buffer_init(&r.out, html.len * 2 + 4096); /* a long base must not multiply the text */
    while (!r.out.overflow && span_find_byte(span_cut(html, at, html.len), '<', &hop))
        at = rewrite_tag(&r, at + hop);
    if (r.kept > 0) {
        buffer_put_span(&r.out, span_cut(html, r.kept, html.len));
        if (!r.out.overflow)
            result = arena_copy(a, buffer_span(&r.out));
    }
    buffer_release(&r.out);
    arena_free(&r.scratch);
    return result;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct span text_to_line(struct arena *a, struct span text)
{
    char *out;
    size_t len = 0;

    text = span_trim(text);
    if (text.len == 0)
        return (struct span){0};
    out = arena_bytes(a, text.len);
    for (size_t i = 0; i < text.len; i++) {
        if (!is_space(text.ptr[i]))
            out[len++] = text.ptr[i];
        else if (!is_space(text.ptr[i + 1])) /* the last one is none */
            out[len++] = ' ';
    }
    return (struct span){out, len};
}
