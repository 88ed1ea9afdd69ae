/*
 * url.c - taking URLs apart and resolving references
 *
 * RFC 3986 section 5.2 for the sum, WHATWG's URL standard for what people write: white space around and inside,
 * backslashes, `http:foo`, `http:/foo`, `http:///foo`. URLs of other schemes than http and https come back as they are.
 *
 * Fatal: nothing.
 * Bugs: hosts are neither decoded nor brought to punycode.
 */
#include <string.h>

#include "text.h"

#include "url_parts.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* RFC 3986 section 3.1; 0 when `s` does not begin with a scheme and its colon. */
static size_t scheme_length(struct span s)
{
    if (s.len == 0 || !is_letter(s.ptr[0]))
        return 0;
    for (size_t i = 1; i < s.len; i++) {
        char c = s.ptr[i];

        if (c == ':')
            return i;
        if (!is_letter(c) && !is_digit(c) && c != '+' && c != '-' && c != '.')
            return 0;
    }
    return 0;
}

static void split_authority(struct span s, struct url *out)
{
    size_t at, from = 0;

    /* The last `@`: a password may hold another. */
    for (at = 0; at < s.len; at++) {
        if (s.ptr[at] == '@')
            from = at + 1;
    }
    if (from > 0)
        out->userinfo = span_cut(s, 0, from - 1);
    s = span_cut(s, from, s.len);
    out->host = s;
    if (s.len > 0 && s.ptr[0] == '[' && span_find_byte(s, ']', &at)) {
        out->host = span_cut(s, 1, at);
        s = span_cut(s, at + 1, s.len);
        if (s.len > 0 && s.ptr[0] == ':')
            out->port = span_cut(s, 1, s.len);
    } else if (span_find_byte(s, ':', &at)) {
        out->host = span_cut(s, 0, at);
        out->port = span_cut(s, at + 1, s.len);
    }
}

void reference_split(struct span s, struct reference *out)
{
    size_t at;

    *out = (struct reference){0};
    at = scheme_length(s);
    if (at > 0) {
        out->scheme = span_cut(s, 0, at);
        s = span_cut(s, at + 1, s.len);
    }
    if (span_find_byte(s, '#', &at)) {
        out->has_fragment = true;
        out->fragment = span_cut(s, at + 1, s.len);
        s = span_cut(s, 0, at);
    }
    if (span_find_byte(s, '?', &at)) {
        out->has_query = true;
        out->query = span_cut(s, at + 1, s.len);
        s = span_cut(s, 0, at);
    }
    if (span_starts(s, SPAN("//"))) {
        out->has_authority = true;
        s = span_cut(s, 2, s.len);
        if (!span_find_byte(s, '/', &at))
            at = s.len;
        out->authority = span_cut(s, 0, at);
        s = span_cut(s, at, s.len);
    }
    out->path = s;
}

bool url_split(struct span s, struct url *out)
{
    struct reference r;

    reference_split(s, &r);
    *out = (struct url){.scheme = r.scheme,
                        .path = r.path,
                        .query = r.query,
                        .fragment = r.fragment,
                        .has_authority = r.has_authority,
                        .has_query = r.has_query,
                        .has_fragment = r.has_fragment};
    split_authority(r.authority, out);
    return r.scheme.len > 0;
}

bool url_scheme_is_web(struct span scheme)
{
    return span_equal_icase(scheme, SPAN("http")) || span_equal_icase(scheme, SPAN("https"));
}

unsigned url_port(const struct url *u)
{
    int64_t port;

    if (u->port.len == 0)
        return span_equal_icase(u->scheme, SPAN("https")) ? 443 : 80;
    if (!is_digit(u->port.ptr[0]) || !span_to_int(u->port, &port) || port > 65535)
        return 0;
    return (unsigned)port;
}

/* No byte that could not stand in a host: what is in doubt is not called. */
static bool is_host(struct span host)
{
    if (host.len == 0 || host.len > 255 || host.ptr[0] == '.')
        return false;
    for (size_t i = 0; i < host.len; i++) {
        unsigned char c = (unsigned char)host.ptr[i];

        if (c <= ' ' || c == 0x7F || strchr("\"#%/<>?@[\\]^`{|}", c))
            return false;
        if (c == '.' && i + 1 < host.len && host.ptr[i + 1] == '.')
            return false;
    }
    return true;
}

bool url_is_web(struct span s)
{
    struct url u;

    return url_split(s, &u) && url_scheme_is_web(u.scheme) && u.has_authority && is_host(u.host) &&
           url_port(&u) > 0;
}

/* TAB, CR and LF are taken out of any URL (WHATWG); feeds break long lines. */
static struct span without_breaks(struct arena *a, struct span s)
{
    char *out;
    size_t len = 0;

    if (s.len == 0 ||
        (!memchr(s.ptr, '\n', s.len) && !memchr(s.ptr, '\t', s.len) && !memchr(s.ptr, '\r', s.len)))
        return s;
    out = arena_bytes(a, s.len);
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != '\n' && s.ptr[i] != '\t' && s.ptr[i] != '\r')
            out[len++] = s.ptr[i];
    }
    return (struct span){out, len};
}

static bool must_be_encoded(unsigned char c)
{
    return c <= ' ' || c == 0x7F || c == '"' || c == '<' || c == '>';
}

struct span url_clean(struct arena *a, struct span s)
{
    size_t scheme, encoded = 0, slashes = 0, len = 0;
    bool in_query = false;
    char *out;

    while (s.len > 0 && (unsigned char)s.ptr[0] <= ' ')
        s = span_cut(s, 1, s.len);
    while (s.len > 0 && (unsigned char)s.ptr[s.len - 1] <= ' ')
        s.len--;
    s = without_breaks(a, s);
    scheme = scheme_length(s);
    if (scheme > 0 && !url_scheme_is_web(span_cut(s, 0, scheme)))
        return s;
    for (size_t i = 0; i < s.len; i++) {
        encoded += must_be_encoded((unsigned char)s.ptr[i]);
        slashes += s.ptr[i] == '\\';
    }
    if (encoded + slashes == 0)
        return s;
    out = arena_bytes(a, s.len + 2 * encoded);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        in_query = in_query || c == '?' || c == '#';
        if (must_be_encoded(c)) {
            out[len++] = '%';
            out[len++] = "0123456789ABCDEF"[c >> 4];
            out[len++] = "0123456789ABCDEF"[c & 15];
        } else {
            out[len++] = c == '\\' && !in_query ? '/' : (char)c;
        }
    }
    return (struct span){out, len};
}

struct span url_host(struct arena *a, const struct url *u)
{
    struct span host = u->host;
    char *out;

    if (span_ends(host, SPAN(".")))
        host.len--;
    out = arena_bytes(a, host.len);
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];

        out[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    return (struct span){out, host.len};
}
