/*
 * outbox: alerts that are owed, as files in directories; who was told what; when to try again.
 *
 *   tmp → new        an alert that is due
 *         deferred   waits: another try, or a group still open
 *         hold       held back by a person, or its receiver is gone
 *         failed     given up, with the peer's own words
 *   sent/DAY.jsonl   receipts
 *
 * An alert's id is a hash of (receiver, rule, story, kind, item): putting it twice is putting it once
 * (invariant 3).
 * Ownership   the outbox owns its alerts; dispatch leases one while it tries. Directory descriptors are
 *             borrowed.
 * Units       wall time in seconds in files; due_ms is monotonic and lives in memory only.
 * Errors      0 or -errno. No function writes by itself: each adds its steps to a script of the sync
 *             thread.
 */
#ifndef NEWSWIRED_OUTBOX_H
#define NEWSWIRED_OUTBOX_H

#include "model.h"

enum alert_kind { ALERT_MATCHED, ALERT_UPDATED };
const char *alert_kind_name(enum alert_kind k); /* "story.matched", "story.updated" */
enum alert_place { PLACE_NEW, PLACE_DEFERRED, PLACE_HOLD, PLACE_FAILED, PLACES };
const char *alert_place_name(enum alert_place p);

enum recipient_state { RECIPIENT_WAITING, RECIPIENT_DONE, RECIPIENT_FAILED };
struct alert_recipient {
    char *address;
    enum recipient_state state;
    char *error;
    bool tried; /* in this round; in memory only */
};

struct alert {
    struct id id, story, item;
    char *receiver, *rule, *feed, *error; /* never NULL */
    enum alert_kind kind;
    enum alert_place place;
    int64_t created, due; /* wall seconds */
    uint32_t attempts;
    bool open;                          /* a group that records still join; its body is not yet frozen */
    bool peer_wait;                     /* the peer named the time (Retry-After): nothing hurries it */
    struct alert_recipient *recipients; /* email only */
    size_t recipient_count;
    struct id *records; /* that joined */
    size_t record_count;
    char *body; /* exact bytes of the payload; in memory while open or leased, else NULL */
    size_t body_bytes;
    /* in memory only */
    int64_t due_ms; /* monotonic */
    size_t scripts; /* on their way to the disk, or being made, that touch it */
    bool in_batch;  /* of the turn that is being decided or written */
    int64_t joined; /* date_fetched of the last record that joined since its body was made; 0: none */
    bool leased;    /* dispatch has it */
    bool in_lane;   /* due; waits for its receiver's next free place */
    bool tried;     /* in this run */
    unsigned stale; /* places, as bits, where a crash left an older file of it */
    size_t heap_at; /* place in the heap of waiting alerts; SIZE_MAX: not in it */
};
struct alert *alert_new(void);
void alert_free(struct alert **a);
struct id alert_id(struct span receiver, struct span rule, struct id story, enum alert_kind kind,
                   struct id item);
void alert_set_text(char **field, struct span text);
void alert_set_body(struct alert *a, struct span body);
void alert_add_record(struct alert *a, struct id record);
bool alert_has_record(const struct alert *a, struct id record);
void alert_add_recipient(struct alert *a, struct span address);
enum recipient_state
alert_recipients(const struct alert *a); /* all together: one waits, one failed, all done */
void alert_wait_again(struct alert *a);  /* recipients that failed are to be tried once more */

/* The file of an alert, one JSON object whose last member is the body. Pure. */
void entry_put(struct buffer *out, const struct alert *a);
int entry_read(struct span text, struct alert **out, struct error *e) base_checked;
/* A line of sent/. outcome: "delivered", "failed", "deleted". Pure. */
void receipt_put(struct buffer *out, const struct alert *a, const char *outcome, int64_t now);

/* How long to wait after this many failed tries: doubles from retry_ms to slowest_ms, jitter of a quarter.
 * Pure. */
int64_t retry_delay_ms(uint32_t attempts, int64_t retry_ms, int64_t slowest_ms, uint64_t random);
/* When the next group of a story is sent: doubles with each update that was sent, up to 6 h. Pure. */
int64_t group_delay_ms(uint32_t updates, int64_t group_interval_ms);

/* ---- the queue (outbox.c) -------------------------------------------------------------------------------- */
struct outbox_dirs {
    int tmp, fresh, deferred, hold, failed, sent;
};
struct outbox;
struct ledger;
struct outbox *outbox_new(const struct outbox_dirs *dirs);
void outbox_free(struct outbox **o);
typedef void outbox_problem(void *arg, const char *place, const char *file, const char *what);
/* Reads all entries; waits are clamped to their own length. A file that cannot be read is told and left
 * alone. */
