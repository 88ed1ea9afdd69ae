/*
 * set.h - the inside of a match_set: rules as cells, and the table that says which rules to look at
 *
 * Rules lie behind one another in one array of 32-bit cells, in the order a reader of the tree would take (code.c). Nothing
 * is a pointer, so 100,000 rules are a handful of allocations, and looking at one touches one or two cache lines.
 */
#ifndef MATCH_SET_H
#define MATCH_SET_H

#include <string.h>

#include "match.h"

#include "query.h"
#include "regex.h"

/* ---- cells (code.c) ------------------------------------------------------------------------------------------
 *   TERM   header, then two cells a word: its key; for the last of a prefix term: place and length in the pool
 *   LIST   header, number of the list          REGEX  header, number of the regex
 *   COUNT  header, how many, operand
 *   NEAR   header, cells in all, then for each operand: gap and order, operand
 *   AND OR header, cells in all, operands
 */
struct cell_head {
    enum node_kind kind;
    bool negated, is_prefix;
    uint32_t looks, words, longest;
};
size_t cell_length(const uint32_t *cell); /* of the node that begins here */
static inline struct cell_head cell_head(const uint32_t *cell)
{
    uint32_t h = *cell; /* kind 0-2, negated 3, is_prefix 4, looks 5-12, words 13-19, longest 20-25 */

    return (struct cell_head){
        .kind = (enum node_kind)(h & 7),
        .negated = h >> 3 & 1,
        .is_prefix = h >> 4 & 1,
        .looks = h >> 5 & 0xFF,
        .words = h >> 13 & 0x7F,
        .longest = h >> 20 & 0x3F,
    };
}
static inline uint64_t cell_word(const uint32_t *term, uint32_t i)
{
    return term[1 + 2 * i] | (uint64_t)term[2 + 2 * i] << 32;
}
#define STEP_ORDERED ((uint32_t)1 << 31) /* NEAR: beside the gap */

struct cells {
    uint32_t *list;
    size_t count, cap;
};
void code_emit(struct match_set *s, const struct node *n);
/* A list's terms, those of nested lists included, as one OR. Returns where it begins. */
uint32_t code_emit_list(struct match_set *s, const uint32_t *lists, size_t count);

/* ---- triggers (trigger.c builds, match.c reads) ----------------------------------------------------------------
 * Every rule is hung under one word that must occur for it to match (a word for each way to match). Each word of a text is
 * met once, in one look-up. `tag` is part of the word's hash: a wrong guess only costs a look at a rule in vain. */
struct slot {
    uint32_t tag, first; /* first posting; SLOT_FREE: nothing here */
};
#define SLOT_FREE UINT32_MAX
struct posting {
    uint32_t target; /* a rule, or with POSTING_LIST a list whose rules are meant */
    uint32_t
        check; /* upper 24 bits: another word that is needed; lower 8: where (signed distance) or CHECK_… */
};
#define POSTING_LAST ((uint32_t)1 << 31)
#define POSTING_LIST ((uint32_t)1 << 30)
#define POSTING_TARGET (POSTING_LIST - 1)
#define CHECK_NONE 0u
#define CHECK_ANYWHERE 127u
struct trigger_table {
    struct slot *slots;
    uint32_t mask;
};
/* Prefixes are looked up by their bytes, once for each length that a word could have as a prefix. Which lengths, a small table
 * says: a prefix of 1, 2 or 3 bytes stands there under those bytes, a longer one under its first 4. */
#define PREFIX_HEAD 4
#define PREFIX_LENGTH 31 /* longer ones are hung under that many bytes */
#define PREFIX_HEADS 4096
struct triggers {
    struct trigger_table words, prefixes;
    uint32_t *prefix_lengths; /* PREFIX_HEADS bit sets of lengths; NULL: no prefix */
    uint32_t short_lengths;   /* below PREFIX_HEAD */
    struct posting *postings;
    size_t posting_count;
    uint32_t *always; /* rules with a way to match that needs no word (regexes) */
    size_t always_count, always_cap;
    uint32_t looks; /* fields whose words are looked up */
};
void triggers_build(struct match_set *s);
void triggers_release(struct triggers *t);

/* Something to be hung under a word or prefix, before the tables are laid out (hang.c). */
struct hook {
    uint64_t key;
    struct posting posting;
};
struct hooks {
    struct hook *list;
    size_t count, cap;
};
/* For each rule the words it hangs under, or its number into triggers.always. */
void hang_rules(struct match_set *s, struct hooks *words, struct hooks *prefixes);

static inline uint32_t slot_tag(uint64_t key)
{
    return (uint32_t)(key >> 31);
}
/* The first bytes as a number, and where in the table the first n of them stand. */
static inline uint32_t prefix_head(const char *bytes, size_t len)
{
    unsigned char b[PREFIX_HEAD] = {0};

    if (len >= PREFIX_HEAD)
        memcpy(b, bytes, PREFIX_HEAD);
    else
        memcpy(b, bytes, len);
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}
static inline uint32_t prefix_place(uint32_t head, uint32_t n)
{
    return (head & (uint32_t)(((uint64_t)1 << 8 * n) - 1)) * 0x9E3779B1u >> 20;
}

/* ---- lists (list.c) -------------------------------------------------------------------------------------- */
struct list {
    uint32_t name_at, name_len; /* in the pool */
    struct node *terms;         /* TERM and LIST nodes; gone when sealed */
    uint32_t code_at;           /* CODE_NONE: no rule asked for it yet */
    uint32_t mark;              /* for walks */
    bool used;
    uint32_t cost;   /* of hanging a rule under its words; 0: not yet known */
    uint32_t *rules; /* hung under this list's words */
    size_t rule_count, rule_cap;
};
#define CODE_NONE UINT32_MAX
/* The number of the list, its code emitted. False with why->text. */
bool set_use_list(struct match_set *s, struct span name, uint32_t *number, struct match_error *why);
void list_mark_used(struct match_set *s, uint32_t number);

/* ---- the set (set.c) ------------------------------------------------------------------------------------- */
struct rule {
    uint32_t name_at, name_len; /* in the pool */
    uint32_t code_at;
    uint32_t filter; /* 0: none */
};
struct filter {
    struct span *feeds, *tags, *languages;
    size_t feed_count, tag_count, language_count;
};
struct match_set {
    struct cells code;
    struct buffer pool; /* names and prefixes */
    struct rule *rules;
    size_t rule_count, rule_cap;
    struct regex **regexes;
    size_t regex_count, regex_cap;
    struct filter *filters;
    size_t filter_count, filter_cap;
    struct list *lists;
    size_t list_count, list_cap;
    struct map *list_numbers; /* hash of the name → number */
    uint32_t mark;
    struct arena *scratch;    /* one compilation; NULL when sealed */
    struct arena *list_nodes; /* NULL when sealed */
    struct arena *kept;       /* filters */
    uint32_t looks;           /* fields that any rule looks at */
    struct triggers triggers;
    bool sealed;
};
struct span set_text(const struct match_set *s, uint32_t at, uint32_t len); /* of the pool */
uint32_t set_add_text(struct match_set *s, struct span text);
uint32_t set_add_regex(struct match_set *s, struct regex *r); /* takes it over */
/* Room for one more member: the array, perhaps moved; *cap doubles. */
void *set_room(void *list, size_t count, size_t *cap, size_t member_bytes);

bool filter_lets_pass(const struct filter *f, const struct match_input *in);

#endif
