/*
 * hang.c - under which word is a rule hung?
 *
 * Under one that must occur for it to match, the rarest as far as the rules themselves tell: a word that many rules use is
 * likely common, and of two alike the longer one is rarer. An OR hangs under a word of each side, an AND under the
 * cheapest of its parts. A second word that is needed too goes along as a check: the neighbour in a phrase, or a word that
 * must stand anywhere. It lets most visits end before the rule is touched.
 *
 * Fatal: nothing. Bugs: knows no language; a set of few rules may hang one under "the".
 */
#include <string.h>

#include "match.h"

#include "query.h"
#include "set.h"

#define NO_WORD UINT32_MAX

/* How many places in all rules use a word. Two words with one tag are counted together: it is an estimate. */
struct uses {
    struct use {
        uint32_t tag; /* never 0 */
        uint32_t count;
    } * list;
    size_t mask;
};

struct hanger {
    struct match_set *set;
    struct hooks *words, *prefixes;
    struct uses uses;
};

static struct use *use_of(const struct uses *u, uint64_t key)
{
    size_t at = (size_t)(key & u->mask);
    uint32_t tag = slot_tag(key) | 1;

    while (u->list[at].tag != 0 && u->list[at].tag != tag)
        at = (at + 1) & u->mask;
    u->list[at].tag = tag;
    return &u->list[at];
}

/* What a prefix is hung under: all of it, or its first bytes. */
static struct span prefix_of(const struct match_set *s, const uint32_t *term, uint32_t words)
{
    uint64_t place = cell_word(term, words - 1);

    return span_cut(set_text(s, (uint32_t)place, (uint32_t)(place >> 32)), 0, PREFIX_LENGTH);
}

static uint64_t prefix_key(const struct match_set *s, const uint32_t *term, uint32_t words)
{
    struct span prefix = prefix_of(s, term, words);

    return hash64(prefix.ptr, prefix.len) & WORD_KEY;
}

static void count_uses(struct hanger *h, const uint32_t *cell)
{
    struct cell_head head = cell_head(cell);
    const uint32_t *end = cell + cell_length(cell);

    switch (head.kind) {
    case NODE_TERM:
        for (uint32_t i = 0; i + head.is_prefix < head.words; i++)
            use_of(&h->uses, cell_word(cell, i) & WORD_KEY)->count++;
        if (head.is_prefix)
            use_of(&h->uses, ~prefix_key(h->set, cell, head.words) & WORD_KEY)->count++;
        return;
    case NODE_LIST:
    case NODE_REGEX:
        return;
    case NODE_COUNT:
        count_uses(h, cell + 2);
        return;
    default:
        for (const uint32_t *c = cell + 2; c < end; c += cell_length(c)) {
            c += head.kind == NODE_NEAR;
            count_uses(h, c);
        }
    }
}

/* The whole word of a term to hang it under, and how common that is. */
static uint32_t rarest_word(const struct hanger *h, const uint32_t *term, struct cell_head head,
                            uint32_t *word)
{
    uint32_t best = NO_WORD;

    for (uint32_t i = 0; i + head.is_prefix < head.words; i++) {
        uint32_t count = use_of(&h->uses, cell_word(term, i) & WORD_KEY)->count;

        if (count < best || (count == best && i == head.longest)) {
            best = count;
            *word = i;
        }
    }
    return best;
}

static uint32_t add_costs(uint32_t a, uint32_t b)
{
    return a > NO_WORD - 1 - b ? NO_WORD - 1 : a + b;
}

