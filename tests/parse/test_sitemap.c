/* test_sitemap.c - sitemaps, of news and others, and their indexes */
#include "render.h"

#define SITEMAP "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
#define NEWS " xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
#define STORY                                                                                                \
    "<url><loc>https://n.example/1</loc><news:news><news:publication><news:name>The N</news:name>"           \
    "<news:language>en</news:language></news:publication>"                                                   \
    "<news:publication_date>2026-11-21T10:00:00+01:00</news:publication_date><news:title>One &amp; "         \
    "two</news:title></news:news></url>"
#define STORY_FEED "{\"version\":\"sitemap\",\"title\":\"The N\"}\n"
#define STORY_ITEM                                                                                           \
    "{\"guid\":\"https://n.example/1\",\"url\":\"https://n.example/1\",\"title\":\"One & "                   \
    "two\",\"language\":"                                                                                    \
    "\"en\",\"date_published\":\"2026-11-21T09:00:00Z\"}\n"

static const struct parse_row rows[] = {
    {.name = "news",
     .in =
         "<?xml version='1.0' encoding='UTF-8'?><urlset " SITEMAP NEWS
         " xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'><url><loc> "
         "https://n.example/1?a=1&amp;b=2 "
         "</loc><lastmod>2026-11-21T12:00:00Z</lastmod><changefreq>daily</changefreq><priority>0.5</priority>"
         "<news:news><news:publication><news:name>The N</news:name><news:language>en</news:language>"
         "</news:publication><news:genres>Blog</news:genres>"
         "<news:publication_date>2026-11-21</news:publication_date><news:title>One</news:title>"
         "<news:keywords>port, sea , </news:keywords></news:news><image:image>"
         "<image:loc>https://n.example/1.jpg</image:loc><image:title>a ship</image:title></image:image></url>"
         "<url><loc>https://n.example/2</loc></url></urlset>",
     .want = STORY_FEED
     "{\"guid\":\"https://n.example/1?a=1&b=2\",\"url\":\"https://n.example/1?a=1&b=2\",\"title\":\"One\","
     "\"language\":\"en\",\"tags\":[\"port\",\"sea\"],\"attachments\":[{\"url\":\"https://n.example/"
     "1.jpg\"}],"
     "\"date_published\":\"2026-11-21T00:00:00Z\",\"date_modified\":\"2026-11-21T12:00:00Z\"}\n"
     "{\"guid\":\"https://n.example/2\",\"url\":\"https://n.example/2\"}\n"},
    {.name = "an old namespace",
     .in = "<urlset xmlns='http://www.google.com/schemas/sitemap/0.84' "
           "xmlns:news='http://www.google.com/schemas/sitemap-news/0.84'>" STORY "</urlset>",
     .want = STORY_FEED STORY_ITEM},
    {.name = "misspelt namespaces",
     .in = "<urlset xmlns='https://www.sitemap.org/schema/sitemap/0.9/' "
           "xmlns:news='http://www.google.com/news'>" STORY "</urlset>",
     .want = STORY_FEED STORY_ITEM},
    {.name = "no namespace", .in = "<urlset>" STORY "</urlset>", .want = STORY_FEED STORY_ITEM},
    {.name = "no prefix",
     .in = "<urlset " SITEMAP "><url><loc>https://n.example/1</loc><news><publication><name>The N</name>"
           "<language>en</language></publication><publication_date>2026-11-21T09:00:00Z</publication_date>"
           "<title>One &amp; two</title></news><image><loc>x</loc></image></url></urlset>",
     .url = "https://n.example/s.xml",
     .want = STORY_FEED
     "{\"guid\":\"https://n.example/1\",\"url\":\"https://n.example/1\",\"title\":\"One & "
     "two\",\"language\":\"en\","
     "\"attachments\":[{\"url\":\"https://n.example/x\"}],\"date_published\":\"2026-11-21T09:00:00Z\"}\n"},
    {.name = "a prefix for all",
     .in = "<s:urlset "
           "xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9'><s:url><s:loc>https://n.example/1</s:loc>"
           "<s:lastmod>2026</s:lastmod></s:url></s:urlset>",
     .want = "{\"version\":\"sitemap\"}\n{\"guid\":\"https://n.example/1\",\"url\":\"https://n.example/1\","
             "\"date_modified\":\"2026-01-01T00:00:00Z\"}\n"},
    {.name = "a video",
     .in = "<urlset " SITEMAP
           " xmlns:video='http://www.google.com/schemas/sitemap-video/1.1'><url><loc>https://n.example/1"
           "</loc><video:video><video:thumbnail_loc>https://n.example/t.png</"
           "video:thumbnail_loc><video:title>V</video:title>"
           "<video:description>of "
           "it</video:description><video:content_loc>https://n.example/v.mp4</video:content_loc>"
           "<video:publication_date>2026-01-02</video:publication_date><video:tag>sea</video:tag></"
           "video:video></url></urlset>",
     .want =
         "{\"version\":\"sitemap\"}\n{\"guid\":\"https://n.example/1\",\"url\":\"https://n.example/"
         "1\",\"title\":\"V\","
         "\"summary\":\"of it\",\"tags\":[\"sea\"],\"attachments\":[{\"url\":\"https://n.example/v.mp4\"}],"
         "\"date_published\":\"2026-01-02T00:00:00Z\"}\n"},
    {.name = "cut off",
     .in = "<urlset " SITEMAP "><url><loc>https://n.example/1</loc><lastmod>2026-0",
     .want = "{\"version\":\"sitemap\"}\n"
             "{\"guid\":\"https://n.example/1\",\"url\":\"https://n.example/1\",\"recovered\":true}\n"},
    {.name = "index",
     .in =
         "<sitemapindex " SITEMAP "><sitemap><loc>https://n.example/a.xml</loc><lastmod>2026-11-21T10:00:00Z"
         "</lastmod></sitemap><sitemap/><sitemap><loc>/b.xml</loc></sitemap><url><loc>/no</loc></url></"
         "sitemapindex>",
     .url = "https://n.example/index.xml",
     .want =
         "{\"version\":\"sitemapindex\",\"sitemaps\":[{\"url\":\"https://n.example/a.xml\",\"date_modified\":"
         "\"2026-11-21T10:00:00Z\"},{\"url\":\"https://n.example/b.xml\"}]}\n"},
    {.name = "empty", .in = "<urlset/>", .want = "{\"version\":\"sitemap\"}\n"},
    {.name = "empty index", .in = "<sitemapindex/>", .want = "{\"version\":\"sitemapindex\"}\n"},
    {.name = "its words inside of RSS do not count before the feed's",
     .in = "<rss version='2.0'" NEWS
           "><channel><title>c</title><item><news:name>n</news:name><news:title>no</news:title>"
           "<title>yes</title><news:loc>https://n.example/no</news:loc><link>https://n.example/yes</link></"
           "item></channel></rss>",
     .want = "{\"version\":\"rss20\",\"title\":\"c\"}\n"
             "{\"guid\":\"https://n.example/no\",\"url\":\"https://n.example/yes\",\"title\":\"yes\"}\n"},
};

static void test_rows(void **state)
{
    (void)state;
    check_parse_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
