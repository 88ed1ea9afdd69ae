/*
 * duplicate.c - tier 1: from anchors to candidates, from candidates to the best copy
 *
 * Candidates are the newest items that hold one of the text's anchors; those that hold more anchors first, then
 * the newer. The best is the one with the highest resemblance plus containment; ties go to the earliest item.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "base.h"

#include "duplicate.h"
#include "verify.h"

enum { POSTINGS = 64, CANDIDATES = 48, FOUND_MAX = ANCHORS_MAX * POSTINGS, FOUND_SLOTS = 4096 };

struct found {
    uint32_t serial[FOUND_MAX];
    uint16_t anchors[FOUND_MAX];
    size_t count;
    uint16_t slot[FOUND_SLOTS];
};

static void note(struct found *f, uint32_t serial)
{
    uint32_t at = serial * 0x9E3779B1u >> 20;

    for (; f->slot[at % FOUND_SLOTS]; at++) {
        size_t i = f->slot[at % FOUND_SLOTS] - 1u;

        if (f->serial[i] == serial) {
            f->anchors[i]++;
            return;
        }
    }
    f->serial[f->count] = serial;
    f->anchors[f->count++] = 1;
    f->slot[at % FOUND_SLOTS] = (uint16_t)f->count;
}

static void find(const struct dedup *d, struct found *f)
{
    uint32_t anchors[ANCHORS_MAX];
    size_t n = shingles_anchors(&d->shingles, anchors);

    f->count = 0;
    memset(f->slot, 0, sizeof(f->slot));
    for (size_t i = 0; i < n; i++) {
        struct index_walk w = index_find(&d->by_shingle, anchors[i]);

        for (int k = 0; k < POSTINGS && index_next(&d->by_shingle, &w); k++)
            note(f, w.owner);
    }
}

/* Moves the best candidate from i on to i: most anchors, then the newest. */
static void select_next(const struct dedup *d, struct found *f, size_t i)
{
    size_t best = i;

    for (size_t k = i + 1; k < f->count; k++) {
        if (f->anchors[k] > f->anchors[best] ||
            (f->anchors[k] == f->anchors[best] &&
             d->items.next - f->serial[k] < d->items.next - f->serial[best]))
            best = k;
    }
    uint32_t serial = f->serial[best];
    uint16_t anchors = f->anchors[best];
    f->serial[best] = f->serial[i];
    f->anchors[best] = f->anchors[i];
    f->serial[i] = serial;
    f->anchors[i] = anchors;
}

/* Resemblance plus containment, 30 bits of fraction each. */
static uint64_t rank_of(const struct likeness *l)
{
    uint64_t either = (uint64_t)l->mine + l->theirs - l->both;

    return ((uint64_t)l->both << 30) / either + ((uint64_t)l->both << 30) / l->least;
}

struct choice {
    uint32_t serial;
    bool known, copy;
    uint64_t rank;
    struct likeness likeness;
    struct span veto;
};

static bool is_better(const struct dedup *d, const struct choice *a, const struct choice *b)
{
    if (!b->known || a->copy != b->copy)
        return !b->known || a->copy;
    if (a->rank != b->rank)
        return a->rank > b->rank;
    return d->items.next - a->serial > d->items.next - b->serial;
}

static void consider(const struct dedup *d, const struct newcomer *n, uint32_t serial, struct choice *best)
{
    const struct kept *k = kept_at(d, serial);
    struct choice c = {.serial = serial, .known = true};
    bool may = verify_compare(d, n, k, &c.likeness);

    if (c.likeness.shared == 0 || (!may && best->known))
        return; /* one that cannot be a copy is only worth telling when there is no other */
    verify_weigh_theirs(d, k, n, &c.likeness);
    c.rank = rank_of(&c.likeness);
    if (verify_is_copy(&c.likeness)) {
        c.veto = verify_veto(d, n, k, &c.likeness);
        c.copy = c.veto.len == 0;
    }
    if (is_better(d, &c, best))
        *best = c;
}

bool duplicate_find(struct dedup *d, const struct dedup_item *item, struct why_duplicate *why,
                    uint32_t *serial)
{
    struct newcomer n = {.item = item, .outlet = memory_outlet(item->outlet)};
    struct choice best = {0};
    struct found f;

    find(d, &f);
    if (f.count == 0)
        return false;
    verify_weigh(d, &n);
    for (size_t i = 0; i < f.count && i < CANDIDATES; i++) {
        select_next(d, &f, i);
        consider(d, &n, f.serial[i], &best);
    }
    if (!best.known)
        return false;
    *why = (struct why_duplicate){
        .known = true,
        .candidate = kept_at(d, best.serial)->id,
        .jaccard = (double)best.likeness.both /
                   (double)(best.likeness.mine + best.likeness.theirs - best.likeness.both),
        .containment = (double)best.likeness.both / (double)best.likeness.least,
        .shared = best.likeness.shared,
        .veto = best.veto,
    };
    *serial = best.serial;
    return best.copy;
}
