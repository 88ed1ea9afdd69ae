/* test_wild.c - feeds as they were found by hunting: what the specifications leave open and publishers write */
#include "render.h"

#define NS                                                                                                   \
    "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "                                        \
    "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:media='http://search.yahoo.com/mrss/'>"
#define RSS(items) NS "<channel>" items "</channel></rss>"
#define ITEM(i) RSS("<item>" i "</item>")
#define FEED "{\"version\":\"rss20\"}\n"
#define ATOM(entry)                                                                                          \
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://b.example/d/'><entry>" entry "</entry></"    \
    "feed>"
#define ATOM_FEED "{\"version\":\"atom10\"}\n"
#define DAMAGED ",\"recovered\":true}\n"
#define CHECK(rows) check_parse_rows(rows, sizeof(rows) / sizeof((rows)[0]))

#define ME "{\"authors\":[{\"name\":\"Me Too\",\"email\":\"me@x.example\"}]}\n"

static void test_authors(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "an address in angle brackets is no tag",
         .in = ITEM("<author>Me Too &lt;me@x.example&gt;</author>"),
         .want = FEED ME},
        {.name = "a quoted name",
         .in = ITEM("<author>\"Me Too\" &lt;me@x.example&gt;</author>"),
         .want = FEED ME},
        {.name = "an address before", .in = ITEM("<author>me@x.example Me Too</author>"), .want = FEED ME},
        {.name = "with a dash", .in = ITEM("<author>me@x.example - Me Too</author>"), .want = FEED ME},
        {.name = "an address behind", .in = ITEM("<author>Me Too, me@x.example</author>"), .want = FEED ME},
        {.name = "a name in brackets", .in = ITEM("<author>(Me Too) me@x.example</author>"), .want = FEED ME},
        {.name = "two addresses are no name",
         .in = ITEM("<author>a@x.example, b@x.example</author>"),
         .want = FEED "{\"authors\":[{\"name\":\"a@x.example, b@x.example\"}]}\n"},
        {.name = "a podcast's and its own",
         .in = ITEM("<itunes:author>A</itunes:author><author>B</author><dc:creator>a</dc:creator>"),
         .want = FEED "{\"authors\":[{\"name\":\"A\"},{\"name\":\"B\"}]}\n"},
        {.name = "the owner of an episode",
         .in = ITEM("<itunes:owner><itunes:name>N</itunes:name></itunes:owner>"),
         .want = FEED "{\"authors\":[{\"name\":\"N\"}]}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_links(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "a guid that is a path",
         .url = "http://u.example/f/",
         .in = ITEM("<guid isPermaLink='true'>/p/1</guid>"),
         .want = FEED "{\"guid\":\"/p/1\",\"url\":\"http://u.example/p/1\"}\n"},
        {.name = "unless it does not say so",
         .url = "http://u.example/f/",
         .in = ITEM("<guid>/p/1</guid>"),
         .want = FEED "{\"guid\":\"/p/1\"}\n"},
        {.name = "an id, for want of a link",
         .in = ATOM("<id>http://x.example/1</id><link rel='self' href='s'/>"),
         .want = ATOM_FEED "{\"guid\":\"http://x.example/1\",\"url\":\"http://x.example/1\"}\n"},
        {.name = "no scheme",
         .url = "http://u.example/",
         .in = ITEM("<link>www.a.example/1</link>"),
         .want = FEED "{\"url\":\"http://www.a.example/1\",\"canonical_url\":\"http://a.example/1\"}\n"},
        {.name = "IANA's newer URI",
         .in = ATOM("<link rel='https://www.iana.org/assignments/link-relations/alternate' href='x'/>"),
         .want = ATOM_FEED "{\"url\":\"http://b.example/d/x\"}\n"},
        {.name = "an empty enclosure is none",
         .in = ATOM("<link rel='enclosure' href=''/>"),
         .want = ATOM_FEED "{}\n"},
        {.name = "a base without a host",
         .url = "http://u.example/f/",
         .in = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://['><entry "
               "xml:base='file:///x'><link "
               "href='1'/></entry></feed>",
         .want = ATOM_FEED "{\"url\":\"http://u.example/f/1\"}\n"},
        {.name = "a base that is none",
         .url = "http://u.example/f/",
         .in = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='mailto:a@b.example'><entry><link "
               "href='1'/></entry></feed>",
         .want = ATOM_FEED "{\"url\":\"http://u.example/f/1\"}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_tags(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "the outer category comes first, escaped twice",
         .in = RSS("<itunes:category text='A &amp;amp; B'><itunes:category text='C'/></itunes:category>"),
         .want = "{\"version\":\"rss20\",\"tags\":[\"A & B\",\"C\"]}\n"},
        {.name = "of media",
         .in = ITEM("<media:keywords>a, b c</media:keywords><media:category label='L'>x</media:category>"),
         .want = FEED "{\"tags\":[\"a\",\"b c\",\"L\"]}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_contents(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "the same as text and as HTML",
         .in = "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><content "
               "type='multipart/alternative'>"
               "<content type='text/plain'>a</content><content type='text/html' "
               "mode='escaped'>&lt;b>a&lt;/b></content>"
               "</content></entry></feed>",
         .want = "{\"version\":\"atom03\"}\n{\"content_text\":\"a\",\"content_html\":\"<b>a</b>\"}\n"},
        {.name = "an entry within an item",
         .in = ITEM("<entry xmlns='http://www.w3.org/2005/Atom'><title>in</title></entry><title>out</title>"),
         .want = FEED "{\"title\":\"out\"}\n"},
        {.name = "a summary beside the description",
         .in = ITEM("<summary>s</summary><description>&lt;b>d</description>"),
         .want = FEED "{\"summary\":\"s\",\"content_text\":\"d\",\"content_html\":\"<b>d\"}\n"},
        {.name = "and a body",
         .in = ITEM("<description>d</description><summary>s</summary><body>b</body>"),
         .want = FEED "{\"summary\":\"d\",\"content_text\":\"b\",\"content_html\":\"b\"}\n"},
        {.name = "a summary alone",
         .in = ITEM("<summary>&lt;b>s</summary>"),
         .want = FEED "{\"summary\":\"s\",\"content_html\":\"<b>s\"}\n"},
        {.name = "a character in two halves",
         .in = ITEM("<title>&#55357;&#x1F600;&#xD83D;&#56832;&#xD83D;</title>"),
         .want = FEED "{\"title\":\"\xEF\xBF\xBD\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xEF\xBF\xBD\"" DAMAGED},
        {.name = "a torrent",
         .in = ITEM("<media:peerLink type='application/x-bittorrent' href='http://x.example/t'/>"),
         .want = FEED "{\"attachments\":[{\"url\":\"http://x.example/t\",\"mime_type\":\"application/"
                      "x-bittorrent\"}]}\n"},
        {.name = "dates in other words",
         .in = ITEM("<created>2026-01-02</created><modified>2026-01-03</modified>"),
         .want = FEED
         "{\"date_published\":\"2026-01-02T00:00:00Z\",\"date_modified\":\"2026-01-03T00:00:00Z\"}\n"},
        {.name = "Yandex's",
         .in = ITEM("<description>d</description><yandex:full-text "
                    "xmlns:yandex='http://news.yandex.ru'>all</yandex:full-text>"),
         .want = FEED "{\"summary\":\"d\",\"content_text\":\"all\",\"content_html\":\"all\"}\n"},
        {.name = "an item of RDF without a link",
         .in = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
               "xmlns='http://purl.org/rss/1.0/'>"
               "<item rdf:about='http://x.example/1'/></rdf:RDF>",
         .want =
             "{\"version\":\"rss10\"}\n{\"guid\":\"http://x.example/1\",\"url\":\"http://x.example/1\"}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_roots(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "RSS in the namespace of Atom",
         .in = "<rss version='2.0' xmlns='http://www.w3.org/2005/Atom'><channel><item><title>a</title>"
               "<link>http://x.example/</link></item></channel></rss>",
         .want = FEED "{\"url\":\"http://x.example/\",\"title\":\"a\"}\n"},
        {.name = "RDF in a namespace of its own",
         .in =
             "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='urn:x' xmlns:y='urn:y'>"
             "<y:channels/><channel><y:title>no</y:title><title>c</title></channel><item><title>a</title></"
             "item>"
             "</rdf:RDF>",
         .want = "{\"version\":\"rss10\",\"title\":\"c\"}\n{\"title\":\"a\"}\n"},
        {.name = "the namespace of the board's media",
         .in = "<rss version='2.0' "
               "xmlns:m='http://www.rssboard.org/media-rss'><channel><item><m:title>m</m:title>"
               "<title>t</title></item></channel></rss>",
         .want = FEED "{\"title\":\"t\"}\n"},
        {.name = "RSS without a channel", .in = "<rss version='2.0'/>", .want = FEED},
        {.name = "items in a wrapper",
         .in = RSS("<items><item><title>a</title></item></items>"),
         .want = FEED "{\"title\":\"a\"}\n"},
        {.name = "a root that ends too early",
         .in = RSS("<item><title>a</title></item></channel></rss><item><title>b</title></item>"),
         .want = FEED "{\"title\":\"a\"" DAMAGED "{\"title\":\"b\"" DAMAGED},
        {.name = "two documents in one",
         .in = ITEM("<title>a</title>") "<?xml version='1.0'?>\n" ITEM("<title>b</title>"),
         .want = FEED "{\"title\":\"a\"" DAMAGED "{\"title\":\"b\"" DAMAGED},
        {.name = "a script behind",
         .in = ITEM("<title>a</title>") "\n<script>if (a<b) c();</script>",
         .want = FEED "{\"title\":\"a\"" DAMAGED},
        {.name = "comments around",
         .in = "\n<!-- x --><!DOCTYPE rss [<!ENTITY a 'b>'>]>" ITEM("<title>a</title>") "\n<!-- 3 ms -->\n",
         .want = FEED "{\"title\":\"a\"}\n"},
    };

    (void)state;
    CHECK(rows);
}

