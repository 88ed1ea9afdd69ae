/*
 * test_cursor.c - the cursor there and back; what cannot be read is missing
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "sample.h"

static void there_and_back(void **state)
{
    static const struct position rows[] = {
        {"2026-11-21.jsonl", 0}, {"2026-11-21b.jsonl", 123456789012345}, {"", 0}};
    struct scratch s = scratch_new();
    struct spool *spool = sample_open(&s);
    struct position got = {"x", 7};

    (void)state;
    assert_int_equal(cursor_read(spool, &got), -ENOENT);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        sample_save_cursor(spool, &rows[i]);
        assert_int_equal(cursor_read(spool, &got), 0);
        assert_int_equal(position_compare(&got, &rows[i]), 0);
        assert_true(scratch_holds(&s, "keep/cursor.tmp", SPAN("(none)")));
    }
    spool_close(&spool);
    scratch_free(&s);
}

static void unreadable_is_missing(void **state)
{
    static const char *const bad[] = {"",
                                      "{",
                                      "7",
                                      "{}",
                                      "{\"file\":\"2026-11-21.jsonl\"}",
                                      "{\"file\":\"2026-11-21.jsonl\",\"offset\":-1}",
                                      "{\"file\":\"2026-11-21.jsonl\",\"offset\":\"x\"}",
                                      "{\"file\":\"../../etc/passwd\",\"offset\":1}",
                                      "{\"file\":\"2026-11-21.jsonl/../x\",\"offset\":1}",
                                      "{\"file\":\"2026-11-21\",\"offset\":1}",
                                      "{\"file\":\"2026-11-21.jsonl.jsonl.jsonl.jsonl.jsonl\",\"offset\":1}"};
    struct scratch s = scratch_new();
    struct spool *spool = sample_open(&s);
    struct position got;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        scratch_write(&s, "keep/cursor", span_of(bad[i]));
        if (cursor_read(spool, &got) != -ENOENT)
            fail_msg("%s", bad[i]);
    }
    spool_close(&spool);
    scratch_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(there_and_back),
                                       cmocka_unit_test(unreadable_is_missing)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
