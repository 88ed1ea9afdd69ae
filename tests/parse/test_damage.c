/* test_damage.c - what was wrong first with a document, and where; why a body is no feed */
#include "render.h"

static const struct {
    const char *in, *want; /* the document's damage */
} rows[] = {
    {"<rss><channel/></rss>", ""},
    {"x<rss><channel/></rss>", "line 1, byte 0: something before the feed"},
    {"<rss><channel/></rss>\nx", "line 2, byte 22: something behind the end of <rss>"},
    {"<rss>\n<channel>\n</item></channel></rss>", "line 3, byte 16: </item> closes nothing that is open"},
    {"<rss><channel><item></channel></rss>",
     "line 1, byte 20: <item> is still open where an outer element ends"},
    {"<rss><channel><item><description>cut o", "line 1, byte 38: the document ends within <description>"},
    {"<rss><channel></channel><item a=", "line 1, byte 24: the document ends within the tag <item"},
    {"<rss><channel><title>a</TITLE></channel></rss>",
     "line 1, byte 22: </TITLE> closes a tag in another case"},
    {"<rss><channel></channel x='1'></rss>", "line 1, byte 14: </channel> has an attribute"},
    {"<rss version=2><channel/></rss>", "line 1, byte 0: <rss> has a value without quotes"},
    {"<rss><channel a><item/></channel></rss>", "line 1, byte 5: <channel> has an attribute without a value"},
    {"<rss><channel a='1' a='2'/></rss>", "line 1, byte 5: <channel> has an attribute that is there twice"},
    {"<rss><channel a='1'b='2'/></rss>", "line 1, byte 5: <channel> has no space between attributes"},
    {"<rss><channel a='<'/></rss>", "line 1, byte 5: <channel> has < in a value"},
    {"<rss><channel><title</channel></rss>", "line 1, byte 14: <title> has no > at its end"},
    {"<rss><channel><title>1 < 2</title></channel></rss>", "line 1, byte 23: a < that begins no tag"},
    {"<rss><channel><title><http://x></title></channel></rss>", "line 1, byte 21: a < that begins no tag"},
    {"<rss><channel><title>\n<![CDATA[x</title></channel></rss>",
     "line 2, byte 22: a CDATA section that is not closed"},
    {"<rss><channel><title>a &amp; b & c</title></item></channel></rss>",
     "line 1, byte 31: an & that begins no reference"},
    {"<rss><channel></item><title>a & b</title></channel></rss>",
     "line 1, byte 14: </item> closes nothing that is open"},
    {"<rss><channel><title>a&#0;</title></channel></rss>",
     "line 1, byte 22: a reference to no character, or not the one that was meant"},
    {"<feed><link href='?a&b'/></feed>",
     "line 1, byte 6: a value of <link> has an & that begins no reference"},
    {"<?xml version='1.0' encoding='utf-8'?>\n<rss><channel><title>a\xFF</title></channel></rss>",
     "line 2, byte 61: bad UTF-8 in a document that says utf-8"},
    {"<?xml version='1.0' encoding='gbk'?>\n<rss><channel><title>a\x81</title></channel></rss>",
     "line 2, byte 59: bad bytes in a document that says gbk"},
    {"<?xml version='1.0' encoding='\xFFx'?><rss><channel><title>éé</title></channel></rss>",
     "line 1, byte 30: bad bytes in a document that says \xEF\xBF\xBDx"},
    {"{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":1,},{}]}",
     "line 1, byte 62: a comma before a closing bracket"},
    {"{\"title\":\"a\nb\",\"items\":[]}", "line 1, byte 11: a control character in a string"},
    {"{\"title\":\"\\u0000\",\"items\":[]}", "line 1, byte 10: \\u0000"},
    {"{\"title\":\"\\ud800\",\"items\":[]}", "line 1, byte 10: half of a surrogate pair"},
    {"{\"title\":\"it\\'s\",\"items\":[]}", "line 1, byte 12: an escape of nothing"},
    {"{\"title\":\"t\",\"items\":[]}\n<!-- 3 ms -->", "line 1, byte 24: something behind the end"},
    {"{\"title\":\"t\",\"items\":[{\"id\":\"1\"},{\"id\":\"2\",\"ti",
     "line 1, byte 46: the document ends within an array or an object"},
    {"{\"title\":\"t\",\"items\":[{\"id\":12345678901234567890123}]}", ""},
};

static void test_damage(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct arena *a = arena_new();
        struct parse_input in = {.body = span_of(rows[i].in)};
        struct document doc;
        struct error e;

        if (parse_document(a, &in, &doc, &e) != PARSE_OK)
            fail_msg("%s: %s", rows[i].in, e.text);
        if (!span_equal(doc.damage, span_of(rows[i].want)))
            fail_msg("%s: %.*s", rows[i].in, (int)doc.damage.len, doc.damage.len ? doc.damage.ptr : "");
        for (size_t k = 0; k < doc.item_count; k++)
            assert_int_equal(doc.items[k].recovered, doc.damage.len > 0);
        arena_free(&a);
    }
}

#define NO_FEED ", neither RSS nor Atom nor JSON Feed nor a sitemap\n"

static const struct parse_row refused[] = {
    {.name = "nothing", .in = "", .want = "error: an empty document\n"},
    {.name = "white space", .in = " \n ", .want = "error: an empty document\n"},
    {.name = "prose", .in = "no feed at all", .want = "error: line 1: text" NO_FEED},
    {.name = "HTML",
     .in = "\n<!doctype html>\n<html><body>rss</body></html>",
     .want = "error: line 3: <html>, an HTML page, not a feed; it names no feed\n"},
    {.name = "HTML that names feeds",
     .url = "https://p.example/d/",
     .in = "<html><link rel=alternate type='application/rss+xml' href='/rss'><link rel=alternate "
           "type='application/atom+xml' href='a'><link rel=alternate type='application/feed+json' href='j'>"
           "<link rel=alternate type='application/rss+xml' href='/4'>",
     .want = "error: line 1: <html>, an HTML page, not a feed; it names these feeds: https://p.example/rss, "
             "https://p.example/d/a, https://p.example/d/j\n"},
    {.name = "HTML without html",
     .in = "<!DOCTYPE HTML><p>x",
     .want = "error: line 1: an HTML page, not a feed; it names no feed\n"},
    {.name = "other XML",
     .in = "<?xml version='1.0'?>\n<svg><title>x</title></svg>",
     .want = "error: line 2: <svg>" NO_FEED},
    {.name = "other RDF",
     .in = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><x/></rdf:RDF>",
     .want = "error: line 1: <rdf:RDF>" NO_FEED},
    {.name = "OPML",
     .in = "<opml version='2.0'/>",
     .want = "error: line 1: <opml>, a list of feeds, not a feed\n"},
    {.name = "other JSON", .in = "\n{\"items\":[]}", .want = "error: line 2: JSON, but no JSON Feed\n"},
    {.name = "unknown JSON Feed",
     .in = "{\"version\":\"https://jsonfeed.org/version/20\",\"items\":[]}",
     .want = "error: line 1: JSON, but no JSON Feed\n"},
    {.name = "no JSON", .in = "{\"a\":\n}", .want = "error: line 2, byte 7: unexpected token near '}'\n"},
};

static void test_refused(void **state)
{
    (void)state;
    check_parse_rows(refused, sizeof(refused) / sizeof(refused[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_damage), cmocka_unit_test(test_refused)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
