/*
 * engine.c - all rooms together
 *
 * Builds them from the lowest floor up, runs the loop, and takes them down in reverse. No item's and no alert's way is known
 * here: that is intake's and dispatch's.
 * Fatal: nothing; the caller exits with the code. Bugs: spool and http cannot be changed by a reload.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <ev.h>

#include "check.h"
#include "engine.h"
#include "numbers.h"
#include "orders.h"
#include "recover.h"

#define TICK_S 1.
#define TICK_TO_END_S 0.05 /* --once and orders end when a tick sees that all is done */
#define STUCK_TICKS 120
#define PATIENCE_S 15 /* --once and orders, with a disk that refuses */
#define FORGET_EVERY_TICKS 3600

struct engine {
    struct engine_options options;
    enum engine_mode mode;
    struct ev_loop *loop;
    struct settings *settings;
    struct settings *next_settings; /* of a reload that waits for the group on its way */
    struct match_set *next_rules;
    struct settings **retired; /* of reloads; freed when no try uses them */
    size_t retired_count;
    struct spool *spool;
    struct durable *durable;
    struct net *net;
    struct feeds *feeds;
    struct judge judge;
    struct outbox *outbox;
    struct alerts alerts;
    struct deliver *deliver;
    struct intake *intake;
    struct dispatch *dispatch;
    struct orders orders;
    ev_io durable_io;
    ev_timer tick;
    unsigned stuck_ticks, held_ticks, ticks;
    bool stopping, drained;
    int exit_code;
};

/* ---- opening --------------------------------------------------------------------------------------------- */

static int read_settings(struct engine *g)
{
    struct report report = {0};

    g->settings = check_load(g->options.conf_file, g->options.spool, &g->judge.rules, &report);
    if (g->settings && check_secrets(g->settings, &report) != 0)
        settings_free(&g->settings);
    check_print(&report, stderr);
    report_release(&report);
    return g->settings ? EX_OK : EX_CONFIG;
}

static int open_spool(struct engine *g)
{
    struct error e;
    int error = file_become_owner(g->settings->spool);

    if (error != 0) {
        log_error("cannot become the owner of %s: %s", g->settings->spool, strerror(-error));
        return EX_NOPERM;
    }
    error = spool_open(g->settings->spool, true, &g->spool, &e);
    if (error == 0) {
        if (!spool_state_begin(g->spool))
            log_info("spool: state is new: each feed is polled once without validators");
        return EX_OK;
    }
    log_error("%s", e.text);
    return error == -EAGAIN ? EX_TEMPFAIL : error == -EACCES || error == -EPERM ? EX_NOPERM : EX_CANTCREAT;
}

static struct dedup_limits dedup_limits(const struct settings *s)
{
    return (struct dedup_limits){s->window_ms / 1000, s->story_window_ms / 1000, s->dedup_memory};
}

static void bad_entry(void *arg, const char *place, const char *file, const char *what)
{
    (void)arg;
    log_warning("outbox: %s/%s: %s; it is left alone", place, file, log_quote(span_of(what)));
}

static void bad_line(void *arg, const struct position *at, const char *what)
{
    (void)arg;
    log_warning("spool: %s: offset %lld: %s; the line is passed over", at->file, (long long)at->offset,
                log_quote(span_of(what)));
}

static void tell_recovery(const struct recovery *r)
{
    if (r->cursor_missing)
        log_warning("spool: keep/cursor is missing: what is stored already is not alerted");
    if (r->cut > 0)
        log_warning("spool: a torn last line of %lld bytes was cut", (long long)r->cut);
    log_info("spool: records=%zu replayed=%zu alerts=%zu bad_lines=%zu", r->records, r->replayed, r->alerts,
             r->bad);
}

static int unreadable(const struct engine *g, const char *what, int error)
{
    log_error("%s/%s: %s", spool_path(g->spool), what, strerror(-error));
    return EX_IOERR;
}

