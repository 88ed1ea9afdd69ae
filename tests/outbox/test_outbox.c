/*
 * test_outbox.c - the queue: the heap, what lies in which directory, and what a start makes of it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "place.h"

#define NOW ((int64_t)1795253400)

static struct alert *sample(uint64_t n, int64_t due)
{
    struct alert *a = alert_new();

    a->id = (struct id){n << 56, n};
    a->created = NOW;
    a->due = due;
    alert_set_text(&a->receiver, SPAN("desk"));
    alert_set_body(a, SPAN("{\"frozen\": [1,  2]}"));
    return a;
}

static const char *file_of(const struct alert *a, const char *dir, char out[100])
{
    char id[ID_TEXT_BYTES];

    snprintf(out, 100, "%s/%s.json", dir, id_format(a->id, id));
    return out;
}

static bool lies_in(const struct place *p, const struct alert *a, const char *dir)
{
    static const char *const dirs[] = {"tmp", "new", "deferred", "hold", "failed"};
    char file[100];
    bool there = false;

    for (size_t i = 0; i < 5; i++) {
        bool here = faccessat(p->scratch.dir, file_of(a, dirs[i], file), F_OK, 0) == 0;

        if (here && strcmp(dirs[i], dir) != 0)
            return false;
        there = there || here;
    }
    return there;
}

/* The heap gives them by due time, whatever is put, moved and taken away. */
static void heap(void **state)
{
    enum { N = 300 };
    const struct outbox_dirs none = {-1, -1, -1, -1, -1, -1};
    struct outbox *o = outbox_new(&none);
    struct alert *alerts[N];
    uint32_t seed = 5;
    int64_t before = INT64_MIN;
    size_t n = 0;

    (void)state;
    for (uint64_t i = 0; i < N; i++)
        outbox_put(o, alerts[i] = sample(i + 1, NOW));
    for (int round = 0; round < 5000; round++) {
        struct alert *a;

        seed = seed * 1664525 + 1013904223;
        a = alerts[(seed >> 8) % N];
        if (seed % 3 == 0)
            outbox_unwait(o, a);
        else
            outbox_wait(o, a, seed >> 20);
        for (size_t i = 0; i < N && round % 100 == 0; i++)
            assert_true(alerts[i]->heap_at == SIZE_MAX || outbox_first(o)->due_ms <= alerts[i]->due_ms);
    }
    for (size_t i = 0; i < N; i++)
        n += alerts[i]->heap_at != SIZE_MAX;
    for (struct alert *a; (a = outbox_first(o)); n--) {
        assert_true(a->due_ms >= before);
        before = a->due_ms;
        outbox_unwait(o, a);
    }
    assert_int_equal(n, 0);
    outbox_free(&o);
}

static void life_of_an_alert(void **state)
{
    struct place p;
    struct outbox *o;
    struct alert *a = sample(1, NOW), *group = sample(2, NOW + 300);
    struct durable_script *script = script_new();
    struct buffer receipt;
    char file[100];

    (void)state;
    place_new(&p);
    o = outbox_new(&p.dirs);
    outbox_put(o, a);
    group->open = true;
    outbox_put(o, group);
    assert_true(a->place == PLACE_NEW && group->place == PLACE_DEFERRED);
    outbox_rewrite(o, a, script);
    outbox_rewrite(o, group, script);
    outbox_sync_dirs(o, script);
    place_run(&script);
    assert_true(lies_in(&p, a, "new") && lies_in(&p, group, "deferred"));
    outbox_drop_body(a);
    assert_int_equal(outbox_load_body(o, a), 0);
    assert_string_equal(a->body, "{\"frozen\": [1,  2]}");
    script = script_new();
    a->attempts = 1;
    outbox_move(o, a, PLACE_DEFERRED, script);
    outbox_move(o, group, PLACE_HOLD, script);
    outbox_sync_dirs(o, script);
    place_run(&script);
    assert_true(lies_in(&p, a, "deferred") && lies_in(&p, group, "hold"));
    assert_int_equal(outbox_count(o, PLACE_DEFERRED), 1);
    assert_int_equal(outbox_oldest(o), NOW);
    script = script_new();
    file_of(a, "deferred", file);
    outbox_finish(o, &a, "delivered", NOW + 5, script);
    assert_null(a);
    place_run(&script);
    assert_true(faccessat(p.scratch.dir, file, F_OK, 0) < 0);
    receipt = scratch_read(&p.scratch, "sent/2026-11-21.jsonl");
    assert_non_null(strstr(receipt.ptr, "\"outcome\":\"delivered\""));
    buffer_release(&receipt);
    assert_true(outbox_oldest(o) == TIME_UNKNOWN && outbox_count(o, PLACE_HOLD) == 1);
    outbox_free(&o);
    place_free(&p);
}

