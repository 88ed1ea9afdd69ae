/* test_traps.c - ways to read a feed wrong: one function each, most rows about one item's title or link */
#include "render.h"

#define RSS(items) "<rss version='2.0'><channel>" items "</channel></rss>"
#define TITLE(t) RSS("<item><title>" t "</title></item>")
#define FEED "{\"version\":\"rss20\"}\n"
#define ATOM(entry) "<feed xmlns='http://www.w3.org/2005/Atom'><entry>" entry "</entry></feed>"
#define ATOM_FEED "{\"version\":\"atom10\"}\n"
#define DAMAGED ",\"recovered\":true}\n"
#define CHECK(rows) check_parse_rows(rows, sizeof(rows) / sizeof((rows)[0]))

static void test_bare_ampersands_spare_later_references(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "title",
         .in = TITLE("Fish & Chips &amp; more &lt;3"),
         .want = FEED "{\"title\":\"Fish & Chips & more <3\"" DAMAGED},
        {.name = "another item",
         .in = RSS("<item><title>A & B</title></item><item><title>C &amp; D</title></item>"),
         .want = FEED "{\"title\":\"A & B\"" DAMAGED "{\"title\":\"C & D\"" DAMAGED},
        {.name = "attribute",
         .in = ATOM("<link href='http://a.example/?a=1&b=2&amp;c=3'/>"),
         .want = ATOM_FEED "{\"url\":\"http://a.example/?a=1&b=2&c=3\"" DAMAGED},
    };

    (void)state;
    CHECK(rows);
}

static void test_names_of_html_are_expanded(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "title", .in = TITLE("5&nbsp;&yen;"), .want = FEED "{\"title\":\"5 \xC2\xA5\"}\n"},
        {.name = "not without semicolon",
         .in = RSS("<item><link>http://a.example/?a=1&copy=2</link></item>"),
         .want = FEED "{\"url\":\"http://a.example/?a=1&copy=2\"" DAMAGED},
    };

    (void)state;
    CHECK(rows);
}

static void test_charsets(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "bad UTF-8 keeps all items",
         .in = "<?xml version='1.0' encoding='utf-8'?>" RSS(
             "<item><title>a\xFFz\xC3\xA9</title></item><item><title>b</title></item>"),
         .want = FEED "{\"title\":\"a\xEF\xBF\xBDz\xC3\xA9\"" DAMAGED "{\"title\":\"b\"" DAMAGED},
        {.name = "an unknown name",
         .in = "<?xml version='1.0' encoding='x-nothing'?>" TITLE("\xC3\xA9"),
         .want = FEED "{\"title\":\"\xC3\xA9\"}\n"},
        {.name = "the header counts",
         .content_type = "text/xml; charset=iso-8859-1",
         .in = "<?xml version='1.0'?>" TITLE("caf\xE9"),
         .want = FEED "{\"title\":\"caf\xC3\xA9\"}\n"},
        {.name = "a declaration that cannot be",
         .in = "<?xml version='1.0' encoding='utf-16'?>" TITLE("\xC3\xA9"),
         .want = FEED "{\"title\":\"\xC3\xA9\"}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_wide_charsets(void **state)
{
    static const char text[] = "<?xml version='1.0'?>" TITLE("wide");
    static const struct parse_row row = {.name = "wide", .want = FEED "{\"title\":\"wide\"}\n"};
    char wide[4 * sizeof(text)];

    (void)state;
    for (size_t width = 2; width <= 4; width += 2) {
        for (size_t big = 0; big < 2; big++) {
            memset(wide, 0, sizeof(wide));
            for (size_t i = 0; i < sizeof(text) - 1; i++)
                wide[i * width + (big ? width - 1 : 0)] = text[i];
            check_parse(&row, (struct span){wide, (sizeof(text) - 1) * width});
        }
    }
}

static void test_before_the_root(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "text",
         .in = "\n Warning: x in <b>y</b> on line 3<br />\n<?xml version='1.0'?>" TITLE("a"),
         .want = FEED "{\"title\":\"a\"" DAMAGED},
        {.name = "two document types",
         .in = "<!DOCTYPE a><!DOCTYPE b [<!ENTITY c 'd'>]>" TITLE("a"),
         .want = FEED "{\"title\":\"a\"}\n"},
        {.name = "a comment that names one",
         .in = "<!-- <feed> -->" TITLE("a"),
         .want = FEED "{\"title\":\"a\"}\n"},
        {.name = "controls are dropped",
         .in = TITLE("a\x01\x02"
                     "b\x1F"),
         .want = FEED "{\"title\":\"ab\"}\n"},
        {.name = "references to them too",
         .in = TITLE("a&#0;&#27;b"),
         .want = FEED "{\"title\":\"ab\"" DAMAGED},
    };
    static const char nul[] = TITLE("a\0b") "\0";
    static const struct parse_row row = {.name = "NUL", .want = FEED "{\"title\":\"ab\"}\n"};

    (void)state;
    CHECK(rows);
    check_parse(&row, (struct span){nul, sizeof(nul) - 1});
}

