/*
 * index.h: from a key to the items that hold it, newest first; forgets the oldest items at no cost.
 */
#ifndef NEWSWIRED_DEDUP_INDEX_H
#define NEWSWIRED_DEDUP_INDEX_H

#include "base.h"

#include "rows.h"

/* A key is 31 bits of a hash, not all zero, above one bit of the owner: does its use count (index_uses)? */
#define KEY_COUNTS 1u
static inline uint32_t key_of(uint64_t hash)
{
    uint32_t key = (uint32_t)(hash >> 32) & ~KEY_COUNTS;

    return key ? key : 2u;
}

enum { KEYS_IN_ROW = 8 };
struct key_row {
    uint32_t owner;
    uint32_t key[KEYS_IN_ROW];   /* 0: none */
    uint32_t older[KEYS_IN_ROW]; /* the place before this one in its bucket's chain */
};

struct index {
    struct rows rows;
    uint32_t *bucket; /* the newest place of each chain, maybe dead */
    unsigned bits;    /* there are 2^bits buckets */
    size_t keys;      /* that live */
};

void index_init(struct index *x);
void index_release(struct index *x);
/* Adds an owner's keys, in order; owners come in order of their numbers. Returns the first of its rows. */
uint32_t index_add(struct index *x, uint32_t owner, const uint32_t *keys, size_t count, bool counts);
void index_forget(struct index *x, uint32_t row, size_t count); /* the oldest owner's rows and keys */
static inline uint32_t index_rows(size_t keys)
{
    return (uint32_t)((keys + KEYS_IN_ROW - 1) / KEYS_IN_ROW);
}
static inline uint32_t index_key(const struct index *x, uint32_t row, size_t i)
{
    const struct key_row *r = rows_at(&x->rows, row + (uint32_t)(i / KEYS_IN_ROW));

    return r->key[i % KEYS_IN_ROW] & ~KEY_COUNTS;
}

/* All owners of a key, newest first. At most INDEX_STEPS links are followed, whatever a peer does. */
#define INDEX_STEPS 4096u
struct index_walk {
    uint32_t key, place, steps;
    uint32_t owner, row, column; /* after index_next has returned true */
    bool counts;
};
void index_prefetch(const struct index *x, uint32_t key);
struct index_walk index_find(const struct index *x, uint32_t key);
bool index_next(const struct index *x, struct index_walk *w);
/* How many items hold this key and count, up to `enough`, among the INDEX_LOOKED newest that hold it: a text that came
 * ten thousand times is not walked through for each of its shingles. */
#define INDEX_LOOKED 64u
unsigned index_uses(const struct index *x, uint32_t key, unsigned enough);

#endif
