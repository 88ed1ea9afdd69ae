/*
 * intake.c - from the tick to the outbox
 *
 *   idle ──a poll ended──► turn: take all that ended, in configuration order
 *    ▲                      │ one script: records, sync │ alerts │ kept lines │ validators │ cursor
 *    │                      ▼
 *    └──────arrived──── committing ──the disk refuses──► waits a second, goes on from the failed step
 *
 * Invariants 1 to 6 are kept by the order of the steps in turn.c and of the states here: while a group is on its way, or
 * held back by the disk, no new body is taken.
 * Fatal: EIO from the disk (invariant 7: the page cache lies from then on). Bugs: none known.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <ev.h>

#include "gather.h"
#include "intake.h"

#define GROUP_BYTES ((size_t)16 << 20)
#define CURSOR_EVERY_S 10
#define TICK_S 2.
#define DISK_RETRY_S 1.
#define JOURNAL_LINES 256 /* and as many for each feed: then a journal is written anew */
#define JOURNAL_LINES_A_FEED 8

struct intake {
    struct intake_rooms rooms;
    struct turn_rooms turn_rooms;
    struct polls *polls;
    struct gather *gather;
    struct turn turn;   /* that is committing */
    struct feed **kept; /* whose lines wait for the next group */
    size_t kept_count;
    struct position end;            /* of the records that are durable */
    size_t kept_lines, state_lines; /* added to the journals since they were written anew */
    bool committing, stopping, dirty;
    int64_t last_now, cursor_saved;
    int64_t now_ms, monotonic_ms; /* read_clock's own */
    struct intake_numbers numbers;
    ev_timer due_timer, tick_timer, retry_timer;
    ev_prepare prepare;
};

/* Invariant 9: never less than before. When the wall clock was set back ours goes on at half speed until it is caught up
 * with: waits end, at worst in twice their time. */
static int64_t read_clock(struct intake *i)
{
    int64_t wall_ms = clock_wall_ms(), half_ms = (clock_monotonic_ms() - i->monotonic_ms) / 2;

    i->monotonic_ms += 2 * half_ms;
    i->now_ms += half_ms;
    if (i->now_ms < wall_ms)
        i->now_ms = wall_ms;
    i->last_now = i->now_ms / 1000;
    return i->last_now;
}

/* ---- polls ----------------------------------------------------------------------------------------------- */

/* Invariant 6: no new polls while the disk is full or refuses. */
static void start_polls(struct intake *i)
{
    bool hold = i->stopping || i->numbers.disk_full || i->numbers.disk_waits;
    int64_t wait = hold ? -1 : polls_start(i->polls, read_clock(i));

    ev_timer_stop(i->rooms.loop, &i->due_timer);
    if (wait < 0)
        return; /* the end of a poll, or of the trouble, comes back here */
    i->due_timer.repeat = wait < 1 ? 0.01 : wait < 3600 ? (ev_tstamp)wait : 3600.;
    ev_timer_again(i->rooms.loop, &i->due_timer);
}

static void due_came(struct ev_loop *loop, ev_timer *w, int events)
{
    (void)loop;
    (void)events;
    start_polls(w->data);
}

void intake_reschedule(struct intake *i, struct feed *feed)
{
    polls_set(i->polls, feed, read_clock(i));
    start_polls(i);
}

void intake_poll_now(struct intake *i, struct feed *feed)
{
    polls_ask(i->polls, feed, read_clock(i));
    start_polls(i);
}

/* ---- turns ----------------------------------------------------------------------------------------------- */

static void log_change(const struct feed *feed, bool was_good, bool knew, size_t new_items)
{
    bool good = feed->outcome == POLL_FRESH || feed->outcome == POLL_UNCHANGED;

    if (good && knew && !was_good)
        log_info("feed=%s state=ok status=%ld", feed->settings->name, feed->status);
    else if (!good && (was_good || !knew))
        log_warning("feed=%s state=failing outcome=%s status=%ld why=%s", feed->settings->name,
                    poll_outcome_name(feed->outcome), feed->status, log_quote(span_of(feed->message)));
    else
        log_debug("feed=%s outcome=%s status=%ld new=%zu", feed->settings->name,
                  poll_outcome_name(feed->outcome), feed->status, new_items);
}

static void take(struct intake *i, struct ended_poll *p)
{
    struct feed *feed = p->feed;
    bool knew = feed->has_outcome;
    bool was_good = knew && (feed->outcome == POLL_FRESH || feed->outcome == POLL_UNCHANGED);
    uint64_t items = i->numbers.turns.items;

    if (p->permanent_url[0] && strcmp(p->permanent_url, feed->moved_to) != 0)
        log_warning("feed=%s state=moved to=%s", feed->settings->name, log_quote(span_of(p->permanent_url)));
    turn_take(&i->turn, p);
    log_change(feed, was_good, knew, (size_t)(i->numbers.turns.items - items));
    polls_done(i->polls, feed, i->last_now);
}

