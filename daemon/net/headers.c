/*
 * headers.c - the header lines of an answer, kept as they came
 *
 * curl hands over one line at a time, of each answer in turn: 100 and 103 before the final one, a 401 before
 * its retry. Only the last answer's are kept; what all of them took counts towards the limit. Fatal: nothing.
 * Bugs: folded lines (obsolete since RFC 7230) lose their continuation.
 */
#include "parts.h"

bool headers_take(struct net_response_headers *h, struct span line)
{
    h->seen += line.len;
    if (h->seen > HEADER_BYTES)
        return false;
    if (span_starts(line, SPAN("HTTP/")))
        buffer_clear(&h->lines);
    buffer_put_span(&h->lines, line);
    return !h->lines.overflow;
}

struct span net_header(const struct net_response *r, const char *name)
{
    struct span found = {"", 0}, rest, line, want = span_of(name);
    if (!r->headers)
        return found;
    rest = buffer_span(&r->headers->lines);
    while (span_split(&rest, '\n', &line)) {
        if (line.len > want.len && line.ptr[want.len] == ':' && span_starts_icase(line, want))
            found = span_trim(span_cut(line, want.len + 1, line.len));
    }
    return found;
}
