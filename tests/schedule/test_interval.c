/*
 * test_interval.c - when is a feed polled next, as data
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "schedule.h"

#define NOW ((int64_t)1800000000)
#define HOUR 3600
#define DAY 86400

static const struct {
    const char *name;
    struct rhythm before;
    struct interval_input in;
    int64_t wait, interval;
    uint32_t failures;
    enum interval_reason why;
} steps[] = {
    {"first poll, new items",
     {0, 0, 0, 0},
     {900, DAY, false, 0, 0, POLL_FRESH, 5, 0},
     900,
     900,
     0,
     WHY_EVERY},
    {"first poll, an empty feed",
     {0, 0, 0, 0},
     {900, DAY, false, 0, 0, POLL_FRESH, 0, 0},
     900,
     900,
     0,
     WHY_EVERY},
    {"unchanged, busy",
     {900, NOW - 900, NOW - HOUR, 0},
     {900, DAY, false, 0, 0, POLL_UNCHANGED, 0, 0},
     900,
     900,
     0,
     WHY_EVERY},
    {"unchanged, quiet for 10 h",
     {4000, NOW - 900, NOW - 10 * HOUR, 0},
     {900, DAY, false, 0, 0, POLL_UNCHANGED, 0, 0},
     4500,
     4500,
     0,
     WHY_ADAPTED},
    {"grows by half at most",
     {900, NOW - 900, NOW - 30 * DAY, 0},
     {900, DAY, false, 0, 0, POLL_UNCHANGED, 0, 0},
     1351,
     1351,
     0,
     WHY_ADAPTED},
    {"up to slowest",
     {80000, NOW - 900, NOW - 30 * DAY, 0},
     {900, DAY, false, 0, 0, POLL_UNCHANGED, 0, 0},
     DAY,
     DAY,
     0,
     WHY_ADAPTED},
    {"changed, but nothing new",
     {900, NOW - 900, NOW - 2 * HOUR, 0},
     {900, DAY, false, 0, 0, POLL_FRESH, 0, 0},
     900,
     900,
     0,
     WHY_EVERY},
    {"new items bring it back",
     {DAY, NOW - 900, NOW - 30 * DAY, 3},
     {900, DAY, false, 0, 0, POLL_FRESH, 1, 0},
     900,
     900,
     0,
     WHY_EVERY},
    {"hint above", {900, 0, NOW, 0}, {900, DAY, false, 3600, 0, POLL_FRESH, 1, 0}, 3600, 900, 0, WHY_HINT},
    {"hint below", {900, 0, NOW, 0}, {900, DAY, false, 60, 0, POLL_FRESH, 1, 0}, 900, 900, 0, WHY_EVERY},
    {"hint below the adapted",
     {4000, NOW - 900, NOW - 10 * HOUR, 0},
     {900, DAY, false, 3600, 0, POLL_UNCHANGED, 0, 0},
     4500,
     4500,
     0,
     WHY_ADAPTED},
    {"own every beats hints",
     {900, 0, NOW, 0},
     {600, DAY, true, 3600, 0, POLL_FRESH, 1, 0},
     600,
     600,
     0,
     WHY_EVERY},
    {"own every beats the silence",
     {600, 0, NOW - 30 * DAY, 0},
     {600, DAY, true, 0, 0, POLL_UNCHANGED, 0, 0},
     600,
     600,
     0,
     WHY_EVERY},
    {"a failure", {900, 0, NOW, 0}, {900, DAY, false, 0, 0, POLL_BROKEN, 0, 0}, 900, 900, 1, WHY_BACKOFF},
    {"the second", {900, 0, NOW, 1}, {900, DAY, false, 0, 0, POLL_REFUSED, 0, 0}, 1800, 900, 2, WHY_BACKOFF},
    {"the fifth", {900, 0, NOW, 4}, {900, DAY, true, 0, 0, POLL_BROKEN, 0, 0}, 14400, 900, 5, WHY_BACKOFF},
    {"the hundredth",
     {900, 0, NOW, 99},
     {900, DAY, false, 0, 0, POLL_LATER, 0, 0},
     DAY,
     900,
     100,
     WHY_BACKOFF},
    {"beyond counting",
     {900, 0, NOW, UINT32_MAX},
     {900, DAY, false, 0, 0, POLL_LATER, 0, 0},
     DAY,
     900,
     UINT32_MAX,
     WHY_BACKOFF},
    {"a quiet feed's failure",
     {20000, 0, NOW, 0},
     {900, DAY, false, 0, 0, POLL_BROKEN, 0, 0},
     20000,
     20000,
     1,
     WHY_BACKOFF},
    {"the first poll fails",
     {0, 0, 0, 0},
     {900, DAY, false, 0, 0, POLL_BROKEN, 0, 0},
     900,
     0,
     1,
     WHY_BACKOFF},
    {"hints of failures do not count",
     {900, 0, NOW, 0},
     {900, DAY, false, 3600, 0, POLL_BROKEN, 0, 0},
     900,
     900,
     1,
     WHY_BACKOFF},
    {"Retry-After",
     {900, 0, NOW, 0},
     {900, DAY, false, 0, 7200, POLL_LATER, 0, 0},
     7200,
     900,
     1,
     WHY_RETRY_AFTER},
    {"Retry-After beats the backoff",
     {900, 0, NOW, 9},
     {900, DAY, false, 0, 1200, POLL_LATER, 0, 0},
     1200,
     900,
     10,
     WHY_RETRY_AFTER},
    {"Retry-After beats own every",
     {900, 0, NOW, 0},
     {60, DAY, true, 0, 7200, POLL_LATER, 0, 0},
     7200,
     900,
     1,
     WHY_RETRY_AFTER},
    {"Retry-After sooner than every",
     {900, 0, NOW, 0},
     {900, DAY, false, 0, 1, POLL_LATER, 0, 0},
     900,
     900,
     1,
     WHY_RETRY_AFTER},
    {"gone",
     {900, 0, NOW, 0},
     {900, DAY, false, 0, 0, POLL_GONE, 0, 7},
     (int64_t)3650 * DAY,
     900,
     0,
     WHY_GONE},
    {"never at once", {0, 0, 0, 0}, {0, 0, true, 0, 0, POLL_FRESH, 1, 0}, 1, 1, 0, WHY_EVERY},
    {"slowest below every",
     {0, 0, NOW, 5},
     {900, 60, false, 0, 0, POLL_BROKEN, 0, 0},
     900,
     0,
     6,
     WHY_BACKOFF},
    {"a damaged state",
     {INT64_MAX, 0, INT64_MAX, 0},
     {900, DAY, false, 0, 0, POLL_UNCHANGED, 0, 0},
     900,
     900,
     0,
     WHY_EVERY},
    {"a negative one", {-7, 0, -5, 0}, {900, DAY, false, 0, 0, POLL_UNCHANGED, 0, 0}, 900, 900, 0, WHY_EVERY},
};

static void test_one_step(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct rhythm r = steps[i].before;
        enum interval_reason why;
        int64_t wait = interval_next(&r, &steps[i].in, NOW, &why) - NOW;
        if (wait != steps[i].wait || r.interval_s != steps[i].interval || r.failures != steps[i].failures ||
            why != steps[i].why)
            fail_msg("%s: wait %lld interval %lld failures %u why %d", steps[i].name, (long long)wait,
                     (long long)r.interval_s, (unsigned)r.failures, (int)why);
        assert_int_equal(r.last_poll, NOW);
        assert_int_equal(r.last_new, steps[i].in.new_items > 0 ? NOW : steps[i].before.last_new);
    }
}

static void test_jitter(void **state)
{
    int64_t least = INT64_MAX, most = 0;
    (void)state;
    for (uint64_t random = 0; random < 5000; random++) {
        struct rhythm r = {0};
        struct interval_input in = {.every_s = 900, .slowest_s = DAY, .outcome = POLL_FRESH, .new_items = 1};
        enum interval_reason why;
        in.random = random * 0x9e3779b97f4a7c15u;
        int64_t wait = interval_next(&r, &in, NOW, &why) - NOW;
        least = wait < least ? wait : least;
        most = wait > most ? wait : most;
    }
    assert_int_equal(least, 900);
    assert_int_equal(most, 990);
}

/* A feed that speaks by day and is silent at night is still found awake soon in the morning. */
static void test_a_night(void **state)
{
    struct rhythm r = {0};
    struct interval_input in = {.every_s = 900, .slowest_s = DAY};
    enum interval_reason why;
    int64_t now = NOW, silence = NOW + 8 * HOUR, morning = silence + 10 * HOUR, polls = 0;
    (void)state;
    while (now < silence) {
        in.outcome = POLL_FRESH;
        in.new_items = 1;
        now = interval_next(&r, &in, now, &why);
    }
    for (; now < morning; polls++) {
        in.outcome = POLL_UNCHANGED;
        in.new_items = 0;
        now = interval_next(&r, &in, now, &why);
    }
    assert_in_range(now - morning, 0, 90 * 60);
    assert_in_range(polls, 8, 24); /* 40 without adapting */
}

