/*
 * test_span.c - spans: cutting, comparing, finding, splitting, numbers
 */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static void cuts(void **state)
{
    static const struct {
        const char *in;
        size_t from, to;
        const char *want;
    } rows[] = {{"abcdef", 0, 6, "abcdef"}, {"abcdef", 2, 4, "cd"}, {"abcdef", 4, 99, "ef"},
                {"abcdef", 5, 2, ""},       {"abcdef", 99, 99, ""}, {"", 0, 5, ""}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (!span_equal(span_cut(span_of(rows[i].in), rows[i].from, rows[i].to), span_of(rows[i].want)))
            fail_msg("row %zu", i);
    }
    assert_int_equal(span_cut((struct span){NULL, 0}, 0, 3).len, 0);
    assert_int_equal(span_of(NULL).len, 0);
}

static void trims(void **state)
{
    static const struct {
        const char *in, *want;
    } rows[] = {{"", ""}, {" \t\r\n\v\f ", ""}, {" a b ", "a b"}, {"a", "a"}, {"\xC2\xA0 a", "\xC2\xA0 a"}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_true(span_equal(span_trim(span_of(rows[i].in)), span_of(rows[i].want)));
}

static void compares(void **state)
{
    static const struct {
        const char *a, *b;
        int order;
        bool icase;
    } rows[] = {{"", "", 0, true},    {"a", "", 1, false},    {"a", "b", -1, false}, {"ab", "a", 1, false},
                {"A", "a", -1, true}, {"Z[", "z[", -1, true}, {"@", "`", -1, false}, {"\xFF", "a", 1, false}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct span a = span_of(rows[i].a), b = span_of(rows[i].b);
        int order = span_compare(a, b);

        if ((order > 0) - (order < 0) != rows[i].order || span_equal(a, b) != (rows[i].order == 0) ||
            span_equal_icase(a, b) != rows[i].icase)
            fail_msg("row %zu: %s %s", i, rows[i].a, rows[i].b);
        order = span_compare(b, a);
        assert_int_equal((order > 0) - (order < 0), -rows[i].order);
    }
}

static void ends(void **state)
{
    (void)state;
    assert_true(span_starts(SPAN("abc"), SPAN("")) && span_starts(SPAN("abc"), SPAN("abc")));
    assert_false(span_starts(SPAN("ab"), SPAN("abc")) || span_starts(SPAN("abc"), SPAN("AB")));
    assert_true(span_starts_icase(SPAN("HTTP:"), SPAN("http")));
    assert_false(span_starts_icase(SPAN("HTT"), SPAN("http")));
    assert_true(span_ends(SPAN("a.json"), SPAN(".json")) && span_ends(SPAN("x"), SPAN("")));
    assert_false(span_ends(SPAN("json"), SPAN(".json")) || span_ends(SPAN("a.jsonx"), SPAN(".json")));
}

static void finds(void **state)
{
    static const struct {
        const char *in, *what;
        int at; /* -1: not there */
    } rows[] = {{"abcabd", "abd", 3}, {"aaab", "ab", 2},   {"abc", "", 0},     {"", "", 0},
                {"", "a", -1},        {"abc", "abcd", -1}, {"aab", "aaa", -1}, {"xab", "ab", 1}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t at = 77;
        bool found = span_find(span_of(rows[i].in), span_of(rows[i].what), &at);

        if (found != (rows[i].at >= 0) || at != (found ? (size_t)rows[i].at : 77))
            fail_msg("row %zu: %s in %s", i, rows[i].what, rows[i].in);
    }
}

static void splits(void **state)
{
    static const struct {
        const char *in;
        size_t count;
        const char *want[4];
    } rows[] = {{"", 0, {0}},         {"a", 1, {"a"}}, {"a,b", 2, {"a", "b"}},     {"a,", 1, {"a"}},
                {",a", 2, {"", "a"}}, {",", 1, {""}},  {"a,,b", 3, {"a", "", "b"}}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct span rest = span_of(rows[i].in), part;
        size_t n = 0;

        while (span_split(&rest, ',', &part)) {
            assert_in_range(n, 0, 3);
            assert_true(span_equal(part, span_of(rows[i].want[n])));
            n++;
        }
        if (n != rows[i].count)
            fail_msg("row %zu: %zu parts", i, n);
    }
}

static void numbers(void **state)
{
    static const struct {
        const char *in;
        bool ok;
        int64_t want;
    } rows[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"+7", true, 7},
        {"007", true, 7},
        {"-12", true, -12},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"99999999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"+-1", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"0x1", false, 0},
        {"1.0", false, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t got = 42;

        if (span_to_int(span_of(rows[i].in), &got) != rows[i].ok || got != (rows[i].ok ? rows[i].want : 42))
            fail_msg("\"%s\": %lld", rows[i].in, (long long)got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts),  cmocka_unit_test(trims),  cmocka_unit_test(compares), cmocka_unit_test(ends),
        cmocka_unit_test(finds), cmocka_unit_test(splits), cmocka_unit_test(numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
