/*
 * charset.c - a body's bytes to UTF-8
 *
 * The order is RFC 7303 section 3 and then reality: a byte order mark; what UTF-16, UTF-32 and EBCDIC show by their
 * zeros; UTF-8 when it is that beyond doubt; HTTP's charset when the bytes decode cleanly by it; the document's
 * declaration, unless it says UTF-8 and is none; UTF-8 when it is valid; HTTP's charset with damage; a guess. UTF-8
 * that needs no mending comes back as the same bytes.
 *
 * Fatal: nothing.
 * Bugs: iconv loads the tables of all but the UTFs from files at the first use of each (in Debian 12 they all lie in
 * libc6 itself); where files are out of reach iconv_open fails and the text is decoded as if the label were unknown.
 */
#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "text.h"

#include "charset_parts.h"

/* Where a wide text must have shown a zero byte: markup and spaces have them. */
#define WIDE_PROBE_BYTES 256
#define PIECE                                                                                                \
    ((size_t)16 << 10) /* given to iconv at once; a sanitizer looks at all that is given at each call */

struct span charset_of_content_type(struct span content_type)
{
    struct span part, name, value;
    size_t at;

    /* The media type itself comes first; "charset=x" alone is seen in the wild too. */
    while (span_split(&content_type, ';', &part)) {
        if (!span_find_byte(part, '=', &at))
            continue;
        name = span_trim(span_cut(part, 0, at));
        value = span_trim(span_cut(part, at + 1, part.len));
        if (!span_equal_icase(name, SPAN("charset")))
            continue;
        if (value.len > 0 && (value.ptr[0] == '"' || value.ptr[0] == '\'')) {
            char quote = value.ptr[0];

            value = span_cut(value, 1, value.len);
            if (span_find_byte(value, quote, &at))
                value = span_cut(value, 0, at);
        }
        return span_trim(value);
    }
    return SPAN("");
}

/* Output that grows inside the arena. */
struct output {
    struct arena *arena;
    char *ptr;
    size_t len, cap;
};

static void output_grow(struct output *o)
{
    size_t cap = o->cap * 2;
    char *ptr = arena_bytes(o->arena, cap);

    memcpy(ptr, o->ptr, o->len);
    o->ptr = ptr;
    o->cap = cap;
}

static void output_bad(struct output *o)
{
    if (o->cap - o->len < 4)
        output_grow(o);
    o->len += utf8_put(o->ptr + o->len, UTF8_REPLACEMENT);
}

/* Nearly always enough at once: a byte above 0x7F becomes at most 3, ISO-2022 makes 3 of 2, a wide unit at most 2:3. */
static size_t output_estimate(struct span bytes)
{
    size_t high = 0;

    for (size_t i = 0; i < bytes.len; i++)
        high += (unsigned char)bytes.ptr[i] >> 7;
    return bytes.len + (2 * high > bytes.len / 2 ? 2 * high : bytes.len / 2) + 16;
}

/* Goes behind what iconv stopped at. EILSEQ: a bad sequence; EINVAL: the input ends in the middle of one. */
static void skip_bad(const struct charset *c, int error, char **in, size_t *left)
{
    size_t skip = error == EILSEQ && *left > c->unit ? c->unit : *left;

    *in += skip;
    *left -= skip;
}

/* Runs the bytes through iconv. False when iconv does not know the charset, or its converter writes on without
 * reading. Each turn of the loop consumes a byte or doubles the output, and that not twice in turn, so it ends. */
