/*
 * trigger.c - the tables that lead from a word to the rules hung under it
 *
 * Open addressing, at most half full (a small table a quarter: it fits the cache anyway), eight bytes a slot; the postings of
 * one word lie together, the last one marked. Two words with one tag share their postings, which costs looks in vain and no more.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "match.h"

#include "set.h"

#define ROOMY 4096

static struct slot *slot_of(const struct trigger_table *t, uint64_t key)
{
    uint32_t at = (uint32_t)key & t->mask, tag = slot_tag(key);

    while (t->slots[at].first != SLOT_FREE && t->slots[at].tag != tag)
        at = (at + 1) & t->mask;
    return &t->slots[at];
}

static void table_new(struct trigger_table *t, size_t words)
{
    size_t size = 256;

    while (size < (words < ROOMY ? 4 : 2) * words)
        size *= 2;
    t->mask = (uint32_t)(size - 1);
    t->slots = memory_grow(NULL, size, sizeof(*t->slots));
    memset(t->slots, 0xFF, size * sizeof(*t->slots)); /* SLOT_FREE */
}

/* How many hooks each slot will hold, in its `first`. Returns the number of slots taken. */
static size_t count_hooks(const struct trigger_table *t, const struct hooks *hooks)
{
    size_t taken = 0;

    for (size_t i = 0; i < hooks->count; i++) {
        struct slot *s = slot_of(t, hooks->list[i].key);

        if (s->first == SLOT_FREE) {
            *s = (struct slot){slot_tag(hooks->list[i].key), 0};
            taken++;
        }
        s->first++;
    }
    return taken;
}

static void lay_out(struct trigger_table *t, const struct hooks *hooks, struct posting *postings,
                    uint32_t from)
{
    size_t taken;

    /* First as if each hook had a word of its own, then as large as is needed. */
    table_new(t, hooks->count);
    taken = count_hooks(t, hooks);
    if (taken < hooks->count) {
        free(t->slots);
        table_new(t, taken);
        count_hooks(t, hooks);
    }
    for (uint32_t i = 0; i <= t->mask; i++) {
        if (t->slots[i].first != SLOT_FREE) {
            from += t->slots[i].first;
            postings[from - 1].target = POSTING_LAST;
            t->slots[i].first = from; /* filled downwards */
        }
    }
    for (size_t i = hooks->count; i-- > 0;) {
        struct posting *p = &postings[--slot_of(t, hooks->list[i].key)->first];

        p->target |= hooks->list[i].posting.target;
        p->check = hooks->list[i].posting.check;
    }
}

void triggers_build(struct match_set *s)
{
    struct triggers *t = &s->triggers;
    struct hooks words = {0}, prefixes = {0};

    hang_rules(s, &words, &prefixes);
    t->posting_count = words.count + prefixes.count;
    must(t->posting_count < SLOT_FREE);
    t->postings = memory_get((t->posting_count + 1) * sizeof(*t->postings));
    lay_out(&t->words, &words, t->postings, 0);
    lay_out(&t->prefixes, &prefixes, t->postings, (uint32_t)words.count);
    free(words.list);
    free(prefixes.list);
}

void triggers_release(struct triggers *t)
{
    free(t->words.slots);
    free(t->prefixes.slots);
    free(t->prefix_lengths);
    free(t->postings);
    free(t->always);
    *t = (struct triggers){0};
}
