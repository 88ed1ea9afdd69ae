/*
 * memory.h: what dedup remembers. One item's memory is a row, and rows in the two indexes and the two lists.
 *
 * It is a function of the items and verdicts alone that were remembered, in their order: nothing that only
 * judging computes may be kept, so that dedup_restore leaves what dedup_judge leaves.
 */
#ifndef NEWSWIRED_DEDUP_MEMORY_H
#define NEWSWIRED_DEDUP_MEMORY_H

#include "base.h"
#include "dedup.h"

#include "index.h"
#include "rows.h"
#include "shingle.h"
#include "terms.h"

struct kept {
    struct id id, root,
        story; /* root: the original at the end of the chain, itself when it is no duplicate */
    int64_t now;
    uint32_t outlet; /* a hash; 0: unknown */
    uint32_t shingle_row, number_row, term_row, seen_row;
    uint32_t older_by_id, older_by_story; /* chains of memory.c */
    uint16_t shingles, words;             /* words: capped at 65535 */
    uint8_t numbers, title_numbers;
    uint8_t terms, terms_seen; /* 0 when forgotten: the story window is the shorter one */
    bool founder;
};

struct term_weights {
    uint16_t weight[KEYS_IN_ROW];
};

struct dedup {
    struct dedup_limits limits;
    struct rows items;       /* of struct kept: an item's number is its serial */
    uint32_t story_first;    /* the oldest item in the story window */
    struct index by_shingle; /* keys in order of the text; a key counts if its item is an original */
    struct index by_term;    /* the kept terms, heaviest first */
    struct rows weights;     /* struct term_weights, row for row those of by_term */
    struct rows seen;        /* uint32_t: the terms counted in `counts` */
    struct rows numbers;     /* uint32_t */
    struct counts counts;
    uint32_t *id_bucket, *story_bucket;
    unsigned bucket_bits;
    struct logs logs;
    size_t stories, bytes;
    uint64_t forgotten_early;
    /* scratch of one call */
    struct shingles shingles;
    struct terms terms;
};

static inline struct kept *kept_at(const struct dedup *d, uint32_t serial)
{
    return rows_at(&d->items, serial);
}
static inline size_t story_items(const struct dedup *d)
{
    return d->items.next - d->story_first;
}

void memory_forget_old(struct dedup *d, int64_t now);
/* Remembers the item whose shingles and weighed terms are in d, then forgets what is too much. */
void memory_add(struct dedup *d, const struct dedup_item *item, struct id root, struct id story);
bool memory_find(const struct dedup *d, struct id id, uint32_t *serial); /* the newest item of this id */
/* The members of a story that are in the story window, newest first: *serial starts as d->items.next. */
bool memory_next_member(const struct dedup *d, struct id story, uint32_t *serial);
uint32_t memory_outlet(struct span outlet);

#endif
