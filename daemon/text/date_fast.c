/*
 * date_fast.c - the two forms that nearly all dates of feeds have
 *
 * "Wed, 22 Nov 2023 10:15:30 GMT" with a numeric zone or GMT, and "2023-11-22T10:15:30Z" with any fraction and offset.
 * Whatever differs by a byte is left to date_read, which gives the same for these, at twenty times the cost.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "text.h"

#include "date_parts.h"

/* Two digits; the bits of *bad tell when they are none. */
static int two(const char *p, unsigned *bad)
{
    unsigned high = (unsigned)(unsigned char)p[0] - '0', low = (unsigned)(unsigned char)p[1] - '0';

    *bad |= (high > 9) | (low > 9);
    return (int)(high * 10 + low);
}

static void read_clock(const char *p, struct date *d, unsigned *bad)
{
    d->hour = two(p, bad);
    d->minute = two(p + 3, bad);
    d->second = two(p + 6, bad);
    *bad |= (p[2] != ':') | (p[5] != ':');
}

/* +01:00 or +0100 at the end of the text */
static void read_offset(struct span s, struct date *d, unsigned *bad)
{
    size_t colon = s.len == 6;
    int minutes;

    if (s.len != 5 + colon || (s.ptr[0] != '+' && s.ptr[0] != '-') || (colon && s.ptr[3] != ':')) {
        *bad = 1;
        return;
    }
    minutes = two(s.ptr + 1, bad) * 60 + two(s.ptr + 3 + colon, bad);
    *bad |= minutes > 14 * 60;
    d->has_offset = true;
    d->offset_s = (s.ptr[0] == '-' ? -minutes : minutes) * 60;
}

static int month_at(const char *p)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

    for (int i = 0; i < 12; i++) {
        if (memcmp(p, names + 3 * i, 3) == 0)
            return i + 1;
    }
    return 0;
}

/* Wed, 22 Nov 2023 10:15:30 GMT */
static bool read_mail(struct span s, struct date *d)
{
    const char *p = s.ptr;
    unsigned bad =
        (p[3] != ',') | (p[4] != ' ') | (p[7] != ' ') | (p[11] != ' ') | (p[16] != ' ') | (p[25] != ' ');

    d->day = two(p + 5, &bad);
    d->month = month_at(p + 8);
    bad |= d->month == 0;
    d->year = two(p + 12, &bad) * 100 + two(p + 14, &bad);
    read_clock(p + 17, d, &bad);
    if (s.len != 29 || memcmp(p + 26, "GMT", 3) != 0)
        read_offset(span_cut(s, 26, s.len), d, &bad);
    return bad == 0;
}

/* 2023-11-22T10:15:30Z */
static bool read_iso(struct span s, struct date *d)
{
    const char *p = s.ptr;
    unsigned bad = (p[4] != '-') | (p[7] != '-') | (p[10] != 'T');
    size_t at = 19;

    d->year = two(p, &bad) * 100 + two(p + 2, &bad);
    d->month = two(p + 5, &bad);
    d->day = two(p + 8, &bad);
    read_clock(p + 11, d, &bad);
    if (bad != 0)
        return false;
    if (at + 1 < s.len && p[at] == '.' && p[at + 1] != 'Z') {
        for (at++; at < s.len && p[at] >= '0' && p[at] <= '9';)
            at++;
    }
    if (s.len != at + 1 || p[at] != 'Z')
        read_offset(span_cut(s, at, s.len), d, &bad);
    return bad == 0;
}

bool date_read_fast(struct span s, struct date *out)
{
    *out = (struct date){0};
    if (s.len < 20 || s.len > 40)
        return false;
    if (s.len >= 29 && s.ptr[3] == ',')
        return read_mail(s, out) && out->year < 2400;                /* or it may be Buddhist */
    return s.ptr[4] == '-' && read_iso(s, out) && out->year >= 1583; /* or it may be Solar Hijri */
}
