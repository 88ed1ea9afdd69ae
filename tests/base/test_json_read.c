/*
 * test_json_read.c - what is JSON, and what its values answer when they are of another kind
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static void refuses(void **state)
{
    static const char *const bad[] = {
        "",        " ",        "{",           "{\"a\":}", "[1,]",    "{\"a\":1,}", "nul",   "\"a",
        "\"\\x\"", "\"\xFF\"", "\"\\ud800\"", "1 2",      "{'a':1}", "[1e999]",    "\"\n\""};
    struct error e;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        e.text[0] = '\0';
        if (json_read(span_of(bad[i]), &e))
            fail_msg("%s", bad[i]);
        assert_true(strlen(e.text) > 0);
        assert_null(json_read(span_of(bad[i]), NULL));
    }
}

/* Depth is bounded: a hostile document is refused, not a crash. */
static void depth(void **state)
{
    struct buffer b;

    (void)state;
    buffer_init(&b, 1000000);
    for (int i = 0; i < 300000; i++)
        buffer_put_byte(&b, '[');
    assert_null(json_read(buffer_span(&b), NULL));
    buffer_release(&b);
}

static void values(void **state)
{
    struct json *j =
        json_read(SPAN("{\"s\":\"a\\u0000b\",\"i\":-7,\"r\":2.9,\"t\":true,\"d\":\"1970-01-01T00:00:09Z\","
                       "\"id\":\"0000000000000000000000000000000f\",\"l\":[1,\"x\"],\"o\":{},\"big\":1e30}"),
                  NULL);
    const struct json_value *v = json_root(j);

    (void)state;
    assert_true(span_equal(json_span(json_get(v, "s")), SPAN("a\0b")));
    assert_int_equal(json_int(json_get(v, "i"), 1), -7);
    assert_int_equal(json_int(json_get(v, "r"), 1), 2);
    assert_int_equal(json_int(json_get(v, "big"), 1), 1);
    assert_int_equal(json_int(json_get(v, "s"), 1), 1);
    assert_true(json_double(json_get(v, "r"), 0) == 2.9 && json_double(json_get(v, "i"), 0) == -7);
    assert_true(json_double(json_get(v, "t"), 5) == 5);
    assert_true(json_bool(json_get(v, "t"), false) && json_bool(json_get(v, "i"), true));
    assert_int_equal(json_time(json_get(v, "d")), 9);
    assert_true(json_time(json_get(v, "s")) == TIME_UNKNOWN);
    assert_true(id_equal(json_id(json_get(v, "id")), (struct id){0, 15}) &&
                id_is_zero(json_id(json_get(v, "s"))));
    assert_int_equal(json_length(json_get(v, "l")), 2);
    assert_int_equal(json_length(json_get(v, "o")), 0);
    assert_true(json_is_array(json_get(v, "l")) && json_is_object(json_get(v, "o")) &&
                json_is_string(json_get(v, "s")));
    assert_true(span_equal(json_span(json_at(json_get(v, "l"), 1)), SPAN("x")));
    assert_null(json_at(json_get(v, "l"), 2));
    assert_null(json_get(v, "none"));
    json_free(&j);
}

/* A missing value may be asked anything. */
static void missing(void **state)
{
    void *cursor = NULL;
    struct span key;
    const struct json_value *value;

    (void)state;
    assert_null(json_root(NULL));
    assert_null(json_get(NULL, "a"));
    assert_null(json_at(NULL, 0));
    assert_int_equal(json_length(NULL), 0);
    assert_int_equal(json_span(NULL).len, 0);
    assert_int_equal(json_int(NULL, 4), 4);
    assert_true(json_double(NULL, 4) == 4 && json_bool(NULL, true) && json_time(NULL) == TIME_UNKNOWN);
    assert_true(id_is_zero(json_id(NULL)));
    assert_false(json_is_object(NULL) || json_is_array(NULL) || json_is_string(NULL));
    assert_false(json_member(NULL, &cursor, &key, &value));
}

static void walks(void **state)
{
    struct json *j = json_read(SPAN("{\"a\":1,\"b\":2,\"c\":3}"), NULL), *list = json_read(SPAN("[1]"), NULL);
    const struct json_value *value;
    void *cursor = NULL;
    struct span key;
    int64_t sum = 0;
    size_t n = 0;

    (void)state;
    for (; json_member(json_root(j), &cursor, &key, &value); n++)
        sum += json_int(value, 0) * (key.ptr[0] - 'a' + 1);
    assert_int_equal(n, 3);
    assert_int_equal(sum, 14);
    cursor = NULL;
    assert_false(json_member(json_root(list), &cursor, &key, &value));
    json_free(&j);
    json_free(&list);
    assert_null(j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(refuses), cmocka_unit_test(depth),
                                       cmocka_unit_test(values), cmocka_unit_test(missing),
                                       cmocka_unit_test(walks)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
