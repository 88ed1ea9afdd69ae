/*
 * test_query.c - what is wrong with a query: where, and in which words
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

static const struct {
    const char *query;
    int line, column;
    const char *words; /* stand in the message */
} rows[] = {
    {"", 1, 1, "empty"},
    {"  \n ", 2, 2, "empty"},
    {"AND a", 1, 1, "operator where a term"},
    {"a AND", 1, 6, "missing at the end"},
    {"a OR", 1, 5, "missing at the end"},
    {"a OR OR b", 1, 6, "operator where a term"},
    {"a AND OR b", 1, 7, "lower case or quotes"},
    {"a NEAR/3", 1, 9, "missing at the end"},
    {"NEAR/3 a", 1, 1, "operator where a term"},
    {"a NOT", 1, 6, "missing at the end"},
    {"(a", 1, 1, "never closed"},
    {"a (b (c)", 1, 3, "never closed"},
    {"a)", 1, 2, "closes nothing"},
    {"()", 1, 2, "missing before this parenthesis"},
    {"(a OR )", 1, 7, "missing before this parenthesis"},
    {"\"a b", 1, 1, "quote is never closed"},
    {"a \"b", 1, 3, "\"a phrase\""},
    {"\"\"", 1, 1, "no letter or digit"},
    {"a \"…\"", 1, 3, "no letter or digit"},
    {"a !!!", 1, 3, "NOT or -"},
    {"a !b", 1, 3, "NOT or -"},
    {"a || b", 1, 3, "write OR"},
    {"a | b", 1, 3, "write OR"},
    {"a && b", 1, 3, "write AND"},
    {"a - b", 1, 3, "-word or NOT word"},
    {"a – b", 1, 3, "no letter or digit"},
    {"a + b", 1, 3, "no letter or digit"},
    {"*", 1, 1, "no letter or digit"},
    {"*line", 1, 1, "pipe*"},
    {"pi*e", 1, 1, "pipe*"},
    {"\"free *\"", 1, 1, "pipe*"},
    {"\"free* trade\"", 1, 1, "pipe*"},
    {"a NEAR b", 1, 3, "NEAR/8"},
    {"a NEAR/ b", 1, 3, "NEAR/8"},
    {"a NEAR/x b", 1, 3, "NEAR/8"},
    {"a NEAR/-1 b", 1, 3, "NEAR/8"},
    {"a NEAR/99999 b", 1, 3, "0 to 1000"},
    {"a BEFORE b", 1, 3, "BEFORE/8"},
    {"a BEFORE/1.5 b", 1, 3, "BEFORE/8"},
    {"a NEAR/3 -b", 1, 10, "NOT binds tighter"},
    {"NOT a NEAR/3 b", 1, 1, "NOT (a NEAR/8 b)"},
    {"a NEAR/3 (b c)", 1, 11, "OR-groups"},
    {"(a b) NEAR/3 c", 1, 2, "OR-groups"},
    {"a NEAR/3 (b OR c d)", 1, 11, "OR-groups"},
    {"a NEAR/3 (b NEAR/3 c)", 1, 11, "without parentheses"},
    {"a NEAR/3 /b/", 1, 10, "regular expression has no word places"},
    {"/a/ NEAR/3 b", 1, 1, "regular expression has no word places"},
    {"a{2} NEAR/3 b", 1, 1, "AND a{3}"},
    {"a NEAR/3 lang:fa", 1, 10, "only filter"},
    {"title:a NEAR/3 summary:b", 1, 9, "different fields"},
    {"title:a NEAR/3 b NEAR/3 summary:c", 1, 18, "different fields"},
    {"a{0}", 1, 2, "{1} to {1000}"},
    {"a{}", 1, 2, "pipeline{3}"},
    {"a{x}", 1, 2, "pipeline{3}"},
    {"a{2", 1, 2, "pipeline{3}"},
    {"a{2000}", 1, 2, "{1} to {1000}"},
    {"{2}", 1, 1, "behind a term"},
    {"a{2}{3}", 1, 5, "two counts"},
    {"(a b){2}", 1, 6, "OR-group"},
    {"/a/{2}", 1, 4, "OR-group"},
    {"pipelines:x", 1, 1, "no field"},
    {"titel:x", 1, 1, "did you mean \"title:\""},
    {"Title:x", 1, 1, "did you mean \"title:\""},
    {"a AND sumary:(x)", 1, 7, "did you mean \"summary:\""},
    {"http://example.org", 1, 1, "quote a term that has a colon"},
    {"title:", 1, 1, "needs a term"},
    {"title: OR b", 1, 1, "needs a term"},
    {"title:summary:a", 1, 7, "two fields"},
    {"title:-a", 1, 7, "before the field"},
    {"title:NOT a", 1, 7, "before the field"},
    {"/a", 1, 1, "never closed"},
    {"//", 1, 1, "empty regular expression"},
    {"/a/x", 1, 4, "i is the only one"},
    {"/(/", 1, 3, "missing closing parenthesis"},
    {"b /[z-a]/", 1, 7, "out of order"},
    {"/a\\C/", 1, 5, "regular expression"},
    {"@", 1, 1, "name of a list"},
    {"@nolist", 1, 1, "is no list"},
    {"a @irn", 1, 3, "did you mean @iran"},
    {"@broken", 1, 1, "@missing (named by @broken) is no list"},
    {"-a", 1, 1, "positive term"},
    {"NOT (a OR b)", 1, 6, "positive term"},
    {"-a -b", 1, 1, "positive term"},
    {"a OR -b", 1, 6, "this side of OR"},
    {"a OR (-b -c)", 1, 7, "this side of OR"},
    {"NOT (a b)", 1, 6, "this side of OR"},
    {"lang:fa", 1, 1, "only filter"},
    {"feed:bbc lang:fa", 1, 1, "only filter"},
    {"a OR lang:fa", 1, 6, "this side of OR"},
    {"-a lang:fa", 1, 4, "only filter"},
    {"-a{2}", 1, 1, "positive term"},
    {"ایران (پاکستان", 1, 7, "never closed"},
    {"ایران\nAND (", 2, 6, "missing at the end"},
    {"中国 AND AND 国", 1, 8, "operator where a term"},
    {"a\nb\n  |", 3, 3, "write OR"},
    {"ایران \xD8 b", 1, 7, "no UTF-8"},
    {"\xEF\xBF\xBD\xFF", 1, 2, "no UTF-8"},
    {"a \xF3\xBC\x80 b", 1, 3, "no UTF-8"},
};

