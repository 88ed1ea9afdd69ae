/*
 * rss.c - the words of RSS: 0.90, 0.91, 0.92, 1.0 (RDF), 2.0
 *
 * The text of title and description is HTML: the specifications are silent, publishers are not. Items stand in the
 * channel, beside it (0.90, 1.0), or within an item that was never closed.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "vocabulary.h"

static const struct row rss[] = {
    {"rss", IN_DOCUMENT | IN_ROOT, PART_ROOT, 0, READ_NOTHING, IN_ROOT},
    {"channel", IN_DOCUMENT | IN_ROOT, PART_FEED, 0, READ_NOTHING, IN_FEED},
    {"items", IN_ROOT | IN_FEED, PART_NONE, 0, READ_NOTHING, IN_SAME},
    {"item", IN_ROOT | IN_FEED | IN_ITEM, PART_ITEM, 0, READ_NOTHING, IN_ITEM},
    {"title", IN_FEED | IN_ITEM, PART_TITLE, 1, READ_HTML, IN_TEXT},
    {"link", IN_FEED | IN_ITEM, PART_LINK, 2, READ_TEXT, IN_TEXT},
    {"description", IN_FEED | IN_ITEM, PART_SUMMARY, 1, READ_HTML, IN_TEXT},
    {"guid", IN_ITEM, PART_GUID, 1, READ_TEXT, IN_TEXT},
    {"pubDate", IN_FEED | IN_ITEM, PART_PUBLISHED, 1, READ_TEXT, IN_TEXT},
    {"lastBuildDate", IN_FEED, PART_MODIFIED, 1, READ_TEXT, IN_TEXT},
    {"author", IN_FEED | IN_ITEM, PART_AUTHOR, 1, READ_HTML, IN_PERSON},
    {"managingEditor", IN_FEED, PART_AUTHOR, 1, READ_HTML, IN_PERSON},
    {"category", IN_FEED | IN_ITEM, PART_TAG, 1, READ_HTML, IN_TEXT},
    {"enclosure", IN_ITEM, PART_ENCLOSURE, 1, READ_TEXT, IN_TEXT},
    {"language", IN_FEED | IN_ITEM, PART_LANGUAGE, 1, READ_TEXT, IN_TEXT},
    {"ttl", IN_FEED, PART_TTL, 1, READ_TEXT, IN_TEXT},
    {"image", IN_ROOT | IN_FEED, PART_NONE, 0, READ_NOTHING, IN_IMAGE},
    {"url", IN_IMAGE, PART_ICON, 2, READ_TEXT, IN_TEXT},
    {"name", IN_PERSON, PART_NAME, 1, READ_HTML, IN_TEXT},
    {"email", IN_PERSON, PART_EMAIL, 1, READ_TEXT, IN_TEXT},
    {"uri", IN_PERSON, PART_URI, 1, READ_TEXT, IN_TEXT},
    {"url", IN_PERSON, PART_URI, 1, READ_TEXT, IN_TEXT},
    /* No RSS, but written as such. */
    {"body", IN_ITEM, PART_CONTENT, 4, READ_HTML, IN_TEXT},
    {"fullitem", IN_ITEM, PART_CONTENT, 4, READ_HTML, IN_TEXT},
    {"full-text", IN_ITEM, PART_CONTENT, 4, READ_HTML, IN_TEXT}, /* Yandex's */
    {"fulltext", IN_ITEM, PART_CONTENT, 4, READ_HTML, IN_TEXT},
    {"content", IN_ITEM, PART_CONTENT, 5, READ_HTML, IN_TEXT},
    {"summary", IN_ITEM, PART_ABSTRACT, 1, READ_HTML, IN_TEXT},
    {"published", IN_ITEM, PART_PUBLISHED, 7, READ_TEXT, IN_TEXT},
    {"date", IN_FEED | IN_ITEM, PART_PUBLISHED, 8, READ_TEXT, IN_TEXT},
    {"created", IN_ITEM, PART_PUBLISHED, 9, READ_TEXT, IN_TEXT},
    {"issued", IN_ITEM, PART_PUBLISHED, 9, READ_TEXT, IN_TEXT},
    {"updated", IN_FEED | IN_ITEM, PART_MODIFIED, 5, READ_TEXT, IN_TEXT},
    {"modified", IN_ITEM, PART_MODIFIED, 6, READ_TEXT, IN_TEXT},
    {"lastBuildDate", IN_ITEM, PART_MODIFIED, 7, READ_TEXT, IN_TEXT},
};
const struct vocabulary vocabulary_rss = VOCABULARY(rss);

static const struct row rdf[] = {
    {"RDF", IN_DOCUMENT, PART_ROOT, 0, READ_NOTHING, IN_ROOT},
};
const struct vocabulary vocabulary_rdf = VOCABULARY(rdf);