static void test_explain(void **state)
{
    static const struct {
        enum interval_reason why;
        const char *want;
    } rows[] = {
        {WHY_EVERY, "next poll at 2027-01-15T08:00:00Z: it is polled every 1h30m"},
        {WHY_ADAPTED,
         "next poll at 2027-01-15T08:00:00Z: nothing new since 2027-01-15T07:00:00Z, so it is polled "
         "every 1h30m"},
        {WHY_HINT, "next poll at 2027-01-15T08:00:00Z: the publisher asks not to be polled sooner"},
        {WHY_RETRY_AFTER,
         "next poll at 2027-01-15T08:00:00Z: the server said to come again then (Retry-After)"},
        {WHY_BACKOFF, "next poll at 2027-01-15T08:00:00Z: 3 failures in a row"},
        {WHY_GONE, "no more polls: the server says that the feed is gone (410)"},
        {WHY_NEW, "next poll at 2027-01-15T08:00:00Z: it has not been polled yet"},
        {WHY_RESTORED, "next poll at 2027-01-15T08:00:00Z: as planned before the restart"},
    };
    const struct rhythm r = {5400, NOW, NOW - HOUR, 3};
    struct buffer out;
    (void)state;
    buffer_init(&out, 1000);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buffer_clear(&out);
        interval_explain(rows[i].why, &r, NOW, &out);
        assert_string_equal(out.ptr, rows[i].want);
    }
    buffer_release(&out);
}

static void test_outcome_names(void **state)
{
    enum poll_outcome o;
    (void)state;
    for (int i = 0; i < POLL_OUTCOMES; i++) {
        assert_true(poll_outcome_from_name(span_of(poll_outcome_name((enum poll_outcome)i)), &o));
        assert_int_equal(o, i);
    }
    assert_false(poll_outcome_from_name(SPAN("Fresh"), &o));
    assert_false(poll_outcome_from_name(SPAN(""), &o));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_step), cmocka_unit_test(test_jitter),        cmocka_unit_test(test_a_night),
        cmocka_unit_test(test_explain),  cmocka_unit_test(test_outcome_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
