/*
 * duplicate.h: tier 1. Is the text in d->shingles that of one of its candidates?
 */
#ifndef NEWSWIRED_DEDUP_DUPLICATE_H
#define NEWSWIRED_DEDUP_DUPLICATE_H

#include "memory.h"

struct near_copy {
    uint32_t serial;
    bool is_series; /* no copy but another number of a series: another day's column, table, puzzle */
};
/* True with the best copy. The why, and *out, are filled whenever a candidate shares something. */
bool duplicate_find(const struct dedup *d, const struct dedup_item *item, struct why_duplicate *why,
                    struct near_copy *out);

#endif
