/*
 * bench_poll.c - what an unchanged poll costs (304, kept alive), against the floor: libcurl's multi_socket on libev
 *
 * Both talk to one small server in a child process, in turns within one run; CPU time of this process only, medians.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <curl/curl.h>
#include <ev.h>

#include "fetch.h"

enum { POLLS = 4000, AT_ONCE = 32, ROUNDS = 9, SOCKETS = 4 * AT_ONCE };

#define ETAG "\"6741b2c0-1f4e\""

/* ---- the server ------------------------------------------------------------------------------------------ */

static const char not_modified[] =
    "HTTP/1.1 304 Not Modified\r\nServer: bench\r\n"
    "Date: Sun, 22 Nov 2026 09:30:00 GMT\r\n"
    "Last-Modified: Sun, 22 Nov 2026 06:00:00 GMT\r\nConnection: keep-alive\r\n"
    "ETag: " ETAG "\r\n\r\n";

/* Requests here are shorter than a segment: one read is one request. */
static bool serve(int fd)
{
    char head[4096];
    ssize_t len = recv(fd, head, sizeof head, 0);

    return len > 0 && send(fd, not_modified, sizeof not_modified - 1, MSG_NOSIGNAL) > 0;
}

static void run_server(int listener)
{
    struct pollfd fds[1 + SOCKETS] = {{.fd = listener, .events = POLLIN}};
    nfds_t count = 1;

    while (poll(fds, count, -1) > 0) {
        for (nfds_t i = count - 1; i > 0; i--) {
            if (fds[i].revents && !serve(fds[i].fd)) {
                close(fds[i].fd);
                fds[i] = fds[--count];
            }
        }
        if (fds[0].revents && count < 1 + SOCKETS) {
            int fd = accept(listener, NULL, NULL), one = 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            fds[count++] = (struct pollfd){.fd = fd, .events = POLLIN};
        }
    }
}

static pid_t start_server(int *port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    pid_t child;

    must(bind(listener, (struct sockaddr *)&a, len) == 0 && listen(listener, SOCKETS) == 0);
    must(getsockname(listener, (struct sockaddr *)&a, &len) == 0);
    *port = ntohs(a.sin_port);
    child = fork();
    must(child >= 0);
    if (child == 0) {
        run_server(listener);
        _exit(0);
    }
    close(listener);
    return child;
}

/* ---- the floor ------------------------------------------------------------------------------------------- */

struct bare {
    struct ev_loop *loop;
    CURLM *multi;
    ev_timer timer;
    struct curl_slist *headers;
    char url[64];
    size_t started, unchanged;
};

struct bare_socket {
    ev_io io;
    struct bare *bare;
};

static size_t drop(char *bytes, size_t size, size_t count, void *arg)
{
    (void)bytes, (void)arg;
    return size * count;
}

static void bare_turn(struct bare *b, curl_socket_t fd, int events)
{
    CURLMsg *message;
    int left;

    curl_multi_socket_action(b->multi, fd, events, &left);
    while ((message = curl_multi_info_read(b->multi, &left))) {
        CURL *easy = message->easy_handle;
        long status = 0;

        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        b->unchanged += status == 304;
        curl_multi_remove_handle(b->multi, easy);
        if (b->started++ < POLLS)
            curl_multi_add_handle(b->multi, easy);
        else
            curl_easy_cleanup(easy);
    }
}

static void bare_io(struct ev_loop *loop, ev_io *w, int events)
{
    (void)loop;
    bare_turn(((struct bare_socket *)(void *)w)->bare, w->fd,
              (events & EV_READ ? CURL_CSELECT_IN : 0) | (events & EV_WRITE ? CURL_CSELECT_OUT : 0));
}

static void bare_timer(struct ev_loop *loop, ev_timer *w, int events)
{
    (void)loop, (void)events;
    bare_turn(w->data, CURL_SOCKET_TIMEOUT, 0);
}

static int bare_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *old)
{
    struct bare *b = arg;
    struct bare_socket *s = old;

    (void)easy;
    if (s)
        ev_io_stop(b->loop, &s->io);
    if (what == CURL_POLL_REMOVE) {
        free(s);
        return 0;
    }
    if (!s) {
        s = memory_get(sizeof *s);
        s->bare = b;
        curl_multi_assign(b->multi, fd, s);
    }
    ev_io_init(&s->io, bare_io, fd,
               (what & CURL_POLL_IN ? EV_READ : 0) | (what & CURL_POLL_OUT ? EV_WRITE : 0));
    ev_io_start(b->loop, &s->io);
    return 0;
}

