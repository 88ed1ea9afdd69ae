/*
 * server.c - the daemon's end of the control socket
 *
 * An order is carried out in the loop, so it is short; a client that does not read its answer is let go.
 * Fatal: nothing. Bugs: none known.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <ev.h>

#include "control.h"

#define SILENT_S 30.
#define BREATH_S 1.

struct client {
    struct control *control; /* NULL: the place is free */
    int fd;
    ev_io io;
    ev_timer silent;
    struct buffer in, out;
    size_t sent;
    bool may_order;
};

struct control {
    struct ev_loop *loop;
    char *path;
    int fd;
    ev_io io;
    ev_timer breath; /* no descriptor was free for a client: the next look is a second later */
    control_order *order;
    void *arg;
    struct client clients[CONTROL_CLIENTS];
};

static void let_go(struct client *c)
{
    ev_io_stop(c->control->loop, &c->io);
    ev_timer_stop(c->control->loop, &c->silent);
    close(c->fd);
    buffer_release(&c->in);
    buffer_release(&c->out);
    c->control = NULL;
}

static void refuse(struct buffer *out, const char *why)
{
    buffer_put_byte(out, '{');
    json_put_bool(out, "ok", false);
    json_put_text(out, "error", span_of(why));
    buffer_put_byte(out, '}');
}

static void carry_out(struct client *c, struct span line)
{
    struct json *order = json_read(line, NULL);

    if (!c->may_order)
        refuse(&c->out, "orders are for root and the daemon's user");
    else if (!order || !json_is_object(json_root(order)))
        refuse(&c->out, "an order is one JSON object on one line");
    else
        c->control->order(c->control->arg, json_root(order), &c->out);
    buffer_put_byte(&c->out, '\n');
    json_free(&order);
}

/* False: the client has been let go. */
static bool send_answers(struct client *c)
{
    while (c->sent < c->out.len) {
        ssize_t put = send(c->fd, c->out.ptr + c->sent, c->out.len - c->sent, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            ev_io_stop(c->control->loop, &c->io);
            ev_io_set(&c->io, c->fd, EV_READ | EV_WRITE);
            ev_io_start(c->control->loop, &c->io);
            return true;
        }
        if (put < 0) {
            let_go(c);
            return false;
        }
        c->sent += (size_t)put;
    }
    buffer_clear(&c->out);
    c->sent = 0;
    return true;
}

static void take_lines(struct client *c)
{
    size_t end;

    while (span_find_byte(buffer_span(&c->in), '\n', &end)) {
        carry_out(c, span_cut(buffer_span(&c->in), 0, end));
        c->in.len -= end + 1;
        memmove(c->in.ptr, c->in.ptr + end + 1, c->in.len);
    }
}

static void client_ready(struct ev_loop *loop, ev_io *w, int events)
{
    struct client *c = w->data;
    char chunk[65536];
    ssize_t got;

    ev_timer_again(loop, &c->silent);
    if (events & EV_WRITE) {
        ev_io_stop(loop, w);
        ev_io_set(w, c->fd, EV_READ);
        ev_io_start(loop, w);
        if (!send_answers(c))
            return;
    }
    if (!(events & EV_READ))
        return;
    got = recv(c->fd, chunk, sizeof(chunk), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got > 0)
        buffer_put(&c->in, chunk, (size_t)got);
    if (got <= 0 || c->in.overflow) {
        let_go(c);
        return;
    }
    take_lines(c);
    send_answers(c);
}

static void was_silent(struct ev_loop *loop, ev_timer *w, int events)
{
    (void)loop;
    (void)events;
    let_go(w->data);
}

static bool peer_may_order(int fd)
{
    struct ucred peer;
    socklen_t len = sizeof(peer);

    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
           (peer.uid == 0 || peer.uid == geteuid());
}

static void came(struct ev_loop *loop, ev_io *w, int events)
{
    struct control *control = w->data;
    int fd = accept4(control->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    struct client *c = control->clients;

    (void)events;
    if (fd < 0 && (errno == EMFILE || errno == ENFILE)) {
        ev_io_stop(loop, w);
        ev_timer_start(loop, &control->breath);
    }
    if (fd < 0)
        return;
    while (c < control->clients + CONTROL_CLIENTS && c->control)
        c++;
    if (c == control->clients + CONTROL_CLIENTS) {
        close(fd);
        return;
    }
    *c = (struct client){.control = control, .fd = fd, .may_order = peer_may_order(fd)};
    buffer_init(&c->in, CONTROL_LINE_LIMIT);
    buffer_init(&c->out, CONTROL_LINE_LIMIT);
    ev_io_init(&c->io, client_ready, fd, EV_READ);
    ev_timer_init(&c->silent, was_silent, 0., SILENT_S);
    c->io.data = c->silent.data = c;
    ev_io_start(loop, &c->io);
    ev_timer_again(loop, &c->silent);
}

static void took_breath(struct ev_loop *loop, ev_timer *w, int events)
{
    struct control *control = w->data;

    (void)events;
    ev_io_start(loop, &control->io);
}

/* A socket that a dead daemon left is removed: the lock on the spool says that no other lives. */
static int listen_at(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t len = strlen(path);
    int fd, error = 0;

    if (len >= sizeof(address.sun_path))
        return -ENAMETOOLONG;
    memcpy(address.sun_path, path, len + 1);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -errno;
    (void)unlink(path);
    if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 || chmod(path, 0660) < 0 ||
        listen(fd, 16) < 0)
        error = -errno;
    if (error == 0)
        return fd;
    close(fd);
    return error;
}

int control_new(struct ev_loop *loop, const char *path, control_order *order, void *arg, struct control **out)
{
    struct control *c;
    int fd = listen_at(path);

    *out = NULL;
    if (fd < 0)
        return fd;
    c = memory_get(sizeof(*c));
    c->loop = loop;
    c->path = memory_copy(path, strlen(path));
    c->fd = fd;
    c->order = order;
    c->arg = arg;
    ev_io_init(&c->io, came, fd, EV_READ);
    ev_timer_init(&c->breath, took_breath, BREATH_S, 0.);
    c->io.data = c->breath.data = c;
    ev_io_start(loop, &c->io);
    *out = c;
    return 0;
}

void control_free(struct control **c)
{
    if (!*c)
        return;
    for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
        if ((*c)->clients[i].control)
            let_go(&(*c)->clients[i]);
    }
    ev_io_stop((*c)->loop, &(*c)->io);
    ev_timer_stop((*c)->loop, &(*c)->breath);
    close((*c)->fd);
    (void)unlink((*c)->path);
    free((*c)->path);
    free(*c);
    *c = NULL;
}
