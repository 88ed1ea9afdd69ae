/*
 * date_number.c - the parts of a date or time that begin with a number
 *
 * Each rule looks at the tokens from where the reader stands and takes what it knows, the first that does wins. A time is
 * told by its colon, a month by its place among three numbers with one sign between.
 *
 * Fatal: nothing.
 * Bugs: 03/04/2023 is March 4, as Americans write, unless a weekday beside it proves the other reading.
 */
#include "text.h"

#include "date_parts.h"

typedef bool rule(struct reader *r);

bool date_is_number(const struct token *t, size_t least, size_t most)
{
    return t->kind == TOKEN_NUMBER && t->text.len >= least && t->text.len <= most;
}

bool date_is_sign(const struct token *t, char c)
{
    return t->kind == TOKEN_SIGN && t->text.ptr[0] == c;
}

bool date_is_one_of(const struct token *t, const char *const *words)
{
    for (; t->kind == TOKEN_WORD && *words; words++) {
        if (span_equal(t->text, span_of(*words)))
            return true;
    }
    return false;
}

/* RFC 5322 section 4.3: 00–49 are of this century, 50–99 and three digits of the last. */
static int64_t century(int64_t short_year)
{
    return short_year + (short_year < 50 ? 2000 : 1900);
}

static int64_t full_year(struct date *d, const struct token *t)
{
    d->short_year = t->text.len <= 2;
    if (t->text.len > 3)
        return t->value;
    return d->short_year ? century(t->value) : 1900 + t->value;
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

/* Folded, as all tokens are. What may be another word without a time before it is in the first two lists only. */
int date_half_day(const struct token *t)
{
    static const char *const fore[] = {"am", "a.m", "a", "πμ", "π.μ", "ص", NULL};
    static const char *const after[] = {"pm", "p.m", "p", "μμ", "μ.μ", "م", "ch", "du", "os", NULL};

    return date_is_one_of(t, fore) ? -1 : date_is_one_of(t, after);
}

void date_set_half_day(struct date *d, int half)
{
    d->forenoon = half < 0;
    d->afternoon = half > 0;
}

/* Words that mean a half of the day wherever they stand: "오후 3:15", "3:15 مساء". */
int date_half_day_anywhere(struct span word)
{
    static const struct {
        const char *word;
        int half;
    } words[] = {
        {"오전", -1},
        {"上午", -1},
        {"午前", -1},
        {"凌晨", -1},
        {"早上", -1},
        {"清晨", -1},
        {"오후", 1},
        {"下午", 1},
        {"午後", 1},
        {"午后", 1},
        {"晚上", 1},
        {"傍晚", 1},
        {"पूर्वाह्न", -1},
        {"अपराह्न", 1},
        {"\xD8\xB5\xD8\xA8\xD8\xA7\xD8\xAD\xD8\xA7", -1}, /* Arabic */
        {"\xD9\x85\xD8\xB3\xD8\xA7\xD8\xA1\xD8\xA7", 1},
        {"\xD9\x85\xD8\xB3\xD8\xA7\xD8\xA1", 1},
        {"\xD9\x85\xD8\xB3\xD8\xA7", 1},
        {"\xD9\x82.\xD8\xB8", -1}, /* Persian */
        {"\xD8\xA8.\xD8\xB8", 1},
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (span_ends(word, span_of(words[i].word)))
            return words[i].half;
    }
    return 0;
}

/* ",5" or ".25" behind a time: 60ths of the last unit; -1 when it is no fraction. With two digits it may be anything. */
static int64_t fraction(const struct token *t)
{
    int64_t n = t[1].value, unit = 1;

    if ((!date_is_sign(t, '.') && !date_is_sign(t, ',')) || !t->glued || !t[1].glued ||
        !date_is_number(t + 1, 1, 9) || t[1].text.len == 2 || date_is_sign(t + 2, '.'))
        return -1;
    for (size_t i = 0; i < t[1].text.len; i++)
        unit *= 10;
    return n * 60 / unit;
}

/* 10:15, 10:15:30, 10:15:30.123, 10:15:30,123, 10:15:30:00, 10:15.5; but 10:15:30:4 is no time */
static bool read_time(struct reader *r)
{
    const struct token *t = r->at;
    int64_t second = 0;

    if (!date_is_number(t, 1, 2) || !date_is_sign(t + 1, ':') || !date_is_number(t + 2, 1, 2))
        return false;
    r->at = t + 3;
    if (date_is_sign(t + 3, ':') && date_is_number(t + 4, 1, 2)) {
        second = t[4].value;
        r->at = t + 5;
    } else if (fraction(t + 3) >= 0) {
        second = fraction(t + 3);
    }
    if ((date_is_sign(r->at, '.') || date_is_sign(r->at, ',') || date_is_sign(r->at, ':')) && r->at->glued &&
        r->at[1].glued && r->at[1].kind == TOKEN_NUMBER) {
        r->d->broken |= date_is_sign(r->at, ':') && r->at[1].text.len < 2;
        r->at += 2;
    }
    set_time(r->d, t->value, t[2].value, second);
    return true;
}

/* 10pm, 10 p.m. */
static bool read_half_day_hour(struct reader *r)
{
    int half = date_half_day(r->at + 1);

    if (r->d->hour >= 0 || half == 0 || !date_is_number(r->at, 1, 2) || r->at[1].text.len == 1)
        return false;
    set_time(r->d, r->at->value, 0, 0);
    date_set_half_day(r->d, half);
    r->at += 2;
    return true;
}

/* 10h15, 10 h 15, 16u30, 10 Uhr */
static bool read_hour(struct reader *r)
{
    static const char *const hours[] = {"h", "u", "uhr", "hs", "hrs", "klo", NULL};
    const struct token *t = r->at;
    bool minutes;

    if (!date_is_number(t, 1, 2) || !date_is_one_of(t + 1, hours))
        return false;
    minutes = date_is_number(t + 2, 2, 2) && t[1].text.len == 1;
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
    struct date *d = r->d;
    char unit = 0;

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]) && value >= 0 && !unit; i++) {
        if (t[1].kind == TOKEN_WORD && t[1].glued && span_starts(t[1].text, units[i].sign))
            unit = units[i].unit;
    }
    if (unit == 'y')
        d->year = r->era > 0 ? r->era + value : full_year(d, t);
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
    if (date_half_day_anywhere(t[1].text) != 0) /* 5日下午3:04 */
        date_set_half_day(d, date_half_day_anywhere(t[1].text));
    r->at += 2;
    return true;
}

