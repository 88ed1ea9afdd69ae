/*
 * alerts: which alerts a record makes due, by the rules and receivers in force.
 *
 * What counts is (rule, story, receiver): the first item of a story that hits the rule tells it, at once;
 * after that a new outlet or a new hit opens a group, which more records join until it is sent.
 * Ownership   borrows all; alerts it makes belong to the outbox.
 * Idempotent  offering a record again, after a crash, changes nothing (invariant 3).
 */
#ifndef NEWSWIRED_ALERTS_H
#define NEWSWIRED_ALERTS_H

#include "conf.h"
#include "outbox.h"

/* The alerts that one script of the sync thread puts or changes. */
struct alert_batch {
    struct alert **list;
    size_t count, cap;
};
void alert_batch_release(struct alert_batch *b);

struct alerts {
    const struct settings *settings;
    struct outbox *outbox;
    struct ledger *ledger;
    bool alert_old; /* --alert-old: the default max-age does not hold back */
};
/* Takes the record into the ledger without alerting: at start, for what was acted on before. */
void alerts_remember(struct alerts *a, const struct record *r);
/* Takes it into the ledger and decides. `json` is the record's line. */
void alerts_offer(struct alerts *a, const struct record *r, struct span json, struct alert_batch *batch);
/* Adds the files of the batch to the script; each alert is then on its way to the disk (alert->scripts). */
void alerts_write(struct alerts *a, struct alert_batch *batch, struct durable_script *script);
/* The script has arrived: the alerts may be sent when they are due. Empties the batch. */
void alerts_arrived(struct alerts *a, struct alert_batch *batch);

#endif
