/*
 * deliver.c - one try: begun by the receiver's type, ended once
 *
 * Fatal: nothing of the world; a try ended twice is a bug. Bugs: none known.
 */
#include <stdarg.h>
#include <stdio.h>

#include "text.h"

#include "letter.h"
#include "try.h"

#define TIMEOUT_DEFAULT_MS 30000

static void (*const ways[])(struct deliver_try *) = {
    [RECEIVER_EMAIL] = mail_start,
    [RECEIVER_WEBHOOK] = webhook_start,
    [RECEIVER_COMMAND] = command_start,
};

void try_say(struct deliver_try *t, enum deliver_outcome outcome, const char *format, ...)
{
    char words[2 * sizeof t->result.message];
    va_list args;
    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    struct arena *a = arena_new(); /* what a peer said goes into logs, entries and terminals */
    struct span clean = clean_text(a, span_of(words));
    size_t len = utf8_cut(clean, sizeof t->result.message - 1);
    memcpy(t->result.message, clean.ptr, len);
    t->result.message[len] = '\0';
    t->result.outcome = outcome;
    arena_free(&a);
}

int64_t try_timeout_ms(const struct deliver_try *t)
{
    return t->receiver->timeout_ms > 0 ? t->receiver->timeout_ms : TIMEOUT_DEFAULT_MS;
}

int try_password(struct deliver_try *t, struct buffer *out)
{
    struct error e = {""};
    if (t->receiver->password_file[0] == '\0')
        return 0;
    int status = settings_secret(t->receiver->password_file, out, &e);
    if (status != 0)
        try_say(t, DELIVER_LATER, "%s", e.text);
    return status;
}

/* Takes the try out of the list and out of the loop; nothing of it runs afterwards. */
static void try_unlink(struct deliver_try *t)
{
    *t->link = t->next;
    if (t->next != NULL)
        t->next->link = t->link;
    soon_cancel(&t->soon, t->deliver->loop);
}

void try_end(struct deliver_try *t)
{
    try_unlink(t);
    t->done(t->arg, &t->result);
    free(t);
}

struct deliver *deliver_new(struct ev_loop *loop, struct net *net)
{
    struct deliver *d = memory_get(sizeof *d);
    d->loop = loop;
    d->net = net;
    return d;
}

void deliver_free(struct deliver **d)
{
    if (*d == NULL)
        return;
    while ((*d)->tries != NULL)
        deliver_cancel((*d)->tries);
    command_forget_all(*d);
    free(*d);
    *d = NULL;
}

struct deliver_try *deliver_start(struct deliver *d, const struct receiver_settings *receiver,
                                  const struct deliver_alert *alert, deliver_done *done, void *arg)
{
    struct deliver_try *t = memory_get(sizeof *t);
    *t = (struct deliver_try){
        .deliver = d, .receiver = receiver, .alert = *alert, .done = done, .arg = arg, .next = d->tries};
    t->link = &d->tries;
    if (d->tries != NULL)
        d->tries->link = &t->next;
    d->tries = t;
    must(receiver->type < sizeof ways / sizeof *ways);
    ways[receiver->type](t);
    return t;
}

void deliver_cancel(struct deliver_try *t)
{
    try_unlink(t);
    if (t->transfer != NULL)
        net_cancel(t->transfer);
    if (t->command != NULL)
        command_cancel(t->command);
    free(t);
}
