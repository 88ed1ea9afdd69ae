/*
 * test_match.c - fields, lists, filters, order and limits of hits, many rules at once
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "match.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* One item for all rows. */
static struct author authors[] = {{.name = {"Ann Iran", 8}}, {.name = {"Bob Smith", 9}}};
static struct span tags[] = {{"Energy", 6}, {"gas pipelines", 13}};
static struct span feed_tags[] = {{"Asia", 4}, {"iran desk", 9}};
static const struct item sample = {
    .title = {"Iran and gas", 12},
    .summary = {"A pipeline to Pakistan", 22},
    .content_text = {"Iran builds; gas flows.", 23},
    .url = {"https://news.example.org/2026/iran-gas-deal?id=77", 49},
    .authors = authors,
    .author_count = 2,
    .tags = tags,
    .tag_count = 2,
};

/* Field names as in records, "[i]" for one of several, then bytes. */
static const struct {
    const char *query, *hits;
} rows[] = {
    {"iran", "title 0-4 content_text 0-4"},
    {"title:iran", "title 0-4"},
    {"content:iran", "content_text 0-4"},
    {"summary:iran", ""},
    {"summary:pipeline title:gas", "title 9-12 summary 2-10"},
    {"title:(iran OR gas)", "title 0-4 title 9-12"},
    {"title:(iran content:gas)", "title 0-4 content_text 13-16"},
    {"title:(content:(gas) OR gas)", "title 9-12 content_text 13-16"},
    {"title: iran", "title 0-4"},
    {"title:\"iran and\"", "title 0-8"},
    {"title:@countries", "title 0-4"},
    {"title:/i.an/i", "title 0-4"},
    {"title:iran{1}", "title 0-4"},
    {"iran{2}", ""},
    {"pakistan -title:pakistan", "summary 14-22"},
    {"pakistan -title:iran", ""},
    {"iran NEAR/1 gas", "title 0-4 title 9-12 content_text 0-4 content_text 13-16"},
    {"title:iran NEAR/1 gas", "title 0-4 title 9-12"},
    {"gas NEAR/9 pipeline", ""},
    {"author:iran", "author[0] 4-8"},
    {"author:(smith OR ann)", "author[0] 0-3 author[1] 4-9"},
    {"author:\"iran bob\"", ""},
    {"author:iran NEAR/5 author:bob", ""},
    {"tag:energy", "tag[0] 0-6"},
    {"tag:pipeline*", "tag[1] 4-13"},
    {"tag:\"gas pipelines\"", "tag[1] 0-13"},
    {"tag:asia", "tag[2] 0-4"},
    {"tag:iran-desk", "tag[3] 0-9"},
    {"iran -tag:asia", ""},
    {"iran -tag:africa", "title 0-4 content_text 0-4"},
    {"url:iran", "url 30-34"},
    {"url:example.org", "url 13-24"},
    {"url:\"id 77\"", "url 44-49"},
    {"url:/id=\\d+/", "url 44-49"},
    {"iran lang:fa", "title 0-4 content_text 0-4"},
    {"iran lang:fa-IR", "title 0-4 content_text 0-4"},
    {"iran lang:(en OR fa)", "title 0-4 content_text 0-4"},
    {"iran lang:ir", ""},
    {"iran lang:en", ""},
    {"iran -lang:en", "title 0-4 content_text 0-4"},
    {"iran -lang:fa", ""},
    {"iran feed:tehran-times", "title 0-4 content_text 0-4"},
    {"iran feed:tehran*", "title 0-4 content_text 0-4"},
    {"iran feed:bbc", ""},
    {"(iran OR feed:bbc) pipeline", "title 0-4 summary 2-10 content_text 0-4"},
    {"(bbc OR feed:tehran-times) pipeline", "summary 2-10"},
    {"@countries", "title 0-4 summary 14-22 content_text 0-4"},
    {"@both", "title 0-4 summary 2-10 summary 14-22 content_text 0-4"},
    {"@countries NEAR/3 gas", "title 0-4 title 9-12 content_text 0-4 content_text 13-16"},
    {"(@countries OR builds) NEAR/0 pipeline", ""},
    {"@countries NEAR/1 @things", "summary 2-10 summary 14-22"},
    {"@countries{2}", ""},
    {"pipeline -@countries", ""},
    {"flows -@nowhere", "content_text 17-22"},
    {"@nowhere OR flows", "content_text 17-22"},
    {"@nowhere", ""},
};

