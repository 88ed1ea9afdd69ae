/*
 * date.c - a date that a feed wrote to seconds since 1970
 *
 * RFC 5322 and RFC 822, RFC 3339 and ISO 8601, asctime, and what people and programs make of them, in the languages
 * of date_month.c; see date_read.c for the reading. Wrong weekdays are passed over, impossible dates are none.
 *
 * Fatal: nothing.
 * Bugs: 03/04/2023 is read as Americans do, March 4; years before 1583, which no feed means, give no date.
 */
#include "text.h"

#include "date_parts.h"

#define FIRST_YEAR 1583 /* the first whole year of the Gregorian calendar */
#define LAST_YEAR 9999

/* Unix time: 10 digits are seconds, 13 milliseconds. */
static bool read_epoch(struct span s, int64_t *out)
{
    int64_t n;

    if ((s.len != 10 && s.len != 13) || s.ptr[0] < '0' || s.ptr[0] > '9' || !span_to_int(s, &n))
        return false;
    *out = s.len == 13 ? n / 1000 : n;
    return true;
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_of_month(int64_t year, int month)
{
    if (month == 2)
        return is_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static bool is_possible(const struct date *d)
{
    if (d->broken || d->year < FIRST_YEAR || d->year > LAST_YEAR || d->month < 1 || d->month > 12)
        return false;
    if (d->day < 1 || d->day > days_of_month(d->year, d->month))
        return false;
    /* 24:00 is midnight at the day's end (ISO 8601); :60 is a leap second. */
    return d->minute <= 59 && d->second <= 60 &&
           (d->hour <= 23 || (d->hour == 24 && d->minute <= 0 && d->second <= 0));
}

static int64_t at_least_zero(int n)
{
    return n < 0 ? 0 : n;
}

static int64_t to_seconds(const struct date *d)
{
    int64_t hour = at_least_zero(d->hour), second = at_least_zero(d->second), local;

    if (d->afternoon && hour < 12)
        hour += 12;
    else if (d->forenoon && hour == 12)
        hour = 0;
    local = time_from_civil(d->year, d->month, d->day) + hour * 3600 + at_least_zero(d->minute) * 60 +
            (second == 60 ? 59 : second);
    if (d->has_offset)
        return local - d->offset_s;
    return d->zone ? local - zone_offset_s(d->zone, local) : local;
}

int64_t date_parse(struct span s)
{
    struct tokens tokens;
    struct date d;
    int64_t epoch;

    s = span_trim(s);
    if (s.len == 0)
        return TIME_UNKNOWN;
    if (read_epoch(s, &epoch))
        return epoch;
    if (!date_tokens(s, &tokens) || !date_read(&tokens, &d) || !is_possible(&d))
        return TIME_UNKNOWN;
    return to_seconds(&d);
}