static uint32_t cost_of(struct hanger *h, const uint32_t *cell)
{
    struct cell_head head = cell_head(cell);
    const uint32_t *end = cell + cell_length(cell);
    uint32_t cost = head.kind == NODE_OR ? 0 : NO_WORD, word;
    struct list *list;

    if (head.negated || head.kind == NODE_REGEX)
        return NO_WORD;
    switch (head.kind) {
    case NODE_TERM:
        if ((head.looks & ~LOOK_FILTERS) == 0)
            return NO_WORD;
        cost = rarest_word(h, cell, head, &word);
        if (cost == NO_WORD) /* a lone prefix: met more often than a word */
            cost = 4 * use_of(&h->uses, ~prefix_key(h->set, cell, head.words) & WORD_KEY)->count;
        return cost;
    case NODE_LIST:
        if ((head.looks & ~LOOK_FILTERS) == 0)
            return NO_WORD;
        list = &h->set->lists[cell[1]];
        if (list->cost == 0)
            list->cost = cost_of(h, h->set->code.list + list->code_at);
        return list->cost;
    case NODE_COUNT:
        return cost_of(h, cell + 2);
    default:
        for (const uint32_t *c = cell + 2; c < end; c += cell_length(c)) {
            uint32_t one;

            c += head.kind == NODE_NEAR;
            one = cost_of(h, c);
            if (head.kind != NODE_OR)
                cost = one < cost ? one : cost;
            else if (one == NO_WORD)
                return NO_WORD;
            else
                cost = add_costs(cost, one);
        }
        return cost;
    }
}

static void hook_put(struct hooks *to, uint64_t key, uint32_t target, uint32_t check)
{
    to->list = set_room(to->list, to->count, &to->cap, sizeof(*to->list));
    to->list[to->count++] = (struct hook){key, {target, check}};
}

static uint32_t check_of(uint64_t key, uint32_t where)
{
    return ((uint32_t)key & ~0xFFu) | where;
}

/* Which lengths to ask for when a word begins with the same bytes. */
static void note_prefix(struct triggers *t, struct span prefix)
{
    uint32_t head = prefix_head(prefix.ptr, prefix.len);
    uint32_t n = prefix.len < PREFIX_HEAD ? (uint32_t)prefix.len : PREFIX_HEAD;

    if (!t->prefix_lengths)
        t->prefix_lengths = memory_get(PREFIX_HEADS * sizeof(uint32_t));
    t->prefix_lengths[prefix_place(head, n)] |= (uint32_t)1 << prefix.len;
}

/* `other`: a key that is needed as well, wherever; 0: none is known. */
static void hang_term(struct hanger *h, const uint32_t *term, uint32_t target, uint64_t other)
{
    struct cell_head head = cell_head(term);
    uint32_t word = head.words - 1, whole = head.words - head.is_prefix, check = CHECK_NONE;

    if (!(target & POSTING_LIST))
        h->set->triggers.looks |= head.looks;
    rarest_word(h, term, head, &word);
    if (word > 0)
        check = check_of(cell_word(term, word - 1), (uint8_t)-1);
    else if (word + 1 < whole)
        check = check_of(cell_word(term, word + 1), 1);
    else if (other != 0)
        check = check_of(other, CHECK_ANYWHERE);
    if (word < whole) {
        hook_put(h->words, cell_word(term, word) & WORD_KEY, target, check);
        return;
    }
    note_prefix(&h->set->triggers, prefix_of(h->set, term, head.words));
    hook_put(h->prefixes, prefix_key(h->set, term, head.words), target, check);
}

/* The rarest whole word without which this node cannot hold, by its terms alone; 0 when there is none. */
static uint64_t needed_word(struct hanger *h, const uint32_t *cell, uint32_t *cost)
{
    struct cell_head head = cell_head(cell);
    const uint32_t *end = cell + cell_length(cell);
    uint64_t best = 0;
    uint32_t word;

    *cost = NO_WORD;
    if (head.negated || head.kind == NODE_OR || head.kind == NODE_LIST || head.kind == NODE_REGEX)
        return 0;
    if (head.kind == NODE_COUNT)
        return needed_word(h, cell + 2, cost);
    if (head.kind == NODE_TERM) {
        *cost = rarest_word(h, cell, head, &word);
        return *cost == NO_WORD ? 0 : cell_word(cell, word) & WORD_KEY;
    }
    for (const uint32_t *c = cell + 2; c < end; c += cell_length(c)) {
        uint32_t one;
        uint64_t key;

        c += head.kind == NODE_NEAR;
        key = needed_word(h, c, &one);
        if (one < *cost) {
            *cost = one;
            best = key;
        }
    }
    return best;
}