/* The memory of a process that never stopped. */
static int recover(struct engine *g, int64_t *last_fetched)
{
    struct dedup_limits limits = dedup_limits(g->settings);
    struct outbox_dirs dirs = {spool_dir(g->spool, SPOOL_TMP),      spool_dir(g->spool, SPOOL_NEW),
                               spool_dir(g->spool, SPOOL_DEFERRED), spool_dir(g->spool, SPOOL_HOLD),
                               spool_dir(g->spool, SPOOL_FAILED),   spool_dir(g->spool, SPOOL_SENT)};
    struct recover_rooms rooms;
    struct recovery recovery;
    struct error e;
    int64_t now = clock_wall();
    int error;

    g->judge.dedup = dedup_new(&limits);
    g->judge.seen = seen_new();
    g->feeds = feeds_new(g->settings, g->spool, now);
    if ((error = feeds_kept_error(g->feeds)) != 0) /* a primary fact: nothing is guessed instead */
        return unreadable(g, "keep/feeds.jsonl", error);
    g->outbox = outbox_new(&dirs);
    g->alerts = (struct alerts){g->settings, g->outbox, ledger_new(), g->options.alert_old};
    error = outbox_load(g->outbox, now, bad_entry, NULL);
    if (error != 0)
        return unreadable(g, "outbox", error);
    rooms =
        (struct recover_rooms){g->settings, g->spool, &g->judge, &g->alerts, g->feeds, now, bad_line, NULL};
    if (recover_spool(&rooms, &recovery, &e) != 0) {
        log_error("%s", e.text);
        return EX_IOERR;
    }
    tell_recovery(&recovery);
    *last_fetched = recovery.last_fetched;
    return EX_OK;
}

static struct net_settings net_settings(const struct settings *s)
{
    return (struct net_settings){s->connections, s->per_host, s->host_gap_ms, span_of(s->contact)};
}

/* ---- running --------------------------------------------------------------------------------------------- */

static void stop_loop(struct engine *g, int exit_code)
{
    g->exit_code = exit_code;
    ev_break(g->loop, EVBREAK_ALL);
}

static void fatal(void *arg, int exit_code)
{
    stop_loop(arg, exit_code);
}

static void kept(void *arg, int error)
{
    if (error != 0)
        fatal(arg, EX_IOERR);
}

/* What a receiver said is kept: it holds over restarts. */
static void receiver_disabled(void *arg, const char *receiver, const char *address)
{
    struct engine *g = arg;
    struct durable_script *script = script_new();
    struct buffer line;

    buffer_init(&line, 65536);
    buffer_put_byte(&line, '{');
    json_put_text(&line, "receiver", span_of(receiver));
    json_put_text(&line, "disabled_at", span_of(address));
    buffer_put_byte(&line, '}');
    journal_append(g->spool, script, JOURNAL_KEPT_RECEIVERS, buffer_span(&line));
    durable_submit(g->durable, script, kept, g);
    buffer_release(&line);
}

static void take_disabled(void *arg, const struct json_value *v)
{
    struct engine *g = arg;
    struct span at = json_span(json_get(v, "disabled_at"));

    if (at.len > 0)
        dispatch_disable(g->dispatch, json_span(json_get(v, "receiver")).ptr, at.ptr);
}

static void free_retired(struct engine *g)
{
    for (size_t i = 0; i < g->retired_count; i++)
        settings_free(&g->retired[i]);
    g->retired_count = 0;
}

static void reload(struct engine *g)
{
    struct settings *settings = g->next_settings;
    struct dedup_limits limits = dedup_limits(settings);
    struct net_settings net = net_settings(settings);

    if (strcmp(settings->spool, g->settings->spool) != 0) {
        log_warning("%s: spool: a change needs a restart", g->options.conf_file);
        alert_set_text(&settings->spool, span_of(g->settings->spool));
    }
    g->retired = memory_grow(g->retired, g->retired_count + 1, sizeof(struct settings *));
    g->retired[g->retired_count++] = g->settings;
    g->settings = settings;
    match_set_free(&g->judge.rules);
    g->judge.rules = g->next_rules;
    g->next_settings = NULL;
    g->next_rules = NULL;
    g->alerts.settings = settings;
    dedup_set_limits(g->judge.dedup, &limits);
    net_set_settings(g->net, &net);
    intake_reload(g->intake, settings);
    dispatch_reload(g->dispatch, settings);
    log_notice("reloaded %s: feeds=%zu rules=%zu receivers=%zu", g->options.conf_file, settings->feed_count,
               settings->rule_count, settings->receiver_count);
}

/* --once: when all is stored, open groups are sent; when each alert was tried, the loop ends. */
static void look_for_end(struct engine *g)
{
    struct intake_numbers numbers;
    bool waits;

    if (!g->drained) {
        g->drained = true;
        dispatch_hurry(g->dispatch, true);
        return;
    }
    if (!dispatch_is_done(g->dispatch))
        return;
    intake_measure(g->intake, &numbers);
    waits =
        outbox_count(g->outbox, PLACE_NEW) + outbox_count(g->outbox, PLACE_DEFERRED) > 0 || numbers.disk_full;
    stop_loop(g, waits ? EX_TEMPFAIL : EX_OK);
}

