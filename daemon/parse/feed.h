/*
 * feed.h: the readers of the formats. Each fills a document whose version stays empty when it found no feed.
 */
#ifndef NEWSWIRED_PARSE_FEED_H
#define NEWSWIRED_PARSE_FEED_H

#include "model.h"

/* RSS, RDF, Atom and sitemaps; the root element begins at `root`. True when the document was damaged. */
bool feed_read_xml(struct arena *a, struct span utf8, size_t root, struct span url, struct document *out);
/* Of a sitemap index: what was read as items becomes its children (sitemap.c). */
void sitemap_take_children(struct arena *a, struct document *doc);

/* JSON Feed. False and e when it is none. */
bool feed_read_json(struct arena *a, struct span utf8, struct span url, struct document *out,
                    struct error *e);

/* JSON that a reader takes: `text` itself when nothing had to be mended. False when it is too much to be read. */
bool json_mend(struct arena *a, struct span text, struct span *out, bool *damaged);

/* Items as they come, up to PARSE_ITEM_LIMIT and to a budget of memory in proportion to the body. */
struct item_list {
    struct arena *arena;
    struct item *items;
    size_t count, room;
    size_t memory_limit;
};
void item_list_init(struct item_list *l, struct arena *a, size_t body_bytes);
bool item_list_is_full(const struct item_list *l);
void item_list_add(struct item_list *l, struct item item);

#endif
