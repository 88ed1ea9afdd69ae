/*
 * shingle.h: what of a text is compared for duplicates: its shingles in order of the text, and its numbers.
 */
#ifndef NEWSWIRED_DEDUP_SHINGLE_H
#define NEWSWIRED_DEDUP_SHINGLE_H

#include "base.h"
#include "text.h"

/* A longer text is compared by its beginning: a copy cut from it is cut from there. */
enum { SHINGLES_MAX = 1024, SHINGLE_SLOTS = 8 * SHINGLES_MAX, NUMBERS_MAX = 96, ANCHORS_MAX = 30 };

struct shingles {
    uint32_t key[SHINGLES_MAX]; /* distinct, in order of the text, as of key_of */
    size_t count, in_title;     /* in_title: how many of them begin there */
    size_t words;
    uint32_t number[NUMBERS_MAX]; /* distinct, those of the title first */
    size_t numbers, title_numbers;
    uint32_t anchor[ANCHORS_MAX]; /* the keys by which it looks for its like */
    size_t anchors;
    uint16_t slot[SHINGLE_SLOTS]; /* open addressing: where in `key`, plus one; seven in eight are empty */
    uint32_t slot_mask;
};

void shingles_of(const struct words *title, const struct words *body, struct shingles *out);
/* Where in `key` this key stands; -1: nowhere. */
static inline int shingles_find(const struct shingles *s, uint32_t key)
{
    for (uint32_t at = key >> 1;; at++) {
        uint16_t i = s->slot[at & s->slot_mask];

        if (i == 0)
            return -1;
        if (s->key[i - 1] == key)
            return i - 1;
    }
}
/* The anchors of a text with these shingles, whose flags do not matter; each once. */
size_t shingles_anchors(const uint32_t *keys, size_t count, size_t in_title, uint32_t out[ANCHORS_MAX]);

#endif
