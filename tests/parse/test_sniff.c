/* test_sniff.c - what a body is, and which charset it claims */
#include "render.h"

#include "../../daemon/parse/sniff.h"

static const char *const names[] = {"rss", "feed", NULL};

static const struct {
    const char *in;
    enum sniffed want;
    size_t root;
} kinds[] = {
    {"{\"a\":1}", SNIFFED_JSON, 0},
    {" [", SNIFFED_JSON, 1},
    {"<rss>", SNIFFED_XML, 0},
    {"<?xml?> <a:feed>", SNIFFED_XML, 8},
    {"<x><RSS/>", SNIFFED_XML, 3},
    {"</rss><rss>", SNIFFED_XML, 6},
    {"<!-- <rss> --><x>", SNIFFED_NOTHING, 14},
    {"<!-- <rss>", SNIFFED_NOTHING, 10},
    {"<html><rss>", SNIFFED_HTML, 0},
    {"<!DOCTYPE html><rss>", SNIFFED_XML, 15},
    {"\n<!DOCTYPE html><p>", SNIFFED_HTML, 1},
    {"text", SNIFFED_NOTHING, 4},
    {"", SNIFFED_NOTHING, 0},
    {"<", SNIFFED_NOTHING, 1},
};

static void test_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        size_t root = 0;

        if (sniff_kind(span_of(kinds[i].in), names, &root) != kinds[i].want || root != kinds[i].root)
            fail_msg("%s: root at %zu", kinds[i].in, root);
    }
}

static const struct {
    const char *in, *want;
} charsets[] = {
    {"<?xml version='1.0' encoding='KOI8-R'?>", "KOI8-R"},
    {"<?xml version=\"1.0\" encoding = \"gb2312\" ?>", "gb2312"},
    {"\n<?xml encoding='x'?>", "x"},
    {"<?xml version='1.0'?><a encoding='x'>", ""},
    {"<?xml encoding='utf-16'?>", ""},
    {"<meta charset=big5>", "big5"},
    {"<meta content='text/html; charset=big5'>", "big5"},
    {"<rss>", ""},
    {"encoding", ""},
    {"<?xml encoding=", ""},
    {"", ""},
};

static void test_charsets(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++) {
        if (!span_equal(sniff_charset(span_of(charsets[i].in)), span_of(charsets[i].want)))
            fail_msg("%s", charsets[i].in);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kinds), cmocka_unit_test(test_charsets)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
