/*
 * dedup: is this the same text as an earlier one (duplicate), does it tell the same event (story)?
 *
 * Pure: `now` comes in, nothing is read or written. One memory for both questions, one window.
 * Ownership   dedup copies what it keeps; a verdict's spans lie in the arena that was passed in.
 * Units       seconds. `now` never goes back between calls.
 * Errors      none. Limits: items older than the windows are forgotten in order; beyond `memory_bytes` the oldest go first.
 * Source      Broder, "On the resemblance and containment of documents" (1997) for shingles and containment; the
 *             anchors, weights and vetoes are explained where they stand (index.c, verify.c, story.c).
 */
#ifndef NEWSWIRED_DEDUP_H
#define NEWSWIRED_DEDUP_H

#include "model.h"
#include "text.h"

struct dedup;

struct dedup_limits {
    int64_t window_s, story_window_s;
    size_t memory_bytes;
};

struct dedup_item {
    struct id id;
    struct span outlet;
    struct span url; /* canonical (url_canonical); empty when unknown */
    const struct words *title, *body;
    struct id revision_of; /* the item's previous revision; zero for a first one */
    int64_t now;
};

struct dedup *dedup_new(const struct dedup_limits *limits);
void dedup_free(struct dedup **d);
void dedup_set_limits(struct dedup *d, const struct dedup_limits *limits);

/* Decides on an item, and remembers it. A revision keeps its item's story while that is remembered, and is no duplicate. */
void dedup_judge(struct dedup *d, const struct dedup_item *item, struct arena *a, struct verdict *out);
/* Remembers an item whose verdict was read from its record: the memory is then the same as after dedup_judge. */
void dedup_restore(struct dedup *d, const struct dedup_item *item, const struct verdict *verdict);

struct dedup_numbers {
    size_t items, stories, bytes;
    uint64_t forgotten_early; /* because of memory_bytes */
};
void dedup_measure(const struct dedup *d, struct dedup_numbers *out);

/* The longest run of words that both texts share, as bytes of `a` (for `why`). Linear memory, bounded time. */
void dedup_longest_shared(const struct words *a, const struct words *b, uint32_t *start, uint32_t *end);

#endif
