/*
 * bench.h - one net, one loop, one peer, and the answers that came
 */
#ifndef NEWSWIRED_TEST_BENCH_H
#define NEWSWIRED_TEST_BENCH_H

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <ev.h>

#include "net.h"

#include "peer.h"

#define ANSWERS 64
struct bench {
    struct ev_loop *loop;
    struct net *net;
    struct peer *peer;
    struct answer {
        bool told;
        enum net_outcome outcome;
        long status;
        char body[256], error[256], etag[64], twice[64];
        size_t body_bytes;
        int64_t at_ms;
    } answers[ANSWERS];
};

static inline void on_answer(void *arg, const struct net_response *r)
{
    struct answer *a = arg;
    struct span etag = net_header(r, "etag"), twice = net_header(r, "X-Twice");
    assert_false(a->told);
    a->told = true;
    a->outcome = r->outcome;
    a->status = r->status;
    a->body_bytes = r->body.len;
    a->at_ms = clock_monotonic_ms();
    snprintf(a->body, sizeof a->body, "%.*s", (int)(r->body.len < 200 ? r->body.len : 200), r->body.ptr);
    snprintf(a->etag, sizeof a->etag, "%.*s", (int)etag.len, etag.ptr);
    snprintf(a->twice, sizeof a->twice, "%.*s", (int)twice.len, twice.ptr);
    snprintf(a->error, sizeof a->error, "%s", r->error);
}

static const struct net_settings calm = {.connections = 16, .per_host = 16};

static inline void bench_open(struct bench *b, const struct net_settings *settings, peer_script *script)
{
    memset(b, 0, sizeof *b);
    b->loop = ev_loop_new(EVFLAG_AUTO);
    b->net = net_new(b->loop, settings);
    b->peer = peer_new(script);
}

static inline void bench_close(struct bench *b)
{
    net_free(&b->net);
    ev_loop_destroy(b->loop);
    peer_free(&b->peer);
}

static inline struct net_request get(const struct bench *b, const char *path, char url[static 256])
{
    snprintf(url, 256, "http://127.0.0.1:%d%s", b->peer->port, path);
    return (struct net_request){.kind = NET_GET,
                                .url = url,
                                .guarded = true,
                                .allow_private = true,
                                .max_body = 100000,
                                .timeout_ms = 5000};
}

static inline struct answer *ask(struct bench *b, const struct net_request *request)
{
    struct answer *a = &b->answers[0];
    memset(a, 0, sizeof *a);
    net_start(b->net, request, on_answer, a);
    assert_false(a->told); /* never inside net_start */
    assert_int_equal(net_active(b->net), 1);
    ev_run(b->loop, 0);
    assert_true(a->told);
    assert_int_equal(net_active(b->net), 0);
    return a;
}

static inline struct answer *ask_path(struct bench *b, const char *path)
{
    char url[256];
    struct net_request request = get(b, path, url);
    return ask(b, &request);
}

#endif