static bool decode(struct output *o, const struct charset *c, struct span bytes, bool *damaged)
{
    iconv_t cd = iconv_open("UTF-8", c->iconv_name);
    char *in = (char *)(uintptr_t)bytes.ptr;
    size_t left = bytes.len;
    size_t grown_at = SIZE_MAX; /* bytes left at the last growth */
    bool flushed = false, stuck = false;

    if (cd == (iconv_t)-1)
        return false;
    o->cap = output_estimate(bytes);
    o->ptr = arena_bytes(o->arena, o->cap);
    while (!flushed && !stuck) {
        char *out = o->ptr + o->len;
        size_t room = o->cap - o->len;
        /* At the end, what a converter holds back because an accent might have followed. */
        bool flush = left == 0;
        size_t piece = left < PIECE ? left : PIECE, before = piece;
        size_t done = iconv(cd, flush ? NULL : &in, flush ? NULL : &piece, &out, &room);

        left -= before - piece;
        o->len = o->cap - room;
        if (done != (size_t)-1) {
            flushed = flush;
        } else if (errno == E2BIG) {
            stuck = left == grown_at;
            grown_at = left;
            output_grow(o);
        } else if (flush) {
            flushed = true;
        } else if (errno == EINVAL && piece < before && piece < left) {
            continue; /* a character across the end of the piece */
        } else {
            skip_bad(c, piece < left ? EILSEQ : errno, &in, &left);
            output_bad(o);
            *damaged = true;
        }
    }
    iconv_close(cd);
    return !stuck;
}

/* Whether all of it decodes. The output is thrown away: a body that is not what its label says must not cost memory. */
static bool is_clean(const struct charset *c, struct span bytes)
{
    char scratch[4096], *in = (char *)(uintptr_t)bytes.ptr;
    size_t left = bytes.len;
    bool ok = true;
    iconv_t cd;

    if (!c->iconv_name)
        return utf8_is_valid(bytes);
    cd = iconv_open("UTF-8", c->iconv_name);
    if (cd == (iconv_t)-1)
        return false;
    while (left > 0 && ok) {
        char *out = scratch;
        size_t room = sizeof(scratch), piece = left < PIECE ? left : PIECE, before = piece;
        bool done = iconv(cd, &in, &piece, &out, &room) != (size_t)-1;

        left -= before - piece;
        ok = piece < before && (done || errno == E2BIG || (errno == EINVAL && piece < left));
    }
    iconv_close(cd);
    return ok;
}

/* In place: iconv's output has no bad bytes, so that it can only shrink. */
static void drop_controls(struct output *o)
{
    size_t at = 0, len = 0, n;
    uint32_t c;

    while (at < o->len) {
        n = utf8_clean_prefix((struct span){o->ptr + at, o->len - at});
        memmove(o->ptr + len, o->ptr + at, n);
        len += n;
        at += n;
        if (at < o->len)
            at += utf8_step((const unsigned char *)o->ptr + at, o->len - at, &c);
    }
    o->len = len;
}

struct decoded {
    struct span text;
    bool damaged;
};

/* False, with the output untouched, when iconv cannot do it. */
static bool convert(struct arena *a, const struct charset *c, struct span bytes, struct decoded *out)
{
    struct output o = {a, NULL, 0, 0};

    if (!c->iconv_name) {
        out->text = utf8_clean(a, bytes, &out->damaged);
        return true;
    }
    if (!decode(&o, c, bytes, &out->damaged))
        return false;
    drop_controls(&o);
    out->text = (struct span){o.ptr, o.len};
    return true;
}

/* A label of a wide charset is believed only when the bytes look wide: a document that was recoded on its way keeps
 * its old declaration, and any bytes at all are "clean" UTF-16. */
static const struct charset *believed(struct span label, struct span bytes)
{
    const struct charset *c = charset_find(label);
    struct span probe = span_cut(bytes, 0, WIDE_PROBE_BYTES);

    if (c && c->unit > 1 && (probe.len == 0 || !memchr(probe.ptr, 0, probe.len)))
        return NULL;
    return c;
}

/* Servers put their default charset on everything. A document that says UTF-8, or says nothing, which means the same
 * (XML 1.0 section 4.3.3), and is UTF-8, is believed against them. */
