/*
 * candidates.c - from anchors to the items that hold them, and what these share with the text
 *
 * Candidates are the newest items that hold one of the text's anchors among theirs; those that hold more first, then
 * the newer; not many that hold but one, which may be any phrase. That bound is part of the algorithm: a copy holds
 * many anchors of its original, rare ones among them.
 *
 * A shingle that stands in four candidates which are originals is boilerplate: an outlet's footer, a form that is
 * filled in every day. Counting among the candidates, and not in all that is remembered, keeps "in the middle of"
 * what it is however much is remembered, and no shingle but the anchors has to be indexed. What was boilerplate when
 * an item came is marked in its shingles: so its own outlet's footer is known when the other text has none.
 *
 * Fatal: nothing. Bugs: boilerplate of which no shingle is an anchor is not noticed; it is too little to matter.
 */
#include <string.h>

#include "base.h"

#include "candidates.h"
#include "memory.h"

enum { ADDRESS_COUNTS = ANCHORS_MAX, FOUND_MAX = (ANCHORS_MAX + 1) * INDEX_NEWEST, FOUND_SLOTS = 1024 };
#define BOILERPLATE_USES 4u
#define SINGLES_MAX 24u       /* candidates that hold but one of the anchors; */
#define SINGLES_MAX_SHORT 12u /* of a short text, in which one is less by chance */
#define HEAD 64u
#define LEDE_SLACK 40u
#define START_SLACK 2u

struct found {
    uint32_t serial[FOUND_MAX];
    uint16_t anchors[FOUND_MAX];
    size_t count;
    uint16_t slot[FOUND_SLOTS];
};

static void note(struct found *f, uint32_t serial, unsigned anchors)
{
    uint32_t at = serial * 0x9E3779B1u >> 22;

    while (f->slot[at % FOUND_SLOTS] && f->serial[f->slot[at % FOUND_SLOTS] - 1] != serial)
        at++;
    if (!f->slot[at % FOUND_SLOTS]) {
        f->serial[f->count] = serial;
        f->anchors[f->count++] = 0;
        f->slot[at % FOUND_SLOTS] = (uint16_t)f->count;
    }
    f->anchors[f->slot[at % FOUND_SLOTS] - 1] += (uint16_t)anchors;
}

static void ask(const struct dedup *d, struct found *f, uint32_t key, unsigned anchors)
{
    uint32_t owners[INDEX_NEWEST];
    size_t n = index_find(&d->by_anchor, key, owners, NULL);

    for (size_t i = 0; i < n; i++)
        note(f, owners[i], anchors);
}

static void find(const struct dedup *d, uint32_t address, struct found *f)
{
    const struct shingles *s = &d->shingles;

    f->count = 0;
    memset(f->slot, 0, sizeof(f->slot));
    if (address)
        ask(d, f, address, ADDRESS_COUNTS);
    for (size_t i = 0; i < s->anchors; i++)
        ask(d, f, s->anchor[i], 1);
}

static bool is_before(const struct dedup *d, const struct found *f, size_t a, size_t b)
{
    if (f->anchors[a] != f->anchors[b])
        return f->anchors[a] > f->anchors[b];
    return d->items.next - f->serial[a] < d->items.next - f->serial[b];
}

static void select_first(const struct dedup *d, const struct found *f, struct candidates *c)
{
    size_t order[CANDIDATES_MAX], n = 0;
    size_t singles = d->shingles.count > HEAD ? SINGLES_MAX : SINGLES_MAX_SHORT;

    for (size_t i = 0; i < f->count; i++) {
        size_t at;

        if (n == CANDIDATES_MAX && !is_before(d, f, i, order[n - 1]))
            continue;
        at = n < CANDIDATES_MAX ? n++ : n - 1;
        for (; at > 0 && is_before(d, f, i, order[at - 1]); at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    while (n > singles && f->anchors[order[n - 1 - singles]] < 2)
        n--;
    c->count = n;
    for (size_t i = 0; i < n; i++) {
        c->list[i] = (struct candidate){.serial = f->serial[order[i]]};
        __builtin_prefetch(item_at(d, c->list[i].serial));
    }
    for (size_t i = 0; i < n; i++) {
        c->list[i].kept = kept_at(d, c->list[i].serial);
        c->list[i].now = item_at(d, c->list[i].serial)->now;
        __builtin_prefetch(c->list[i].kept);
        __builtin_prefetch((const char *)c->list[i].kept + 64);
        __builtin_prefetch((const char *)c->list[i].kept + 128);
        __builtin_prefetch((const char *)c->list[i].kept + 192);
    }
}

/* Lists the places of the shared shingles. */
static void compare(const struct shingles *s, struct candidate *c, uint16_t *shared)
{
    const uint32_t *key = kept_shingles(c->kept);
    uint32_t count = c->kept->shingles;
    bool mine_is_longer = s->count > count;
    uint32_t shorter = mine_is_longer ? count : (uint32_t)s->count;
    uint32_t lede = 2 * shorter + LEDE_SLACK, start = shorter + START_SLACK;

    for (uint32_t i = 0; i < count; i++) {
        int at = shingles_find(s, key[i] & ~KEY_FLAG);
        uint32_t place;

        if (at < 0) {
            c->theirs_alone += key[i] & KEY_FLAG ? WEIGHT_BOILERPLATE : WEIGHT_PLAIN;
            continue;
        }
        place = mine_is_longer ? (uint32_t)at : i;
        shared[c->shared++] = (uint16_t)at;
        c->in_start += place < start;
        c->in_head += place < HEAD;
        c->in_lede += place < lede;
    }
}

void candidates_find(struct dedup *d, uint32_t address)
{
    struct candidates *c = &d->candidates;
    uint8_t uses[SHINGLES_MAX];
    uint32_t listed = 0;
    struct found f;

    find(d, address, &f);
    select_first(d, &f, c);
    memset(uses, 0, d->shingles.count);
    for (size_t i = 0; i < c->count; i++) {
        struct candidate *one = &c->list[i];

        one->first = listed;
        compare(&d->shingles, one, &c->shared[listed]);
        for (uint32_t k = 0; one->kept->original && k < one->shared; k++)
            uses[c->shared[listed + k]]++;
        listed += one->shared;
    }
    c->weight_of_all = 0;
    for (size_t i = 0; i < d->shingles.count; i++) {
        c->weight[i] = uses[i] < BOILERPLATE_USES ? WEIGHT_PLAIN : WEIGHT_BOILERPLATE;
        c->weight_of_all += c->weight[i];
    }
}
