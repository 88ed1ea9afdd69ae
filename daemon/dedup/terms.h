/*
 * terms.h: what of a text is compared for stories: its heaviest terms, as a vector of unit length in integers.
 */
#ifndef NEWSWIRED_DEDUP_TERMS_H
#define NEWSWIRED_DEDUP_TERMS_H

#include "base.h"
#include "text.h"

#include "bridge.h"

enum { TERMS_MAX = 24, TERMS_SEEN_MAX = 192, TITLE_MAX = 8 };
#define TERM_UNIT 32768u /* the length of a vector; the product of two, for equal ones, is its square */

/* How many living founders of stories hold each term: open addressing, key 0 is empty. */
struct tally {
    struct tally_slot {
        uint32_t key, count;
    } * slot;
    size_t used;
    unsigned bits;
};
#define TALLY_BYTES (sizeof(struct tally_slot) * 4) /* what a key takes at most */
void tally_init(struct tally *t);
void tally_release(struct tally *t);
uint32_t tally_get(const struct tally *t, uint32_t key);
void tally_add(struct tally *t, uint32_t key);
void tally_drop(struct tally *t, uint32_t key); /* it must be there */

/* log2 in 16 bits of fraction, by integers alone, so that all compilers and machines agree. */
struct logs {
    uint32_t table[257];
};
void logs_init(struct logs *l);
uint32_t logs_log2(const struct logs *l, uint32_t x); /* x > 0 */
uint64_t logs_root(uint64_t x);                       /* the integer square root */

struct term {
    uint32_t key;  /* as of key_of */
    uint32_t uses; /* living founders that held it at arrival */
    uint32_t tf;
    uint32_t weight;
    const struct word *word; /* the first it stood in, for people */
    const struct words *text;
};
struct terms {
    struct term term[TERMS_SEEN_MAX]; /* the `kept` heaviest first, then the rest in order of the text */
    size_t count, kept;
    uint16_t title[TITLE_MAX]; /* the first of the title that are not usual, no numbers: halves of keys */
    size_t title_count;
    bool foreign; /* most words are in a script that bridge.c bridges */
};
/* What is known of how common terms are. */
struct counts {
    struct tally uses;  /* living founders of stories that hold a term */
    struct tally usual; /* words that are common in their language (usual.c) */
    struct tally page;  /* words of pages about themselves; keys of whole words */
    struct bridge bridge;
    size_t founders;
};
void usual_init(struct tally *usual, struct tally *page);
uint32_t term_key(struct span folded); /* of one word */
/* Empties it, but for the words of the title. */
void terms_begin(const struct words *title, const struct counts *counts, struct terms *out);
/* Of one that has begun. */
void terms_of(const struct words *title, const struct words *body, const struct counts *counts,
              struct terms *out);
/* Weighs them by how many founders of stories hold each, sorts the heaviest to the front. */
void terms_weigh(struct terms *t, const struct counts *counts, const struct logs *logs);

#endif
