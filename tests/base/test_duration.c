/*
 * test_duration.c - "1h30m" and back
 */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static void parses(void **state)
{
    static const struct {
        const char *in;
        int64_t want; /* -1: refused */
    } rows[] = {
        {"30s", 30000},
        {"15m", 900000},
        {"2h", 7200000},
        {"14d", 1209600000},
        {"100ms", 100},
        {"1h30m", 5400000},
        {" 5m ", 300000},
        {"0s", 0},
        {"1m1ms", 60001},
        {"36500d", 3153600000000},
        {"36600d", -1},
        {"99999999999999999d", -1},
        {"9223372036854775807ms", -1},
        {"36500d36500d", -1},
        {"", -1},
        {" ", -1},
        {"5", -1},
        {"m", -1},
        {"-5m", -1},
        {"+5m", -1},
        {"5 m", -1},
        {"5M", -1},
        {"5x", -1},
        {"1.5h", -1},
        {"5mm", -1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t got = -1;

        if (duration_parse(span_of(rows[i].in), &got) != (rows[i].want >= 0) || got != rows[i].want)
            fail_msg("\"%s\": %lld", rows[i].in, (long long)got);
    }
}

static void formats(void **state)
{
    static const struct {
        int64_t in;
        const char *want;
    } rows[] = {{0, "0ms"},
                {250, "250ms"},
                {1000, "1s"},
                {45000, "45s"},
                {61000, "1m1s"},
                {5400000, "1h30m"},
                {86400000, "1d"},
                {90061000, "1d1h"},
                {86400000 - 1, "23h59m"},
                {-5, "0ms"},
                {INT64_MAX, "106751991167d7h"}};
    char text[TIME_TEXT_BYTES];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(duration_format(rows[i].in, text), rows[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parses), cmocka_unit_test(formats)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
