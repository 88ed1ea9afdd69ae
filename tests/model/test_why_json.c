/* test_why_json.c - the why of a verdict as JSON, with hex ids and with ids by a writer */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "model.h"

static void put_short(struct buffer *out, struct id id, void *arg)
{
    (*(int *)arg)++;
    buffer_printf(out, "\"n%u\"", (unsigned)id.lo);
}

static void expect(const struct verdict *v, const struct id_writer *ids, const char *want)
{
    struct buffer out;

    buffer_init(&out, 4096);
    buffer_put_byte(&out, '{');
    verdict_put_why(&out, v, ids);
    buffer_put_text(&out, "}");
    assert_string_equal(out.ptr, want);
    buffer_release(&out);
}

static void nothing_known(void **state)
{
    struct verdict v = {0};

    (void)state;
    expect(&v, NULL,
           "{\"why\":{\"duplicate\":{\"jaccard\":0,\"containment\":0,\"shared\":0},"
           "\"story\":{\"score\":0,\"terms\":[]}}}");
}

static void all_known(void **state)
{
    struct span terms[] = {SPAN("volcano"), SPAN("a\"b")};
    struct verdict v = {
        .duplicate_why = {true, {0, 18}, 0.91, 0.97125, 212, SPAN("numbers"), true},
        .story_why = {true, 0.5, {0, 19}, terms, 2},
    };
    int calls = 0;
    struct id_writer ids = {put_short, &calls};

    (void)state;
    expect(
        &v, NULL,
        "{\"why\":{\"duplicate\":{\"jaccard\":0.91,\"containment\":0.9713,\"shared\":212,\"veto\":"
        "\"numbers\",\"url\":true,"
        "\"candidate\":\"00000000000000000000000000000012\"},\"story\":{\"score\":0.5,\"terms\":[\"volcano\","
        "\"a\\\"b\"],\"member\":\"00000000000000000000000000000013\"}}}");
    expect(&v, &ids,
           "{\"why\":{\"duplicate\":{\"jaccard\":0.91,\"containment\":0.9713,\"shared\":212,\"veto\":"
           "\"numbers\",\"url\":true,"
           "\"candidate\":\"n18\"},\"story\":{\"score\":0.5,\"terms\":[\"volcano\",\"a\\\"b\"],\"member\":"
           "\"n19\"}}}");
    assert_int_equal(calls, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_known), cmocka_unit_test(all_known)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
