/*
 * test_near.c - operators: AND, OR, NOT, NEAR, BEFORE, counts, regexes, precedence; each with the hits it shows
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "match.h"

#include "marked.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct marked_row booleans[] = {
    {"gas oil", "[gas] and [oil]"},
    {"gas AND oil", "[gas] and [oil]"},
    {"gas oil", "gas only"},
    {"gas OR oil", "[oil] only"},
    {"gas OR oil", "[gas] and [oil]"},
    {"gas OR oil", "coal"},
    {"gas -oil", "[gas] only"},
    {"gas -oil", "gas and oil"},
    {"gas NOT oil", "[gas] only"},
    {"gas AND NOT oil", "gas and oil"},
    {"-oil gas", "[gas]"},
    {"gas -(oil OR coal)", "gas and coal"},
    {"gas -(oil OR coal)", "[gas] and wood"},
    {"gas -(oil coal)", "[gas] and coal"},
    {"gas -(oil coal)", "gas, oil and coal"},
    {"NOT NOT gas", "[gas]"},
    {"NOT (NOT gas OR oil)", "[gas]"},
    {"NOT (NOT gas OR oil)", "gas oil"},
    {"--gas", "[gas]"},
    {"gas -\"oil price\"", "[gas] and price oil"},
    {"gas -\"oil price\"", "gas and oil price"},
    {"a b OR c", "[c]"},
    {"a b OR c", "a"},
    {"a b OR c", "[a] [b]"},
    {"a (b OR c)", "[a] [c]"},
    {"a (b OR c)", "c"},
    {"a OR b c", "[a] c"},
    {"a OR b c", "[b] [c]"},
    {"(a OR b) (c OR d)", "[b] [d]"},
    {"((((a))))", "[a]"},
    {"(a OR -b) c", "[c]"},
    {"(a OR -b) c", "c b"},
    {"(a OR -b) c", "[a] b [c]"},
    {"a OR (b -c)", "b c"},
    {"a OR (b -c)", "[a] b c"},
    {"a OR (b -c)", "[b]"},
    {"a-b OR c", "[a b] [c]"},
    {"gas\n  OR\n  oil", "[oil]"},
    {"gas OR gas", "[gas]"},
    {"gas OR ga*", "[gas] [gallon]"},
};

static const struct marked_row nears[] = {
    {"a NEAR/0 b", "[a] [b]"},
    {"a NEAR/0 b", "a x b"},
    {"a NEAR/1 b", "[a] x [b]"},
    {"a NEAR/1 b", "[b] x [a]"},
    {"a NEAR/1 b", "a x y b"},
    {"a NEAR/8 b", "[a] 1 2 3 4 5 6 7 8 [b]"},
    {"a NEAR/8 b", "a 1 2 3 4 5 6 7 8 9 b"},
    {"a BEFORE/1 b", "[a] x [b]"},
    {"a BEFORE/1 b", "b x a"},
    {"a BEFORE/1 b", "b [a] x [b] x x a"},
    {"a NEAR/1 b", "a x x x [a] [b] x x x b"},
    {"a NEAR/1 b", "[a] [b] [a] x x b"},
    {"\"x y\" NEAR/1 b", "[x y] z [b]"},
    {"\"x y\" NEAR/1 b", "[b] z [x y]"},
    {"\"x y\" NEAR/1 b", "x y z z b"},
    {"b NEAR/1 \"x y\"", "b z z x y"},
    {"a NEAR/2 (b OR c)", "[a] x [c] x x x b"},
    {"a NEAR/2 (b OR \"c d\")", "[a] x x [c d]"},
    {"(a OR b) NEAR/2 (c OR d)", "[b] x [c] x x x x a"},
    {"a NEAR/1 b NEAR/1 c", "[a] [b] [c]"},
    {"a NEAR/1 b NEAR/1 c", "[a] x [b] x [c]"},
    {"a NEAR/1 b NEAR/1 c", "b a x x c x b c"},
    {"a NEAR/1 b NEAR/1 c", "a b x x c"},
    {"a NEAR/1 b NEAR/1 c", "[a] [b] [c] x x x a b"},
    {"a BEFORE/1 b BEFORE/1 c", "[a] [b] [c]"},
    {"a BEFORE/1 b BEFORE/1 c", "c b a"},
    {"a BEFORE/1 b NEAR/1 c", "[a] x [b] [c]"},
    {"a BEFORE/9 b BEFORE/9 c", "[a] [b] x [b] [c] b"},
    {"a NEAR/1 b c", "[a] [b] x x [c]"},
    {"a NEAR/1 b c", "a x x b c"},
    {"c a NEAR/1 b", "[c] x x [a] [b]"},
    {"a NEAR/1 b OR c", "[c]"},
    {"c -(a NEAR/1 b)", "[c] a x x b"},
    {"c -(a NEAR/1 b)", "c a b"},
    {"NOT (a NEAR/1 b) c", "[c]"},
    {"pipe* NEAR/3 iran", "[Iran] and the [pipelines]"},
    {"a NEAR/3 a", "[a] x [a]"},
    {"a NEAR/3 a", "a"},
    {"a* NEAR/3 ab", "ab"},
    {"a* NEAR/3 ab", "[ab] [ac]"},
    {"\"a b\" NEAR/3 b", "a b"},
    {"\"a b\" NEAR/3 b", "[a b] [b]"},
    {"iran NEAR/20 (pakistan* OR islamabad) AND (trade OR pipeline OR \"free trade agreement\" OR gas)",
     "[Iran] and [Pakistan] sign a [gas] [pipeline] deal"},
    {"iran NEAR/20 (pakistan* OR islamabad) AND (trade OR pipeline OR \"free trade agreement\" OR gas)",
     "Iran and Pakistan sign a deal"},
};

static const struct marked_row counts[] = {
    {"a{1}", "[a]"},
    {"a{2}", "[a] x [a]"},
    {"a{2}", "a"},
    {"a{2}", "[a] [a] [a]"},
    {"pipe*{2}", "[pipe] [pipeline]"},
    {"\"a b\"{2}", "[a b] [a b]"},
    {"\"a b\"{2}", "a b a"},
    {"(a OR b){3}", "[a] [b] x [a]"},
    {"(a OR b){3}", "a b"},
    {"(a OR a*){2}", "a"},
    {"a{2} b", "[a] [a] [b]"},
    {"b -a{2}", "[b] a"},
    {"b -a{2}", "b a a"},
    {"iran-pakistan{2}", "[Iran-Pakistan] [Iran–Pakistan]"},
    {"a {2}", "[a] [a]"},
};

static const struct marked_row regexes[] = {
    {"/gas/", "[gas] Gas [gas]ket"},
    {"/gas/i", "[gas] [Gas]"},
    {"/\\bga.\\b/", "[gas] gask [gap]"},
    {"/\\d{3}-\\d{4}/", "call [555-1234]"},
    {"/a\\/b/", "[a/b] a b"},
    {"/^iran/i", "[Iran] iran"},
    {"/x*/", "y"},
    {"/x*/", "y[xx]y"},
    {"/каз/i", "[Каз]ань"},
    {"/\\p{Han}+/", "in [中国] x"},
    {"/gas/ AND oil", "[gas] [oil]"},
    {"/gas/ AND oil", "gas"},
    {"/gas/ OR oil", "[oil]"},
    {"oil -/gas/", "oil gas"},
    {"oil -/gas/", "[oil] Gas"},
    {"(/gas/ OR /oil/) coal", "[coal] [oil]"},
    {"/(a+)+$/", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"},
    {"/a b/", "[a b]"},
};

static void test_booleans(void **state)
{
    (void)state;
    assert_int_equal(marked_failures(booleans, COUNT(booleans)), 0);
}

static void test_nears(void **state)
{
    (void)state;
    assert_int_equal(marked_failures(nears, COUNT(nears)), 0);
}

static void test_counts(void **state)
{
    (void)state;
    assert_int_equal(marked_failures(counts, COUNT(counts)), 0);
}

static void test_regexes(void **state)
{
    (void)state;
    assert_int_equal(marked_failures(regexes, COUNT(regexes)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_booleans),
        cmocka_unit_test(test_nears),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_regexes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
