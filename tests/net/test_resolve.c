/*
 * test_resolve.c - names, against a name server on loopback: memory, rebinding, names that nobody answers
 */
#include "bench.h"

#include "../../daemon/net/parts.h"

struct names {
    int fd;
    char servers[32];
    pthread_t thread;
    atomic_int questions; /* for A */
    atomic_uint address;  /* host order; 0: no such name */
};

static size_t read_name(const unsigned char *packet, size_t len, char out[static 256])
{
    size_t at = 12, to = 0;
    while (at < len && packet[at] != 0 && at + packet[at] < len && to + packet[at] + 2 < 256) {
        memcpy(out + to, packet + at + 1, packet[at]);
        to += packet[at];
        out[to++] = '.';
        at += (size_t)packet[at] + 1;
    }
    out[to] = '\0';
    return at + 5; /* the root's label, type and class */
}

/* RFC 1035 section 4.1: the question again, and at most one address. */
static void answer(struct names *n, unsigned char *packet, size_t len, const struct sockaddr_in *to)
{
    char name[256];
    size_t end = read_name(packet, len, name);
    if (end > len || strstr(name, "dead"))
        return;
    bool is_a = packet[end - 4] == 0 && packet[end - 3] == 1;
    uint32_t address = n->address;
    n->questions += is_a;
    packet[2] = 0x81;
    packet[3] = address ? 0x80 : 0x83;
    memset(packet + 6, 0, 6);
    if (is_a && address) {
        const unsigned char record[] = {0xc0,
                                        12,
                                        0,
                                        1,
                                        0,
                                        1,
                                        0,
                                        0,
                                        0,
                                        60,
                                        0,
                                        4,
                                        (unsigned char)(address >> 24),
                                        (unsigned char)(address >> 16),
                                        (unsigned char)(address >> 8),
                                        (unsigned char)address};
        packet[7] = 1;
        memcpy(packet + end, record, sizeof record);
        end += sizeof record;
    }
    sendto(n->fd, packet, end, 0, (const struct sockaddr *)to, sizeof *to);
}

static void *serve(void *arg)
{
    struct names *n = arg;
    unsigned char packet[1024];
    struct sockaddr_in from;
    for (;;) {
        socklen_t from_len = sizeof from;
        ssize_t len = recvfrom(n->fd, packet, 512, 0, (struct sockaddr *)&from, &from_len);
        if (len == 1)
            return NULL;
        if (len > 17)
            answer(n, packet, (size_t)len, &from);
    }
}

static void names_open(struct names *n)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    memset(n, 0, sizeof *n);
    n->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(n->fd, (struct sockaddr *)&a, len), 0);
    assert_int_equal(getsockname(n->fd, (struct sockaddr *)&a, &len), 0);
    snprintf(n->servers, sizeof n->servers, "127.0.0.1:%d", ntohs(a.sin_port));
    n->address = INADDR_LOOPBACK;
    assert_int_equal(pthread_create(&n->thread, NULL, serve, n), 0);
}

static void names_close(struct names *n)
{
    struct sockaddr_in a;
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    getsockname(n->fd, (struct sockaddr *)&a, &len);
    sendto(fd, "x", 1, 0, (struct sockaddr *)&a, len);
    pthread_join(n->thread, NULL);
    close(fd);
    close(n->fd);
}

static bool script(struct peer_request *r)
{
    peer_answer(r->fd, "200 OK\r\n", "hello");
    return true;
}

static void open_both(struct bench *b, struct names *n, const struct net_settings *settings)
{
    names_open(n);
    bench_open(b, settings, script);
    resolve_use_servers(net_resolver(b->net), n->servers);
}

static void close_both(struct bench *b, struct names *n)
{
    bench_close(b);
    names_close(n);
}

static struct net_request get_name(const struct bench *b, const char *name, char url[static 256])
{
    struct net_request request = get(b, "", url);
    snprintf(url, 256, "http://%s:%d/", name, b->peer->port);
    return request;
}

