/*
 * date_read.c - tokens to the parts of a date
 *
 * One reading for all forms: each rule looks at the tokens from where the reader stands and takes what it knows; what
 * no rule takes is passed over ("of", "um", "г."). Numbers are read in date_number.c; a month is told by its name too,
 * a zone by standing behind a time. Once a number is impossible in its place the whole date is: nothing is tried a
 * second way.
 *
 * Fatal: nothing.
 * Bugs: the words of a longer text that holds a date are passed over as well.
 */
#include "text.h"

#include "date_parts.h"

/* +0200, -05:00, +2, behind a time */
static bool read_offset(struct reader *r)
{
    const struct token *t = r->at;
    int64_t n = t[1].value;
    bool minus = date_is_sign(t, '-'), posix = t > r->first && span_equal(t[-1].text, SPAN("etc/gmt"));

    if (r->d->hour < 0 || r->d->has_offset || (!minus && !date_is_sign(t, '+')) ||
        !date_is_number(t + 1, 1, 4))
        return false;
    if (minus && !t[1].glued)
        return false;
    if (date_is_sign(t + 2, ':') && date_is_number(t + 3, 2, 2)) {
        n = n * 60 + t[3].value;
        r->at += 4;
    } else {
        n = t[1].text.len > 2 ? n / 100 * 60 + n % 100 : n * 60;
        r->at += 2;
    }
    /* No clock is further off than 14 hours; a larger one is a mistake that leaves the date good. */
    r->d->has_offset = n <= 15 * 60;
    r->d->offset_s = (int)(minus != posix ? -n : n) * 60; /* Etc/GMT-3 is east of Greenwich */
    return true;
}

/* This word and the next, with one space between, as one name, "central european"; empty when there is no next. */
static struct span two_words(const struct token *t)
{
    const char *end = t->text.ptr + t->text.len;

    if (t[1].kind != TOKEN_WORD || t[1].text.ptr != end + 1 || *end != ' ')
        return SPAN("");
    return (struct span){t->text.ptr, t->text.len + 1 + t[1].text.len};
}

static bool read_month(struct reader *r)
{
    const struct token *t = r->at;
    int month = date_month(two_words(t));
    size_t used = 2;

    if (month == 0) {
        month = date_month(t->text);
        used = 1;
    }
    if (month == 0 && date_is_number(t + 1, 1, 2) &&
        date_is_one_of(t, (const char *const[]){"thang", "thg", NULL})) { /* Vietnamese */
        month = (int)t[1].value;
        used = 2;
    }
    if (month == 0)
        return false;
    r->at += used;
    if (r->d->month >= 0 && !r->month_may_yield)
        return true;
    r->d->solar = month > DATE_SOLAR_MONTH;
    r->d->month = r->d->solar ? month - DATE_SOLAR_MONTH : month;
    r->d->named_month = true;
    r->month_may_yield = !r->seen_number;
    return true;
}

static bool read_zone(struct reader *r)
{
    static const char *const summer[] = {"daylight", "summer", NULL};
    static const char *const standard[] = {"standard", NULL};
    const struct token *t = r->at;
    const struct zone *zone;

    if (r->d->hour < 0)
        return false;
    if (date_is_one_of(t, summer))
        r->d->summer = 1;
    else if (date_is_one_of(t, standard))
        r->d->summer = 0;
    if (r->d->zone)
        return false;
    zone = date_zone(two_words(t));
    r->at += zone != NULL;
    r->d->zone = zone ? zone : date_zone(t->text);
    r->at += r->d->zone != NULL;
    return r->d->zone != NULL;
}

/* 令和6年, 民國113年 */
static bool read_era(struct reader *r)
{
    static const struct {
        struct span name;
        int64_t before;
    } eras[] = {
        {SPAN("令和"), 2018}, {SPAN("平成"), 1988}, {SPAN("昭和"), 1925},
        {SPAN("民國"), 1911}, {SPAN("民国"), 1911},
    };

    for (size_t i = 0; i < sizeof(eras) / sizeof(eras[0]); i++) {
        if (!span_starts(r->at->text, eras[i].name))
            continue;
        r->era = eras[i].before;
        if (span_ends(r->at->text, SPAN("元年"))) /* the first, which has a name of its own */
            r->d->year = r->era + 1;
        r->at++;
        return true;
    }
    return false;
}

static void read_word(struct reader *r)
{
    const struct token *t = r->at;
    struct date *d = r->d;
    int half = d->hour >= 0 && !d->forenoon && !d->afternoon ? date_half_day(t) : 0;

    if ((unsigned char)t->text.ptr[0] == 0xE0 && ((unsigned char)t->text.ptr[1] & 0xFE) == 0xB8)
        d->thai = true;
    if (half == 0 && (unsigned char)t->text.ptr[0] >= 0x80)
        half = date_half_day_anywhere(t->text);
    if (half != 0) {
        date_set_half_day(d, half);
        r->at++;
        return;
    }
    if (d->weekday < 0)
        d->weekday = date_weekday(t->text);
    /* "uzt" is July to Basques, and the time of Tashkent behind a date. */
    if (d->month >= 0 && !r->month_may_yield && read_zone(r))
        return;
    if (!read_month(r) && !read_zone(r) && !read_era(r))
        r->at++;
}

/* A comment (RFC 5322 section 3.2.2), of which only words and an offset are taken: "(CET)", "(GMT+7)". */
static bool read_aside(struct reader *r)
{
    if (date_is_sign(r->at, '('))
        r->aside = r->at > r->first;
    else if (date_is_sign(r->at, ')'))
        r->aside = false;
    else if (!r->aside || r->at->kind == TOKEN_WORD || read_offset(r))
        return false;
    r->at++;
    return true;
}

/* Hangul. Korean is written in one zone, and who writes it gives none. */
static bool is_korean(const struct tokens *t)
{
    for (size_t i = 0; i < t->count; i++) {
        unsigned char first = (unsigned char)t->list[i].text.ptr[0];

        if (t->list[i].kind == TOKEN_WORD && first >= 0xEA && first <= 0xED)
            return true;
    }
    return false;
}

bool date_read(const struct tokens *t, struct date *out)
{
    struct reader r = {.at = t->list, .first = t->list, .d = out};

    *out = (struct date){.year = -1,
                         .month = -1,
                         .day = -1,
                         .hour = -1,
                         .minute = -1,
                         .second = -1,
                         .weekday = -1,
                         .summer = -1};
    if (date_short_form(t, out))
        return true;
    while (r.at->kind != TOKEN_END) {
        if (read_aside(&r))
            continue;
        if (r.at->kind == TOKEN_WORD)
            read_word(&r);
        else if (!date_number(&r) && !read_offset(&r))
            r.at++;
    }
    if (out->hour >= 0 && !out->has_offset && !out->zone && is_korean(t))
        out->zone = date_zone(SPAN("kst"));
    /* A month without its day is its first; a year alone its first of January (W3CDTF). */
    if (out->month >= 0 && out->day < 0 && out->hour < 0)
        out->day = 1;
    if (out->month < 0 && t->count == 1 && t->list[0].text.len == 4) {
        out->month = 1;
        out->day = 1;
    }
    return out->year >= 0 && out->month >= 0 && out->day >= 0;
}