static void add_lists(struct match_set *s)
{
    struct span iran[] = {SPAN("iran*"), SPAN("tehran")}, broken[] = {SPAN("x"), SPAN("@missing")};
    struct match_list lists[] = {
        {.name = SPAN("iran"), .terms = iran, .term_count = 2},
        {.name = SPAN("broken"), .terms = broken, .term_count = 2},
    };
    struct match_error e;

    assert_int_equal(match_set_add_list(s, &lists[0], &e), 0);
    assert_int_equal(match_set_add_list(s, &lists[1], &e), 0);
}

static void test_errors(void **state)
{
    struct match_set *s = match_set_new();
    size_t failures = 0;

    (void)state;
    add_lists(s);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct match_rule rule = {.name = SPAN("r"), .query = span_of(rows[i].query)};
        struct match_error e = {0};
        int rc = match_set_add_rule(s, &rule, &e);

        if (rc == -EINVAL && e.line == rows[i].line && e.column == rows[i].column &&
            strstr(e.text, rows[i].words))
            continue;
        failures++;
        fprintf(stderr, "%s\n want %d:%d %s\n  got %d:%d %s (%d)\n", rows[i].query, rows[i].line,
                rows[i].column, rows[i].words, e.line, e.column, e.text, rc);
    }
    assert_int_equal(failures, 0);
    assert_int_equal(match_set_rules(s), 0); /* as it was */
    match_set_seal(s);
    match_set_free(&s);
}

/* Text so many times the unit, with an end. */
static char *repeated(const char *unit, size_t times, const char *end)
{
    size_t len = strlen(unit);
    char *text = memory_get(len * times + strlen(end) + 1);

    for (size_t i = 0; i < times; i++)
        memcpy(text + i * len, unit, len);
    memcpy(text + times * len, end, strlen(end));
    return text;
}

static int try_query(char *query, struct match_error *e)
{
    struct match_set *s = match_set_new();
    struct match_rule rule = {.name = SPAN("r"), .query = span_of(query)};
    int rc = match_set_add_rule(s, &rule, e);

    match_set_seal(s);
    match_set_free(&s);
    free(query);
    return rc;
}

static void test_limits(void **state)
{
    struct match_error e;

    (void)state;
    assert_int_equal(try_query(repeated("(", 201, "a"), &e), -EINVAL);
    assert_int_equal(e.column, 201);
    assert_non_null(strstr(e.text, "200 levels"));
    assert_int_equal(try_query(repeated("-", 300, "a"), &e), -EINVAL);
    assert_int_equal(try_query(repeated("a ", 33000, ""), &e), -EINVAL);
    assert_non_null(strstr(e.text, "65536 bytes"));
    assert_int_equal(try_query(repeated("a ", 30000, ""), &e), 0);
    assert_int_equal(try_query(repeated("a-", 65, ""), &e), -EINVAL);
    assert_non_null(strstr(e.text, "too long"));
    assert_int_equal(try_query(repeated("a-", 64, ""), &e), 0);
    assert_int_equal(try_query(repeated("中", 64, ""), &e), 0);
    assert_int_equal(try_query(repeated("a OR ", 13000, "b"), &e), 0);
}

static void test_lists_refused(void **state)
{
    static const struct {
        const char *name, *term, *words;
    } lists[] = {
        {"", "a", "needs a name"},
        {"iran", "a", "two lists"},
        {"x", "", "no letter or digit"},
        {"x", "a*b", "pipe*"},
        {"x", "a OR b", "two terms"},
        {"x", "a NEAR/3 b", "two terms"},
        {"x", "(a)", "parentheses stand in the rule"},
        {"x", "/a/i", "stands in the rule"},
        {"x", "@x", "back to itself"},
        {"missing", "@broken", "back to itself"},
    };
    struct match_set *s = match_set_new();
    struct match_error e;

    (void)state;
    add_lists(s);
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct span term = span_of(lists[i].term);
        struct match_list list = {.name = span_of(lists[i].name), .terms = &term, .term_count = 1};

        memset(&e, 0, sizeof(e));
        assert_int_equal(match_set_add_list(s, &list, &e), -EINVAL);
        if (!strstr(e.text, lists[i].words))
            fail_msg("list %s { %s }: %s", lists[i].name, lists[i].term, e.text);
    }
    match_set_seal(s);
    assert_true(span_equal(match_set_unused_list(s, 0), SPAN("iran")));
    assert_true(span_equal(match_set_unused_list(s, 1), SPAN("broken")));
    assert_int_equal(match_set_unused_list(s, 2).len, 0);
    match_set_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_lists_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
