/*
 * test_arena.c - one journey's memory: aligned, zeroed, apart from each other, reusable
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"

static const size_t sizes[] = {0, 1, 3, 15, 16, 17, 100, 4000, 4096, 5000, 16384, 20000, 300000, 2000000};
#define SIZES (sizeof(sizes) / sizeof(*sizes))

/* Each gets a pattern of its own; none may be overwritten by a later one, over two journeys. */
static void pieces_are_apart(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    for (int journey = 0; journey < 2; journey++) {
        unsigned char *pieces[3 * SIZES];
        size_t total = 0;

        for (size_t i = 0; i < 3 * SIZES; i++) {
            size_t bytes = sizes[i % SIZES];

            pieces[i] = i % 2 ? arena_get(a, bytes) : (unsigned char *)arena_bytes(a, bytes);
            if (i % 2) {
                assert_int_equal((uintptr_t)pieces[i] % 16, 0);
                for (size_t b = 0; b < bytes; b++)
                    assert_int_equal(pieces[i][b], 0);
            }
            memset(pieces[i], (int)i + 1, bytes);
            total += bytes;
        }
        assert_int_equal(arena_used(a), total);
        for (size_t i = 0; i < 3 * SIZES; i++) {
            for (size_t b = 0; b < sizes[i % SIZES]; b += 7)
                assert_int_equal(pieces[i][b], i + 1);
        }
        arena_reset(a);
        assert_int_equal(arena_used(a), 0);
    }
    arena_free(&a);
    assert_null(a);
    arena_free(&a);
}

static void texts(void **state)
{
    struct arena *a = arena_new();
    struct span s = arena_copy(a, SPAN("a\0b")), p = arena_printf(a, "%d %s", 7, "x");

    (void)state;
    assert_int_equal(s.len, 3);
    assert_memory_equal(s.ptr, "a\0b", 4);
    assert_memory_equal(p.ptr, "7 x", 4);
    assert_int_equal(p.len, 3);
    s = arena_copy(a, (struct span){NULL, 0});
    assert_int_equal(s.ptr[0], '\0');
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pieces_are_apart), cmocka_unit_test(texts)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
