/*
 * memory.c - remembering items, and forgetting them in order of arrival
 *
 * Invariants
 * 1. Items are forgotten oldest first: all of an item when it leaves the window, its terms already when it leaves
 *    the story window. Every queue below is therefore in order of items.
 * 2. `bytes` is the sum of what the living items cost, by their contents alone. It is not what the allocator holds
 *    (buckets double, blocks are whole), so that two memories with the same items forget the same.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <stdlib.h>

#include "base.h"
#include "dedup.h"

#include "memory.h"

#define FIRST_BUCKET_BITS 8u
#define LAST_BUCKET_BITS 30u

struct dedup *dedup_new(const struct dedup_limits *limits)
{
    struct dedup *d = memory_get(sizeof(*d));

    rows_init(&d->items, sizeof(struct kept));
    rows_init(&d->weights, sizeof(struct term_weights));
    rows_init(&d->seen, sizeof(uint32_t));
    rows_init(&d->numbers, sizeof(uint32_t));
    index_init(&d->by_shingle);
    index_init(&d->by_term);
    tally_init(&d->counts.uses);
    usual_init(&d->counts.usual);
    logs_init(&d->logs);
    rows_forget(&d->items, rows_add(&d->items, 1) + 1);     /* serial 0, in every new bucket, is dead */
    rows_forget(&d->weights, rows_add(&d->weights, 1) + 1); /* in step with by_term */
    d->story_first = d->items.first;
    d->bucket_bits = FIRST_BUCKET_BITS;
    d->id_bucket = memory_get(sizeof(uint32_t) << d->bucket_bits);
    d->story_bucket = memory_get(sizeof(uint32_t) << d->bucket_bits);
    dedup_set_limits(d, limits);
    return d;
}

void dedup_free(struct dedup **d)
{
    if (!*d)
        return;
    rows_release(&(*d)->items);
    rows_release(&(*d)->weights);
    rows_release(&(*d)->seen);
    rows_release(&(*d)->numbers);
    index_release(&(*d)->by_shingle);
    index_release(&(*d)->by_term);
    tally_release(&(*d)->counts.uses);
    tally_release(&(*d)->counts.usual);
    free((*d)->id_bucket);
    free((*d)->story_bucket);
    free(*d);
    *d = NULL;
}

void dedup_set_limits(struct dedup *d, const struct dedup_limits *limits)
{
    d->limits = *limits;
}

void dedup_measure(const struct dedup *d, struct dedup_numbers *out)
{
    *out = (struct dedup_numbers){
        .items = rows_count(&d->items),
        .stories = d->stories,
        .bytes = d->bytes,
        .forgotten_early = d->forgotten_early,
    };
}

uint32_t memory_outlet(struct span outlet)
{
    return outlet.len ? (uint32_t)(hash64(outlet.ptr, outlet.len) >> 32) | 1u : 0;
}

/* ---- chains by id and by story --------------------------------------------------------------------------- */

static uint32_t *bucket_of(uint32_t *buckets, unsigned bits, struct id id)
{
    return &buckets[((id.hi ^ id.lo) * 0x9E3779B97F4A7C15u) >> (64 - bits)];
}

static void link_item(struct dedup *d, uint32_t serial)
{
    struct kept *k = kept_at(d, serial);
    uint32_t *by_id = bucket_of(d->id_bucket, d->bucket_bits, k->id);
    uint32_t *by_story = bucket_of(d->story_bucket, d->bucket_bits, k->story);

    k->older_by_id = *by_id;
    k->older_by_story = *by_story;
    *by_id = *by_story = serial;
}

static void widen(struct dedup *d)
{
    size_t buckets = (size_t)2 << d->bucket_bits;

    d->bucket_bits++;
    free(d->id_bucket);
    free(d->story_bucket);
    d->id_bucket = memory_get(buckets * sizeof(uint32_t));
    d->story_bucket = memory_get(buckets * sizeof(uint32_t));
    for (size_t i = 0; i < buckets; i++)
        d->id_bucket[i] = d->story_bucket[i] = d->items.first - 1;
    for (uint32_t serial = d->items.first; serial != d->items.next; serial++)
        link_item(d, serial);
}

bool memory_find(const struct dedup *d, struct id id, uint32_t *serial)
{
    uint32_t at = *bucket_of(d->id_bucket, d->bucket_bits, id);

    while (rows_live(&d->items, at)) {
        uint32_t older = kept_at(d, at)->older_by_id;

        if (id_equal(kept_at(d, at)->id, id)) {
            *serial = at;
            return true;
        }
        if (d->items.next - older <= d->items.next - at)
            break; /* a link that a wrapped number made alive again */
        at = older;
    }
    return false;
}

bool memory_next_member(const struct dedup *d, struct id story, uint32_t *serial)
{
    uint32_t newer = *serial;
    uint32_t at = newer == d->items.next ? *bucket_of(d->story_bucket, d->bucket_bits, story)
                                         : kept_at(d, newer)->older_by_story;

    while (at - d->story_first < newer - d->story_first) {
        if (id_equal(kept_at(d, at)->story, story)) {
            *serial = at;
            return true;
        }
        newer = at;
        at = kept_at(d, at)->older_by_story;
    }
    return false;
}

