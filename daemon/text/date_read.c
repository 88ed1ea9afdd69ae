/*
 * date_read.c - tokens to the parts of a date
 *
 * One reading for all forms: each rule looks at the tokens from where the reader stands and takes what it knows; what
 * no rule takes is passed over (weekdays, "of", "um", "г."). A time is told by its colon, a month by its name or its
 * place among three numbers with one sign between, a zone by standing behind a time. Once a number is impossible in
 * its place the whole date is: nothing is tried a second way.
 *
 * Fatal: nothing.
 * Bugs: the words of a longer text that holds a date are passed over as well.
 */
#include "text.h"

#include "date_parts.h"

struct reader {
    const struct token *at, *first;
    struct date *d;
    bool seen_number; /* a month's name before any number may be a weekday: "mar., 01 déc. 2020" */
    bool month_may_yield;
};
typedef bool rule(struct reader *r);

static bool is_number(const struct token *t, size_t least, size_t most)
{
    return t->kind == TOKEN_NUMBER && t->text.len >= least && t->text.len <= most;
}

static bool is_sign(const struct token *t, char c)
{
    return t->kind == TOKEN_SIGN && t->text.ptr[0] == c;
}

static bool is_word(const struct token *t, const char *word)
{
    return t->kind == TOKEN_WORD && span_equal(t->text, span_of(word));
}

static bool is_one_of(const struct token *t, const char *const *words)
{
    for (; t->kind == TOKEN_WORD && *words; words++) {
        if (is_word(t, *words))
            return true;
    }
    return false;
}

/* RFC 5322 section 4.3: 00–49 are of this century, 50–99 and three digits of the last. */
static int64_t full_year(const struct token *t)
{
    if (t->text.len > 3)
        return t->value;
    return t->value + (t->text.len < 3 && t->value < 50 ? 2000 : 1900);
}

static bool has_date(const struct date *d)
{
    return d->year >= 0 && d->month >= 0 && d->day >= 0;
}

static void set_date(struct date *d, int64_t year, int64_t month, int64_t day)
{
    d->broken = d->broken || has_date(d) || month > 12 || day > 31;
    d->year = year;
    d->month = (int)month;
    d->day = (int)day;
}

static void set_day_of_year(struct date *d, int64_t year, int64_t ordinal)
{
    int64_t same;

    time_to_civil(time_from_civil(year, 1, 1) + (ordinal - 1) * 86400, &same, &d->month, &d->day);
    d->year = year;
    d->broken = d->broken || same != year;
}

/* Only the first time counts: "10:00 - 11:30". */
static void set_time(struct date *d, int64_t hour, int64_t minute, int64_t second)
{
    if (d->hour >= 0)
        return;
    d->broken = d->broken || hour > 24 || minute > 59 || second > 60;
    d->hour = (int)hour;
    d->minute = (int)minute;
    d->second = (int)second;
}

/* -1 forenoon, 1 afternoon, 0 neither. */
static int half_day(const struct token *t)
{
    static const char *const fore[] = {"am", "a.m", "a", "πμ", "π.μ", "ص", NULL};
    static const char *const after[] = {"pm", "p.m", "p", "μμ", "μ.μ", "م", NULL};

    return is_one_of(t, fore) ? -1 : is_one_of(t, after);
}

static void set_half_day(struct date *d, int half)
{
    d->forenoon = half < 0;
    d->afternoon = half > 0;
}

/* 10:15, 10:15:30, 10:15:30.123, 10:15:30,123 */
static bool read_time(struct reader *r)
{
    const struct token *t = r->at;
    int64_t second = 0;

    if (!is_number(t, 1, 2) || !is_sign(t + 1, ':') || !is_number(t + 2, 1, 2))
        return false;
    r->at = t + 3;
    if (is_sign(t + 3, ':') && is_number(t + 4, 1, 2)) {
        second = t[4].value;
        r->at = t + 5;
    }
    if ((is_sign(r->at, '.') || is_sign(r->at, ',') || is_sign(r->at, ':')) && r->at->glued &&
        r->at[1].glued && r->at[1].kind == TOKEN_NUMBER)
        r->at += 2;
    set_time(r->d, t->value, t[2].value, second);
    return true;
}

/* 10pm, 10 p.m. */
static bool read_half_day_hour(struct reader *r)
{
    int half = half_day(r->at + 1);

    if (r->d->hour >= 0 || half == 0 || !is_number(r->at, 1, 2) || r->at[1].text.len == 1)
        return false;
    set_time(r->d, r->at->value, 0, 0);
    set_half_day(r->d, half);
    r->at += 2;
    return true;
}

/* 10h15, 10 h 15, 16u30, 10 Uhr */
static bool read_hour(struct reader *r)
{
    static const char *const hours[] = {"h", "u", "uhr", "hs", "hrs", "klo", NULL};
    const struct token *t = r->at;
    bool minutes;

    if (!is_number(t, 1, 2) || !is_one_of(t + 1, hours))
        return false;
    minutes = is_number(t + 2, 2, 2) && t[1].text.len == 1;
    set_time(r->d, t->value, minutes ? t[2].value : 0, 0);
    r->at += minutes ? 3 : 2;
    return true;
}

