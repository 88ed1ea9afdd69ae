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

#include "fetch.h"
#include "intake.h"
#include "turn.h"

#define GROUP_BYTES ((size_t)16 << 20)
#define QUEUED_FOR_EACH_CONNECTION 64
#define CURSOR_EVERY_S 10
#define DISK_CHECK_S 2.
#define DISK_RETRY_S 1.
#define ALMOST_FOREVER_S ((int64_t)10 * 365 * 86400)

struct intake {
    struct intake_rooms rooms;
    struct turn_rooms turn_rooms;
    struct schedule *schedule;
    struct ended_poll *ended;
    size_t ended_count, ended_cap;
    struct turn turn; /* that is committing */
    size_t failed_step;
    struct feed **kept; /* whose lines wait for the next group */
    size_t kept_count;
    struct position end; /* of the records that are durable */
    bool committing, sealed, stopping, once, dirty;
    size_t active, once_left;
    int64_t last_now, cursor_saved;
    struct turn_numbers counts;
    struct intake_numbers numbers;
    ev_timer due_timer, disk_timer, retry_timer;
    ev_prepare prepare;
};

static int64_t read_clock(struct intake *i)
{
    int64_t now = clock_wall();

    if (now > i->last_now) /* invariant 9 */
        i->last_now = now;
    return i->last_now;
}

/* ---- polls ------------------------------------------------------------------------------------------------------------ */

static char *copy(struct span s)
{
    return memory_copy(s.ptr, s.len);
}

static struct ended_poll *next_ended(struct intake *i)
{
    if (i->ended_count == i->ended_cap) {
        i->ended_cap = i->ended_cap ? i->ended_cap * 2 : 16;
        i->ended = memory_grow(i->ended, i->ended_cap, sizeof(*i->ended));
    }
    return &i->ended[i->ended_count++];
}

static void poll_ended(void *arg, const struct fetch_result *result)
{
    struct feed *feed = arg;
    struct intake *i = feed->intake;
    struct ended_poll *p = next_ended(i);

    *p = (struct ended_poll){
        .feed = feed,
        .outcome = result->outcome,
        .status = result->status,
        .url = copy(result->url),
        .etag = copy(result->etag),
        .last_modified = copy(result->last_modified),
        .content_type = copy(result->content_type),
        .message = copy(span_of(result->error)),
        .permanent_url = copy(result->permanent_url),
        .retry_after_s = result->retry_after_s,
        .fresh_for_s = result->fresh_for_s,
    };
    buffer_init(&p->body, result->body.len);
    buffer_put_span(&p->body, result->body);
    feed->fetch = NULL;
    feed->in_turn = true;
    i->active--;
}

static void start_poll(struct intake *i, struct feed *feed)
{
    const struct feed_settings *s = feed->settings;
    struct buffer password;
    struct fetch_target target = {
        .url = s->url,
        .etag = feed->etag,
        .last_modified = feed->last_modified,
        .headers = (const char *const *)s->headers.list,
        .header_count = s->headers.count,
        .user = s->user[0] ? s->user : NULL,
        .proxy = s->proxy[0]                   ? s->proxy
                 : i->rooms.settings->proxy[0] ? i->rooms.settings->proxy
                                               : NULL,
        .allow_private = s->allow_private,
        .max_body = i->rooms.settings->max_body,
        .timeout_ms = i->rooms.settings->timeout_ms,
    };

    buffer_init(&password, 65536);
    if (s->password_file[0] && settings_secret(s->password_file, &password, NULL) == 0)
        target.password = password.ptr;
    i->active++;
    feed->intake = i;
    feed->fetch = fetch_start(i->rooms.net, &target, poll_ended, feed);
    buffer_release(&password);
}

static bool is_busy(const struct feed *feed)
{
    return feed->fetch || feed->in_turn;
}

static size_t room_for_polls(const struct intake *i)
{
    size_t most = i->rooms.settings->connections * QUEUED_FOR_EACH_CONNECTION;

    if (i->stopping || i->numbers.disk_full || i->numbers.disk_waits)
        return 0;
    return i->active < most ? most - i->active : 0;
}

