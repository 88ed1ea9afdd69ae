/*
 * match.c - an item against all rules
 *
 *   1. Each word of the texts is looked up once in the trigger table (a prefix table as well, when some rule has a prefix).
 *   2. The rules hung there become candidates, unless their check says that another needed word is missing.
 *   3. Candidates, and the few rules that hang under no word, are looked at in the order they were added.
 *
 * Fatal: no memory. Bugs: none known.
 */
#include <string.h>

#include "match.h"
#include "text.h"

#include "scan.h"
#include "set.h"

/* Tables and rules lie all over the memory: asked for some steps ahead, they are in the cache when they are needed. */
#define AHEAD 8
#define SOME_WORDS 32

struct candidates {
    uint32_t *list;
    size_t count, cap;
    bool *lists_met; /* arena; NULL: no list yet */
};

void item_words_of(struct arena *a, const struct item *item, struct item_words *out)
{
    words_of(a, item->title, 0, &out->title);
    words_of(a, item->summary, 0, &out->summary);
    words_of(a, item->content_text, 0, &out->content);
}

static void add_candidate(struct candidates *c, uint32_t rule)
{
    c->list = set_room(c->list, c->count, &c->cap, sizeof(*c->list));
    c->list[c->count++] = rule;
}

static void add_target(struct scan *s, struct candidates *c, uint32_t target)
{
    uint32_t number = target & POSTING_TARGET;
    const struct list *l;

    if (!(target & POSTING_LIST)) {
        add_candidate(c, number);
        return;
    }
    if (!c->lists_met)
        c->lists_met = arena_get(s->arena, s->set->list_count * sizeof(*c->lists_met));
    if (c->lists_met[number])
        return;
    c->lists_met[number] = true;
    l = &s->set->lists[number];
    for (size_t i = 0; i < l->rule_count; i++)
        add_candidate(c, l->rules[i]);
}

/* May the rule of this posting hold, when its word is number i? */
static inline bool check_passes(struct scan *s, uint32_t check, const struct words *w, size_t i)
{
    uint32_t where = check & 0xFF;
    size_t at = i + (size_t)(int8_t)where;

    if (where == CHECK_NONE)
        return true;
    if (where == CHECK_ANYWHERE) {
        scan_index(s);
        return scan_head(s, check) != 0;
    }
    return at < w->count && (((uint32_t)w->list[at].hash ^ check) & ~0xFFu) == 0;
}

static void meet(struct scan *s, struct candidates *c, uint32_t first, const struct words *w, size_t i)
{
    const struct posting *p = s->set->triggers.postings + first;

    for (;; p++) {
        if (check_passes(s, p->check, w, i))
            add_target(s, c, p->target & ~POSTING_LAST);
        if (p->target & POSTING_LAST)
            return;
    }
}

static inline uint32_t look_up(const struct trigger_table *t, uint64_t key)
{
    uint32_t at = (uint32_t)key & t->mask, tag = slot_tag(key);

    while (t->slots[at].first != SLOT_FREE && t->slots[at].tag != tag)
        at = (at + 1) & t->mask;
    return t->slots[at].first;
}

/* The lengths of prefixes that a word could begin with. Its first bytes are read at once, with what stands behind a short word
 * masked out: whether a word is short cannot be foreseen, and a branch would cost more than the rest. */
static inline uint32_t prefix_lengths(const uint32_t *table, const struct words *w, size_t i)
{
    const struct word *word = &w->list[i];
    const char *folded = w->folded.ptr + word->folded;
    uint32_t len = word->folded_len < PREFIX_LENGTH ? word->folded_len : PREFIX_LENGTH;
    uint64_t seen = ((uint64_t)1 << 8 * (len < PREFIX_HEAD ? len : PREFIX_HEAD)) - 1;
    size_t there = w->folded.len - word->folded;
    uint32_t head = prefix_head(folded, there < PREFIX_HEAD ? there : PREFIX_HEAD) & (uint32_t)seen, lengths;

    lengths = (table[prefix_place(head, 1)] & 2) | (table[prefix_place(head, 2)] & 4) |
              (table[prefix_place(head, 3)] & 8) | (table[prefix_place(head, 4)] & ~(uint32_t)15);
    return lengths & (uint32_t)(((uint64_t)2 << len) - 1);
}

static void look_up_prefixes(struct scan *s, struct candidates *c, const struct words *w, size_t i)
{
    const struct triggers *t = &s->set->triggers;
    const char *folded = w->folded.ptr + w->list[i].folded;
    uint32_t lengths = prefix_lengths(t->prefix_lengths, w, i);

    for (; lengths != 0; lengths &= lengths - 1) {
        uint32_t first = look_up(&t->prefixes, hash64(folded, (size_t)__builtin_ctz(lengths)) & WORD_KEY);

        if (first != SLOT_FREE)
            meet(s, c, first, w, i);
    }
}

/* Some words at a time: first all are looked up, then what was found is met, its postings on their way by then. */
static void look_up_some(struct scan *s, struct candidates *c, const struct words *w, size_t from)
{
    const struct triggers *t = &s->set->triggers;
    const struct trigger_table words = t->words;
    uint32_t found[SOME_WORDS];
    size_t count = w->count - from < SOME_WORDS ? w->count - from : SOME_WORDS;

    for (size_t i = 0; i < count; i++) {
        const struct word *word = &w->list[from + i];

        if (from + i + AHEAD < w->count)
            __builtin_prefetch(&words.slots[(uint32_t)word[AHEAD].hash & words.mask]);
        found[i] = look_up(&words, word->hash & WORD_KEY);
        if (found[i] != SLOT_FREE)
            __builtin_prefetch(&t->postings[found[i]]);
    }
    for (size_t i = 0; i < count; i++) {
        if (found[i] != SLOT_FREE)
            meet(s, c, found[i], w, from + i);
    }
}

