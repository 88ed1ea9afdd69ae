/* test_hostile.c - documents made to cost much: in proportion, 8 MB within a second of CPU and 40 MB of arena */
#include "text.h"

#include "render.h"

#define BODY ((size_t)3 << 20)
#define CPU_LIMIT_NS (1000000000 / 8 * 3)
/* What the arena may hold beside the body. The sanitizers' own cost is not ours. */
#define ARENA_LIMIT ((size_t)15 << 20)
#if defined(__SANITIZE_ADDRESS__)
#define SLOWER 8
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLOWER 8
#endif
#endif
#ifndef SLOWER
#define SLOWER 1
#endif

#define R "<rss version='2.0'><channel>"
#define A "<feed xmlns='http://www.w3.org/2005/Atom'>"
/* 1,000 bytes of a base, in front of each reference. */
#define TEN "aaaaaaaaaa"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define LONG_BASE                                                                                            \
    " xml:base='http://h/" HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED "/'>"
#define J "{\"title\":\"t\",\"items\":["

/* A body is the opening, then the unit as often as fits, each %zu in it a new number, then the end. */
static const struct {
    const char *name, *opening, *unit, *end;
    enum parse_result want;
    size_t items;
} bodies[] = {
    {"depth", R "<item><title>t</title>", "<a>", "", PARSE_OK, 1},
    {"depth of one text", R "<item><description>", "<b>x", "", PARSE_OK, 1},
    {"attributes of one tag", R "<item ", "a%zu='1' ", "><title>t</title></item>", PARSE_OK, 1},
    {"tags of many attributes", R "<item>",
     "<x a='' b='' c='' d='' e='' f='' g='' h='' i='' j='' k='' l='' m='' n='' o=''/>", "", PARSE_OK, 1},
    {"different names", R "<item/>", "<n%zu/>", "", PARSE_OK, 1},
    {"different attributes", R "<item/>", "<a n%zu=''/>", "", PARSE_OK, 1},
    {"namespaces", R "<item/>", "<x xmlns:n%zu='u'>", "", PARSE_OK, 1},
    {"end tags of nothing", R "<item><a><b><c><d><e><f><g>", "</x%zu>", "", PARSE_OK, 1},
    {"quotes that never close", R "<item/>", "<a b=\"", "", PARSE_OK, 1},
    {"ampersands", R "<item><description>", "&", "", PARSE_OK, 1},
    {"references", R "<item><description>", "&amp;", "", PARSE_OK, 1},
    {"less-than signs", R "<item><description>", "<", "", PARSE_OK, 1},
    {"comments", R "<item/>", "<!---->", "", PARSE_OK, 1},
    {"comments that never close", R "<item/>", "<!-- ", "", PARSE_OK, 1},
    {"instructions", R "<item/>", "<?x", "", PARSE_OK, 1},
    {"document types", "", "<!DOCTYPE a [", "", PARSE_NOT_A_FEED, 0},
    {"CDATA sections", R "<item><description>", "<![CDATA[x]]>", "", PARSE_OK, 1},
    {"one CDATA section", R "<item><description><![CDATA[", "]", "", PARSE_OK, 1},
    {"empty items", R, "<item/>", "", PARSE_OK, PARSE_ITEM_LIMIT},
    {"items within items", R, "<item><guid>%zu</guid>", "", PARSE_OK, PARSE_DEPTH_LIMIT - 3},
    {"tags", R "<item>", "<category>%zu</category>", "", PARSE_OK, 1},
    {"authors", R "<item>", "<author>%zu</author>", "", PARSE_OK, 1},
    {"enclosures", R "<item>", "<enclosure url='%zu'/>", "", PARSE_OK, 1},
    {"nested bases", A "<entry/>", "<x xml:base='a/'>", "", PARSE_OK, 1},
    {"nested items at the limit", R, "<item/><item><title>%zu</title><item><title>x</title></item></item>",
     "", PARSE_OK, PARSE_ITEM_LIMIT},
    {"bases of neighbours", A "<entry" LONG_BASE "<title>t</title>", "<x xml:base='y'/>", "", PARSE_OK, 1},
    {"bases in a text", A "<entry" LONG_BASE "<content type='xhtml'>", "<x xml:base='y'/>", "", PARSE_OK, 1},
    {"links behind a base", A "<entry" LONG_BASE "<title>t</title>", "<link rel='enclosure' href='x'/>", "",
     PARSE_OK, 1},
    {"hubs behind a base", "<feed xmlns='http://www.w3.org/2005/Atom'" LONG_BASE "<entry/>",
     "<link rel='hub' href='%zu'/>", "", PARSE_OK, 1},
    {"persons behind a base", A "<entry" LONG_BASE "<title>t</title>", "<author><uri>%zu</uri></author>", "",
     PARSE_OK, 1},
    {"categories of many attributes", R "<item>",
     "<category a='' b='' c='' d='' e='' f='' g='' h='' i='' j='' k='' l='' m='' n='' o='' p='' q='' r='' "
     "s=''/>",
     "", PARSE_OK, 1},
    {"relative references", A "<entry><content type='html'><![CDATA[", "<a href=x>", "", PARSE_OK, 1},
    {"control characters", R "<item><title>", "\x01\x02", "", PARSE_OK, 1},
    {"bytes of no character", "<?xml version='1.0' encoding='utf-8'?>" R "<item><title>", "\xFF\x80", "",
     PARSE_OK, 1},
    {"HTML", "<!doctype html><html>", "<p>", "", PARSE_NOT_A_FEED, 0},
    {"HTML of bases", "<!doctype html><html>", "<base href='a/'>", "", PARSE_NOT_A_FEED, 0},
    {"HTML links behind a base",
     "<!doctype html><html><base href='http://h/" HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED "/'>",
     "<link rel=alternate type='application/rss+xml' href=x>", "", PARSE_NOT_A_FEED, 0},
    {"entities declared", "<!DOCTYPE r [<!ENTITY a '" HUNDRED "'>]>" R "<item><description>", "&a;", "",
     PARSE_OK, 1},
    {"JSON depth", "", "[", "", PARSE_NOT_A_FEED, 0},
    {"JSON numbers", "[1", ",1", "]", PARSE_NOT_A_FEED, 0},
    {"JSON items", "{\"title\":\"t\",\"items\":[{}", ",{}", "]}", PARSE_NOT_A_FEED, 0},
    {"JSON objects in few bytes", J, "{\"a\":{\"b\":{\"c\":1}}},", "{}]}", PARSE_NOT_A_FEED, 0},
    {"JSON line feeds in a string", J "{\"id\":\"1\",\"content_text\":\"x", "\n", "y\"}]}", PARSE_OK, 1},
    {"JSON escapes", J "{\"id\":\"", "\\u00e9", "\"}]}", PARSE_OK, 1},
    {"JSON backslashes", J "{\"id\":\"1\"},{\"id\":\"", "\\\\", "", PARSE_OK, 1},
    {"JSON surrogates", "{\"title\":\"t\",\"items\":[{\"id\":\"", "\\ud800", "\"}]}", PARSE_OK, 1},
};