static void add_list(struct match_set *s, const char *name, const char *one, const char *two)
{
    struct span terms[] = {span_of(one), span_of(two)};
    struct match_list list = {.name = span_of(name), .terms = terms, .term_count = 2};
    struct match_error e;

    if (match_set_add_list(s, &list, &e) != 0)
        fail_msg("%s: %s", name, e.text);
}

static struct match_set *new_set(void)
{
    struct match_set *s = match_set_new();

    add_list(s, "both", "@countries", "@things"); /* before those it names */
    add_list(s, "countries", "iran*", "pakistan");
    add_list(s, "things", "pipeline", "@nowhere");
    add_list(s, "nowhere", "atlantis", "el dorado");
    add_list(s, "idle", "x", "y");
    return s;
}

static void add_rule(struct match_set *s, const char *name, const char *query)
{
    struct match_rule rule = {.name = span_of(name), .query = span_of(query)};
    struct match_error e;

    if (match_set_add_rule(s, &rule, &e) != 0)
        fail_msg("%s: %d:%d %s", query, e.line, e.column, e.text);
}

static size_t run(const struct match_set *s, struct arena *a, const struct item *item, struct hit **hits)
{
    static const char feed[] = "tehran-times", language[] = "fa-IR";
    struct item_words words;
    struct match_input in = {.item = item,
                             .words = &words,
                             .feed = span_of(feed),
                             .feed_tags = feed_tags,
                             .feed_tag_count = COUNT(feed_tags),
                             .language = span_of(language)};

    item_words_of(a, item, &words);
    return match_item(s, &in, a, hits);
}

static void print_hits(struct buffer *b, const struct hit *hits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_printf(b, "%s%s", i ? " " : "", field_name(hits[i].field));
        if (hits[i].field == FIELD_AUTHOR || hits[i].field == FIELD_TAG)
            buffer_printf(b, "[%u]", hits[i].index);
        buffer_printf(b, " %u-%u", hits[i].start, hits[i].end);
        assert_int_equal(hits[i].text.len, hits[i].end - hits[i].start);
    }
}

static void test_fields(void **state)
{
    struct arena *a = arena_new();
    size_t failures = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct match_set *s = new_set();
        struct buffer b;
        struct hit *hits;
        size_t count;

        add_rule(s, "r", rows[i].query);
        match_set_seal(s);
        count = run(s, a, &sample, &hits);
        buffer_init(&b, 1 << 16);
        print_hits(&b, hits, count);
        if (!span_equal(buffer_span(&b), span_of(rows[i].hits))) {
            failures++;
            fprintf(stderr, "%s\n want %s\n  got %.*s\n", rows[i].query, rows[i].hits, (int)b.len, b.ptr);
        }
        buffer_release(&b);
        match_set_free(&s);
    }
    arena_free(&a);
    assert_int_equal(failures, 0);
}

/* All rows as one set give the same hits as each alone, rule by rule in order. */
static void test_together(void **state)
{
    struct arena *a = arena_new();
    struct match_set *s = new_set();
    struct hit *hits;
    size_t count, at = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        add_rule(s, rows[i].query, rows[i].query);
    match_set_seal(s);
    assert_int_equal(match_set_rules(s), COUNT(rows));
    count = run(s, a, &sample, &hits);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buffer b;
        size_t from = at;

        while (at < count && span_equal(hits[at].rule, span_of(rows[i].query)))
            at++;
        buffer_init(&b, 1 << 16);
        print_hits(&b, hits + from, at - from);
        assert_string_equal(b.len ? b.ptr : "", rows[i].hits);
        buffer_release(&b);
    }
    assert_int_equal(at, count);
    assert_true(span_equal(match_set_unused_list(s, 0), SPAN("idle")));
    assert_int_equal(match_set_unused_list(s, 1).len, 0);
    match_set_free(&s);
    arena_free(&a);
}

