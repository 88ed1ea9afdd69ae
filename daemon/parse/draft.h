/*
 * draft.h: what a format said about an item or a feed, before it is decided what of it counts.
 *
 * Every format fills drafts, finish.c makes items of them. A part may be said by several elements: each comes with
 * a rank, and the best (lowest) rank stays, among equals the first. Everything lies in the arena.
 */
#ifndef NEWSWIRED_PARSE_DRAFT_H
#define NEWSWIRED_PARSE_DRAFT_H

#include "model.h"

enum part {
    PART_NONE,
    PART_ROOT,
    PART_FEED,
    /* single texts */
    PART_TITLE,
    PART_SUMMARY,
    PART_ABSTRACT, /* a summary beside what may be one */
    PART_CONTENT,
    PART_LANGUAGE,
    PART_TTL,
    PART_PERIOD,
    PART_FREQUENCY,
    PART_SELF,
    PART_PAGE,        /* link and id in one */
    PART_PUBLICATION, /* the feed's title, said by an item */
    /* dates */
    PART_PUBLISHED,
    PART_MODIFIED,
    /* parts of a person */
    PART_NAME,
    PART_EMAIL,
    PART_URI,
    /* parts that their attributes say */
    PART_ITEM,
    PART_ICON,
    PART_GUID,
    PART_LINK,
    PART_TAG,
    PART_KEYWORDS,
    PART_ENCLOSURE,
    PART_AUTHOR,
    PART_COUNT,
};

struct draft_text {
    struct span text;   /* as it stands; URLs are not resolved yet */
    struct span base;   /* what relative references in it refer to */
    bool based;         /* an xml:base said so, not only the document's own URL */
    uint8_t rank;       /* 0: not said */
    bool html, escaped; /* escaped: plain, but its writer may have left references in it */
};
struct draft_date {
    int64_t at;
    uint8_t rank;
};

#define DRAFT_LIST_LIMIT 100 /* authors, tags, attachments, hubs: each */

struct draft {
    struct arena *arena;
    struct draft_text texts[PART_COUNT];
    struct draft_date published, modified;
    struct author *authors;
    struct span *tags, *hubs;
    struct attachment *attachments;
    size_t author_count, tag_count, hub_count, attachment_count;
    uint8_t author_rank; /* of those in the list */
    struct span inherited_language;
    bool truncated;
};

void draft_init(struct draft *d, struct arena *a);
bool draft_says_something(const struct draft *d); /* a title, a text, an id or a link */
/* The arena's copy of `text` without white space around it; nothing when that is empty or has a better rank. */
void draft_text(struct draft *d, enum part part, uint8_t rank, struct draft_text text);
void draft_date(struct draft *d, enum part part, uint8_t rank, struct span text);
/* Absolute when it can be; a reference that is no URL is passed over. */
void draft_url(struct draft *d, enum part part, uint8_t rank, struct span base, struct span reference);
/* Lists: an entry that says nothing, or again what is there, is not added. */
void draft_author(struct draft *d, uint8_t rank, struct author who);
void draft_tag(struct draft *d, struct span tag);             /* plain */
void draft_tags(struct draft *d, struct span list, char sep); /* "a, b, c" */
void draft_hub(struct draft *d, struct span base, struct span reference);
void draft_attachment(struct draft *d, struct span base, struct attachment a); /* its URL as it stands */

/* ---- finish.c: from drafts to the model ------------------------------------------------------------------ */
struct item finish_item(struct draft *d);
void finish_feed(struct draft *d, struct document *out); /* all but items and version */

/* ---- person.c -------------------------------------------------------------------------------------------- */
/* "me@x (Name)", "Name (me@x)", "Name <me@x>", "me@x", "Name". */
struct author person_read(struct span line);

/* ---- link.c ---------------------------------------------------------------------------------------------- */
/* Absolute form of a reference; as it stands when there is no base; empty when it is none. */
struct span link_resolve(struct arena *a, struct span base, struct span reference);
/* HTML with its relative references made absolute, "#x" with `page`: the span itself when there are none. */
struct span link_resolve_html(struct arena *a, struct span base, struct span page, struct span html);
bool link_leads_somewhere(struct span attribute); /* href, src and their kin */
/* White space runs become one space, ends trimmed. */
struct span text_to_line(struct arena *a, struct span text);

#endif
