/*
 * test_net.c - requests against a server on loopback: answers, limits, the guard
 */
#include "bench.h"

/* 64 KiB of zeros, as one zstd frame of run-length blocks (RFC 8878 section 3.1.1.2.2): 1 header, `count`
 * blocks. */
static size_t zstd_bomb(char *out, size_t count)
{
    static const char frame[] = {0x28, (char)0xb5, 0x2f, (char)0xfd, 0x00, 0x58};
    size_t len = sizeof frame;
    memcpy(out, frame, sizeof frame);
    for (size_t i = 0; i < count; i++) {
        uint32_t block = (uint32_t)65536 << 3 | 1u << 1 | (i + 1 == count);
        out[len++] = (char)(block & 0xff);
        out[len++] = (char)(block >> 8 & 0xff);
        out[len++] = (char)(block >> 16 & 0xff);
        out[len++] = 0;
    }
    return len;
}

static void say_encoded(int fd, const char *coding, const void *body, size_t len)
{
    char head[256];
    snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %zu\r\n\r\n",
             coding, len);
    peer_say(fd, head);
    send(fd, body, len, MSG_NOSIGNAL);
}

static void abort_connection(int fd)
{
    struct linger now = {.l_onoff = 1};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

static void say_for_ever(struct peer_request *r, const char *piece, int pause_ms)
{
    for (int i = 0; i < 20000 && !r->peer->stop; i++) {
        if (send(r->fd, piece, strlen(piece), MSG_NOSIGNAL) < 0)
            return;
        if (pause_ms > 0)
            peer_sleep(r, pause_ms);
    }
}

static bool odd_path(struct peer_request *r, const char *path)
{
    static const unsigned char gzip[] = {0x1f, 0x8b, 0x08, 0,    0,    0,    0,    0,    0x02, 0x03, 0xcb,
                                         0x48, 0xcd, 0xc9, 0xc9, 0xd7, 0x51, 0x48, 0xaf, 0xca, 0x2c, 0,
                                         0,    0x4a, 0x9b, 0xb1, 0x5c, 0x0b, 0,    0,    0};
    char bomb[6 + 4 * 1024];
    if (strcmp(path, "/gzip") == 0) {
        say_encoded(r->fd, "gzip", gzip, sizeof gzip);
        return true;
    }
    if (strcmp(path, "/damaged") == 0)
        say_encoded(r->fd, "gzip", "this is no gzip", 15);
    else if (strcmp(path, "/bomb") == 0)
        say_encoded(r->fd, "zstd", bomb, zstd_bomb(bomb, 1024));
    else if (strcmp(path, "/short") == 0)
        peer_say(r->fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
    else if (strcmp(path, "/reset") == 0) {
        peer_say(r->fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
        abort_connection(r->fd);
    } else if (strcmp(path, "/garbage") == 0)
        peer_say(r->fd, "what is this?\r\n\r\n");
    else if (strcmp(path, "/endless") == 0) {
        peer_say(r->fd, "HTTP/1.1 200 OK\r\n\r\n");
        say_for_ever(r, "a body without end, a body without end, a body without end\n", 0);
    } else if (strcmp(path, "/announced") == 0)
        peer_say(r->fd, "HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n");
    else if (strcmp(path, "/flood") == 0) {
        peer_say(r->fd, "HTTP/1.1 200 OK\r\n");
        say_for_ever(r, "X-Flood: and one more, and one more, and one more\r\n", 0);
    } else if (strcmp(path, "/trickle") == 0) {
        peer_say(r->fd, "HTTP/1.1 200 OK\r\n\r\n");
        say_for_ever(r, "a", 50);
    } else
        peer_sleep(r, 10000); /* /never */
    return false;
}

static bool script(struct peer_request *r)
{
    const char *path =
        strstr(r->path, "/ok") ? strstr(r->path, "/ok") : r->path; /* a proxy is asked for a URL */
    if (strncmp(path, "/ok", 3) == 0) {
        peer_answer(r->fd, "200 OK\r\nETag: W/\"a-gzip\"\r\nX-Twice: one\r\nX-Twice:  two \r\n", "hello");
        return true;
    }
    if (strncmp(path, "/wait", 5) == 0) {
        peer_sleep(r, 60);
        peer_answer(r->fd, "200 OK\r\n", "waited");
        return true;
    }
    if (strcmp(path, "/304") == 0) {
        peer_say(r->fd, "HTTP/1.1 304 Not Modified\r\nETag: \"b\"\r\n\r\n");
        return true;
    }
    if (strcmp(path, "/moved") == 0) {
        peer_answer(r->fd, "302 Found\r\nLocation: /ok\r\nSet-Cookie: a=b\r\n", "over there");
        return true;
    }
    if (strcmp(path, "/hints") == 0) {
        peer_say(r->fd, "HTTP/1.1 103 Early Hints\r\nETag: \"early\"\r\n\r\n");
        peer_answer(r->fd, "200 OK\r\n", "final");
        return true;
    }
    if (strcmp(path, "/trailer") == 0) {
        peer_say(r->fd,
                 "HTTP/1.1 200 OK\r\nETag: \"head\"\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"
                 "ETag: \"trailer\"\r\n\r\n");
        return true;
    }
    return odd_path(r, path);
}

/* ---- answers --------------------------------------------------------------------------------------------- */

static void test_answers(void **state)
{
    static const struct {
        const char *path;
        enum net_outcome outcome;
        long status;
        const char *body, *etag;
    } rows[] = {
        {"/ok", NET_OK, 200, "hello", "W/\"a-gzip\""},
        {"/ok?a b\xc3\xa4", NET_OK, 200, "hello", "W/\"a-gzip\""},
        {"/304", NET_OK, 304, "", "\"b\""},
        {"/moved", NET_OK, 302, "over there", ""},
        {"/hints", NET_OK, 200, "final", ""},
        {"/trailer", NET_OK, 200, "hello", "\"head\""},
        {"/gzip", NET_OK, 200, "hello, gzip", ""},
        {"/damaged", NET_BROKEN, 200, NULL, NULL},
        {"/bomb", NET_TOO_LARGE, 200, NULL, NULL},
        {"/short", NET_BROKEN, 200, NULL, NULL},
        {"/reset", NET_BROKEN, 200, NULL, NULL},
        {"/garbage", NET_BROKEN, 0, NULL, NULL},
        {"/endless", NET_TOO_LARGE, 200, NULL, NULL},
        {"/announced", NET_TOO_LARGE, 200, NULL, NULL},
        {"/flood", NET_TOO_LARGE, 200, NULL, NULL},
    };
    struct bench b;
    (void)state;
    bench_open(&b, &calm, script);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct answer *a = ask_path(&b, rows[i].path);
        bool same = a->outcome == rows[i].outcome && a->status == rows[i].status &&
                    (!rows[i].body || strcmp(a->body, rows[i].body) == 0) &&
                    (!rows[i].etag || strcmp(a->etag, rows[i].etag) == 0);
        if (!same)
            fail_msg("%s: %s %ld body \"%s\" etag %s (%s)", rows[i].path, net_outcome_name(a->outcome),
                     a->status, a->body, a->etag, a->error);
        assert_int_equal(a->outcome != NET_OK, a->error[0] != '\0');
        assert_true(a->body_bytes <= 100000);
    }
    assert_string_equal(ask_path(&b, "/ok")->twice, "two");
    bench_close(&b);
}

static void test_timeouts(void **state)
{
    static const char *const paths[] = {"/never", "/trickle"};
    struct bench b;
    char url[256];
    (void)state;
    bench_open(&b, &calm, script);
    for (size_t i = 0; i < 2; i++) {
        struct net_request request = get(&b, paths[i], url);
        int64_t before = clock_monotonic_ms();
        request.timeout_ms = 250; /* under a second: not rounded to nothing */
        struct answer *a = ask(&b, &request);
        assert_int_equal(a->outcome, NET_TIMEOUT);
        assert_in_range(a->at_ms - before, 200, 600);
    }
    bench_close(&b);
}

static void test_what_is_sent(void **state)
{
    static const char *const headers[] = {"If-None-Match: W/\"x y\"", "X-Mine:\tvalue"};
    struct net_settings named = calm;
    struct bench b;
    char url[256];
    (void)state;
    named.contact = SPAN("https://example.org/bot\r\nX: y");
    bench_open(&b, &named, script);
    setenv("http_proxy", "http://127.0.0.1:9/", 1);
    struct net_request request = get(&b, "/ok#fragment", url);
    request.headers = headers;
    request.header_count = 2;
    request.user = "ann";
    request.password = "secret";
    assert_int_equal(ask(&b, &request)->outcome, NET_OK);
    unsetenv("http_proxy");
    const char *head = b.peer->head;
    assert_non_null(strstr(head, "GET /ok HTTP/1.1\r\n"));
    assert_non_null(
        strstr(head, "User-Agent: newswired/" NEWSWIRED_VERSION " (+https://example.org/bot  X: y)\r\n"));
    assert_non_null(strstr(head, "If-None-Match: W/\"x y\"\r\n"));
    assert_non_null(strstr(head, "X-Mine:\tvalue\r\n"));
    assert_non_null(strstr(head, "Authorization: Basic YW5uOnNlY3JldA==\r\n"));
    assert_non_null(strstr(head, "Accept-Encoding: deflate, gzip, br, zstd\r\n"));
    assert_null(strstr(head, "Cookie"));
    assert_null(strstr(head, "Referer"));
    bench_close(&b);
}

static void test_refused(void **state)
{
    static const struct {
        const char *url, *header, *proxy, *user;
    } rows[] = {
        {"ftp://example.org/", NULL, NULL, NULL},
        {"file:///etc/passwd", NULL, NULL, NULL},
        {"gopher://127.0.0.1/", NULL, NULL, NULL},
        {"smtp://127.0.0.1/", NULL, NULL, NULL},
        {"", NULL, NULL, NULL},
        {"no-scheme.example/", NULL, NULL, NULL},
        {"http://", NULL, NULL, NULL},
        {"http://a\r\nb/", NULL, NULL, NULL},
        {"http://example.org:99999/", NULL, NULL, NULL},
        {"http://127.0.0.1:9/", "X: a\r\nY: b", NULL, NULL},
        {"http://127.0.0.1:9/", "No colon", NULL, NULL},
        {"http://127.0.0.1:9/", "Sp ace: a", NULL, NULL},
        {"http://127.0.0.1:9/", NULL, "ftp://127.0.0.1/", NULL},
        {"http://127.0.0.1:9/", NULL, NULL, "a\nb"},
        {"http://127.0.0.1:9/?secret=1", "bad", NULL, NULL},
    };
    struct bench b;
    (void)state;
    bench_open(&b, &calm, script);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct net_request request = {.url = rows[i].url,
                                      .headers = &rows[i].header,
                                      .proxy = rows[i].proxy,
                                      .header_count = rows[i].header ? 1 : 0,
                                      .user = rows[i].user};
        struct answer *a = ask(&b, &request);
        if (a->outcome != NET_REFUSED || !a->error[0] || strstr(a->error, "secret"))
            fail_msg("%s: %s (%s)", rows[i].url, net_outcome_name(a->outcome), a->error);
    }
    bench_close(&b);
}

/* ---- the guard ------------------------------------------------------------------------------------------- */

static void test_guard(void **state)
{
    static const char *const hosts[] = {
        "127.0.0.1",
        "localhost",
        "LOCALHOST.",
        "127.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0",
        "0.0.0.0",
        "[::]",
        "%31%32%37.0.0.1",
        "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1", /* full-width digits */
        "169.254.169.254",
        "10.0.0.1",
        "[fe80::1%25lo]",
        "[64:ff9b::127.0.0.1]",
        "a.localhost",
    };
    struct bench b;
    char url[256];
    (void)state;
    bench_open(&b, &calm, script);
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        struct net_request request = get(&b, "", url);
        snprintf(url, sizeof url, "http://u:p@%s:%d/ok", hosts[i], b.peer->port);
        request.allow_private = false;
        request.timeout_ms = 2000;
        struct answer *a = ask(&b, &request);
        if (a->outcome != NET_REFUSED && a->outcome != NET_NO_NAME)
            fail_msg("%s: %s %s", hosts[i], net_outcome_name(a->outcome), a->error);
    }
    assert_int_equal(b.peer->connections, 0);
    bench_close(&b);
}

