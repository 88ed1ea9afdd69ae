/*
 * bridge.h: the term of a word, which for common words of reports in another script is that of the English word.
 */
#ifndef NEWSWIRED_DEDUP_BRIDGE_H
#define NEWSWIRED_DEDUP_BRIDGE_H

#include "base.h"

enum { BRIDGE_SLOTS = 2048 };
struct bridge {
    struct bridge_slot {
        uint32_t from, to; /* as of term_key; open addressing, from 0 is empty */
    } slot[BRIDGE_SLOTS];
};

void bridge_init(struct bridge *b);
bool bridge_is_foreign(struct span folded); /* in a script that needs the bridge */
uint32_t bridge_key(const struct bridge *b, struct span folded);

#endif
