/*
 * order.c - an order to the daemon; when none runs, it is carried out here, under the lock
 *
 * Fatal: nothing. Bugs: without a daemon an order waits for the recovery of the whole spool first.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "control.h"
#include "engine.h"

#include "commands.h"

#define ANSWER_LIMIT ((size_t)1 << 20)
#define BUSY_TRIES 100
#define BUSY_WAIT_NS 100000000L

static int tell(const struct command *c, struct span answer)
{
    struct json *j = json_read(answer, NULL);
    const struct json_value *v = json_root(j);
    int code = EX_OK;

    if (c->json)
        printf("%.*s\n", (int)answer.len, answer.ptr);
    if (!json_bool(json_get(v, "ok"), false))
        code = command_fail(EX_DATAERR, "%s", json_span(json_get(v, "error")).ptr);
    json_free(&j);
    return code;
}

static bool is_busy(struct span answer)
{
    struct json *j = json_read(answer, NULL);
    bool busy = json_bool(json_get(json_root(j), "busy"), false);

    json_free(&j);
    return busy;
}

/* -ENOENT or -ECONNREFUSED: nobody listens there. */
static int ask(const char *path, struct span order, struct buffer *answer)
{
    const struct timespec wait = {0, BUSY_WAIT_NS};
    int error;

    for (int i = 0; i < BUSY_TRIES; i++) {
        buffer_clear(answer);
        error = control_ask(path, order, answer);
        if (error != 0 || !is_busy(buffer_span(answer)))
            return error;
        nanosleep(&wait, NULL);
    }
    return 0;
}

static bool nobody(int error)
{
    return error == -ENOENT || error == -ECONNREFUSED;
}

/* The socket lies in the spool, or where systemd made a place for it. */
static int ask_daemon(const struct command *c, struct span order, struct buffer *answer)
{
    struct buffer path;
    char *spool = command_spool(c);
    int error;

    buffer_init(&path, 8192);
    buffer_printf(&path, "%s/control.sock", spool ? spool : "");
    error = ask(path.ptr, order, answer);
    if (nobody(error))
        error = ask("/run/newswired/control.sock", order, answer);
    buffer_release(&path);
    free(spool);
    return error;
}

static int carry_out_here(const struct command *c, struct span order, struct buffer *answer)
{
    struct engine_options options = {.conf_file = c->conf_file, .spool = c->spool};
    struct engine *engine;
    struct json *j;
    int code;

    log_setup(LOG_LEVEL_WARNING, false);
    code = engine_open(&options, &engine);
    if (code != EX_OK)
        return code;
    j = json_read(order, NULL);
    engine_start(engine, ENGINE_ORDER);
    engine_order(engine, json_root(j), answer);
    code = engine_run(engine);
    json_free(&j);
    engine_free(&engine);
    return code;
}

int command_order(const struct command *c, struct span order)
{
    struct buffer answer;
    int error, code;

    buffer_init(&answer, ANSWER_LIMIT);
    error = ask_daemon(c, order, &answer);
    if (nobody(error))
        code = carry_out_here(c, order, &answer);
    else if (error != 0)
        code =
            command_fail(error == -EACCES ? EX_NOPERM : EX_UNAVAILABLE, "control.sock: %s", strerror(-error));
    else
        code = EX_OK;
    if (code == EX_OK)
        code = tell(c, buffer_span(&answer));
    buffer_release(&answer);
    return code;
}
