/*
 * lanes.c - the due alerts of each receiver, first come first served, with a limit on tries at once
 *
 * So one dead receiver delays no other. Lanes are few: one a receiver.
 * Fatal: no memory. Bugs: a receiver that is gone keeps its empty lane.
 */
#include <stdlib.h>
#include <string.h>

#include "outbox.h"

struct lane {
    char *name, *disabled_at; /* NULL: not disabled */
    struct alert **ready;
    size_t first, count, cap, tries;
};

struct lanes {
    struct lane *list;
    size_t count, tries_each;
};

struct lanes *lanes_new(size_t tries_each)
{
    struct lanes *l = memory_get(sizeof(*l));

    l->tries_each = tries_each;
    return l;
}

void lanes_free(struct lanes **l)
{
    if (!*l)
        return;
    for (size_t i = 0; i < (*l)->count; i++) {
        free((*l)->list[i].name);
        free((*l)->list[i].disabled_at);
        free((*l)->list[i].ready);
    }
    free((*l)->list);
    free(*l);
    *l = NULL;
}

static struct lane *lane_named(struct lanes *l, const char *receiver)
{
    for (size_t i = 0; i < l->count; i++) {
        if (strcmp(l->list[i].name, receiver) == 0)
            return &l->list[i];
    }
    l->list = memory_grow(l->list, l->count + 1, sizeof(*l->list));
    l->list[l->count] = (struct lane){.name = memory_copy(receiver, strlen(receiver))};
    return &l->list[l->count++];
}

static struct lane *lane_of(struct lanes *l, const struct alert *a)
{
    return lane_named(l, a->receiver);
}

void lanes_put(struct lanes *l, struct alert *a)
{
    struct lane *lane = lane_of(l, a);

    if (a->in_lane)
        return;
    a->in_lane = true;
    if (lane->first + lane->count == lane->cap && lane->first > 0) {
        memmove(lane->ready, lane->ready + lane->first, lane->count * sizeof(struct alert *));
        lane->first = 0;
    } else if (lane->first + lane->count == lane->cap) {
        lane->cap = lane->cap ? lane->cap * 2 : 16;
        lane->ready = memory_grow(lane->ready, lane->cap, sizeof(struct alert *));
    }
    lane->ready[lane->first + lane->count++] = a;
}

struct alert *lanes_take(struct lanes *l)
{
    for (size_t i = 0; i < l->count; i++) {
        struct lane *lane = &l->list[i];
        struct alert *a;

        if (lane->count == 0 || lane->tries == l->tries_each)
            continue;
        lane->tries++;
        lane->count--;
        a = lane->ready[lane->first++];
        a->in_lane = false;
        return a;
    }
    return NULL;
}

void lanes_give_back(struct lanes *l, const struct alert *a)
{
    struct lane *lane = lane_of(l, a);

    must(lane->tries > 0);
    lane->tries--;
}

void lanes_drop(struct lanes *l, struct alert *a)
{
    struct lane *lane = lane_of(l, a);
    size_t kept = 0;

    if (!a->in_lane)
        return;
    a->in_lane = false;
    for (size_t i = 0; i < lane->count; i++) {
        if (lane->ready[lane->first + i] != a)
            lane->ready[lane->first + kept++] = lane->ready[lane->first + i];
    }
    lane->count = kept;
}

void lanes_disable(struct lanes *l, const char *receiver, const char *address)
{
    struct lane *lane = lane_named(l, receiver);

    free(lane->disabled_at);
    lane->disabled_at = address ? memory_copy(address, strlen(address)) : NULL;
}

bool lanes_is_disabled(struct lanes *l, const char *receiver, const char *address)
{
    const struct lane *lane = lane_named(l, receiver);

    return lane->disabled_at && strcmp(lane->disabled_at, address) == 0; /* a new address is a new chance */
}
