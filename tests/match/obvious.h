/*
 * obvious.h: random texts, and a slow evaluator of rules that tries everything
 *
 * For test_model.c alone. It shares no code with the room, neither tree nor words: it knows the words of a text because it
 * made the text from them. NOT is taken as it stands in the query.
 */
#ifndef TESTS_MATCH_OBVIOUS_H
#define TESTS_MATCH_OBVIOUS_H

#include <stdlib.h>
#include <string.h>

#include "base.h"

enum { FIELDS = 3, WORDS = 14, KIDS = 4, TERM = 3, MARKS = 4096 };

static uint64_t seed = 20261121;

static unsigned below(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

/* ---- texts ---------------------------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    bool cjk;
} vocabulary[] = {{"aa", false},  {"ab", false},  {"abc", false}, {"b", false}, {"ba", false}, {"gaz", false},
                  {"гав", false}, {"غاز", false}, {"غا", false},  {"中", true}, {"国", true},  {"油", true}};
enum { VOCABULARY = sizeof(vocabulary) / sizeof(vocabulary[0]) };

struct text {
    char bytes[256];
    unsigned len, count;
    struct {
        unsigned word, start, end;
        bool comma; /* before it stands more than a blank */
    } words[WORDS];
};
struct sample {
    struct text fields[FIELDS];
    bool english;
};

static void append(struct text *t, const char *s)
{
    size_t len = strlen(s);

    memcpy(t->bytes + t->len, s, len + 1);
    t->len += (unsigned)len;
}

static void make_text(struct text *t)
{
    unsigned count = below(WORDS + 1);

    memset(t, 0, sizeof(*t));
    for (unsigned i = 0; i < count; i++) {
        unsigned word = below(VOCABULARY), gap = below(4);

        if (i > 0) {
            bool glued = gap == 0 && (vocabulary[word].cjk || vocabulary[t->words[i - 1].word].cjk);

            append(t, glued ? "" : gap == 1 ? ", " : " ");
            t->words[i].comma = gap == 1;
        }
        t->words[i].word = word;
        t->words[i].start = t->len;
        append(t, vocabulary[word].text);
        t->words[i].end = t->len;
        t->count++;
    }
}

/* ---- rules ---------------------------------------------------------------------------------------------- */

enum kind { M_TERM, M_LIST, M_REGEX, M_LANG, M_COUNT, M_NEAR, M_NOT, M_AND, M_OR };
struct rule_node {
    enum kind kind;
    int field; /* -1: all three */
    struct rule_node *kids[KIDS];
    unsigned kid_count;
    unsigned gaps[KIDS];
    bool ordered[KIDS];
    unsigned words[TERM], word_count, times;
    bool prefix, tight;
};

/* ---- the obvious evaluator ---------------------------------------------------------------------------------------- */

struct area {
    unsigned field, from, count; /* words */
};
struct areas {
    struct area list[MARKS];
    size_t count;
};
struct bytes {
    unsigned field, start, end;
};
struct marks {
    struct bytes list[MARKS];
    size_t count;
};

static bool word_equals(unsigned word, unsigned want, bool prefix)
{
    const char *text = vocabulary[word].text, *start = vocabulary[want].text;

    return prefix && !vocabulary[want].cjk ? strncmp(text, start, strlen(start)) == 0 : word == want;
}

static bool term_is_at(const struct rule_node *n, const struct text *t, unsigned at)
{
    if (at + n->word_count > t->count)
        return false;
    for (unsigned i = 0; i < n->word_count; i++) {
        if (!word_equals(t->words[at + i].word, n->words[i], n->prefix && i + 1 == n->word_count))
            return false;
        if (i > 0 && n->tight && t->words[at + i].comma)
            return false;
    }
    return true;
}

/* @list is { "ab*", "中国", "gaz b", @more }, @more is { "غاز" }. */
static const struct rule_node list_terms[] = {
    {.words = {1}, .word_count = 1, .prefix = true},
    {.words = {9, 10}, .word_count = 2, .tight = true},
    {.words = {5, 3}, .word_count = 2},
    {.words = {7}, .word_count = 1},
};

static void find_places(const struct rule_node *n, const struct sample *s, struct areas *out)
{
    if (n->kind == M_OR) {
        for (unsigned i = 0; i < n->kid_count; i++)
            find_places(n->kids[i], s, out);
        return;
    }
    for (unsigned f = 0; f < FIELDS; f++) {
        for (unsigned at = 0; at < s->fields[f].count && (n->field < 0 || n->field == (int)f); at++) {
            if (n->kind == M_TERM && term_is_at(n, &s->fields[f], at))
                out->list[out->count++] = (struct area){f, at, n->word_count};
            for (size_t k = 0; k < 4 && n->kind == M_LIST; k++) {
                if (term_is_at(&list_terms[k], &s->fields[f], at))
                    out->list[out->count++] = (struct area){f, at, list_terms[k].word_count};
            }
        }
    }
}

static void mark_area(const struct sample *s, struct area a, struct marks *m)
{
    const struct text *t = &s->fields[a.field];

    must(m->count < MARKS);
    m->list[m->count++] = (struct bytes){a.field, t->words[a.from].start, t->words[a.from + a.count - 1].end};
}

