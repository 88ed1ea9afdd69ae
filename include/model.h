/*
 * model: the nouns that rooms hand to each other: item, document, hit, verdict, record, alert's story.
 *
 * Purpose     their fields are the interface; no room keeps another room's pointer beyond the step.
 * Ownership   every span points into the arena or buffer of the body's journey and dies with it.
 * Units       dates in seconds since 1970, TIME_UNKNOWN when absent; sizes in bytes, -1 when absent.
 * Text        UTF-8 without NUL wherever text/charset has been passed; an absent text is the empty span.
 */
#ifndef NEWSWIRED_MODEL_H
#define NEWSWIRED_MODEL_H

#include "base.h"

struct author {
    struct span name, email, url;
};

struct attachment {
    struct span url, mime_type;
    int64_t size_bytes; /* -1: unknown */
};

/* One entry of a feed, as JSON Feed 1.1 names its parts. `guid` is verbatim; the rest is plain or absolute.
 */
struct item {
    struct span guid, url, title, summary, content_text, content_html, language;
    struct span canonical_url; /* url_canonical of url; empty when that is the same */
    struct author *authors;
    struct span *tags;
    struct attachment *attachments;
    size_t author_count, tag_count, attachment_count;
    int64_t date_published, date_modified;
    bool truncated; /* a text field was cut at ITEM_TEXT_LIMIT */
    bool recovered; /* the document was damaged and what could be read was read */
    bool from_page; /* content_text is the article page's, not the feed's: "content_source":"page" */
    struct id
        feed_text; /* with from_page: hash of the text as the feed gives it, by which it is known again */
};

#define ITEM_TEXT_LIMIT ((size_t)1 << 20)

/* A child that a sitemap index names. */
struct sitemap {
    struct span url;
    int64_t date_modified;
};

/* A feed document. Items are in document order. */
struct document {
    struct span version; /* "rss20", "atom10", "rss10", "json11", "sitemap", "sitemapindex", … */
    struct span title, home_page_url, feed_url, description, language, icon;
    struct author *authors;
    struct span *tags, *hubs;
    size_t author_count, tag_count, hub_count;
    int64_t date_modified;
    int64_t ttl_s; /* the publisher's hint for the gap between polls; 0 when absent */
    struct item *items;
    size_t item_count;
    bool left_out;            /* the body holds more than a document may: its last items are missing */
    struct sitemap *sitemaps; /* of a sitemap index, which has no items */
    size_t sitemap_count;
    struct span damage; /* what was wrong first, and where, in words; empty: nothing */
};

enum field { FIELD_TITLE, FIELD_SUMMARY, FIELD_CONTENT, FIELD_AUTHOR, FIELD_TAG, FIELD_URL, FIELD_COUNT };
const char *field_name(enum field f); /* as in a record: title summary content_text author tag url */
bool field_from_name(struct span name, enum field *out);

/* One place where a term of a rule matched: bytes start..end of exactly that field of that item; for tags and
 * authors `index` says which one. `text` is those bytes. */
struct hit {
    struct span rule;
    enum field field;
    uint32_t index, start, end;
    struct span text;
};

/* Their members in JSON, appended behind an open `{`; absent parts are left out (item_json.c). Pure. */
void item_put_json(struct buffer *out, const struct item *item);
void document_put_json(struct buffer *out, const struct document *doc); /* without its items */
/* Appends the member "hits":[…]; nothing when count is 0. filter_names: content_text is called "text", as in the filters
 * of newswirectl. Hits of authors and tags carry "index" (hit_json.c). Pure. */
void hits_put_json(struct buffer *out, const struct hit *hits, size_t count, bool filter_names);

/* What dedup decided on an item, and why. */
struct why_duplicate {
    bool known; /* a candidate was verified: the numbers below are about it */
    struct id candidate;
    double jaccard, containment;
    uint32_t shared;
    struct span veto; /* the name of the veto that spoke, or empty */
    bool url;         /* the candidate stands at the same address, and its text or its title is alike */
};
struct why_story {
    bool known;
    double score;
    struct id member;   /* the most similar member */
    struct span *terms; /* shared, heaviest first */
    size_t term_count;
};
struct verdict {
    struct id story;        /* the id of the story's first item; the item's own id when it founds one */
    struct id duplicate_of; /* the original at the root of the chain; zero when it is none */
    struct why_duplicate duplicate_why;
    struct why_story story_why;
};
/* Appends the member `"why":{"duplicate":{…},"story":{…}}` to an object that is being written. Ids stand as hex
 * digits (ids NULL), or as put writes them: one JSON value. */
struct id_writer {
    void (*put)(struct buffer *out, struct id id, void *arg);
    void *arg;
};
void verdict_put_why(struct buffer *out, const struct verdict *v, const struct id_writer *ids);

/* Why an item that hit a rule was not alerted; recorded, so that a replay decides the same. */
enum quiet { QUIET_NO, QUIET_FIRST_POLL, QUIET_BACKFILL };
const char *quiet_name(enum quiet q); /* as in a record: "", "first-poll", "backfill" */
enum quiet quiet_from_name(struct span name);

/* One line of the spool: the whole truth about one revision of one item. */
struct record {
    struct id id;
    int64_t revision;      /* 1 for the first */
    struct id revision_of; /* the id of the first revision; zero in the first itself */
    struct span feed, outlet;
    struct item item;
    int64_t date_fetched;
    struct verdict verdict;
    struct hit *hits;
    size_t hit_count;
    enum quiet quiet;
};

#endif
