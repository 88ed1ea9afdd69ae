/*
 * feed.h: the readers of the formats. Each fills a document whose version stays empty when it found no feed.
 */
#ifndef NEWSWIRED_PARSE_FEED_H
#define NEWSWIRED_PARSE_FEED_H

#include "parse.h"

#include "damage.h"
#include "sniff.h"

/* A body, made text. */
struct body {
    const struct parse_input *in;
    struct span text; /* UTF-8 */
    enum sniffed kind;
    size_t root; /* as sniff_kind says */
};

/* RSS, RDF, Atom and sitemaps. Tells what was wrong first. */
struct damage feed_read_xml(struct arena *a, const struct body *b, struct document *out);
/* Of a sitemap index: what was read as items becomes its children (sitemap.c). */
void sitemap_take_children(struct arena *a, struct document *doc);

/* JSON Feed. False and e when it is no JSON. */
bool feed_read_json(struct arena *a, const struct body *b, struct document *out, struct damage *damage,
                    struct error *e);

/* Why a document is no feed, in words for a person (refuse.c). */
void refuse_words(struct arena *a, const struct body *b, struct error *e);

/* JSON that a reader takes. False when it is too much to be read. */
struct mended_json {
    struct span text;   /* as given when nothing had to be mended, else in `copy` */
    struct buffer copy; /* the caller's to release */
    size_t tree_bytes;  /* what a reader will need besides the texts */
};
bool json_mend(struct span text, struct mended_json *out, struct damage *damage);

/* Items as they come, up to PARSE_ITEM_LIMIT and to a budget of memory in proportion to the body. */
struct item_list {
    struct arena *arena;
    struct item *items;
    size_t count, room;
    size_t memory_limit;
    bool left_out; /* there was more than is in the list */
};
void item_list_init(struct item_list *l, struct arena *a, size_t body_bytes);
/* Asked by who has more to read: the budget is used up, or the limit is reached, too. Notes that something is left out. */
bool item_list_is_spent(struct item_list *l);
bool item_list_is_full(struct item_list *l);
void item_list_add(struct item_list *l, struct item item);

#endif
