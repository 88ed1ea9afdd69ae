/*
 * longest.c - the longest run of words that two texts share
 *
 * If they share a run of n words they share one of n-1: the longest is found by bisection, each step by hashing all
 * runs of one length (Karp and Rabin). Of equals the earliest in `a`.
 * Limits: 20,000 words of each text are looked at. Linear memory, n log n time.
 * Fatal: nothing. Bugs: two runs with one 64-bit hash are taken for the same; nobody can be harmed by it.
 */
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "dedup.h"

#define WORDS_MAX 20000u
#define BASE 0x9E3779B97F4A7C15u

struct runs {
    uint64_t *slot; /* hashes of the runs of b; 0: empty */
    size_t mask;
};

static size_t words_in(const struct words *w)
{
    return w->count < WORDS_MAX ? w->count : WORDS_MAX;
}

static uint64_t mix(uint64_t h)
{
    h ^= h >> 29;
    h *= 0xBF58476D1CE4E5B9u;
    return (h ^ h >> 32) | 1u;
}

/* The hash of the run of n words that ends before i, from the one before it. */
static uint64_t roll(const struct words *w, size_t i, size_t n, uint64_t h, uint64_t power)
{
    h = h * BASE + w->list[i - 1].hash;
    return i > n ? h - w->list[i - 1 - n].hash * power : h;
}

static uint64_t power_of(size_t n)
{
    uint64_t p = 1;

    while (n-- > 0)
        p *= BASE;
    return p;
}

static void add(struct runs *r, uint64_t h)
{
    size_t at = h >> 1;

    while (r->slot[at & r->mask] && r->slot[at & r->mask] != h)
        at++;
    r->slot[at & r->mask] = h;
}

static bool has(const struct runs *r, uint64_t h)
{
    size_t at = h >> 1;

    while (r->slot[at & r->mask] && r->slot[at & r->mask] != h)
        at++;
    return r->slot[at & r->mask] != 0;
}

static bool share_run(const struct words *a, const struct words *b, size_t n, struct runs *r, size_t *at)
{
    uint64_t power = power_of(n), h = 0;

    memset(r->slot, 0, (r->mask + 1) * sizeof(*r->slot));
    for (size_t i = 1; i <= words_in(b); i++) {
        h = roll(b, i, n, h, power);
        if (i >= n)
            add(r, mix(h));
    }
    h = 0;
    for (size_t i = 1; i <= words_in(a); i++) {
        h = roll(a, i, n, h, power);
        if (i >= n && has(r, mix(h))) {
            *at = i - n;
            return true;
        }
    }
    return false;
}

void dedup_longest_shared(const struct words *a, const struct words *b, uint32_t *start, uint32_t *end)
{
    size_t low = 0, high = words_in(a) < words_in(b) ? words_in(a) : words_in(b);
    size_t at = 0, found = 0;
    struct runs r = {.mask = 15};

    while (r.mask < words_in(b) * 2)
        r.mask = r.mask * 2 + 1;
    r.slot = memory_get((r.mask + 1) * sizeof(*r.slot));
    while (low < high) {
        size_t n = low + (high - low + 1) / 2;

        if (share_run(a, b, n, &r, &at)) {
            low = n;
            found = at;
        } else {
            high = n - 1;
        }
    }
    free(r.slot);
    *start = low ? a->list[found].start : 0;
    *end = low ? a->list[found + low - 1].end : 0;
}
