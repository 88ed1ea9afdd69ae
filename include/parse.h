/*
 * parse: the bytes of one HTTP body to a document of items.
 *
 * Pure. libxml2 lives here and nowhere else (push parser, fenced: no entities but the predefined, no DTD, no network,
 * caps on depth, attributes and length of a tag).
 * Ownership   the document lies in the arena; its spans may also point into `body`, which must outlive it.
 * Errors      PARSE_NOT_A_FEED with words for a person; a damaged feed gives PARSE_OK, what could be read, and items
 *             marked `recovered`.
 * Limits      PARSE_ITEM_LIMIT items, ITEM_TEXT_LIMIT bytes a text, PARSE_DEPTH_LIMIT elements deep; body as given.
 */
#ifndef NEWSWIRED_PARSE_H
#define NEWSWIRED_PARSE_H

#include "model.h"

#define PARSE_ITEM_LIMIT 20000
#define PARSE_DEPTH_LIMIT 200

enum parse_result { PARSE_OK, PARSE_NOT_A_FEED };

struct parse_input {
    struct span body;         /* decoded of any Content-Encoding */
    struct span url;          /* where it came from: base of relative references; may be empty */
    struct span content_type; /* HTTP header's value; may be empty */
};
enum parse_result parse_document(struct arena *a, const struct parse_input *in, struct document *out,
                                 struct error *e) base_checked;

/* The main text of an article's HTML page, found by the density of its text, without navigation, share bars and "read
 * more" lines. False: no such text. Page bodies beyond PARSE_PAGE_LIMIT are read up to there. */
#define PARSE_PAGE_LIMIT ((size_t)4 << 20)
struct article {
    struct span title, text; /* text as html_to_text makes it, at most ITEM_TEXT_LIMIT bytes */
};
bool parse_article(struct arena *a, const struct parse_input *in, struct article *out);

/* Feeds that an HTML page names (link rel=alternate), absolute, in order. */
struct parse_link {
    struct span url, title, mime_type;
};
size_t parse_autodiscover(struct arena *a, const struct parse_input *in, struct parse_link **out);

/* A list of subscriptions: OPML, or newsboat's `urls` (one URL a line, then tags; "~name" is a title; # comments). */
struct parse_subscription {
    struct span url, title;
    struct span *tags;
    size_t tag_count;
    int line;
};
struct parse_subscriptions {
    struct parse_subscription *list;
    size_t count;
    size_t skipped; /* entries that are no http(s) feed */
};
/* Which of the two it is, is seen from the first character. 0, or -EBADMSG with e. */
int parse_subscriptions(struct arena *a, struct span bytes, struct parse_subscriptions *out,
                        struct error *e) base_checked;

#endif
