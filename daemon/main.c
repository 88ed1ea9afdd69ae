/*
 * main.c - reads the configuration, builds the rooms, runs the loop, stops
 *
 * No logic of its own: intake knows the way of an item, dispatch that of an alert.
 * Fatal: a configuration with errors (78), a spool that another process holds (75) or that cannot be read (74).
 * Bugs: spool and http cannot be changed by a reload.
 */
#include <errno.h>
#include <grp.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <ev.h>
#include <systemd/sd-daemon.h>

#include "check.h"
#include "dispatch.h"
#include "intake.h"
#include "recover.h"

#define TICK_S 1.
#define STUCK_TICKS 120
#define FORGET_EVERY_TICKS 3600

struct options {
    const char *conf_file, *spool;
    bool check, once, alert_old;
};

struct daemon {
    struct options options;
    struct ev_loop *loop;
    struct settings *settings;
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
    ev_io durable_io;
    ev_signal hup, term, interrupt, usr1;
    ev_timer tick;
    unsigned stuck_ticks, ticks;
    bool reload, stopping, drained;
    int exit_code;
};

/* ---- options ----------------------------------------------------------------------------------------------------------- */

static const char usage[] =
    "usage: newswired [-c FILE] [-s SPOOL] [--check] [--once] [--alert-old] [--version] [--help]\n"
    "  -c FILE      configuration, /etc/newswired/feeds.conf unless given\n"
    "  -s SPOOL     spool directory, instead of the configuration's\n"
    "  --check      read the configuration, tell what is wrong with it, and exit\n"
    "  --once       poll every feed once, store, send, and exit\n"
    "  --alert-old  alert for what a feed's first poll brings, too\n";

/* EX_OK to go on, -1 to exit with 0, else an exit code. */
static int read_options(int argc, char **argv, struct options *o)
{
    *o = (struct options){.conf_file = "/etc/newswired/feeds.conf"};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-c") == 0 && i + 1 < argc)
            o->conf_file = argv[++i];
        else if (strcmp(argv[i], "-s") == 0 && i + 1 < argc)
            o->spool = argv[++i];
        else if (strcmp(argv[i], "--check") == 0)
            o->check = true;
        else if (strcmp(argv[i], "--once") == 0)
            o->once = true;
        else if (strcmp(argv[i], "--alert-old") == 0)
            o->alert_old = true;
        else if (strcmp(argv[i], "--version") == 0 || strcmp(argv[i], "--help") == 0) {
            fputs(argv[i][2] == 'v' ? "newswired " NEWSWIRED_VERSION "\n" : usage, stdout);
            return -1;
        } else {
            fprintf(stderr, "newswired: %s: unknown option or missing value\n%s", argv[i], usage);
            return EX_USAGE;
        }
    }
    return EX_OK;
}

/* ---- building ------------------------------------------------------------------------------------------------------------ */

static int read_settings(struct daemon *d)
{
    struct report report = {0};
    int code = EX_OK;

    d->settings = check_load(d->options.conf_file, &d->judge.rules, &report);
    if (d->settings && check_secrets(d->settings, &report) != 0)
        settings_free(&d->settings);
    check_print(&report, stderr);
    if (!d->settings)
        code = EX_CONFIG;
    else if (d->options.spool)
        alert_set_text(&d->settings->spool, span_of(d->options.spool));
    report_release(&report);
    return code;
}

/* Started as root: become the spool's owner before touching it. */
static int become_owner(const char *spool)
{
    struct stat st;

    if (geteuid() != 0 || stat(spool, &st) < 0 || st.st_uid == 0)
        return EX_OK;
    if (setgroups(0, NULL) < 0 || setgid(st.st_gid) < 0 || setuid(st.st_uid) < 0) {
        log_error("cannot become the owner of %s: %s", spool, strerror(errno));
        return EX_NOPERM;
    }
    return EX_OK;
}

