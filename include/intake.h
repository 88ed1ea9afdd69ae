/*
 * intake: from the tick to the outbox. It alone knows the order of the steps:
 * schedule → fetch → parse → judge (text, match, dedup) → spool → outbox → validators → cursor.
 *
 * Ownership   borrows the rooms it is given; owns the polls on their way.
 * Errors      a feed's are its own. A disk that refuses holds the group and tries again; EIO of a sync is fatal (74).
 * Limits      one group on its way to the disk at a time; GROUP_BYTES of records in it.
 */
#ifndef NEWSWIRED_INTAKE_H
#define NEWSWIRED_INTAKE_H

#include "alerts.h"
#include "feeds.h"
#include "judge.h"
#include "net.h"
#include "gather.h"
#include "turn.h"

struct intake_rooms {
    struct ev_loop *loop;
    const struct settings *settings;
    struct spool *spool;
    struct durable *durable;
    struct net *net;
    struct feeds *feeds;
    struct judge *judge;
    struct alerts *alerts;
    bool alert_old;
    int64_t last_fetched;       /* of the last record: `now` is never less */
    void (*changed)(void *arg); /* after each group that is stored, and when all is idle */
    void (*fatal)(void *arg, int exit_code);
    void *arg;
};
struct intake_numbers {
    struct turn_numbers turns;
    struct gather_numbers gather;
    uint64_t groups;
    size_t active;
    bool disk_full, disk_waits;
};
struct intake;
struct intake *intake_new(const struct intake_rooms *rooms);
void intake_free(struct intake **i);
/* By schedule; every feed a single time, whatever its schedule; or none but those that are asked for. */
enum intake_mode { INTAKE_SCHEDULE, INTAKE_ONCE, INTAKE_ASKED };
void intake_start(struct intake *i, enum intake_mode mode);
void intake_poll_now(struct intake *i, struct feed *feed);
void intake_reschedule(struct intake *i, struct feed *feed); /* its pause or due time was changed */
/* A document that was not polled, through the whole pipeline: stored quietly. Not while a group is on its way. */
int intake_ingest(struct intake *i, struct feed *feed, struct span body, struct error *e) base_checked;
bool intake_is_idle(const struct intake *i); /* no poll, no body, no group on its way */
bool intake_is_committing(const struct intake *i);
bool intake_is_held(const struct intake *i); /* the disk refuses what is to be written; it is tried again */
/* New configuration; only while no group is on its way. Feeds that are gone are given up. */
void intake_reload(struct intake *i, const struct settings *settings);
void intake_keep(struct intake *i,
                 struct feed *feed); /* its kept line goes to the disk with the next group */
/* No new polls; those on their way are given up. When it is idle, intake_finish saves the cursor. */
void intake_stop(struct intake *i);
/* A single round does not wait for a disk that is full: what could not be polled is left. */
void intake_give_up_once(struct intake *i);
void intake_finish(struct intake *i);
void intake_measure(const struct intake *i, struct intake_numbers *out);

#endif
