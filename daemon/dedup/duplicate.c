/*
 * duplicate.c - tier 1: from candidates to the best copy
 *
 * The best is the one with the highest resemblance plus containment; ties go to the earliest item. A copy goes
 * before one that is none.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "base.h"

#include "duplicate.h"
#include "verify.h"

struct choice {
    const struct candidate *candidate;
    bool copy, page;
    uint64_t rank;
    struct likeness likeness;
    struct span veto;
};

static uint64_t part_of(uint32_t part, uint32_t whole)
{
    return whole ? ((uint64_t)part << 30) / whole : 0;
}

static bool is_better(const struct dedup *d, const struct choice *a, const struct choice *b)
{
    if (!b->candidate || a->copy != b->copy)
        return !b->candidate || a->copy;
    if (a->rank != b->rank)
        return a->rank > b->rank;
    return d->items.next - a->candidate->serial > d->items.next - b->candidate->serial;
}

static void consider(const struct dedup *d, const struct newcomer *n, const struct candidate *candidate,
                     struct choice *best)
{
    struct choice c = {.candidate = candidate};
    bool copy;

    verify_weigh(d, candidate, &c.likeness);
    copy = verify_is_copy(d, candidate->kept, &c.likeness);
    c.page = verify_is_same_page(n, candidate, &c.likeness);
    if (c.likeness.shared == 0 && !c.page)
        return;
    if (copy)
        c.veto = verify_veto(d, n, candidate, &c.likeness);
    c.copy = copy && c.veto.len == 0;
    if (c.page && !c.copy) {
        c.veto = verify_veto_page(d, n, candidate, &c.likeness);
        c.copy = c.veto.len == 0;
    }
    c.rank = part_of(c.likeness.both, c.likeness.either) + part_of(c.likeness.both, c.likeness.least);
    if (is_better(d, &c, best))
        *best = c;
}

bool duplicate_find(const struct dedup *d, const struct dedup_item *item, struct why_duplicate *why,
                    struct near_copy *out)
{
    const struct newcomer n = {.now = item->now,
                               .outlet = memory_outlet(item->outlet),
                               .address = memory_address(item->url),
                               .title = memory_title(item->title)};
    struct choice best = {0};

    for (size_t i = 0; i < d->candidates.count; i++)
        consider(d, &n, &d->candidates.list[i], &best);
    if (!best.candidate)
        return false;
    *why = (struct why_duplicate){
        .known = true,
        .candidate = best.candidate->kept->id,
        .shared = best.likeness.shared,
        .veto = best.veto,
        .url = best.page,
    };
    if (best.likeness.shared > 0) {
        why->jaccard = (double)best.likeness.both / (double)best.likeness.either;
        why->containment = (double)best.likeness.both / (double)best.likeness.least;
    }
    out->serial = best.candidate->serial;
    out->is_series = verify_is_series(d, &n, best.candidate, best.veto);
    return best.copy;
}