static void start_due(struct intake *i)
{
    size_t room = room_for_polls(i), at;
    int64_t now = read_clock(i), due;

    while (room > 0 && schedule_first(i->schedule, &at, &due) && due <= now) {
        struct feed *feed = feeds_at(i->rooms.feeds, at);

        schedule_remove(i->schedule, at);
        if (is_busy(feed))
            continue; /* it comes back when its turn is over */
        if (!feed_is_open(feed, now)) {
            if (feed->once)
                i->once_left--;
            feed->once = false;
            if (!i->once)
                intake_reschedule(i, feed);
            continue;
        }
        start_poll(i, feed);
        room--;
    }
    if (room == 0 || !schedule_first(i->schedule, &at, &due)) {
        ev_timer_stop(i->rooms.loop, &i->due_timer);
        return;
    }
    i->due_timer.repeat = due - now < 1 ? 0.01 : due - now < 3600 ? (ev_tstamp)(due - now) : 3600.;
    ev_timer_again(i->rooms.loop, &i->due_timer);
}

static void due_came(struct ev_loop *loop, ev_timer *w, int events)
{
    struct intake *i = w->data;

    (void)events;
    ev_timer_stop(loop, w);
    start_due(i);
}

void intake_reschedule(struct intake *i, struct feed *feed)
{
    int64_t now = read_clock(i), due = feed->due;

    if (i->once || is_busy(feed))
        return;
    if (!feed->settings->enabled || feed->paused || feed->gone) {
        schedule_remove(i->schedule, feed->index);
        return;
    }
    if (feed->hold_until > due)
        due = feed->hold_until;
    schedule_set(i->schedule, feed->index, due < now + ALMOST_FOREVER_S ? due : now + ALMOST_FOREVER_S);
    start_due(i);
}

void intake_poll_now(struct intake *i, struct feed *feed)
{
    feed->due = read_clock(i);
    if (!is_busy(feed) && !feed->paused && feed->settings->enabled) {
        feed->gone = false;
        schedule_set(i->schedule, feed->index, feed->due);
        start_due(i);
    }
}

/* ---- turns -------------------------------------------------------------------------------------------------------------- */

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
    uint64_t items = i->counts.items;

    turn_take(&i->turn, p);
    if (p->permanent_url[0])
        log_info("feed=%s moved_to=%s", feed->settings->name, log_quote(span_of(p->permanent_url)));
    log_change(feed, was_good, knew, (size_t)(i->counts.items - items));
    feed->in_turn = false;
    if (feed->once) {
        feed->once = false;
        i->once_left--;
    }
    ended_poll_release(p);
}

static int by_index(const void *a, const void *b)
{
    size_t x = ((const struct ended_poll *)a)->feed->index, y = ((const struct ended_poll *)b)->feed->index;

    return x < y ? -1 : x > y;
}

static void arrived(void *arg, int error, size_t failed_step);

static void submit(struct intake *i)
{
    bool cursor = i->last_now - i->cursor_saved >= CURSOR_EVERY_S;
    int error = i->sealed ? 0 : turn_seal(&i->turn, cursor);

    if (error != 0) {
        arrived(i, error, 0);
        return;
    }
    i->sealed = true;
    if (i->turn.has_end && (cursor || i->turn.batch.count > 0))
        i->cursor_saved = i->last_now;
    if (spool_was_edited(i->rooms.spool))
        log_warning("spool: the day file was changed by another program; records go on in a new file");
    durable_submit(i->rooms.durable, i->turn.script, i->failed_step, arrived, i);
}

