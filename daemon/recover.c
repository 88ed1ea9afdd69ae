/*
 * recover.c - from the disk to the memory of a process that never stopped
 *
 * Verdicts are read from the records, never judged again (invariant 8). Records behind the cursor are offered to alerts
 * once more; what had been put is found again by name. A missing cursor stands at the end (invariant 5).
 * Fatal: nothing; the caller exits. Bugs: reads all records that are kept, so the start takes longer with the spool.
 */
#include <errno.h>
#include <string.h>

#include "recover.h"

#define RECEIPT_DAYS 90

struct run {
    const struct recover_rooms *rooms;
    struct recovery *out;
    struct position cursor;
    struct arena *arena;
    struct alert_batch batch;
    struct durable_script *script;
    struct buffer kept; /* lines for keep/feeds.jsonl */
};

static int begin(struct run *r, struct error *e)
{
    int error = cursor_read(r->rooms->spool, &r->cursor);

    if (error != 0) {
        error = spool_end(r->rooms->spool, &r->cursor);
        r->out->cursor_missing = error == 0 && r->cursor.file[0] != '\0';
        r->cursor.offset = 0; /* nothing of the last file is known to be durable */
    }
    if (error == 0)
        error = spool_recover(r->rooms->spool, &r->cursor, &r->out->end, &r->out->cut);
    if (error != 0)
        error_set(e, "%s: the records cannot be read: %s", spool_path(r->rooms->spool), strerror(-error));
    if (r->out->cursor_missing)
        r->cursor = r->out->end;
    return error;
}

static int begin_ledger(struct run *r, struct error *e)
{
    struct alerts *alerts = r->rooms->alerts;
    const struct alert *a;
    size_t cursor = 0;
    int error = ledger_read_receipts(alerts->ledger, spool_dir(r->rooms->spool, SPOOL_SENT),
                                     r->rooms->now - (int64_t)RECEIPT_DAYS * 86400);

    if (error != 0)
        error_set(e, "%s/outbox/sent: %s", spool_path(r->rooms->spool), strerror(-error));
    else
        outbox_drop_sent(alerts->outbox, alerts->ledger, r->script);
    while ((a = outbox_next(alerts->outbox, &cursor)))
        ledger_tell_alert(alerts->ledger, a);
    return error;
}

/* A feed whose first poll was stored, though the note of it was not. After a torn line the poll may not be whole. */
static void note_first_poll(struct run *r, const struct record *record)
{
    struct feed *feed = feeds_find(r->rooms->feeds, record->feed);

    if (record->quiet != QUIET_FIRST_POLL || r->out->cut > 0 || !feed || feed->polled)
        return;
    feed->polled = true;
    if (r->kept.len > 0)
        buffer_put_byte(&r->kept, '\n');
    feed_put_kept(&r->kept, feed);
}

static void take(struct run *r, const struct record *record, struct span line, bool again)
{
    bool in_window = record->date_fetched >= r->rooms->now - r->rooms->settings->window_ms / 1000;

    r->out->records++;
    r->out->last_fetched = record->date_fetched;
    judge_restore(r->rooms->judge, record, r->arena, in_window);
    if (again) {
        r->out->replayed++;
        alerts_offer(r->rooms->alerts, record, line, &r->batch);
        note_first_poll(r, record);
    } else if (in_window) {
        alerts_remember(r->rooms->alerts, record);
    }
}

static void read_records(struct run *r)
{
    struct reader *reader = reader_new(r->rooms->spool, NULL, 0);
    struct position at;
    struct record record;
    struct span line;
    struct error why;

    while (reader_next(reader, &line, &at)) {
        arena_reset(r->arena);
        if (record_read(r->arena, line, &record, &why) != 0) {
            r->out->bad++;
            r->rooms->bad(r->rooms->arg, &at, why.text);
            continue;
        }
        take(r, &record, line, position_compare(&at, &r->cursor) >= 0);
    }
    reader_free(&reader);
}

static int act(struct run *r, struct error *e)
{
    struct durable_script *script = r->script;
    int error;

    r->out->alerts = r->batch.count;
    alerts_write(r->rooms->alerts, &r->batch, script);
    if (r->kept.len > 0)
        journal_append(r->rooms->spool, script, JOURNAL_KEPT_FEEDS, buffer_span(&r->kept));
    cursor_save(r->rooms->spool, script, &r->out->end);
    error = script_run(script);
    if (error != 0)
        error_set(e, "%s: %s", spool_path(r->rooms->spool), strerror(-error));
    else
        alerts_arrived(r->rooms->alerts, &r->batch);
    return error;
}

int recover_spool(const struct recover_rooms *rooms, struct recovery *out, struct error *e)
{
    struct run r = {.rooms = rooms, .out = out, .arena = arena_new(), .script = script_new()};
    int error;

    *out = (struct recovery){0};
    buffer_init(&r.kept, (size_t)1 << 30);
    error = begin(&r, e);
    if (error == 0)
        error = begin_ledger(&r, e);
    if (error == 0) {
        read_records(&r);
        error = act(&r, e);
    }
    alert_batch_release(&r.batch);
    script_free(&r.script);
    buffer_release(&r.kept);
    arena_free(&r.arena);
    return error;
}
