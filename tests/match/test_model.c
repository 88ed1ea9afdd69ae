/*
 * test_model.c - ten thousand random rules against a slow, obvious evaluator
 *
 * The model knows the words of a text because it made the text from them, and tries everything: each place of each term, each
 * combination of a chain. It shares no code with the room, neither tree nor words, and treats NOT as it stands in the query.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "match.h"

#include "obvious.h"

enum { RULES = 2500, ROUNDS = 4, ITEMS = 40 };

/* ---- rules ----------------------------------------------------------------------------------------------- */

static struct rule_node *new_node(enum kind kind, int field)
{
    struct rule_node *n = memory_get(sizeof(*n));

    n->kind = kind;
    n->field = field;
    return n;
}

static void free_node(struct rule_node *n)
{
    for (unsigned i = 0; i < n->kid_count; i++)
        free_node(n->kids[i]);
    free(n);
}

static struct rule_node *random_term(int field)
{
    struct rule_node *n = new_node(below(12) == 0 ? M_LIST : M_TERM, field);

    n->word_count = below(3) > 0 ? 1 : 2 + below(TERM - 1);
    n->tight = below(2) == 0;
    for (unsigned i = 0; i < n->word_count; i++) {
        n->words[i] = below(VOCABULARY);
        n->tight = n->tight && vocabulary[n->words[i]].cjk;
    }
    n->prefix = below(5) == 0;
    return n;
}

static struct rule_node *random_places(int field)
{
    struct rule_node *n;

    if (below(3) > 0)
        return random_term(field);
    n = new_node(M_OR, field);
    for (unsigned want = 2 + below(2); n->kid_count < want; n->kid_count++)
        n->kids[n->kid_count] = random_term(field);
    return n;
}

static struct rule_node *random_node(int field, unsigned depth)
{
    unsigned what = below(depth > 0 ? 12 : 5);
    struct rule_node *n;

    if (below(10) == 0)
        field = (int)below(FIELDS);
    if (what < 4)
        return random_term(field);
    if (what == 4)
        return new_node(below(2) ? M_REGEX : M_LANG, field);
    if (what == 5) {
        n = new_node(M_COUNT, field);
        n->times = 1 + below(3);
        n->kids[n->kid_count++] = random_places(field);
        return n;
    }
    if (what == 6) {
        n = new_node(M_NOT, field);
        n->kids[n->kid_count++] = random_node(field, depth - 1);
        return n;
    }
    n = new_node(what < 9 ? M_NEAR : what < 11 ? M_AND : M_OR, field);
    for (unsigned want = 2 + below(KIDS - 1); n->kid_count < want; n->kid_count++) {
        n->gaps[n->kid_count] = below(4);
        n->ordered[n->kid_count] = below(3) == 0;
        n->kids[n->kid_count] = n->kind == M_NEAR ? random_places(field) : random_node(field, depth - 1);
    }
    return n;
}

static const char *const field_names[FIELDS] = {"title", "summary", "content"};

static void print_term(struct buffer *b, const struct rule_node *n)
{
    bool quoted = n->word_count > 1 && !n->tight;

    if (n->kind == M_LIST) {
        buffer_put_text(b, "@list");
        return;
    }
    buffer_put_text(b, quoted ? "\"" : "");
    for (unsigned i = 0; i < n->word_count; i++) {
        buffer_put_text(b, i > 0 && !n->tight ? " " : "");
        buffer_put_text(b, vocabulary[n->words[i]].text);
    }
    buffer_put_text(b, n->prefix ? "*" : "");
    buffer_put_text(b, quoted ? "\"" : "");
}

static void print_node(struct buffer *b, const struct rule_node *n, int outer);

static void print_kids(struct buffer *b, const struct rule_node *n)
{
    for (unsigned i = 0; i < n->kid_count; i++) {
        if (i > 0 && n->kind == M_NEAR)
            buffer_printf(b, " %s/%u ", n->ordered[i] ? "BEFORE" : "NEAR", n->gaps[i]);
        else if (i > 0)
            buffer_put_text(b, n->kind == M_OR ? " OR " : below(2) ? " AND " : " ");
        print_node(b, n->kids[i], n->field);
    }
}

static void print_node(struct buffer *b, const struct rule_node *n, int outer)
{
    if (n->kind == M_NOT) { /* before the field, which its child shows */
        buffer_put_text(b, below(2) ? "NOT " : "-");
        print_node(b, n->kids[0], outer);
        return;
    }
    if (n->kind == M_LANG) {
        buffer_put_text(b, "lang:en");
        return;
    }
    if (n->field != outer)
        buffer_printf(b, "%s:", field_names[n->field]);
    if (n->kind == M_REGEX) {
        buffer_put_text(b, "/b/");
    } else if (n->kind == M_TERM || n->kind == M_LIST) {
        print_term(b, n);
    } else if (n->kind == M_COUNT) { /* the field, if any, stands before: the kid is inside */
        buffer_put_byte(b, '(');
        print_kids(b, n);
        buffer_printf(b, "){%u}", n->times);
    } else {
        buffer_put_byte(b, '(');
        print_kids(b, n);
        buffer_put_byte(b, ')');
    }
}

