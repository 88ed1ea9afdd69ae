/*
 * verify.h: how alike is a candidate to the text that is judged, and does anything speak against a copy?
 */
#ifndef NEWSWIRED_DEDUP_VERIFY_H
#define NEWSWIRED_DEDUP_VERIFY_H

#include "memory.h"

struct likeness {
    uint32_t shared;                     /* shingles */
    uint32_t in_start, in_head, in_lede; /* of these, as in a candidate */
    uint32_t both, mine, theirs;         /* weights of the shared, of all of each */
    uint32_t either;                     /* of all that one of them holds */
    uint32_t least; /* the lesser of mine and theirs: what containment is measured against */
    uint32_t my_count, their_count;
};

/* The item that is judged, as far as it is not in d. */
struct newcomer {
    int64_t now;
    uint32_t outlet, address, title; /* as in struct kept */
};

void verify_weigh(const struct dedup *d, const struct candidate *c, struct likeness *out);
bool verify_is_copy(const struct dedup *d, const struct kept *k, const struct likeness *l);
/* A text under the same address is a copy when it is a little like the other, or has the same title. */
bool verify_is_same_page(const struct newcomer *n, const struct candidate *c, const struct likeness *l);
struct span verify_veto(const struct dedup *d, const struct newcomer *n, const struct candidate *c,
                        const struct likeness *l);
struct span verify_veto_page(const struct dedup *d, const struct newcomer *n, const struct candidate *c,
                             const struct likeness *l);
/* Does this veto mean that the two are numbers of a series: two days' columns, tables, puzzles? */
bool verify_is_series(const struct dedup *d, const struct newcomer *n, const struct candidate *c,
                      struct span veto);

#endif
