/*
 * turn: what one turn of the loop makes of the polls that have ended, as one script for the disk.
 *
 * The order of steps in the script keeps invariants 2 to 5: records and sync · alerts · kept lines · state (validators) ·
 * cursor. All is decided before the script is handed over.
 * Ownership   a turn owns its script until it is handed over, and its arena until turn_release.
 * Errors      what is wrong with a body becomes the feed's outcome and message. turn_seal: -errno when no day file can be
 *             opened; it may be called again.
 */
#ifndef NEWSWIRED_TURN_H
#define NEWSWIRED_TURN_H

#include "alerts.h"
#include "feeds.h"
#include "judge.h"
#include "polls.h"

struct turn_rooms {
    const struct settings *settings;
    struct spool *spool;
    struct judge *judge;
    struct alerts *alerts;
    bool alert_old;
};
struct turn_numbers {
    uint64_t polls[POLL_OUTCOMES], items, duplicates, revisions, alerts;
};
struct turn {
    const struct turn_rooms *rooms;
    int64_t now;
    struct arena *arena;
    struct durable_script *script;
    struct buffer lines, kept, state;
    struct alert_batch batch;
    struct position end;
    bool has_end;                 /* records were added: end is where they will end */
    bool kept_whole, state_whole; /* the buffer takes the place of the journal */
    size_t kept_lines, state_lines;
    struct turn_numbers *numbers;
};
void turn_begin(struct turn *t, const struct turn_rooms *rooms, int64_t now, struct turn_numbers *numbers);
/* Parse, judge, alerts; the feed's new validators, schedule and message. */
void turn_take(struct turn *t, struct ended_poll *p);
/* A body from elsewhere (ingest): stored quietly; false with e when it is no feed. */
bool turn_ingest(struct turn *t, struct feed *feed, struct span body, struct error *e);
void turn_keep(struct turn *t, const struct feed *feed);          /* its kept line */
void turn_keep_whole(struct turn *t, const struct feeds *feeds);  /* all kept lines anew */
void turn_state_whole(struct turn *t, const struct feeds *feeds); /* all state anew; after the last body */
/* *cursor in: save the cursor even when nothing else asks for it; out: whether it is saved. */
int turn_seal(struct turn *t, bool *cursor) base_checked;
struct durable_script *turn_script(struct turn *t); /* handed over: no longer the turn's */
void turn_release(struct turn *t);

#endif