static void fill(struct buffer *b, const char *opening, const char *unit, const char *end)
{
    const char *number = strstr(unit, "%zu");

    buffer_clear(b);
    buffer_put_text(b, opening);
    for (size_t n = 1000; b->len + strlen(unit) + 16 < BODY - strlen(end); n++) {
        buffer_put(b, unit, number ? (size_t)(number - unit) : strlen(unit));
        if (number) {
            char digits[24];

            buffer_put(b, digits, (size_t)snprintf(digits, sizeof(digits), "%zu", n));
            buffer_put_text(b, number + 3);
        }
    }
    buffer_put_text(b, end);
}

static void check_body(size_t i, struct span body)
{
    struct arena *a = arena_new();
    struct parse_input in = {.body = body, .url = SPAN("http://h.example/")};
    struct document doc;
    struct error e;
    int64_t start = clock_cpu_ns(), cost;
    enum parse_result got = parse_document(a, &in, &doc, &e);

    cost = clock_cpu_ns() - start;
    if (got != bodies[i].want || (got == PARSE_OK && doc.item_count != bodies[i].items))
        fail_msg("%s: result %d, %zu items", bodies[i].name, (int)got, got == PARSE_OK ? doc.item_count : 0);
    if (got == PARSE_OK && doc.item_count == PARSE_ITEM_LIMIT && !doc.left_out)
        fail_msg("%s: does not say that items are left out", bodies[i].name);
    if (cost > (int64_t)CPU_LIMIT_NS * SLOWER)
        fail_msg("%s: %lld ms", bodies[i].name, (long long)(cost / 1000000));
    if (arena_used(a) > ARENA_LIMIT)
        fail_msg("%s: an arena of %zu bytes", bodies[i].name, arena_used(a));
    arena_free(&a);
}

