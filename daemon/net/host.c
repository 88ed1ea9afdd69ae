/*
 * host.c - politeness: how many requests go to one origin at once, and how soon one after another
 *
 * A host is scheme, name and port. It is in at most one of two lists:
 *
 *        ticket comes          hosts_next
 *   idle ────────────► ready ─────────────► resting ──► (gap over) idle or ready
 *
 * 1. ready holds exactly the hosts that rest no longer, have a ticket waiting and fewer than per_host
 * running.
 * 2. resting is sorted by the end of the rest, because the gap is the same for all: its head ends first.
 * 3. order holds all waiting tickets as they came; with one connection it alone decides, and nothing
 * overtakes.
 * 4. A host with nothing waiting, nothing running and no rest is freed.
 *
 * Time is a parameter. Fatal: nothing. Bugs: none known.
 */
#include "parts.h"

enum place { PLACE_IDLE, PLACE_READY, PLACE_RESTING };

struct host {
    struct id key;
    enum place place;
    struct link listed;  /* in ready or resting */
    struct link waiting; /* tickets */
    size_t running;
    int64_t rest_until_ms;
};

struct hosts {
    struct map *by_key;
    struct link ready, resting, order;
    size_t running, limit, per_host;
    int64_t gap_ms;
};

static struct host *first_host(const struct link *list)
{
    return owner_of(list->next, struct host, listed);
}

static void host_move(struct host *host, enum place place, struct link *list)
{
    if (host->place != PLACE_IDLE)
        link_remove(&host->listed);
    host->place = place;
    if (list)
        link_add_last(list, &host->listed);
}

/* Puts a host where invariants 1 and 4 want it. It may be gone afterwards. */
static void host_settle(struct hosts *h, struct host *host)
{
    if (host->place == PLACE_RESTING)
        return;
    bool waits = !link_is_empty(&host->waiting);
    bool may = waits && host->running < h->per_host;
    if (may && host->place != PLACE_READY)
        host_move(host, PLACE_READY, &h->ready);
    if (!may && host->place == PLACE_READY)
        host_move(host, PLACE_IDLE, NULL);
    if (!waits && host->running == 0) {
        map_remove(h->by_key, host->key);
        free(host);
    }
}

static void wake_rested(struct hosts *h, int64_t now_ms)
{
    while (!link_is_empty(&h->resting) && first_host(&h->resting)->rest_until_ms <= now_ms) {
        struct host *host = first_host(&h->resting);
        host_move(host, PLACE_IDLE, NULL);
        host_settle(h, host);
    }
}

static void leave_queue(struct ticket *t)
{
    link_remove(&t->in_host);
    link_remove(&t->in_order);
    t->waiting = false;
}

static struct ticket *pick(struct hosts *h)
{
    if (h->limit == 1) {
        if (link_is_empty(&h->order))
            return NULL;
        struct ticket *oldest = owner_of(h->order.next, struct ticket, in_order);
        return oldest->host->place == PLACE_READY ? oldest : NULL;
    }
    if (link_is_empty(&h->ready))
        return NULL;
    return owner_of(first_host(&h->ready)->waiting.next, struct ticket, in_host);
}

struct hosts *hosts_new(void)
{
    struct hosts *h = memory_get(sizeof *h);
    h->by_key = map_new();
    link_init(&h->ready);
    link_init(&h->resting);
    link_init(&h->order);
    h->limit = h->per_host = 1;
    return h;
}

void hosts_free(struct hosts **h)
{
    if (!*h)
        return;
    must(link_is_empty(&(*h)->order) && (*h)->running == 0);
    wake_rested(*h, INT64_MAX);
    must(map_count((*h)->by_key) == 0);
    map_free(&(*h)->by_key);
    free(*h);
    *h = NULL;
}

void hosts_set_limits(struct hosts *h, size_t limit, size_t per_host, int64_t gap_ms, int64_t now_ms)
{
    size_t cursor = 0;
    struct id key;
    uint64_t value;
    h->limit = limit > 0 ? limit : 1;
    h->per_host = per_host > 0 ? per_host : 1;
    h->gap_ms = gap_ms > 0 ? gap_ms : 0;
    for (struct link *l = h->resting.next; l != &h->resting; l = l->next) {
        struct host *host = owner_of(l, struct host, listed);
        if (host->rest_until_ms > now_ms + h->gap_ms)
            host->rest_until_ms = now_ms + h->gap_ms; /* cutting at one bound keeps invariant 2 */
    }
    /* Idle hosts have something running, so none is freed while the map is walked. */
    while (map_next(h->by_key, &cursor, &key, &value))
        host_settle(h, (struct host *)(uintptr_t)value);
}

void hosts_wait(struct hosts *h, struct ticket *t, struct id key, bool first)
{
    uint64_t found;
    struct host *host;
    if (map_get(h->by_key, key, &found)) {
        host = (struct host *)(uintptr_t)found;
    } else {
        host = memory_get(sizeof *host);
        host->key = key;
        link_init(&host->waiting);
        map_put(h->by_key, key, (uintptr_t)host);
    }
    t->host = host;
    t->waiting = true;
    (first ? link_add_first : link_add_last)(&host->waiting, &t->in_host);
    (first ? link_add_first : link_add_last)(&h->order, &t->in_order);
    host_settle(h, host);
}

struct ticket *hosts_next(struct hosts *h, int64_t now_ms)
{
    wake_rested(h, now_ms);
    struct ticket *t = h->running < h->limit ? pick(h) : NULL;
    if (!t)
        return NULL;
    struct host *host = t->host;
    leave_queue(t);
    h->running++;
    host->running++;
    host_move(host, PLACE_IDLE, NULL); /* to the end of ready, so that hosts take turns */
    if (h->gap_ms > 0) {
        host->rest_until_ms = now_ms + h->gap_ms;
        host_move(host, PLACE_RESTING, &h->resting);
    } else {
        host_settle(h, host);
    }
    return t;
}

void hosts_leave(struct hosts *h, struct ticket *t)
{
    struct host *host = t->host;
    if (t->waiting) {
        leave_queue(t);
    } else {
        h->running--;
        host->running--;
    }
    t->host = NULL;
    host_settle(h, host);
}

bool hosts_keep_order(const struct hosts *h)
{
    return h->limit == 1;
}

int64_t hosts_pause_ms(const struct hosts *h, int64_t now_ms)
{
    if (link_is_empty(&h->order) || link_is_empty(&h->resting) || h->running >= h->limit)
        return -1;
    int64_t pause = first_host(&h->resting)->rest_until_ms - now_ms;
    return pause > 0 ? pause : 0;
}
