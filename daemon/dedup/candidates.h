/*
 * candidates.h: the earlier items that may be like the text in d->shingles, and what they share with it.
 */
#ifndef NEWSWIRED_DEDUP_CANDIDATES_H
#define NEWSWIRED_DEDUP_CANDIDATES_H

#include "base.h"

#include "shingle.h"

struct dedup;
struct kept;

enum { CANDIDATES_MAX = 48 };

/* A shingle weighs ten, or one when it is boilerplate: weights are tenths. */
enum { WEIGHT_PLAIN = 10, WEIGHT_BOILERPLATE = 1 };

struct candidate {
    const struct kept *kept;
    int64_t now; /* when it came */
    uint32_t serial;
    uint32_t first, shared; /* where its shared shingles are listed, how many they are */
    uint32_t in_start;      /* of these, among as many of the longer text as the shorter has, and two */
    uint32_t in_head,
        in_lede;           /* of these, among the first of the longer text; the lede grows with the shorter */
    uint32_t theirs_alone; /* the weight of its other shingles */
};

struct candidates {
    struct candidate list[CANDIDATES_MAX];
    size_t count;
    uint16_t shared[CANDIDATES_MAX * SHINGLES_MAX]; /* places in shingles.key */
    uint8_t weight[SHINGLES_MAX];                   /* of each shingle of the text, */
    uint32_t weight_of_all;                         /* and their sum */
};

/* address: as of memory_address; an item under it is a candidate whatever its text. */
void candidates_find(struct dedup *d, uint32_t address);

#endif
