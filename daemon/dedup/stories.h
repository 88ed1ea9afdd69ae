/*
 * stories.h: the stories that have a living item: their ids and newest members.
 */
#ifndef NEWSWIRED_DEDUP_STORIES_H
#define NEWSWIRED_DEDUP_STORIES_H

#include "base.h"

#include "index.h"

struct story_row {
    struct id id;
    uint32_t newest; /* its newest member; of a row in no use the next such row */
    uint32_t items;  /* that live; 0: the row is in no use */
};

struct stories {
    struct story_row *row;
    uint32_t rows, cap, unused; /* unused: the first in no use; `rows`: none */
    struct index by_id;
    size_t count;
};

#define STORY_BYTES (sizeof(struct story_row) * 3 / 2 + INDEX_ENTRY_BYTES(80))

void stories_init(struct stories *s);
void stories_release(struct stories *s);
/* The row of the story, which this item joins or founds; *older is the newest member until now, or the item itself. */
uint32_t stories_join(struct stories *s, struct id id, uint32_t item, uint32_t *older);
void stories_leave(struct stories *s, uint32_t row);

static inline struct story_row *stories_at(const struct stories *s, uint32_t row)
{
    return &s->row[row];
}

#endif
