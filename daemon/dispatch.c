/*
 * dispatch.c - from the outbox to delivered
 *
 *   waits ──due──► lane of its receiver ──a place is free──► leased ──(a group: frozen, durably)──► tried
 *     ▲                                                                                              │
 *     └──────────────────────────── later ◄──────────────────────────────────────────────────────────┤
 *                                    hold (410, receiver gone), failed ◄─────────────────────────────┤
 *                                    receipt, file removed ◄──────────────────────── delivered ──────┘
 *
 * What a try came to is written by the sync thread; a crash before that tries again, with the same id and body.
 * Fatal: EIO from the disk. Bugs: none known.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <ev.h>

#include "dispatch.h"

#define TRIES_EACH 4
#define UNWRITTEN 16 /* outcomes: what a kill makes us try once more, what a stop waits for */
#define WAIT_FOR_STORY_MS 100

struct dispatch {
    struct dispatch_rooms rooms;
    struct lanes *lanes;
    size_t leased, scripts;
    bool once, stopping, awake;
    bool groups_wait; /* once: open groups wait for the last poll */
    struct dispatch_numbers numbers;
    ev_timer due_timer;
    ev_prepare prepare;
};

/* A script on its way that writes down what became of one alert. */
struct writing {
    struct dispatch *dispatch;
    struct alert *alert; /* NULL: it has gone */
    void (*then)(struct dispatch *d, struct alert *a);
};
/* A try on its way. */
struct trying {
    struct dispatch *dispatch;
    struct alert *alert;
    size_t recipient;
    struct deliver_try *handle;
};

static const char wants_no_more[] = "the receiver answered that it wants no more (410)";

/* ---- writing down ---------------------------------------------------------------------------------------- */

static void written(void *arg, int error)
{
    struct writing x = *(struct writing *)arg;
    struct dispatch *d = x.dispatch;

    free(arg);
    if (error != 0) {
        log_error("outbox: the disk failed: %s", strerror(-error));
        d->rooms.fatal(d->rooms.arg, EX_IOERR);
        return;
    }
    d->scripts--;
    if (x.alert) {
        x.alert->scripts--;
        x.then(d, x.alert);
    }
    dispatch_wake(d);
    d->rooms.changed(d->rooms.arg);
}

static void submit(struct dispatch *d, struct alert *a, struct durable_script *script,
                   void (*then)(struct dispatch *, struct alert *))
{
    struct writing *x = memory_get(sizeof(*x));

    *x = (struct writing){d, a, then};
    outbox_sync_dirs(d->rooms.outbox, script);
    d->scripts++;
    if (a)
        a->scripts++;
    durable_submit(d->rooms.durable, script, written, x);
}

/* It waits for its time again, or lies where nothing is tried. */
static void settled(struct dispatch *d, struct alert *a)
{
    if (!a->open)
        outbox_drop_body(a);
    if (a->place <= PLACE_DEFERRED)
        outbox_wait(d->rooms.outbox, a, a->due_ms);
}

static void unlease(struct dispatch *d, struct alert *a)
{
    a->leased = false;
    d->leased--;
    lanes_give_back(d->lanes, a);
}

static void move(struct dispatch *d, struct alert *a, enum alert_place to, const char *why)
{
    struct durable_script *script;
    int error = outbox_load_body(d->rooms.outbox, a);

    outbox_unwait(d->rooms.outbox, a);
    if (error != 0) { /* its file cannot be read: it stays where it is, for a person to look at */
        log_error("outbox: %s: an alert of receiver %s cannot be read: %s", alert_place_name(a->place),
                  a->receiver, strerror(-error));
        return;
    }
    script = script_new();
    alert_set_text(&a->error, span_of(why));
    outbox_move(d->rooms.outbox, a, to, script);
    submit(d, a, script, settled);
}

static void finish(struct dispatch *d, struct alert *a, const char *outcome)
{
    struct durable_script *script = script_new();

    ledger_mark_sent(d->rooms.ledger, a->id);
    outbox_finish(d->rooms.outbox, &a, outcome, clock_wall(), script);
    submit(d, NULL, script, NULL);
}

/* ---- what a try came to ---------------------------------------------------------------------------------- */

