/*
 * polls: which feeds are due, those on their way, and those that have ended and wait for their turn.
 *
 * Ownership   borrows the table of feeds and net; owns the polls that have ended until they are taken.
 * Units       wall seconds.
 * Limits      polls on their way: 16 for each connection (net lets `connections` of them run and keeps hosts apart); none
 *             are begun while 128 MiB of bodies wait for their turn.
 */
#ifndef NEWSWIRED_POLLS_H
#define NEWSWIRED_POLLS_H

#include "feeds.h"
#include "model.h"
#include "net.h"

/* A poll that has ended. Strings are owned, never NULL. */
struct ended_poll {
    struct feed *feed;
    enum poll_outcome outcome;
    long status;
    struct buffer body;
    char *url, *etag, *last_modified, *content_type, *message, *permanent_url;
    int64_t retry_after_s, fresh_for_s;
    /* What gather has made of the body, if it has: read, and with what was fetched for it. */
    struct arena *arena;
    struct document *doc;
    bool unsettled; /* a part could not be fetched: the next poll asks without validators */
};
void ended_poll_release(struct ended_poll *p);

/* True: takes the poll over, and gives it back by polls_give_back when it is ready for its turn. */
typedef bool polls_gather(void *arg, struct ended_poll *p);

struct polls;
struct polls *polls_new(const struct settings *settings, struct feeds *feeds, struct net *net);
void polls_free(struct polls **p);
void polls_set_gather(struct polls *p, polls_gather *gather, void *arg);
void polls_give_back(struct polls *p, struct ended_poll *ended);
void polls_give_up(struct polls *p, struct ended_poll *ended); /* drops what gather had taken over */
/* New settings; the table of feeds has been reloaded. */
void polls_reload(struct polls *p, const struct settings *settings, int64_t now);
void polls_once(struct polls *p, int64_t now); /* every feed a single time, whatever its schedule */
void polls_asked_only(struct polls *p);        /* none but those that polls_ask names */
void polls_all(struct polls *p, int64_t now);  /* every feed by its schedule */
/* Starts what is due. Seconds until there is more to start, -1 when nothing is. */
int64_t polls_start(struct polls *p, int64_t now);
void polls_set(struct polls *p, struct feed *feed,
               int64_t now); /* by its due time, pause and hold; or not at all */
void polls_ask(struct polls *p, struct feed *feed, int64_t now);  /* a person wants it polled now */
void polls_done(struct polls *p, struct feed *feed, int64_t now); /* its turn is over */
/* Those that have ended, in configuration order (invariant 1); the first `count` are taken away again by polls_drop. */
struct ended_poll *polls_ended(struct polls *p, size_t *count);
void polls_drop(struct polls *p, size_t count);
void polls_forget(struct polls *p, struct feed *feed); /* before it is freed */
void polls_stop(struct polls *p);                      /* those on their way are given up */
bool polls_is_idle(
    const struct polls *p); /* nothing on its way or gathering, nothing ended; once: nothing left */
size_t polls_active(const struct polls *p);

#endif
