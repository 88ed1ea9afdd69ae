/*
 * utf8.c - reading, mending and cutting UTF-8
 *
 * A bad sequence is replaced by one U+FFFD for its maximal subpart, as Unicode 3.9 recommends and WHATWG requires.
 * Sixteen bytes are looked at together, and only what is bad byte by byte.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "text.h"

#include "charset_parts.h"

typedef unsigned char block __attribute__((vector_size(16)));
#define LOOK_BACK 3 /* bytes before a block that say what its first ones must be */

static bool is_dropped_control(uint32_t c)
{
    return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

static bool is_dropped(uint32_t c)
{
    return is_dropped_control(c) || c == 0xFFFE || c == 0xFFFF;
}

/* Sixteen bytes at once: no compiler makes that of a loop that stops somewhere. */
static block block_at(const unsigned char *at)
{
    block b;

    memcpy(&b, at, sizeof(b));
    return b;
}

static bool is_any(block b)
{
    uint64_t halves[2];

    memcpy(halves, &b, sizeof(halves));
    return (halves[0] | halves[1]) != 0;
}

static block controls_of(block b)
{
    return (block)(b < 0x20) & (block)(b != '\t') & (block)(b != '\n') & (block)(b != '\r');
}

/* Bytes of a block that are not good UTF-8, given that all before it is. A continuation must stand where a lead one,
 * two or three bytes before asks for it, and nowhere else; the bounds of the second byte are those of lead_of(). */
static block bad_of(const unsigned char *at, bool clean)
{
    block b = block_at(at), one = block_at(at - 1), two = block_at(at - 2), three = block_at(at - 3), bad;

    bad =
        (block)((b & 0xC0) == 0x80) ^ ((block)(one >= 0xC0) | (block)(two >= 0xE0) | (block)(three >= 0xF0));
    bad |= (block)((b & 0xFE) == 0xC0) | (block)(b > 0xF4);
    bad |= ((block)(one == 0xE0) & (block)(b < 0xA0)) | ((block)(one == 0xED) & (block)(b > 0x9F));
    bad |= ((block)(one == 0xF0) & (block)(b < 0x90)) | ((block)(one == 0xF4) & (block)(b > 0x8F));
    if (clean)
        bad |= controls_of(b) | ((block)(two == 0xEF) & (block)(one == 0xBF) & (block)(b > 0xBD));
    return bad;
}

/* The bounds of the second byte shut out overlong forms, surrogates and what lies beyond U+10FFFF. */
static size_t lead_of(unsigned char c, unsigned char *low, unsigned char *high)
{
    *low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    *high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    if (c >= 0xC2 && c <= 0xDF)
        return 2;
    if (c >= 0xE0 && c <= 0xEF)
        return 3;
    return c >= 0xF0 && c <= 0xF4 ? 4 : 0;
}

size_t utf8_step(const unsigned char *at, size_t left, uint32_t *code_point)
{
    unsigned char low, high;
    size_t want, i;
    uint32_t c;

    *code_point = at[0];
    if (at[0] < 0x80)
        return 1;
    *code_point = UTF8_BAD;
    want = lead_of(at[0], &low, &high);
    if (want == 0)
        return 1;
    c = at[0] & (0x7FU >> want);
    for (i = 1; i < want; i++) {
        if (i >= left || at[i] < low || at[i] > high)
            return i;
        c = c << 6 | (at[i] & 0x3FU);
        low = 0x80;
        high = 0xBF;
    }
    *code_point = c;
    return want;
}

/* From `i`, the end of a good character, over blocks that are good to the end of the last whole character in them. */
static size_t good_blocks(struct span s, size_t i, bool clean)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t from = i;

    for (; i >= LOOK_BACK && s.len - i >= sizeof(block); i += sizeof(block)) {
        block b = block_at(p + i), suspect = b & 0x80;

        if (clean)
            suspect |= controls_of(b);
        if ((is_any(suspect) || p[i - 1] >= 0x80) && is_any(bad_of(p + i, clean)))
            break;
    }
    while (i > from && (p[i - 1] & 0xC0) == 0x80)
        i--;
    return i > from && p[i - 1] >= 0xC0 ? i - 1 : i;
}

