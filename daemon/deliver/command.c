/*
 * command.c - an alert on the standard input of a program
 *
 * No shell: the words of the configuration are the arguments. The program gets the JSON body and a newline on
 * stdin, a small environment, the root directory, no descriptors but 0, 1 and 2, and a process group of its
 * own. What it prints is read and dropped but for the last line, which is shown.
 *
 *     exit 0     done            exit 75 (EX_TEMPFAIL)            later
 *     others     failed          a signal, the timeout, no start  later
 *
 * At the timeout, and when the try is cancelled, the group is killed. A cancelled child stays in the list
 * until it has been waited for, so that it leaves no zombie.
 *
 * This is the one file of the room that knows the loop. A child's end comes from ev_child on the default loop
 * (which waits for all children of the process), from a pidfd on any other.
 *
 * Fatal: nothing. Bugs: a program that leaves its process group survives the timeout.
 */
#include <errno.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ev.h>

#include "launch.h"
#include "try.h"

#define EXIT_TRY_AGAIN 75
#define LINE_BYTES 200
#define READS_AT_END 16

struct command {
    struct deliver *deliver;
    struct deliver_try *try; /* NULL once cancelled */
    struct command *next, **link;
    pid_t pid;
    int pidfd, output; /* -1: none */
    bool timed_out;
    char line[LINE_BYTES]; /* the last line that has something on it, as far as read */
    size_t line_len;
    bool line_ended;
    ev_child child;
    ev_io end, reader;
    ev_timer timer;
};

/* ---- the loop's next turn -------------------------------------------------------------------------------- */

struct soon {
    struct deliver_try *try;
    ev_timer timer;
};

static void soon_now(struct ev_loop *loop, ev_timer *w, int events)
{
    (void)loop;
    (void)events;
    struct soon *s = w->data;
    try_end(s->try); /* frees s by soon_cancel */
}

void try_end_soon(struct deliver_try *t)
{
    must(t->soon == NULL);
    t->soon = memory_get(sizeof *t->soon);
    t->soon->try = t;
    ev_timer_init(&t->soon->timer, soon_now, 0., 0.);
    t->soon->timer.data = t->soon;
    ev_timer_start(t->deliver->loop, &t->soon->timer);
}

void soon_cancel(struct soon **s, struct ev_loop *loop)
{
    if (*s == NULL)
        return;
    ev_timer_stop(loop, &(*s)->timer);
    free(*s);
    *s = NULL;
}

/* ---- what the program prints ----------------------------------------------------------------------------- */

static void keep_last_line(struct command *c, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] == '\n') {
            c->line_ended = true;
            continue;
        }
        if (c->line_ended)
            c->line_len = 0;
        c->line_ended = false;
        if (c->line_len < LINE_BYTES)
            c->line[c->line_len++] = bytes[i];
    }
}

/* False at the end of the output, or when there is nothing now. */
static bool read_some(struct command *c)
{
    char bytes[4096];
    ssize_t got = read(c->output, bytes, sizeof bytes);
    if (got > 0)
        keep_last_line(c, bytes, (size_t)got);
    return got > 0;
}

static void output_ready(struct ev_loop *loop, ev_io *w, int events)
{
    (void)events;
    struct command *c = w->data;
    if (!read_some(c) && errno != EAGAIN && errno != EINTR)
        ev_io_stop(loop, w);
}

/* ---- the end --------------------------------------------------------------------------------------------- */

static void command_free(struct command *c)
{
    struct ev_loop *loop = c->deliver->loop;
    if (ev_is_active(&c->child))
        ev_child_stop(loop, &c->child);
    ev_io_stop(loop, &c->end);
    ev_io_stop(loop, &c->reader);
    ev_timer_stop(loop, &c->timer);
    if (c->pidfd >= 0)
        close(c->pidfd);
    if (c->output >= 0)
        close(c->output);
    *c->link = c->next;
    if (c->next != NULL)
        c->next->link = c->link;
    free(c);
}

static void say_end(struct deliver_try *t, const struct command *c, int status)
{
    char time[TIME_TEXT_BYTES];
    const char *colon = c->line_len > 0 ? ": " : "";
    int len = (int)c->line_len;
    if (c->timed_out)
        try_say(t, DELIVER_LATER, "killed after %s%s%.*s", duration_format(try_timeout_ms(t), time), colon,
                len, c->line);
    else if (WIFSIGNALED(status))
        try_say(t, DELIVER_LATER, "ended by signal %d%s%.*s", WTERMSIG(status), colon, len, c->line);
    else if (WEXITSTATUS(status) == 0)
        try_say(t, DELIVER_DONE, "exit 0%s%.*s", colon, len, c->line);
    else
        try_say(t, WEXITSTATUS(status) == EXIT_TRY_AGAIN ? DELIVER_LATER : DELIVER_FAILED, "exit %d%s%.*s",
                WEXITSTATUS(status), colon, len, c->line);
}

