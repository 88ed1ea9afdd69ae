/*
 * verify.h: how alike is the text in d->shingles to a remembered one, and does anything speak against a copy?
 */
#ifndef NEWSWIRED_DEDUP_VERIFY_H
#define NEWSWIRED_DEDUP_VERIFY_H

#include "memory.h"

/* A shingle weighs ten, or one when it is boilerplate: weights are tenths. */
enum { WEIGHT_PLAIN = 10, WEIGHT_BOILERPLATE = 1 };

struct likeness {
    uint32_t shared; /* shingles */
    uint32_t in_head,
        in_lede; /* of these, among the first of the longer text; the lede grows with the shorter */
    uint32_t both, mine, theirs; /* weights of the shared, of all of each */
    uint32_t least;              /* the lesser of mine and theirs: what containment is measured against */
    uint32_t my_count, their_count;
};

struct newcomer {
    const struct dedup_item *item;
    uint32_t outlet;
    uint32_t weight; /* of all its shingles */
    uint8_t weights[SHINGLES_MAX];
};

void verify_weigh(const struct dedup *d, struct newcomer *n);
/* False when too little is shared for either bound; *out is then only counted, not weighed. */
bool verify_compare(const struct dedup *d, const struct newcomer *n, const struct kept *k,
                    struct likeness *out);
void verify_weigh_theirs(const struct dedup *d, const struct kept *k, const struct newcomer *n,
                         struct likeness *out);
bool verify_is_copy(const struct likeness *l); /* of the weighed */
struct span verify_veto(const struct dedup *d, const struct newcomer *n, const struct kept *k,
                        const struct likeness *l);

#endif
