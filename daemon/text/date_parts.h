/*
 * date_parts.h: what the files of date share with each other, and with nobody else.
 */
#ifndef NEWSWIRED_TEXT_DATE_PARTS_H
#define NEWSWIRED_TEXT_DATE_PARTS_H

#include "base.h"

/* A date is a line; what is longer is none. Folding may make it longer still. */
#define DATE_BYTES ((size_t)160)
#define DATE_TOKENS 48
#define DATE_LOOKAHEAD 8 /* no rule looks further */

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_WORD, TOKEN_SIGN };
struct token {
    enum token_kind kind;
    struct span text;
    int64_t value; /* of a number; 14 digits at most are kept apart */
    bool glued;    /* nothing stands between it and the one before */
};

/* date_token.c: `s` folded (small letters without accents, ASCII digits) and cut into numbers, words and signs. A
 * number's value saturates. The list ends with DATE_LOOKAHEAD times TOKEN_END. False when it is too long. */
struct tokens {
    char folded[2 * DATE_BYTES];
    size_t folded_len, count;
    struct token list[DATE_TOKENS + DATE_LOOKAHEAD];
};
bool date_tokens(struct span s, struct tokens *out);

/* date_token.c: as span_compare, for the tables of names. */
int date_compare(struct span word, const char *name);

/* date_month.c: 1 to 12, more by DATE_SOLAR_MONTH in the Solar Hijri calendar, 0 for any other word. `word` is folded. */
#define DATE_SOLAR_MONTH 20
int date_month(struct span word);

/* date_zone.c */
struct zone;
const struct zone *date_zone(struct span word); /* folded; NULL when it is no zone */
/* Seconds east of UTC at that wall time (seconds since 1970 as if it were UTC); `summer` as in struct date. */
int zone_offset_s(const struct zone *z, int64_t local_s, int summer);

/* What has been read of a date so far; -1 where nothing was. */
struct date {
    int64_t year;
    int month, day, hour, minute, second;
    int weekday;              /* 0 is Monday */
    bool afternoon, forenoon; /* of a 12-hour clock */
    bool broken;              /* something impossible was read */
    bool short_year;          /* of two digits */
    bool named_month;         /* not a number */
    bool swappable;           /* 03/04/2023: nobody knows which is the month */
    bool solar, thai;         /* the months are Solar Hijri; Thai was read, and the year may be Buddhist */
    bool has_offset;
    int offset_s;
    const struct zone *zone;
    int summer; /* 1 "daylight time", 0 "standard time", whatever the season */
};

/* A walk over the tokens. */
struct reader {
    const struct token *at, *first;
    struct date *d;
    int64_t era;      /* the year before an era's first, as Japan and Taiwan count; 0 for none */
    bool seen_number; /* a month's name before any number may be a weekday: "mar., 01 déc. 2020" */
    bool month_may_yield;
    bool aside; /* within the parentheses of a comment */
};

/* date_read.c: false when the tokens hold no date. */
bool date_read(const struct tokens *t, struct date *out);
/* The common forms of RFC 5322 and RFC 3339, byte by byte. False for any other, which date_read may know. */
bool date_read_fast(struct span s, struct date *out);

/* date_number.c: takes what begins with a number and is a part of a date or time. */
bool date_number(struct reader *r);
bool date_is_number(const struct token *t, size_t least, size_t most);
bool date_is_sign(const struct token *t, char c);
bool date_is_one_of(const struct token *t, const char *const *words);
/* "am" and its kin behind a time: -1 forenoon, 1 afternoon, 0 neither. Words at whose end it stands: 下午. */
int date_half_day(const struct token *t);
int date_half_day_anywhere(struct span word);
void date_set_half_day(struct date *d, int half);
/* -03-12, -0312, -03 (ISO 8601 of 1988), 03-335, 03335: forms that mean a date only when nothing else is there. */
bool date_short_form(const struct tokens *t, struct date *d);

/* date_calendar.c */
int date_month_days(int64_t year, int month);
void date_set_day_of_year(struct date *d, int64_t year, int64_t ordinal);
/* ISO 8601's weeks; day 1 is Monday. */
void date_set_week(struct date *d, int64_t year, int64_t week, int64_t day);
/* 0 (Monday) to 6, -1 for any other word. `word` is folded. */
int date_weekday(struct span word);
/* To the Gregorian calendar, and to the order of day and month that the weekday proves. */
void date_settle(struct date *d);

#endif
