/*
 * fold.h: one code point folded, for words.c and the tests. The rules stand in fold.c.
 */
#ifndef NEWSWIRED_TEXT_FOLD_H
#define NEWSWIRED_TEXT_FOLD_H

#include "base.h"

enum fold_kind {
    FOLD_SEPARATOR, /* ends a word */
    FOLD_NOTHING,   /* is not there: soft hyphen, ZWNJ, tatweel, … */
    FOLD_MARK,      /* belongs to the letter before it, if any */
    FOLD_LETTER,    /* letter or digit */
    FOLD_SINGLE,    /* a Han, Kana or Thai letter: a word of its own */
};

struct fold_part {
    uint32_t cp;
    enum fold_kind kind;
};
#define FOLD_PARTS 24 /* the longest is U+FDFA with 18 */

/* What a code point becomes, by the library: how many parts (0: nothing). */
size_t fold_code_point(uint32_t cp, struct fold_part out[FOLD_PARTS]);
/* Is a nonspacing mark after this folded letter to be dropped? */
bool fold_drops_marks(uint32_t letter);

/* The same answers for U+0000 to U+06FF, where nearly all of our text is: the folded letter, or one of these.
 */
enum { FOLD_TABLE_SIZE = 0x700 };
enum { FOLD_IS_SEPARATOR, FOLD_IS_NOTHING, FOLD_IS_MARK, FOLD_ASK, FOLD_SPECIALS };
extern const uint16_t fold_table[FOLD_TABLE_SIZE]; /* printed by `test_fold --table` */

#endif