/* Three numbers with one sign between. The year is where the long number is. Of two-digit numbers, those with
 * hyphens are ISO's year first; the day is first with dots, and with slashes where it cannot be a month. */
static void set_three(struct date *d, const struct token *a, const struct token *b, const struct token *c)
{
    char sign = a[1].kind == TOKEN_SIGN ? a[1].text.ptr[0] : ' ';
    bool year_first = a->text.len > 2 ||
                      (c->text.len <= 2 && (a->value > 31 || (sign == '-' && b->value <= 12))) ||
                      (a->text.len == 2 && c->text.len == 1);
    bool month_first = sign == '/' ? a->value <= 12 : a->value <= 12 && b->value > 12;

    d->swappable = !year_first && a->value <= 12 && b->value <= 12;

    if (year_first)
        set_date(d, full_year(d, a), b->value, c->value);
    else if (month_first)
        set_date(d, full_year(d, c), a->value, b->value);
    else
        set_date(d, full_year(d, c), b->value, a->value);
}

static bool is_t(const struct token *t)
{
    return t->kind == TOKEN_WORD && span_equal(t->text, SPAN("t"));
}

/* 10.15 and 10.15.30 behind a date; T10.5 is half an hour more */
static bool read_dotted_time(struct reader *r)
{
    const struct token *t = r->at;
    bool seconds = date_is_sign(t + 3, '.') && t[3].glued && t[4].glued && date_is_number(t + 4, 2, 2);

    if (r->d->hour >= 0 || t->text.len > 2)
        return false;
    if (t > r->first && t->glued && is_t(t - 1) && fraction(t + 1) >= 0)
        set_time(r->d, t->value, fraction(t + 1), 0);
    else if (t[2].text.len == 2)
        set_time(r->d, t->value, t[2].value, seconds ? t[4].value : 0);
    else
        return false;
    r->at += seconds ? 5 : 3;
    return true;
}

/* 11 04 2020, 2020 04 11 */
static bool read_spaced(struct reader *r)
{
    const struct token *t = r->at;
    bool year_first = t->text.len == 4;

    if (r->d->month >= 0 || r->d->year >= 0 || r->d->day >= 0 || !date_is_number(t, 1, 4) ||
        !date_is_number(t + 1, 1, 2) || !date_is_number(t + 2, 1, 4) || date_is_sign(t + 3, ':') ||
        t->text.len == 3 || t[2].text.len == 3 || year_first == (t[2].text.len == 4))
        return false;
    set_date(r->d, t[year_first ? 0 : 2].value, t[1].value, t[year_first ? 2 : 0].value);
    r->at += 3;
    return true;
}

