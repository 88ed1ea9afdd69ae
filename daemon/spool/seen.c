/*
 * seen.c - which revisions of which items are in the records
 *
 * One map holds both facts: the id of the first revision → how many there are, and the hash of (that id, a
 * text) → 1. It is rebuilt from the records at start. Nothing is forgotten: what stands on a page stays known
 * whatever its age. Fatal: no memory. Bugs: memory grows with the records that are kept, about 90 bytes an
 * item.
 */
#include <stdlib.h>

#include "spool.h"

struct seen {
    struct map *map;
    size_t items;
};

struct seen *seen_new(void)
{
    struct seen *s = memory_get(sizeof(*s));

    s->map = map_new();
    return s;
}

void seen_free(struct seen **s)
{
    if (!*s)
        return;
    map_free(&(*s)->map);
    free(*s);
    *s = NULL;
}

int64_t seen_revisions(const struct seen *s, struct id first)
{
    uint64_t n = 0;

    return map_get(s->map, first, &n) ? (int64_t)n : 0;
}

static struct id text_key(struct id first, struct id text_hash)
{
    uint64_t both[4] = {first.hi, first.lo, text_hash.hi, text_hash.lo};

    return hash128(both, sizeof(both));
}

bool seen_text(const struct seen *s, struct id first, struct id text_hash)
{
    return map_get(s->map, text_key(first, text_hash), NULL);
}

void seen_add(struct seen *s, struct id first, struct id text_hash, int64_t revision)
{
    int64_t had = seen_revisions(s, first);

    must(revision > 0);
    s->items += had == 0;
    if (revision > had)
        map_put(s->map, first, (uint64_t)revision);
    map_put(s->map, text_key(first, text_hash), 1);
}

size_t seen_count(const struct seen *s)
{
    return s->items;
}
