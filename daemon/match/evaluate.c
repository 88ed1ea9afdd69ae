/*
 * evaluate.c - does a rule hold for an item, and where?
 *
 * Asked with `gather`, a node that holds leaves its places behind, and one that does not hold leaves none. Under a NOT there is
 * nothing to gather, and an OR stops at its first side that holds.
 *
 * Fatal: no memory. Bugs: none known.
 */
#include "match.h"

#include "scan.h"

void found_put(struct scan *s, struct found f)
{
    struct founds *to = &s->founds;

    to->list = set_room(to->list, to->count, &to->cap, sizeof(*to->list));
    to->list[to->count++] = f;
}

static bool term_holds(struct scan *s, const uint32_t *cell, bool gather)
{
    uint32_t cursor = 0;
    struct spot spot;
    size_t found = 0;

    while (found < RULE_HITS && spot_next(s, cell, &cursor, &spot)) {
        found++;
        if (!gather)
            break;
        found_put(s, spot_found(s, spot));
    }
    return found > 0;
}

static bool list_holds(struct scan *s, const uint32_t *cell, bool gather)
{
    size_t from = s->spots.count, count;

    spots_gather(s, cell);
    count = s->spots.count - from;
    for (size_t i = 0; i < count && i < RULE_HITS && gather; i++)
        found_put(s, spot_found(s, s->spots.list[from + i]));
    s->spots.count = from;
    return count > 0;
}

static bool regex_holds(struct scan *s, const uint32_t *cell, bool gather)
{
    const struct regex *r = s->set->regexes[cell[1]];
    uint32_t looks = cell_head(cell).looks;
    size_t found = 0;

    if (!s->search)
        s->search = regex_search_new();
    for (uint32_t i = 0; i < s->stream_count; i++) {
        size_t start, end = 0;

        if (!(looks & LOOK_BIT(s->streams[i].look)))
            continue;
        while (found < RULE_HITS && regex_find(r, s->search, s->streams[i].text, &start, &end)) {
            found++;
            if (!gather)
                return true;
            found_put(s, (struct found){i, (uint32_t)start, (uint32_t)end});
        }
    }
    return found > 0;
}

static bool all_hold(struct scan *s, const uint32_t *cell, bool gather)
{
    const uint32_t *end = cell + cell_length(cell);
    size_t mark = s->founds.count;

    for (const uint32_t *c = cell + 2; c < end; c += cell_length(c)) {
        if (!node_holds(s, c, gather)) {
            s->founds.count = mark;
            return false;
        }
    }
    return true;
}

static bool some_hold(struct scan *s, const uint32_t *cell, bool gather)
{
    const uint32_t *end = cell + cell_length(cell);
    bool holds = false;

    for (const uint32_t *c = cell + 2; c < end && (gather || !holds); c += cell_length(c))
        holds |= node_holds(s, c, gather);
    return holds;
}

bool node_holds(struct scan *s, const uint32_t *cell, bool gather)
{
    struct cell_head head = cell_head(cell);

    gather = gather && !head.negated;
    switch (head.kind) {
    case NODE_TERM:
        return term_holds(s, cell, gather) != head.negated;
    case NODE_LIST:
        return list_holds(s, cell, gather) != head.negated;
    case NODE_REGEX:
        return regex_holds(s, cell, gather) != head.negated;
    case NODE_COUNT:
        return count_holds(s, cell, gather) != head.negated;
    case NODE_NEAR:
        return near_holds(s, cell, gather) != head.negated;
    case NODE_AND:
        return all_hold(s, cell, gather);
    default:
        return some_hold(s, cell, gather);
    }
}
