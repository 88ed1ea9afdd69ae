/*
 * schedule.c - a heap of (due time, feed): which feed is polled next
 *
 * A binary heap of feed numbers beside an index of where each feed stands in it, so that a feed moves in O(log n).
 * A feed's number is its place in the configuration: at equal times the lower one comes first.
 *
 * 1. place[f] is feed f's position in the heap, or NOWHERE.
 * 2. No feed comes before its parent in the order (due, feed).
 *
 * Pure. Fatal: a feed's number that is not below the count. Bugs: none known.
 */
#include "schedule.h"

#define NOWHERE SIZE_MAX

struct schedule {
    size_t feeds, count;
    size_t *heap;  /* feeds */
    size_t *place; /* by feed */
    int64_t *due;  /* by feed */
};

static bool before(const struct schedule *s, size_t a, size_t b)
{
    return s->due[a] != s->due[b] ? s->due[a] < s->due[b] : a < b;
}

static void put(struct schedule *s, size_t at, size_t feed)
{
    s->heap[at] = feed;
    s->place[feed] = at;
}

static void rise(struct schedule *s, size_t at)
{
    size_t feed = s->heap[at];
    while (at > 0 && before(s, feed, s->heap[(at - 1) / 2])) {
        put(s, at, s->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    put(s, at, feed);
}

static void sink(struct schedule *s, size_t at)
{
    size_t feed = s->heap[at], child;
    while ((child = 2 * at + 1) < s->count) {
        if (child + 1 < s->count && before(s, s->heap[child + 1], s->heap[child]))
            child++;
        if (!before(s, s->heap[child], feed))
            break;
        put(s, at, s->heap[child]);
        at = child;
    }
    put(s, at, feed);
}

static void settle(struct schedule *s, size_t at)
{
    size_t feed = s->heap[at];
    rise(s, at);
    sink(s, s->place[feed]);
}

struct schedule *schedule_new(size_t feeds)
{
    struct schedule *s = memory_get(sizeof *s);
    s->feeds = feeds;
    s->heap = memory_grow(NULL, feeds + 1, sizeof *s->heap);
    s->place = memory_grow(NULL, feeds + 1, sizeof *s->place);
    s->due = memory_grow(NULL, feeds + 1, sizeof *s->due);
    for (size_t f = 0; f < feeds; f++)
        s->place[f] = NOWHERE;
    return s;
}

void schedule_free(struct schedule **s)
{
    if (!*s)
        return;
    free((*s)->heap);
    free((*s)->place);
    free((*s)->due);
    free(*s);
    *s = NULL;
}

void schedule_set(struct schedule *s, size_t feed, int64_t due)
{
    must(feed < s->feeds);
    s->due[feed] = due;
    if (s->place[feed] == NOWHERE)
        put(s, s->count++, feed);
    settle(s, s->place[feed]);
}

void schedule_remove(struct schedule *s, size_t feed)
{
    must(feed < s->feeds);
    size_t at = s->place[feed];
    if (at == NOWHERE)
        return;
    s->place[feed] = NOWHERE;
    size_t last = s->heap[--s->count];
    if (last != feed) {
        put(s, at, last);
        settle(s, at);
    }
}

bool schedule_first(const struct schedule *s, size_t *feed, int64_t *due)
{
    if (s->count == 0)
        return false;
    *feed = s->heap[0];
    *due = s->due[s->heap[0]];
    return true;
}

bool schedule_due(const struct schedule *s, size_t feed, int64_t *due)
{
    must(feed < s->feeds);
    if (s->place[feed] == NOWHERE)
        return false;
    *due = s->due[feed];
    return true;
}

size_t schedule_count(const struct schedule *s)
{
    return s->count;
}
