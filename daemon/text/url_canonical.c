/*
 * url_canonical.c - two URLs of one page made equal; two URLs of one host made one key
 *
 * A canonical URL is for comparing: it has no tracking parameters, no AMP, no mobile host and no www., no index.html and
 * no slash at its end. It leads to the page nearly always, but it is not to be fetched in place of the URL as given.
 *
 * Fatal: nothing.
 * Bugs: http stays apart from https.
 */
#include <string.h>

#include "text.h"

#include "url_parts.h"

#define LAYERS 8 /* redirectors around redirectors */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/* RFC 3986 section 6.2.2: unreserved bytes as they are; others that are encoded, no ASCII, or a stray %, as %XX. */
char *url_append_normal(char *to, struct span s, bool query)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool encode = c >= 0x80 || c == '%';

        if (c == '%' && i + 2 < s.len && hex_value(s.ptr[i + 1]) >= 0 && hex_value(s.ptr[i + 2]) >= 0) {
            c = (unsigned char)(hex_value(s.ptr[i + 1]) << 4 | hex_value(s.ptr[i + 2]));
            encode = !is_unreserved(c);
            i += 2;
        }
        if (c == '+' && query && s.ptr[i] == '+') {
            c = ' ';
            encode = true;
        }
        if (encode) {
            *to++ = '%';
            *to++ = "0123456789ABCDEF"[c >> 4];
            *to++ = "0123456789ABCDEF"[c & 15];
        } else {
            *to++ = (char)c;
        }
    }
    return to;
}

/* scheme://host:port of a web URL, in lower case. */
static struct span site_of(struct arena *a, const struct url *u)
{
    bool https = span_equal_icase(u->scheme, SPAN("https"));
    struct span host = url_host(a, u);
    size_t colon;
    bool ip6 = span_find_byte(host, ':', &colon);

    return arena_printf(a, "%s://%s%.*s%s:%u", https ? "https" : "http", ip6 ? "[" : "", (int)host.len,
                        host.ptr, ip6 ? "]" : "", url_port(u));
}

struct span url_origin(struct arena *a, struct span url)
{
    struct url u;

    return url_is_web(url) && url_split(url, &u) ? site_of(a, &u) : SPAN("");
}

/* m.example.org, but not m.co.uk */
static bool may_lose_label(struct span host, size_t label_len)
{
    struct span rest = span_cut(host, label_len + 1, host.len);
    size_t dot, last;

    if (!span_find_byte(rest, '.', &dot))
        return false;
    last = rest.len - dot - 1;
    return dot > 3 || last > 2 || dot == 0;
}

/* The length of the label that is a dress at the host's beginning; 0 when it is none. */
static size_t dress_label(struct span host)
{
    static const char *const dresses[] = {"www", "m", "mobile", "amp", "wap", "touch"};

    for (size_t i = 0; i < sizeof(dresses) / sizeof(dresses[0]); i++) {
        struct span label = span_of(dresses[i]);

        if (span_starts(host, label) && (host.len == label.len || host.ptr[label.len] == '.'))
            return label.len;
    }
    return 0;
}

/* The labels of dress at the host's beginning; m. in the middle too, as Wikipedia has it. */
static struct span plain_host(struct arena *a, struct span host)
{
    size_t dot, label;

    while ((label = dress_label(host)) > 0 && label < host.len && may_lose_label(host, label))
        host = span_cut(host, label + 1, host.len);
    while (span_find_byte(host, '.', &dot) && dot <= 3 &&
           span_starts(span_cut(host, dot, host.len), SPAN(".m.")) &&
           may_lose_label(span_cut(host, dot + 1, host.len), 1))
        host = arena_printf(a, "%.*s%.*s", (int)dot, host.ptr, (int)(host.len - dot - 2), host.ptr + dot + 2);
    return host;
}

static bool cut_end(struct span *path, struct span end)
{
    if (path->len < end.len || !span_ends(*path, end))
        return false;
    path->len -= end.len;
    return true;
}

/* What may end a path and say nothing. False when there is none. */
static bool cut_path_end(struct span *path)
{
    static const char *const ends[] = {"/index.html",  "/index.htm",    "/index.php",
                                       "/index.asp",   "/index.aspx",   "/index.jsp",
                                       "/index.shtml", "/default.aspx", "/default.asp"};
    char before;

    if (path->len > 1 && cut_end(path, SPAN("/")))
        return true;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        if (cut_end(path, span_of(ends[i])))
            return true;
    }
    if (path->len > 4 && cut_end(path, SPAN("/amp")))
        return true;
    before = path->len > 5 ? path->ptr[path->len - 5] : '/';
    return before != '/' && before != '.' && cut_end(path, SPAN(".amp"));
}

