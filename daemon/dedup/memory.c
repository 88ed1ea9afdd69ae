/*
 * memory.c - remembering items, and forgetting them in order of arrival
 *
 * Invariants
 * 1. Items are forgotten oldest first: all of an item when it leaves the window, its terms already when it leaves
 *    the story window. Texts and terms are therefore queues in order of items, and what the indexes hold of an item
 *    can be told from its text and its terms.
 * 2. What is counted against the cap depends on what the living items hold, not on what came before them: two
 *    memories with the same items forget the same. It is a little more than what the allocator really holds.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "dedup.h"
#include "text.h"

#include "memory.h"

enum { ITEM_BLOCK_BITS = 10, CELL_BLOCK_BITS = 13, LINE_BLOCK_BITS = 10 };
enum { ANCHORS_FULL = 80, TERMS_FULL = 65 };
/* A queue is cut short before its numbers run out, whatever the cap says. */
#define ROWS_ENOUGH (ROWS_LIMIT - (2u << CELL_BLOCK_BITS))

struct dedup *dedup_new(const struct dedup_limits *limits)
{
    struct dedup *d = memory_get(sizeof(*d));

    rows_init(&d->items, sizeof(struct item_row), ITEM_BLOCK_BITS);
    rows_init(&d->texts, CELL, CELL_BLOCK_BITS);
    rows_init(&d->vectors, LINE, LINE_BLOCK_BITS);
    index_init(&d->by_anchor, ANCHORS_FULL, false);
    index_init(&d->by_term, TERMS_FULL, true);
    index_init(&d->by_id, ANCHORS_FULL, false);
    stories_init(&d->stories);
    tally_init(&d->counts.uses);
    usual_init(&d->counts.usual, &d->counts.page);
    bridge_init(&d->counts.bridge);
    logs_init(&d->logs);
    d->story_first = d->items.first;
    dedup_set_limits(d, limits);
    return d;
}

void dedup_free(struct dedup **d)
{
    if (!*d)
        return;
    rows_release(&(*d)->items);
    rows_release(&(*d)->texts);
    rows_release(&(*d)->vectors);
    index_release(&(*d)->by_anchor);
    index_release(&(*d)->by_term);
    index_release(&(*d)->by_id);
    stories_release(&(*d)->stories);
    tally_release(&(*d)->counts.uses);
    tally_release(&(*d)->counts.usual);
    tally_release(&(*d)->counts.page);
    free(*d);
    *d = NULL;
}

void dedup_set_limits(struct dedup *d, const struct dedup_limits *limits)
{
    d->limits = *limits;
}

static size_t bytes_in_use(const struct dedup *d)
{
    size_t bytes = d->cells * CELL + d->lines * LINE + rows_count(&d->items) * sizeof(struct item_row);

    bytes += (d->by_anchor.used + d->by_id.used) * INDEX_ENTRY_BYTES(ANCHORS_FULL);
    bytes += d->by_term.used * (INDEX_ENTRY_BYTES(TERMS_FULL) + INDEX_WEIGHT_BYTES(TERMS_FULL));
    bytes += d->stories.count * STORY_BYTES + d->counts.uses.used * TALLY_BYTES;
    return bytes + bytes / 16; /* what lies about between blocks */
}

void dedup_measure(const struct dedup *d, struct dedup_numbers *out)
{
    *out = (struct dedup_numbers){
        .items = rows_count(&d->items),
        .stories = d->stories.count,
        .bytes = bytes_in_use(d),
        .forgotten_early = d->forgotten_early,
    };
}

/* ---- what is compared whole ------------------------------------------------------------------------------ */

uint32_t memory_outlet(struct span outlet)
{
    return outlet.len ? key_of(hash64(outlet.ptr, outlet.len)) : 0;
}

uint32_t memory_address(struct span url)
{
    struct url parts;

    if (!url_split(url, &parts) || (parts.path.len <= 1 && parts.query.len == 0))
        return 0; /* a site's front page says nothing */
    return key_of(hash64(url.ptr, url.len));
}