static void hang(struct hanger *h, const uint32_t *cell, uint32_t target, uint64_t other);

/* AND and NEAR: under the cheapest part, with a word of another part as the check. */
static void hang_all_of(struct hanger *h, const uint32_t *cell, uint32_t target, uint64_t other)
{
    bool near = cell_head(cell).kind == NODE_NEAR;
    const uint32_t *end = cell + cell_length(cell), *best = NULL;
    uint32_t best_cost = NO_WORD, other_cost = NO_WORD, one;

    for (const uint32_t *c = cell + 2; c < end; c += cell_length(c)) {
        c += near;
        one = cost_of(h, c);
        if (one < best_cost) {
            best_cost = one;
            best = c;
        }
    }
    for (const uint32_t *c = cell + 2; c < end; c += cell_length(c)) {
        uint64_t key;

        c += near;
        key = c == best ? 0 : needed_word(h, c, &one);
        if (key != 0 && one < other_cost) {
            other_cost = one;
            other = key;
        }
    }
    hang(h, best, target, other);
}

static void hang(struct hanger *h, const uint32_t *cell, uint32_t target, uint64_t other)
{
    struct cell_head head = cell_head(cell);
    const uint32_t *end = cell + cell_length(cell);
    struct list *list;

    switch (head.kind) {
    case NODE_TERM:
        hang_term(h, cell, target, other);
        return;
    case NODE_LIST:
        h->set->triggers.looks |= head.looks;
        list = &h->set->lists[cell[1]];
        list->rules = set_room(list->rules, list->rule_count, &list->rule_cap, sizeof(*list->rules));
        list->rules[list->rule_count++] = target;
        return;
    case NODE_COUNT:
        hang(h, cell + 2, target, other);
        return;
    case NODE_OR:
        for (const uint32_t *c = cell + 2; c < end; c += cell_length(c))
            hang(h, c, target, other);
        return;
    default:
        hang_all_of(h, cell, target, other);
    }
}

void hang_rules(struct match_set *s, struct hooks *words, struct hooks *prefixes)
{
    struct hanger h = {.set = s, .words = words, .prefixes = prefixes};
    const uint32_t *code = s->code.list;
    size_t size = 16;

    while (size < s->code.count / 4 * 3)
        size *= 2; /* a word takes two cells, and a term one more */
    h.uses = (struct uses){memory_get(size * sizeof(*h.uses.list)), size - 1};
    for (uint32_t i = 0; i < s->rule_count; i++)
        count_uses(&h, code + s->rules[i].code_at);
    for (uint32_t i = 0; i < s->list_count; i++) {
        if (s->lists[i].used && s->lists[i].code_at != CODE_NONE)
            count_uses(&h, code + s->lists[i].code_at);
    }
    for (uint32_t i = 0; i < s->rule_count; i++) {
        if (cost_of(&h, code + s->rules[i].code_at) != NO_WORD) {
            hang(&h, code + s->rules[i].code_at, i, 0);
            continue;
        }
        s->triggers.always =
            set_room(s->triggers.always, s->triggers.always_count, &s->triggers.always_cap, sizeof(uint32_t));
        s->triggers.always[s->triggers.always_count++] = i;
    }
    for (uint32_t i = 0; i < s->list_count; i++) {
        if (s->lists[i].rule_count > 0)
            hang(&h, code + s->lists[i].code_at, i | POSTING_LIST, 0);
    }
    free(h.uses.list);
}