/* Who was told to stop, or runs once, does not wait for a disk that refuses for ever. What the process holds comes again:
 * bodies, because their validators were not saved; alerts from their files. */
static bool gives_up(struct engine *g)
{
    if (g->held_ticks == 0 ||
        (!g->stopping && (g->mode == ENGINE_SERVE || g->held_ticks * TICK_TO_END_S < PATIENCE_S)))
        return false;
    log_error("spool: stopped while the disk refuses; what is not written will be fetched or tried again");
    stop_loop(g, EX_TEMPFAIL);
    return true;
}

/* A group was stored or a try written down: is there something that waited for it? */
static void changed(void *arg)
{
    struct engine *g = arg;

    dispatch_wake(g->dispatch);
    if (g->next_settings && !intake_is_committing(g->intake))
        reload(g);
    if (dispatch_is_idle(g->dispatch))
        free_retired(g);
    if (gives_up(g))
        return;
    if (g->stopping) {
        if (!intake_is_committing(g->intake) && dispatch_is_idle(g->dispatch))
            stop_loop(g, g->exit_code);
    } else if (g->mode == ENGINE_ONCE && intake_is_idle(g->intake)) {
        look_for_end(g);
    } else if (g->mode == ENGINE_ORDER && intake_is_idle(g->intake) && dispatch_is_idle(g->dispatch)) {
        stop_loop(g, EX_OK);
    }
}

static void ticked(struct ev_loop *loop, ev_timer *w, int events)
{
    struct engine *g = w->data;

    (void)loop, (void)events;
    /* A disk that refuses is no disk that hangs: it is asked again. */
    g->held_ticks = intake_is_held(g->intake) ? g->held_ticks + 1 : 0;
    g->stuck_ticks = durable_pending(g->durable) > 0 && g->held_ticks == 0 ? g->stuck_ticks + 1 : 0;
    if (++g->ticks % FORGET_EVERY_TICKS == 0)
        ledger_forget(g->alerts.ledger, clock_wall() - g->settings->window_ms / 1000);
    if (g->mode == ENGINE_ONCE)
        intake_give_up_once(g->intake);
    changed(g);
}

static void disk_came(struct ev_loop *loop, ev_io *w, int events)
{
    struct engine *g = w->data;
    (void)loop, (void)events;
    g->stuck_ticks = 0;
    durable_collect(g->durable);
}

static void build(struct engine *g, int64_t last_fetched)
{
    struct net_settings net = net_settings(g->settings);
    struct intake_rooms intake;
    struct dispatch_rooms dispatch;
    int error;

    g->durable = durable_new();
    g->net = net_new(g->loop, &net);
    g->deliver = deliver_new(g->loop, g->net);
    intake = (struct intake_rooms){.loop = g->loop,
                                   .settings = g->settings,
                                   .spool = g->spool,
                                   .durable = g->durable,
                                   .net = g->net,
                                   .feeds = g->feeds,
                                   .judge = &g->judge,
                                   .alerts = &g->alerts,
                                   .alert_old = g->options.alert_old,
                                   .last_fetched = last_fetched,
                                   .changed = changed,
                                   .fatal = fatal,
                                   .arg = g};
    dispatch = (struct dispatch_rooms){.loop = g->loop,
                                       .settings = g->settings,
                                       .durable = g->durable,
                                       .outbox = g->outbox,
                                       .ledger = g->alerts.ledger,
                                       .deliver = g->deliver,
                                       .disabled = receiver_disabled,
                                       .changed = changed,
                                       .fatal = fatal,
                                       .arg = g};
    g->intake = intake_new(&intake);
    g->dispatch = dispatch_new(&dispatch);
    error = journal_read(g->spool, JOURNAL_KEPT_RECEIVERS, take_disabled, g);
    if (error != 0) /* the worst of it: a receiver that wanted no more is asked once again */
        (void)unreadable(g, "keep/receivers.jsonl", error);
    g->orders = (struct orders){g->feeds, g->intake, g->dispatch, g->outbox};
}

/* ---- what main and newswirectl ask of it ----------------------------------------------------------------- */

