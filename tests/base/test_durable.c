/*
 * test_durable.c - the sync thread: steps in order, what is held and tried again, what comes back as fatal
 */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"

struct done {
    int error;
    size_t calls, order;
};
struct bench {
    struct scratch scratch;
    struct durable *durable;
};

static void finished(void *arg, int error)
{
    static size_t order;
    struct done *d = arg;

    d->error = error;
    d->calls++;
    d->order = ++order;
}

static int setup(void **state)
{
    struct bench *b = memory_get(sizeof(*b));

    b->scratch = scratch_new();
    b->durable = durable_new();
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;

    durable_free(&b->durable);
    scratch_free(&b->scratch);
    free(b);
    return 0;
}

/* Collects until this one has come back; false after some seconds. */
static bool wait_for(struct durable *d, const struct done *done)
{
    int64_t end = clock_monotonic_ms() + 5000;

    while (done->calls == 0 && clock_monotonic_ms() < end) {
        struct pollfd p = {.fd = durable_fd(d), .events = POLLIN};

        (void)poll(&p, 1, 100);
        durable_collect(d);
    }
    return done->calls > 0;
}

static int new_file(const struct scratch *s, const char *name)
{
    int fd = open(scratch_path(s, name), O_RDWR | O_CREAT | O_CLOEXEC, 0640);

    must(fd >= 0);
    return fd;
}

/* All kinds of steps. */
static struct durable_script *whole_script(const struct scratch *s, int fd)
{
    struct durable_script *script = script_new();

    script_write(script, fd, 0, SPAN("records\n"));
    script_sync(script, fd, true);
    script_create(script, s->dir, "entry.tmp", SPAN("entry"));
    script_rename(script, s->dir, "entry.tmp", s->dir, "entry");
    script_sync(script, s->dir, false);
    script_append(script, s->dir, "journal", SPAN("one\n"), true);
    script_append(script, s->dir, "journal", SPAN("two\n"), false);
    script_unlink(script, s->dir, "none");
    script_unlink(script, s->dir, "old");
    return script;
}

static void check_whole(const struct scratch *s)
{
    assert_true(scratch_holds(s, "day", SPAN("records\n")));
    assert_true(scratch_holds(s, "entry", SPAN("entry")));
    assert_true(scratch_holds(s, "journal", SPAN("one\ntwo\n")));
    assert_true(scratch_holds(s, "old", SPAN("(none)")));
    assert_true(scratch_holds(s, "entry.tmp", SPAN("(none)")));
}

static void all_steps(void **state)
{
    struct bench *b = *state;
    struct done done = {0};
    int fd = new_file(&b->scratch, "day");
    struct durable_script *script;

    scratch_write(&b->scratch, "old", SPAN("x"));
    script = whole_script(&b->scratch, fd);
    assert_int_equal(script_length(script), 9);
    durable_submit(b->durable, script, finished, &done);
    assert_int_equal(durable_pending(b->durable), 1);
    assert_true(wait_for(b->durable, &done));
    assert_true(done.calls == 1 && done.error == 0 && durable_pending(b->durable) == 0);
    check_whole(&b->scratch);
    close(fd);
}

static void here_and_now(void **state)
{
    struct bench *b = *state;
    int fd = new_file(&b->scratch, "day");
    struct durable_script *script = whole_script(&b->scratch, fd);

    assert_int_equal(script_run(script), 0);
    check_whole(&b->scratch);
    script_free(&script);
    assert_null(script);
    script = script_new();
    script_rename(script, b->scratch.dir, "none", b->scratch.dir, "x");
    script_append(script, b->scratch.dir, "after", SPAN("x\n"), false);
    assert_int_equal(script_run(script), -ENOENT);
    assert_true(scratch_holds(&b->scratch, "after", SPAN("(none)")));
    script_free(&script);
    close(fd);
}

/* Scripts are taken in the order of submission, and a descriptor is closed only after its use. */
static void order(void **state)
{
    struct bench *b = *state;
    struct done done[50] = {{0}};
    struct buffer want;

    buffer_init(&want, 10000);
    for (size_t i = 0; i < 50; i++) {
        struct durable_script *script = script_new();
        char line[32];
        int fd = new_file(&b->scratch, "other");

        snprintf(line, sizeof(line), "line %zu\n", i);
        buffer_put_text(&want, line);
        script_append(script, b->scratch.dir, "journal", span_of(line), false);
        script_write(script, fd, 0, span_of(line));
        script_close(script, fd);
        durable_submit(b->durable, script, finished, &done[i]);
    }
    assert_true(wait_for(b->durable, &done[49]));
    for (size_t i = 0; i < 50; i++) {
        assert_true(done[i].calls == 1 && done[i].error == 0);
        assert_true(i == 0 || done[i].order == done[i - 1].order + 1);
    }
    assert_true(scratch_holds(&b->scratch, "journal", buffer_span(&want)));
    buffer_release(&want);
}

/* The disk refuses a sync: the script is held, its trouble is told, others go on. What was written is cut off at once and
 * written again: a failed sync may have marked the pages clean. What was done before is not done twice. */
