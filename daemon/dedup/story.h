/*
 * story.h: tier 2. Which story does the text in d->terms tell?
 */
#ifndef NEWSWIRED_DEDUP_STORY_H
#define NEWSWIRED_DEDUP_STORY_H

#include "memory.h"

#define STORY_NONE UINT32_MAX
struct story_query {
    const struct dedup_item *item;
    uint32_t
        other; /* the row of a story that it does not tell, another number of its series does; or STORY_NONE */
};
/* True with the id of the story to join. The why is filled whenever a story was scored. */
bool story_find(const struct dedup *d, const struct story_query *q, struct arena *a, struct why_story *why,
                struct id *story);
/* The why of an item whose story is decided by its likeness to one member. */
void story_explain(const struct dedup *d, uint32_t member, struct arena *a, struct why_story *why);

#endif
