/*
 * test_seen.c - which revisions of which items there are
 */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "spool.h"

static struct id number(uint32_t n)
{
    return hash128(&n, sizeof(n));
}

static void revisions_and_texts(void **state)
{
    struct seen *s = seen_new();

    (void)state;
    assert_int_equal(seen_revisions(s, number(1)), 0);
    assert_false(seen_text(s, number(1), number(9)));
    seen_add(s, number(1), number(9), 1);
    seen_add(s, number(1), number(8), 2);
    seen_add(s, number(1), number(9), 1); /* a replay */
    seen_add(s, number(2), number(7), 3); /* the first ones were cut from the spool */
    assert_int_equal(seen_revisions(s, number(1)), 2);
    assert_int_equal(seen_revisions(s, number(2)), 3);
    assert_true(seen_text(s, number(1), number(9)) && seen_text(s, number(1), number(8)));
    assert_false(seen_text(s, number(1), number(7)) || seen_text(s, number(2), number(9)));
    assert_int_equal(seen_revisions(s, number(9)), 0); /* a text is no item */
    assert_int_equal(seen_count(s), 2);
    seen_free(&s);
    assert_null(s);
}

static void many(void **state)
{
    struct seen *s = seen_new();

    (void)state;
    for (uint32_t i = 0; i < 50000; i++)
        seen_add(s, number(i), number(i + 1), 1 + i % 20);
    for (uint32_t i = 0; i < 50000; i++)
        assert_true(seen_revisions(s, number(i)) == 1 + i % 20 && seen_text(s, number(i), number(i + 1)));
    assert_int_equal(seen_count(s), 50000);
    assert_int_equal(seen_revisions(s, number(50001)), 0);
    seen_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(revisions_and_texts), cmocka_unit_test(many)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
