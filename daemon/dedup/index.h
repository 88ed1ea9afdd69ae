/*
 * index.h: from a key to the newest owners that hold it.
 */
#ifndef NEWSWIRED_DEDUP_INDEX_H
#define NEWSWIRED_DEDUP_INDEX_H

#include "base.h"

/* A key is 31 bits of a hash, not all zero; the lowest bit is its user's. */
#define KEY_FLAG 1u
static inline uint32_t key_of(uint64_t hash)
{
    uint32_t key = (uint32_t)(hash >> 32) & ~KEY_FLAG;

    return key ? key : 2u;
}

static inline uint32_t key_of_id(struct id id)
{
    return key_of((id.hi ^ id.lo) * 0x9E3779B97F4A7C15u);
}

#define INDEX_NEWEST 16u /* owners of one key; with more, the oldest is dropped */
#define INDEX_PARTS_BITS 6u
#define INDEX_PARTS (1u << INDEX_PARTS_BITS)

struct index_part {
    struct index_entry {
        uint32_t key, owner; /* key 0: empty */
    } * slot;
    uint16_t *weight; /* slot for slot; NULL where entries have none */
    uint32_t homes, slots, used;
};

struct index {
    struct index_part part[INDEX_PARTS];
    unsigned full_percent; /* a part with more is widened */
    bool weighted;
    size_t used;
};

/* What an entry takes at most: a part is at least seven parts in eight as full as it may be. */
#define INDEX_ENTRY_BYTES(full_percent) (sizeof(struct index_entry) * 115 / (full_percent))
#define INDEX_WEIGHT_BYTES(full_percent) (sizeof(uint16_t) * 115 / (full_percent))

/* full_percent: 80 where most keys are held once; lower where many are held often, for these crowd. weighted: its
 * entries have weights. */
void index_init(struct index *x, unsigned full_percent, bool weighted);
void index_release(struct index *x);
void index_add(struct index *x, uint32_t key, uint32_t owner, uint16_t weight);
void index_drop(struct index *x, uint32_t key, uint32_t owner); /* if it is there */
/* The owners of a key, newest first, and their weights unless that is NULL. */
size_t index_find(const struct index *x, uint32_t key, uint32_t owners[INDEX_NEWEST],
                  uint16_t weights[INDEX_NEWEST]);

static inline uint32_t index_home(const struct index_part *p, uint32_t key)
{
    return (uint32_t)((uint64_t)(uint32_t)(key << INDEX_PARTS_BITS) * p->homes >> 32);
}

/* For __builtin_prefetch. (A function that does nothing but fetch is left out by gcc 12, so there is none here.) */
static inline const void *index_place(const struct index *x, uint32_t key)
{
    const struct index_part *p = &x->part[key >> (32 - INDEX_PARTS_BITS)];

    return &p->slot[index_home(p, key)];
}

#endif
