/*
 * sitemap.c - the words of sitemaps (sitemaps.org 0.9), of Google's news, image and video extensions, and of indexes
 *
 * One table for all four, since publishers mix their namespaces up. A page's address is its id too. The newspaper's
 * name is the title of the whole. Ranks stand behind those of feeds, which may hold such words too. What an index names are documents, not news: they leave the list of items.
 *
 * Fatal: nothing. Bugs: alternate languages of a page (xhtml:link) are passed over.
 */
#include "feed.h"
#include "vocabulary.h"

static const struct row sitemap[] = {
    {"urlset", IN_DOCUMENT, PART_FEED, 0, READ_NOTHING, IN_FEED},
    {"url", IN_FEED, PART_ITEM, 0, READ_NOTHING, IN_ITEM},
    {"loc", IN_ITEM, PART_PAGE, 9, READ_TEXT, IN_TEXT},
    {"lastmod", IN_ITEM, PART_MODIFIED, 1, READ_TEXT, IN_TEXT},
    {"sitemapindex", IN_DOCUMENT, PART_FEED, 0, READ_NOTHING, IN_ROOT},
    {"sitemap", IN_ROOT, PART_ITEM, 0, READ_NOTHING, IN_ITEM},
    /* news: */
    {"news", IN_ITEM, PART_NONE, 0, READ_NOTHING, IN_SAME},
    {"publication", IN_ITEM, PART_NONE, 0, READ_NOTHING, IN_SAME},
    {"name", IN_ITEM, PART_PUBLICATION, 9, READ_HTML, IN_TEXT},
    {"language", IN_ITEM, PART_LANGUAGE, 5, READ_TEXT, IN_TEXT},
    {"publication_date", IN_ITEM, PART_PUBLISHED, 8, READ_TEXT, IN_TEXT},
    {"title", IN_ITEM, PART_TITLE, 6, READ_HTML, IN_TEXT},
    {"keywords", IN_ITEM, PART_KEYWORDS, 1, READ_TEXT, IN_TEXT},
    /* image: and video: */
    {"image", IN_ITEM, PART_NONE, 0, READ_NOTHING, IN_IMAGE},
    {"video", IN_ITEM, PART_NONE, 0, READ_NOTHING, IN_IMAGE},
    {"loc", IN_IMAGE, PART_ENCLOSURE, 2, READ_TEXT, IN_TEXT},
    {"content_loc", IN_IMAGE, PART_ENCLOSURE, 2, READ_TEXT, IN_TEXT},
    {"title", IN_IMAGE, PART_TITLE, 7, READ_HTML, IN_TEXT},
    {"description", IN_IMAGE, PART_SUMMARY, 8, READ_HTML, IN_TEXT},
    {"publication_date", IN_IMAGE, PART_PUBLISHED, 9, READ_TEXT, IN_TEXT},
    {"tag", IN_IMAGE, PART_TAG, 1, READ_HTML, IN_TEXT},
};
const struct vocabulary vocabulary_sitemap = VOCABULARY(sitemap);

void sitemap_take_children(struct arena *a, struct document *doc)
{
    struct sitemap *list = arena_get(a, (doc->item_count > 0 ? doc->item_count : 1) * sizeof(*list));

    for (size_t i = 0; i < doc->item_count; i++) {
        if (doc->items[i].url.len > 0)
            list[doc->sitemap_count++] = (struct sitemap){doc->items[i].url, doc->items[i].date_modified};
    }
    doc->sitemaps = list;
    doc->items = NULL;
    doc->item_count = 0;
}
