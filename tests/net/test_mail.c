/*
 * test_mail.c - one mail against a scripted SMTP server on loopback
 */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <ev.h>

#include "net.h"

#include "peer.h"

struct smtp {
    const char *ehlo, *from, *to, *data, *end, *quit; /* the answers; NULL: silence */
    int fd, port;
    pthread_t thread;
    char heard[65536];
    size_t heard_bytes;
};

static bool hear_line(struct smtp *s, int fd)
{
    do {
        if (s->heard_bytes + 2 > sizeof s->heard || recv(fd, s->heard + s->heard_bytes, 1, 0) <= 0)
            return false;
        s->heard[++s->heard_bytes] = '\0';
    } while (s->heard[s->heard_bytes - 1] != '\n');
    return true;
}

static bool hear_mail(struct smtp *s, int fd)
{
    while (hear_line(s, fd)) {
        if (s->heard_bytes >= 5 && memcmp(s->heard + s->heard_bytes - 5, "\r\n.\r\n", 5) == 0)
            return true;
    }
    return false;
}

static void converse(struct smtp *s, int fd)
{
    static const char *const verbs[] = {"EHLO", "MAIL", "RCPT", "DATA", "QUIT"};
    peer_say(fd, "220 here\r\n");
    for (;;) {
        const char *answers[] = {s->ehlo, s->from, s->to, s->data, s->quit}, *answer = "502 what?\r\n";
        size_t line = s->heard_bytes;
        if (!hear_line(s, fd))
            return;
        for (size_t i = 0; i < 5; i++) {
            if (strncmp(s->heard + line, verbs[i], 4) == 0)
                answer = answers[i];
        }
        if (answer)
            peer_say(fd, answer);
        if (answer == s->data && strncmp(answer, "354", 3) == 0) {
            if (!hear_mail(s, fd))
                return;
            peer_say(fd, s->end);
        }
    }
}

static void *serve(void *arg)
{
    struct smtp *s = arg;
    int fd;
    while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
        converse(s, fd);
        close(fd);
    }
    return NULL;
}

static const struct smtp friendly = {.ehlo = "250-here\r\n250 8BITMIME\r\n",
                                     .from = "250 ok\r\n",
                                     .to = "250 ok\r\n",
                                     .data = "354 go on\r\n",
                                     .end = "250-queued\r\n250 as 4711\r\n"};

static void smtp_open(struct smtp *s)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s->fd, (struct sockaddr *)&a, len), 0);
    assert_int_equal(listen(s->fd, 4), 0);
    assert_int_equal(getsockname(s->fd, (struct sockaddr *)&a, &len), 0);
    s->port = ntohs(a.sin_port);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void smtp_close(struct smtp *s)
{
    shutdown(s->fd, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->fd);
}

struct answer {
    bool told;
    enum net_outcome outcome;
    long status;
    char error[256];
    int64_t took_ms, longest_ms; /* of one turn of the loop */
};

static void on_answer(void *arg, const struct net_response *r)
{
    struct answer *a = arg;
    assert_false(a->told);
    a->told = true;
    a->outcome = r->outcome;
    a->status = r->status;
    snprintf(a->error, sizeof a->error, "%s", r->error);
}

/* Turns the loop and notes the longest time that it stood still with nothing to wait for. */
static void send_mail(const struct net_request *request, struct answer *a)
{
    const struct net_settings settings = {.connections = 4, .per_host = 4};
    struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
    struct net *net = net_new(loop, &settings);
    memset(a, 0, sizeof *a);
    net_start(net, request, on_answer, a);
    int64_t begun = clock_monotonic_ms();
    while (!a->told) {
        int64_t before = clock_monotonic_ms();
        ev_run(loop, EVRUN_NOWAIT);
        int64_t turn = clock_monotonic_ms() - before;
        if (turn > a->longest_ms)
            a->longest_ms = turn;
        usleep(1000);
    }
    a->took_ms = clock_monotonic_ms() - begun;
    net_free(&net);
    ev_loop_destroy(loop);
}

static void mail_through(struct smtp *s, struct span mail, enum net_tls tls, struct answer *a)
{
    char url[64];
    smtp_open(s);
    snprintf(url, sizeof url, "smtp://127.0.0.1:%d", s->port);
    const struct net_request request = {.kind = NET_MAIL,
                                        .url = url,
                                        .body = mail,
                                        .mail_from = "news@example.org",
                                        .mail_to = "desk@example.org",
                                        .starttls = tls,
                                        .timeout_ms = 600};
    send_mail(&request, a);
    smtp_close(s);
}

#define MAIL SPAN("Subject: a\r\n\r\nbody\r\n")

