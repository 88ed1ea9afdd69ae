/*
 * test_json_raw.c - the bytes of a member as they stand
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const struct {
    const char *in, *want; /* of "body"; NULL: none */
} rows[] = {
    {"{\"body\":1}", "1"},
    {" { \"a\" : 2 , \"body\" : [ 1, {\"body\":3} ] } ", "[ 1, {\"body\":3} ]"},
    {"{\"a\":{\"body\":1},\"body\":2}", "2"},
    {"{\"a\":[\"body\"],\"body\":\"x\"}", "\"x\""},
    {"{\"a\":\"}\\\"]{\",\"body\":{\"k\":\"\\\\\\\"}\"}}", "{\"k\":\"\\\\\\\"}\"}"},
    {"{\"body\":-1.50e+2,\"a\":1}", "-1.50e+2"},
    {"{\"body\":null }", "null"},
    {"{\"body\":\"body\"}", "\"body\""},
    {"{\"a\":\"body\",\"b\":1}", NULL},
    {"{\"a\":{\"body\":1}}", NULL},
    {"[{\"body\":1}]", NULL},
    {"\"body\"", NULL},
    {"{}", NULL},
    {"", NULL},
};

static void members(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct span got = {"", 0};
        bool found = json_raw_member(span_of(rows[i].in), "body", &got);

        if (found != (rows[i].want != NULL) || (found && !span_equal(got, span_of(rows[i].want))))
            fail_msg("%s: %.*s", rows[i].in, (int)got.len, got.ptr);
    }
}

/* Text that is no JSON ends, within its bytes: each beginning of each row, and random bytes of the alphabet of JSON.
 * The copies are exact, so that a sanitizer sees a step too far. */
static void other_text_ends(void **state)
{
    static const char alphabet[] = "{}[]\",:\\ab dy1";
    uint32_t seed = 11;
    struct span got;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t len = 0; len <= strlen(rows[i].in); len++) {
            char *copy = malloc(len ? len : 1);

            assert_non_null(copy);
            memcpy(copy, rows[i].in, len);
            (void)json_raw_member((struct span){copy, len}, "body", &got);
            free(copy);
        }
    }
    for (int round = 0; round < 20000; round++) {
        size_t len = 1 + (size_t)round % 40;
        char *copy = malloc(len);

        assert_non_null(copy);
        for (size_t i = 0; i < len; i++) {
            seed = seed * 1664525 + 1013904223;
            copy[i] = i == 0 ? '{' : alphabet[(seed >> 16) % (sizeof(alphabet) - 1)];
        }
        (void)json_raw_member((struct span){copy, len}, "body", &got);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(members), cmocka_unit_test(other_text_ends)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
