/*
 * test_command.c - alerts to programs: what they get, what their end means, timeouts, cancelling, descriptors
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ev.h>

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
    ev_break(a->loop, EVBREAK_ONE);
}

/* Runs the words with this body; the loop is the default one or another. */
static struct answer run(struct ev_loop *loop, char **words, int64_t timeout_ms, struct span body)
{
    struct receiver_settings receiver = sample_receiver(RECEIVER_COMMAND);
    receiver.timeout_ms = timeout_ms;
    receiver.command.list = words;
    while (words[receiver.command.count] != NULL)
        receiver.command.count++;
    struct deliver_alert alert = {.id = SAMPLE_ID, .body = body, .now = SAMPLE_TIME};
    struct answer answer = {.loop = loop};
    struct deliver *d = deliver_new(loop, NULL);
    deliver_start(d, &receiver, &alert, on_done, &answer);
    assert_int_equal(answer.calls, 0); /* never inside deliver_start */
    ev_run(loop, 0);
    assert_int_equal(answer.calls, 1);
    deliver_free(&d);
    return answer;
}

#define SH(script)                                                                                           \
    {                                                                                                        \
        "/bin/sh", "-c", script, NULL                                                                        \
    }
#define BODY "{\"data\":{\"rule\":\"iran-gas\"}}"

static const struct {
    const char *name;
    char *words[5];
    int64_t timeout_ms;
    enum deliver_outcome want;
    const char *message;
} cases[] = {
    {"done", {"true", NULL}, 5000, DELIVER_DONE, "exit 0"},
    {"last line shown", SH("echo one; echo two >&2; echo"), 5000, DELIVER_DONE, "exit 0: two"},
    {"try again", SH("echo busy; exit 75"), 5000, DELIVER_LATER, "exit 75: busy"},
    {"failed", SH("exit 1"), 5000, DELIVER_FAILED, "exit 1"},
    {"signal", SH("kill -TERM $$"), 5000, DELIVER_LATER, "ended by signal 15"},
    {"no such program",
     {"/nonexistent/program", NULL},
     5000,
     DELIVER_LATER,
     "cannot start /nonexistent/program: No such file or directory"},
    {"not a program",
     {"/etc/passwd", NULL},
     5000,
     DELIVER_LATER,
     "cannot start /etc/passwd: Permission denied"},
    {"timeout, grandchild too", SH("echo begun; sleep 100 & sleep 100"), 200, DELIVER_LATER,
     "killed after 200ms: begun"},
    {"the whole body on stdin", {"/usr/bin/wc", "-c", NULL}, 5000, DELIVER_DONE, "exit 0: 29"},
    {"and a newline", SH("tail -c 1 | od -An -tx1"), 5000, DELIVER_DONE, "exit 0:  0a"},
    {"stdin is the body", {"/bin/cat", NULL}, 5000, DELIVER_DONE, "exit 0: " BODY},
    {"no shell", {"/bin/echo", "$HOME;`id`", "*", NULL}, 5000, DELIVER_DONE, "exit 0: $HOME;`id` *"},
    {"environment", {"/usr/bin/env", "-0", NULL}, 5000, DELIVER_DONE, NULL},
    {"rule and id", SH("echo $NEWSWIRED_RULE $NEWSWIRED_ID; "), 5000, DELIVER_DONE,
     "exit 0: iran-gas 0123456789abcdeffedcba9876543210"},
    {"small environment",
     SH("env | grep -cvE '^(PATH|NEWSWIRED_ID|NEWSWIRED_RULE|PWD|_|SHLVL|OLDPWD)='; exit 0"), 5000,
     DELIVER_DONE, "exit 0: 0"},
    {"three descriptors, root directory", SH("pwd; ls /proc/self/fd | tr '\\n' ' '"), 5000, DELIVER_DONE,
     "exit 0: 0 1 2 3 "},
    {"a group of its own", SH("test $(ps -o pgid= -p $$) = $$"), 5000, DELIVER_DONE, "exit 0"},
    {"floods", SH("head -c 3000000 /dev/zero | tr '\\0' x; echo; echo end"), 5000, DELIVER_DONE,
     "exit 0: end"},
    {"escape sequences in what it prints", SH("printf 'a\\033[31mb\\n'"), 5000, DELIVER_DONE,
     "exit 0: a [31mb"},
    {"does not read", SH("exec <&-; sleep 0.05; exit 0"), 5000, DELIVER_DONE, "exit 0"},
    {"a grandchild holds the output", SH("sleep 3 & echo x; exit 0"), 5000, DELIVER_DONE, "exit 0: x"},
};

