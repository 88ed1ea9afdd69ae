/*
 * bench_match.c - the cost of matching over folded words, beside the floor of a bare term table
 *
 * Generated texts of 60 words (a Zipf-like vocabulary of 6,000 words) against 10, 1,000 and 100,000 generated rules: words,
 * phrases and names that never occur, alone or joined by AND, OR, NOT, some with a prefix or NEAR. The floor is the least
 * that finds the rules' terms in the same words: one table from a term's first word to the hashes of its terms, each
 * compared in place, and marks for what was found; no rule is looked at, no hit is made. Prefixes are left out of it.
 *
 * Prints, for 10, 1,000 and 100,000 rules (or as many as its argument says), times as the median of RUNS runs over all texts:
 *   match: N rules: X µs/item, floor (term table look-up) Y, ratio Z
 *   match: N rules: loaded in M ms, B bytes a rule besides its text, R rules hit an item
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "match.h"
#include "text.h"

enum { VOCABULARY = 6000, TEXTS = 2000, TEXT_WORDS = 60, RUNS = 21, TERM_LIMIT = 3 };

static uint64_t seed;

static uint32_t below(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(((seed >> 32) * n) >> 32);
}

/* ---- what is measured on --------------------------------------------------------------------------------- */

struct corpus {
    struct arena *arena;
    struct span vocabulary[VOCABULARY];
    struct item items[TEXTS];
    struct item_words words[TEXTS];
};

static struct span random_name(struct arena *a)
{
    char name[16];
    size_t len = 3 + below(8);

    for (size_t i = 0; i < len; i++)
        name[i] = (char)('a' + below(26));
    return arena_copy(a, (struct span){name, len});
}

/* Zipf's law, near enough: the rank is the product of two even numbers. */
static struct span text_word(const struct corpus *c)
{
    return c->vocabulary[(uint64_t)below(VOCABULARY) * below(VOCABULARY) / VOCABULARY];
}

static void make_corpus(struct corpus *c)
{
    struct buffer b;

    seed = 9;
    c->arena = arena_new();
    buffer_init(&b, 1 << 16);
    for (size_t i = 0; i < VOCABULARY; i++)
        c->vocabulary[i] = random_name(c->arena);
    for (size_t i = 0; i < TEXTS; i++) {
        buffer_clear(&b);
        for (size_t k = 0; k < TEXT_WORDS; k++) {
            buffer_put_text(&b, k ? " " : "");
            buffer_put_span(&b, text_word(c));
        }
        c->items[i].content_text = arena_copy(c->arena, buffer_span(&b));
        item_words_of(c->arena, &c->items[i], &c->words[i]);
    }
    buffer_release(&b);
}

/* ---- rules: as a query for the set, as terms for the floor ----------------------------------------------- */

struct term_hash {
    uint64_t first, all; /* hash of the first word, of the row of hashes */
    uint32_t words, id;
};
struct terms {
    struct term_hash *list;
    size_t count, cap;
};

static uint64_t mix(uint64_t h, uint64_t word)
{
    return (h ^ word) * 0x9E3779B97F4A7C15u + (h >> 29);
}

static void note_term(struct terms *t, struct arena *a, struct span text)
{
    struct words w;
    struct term_hash h = {0};

    words_of(a, text, 0, &w);
    h.first = w.list[0].hash;
    for (size_t i = 0; i < w.count; i++)
        h.all = mix(h.all, w.list[i].hash);
    h.words = (uint32_t)w.count;
    h.id = (uint32_t)t->count;
    if (t->count == t->cap) {
        t->cap = t->cap ? 2 * t->cap : 64;
        t->list = memory_grow(t->list, t->cap, sizeof(*t->list));
    }
    t->list[t->count++] = h;
}

