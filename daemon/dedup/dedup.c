/*
 * dedup.c - the two questions in order, and the memory after them
 *
 * 1. read the text; 2. forget what left the windows, weigh the text's terms and shingles; 3. is it a copy; 4. which story;
 * 5. remember. dedup_restore does all but 3 and 4, which change nothing: so both leave the same memory.
 *
 * Fatal: nothing. Bugs: a memory restored from the records of one window weighs the terms of its first items as if
 * nothing had been before them; when the story window is at most half the window, these are gone before they count.
 */
#include "base.h"
#include "dedup.h"

#include "candidates.h"
#include "duplicate.h"
#include "memory.h"
#include "story.h"

/* What is needed of the indexes is fetched while something else is done. */
static void read_item(struct dedup *d, const struct dedup_item *item)
{
    shingles_of(item->title, item->body, &d->shingles);
    for (size_t i = 0; i < d->shingles.anchors; i++)
        __builtin_prefetch(index_place(&d->by_anchor, d->shingles.anchor[i]));
    __builtin_prefetch(index_place(&d->by_id, key_of_id(item->id)));
    __builtin_prefetch(index_place(&d->stories.by_id, key_of_id(item->id)));
    memory_forget_old(d, item->now);
    terms_begin(item->title, &d->counts, &d->terms);
    if (d->limits.story_window_s > 0) {
        terms_of(item->title, item->body, &d->counts, &d->terms);
        terms_weigh(&d->terms, &d->counts, &d->logs);
        for (size_t i = 0; i < d->terms.kept; i++)
            __builtin_prefetch(index_place(&d->by_term, d->terms.term[i].key));
    }
    candidates_find(d, memory_address(item->url));
}

void dedup_judge(struct dedup *d, const struct dedup_item *item, struct arena *a, struct verdict *out)
{
    struct near_copy near = {0};
    uint32_t serial;

    *out = (struct verdict){.story = item->id};
    read_item(d, item);
    if (!id_is_zero(item->revision_of) && memory_find(d, item->revision_of, &serial)) {
        out->story = story_id(d, serial);
        story_explain(d, serial, a, &out->story_why);
    } else if (id_is_zero(item->revision_of) && duplicate_find(d, item, &out->duplicate_why, &near)) {
        out->duplicate_of = kept_root(kept_at(d, near.serial));
        out->story = story_id(d, near.serial);
        story_explain(d, near.serial, a, &out->story_why);
    } else {
        struct story_query q = {item, near.is_series ? item_at(d, near.serial)->story : STORY_NONE};

        story_find(d, &q, a, &out->story_why, &out->story);
    }
    memory_add(d, item, id_is_zero(out->duplicate_of) ? item->id : out->duplicate_of, out->story);
}

void dedup_restore(struct dedup *d, const struct dedup_item *item, const struct verdict *verdict)
{
    read_item(d, item);
    memory_add(d, item, id_is_zero(verdict->duplicate_of) ? item->id : verdict->duplicate_of, verdict->story);
}