static void test_filters(void **state)
{
    static const struct {
        const char *feed, *tag, *language;
        bool passes;
    } filters[] = {
        {NULL, NULL, NULL, true},
        {"tehran-times", NULL, NULL, true},
        {"tehran", NULL, NULL, false},
        {NULL, "asia", NULL, true},
        {NULL, "energy", NULL, true},
        {NULL, "africa", NULL, false},
        {NULL, NULL, "fa", true},
        {NULL, NULL, "FA-ir", true},
        {NULL, NULL, "fa-AF", false},
        {NULL, NULL, "f", false},
        {NULL, NULL, "en", false},
        {"tehran-times", "asia", "fa", true},
        {"tehran-times", "asia", "en", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(filters); i++) {
        struct match_set *s = match_set_new();
        struct arena *a = arena_new();
        struct span feed = span_of(filters[i].feed), tag = span_of(filters[i].tag);
        struct span language = span_of(filters[i].language);
        struct match_rule rule = {.name = SPAN("r"),
                                  .query = SPAN("iran"),
                                  .feeds = &feed,
                                  .feed_count = feed.len > 0,
                                  .tags = &tag,
                                  .tag_count = tag.len > 0,
                                  .languages = &language,
                                  .language_count = language.len > 0};
        struct match_error e;
        struct hit *hits;

        assert_int_equal(match_set_add_rule(s, &rule, &e), 0);
        match_set_seal(s);
        if ((run(s, a, &sample, &hits) > 0) != filters[i].passes)
            fail_msg("filter %zu", i);
        match_set_free(&s);
        arena_free(&a);
    }
}

/* 64 hits a rule, in order; a long text of one word costs no more than its length. */
static void test_many_hits(void **state)
{
    enum { TIMES = 150000 };
    static const char *const queries[] = {
        "gas", "ga*", "gas{3}", "gas NEAR/3 gas", "/gas/", "@many", "gas -(gas NEAR/9 oil)"};
    struct arena *a = arena_new();
    struct match_set *s = match_set_new();
    struct item item = {0};
    char *text = arena_bytes(a, TIMES * 4);
    struct hit *hits;

    (void)state;
    for (size_t i = 0; i < TIMES; i++)
        memcpy(text + 4 * i, "gas ", 4);
    item.content_text = (struct span){text, TIMES * 4};
    add_list(s, "many", "gas", "oil");
    for (size_t i = 0; i < COUNT(queries); i++)
        add_rule(s, queries[i], queries[i]);
    match_set_seal(s);
    assert_int_equal(run(s, a, &item, &hits), 64 * COUNT(queries));
    for (size_t i = 0; i < 64 * COUNT(queries); i++)
        assert_int_equal(hits[i].start, 4 * (i % 64));
    match_set_free(&s);
    arena_free(&a);
}

static void test_empty(void **state)
{
    struct arena *a = arena_new();
    struct match_set *s = match_set_new();
    struct hit *hits;

    (void)state;
    match_set_seal(s);
    assert_int_equal(run(s, a, &sample, &hits), 0);
    match_set_free(&s);
    match_set_free(&s); /* NULL is nothing to free */
    s = match_set_new();
    match_set_free(&s); /* unsealed */
    arena_free(&a);
}

/* The item carries the same as JSON in records and filters. */
static void test_json(void **state)
{
    struct hit hits[] = {
        {.rule = SPAN("r"), .field = FIELD_CONTENT, .start = 0, .end = 4, .text = SPAN("Iran")},
        {.rule = SPAN("\""), .field = FIELD_TAG, .index = 3, .start = 1, .end = 2, .text = SPAN("x")},
    };
    struct buffer b;

    (void)state;
    buffer_init(&b, 4096);
    buffer_put_byte(&b, '{');
    hits_put_json(&b, hits, 0, false);
    assert_int_equal(b.len, 1);
    hits_put_json(&b, hits, 2, false);
    assert_string_equal(
        b.ptr,
        "{\"hits\":[{\"rule\":\"r\",\"field\":\"content_text\",\"start\":0,\"end\":4,\"text\":\"Iran\"},"
        "{\"rule\":\"\\\"\",\"field\":\"tag\",\"index\":3,\"start\":1,\"end\":2,\"text\":\"x\"}]");
    buffer_clear(&b);
    hits_put_json(&b, hits, 1, true);
    assert_non_null(strstr(b.ptr, "\"field\":\"text\""));
    buffer_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),    cmocka_unit_test(test_together), cmocka_unit_test(test_filters),
        cmocka_unit_test(test_many_hits), cmocka_unit_test(test_empty),    cmocka_unit_test(test_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