int outbox_load(struct outbox *o, int64_t now, outbox_problem *problem, void *arg) base_checked;
struct alert *outbox_find(const struct outbox *o, struct id id);
struct alert *outbox_find_text(const struct outbox *o,
                               struct span id); /* hex digits, or a unique beginning of them */
size_t outbox_count(const struct outbox *o, enum alert_place place);
int64_t outbox_oldest(const struct outbox *o); /* created; TIME_UNKNOWN when nothing waits */
/* Walks all; *cursor starts at 0; not while alerts come or go. */
struct alert *outbox_next(const struct outbox *o, size_t *cursor);

void outbox_put(struct outbox *o, struct alert *a); /* takes it, in memory; outbox_rewrite writes its file */
void outbox_rewrite(struct outbox *o, struct alert *a, struct durable_script *script);
void outbox_move(struct outbox *o, struct alert *a, enum alert_place to, struct durable_script *script);
/* A receipt is appended, the file goes, and *a with it. */
void outbox_finish(struct outbox *o, struct alert **a, const char *outcome, int64_t now,
                   struct durable_script *script);
void outbox_sync_dirs(struct outbox *o,
                      struct durable_script *script); /* once, after the last of the above in a script */
/* At start: entries that a receipt says are done, which a crash kept from being removed. */
size_t outbox_drop_sent(struct outbox *o, const struct ledger *l, struct durable_script *script);
int outbox_load_body(struct outbox *o, struct alert *a) base_checked;
void outbox_drop_body(struct alert *a); /* kept while open */

/* The waiting alert that is due first, not leased and not on its way to the disk; NULL when none waits. */
struct alert *outbox_first(const struct outbox *o);
void outbox_wait(struct outbox *o, struct alert *a,
                 int64_t due_ms); /* puts it into the heap, or moves it there */
void outbox_unwait(struct outbox *o, struct alert *a);

/* ---- lanes (lanes.c): due alerts by receiver ------------------------------------------------------------- */
struct lanes;
struct lanes *lanes_new(size_t tries_each);
void lanes_free(struct lanes **l);
void lanes_put(struct lanes *l, struct alert *a); /* stands there already: nothing */
struct alert *
lanes_take(struct lanes *l); /* of a receiver that has a place free; NULL: none. Takes the place. */
void lanes_give_back(struct lanes *l, const struct alert *a); /* the place */
void lanes_drop(struct lanes *l, struct alert *a);            /* it is no longer due */
/* The receiver said that it wants no more (410), at this address; NULL: it may be tried again. */
void lanes_disable(struct lanes *l, const char *receiver, const char *address);
bool lanes_is_disabled(struct lanes *l, const char *receiver, const char *address);

/* ---- the ledger (ledger.c): stories as alerts tell them, and who was told -------------------------------- */
struct told {
    char *rule, *receiver;
    uint32_t updates;  /* sent or on their way */
    struct id matched; /* the alert that told it; zero: known from a receipt */
    struct id group;   /* the open group; zero: none */
};
struct ledger_story {
    struct id id;
    char *title;
    int64_t first_seen, last_seen;
    struct span *outlets; /* in order of arrival; interned */
    size_t outlet_count, items;
    struct told *told;
    size_t told_count;
};
struct ledger;
struct ledger *ledger_new(void);
void ledger_free(struct ledger **l);
/* Takes a record into its story, and its hits. *new_outlet: no item of this outlet was in it. */
struct ledger_story *ledger_add(struct ledger *l, const struct record *r, bool *new_outlet);
/* Before ledger_add: does this rule hit in this record in a way that no earlier revision of the item had? */
bool ledger_hit_is_new(const struct ledger *l, const struct record *r, struct span rule);
struct ledger_story *ledger_find(struct ledger *l, struct id story);
struct told *ledger_told(struct ledger_story *s, struct span rule, struct span receiver); /* NULL: not told */
struct told *ledger_tell(struct ledger_story *s, struct span rule, struct span receiver);
struct told *ledger_told_by(struct ledger *l,
                            const struct alert *a);               /* what this alert tells; NULL: not known */
void ledger_close_group(struct ledger *l, const struct alert *a); /* it is sent: more records open another */
/* A receipt or an entry says that this was told, whether its story is known or not. */
void ledger_tell_alert(struct ledger *l, const struct alert *a);
bool ledger_was_sent(const struct ledger *l, struct id alert);
void ledger_mark_sent(struct ledger *l, struct id alert);
/* Reads receipts of days from `since` on into the ledger. */
int ledger_read_receipts(struct ledger *l, int sent_dir, int64_t since) base_checked;
void ledger_forget(struct ledger *l, int64_t before); /* stories last seen before that */
size_t ledger_count(const struct ledger *l);

#endif
