/*
 * test_schedule.c - the heap, against a plain search
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "schedule.h"

#define FEEDS 300

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static void test_order(void **state)
{
    struct schedule *s = schedule_new(4);
    size_t feed;
    int64_t due;
    (void)state;
    assert_false(schedule_first(s, &feed, &due));
    assert_false(schedule_due(s, 3, &due));
    schedule_set(s, 3, 10);
    schedule_set(s, 1, 10);
    schedule_set(s, 2, 5);
    assert_true(schedule_first(s, &feed, &due));
    assert_int_equal(feed, 2);
    schedule_set(s, 2, 50); /* later */
    assert_true(schedule_first(s, &feed, &due));
    assert_int_equal(feed, 1); /* of two at 10 the first in the configuration */
    assert_int_equal(due, 10);
    schedule_remove(s, 1);
    schedule_remove(s, 1);
    schedule_remove(s, 0);
    assert_true(schedule_first(s, &feed, &due));
    assert_int_equal(feed, 3);
    schedule_set(s, 2, INT64_MIN); /* sooner */
    assert_true(schedule_first(s, &feed, &due));
    assert_int_equal(feed, 2);
    assert_int_equal(schedule_count(s), 2);
    schedule_free(&s);
    assert_null(s);
    schedule_free(&s);
}

static void test_against_a_search(void **state)
{
    struct schedule *s = schedule_new(FEEDS);
    int64_t due[FEEDS];
    bool in[FEEDS] = {false};
    uint64_t seed = 1;
    (void)state;
    for (int step = 0; step < 20000; step++) {
        size_t f = next_random(&seed) % FEEDS, count = 0, best = FEEDS, first = FEEDS;
        int64_t first_due = 0, one = 0;
        if (next_random(&seed) % 3 == 0) {
            schedule_remove(s, f);
            in[f] = false;
        } else {
            due[f] = (int64_t)(next_random(&seed) % 50);
            schedule_set(s, f, due[f]);
            in[f] = true;
        }
        for (size_t i = 0; i < FEEDS; i++) {
            count += in[i];
            if (in[i] && (best == FEEDS || due[i] < due[best]))
                best = i;
        }
        assert_int_equal(schedule_count(s), count);
        assert_int_equal(schedule_first(s, &first, &first_due), best < FEEDS);
        assert_int_equal(first, best);
        assert_int_equal(schedule_due(s, f, &one), in[f]);
        if (in[f])
            assert_int_equal(one, due[f]);
    }
    schedule_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_order), cmocka_unit_test(test_against_a_search)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
