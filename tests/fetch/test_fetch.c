/*
 * test_fetch.c - polls against a server on loopback: validators, redirects, what an answer means
 */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <ev.h>

#include "fetch.h"

#include "../../daemon/fetch/parts.h"
#include "../net/peer.h"

/* /STATUS answers with it; /STATUS/REST redirects to REST, which is a path, or "home:REST" and "away:REST". */
static bool script(struct peer_request *r)
{
    char head[1024], location[600] = "";
    long status = strtol(r->path + 1, NULL, 10);
    const char *rest = strchr(r->path + 1, '/');
    if (rest && strncmp(rest, "/away:", 6) == 0)
        snprintf(location, sizeof location, "Location: http://localhost:%d/%s\r\n", r->peer->port, rest + 6);
    else if (rest && strncmp(rest, "/file:", 6) == 0)
        snprintf(location, sizeof location, "Location: file:///etc/passwd\r\n");
    else if (rest && strncmp(rest, "/bad:", 5) == 0)
        snprintf(location, sizeof location, "Location: http://[/\r\n");
    else if (rest && strcmp(rest, "/") != 0)
        snprintf(location, sizeof location, "Location: %s#part\r\n", rest);
    if (status == 304) {
        peer_say(
            r->fd,
            "HTTP/1.1 304 Not Modified\r\nETag: \"new\"\r\nCache-Control: max-age=120\r\nAge: 20\r\n\r\n");
        return true;
    }
    snprintf(head, sizeof head,
             "%ld Whatever\r\n%sETag: W/\"a-gzip\"\r\nLast-Modified: yesterday, as \"we\" "
             "say\r\nRetry-After: 77\r\n"
             "Content-Type: text/xml; charset=x\r\n",
             status, location);
    peer_answer(r->fd, head, strstr(r->path, "empty") || status == 204 ? "" : "body");
    return true;
}

struct bench {
    struct ev_loop *loop;
    struct net *net;
    struct peer *peer;
    struct told {
        int count;
        enum poll_outcome outcome;
        long status;
        char body[64], url[256], permanent[256], etag[64], last_modified[64], type[64], error[256];
        int64_t retry_after_s, fresh_for_s;
    } told;
};

static void keep(char *to, size_t size, struct span s)
{
    snprintf(to, size, "%.*s", (int)s.len, s.len > 0 ? s.ptr : "");
}

static void on_result(void *arg, const struct fetch_result *r)
{
    struct told *t = arg;
    t->count++;
    t->outcome = r->outcome;
    t->status = r->status;
    keep(t->body, sizeof t->body, r->body);
    keep(t->url, sizeof t->url, r->url);
    keep(t->permanent, sizeof t->permanent, r->permanent_url);
    keep(t->etag, sizeof t->etag, r->etag);
    keep(t->last_modified, sizeof t->last_modified, r->last_modified);
    keep(t->type, sizeof t->type, r->content_type);
    keep(t->error, sizeof t->error, span_of(r->error));
    t->retry_after_s = r->retry_after_s;
    t->fresh_for_s = r->fresh_for_s;
}

static void bench_open(struct bench *b)
{
    const struct net_settings settings = {.connections = 4, .per_host = 4};
    memset(b, 0, sizeof *b);
    b->loop = ev_loop_new(EVFLAG_AUTO);
    b->net = net_new(b->loop, &settings);
    b->peer = peer_new(script);
}

static void bench_close(struct bench *b)
{
    net_free(&b->net);
    ev_loop_destroy(b->loop);
    peer_free(&b->peer);
}

static struct fetch_target target_of(const struct bench *b, const char *path, char url[static 256])
{
    snprintf(url, 256, "http://127.0.0.1:%d%s", b->peer->port, path);
    return (struct fetch_target){.url = url, .allow_private = true, .max_body = 10000, .timeout_ms = 2000};
}

static const struct told *poll_once(struct bench *b, const struct fetch_target *target)
{
    memset(&b->told, 0, sizeof b->told);
    peer_reset(b->peer);
    fetch_start(b->net, target, on_result, &b->told);
    assert_int_equal(b->told.count, 0);
    ev_run(b->loop, 0);
    assert_int_equal(b->told.count, 1);
    return &b->told;
}