int engine_open(const struct engine_options *options, struct engine **out)
{
    struct engine *g = memory_get(sizeof(*g));
    int64_t last_fetched = 0;
    int code;

    g->options = *options;
    if ((code = read_settings(g)) == EX_OK && (code = open_spool(g)) == EX_OK &&
        (code = recover(g, &last_fetched)) == EX_OK) {
        g->loop = ev_default_loop(EVFLAG_NOSIGMASK);
        must(g->loop);
        build(g, last_fetched);
    } else {
        engine_free(&g);
    }
    *out = g;
    return code;
}

void engine_free(struct engine **engine)
{
    struct engine *g = *engine;

    if (!g)
        return;
    dispatch_free(&g->dispatch);
    deliver_free(&g->deliver);
    durable_free(&g->durable);
    intake_free(&g->intake);
    net_free(&g->net);
    outbox_free(&g->outbox);
    ledger_free(&g->alerts.ledger);
    feeds_free(&g->feeds);
    seen_free(&g->judge.seen);
    dedup_free(&g->judge.dedup);
    match_set_free(&g->judge.rules);
    spool_close(&g->spool);
    free_retired(g);
    free(g->retired);
    settings_free(&g->settings);
    match_set_free(&g->next_rules);
    settings_free(&g->next_settings);
    free(g);
    *engine = NULL;
}

struct ev_loop *engine_loop(const struct engine *g)
{
    return g->loop;
}

void engine_start(struct engine *g, enum engine_mode mode)
{
    static const enum intake_mode modes[] = {
        [ENGINE_SERVE] = INTAKE_SCHEDULE, [ENGINE_ONCE] = INTAKE_ONCE, [ENGINE_ORDER] = INTAKE_ASKED};

    g->mode = mode;
    ev_io_init(&g->durable_io, disk_came, durable_fd(g->durable), EV_READ);
    g->durable_io.data = g;
    ev_io_start(g->loop, &g->durable_io);
    ev_timer_init(&g->tick, ticked, 0., mode == ENGINE_SERVE ? TICK_S : TICK_TO_END_S);
    g->tick.data = g;
    ev_timer_again(g->loop, &g->tick);
    intake_start(g->intake, modes[mode]);
    if (mode != ENGINE_ORDER) /* an order that sends starts it itself */
        dispatch_start(g->dispatch, mode == ENGINE_ONCE);
}

int engine_run(struct engine *g)
{
    ev_run(g->loop, 0);
    if (g->exit_code == EX_IOERR)
        return g->exit_code; /* what is on the disk is not to be called clean */
    intake_finish(g->intake);
    spool_state_clean(g->spool);
    return g->exit_code;
}

void engine_stop(struct engine *g)
{
    if (g->stopping) {
        stop_loop(g, g->exit_code);
        return;
    }
    g->stopping = true;
    intake_stop(g->intake);
    dispatch_stop(g->dispatch);
    changed(g);
}

bool engine_reload(struct engine *g)
{
    struct report report = {0};
    struct match_set *rules = NULL;
    struct settings *settings = check_load(g->options.conf_file, g->options.spool, &rules, &report);

    for (size_t i = 0; i < report.count; i++)
        log_event(report.lines[i].warning ? LOG_LEVEL_WARNING : LOG_LEVEL_ERROR, "%s", report.lines[i].text);
    report_release(&report);
    if (!settings) {
        log_error("%s has errors: the configuration before stays in force", g->options.conf_file);
        return false;
    }
    settings_free(&g->next_settings); /* a reload that still waited is overtaken */
    match_set_free(&g->next_rules);
    g->next_settings = settings;
    g->next_rules = rules;
    changed(g);
    return true;
}

bool engine_is_stuck(const struct engine *g)
{
    return g->stuck_ticks >= STUCK_TICKS;
}

void engine_order(struct engine *g, const struct json_value *order, struct buffer *answer)
{
    if (g->mode == ENGINE_ORDER && span_equal(json_span(json_get(order, "order")), SPAN("outbox.flush"))) {
        dispatch_start(g->dispatch, true);
        g->mode = ENGINE_ONCE; /* the end comes when each alert was tried */
    }
    orders_carry_out(&g->orders, order, answer);
    dispatch_wake(g->dispatch);
}

const struct settings *engine_settings(const struct engine *g)
{
    return g->settings;
}

void engine_log_numbers(const struct engine *g)
{
    struct numbers_rooms rooms = {g->intake, g->dispatch, g->outbox, g->judge.dedup};

    numbers_log(&rooms);
}
