/*
 * gather: what a feed's document only points to, fetched before the document has its turn: the children of a sitemap index,
 * and the article pages of new items, as the feed's full-text option wants them.
 *
 *   poll ended ──► read ──► children of an index ──► pages of new items ──► given back, read
 *
 * Ownership   a poll that was taken over belongs to gather until it is given back.
 * Errors      none: what cannot be fetched is logged and the item keeps the feed's own text. A child that cannot be read
 *             leaves the poll unsettled, so that the index is asked for again.
 * Limits      GATHER_CHILDREN children and GATHER_PAGES pages a poll, the newest; GATHER_MOST_S seconds a poll, then what came is
 *             all; GATHER_POLLS polls at once, others wait.
 */
#ifndef NEWSWIRED_GATHER_H
#define NEWSWIRED_GATHER_H

#include "judge.h"
#include "polls.h"

#define GATHER_CHILDREN 8
#define GATHER_PAGES 50
#define GATHER_MOST_S 120
#define GATHER_POLLS 64

struct gather_rooms {
    const struct settings *settings;
    struct net *net;
    const struct judge *judge;
    struct polls *polls;
};
struct gather_numbers {
    uint64_t pages, pages_failed, children;
};
struct gather;
struct gather *gather_new(const struct gather_rooms *rooms);
void gather_free(struct gather **g); /* what it holds is dropped: it is polled again */
polls_gather gather_take;            /* arg is the gather */
void gather_reload(struct gather *g, const struct settings *settings);
void gather_tick(struct gather *g); /* every few seconds: ends what takes too long */
void gather_forget(struct gather *g, const struct feed *feed); /* before it is freed */
void gather_stop(struct gather *g);                            /* all that it holds is dropped */
void gather_measure(const struct gather *g, struct gather_numbers *out);

#endif
