/*
 * test_clock.c - dates of the civil calendar, and RFC 3339
 */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define NO TIME_UNKNOWN

static const struct {
    const char *in;
    int64_t want;
} dates[] = {
    {"1970-01-01T00:00:00Z", 0},
    {"2026-11-21T09:30:00Z", 1795253400},
    {"2026-11-21t09:30:00z", 1795253400},
    {"2026-11-21 09:30:00Z", 1795253400},
    {"2026-11-21T09:30:00.999Z", 1795253400},
    {"2026-11-21T13:00:00+03:30", 1795253400},
    {"2026-11-20T23:30:00-10:00", 1795253400},
    {"2000-02-29T00:00:00Z", 951782400},
    {"1900-02-28T23:59:59Z", -2203891201},
    {"2016-12-31T23:59:60Z", 1483228799}, /* a leap second is the second before */
    {"0000-01-01T00:00:00Z", -62167219200},
    {"9999-12-31T23:59:59Z", 253402300799},
    {"1900-02-29T00:00:00Z", NO},
    {"2026-02-30T00:00:00Z", NO},
    {"2026-13-01T00:00:00Z", NO},
    {"2026-00-01T00:00:00Z", NO},
    {"2026-01-00T00:00:00Z", NO},
    {"2026-01-01T24:00:00Z", NO},
    {"2026-01-01T00:60:00Z", NO},
    {"2026-01-01T00:00:61Z", NO},
    {"2026-01-01T00:00:00", NO},
    {"2026-01-01T00:00Z", NO},
    {"2026-01-01T00:00:00+0330", NO},
    {"2026-01-01T00:00:00+24:00", NO},
    {"2026-01-01T00:00:00Zx", NO},
    {"26-01-01T00:00:00Z", NO},
    {"2026-1-01T00:00:00Z", NO},
    {"-026-01-01T00:00:00Z", NO},
    {"", NO},
};

static void parses(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(dates); i++) {
        int64_t got = NO;

        if (time_parse(span_of(dates[i].in), &got) != (dates[i].want != NO) || got != dates[i].want)
            fail_msg("%s: %lld", dates[i].in, (long long)got);
        for (size_t len = 0; dates[i].in[0] && dates[i].in[len + 1]; len++) /* no beginning of one is one */
            assert_false(time_parse((struct span){dates[i].in, len}, &got));
    }
}

static void formats(void **state)
{
    static const struct {
        int64_t in;
        const char *want;
    } rows[] = {{0, "1970-01-01T00:00:00Z"},
                {-1, "1969-12-31T23:59:59Z"},
                {951782400, "2000-02-29T00:00:00Z"},
                {-62167219200, "0000-01-01T00:00:00Z"},
                {-62167219201, ""},
                {253402300799, "9999-12-31T23:59:59Z"},
                {253402300800, ""},
                {INT64_MAX, ""},
                {TIME_UNKNOWN, ""}};
    char text[TIME_TEXT_BYTES];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(time_format(rows[i].in, text), rows[i].want);
}

/* Every day of four centuries follows the one before. */
static void days_follow_each_other(void **state)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t at = time_from_civil(1899, 1, 1), year, got;
    char text[TIME_TEXT_BYTES];

    (void)state;
    for (int64_t y = 1899; y < 2301; y++) {
        bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);

        for (int m = 1; m <= 12; m++) {
            for (int d = 1; d <= lengths[m - 1] + (leap && m == 2); d++, at += 86400) {
                int month, day;

                assert_int_equal(time_from_civil(y, m, d), at);
                time_to_civil(at + 86399, &year, &month, &day);
                assert_true(year == y && month == m && day == d);
            }
        }
        assert_true(time_parse(span_of(time_format(at - 1, text)), &got) && got == at - 1);
    }
}

static void clocks_run(void **state)
{
    int64_t wall = clock_wall(), monotonic = clock_monotonic_ms(), cpu = clock_cpu_ns();
    int64_t ms = clock_wall_ms();

    (void)state;
    assert_true(ms / 1000 - wall <= 1 && ms / 1000 >= wall);
    assert_true(clock_monotonic_ms() >= monotonic && clock_cpu_ns() >= cpu);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parses), cmocka_unit_test(formats),
                                       cmocka_unit_test(days_follow_each_other),
                                       cmocka_unit_test(clocks_run)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