static void log_try(const struct alert *a, const char *outcome, const char *message)
{
    char id[ID_TEXT_BYTES];

    log_info("alert=%s receiver=%s rule=%s kind=%s outcome=%s attempts=%u%s%s", id_format(a->id, id),
             a->receiver, a->rule, alert_kind_name(a->kind), outcome, a->attempts, message[0] ? " why=" : "",
             message[0] ? log_quote(span_of(message)) : "");
}

static void try_later(struct dispatch *d, struct alert *a, const struct receiver_settings *r,
                      const struct deliver_result *result)
{
    int64_t now = clock_wall(), delay_ms;

    if (r->give_up_ms > 0 && now - a->created >= r->give_up_ms / 1000) {
        char why[400];

        snprintf(why, sizeof(why), "given up after %u tries: %s", a->attempts, result->message);
        d->numbers.failed++;
        log_try(a, "failed", why);
        move(d, a, PLACE_FAILED, why);
        return;
    }
    a->peer_wait = result->retry_after_s > 0;
    delay_ms = a->peer_wait ? result->retry_after_s * 1000
                            : retry_delay_ms(a->attempts, r->retry_ms, r->retry_slowest_ms, random_u64());
    a->due = now + (delay_ms + 999) / 1000;
    a->due_ms = clock_monotonic_ms() + delay_ms;
    d->numbers.later++;
    log_try(a, "later", result->message);
    move(d, a, PLACE_DEFERRED, result->message);
}

/* The receiver wants no more: nothing of it is tried until a person releases an alert, or its address changes. */
static void disable(struct dispatch *d, struct alert *a, const struct receiver_settings *r,
                    const char *message)
{
    log_warning("receiver=%s state=disabled why=%s", a->receiver, log_quote(span_of(message)));
    lanes_disable(d->lanes, a->receiver, settings_address(r));
    d->rooms.disabled(d->rooms.arg, a->receiver, settings_address(r));
    move(d, a, PLACE_HOLD, wants_no_more);
}

static bool start_try(struct dispatch *d, struct alert *a, const struct receiver_settings *r);

/* email: this address is done for this round. */
static void note_recipient(const struct trying *t, const struct deliver_result *result)
{
    struct alert *a = t->alert;
    struct alert_recipient *one = &a->recipients[t->recipient];

    alert_set_text(&one->error, span_of(result->outcome == DELIVER_DONE ? "" : result->message));
    if (result->outcome == DELIVER_DONE)
        one->state = RECIPIENT_DONE;
    else if (result->outcome != DELIVER_LATER)
        one->state = RECIPIENT_FAILED;
    one->tried = true;
}

static void tried(void *arg, const struct deliver_result *result)
{
    struct trying *t = arg;
    struct dispatch *d = t->dispatch;
    struct alert *a = t->alert;
    const struct receiver_settings *r = settings_receiver(d->rooms.settings, span_of(a->receiver));
    static const enum deliver_outcome sums[] = {[RECIPIENT_WAITING] = DELIVER_LATER,
                                                [RECIPIENT_DONE] = DELIVER_DONE,
                                                [RECIPIENT_FAILED] = DELIVER_FAILED};
    enum deliver_outcome outcome = result->outcome;

    if (a->recipient_count > 0) {
        note_recipient(t, result);
        if (r && start_try(d, a, r)) {
            free(t);
            return;
        }
        outcome = sums[alert_recipients(a)];
    }
    free(t);
    a->attempts++;
    a->tried = true;
    unlease(d, a);
    if (outcome == DELIVER_DONE) {
        d->numbers.delivered++;
        log_try(a, "delivered", "");
        finish(d, a, "delivered");
    } else if (!r) {
        move(d, a, PLACE_HOLD, "its receiver is no longer configured");
    } else if (outcome == DELIVER_LATER) {
        try_later(d, a, r, result);
    } else if (outcome == DELIVER_DISABLED) {
        disable(d, a, r, result->message);
    } else {
        d->numbers.failed++;
        log_try(a, "failed", result->message);
        move(d, a, PLACE_FAILED, result->message);
    }
}

/* ---- trying ---------------------------------------------------------------------------------------------- */

/* The next address that waits and was not tried in this round; for others the one try. False: there is none. */
static bool start_try(struct dispatch *d, struct alert *a, const struct receiver_settings *r)
{
    struct deliver_alert alert = {
        .id = a->id, .body = {a->body, a->body_bytes}, .feed = span_of(a->feed), .now = clock_wall()};
    struct trying *t;
    size_t i = 0;

    while (i < a->recipient_count && (a->recipients[i].state != RECIPIENT_WAITING || a->recipients[i].tried))
        i++;
    if (a->recipient_count > 0 && i == a->recipient_count)
        return false;
    alert.recipient = a->recipient_count > 0 ? a->recipients[i].address : NULL;
    t = memory_get(sizeof(*t));
    *t = (struct trying){.dispatch = d, .alert = a, .recipient = i};
    t->handle = deliver_start(d->rooms.deliver, r, &alert, tried, t);
    return true;
}

