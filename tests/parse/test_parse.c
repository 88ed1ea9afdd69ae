/* test_parse.c - each format, from a whole document to what is kept of it */
#include "render.h"

#define DC "xmlns:dc='http://purl.org/dc/elements/1.1/'"

static const struct parse_row formats[] = {
    {.name = "RSS 2.0",
     .url = "https://paper.example/rss",
     .in =
         "<?xml version='1.0'?>\n<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom' " DC
         " xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>\n"
         "<title>The Harbour Paper</title><link>https://paper.example/</link>\n"
         "<description>News &lt;i&gt;daily&lt;/i&gt;</description><language>en-gb</language><ttl>30</ttl>\n"
         "<atom:link rel='self' href='https://paper.example/rss'/><atom:link rel='hub' "
         "href='https://hub.example/'/>\n"
         "<image><url>/logo.png</url><title>logo</title><link>https://other.example/</link></image>\n"
         "<managingEditor>desk@paper.example (The Desk)</managingEditor><category>news</category>\n"
         "<lastBuildDate>Sat, 21 Nov 2026 10:00:00 GMT</lastBuildDate>\n"
         "<item><title>Ferry &amp;amp; bridge</title><link>/a/1</link><guid isPermaLink='false'>a-1</guid>\n"
         "<description>Short.</description><content:encoded><![CDATA[<p>Long <a href='/b'>text</a>.</p>]]>"
         "</content:encoded><dc:creator>Ada "
         "Moor</dc:creator><category>port</category><category>sea</category>\n"
         "<enclosure url='/a.mp3' length='77' type='audio/mpeg'/>"
         "<pubDate>Sat, 21 Nov 2026 09:00:00 +0100</pubDate></item>\n</channel></rss>",
     .want =
         "{\"version\":\"rss20\",\"title\":\"The Harbour "
         "Paper\",\"home_page_url\":\"https://paper.example/\","
         "\"feed_url\":\"https://paper.example/rss\",\"description\":\"News daily\",\"language\":\"en-gb\","
         "\"icon\":\"https://paper.example/logo.png\",\"authors\":[{\"name\":\"The Desk\",\"email\":"
         "\"desk@paper.example\"}],\"tags\":[\"news\"],\"hubs\":[\"https://hub.example/\"],\"date_modified\":"
         "\"2026-11-21T10:00:00Z\",\"ttl_s\":1800}\n"
         "{\"guid\":\"a-1\",\"url\":\"https://paper.example/a/1\",\"title\":\"Ferry & "
         "bridge\",\"summary\":\"Short.\","
         "\"content_text\":\"Long text.\",\"content_html\":\"<p>Long <a "
         "href='https://paper.example/b'>text</a>.</p>\","
         "\"language\":\"en-gb\",\"authors\":[{\"name\":\"Ada "
         "Moor\"}],\"tags\":[\"port\",\"sea\"],\"attachments\":"
         "[{\"url\":\"https://paper.example/a.mp3\",\"mime_type\":\"audio/mpeg\",\"size_in_bytes\":77}],"
         "\"date_published\":\"2026-11-21T08:00:00Z\"}\n"},
    {.name = "Atom 1.0",
     .in =
         "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de' xml:base='https://blatt.example/'>"
         "<title>Das Blatt</title><subtitle type='html'>&lt;b&gt;Alles&lt;/b&gt;</subtitle><id>urn:feed</id>"
         "<link href='/'/><link rel='self' href='feed.atom'/><updated>2026-11-20T00:00:00Z</updated>"
         "<entry xml:base='x/'><id>urn:1</id><title type='xhtml'><div "
         "xmlns='http://www.w3.org/1999/xhtml'>Eins "
         "<em>und</em> zwei</div></title><link href='1.html'/><link rel='enclosure' href='1.pdf' "
         "type='application/pdf' length='5'/><summary>Kurz</summary><content type='xhtml'><div "
         "xmlns='http://www.w3.org/1999/xhtml'><p>Lang &lt; <img src='b.png'/></p></div></content>"
         "<author><name>Uwe</name><email>uwe@blatt.example</email><uri>/uwe</uri></author>"
         "<category term='t' label='Thema'/><published>2026-11-19T12:00:00+01:00</published>"
         "<updated>2026-11-19T13:00:00+01:00</updated></entry>"
         "<entry xml:lang='fr'><id>urn:2</id><title>Deux</title><content type='text'>a &lt; "
         "b</content></entry></feed>",
     .want = "{\"version\":\"atom10\",\"title\":\"Das "
             "Blatt\",\"home_page_url\":\"https://blatt.example/\",\"feed_url\":"
             "\"https://blatt.example/"
             "feed.atom\",\"description\":\"Alles\",\"language\":\"de\",\"date_modified\":"
             "\"2026-11-20T00:00:00Z\"}\n"
             "{\"guid\":\"urn:1\",\"url\":\"https://blatt.example/x/1.html\",\"title\":\"Eins und "
             "zwei\",\"summary\":"
             "\"Kurz\",\"content_text\":\"Lang <\",\"content_html\":\"<p>Lang &lt; <img src=\\\""
             "https://blatt.example/x/b.png\\\"></"
             "p>\",\"language\":\"de\",\"authors\":[{\"name\":\"Uwe\",\"email\":"
             "\"uwe@blatt.example\",\"url\":\"https://blatt.example/"
             "uwe\"}],\"tags\":[\"Thema\"],\"attachments\":[{\"url\":"
             "\"https://blatt.example/x/1.pdf\",\"mime_type\":\"application/pdf\",\"size_in_bytes\":5}],"
             "\"date_published\":\"2026-11-19T11:00:00Z\",\"date_modified\":\"2026-11-19T12:00:00Z\"}\n"
             "{\"guid\":\"urn:2\",\"title\":\"Deux\",\"content_text\":\"a < b\",\"language\":\"fr\"}\n"},
    {.name = "Atom 0.3",
     .in = "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title "
           "mode='base64'>T2xk</title><tagline>t</tagline>"
           "<entry><id>1</id><title mode='escaped' type='text/html'>&lt;i&gt;One&lt;/i&gt;</title>"
           "<link rel='alternate' type='text/html' href='http://a.example/1'/><content type='text/html' "
           "mode='xml'>"
           "<p>x</p></content><issued>2004-01-02T03:04:05Z</issued><modified>2004-01-03T00:00:00Z</"
           "modified></entry></feed>",
     .want =
         "{\"version\":\"atom03\",\"title\":\"Old\",\"description\":\"t\"}\n"
         "{\"guid\":\"1\",\"url\":\"http://a.example/"
         "1\",\"title\":\"One\",\"content_text\":\"x\",\"content_html\":"
         "\"<p>x</"
         "p>\",\"date_published\":\"2004-01-02T03:04:05Z\",\"date_modified\":\"2004-01-03T00:00:00Z\"}\n"},
    {.name = "RSS 1.0",
     .in = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
           "xmlns='http://purl.org/rss/1.0/' " DC
           " xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel rdf:about='http://r.example/'>"
           "<title>R</title><link>http://r.example/</link><dc:language>fa</dc:language>"
           "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></channel>"
           "<item rdf:about='http://r.example/1'><title>One</title><link>http://r.example/1?x</link>"
           "<description>d</description><dc:date>2026-01-02</dc:date><dc:subject>s</dc:subject></item></"
           "rdf:RDF>",
     .want =
         "{\"version\":\"rss10\",\"title\":\"R\",\"home_page_url\":\"http://r.example/\",\"language\":\"fa\","
         "\"ttl_s\":21600}\n"
         "{\"guid\":\"http://r.example/1\",\"url\":\"http://r.example/"
         "1?x\",\"title\":\"One\",\"summary\":\"d\","
         "\"language\":\"fa\",\"tags\":[\"s\"],\"date_published\":\"2026-01-02T00:00:00Z\"}\n"},
    {.name = "RSS 0.90",
     .in = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
           "xmlns='http://my.netscape.com/rdf/simple/0.9/'>"
           "<channel><title>N</title></channel><item><title>x</title><link>http://n.example/x</link></item></"
           "rdf:RDF>",
     .want = "{\"version\":\"rss090\",\"title\":\"N\"}\n{\"url\":\"http://n.example/x\",\"title\":\"x\"}\n"},
    {.name = "RSS 0.91",
     .in = "<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' "
           "'http://my.netscape.com/rss-0.91.dtd'>"
           "<rss version='0.91'><channel><title>N</title><item><title>x</title></item></channel></rss>",
     .want = "{\"version\":\"rss091\",\"title\":\"N\"}\n{\"title\":\"x\"}\n"},
    {.name = "podcast",
     .in = "<rss version='2.0' "
           "xmlns:itunes='http://www.itunes.com/DTDs/PodCast-1.0.dtd'><channel><title>P</title>"
           "<itunes:owner><itunes:name>O</itunes:name><itunes:email>o@p.example</itunes:email></itunes:owner>"
           "<itunes:image href='http://p.example/i.png'/><itunes:category text='Arts'><itunes:category "
           "text='Books'/>"
           "</itunes:category><item><itunes:author>H</itunes:author><itunes:summary>s</itunes:summary>"
           "<itunes:keywords>a, b</itunes:keywords></item></channel></rss>",
     .want = "{\"version\":\"rss20\",\"title\":\"P\",\"icon\":\"http://p.example/"
             "i.png\",\"authors\":[{\"name\":\"O\","
             "\"email\":\"o@p.example\"}],\"tags\":[\"Arts\",\"Books\"]}\n"
             "{\"summary\":\"s\",\"authors\":[{\"name\":\"H\"}],\"tags\":[\"a\",\"b\"]}\n"},
    {.name = "media and feedburner",
     .in = "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/' "
           "xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'><channel><item><media:group>"
           "<media:content url='http://m.example/1.mp4' type='video/mp4' "
           "fileSize='9'><media:title>part</media:title>"
           "</media:content><media:description>of it</media:description></media:group><title>T</title>"
           "<link>http://proxy.example/1</link><feedburner:origLink>http://m.example/1</feedburner:origLink>"
           "</item></channel></rss>",
     .want = "{\"version\":\"rss20\"}\n{\"url\":\"http://m.example/1\",\"title\":\"T\",\"summary\":\"of "
             "it\",\"attachments\":"
             "[{\"url\":\"http://m.example/1.mp4\",\"mime_type\":\"video/mp4\",\"size_in_bytes\":9}]}\n"},
    {.name = "JSON Feed 1.1",
     .url = "https://j.example/feed.json",
     .in = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"J\",\"home_page_url\":\"/"
           "\",\"feed_url\":\"feed.json\","
           "\"description\":\"d\",\"language\":\"en\",\"icon\":\"i.png\",\"authors\":[{\"name\":\"A\","
           "\"url\":\"mailto:a@j.example\"}],"
           "\"hubs\":[{\"type\":\"WebSub\",\"url\":\"https://hub.example/"
           "\"}],\"items\":[{\"id\":1,\"url\":\"/1\",\"title\":\"One\","
           "\"content_html\":\"<p>x <a "
           "href='y'>y</a></p>\",\"summary\":\"s\",\"tags\":[\"t\",\"t\",\"u\"],\"date_published\":"
           "\"2026-11-21T10:00:00+01:00\",\"attachments\":[{\"url\":\"a.mp3\",\"mime_type\":\"audio/"
           "mpeg\",\"size_in_bytes\":3}]},"
           "{\"id\":\"2\",\"content_text\":\"1 < 2\"}]}",
     .want = "{\"version\":\"json11\",\"title\":\"J\",\"home_page_url\":\"https://j.example/\",\"feed_url\":"
             "\"https://j.example/feed.json\",\"description\":\"d\",\"language\":\"en\",\"icon\":\"https://"
             "j.example/i.png\","
             "\"authors\":[{\"name\":\"A\",\"email\":\"a@j.example\"}],\"hubs\":[\"https://hub.example/\"]}\n"
             "{\"guid\":\"1\",\"url\":\"https://j.example/"
             "1\",\"title\":\"One\",\"summary\":\"s\",\"content_text\":\"x y\","
             "\"content_html\":\"<p>x <a "
             "href='https://j.example/y'>y</a></"
             "p>\",\"language\":\"en\",\"authors\":[{\"name\":\"A\",\"email\":\"a@j.example\"}],\"tags\":["
             "\"t\",\"u\"],"
             "\"attachments\":[{\"url\":\"https://j.example/a.mp3\",\"mime_type\":\"audio/"
             "mpeg\",\"size_in_bytes\":3}],"
             "\"date_published\":\"2026-11-21T09:00:00Z\"}\n"
             "{\"guid\":\"2\",\"content_text\":\"1 < "
             "2\",\"language\":\"en\",\"authors\":[{\"name\":\"A\",\"email\":\"a@j.example\"}]}\n"},
};

static void test_formats(void **state)
{
    (void)state;
    check_parse_rows(formats, sizeof(formats) / sizeof(formats[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_formats)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