static void held_and_tried_again(void **state)
{
    struct bench *b = *state;
    struct done first = {0}, second = {0};
    struct durable_script *script = script_new(), *other = script_new();
    int fd = new_file(&b->scratch, "day");
    int64_t begin = clock_monotonic_ms();

    assert_int_equal(durable_trouble(b->durable), 0);
    must(file_write_all(fd, SPAN("old\n")) == 0);
    durable_fail_at(b->durable, 3, -ENOSPC);
    script_append(script, b->scratch.dir, "before", SPAN("once\n"), true);
    script_write(script, fd, 4, SPAN("new\n"));
    script_sync(script, fd, true);
    durable_submit(b->durable, script, finished, &first);
    while (durable_trouble(b->durable) == 0 && clock_monotonic_ms() - begin < 3000)
        (void)poll(NULL, 0, 5);
    assert_int_equal(durable_trouble(b->durable), -ENOSPC);
    script_append(other, b->scratch.dir, "other", SPAN("x\n"), true);
    durable_submit(b->durable, other, finished, &second);
    assert_true(wait_for(b->durable, &second));
    assert_int_equal(first.calls, 0);
    assert_true(scratch_holds(&b->scratch, "day", SPAN("old\n")));
    assert_int_equal(durable_trouble(b->durable), -ENOSPC);
    assert_int_equal(durable_pending(b->durable), 1);
    assert_true(wait_for(b->durable, &first));
    assert_true(first.error == 0 && first.order > second.order && durable_trouble(b->durable) == 0);
    assert_true(scratch_holds(&b->scratch, "before", SPAN("once\n")));
    assert_true(scratch_holds(&b->scratch, "day", SPAN("old\nnew\n")));
    close(fd);
}

/* EIO comes back at once, and the steps after it are not done. */
static void eio_comes_back(void **state)
{
    struct bench *b = *state;
    struct done done = {0};
    struct durable_script *script = script_new();

    durable_fail_at(b->durable, 2, -EIO);
    script_append(script, b->scratch.dir, "a", SPAN("a\n"), true);
    script_append(script, b->scratch.dir, "b", SPAN("b\n"), true);
    script_append(script, b->scratch.dir, "c", SPAN("c\n"), true);
    durable_submit(b->durable, script, finished, &done);
    assert_true(wait_for(b->durable, &done));
    assert_true(done.calls == 1 && done.error == -EIO);
    assert_int_equal(durable_trouble(b->durable), 0);
    assert_true(scratch_holds(&b->scratch, "a", SPAN("a\n")) &&
                scratch_holds(&b->scratch, "b", SPAN("(none)")) &&
                scratch_holds(&b->scratch, "c", SPAN("(none)")));
}

/* A line torn by a crash does not take the next one with it. */
static void a_torn_line_stays_alone(void **state)
{
    static const struct {
        const char *before, *after;
    } rows[] = {{"", "{}\n"}, {"{}\n", "{}\n{}\n"}, {"{\"to", "{\"to\n{}\n"}, {"\n", "\n{}\n"}};
    struct bench *b = *state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct durable_script *script = script_new();

        scratch_write(&b->scratch, "j", span_of(rows[i].before));
        script_append(script, b->scratch.dir, "j", SPAN("{}\n"), true);
        assert_int_equal(script_run(script), 0);
        assert_true(scratch_holds(&b->scratch, "j", span_of(rows[i].after)));
        script_free(&script);
    }
}

static void writes_follow_no_link(void **state)
{
    struct bench *b = *state;
    struct durable_script *script = script_new();

    scratch_write(&b->scratch, "victim", SPAN("safe"));
    must(symlinkat("victim", b->scratch.dir, "link") == 0);
    script_create(script, b->scratch.dir, "link", SPAN("x"));
    assert_int_equal(script_run(script), -ELOOP);
    script_free(&script);
    script = script_new();
    script_append(script, b->scratch.dir, "link", SPAN("x"), true);
    assert_int_equal(script_run(script), -ELOOP);
    script_free(&script);
    assert_true(scratch_holds(&b->scratch, "victim", SPAN("safe")));
}

/* What was submitted is done before the thread ends; its callbacks are not run. */
static void freed_with_work_left(void **state)
{
    struct bench *b = *state;
    struct durable *d = durable_new();
    struct done done = {0};
    struct buffer left;

    for (int i = 0; i < 20; i++) {
        struct durable_script *script = script_new();

        script_append(script, b->scratch.dir, "left", SPAN("x\n"), true);
        durable_submit(d, script, finished, &done);
    }
    durable_free(&d);
    assert_null(d);
    assert_int_equal(done.calls, 0);
    left = scratch_read(&b->scratch, "left");
    assert_int_equal(left.len, 40);
    buffer_release(&left);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(all_steps),
        TEST(here_and_now),
        TEST(order),
        TEST(held_and_tried_again),
        TEST(eio_comes_back),
        TEST(a_torn_line_stays_alone),
        TEST(writes_follow_no_link),
        TEST(freed_with_work_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