/* 2023-W01-1, 2023W011, 2023-W01 */
static bool read_week(struct reader *r)
{
    const struct token *t = r->at, *w = t + 1;
    int64_t week, day = 1;

    w += date_is_sign(w, '-') && w->glued;
    if (r->d->month >= 0 || !date_is_number(t, 4, 4) || w->kind != TOKEN_WORD || !w->glued ||
        !span_equal(w->text, SPAN("w")) || !w[1].glued || !date_is_number(w + 1, 2, 3))
        return false;
    week = w[1].value;
    r->at = w + 2;
    if (w[1].text.len == 3) {
        day = week % 10;
        week /= 10;
    } else if (date_is_sign(w + 2, '-') && w[2].glued && w[3].glued && date_is_number(w + 3, 1, 1)) {
        day = w[3].value;
        r->at = w + 4;
    }
    date_set_week(r->d, t->value, week, day);
    return true;
}

/* 2023-11-22, 22.11.2023, 22. 11. 2023, 11/22/2023, 2023-11, 2023-326, 11/2023, and 10.15 behind a date */
static bool read_group(struct reader *r)
{
    const struct token *t = r->at;
    bool glued = t[1].kind == TOKEN_SIGN && t[1].glued && t[2].glued;
    char sign = t[1].kind == TOKEN_SIGN ? t[1].text.ptr[0] : 0;

    if ((sign != '-' && sign != '.' && sign != '/') || !date_is_number(t, 1, 4) ||
        !date_is_number(t + 2, 1, 4))
        return false;
    if (has_date(r->d))
        return glued && sign == '.' && read_dotted_time(r);
    if (r->d->month >= 0)
        return false;
    if (date_is_sign(t + 3, sign) && date_is_number(t + 4, 1, 4) &&
        ((glued && t[4].glued) || (sign == '.' && (t->text.len == 4 || t[4].text.len == 4)))) {
        set_three(r->d, t, t + 2, t + 4);
        r->at += 5;
        return true;
    }
    if (!glued || date_is_sign(t + 3, ':') || (t->text.len != 4 && t[2].text.len != 4))
        return false;
    if (t[2].text.len == 3)
        date_set_day_of_year(r->d, t->value, t[2].value);
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
        bool behind_t = t > r->first && t->glued && is_t(t - 1);

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
        set_date(r->d, t->text.len == 8 ? n / 10000 : century(n / 10000), n / 100 % 100, n % 100);
    } else if (t->text.len == 7) {
        date_set_day_of_year(r->d, n / 1000, n % 1000);
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
    struct date *d = r->d;

    if (!date_is_number(t, 1, 4))
        return false;
    if (t->text.len <= 2 && d->day < 0)
        d->day = (int)t->value;
    else if (d->year < 0)
        d->year = full_year(d, t);
    r->at++;
    return true;
}

bool date_number(struct reader *r)
{
    static rule *const rules[] = {read_time,  read_half_day_hour, read_hour,    read_unit,  read_week,
                                  read_group, read_spaced,        read_compact, read_number};

    if (r->at->kind != TOKEN_NUMBER)
        return false;
    r->seen_number = true;
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (rules[i](r))
            return true;
    }
    return false;
}

bool date_short_form(const struct tokens *tokens, struct date *d)
{
    const struct token *t = tokens->list;
    size_t count = tokens->count;

    if (date_is_sign(t, '-') && t[1].glued && date_is_number(t + 1, 2, 4) && t[1].text.len != 3) {
        int64_t n = t[1].value;

        if (count == 2 && t[1].text.len == 4)
            set_date(d, century(n / 100), n % 100, 1);
        else if (count == 2)
            set_date(d, century(n), 1, 1);
        else if (count == 4 && date_is_sign(t + 2, '-') && date_is_number(t + 3, 2, 2))
            set_date(d, century(n), t[3].value, 1);
    } else if (count == 1 && date_is_number(t, 5, 5)) {
        date_set_day_of_year(d, century(t->value / 1000), t->value % 1000);
    } else if (count == 3 && date_is_number(t, 2, 2) && date_is_sign(t + 1, '-') &&
               date_is_number(t + 2, 3, 3)) {
        date_set_day_of_year(d, century(t->value), t[2].value);
    }
    return has_date(d);
}