static void test_remembered(void **state)
{
    struct bench b;
    struct names n;
    char url[256];
    (void)state;
    open_both(&b, &n, &calm);
    struct net_request request = get_name(&b, "feeds.example", url);
    assert_int_equal(ask(&b, &request)->outcome, NET_OK);
    request = get_name(&b, "FEEDS.example", url);
    assert_int_equal(ask(&b, &request)->outcome, NET_OK);
    assert_int_equal(n.questions, 1);
    assert_int_equal(b.peer->connections, 1);
    request = get_name(&b,
                       "b\xc3\xbc"
                       "cher.example",
                       url); /* in a daemon's locale, which is none */
    assert_int_equal(ask(&b, &request)->outcome, NET_OK);
    assert_non_null(strstr(b.peer->head, "Host: xn--bcher-kva.example:"));
    n.address = 0;
    request = get_name(&b, "gone.example", url);
    struct answer *a = ask(&b, &request);
    assert_int_equal(a->outcome, NET_NO_NAME);
    assert_non_null(strstr(a->error, "gone.example: "));
    int before = n.questions; /* the search list of resolv.conf may have added some */
    assert_int_equal(ask(&b, &request)->outcome, NET_NO_NAME);
    assert_int_equal(n.questions, before);
    close_both(&b, &n);
}

/* A name that first was public and then points home: judged at each use, and never by curl. */
static void test_rebinding(void **state)
{
    struct bench b;
    struct names n;
    char url[256];
    (void)state;
    open_both(&b, &n, &calm);
    struct net_request request = get_name(&b, "rebind.example", url);
    request.allow_private = false;
    struct answer *a = ask(&b, &request);
    assert_int_equal(a->outcome, NET_REFUSED);
    assert_non_null(strstr(a->error, "private"));
    request.allow_private = true; /* the connection of a feed that may does not serve one that may not */
    assert_int_equal(ask(&b, &request)->outcome, NET_OK);
    request.allow_private = false;
    assert_int_equal(ask(&b, &request)->outcome, NET_REFUSED);
    assert_int_equal(b.peer->requests, 1);
    close_both(&b, &n);
}

static void test_dead_names_hold_up_nobody(void **state)
{
    const struct net_settings two = {.connections = 2, .per_host = 2};
    struct bench b;
    struct names n;
    char url[256], name[32];
    (void)state;
    open_both(&b, &n, &two);
    int64_t before = clock_monotonic_ms();
    for (size_t i = 0; i < 7; i++) {
        snprintf(name, sizeof name, i < 4 ? "dead%zu.example" : "good%zu.example", i);
        struct net_request request = get_name(&b, name, url);
        request.timeout_ms = i < 4 ? 1000 : 5000;
        net_start(b.net, &request, on_answer, &b.answers[i]);
    }
    while (net_active(b.net) > 0) /* the questions live on: their answers may come yet */
        ev_run(b.loop, EVRUN_ONCE);
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(b.answers[i].outcome, i < 4 ? NET_NO_NAME : NET_OK);
        assert_true(i < 4 || b.answers[i].at_ms - before < 1000); /* two pairs of dead names, 300 ms each */
    }
    close_both(&b, &n);
}

static void on_never(void *arg, const struct net_response *r)
{
    (void)arg, (void)r;
    fail_msg("a cancelled transfer was told");
}

static void on_enough(struct ev_loop *loop, ev_timer *w, int events)
{
    (void)w, (void)events;
    ev_break(loop, EVBREAK_ALL);
}

static void test_cancel_while_asking(void **state)
{
    struct net_transfer *t[4];
    struct bench b;
    struct names n;
    ev_timer enough;
    char url[256];
    (void)state;
    open_both(&b, &n, &calm);
    ev_timer_init(&enough, on_enough, 0., 0.35);
    ev_timer_again(b.loop, &enough);
    for (size_t i = 0; i < 4; i++) {
        struct net_request request = get_name(&b, i < 2 ? "dead.example" : "dead2.example", url);
        request.guarded = i != 3;
        t[i] = net_start(b.net, &request, on_never, NULL);
    }
    ev_run(b.loop, 0); /* long enough that those of a host have given their turn back */
    net_cancel(t[0]);
    net_cancel(t[3]);
    assert_int_equal(net_active(b.net), 2);
    ev_timer_stop(b.loop, &enough);
    close_both(&b, &n); /* the rest by net_free */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_remembered),
        cmocka_unit_test(test_rebinding),
        cmocka_unit_test(test_dead_names_hold_up_nobody),
        cmocka_unit_test(test_cancel_while_asking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
