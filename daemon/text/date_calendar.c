/*
 * date_calendar.c - weeks, days of years, and the calendars of Iran, Afghanistan and Thailand
 *
 * A Solar Hijri date is one with such a month's name, or one whose year is impossible in our calendar and near today's
 * in that one; a Buddhist year is one that stands beside a month's name five centuries ahead. Lunar Hijri dates
 * are not read: what day they mean is seen, not reckoned.
 *
 * Fatal: nothing.
 * Bugs: weekdays are known in a few languages only; leap years of the Solar Hijri calendar follow its rule of 33
 * years, which is right from 1244 to 1472 (1865 to 2093).
 */
#include "text.h"

#include "date_parts.h"

#define DAY_S INT64_C(86400)
#define BUDDHIST_YEARS 543

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int date_month_days(int64_t year, int month)
{
    if (month == 2)
        return is_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

void date_set_day_of_year(struct date *d, int64_t year, int64_t ordinal)
{
    int64_t same;

    time_to_civil(time_from_civil(year, 1, 1) + (ordinal - 1) * DAY_S, &same, &d->month, &d->day);
    d->year = year;
    d->broken = d->broken || same != year;
}

static int weekday_of(int64_t s)
{
    int64_t days = s / DAY_S - (s % DAY_S < 0);

    return (int)((days % 7 + 7 + 3) % 7); /* 1970 began on a Thursday */
}

/* The Monday of the week that January 4 lies in, which is the first. */
static int64_t first_monday(int64_t year)
{
    int64_t fourth = time_from_civil(year, 1, 4);

    return fourth - weekday_of(fourth) * DAY_S;
}

void date_set_week(struct date *d, int64_t year, int64_t week, int64_t day)
{
    int64_t s = first_monday(year) + ((week - 1) * 7 + day - 1) * DAY_S;

    d->broken = d->broken || week < 1 || day < 1 || day > 7 || s >= first_monday(year + 1);
    time_to_civil(s, &d->year, &d->month, &d->day);
}

/* English, German, Dutch, French, Spanish, Italian and Portuguese, by three letters; or by all there are. */
int date_weekday(struct span word)
{
    static const char *const days[] = {
        " mon lun seg maa mo lu ma ",         " tue die din mar ter tu di ",
        " wed mit mer mie qua woe we mi wo ", " thu don jeu jue gio qui th do ",
        " fri fre ven vie sex vri fr vr ",    " sat sam sab zat sa za ",
        " sun son dim dom zon su so zo ",
    };
    char wanted[6] = " ";
    size_t at, len = word.len < 3 ? word.len : 3;

    if (word.len < 2)
        return -1;
    for (size_t i = 0; i < len; i++)
        wanted[1 + i] = word.ptr[i];
    wanted[1 + len] = ' ';
    for (int i = 0; i < 7; i++) {
        if (span_find(span_of(days[i]), (struct span){wanted, len + 2}, &at))
            return i;
    }
    return -1;
}

static bool is_solar_leap(int64_t year)
{
    static const bool leap[33] = {
        [1] = true, [5] = true, [9] = true, [13] = true, [17] = true, [22] = true, [26] = true, [30] = true,
    };

    return leap[year % 33];
}

/* Six months of 31 days, five of 30, and one of 29 or 30. Year 1400 began on March 21, 2021. */
static void from_solar(struct date *d)
{
    int64_t s = time_from_civil(2021, 3, 21);
    int last = d->month <= 6 ? 31 : d->month < 12 || is_solar_leap(d->year) ? 30 : 29;

    if (d->year < 1244 || d->year > 1472 || d->month < 1 || d->month > 12 || d->day < 1 || d->day > last) {
        d->broken = true;
        return;
    }
    for (int64_t y = 1400; y < d->year; y++)
        s += (is_solar_leap(y) ? 366 : 365) * DAY_S;
    for (int64_t y = d->year; y < 1400; y++)
        s -= (is_solar_leap(y) ? 366 : 365) * DAY_S;
    s += ((d->month - 1) * 30 + (d->month <= 6 ? d->month - 1 : 6) + d->day - 1) * DAY_S;
    time_to_civil(s, &d->year, &d->month, &d->day);
}

/* Today's years of the lunar calendar (1440 and more) are no years near today's of the solar one. */
static bool looks_solar(const struct date *d)
{
    return d->solar || (!d->named_month && d->year >= 1370 && d->year <= 1425);
}

static void from_buddhist(struct date *d)
{
    bool ahead = d->year >= 1950 + BUDDHIST_YEARS && d->year <= 2100 + BUDDHIST_YEARS;

    if (ahead && (d->thai || d->named_month))
        d->year -= BUDDHIST_YEARS;
    else if (d->thai && d->short_year && d->year % 100 >= 2000 + BUDDHIST_YEARS - 2500)
        d->year = 2500 - BUDDHIST_YEARS + d->year % 100;
}

static void swap_if_weekday_says_so(struct date *d)
{
    int month = d->month;

    if (!d->swappable || d->weekday < 0 || d->day > 12)
        return;
    if (weekday_of(time_from_civil(d->year, d->month, d->day)) == d->weekday ||
        weekday_of(time_from_civil(d->year, d->day, d->month)) != d->weekday)
        return;
    d->month = d->day;
    d->day = month;
}

void date_settle(struct date *d)
{
    if (looks_solar(d))
        from_solar(d);
    else
        from_buddhist(d);
    if (d->month >= 1 && d->month <= 12 && d->day >= 1)
        swap_if_weekday_says_so(d);
}