/* The group is durable and acted on, or the disk refused a step. */
static void arrived(void *arg, int error, size_t failed_step)
{
    struct intake *i = arg;

    if (error == -EIO) {
        log_error("spool: the disk failed: %s; what is in memory cannot be trusted", strerror(-error));
        i->rooms.fatal(i->rooms.arg, EX_IOERR);
        return;
    }
    if (error != 0) {
        if (!i->numbers.disk_waits)
            log_error("spool: %s; the group of records is held and tried again", strerror(-error));
        i->numbers.disk_waits = true;
        i->failed_step = failed_step;
        ev_timer_start(i->rooms.loop, &i->retry_timer);
        return;
    }
    if (i->numbers.disk_waits)
        log_notice("spool: the disk takes records again");
    i->numbers.disk_waits = false;
    if (i->turn.has_end) {
        i->end = i->turn.end;
        i->dirty = true;
    }
    i->numbers.groups++;
    alerts_arrived(i->rooms.alerts, &i->turn.batch);
    turn_release(&i->turn);
    i->committing = false;
    i->rooms.changed(i->rooms.arg);
}

static void retry_came(struct ev_loop *loop, ev_timer *w, int events)
{
    (void)events;
    ev_timer_stop(loop, w);
    submit(w->data);
}

static void commit(struct intake *i)
{
    i->committing = true;
    i->sealed = false;
    i->failed_step = 0;
    submit(i);
}

/* Before the loop sleeps: all polls that ended since, in configuration order (invariant 1). */
static void run_turn(struct intake *i)
{
    size_t taken = 0;

    turn_begin(&i->turn, &i->turn_rooms, read_clock(i), &i->counts);
    qsort(i->ended, i->ended_count, sizeof(*i->ended), by_index);
    for (; taken < i->ended_count && i->turn.lines.len < GROUP_BYTES; taken++) {
        struct feed *feed = i->ended[taken].feed;

        take(i, &i->ended[taken]);
        intake_reschedule(i, feed);
    }
    memmove(i->ended, i->ended + taken, (i->ended_count - taken) * sizeof(*i->ended));
    i->ended_count -= taken;
    for (size_t k = 0; k < i->kept_count; k++)
        turn_keep(&i->turn, i->kept[k]);
    i->kept_count = 0;
    commit(i);
}

static void before_sleep(struct ev_loop *loop, ev_prepare *w, int events)
{
    struct intake *i = w->data;

    (void)loop;
    (void)events;
    if (!i->committing && (i->ended_count > 0 || i->kept_count > 0))
        run_turn(i);
    if (i->once && !i->stopping)
        start_due(i);
}

void intake_keep(struct intake *i, struct feed *feed)
{
    i->kept = memory_grow(i->kept, i->kept_count + 1, sizeof(struct feed *));
    i->kept[i->kept_count++] = feed;
}

int intake_ingest(struct intake *i, struct feed *feed, struct span body, struct error *e)
{
    must(!i->committing);
    turn_begin(&i->turn, &i->turn_rooms, read_clock(i), &i->counts);
    if (!turn_ingest(&i->turn, feed, body, e)) {
        turn_release(&i->turn);
        return -EBADMSG;
    }
    commit(i);
    return 0;
}

/* ---- the disk ------------------------------------------------------------------------------------------------------------ */

/* Invariant 6: polls pause well before the disk is full, so that receipts and renames still fit. */
static void check_disk(struct ev_loop *loop, ev_timer *w, int events)
{
    struct intake *i = w->data;
    int64_t left = file_free_bytes(spool_dir(i->rooms.spool, SPOOL_ROOT));
    bool full = left >= 0 && (uint64_t)left < i->rooms.settings->min_free;

    (void)loop;
    (void)events;
    if (full == i->numbers.disk_full)
        return;
    i->numbers.disk_full = full;
    if (full) {
        log_error("spool: %lld bytes free, below min-free %zu: polls pause", (long long)left,
                  i->rooms.settings->min_free);
        return;
    }
    log_notice("spool: %lld bytes free: polls go on", (long long)left);
    start_due(i);
}

/* ---- life ---------------------------------------------------------------------------------------------------------------- */

struct intake *intake_new(const struct intake_rooms *rooms)
{
    struct intake *i = memory_get(sizeof(*i));

