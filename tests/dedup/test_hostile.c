/* test_hostile.c - items made to cost much or to break something: verdicts stay sensible, time and memory bounded */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"
#include "dedup.h"
#include "text.h"

#include "pieces.h"

/* Far above what an item costs, sanitizers and a busy machine included; far below what anything quadratic would. */
#define ITEM_NS 3000000

static void judge_many(const char *name, struct dedup *d, const struct piece *p, uint64_t count,
                       uint64_t copies)
{
    struct arena *a = arena_new();
    int64_t from = clock_cpu_ns();
    uint64_t found = 0;

    for (uint64_t n = 1; n <= count; n++) {
        struct verdict v = judge(d, a, p, n);

        found += !id_is_zero(v.duplicate_of);
        arena_reset(a);
    }
    if (found != copies)
        fail_msg("%s: %llu copies", name, (unsigned long long)found);
    if (clock_cpu_ns() - from > (int64_t)count * ITEM_NS)
        fail_msg("%s: %lld ms", name, (long long)(clock_cpu_ns() - from) / 1000000);
    arena_free(&a);
}

/* The same item again and again: one original, all others its copies; nothing grows but the items themselves. */
static void equal_items(void **state)
{
    static const struct {
        const char *name;
        struct piece piece;
        bool copies;
    } rows[] = {
        {"nothing", {"a", "", "", 0}, false},
        {"a title that folds to nothing", {"a", "... !?", " - ", 0}, false},
        {"one word", {"a", "Update", "", 0}, true},
        {"two words", {"a", "", "Breaking news", 0}, true},
        {"one letter", {"", "x", "", 0}, true},
        {"a news item", {"a", "Leaders meet", NEWS MORE, 0}, true},
    };
    enum { COUNT = 20000 };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct dedup *d = dedup_new(&wide);
        struct dedup_numbers numbers;

        judge_many(rows[i].name, d, &rows[i].piece, COUNT, rows[i].copies ? COUNT - 1 : 0);
        dedup_measure(d, &numbers);
        assert_int_equal(numbers.items, COUNT);
        assert_int_equal(numbers.stories, rows[i].copies ? 1 : COUNT);
        assert_in_range(numbers.bytes, 100 * COUNT, 1200 * COUNT);
        dedup_free(&d);
    }
}

static char *repeat(const char *text, size_t bytes)
{
    size_t len = strlen(text);
    char *out = memory_get(bytes + len + 1);

    for (size_t at = 0; at < bytes; at += len)
        memcpy(out + at, text, len);
    return out;
}

static char *distinct_words(size_t bytes)
{
    char *out = memory_get(bytes + 32);
    size_t len = 0;

    for (unsigned n = 1; len < bytes; n++)
        len += (size_t)snprintf(out + len, 32, "w%xq%u ", n * 2654435761u, n % 1000);
    return out;
}

static void long_texts(void **state)
{
    const struct {
        const char *name;
        char *text;
    } rows[] = {
        {"one sentence 10,000 times", repeat("The ministry declined to comment on the report. ", 480000)},
        {"one letter", repeat("a ", 1 << 20)},
        {"a word of a megabyte", repeat("a", 1 << 20)},
        {"numbers", repeat("17 4 1971 ", 1 << 20)},
        {"a megabyte of words", distinct_words(1 << 20)},
        {"Han", repeat("两国领导人星期二在首都举行会晤讨论天然气管道", 1 << 20)},
        {"bytes that are no UTF-8", repeat("\xff\xfe ab \x80", 1 << 20)},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct piece p = {"a", "Long", rows[i].text, 0};
        struct dedup *d = dedup_new(&wide);
        struct dedup_numbers numbers;
        struct arena *a = arena_new();
        struct dedup_item item;
        struct verdict v;
        int64_t from;

        make_item(a, &p, 1, &item);
        from = clock_cpu_ns();
        for (uint64_t n = 1; n <= 50; n++) {
            item.id = id_of(n);
            dedup_judge(d, &item, a, &v);
            if (id_is_zero(v.duplicate_of) != (n == 1))
                fail_msg("%s: item %llu", rows[i].name, (unsigned long long)n);
        }
        if (clock_cpu_ns() - from > (int64_t)50 * 4 * ITEM_NS)
            fail_msg("%s: %lld ms", rows[i].name, (long long)(clock_cpu_ns() - from) / 1000000);
        dedup_measure(d, &numbers);
        assert_true(numbers.bytes < 50 * 8000);
        dedup_free(&d);
        arena_free(&a);
        free(rows[i].text);
    }
}

/* Thousands of texts that share their beginning, and so their anchors, and are no copies of each other. */
static void one_beginning(void **state)
{
    struct dedup *d = dedup_new(&wide);
    struct arena *a = arena_new();
    static char text[8000];
    uint64_t copies = 0;
    int64_t from = clock_cpu_ns();

    (void)state;
    for (uint64_t n = 1; n <= 3000; n++) {
        struct piece p = {"a", "Notice", text, (int64_t)n};
        size_t len = (size_t)snprintf(text, sizeof(text), "%s ", NEWS);
        struct verdict v;

        for (unsigned k = 0; k < 300; k++)
            len += (size_t)snprintf(text + len, sizeof(text) - len, "%xq%x ", (unsigned)n * 40503u,
                                    k * 2654435761u + (unsigned)n);
        v = judge(d, a, &p, n);
        copies += !id_is_zero(v.duplicate_of);
        arena_reset(a);
    }
    assert_int_equal(copies, 0);
    assert_true(clock_cpu_ns() - from < (int64_t)3000 * ITEM_NS);
    dedup_free(&d);
    arena_free(&a);
}

/* The clock of the machine jumps: what is older than the window is forgotten, nothing else happens. */
static void jumps_of_time(void **state)
{
    static const int64_t times[] = {-62135596800, -1, 0, 1, 1795253400, 4102444800, 253402300799};
    struct dedup *d = dedup_new(&wide);
    struct arena *a = arena_new();
    struct dedup_numbers numbers;

    (void)state;
    for (uint64_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        struct piece p = {"a", "Leaders meet", NEWS, times[i]};
        struct verdict v = judge(d, a, &p, i + 1);
        bool copy = i > 0 && times[i] - times[i - 1] < wide.window_s;

        assert_true(id_is_zero(v.duplicate_of) == !copy);
    }
    dedup_measure(d, &numbers);
    assert_int_equal(numbers.items, 1);
    dedup_free(&d);
    arena_free(&a);
}

/* One item alone may be more than the cap: it is remembered until the next one comes. */
static void a_cap_below_one_item(void **state)
{
    static const struct dedup_limits tiny = {14 * 86400, 4 * 86400, 1};
    struct piece p = {"a", "Leaders meet", NEWS MORE, 0};
    struct dedup *d = dedup_new(&tiny);
    struct dedup_numbers numbers;

    (void)state;
    judge_many("under a tiny cap", d, &p, 100, 99);
    dedup_measure(d, &numbers);
    assert_int_equal(numbers.items, 1);
    assert_int_equal(numbers.forgotten_early, 99);
    dedup_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_items),          cmocka_unit_test(long_texts),
        cmocka_unit_test(one_beginning),        cmocka_unit_test(jumps_of_time),
        cmocka_unit_test(a_cap_below_one_item),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
