/*
 * parse.c - the bytes of one body to a document of items
 *
 * bytes → UTF-8 (text/charset) → JSON Feed (jsonfeed.c) or XML (mend.c, xml.c, feed.c) → drafts → items (finish.c)
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "parse.h"
#include "text.h"

#include "feed.h"
#include "sniff.h"

static const char *const roots[] = {"rss", "RDF", "feed", "channel", "entry", "urlset", "sitemapindex", NULL};

static enum parse_result refuse(struct error *e, enum sniffed kind, struct span text)
{
    if (span_trim(text).len == 0)
        error_set(e, "an empty document");
    else if (kind == SNIFFED_HTML)
        error_set(e, "an HTML page, not a feed");
    else
        error_set(e, "neither RSS nor Atom nor JSON Feed nor a sitemap");
    return PARSE_NOT_A_FEED;
}

/* What the feed says of all its items: the language, and its authors in Atom (RFC 4287 section 4.2.1) and JSON Feed;
 * the editor of an RSS channel is not meant so. */
static void inherit(const struct document *feed, struct item *item)
{
    if (item->language.len == 0)
        item->language = feed->language;
    if (item->author_count == 0 && !span_starts(feed->version, SPAN("rss"))) {
        item->authors = feed->authors;
        item->author_count = feed->author_count;
    }
}

enum parse_result parse_document(struct arena *a, const struct parse_input *in, struct document *out,
                                 struct error *e)
{
    struct span text;
    size_t root = 0;
    enum sniffed kind;
    bool damaged = false;

    *out = (struct document){.date_modified = TIME_UNKNOWN};
    text = charset_to_utf8(a, in->body, charset_of_content_type(in->content_type), sniff_charset(in->body),
                           &damaged);
    kind = sniff_kind(text, roots, &root);
    if (kind == SNIFFED_JSON) {
        if (!feed_read_json(a, text, in->url, out, e))
            return PARSE_NOT_A_FEED;
    } else if (kind == SNIFFED_XML) {
        damaged |= feed_read_xml(a, text, root, in->url, out);
    }
    if (out->version.len == 0)
        return refuse(e, kind, text);
    for (size_t i = 0; i < out->item_count; i++) {
        out->items[i].recovered |= damaged;
        inherit(out, &out->items[i]);
    }
    return PARSE_OK;
}
