/*
 * main.c - newswired: options, signals, systemd
 *
 * The rooms and the loop are the engine's.
 * Fatal: a configuration with errors (78), a spool that another process holds (75) or that cannot be read (74).
 * Bugs: none known.
 */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <ev.h>
#include <systemd/sd-daemon.h>

#include "check.h"
#include "control.h"
#include "engine.h"

#define TICK_S 1.

struct daemon {
    struct engine_options options;
    bool check, once;
    struct engine *engine;
    struct control *control;
    ev_signal hup, term, interrupt, usr1;
    ev_timer tick;
};

/* ---- options --------------------------------------------------------------------------------------------- */

static const char usage[] =
    "usage: newswired [-c FILE] [-s SPOOL] [--check] [--once] [--alert-old] [--version] [--help]\n"
    "  -c FILE      configuration, /etc/newswired/feeds.conf unless given\n"
    "  -s SPOOL     spool directory, instead of the configuration's\n"
    "  --check      read the configuration, tell what is wrong with it, and exit\n"
    "  --once       poll every feed once, store, send, and exit\n"
    "  --alert-old  alert for what a feed's first poll brings, too\n";

/* EX_OK to go on, -1 to exit with 0, else an exit code. */
static int read_options(int argc, char **argv, struct daemon *d)
{
    d->options.conf_file = "/etc/newswired/feeds.conf";
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-c") == 0 && i + 1 < argc) {
            d->options.conf_file = argv[++i];
        } else if (strcmp(argv[i], "-s") == 0 && i + 1 < argc) {
            d->options.spool = argv[++i];
        } else if (strcmp(argv[i], "--check") == 0) {
            d->check = true;
        } else if (strcmp(argv[i], "--once") == 0) {
            d->once = true;
        } else if (strcmp(argv[i], "--alert-old") == 0) {
            d->options.alert_old = true;
        } else if (strcmp(argv[i], "--version") == 0 || strcmp(argv[i], "--help") == 0) {
            fputs(argv[i][2] == 'v' ? "newswired " NEWSWIRED_VERSION "\n" : usage, stdout);
            return -1;
        } else {
            fprintf(stderr, "newswired: %s: unknown option or missing value\n%s", argv[i], usage);
            return EX_USAGE;
        }
    }
    return EX_OK;
}

/* ---- running --------------------------------------------------------------------------------------------- */

/* The watchdog is fed by progress: the loop turns, and the disk answers. */
static void ticked(struct ev_loop *loop, ev_timer *w, int events)
{
    struct daemon *d = w->data;

    (void)loop;
    (void)events;
    if (!engine_is_stuck(d->engine))
        sd_notify(0, "WATCHDOG=1");
}

static bool reload(struct daemon *d)
{
    bool taken;

    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_monotonic_us());
    taken = engine_reload(d->engine);
    sd_notify(0, "READY=1");
    return taken;
}

static void signalled(struct ev_loop *loop, ev_signal *w, int events)
{
    struct daemon *d = w->data;

    (void)loop;
    (void)events;
    if (w->signum == SIGUSR1) {
        engine_log_numbers(d->engine);
    } else if (w->signum == SIGHUP) {
        reload(d);
    } else {
        log_notice("stopping");
        sd_notify(0, "STOPPING=1");
        engine_stop(d->engine);
    }
}

static void watch_signal(struct daemon *d, ev_signal *w, int signum)
{
    ev_signal_init(w, signalled, signum);
    w->data = d;
    ev_signal_start(engine_loop(d->engine), w);
}

static void carry_out(void *arg, const struct json_value *order, struct buffer *answer)
{
    struct daemon *d = arg;

    if (!span_equal(json_span(json_get(order, "order")), SPAN("reload"))) {
        engine_order(d->engine, order, answer);
        return;
    }
    if (reload(d))
        buffer_put_text(answer, "{\"ok\":true}");
    else
        buffer_put_text(answer,
                        "{\"ok\":false,\"error\":\"the configuration has errors; the log tells them\"}");
}

/* Without it the daemon works all the same; only newswirectl's orders do not reach it. */
static void listen_for_orders(struct daemon *d)
{
    const char *runtime = getenv("RUNTIME_DIRECTORY");
    struct buffer path;
    int error;

    buffer_init(&path, 4096);
    buffer_printf(&path, "%s/control.sock",
                  runtime && runtime[0] == '/' ? runtime : engine_settings(d->engine)->spool);
    error = control_new(engine_loop(d->engine), path.ptr, carry_out, d, &d->control);
    if (error != 0)
        log_warning("control: %s: %s", path.ptr, strerror(-error));
    buffer_release(&path);
}

/* A HUP or USR1 that comes while the spool is read waits until there is somebody to take it; it would end the process. */
static void hold_signals(int how)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGUSR1);
    sigprocmask(how, &set, NULL);
}

static int run(struct daemon *d)
{
    const struct settings *s = engine_settings(d->engine);

    watch_signal(d, &d->hup, SIGHUP);
    watch_signal(d, &d->term, SIGTERM);
    watch_signal(d, &d->interrupt, SIGINT);
    watch_signal(d, &d->usr1, SIGUSR1);
    hold_signals(SIG_UNBLOCK);
    ev_timer_init(&d->tick, ticked, 0., TICK_S);
    d->tick.data = d;
    ev_timer_again(engine_loop(d->engine), &d->tick);
    listen_for_orders(d);
    engine_start(d->engine, d->once ? ENGINE_ONCE : ENGINE_SERVE);
    log_notice("ready: feeds=%zu rules=%zu receivers=%zu spool=%s", s->feed_count, s->rule_count,
               s->receiver_count, s->spool);
    sd_notify(0, "READY=1");
    return engine_run(d->engine);
}

int main(int argc, char **argv)
{
    struct daemon d = {0};
    int code = read_options(argc, argv, &d);

    if (code != EX_OK)
        return code < 0 ? EX_OK : code;
    setlocale(LC_CTYPE, "C.UTF-8");
    if (d.check)
        return check_file(d.options.conf_file, stdout, stderr);
    log_setup(LOG_LEVEL_INFO, getenv("JOURNAL_STREAM") != NULL);
    signal(SIGPIPE, SIG_IGN);
    hold_signals(SIG_BLOCK);
    code = engine_open(&d.options, &d.engine);
    if (code == EX_OK)
        code = run(&d);
    control_free(&d.control);
    engine_free(&d.engine);
    return code;
}
