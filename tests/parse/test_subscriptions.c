/* test_subscriptions.c - OPML and newsboat's urls */
#include <errno.h>

#include "render.h"

static const struct {
    const char *name, *in, *want; /* want: line, URL, title, tags; then what was skipped */
} rows[] = {
    {"OPML",
     "<?xml version='1.0'?>\n<opml version='2.0'><head><title>mine</title></head><body>\n"
     "<outline text='World'>\n<outline text='Paper &amp;amp; Co' xmlUrl='https://a.example/rss?x=1&amp;y=2' "
     "type='rss'/>\n"
     "<outline title='T' text='x' xmlURL='http://b.example/' category='/news/asia,energy'/></outline>\n"
     "<outline text='C' xmlUrl='http://c.example/'>\n</outline><outline text='note'/></body></opml>",
     "4 https://a.example/rss?x=1&y=2 \"Paper & Co\" World\n5 http://b.example/ \"T\" World news asia "
     "energy\n"
     "6 http://c.example/ \"C\"\nskipped 0\n"},
    {"OPML, damaged",
     "<opml><body><outline text='A & B'><outline xmlUrl='http://a.example/'>"
     "<outline xmlUrl='file:///etc/passwd'/>",
     "1 http://a.example/ \"\" A & B\nskipped 1\n"},
    {"urls",
     "# mine\nhttp://a.example/ news \"two words\" \"~A name\" !hidden\n\n  https://b.example/rss # said\r\n"
     "\"http://c.example/\" \"q\\\"x\"\nquery:x\nexec:ls\nfeed://d.example/x\nftp://e.example/\n",
     "2 http://a.example/ \"A name\" news two words hidden\n4 https://b.example/rss \"\"\n5 "
     "http://c.example/ \"\" q\"x\n"
     "8 http://d.example/x \"\"\nskipped 3\n"},
    {"empty", "", "skipped 0\n"},
    {"a byte order mark", "\xEF\xBB\xBFhttp://a.example/", "1 http://a.example/ \"\"\nskipped 0\n"},
};

static void render(struct buffer *out, const struct parse_subscriptions *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct parse_subscription *s = &list->list[i];

        buffer_printf(out, "%d %.*s \"%.*s\"", s->line, (int)s->url.len, s->url.ptr, (int)s->title.len,
                      s->title.ptr);
        for (size_t k = 0; k < s->tag_count; k++)
            buffer_printf(out, " %.*s", (int)s->tags[k].len, s->tags[k].ptr);
        buffer_put_byte(out, '\n');
    }
    buffer_printf(out, "skipped %zu\n", list->skipped);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct arena *a = arena_new();
        struct parse_subscriptions list;
        struct buffer out;
        struct error e;

        buffer_init(&out, 65536);
        assert_int_equal(parse_subscriptions(a, span_of(rows[i].in), &list, &e), 0);
        render(&out, &list);
        assert_string_equal(out.ptr, rows[i].want);
        buffer_release(&out);
        arena_free(&a);
    }
}

static void test_other_xml_is_refused(void **state)
{
    struct arena *a = arena_new();
    struct parse_subscriptions list;
    struct error e;

    (void)state;
    assert_int_equal(parse_subscriptions(a, SPAN("<rss><channel/></rss>"), &list, &e), -EBADMSG);
    assert_string_equal(e.text, "neither OPML nor a list of URLs");
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows),
                                       cmocka_unit_test(test_other_xml_is_refused)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
