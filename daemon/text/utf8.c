/*
 * utf8.c - reading, mending and cutting UTF-8
 *
 * A bad sequence is replaced by one U+FFFD for its maximal subpart, as Unicode 3.9 recommends and WHATWG requires.
 * ASCII is passed over sixteen bytes at a time, since most of a feed is ASCII.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "text.h"

#include "charset_parts.h"

typedef unsigned char block __attribute__((vector_size(16)));
#define SHORT_RUN 3

static bool is_dropped_control(unsigned char c)
{
    return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

/* Sixteen bytes at once: no compiler makes that of the loop that stops somewhere. */
static bool is_plain(const unsigned char *at, bool controls)
{
    uint64_t found[2];
    block b, bad;

    memcpy(&b, at, sizeof(b));
    bad = b & 0x80;
    if (controls)
        bad |= (block)(b < 0x20) & (block)(b != '\t') & (block)(b != '\n') & (block)(b != '\r');
    memcpy(found, &bad, sizeof(found));
    return (found[0] | found[1]) == 0;
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

/* Bytes of plain ASCII from `at` on. With `controls`, a control that is to be dropped ends it too. */
static size_t ascii_run(const unsigned char *at, size_t left, bool controls)
{
    size_t i = 0;

    /* A space between two words of other letters is no reason to look at sixteen bytes. */
    for (; i < left && i < SHORT_RUN; i++) {
        if (at[i] >= 0x80 || (controls && is_dropped_control(at[i])))
            return i;
    }
    for (;;) {
        size_t stop = left - i < sizeof(block) ? left : i + sizeof(block);

        if (stop - i == sizeof(block) && is_plain(at + i, controls)) {
            i = stop;
            continue;
        }
        /* The last bytes, or a byte of interest is among these. */
        for (; i < stop; i++) {
            if (at[i] >= 0x80 || (controls && is_dropped_control(at[i])))
                return i;
        }
        if (i == left)
            return i;
    }
}

static bool is_continuation(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* The length of a good character of the commonest kinds: two bytes, or three beginning with E1–EC. 0 for others. */
static size_t common_step(const unsigned char *at, size_t left)
{
    if (left < 3 || !is_continuation(at[1]))
        return 0;
    if (at[0] >= 0xC2 && at[0] <= 0xDF)
        return 2;
    return at[0] >= 0xE1 && at[0] <= 0xEC && is_continuation(at[2]) ? 3 : 0;
}

static size_t good_prefix(struct span s, bool clean)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t i = 0, n;
    uint32_t c;

    while (i < s.len) {
        i += ascii_run(p + i, s.len - i, clean);
        while (i < s.len && p[i] >= 0x80) {
            n = common_step(p + i, s.len - i);
            if (n == 0) {
                n = utf8_step(p + i, s.len - i, &c);
                if (c == UTF8_BAD || (clean && (c == 0xFFFE || c == 0xFFFF)))
                    return i;
            }
            i += n;
        }
        if (i < s.len && clean && is_dropped_control(p[i]))
            return i;
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
        i += ascii_run(p + i, s.len - i, false);
        if (i == s.len)
            break;
        i += utf8_step(p + i, s.len - i, &c);
        if (c == UTF8_BAD)
            ++*bad;
        else
            ++*good;
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
