/*
 * test_buffer.c - bytes that grow up to a cap, and never beyond
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"

static void grows_and_ends_with_nul(void **state)
{
    struct buffer b;

    (void)state;
    buffer_init(&b, 1000000);
    assert_int_equal(buffer_span(&b).len, 0);
    assert_non_null(buffer_span(&b).ptr);
    for (size_t i = 0; i < 5000; i++) {
        buffer_put_byte(&b, (char)('a' + i % 26));
        assert_int_equal(b.len, i + 1);
        assert_int_equal(b.ptr[b.len], '\0');
    }
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(b.ptr[i], (char)('a' + i % 26));
    buffer_put(&b, "\0x", 2);
    assert_memory_equal(b.ptr + 5000, "\0x", 3);
    buffer_release(&b);
}

/* Up to the limit to the byte; what is too long adds nothing at all, and nothing after it either. */
static void limits(void **state)
{
    (void)state;
    for (size_t limit = 0; limit < 200; limit++) {
        struct buffer b;

        buffer_init(&b, limit);
        for (size_t i = 0; i < limit; i++)
            buffer_put_byte(&b, 'x');
        assert_int_equal(b.len, limit);
        assert_false(b.overflow);
        buffer_put_text(&b, "");
        assert_false(b.overflow);
        buffer_put_byte(&b, 'y');
        assert_true(b.overflow);
        assert_int_equal(b.len, limit);
        buffer_clear(&b);
        assert_false(b.overflow);
        buffer_put(&b, memset((char[256]){0}, 'z', 256), limit + 1);
        assert_true(b.overflow);
        assert_int_equal(b.len, 0);
        buffer_put_byte(&b, 'y');
        buffer_printf(&b, "%s", "");
        assert_int_equal(b.len, 0);
        buffer_release(&b);
    }
}

static void prints(void **state)
{
    struct buffer b;

    (void)state;
    buffer_init(&b, 300);
    buffer_printf(&b, "%d-%s", 42, "x");
    assert_string_equal(b.ptr, "42-x");
    buffer_printf(&b, "%0295d", 7);
    assert_int_equal(b.len, 299);
    buffer_printf(&b, "%s", "ab");
    assert_true(b.overflow);
    assert_int_equal(b.len, 299);
    buffer_release(&b);
}

static void reserves(void **state)
{
    struct buffer b;
    char *at;

    (void)state;
    buffer_init(&b, 10);
    at = buffer_reserve(&b, 10);
    assert_non_null(at);
    memcpy(at, "0123456789", 10);
    b.len += 10;
    assert_null(buffer_reserve(&b, 1));
    assert_true(b.overflow);
    buffer_release(&b);
    assert_int_equal(b.limit, 10);
    buffer_init(&b, SIZE_MAX);
    assert_null(buffer_reserve(&b, SIZE_MAX));
    buffer_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(grows_and_ends_with_nul), cmocka_unit_test(limits),
                                       cmocka_unit_test(prints), cmocka_unit_test(reserves)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