static void test_outcomes(void **state)
{
    static const struct {
        const char *path;
        bool conditional;
        enum poll_outcome outcome;
        long status;
        const char *permanent; /* its path */
        const char *error;
    } rows[] = {
        {"/200", false, POLL_FRESH, 200, NULL, ""},
        {"/203", false, POLL_FRESH, 203, NULL, ""},
        {"/200?empty", false, POLL_BROKEN, 200, NULL, "empty body"},
        {"/204", false, POLL_BROKEN, 204, NULL, "HTTP 204: no content"},
        {"/206", false, POLL_BROKEN, 206, NULL, NULL},
        {"/226", false, POLL_BROKEN, 226, NULL, NULL},
        {"/304", true, POLL_UNCHANGED, 304, NULL, ""},
        {"/304", false, POLL_BROKEN, 304, NULL, NULL},
        {"/400", false, POLL_BROKEN, 400, NULL, NULL},
        {"/401", false, POLL_REFUSED, 401, NULL, NULL},
        {"/403", false, POLL_REFUSED, 403, NULL, NULL},
        {"/404", false, POLL_BROKEN, 404, NULL, "HTTP 404: not found"},
        {"/410", false, POLL_GONE, 410, NULL, NULL},
        {"/418", false, POLL_BROKEN, 418, NULL, "HTTP 418"},
        {"/429", false, POLL_LATER, 429, NULL, NULL},
        {"/451", false, POLL_REFUSED, 451, NULL, NULL},
        {"/500", false, POLL_BROKEN, 500, NULL, NULL},
        {"/503", false, POLL_LATER, 503, NULL, NULL},
        {"/300", false, POLL_BROKEN, 300, NULL, "HTTP 300"},
        {"/301/200", false, POLL_FRESH, 200, "/200", ""},
        {"/301/308/200", false, POLL_FRESH, 200, "/200", NULL},
        {"/302/200", false, POLL_FRESH, 200, "", ""},
        {"/303/200", false, POLL_FRESH, 200, "", ""},
        {"/307/200", false, POLL_FRESH, 200, "", ""},
        {"/301/302/200", false, POLL_FRESH, 200, "", ""},
        {"/302/301/200", false, POLL_FRESH, 200, "", ""},
        {"/301/410", false, POLL_GONE, 410, "", NULL},
        {"/302/410", false, POLL_BROKEN, 410, "", NULL},
        {"/301/304", true, POLL_BROKEN, 304, "", NULL},
        {"/301/301/301/301/301/200", false, POLL_FRESH, 200, "/200", ""},
        {"/301/301/301/301/301/301/200", false, POLL_BROKEN, 301, "", "HTTP 301: too many redirects"},
        {"/301", false, POLL_BROKEN, 301, "", "HTTP 301: a redirect without Location"},
        {"/301/file:", false, POLL_BROKEN, 301, "", NULL},
        {"/301/bad:", false, POLL_BROKEN, 301, "", NULL},
    };
    struct bench b;
    char url[256];
    (void)state;
    bench_open(&b);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fetch_target target = target_of(&b, rows[i].path, url);
        target.etag = rows[i].conditional ? "\"x\"" : "";
        const struct told *t = poll_once(&b, &target);
        const char *permanent = t->permanent[0] ? strchr(t->permanent + 8, '/') : "";
        if (t->outcome != rows[i].outcome || t->status != rows[i].status ||
            (rows[i].permanent && strcmp(permanent, rows[i].permanent) != 0) ||
            (rows[i].error && strcmp(t->error, rows[i].error) != 0))
            fail_msg("%s: %s %ld permanent %s (%s)", rows[i].path, poll_outcome_name(t->outcome), t->status,
                     t->permanent, t->error);
        assert_string_equal(t->body, t->outcome == POLL_FRESH ? "body" : "");
        assert_int_equal(t->error[0] == '\0', t->outcome == POLL_FRESH || t->outcome == POLL_UNCHANGED);
        assert_int_equal(t->retry_after_s, t->outcome == POLL_LATER || t->outcome == POLL_REFUSED ? 77 : 0);
    }
    bench_close(&b);
}

static bool loop_script(struct peer_request *r)
{
    peer_answer(r->fd, r->path[1] == 'a' ? "301 x\r\nLocation: b\r\n" : "302 x\r\nLocation: /a#x\r\n", "");
    return true;
}

