/*
 * json_raw.c - the bytes of one member of an object, as they stand
 *
 * A frozen body must stay what it was, byte for byte; reading and writing it again would not promise that.
 * The text is taken to be valid JSON; on other text it ends, with any answer.
 * Fatal: nothing. Bugs: a key that is written with escapes is not found.
 */
#include <string.h>

#include "base.h"

static size_t skip_space(struct span s, size_t at)
{
    while (at < s.len && memchr(" \t\r\n", s.ptr[at], 4))
        at++;
    return at;
}

static size_t skip_string(struct span s, size_t at)
{
    for (at++; at < s.len && s.ptr[at] != '"'; at++) {
        if (s.ptr[at] == '\\')
            at++;
    }
    return at < s.len ? at + 1 : s.len;
}

/* Behind the value that begins at `at`. */
static size_t skip_value(struct span s, size_t at)
{
    size_t depth = 0;

    while (at < s.len) {
        char c = s.ptr[at];

        if (c == '"') {
            at = skip_string(s, at);
        } else if (c == '{' || c == '[') {
            depth++;
            at++;
        } else if (c == '}' || c == ']') {
            if (depth == 0)
                return at;
            depth--;
            at++;
        } else if (depth == 0 && c == ',') {
            return at;
        } else {
            at++;
            continue;
        }
        if (depth == 0)
            return at;
    }
    return at;
}

bool json_raw_member(struct span object, const char *key, struct span *value)
{
    struct span name = span_of(key);
    size_t at = skip_space(object, 0);

    if (at == object.len || object.ptr[at] != '{')
        return false;
    at++;
    while ((at = skip_space(object, at)) < object.len && object.ptr[at] == '"') {
        size_t end = skip_string(object, at), begin;
        struct span here = span_cut(object, at + 1, end - 1);

        at = skip_space(object, end);
        if (at == object.len || object.ptr[at] != ':')
            return false;
        begin = skip_space(object, at + 1);
        at = skip_value(object, begin);
        if (span_equal(here, name)) {
            *value = span_trim(span_cut(object, begin, at));
            return value->len > 0;
        }
        at = skip_space(object, at);
        if (at < object.len && object.ptr[at] == ',')
            at++;
    }
    return false;
}