static bool is_near(struct area left, struct area right, unsigned gap, bool ordered)
{
    if (left.field != right.field)
        return false;
    if (left.from + left.count <= right.from)
        return right.from - left.from - left.count <= gap;
    return !ordered && right.from + right.count <= left.from && left.from - right.from - right.count <= gap;
}

/* Tries every place of operand k behind `last`; marks those on a chain that reaches the end. */
static bool try_chain(const struct rule_node *n, const struct sample *s, unsigned k, struct area last,
                      struct marks *m)
{
    struct areas *places;
    bool any = false;

    if (k == n->kid_count)
        return true;
    places = memory_get(sizeof(*places));
    find_places(n->kids[k], s, places);
    for (size_t i = 0; i < places->count; i++) {
        if (k > 0 && !is_near(last, places->list[i], n->gaps[k], n->ordered[k]))
            continue;
        if (try_chain(n, s, k + 1, places->list[i], m)) {
            any = true;
            if (m)
                mark_area(s, places->list[i], m);
        }
    }
    free(places);
    return any;
}

static bool try_count(const struct rule_node *n, const struct sample *s, struct marks *m)
{
    struct areas *places = memory_get(sizeof(*places));
    bool any = false;

    find_places(n->kids[0], s, places);
    for (unsigned f = 0; f < FIELDS; f++) {
        bool begins[WORDS] = {false};
        unsigned count = 0;

        for (size_t i = 0; i < places->count; i++) {
            if (places->list[i].field == f)
                begins[places->list[i].from] = true;
        }
        for (unsigned i = 0; i < WORDS; i++)
            count += begins[i];
        if (count < n->times)
            continue;
        any = true;
        for (size_t i = 0; i < places->count && m; i++) {
            if (places->list[i].field == f)
                mark_area(s, places->list[i], m);
        }
    }
    free(places);
    return any;
}

static bool try_term(const struct rule_node *n, const struct sample *s, struct marks *m)
{
    struct areas *places = memory_get(sizeof(*places));
    bool any;

    find_places(n, s, places);
    any = places->count > 0;
    for (size_t i = 0; i < places->count && m; i++)
        mark_area(s, places->list[i], m);
    free(places);
    return any;
}

static bool try_regex(const struct rule_node *n, const struct sample *s, struct marks *m)
{
    bool any = false;

    for (unsigned f = 0; f < FIELDS; f++) {
        for (unsigned i = 0; i < s->fields[f].len && (n->field < 0 || n->field == (int)f); i++) {
            if (s->fields[f].bytes[i] != 'b')
                continue;
            any = true;
            if (m)
                m->list[m->count++] = (struct bytes){f, i, i + 1};
        }
    }
    return any;
}

static bool truth(const struct rule_node *n, const struct sample *s)
{
    switch (n->kind) {
    case M_TERM:
    case M_LIST:
        return try_term(n, s, NULL);
    case M_REGEX:
        return try_regex(n, s, NULL);
    case M_LANG:
        return s->english;
    case M_COUNT:
        return try_count(n, s, NULL);
    case M_NEAR:
        return try_chain(n, s, 0, (struct area){0}, NULL);
    case M_NOT:
        return !truth(n->kids[0], s);
    default:
        for (unsigned i = 0; i < n->kid_count; i++) {
            if (truth(n->kids[i], s) == (n->kind == M_OR))
                return n->kind == M_OR;
        }
        return n->kind != M_OR;
    }
}

/* The places that helped: of the parts that are as the rule wants them. */
static void helped(const struct rule_node *n, const struct sample *s, bool wanted, struct marks *m)
{
    if (n->kind == M_NOT)
        helped(n->kids[0], s, !wanted, m);
    for (unsigned i = 0; (n->kind == M_AND || n->kind == M_OR) && i < n->kid_count; i++) {
        if (truth(n->kids[i], s) == wanted)
            helped(n->kids[i], s, wanted, m);
    }
    if (!wanted)
        return;
    if (n->kind == M_TERM || n->kind == M_LIST)
        try_term(n, s, m);
    else if (n->kind == M_REGEX)
        try_regex(n, s, m);
    else if (n->kind == M_COUNT)
        try_count(n, s, m);
    else if (n->kind == M_NEAR)
        try_chain(n, s, 0, (struct area){0}, m);
}

/* Does every way to be as wanted pass a positive term? */
static bool is_held(const struct rule_node *n, bool wanted)
{
    if (n->kind == M_NOT)
        return is_held(n->kids[0], !wanted);
    if (n->kind == M_LANG)
        return false;
    if (n->kind != M_AND && n->kind != M_OR)
        return wanted;
    for (unsigned i = 0; i < n->kid_count; i++) {
        bool one = is_held(n->kids[i], wanted), any = (n->kind == M_AND) == wanted;

        if (one == any)
            return any;
    }
    return (n->kind == M_AND) != wanted;
}

static int compare_bytes(const void *x, const void *y)
{
    const struct bytes *a = x, *b = y;

    if (a->field != b->field)
        return a->field < b->field ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return (a->end > b->end) - (a->end < b->end);
}

#endif
