/*
 * span.c - bytes that lie elsewhere
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "base.h"

struct span span_of(const char *cstr)
{
    return (struct span){cstr ? cstr : "", cstr ? strlen(cstr) : 0};
}

struct span span_cut(struct span s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from > to)
        from = to;
    return (struct span){s.ptr ? s.ptr + from : NULL, to - from};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct span span_trim(struct span s)
{
    while (s.len > 0 && is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool span_equal_icase(struct span a, struct span b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    }
    return true;
}

int span_compare(struct span a, struct span b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n > 0 ? memcmp(a.ptr, b.ptr, n) : 0;

    if (c != 0)
        return c;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool span_starts(struct span s, struct span prefix)
{
    return s.len >= prefix.len && span_equal(span_cut(s, 0, prefix.len), prefix);
}

bool span_starts_icase(struct span s, struct span prefix)
{
    return s.len >= prefix.len && span_equal_icase(span_cut(s, 0, prefix.len), prefix);
}

bool span_ends(struct span s, struct span suffix)
{
    return s.len >= suffix.len && span_equal(span_cut(s, s.len - suffix.len, s.len), suffix);
}

bool span_find_byte(struct span s, char what, size_t *at)
{
    const char *p = s.len > 0 ? memchr(s.ptr, what, s.len) : NULL;

    if (!p)
        return false;
    *at = (size_t)(p - s.ptr);
    return true;
}

bool span_find(struct span s, struct span what, size_t *at)
{
    size_t from = 0, hop;

    if (what.len == 0) {
        *at = 0;
        return true;
    }
    while (s.len - from >= what.len &&
           span_find_byte(span_cut(s, from, s.len - what.len + 1), what.ptr[0], &hop)) {
        from += hop;
        if (memcmp(s.ptr + from, what.ptr, what.len) == 0) {
            *at = from;
            return true;
        }
        from++;
    }
    return false;
}

bool span_split(struct span *rest, char sep, struct span *out)
{
    size_t at;

    if (rest->len == 0)
        return false;
    if (!span_find_byte(*rest, sep, &at)) {
        *out = *rest;
        *rest = span_cut(*rest, rest->len, rest->len);
        return true;
    }
    *out = span_cut(*rest, 0, at);
    *rest = span_cut(*rest, at + 1, rest->len);
    return true;
}

bool span_to_int(struct span s, int64_t *out)
{
    bool minus = s.len > 0 && s.ptr[0] == '-';
    size_t i = minus || (s.len > 0 && s.ptr[0] == '+');
    int64_t n = 0;

    if (i == s.len)
        return false;
    for (; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || __builtin_mul_overflow(n, 10, &n) ||
            __builtin_sub_overflow(n, s.ptr[i] - '0', &n))
            return false;
    }
    if (!minus && n == INT64_MIN)
        return false;
    *out = minus ? n : -n;
    return true;
}
