/*
 * tag.c - takes a tag apart, well-formed or not
 *
 * Reads what XML 1.0 section 3.1 allows and what browsers forgive: values without quotes or without a value, a
 * quote that never closes, a second `<` before the `>`. A tag that XML would take as it is comes out `clean`.
 * Names are ASCII: no vocabulary that is read here has others.
 *
 * Linear in the text: a closing quote is looked for within TAG_VALUE_LIMIT, and where it is not found no other
 * value can begin with that quote within the same reach.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "tag.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name_part(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

#define NAME_LIMIT 256

/* NCName or NCName:NCName of Namespaces in XML, in ASCII; empty when there is none. */
static struct span read_name(struct span s, size_t at)
{
    size_t end = at;

    for (int part = 0; part < 2; part++) {
        size_t start = end;

        if (start == s.len || !is_letter(s.ptr[start]))
            return (struct span){0};
        while (end < s.len && is_name_part(s.ptr[end]))
            end++;
        if (part == 1 || end + 1 >= s.len || s.ptr[end] != ':' || !is_letter(s.ptr[end + 1]))
            break;
        end++;
    }
    return end - at <= NAME_LIMIT ? span_cut(s, at, end) : (struct span){0};
}

static size_t skip_space(struct span s, size_t at)
{
    while (at < s.len && is_space(s.ptr[at]))
        at++;
    return at;
}

static void blame(struct tag *t, const char *fault)
{
    if (t->clean)
        t->fault = fault;
    t->clean = false;
}

/* What is no attribute: up to white space or the end of the tag. */
static size_t skip_junk(struct span s, size_t at)
{
    while (at < s.len && !is_space(s.ptr[at]) && s.ptr[at] != '>' && s.ptr[at] != '<')
        at++;
    return at;
}

static size_t read_quoted(struct span s, size_t at, struct tag *t, struct span *value)
{
    size_t from = at + 1;
    size_t reach = s.len - from < TAG_VALUE_LIMIT ? s.len - from : TAG_VALUE_LIMIT;
    const char *close = memchr(s.ptr + from, s.ptr[at], reach);

    if (!close) { /* the quote never closes: then the value ends where an unquoted one would */
        blame(t, "<%> has a quote that is not closed");
        at = skip_junk(s, from);
        *value = span_cut(s, from, at);
        return at;
    }
    *value = span_cut(s, from, (size_t)(close - s.ptr));
    if (value->len > 0 && memchr(value->ptr, '<', value->len))
        blame(t, "<%> has < in a value");
    return from + value->len + 1;
}

static size_t read_value(struct span s, size_t at, struct tag *t, struct span *value)
{
    size_t equals = skip_space(s, at);

    *value = (struct span){s.ptr + at, 0};
    if (equals == s.len || s.ptr[equals] != '=') {
        blame(t, "<%> has an attribute without a value");
        return at;
    }
    at = skip_space(s, equals + 1);
    if (at < s.len && (s.ptr[at] == '"' || s.ptr[at] == '\''))
        return read_quoted(s, at, t, value);
    blame(t, "<%> has a value without quotes");
    equals = at;
    at = skip_junk(s, at);
    if (at > equals && at < s.len && s.ptr[at] == '>' && s.ptr[at - 1] == '/')
        at--; /* <a href=x/> */
    *value = span_cut(s, equals, at);
    return at;
}

static void add(struct tag *t, struct span name, struct span value)
{
    for (size_t i = 0; i < t->count; i++) {
        if (span_equal(t->list[i].name, name)) {
            blame(t, "<%> has an attribute that is there twice");
            return;
        }
    }
    if (t->count == TAG_ATTRIBUTES) {
        blame(t, "<%> has too many attributes");
        return;
    }
    t->list[t->count++] = (struct tag_attribute){name, value};
}

static size_t read_attribute(struct span s, size_t at, struct tag *t)
{
    struct span name = read_name(s, at), value;

    if (name.len == 0) {
        blame(t, "<%> has what is no attribute");
        return at + (skip_junk(s, at) > at ? skip_junk(s, at) - at : 1);
    }
    at = read_value(s, at + name.len, t, &value);
    add(t, name, value);
    if (at < s.len && !is_space(s.ptr[at]) && s.ptr[at] != '>' && s.ptr[at] != '/')
        blame(t, "<%> has no space between attributes");
    return at;
}

/* A `<` in the middle begins the next tag: this one was never closed. */
static size_t read_inside(struct span s, size_t at, struct tag *t)
{
    for (;;) {
        at = skip_space(s, at);
        if (at == s.len) {
            t->cut = true;
            t->clean = false;
            t->fault = "the document ends within the tag <%"; /* whatever else it lacks */
            return at;
        }
        if (s.ptr[at] == '>')
            return at + 1;
        if (s.ptr[at] == '<') {
            blame(t, "<%> has no > at its end");
            return at;
        }
        if (s.ptr[at] == '/' && at + 1 < s.len && s.ptr[at + 1] == '>') {
            t->empty = true;
            return at + 2;
        }
        if (t->closing)
            blame(t, "</%> has an attribute");
        at = read_attribute(s, at, t);
    }
}

bool tag_read(struct span s, size_t at, struct tag *out, size_t *end)
{
    size_t name_at = at + 1;

    out->closing = name_at < s.len && s.ptr[name_at] == '/';
    if (out->closing) /* browsers forgive "</ name>" */
        name_at = skip_space(s, name_at + 1);
    out->name = read_name(s, name_at);
    if (out->name.len == 0)
        return false;
    name_at += out->name.len;
    if (name_at < s.len && !is_space(s.ptr[name_at]) && s.ptr[name_at] != '>' && s.ptr[name_at] != '/' &&
        s.ptr[name_at] != '<')
        return false; /* <http://…>, <a@b.example> */
    out->empty = out->cut = false;
    out->clean = true;
    out->fault = NULL;
    out->count = 0;
    if (out->closing && is_space(s.ptr[at + 2]))
        blame(out, "</%> has space before its name");
    *end = read_inside(s, name_at, out);
    return true;
}

bool tag_value(const struct tag *t, struct span name, struct span *value)
{
    for (size_t i = 0; i < t->count; i++) {
        if (span_equal_icase(t->list[i].name, name)) {
            *value = t->list[i].value;
            return true;
        }
    }
    return false;
}