static void test_redirect_loop(void **state)
{
    struct bench b;
    char url[256];
    (void)state;
    bench_open(&b);
    b.peer->script = loop_script;
    struct fetch_target target = target_of(&b, "/a", url);
    const struct told *t = poll_once(&b, &target);
    assert_string_equal(t->error, "HTTP 302: a redirect loop");
    assert_int_equal(b.peer->requests, 2);
    bench_close(&b);
}

static void test_validators(void **state)
{
    struct bench b;
    char url[256];
    (void)state;
    bench_open(&b);
    struct fetch_target target = target_of(&b, "/200", url);
    const struct told *t = poll_once(&b, &target);
    assert_null(strstr(b.peer->head, "If-"));
    assert_non_null(strstr(b.peer->head, "Accept: application/atom+xml,"));
    assert_string_equal(t->etag, "W/\"a-gzip\"");
    assert_string_equal(t->last_modified, "yesterday, as \"we\" say");
    assert_string_equal(t->type, "text/xml; charset=x");
    assert_string_equal(t->url, url);
    target.etag = "W/\"a-gzip\"";
    target.last_modified = "yesterday, as \"we\" say";
    snprintf(strrchr(url, '/'), 8, "/304");
    t = poll_once(&b, &target);
    assert_non_null(strstr(b.peer->head, "If-None-Match: W/\"a-gzip\"\r\n"));
    assert_non_null(strstr(b.peer->head, "If-Modified-Since: yesterday, as \"we\" say\r\n"));
    assert_string_equal(t->etag, "\"new\"");
    assert_string_equal(t->last_modified, "");
    assert_int_equal(t->fresh_for_s, 100);
    target = target_of(&b, "/301/200", url); /* they belong to one URL */
    target.etag = "\"x\"";
    t = poll_once(&b, &target);
    assert_null(strstr(b.peer->head, "If-None-Match"));
    assert_string_equal(t->etag, "");
    target = target_of(&b, "/200", url); /* a damaged state costs a condition, not the poll */
    target.etag = "\"x\"\r\nX: y";
    assert_int_equal(poll_once(&b, &target)->outcome, POLL_FRESH);
    assert_null(strstr(b.peer->head, "X: y"));
    bench_close(&b);
}

static void test_secrets_stay_at_home(void **state)
{
    static const char *const headers[] = {"X-Key: secret", "Accept: text/xml"};
    struct bench b;
    char url[256];
    (void)state;
    bench_open(&b);
    struct fetch_target target = target_of(&b, "/302/200", url);
    target.headers = headers;
    target.header_count = 2;
    target.user = "ann";
    target.password = "pw";
    poll_once(&b, &target);
    assert_non_null(strstr(b.peer->head, "GET /200 "));
    assert_non_null(strstr(b.peer->head, "X-Key: secret\r\n"));
    assert_non_null(strstr(b.peer->head, "Authorization: "));
    assert_non_null(strstr(b.peer->head, "Accept: text/xml\r\n"));
    assert_null(strstr(b.peer->head, "atom+xml"));
    snprintf(strrchr(url, ':'), 32, ":%d/302/away:200", b.peer->port);
    poll_once(&b, &target);
    assert_non_null(strstr(b.peer->head, "GET /200 "));
    assert_non_null(strstr(b.peer->head, "Host: localhost:"));
    assert_null(strstr(b.peer->head, "X-Key"));
    assert_null(strstr(b.peer->head, "Authorization"));
    assert_non_null(strstr(b.peer->head, "atom+xml"));
    target = target_of(&b, "/302/200", url); /* and what stands in the URL */
    snprintf(url, sizeof url, "http://ann:p%%40@127.0.0.1:%d/302/200", b.peer->port);
    poll_once(&b, &target);
    assert_non_null(strstr(b.peer->head, "GET /200 "));
    assert_non_null(strstr(b.peer->head, "Authorization: Basic YW5uOnBA\r\n"));
    snprintf(url, sizeof url, "http://ann:p@127.0.0.1:%d/302/away:200", b.peer->port);
    poll_once(&b, &target);
    assert_non_null(strstr(b.peer->head, "GET /200 "));
    assert_null(strstr(b.peer->head, "Authorization"));
    bench_close(&b);
}

