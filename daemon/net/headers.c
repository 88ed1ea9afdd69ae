/*
 * headers.c - the header lines of an answer, kept as they came
 *
 * curl hands over one line at a time, of each answer in turn: 100 and 103 before the final one, a 401 before
 * its retry. Only the last answer's are kept; what all of them took counts towards the limit. Fatal: nothing.
 * Bugs: folded lines (obsolete since RFC 7230) lose their continuation.
 */
#include "parts.h"

#define HEADER_USUAL 1000

bool headers_take(struct net_response_headers *h, struct span line)
{
    h->seen += line.len;
    if (h->seen > HEADER_BYTES)
        return false;
    if (span_starts(line, SPAN("HTTP/"))) {
        buffer_clear(&h->lines);
        buffer_reserve(&h->lines, HEADER_USUAL); /* else it grows line by line */
    }
    buffer_put_span(&h->lines, line);
    return !h->lines.overflow;
}

struct span net_header(const struct net_response *r, const char *name)
{
    struct span found = {"", 0}, want = span_of(name);
    if (!r->headers || r->headers->lines.len == 0)
        return found;
    const char *at = r->headers->lines.ptr, *end = at + r->headers->lines.len;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        struct span line = {at, (size_t)((newline ? newline : end) - at)};
        if (line.len > want.len && at[want.len] == ':' && span_starts_icase(line, want))
            found = span_trim(span_cut(line, want.len + 1, line.len));
        at += line.len + 1;
    }
    return found;
}
