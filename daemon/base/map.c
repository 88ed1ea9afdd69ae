/*
 * map.c - id → 64 bits, open addressing with linear probing, at most 3/4 full; removal shifts back
 *
 * Keys come from hash functions, so their low bits are their hash.
 * Fatal: no memory. Bugs: none known.
 */
#include <stdlib.h>

#include "base.h"

#define FIRST_SLOTS 64

struct slot {
    struct id key;
    uint64_t value;
    bool used;
};

struct map {
    struct slot *slots;
    size_t size, count; /* size is a power of two */
};

struct map *map_new(void)
{
    struct map *m = memory_get(sizeof(*m));

    m->size = FIRST_SLOTS;
    m->slots = memory_get(m->size * sizeof(*m->slots));
    return m;
}

void map_free(struct map **m)
{
    if (!*m)
        return;
    free((*m)->slots);
    free(*m);
    *m = NULL;
}

static size_t home(const struct map *m, struct id key)
{
    return (size_t)(key.lo ^ key.hi) & (m->size - 1);
}

/* The slot of the key, or the free one where it would go. */
static size_t find(const struct map *m, struct id key)
{
    size_t i = home(m, key);

    while (m->slots[i].used && !id_equal(m->slots[i].key, key))
        i = (i + 1) & (m->size - 1);
    return i;
}

bool map_get(const struct map *m, struct id key, uint64_t *value)
{
    size_t i = find(m, key);

    if (m->slots[i].used && value)
        *value = m->slots[i].value;
    return m->slots[i].used;
}

static void grow(struct map *m)
{
    struct slot *old = m->slots;
    size_t old_size = m->size;

    m->size *= 2;
    m->slots = memory_get(m->size * sizeof(*m->slots));
    for (size_t i = 0; i < old_size; i++) {
        if (old[i].used)
            m->slots[find(m, old[i].key)] = old[i];
    }
    free(old);
}

void map_put(struct map *m, struct id key, uint64_t value)
{
    size_t i = find(m, key);

    if (!m->slots[i].used && m->count + 1 > m->size / 4 * 3) {
        grow(m);
        i = find(m, key);
    }
    m->count += !m->slots[i].used;
    m->slots[i] = (struct slot){key, value, true};
}

bool map_remove(struct map *m, struct id key)
{
    size_t i = find(m, key), next = i, mask = m->size - 1;

    if (!m->slots[i].used)
        return false;
    for (;;) {
        next = (next + 1) & mask;
        if (!m->slots[next].used)
            break;
        if (((next - home(m, m->slots[next].key)) & mask) >= ((next - i) & mask)) {
            m->slots[i] = m->slots[next];
            i = next;
        }
    }
    m->slots[i].used = false;
    m->count--;
    return true;
}

size_t map_count(const struct map *m)
{
    return m->count;
}

bool map_next(const struct map *m, size_t *cursor, struct id *key, uint64_t *value)
{
    for (; *cursor < m->size; (*cursor)++) {
        if (m->slots[*cursor].used) {
            *key = m->slots[*cursor].key;
            *value = m->slots[*cursor].value;
            (*cursor)++;
            return true;
        }
    }
    return false;
}