static void test_replies(void **state)
{
    static const struct {
        const char *name, *from, *to, *data, *end;
        enum net_outcome outcome;
        long status;
        const char *error;
    } rows[] = {
        {"all well", NULL, NULL, NULL, NULL, NET_OK, 250, "250 as 4711"},
        {"sender", "550 5.7.1 not you\r\n", NULL, NULL, NULL, NET_OK, 550, "550 5.7.1 not you"},
        {"greylisted", NULL, "450-4.2.0 wait\r\n450 4.2.0 a while\r\n", NULL, NULL, NET_OK, 450,
         "450 4.2.0 a while"},
        {"unknown", NULL, "550 5.1.1 no such user\r\n", NULL, NULL, NET_OK, 550, "550 5.1.1 no such user"},
        {"no data", NULL, NULL, "451 4.3.0 full\r\n", NULL, NET_OK, 451, "451 4.3.0 full"},
        {"spam", NULL, NULL, NULL, "554 5.7.1 spam\r\n", NET_OK, 554, "554 5.7.1 spam"},
        {"escape", NULL, "550 \x1b[2J\r\n", NULL, NULL, NET_OK, 550, "550  [2J"},
    };
    struct answer a;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct smtp s = friendly;
        s.from = rows[i].from ? rows[i].from : s.from;
        s.to = rows[i].to ? rows[i].to : s.to;
        s.data = rows[i].data ? rows[i].data : s.data;
        s.end = rows[i].end ? rows[i].end : s.end;
        mail_through(&s, MAIL, NET_TLS_OFF, &a);
        if (a.outcome != rows[i].outcome || a.status != rows[i].status || strcmp(a.error, rows[i].error) != 0)
            fail_msg("%s: %s %ld %s", rows[i].name, net_outcome_name(a.outcome), a.status, a.error);
        assert_in_range(a.longest_ms, 0, 100); /* nobody answered QUIT */
    }
}

static void test_transport(void **state)
{
    struct answer a;
    (void)state;
    struct smtp s = friendly; /* STARTTLS is not offered */
    mail_through(&s, MAIL, NET_TLS_REQUIRED, &a);
    assert_int_equal(a.outcome, NET_TLS);
    assert_null(strstr(s.heard, "MAIL"));
    assert_in_range(a.longest_ms, 0, 100);
    s = friendly;
    mail_through(&s, MAIL, NET_TLS_WANTED, &a);
    assert_int_equal(a.outcome, NET_OK);
    s = friendly;
    s.to = NULL;
    mail_through(&s, MAIL, NET_TLS_OFF, &a);
    assert_int_equal(a.outcome, NET_TIMEOUT);
    assert_int_equal(a.status, 0);
    assert_in_range(a.longest_ms, 0, 100);
    s = friendly;
    s.to = NULL;
    s.from = "250 ok\r\n";
    s.ehlo = "554 go away\r\n";
    mail_through(&s, MAIL, NET_TLS_OFF, &a);
    assert_true(a.outcome != NET_OK || a.status >= 400);
    assert_in_range(a.longest_ms, 0, 100);
}

static void test_what_is_sent(void **state)
{
    struct smtp s = friendly;
    struct answer a;
    (void)state;
    mail_through(&s, SPAN(".first\r\nSubject: a\r\n\r\n.\r\n..two\r\nx.\r\n.QUIT\r\nRCPT TO:<x>\r\n"),
                 NET_TLS_OFF, &a);
    assert_int_equal(a.outcome, NET_OK);
    assert_non_null(strstr(s.heard, "MAIL FROM:<news@example.org>"));
    assert_non_null(strstr(s.heard, "RCPT TO:<desk@example.org>\r\n"));
    assert_non_null(strstr(
        s.heard, "DATA\r\n..first\r\nSubject: a\r\n\r\n..\r\n...two\r\nx.\r\n..QUIT\r\nRCPT TO:<x>\r\n.\r\n"
                 "QUIT\r\n"));
}

static void test_refused(void **state)
{
    static const struct {
        const char *from, *to, *mail;
    } rows[] = {
        {"a@b", "c@d>\r\nRCPT TO:<e@f", "x\r\n"},
        {"a@b\n", "c@d", "x\r\n"},
        {"a@b", "c d@e", "x\r\n"},
        {"a@b", "<c@d>", "x\r\n"},
        {"a@b", "", "x\r\n"},
        {"", "c@d", "x\r\n"},
        {"a@b", "c\x80@d", "x\r\n"},
        {"a@b", NULL, "x\r\n"},
        {"a@b", "c@d", "x\n.\nMAIL FROM"},
        {"a@b", "c@d", "x\r.\r\n"},
        {"a@b", "c@d", "x\r"},
        {"a@b\x7f", "c@d", "x\r\n"},
    };
    struct smtp s = friendly;
    struct answer a;
    char url[64];
    (void)state;
    smtp_open(&s);
    snprintf(url, sizeof url, "smtp://127.0.0.1:%d", s.port);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct net_request request = {.kind = NET_MAIL,
                                            .url = url,
                                            .body = span_of(rows[i].mail),
                                            .mail_from = rows[i].from,
                                            .mail_to = rows[i].to,
                                            .starttls = NET_TLS_OFF};
        send_mail(&request, &a);
        if (a.outcome != NET_REFUSED || !a.error[0])
            fail_msg("row %zu: %s", i, net_outcome_name(a.outcome));
    }
    smtp_close(&s);
    assert_int_equal(s.heard_bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replies),
        cmocka_unit_test(test_transport),
        cmocka_unit_test(test_what_is_sent),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
