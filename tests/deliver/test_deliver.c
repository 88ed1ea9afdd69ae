/*
 * test_deliver.c - tries that cannot begin: the callback, its words, cancelling
 *
 * `test_deliver try option=value …` makes one real try with the body on stdin and prints
 * "OUTCOME RETRY_AFTER MESSAGE": tests/river/test_deliver.py stands at the other end.
 */
#include <ev.h>
#include <unistd.h>

#include "sample.h"

struct answer {
    struct ev_loop *loop;
    int calls;
    struct deliver_result result;
};

static void on_done(void *arg, const struct deliver_result *result)
{
    struct answer *a = arg;
    a->calls++;
    a->result = *result;
    ev_break(a->loop, EVBREAK_ALL);
}

static struct answer try_once(struct ev_loop *loop, const struct receiver_settings *receiver,
                              const struct deliver_alert *alert)
{
    const struct net_settings settings = {.connections = 4, .per_host = 2};
    struct net *net = net_new(loop, &settings);
    struct deliver *d = deliver_new(loop, net);
    struct answer answer = {.loop = loop};
    deliver_start(d, receiver, alert, on_done, &answer);
    must(answer.calls == 0);
    ev_run(loop, 0);
    must(answer.calls == 1);
    deliver_free(&d);
    net_free(&net);
    return answer;
}

static const struct {
    const char *name;
    enum receiver_type type;
    char *from, *url, *secret_file, *url_file, *password_file;
    const char *recipient, *body;
    enum deliver_outcome want;
    const char *words; /* stand in the message */
} cases[] = {
    {"recipient smuggles", RECEIVER_EMAIL, "a@example.org", "", "", "", "",
     "b@example.org>\r\nRCPT TO:<c@example.org", "{}", DELIVER_FAILED,
     "not an address that mail can be sent to: b@example.org>  RCPT"},
    {"recipient is missing", RECEIVER_EMAIL, "a@example.org", "", "", "", "", NULL, "{\"data\":{}}",
     DELIVER_FAILED, "not an address"},
    {"sender is none", RECEIVER_EMAIL, "", "", "", "", "", "b@example.org", "{\"data\":{}}", DELIVER_FAILED,
     "sender's address"},
    {"body is none", RECEIVER_EMAIL, "a@example.org", "", "", "", "", "b@example.org", "]", DELIVER_FAILED,
     "entry's body"},
    {"no password file", RECEIVER_EMAIL, "a@example.org", "", "", "", "/nonexistent/p", "b@example.org",
     "{\"data\":{}}", DELIVER_LATER, "/nonexistent/p"},
    {"no secret file", RECEIVER_WEBHOOK, "", "http://127.0.0.1:9/", "/nonexistent/s", "", "", NULL, "{}",
     DELIVER_LATER, "/nonexistent/s"},
    {"no url file", RECEIVER_WEBHOOK, "", "", "", "/nonexistent/u", "", NULL, "{}", DELIVER_LATER,
     "/nonexistent/u"},
    {"nobody listens", RECEIVER_WEBHOOK, "", "http://127.0.0.1:9/", "", "", "", NULL, "{}", DELIVER_LATER,
     ""},
    {"no URL", RECEIVER_WEBHOOK, "", "ftp://example.org/x", "", "", "", NULL, "{}", DELIVER_LATER, ""},
};

static void cannot_begin(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
        struct receiver_settings receiver = sample_receiver(cases[i].type);
        receiver.from = cases[i].from;
        receiver.url = cases[i].url;
        receiver.secret_file = cases[i].secret_file;
        receiver.url_file = cases[i].url_file;
        receiver.password_file = cases[i].password_file;
        const struct deliver_alert alert = {
            .id = SAMPLE_ID, .body = span_of(cases[i].body), .recipient = cases[i].recipient};
        struct answer a = try_once(loop, &receiver, &alert);
        if (a.result.outcome != cases[i].want || strstr(a.result.message, cases[i].words) == NULL)
            fail_msg("%s: %d %s", cases[i].name, a.result.outcome, a.result.message);
        if (a.result.message[0] == '\0')
            fail_msg("%s: no words", cases[i].name);
        ev_loop_destroy(loop);
    }
}

static void chat_body_is_none(void **state)
{
    (void)state;
    struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
    struct receiver_settings receiver = sample_receiver(RECEIVER_WEBHOOK);
    char url[] = "http://127.0.0.1:9/";
    receiver.url = url;
    receiver.format = FORMAT_SLACK;
    const struct deliver_alert alert = {.id = SAMPLE_ID, .body = SPAN("[]")};
    assert_int_equal(try_once(loop, &receiver, &alert).result.outcome, DELIVER_FAILED);
    ev_loop_destroy(loop);
}

/* ---- one real try ---------------------------------------------------------------------------------------- */

static bool set_option(struct receiver_settings *r, struct deliver_alert *alert, char *option)
{
    static const char *const types[] = {"email", "webhook", "command"};
    static const char *const formats[] = {"standard", "slack", "discord", "ntfy"};
    static const char *const modes[] = {"required", "wanted", "off"};
    char *value = strchr(option, '=');
    if (value == NULL)
        return false;
    *value++ = '\0';
    const struct {
        const char *name;
        char **place;
    } texts[] = {{"url", &r->url},
                 {"url-file", &r->url_file},
                 {"secret-file", &r->secret_file},
                 {"from", &r->from},
                 {"smtp", &r->smtp},
                 {"user", &r->user},
                 {"proxy", &r->proxy},
                 {"password-file", &r->password_file}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(option, texts[i].name) == 0) {
            *texts[i].place = value;
            return true;
        }
    }
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(option, "format") == 0 && strcmp(value, formats[i]) == 0)
            r->format = (enum webhook_format)i;
        else if (strcmp(option, "type") == 0 && i < 3 && strcmp(value, types[i]) == 0)
            r->type = (enum receiver_type)i;
        else if (strcmp(option, "starttls") == 0 && i < 3 && strcmp(value, modes[i]) == 0)
            r->starttls = (enum starttls)i;
    }
    int64_t n = 0;
    if (strcmp(option, "timeout-ms") == 0 && span_to_int(span_of(value), &n))
        r->timeout_ms = n;
    if (strcmp(option, "now") == 0 && span_to_int(span_of(value), &n))
        alert->now = n;
    if (strcmp(option, "to") == 0)
        alert->recipient = value;
    return true;
}

static int try_from_options(int count, char **options)
{
    static const char *const names[] = {"done", "later", "failed", "disabled"};
    struct receiver_settings receiver = sample_receiver(RECEIVER_EMAIL);
    struct deliver_alert alert = {.id = SAMPLE_ID, .feed = SPAN("example"), .now = clock_wall()};
    struct buffer body;
    buffer_init(&body, 16 << 20);
    for (int i = 0; i < count; i++) {
        if (!set_option(&receiver, &alert, options[i]))
            return 64;
    }
    char *at;
    ssize_t got;
    while ((at = buffer_reserve(&body, 65536)) != NULL && (got = read(0, at, 65536)) > 0)
        body.len += (size_t)got;
    alert.body = buffer_span(&body);
    struct answer a = try_once(ev_default_loop(EVFLAG_AUTO), &receiver, &alert);
    printf("%s %lld %s\n", names[a.result.outcome], (long long)a.result.retry_after_s, a.result.message);
    buffer_release(&body);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(cannot_begin), cmocka_unit_test(chat_body_is_none)};
    if (argc > 1 && strcmp(argv[1], "try") == 0)
        return try_from_options(argc - 2, argv + 2);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
