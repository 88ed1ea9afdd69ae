/*
 * test_lanes.c - first come first served, a limit on tries for each receiver, none delays another
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "outbox.h"

#define ALERTS 40

static int setup(void **state)
{
    struct alert **alerts = memory_get(ALERTS * sizeof(*alerts));

    for (size_t i = 0; i < ALERTS; i++) {
        alerts[i] = alert_new();
        alert_set_text(&alerts[i]->receiver, i % 2 ? SPAN("odd") : SPAN("even"));
    }
    *state = alerts;
    return 0;
}

static int teardown(void **state)
{
    struct alert **alerts = *state;

    for (size_t i = 0; i < ALERTS; i++)
        alert_free(&alerts[i]);
    free(alerts);
    return 0;
}

/* A receiver that gives no place back holds up itself alone. */
static void limits(void **state)
{
    struct alert **alerts = *state, *got[8], *more;
    struct lanes *l = lanes_new(4);

    for (size_t i = 0; i < ALERTS; i++)
        lanes_put(l, alerts[i]);
    for (size_t i = 0; i < 8; i++)
        assert_non_null(got[i] = lanes_take(l));
    assert_null(lanes_take(l));
    for (size_t next = 9; next < ALERTS; next += 2) { /* odd goes on, even is dead */
        lanes_give_back(l, alerts[1]);
        more = lanes_take(l);
        assert_ptr_equal(more, alerts[next]);
        assert_null(lanes_take(l));
    }
    lanes_give_back(l, alerts[1]);
    assert_null(lanes_take(l)); /* odd is empty */
    lanes_give_back(l, alerts[0]);
    assert_ptr_equal(lanes_take(l), alerts[8]);
    lanes_free(&l);
    assert_null(l);
}

static void drops(void **state)
{
    struct alert **alerts = *state;
    struct lanes *l = lanes_new(100);

    for (size_t i = 0; i < 10; i++)
        lanes_put(l, alerts[2 * i]);
    assert_ptr_equal(lanes_take(l), alerts[0]);
    lanes_drop(l, alerts[2]);
    lanes_drop(l, alerts[10]);
    lanes_drop(l, alerts[18]);
    lanes_drop(l, alerts[18]);
    lanes_drop(l, alerts[1]);
    for (size_t i = 4; i < 18; i += 2) {
        if (i != 10)
            assert_ptr_equal(lanes_take(l), alerts[i]);
    }
    assert_null(lanes_take(l));
    lanes_put(l, alerts[2]);
    assert_ptr_equal(lanes_take(l), alerts[2]);
    lanes_free(&l);
}

static void disabled(void **state)
{
    struct lanes *l = lanes_new(1);

    (void)state;
    assert_false(lanes_is_disabled(l, "a", "http://x"));
    lanes_disable(l, "a", "http://x");
    assert_true(lanes_is_disabled(l, "a", "http://x"));
    assert_false(lanes_is_disabled(l, "a", "http://y") || lanes_is_disabled(l, "b", "http://x"));
    lanes_disable(l, "a", NULL);
    assert_false(lanes_is_disabled(l, "a", "http://x"));
    lanes_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(limits, setup, teardown),
                                       cmocka_unit_test_setup_teardown(drops, setup, teardown),
                                       cmocka_unit_test(disabled)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
