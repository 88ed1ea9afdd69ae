/*
 * url_resolve.c - a reference and its base to an absolute URL
 *
 * RFC 3986 section 5, and where the scheme is http or https the WHATWG URL standard's reading of `http:foo`,
 * `http:/foo`, `http:///foo` and `///foo`.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "text.h"

#include "url_parts.h"

/* How many dots a segment is: 1 or 2, 0 when it is anything else. %2E is a dot too. */
static int dots_of(struct span segment)
{
    int dots = 0;

    while (segment.len > 0 && dots < 3) {
        size_t n = segment.ptr[0] == '.' ? 1 : span_starts_icase(segment, SPAN("%2e")) ? 3 : 0;

        if (n == 0)
            return 0;
        segment = span_cut(segment, n, segment.len);
        dots++;
    }
    return dots < 3 ? dots : 0;
}

/* RFC 3986 section 5.2.4, in place: what is written never overtakes what is read. `path` begins with a slash. */
static size_t remove_dot_segments(char *path, size_t len)
{
    size_t out = 0, at = 0;

    while (at < len) {
        const char *slash = memchr(path + at + 1, '/', len - at - 1);
        size_t end = slash ? (size_t)(slash - path) : len;
        int dots = dots_of((struct span){path + at + 1, end - at - 1});

        if (dots > 0) {
            while (dots == 2 && out > 0 && path[--out] != '/')
                ;
            if (end == len)
                path[out++] = '/';
        } else {
            memmove(path + out, path + at, end - at);
            out += end - at;
        }
        at = end;
    }
    return out;
}

static char *append(char *to, struct span s)
{
    if (s.len > 0)
        memcpy(to, s.ptr, s.len);
    return to + s.len;
}

struct span reference_join(struct arena *a, const struct reference *r, struct span folder)
{
    size_t most =
        r->scheme.len + r->authority.len + folder.len + r->path.len + r->query.len + r->fragment.len;
    char *out = arena_bytes(a, most + sizeof("://?#")), *end = out, *path;

    if (r->scheme.len > 0) {
        end = append(end, r->scheme);
        *end++ = ':';
    }
    if (r->has_authority) {
        end = append(append(end, SPAN("//")), r->authority);
    }
    path = end;
    end = append(append(end, folder), r->path);
    if (end > path && *path == '/')
        end = path + remove_dot_segments(path, (size_t)(end - path));
    if (r->has_query) {
        *end++ = '?';
        end = append(end, r->query);
    }
    if (r->has_fragment) {
        *end++ = '#';
        end = append(end, r->fragment);
    }
    return (struct span){out, (size_t)(end - out)};
}

/* A web URL always has a host: however many slashes there are, it follows them. */
static void find_host(struct reference *r)
{
    size_t at;

    if (r->authority.len > 0)
        return;
    while (r->path.len > 0 && r->path.ptr[0] == '/')
        r->path = span_cut(r->path, 1, r->path.len);
    if (!span_find_byte(r->path, '/', &at))
        at = r->path.len;
    r->has_authority = true;
    r->authority = span_cut(r->path, 0, at);
    r->path = span_cut(r->path, at, r->path.len);
}

/* The base's path up to its last slash (RFC 3986 section 5.2.3). */
static struct span folder_of(const struct reference *base)
{
    size_t end = base->path.len;

    if (base->has_authority && base->path.len == 0)
        return SPAN("/");
    while (end > 0 && base->path.ptr[end - 1] != '/')
        end--;
    return span_cut(base->path, 0, end);
}

/* RFC 3986 section 5.2.2 for a reference that has neither scheme nor authority. */
static struct span resolve_path(struct arena *a, const struct reference *base, struct reference r)
{
    bool opaque = !base->has_authority && !span_starts(base->path, SPAN("/"));
    struct span folder = SPAN("");

    /* mailto:, urn: and the like have nothing to be relative to but themselves. */
    if (opaque && (r.path.len > 0 || r.has_query))
        return SPAN("");
    if (r.path.len == 0) {
        r.path = base->path;
        if (!r.has_query) {
            r.has_query = base->has_query;
            r.query = base->query;
        }
    } else if (r.path.ptr[0] != '/') {
        folder = folder_of(base);
    }
    r.scheme = base->scheme;
    r.has_authority = base->has_authority;
    r.authority = base->authority;
    return reference_join(a, &r, folder);
}

struct span url_resolve(struct arena *a, struct span base_url, struct span reference)
{
    struct reference base, r;

    reference = url_clean(a, reference);
    reference_split(reference, &r);
    if (r.scheme.len > 0 && !url_scheme_is_web(r.scheme))
        return reference;
    reference_split(url_clean(a, base_url), &base);
    if (url_scheme_is_web(base.scheme))
        find_host(&base);
    if (r.scheme.len > 0 && !r.has_authority && span_equal_icase(r.scheme, base.scheme))
        r.scheme = SPAN("");
    if (r.scheme.len == 0) {
        if (base.scheme.len == 0)
            return SPAN("");
        if (!r.has_authority)
            return resolve_path(a, &base, r);
        r.scheme = base.scheme;
    }
    if (url_scheme_is_web(r.scheme))
        find_host(&r);
    return reference_join(a, &r, SPAN(""));
}
