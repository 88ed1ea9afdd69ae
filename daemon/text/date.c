/*
 * date.c - a date that a feed wrote to seconds since 1970
 *
 * RFC 5322 and RFC 822, RFC 3339 and ISO 8601, asctime, and what people and programs make of them, in the languages
 * of date_month.c; see date_read.c for the reading. Wrong weekdays are passed over, impossible dates are none.
 *
 * Fatal: nothing.
 * Bugs: years before 1583, which no feed means, give no date.
 */
#include "text.h"

#include "date_parts.h"

#define FIRST_YEAR 1583 /* the first whole year of the Gregorian calendar */
#define LAST_YEAR 9999

/* Unix time: 10 digits are seconds, 13 milliseconds, 16 microseconds; "@170…" and "/Date(170…)/" too. */
static bool read_epoch(struct span s, int64_t *out)
{
    size_t digits = 0;
    int64_t n;

    if (span_starts(s, SPAN("/Date(")))
        s = span_cut(s, 6, s.len);
    else if (span_starts(s, SPAN("@")))
        s = span_cut(s, 1, s.len);
    while (digits < s.len && s.ptr[digits] >= '0' && s.ptr[digits] <= '9')
        digits++;
    if ((digits != 10 && digits != 13 && digits != 16) || !span_to_int(span_cut(s, 0, digits), &n))
        return false;
    if (digits < s.len && s.ptr[digits] != '.' && s.ptr[digits] != ')' && s.ptr[digits] != '+' &&
        s.ptr[digits] != '-')
        return false;
    *out = digits == 16 ? n / 1000000 : digits == 13 ? n / 1000 : n;
    return true;
}

static bool is_possible(const struct date *d)
{
    if (d->broken || d->year < FIRST_YEAR || d->year > LAST_YEAR || d->month < 1 || d->month > 12)
        return false;
    if (d->day < 1 || d->day > date_month_days(d->year, d->month))
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
    return d->zone ? local - zone_offset_s(d->zone, local, d->summer) : local;
}

int64_t date_parse(struct span s)
{
    struct tokens tokens;
    struct date d;
    int64_t epoch;

    s = span_trim(s);
    if (s.len == 0)
        return TIME_UNKNOWN;
    if (!date_read_fast(s, &d)) {
        if (read_epoch(s, &epoch))
            return epoch;
        if (!date_tokens(s, &tokens) || !date_read(&tokens, &d))
            return TIME_UNKNOWN;
        date_settle(&d);
    }
    return is_possible(&d) ? to_seconds(&d) : TIME_UNKNOWN;
}