uint32_t memory_title(const struct words *title)
{
    uint64_t h = 0;

    for (size_t i = 0; i < title->count; i++)
        h = (h ^ title->list[i].hash) * 0x9E3779B97F4A7C15u;
    return title->count ? key_of(h) : 0;
}

bool memory_find(const struct dedup *d, struct id id, uint32_t *serial)
{
    uint32_t found[INDEX_NEWEST];
    size_t n = index_find(&d->by_id, key_of_id(id), found, NULL);

    for (size_t i = 0; i < n; i++) {
        if (id_equal(kept_at(d, found[i])->id, id)) {
            *serial = found[i];
            return true;
        }
    }
    return false;
}

bool memory_next_member(const struct dedup *d, uint32_t story, uint32_t *serial)
{
    uint32_t newer = *serial;
    uint32_t at = newer == d->items.next ? stories_at(&d->stories, story)->newest : item_at(d, newer)->older;

    if (at - d->story_first >= newer - d->story_first)
        return false;
    *serial = at;
    return true;
}

/* ---- forgetting ------------------------------------------------------------------------------------------ */

static uint32_t cells_of_text(const struct kept *k)
{
    const unsigned char *end = (const unsigned char *)(kept_title(k) + k->title_words);

    return (uint32_t)((size_t)(end - (const unsigned char *)k) + CELL - 1) / CELL;
}

static uint32_t lines_of_vector(const struct vector *t)
{
    const unsigned char *end = (const unsigned char *)(vector_others(t) + t->others);

    return (uint32_t)((size_t)(end - (const unsigned char *)t) + LINE - 1) / LINE;
}

static void forget_terms(struct dedup *d)
{
    const struct vector *t = vector_at(d, d->story_first);
    const uint32_t *key = vector_keys(t);
    uint32_t lines = lines_of_vector(t);

    for (size_t i = 0; i < t->count; i++)
        __builtin_prefetch(index_place(&d->by_term, key[i]));
    for (size_t i = 0; i < t->count; i++)
        index_drop(&d->by_term, key[i], d->story_first);
    for (size_t i = 0; t->founder && i < t->count; i++)
        tally_drop(&d->counts.uses, key[i]);
    for (size_t i = 0; i < t->others; i++)
        tally_drop(&d->counts.uses, vector_others(t)[i]);
    d->counts.founders -= t->founder;
    d->lines -= lines;
    rows_forget(&d->vectors, item_at(d, d->story_first)->vector + lines);
    d->story_first++;
}

static void forget_item(struct dedup *d)
{
    uint32_t serial = d->items.first, anchors[ANCHORS_MAX];
    const struct item_row *row = item_at(d, serial);
    const struct kept *k = kept_at(d, serial);
    size_t n = shingles_anchors(kept_shingles(k), k->shingles, k->in_title, anchors);
    uint32_t cells = cells_of_text(k);

    if (d->story_first == serial)
        forget_terms(d);
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(index_place(&d->by_anchor, anchors[i]));
    __builtin_prefetch(index_place(&d->by_id, key_of_id(k->id)));
    __builtin_prefetch(stories_at(&d->stories, row->story));
    if (k->address)
        index_drop(&d->by_anchor, k->address, serial);
    for (size_t i = 0; i < n; i++)
        index_drop(&d->by_anchor, anchors[i], serial);
    index_drop(&d->by_id, key_of_id(k->id), serial);
    stories_leave(&d->stories, row->story);
    d->cells -= cells;
    rows_forget(&d->texts, row->text + cells);
    rows_forget(&d->items, serial + 1);
}

void memory_forget_old(struct dedup *d, int64_t now)
{
    while (d->story_first != d->items.next &&
           item_at(d, d->story_first)->now < now - d->limits.story_window_s)
        forget_terms(d);
    while (rows_count(&d->items) > 0 && item_at(d, d->items.first)->now < now - d->limits.window_s)
        forget_item(d);
}

static bool is_too_much(const struct dedup *d)
{
    return bytes_in_use(d) > d->limits.memory_bytes || rows_count(&d->items) > ROWS_ENOUGH ||
           rows_count(&d->texts) > ROWS_ENOUGH || rows_count(&d->vectors) > ROWS_ENOUGH;
}