static void table(struct ev_loop *loop)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *words[5];
        memcpy(words, cases[i].words, sizeof words);
        int64_t begun = clock_monotonic_ms();
        struct answer a = run(loop, words, cases[i].timeout_ms, SPAN(BODY));
        if (a.result.outcome != cases[i].want || clock_monotonic_ms() - begun > 1500)
            fail_msg("%s: outcome %d, %s", cases[i].name, a.result.outcome, a.result.message);
        if (cases[i].message != NULL && strcmp(a.result.message, cases[i].message) != 0)
            fail_msg("%s: \"%s\"", cases[i].name, a.result.message);
    }
}

static void on_a_loop_of_its_own(void **state)
{
    (void)state;
    struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
    table(loop);
    ev_loop_destroy(loop);
}

static void on_the_default_loop(void **state)
{
    (void)state;
    table(ev_default_loop(EVFLAG_AUTO));
}

static void no_command_at_all(void **state)
{
    (void)state;
    char *words[] = {NULL};
    struct answer a = run(ev_default_loop(EVFLAG_AUTO), words, 5000, SPAN(BODY));
    assert_int_equal(a.result.outcome, DELIVER_LATER);
}

/* More than a pipe holds, to a program that reads late. */
static void large_body(void **state)
{
    (void)state;
    size_t len = (size_t)4 << 20;
    char *body = memory_get(len);
    memset(body, ' ', len);
    char *words[] = SH("sleep 0.05; wc -c");
    struct answer a = run(ev_default_loop(EVFLAG_AUTO), words, 5000, (struct span){body, len});
    assert_int_equal(a.result.outcome, DELIVER_DONE);
    assert_string_equal(a.result.message, "exit 0: 4194305");
    free(body);
}

static void stop_loop(struct ev_loop *loop, ev_timer *w, int events)
{
    (void)w;
    (void)events;
    ev_break(loop, EVBREAK_ONE);
}

/* A cancelled try never calls back; its child is killed and leaves no zombie. */
static void cancelled(struct ev_loop *loop, bool free_at_once)
{
    struct receiver_settings receiver = sample_receiver(RECEIVER_COMMAND);
    char *words[] = SH("sleep 100");
    receiver.command = (struct strings){.list = words, .count = 3};
    struct deliver_alert alert = {.id = SAMPLE_ID, .body = SPAN(BODY)};
    struct answer answer = {.loop = loop};
    struct deliver *d = deliver_new(loop, NULL);
    struct deliver_try *t = deliver_start(d, &receiver, &alert, on_done, &answer);
    if (!free_at_once) {
        deliver_cancel(t);
        ev_timer timer;
        ev_now_update(loop);
        ev_timer_init(&timer, stop_loop, 0.2, 0.);
        ev_timer_start(loop, &timer);
        ev_run(loop, 0);
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child, dead or alive */
    }
    deliver_free(&d);
    assert_int_equal(answer.calls, 0);
    if (free_at_once) {
        usleep(100000);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            continue;
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    }
}

static void cancelling(void **state)
{
    (void)state;
    struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
    cancelled(loop, false);
    cancelled(loop, true);
    ev_loop_destroy(loop);
    cancelled(ev_default_loop(EVFLAG_AUTO), false);
    cancelled(ev_default_loop(EVFLAG_AUTO), true);
}

/* What could not be begun ends in the loop's next turn, unless it is cancelled before. */
static void cancelled_before_it_began(void **state)
{
    (void)state;
    struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
    struct receiver_settings receiver = sample_receiver(RECEIVER_COMMAND);
    struct deliver_alert alert = {.id = SAMPLE_ID, .body = SPAN(BODY)};
    struct answer answer = {.loop = loop};
    struct deliver *d = deliver_new(loop, NULL);
    deliver_cancel(deliver_start(d, &receiver, &alert, on_done, &answer));
    ev_run(loop, 0); /* nothing is left to wait for */
    assert_int_equal(answer.calls, 0);
    deliver_free(&d);
    ev_loop_destroy(loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_a_loop_of_its_own), cmocka_unit_test(on_the_default_loop),
        cmocka_unit_test(no_command_at_all),    cmocka_unit_test(large_body),
        cmocka_unit_test(cancelling),           cmocka_unit_test(cancelled_before_it_began),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
