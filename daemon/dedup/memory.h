/*
 * memory.h: what dedup remembers of an item: a row, its text, for a shorter time its terms; and the stories.
 *
 * It is a function of the items and verdicts alone that were remembered, in their order: nothing that only
 * judging computes may be kept, so that dedup_restore leaves what dedup_judge leaves.
 */
#ifndef NEWSWIRED_DEDUP_MEMORY_H
#define NEWSWIRED_DEDUP_MEMORY_H

#include "base.h"
#include "dedup.h"

#include "candidates.h"
#include "index.h"
#include "rows.h"
#include "shingle.h"
#include "stories.h"
#include "terms.h"

/* Texts lie in rows of eight bytes, one behind the other; vectors in whole lines of memory. */
#define CELL 8u
#define LINE 64u

/* An item's number, its serial, is that of its row. */
struct item_row {
    int64_t now;
    uint32_t text, vector; /* where they stand: in cells, in lines */
    uint32_t story;        /* its row in `stories` */
    uint32_t older;        /* the member of the story before it, maybe forgotten */
};

/* Behind it stand the id of its original (of a copy only), its numbers, its shingles, its title's words. */
struct kept {
    struct id id;
    uint32_t outlet, address, title; /* hashes; 0: none */
    uint16_t shingles, in_title;
    uint16_t words; /* capped at 65535 */
    uint8_t numbers, title_numbers, title_words;
    bool copy, original; /* original: neither copy nor revision */
};
static inline uint32_t *kept_numbers(const struct kept *k)
{
    return (uint32_t *)(k + 1) + (k->copy ? sizeof(struct id) / sizeof(uint32_t) : 0);
}
/* In order of the text. The flag says that it was boilerplate when the item came. */
static inline uint32_t *kept_shingles(const struct kept *k)
{
    return kept_numbers(k) + k->numbers;
}
/* As in struct terms. */
static inline uint16_t *kept_title(const struct kept *k)
{
    return (uint16_t *)(kept_shingles(k) + k->shingles);
}
static inline struct id kept_root(const struct kept *k)
{
    return k->copy ? *(const struct id *)(k + 1) : k->id;
}

/* The terms of an item. Behind it stand their keys, heaviest first, and their weights; of a founder then the keys of
 * the other terms that it had. */
struct vector {
    uint8_t count, others;
    bool founder, foreign; /* foreign: as in struct terms */
    uint32_t outlet;       /* as in struct kept, which lies elsewhere in memory */
};
static inline uint32_t *vector_keys(const struct vector *t)
{
    return (uint32_t *)(t + 1);
}
static inline uint16_t *vector_weights(const struct vector *t)
{
    return (uint16_t *)(vector_keys(t) + t->count);
}
static inline uint32_t *vector_others(const struct vector *t)
{
    return vector_keys(t) + t->count + (t->count + 1) / 2;
}

struct dedup {
    struct dedup_limits limits;
    struct rows items; /* of struct item_row */
    struct rows texts, vectors;
    uint32_t story_first;   /* the oldest item in the story window */
    struct index by_anchor; /* an item's anchors and its address */
    struct index by_term;   /* the kept terms of the items in the story window */
    struct index by_id;
    struct stories stories;
    struct counts counts;
    struct logs logs;
    size_t cells, lines; /* that living items fill */
    uint64_t forgotten_early;
    /* of the item that is being judged */
    struct shingles shingles;
    struct candidates candidates;
    struct terms terms;
};

static inline struct item_row *item_at(const struct dedup *d, uint32_t serial)
{
    return rows_at(&d->items, serial);
}
static inline struct kept *kept_at(const struct dedup *d, uint32_t serial)
{
    return rows_at(&d->texts, item_at(d, serial)->text);
}
static inline struct vector *vector_at(const struct dedup *d, uint32_t serial)
{
    return rows_at(&d->vectors, item_at(d, serial)->vector);
}
/* Whether its terms are still remembered. */
static inline bool in_story_window(const struct dedup *d, uint32_t serial)
{
    return serial - d->story_first < d->items.next - d->story_first;
}
static inline struct id story_id(const struct dedup *d, uint32_t serial)
{
    return stories_at(&d->stories, item_at(d, serial)->story)->id;
}

void memory_forget_old(struct dedup *d, int64_t now);
/* Remembers the item whose shingles, candidates and weighed terms are in d, then forgets what is too much. */
void memory_add(struct dedup *d, const struct dedup_item *item, struct id root, struct id story);
bool memory_find(const struct dedup *d, struct id id, uint32_t *serial); /* the newest item of this id */
/* The members of a story that are in the story window, newest first: *serial starts as d->items.next. */
bool memory_next_member(const struct dedup *d, uint32_t story, uint32_t *serial);

/* The hash of what is compared whole; 0: nothing to compare. */
uint32_t memory_outlet(struct span outlet);
uint32_t memory_address(struct span url);
uint32_t memory_title(const struct words *title);

#endif