/* ---- forgetting ------------------------------------------------------------------------------------------ */

static size_t cost_of_terms(const struct kept *k)
{
    const size_t row = sizeof(struct key_row) + sizeof(struct term_weights) + KEYS_IN_ROW * sizeof(uint32_t);

    return index_rows(k->terms) * row + k->terms_seen * (sizeof(uint32_t) + sizeof(struct tally_slot));
}

static size_t cost_of_rest(const struct kept *k)
{
    const size_t row = sizeof(struct key_row) + KEYS_IN_ROW * sizeof(uint32_t);

    return sizeof(*k) + 4 * sizeof(uint32_t) + index_rows(k->shingles) * row + k->numbers * sizeof(uint32_t);
}

static void forget_terms(struct dedup *d)
{
    struct kept *k = kept_at(d, d->story_first);

    d->bytes -= cost_of_terms(k);
    index_forget(&d->by_term, k->term_row, k->terms);
    rows_forget(&d->weights, k->term_row + index_rows(k->terms));
    for (uint32_t i = 0; i < k->terms_seen; i++)
        tally_drop(&d->counts.uses, *(uint32_t *)rows_at(&d->seen, k->seen_row + i));
    rows_forget(&d->seen, k->seen_row + k->terms_seen);
    k->terms = k->terms_seen = 0;
    d->counts.founders -= k->founder;
    d->story_first++;
}

static void forget_item(struct dedup *d)
{
    struct kept *k = kept_at(d, d->items.first);

    if (d->story_first == d->items.first)
        forget_terms(d);
    d->bytes -= cost_of_rest(k);
    d->stories -= id_equal(k->story, k->id);
    index_forget(&d->by_shingle, k->shingle_row, k->shingles);
    rows_forget(&d->numbers, k->number_row + k->numbers);
    rows_forget(&d->items, d->items.first + 1);
}

void memory_forget_old(struct dedup *d, int64_t now)
{
    while (story_items(d) > 0 && kept_at(d, d->story_first)->now < now - d->limits.story_window_s)
        forget_terms(d);
    while (rows_count(&d->items) > 0 && kept_at(d, d->items.first)->now < now - d->limits.window_s)
        forget_item(d);
}

/* ---- remembering ----------------------------------------------------------------------------------------- */

static void add_shingles(struct dedup *d, struct kept *k, uint32_t serial, bool counts)
{
    const struct shingles *s = &d->shingles;

    k->shingles = (uint16_t)s->count;
    k->words = (uint16_t)(s->words < UINT16_MAX ? s->words : UINT16_MAX);
    k->shingle_row = index_add(&d->by_shingle, serial, s->key, s->count, counts);
    k->numbers = (uint8_t)s->numbers;
    k->title_numbers = (uint8_t)s->title_numbers;
    k->number_row = rows_add(&d->numbers, (uint32_t)s->numbers);
    for (uint32_t i = 0; i < s->numbers; i++)
        *(uint32_t *)rows_at(&d->numbers, k->number_row + i) = s->number[i];
}

static void add_terms(struct dedup *d, struct kept *k, uint32_t serial)
{
    const struct terms *t = &d->terms;
    uint32_t keys[TERMS_MAX];

    for (size_t i = 0; i < t->kept; i++)
        keys[i] = t->term[i].key;
    k->terms = (uint8_t)t->kept;
    k->term_row = index_add(&d->by_term, serial, keys, t->kept, false);
    must(rows_add(&d->weights, index_rows(t->kept)) == k->term_row);
    for (uint32_t i = 0; i < t->kept; i++) {
        struct term_weights *w = rows_at(&d->weights, k->term_row + i / KEYS_IN_ROW);

        w->weight[i % KEYS_IN_ROW] = (uint16_t)t->term[i].weight;
    }
    k->founder = id_equal(k->story, k->id);
    k->terms_seen = k->founder ? (uint8_t)t->count : 0;
    d->counts.founders += k->founder;
    k->seen_row = rows_add(&d->seen, k->terms_seen);
    for (uint32_t i = 0; i < k->terms_seen; i++) {
        *(uint32_t *)rows_at(&d->seen, k->seen_row + i) = t->term[i].key;
        tally_add(&d->counts.uses, t->term[i].key);
    }
}

void memory_add(struct dedup *d, const struct dedup_item *item, struct id root, struct id story)
{
    uint32_t serial = rows_add(&d->items, 1);
    struct kept *k = kept_at(d, serial);
    bool counts = id_equal(root, item->id) && id_is_zero(item->revision_of);

    k->id = item->id;
    k->root = root;
    k->story = story;
    k->now = item->now;
    k->outlet = memory_outlet(item->outlet);
    add_shingles(d, k, serial, counts);
    add_terms(d, k, serial);
    d->stories += id_equal(story, item->id);
    d->bytes += cost_of_terms(k) + cost_of_rest(k);
    link_item(d, serial);
    if (rows_count(&d->items) >> d->bucket_bits && d->bucket_bits < LAST_BUCKET_BITS)
        widen(d);
    while (d->bytes > d->limits.memory_bytes && rows_count(&d->items) > 1) {
        forget_item(d);
        d->forgotten_early++;
    }
}