static size_t good_prefix(struct span s, bool clean)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t i = 0;

    while (i < s.len) {
        size_t stop;

        i = good_blocks(s, i, clean);
        /* What is bad stands within the next bytes, or the end is near. */
        stop = s.len - i < sizeof(block) + LOOK_BACK ? s.len : i + sizeof(block) + LOOK_BACK;
        while (i < stop) {
            uint32_t c;
            size_t n = utf8_step(p + i, s.len - i, &c);

            if (c == UTF8_BAD || (clean && is_dropped(c)))
                return i;
            i += n;
        }
    }
    return i;
}

size_t utf8_clean_prefix(struct span s)
{
    return good_prefix(s, true);
}

/* Copies `s` from `good` on with every bad sequence replaced. Each costs at most 3 bytes for 1. */
static struct span mended(struct arena *a, struct span s, size_t good, bool clean, bool *damaged)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    struct span tail;
    size_t bad = 0, len = 0, n;
    uint32_t c;
    char *out;

    for (size_t i = good; i < s.len; i += n) {
        n = utf8_step(p + i, s.len - i, &c);
        bad += c == UTF8_BAD;
    }
    out = arena_bytes(a, s.len + 2 * bad + 1);
    for (size_t i = 0; i < s.len;) {
        tail = span_cut(s, i, s.len);
        n = i == 0 ? good : good_prefix(tail, clean);
        memcpy(out + len, s.ptr + i, n);
        len += n;
        i += n;
        if (i == s.len)
            break;
        n = utf8_step(p + i, s.len - i, &c);
        if (c == UTF8_BAD) {
            len += utf8_put(out + len, UTF8_REPLACEMENT);
            *damaged = true;
        }
        i += n;
    }
    return (struct span){out, len};
}

struct span utf8_clean(struct arena *a, struct span s, bool *damaged)
{
    size_t good = good_prefix(s, true);

    return good == s.len ? s : mended(a, s, good, true, damaged);
}

void utf8_count(struct span s, size_t *good, size_t *bad)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t i = 0;
    uint32_t c;

    *good = *bad = 0;
    while (i < s.len) {
        i += utf8_step(p + i, s.len - i, &c);
        *bad += c == UTF8_BAD;
        *good += c != UTF8_BAD && c >= 0x80;
    }
}

bool utf8_is_valid(struct span s)
{
    return good_prefix(s, false) == s.len;
}

struct span utf8_mend(struct arena *a, struct span s)
{
    size_t good = good_prefix(s, false);
    bool damaged = false;

    return good == s.len ? s : mended(a, s, good, false, &damaged);
}

size_t utf8_cut(struct span s, size_t max_bytes)
{
    size_t at = max_bytes;

    if (s.len <= max_bytes)
        return s.len;
    /* Back over continuation bytes; no character has more than three of them. */
    while (at > 0 && max_bytes - at < 3 && ((unsigned char)s.ptr[at] & 0xC0U) == 0x80)
        at--;
    return at;
}

uint32_t utf8_next(struct span s, size_t *at)
{
    uint32_t c;

    must(*at < s.len);
    *at += utf8_step((const unsigned char *)s.ptr + *at, s.len - *at, &c);
    return c == UTF8_BAD ? UTF8_REPLACEMENT : c;
}

size_t utf8_put(char out[4], uint32_t c)
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = UTF8_REPLACEMENT;
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0U | c >> 6);
        out[1] = (char)(0x80U | (c & 0x3FU));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0U | c >> 12);
        out[1] = (char)(0x80U | (c >> 6 & 0x3FU));
        out[2] = (char)(0x80U | (c & 0x3FU));
        return 3;
    }
    out[0] = (char)(0xF0U | c >> 18);
    out[1] = (char)(0x80U | (c >> 12 & 0x3FU));
    out[2] = (char)(0x80U | (c >> 6 & 0x3FU));
    out[3] = (char)(0x80U | (c & 0x3FU));
    return 4;
}