static void try_now(struct dispatch *d, struct alert *a)
{
    const struct receiver_settings *r = settings_receiver(d->rooms.settings, span_of(a->receiver));

    for (size_t i = 0; i < a->recipient_count; i++)
        a->recipients[i].tried = false;
    if (r && lanes_is_disabled(d->lanes, a->receiver, settings_address(r))) {
        unlease(d, a);
        move(d, a, PLACE_HOLD, wants_no_more);
        return;
    }
    if (!r || outbox_load_body(d->rooms.outbox, a) != 0 || !start_try(d, a, r)) {
        unlease(d, a);
        a->tried = true;
        move(d, a, PLACE_HOLD, r ? "no address is left to try" : "its receiver is no longer configured");
    }
}

/* More on a story is not told before the story: the alert that tells it still waits. */
static bool waits_for_story(struct dispatch *d, struct alert *a)
{
    const struct told *told = a->kind == ALERT_UPDATED ? ledger_told_by(d->rooms.ledger, a) : NULL;
    const struct alert *matched = told ? outbox_find(d->rooms.outbox, told->matched) : NULL;
    int64_t now_ms = clock_monotonic_ms();

    if (!matched || matched->place > PLACE_DEFERRED)
        return false;
    if (d->once && (matched->tried || matched->peer_wait) && !matched->leased)
        a->tried = true; /* nothing more in this round */
    outbox_wait(d->rooms.outbox, a, matched->due_ms > now_ms ? matched->due_ms : now_ms + WAIT_FOR_STORY_MS);
    return true;
}

/* Leased: from now on its body is frozen; a group says so on disk first. */
static void lease(struct dispatch *d, struct alert *a)
{
    struct durable_script *script;

    a->leased = true;
    d->leased++;
    if (!a->open) {
        try_now(d, a);
        return;
    }
    a->open = false;
    ledger_close_group(d->rooms.ledger, a);
    script = script_new();
    outbox_rewrite(d->rooms.outbox, a, script);
    submit(d, a, script, try_now);
}

static void arm_timer(struct dispatch *d, int64_t now_ms)
{
    const struct alert *first = outbox_first(d->rooms.outbox);

    ev_timer_stop(d->rooms.loop, &d->due_timer);
    if (!first || d->stopping)
        return;
    d->due_timer.repeat = first->due_ms <= now_ms ? 0.001 : (ev_tstamp)(first->due_ms - now_ms) / 1000.;
    ev_timer_again(d->rooms.loop, &d->due_timer);
}

static void pump(struct dispatch *d)
{
    int64_t now_ms = clock_monotonic_ms();
    struct alert *a;

    while (!d->stopping && (a = outbox_first(d->rooms.outbox)) && a->due_ms <= now_ms) {
        outbox_unwait(d->rooms.outbox, a);
        /* on its way to the disk: it comes back when it has arrived. once: no second try */
        if (a->scripts == 0 && !a->leased && !(d->once && (a->tried || (a->open && d->groups_wait))))
            lanes_put(d->lanes, a);
    }
    while (!d->stopping && d->scripts < UNWRITTEN && (a = lanes_take(d->lanes))) {
        /* a record joined meanwhile: it comes back when that has arrived */
        if (a->scripts > 0 || waits_for_story(d, a))
            lanes_give_back(d->lanes, a);
        else
            lease(d, a);
    }
    arm_timer(d, now_ms);
}

static void due_came(struct ev_loop *loop, ev_timer *w, int events)
{
    (void)events, ev_timer_stop(loop, w);
    dispatch_wake(w->data);
}

static void before_sleep(struct ev_loop *loop, ev_prepare *w, int events)
{
    struct dispatch *d = w->data;

    (void)loop;
    (void)events;
    if (!d->awake)
        return;
    d->awake = false;
    pump(d);
}

/* ---- life ------------------------------------------------------------------------------------------------ */

struct dispatch *dispatch_new(const struct dispatch_rooms *rooms)
{
    struct dispatch *d = memory_get(sizeof(*d));

