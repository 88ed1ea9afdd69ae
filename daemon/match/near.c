/*
 * near.c - NEAR, BEFORE and counts: what depends on places
 *
 * A chain a NEAR/3 b BEFORE/5 c holds when some a, b, c stand so that each step holds, the next operand near the one
 * before it, all in one text. Forwards, each operand keeps the places that some kept place of the one before is near to; if the
 * last keeps one, the chain holds. Backwards, places that lead nowhere are dropped: what is left took part, and is a hit.
 * Two places that share a word are not near each other: one word is not two.
 *
 * Fatal: no memory. Bugs: none known.
 */
#include "match.h"

#include "scan.h"

struct group {
    size_t from, count; /* in s->spots, by place */
    uint32_t step;      /* gap and STEP_ORDERED to the group before */
};

static bool step_holds(const struct scan *s, struct spot left, struct spot right, uint32_t step)
{
    uint32_t gap = step & ~STEP_ORDERED;

    if (s->places[left.place].stream != s->places[right.place].stream)
        return false;
    if (left.place + left.words <= right.place)
        return right.place - (left.place + left.words) <= gap;
    if (step & STEP_ORDERED || right.place + right.words > left.place)
        return false;
    return left.place - (right.place + right.words) <= gap;
}

/* The first spot of the group that is not too far before this place, whatever its length. */
static size_t first_within(const struct scan *s, const struct group *g, uint32_t place, uint32_t gap)
{
    uint32_t reach = gap + TERM_WORDS, least = place > reach ? place - reach : 0;
    size_t low = 0, high = g->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (s->spots.list[g->from + middle].place < least)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Is some spot of the group, as the left or right operand of the step, near this one? */
static bool near_some(const struct scan *s, const struct group *g, struct spot spot, uint32_t step,
                      bool is_left)
{
    uint32_t gap = step & ~STEP_ORDERED;

    for (size_t i = first_within(s, g, spot.place, gap); i < g->count; i++) {
        struct spot other = s->spots.list[g->from + i];

        if (other.place > spot.place + spot.words + gap)
            return false;
        if (is_left ? step_holds(s, spot, other, step) : step_holds(s, other, spot, step))
            return true;
    }
    return false;
}

/* Keeps the spots of g that are near some spot of the other group. */
static void keep_near(struct scan *s, struct group *g, const struct group *other, uint32_t step, bool is_left)
{
    size_t kept = 0;

    for (size_t i = 0; i < g->count; i++) {
        struct spot spot = s->spots.list[g->from + i];

        if (near_some(s, other, spot, step, is_left))
            s->spots.list[g->from + kept++] = spot;
    }
    g->count = kept;
}

static void found_spots(struct scan *s, const struct group *g)
{
    for (size_t i = 0; i < g->count && i < RULE_HITS; i++)
        found_put(s, spot_found(s, s->spots.list[g->from + i]));
}

bool near_holds(struct scan *s, const uint32_t *cell, bool gather)
{
    const uint32_t *end = cell + cell_length(cell);
    size_t from = s->spots.count, operands = 0, n = 0;
    struct group *groups;
    bool holds = true;

    for (const uint32_t *c = cell + 2; c < end; c += 1 + cell_length(c + 1))
        operands++;
    groups = arena_get(s->arena, operands * sizeof(*groups));
    for (const uint32_t *c = cell + 2; c < end && holds; c += 1 + cell_length(c + 1), n++) {
        groups[n] = (struct group){.from = s->spots.count, .step = *c};
        spots_gather(s, c + 1);
        groups[n].count = s->spots.count - groups[n].from;
        if (n > 0)
            keep_near(s, &groups[n], &groups[n - 1], groups[n].step, false);
        holds = groups[n].count > 0;
    }
    if (holds && gather) {
        while (n-- > 0) {
            if (n + 1 < operands)
                keep_near(s, &groups[n], &groups[n + 1], groups[n + 1].step, true);
            found_spots(s, &groups[n]);
        }
    }
    s->spots.count = from;
    return holds;
}

/* So many different beginnings in one text; each text that has them gives its places. */
bool count_holds(struct scan *s, const uint32_t *cell, bool gather)
{
    size_t from = s->spots.count, end;
    bool holds = false;

    spots_gather(s, cell + 2);
    for (size_t i = from; i < s->spots.count; i = end) {
        uint32_t stream = s->places[s->spots.list[i].place].stream, count = 0;

        for (end = i; end < s->spots.count && s->places[s->spots.list[end].place].stream == stream; end++)
            count += end == i || s->spots.list[end].place != s->spots.list[end - 1].place;
        if (count < cell[1])
            continue;
        holds = true;
        if (gather)
            found_spots(s, &(struct group){.from = i, .count = end - i});
    }
    s->spots.count = from;
    return holds;
}
