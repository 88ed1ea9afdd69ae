/* test_longest.c - the longest run of words that two texts share */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"
#include "dedup.h"
#include "text.h"

static const struct {
    const char *name, *a, *b, *want;
} rows[] = {
    {"nothing", "one two three", "four five", ""},
    {"empty", "", "four five", ""},
    {"all of it", "one two three", "one two three", "one two three"},
    {"in the middle", "a1 the old bridge fell b1", "c1 d1 The old-bridge FELL e1", "the old bridge fell"},
    {"one word", "x1 rain y1", "z1 rain", "rain"},
    {"at the end", "x1 y1 it rained", "z1 it rained", "it rained"},
    {"the longer of two", "red green blue pause one two three four", "one two three four x red green blue",
     "one two three four"},
    {"the first of equals", "red green pause one two", "one two x red green", "red green"},
    {"repeated words", "go go go stop", "go go stop", "go go stop"},
    {"other script", "گفت که باران می‌بارد امروز",
     "او گفت که باران مي‌بارد", "گفت که باران می‌بارد"},
};

static void table(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct words one, two;
        uint32_t start, end;
        struct span got;

        words_of(a, span_of(rows[i].a), 0, &one);
        words_of(a, span_of(rows[i].b), 0, &two);
        dedup_longest_shared(&one, &two, &start, &end);
        got = span_cut(span_of(rows[i].a), start, end);
        if (!span_equal(got, span_of(rows[i].want)))
            fail_msg("%s: got %.*s", rows[i].name, (int)got.len, got.ptr);
    }
    arena_free(&a);
}

/* Two long texts of one repeated word: the worst case of the quadratic way. */
static void long_texts(void **state)
{
    struct arena *a = arena_new();
    struct buffer text;
    struct words w;
    uint32_t start, end;

    (void)state;
    buffer_init(&text, 1 << 20);
    for (int i = 0; i < 100000; i++)
        buffer_put_text(&text, "na ");
    words_of(a, buffer_span(&text), 0, &w);
    dedup_longest_shared(&w, &w, &start, &end);
    assert_int_equal(start, 0);
    assert_int_equal(end, 20000 * 3 - 1);
    buffer_release(&text);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table), cmocka_unit_test(long_texts)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