static int open_spool(struct daemon *d)
{
    struct error e;
    int error = become_owner(d->settings->spool);

    if (error != EX_OK)
        return error;
    error = spool_open(d->settings->spool, true, &d->spool, &e);
    if (error == 0) {
        if (!spool_state_begin(d->spool))
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

/* The memory of a process that never stopped. */
static int recover(struct daemon *d, int64_t *last_fetched)
{
    struct dedup_limits limits = dedup_limits(d->settings);
    struct outbox_dirs dirs = {spool_dir(d->spool, SPOOL_TMP),      spool_dir(d->spool, SPOOL_NEW),
                               spool_dir(d->spool, SPOOL_DEFERRED), spool_dir(d->spool, SPOOL_HOLD),
                               spool_dir(d->spool, SPOOL_FAILED),   spool_dir(d->spool, SPOOL_SENT)};
    struct recover_rooms rooms;
    struct recovery recovery;
    struct error e;
    int64_t now = clock_wall();
    int error;

    d->judge.dedup = dedup_new(&limits);
    d->judge.seen = seen_new();
    d->feeds = feeds_new(d->settings, d->spool, now);
    d->outbox = outbox_new(&dirs);
    d->alerts = (struct alerts){d->settings, d->outbox, ledger_new(), d->options.alert_old};
    error = outbox_load(d->outbox, now, bad_entry, NULL);
    if (error != 0) {
        log_error("outbox: %s", strerror(-error));
        return EX_IOERR;
    }
    rooms =
        (struct recover_rooms){d->settings, d->spool, &d->judge, &d->alerts, d->feeds, now, bad_line, NULL};
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

/* ---- running ---------------------------------------------------------------------------------------------------------------- */

static void stop_loop(struct daemon *d, int exit_code)
{
    d->exit_code = exit_code;
    ev_break(d->loop, EVBREAK_ALL);
}

static void fatal(void *arg, int exit_code)
{
    stop_loop(arg, exit_code);
}

static void free_retired(struct daemon *d)
{
    for (size_t i = 0; i < d->retired_count; i++)
        settings_free(&d->retired[i]);
    d->retired_count = 0;
}

static void reload(struct daemon *d);

/* A group was stored or a try written down: is there something that waited for it? */
static void changed(void *arg)
{
    struct daemon *d = arg;
    bool idle = intake_is_idle(d->intake);

    dispatch_wake(d->dispatch);
    if (d->reload && !intake_is_committing(d->intake))
        reload(d);
    if (dispatch_is_idle(d->dispatch))
        free_retired(d);
    if (d->stopping) {
        if (!intake_is_committing(d->intake) && dispatch_is_idle(d->dispatch))
            stop_loop(d, d->exit_code);
        return;
    }
    if (!d->options.once || !idle)
        return;
    if (!d->drained) {
        d->drained = true;
        dispatch_hurry(d->dispatch, true);
    } else if (dispatch_is_done(d->dispatch)) {
        bool waits = outbox_count(d->outbox, PLACE_NEW) + outbox_count(d->outbox, PLACE_DEFERRED) > 0;

        stop_loop(d, waits ? EX_TEMPFAIL : EX_OK);
    }
}

static void disk_came(struct ev_loop *loop, ev_io *w, int events)
{
    struct daemon *d = w->data;

    (void)loop;
    (void)events;
    d->stuck_ticks = 0;
    durable_collect(d->durable);
}

static void log_numbers(const struct daemon *d)
{
    struct intake_numbers in;
    struct dispatch_numbers out;
    struct dedup_numbers dedup;

    intake_measure(d->intake, &in);
    dispatch_measure(d->dispatch, &out);
    dedup_measure(d->judge.dedup, &dedup);
    log_notice(
        "items=%llu duplicates=%llu revisions=%llu groups=%llu fresh=%llu unchanged=%llu later=%llu "
        "refused=%llu "
        "broken=%llu gone=%llu active=%zu",
        (unsigned long long)in.turns.items, (unsigned long long)in.turns.duplicates,
        (unsigned long long)in.turns.revisions, (unsigned long long)in.groups,
        (unsigned long long)in.turns.polls[POLL_FRESH], (unsigned long long)in.turns.polls[POLL_UNCHANGED],
        (unsigned long long)in.turns.polls[POLL_LATER], (unsigned long long)in.turns.polls[POLL_REFUSED],
        (unsigned long long)in.turns.polls[POLL_BROKEN], (unsigned long long)in.turns.polls[POLL_GONE],
        in.active);
    log_notice("delivered=%llu later=%llu failed=%llu new=%zu deferred=%zu hold=%zu failed_kept=%zu "
               "window=%zu stories=%zu "
               "dedup_bytes=%zu",
               (unsigned long long)out.delivered, (unsigned long long)out.later,
               (unsigned long long)out.failed, outbox_count(d->outbox, PLACE_NEW),
               outbox_count(d->outbox, PLACE_DEFERRED), outbox_count(d->outbox, PLACE_HOLD),
               outbox_count(d->outbox, PLACE_FAILED), dedup.items, dedup.stories, dedup.bytes);
}

/* The watchdog is fed by progress: the loop turns, and the disk has answered within two minutes. */
static void ticked(struct ev_loop *loop, ev_timer *w, int events)
{
    struct daemon *d = w->data;

    (void)loop;
    (void)events;
    d->stuck_ticks = durable_pending(d->durable) > 0 ? d->stuck_ticks + 1 : 0;
    if (d->stuck_ticks < STUCK_TICKS)
        sd_notify(0, "WATCHDOG=1");
    if (++d->ticks % FORGET_EVERY_TICKS == 0)
        ledger_forget(d->alerts.ledger, clock_wall() - d->settings->window_ms / 1000);
    changed(d);
}

static void adopt(struct daemon *d, struct settings *settings, struct match_set *rules)
{
    struct dedup_limits limits = dedup_limits(settings);
    struct net_settings net = net_settings(settings);

    if (strcmp(settings->spool, d->settings->spool) != 0) {
        log_warning("%s: spool: a change needs a restart", d->options.conf_file);
        alert_set_text(&settings->spool, span_of(d->settings->spool));
    }
    d->retired = memory_grow(d->retired, d->retired_count + 1, sizeof(struct settings *));
    d->retired[d->retired_count++] = d->settings;
    d->settings = settings;
    match_set_free(&d->judge.rules);
    d->judge.rules = rules;
    d->alerts.settings = settings;
    dedup_set_limits(d->judge.dedup, &limits);
    net_set_settings(d->net, &net);
    intake_reload(d->intake, settings);
    dispatch_reload(d->dispatch, settings);
}

static void reload(struct daemon *d)
{
    struct report report = {0};
    struct match_set *rules = NULL;
    struct settings *settings;

    d->reload = false;
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_monotonic_ms() * 1000);
    settings = check_load(d->options.conf_file, &rules, &report);
    for (size_t i = 0; i < report.count; i++)
        log_event(report.lines[i].warning ? LOG_LEVEL_WARNING : LOG_LEVEL_ERROR, "%s", report.lines[i].text);
    if (settings && d->options.spool)
        alert_set_text(&settings->spool, span_of(d->options.spool));
    if (settings) {
        adopt(d, settings, rules);
        log_notice("reloaded %s: feeds=%zu rules=%zu receivers=%zu", d->options.conf_file,
                   settings->feed_count, settings->rule_count, settings->receiver_count);
    } else {
        log_error("%s has errors: the configuration before stays in force", d->options.conf_file);
    }
    report_release(&report);
    sd_notify(0, "READY=1");
}

static void signalled(struct ev_loop *loop, ev_signal *w, int events)
{
    struct daemon *d = w->data;

    (void)loop;
    (void)events;
    if (w->signum == SIGUSR1) {
        log_numbers(d);
    } else if (w->signum == SIGHUP) {
        d->reload = true;
        changed(d);
    } else if (d->stopping) {
        stop_loop(d, d->exit_code);
    } else {
        log_notice("stopping");
        sd_notify(0, "STOPPING=1");
        d->stopping = true;
        intake_stop(d->intake);
        dispatch_stop(d->dispatch);
        changed(d);
    }
}

static void watch_signal(struct daemon *d, ev_signal *w, int signum)
{
    ev_signal_init(w, signalled, signum);
    w->data = d;
    ev_signal_start(d->loop, w);
}

static void build(struct daemon *d, int64_t last_fetched)
{
    struct net_settings net = net_settings(d->settings);
    struct intake_rooms intake;
    struct dispatch_rooms dispatch;

    d->durable = durable_new();
    d->net = net_new(d->loop, &net);
    d->deliver = deliver_new(d->loop, d->net);
    intake = (struct intake_rooms){.loop = d->loop,
                                   .settings = d->settings,
                                   .spool = d->spool,
                                   .durable = d->durable,
                                   .net = d->net,
                                   .feeds = d->feeds,
                                   .judge = &d->judge,
                                   .alerts = &d->alerts,
                                   .alert_old = d->options.alert_old,
                                   .last_fetched = last_fetched,
                                   .changed = changed,
                                   .fatal = fatal,
                                   .arg = d};
    dispatch = (struct dispatch_rooms){.loop = d->loop,
                                       .settings = d->settings,
                                       .durable = d->durable,
                                       .outbox = d->outbox,
                                       .ledger = d->alerts.ledger,
                                       .deliver = d->deliver,
                                       .changed = changed,
                                       .fatal = fatal,
                                       .arg = d};
    d->intake = intake_new(&intake);
    d->dispatch = dispatch_new(&dispatch);
}

static void run(struct daemon *d)
{
    ev_io_init(&d->durable_io, disk_came, durable_fd(d->durable), EV_READ);
    d->durable_io.data = d;
    ev_io_start(d->loop, &d->durable_io);
    watch_signal(d, &d->hup, SIGHUP);
    watch_signal(d, &d->term, SIGTERM);
    watch_signal(d, &d->interrupt, SIGINT);
    watch_signal(d, &d->usr1, SIGUSR1);
    ev_timer_init(&d->tick, ticked, d->options.once ? 0.05 : TICK_S, d->options.once ? 0.05 : TICK_S);
    d->tick.data = d;
    ev_timer_start(d->loop, &d->tick);
    intake_start(d->intake, d->options.once);
    dispatch_start(d->dispatch, d->options.once);
    log_notice("ready: feeds=%zu rules=%zu receivers=%zu spool=%s", d->settings->feed_count,
               d->settings->rule_count, d->settings->receiver_count, d->settings->spool);
    sd_notify(0, "READY=1");
    ev_run(d->loop, 0);
    intake_finish(d->intake);
    spool_state_clean(d->spool);
}

static void release(struct daemon *d)
{
    dispatch_free(&d->dispatch);
    deliver_free(&d->deliver);
    durable_free(&d->durable);
    intake_free(&d->intake);
    net_free(&d->net);
    outbox_free(&d->outbox);
    ledger_free(&d->alerts.ledger);
    feeds_free(&d->feeds);
    seen_free(&d->judge.seen);
    dedup_free(&d->judge.dedup);
    match_set_free(&d->judge.rules);
    spool_close(&d->spool);
    free_retired(d);
    free(d->retired);
    settings_free(&d->settings);
}

int main(int argc, char **argv)
{
    struct daemon d = {0};
    int64_t last_fetched = 0;
    int code = read_options(argc, argv, &d.options);

    if (code != EX_OK)
        return code < 0 ? EX_OK : code;
    setlocale(LC_CTYPE, "C.UTF-8");
    if (d.options.check)
        return check_file(d.options.conf_file, stdout, stderr);
    log_setup(LOG_LEVEL_INFO, getenv("JOURNAL_STREAM") != NULL);
    signal(SIGPIPE, SIG_IGN);
    if ((code = read_settings(&d)) == EX_OK && (code = open_spool(&d)) == EX_OK &&
        (code = recover(&d, &last_fetched)) == EX_OK) {
        d.loop = ev_default_loop(EVFLAG_NOSIGMASK);
        must(d.loop);
        build(&d, last_fetched);
        run(&d);
        code = d.exit_code;
    }
    release(&d);
    return code;
}
