/*
 * judge: the items of one body become records: known or new, matched, compared, and written down as lines.
 *
 * Ownership   borrows the rooms it is given; the records and their lines lie in the arena.
 * Errors      none: what was not recognised as a feed never comes here.
 * Order       items are taken from the foot of the document upwards: feeds write the newest first, records
 *             read forwards.
 */
#ifndef NEWSWIRED_JUDGE_H
#define NEWSWIRED_JUDGE_H

#include "dedup.h"
#include "feeds.h"
#include "match.h"
#include "spool.h"

#define REVISION_LIMIT 20

struct judge {
    struct match_set *rules;
    struct dedup *dedup;
    struct seen *seen;
};
/* What judge must know of the feed. */
struct judge_feed {
    struct span name, origin, outlet, language;
    struct span *tags;
    size_t tag_count;
    bool trust_guid;
    enum quiet quiet;
    int64_t now; /* date_fetched of its records */
};
struct judge_feed judge_feed_of(struct arena *a, const struct feed *feed, int64_t now);
struct judged {
    struct record *records;
    struct span *lines; /* one a record, no newline */
    size_t count, duplicates, revisions;
    size_t known; /* items that were in the records already */
};
void judge_document(struct judge *j, const struct judge_feed *feed, const struct document *doc,
                    struct arena *a, struct judged *out);
/* Which items would become records; decides nothing. */
void judge_unknown(const struct judge *j, const struct judge_feed *feed, const struct document *doc,
                   struct arena *a, bool *unknown);
/* A record that is on disk goes back into the memories, its verdict as it was. */
void judge_restore(struct judge *j, const struct record *r, struct arena *a, bool into_dedup);

#endif
