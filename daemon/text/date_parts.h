/*
 * date_parts.h: what the files of date share with each other, and with nobody else.
 */
#ifndef NEWSWIRED_TEXT_DATE_PARTS_H
#define NEWSWIRED_TEXT_DATE_PARTS_H

#include "base.h"

/* A date is a line; what is longer is none. Folding may make it longer still. */
#define DATE_BYTES ((size_t)160)
#define DATE_TOKENS 48

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_WORD, TOKEN_SIGN };
struct token {
    enum token_kind kind;
    struct span text;
    int64_t value; /* of a number; 14 digits at most are kept apart */
    bool glued;    /* nothing stands between it and the one before */
};

/* date_token.c: `s` folded (small letters without accents, ASCII digits) and cut into numbers, words and signs. A
 * number's value saturates. The list ends with a TOKEN_END. False when it is too long. */
struct tokens {
    char folded[2 * DATE_BYTES];
    size_t folded_len, count;
    struct token list[DATE_TOKENS + 1];
};
bool date_tokens(struct span s, struct tokens *out);

/* date_token.c: as span_compare, for the tables of names. */
int date_compare(struct span word, const char *name);

/* date_month.c: 1 to 12, 0 for any other word. `word` is folded. */
int date_month(struct span word);

/* date_zone.c */
struct zone;
const struct zone *date_zone(struct span word); /* folded; NULL when it is no zone */
/* Seconds east of UTC at that wall time (seconds since 1970 as if it were UTC). */
int zone_offset_s(const struct zone *z, int64_t local_s);

/* What has been read of a date so far; -1 where nothing was. */
struct date {
    int64_t year;
    int month, day, hour, minute, second;
    bool afternoon, forenoon; /* of a 12-hour clock */
    bool broken;              /* something impossible was read */
    bool has_offset;
    int offset_s;
    const struct zone *zone;
};
/* date_read.c: false when the tokens hold no date. */
bool date_read(const struct tokens *t, struct date *out);

#endif