static void put_term(struct buffer *b, const struct corpus *c, struct arena *a, struct terms *t)
{
    uint32_t what = below(100), words = what < 55 ? 1 : 2 + below(2);
    size_t from;

    buffer_put_byte(b, '"');
    from = b->len;
    for (uint32_t i = 0; i < words; i++) {
        buffer_put_text(b, i ? " " : "");
        buffer_put_span(b, what < 45   ? random_name(a)
                           : what < 55 ? c->vocabulary[300 + below(VOCABULARY - 300)]
                                       : c->vocabulary[below(VOCABULARY)]);
    }
    note_term(t, a, span_cut(buffer_span(b), from, b->len));
    buffer_put_text(b, what < 3 ? "*\"" : "\"");
}

static void put_query(struct buffer *b, const struct corpus *c, struct arena *a, struct terms *t)
{
    static const char *const operators[] = {" ", " AND ", " OR ", " -", " NEAR/8 "};
    uint32_t what = below(100), count = what < 60 ? 1 : what < 90 ? 2 : 3;
    const char *operator= operators[below(5)];

    for (uint32_t i = 0; i < count; i++) {
        buffer_put_text(b, i ? operator: "");
        put_term(b, c, a, t);
    }
}

struct rules {
    struct span *queries, *names;
    size_t count, text_bytes;
    struct terms terms;
    struct arena *arena;
};

static void make_rules(struct rules *r, const struct corpus *c, size_t count)
{
    struct buffer b;

    seed = count;
    *r = (struct rules){.count = count, .arena = arena_new()};
    r->queries = memory_get(count * sizeof(*r->queries));
    r->names = memory_get(count * sizeof(*r->names));
    buffer_init(&b, 1 << 12);
    for (size_t i = 0; i < count; i++) {
        buffer_clear(&b);
        put_query(&b, c, r->arena, &r->terms);
        r->queries[i] = arena_copy(r->arena, buffer_span(&b));
        r->names[i] = arena_printf(r->arena, "rule-%zu", i);
        r->text_bytes += r->queries[i].len + r->names[i].len;
    }
    buffer_release(&b);
}

static void free_rules(struct rules *r)
{
    free(r->queries);
    free(r->names);
    free(r->terms.list);
    arena_free(&r->arena);
}

/* ---- the floor ------------------------------------------------------------------------------------------- */

struct floor_table {
    struct {
        uint64_t key;
        uint32_t from, count;
    } * slots;
    uint64_t mask;
    uint32_t *marks, epoch;
};

static int by_first(const void *x, const void *y)
{
    const struct term_hash *a = x, *b = y;

    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return a->words < b->words ? -1 : a->words > b->words;
}

static void make_floor(struct floor_table *f, struct terms *t)
{
    uint64_t size = 16;

    while (size < 2 * t->count)
        size *= 2;
    *f = (struct floor_table){.mask = size - 1};
    f->slots = memory_get(size * sizeof(*f->slots));
    f->marks = memory_get((t->count + 1) * sizeof(*f->marks));
    qsort(t->list, t->count, sizeof(*t->list), by_first);
    for (uint32_t i = 0; i < t->count;) {
        uint32_t from = i;
        uint64_t at = t->list[i].first & f->mask;

        while (i < t->count && t->list[i].first == t->list[from].first)
            i++;
        while (f->slots[at].count)
            at = (at + 1) & f->mask;
        f->slots[at].key = t->list[from].first;
        f->slots[at].from = from;
        f->slots[at].count = i - from;
    }
}

static size_t floor_item(struct floor_table *f, const struct terms *t, const struct words *w)
{
    size_t found = 0;

    f->epoch++;
    for (size_t i = 0; i < w->count; i++) {
        uint64_t at = w->list[i].hash & f->mask, all = 0;
        uint32_t words = 0;

        while (f->slots[at].count && f->slots[at].key != w->list[i].hash)
            at = (at + 1) & f->mask;
        for (uint32_t k = 0; k < f->slots[at].count; k++) {
            const struct term_hash *h = &t->list[f->slots[at].from + k];

            if (i + h->words > w->count)
                break;
            while (words < h->words)
                all = mix(all, w->list[i + words++].hash);
            if (h->all == all && f->marks[h->id] != f->epoch) {
                f->marks[h->id] = f->epoch;
                found++;
            }
        }
    }
    return found;
}