static void look_up_words(struct scan *s, struct candidates *c, const struct words *w)
{
    const uint32_t *prefixes = s->set->triggers.prefix_lengths;

    for (size_t from = 0; from < w->count; from += SOME_WORDS)
        look_up_some(s, c, w, from);
    for (size_t i = 0; prefixes && i < w->count; i++) {
        if (prefix_lengths(prefixes, w, i) != 0)
            look_up_prefixes(s, c, w, i);
    }
}

static int compare_numbers(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;

    return (*a > *b) - (*a < *b);
}

/* In order, each once. Candidates are few and nearly every item has some: Shell's sort (Ciura's gaps) beats qsort there. */
static void sort_candidates(struct candidates *c)
{
    static const size_t gaps[] = {57, 23, 10, 4, 1};
    size_t kept = 0;

    if (c->count > 1000)
        qsort(c->list, c->count, sizeof(*c->list), compare_numbers);
    for (size_t g = 0; g < sizeof(gaps) / sizeof(gaps[0]) && c->count <= 1000; g++) {
        for (size_t i = gaps[g]; i < c->count; i++) {
            uint32_t moving = c->list[i];
            size_t k = i;

            for (; k >= gaps[g] && c->list[k - gaps[g]] > moving; k -= gaps[g])
                c->list[k] = c->list[k - gaps[g]];
            c->list[k] = moving;
        }
    }
    for (size_t i = 0; i < c->count; i++) {
        if (kept == 0 || c->list[kept - 1] != c->list[i])
            c->list[kept++] = c->list[i];
    }
    c->count = kept;
}

static int compare_found(const void *x, const void *y)
{
    const struct found *a = x, *b = y;

    if (a->stream != b->stream)
        return a->stream < b->stream ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return (a->end > b->end) - (a->end < b->end);
}

struct hits {
    struct hit *list;
    size_t count, cap;
};

static void add_hit(struct scan *s, struct hits *to, const struct rule *rule, const struct found *f)
{
    const struct stream *t = &s->streams[f->stream];

    if (to->count == to->cap) {
        size_t cap = to->cap ? 2 * to->cap : 16;
        struct hit *bigger = arena_get(s->arena, cap * sizeof(*bigger));

        if (to->count > 0)
            memcpy(bigger, to->list, to->count * sizeof(*bigger));
        to->list = bigger;
        to->cap = cap;
    }
    to->list[to->count++] = (struct hit){
        .rule = set_text(s->set, rule->name_at, rule->name_len),
        .field = (enum field)t->look,
        .index = t->index,
        .start = f->start,
        .end = f->end,
        .text = span_cut(t->text, f->start, f->end),
    };
}

/* In order, each once. Most rules find their places so. */
static void sort_founds(struct founds *f)
{
    size_t kept = 0, i = 1;

    while (i < f->count && compare_found(&f->list[i - 1], &f->list[i]) < 0)
        i++;
    if (i >= f->count)
        return;
    qsort(f->list, f->count, sizeof(*f->list), compare_found);
    for (i = 0; i < f->count; i++) {
        if (kept == 0 || compare_found(&f->list[kept - 1], &f->list[i]) != 0)
            f->list[kept++] = f->list[i];
    }
    f->count = kept;
}

static void look_at(struct scan *s, const struct rule *rule, struct hits *to)
{
    size_t added = 0;

    if (rule->filter > 0 && !filter_lets_pass(&s->set->filters[rule->filter - 1], s->in))
        return;
    s->founds.count = 0;
    if (!node_holds(s, s->set->code.list + rule->code_at, true))
        return;
    sort_founds(&s->founds);
    for (size_t i = 0; i < s->founds.count && added < RULE_HITS; i++) {
        if (s->streams[s->founds.list[i].stream].look >= FIELD_COUNT) /* lang: and feed: show nothing */
            continue;
        add_hit(s, to, rule, &s->founds.list[i]);
        added++;
    }
}

static void look_at_all(struct scan *s, const struct candidates *c, struct hits *to)
{
    const struct rule *rules = s->set->rules;

    if (c->count > 0)
        scan_index(s);
    for (size_t i = 0; i < c->count; i++) {
        if (i + 2 * AHEAD < c->count)
            __builtin_prefetch(&rules[c->list[i + 2 * AHEAD]]);
        if (i + AHEAD < c->count)
            __builtin_prefetch(s->set->code.list + rules[c->list[i + AHEAD]].code_at);
        look_at(s, &rules[c->list[i]], to);
    }
}

size_t match_item(const struct match_set *set, const struct match_input *in, struct arena *a,
                  struct hit **hits)
{
    const struct triggers *t = &set->triggers;
    struct scan s = {.set = set, .in = in, .arena = a};
    struct candidates c = {0};
    struct hits out = {0};

    must(set->sealed);
    scan_begin(&s);
    for (uint32_t i = 0; i < s.stream_count; i++) {
        if (t->looks & LOOK_BIT(s.streams[i].look))
            look_up_words(&s, &c, stream_words(&s, &s.streams[i]));
    }
    for (size_t i = 0; i < t->always_count; i++)
        add_candidate(&c, t->always[i]);
    sort_candidates(&c);
    look_at_all(&s, &c, &out);
    free(c.list);
    scan_release(&s);
    *hits = out.list;
    return out.count;
}
