/*
 * test_json_write.c - what is escaped, what is repaired, and that all of it is read back
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define BAD "\xEF\xBF\xBD"

static const struct {
    const char *name, *in, *want;
} strings[] = {
    {"plain", "abc", "abc"},
    {"quote, backslash, slash", "\"\\/", "\\\"\\\\/"},
    {"letters", "\b\t\n\f\r", "\\b\\t\\n\\f\\r"},
    {"controls", "\x01\x0B\x1B\x1F\x7F", "\\u0001\\u000b\\u001b\\u001f\\u007f"},
    {"C1", "\xC2\x80\xC2\x9B\xC2\x9F\xC2\xA0", "\\u0080\\u009b\\u009f\xC2\xA0"},
    {"Arabic letter mark", "\xD8\x9C\xD8\x9B", "\\u061c\xD8\x9B"},
    {"joiners stay, marks go", "\xE2\x80\x8B\xE2\x80\x8C\xE2\x80\x8D\xE2\x80\x8E\xE2\x80\x8F",
     "\xE2\x80\x8B\xE2\x80\x8C\xE2\x80\x8D\\u200e\\u200f"},
    {"separators and embeddings", "\xE2\x80\xA7\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA\xE2\x80\xAE\xE2\x80\xAF",
     "\xE2\x80\xA7\\u2028\\u2029\\u202a\\u202e\xE2\x80\xAF"},
    {"isolates", "\xE2\x81\xA5\xE2\x81\xA6\xE2\x81\xA9\xE2\x81\xAA",
     "\xE2\x81\xA5\\u2066\\u2069\xE2\x81\xAA"},
    {"byte order mark", "\xEF\xBB\xBF\xEF\xBB\xBE", "\\ufeff\xEF\xBB\xBE"},
    {"Persian", "ایران", "ایران"},
    {"beyond 16 bits", "\xF0\x9F\x9A\x80\xF4\x8F\xBF\xBF", "\xF0\x9F\x9A\x80\xF4\x8F\xBF\xBF"},
    {"lone continuation", "a\x80z", "a" BAD "z"},
    {"overlong", "\xC0\xAF\xC1\xBF", BAD BAD BAD BAD},
    {"overlong of three", "\xE0\x9F\xBF", BAD BAD BAD},
    {"surrogate", "\xED\xA0\x80", BAD BAD BAD},
    {"beyond Unicode", "\xF4\x90\x80\x80", BAD BAD BAD BAD},
    {"never a byte", "\xF8\xFE\xFF", BAD BAD BAD},
    {"cut at the end", "ab\xE2\x80", "ab" BAD BAD},
    {"cut in the middle", "\xE2\x80z", BAD BAD "z"},
};

static void escapes(void **state)
{
    struct buffer b, want;

    (void)state;
    buffer_init(&b, 1000);
    buffer_init(&want, 1000);
    for (size_t i = 0; i < COUNT(strings); i++) {
        buffer_clear(&b);
        buffer_clear(&want);
        json_put_string(&b, span_of(strings[i].in));
        buffer_printf(&want, "\"%s\"", strings[i].want);
        if (!span_equal(buffer_span(&b), buffer_span(&want)))
            fail_msg("%s: %s", strings[i].name, b.ptr);
    }
    buffer_clear(&b);
    json_put_string(&b, SPAN("a\0b"));
    assert_string_equal(b.ptr, "\"a\\u0000b\"");
    buffer_release(&b);
    buffer_release(&want);
}

/* Random bytes are read back as they are, but for what is no UTF-8; and writing what was read changes nothing. */
static void round_trips(void **state)
{
    struct buffer first, second;
    uint32_t seed = 3;

    (void)state;
    buffer_init(&first, 10000);
    buffer_init(&second, 10000);
    for (int round = 0; round < 4000; round++) {
        char bytes[64];
        size_t len = (size_t)round % sizeof(bytes);
        struct json *j;

        for (size_t i = 0; i < len; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (char)(round % 3 == 0 ? (seed >> 16 & 0x7F) : seed >> 16);
        }
        buffer_clear(&first);
        buffer_clear(&second);
        json_put_string(&first, (struct span){bytes, len});
        for (size_t i = 0; i < first.len; i++)
            assert_true((unsigned char)first.ptr[i] >= 0x20 && first.ptr[i] != 0x7F);
        j = json_read(buffer_span(&first), NULL);
        assert_non_null(j);
        if (round % 3 == 0)
            assert_true(span_equal(json_span(json_root(j)), (struct span){bytes, len}));
        json_put_string(&second, json_span(json_root(j)));
        assert_true(span_equal(buffer_span(&first), buffer_span(&second)));
        json_free(&j);
    }
    buffer_release(&first);
    buffer_release(&second);
}

static void members(void **state)
{
    struct buffer b;

    (void)state;
    buffer_init(&b, 10000);
    buffer_put_byte(&b, '{');
    json_put_text(&b, "none", SPAN(""));
    json_put_time(&b, "none", TIME_UNKNOWN);
    json_put_id(&b, "none", (struct id){0, 0});
    json_put_text(&b, "a", SPAN("x\"y"));
    json_put_int(&b, "b", INT64_MIN);
    json_put_bool(&b, "c", true);
    json_put_time(&b, "d", 0);
    json_put_id(&b, "e", (struct id){0, 15});
    json_put_key(&b, "f");
    buffer_put_text(&b, "[{");
    json_put_bool(&b, "g", false);
    buffer_put_text(&b, "}]}");
    assert_string_equal(
        b.ptr, "{\"a\":\"x\\\"y\",\"b\":-9223372036854775808,\"c\":true,\"d\":\"1970-01-01T00:00:00Z\","
               "\"e\":\"0000000000000000000000000000000f\",\"f\":[{\"g\":false}]}");
    buffer_release(&b);
}

static void numbers(void **state)
{
    static const struct {
        double in;
        const char *want;
    } rows[] = {{0, "0"},         {1, "1"},           {-1, "-1"},
                {0.5, "0.5"},     {0.91, "0.91"},     {0.12345, "0.1235"},
                {-0.25, "-0.25"}, {0.00001, "0"},     {123456.75, "123456.75"},
                {1e20, "0"},      {(double)NAN, "0"}, {(double)INFINITY, "0"},
                {0.99999, "1"}};
    struct buffer b;

    (void)state;
    buffer_init(&b, 1000);
    for (size_t i = 0; i < COUNT(rows); i++) {
        buffer_clear(&b);
        json_put_number(&b, "n", rows[i].in);
        assert_string_equal(b.ptr + strlen("\"n\":"), rows[i].want);
    }
    buffer_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(escapes), cmocka_unit_test(round_trips),
                                       cmocka_unit_test(members), cmocka_unit_test(numbers)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
