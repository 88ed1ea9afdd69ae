/* test_autodiscover.c - the feeds that a page names */
#include "render.h"

#define RSS "type='application/rss+xml'"

static const struct {
    const char *name, *in, *want; /* want: URL, title, type */
} rows[] = {
    {"two kinds",
     "<html><head><link rel='alternate' " RSS " title='All &amp; more' href='/rss'>"
     "<LINK REL=\"ALTERNATE home\" HREF=atom.xml?a=1&amp;b=2 TYPE=application/atom+xml></head>",
     "http://p.example/rss|All & more|application/rss+xml\n"
     "http://p.example/d/atom.xml?a=1&b=2||application/atom+xml\n"},
    {"a base", "<base href='http://b.example/x/'><link rel=alternate " RSS " href=f>",
     "http://b.example/x/f||application/rss+xml\n"},
    {"the first base counts",
     "<base target=_blank><base href='/x/'><base href='y/'><link rel=alternate " RSS " href=f>",
     "http://p.example/x/f||application/rss+xml\n"},
    {"told twice", "<link rel=alternate " RSS " href=f><link rel=alternate " RSS " href=f>",
     "http://p.example/d/f||application/rss+xml\n"},
    {"a parameter", "<link rel=alternate type='application/rss+xml; charset=utf-8' href=f>",
     "http://p.example/d/f||application/rss+xml; charset=utf-8\n"},
    {"other relations and types",
     "<link rel=stylesheet " RSS
     " href=a><link rel=alternate type=text/html href=b><link rel=alternate href=c>",
     ""},
    {"what is not there",
     "<!-- <link rel=alternate " RSS " href=a> --><script>'<link rel=alternate " RSS " href=b>'</script>"
     "<style><link rel=alternate " RSS " href=c></style>",
     ""},
    {"no web address", "<link rel=alternate " RSS " href='javascript:x'><link rel=alternate " RSS ">", ""},
    {"nothing", "", ""},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct arena *a = arena_new();
        struct parse_input in = {.body = span_of(rows[i].in), .url = SPAN("http://p.example/d/page.html")};
        struct parse_link *links;
        size_t count = parse_autodiscover(a, &in, &links);
        struct buffer out;

        buffer_init(&out, 65536);
        buffer_put_text(&out, "");
        for (size_t k = 0; k < count; k++)
            buffer_printf(&out, "%.*s|%.*s|%.*s\n", (int)links[k].url.len, links[k].url.ptr,
                          (int)links[k].title.len, links[k].title.ptr, (int)links[k].mime_type.len,
                          links[k].mime_type.ptr);
        if (strcmp(out.ptr ? out.ptr : "", rows[i].want) != 0)
            print_error("row: %s\n", rows[i].name);
        assert_string_equal(out.ptr ? out.ptr : "", rows[i].want);
        buffer_release(&out);
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
