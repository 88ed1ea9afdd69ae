/*
 * duplicate.h: tier 1. Is the text in d->shingles one that is remembered?
 */
#ifndef NEWSWIRED_DEDUP_DUPLICATE_H
#define NEWSWIRED_DEDUP_DUPLICATE_H

#include "memory.h"

/* True with the serial of the best copy. The why is filled whenever a candidate was verified. */
bool duplicate_find(struct dedup *d, const struct dedup_item *item, struct why_duplicate *why,
                    uint32_t *serial);

#endif