    d->rooms = *rooms;
    d->lanes = lanes_new(TRIES_EACH);
    ev_timer_init(&d->due_timer, due_came, 0., 1.);
    ev_prepare_init(&d->prepare, before_sleep);
    d->due_timer.data = d->prepare.data = d;
    return d;
}

void dispatch_free(struct dispatch **d)
{
    if (!*d)
        return;
    ev_timer_stop((*d)->rooms.loop, &(*d)->due_timer);
    ev_prepare_stop((*d)->rooms.loop, &(*d)->prepare);
    lanes_free(&(*d)->lanes);
    free(*d);
    *d = NULL;
}

static void hold_orphans(struct dispatch *d)
{
    struct alert *a;
    size_t cursor = 0;

    while ((a = outbox_next(d->rooms.outbox, &cursor))) {
        if (a->place > PLACE_DEFERRED || a->leased || a->scripts > 0 ||
            settings_receiver(d->rooms.settings, span_of(a->receiver)))
            continue;
        log_warning("alert of receiver %s moves to hold: the receiver is no longer configured",
                    log_quote(span_of(a->receiver)));
        lanes_drop(d->lanes, a);
        move(d, a, PLACE_HOLD, "its receiver is no longer configured");
    }
}

void dispatch_start(struct dispatch *d, bool once)
{
    d->once = d->groups_wait = once;
    ev_prepare_start(d->rooms.loop, &d->prepare);
    hold_orphans(d);
    if (once)
        dispatch_hurry(d, false);
    dispatch_wake(d);
}

void dispatch_disable(struct dispatch *d, const char *receiver, const char *address)
{
    lanes_disable(d->lanes, receiver, address);
}

void dispatch_wake(struct dispatch *d)
{
    d->awake = true;
}

void dispatch_hurry(struct dispatch *d, bool groups)
{
    int64_t now_ms = clock_monotonic_ms();
    struct alert *a;
    size_t cursor = 0;

    d->groups_wait = d->groups_wait && !groups;
    while ((a = outbox_next(d->rooms.outbox, &cursor))) {
        if (a->place > PLACE_DEFERRED || a->peer_wait || a->leased || a->in_lane || a->scripts > 0 ||
            (a->open && !groups))
            continue;
        outbox_wait(d->rooms.outbox, a, now_ms);
    }
    dispatch_wake(d);
}

void dispatch_reload(struct dispatch *d, const struct settings *settings)
{
    d->rooms.settings = settings;
    hold_orphans(d);
    dispatch_wake(d);
}

void dispatch_stop(struct dispatch *d)
{
    d->stopping = true;
    ev_timer_stop(d->rooms.loop, &d->due_timer);
}

bool dispatch_is_idle(const struct dispatch *d)
{
    return d->leased == 0 && d->scripts == 0;
}

bool dispatch_is_done(const struct dispatch *d)
{
    const struct alert *a;
    size_t cursor = 0;

    if (!dispatch_is_idle(d))
        return false;
    while ((a = outbox_next(d->rooms.outbox, &cursor))) {
        if (a->place <= PLACE_DEFERRED && !a->tried && !a->peer_wait)
            return false;
    }
    return true;
}

bool dispatch_move(struct dispatch *d, struct alert *a, enum alert_place to, const char *why)
{
    if (a->leased || a->scripts > 0)
        return false;
    lanes_drop(d->lanes, a);
    move(d, a, to, why);
    return true;
}

bool dispatch_delete(struct dispatch *d, struct alert *a)
{
    if (a->leased || a->scripts > 0)
        return false;
    lanes_drop(d->lanes, a);
    finish(d, a, "deleted");
    return true;
}

bool dispatch_retry(struct dispatch *d, struct alert *a)
{
    if (a->leased || a->scripts > 0)
        return false;
    if (a->place == PLACE_HOLD) {
        lanes_disable(d->lanes, a->receiver, NULL);
        d->rooms.disabled(d->rooms.arg, a->receiver, NULL);
    }
    alert_wait_again(a);
    a->peer_wait = a->tried = false;
    a->due = clock_wall();
    a->due_ms = clock_monotonic_ms();
    return dispatch_move(d, a, PLACE_DEFERRED, a->error);
}

void dispatch_measure(const struct dispatch *d, struct dispatch_numbers *out)
{
    *out = d->numbers;
    out->leased = d->leased;
}