/* The child has been waited for. What it wrote before may still be in the pipe; a grandchild may hold that
 * open. */
static void command_ended(struct command *c, int status)
{
    struct deliver_try *t = c->try;
    for (int i = 0; i < READS_AT_END && read_some(c); i++)
        continue;
    if (t != NULL) {
        say_end(t, c, status);
        t->command = NULL;
    }
    command_free(c);
    if (t != NULL)
        try_end(t);
}

static void child_reaped(struct ev_loop *loop, ev_child *w, int events)
{
    (void)loop;
    (void)events;
    command_ended(w->data, w->rstatus);
}

static void pidfd_ready(struct ev_loop *loop, ev_io *w, int events)
{
    (void)loop;
    (void)events;
    struct command *c = w->data;
    int status = 0;
    pid_t pid = waitpid(c->pid, &status, WNOHANG);
    if (pid == 0)
        return;
    if (pid < 0) /* another part of the process waited for it: how it ended is unknown, so try again */
        status = SIGKILL;
    command_ended(c, status);
}

static void kill_group(struct command *c)
{
    if (kill(-c->pid, SIGKILL) != 0)
        (void)kill(c->pid, SIGKILL);
}

static void time_over(struct ev_loop *loop, ev_timer *w, int events)
{
    (void)loop;
    (void)events;
    struct command *c = w->data;
    c->timed_out = true;
    kill_group(c);
}

/* ---- the beginning --------------------------------------------------------------------------------------- */

static void watch(struct command *c, struct ev_loop *loop, int64_t timeout_ms)
{
    ev_child_init(&c->child, child_reaped, c->pid, 0);
    ev_io_init(&c->end, pidfd_ready, c->pidfd, EV_READ);
    ev_io_init(&c->reader, output_ready, c->output, EV_READ);
    ev_timer_init(&c->timer, time_over, (double)timeout_ms / 1000., 0.);
    c->child.data = c->end.data = c->reader.data = c->timer.data = c;
    if (ev_is_default_loop(loop))
        ev_child_start(loop, &c->child);
    else
        ev_io_start(loop, &c->end);
    ev_io_start(loop, &c->reader);
    ev_now_update(loop); /* a long turn of the loop is not the program's time */
    ev_timer_start(loop, &c->timer);
}

/* A child of whose end nothing would tell is not left running. 0 or -errno. */
static int open_pidfd(struct ev_loop *loop, pid_t pid, int *pidfd)
{
    *pidfd = -1;
    if (ev_is_default_loop(loop))
        return 0;
    *pidfd = pidfd_open(pid, 0);
    if (*pidfd >= 0)
        return 0;
    int status = -errno;
    (void)kill(pid, SIGKILL);
    (void)waitpid(pid, NULL, 0);
    return status;
}

void command_start(struct deliver_try *t)
{
    struct deliver *d = t->deliver;
    pid_t pid = -1;
    int output = -1, pidfd = -1;
    int status =
        t->receiver->command.count > 0 ? launch(&t->receiver->command, &t->alert, &pid, &output) : -ENOENT;
    if (status == 0 && (status = open_pidfd(d->loop, pid, &pidfd)) != 0)
        close(output);
    if (status != 0) {
        try_say(t, DELIVER_LATER, "cannot start %.100s: %s",
                t->receiver->command.count > 0 ? t->receiver->command.list[0] : "the command",
                strerror(-status));
        try_end_soon(t);
        return;
    }
    struct command *c = memory_get(sizeof *c);
    *c = (struct command){
        .deliver = d, .try = t, .next = d->commands, .pid = pid, .output = output, .pidfd = pidfd};
    c->link = &d->commands;
    if (d->commands != NULL)
        d->commands->link = &c->next;
    d->commands = c;
    t->command = c;
    watch(c, d->loop, try_timeout_ms(t));
}

void command_cancel(struct command *c)
{
    c->try->command = NULL;
    c->try = NULL;
    ev_timer_stop(c->deliver->loop, &c->timer);
    kill_group(c);
}

void command_forget_all(struct deliver *d)
{
    while (d->commands != NULL) {
        kill_group(d->commands);
        (void)waitpid(d->commands->pid, NULL, WNOHANG);
        command_free(d->commands);
    }
}
