/*
 * try.h - one try under way, as the files of this room see it
 *
 *     deliver_start ──► start() of the receiver's way ──► net or a child is at work ──► try_end ──► done
 *                                └────────────── nothing could be begun ──► try_end_soon ──►┘
 *
 * 1. Every try ends by exactly one try_end or deliver_cancel, which frees it.
 * 2. start() never calls try_end itself: deliver_start has not returned yet, its caller knows no try.
 */
#ifndef NEWSWIRED_DELIVER_TRY_H
#define NEWSWIRED_DELIVER_TRY_H

#include "deliver.h"

struct command; /* a child process; outlives its try when that is cancelled, until it has been waited for */
struct soon;    /* the loop's next turn */

struct deliver {
    struct ev_loop *loop;
    struct net *net;
    struct deliver_try *tries;
    struct command *commands;
};

struct deliver_try {
    struct deliver *deliver;
    struct deliver_try *next, **link;
    const struct receiver_settings *receiver;
    struct deliver_alert alert;
    deliver_done *done;
    void *arg;
    struct deliver_result result;
    struct net_transfer *transfer; /* mail, webhook */
    struct command *command;
    struct soon *soon;
};

/* deliver.c */
/* Sets outcome and words; control bytes of the words become spaces, too long ones are cut at a whole
 * character. */
void try_say(struct deliver_try *t, enum deliver_outcome outcome, const char *format, ...) base_printf(3, 4);
void try_end(struct deliver_try *t); /* calls done with the result; t is gone */
int64_t try_timeout_ms(const struct deliver_try *t);
/* The receiver's password file, if it has one; 0, or -errno with the result already said. */
int try_password(struct deliver_try *t, struct buffer *out) base_checked;

/* mail.c, webhook.c */
void mail_start(struct deliver_try *t);
void webhook_start(struct deliver_try *t);

/* command.c: the one file of the room that knows the loop, so the deferral stands there too */
void command_start(struct deliver_try *t);
void command_cancel(struct command *c);     /* kills the group; the child is still waited for */
void command_forget_all(struct deliver *d); /* before the loop goes: kills, waits for nothing */
void try_end_soon(struct deliver_try *t);
void soon_cancel(struct soon **s, struct ev_loop *loop);

#endif