/* The group is durable and acted on. */
static void arrived(void *arg, int error)
{
    struct intake *i = arg;

    if (error != 0) {
        log_error("spool: the disk failed: %s; what is in memory cannot be trusted", strerror(-error));
        i->rooms.fatal(i->rooms.arg, EX_IOERR);
        return;
    }
    if (i->turn.has_end) {
        i->end = i->turn.end;
        i->dirty = true;
    }
    i->numbers.groups++;
    alerts_arrived(i->rooms.alerts, &i->turn.batch);
    turn_release(&i->turn);
    i->committing = false;
    start_polls(i);
    i->rooms.changed(i->rooms.arg);
}

/* Hands the turn's script to the sync thread, or waits for a day file that can be opened. */
static void commit(struct intake *i)
{
    bool cursor = i->last_now - i->cursor_saved >= CURSOR_EVERY_S;
    int error = turn_seal(&i->turn, &cursor);

    i->committing = true;
    if (error != 0) {
        log_error("spool: %s; the group of records is held and tried again", strerror(-error));
        ev_timer_start(i->rooms.loop, &i->retry_timer);
        return;
    }
    if (cursor)
        i->cursor_saved = i->last_now;
    if (spool_was_edited(i->rooms.spool))
        log_warning("spool: the day file was changed by another program; records go on in a new file");
    durable_submit(i->rooms.durable, turn_script(&i->turn), arrived, i);
}

static void retry_came(struct ev_loop *loop, ev_timer *w, int events)
{
    (void)events;
    ev_timer_stop(loop, w);
    commit(w->data);
}

/* A journal grows by a line a poll. */
static void tidy_journals(struct intake *i)
{
    size_t most = JOURNAL_LINES + JOURNAL_LINES_A_FEED * feeds_count(i->rooms.feeds);

    i->kept_lines += i->turn.kept_lines;
    i->state_lines += i->turn.state_lines;
    if (i->kept_lines > most) {
        turn_keep_whole(&i->turn, i->rooms.feeds);
        i->kept_lines = 0;
    }
    if (i->state_lines > most) {
        turn_state_whole(&i->turn, i->rooms.feeds);
        i->state_lines = 0;
    }
}

/* All polls that ended since, in configuration order (invariant 1). */
static void run_turn(struct intake *i)
{
    size_t count, taken = 0;
    struct ended_poll *ended = polls_ended(i->polls, &count);

    if (count == 0 && i->kept_count == 0)
        return;
    turn_begin(&i->turn, &i->turn_rooms, read_clock(i), &i->numbers.turns);
    while (taken < count && i->turn.lines.len < GROUP_BYTES)
        take(i, &ended[taken++]);
    polls_drop(i->polls, taken);
    for (size_t k = 0; k < i->kept_count; k++)
        turn_keep(&i->turn, i->kept[k]);
    i->kept_count = 0;
    tidy_journals(i);
    commit(i);
    start_polls(i);
}

static void before_sleep(struct ev_loop *loop, ev_prepare *w, int events)
{
    struct intake *i = w->data;

    (void)loop;
    (void)events;
    if (!i->committing)
        run_turn(i);
}

void intake_keep(struct intake *i, struct feed *feed)
{
    i->kept = memory_grow(i->kept, i->kept_count + 1, sizeof(struct feed *));
    i->kept[i->kept_count++] = feed;
}

int intake_ingest(struct intake *i, struct feed *feed, struct span body, struct error *e)
{
    must(!i->committing);
    turn_begin(&i->turn, &i->turn_rooms, read_clock(i), &i->numbers.turns);
    if (!turn_ingest(&i->turn, feed, body, e)) {
        turn_release(&i->turn);
        return -EBADMSG;
    }
    commit(i);
    return 0;
}

/* ---- the disk -------------------------------------------------------------------------------------------- */

static void check_trouble(struct intake *i)
{
    int trouble = durable_trouble(i->rooms.durable);

    if ((trouble != 0) == i->numbers.disk_waits)
        return;
    i->numbers.disk_waits = trouble != 0;
    if (trouble != 0)
        log_error("spool: %s; what is to be written is held and tried again", strerror(-trouble));
    else
        log_notice("spool: the disk takes what is written again");
}

/* Invariant 6: polls pause well before the disk is full, so that receipts and renames still fit. */
static void check_disk(struct intake *i)
{
    int64_t left = file_free_bytes(spool_dir(i->rooms.spool, SPOOL_ROOT));
    bool full = left >= 0 && (uint64_t)left < i->rooms.settings->min_free;

    check_trouble(i);
    if (full == i->numbers.disk_full) {
        start_polls(i);
        return;
    }
    i->numbers.disk_full = full;
    if (full) {
        log_error("spool: %lld bytes free, below min-free %zu: polls pause", (long long)left,
                  i->rooms.settings->min_free);
        return;
    }
    log_notice("spool: %lld bytes free: polls go on", (long long)left);
    start_polls(i);
}

