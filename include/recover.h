/*
 * recover: from what lies on disk to the memory of a process that never stopped.
 *
 * Reads the cursor, mends the end of the records, reads them all back into seen, dedup and the ledger, and acts again on
 * those behind the cursor (invariants 5 and 7).
 * Errors      -errno with words; bad lines in the middle are counted, logged by the caller through `bad`, and passed over.
 */
#ifndef NEWSWIRED_RECOVER_H
#define NEWSWIRED_RECOVER_H

#include "alerts.h"
#include "feeds.h"
#include "judge.h"

struct recover_rooms {
    const struct settings *settings;
    struct spool *spool;
    struct judge *judge;
    struct alerts *alerts;
    struct feeds *feeds;
    int64_t now;
    void (*bad)(void *arg, const struct position *at, const char *what);
    void *arg;
};
struct recovery {
    size_t records, replayed, alerts, bad;
    int64_t cut;          /* bytes of a torn last line */
    int64_t last_fetched; /* of the last record; 0: none */
    struct position end;
    bool cursor_missing; /* though there are records: history is not alerted */
};
int recover_spool(const struct recover_rooms *rooms, struct recovery *out, struct error *e) base_checked;

#endif
