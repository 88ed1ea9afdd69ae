/*
 * engine: all rooms together, from the configuration to the loop: for newswired, and for newswirectl when it must carry out
 * an order and no daemon runs.
 *
 * Ownership   owns every room and the loop.
 * Errors      engine_open tells what is wrong in the log and returns a sysexits code.
 */
#ifndef NEWSWIRED_ENGINE_H
#define NEWSWIRED_ENGINE_H

#include "dispatch.h"
#include "intake.h"

struct engine_options {
    const char *conf_file, *spool; /* spool NULL: the configuration's */
    bool alert_old;
};
enum engine_mode {
    ENGINE_SERVE, /* by schedule, until it is stopped */
    ENGINE_ONCE,  /* every feed once, every waiting alert once, then the loop ends */
    ENGINE_ORDER, /* nothing but what an order asks for, then the loop ends */
};
struct ev_loop;
struct engine;
/* Configuration, spool, recovery, rooms. EX_OK or an exit code; *out is then NULL. */
int engine_open(const struct engine_options *options, struct engine **out) base_checked;
void engine_free(struct engine **e);
struct ev_loop *engine_loop(const struct engine *g);
void engine_start(struct engine *g, enum engine_mode mode);
int engine_run(struct engine *g)
    base_checked;                   /* until the mode's end, a stop, or a failure of the disk: an exit code */
void engine_stop(struct engine *g); /* gracefully; a second call at once */
bool engine_reload(struct engine *g);         /* false: the new configuration has errors and is not taken */
bool engine_is_stuck(const struct engine *g); /* the disk has not answered for two minutes */
void engine_log_numbers(const struct engine *g);
/* One order of newswirectl: {"order":…}. The answer is one JSON object with "ok". */
void engine_order(struct engine *g, const struct json_value *order, struct buffer *answer);
const struct settings *engine_settings(const struct engine *g);

#endif
