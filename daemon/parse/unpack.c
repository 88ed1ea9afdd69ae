/*
 * unpack.c - a body that is a gzip file
 *
 * Sitemaps are often kept packed, with no Content-Encoding that would have told the transfer (sitemaps.org, "Sitemap
 * file format"). RFC 1952: one member or several. What is unpacked is bounded, however much is promised; a file that breaks
 * off, or is damaged further on, gives what came before.
 *
 * Fatal: no memory (base's rule). Bugs: none known.
 */
#include <zlib.h>

#include "unpack.h"

#define PIECE ((size_t)64 << 10)
#define GZIP_ONLY (MAX_WBITS + 16)

static bool is_packed(struct span body)
{
    return body.len > 2 && (unsigned char)body.ptr[0] == 0x1F && (unsigned char)body.ptr[1] == 0x8B;
}

/* One member; true when it was whole. z's input moves behind it. */
static bool unpack_member(z_stream *z, struct buffer *out)
{
    int result = inflateReset(z);

    while (result == Z_OK) {
        char *room = buffer_reserve(out, PIECE);

        if (!room)
            return false;
        z->next_out = (unsigned char *)room;
        z->avail_out = (unsigned)PIECE;
        result = inflate(z, Z_NO_FLUSH);
        out->len += PIECE - z->avail_out;
        if (result == Z_BUF_ERROR)
            break; /* all input is used up */
    }
    return result == Z_STREAM_END;
}

struct span unpack(struct arena *a, struct span body)
{
    /* zlib takes its input without const, and leaves it alone. */
    union {
        const char *given;
        unsigned char *taken;
    } bytes = {.given = body.ptr};
    z_stream z = {0};
    struct buffer out;
    struct span text;

    if (!is_packed(body) || body.len > UNPACK_LIMIT || inflateInit2(&z, GZIP_ONLY) != Z_OK)
        return body;
    buffer_init(&out, UNPACK_LIMIT + PIECE);
    z.next_in = bytes.taken;
    z.avail_in = (unsigned)body.len;
    while (z.avail_in > 0 && unpack_member(&z, &out))
        continue;
    inflateEnd(&z);
    text = out.len > 0 ? arena_copy(a, buffer_span(&out)) : body;
    buffer_release(&out);
    return text;
}
