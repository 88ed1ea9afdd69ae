/*
 * clock.c - wall time, monotonic time, and their written forms
 *
 * Dates are computed by counting days (days from civil, Howard Hinnant's description of the algorithm), so no
 * libc time zone is ever asked.
 * Fatal: a kernel without these clocks. Bugs: none known.
 */
#include <stdio.h>
#include <time.h>

#include "base.h"

static int64_t read_ns(clockid_t clock)
{
    struct timespec t;

    must(clock_gettime(clock, &t) == 0);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t clock_wall(void)
{
    return read_ns(CLOCK_REALTIME) / 1000000000;
}

int64_t clock_wall_ms(void)
{
    return read_ns(CLOCK_REALTIME) / 1000000;
}

int64_t clock_monotonic_ms(void)
{
    return read_ns(CLOCK_MONOTONIC) / 1000000;
}

int64_t clock_monotonic_us(void)
{
    return read_ns(CLOCK_MONOTONIC) / 1000;
}

int64_t clock_cpu_ns(void)
{
    return read_ns(CLOCK_PROCESS_CPUTIME_ID);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

int64_t time_from_civil(int64_t year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year; /* years that begin in March */
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return (era * 146097 + day_of_era - 719468) * 86400;
}

void time_to_civil(int64_t wall_s, int64_t *year, int *month, int *day)
{
    int64_t days = floor_div(wall_s, 86400) + 719468;
    int64_t era = floor_div(days, 146097);
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;

    *day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = year_of_era + era * 400 + (*month <= 2);
}

const char *time_format(int64_t wall_s, char out[TIME_TEXT_BYTES])
{
    int64_t year, second;
    int month, day;

    out[0] = '\0';
    if (wall_s < time_from_civil(0, 1, 1) || wall_s >= time_from_civil(10000, 1, 1))
        return out;
    time_to_civil(wall_s, &year, &month, &day);
    second = wall_s - floor_div(wall_s, 86400) * 86400;
    snprintf(out, TIME_TEXT_BYTES, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)year, month, day,
             (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
    return out;
}

/* `digits` digits at *at, or -1. */
static int number_at(struct span s, size_t *at, int digits)
{
    int n = 0;

    for (int i = 0; i < digits; i++, (*at)++) {
        if (*at >= s.len || s.ptr[*at] < '0' || s.ptr[*at] > '9')
            return -1;
        n = n * 10 + (s.ptr[*at] - '0');
    }
    return n;
}

static bool byte_at(struct span s, size_t *at, const char *one_of)
{
    for (; *one_of; one_of++) {
        if (*at < s.len && s.ptr[*at] == *one_of) {
            (*at)++;
            return true;
        }
    }
    return false;
}

static bool zone_at(struct span s, size_t *at, int64_t *offset_s)
{
    bool west;
    int hour, minute;

    if (byte_at(s, at, "Zz")) {
        *offset_s = 0;
        return true;
    }
    west = *at < s.len && s.ptr[*at] == '-';
    if (!byte_at(s, at, "+-") || (hour = number_at(s, at, 2)) < 0 || !byte_at(s, at, ":") ||
        (minute = number_at(s, at, 2)) < 0 || hour > 23 || minute > 59)
        return false;
    *offset_s = (west ? -1 : 1) * (hour * 3600 + minute * 60);
    return true;
}

bool time_parse(struct span s, int64_t *wall_s)
{
    size_t at = 0;
    int year, month, day, hour, minute, second;
    int64_t offset_s, y;
    int m, d;

    if ((year = number_at(s, &at, 4)) < 0 || !byte_at(s, &at, "-") || (month = number_at(s, &at, 2)) < 1 ||
        month > 12 || !byte_at(s, &at, "-") || (day = number_at(s, &at, 2)) < 1 || !byte_at(s, &at, "Tt ") ||
        (hour = number_at(s, &at, 2)) < 0 || hour > 23 || !byte_at(s, &at, ":") ||
        (minute = number_at(s, &at, 2)) < 0 || minute > 59 || !byte_at(s, &at, ":") ||
        (second = number_at(s, &at, 2)) < 0 || second > 60)
        return false;
    if (byte_at(s, &at, ".")) {
        while (byte_at(s, &at, "0123456789"))
            ;
    }
    if (!zone_at(s, &at, &offset_s) || at != s.len)
        return false;
    time_to_civil(time_from_civil(year, month, day), &y, &m, &d);
    if (y != year || m != month || d != day) /* 31 February */
        return false;
    *wall_s = time_from_civil(year, month, day) + hour * 3600 + minute * 60 + (second == 60 ? 59 : second) -
              offset_s;
    return true;
}
