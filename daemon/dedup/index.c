/*
 * index.c - a sorted array with gaps
 *
 * An entry's home is where its key would stand if keys were evenly spread, as hashes are; it stands there or behind,
 * and all entries stand in order of their keys, those of one key in order of age. So a look-up reads a line or two of
 * memory and the owners of a key one behind the other, and no entry needs a link. Adding moves the entries behind up
 * to the next gap; dropping closes the gap. In 64 parts, each widened and narrowed by itself by an eighth, so that
 * nothing large is ever moved at once, and the array is never much larger than what stands in it.
 *
 * What is found depends on the entries alone, not on the order in which others came and went: the newest sixteen of
 * a key are also the newest sixteen after older ones were dropped.
 *
 * Limits: who crafts keys that crowd in one place finds it full (CROWD): his entries, and the few of others that
 * belong there, are left out.
 * Fatal: nothing. Bugs: none known.
 */
#include <stdlib.h>
#include <string.h>

#include "base.h"

#include "index.h"

enum { HOMES_LEAST = 32, CROWD = 4096, ROOM = 64 };

static struct index_part *part_of(const struct index *x, uint32_t key)
{
    return (struct index_part *)&x->part[key >> (32 - INDEX_PARTS_BITS)];
}

/* Behind the last home there is room for those that are crowded out of it. */
static void part_init(struct index_part *p, uint32_t homes, bool weighted)
{
    *p = (struct index_part){.homes = homes};
    p->slots = homes + ROOM + (homes / 8 < CROWD ? homes / 8 : CROWD);
    p->slot = memory_get(p->slots * sizeof(*p->slot));
    if (weighted)
        p->weight = memory_get(p->slots * sizeof(*p->weight));
}

static void part_release(struct index_part *p)
{
    free(p->slot);
    free(p->weight);
}

void index_init(struct index *x, unsigned full_percent, bool weighted)
{
    *x = (struct index){.full_percent = full_percent, .weighted = weighted};
    for (size_t i = 0; i < INDEX_PARTS; i++)
        part_init(&x->part[i], HOMES_LEAST, weighted);
}

void index_release(struct index *x)
{
    for (size_t i = 0; i < INDEX_PARTS; i++)
        part_release(&x->part[i]);
    *x = (struct index){0};
}

/* The first slot of this key, or where it would stand. */
static uint32_t seek(const struct index_part *p, uint32_t key)
{
    uint32_t at = index_home(p, key);

    while (at < p->slots && p->slot[at].key && p->slot[at].key < key)
        at++;
    return at;
}

static uint32_t seek_end(const struct index_part *p, uint32_t key, uint32_t at)
{
    while (at < p->slots && p->slot[at].key == key)
        at++;
    return at;
}

static void resize(struct index *x, struct index_part *p, uint32_t homes)
{
    struct index_part other;
    uint32_t next = 0;

    part_init(&other, homes, x->weighted);
    for (uint32_t i = 0; i < p->slots; i++) {
        uint32_t home;

        if (!p->slot[i].key)
            continue;
        home = index_home(&other, p->slot[i].key);
        if (next < home)
            next = home;
        if (next == other.slots)
            break;
        other.slot[next] = p->slot[i];
        if (p->weight)
            other.weight[next] = p->weight[i];
        next++;
        other.used++;
    }
    x->used -= p->used - other.used;
    part_release(p);
    *p = other;
}

/* Moves so many entries. */
static void move(struct index_part *p, uint32_t to, uint32_t from, uint32_t count)
{
    memmove(&p->slot[to], &p->slot[from], count * sizeof(*p->slot));
    if (p->weight)
        memmove(&p->weight[to], &p->weight[from], count * sizeof(*p->weight));
}

static void put(struct index_part *p, uint32_t at, uint32_t key, uint32_t owner, uint16_t weight)
{
    p->slot[at] = (struct index_entry){key, owner};
    if (p->weight)
        p->weight[at] = weight;
}

void index_add(struct index *x, uint32_t key, uint32_t owner, uint16_t weight)
{
    struct index_part *p = part_of(x, key);
    uint32_t first, end, gap;

    if ((uint64_t)p->used * 100 >= (uint64_t)p->homes * x->full_percent)
        resize(x, p, p->homes + p->homes / 8);
    first = seek(p, key);
    end = gap = seek_end(p, key, first);
    if (end - first >= INDEX_NEWEST) {
        move(p, first, first + 1, end - 1 - first);
        put(p, end - 1, key, owner, weight);
        return;
    }
    while (gap < p->slots && gap - end < CROWD && p->slot[gap].key)
        gap++;
    if (gap == p->slots || p->slot[gap].key || end - index_home(p, key) >= CROWD)
        return;
    move(p, end + 1, end, gap - end);
    put(p, end, key, owner, weight);
    p->used++;
    x->used++;
}

void index_drop(struct index *x, uint32_t key, uint32_t owner)
{
    struct index_part *p = part_of(x, key);
    uint32_t at = seek(p, key), end;

    while (at < p->slots && p->slot[at].key == key && p->slot[at].owner != owner)
        at++;
    if (at == p->slots || p->slot[at].key != key)
        return;
    for (end = at + 1; end < p->slots && p->slot[end].key && index_home(p, p->slot[end].key) < end;)
        end++;
    move(p, at, at + 1, end - 1 - at);
    p->slot[end - 1] = (struct index_entry){0};
    p->used--;
    x->used--;
    if (p->homes > HOMES_LEAST && (uint64_t)p->used * 115 < (uint64_t)p->homes * x->full_percent)
        resize(x, p, p->homes - p->homes / 16 > HOMES_LEAST ? p->homes - p->homes / 16 : HOMES_LEAST);
}

size_t index_find(const struct index *x, uint32_t key, uint32_t owners[INDEX_NEWEST],
                  uint16_t weights[INDEX_NEWEST])
{
    const struct index_part *p = part_of(x, key);
    uint32_t first = seek(p, key), end = seek_end(p, key, first);

    for (uint32_t i = end; i > first; i--)
        owners[end - i] = p->slot[i - 1].owner;
    for (uint32_t i = end; weights && i > first; i--)
        weights[end - i] = p->weight[i - 1];
    return end - first;
}
