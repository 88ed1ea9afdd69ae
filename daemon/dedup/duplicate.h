/*
 * duplicate.h: tier 1. Is the text in d->shingles that of one of its candidates?
 */
#ifndef NEWSWIRED_DEDUP_DUPLICATE_H
#define NEWSWIRED_DEDUP_DUPLICATE_H

#include "memory.h"

/* True with the serial of the best copy. The why is filled whenever a candidate shares something. */
bool duplicate_find(const struct dedup *d, const struct dedup_item *item, struct why_duplicate *why,
                    uint32_t *serial);

#endif
