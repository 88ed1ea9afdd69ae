/*
 * peer.h - a small HTTP server on loopback for tests: one thread a connection, a script for each path
 *
 * The test gives a function that answers one request; it writes to the socket itself, and says whether the
 * connection stays open.
 */
#ifndef NEWSWIRED_TEST_PEER_H
#define NEWSWIRED_TEST_PEER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base.h"

struct peer;
struct peer_request {
    struct peer *peer;
    int fd;
    char head[70000]; /* request line and headers */
    char path[512];
};
typedef bool peer_script(struct peer_request *r);

struct peer {
    int fd, port;
    peer_script *script;
    pthread_t thread;
    atomic_bool stop;
    atomic_int connections, requests, now, most, threads;
    pthread_mutex_t lock;
    char log[8192];   /* the paths, each with a newline */
    char head[70000]; /* of the last request */
};

static inline void peer_say(int fd, const char *text)
{
    size_t len = strlen(text);
    while (len > 0) {
        ssize_t n = send(fd, text, len, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        text += n;
        len -= (size_t)n;
    }
}

static inline void peer_answer(int fd, const char *status_and_headers, const char *body)
{
    char head[4096];
    snprintf(head, sizeof head, "HTTP/1.1 %sContent-Length: %zu\r\n\r\n", status_and_headers, strlen(body));
    peer_say(fd, head);
    peer_say(fd, body);
}

static inline void peer_sleep(struct peer_request *r, int ms)
{
    for (int i = 0; i < ms && !r->peer->stop; i += 5)
        usleep(5000);
}

static inline bool peer_read(struct peer_request *r)
{
    size_t len = 0;
    while (!r->peer->stop && len + 1 < sizeof r->head) {
        struct pollfd p = {.fd = r->fd, .events = POLLIN};
        if (poll(&p, 1, 20) == 0)
            continue;
        ssize_t n = recv(r->fd, r->head + len, 1, 0);
        if (n <= 0)
            return false;
        len += (size_t)n;
        r->head[len] = '\0';
        if (len >= 4 && memcmp(r->head + len - 4, "\r\n\r\n", 4) == 0)
            return sscanf(r->head, "%*s %511s", r->path) == 1;
    }
    return false;
}

static inline void *peer_connection(void *arg)
{
    struct peer_request *r = arg;
    struct peer *p = r->peer;
    bool open = true;
    while (open && peer_read(r)) {
        int now = ++p->now;
        int most = p->most;
        while (now > most && !atomic_compare_exchange_weak(&p->most, &most, now))
            ;
        p->requests++;
        pthread_mutex_lock(&p->lock);
        size_t used = strlen(p->log);
        snprintf(p->log + used, sizeof p->log - used, "%s\n", r->path);
        memcpy(p->head, r->head, sizeof p->head);
        pthread_mutex_unlock(&p->lock);
        open = p->script(r);
        p->now--;
    }
    close(r->fd);
    free(r);
    p->threads--;
    return NULL;
}

static inline void *peer_listen(void *arg)
{
    struct peer *p = arg;
    while (!p->stop) {
        struct pollfd poll_for = {.fd = p->fd, .events = POLLIN};
        if (poll(&poll_for, 1, 20) <= 0)
            continue;
        int fd = accept(p->fd, NULL, NULL);
        if (fd < 0)
            continue;
        struct peer_request *r = memory_get(sizeof *r);
        pthread_t thread;
        r->peer = p;
        r->fd = fd;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int)); /* no 40 ms between head and body */
        p->connections++;
        p->threads++;
        must(pthread_create(&thread, NULL, peer_connection, r) == 0);
        pthread_detach(thread);
    }
    return NULL;
}

static inline struct peer *peer_new(peer_script *script)
{
    struct peer *p = memory_get(sizeof *p);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    p->script = script;
    pthread_mutex_init(&p->lock, NULL);
    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(p->fd >= 0 && bind(p->fd, (struct sockaddr *)&a, len) == 0 && listen(p->fd, 64) == 0);
    must(getsockname(p->fd, (struct sockaddr *)&a, &len) == 0);
    p->port = ntohs(a.sin_port);
    must(pthread_create(&p->thread, NULL, peer_listen, p) == 0);
    return p;
}

static inline void peer_free(struct peer **pp)
{
    struct peer *p = *pp;
    p->stop = true;
    pthread_join(p->thread, NULL);
    while (p->threads > 0)
        usleep(1000);
    close(p->fd);
    pthread_mutex_destroy(&p->lock);
    free(p);
    *pp = NULL;
}

/* Forgets what it has seen. */
static inline void peer_reset(struct peer *p)
{
    pthread_mutex_lock(&p->lock);
    p->log[0] = p->head[0] = '\0';
    p->requests = p->connections = p->most = 0;
    pthread_mutex_unlock(&p->lock);
}

#endif