static void test_unclosed(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "a title",
         .in = ITEM("<title>a<link>http://x.example/</link><description>d</description>"),
         .want = FEED "{\"url\":\"http://x.example/\",\"title\":\"a\",\"summary\":\"d\"" DAMAGED},
        {.name = "a title of another spelling",
         .in = ITEM("<title>a</titel><link>http://x.example/</link>"),
         .want = FEED "{\"url\":\"http://x.example/\",\"title\":\"a\"" DAMAGED},
        {.name = "an enclosure",
         .in = ITEM("<enclosure url='http://x.example/1.mp3' type='audio/mpeg'><title>a</title>"),
         .want = FEED "{\"title\":\"a\",\"attachments\":[{\"url\":\"http://x.example/"
                      "1.mp3\",\"mime_type\":\"audio/mpeg\"}]" DAMAGED},
        {.name = "a description",
         .in = ITEM("<description>d<pubDate>2026-01-02</pubDate>"),
         .want = FEED "{\"summary\":\"d\",\"date_published\":\"2026-01-02T00:00:00Z\"" DAMAGED},
        {.name = "markup of a description stays",
         .in = ITEM("<description>d <title>e</title> <link href='f'/></description>"),
         .want = FEED
         "{\"summary\":\"d\\ne\",\"content_html\":\"d <title>e</title> <link href=\\\"f\\\"></link>\"}\n"},
        {.name = "a CDATA section",
         .in = RSS("<item><title><![CDATA[a</title></item><item><title>b</title></item>"),
         .want = FEED "{\"title\":\"a\"" DAMAGED "{\"title\":\"b\"" DAMAGED},
        {.name = "a tag of one byte",
         .in = NS "<channel><item><title>a<",
         .want = FEED "{\"title\":\"a\"" DAMAGED},
        {.name = "an end tag of two",
         .in = NS "<channel><item><title>a</",
         .want = FEED "{\"title\":\"a\"" DAMAGED},
        {.name = "an end tag with a space",
         .in = ITEM("<title>a</ title><link>http://x.example/</link>"),
         .want = FEED "{\"url\":\"http://x.example/\",\"title\":\"a\"" DAMAGED},
    };

    (void)state;
    CHECK(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_authors),  cmocka_unit_test(test_links), cmocka_unit_test(test_tags),
        cmocka_unit_test(test_contents), cmocka_unit_test(test_roots), cmocka_unit_test(test_unclosed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
