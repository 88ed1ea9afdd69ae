/*
 * url_display.c - a URL, or what stands where one should, as a line for logs, status and errors
 *
 * Without userinfo, query and fragment, since that is where secrets are. The input may be anything.
 *
 * Fatal: nothing.
 * Bugs: a secret in the path is shown.
 */
#include <string.h>

#include "text.h"

#include "url_parts.h"

#define DISPLAY_BYTES ((size_t)400)
#define MORE SPAN("…")

static bool is_slash(char c)
{
    return c == '/' || c == '\\';
}

static bool is_digits(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    }
    return true;
}

/* What stands before the host goes, and a port that is none: both may be half of a password that nobody encoded. Then
 * the other half follows, and *whole is false. */
static struct span without_secrets(struct span authority, bool *whole)
{
    size_t at = authority.len, colon;

    while (at > 0 && authority.ptr[at - 1] != '@')
        at--;
    authority = span_cut(authority, at, authority.len);
    at = 0;
    if (authority.len > 0 && authority.ptr[0] == '[' && !span_find_byte(authority, ']', &at))
        return SPAN("[");
    if (!span_find_byte(span_cut(authority, at, authority.len), ':', &colon))
        return authority;
    at += colon;
    *whole = is_digits(span_cut(authority, at + 1, authority.len));
    return *whole ? authority : span_cut(authority, 0, at);
}

/* No control, no space, nothing invisible or turning: U+0080–U+00A0, U+2000–U+206F, U+FEFF, U+FFF9–U+FFFF. */
static bool is_shown(uint32_t c)
{
    if (c < 0x80)
        return c > ' ' && c < 0x7F;
    return c > 0xA0 && !(c >= 0x2000 && c <= 0x206F) && c != 0xFEFF && !(c >= 0xFFF9 && c <= 0xFFFF);
}

/* Appends `s`, what is not to be shown as %XX, until `to` is full. */
static void show(struct span s, char *to, size_t *len)
{
    for (size_t at = 0, from = 0; at < s.len; from = at) {
        bool shown = is_shown(utf8_next(s, &at));

        if (*len + 3 * (at - from) > DISPLAY_BYTES) {
            memcpy(to + *len, MORE.ptr, MORE.len);
            *len += MORE.len;
            return;
        }
        for (; from < at; from++) {
            unsigned char c = (unsigned char)s.ptr[from];

            if (shown) {
                to[(*len)++] = (char)c;
                continue;
            }
            to[(*len)++] = '%';
            to[(*len)++] = "0123456789ABCDEF"[c >> 4];
            to[(*len)++] = "0123456789ABCDEF"[c & 15];
        }
    }
}

struct span url_for_display(struct arena *a, struct span url)
{
    struct span scheme, authority;
    char line[DISPLAY_BYTES + 8];
    size_t from, slashes, to, len = 0;
    struct reference r;
    bool whole = true;

    url = span_trim(url);
    reference_split(url, &r);
    scheme = r.scheme;
    for (to = 0; to < url.len && url.ptr[to] != '?' && url.ptr[to] != '#'; to++)
        ;
    url = span_cut(url, 0, to);
    /* The authority is what stands behind the scheme and any slashes, also in http:\\user:pw@host. */
    for (slashes = from = scheme.len > 0 ? scheme.len + 1 : 0; from < url.len && is_slash(url.ptr[from]);
         from++)
        ;
    for (to = from; to < url.len && !is_slash(url.ptr[to]); to++)
        ;
    authority = span_cut(url, from, to);
    /* urn:a:b and tag:a,2020:b have no port, but nothing to hide either. */
    if (from > slashes || url_scheme_is_web(scheme) || span_find_byte(authority, '@', &(size_t){0}))
        authority = without_secrets(authority, &whole);
    show(span_cut(url, 0, from), line, &len);
    show(authority, line, &len);
    if (whole)
        show(span_cut(url, to, url.len), line, &len);
    return arena_copy(a, (struct span){line, len});
}