static void ticked(struct ev_loop *loop, ev_timer *w, int events)
{
    struct intake *i = w->data;

    (void)loop;
    (void)events;
    check_disk(i);
    gather_tick(i->gather);
}

/* ---- life ------------------------------------------------------------------------------------------------ */

struct intake *intake_new(const struct intake_rooms *rooms)
{
    struct intake *i = memory_get(sizeof(*i));

    i->rooms = *rooms;
    i->turn_rooms =
        (struct turn_rooms){rooms->settings, rooms->spool, rooms->judge, rooms->alerts, rooms->alert_old};
    i->now_ms = rooms->last_fetched * 1000;
    i->monotonic_ms = clock_monotonic_ms();
    i->cursor_saved = read_clock(i);
    i->polls = polls_new(rooms->settings, rooms->feeds, rooms->net);
    i->gather = gather_new(&(struct gather_rooms){rooms->settings, rooms->net, rooms->judge, i->polls});
    polls_set_gather(i->polls, gather_take, i->gather);
    ev_timer_init(&i->due_timer, due_came, 0., 1.);
    ev_timer_init(&i->tick_timer, ticked, 0., TICK_S);
    ev_timer_init(&i->retry_timer, retry_came, DISK_RETRY_S, 0.);
    ev_prepare_init(&i->prepare, before_sleep);
    i->due_timer.data = i->tick_timer.data = i->retry_timer.data = i->prepare.data = i;
    return i;
}

void intake_free(struct intake **i)
{
    struct intake *x = *i;

    if (!x)
        return;
    if (x->committing)
        turn_release(&x->turn);
    ev_timer_stop(x->rooms.loop, &x->due_timer);
    ev_timer_stop(x->rooms.loop, &x->tick_timer);
    ev_timer_stop(x->rooms.loop, &x->retry_timer);
    ev_prepare_stop(x->rooms.loop, &x->prepare);
    gather_free(&x->gather);
    polls_free(&x->polls);
    free(x->kept);
    free(x);
    *i = NULL;
}

/* Feeds that were renamed or moved by the configuration keep their origin: under the new name, too. */
static void keep_names(struct intake *i)
{
    for (size_t k = 0; k < feeds_count(i->rooms.feeds); k++) {
        struct feed *feed = feeds_at(i->rooms.feeds, k);

        if (feed->kept_is_old)
            intake_keep(i, feed);
        feed->kept_is_old = false;
    }
}

void intake_start(struct intake *i, enum intake_mode mode)
{
    check_disk(i);
    ev_timer_again(i->rooms.loop, &i->tick_timer);
    ev_prepare_start(i->rooms.loop, &i->prepare);
    keep_names(i);
    if (mode == INTAKE_ONCE)
        polls_once(i->polls, read_clock(i));
    else if (mode == INTAKE_ASKED)
        polls_asked_only(i->polls);
    else
        polls_all(i->polls, read_clock(i));
    start_polls(i);
}

bool intake_is_idle(const struct intake *i)
{
    return polls_is_idle(i->polls) && i->kept_count == 0 && !i->committing;
}

bool intake_is_committing(const struct intake *i)
{
    return i->committing;
}

bool intake_is_held(const struct intake *i)
{
    return ev_is_active(&i->retry_timer) || durable_trouble(i->rooms.durable) != 0;
}

static void feed_removed(void *arg, struct feed *feed)
{
    struct intake *i = arg;
    size_t kept = 0;

    gather_forget(i->gather, feed);
    polls_forget(i->polls, feed);
    for (size_t k = 0; k < i->kept_count; k++) {
        if (i->kept[k] != feed)
            i->kept[kept++] = i->kept[k];
    }
    i->kept_count = kept;
}

void intake_reload(struct intake *i, const struct settings *settings)
{
    must(!i->committing);
    feeds_reload(i->rooms.feeds, settings, read_clock(i), feed_removed, i);
    i->rooms.settings = i->turn_rooms.settings = settings;
    gather_reload(i->gather, settings);
    polls_reload(i->polls, settings, i->last_now);
    keep_names(i);
    start_polls(i);
}

void intake_stop(struct intake *i)
{
    i->stopping = true;
    gather_stop(i->gather);
    polls_stop(i->polls);
    start_polls(i);
}

void intake_give_up_once(struct intake *i)
{
    if (i->numbers.disk_full && polls_active(i->polls) == 0)
        polls_stop(i->polls);
}

void intake_finish(struct intake *i)
{
    struct durable_script *script;

    if (i->committing || !i->dirty)
        return;
    script = script_new();
    cursor_save(i->rooms.spool, script, &i->end);
    if (script_run(script) == 0)
        i->dirty = false; /* else the next start replays a little more */
    script_free(&script);
}

void intake_measure(const struct intake *i, struct intake_numbers *out)
{
    *out = i->numbers;
    out->active = polls_active(i->polls);
    gather_measure(i->gather, &out->gather);
}
