/*
 * test_retry.c - how long to wait
 */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "outbox.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define H 3600000

static void retries(void **state)
{
    static const struct {
        uint32_t attempts;
        int64_t retry, slowest, want;
    } rows[] = {{0, 30000, H, 30000},     {1, 30000, H, 30000},
                {2, 30000, H, 60000},     {3, 30000, H, 120000},
                {7, 30000, H, 1920000},   {8, 30000, H, H},
                {1000000, 30000, H, H},   {4000000000, 1, 3153600000000, 3153600000000},
                {5, 30000, 10000, 30000}, {1, 0, 0, 0}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t least = INT64_MAX, most = 0;

        for (uint64_t random = 0; random < 5000; random++) {
            uint64_t spread = random * 0x9E3779B97F4A7C15;
            int64_t got = retry_delay_ms(rows[i].attempts, rows[i].retry, rows[i].slowest, spread);

            least = got < least ? got : least;
            most = got > most ? got : most;
        }
        /* a quarter to either side, and the sides are reached */
        if (least < rows[i].want - rows[i].want / 4 || most > rows[i].want + rows[i].want / 4)
            fail_msg("row %zu: %lld to %lld", i, (long long)least, (long long)most);
        assert_true(rows[i].want < 100 ||
                    (least < rows[i].want * 77 / 100 && most > rows[i].want * 123 / 100));
    }
}

static void groups(void **state)
{
    static const struct {
        uint32_t updates;
        int64_t interval, want;
    } rows[] = {{0, 300000, 300000},
                {1, 300000, 600000},
                {2, 300000, 1200000},
                {6, 300000, 19200000},
                {7, 300000, 6 * H},
                {4000000000, 300000, 6 * H},
                {0, 12 * (int64_t)H, 12 * (int64_t)H},
                {3, 12 * (int64_t)H, 12 * (int64_t)H},
                {0, 0, 1}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(group_delay_ms(rows[i].updates, rows[i].interval), rows[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(retries), cmocka_unit_test(groups)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
