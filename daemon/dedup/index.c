/*
 * index.c - hash chains over a queue, as LZ77 compressors keep them
 *
 * A place is row * 8 + column. Each bucket names the newest place of its chain, each place the next older one of
 * its bucket. Since places die in the order in which they came, a chain ends at the first dead place, and
 * forgetting needs no walk: links into the dead are simply not followed. Numbers wrap around; a link that a very
 * old place seems to make alive again leads into another bucket's chain, where no key of this bucket is found;
 * a walk goes only from younger to older and so ends.
 *
 * Memory: 68 bytes for eight keys and two to four a key for the buckets, half of what a table of keys with lists
 * behind it needs when nearly all keys are met once, as shingles are.
 * Fatal: nothing. Bugs: a bucket shared with a key that thousands of items hold may hide older owners
 * (INDEX_STEPS): one in millions, and only makes a candidate be missed.
 */
#include <stdlib.h>

#include "base.h"

#include "index.h"

#define FIRST_BITS 10u
#define LAST_BITS 29u
#define KEYS_A_BUCKET 2u

void index_init(struct index *x)
{
    *x = (struct index){.bits = FIRST_BITS};
    rows_init(&x->rows, sizeof(struct key_row));
    rows_forget(&x->rows, rows_add(&x->rows, 1) + 1); /* so that place 0, in every new bucket, is dead */
    x->bucket = memory_get(sizeof(*x->bucket) << x->bits);
}

void index_release(struct index *x)
{
    rows_release(&x->rows);
    free(x->bucket);
    *x = (struct index){0};
}

/* How many places ago, 1 for the newest; above `span` for the dead. */
static uint32_t age_of(const struct index *x, uint32_t place)
{
    return x->rows.next * KEYS_IN_ROW - place;
}

static bool is_live(const struct index *x, uint32_t place)
{
    uint32_t age = age_of(x, place);

    return age != 0 && age <= rows_count(&x->rows) * KEYS_IN_ROW;
}

static uint32_t row_of(const struct index *x, uint32_t place)
{
    return x->rows.next - (age_of(x, place) + KEYS_IN_ROW - 1) / KEYS_IN_ROW;
}

static uint32_t *bucket_of(const struct index *x, uint32_t key)
{
    return &x->bucket[key >> (32 - x->bits)];
}

static void link_row(struct index *x, uint32_t row)
{
    struct key_row *r = rows_at(&x->rows, row);

    for (uint32_t i = 0; i < KEYS_IN_ROW && r->key[i]; i++) {
        uint32_t *bucket = bucket_of(x, r->key[i]);

        r->older[i] = *bucket;
        *bucket = row * KEYS_IN_ROW + i;
    }
}

static void widen(struct index *x)
{
    uint32_t dead = x->rows.first * KEYS_IN_ROW - 1;

    x->bits++;
    free(x->bucket);
    x->bucket = memory_get(sizeof(*x->bucket) << x->bits);
    for (size_t i = 0; i < (size_t)1 << x->bits; i++)
        x->bucket[i] = dead;
    for (uint32_t row = x->rows.first; row != x->rows.next; row++)
        link_row(x, row);
}

uint32_t index_add(struct index *x, uint32_t owner, const uint32_t *keys, size_t count, bool counts)
{
    uint32_t rows = index_rows(count);
    uint32_t first = rows_add(&x->rows, rows);

    for (size_t i = 0; i < count; i++) {
        struct key_row *r = rows_at(&x->rows, first + (uint32_t)(i / KEYS_IN_ROW));

        r->owner = owner;
        r->key[i % KEYS_IN_ROW] = keys[i] | (counts ? KEY_COUNTS : 0);
    }
    for (uint32_t i = 0; i < rows; i++)
        link_row(x, first + i);
    x->keys += count;
    if (x->keys >> x->bits >= KEYS_A_BUCKET && x->bits < LAST_BITS)
        widen(x);
    return first;
}

void index_forget(struct index *x, uint32_t row, size_t count)
{
    must(x->keys >= count);
    rows_forget(&x->rows, row + index_rows(count));
    x->keys -= count;
}

void index_prefetch(const struct index *x, uint32_t key)
{
    __builtin_prefetch(bucket_of(x, key));
}

struct index_walk index_find(const struct index *x, uint32_t key)
{
    return (struct index_walk){.key = key, .place = *bucket_of(x, key)};
}

bool index_next(const struct index *x, struct index_walk *w)
{
    while (w->steps < INDEX_STEPS && is_live(x, w->place)) {
        uint32_t row = row_of(x, w->place), column = w->place % KEYS_IN_ROW;
        const struct key_row *r = rows_at(&x->rows, row);
        uint32_t older = r->older[column];
        bool found = (r->key[column] & ~KEY_COUNTS) == w->key;

        w->row = row;
        w->column = column;
        w->owner = r->owner;
        w->counts = r->key[column] & KEY_COUNTS;
        w->steps = age_of(x, older) > age_of(x, w->place) ? w->steps + 1 : INDEX_STEPS;
        w->place = older;
        if (is_live(x, older)) /* the caller has work to do meanwhile */
            __builtin_prefetch(rows_at(&x->rows, row_of(x, older)));
        if (found)
            return true;
    }
    return false;
}

unsigned index_uses(const struct index *x, uint32_t key, unsigned enough)
{
    struct index_walk w = index_find(x, key);
    unsigned uses = 0;

    for (unsigned looked = 0; looked < INDEX_LOOKED && uses < enough && index_next(x, &w); looked++)
        uses += w.counts;
    return uses;
}