/* 2023年11月22日 10時15分, 2023년 11월 22일 */
static bool read_unit(struct reader *r)
{
    static const struct {
        struct span sign;
        char unit;
    } units[] = {
        {SPAN("年"), 'y'}, {SPAN("년"), 'y'}, {SPAN("月"), 'm'}, {SPAN("월"), 'm'}, {SPAN("日"), 'd'},
        {SPAN("일"), 'd'}, {SPAN("号"), 'd'}, {SPAN("號"), 'd'}, {SPAN("時"), 'H'}, {SPAN("时"), 'H'},
        {SPAN("点"), 'H'}, {SPAN("點"), 'H'}, {SPAN("시"), 'H'}, {SPAN("分"), 'M'}, {SPAN("분"), 'M'},
        {SPAN("秒"), 'S'}, {SPAN("초"), 'S'},
    };
    const struct token *t = r->at;
    int value = t->kind == TOKEN_NUMBER && t->text.len <= 4 ? (int)t->value : -1;
    char unit = 0;

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]) && value >= 0 && !unit; i++) {
        if (t[1].kind == TOKEN_WORD && t[1].glued && span_starts(t[1].text, units[i].sign))
            unit = units[i].unit;
    }
    if (unit == 'y')
        r->d->year = full_year(t);
    else if (unit == 'm')
        r->d->month = value;
    else if (unit == 'd')
        r->d->day = value;
    else if (unit == 'H')
        set_time(r->d, value, 0, 0);
    else if (unit == 'M' && r->d->hour >= 0)
        r->d->minute = value;
    else if (unit == 'S' && r->d->hour >= 0)
        r->d->second = value;
    else
        return false;
    r->at += 2;
    return true;
}

/* Three numbers with one sign between. The year is where the long number is. Of two-digit numbers, those with
 * hyphens are ISO's year first; the day is first with dots, and with slashes where it cannot be a month. */
static void set_three(struct date *d, const struct token *a, const struct token *b, const struct token *c)
{
    char sign = a[1].text.ptr[0];
    bool year_first =
        a->text.len > 2 || (c->text.len <= 2 && (a->value > 31 || (sign == '-' && b->value <= 12)));
    bool month_first = sign == '/' ? a->value <= 12 : a->value <= 12 && b->value > 12;

    if (year_first)
        set_date(d, full_year(a), b->value, c->value);
    else if (month_first)
        set_date(d, full_year(c), a->value, b->value);
    else
        set_date(d, full_year(c), b->value, a->value);
}

/* 2023-11-22, 22.11.2023, 22. 11. 2023, 11/22/2023, 2023-11, 2023-326, 11/2023, and 10.15 behind a date */
static bool read_group(struct reader *r)
{
    const struct token *t = r->at;
    bool glued = t[1].kind == TOKEN_SIGN && t[1].glued && t[2].glued;
    char sign = t[1].kind == TOKEN_SIGN ? t[1].text.ptr[0] : 0;

    if ((sign != '-' && sign != '.' && sign != '/') || !is_number(t, 1, 4) || !is_number(t + 2, 1, 4))
        return false;
    if (has_date(r->d)) {
        if (!glued || sign != '.' || r->d->hour >= 0 || t->text.len > 2 || t[2].text.len != 2)
            return false;
        set_time(r->d, t->value, t[2].value, 0);
        r->at += 3;
        return true;
    }
    if (r->d->month >= 0)
        return false;
    if (is_sign(t + 3, sign) && is_number(t + 4, 1, 4) &&
        ((glued && t[4].glued) || (sign == '.' && (t->text.len == 4 || t[4].text.len == 4)))) {
        set_three(r->d, t, t + 2, t + 4);
        r->at += 5;
        return true;
    }
    if (!glued || is_sign(t + 3, ':') || (t->text.len != 4 && t[2].text.len != 4))
        return false;
    if (t[2].text.len == 3)
        set_day_of_year(r->d, t->value, t[2].value);
    else if (t->text.len == 4)
        set_date(r->d, t->value, t[2].value, 1);
    else
        set_date(r->d, t[2].value, t->value, 1);
    r->at += 3;
    return true;
}

