/*
 * control: orders over a unix socket, one JSON object a line, each answered by one JSON object.
 *
 * Errors      control_new: -errno. A client: -ENOENT or -ECONNREFUSED when no daemon listens.
 * Limits      CONTROL_LINE_LIMIT bytes an order, CONTROL_CLIENTS at once, a silent client is let go after 30 s.
 * Who may     the socket is 0660; orders are for root and the daemon's own user (SO_PEERCRED).
 */
#ifndef NEWSWIRED_CONTROL_H
#define NEWSWIRED_CONTROL_H

#include "base.h"

#define CONTROL_LINE_LIMIT ((size_t)32 << 20)
#define CONTROL_CLIENTS 32

struct ev_loop;
struct control;
/* Carries out one order and writes its answer, one JSON object, into `answer`. */
typedef void control_order(void *arg, const struct json_value *order, struct buffer *answer);
int control_new(struct ev_loop *loop, const char *path, control_order *order, void *arg,
                struct control **out) base_checked;
void control_free(struct control **c); /* removes the socket */

/* The other end, for newswirectl: sends one line, waits for the answer. 0 or -errno. */
int control_ask(const char *path, struct span order, struct buffer *answer) base_checked;

#endif
