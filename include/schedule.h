/*
 * schedule: when is a feed polled next, and why then?
 *
 * Pure. interval.c is a sum over one feed's facts; schedule.c a heap of (due time, feed index).
 * Units       wall seconds for times, milliseconds for intervals that a configuration names.
 */
#ifndef NEWSWIRED_SCHEDULE_H
#define NEWSWIRED_SCHEDULE_H

#include "base.h"

enum poll_outcome {
    POLL_FRESH,
    POLL_UNCHANGED,
    POLL_MOVED,
    POLL_GONE,
    POLL_LATER,
    POLL_REFUSED,
    POLL_BROKEN,
    POLL_OUTCOMES
};
const char *poll_outcome_name(enum poll_outcome o);
bool poll_outcome_from_name(struct span name, enum poll_outcome *out);

/* What is remembered of a feed between polls, and goes to state/. */
struct rhythm {
    int64_t interval_s;          /* the adaptive interval now in force; 0 before the first poll */
    int64_t last_poll, last_new; /* 0: never */
    uint32_t failures;           /* in a row */
};
struct interval_input {
    int64_t every_s, slowest_s;
    bool own_every;        /* the feed names `every` itself: beats the publisher's hints */
    int64_t hint_s;        /* ttl, Cache-Control and kin, already clamped; 0: none */
    int64_t retry_after_s; /* from 429/503; 0: none; beats all */
    enum poll_outcome outcome;
    size_t new_items;
    uint64_t random; /* for jitter */
};
enum interval_reason {
    WHY_EVERY,
    WHY_ADAPTED,
    WHY_HINT,
    WHY_RETRY_AFTER,
    WHY_BACKOFF,
    WHY_GONE,
    WHY_NEW,
    WHY_RESTORED
};
/* Updates the rhythm with a poll that ended `now`; returns when the next one is due. */
int64_t interval_next(struct rhythm *r, const struct interval_input *in, int64_t now,
                      enum interval_reason *why);
/* One sentence for `feeds show`. */
void interval_explain(enum interval_reason why, const struct rhythm *r, int64_t due, struct buffer *out);

struct schedule;
struct schedule *schedule_new(size_t feeds);
void schedule_free(struct schedule **s);
void schedule_set(struct schedule *s, size_t feed, int64_t due);           /* adds or moves */
void schedule_remove(struct schedule *s, size_t feed);                     /* not in the heap: nothing */
bool schedule_first(const struct schedule *s, size_t *feed, int64_t *due); /* earliest; ties: lowest feed */
bool schedule_due(const struct schedule *s, size_t feed, int64_t *due);
size_t schedule_count(const struct schedule *s);

#endif