/* ISO 8601's basic forms: 20231122, 20231122T1015, 20231122101500, 2023326 */
static bool read_compact(struct reader *r)
{
    const struct token *t = r->at;
    int64_t n = t->value, time = -1;

    if (t->kind != TOKEN_NUMBER)
        return false;
    if (has_date(r->d)) {
        bool behind_t = t > r->first && t->glued && is_word(t - 1, "t");

        if (r->d->hour >= 0 || !(t->text.len == 6 || (behind_t && (t->text.len == 4 || t->text.len == 2))))
            return false;
        time = t->text.len == 6 ? n : t->text.len == 4 ? n * 100 : n * 10000;
    } else if (r->d->month >= 0) {
        return false;
    } else if (t->text.len == 14 || t->text.len == 12) {
        time = t->text.len == 14 ? n % 1000000 : n % 10000 * 100;
        n /= t->text.len == 14 ? 1000000 : 10000;
        set_date(r->d, n / 10000, n / 100 % 100, n % 100);
    } else if (t->text.len == 8 || t->text.len == 6) {
        set_date(r->d, n / 10000 + (t->text.len == 8 ? 0 : 2000), n / 100 % 100, n % 100);
    } else if (t->text.len == 7) {
        set_day_of_year(r->d, n / 1000, n % 1000);
    } else {
        return false;
    }
    if (time >= 0)
        set_time(r->d, time / 10000, time / 100 % 100, time % 100);
    r->at++;
    return true;
}

/* A number that stands alone beside a month's name: first the day, then the year. */
static bool read_number(struct reader *r)
{
    const struct token *t = r->at;

    if (!is_number(t, 1, 4))
        return false;
    if (t->text.len > 2 && r->d->year < 0)
        r->d->year = full_year(t);
    else if (t->text.len <= 2 && r->d->day < 0)
        r->d->day = (int)t->value;
    else if (t->text.len <= 2 && r->d->year < 0)
        r->d->year = full_year(t);
    r->at++;
    return true;
}

static bool read_any_number(struct reader *r)
{
    static rule *const rules[] = {read_time,  read_half_day_hour, read_hour,  read_unit,
                                  read_group, read_compact,       read_number};

    if (r->at->kind != TOKEN_NUMBER)
        return false;
    r->seen_number = true;
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (rules[i](r))
            return true;
    }
    return false;
}

/* +0200, -05:00, +2, behind a time */
static bool read_offset(struct reader *r)
{
    const struct token *t = r->at;
    int64_t n = t[1].value;
    bool minus = is_sign(t, '-');

    if (r->d->hour < 0 || r->d->has_offset || (!minus && !is_sign(t, '+')) || !is_number(t + 1, 1, 4))
        return false;
    if (minus && !t[1].glued)
        return false;
    if (is_sign(t + 2, ':') && is_number(t + 3, 2, 2)) {
        n = n * 60 + t[3].value;
        r->at += 4;
    } else {
        n = t[1].text.len > 2 ? n / 100 * 60 + n % 100 : n * 60;
        r->at += 2;
    }
    /* No clock is further off than 14 hours; a larger one is a mistake that leaves the date good. */
    r->d->has_offset = n <= 15 * 60;
    r->d->offset_s = (int)(minus ? -n : n) * 60;
    return true;
}

static void take_month(struct reader *r, int month)
{
    if (r->d->month >= 0 && !r->month_may_yield)
        return;
    r->d->month = month;
    r->month_may_yield = !r->seen_number;
}

static bool read_word(struct reader *r)
{
    static const char *const asian_fore[] = {"오전", "上午", "午前", NULL};
    static const char *const asian_after[] = {"오후", "下午", "午後", NULL};
    const struct token *t = r->at;
    int month, half;

    if (t->kind != TOKEN_WORD)
        return false;
    half = r->d->hour >= 0 ? half_day(t) : 0;
    month = date_month(t->text);
    if (is_one_of(t, asian_fore) || is_one_of(t, asian_after)) {
        set_half_day(r->d, is_one_of(t, asian_after) ? 1 : -1);
    } else if (half != 0 && !r->d->forenoon && !r->d->afternoon) {
        set_half_day(r->d, half);
    } else if (month > 0) {
        take_month(r, month);
    } else if ((is_word(t, "thang") || is_word(t, "thg")) && is_number(t + 1, 1, 2)) { /* Vietnamese */
        take_month(r, (int)t[1].value);
        r->at++;
    } else if (r->d->hour >= 0 && !r->d->zone) {
        r->d->zone = date_zone(t->text);
    }
    r->at++;
    return true;
}

bool date_read(const struct tokens *t, struct date *out)
{
    struct reader r = {.at = t->list, .first = t->list, .d = out};

    *out = (struct date){.year = -1, .month = -1, .day = -1, .hour = -1, .minute = -1, .second = -1};
    while (r.at->kind != TOKEN_END) {
        if (!read_any_number(&r) && !read_offset(&r) && !read_word(&r))
            r.at++;
    }
    /* A month without its day is its first; a year alone its first of January (W3CDTF). */
    if (out->month >= 0 && out->day < 0 && out->hour < 0)
        out->day = 1;
    if (out->month < 0 && t->count == 1 && t->list[0].text.len == 4) {
        out->month = 1;
        out->day = 1;
    }
    return out->year >= 0 && out->month >= 0 && out->day >= 0;
}
