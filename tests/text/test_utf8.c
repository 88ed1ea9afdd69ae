/* Bytes → is it valid, what it becomes mended, where it is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "text.h"

#define BAD "\xEF\xBF\xBD"

static const struct row {
    const char *name, *in, *want; /* want: NULL when `in` is valid */
} rows[] = {
    {"empty", "", NULL},
    {"ASCII", "plain text, longer than sixteen bytes", NULL},
    {"controls are valid", "a\x01\x1F\x7F", NULL},
    {"two, three, four bytes", "é € 😀", NULL},
    {"bounds", "\xC2\x80 \xDF\xBF \xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80 \xF0\x90\x80\x80 \xF4\x8F\xBF\xBF",
     NULL},
    {"noncharacters are valid", "\xEF\xBF\xBE \xEF\xBF\xBF", NULL},
    {"lone continuation", "a\x80z", "a" BAD "z"},
    {"latin1", "caf\xE9", "caf" BAD},
    {"latin1 within", "caf\xE9 au lait", "caf" BAD " au lait"},
    {"overlong slash", "\xC0\xAF", BAD BAD},
    {"overlong of three", "\xE0\x80\xAF", BAD BAD BAD},
    {"surrogate", "\xED\xA0\x80", BAD BAD BAD},
    {"above U+10FFFF", "\xF4\x90\x80\x80", BAD BAD BAD BAD},
    {"five bytes", "\xF8\x88\x80\x80\x80", BAD BAD BAD BAD BAD},
    {"cut after two of three: one", "\xE2\x82 x", BAD " x"},
    {"cut after three of four: one", "\xF0\x9F\x98", BAD},
    {"cut by another lead", "\xE2\x82\xE2\x82\xAC", BAD "€"},
    {"FE and FF", "\xFE\xFF", BAD BAD},
    {"bad behind a long run", "0123456789abcdef0123456789abcde\xFF", "0123456789abcdef0123456789abcde" BAD},
    {"bad in the middle of many",
     "0123456789abcdef\xFF"
     "0123456789abcdef\xFF",
     "0123456789abcdef" BAD "0123456789abcdef" BAD},
};

static void test_mend(void **state)
{
    struct arena *a = arena_new();
    size_t failed = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct span in = span_of(rows[i].in), got = utf8_mend(a, in);
        struct span want = span_of(rows[i].want ? rows[i].want : rows[i].in);

        if (utf8_is_valid(in) != (rows[i].want == NULL) || !span_equal(got, want) || !utf8_is_valid(got) ||
            (!rows[i].want && got.ptr != in.ptr)) {
            print_error("%s: got \"%.*s\"\n", rows[i].name, (int)got.len, got.ptr);
            failed++;
        }
    }
    arena_free(&a);
    assert_int_equal(failed, 0);
}

static void test_every_code_point_comes_back(void **state)
{
    char bytes[4];

    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        size_t len = utf8_put(bytes, c), at = 0;
        uint32_t want = c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c;

        assert_int_equal(utf8_next((struct span){bytes, len}, &at), want);
        assert_int_equal(at, len);
    }
    assert_int_equal(utf8_put(bytes, 0x110000), 3);
    assert_memory_equal(bytes, BAD, 3);
}

static void test_every_two_bytes(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    for (unsigned n = 0; n < 0x10000; n++) {
        char bytes[2] = {(char)(n >> 8), (char)(n & 0xFF)};
        struct span s = {bytes, 2}, mended = utf8_mend(a, s);
        size_t at = 0, steps = 0;

        assert_true(utf8_is_valid(mended));
        while (at < 2) {
            utf8_next(s, &at);
            steps++;
        }
        assert_int_equal(at, 2);
        assert_true(steps <= 2);
        if (n % 256 == 0)
            arena_reset(a);
    }
    arena_free(&a);
}

static bool is_bad(struct span s)
{
    bool bad = false;

    for (size_t at = 0; at < s.len;)
        bad |= utf8_next(s, &at) == 0xFFFD;
    return bad;
}

/* Sixteen bytes are looked at together: what is bad is seen wherever it stands in them, or across their bounds. */
static void test_every_place(void **state)
{
    static const unsigned char bytes[] = {'a',  0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1,
                                          0xC2, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF4, 0xF5};
    static const char *const around[] = {"0123456789012345678901234567890123456789012345678",
                                         "éèéèéèéèéèéèéèéèéèéèéèéèé"};
    struct arena *a = arena_new();

    (void)state;
    for (size_t n = 0; n < 1 << 16; n++) {
        char text[64];
        struct span s = {text, strlen(around[n % 2])};
        size_t at = 14 + (n / 2) % 5 * 2;
        bool damaged;

        memcpy(text, around[n % 2], s.len);
        for (size_t i = 0; i < 4; i++)
            text[at + i] = (char)bytes[n >> 4 * i & 15];
        arena_reset(a);
        (void)charset_to_utf8(a, s, SPAN(""), SPAN("utf-8"), &damaged);
        if (utf8_is_valid(s) == is_bad(s) || damaged != is_bad(s))
            fail_msg("%02zx at %zu", n, at);
    }
    arena_free(&a);
}

static void test_cut(void **state)
{
    static const struct {
        const char *in;
        size_t max, want;
    } cuts[] = {
        {"", 5, 0},   {"abc", 5, 3}, {"abc", 3, 3}, {"abc", 2, 2}, {"abc", 0, 0},
        {"aé", 2, 1}, {"aé", 3, 3},  {"€€", 5, 3},  {"€€", 4, 3},  {"€€", 3, 3},
        {"€€", 2, 0}, {"😀😀", 7, 4},  {"😀😀", 4, 4},  {"😀", 3, 0},   {"\x80\x80\x80\x80\x80\x80", 5, 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        size_t got = utf8_cut(span_of(cuts[i].in), cuts[i].max);

        if (got != cuts[i].want)
            print_error("\"%s\" at %zu: %zu\n", cuts[i].in, cuts[i].max, got);
        assert_int_equal(got, cuts[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mend),
        cmocka_unit_test(test_every_code_point_comes_back),
        cmocka_unit_test(test_every_two_bytes),
        cmocka_unit_test(test_every_place),
        cmocka_unit_test(test_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
