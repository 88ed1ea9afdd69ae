/*
 * dispatch: from the outbox to delivered. It alone knows the order of those steps: due → lease → freeze → try → receipt.
 *
 * Ownership   borrows the rooms it is given; holds leases on alerts in memory only: after a crash they are tried again.
 * Errors      a receiver's are its alerts' own. EIO of a sync is fatal (74).
 * Limits      TRIES_EACH tries at once for one receiver, so that a dead one delays no other.
 */
#ifndef NEWSWIRED_DISPATCH_H
#define NEWSWIRED_DISPATCH_H

#include "conf.h"
#include "deliver.h"
#include "outbox.h"

struct dispatch_rooms {
    struct ev_loop *loop;
    const struct settings *settings;
    struct durable *durable;
    struct outbox *outbox;
    struct ledger *ledger;
    struct deliver *deliver;
    /* A receiver wants no more (410), or, address NULL, a person released an alert of it: to be kept over restarts. */
    void (*disabled)(void *arg, const char *receiver, const char *address);
    void (*changed)(void *arg); /* after each try that has been written down */
    void (*fatal)(void *arg, int exit_code);
    void *arg;
};
struct dispatch_numbers {
    uint64_t delivered, later, failed;
    size_t leased;
};
struct dispatch;
struct dispatch *dispatch_new(const struct dispatch_rooms *rooms);
void dispatch_free(struct dispatch **d);
void dispatch_start(struct dispatch *d, bool once); /* once: each alert is tried a single time */
void dispatch_disable(struct dispatch *d, const char *receiver, const char *address); /* as it was kept */
void dispatch_wake(struct dispatch *d); /* the outbox has changed */
/* Whatever waits for its time is due, Retry-After excepted; open groups only when asked for. */
void dispatch_hurry(struct dispatch *d, bool groups);
/* Alerts whose receiver is no longer configured move to hold/. */
void dispatch_reload(struct dispatch *d, const struct settings *settings);
void dispatch_stop(struct dispatch *d);          /* no new tries; those on their way may end */
bool dispatch_is_idle(const struct dispatch *d); /* no try and no script on its way */
bool dispatch_is_done(const struct dispatch *d); /* once: idle, and nothing is left that was not tried */
/* For people: over the control socket or with the lock. False when the alert is leased. */
bool dispatch_move(struct dispatch *d, struct alert *a, enum alert_place to, const char *why);
bool dispatch_delete(struct dispatch *d, struct alert *a);
bool dispatch_retry(struct dispatch *d, struct alert *a);
void dispatch_measure(const struct dispatch *d, struct dispatch_numbers *out);

#endif