/* In place. `path` is in normal form and begins with a slash. */
static char *plain_path(char *path, char *end)
{
    struct span p = {path, (size_t)(end - path)};
    size_t from = 0;

    while (span_starts(span_cut(p, from, p.len), SPAN("/amp/")) && p.len - from > 5)
        from += 4;
    p = span_cut(p, from, p.len);
    do {
        /* story.amp.html */
        while (span_ends(p, SPAN(".amp.html")) && p.len > 11 && p.ptr[p.len - 10] != '/' &&
               p.ptr[p.len - 10] != '.') {
            p.len -= 4;
            memcpy(path + from + p.len - 5, ".html", 5);
        }
    } while (cut_path_end(&p));
    if (p.len == 0 || p.ptr[0] != '/')
        p = SPAN("/");
    memmove(path, p.ptr, p.len);
    return path + p.len;
}

/* Routes of pages that are programs stay: #! and #/ */
static bool is_route(struct span fragment)
{
    return fragment.len > 1 && (fragment.ptr[0] == '!' || fragment.ptr[0] == '/');
}

static struct span normal_form(struct arena *a, const struct url *u)
{
    struct span host = plain_host(a, url_ascii_host(a, plain_host(a, url_host(a, u)))), site;
    bool https = span_equal_icase(u->scheme, SPAN("https")), ip6 = span_find_byte(host, ':', &(size_t){0});
    unsigned port = url_port(u);
    char *out, *path, *end;

    site = arena_printf(a, "http%s://%s%.*s%s:%u", https ? "s" : "", ip6 ? "[" : "", (int)host.len, host.ptr,
                        ip6 ? "]" : "", port);
    if (port == (https ? 443 : 80))
        site.len -= sizeof(":80") - 1 + https;
    out = arena_bytes(a, site.len + 3 * u->path.len + 3 * u->query.len + 3 * u->fragment.len + 8);
    memcpy(out, site.ptr, site.len);
    path = out + site.len;
    end = plain_path(path, url_append_normal(path, u->path.len > 0 ? u->path : SPAN("/"), false));
    end = url_append_query(a, end, u->query);
    if (is_route(u->fragment)) {
        *end++ = '#';
        end = url_append_normal(end, u->fragment, false);
    }
    return (struct span){out, (size_t)(end - out)};
}

/* What begins a piece of a path that a rule is for. */
static bool is_special(struct span rest)
{
    static const char *const starts[] = {"amp", "index.", "default.", "/", "."};

    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        if (rest.len > 0 && rest.ptr[0] == starts[i][0] && span_starts(rest, span_of(starts[i])))
            return true;
    }
    return false;
}

static bool is_plain_path(struct span path)
{
    for (size_t at = 0; at < path.len; at++) {
        char c = path.ptr[at];

        if (!is_unreserved((unsigned char)c) && c != '/' && c != ',' && c != '=' && c != '+')
            return false;
        if ((c == '/' || c == '.') && is_special(span_cut(path, at + 1, path.len)))
            return false;
    }
    return path.len > 0;
}

/* Lower case, and neither a dress (but www.) nor one of the hosts whose paths hold URLs. */
static bool is_plain_host(struct span host)
{
    static const char *const others[] = {"google.", "ampproject.", "rd.yahoo.", ".m.", ".."};
    size_t dots = 0, first = 0;

    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '.')
            return false;
        first = c == '.' && dots++ == 0 ? i : first;
    }
    if (dots == 0 || host.ptr[0] == '.' || host.ptr[host.len - 1] == '.')
        return false;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (span_find(host, span_of(others[i]), &(size_t){0}))
            return false;
    }
    return dots == 1 || dress_label(span_cut(host, 0, first)) == 0;
}

/* Most URLs of feeds have nothing to them but www. and a slash at the end: these need one walk. False for all others. A
 * new rule that could change such a URL must be asked in the walk, too. */
static bool quick_form(struct arena *a, struct span s, struct span *out)
{
    size_t scheme = span_starts(s, SPAN("https://")) ? 8 : span_starts(s, SPAN("http://")) ? 7 : 0, slash;
    struct span host, path;
    char *to;

    if (scheme == 0 || !span_find_byte(span_cut(s, scheme, s.len), '/', &slash) || slash > 255)
        return false;
    host = span_cut(s, scheme, scheme + slash);
    path = span_cut(s, scheme + slash, s.len);
    if (span_starts(host, SPAN("www.")) && may_lose_label(host, 3))
        host = span_cut(host, 4, host.len);
    if (!is_plain_host(host) || !is_plain_path(path))
        return false;
    if (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    *out = (struct span){s.ptr, scheme + host.len + path.len};
    if (host.len == slash)
        return true;
    out->ptr = to = arena_bytes(a, out->len);
    memcpy(to, s.ptr, scheme);
    memcpy(to + scheme, host.ptr, host.len);
    memcpy(to + scheme + host.len, path.ptr, path.len);
    return true;
}

struct span url_canonical(struct arena *a, struct span url)
{
    struct span whole, target;
    struct url u;

    if (quick_form(a, url, &whole))
        return whole;
    whole = url_resolve(a, SPAN(""), url);
    for (size_t i = 0; i < LAYERS; i++) {
        while ((target = url_wrapped(a, whole)).len > 0)
            whole = target;
        if (!url_is_web(whole) || !url_split(whole, &u))
            return SPAN("");
        whole = normal_form(a, &u);
        if (url_wrapped(a, whole).len == 0)
            break;
    }
    return whole;
}
