/*
 * match: keyword rules over folded words.
 *
 * Pure. A set of rules is compiled once, never changes, and is swapped whole on reload.
 * Ownership   match_set owns copies of all it was given; hits lie in the arena, their `rule` spans in the set.
 * Errors      a query that cannot be compiled tells line and column (both from 1), what is wrong, and a proposal.
 * Limits      64 KiB a query, 200 levels of parentheses, 64 hits a rule and item.
 */
#ifndef NEWSWIRED_MATCH_H
#define NEWSWIRED_MATCH_H

#include "model.h"
#include "text.h"

struct match_set;

struct match_list {
    struct span name; /* used as @name; its terms may name other lists */
    struct span *terms;
    size_t term_count;
};
struct match_rule {
    struct span name, query;
    struct span *feeds, *tags, *languages; /* filters; empty: all */
    size_t feed_count, tag_count, language_count;
};
struct match_error {
    int line, column; /* within the query */
    char text[400];   /* what is wrong, with a proposal */
};

struct match_set *match_set_new(void);
void match_set_free(struct match_set **s);
/* Lists first, in any order among themselves, then rules. 0, or -EINVAL with e; the set is then as it was. A list that is missing
 * is told by the rule that needs it. */
int match_set_add_list(struct match_set *s, const struct match_list *list,
                       struct match_error *e) base_checked;
int match_set_add_rule(struct match_set *s, const struct match_rule *rule,
                       struct match_error *e) base_checked;
void match_set_seal(struct match_set *s); /* after the last rule; builds the term table */
size_t match_set_rules(const struct match_set *s);
/* Lists that no rule uses, for a warning: name of the i-th, empty behind the last. */
struct span match_set_unused_list(const struct match_set *s, size_t i);

/* The words of an item's texts, folded once for rules and dedup. Authors, tags and url are folded by match when a rule
 * asks for them. */
struct item_words {
    struct words title, summary, content;
};
void item_words_of(struct arena *a, const struct item *item, struct item_words *out);

struct match_input {
    const struct item *item;
    const struct item_words *words;
    struct span feed; /* name of the feed */
    struct span *feed_tags;
    size_t feed_tag_count;
    struct span language; /* of the item, else of the document, else of the feed's configuration */
};
/* `tag:` looks at the feed's tags too; their hits count `index` on behind the item's own. `lang:` and `feed:` give no hits.
 * All hits of all rules that match, by rule in the order added, then field, index, start. Returns their number. */
size_t match_item(const struct match_set *s, const struct match_input *in, struct arena *a,
                  struct hit **hits);

#endif
