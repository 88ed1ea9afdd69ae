/*
 * letter.h - a payload read back, for the writers that tell it to people: mail, chat
 *
 * Ownership   spans point into the letter's own document and arena; letter_release frees them.
 * Limits      LETTER_HITS_MAX hits and LETTER_OUTLETS_MAX outlets are taken, the rest only counted.
 */
#ifndef NEWSWIRED_DELIVER_LETTER_H
#define NEWSWIRED_DELIVER_LETTER_H

#include "model.h"

#define LETTER_HITS_MAX 256
#define LETTER_OUTLETS_MAX 256
#define LETTER_URL_MAX 2000
#define LETTER_TITLE_MAX 1000

struct letter_hit {
    enum field field;
    size_t start, end;
    struct span text;
};
struct letter {
    bool update;
    int64_t timestamp;
    struct span rule, severity;
    struct span story, story_title; /* the story's id as it stands */
    int64_t first_seen, items;
    struct span *outlets;
    size_t outlet_count, outlet_total;
    struct span title, url, outlet, summary, content, language, author;
    int64_t published; /* TIME_UNKNOWN when the feed gave none */
    struct letter_hit *hits;
    size_t hit_count;
    struct json *document;
    struct arena *arena; /* for the writers too */
};
/* False when the body is no payload; nothing is then held. */
bool letter_read(struct letter *l, struct span body);
void letter_release(struct letter *l);
/* The story's title, else the item's, else words that say there is none. */
struct span letter_subject(const struct letter *l);
/* The item's link when it is an http or https URL of at most LETTER_URL_MAX bytes, else empty. */
struct span letter_url(struct letter *l);
/* "[rule] title", an update as "Re: [rule] title", the title cut to max_chars. One clean line. */
struct span letter_headline(struct letter *l, bool with_re, size_t max_chars);

/* ---- clean text (clean.c): what peers wrote, made harmless for a header, a terminal and a page ------- */
/* One line: controls and line breaks become a space, spaces are collapsed and trimmed, bidirectional
 * embeddings, overrides and isolates are dropped (marks and joiners stay: Persian needs them), bad UTF-8
 * becomes U+FFFD. */
struct span clean_line(struct arena *a, struct span s);
/* The same but nothing is collapsed or trimmed: for a piece of running text. */
struct span clean_text(struct arena *a, struct span s);
/* clean_line of what a short line needs of s, then clean_cut: a peer's megabyte costs no more than a few
 * lines. */
struct span clean_short(struct arena *a, struct span s, size_t max_chars);
/* At most max_chars UTF-16 units; "…" as the last when something was cut. */
struct span clean_cut(struct arena *a, struct span s, size_t max_chars);
void clean_put_html(struct buffer *out, struct span s); /* & < > " ' escaped */

/* ---- passages (passage.c): the sentences around the hits of one field ------------------------------------ */
struct passage {
    struct span text;         /* a piece of the field */
    struct letter_hit *marks; /* in order, apart from each other, start and end counted in `text` */
    size_t mark_count;
    bool cut_before, cut_after; /* the sentence goes on: show "…" */
};
/* The passages of `field`, at most max of them; `whole` takes the field as one. */
size_t passages_of(struct letter *l, enum field field, bool whole, struct passage *out, size_t max);

#endif