static void test_atom_text_types(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "text is literal",
         .in = ATOM("<title>&lt;b&gt; is bold</title>"),
         .want = ATOM_FEED "{\"title\":\"<b> is bold\"}\n"},
        {.name = "html is decoded once",
         .in = ATOM("<title type='html'>a &amp;lt;b> c</title>"),
         .want = ATOM_FEED "{\"title\":\"a <b> c\"}\n"},
        {.name = "xhtml loses its div",
         .in = ATOM(
             "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><div>a</div></div></content>"),
         .want = ATOM_FEED "{\"content_text\":\"a\",\"content_html\":\"<div>a</div>\"}\n"},
        {.name = "a media type is base64",
         .in = ATOM("<content type='application/octet-stream'>aMOp</content>"),
         .want = ATOM_FEED "{\"content_text\":\"h\xC3\xA9\",\"content_html\":\"h\xC3\xA9\"}\n"},
        {.name = "or is not",
         .in = ATOM("<title type='x/y'>no base64!</title>"),
         .want = ATOM_FEED "{\"title\":\"no base64!\"}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_mixed_texts_are_joined(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "all three",
         .in = TITLE("a <![CDATA[<i>b</i> &amp; c]]> <b>d</b>&#33;"),
         .want = FEED "{\"title\":\"a b & c d!\"}\n"},
        {.name = "comments do not part", .in = TITLE("on<!-- x -->e"), .want = FEED "{\"title\":\"one\"}\n"},
        {.name = "an instruction neither",
         .in = TITLE("on<?php x ?>e"),
         .want = FEED "{\"title\":\"one\"}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_same_names_elsewhere(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "another namespace",
         .in =
             "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/' xmlns:x='urn:x'><channel><item>"
             "<media:title>m</media:title><x:title>x</x:title><title>t</title><x:link>http://x.example/</"
             "x:link>"
             "</item></channel></rss>",
         .want = FEED "{\"title\":\"t\"}\n"},
        {.name = "within others",
         .in = RSS("<image><title>i</title><link>http://i.example/</link></image><textInput><title>q</title>"
                   "<link>http://q.example/</link></textInput><title>c</title>"),
         .want = "{\"version\":\"rss20\",\"title\":\"c\"}\n"},
        {.name = "a foreign wrapper",
         .in = "<feed xmlns='http://www.w3.org/2005/Atom'><x xmlns='urn:x'><entry "
               "xmlns='http://www.w3.org/2005/Atom'>"
               "<id>no</id></entry></x><entry><x xmlns='urn:x'><id "
               "xmlns='http://www.w3.org/2005/Atom'>no</id></x>"
               "<id>yes</id></entry></feed>",
         .want = ATOM_FEED "{\"guid\":\"yes\"}\n"},
        {.name = "items that were not closed",
         .in = RSS("<item><title>a</title><item><title>b</title><item><title>c</title>"),
         .want = FEED "{\"title\":\"a\"" DAMAGED "{\"title\":\"b\"" DAMAGED "{\"title\":\"c\"" DAMAGED},
        {.name = "an empty one inside",
         .in = RSS("<item><title>a</title><item/><link>http://a.example/</link></item>"),
         .want = FEED "{\"url\":\"http://a.example/\",\"title\":\"a\"}\n"},
        {.name = "items beside the channel",
         .in = "<rss version='2.0'><channel><title>c</title></channel><item><title>a</title></item></rss>",
         .want = "{\"version\":\"rss20\",\"title\":\"c\"}\n{\"title\":\"a\"}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_namespaces_vary(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "https",
         .in = "<feed xmlns='https://www.w3.org/2005/Atom'><title>t</title></feed>",
         .want = "{\"version\":\"atom10\",\"title\":\"t\"}\n"},
        {.name = "none",
         .in = "<feed><title>t</title></feed>",
         .want = "{\"version\":\"atom10\",\"title\":\"t\"}\n"},
        {.name = "unknown",
         .in = "<feed xmlns='urn:x'><title>t</title></feed>",
         .want = "{\"version\":\"atom10\",\"title\":\"t\"}\n"},
        {.name = "a prefix for all",
         .in = "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:title>t</a:title></a:feed>",
         .want = "{\"version\":\"atom10\",\"title\":\"t\"}\n"},
        {.name = "RSS in one",
         .in = "<rss version='2.0' "
               "xmlns='http://backend.userland.com/rss2'><channel><title>t</title></channel></rss>",
         .want = "{\"version\":\"rss20\",\"title\":\"t\"}\n"},
        {.name = "a prefix that is not declared",
         .in = RSS("<item><dc:creator>A</dc:creator><content:encoded>&lt;p>x</content:encoded></item>"),
         .want = FEED "{\"content_text\":\"x\",\"content_html\":\"<p>x\",\"authors\":[{\"name\":\"A\"}]}\n"},
        {.name = "names in capitals",
         .in = "<RSS VERSION='2.0'><CHANNEL><TITLE>t</TITLE></CHANNEL></RSS>",
         .want = "{\"version\":\"rss20\",\"title\":\"t\"}\n"},
        {.name = "Atom inside RSS",
         .in = "<rss version='2.0' "
               "xmlns:a='http://www.w3.org/2005/Atom'><channel><item><a:title>t</a:title><a:id>i</a:id>"
               "<a:link "
               "href='http://a.example/'/><a:updated>2026-01-01T00:00:00Z</a:updated></item></channel></rss>",
         .want = FEED "{\"guid\":\"i\",\"url\":\"http://a.example/"
                      "\",\"title\":\"t\",\"date_modified\":\"2026-01-01T00:00:00Z\"}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_links(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "no rel is alternate",
         .in = ATOM("<link href='http://a.example/'/>"),
         .want = ATOM_FEED "{\"url\":\"http://a.example/\"}\n"},
        {.name = "IANA's URI",
         .in = ATOM(
             "<link rel='http://www.iana.org/assignments/relation/alternate' href='http://a.example/'/>"),
         .want = ATOM_FEED "{\"url\":\"http://a.example/\"}\n"},
        {.name = "others are no permalinks",
         .in =
             ATOM("<link rel='self' href='http://s.example/'/><link rel='related' href='http://r.example/'/>"
                  "<link rel='replies' href='http://c.example/'/>"),
         .want = ATOM_FEED "{}\n"},
        {.name = "HTML before other types",
         .in = ATOM("<link type='application/json' href='http://j.example/'/><link type='text/html' "
                    "href='http://h.example/'/>"),
         .want = ATOM_FEED "{\"url\":\"http://h.example/\"}\n"},
        {.name = "guid is a link",
         .in = RSS("<item><guid>http://g.example/</guid></item>"),
         .want = FEED "{\"guid\":\"http://g.example/\",\"url\":\"http://g.example/\"}\n"},
        {.name = "unless it says no",
         .in = RSS("<item><guid isPermaLink='false'>http://g.example/</guid></item>"),
         .want = FEED "{\"guid\":\"http://g.example/\"}\n"},
        {.name = "or is no URL",
         .in = RSS("<item><guid>17</guid></item>"),
         .want = FEED "{\"guid\":\"17\"}\n"},
        {.name = "prose is no URL",
         .url = "http://b.example/",
         .in = RSS("<item><link>|date >2026</link></item>"),
         .want = FEED "{}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_canonical_urls(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "as it stands",
         .in = RSS("<item><link>https://a.example/x.html</link></item>"),
         .want = FEED "{\"url\":\"https://a.example/x.html\"}\n"},
        {.name = "tracked",
         .in = RSS("<item><link>https://a.example/x?id=1&amp;utm_source=rss</link></item>"),
         .want = FEED "{\"url\":\"https://a.example/x?id=1&utm_source=rss\",\"canonical_url\":\"https://"
                      "a.example/x?id=1\"}\n"},
        {.name = "none of the web",
         .in = RSS("<item><link>mailto:a@b.example</link></item>"),
         .want = FEED "{\"url\":\"mailto:a@b.example\"}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_relative_urls(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "nested bases",
         .url = "http://d.example/f/feed",
         .in = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='a/'><entry xml:base='b/'><id>x</id><link "
               "href='c'/></entry></feed>",
         .want = ATOM_FEED "{\"guid\":\"x\",\"url\":\"http://d.example/f/a/b/c\"}\n"},
        {.name = "empty base",
         .url = "http://d.example/f/feed",
         .in = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base=''><entry><link href='c'/></entry></feed>",
         .want = ATOM_FEED "{\"url\":\"http://d.example/f/c\"}\n"},
        {.name = "a fragment as base",
         .url = "http://d.example/f/feed",
         .in =
             "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='#x'><entry><link href='c'/></entry></feed>",
         .want = ATOM_FEED "{\"url\":\"http://d.example/f/c\"}\n"},
        {.name = "white space",
         .url = "http://d.example/",
         .in = RSS("<item><link>\n  /x\n </link></item>"),
         .want = FEED "{\"url\":\"http://d.example/x\"}\n"},
        {.name = "an empty link is the base",
         .in = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://b.example/x'><entry><link "
               "href=''/></entry></feed>",
         .want = ATOM_FEED "{\"url\":\"http://b.example/x\"}\n"},
        {.name = "but not the feed's own URL",
         .url = "http://d.example/feed",
         .in = ATOM("<link href=''/>"),
         .want = ATOM_FEED "{}\n"},
        {.name = "RSS is relative to its site",
         .url = "http://proxy.example/f/feed",
         .in = RSS("<link>http://s.example/</link><item><link>/1</link><enclosure url='2.mp3'/></item>"),
         .want = "{\"version\":\"rss20\",\"home_page_url\":\"http://s.example/\"}\n{\"url\":\"http://"
                 "s.example/1\","
                 "\"attachments\":[{\"url\":\"http://s.example/2.mp3\"}]}\n"},
        {.name = "unless it has a base",
         .url = "http://proxy.example/f/feed",
         .in = "<rss version='2.0' xml:base='http://b.example/'><channel><link>http://s.example/</link><item>"
               "<link>/1</link></item></channel></rss>",
         .want = "{\"version\":\"rss20\",\"home_page_url\":\"http://s.example/\"}\n{\"url\":\"http://"
                 "b.example/1\"}\n"},
        {.name = "a base within the text",
         .url = "http://d.example/",
         .in = ATOM(
             "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml' xml:base='b/'><a href='1'>x</a>"
             "<p xml:base='c/'><img src='2'/></p><a href='#n'>y</a></div></content>"),
         .want = ATOM_FEED
         "{\"content_text\":\"x\\ny\",\"content_html\":\"<a href=\\\"http://d.example/b/1\\\">x</a><p><img "
         "src=\\\"http://d.example/b/c/2\\\"></p><a href=\\\"http://d.example/b/#n\\\">y</a>\"}\n"},
        {.name = "a place in the page",
         .url = "http://d.example/feed",
         .in = ATOM("<link href='1'/><content type='html'>&lt;a href='#n'>x&lt;/a></content>"),
         .want = ATOM_FEED "{\"url\":\"http://d.example/1\",\"content_text\":\"x\",\"content_html\":\"<a "
                           "href='http://d.example/1#n'>x</a>\"}\n"},
        {.name = "ids stay",
         .url = "http://d.example/",
         .in = ATOM("<id>/x/../Y</id>"),
         .want = ATOM_FEED "{\"guid\":\"/x/../Y\"}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_descriptions(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "with links, where there is no other body",
         .url = "http://d.example/f/feed",
         .in = RSS(
             "<item><description>&lt;p&gt;a &lt;a href='b'&gt;b&lt;/a&gt;&lt;/p&gt;</description></item>"),
         .want = FEED
         "{\"summary\":\"a b\",\"content_html\":\"<p>a <a href='http://d.example/f/b'>b</a></p>\"}\n"},
        {.name = "with references only",
         .in = RSS("<item><description>a &amp;amp; b &amp;lt; c &lt;3</description></item>"),
         .want = FEED "{\"summary\":\"a & b < c <3\"}\n"},
        {.name = "of Atom",
         .in = ATOM("<summary type='html' xml:base='http://b.example/'>&lt;img src='i'&gt;x</summary>"),
         .want = ATOM_FEED "{\"summary\":\"x\",\"content_html\":\"<img src='http://b.example/i'>x\"}\n"},
        {.name = "of Atom as text",
         .in = ATOM("<summary>&lt;b>x</summary>"),
         .want = ATOM_FEED "{\"summary\":\"<b>x\"}\n"},
        {.name = "beside a body",
         .in = RSS("<item><description>&lt;b>x</description><content:encoded>y</content:encoded></item>"),
         .want = FEED "{\"summary\":\"x\",\"content_text\":\"y\",\"content_html\":\"y\"}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_dates(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "none is better than a wrong one",
         .in = RSS("<item><pubDate>soon</pubDate></item>"),
         .want = FEED "{}\n"},
        {.name = "the next source counts then",
         .in = "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><item><pubDate>31 "
               "Foo</pubDate>"
               "<dc:date>2026-01-02T03:04:05Z</dc:date></item></channel></rss>",
         .want = FEED "{\"date_published\":\"2026-01-02T03:04:05Z\"}\n"},
        {.name = "of two equals the last",
         .in = RSS("<item><pubDate>2026-01-02</pubDate><pubDate>2026-01-03</pubDate></item>"),
         .want = FEED "{\"date_published\":\"2026-01-03T00:00:00Z\"}\n"},
        {.name = "a zone of the US",
         .in = RSS("<item><pubDate>Wed, 02 Oct 2024 13:00:00 EST</pubDate></item>"),
         .want = FEED "{\"date_published\":\"2024-10-02T18:00:00Z\"}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_authors(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "address first",
         .in = RSS("<item><author>me@x.example (Me)</author></item>"),
         .want = FEED "{\"authors\":[{\"name\":\"Me\",\"email\":\"me@x.example\"}]}\n"},
        {.name = "name first",
         .in = RSS("<item><author>Me (me@x.example)</author></item>"),
         .want = FEED "{\"authors\":[{\"name\":\"Me\",\"email\":\"me@x.example\"}]}\n"},
        {.name = "several, told twice",
         .in =
             "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "
             "xmlns:a='http://www.w3.org/2005/Atom'>"
             "<channel><item><dc:creator>A</dc:creator><dc:creator>B</dc:creator><a:author><a:name>a</a:name>"
             "<a:uri>http://a.example/</a:uri></a:author></item></channel></rss>",
         .want = FEED "{\"authors\":[{\"name\":\"A\",\"url\":\"http://a.example/\"},{\"name\":\"B\"}]}\n"},
        {.name = "the source's",
         .in = ATOM("<source><title>no</title><author><name>S</name></author></source><title>t</title>"),
         .want = ATOM_FEED "{\"title\":\"t\",\"authors\":[{\"name\":\"S\"}]}\n"},
        {.name = "its own before the source's",
         .in = ATOM("<source><author><name>S</name></author></source><author><name>E</name></author>"),
         .want = ATOM_FEED "{\"authors\":[{\"name\":\"E\"}]}\n"},
        {.name = "markup in it",
         .in = RSS("<item><author>by <a href='x'>Foo</a></author></item>"),
         .want = FEED "{\"authors\":[{\"name\":\"by Foo\"}]}\n"},
        {.name = "empty", .in = ATOM("<author><name/></author>"), .want = ATOM_FEED "{}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_attachments(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "empty and repeated",
         .in = RSS("<item><enclosure/><enclosure url=''/><enclosure url='http://a.example/1' length='x'/>"
                   "<enclosure url='http://a.example/1' length='5' type='a/b'/></item>"),
         .want = FEED
         "{\"attachments\":[{\"url\":\"http://a.example/1\",\"mime_type\":\"a/b\",\"size_in_bytes\":5}]}\n"},
        {.name = "a negative length",
         .in = RSS("<item><enclosure url='http://a.example/1' length='-1'/></item>"),
         .want = FEED "{\"attachments\":[{\"url\":\"http://a.example/1\"}]}\n"},
    };

    (void)state;
    CHECK(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bare_ampersands_spare_later_references),
        cmocka_unit_test(test_names_of_html_are_expanded),
        cmocka_unit_test(test_charsets),
        cmocka_unit_test(test_wide_charsets),
        cmocka_unit_test(test_before_the_root),
        cmocka_unit_test(test_atom_text_types),
        cmocka_unit_test(test_mixed_texts_are_joined),
        cmocka_unit_test(test_same_names_elsewhere),
        cmocka_unit_test(test_namespaces_vary),
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_canonical_urls),
        cmocka_unit_test(test_relative_urls),
        cmocka_unit_test(test_descriptions),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_authors),
        cmocka_unit_test(test_attachments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
