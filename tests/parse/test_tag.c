/* test_tag.c - tags as they stand in the wild */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../daemon/parse/tag.h"

static const struct {
    const char *in,
        *want; /* want: name, flags, attributes, and what is left behind the tag; "-" when it is none */
} rows[] = {
    {"<a>x", "a clean|x"},
    {"</a >x", "/a clean|x"},
    {"<br/>", "br empty clean|"},
    {"<media:title type=\"x\" b='y\"'>", "media:title clean type=[x] b=[y\"]|"},
    {"<a href=x y>t", "a href=[x] y=[]|t"},
    {"<a href=x/>", "a empty href=[x]|"},
    {"<a b=\"1\"c=\"2\">", "a b=[1] c=[2]|"},
    {"<a b=\"1\" b=\"2\">", "a b=[1]|"},
    {"<a b=\"<\">", "a b=[<]|"},
    {"<a b=\"1>x", "a b=[1]|x"},
    {"<a b=\"1\" <c>", "a b=[1]|<c>"},
    {"<a b=\"1\"", "a cut b=[1]|"},
    {"<a", "a cut|"},
    {"<a / b='1'>", "a b=[1]|"},
    {"<a %$ b='1'>", "a b=[1]|"},
    {"<a\n\tb\n=\n'1'\n>", "a clean b=[1]|"},
    {"< a>", "-"},
    {"<3", "-"},
    {"<", "-"},
    {"</", "-"},
    {"<>", "-"},
    {"<http://x.example>", "-"},
    {"<me@x.example>", "-"},
    {"<a:>", "-"},
};

static void render(struct buffer *out, struct span in)
{
    struct tag t;
    size_t end;

    if (!tag_read(in, 0, &t, &end)) {
        buffer_put_text(out, "-");
        return;
    }
    buffer_printf(out, "%s%.*s", t.closing ? "/" : "", (int)t.name.len, t.name.ptr);
    buffer_printf(out, "%s%s%s", t.empty ? " empty" : "", t.clean ? " clean" : "", t.cut ? " cut" : "");
    for (size_t i = 0; i < t.count; i++)
        buffer_printf(out, " %.*s=[%.*s]", (int)t.list[i].name.len, t.list[i].name.ptr,
                      (int)t.list[i].value.len, t.list[i].value.ptr);
    buffer_put_byte(out, '|');
    buffer_put_span(out, span_cut(in, end, in.len));
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buffer out;

        buffer_init(&out, 4096);
        render(&out, span_of(rows[i].in));
        assert_string_equal(out.ptr, rows[i].want);
        buffer_release(&out);
    }
}

static void test_attributes_are_bounded(void **state)
{
    struct buffer in;
    struct tag t;
    size_t end;

    (void)state;
    buffer_init(&in, 1 << 20);
    buffer_put_text(&in, "<a");
    for (int i = 0; i < 1000; i++)
        buffer_printf(&in, " n%d=\"%d\"", i, i);
    buffer_put_text(&in, ">x");
    assert_true(tag_read(buffer_span(&in), 0, &t, &end));
    assert_int_equal(t.count, TAG_ATTRIBUTES);
    assert_false(t.clean);
    assert_int_equal(end, in.len - 1);
    buffer_release(&in);
}

static void test_value_of_any_case(void **state)
{
    struct span in = SPAN("<a HREF='x'>"), value;
    struct tag t;
    size_t end;

    (void)state;
    assert_true(tag_read(in, 0, &t, &end));
    assert_true(tag_value(&t, SPAN("href"), &value));
    assert_true(span_equal(value, SPAN("x")));
    assert_false(tag_value(&t, SPAN("src"), &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_attributes_are_bounded),
        cmocka_unit_test(test_value_of_any_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