static void test_bodies(void **state)
{
    struct buffer body;

    (void)state;
    buffer_init(&body, BODY);
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        fill(&body, bodies[i].opening, bodies[i].unit, bodies[i].end);
        assert_true(body.len > BODY - 256 && !body.overflow);
        check_body(i, buffer_span(&body));
    }
    buffer_release(&body);
}

static const struct parse_row entities[] = {
    {.name = "a bomb is not lit",
     .in = "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>" R
           "<item><title>&b;&amp;</title></item></channel></rss>",
     .want = "{\"version\":\"rss20\"}\n{\"title\":\"&b;&\",\"recovered\":true}\n"},
    {.name = "what the document declares as text",
     .in = "<!DOCTYPE r [<!ENTITY site \"http://a.example/?a&#38;\"><!ENTITY nbsp '&#160;'>]>" R
           "<item><title>a&nbsp;b</title><link>&site;b</link></item></channel></rss>",
     .want = "{\"version\":\"rss20\"}\n{\"url\":\"http://a.example/?a&b\",\"title\":\"a b\"}\n"},
    {.name = "no file is read",
     .in = "<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" R
           "<item><title>x&a;</title></item></channel></rss>",
     .want = "{\"version\":\"rss20\"}\n{\"title\":\"x&a;\",\"recovered\":true}\n"},
    {.name = "nor by a parameter entity",
     .in = "<!DOCTYPE r [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]>" R
           "<item><title>x%p;</title></item></channel></rss>",
     .want = "{\"version\":\"rss20\"}\n{\"title\":\"x%p;\"}\n"},
    {.name = "nor by XInclude",
     .in = "<rss version='2.0' xmlns:xi='http://www.w3.org/2001/XInclude'><channel><item><title>x<xi:include "
           "href='file:///etc/passwd' parse='text'/></title></item></channel></rss>",
     .want = "{\"version\":\"rss20\"}\n{\"title\":\"x\"}\n"},
};

static void test_entities(void **state)
{
    (void)state;
    check_parse_rows(entities, sizeof(entities) / sizeof(entities[0]));
}

/* A string of JSON that is longer than what an item keeps does not come back whole. */
static void test_strings_are_cut(void **state)
{
    struct arena *a = arena_new();
    struct buffer body;
    struct parse_input in = {0};
    struct document doc;
    struct error e;

    (void)state;
    buffer_init(&body, BODY);
    fill(&body, J "{\"id\":\"1\",\"content_text\":\"", "\xC3\xA9", "\\\"\"},{\"id\":\"2\"}]}");
    in.body = buffer_span(&body);
    assert_int_equal(parse_document(a, &in, &doc, &e), PARSE_OK);
    assert_int_equal(doc.item_count, 2);
    assert_true(doc.items[0].truncated && !doc.items[0].recovered);
    assert_true(doc.items[0].content_text.len >= ITEM_TEXT_LIMIT - 1);
    assert_true(utf8_is_valid(doc.items[0].content_text));
    assert_false(doc.items[1].truncated);
    buffer_release(&body);
    arena_free(&a);
}

static void test_texts_are_cut(void **state)
{
    struct arena *a = arena_new();
    struct buffer body;
    struct parse_input in = {0};
    struct document doc;
    struct error e;

    (void)state;
    buffer_init(&body, BODY);
    fill(&body, R "<item><guid>", "\xC3\xA9", "</guid></item><item><title>t</title></item></channel></rss>");
    in.body = buffer_span(&body);
    assert_int_equal(parse_document(a, &in, &doc, &e), PARSE_OK);
    assert_int_equal(doc.item_count, 2);
    assert_true(doc.items[0].truncated && doc.items[0].guid.len <= ITEM_TEXT_LIMIT);
    assert_true(doc.items[0].guid.len >= ITEM_TEXT_LIMIT - 1);
    assert_false(doc.items[1].truncated);
    buffer_release(&body);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_entities),
        cmocka_unit_test(test_texts_are_cut),
        cmocka_unit_test(test_strings_are_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