/* What a start finds, after a crash between any two steps too. */
static void loads(void **state)
{
    struct place p;
    struct outbox *o;
    struct alert *a = sample(1, NOW), *open = sample(2, NOW + 300), *got;
    struct durable_script *script = script_new();
    char from[100], to[100];

    (void)state;
    place_new(&p);
    o = outbox_new(&p.dirs);
    open->open = true;
    outbox_put(o, a);
    outbox_put(o, open);
    outbox_rewrite(o, a, script);
    outbox_rewrite(o, open, script);
    place_run(&script);
    /* the crash: already in deferred, with one attempt, and not yet removed from new; a file that was being made */
    script = script_new();
    must(link(scratch_path(&p.scratch, file_of(a, "new", from)), scratch_path(&p.scratch, "copy")) == 0);
    a->attempts = 1;
    outbox_move(o, a, PLACE_DEFERRED, script);
    place_run(&script);
    must(rename(scratch_path(&p.scratch, "copy"), scratch_path(&p.scratch, file_of(a, "new", to))) == 0);
    scratch_write(&p.scratch, "tmp/half.json", SPAN("{\"v\":"));
    outbox_free(&o);
    o = outbox_new(&p.dirs);
    assert_int_equal(outbox_load(o, NOW, no_problem, NULL), 0);
    got = outbox_find(o, (struct id){(uint64_t)1 << 56, 1});
    assert_true(got && got->place == PLACE_DEFERRED && got->attempts == 1 && !got->body);
    got = outbox_find(o, (struct id){(uint64_t)2 << 56, 2});
    assert_true(got && got->open && got->body);
    assert_int_equal(outbox_count(o, PLACE_NEW), 0);
    assert_ptr_equal(outbox_find_text(o, SPAN("02")), got);
    assert_null(outbox_find_text(o, SPAN("0"))); /* not unique */
    assert_null(outbox_find_text(o, SPAN("")));
    outbox_free(&o);
    place_free(&p);
}

/* Invariant 9: a wait is clamped to its own length, a clock that went back holds nothing up for longer. */
static void waits_are_clamped(void **state)
{
    static const struct {
        const char *name;
        int64_t created, due, now, want_s;
    } rows[] = {{"due already", 0, 30, 100, 0},   {"half waited", 0, 30, 20, 10},
                {"as it was left", 0, 30, 0, 30}, {"the clock went back", 0, 30, -86400, 30},
                {"due at once", 0, 0, -86400, 0}, {"no length", 50, 0, -10, 0}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct durable_script *script = script_new();
        struct place p;
        struct outbox *o;
        struct alert *a = sample(1, NOW + rows[i].due);
        int64_t wait;

        place_new(&p);
        o = outbox_new(&p.dirs);
        a->created = NOW + rows[i].created;
        outbox_put(o, a);
        outbox_rewrite(o, a, script);
        place_run(&script);
        outbox_free(&o);
        o = outbox_new(&p.dirs);
        assert_int_equal(outbox_load(o, NOW + rows[i].now, no_problem, NULL), 0);
        wait = outbox_first(o)->due_ms - clock_monotonic_ms();
        if (wait > rows[i].want_s * 1000 || wait < rows[i].want_s * 1000 - 1000)
            fail_msg("%s: %lld ms", rows[i].name, (long long)wait);
        outbox_free(&o);
        place_free(&p);
    }
}

static void count_problem(void *arg, const char *place, const char *file, const char *what)
{
    size_t *n = arg;

    *n += strcmp(place, "new") == 0 && strlen(file) > 0 && strlen(what) > 0;
}

/* A file that cannot be read is told and left alone; others are read. */
static void unreadable(void **state)
{
    struct durable_script *script = script_new();
    struct place p;
    struct outbox *o;
    struct alert *a = sample(1, NOW);
    size_t problems = 0;

    (void)state;
    place_new(&p);
    o = outbox_new(&p.dirs);
    outbox_put(o, a);
    outbox_rewrite(o, a, script);
    place_run(&script);
    outbox_free(&o);
    scratch_write(&p.scratch, "new/torn.json", SPAN("{\"v\":1,\"id\""));
    scratch_write(&p.scratch, "new/empty.json", SPAN(""));
    scratch_write(&p.scratch, "new/notes", SPAN("not ours"));
    o = outbox_new(&p.dirs);
    assert_int_equal(outbox_load(o, NOW, count_problem, &problems), 0);
    assert_int_equal(problems, 2);
    assert_int_equal(outbox_count(o, PLACE_NEW), 1);
    assert_true(scratch_holds(&p.scratch, "new/torn.json", SPAN("{\"v\":1,\"id\"")));
    outbox_free(&o);
    place_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(heap), cmocka_unit_test(life_of_an_alert),
                                       cmocka_unit_test(loads), cmocka_unit_test(waits_are_clamped),
                                       cmocka_unit_test(unreadable)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