/* ---- the measuring --------------------------------------------------------------------------------------- */

static int by_size(const void *x, const void *y)
{
    const double *a = x, *b = y;

    return (*a > *b) - (*a < *b);
}

static double median(double runs[RUNS])
{
    qsort(runs, RUNS, sizeof(runs[0]), by_size);
    return runs[RUNS / 2];
}

static struct match_set *load(const struct rules *r, double *ms, double *bytes)
{
    size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    int64_t start = clock_cpu_ns();
    struct match_set *s = match_set_new();
    struct match_error e;

    for (size_t i = 0; i < r->count; i++) {
        struct match_rule rule = {.name = r->names[i], .query = r->queries[i]};

        if (match_set_add_rule(s, &rule, &e) != 0) {
            fprintf(stderr, "%.*s: %s\n", (int)rule.query.len, rule.query.ptr, e.text);
            exit(1);
        }
    }
    match_set_seal(s);
    *ms = (double)(clock_cpu_ns() - start) / 1e6;
    *bytes = (double)(mallinfo2().uordblks + mallinfo2().hblkhd - before) / (double)r->count;
    return s;
}

static double run_match(const struct match_set *s, struct corpus *c, struct arena *a, size_t *rules_hit)
{
    int64_t start = clock_cpu_ns();

    *rules_hit = 0;
    for (size_t i = 0; i < TEXTS; i++) {
        struct match_input in = {.item = &c->items[i], .words = &c->words[i]};
        struct hit *hits;
        size_t count = match_item(s, &in, a, &hits);

        for (size_t k = 0; k < count; k++)
            *rules_hit += k == 0 || hits[k].rule.ptr != hits[k - 1].rule.ptr;
        arena_reset(a);
    }
    return (double)(clock_cpu_ns() - start) / 1e3 / TEXTS;
}

static double run_floor(struct floor_table *f, const struct terms *t, const struct corpus *c, size_t *found)
{
    int64_t start = clock_cpu_ns();

    *found = 0;
    for (size_t i = 0; i < TEXTS; i++)
        *found += floor_item(f, t, &c->words[i].content);
    return (double)(clock_cpu_ns() - start) / 1e3 / TEXTS;
}

static void measure(struct corpus *c, size_t count)
{
    struct rules r;
    struct floor_table f;
    struct match_set *s;
    struct arena *a = arena_new();
    double ms, bytes, match_us[RUNS], floor_us[RUNS], x, y;
    size_t rules_hit, found;

    make_rules(&r, c, count);
    make_floor(&f, &r.terms);
    s = load(&r, &ms, &bytes);
    for (int i = 0; i < RUNS; i++) {
        floor_us[i] = run_floor(&f, &r.terms, c, &found);
        match_us[i] = run_match(s, c, a, &rules_hit);
    }
    x = median(match_us);
    y = median(floor_us);
    printf("match: %zu rules: %.2f µs/item, floor (term table look-up) %.2f, ratio %.2f\n", count, x, y,
           x / y);
    printf("match: %zu rules: loaded in %.0f ms, %.0f bytes a rule (its text %.0f), %.2f rules hit an item, "
           "%.2f terms\n",
           count, ms, bytes, (double)r.text_bytes / (double)count, (double)rules_hit / TEXTS,
           (double)found / TEXTS);
    match_set_free(&s);
    free(f.slots);
    free(f.marks);
    free_rules(&r);
    arena_free(&a);
}

/* bench_match [N]: with so many rules only. */
int main(int argc, char **argv)
{
    static const size_t counts[] = {10, 1000, 100000};
    struct corpus *c = memory_get(sizeof(*c));
    int64_t only = 0;

    make_corpus(c);
    if (argc > 1 && span_to_int(span_of(argv[1]), &only) && only > 0)
        measure(c, (size_t)only);
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]) && only == 0; i++)
        measure(c, counts[i]);
    arena_free(&c->arena);
    free(c);
    return 0;
}
