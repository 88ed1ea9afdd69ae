/*
 * url_idn.c - international host names in their ASCII form
 *
 * RFC 3492 (Punycode) for the sum; small letters and NFC before, which is what UTS 46 comes to for names that exist.
 *
 * Fatal: nothing.
 * Bugs: what UTS 46 forbids is encoded as well; this form is for comparing, not for asking a resolver.
 */
#include <string.h>

#include <utf8proc.h>

#include "text.h"

#include "url_parts.h"

enum { BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700, FIRST_BIAS = 72, FIRST = 128 };
#define HOST_BYTES 255
#define LABEL_POINTS 64 /* a label has at most 63 bytes even when encoded */

/* Section 6.1 */
static uint32_t adapt(uint32_t delta, uint32_t points, bool first)
{
    uint32_t k = 0;

    delta = first ? delta / DAMP : delta / 2;
    delta += delta / points;
    for (; delta > ((BASE - T_MIN) * T_MAX) / 2; k += BASE)
        delta /= BASE - T_MIN;
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static char digit(uint32_t d)
{
    return (char)(d < 26 ? 'a' + d : '0' + d - 26);
}

static size_t put_integer(char *to, uint32_t q, uint32_t bias)
{
    size_t len = 0;

    for (uint32_t k = BASE;; k += BASE) {
        uint32_t t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;

        if (q < t)
            break;
        to[len++] = digit(t + (q - t) % (BASE - t));
        q = (q - t) / (BASE - t);
    }
    to[len++] = digit(q);
    return len;
}

/* Section 6.3. `to` holds 8 bytes a point. */
static size_t encode(const int32_t *points, size_t count, char *to)
{
    uint32_t n = FIRST, delta = 0, bias = FIRST_BIAS;
    size_t len = 0, basic, done;

    for (size_t i = 0; i < count; i++) {
        if (points[i] < FIRST)
            to[len++] = (char)points[i];
    }
    basic = done = len;
    if (basic > 0)
        to[len++] = '-';
    while (done < count) {
        uint32_t least = UINT32_MAX;

        for (size_t i = 0; i < count; i++) {
            if ((uint32_t)points[i] >= n && (uint32_t)points[i] < least)
                least = (uint32_t)points[i];
        }
        delta += (least - n) * (uint32_t)(done + 1); /* at most 0x10FFFF * 64: no overflow */
        n = least;
        for (size_t i = 0; i < count; i++) {
            delta += (uint32_t)points[i] < n;
            if ((uint32_t)points[i] != n)
                continue;
            len += put_integer(to + len, delta, bias);
            bias = adapt(delta, (uint32_t)done + 1, done == basic);
            delta = 0;
            done++;
        }
        delta++;
        n++;
    }
    return len;
}

static bool is_ascii(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] >= 0x80)
            return false;
    }
    return true;
}

/* The label's points in small letters and NFC; 0 when there are too many. */
static size_t points_of(struct span label, int32_t points[LABEL_POINTS])
{
    size_t count = 0;
    utf8proc_ssize_t composed;

    for (size_t at = 0; at < label.len;) {
        if (count == LABEL_POINTS)
            return 0;
        points[count++] = utf8proc_tolower((utf8proc_int32_t)utf8_next(label, &at));
    }
    composed = utf8proc_normalize_utf32(points, (utf8proc_ssize_t)count,
                                        (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    /* The Kelvin sign's small letter is an ordinary k. */
    for (utf8proc_ssize_t i = 0; i < composed; i++) {
        if (points[i] >= FIRST)
            return (size_t)composed;
    }
    return 0;
}

struct span url_ascii_host(struct arena *a, struct span host)
{
    struct span rest = host, label;
    char *out, *end;

    if (is_ascii(host) || !utf8_is_valid(host))
        return host;
    out = end = arena_bytes(a, 5 * host.len + 8 * LABEL_POINTS + 8);
    while (span_split(&rest, '.', &label)) {
        int32_t points[LABEL_POINTS];
        size_t count = is_ascii(label) ? 0 : points_of(label, points);

        if (end > out)
            *end++ = '.';
        if (count > 0) {
            memcpy(end, "xn--", 4);
            end += 4 + encode(points, count, end + 4);
        } else {
            memcpy(end, label.ptr, label.len);
            end += label.len;
        }
    }
    return end - out <= HOST_BYTES ? (struct span){out, (size_t)(end - out)} : host;
}