static int bare_set_timer(CURLM *multi, long ms, void *arg)
{
    struct bare *b = arg;

    (void)multi;
    ev_timer_stop(b->loop, &b->timer);
    if (ms >= 0) {
        ev_timer_set(&b->timer, (double)ms / 1000., 0.);
        ev_timer_start(b->loop, &b->timer);
    }
    return 0;
}

static void bare_start(struct bare *b)
{
    CURL *easy = curl_easy_init();

    curl_easy_setopt(easy, CURLOPT_URL, b->url);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, b->headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 30000L);
    b->started++;
    curl_multi_add_handle(b->multi, easy);
}

static int64_t run_bare(int port)
{
    struct bare b = {.loop = ev_loop_new(EVFLAG_AUTO), .multi = curl_multi_init()};
    int64_t before;

    snprintf(b.url, sizeof b.url, "http://127.0.0.1:%d/feed.xml", port);
    b.headers = curl_slist_append(NULL, "If-None-Match: " ETAG);
    ev_timer_init(&b.timer, bare_timer, 0., 0.);
    b.timer.data = &b;
    curl_multi_setopt(b.multi, CURLMOPT_SOCKETFUNCTION, bare_socket);
    curl_multi_setopt(b.multi, CURLMOPT_SOCKETDATA, &b);
    curl_multi_setopt(b.multi, CURLMOPT_TIMERFUNCTION, bare_set_timer);
    curl_multi_setopt(b.multi, CURLMOPT_TIMERDATA, &b);
    curl_multi_setopt(b.multi, CURLMOPT_MAXCONNECTS, 4L * AT_ONCE);
    before = clock_cpu_ns();
    for (int i = 0; i < AT_ONCE; i++)
        bare_start(&b);
    ev_run(b.loop, 0);
    before = clock_cpu_ns() - before;
    must(b.unchanged >= POLLS);
    curl_multi_cleanup(b.multi);
    curl_slist_free_all(b.headers);
    ev_loop_destroy(b.loop);
    return before;
}

/* ---- ours ------------------------------------------------------------------------------------------------ */

struct ours {
    struct net *net;
    char url[64];
    size_t started, unchanged;
};

static void ours_start(struct ours *o);

static void ours_done(void *arg, const struct fetch_result *r)
{
    struct ours *o = arg;

    o->unchanged += r->outcome == POLL_UNCHANGED;
    if (o->started < POLLS)
        ours_start(o);
}

static void ours_start(struct ours *o)
{
    const struct fetch_target target = {
        .url = o->url, .etag = ETAG, .allow_private = true, .max_body = 1 << 20, .timeout_ms = 30000};

    o->started++;
    fetch_start(o->net, &target, ours_done, o);
}

static int64_t run_ours(int port)
{
    const struct net_settings settings = {.connections = AT_ONCE, .per_host = AT_ONCE};
    struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
    struct ours o = {.net = net_new(loop, &settings)};
    int64_t before = clock_cpu_ns();

    snprintf(o.url, sizeof o.url, "http://127.0.0.1:%d/feed.xml", port);
    for (int i = 0; i < AT_ONCE; i++)
        ours_start(&o);
    ev_run(loop, 0);
    before = clock_cpu_ns() - before;
    must(o.unchanged == POLLS);
    net_free(&o.net);
    ev_loop_destroy(loop);
    return before;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

int main(void)
{
    int64_t ours[ROUNDS], floors[ROUNDS];
    double our_us, floor_us;
    int port;
    pid_t server = start_server(&port);

    curl_global_init(CURL_GLOBAL_ALL);
    for (size_t round = 0; round < ROUNDS; round++) {
        floors[round] = run_bare(port);
        ours[round] = run_ours(port);
    }
    qsort(ours, ROUNDS, sizeof ours[0], compare);
    qsort(floors, ROUNDS, sizeof floors[0], compare);
    our_us = (double)ours[ROUNDS / 2] / POLLS / 1000;
    floor_us = (double)floors[ROUNDS / 2] / POLLS / 1000;
    printf("poll: unchanged: ours %.1f µs/poll, floor %.1f µs/poll, ratio %.2f\n", our_us, floor_us,
           our_us / floor_us);
    kill(server, SIGTERM);
    waitpid(server, NULL, 0);
    curl_global_cleanup();
    return 0;
}