static void test_guard(void **state)
{
    struct bench b;
    char url[256];
    (void)state;
    bench_open(&b);
    struct fetch_target target = target_of(&b, "/200", url);
    target.allow_private = false;
    const struct told *t = poll_once(&b, &target);
    assert_int_equal(t->outcome, POLL_REFUSED);
    assert_true(t->error[0] != '\0');
    assert_int_equal(b.peer->connections, 0);
    bench_close(&b);
}

static void on_never(void *arg, const struct fetch_result *r)
{
    (void)arg, (void)r;
    fail_msg("a cancelled poll was told");
}

static void test_cancel(void **state)
{
    struct bench b;
    char url[256];
    (void)state;
    bench_open(&b);
    struct fetch_target target = target_of(&b, "/301/200", url);
    fetch_cancel(fetch_start(b.net, &target, on_never, NULL));
    struct fetch *f = fetch_start(b.net, &target, on_never, NULL);
    for (int i = 0; i < 2; i++)
        ev_run(b.loop, EVRUN_ONCE);
    fetch_cancel(f);
    ev_run(b.loop, 0);
    assert_int_equal(net_active(b.net), 0);
    bench_close(&b);
}

static void test_retry_after(void **state)
{
    static const struct {
        const char *value;
        int64_t want;
    } rows[] = {
        {"", 0},
        {"0", 0},
        {"120", 120},
        {" 120 ", 120},
        {"86400", 86400},
        {"86401", 86400},
        {"99999999999999999999999", 86400},
        {"-5", 0},
        {"+5", 0},
        {"1.5", 0},
        {"soon", 0},
        {"Sun, 06 Nov 1994 08:49:37 GMT", 0},
        {"Sun, 22 Nov 2026 00:01:00 GMT", 60},
        {"Sunday, 22-Nov-26 00:01:00 GMT", 60},
        {"Sun Nov 22 00:01:00 2026", 60},
        {"Mon, 22 Nov 2027 00:00:00 GMT", 86400},
        {"Sun, 99 Nov 2026 00:01:00 GMT", 0},
    };
    int64_t now = time_from_civil(2026, 11, 22);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t got = fetch_retry_after(span_of(rows[i].value), now);
        if (got != rows[i].want)
            fail_msg("\"%s\": %lld", rows[i].value, (long long)got);
    }
}

static void test_fresh_for(void **state)
{
    static const char expires[] = "Sun, 22 Nov 2026 00:10:00 GMT", date[] = "Sun, 22 Nov 2026 00:00:00 GMT";
    static const struct {
        const char *cache_control, *expires, *date, *age;
        int64_t want;
    } rows[] = {
        {"", "", "", "", 0},
        {"max-age=300", "", "", "", 300},
        {"public, Max-Age=300", "", "", "100", 200},
        {"max-age=\"300\"", "", "", "", 300},
        {"max-age=300", "", "", "300", 0},
        {"max-age=300", "", "", "nonsense", 300},
        {"max-age=999999", "", "", "", 3600},
        {"max-age=999999999999999999999", "", "", "", 3600},
        {"max-age=300, no-cache", "", "", "", 0},
        {"no-store, max-age=300", "", "", "", 0},
        {"max-age=0", expires, date, "", 0},
        {"s-maxage=300", "", "", "", 0},
        {"", expires, date, "", 600},
        {"public", expires, "", "", 600},
        {"", expires, date, "590", 10},
        {"", "0", date, "", 0},
        {"", "-1", date, "", 0},
        {"max-age=-5", "", "", "", 0},
    };
    int64_t now = time_from_civil(2026, 11, 22);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct fresh_headers h = {span_of(rows[i].cache_control), span_of(rows[i].expires),
                                        span_of(rows[i].date), span_of(rows[i].age)};
        int64_t got = fetch_fresh_for(&h, now);
        if (got != rows[i].want)
            fail_msg("row %zu: %lld", i, (long long)got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outcomes),    cmocka_unit_test(test_redirect_loop),
        cmocka_unit_test(test_validators),  cmocka_unit_test(test_secrets_stay_at_home),
        cmocka_unit_test(test_guard),       cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_retry_after), cmocka_unit_test(test_fresh_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