static bool is_mislabelled(const struct charset *http, struct span declared,
                           const struct charset *of_document, struct span bytes)
{
    bool says_utf8 = declared.len == 0 || (of_document && !of_document->iconv_name);
    size_t good, bad;

    if (!http || !http->iconv_name || http->unit > 1 || !says_utf8)
        return false;
    utf8_count(bytes, &good, &bad);
    return good > 0 && bad == 0;
}

/* Three characters of UTF-8 and nothing that is none: no other charset makes that by chance, whatever the labels say. In
 * Western text one is enough, since it would read "Ã©". */
static bool is_surely_utf8(const struct charset *http, const struct charset *of_document, struct span bytes)
{
    const struct charset *said = http ? http : of_document;
    size_t good, bad;

    if (!said || !said->iconv_name || said->unit > 1)
        return false;
    utf8_count(bytes, &good, &bad);
    return bad == 0 && good >= (said == charset_find(SPAN("windows-1252")) ? 1 : 3);
}

/* One bad sequence, which is the beginning of a good one at the very end: the text was cut. */
static bool is_cut_character(struct span bytes, size_t bad)
{
    size_t at = bytes.len;

    while (at > 0 && bytes.len - at < 3 && ((unsigned char)bytes.ptr[at - 1] & 0xC0) == 0x80)
        at--;
    return bad == 1 && at > 0 && (unsigned char)bytes.ptr[at - 1] >= 0xC2 &&
           utf8_is_valid(span_cut(bytes, 0, at - 1));
}

/* Says UTF-8, and nearly nothing in it is. */
static bool is_hardly_utf8(const struct charset *said, struct span bytes)
{
    size_t good, bad;

    if (said->iconv_name || utf8_is_valid(bytes)) /* which is quicker than counting, and the rule */
        return false;
    utf8_count(bytes, &good, &bad);
    return bad > good && bytes.len > 0 && !is_cut_character(bytes, bad);
}

static const struct charset *last_resort(struct span bytes, const struct charset *http)
{
    size_t good, bad;

    utf8_count(bytes, &good, &bad);
    if (good > bad)
        return charset_find(SPAN("utf-8"));
    return http && http->iconv_name ? http : charset_guess(bytes);
}

static struct decoded to_utf8(struct arena *a, struct span bytes, struct span http, struct span declared)
{
    const struct charset *of_bytes, *of_http, *of_document;
    struct decoded out = {bytes, false};

    of_bytes = charset_of_mark(&bytes);
    if (!of_bytes)
        of_bytes = charset_of_zeros(bytes);
    if (of_bytes && convert(a, of_bytes, bytes, &out))
        return out;
    of_document = believed(declared, bytes);
    of_http = believed(http, bytes);
    if (is_mislabelled(of_http, declared, of_document, bytes))
        of_http = NULL;
    if (is_surely_utf8(of_http, of_document, bytes) && convert(a, charset_find(SPAN("utf-8")), bytes, &out))
        return out;
    if (of_http && is_clean(of_http, bytes) && convert(a, of_http, bytes, &out))
        return out;
    if (of_document && !is_hardly_utf8(of_document, bytes) && convert(a, of_document, bytes, &out))
        return out;
    if (!of_http && !of_document && charset_is_escaped(bytes) &&
        convert(a, charset_find(SPAN("iso-2022-jp")), bytes, &out))
        return out;
    if (!utf8_is_valid(bytes) && convert(a, last_resort(bytes, of_http), bytes, &out)) {
        /* Of bytes that said they were UTF-8 nobody knows what they were before. */
        out.damaged =
            out.damaged || (of_document && !of_document->iconv_name) || (of_http && !of_http->iconv_name);
        return out;
    }
    out.text = utf8_clean(a, bytes, &out.damaged);
    return out;
}

struct span charset_to_utf8(struct arena *a, struct span bytes, struct span http, struct span declared,
                            bool *damaged)
{
    struct decoded out = to_utf8(a, bytes, http, declared);

    *damaged = out.damaged;
    return out.text;
}