/* ---- remembering ----------------------------------------------------------------------------------------- */

static uint32_t keep_text(struct dedup *d, const struct dedup_item *item, struct id root)
{
    const struct shingles *s = &d->shingles;
    struct kept head = {
        .id = item->id,
        .outlet = memory_outlet(item->outlet),
        .address = memory_address(item->url),
        .title = memory_title(item->title),
        .shingles = (uint16_t)s->count,
        .in_title = (uint16_t)s->in_title,
        .words = (uint16_t)(s->words < UINT16_MAX ? s->words : UINT16_MAX),
        .numbers = (uint8_t)s->numbers,
        .title_numbers = (uint8_t)s->title_numbers,
        .title_words = (uint8_t)d->terms.title_count,
        .copy = !id_equal(root, item->id),
    };
    uint32_t cells = cells_of_text(&head), at = rows_add(&d->texts, cells);
    struct kept *k = rows_at(&d->texts, at);

    head.original = !head.copy && id_is_zero(item->revision_of);
    *k = head;
    if (k->copy)
        memcpy(k + 1, &root, sizeof(root));
    memcpy(kept_numbers(k), s->number, s->numbers * sizeof(uint32_t));
    for (size_t i = 0; i < s->count; i++)
        kept_shingles(k)[i] = s->key[i] | (d->candidates.weight[i] == WEIGHT_BOILERPLATE ? KEY_FLAG : 0);
    memcpy(kept_title(k), d->terms.title, k->title_words * sizeof(uint16_t));
    d->cells += cells;
    return at;
}

static uint32_t keep_vector(struct dedup *d, uint32_t outlet, bool founder)
{
    const struct terms *t = &d->terms;
    const struct vector head = {
        .founder = founder,
        .foreign = t->foreign,
        .outlet = outlet,
        .count = (uint8_t)t->kept,
        .others = (uint8_t)(founder ? t->count - t->kept : 0),
    };
    uint32_t lines = lines_of_vector(&head), at = rows_add(&d->vectors, lines);
    struct vector *k = rows_at(&d->vectors, at);

    *k = head;
    for (size_t i = 0; i < k->count; i++) {
        vector_keys(k)[i] = t->term[i].key;
        vector_weights(k)[i] = (uint16_t)t->term[i].weight;
    }
    for (size_t i = 0; i < k->others; i++)
        vector_others(k)[i] = t->term[k->count + i].key;
    d->lines += lines;
    return at;
}

static void add_keys(struct dedup *d, uint32_t serial)
{
    const struct shingles *s = &d->shingles;
    const struct kept *k = kept_at(d, serial);
    const struct vector *t = vector_at(d, serial);

    index_add(&d->by_id, key_of_id(k->id), serial, 0);
    if (k->address)
        index_add(&d->by_anchor, k->address, serial, 0);
    for (size_t i = 0; i < s->anchors; i++)
        index_add(&d->by_anchor, s->anchor[i], serial, 0);
    for (size_t i = 0; i < t->count; i++)
        index_add(&d->by_term, vector_keys(t)[i], serial, vector_weights(t)[i]);
    for (size_t i = 0; t->founder && i < t->count; i++)
        tally_add(&d->counts.uses, vector_keys(t)[i]);
    for (size_t i = 0; i < t->others; i++)
        tally_add(&d->counts.uses, vector_others(t)[i]);
    d->counts.founders += t->founder;
}

void memory_add(struct dedup *d, const struct dedup_item *item, struct id root, struct id story)
{
    uint32_t serial = rows_add(&d->items, 1);
    struct item_row *row = item_at(d, serial);

    row->now = item->now;
    row->text = keep_text(d, item, root);
    row->vector = keep_vector(d, kept_at(d, serial)->outlet, id_equal(story, item->id));
    row->story = stories_join(&d->stories, story, serial, &row->older);
    add_keys(d, serial);
    while (is_too_much(d) && rows_count(&d->items) > 1) {
        forget_item(d);
        d->forgotten_early++;
    }
}
