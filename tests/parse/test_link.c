/* test_link.c - references in HTML made absolute, and nothing else touched */
#include "render.h"

#include "../../daemon/parse/draft.h"

static const struct {
    const char *in, *want; /* want NULL: the same */
} rows[] = {
    {"<a href=\"x\">y</a>", "<a href=\"http://b.example/d/x\">y</a>"},
    {"<a href=x><img src='../i.png' alt=x>",
     "<a href=http://b.example/d/x><img src='http://b.example/i.png' alt=x>"},
    {"<a href=' /x '>", "<a href='http://b.example/x'>"},
    {"<a href='//c.example/x'>", "<a href='http://c.example/x'>"},
    {"<a href='https://c.example/'>", NULL},
    {"<a href='#top'>", "<a href='http://p.example/#top'>"},
    {"<a href='mailto:a@b.example'><img src='data:image/png;base64,AA'>", NULL},
    {"<a href='two words'>", NULL},
    {"text that says href=\"x\" and 1 < 2", NULL},
    {"<p title='src=x'>", NULL},
    {"<a href=", NULL},
    {"", NULL},
};

static void test_html(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct arena *a = arena_new();
        struct span in = span_of(rows[i].in),
                    got = link_resolve_html(a, SPAN("http://b.example/d/e"), SPAN("http://p.example/"), in);

        if (rows[i].want)
            assert_memory_equal(got.ptr, rows[i].want, strlen(rows[i].want));
        else
            assert_ptr_equal(got.ptr, in.ptr);
        arena_free(&a);
    }
}

static void test_lines(void **state)
{
    static const struct {
        const char *in, *want;
    } lines[] = {{" a \n\t b ", "a b"}, {"", ""}, {" \n", ""}, {"a", "a"}};

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct arena *a = arena_new();

        assert_true(span_equal(text_to_line(a, span_of(lines[i].in)), span_of(lines[i].want)));
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_html), cmocka_unit_test(test_lines)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