    i->rooms = *rooms;
    i->turn_rooms =
        (struct turn_rooms){rooms->settings, rooms->spool, rooms->judge, rooms->alerts, rooms->alert_old};
    i->last_now = rooms->last_fetched;
    i->cursor_saved = read_clock(i);
    i->schedule = schedule_new(feeds_count(rooms->feeds));
    ev_timer_init(&i->due_timer, due_came, 0., 1.);
    ev_timer_init(&i->disk_timer, check_disk, 0., DISK_CHECK_S);
    ev_timer_init(&i->retry_timer, retry_came, DISK_RETRY_S, 0.);
    ev_prepare_init(&i->prepare, before_sleep);
    i->due_timer.data = i->disk_timer.data = i->retry_timer.data = i->prepare.data = i;
    return i;
}

static void give_up_poll(struct intake *i, struct feed *feed)
{
    if (!feed->fetch)
        return;
    fetch_cancel(feed->fetch);
    feed->fetch = NULL;
    i->active--;
}

void intake_free(struct intake **i)
{
    struct intake *x = *i;

    if (!x)
        return;
    for (size_t k = 0; k < feeds_count(x->rooms.feeds); k++)
        give_up_poll(x, feeds_at(x->rooms.feeds, k));
    for (size_t k = 0; k < x->ended_count; k++)
        ended_poll_release(&x->ended[k]);
    if (x->committing)
        turn_release(&x->turn);
    ev_timer_stop(x->rooms.loop, &x->due_timer);
    ev_timer_stop(x->rooms.loop, &x->disk_timer);
    ev_timer_stop(x->rooms.loop, &x->retry_timer);
    ev_prepare_stop(x->rooms.loop, &x->prepare);
    schedule_free(&x->schedule);
    free(x->ended);
    free(x->kept);
    free(x);
    *i = NULL;
}

void intake_start(struct intake *i, bool once)
{
    int64_t now = read_clock(i);

    i->once = once;
    check_disk(i->rooms.loop, &i->disk_timer, 0);
    ev_timer_again(i->rooms.loop, &i->disk_timer);
    ev_prepare_start(i->rooms.loop, &i->prepare);
    for (size_t k = 0; k < feeds_count(i->rooms.feeds); k++) {
        struct feed *feed = feeds_at(i->rooms.feeds, k);

        if (once && feed_is_open(feed, now)) {
            feed->once = true;
            i->once_left++;
            schedule_set(i->schedule, k, now);
        } else if (!once) {
            intake_reschedule(i, feed);
        }
    }
    start_due(i);
}

bool intake_is_idle(const struct intake *i)
{
    return i->once_left == 0 && i->active == 0 && i->ended_count == 0 && i->kept_count == 0 && !i->committing;
}

bool intake_is_committing(const struct intake *i)
{
    return i->committing;
}

static void feed_removed(void *arg, struct feed *feed)
{
    struct intake *i = arg;
    size_t kept = 0;

    give_up_poll(i, feed);
    for (size_t k = 0; k < i->ended_count; k++) {
        if (i->ended[k].feed == feed)
            ended_poll_release(&i->ended[k]);
        else
            i->ended[kept++] = i->ended[k];
    }
    i->ended_count = kept;
    kept = 0;
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
    schedule_free(&i->schedule);
    i->schedule = schedule_new(feeds_count(i->rooms.feeds));
    for (size_t k = 0; k < feeds_count(i->rooms.feeds); k++)
        intake_reschedule(i, feeds_at(i->rooms.feeds, k));
}

void intake_stop(struct intake *i)
{
    i->stopping = true;
    for (size_t k = 0; k < feeds_count(i->rooms.feeds); k++) {
        struct feed *feed = feeds_at(i->rooms.feeds, k);

        give_up_poll(i, feed);
        feed->once = false;
    }
    i->once_left = 0;
    ev_timer_stop(i->rooms.loop, &i->due_timer);
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
    memcpy(out->polls, i->counts.polls, sizeof(out->polls));
    out->items = i->counts.items;
    out->duplicates = i->counts.duplicates;
    out->revisions = i->counts.revisions;
    out->alerts = i->counts.alerts;
    out->active = i->active;
}