static void test_guarded_does_not_reuse_an_open_connection(void **state)
{
    struct bench b;
    char url[256];
    (void)state;
    bench_open(&b, &calm, script);
    struct net_request request = get(&b, "/ok", url);
    assert_int_equal(ask(&b, &request)->outcome, NET_OK);
    request.allow_private = false;
    assert_int_equal(ask(&b, &request)->outcome, NET_REFUSED);
    request.guarded = false;
    assert_int_equal(ask(&b, &request)->outcome, NET_OK);
    assert_int_equal(b.peer->requests, 2);
    bench_close(&b);
}

static void test_names(void **state)
{
    struct bench b;
    char url[256];
    (void)state;
    bench_open(&b, &calm, script);
    struct net_request request = get(&b, "", url);
    /* localhost may be ::1 first, where nobody listens: the next address is tried. */
    snprintf(url, sizeof url, "http://localhost:%d/ok", b.peer->port);
    assert_int_equal(ask(&b, &request)->outcome, NET_OK);
    assert_int_equal(ask(&b, &request)->outcome, NET_OK);
    assert_int_equal(b.peer->connections, 1);
    snprintf(url, sizeof url, "http://user:secret@127.0.0.1:1/?token=secret");
    struct answer *a = ask(&b, &request);
    assert_int_equal(a->outcome, NET_NO_CONNECT);
    assert_null(strstr(a->error, "secret"));
    snprintf(url, sizeof url, "http://%s/", "a..b");
    a = ask(&b, &request);
    assert_true(a->outcome == NET_NO_NAME || a->outcome == NET_REFUSED);
    bench_close(&b);
}

