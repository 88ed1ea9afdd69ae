/*
 * test_turns.c - many requests at once: whose turn it is, and callbacks that start and cancel
 */
#include "bench.h"

static bool script(struct peer_request *r)
{
    if (strcmp(r->path, "/never") == 0) {
        peer_sleep(r, 10000);
        return false;
    }
    if (strncmp(r->path, "/wait", 5) == 0)
        peer_sleep(r, 60);
    peer_answer(r->fd, "200 OK\r\n", "hello");
    return true;
}

static void start(struct bench *b, size_t slot, const char *path)
{
    char url[256];
    struct net_request request = get(b, path, url);
    net_start(b->net, &request, on_answer, &b->answers[slot]);
}

static void test_per_host(void **state)
{
    struct net_settings two = {.connections = 16, .per_host = 2};
    struct bench b;
    (void)state;
    bench_open(&b, &two, script);
    for (size_t i = 0; i < 8; i++)
        start(&b, i, "/wait");
    ev_run(b.loop, 0);
    assert_int_equal(b.peer->requests, 8);
    assert_int_equal(b.peer->most, 2);
    assert_int_equal(b.peer->connections, 2); /* kept alive */
    bench_close(&b);
}

static void test_host_gap(void **state)
{
    struct net_settings gap = {.connections = 16, .per_host = 2, .host_gap_ms = 100};
    struct bench b;
    (void)state;
    bench_open(&b, &gap, script);
    for (size_t i = 0; i < 4; i++)
        start(&b, i, "/ok");
    ev_run(b.loop, 0);
    for (size_t i = 1; i < 4; i++)
        assert_in_range(b.answers[i].at_ms - b.answers[i - 1].at_ms, 80, 250);
    bench_close(&b);
}

static void test_one_connection_keeps_the_order(void **state)
{
    struct net_settings one = {.connections = 1, .per_host = 4, .host_gap_ms = 10};
    struct peer *other = peer_new(script);
    struct bench b;
    char path[16], url[256];
    (void)state;
    bench_open(&b, &one, script);
    for (int i = 0; i < 8; i++) {
        snprintf(path, sizeof path, i % 3 == 0 ? "/wait?%d" : "/ok?%d", i);
        struct net_request request = get(&b, path, url);
        if (i % 2)
            snprintf(url, sizeof url, "http://127.0.0.1:%d%s", other->port, path);
        net_start(b.net, &request, on_answer, &b.answers[i]);
    }
    ev_run(b.loop, 0);
    for (size_t i = 1; i < 8; i++)
        assert_true(b.answers[i - 1].at_ms <= b.answers[i].at_ms);
    assert_int_equal(b.peer->most, 1);
    bench_close(&b);
    peer_free(&other);
}

static void test_slow_host_blocks_nobody(void **state)
{
    struct net_settings few = {.connections = 4, .per_host = 2};
    struct peer *other = peer_new(script);
    struct bench b;
    char url[256];
    (void)state;
    bench_open(&b, &few, script);
    int64_t before = clock_monotonic_ms();
    for (size_t i = 0; i < 4; i++) {
        struct net_request request = get(&b, "/never", url);
        request.timeout_ms = 150;
        net_start(b.net, &request, on_answer, &b.answers[i]);
    }
    for (size_t i = 4; i < 14; i++) {
        struct net_request request = get(&b, "/ok", url);
        snprintf(url, sizeof url, "http://127.0.0.1:%d/ok", other->port);
        net_start(b.net, &request, on_answer, &b.answers[i]);
    }
    ev_run(b.loop, 0);
    for (size_t i = 4; i < 14; i++)
        assert_true(b.answers[i].outcome == NET_OK && b.answers[i].at_ms - before < 140);
    assert_int_equal(b.answers[3].outcome, NET_TIMEOUT);
    bench_close(&b);
    peer_free(&other);
}

/* ---- callbacks that start and cancel --------------------------------------------------------------------- */

struct hop {
    struct bench *b;
    const char *path;
    struct net_transfer *victim;
    int told;
};

static void on_hop(void *arg, const struct net_response *r)
{
    struct hop *hop = arg;
    char url[256];
    assert_int_equal(r->outcome, NET_OK);
    hop->told++;
    if (hop->victim)
        net_cancel(hop->victim);
    hop->victim = NULL;
    if (hop->path) {
        struct net_request request = get(hop->b, hop->path, url);
        request.first = true;
        hop->path = NULL;
        net_start(hop->b->net, &request, on_hop, hop);
    }
}

static void test_a_hop_goes_first(void **state)
{
    struct net_settings one = {.connections = 1, .per_host = 2};
    struct bench b;
    struct hop hop = {.b = &b, .path = "/ok?hop"};
    char url[256];
    (void)state;
    bench_open(&b, &one, script);
    struct net_request request = get(&b, "/ok?first", url);
    net_start(b.net, &request, on_hop, &hop);
    start(&b, 1, "/ok?second");
    ev_run(b.loop, 0);
    assert_string_equal(b.peer->log, "/ok?first\n/ok?hop\n/ok?second\n");
    assert_int_equal(hop.told, 2);
    bench_close(&b);
}

static void on_never(void *arg, const struct net_response *r)
{
    (void)arg, (void)r;
    fail_msg("a cancelled transfer was told");
}

static void on_tick(struct ev_loop *loop, ev_timer *w, int events)
{
    struct net_transfer **t = w->data;
    (void)loop, (void)events;
    net_cancel(*t);
}

static void test_cancel(void **state)
{
    static const char *const paths[] = {"/never", "/wait", "/ok"};
    struct bench b;
    char url[256], slow_url[256];
    (void)state;
    bench_open(&b, &calm, script);
    for (size_t i = 0; i < 3; i++) { /* while it waits, and while it moves */
        struct net_request request = get(&b, paths[i], url);
        struct net_transfer *t = net_start(b.net, &request, on_never, NULL);
        net_cancel(t);
        t = net_start(b.net, &request, i < 2 ? on_never : on_answer, &b.answers[i]);
        if (i < 2) {
            ev_timer tick;
            ev_timer_init(&tick, on_tick, 0.02, 0.);
            tick.data = &t;
            ev_timer_start(b.loop, &tick);
            ev_run(b.loop, 0);
        }
        ev_run(b.loop, 0);
    }
    assert_int_equal(b.answers[2].outcome, NET_OK);
    struct hop hop = {.b = &b}; /* from within another's callback */
    struct net_request request = get(&b, "/ok", url), slow = get(&b, "/wait", slow_url);
    hop.victim = net_start(b.net, &slow, on_never, NULL);
    net_start(b.net, &request, on_hop, &hop);
    ev_run(b.loop, 0);
    assert_int_equal(hop.told, 1);
    request = get(&b, "/never", url); /* and by net_free */
    net_start(b.net, &request, on_never, NULL);
    ev_run(b.loop, EVRUN_ONCE);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_per_host),
        cmocka_unit_test(test_host_gap),
        cmocka_unit_test(test_one_connection_keeps_the_order),
        cmocka_unit_test(test_slow_host_blocks_nobody),
        cmocka_unit_test(test_a_hop_goes_first),
        cmocka_unit_test(test_cancel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
