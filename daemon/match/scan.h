/*
 * scan.h - one item while the rules look at it
 *
 * Its texts are streams: title, summary, content, each author and tag, the URL, and what only filters. The words of all
 * streams lie behind one another as places, with a wall before each stream and behind the last, so that no phrase goes
 * across. The index of places is built when the first rule is looked at: most items of most sets never need one.
 */
#ifndef MATCH_SCAN_H
#define MATCH_SCAN_H

#include "match.h"

#include "query.h"
#include "regex.h"
#include "set.h"

#define RULE_HITS 64 /* what is reported of one rule and item, and gathered of one leaf */

struct stream {
    uint32_t look, index; /* the field, and which of its texts */
    struct span text;
    const struct words *words; /* NULL until somebody asks: stream_words */
};
struct place {
    uint64_t key;  /* of the word; PLACE_WALL between streams */
    uint32_t next; /* of the same bucket, ascending; 0: none */
    uint32_t stream;
    uint32_t word; /* of the stream */
};
#define PLACE_WALL WORD_TIGHT

/* Where a term matched: so many words from that place on. */
struct spot {
    uint32_t place, words;
};
struct spots {
    struct spot *list;
    size_t count, cap;
};
/* The same in bytes: what becomes a hit. */
struct found {
    uint32_t stream, start, end;
};
struct founds {
    struct found *list;
    size_t count, cap;
};

struct scan {
    const struct match_set *set;
    const struct match_input *in;
    struct arena *arena;
    struct stream *streams;
    uint32_t stream_count;
    struct place *places; /* NULL: not yet built */
    uint32_t place_count;
    uint32_t *heads, head_mask;
    struct spots *list_spots;    /* of each list, gathered once; NULL: none yet */
    struct spots spots;          /* a stack for NEAR and counts */
    struct founds founds;        /* of the rule being looked at */
    struct regex_search *search; /* NULL: no regex yet */
};

/* scan.c */
void scan_begin(struct scan *s);
void scan_release(struct scan *s);
const struct words *stream_words(struct scan *s, struct stream *t);
void scan_index(struct scan *s);
static inline uint32_t scan_head(const struct scan *s, uint32_t key_low)
{
    return s->heads[key_low >> 8 & s->head_mask];
}

/* spot.c: the places of terms. A cursor starts at 0. */
bool spot_next(struct scan *s, const uint32_t *term, uint32_t *cursor, struct spot *out);
/* Pushes the places of a term, a list or an OR of these onto s->spots, in order, each once. */
void spots_gather(struct scan *s, const uint32_t *cell);
struct found spot_found(const struct scan *s, struct spot spot);
bool spot_looked_at(const struct scan *s, struct spot spot, uint32_t looks);

/* near.c */
bool near_holds(struct scan *s, const uint32_t *cell, bool gather);
bool count_holds(struct scan *s, const uint32_t *cell, bool gather);

/* evaluate.c: does this node hold? With `gather` its places are added to s->founds when it does. */
bool node_holds(struct scan *s, const uint32_t *cell, bool gather);
void found_put(struct scan *s, struct found f);

#endif
