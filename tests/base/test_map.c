/*
 * test_map.c - the map against a plain array, over random puts and removals, with keys that collide
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base.h"

#define KEYS 400
#define STEPS 60000

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

static struct id key_of(uint32_t n, bool collide)
{
    return collide ? (struct id){(uint64_t)n << 32, 5} : (struct id){0, hash64(&n, sizeof(n))};
}

static void check_walk(const struct map *m, const bool *has, const uint64_t *values, bool collide)
{
    bool met[KEYS] = {false};
    size_t cursor = 0, walked = 0;
    struct id key;
    uint64_t value;

    while (map_next(m, &cursor, &key, &value)) {
        uint32_t n = 0;

        while (n < KEYS && !id_equal(key_of(n, collide), key))
            n++;
        assert_in_range(n, 0, KEYS - 1);
        assert_true(has[n] && !met[n] && values[n] == value);
        met[n] = true;
        walked++;
    }
    assert_int_equal(walked, map_count(m));
}

static void against_an_array(bool collide)
{
    struct map *m = map_new();
    bool has[KEYS] = {false};
    uint64_t values[KEYS] = {0}, got;
    uint32_t seed = 7;
    size_t count = 0;

    for (uint64_t step = 0; step < STEPS / (collide ? 4 : 1); step++) {
        uint32_t n = next(&seed) % KEYS;
        struct id key = key_of(n, collide);

        if (next(&seed) % 5 < 3) {
            count += !has[n];
            has[n] = true;
            values[n] = step;
            map_put(m, key, step);
        } else {
            assert_int_equal(map_remove(m, key), has[n]);
            count -= has[n];
            has[n] = false;
        }
        n = next(&seed) % KEYS;
        got = 1;
        assert_int_equal(map_get(m, key_of(n, collide), &got), has[n]);
        assert_true(!has[n] || got == values[n]);
        assert_int_equal(map_count(m), count);
    }
    check_walk(m, has, values, collide);
    map_free(&m);
    assert_null(m);
}

static void spread(void **state)
{
    (void)state;
    against_an_array(false);
}

static void colliding(void **state)
{
    (void)state;
    against_an_array(true);
}

static void zero_is_a_key(void **state)
{
    struct map *m = map_new();
    uint64_t got = 9;

    (void)state;
    assert_false(map_get(m, (struct id){0, 0}, &got));
    assert_int_equal(got, 9);
    map_put(m, (struct id){0, 0}, 3);
    assert_true(map_get(m, (struct id){0, 0}, &got) && got == 3 && map_get(m, (struct id){0, 0}, NULL));
    assert_true(map_remove(m, (struct id){0, 0}));
    assert_false(map_remove(m, (struct id){0, 0}));
    map_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(spread), cmocka_unit_test(colliding),
                                       cmocka_unit_test(zero_is_a_key)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