static void test_proxy(void **state)
{
    struct bench b;
    char url[256], proxy[64];
    (void)state;
    bench_open(&b, &calm, script);
    setenv("no_proxy", "*", 1);
    struct net_request request = get(&b, "", url);
    snprintf(proxy, sizeof proxy, "http://localhost:%d", b.peer->port);
    snprintf(url, sizeof url, "http://feeds.example/ok");
    request.proxy = proxy;
    request.allow_private = false; /* of the feed; the proxy was named by the admin */
    assert_int_equal(ask(&b, &request)->outcome, NET_OK);
    assert_non_null(strstr(b.peer->head, "GET http://feeds.example/ok HTTP/1.1\r\n"));
    peer_reset(b.peer);
    snprintf(url, sizeof url, "http://printer.local/ok");
    assert_int_equal(ask(&b, &request)->outcome, NET_REFUSED);
    snprintf(url, sizeof url, "http://10.1.1.1/ok");
    assert_int_equal(ask(&b, &request)->outcome, NET_REFUSED);
    assert_int_equal(b.peer->connections, 0);
    unsetenv("no_proxy");
    bench_close(&b);
}

static void test_post(void **state)
{
    static const char *const headers[] = {"Content-Type: application/json", "webhook-id: 1"};
    struct bench b;
    char url[256];
    (void)state;
    bench_open(&b, &calm, script);
    struct net_request request = get(&b, "/endless", url);
    request.kind = NET_POST;
    request.guarded = false;
    request.headers = headers;
    request.header_count = 2;
    request.body = SPAN("{\"a\":1}");
    request.max_body = 1000;
    struct answer *a = ask(&b, &request); /* what the receiver says is cut, not held against it */
    assert_int_equal(a->outcome, NET_OK);
    assert_int_equal(a->status, 200);
    assert_int_equal(a->body_bytes, 1000);
    assert_non_null(strstr(b.peer->head, "POST /endless HTTP/1.1\r\n"));
    assert_non_null(strstr(b.peer->head, "Content-Type: application/json\r\n"));
    assert_non_null(strstr(b.peer->head, "Content-Length: 7\r\n"));
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),      cmocka_unit_test(test_timeouts),
        cmocka_unit_test(test_what_is_sent), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_guard),        cmocka_unit_test(test_guarded_does_not_reuse_an_open_connection),
        cmocka_unit_test(test_names),        cmocka_unit_test(test_proxy),
        cmocka_unit_test(test_post),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