/* ---- side by side ---------------------------------------------------------------------------------------- */

struct round {
    struct match_set *set;
    struct rule_node *rules[RULES];
    char names[RULES][8];
    size_t count, refused;
    struct buffer queries; /* for showing */
    size_t query_at[RULES + 1];
};

static void add_lists(struct match_set *s)
{
    struct span list[] = {SPAN("ab*"), SPAN("中国"), SPAN("gaz b"), SPAN("@more")}, more[] = {SPAN("غاز")};
    struct match_list a = {SPAN("list"), list, 4}, b = {SPAN("more"), more, 1};
    struct match_error e;

    assert_int_equal(match_set_add_list(s, &a, &e), 0);
    assert_int_equal(match_set_add_list(s, &b, &e), 0);
}

static void make_rules(struct round *r)
{
    r->set = match_set_new();
    buffer_init(&r->queries, (size_t)64 << 20);
    add_lists(r->set);
    while (r->count < RULES) {
        struct rule_node *n = random_node(-1, 3);
        size_t from = r->queries.len;
        struct match_rule rule;
        struct match_error e;
        int rc;

        print_node(&r->queries, n, -1);
        snprintf(r->names[r->count], sizeof(r->names[0]), "%zu", r->count);
        rule = (struct match_rule){.name = span_of(r->names[r->count]),
                                   .query = {r->queries.ptr + from, r->queries.len - from}};
        rc = match_set_add_rule(r->set, &rule, &e);
        if ((rc == 0) != is_held(n, true))
            fail_msg("%.*s: %d:%d %s", (int)rule.query.len, rule.query.ptr, e.line, e.column,
                     rc ? e.text : "accepted");
        if (rc == 0) {
            r->query_at[r->count] = from;
            r->rules[r->count++] = n;
        } else {
            r->queries.len = from;
            r->refused++;
            free_node(n);
        }
        r->query_at[r->count] = r->queries.len;
    }
    match_set_seal(r->set);
}

static void free_rules(struct round *r)
{
    for (size_t i = 0; i < r->count; i++)
        free_node(r->rules[i]);
    buffer_release(&r->queries);
    match_set_free(&r->set);
    free(r);
}

static size_t expect(const struct rule_node *n, const struct sample *s, struct marks *m)
{
    size_t kept = 0;

    m->count = 0;
    if (!truth(n, s))
        return 0;
    helped(n, s, true, m);
    qsort(m->list, m->count, sizeof(m->list[0]), compare_bytes);
    for (size_t i = 0; i < m->count; i++) {
        if (kept == 0 || compare_bytes(&m->list[kept - 1], &m->list[i]) != 0)
            m->list[kept++] = m->list[i];
    }
    return kept < 64 ? kept : 64;
}

static size_t compare_item(const struct round *r, const struct sample *s, struct marks *m, struct arena *a)
{
    struct item item = {.title = {s->fields[0].bytes, s->fields[0].len},
                        .summary = {s->fields[1].bytes, s->fields[1].len},
                        .content_text = {s->fields[2].bytes, s->fields[2].len}};
    struct item_words words;
    struct match_input in = {
        .item = &item, .words = &words, .language = s->english ? SPAN("en") : SPAN("fa")};
    struct hit *hits;
    size_t count, at = 0, matched = 0;

    item_words_of(a, &item, &words);
    count = match_item(r->set, &in, a, &hits);
    for (size_t i = 0; i < r->count; i++) {
        size_t want = expect(r->rules[i], s, m), got = 0;

        matched += want > 0;
        for (; at < count && span_equal(hits[at].rule, span_of(r->names[i])); at++, got++) {
            struct bytes b = {(unsigned)hits[at].field, hits[at].start, hits[at].end};

            if (got >= want || compare_bytes(&b, &m->list[got]) != 0)
                break;
        }
        if (got != want)
            fail_msg("%.*s\n%s | %s | %s: hit %zu of %zu differs", (int)(r->query_at[i + 1] - r->query_at[i]),
                     r->queries.ptr + r->query_at[i], s->fields[0].bytes, s->fields[1].bytes,
                     s->fields[2].bytes, got, want);
    }
    assert_int_equal(at, count);
    return matched;
}

static void test_random(void **state)
{
    struct marks *m = memory_get(sizeof(*m));
    struct arena *a = arena_new();
    size_t matched = 0, refused = 0;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct round *r = memory_get(sizeof(*r));

        make_rules(r);
        for (int i = 0; i < ITEMS / ROUNDS; i++) {
            struct sample s;

            for (unsigned f = 0; f < FIELDS; f++)
                make_text(&s.fields[f]);
            s.english = below(2) == 0;
            matched += compare_item(r, &s, m, a);
            arena_reset(a);
        }
        refused += r->refused;
        free_rules(r);
    }
    /* That the rules were neither all nor none: the test would be blind. */
    assert_in_range(matched, RULES * ITEMS / 10, RULES * ITEMS * 9 / 10);
    assert_in_range(refused, 1, RULES * ROUNDS);
    arena_free(&a);
    free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
