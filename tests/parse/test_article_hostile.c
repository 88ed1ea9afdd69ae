/* test_article_hostile.c - pages made to cost much: 4 MB within a second of CPU and 30 MB of arena */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "parse.h"
#include "text.h"

#define CPU_LIMIT_NS 1000000000
/* The tree's rows lie outside of the arena, 20 MB of them at most. The sanitizers' own cost is not ours. */
#define ARENA_LIMIT ((size_t)30 << 20)
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

#define P "<html><body>"
#define GOOD "Some text stands here, of the good kind that is. And so it goes on."
#define DIVS_10 "<div><div><div><div><div><div><div><div><div><div>"
#define DIVS_90 DIVS_10 DIVS_10 DIVS_10 DIVS_10 DIVS_10 DIVS_10 DIVS_10 DIVS_10 DIVS_10
#define LD "<script type='application/ld+json'>"

/* A page is the opening, then the unit as often as fits, each %zu in it a new number, then the end. */
static const struct {
    const char *name, *opening, *unit, *end;
} pages[] = {
    {"attributes of one tag", P "<div ", "a%zu='1' ", ">text</div>"},
    {"depth", P, "<div>", ""},
    {"depth of inline elements", P, "<b>x", ""},
    {"tiny elements", P, "<p>x</p>", ""},
    {"elements without text", P, "<p></p>", ""},
    {"elements that are never closed", P, "<p>", ""},
    {"sentences", P, "<p>" GOOD, ""},
    {"sentences at the bottom", P DIVS_90, "<p>" GOOD "</p><div><a href=x>x</a></div>", ""},
    {"end tags of nothing", P "<b>" DIVS_90, "</b>", ""},
    {"end tags that close nothing", P "<b>" DIVS_90, "<i></i></b>", ""},
    {"tables", P, "<table><tr><td>", ""},
    {"less-than signs", P, "<", ""},
    {"tags within tags", P, "<a", ""},
    {"names", P, "<n%zu>", ""},
    {"one class of many words", P "<div class='", "share-bar ", "'>x</div>"},
    {"classes", P, "<p class='no-share comment body a b c d e'>x.</p>", ""},
    {"comments", P, "<!---->", ""},
    {"comments that never close", P, "<!-- ", ""},
    {"one comment", P "<!--", "x", ""},
    {"scripts", P, "<script>x</script>", ""},
    {"scripts that never close", P, "<script>", ""},
    {"pictures that never close", P, "<svg>", ""},
    {"titles", P, "<title>", ""},
    {"headlines", P "<title>A headline that is one</title>", "<h1>A headline that is one</h1>", ""},
    {"line breaks", P, "x<br>", ""},
    {"one text", P, "word ", ""},
    {"one word", P, "x", ""},
    {"Han", P, "\xE6\x8A\xA5\xEF\xBC\x8C", ""},
    {"references", P, "&#x6af;", ""},
    {"ampersands", P, "&", ""},
    {"quotes that never close", P, "<a b=\"", ""},
    {"apostrophes that never close", P, "<a b='", ""},
    {"windows-1256", "<meta charset=windows-1256>", "\xE3\xD1\xCD\xC8\xC7 ", ""},
    {"JSON-LD", P LD "{\"articleBody\":\"", GOOD " ", "\"}</script>"},
    {"JSON-LD scripts", P, LD "{\"headline\":\"%zu\"}</script>", ""},
    {"JSON-LD depth", P LD, "[{\"headline\":", "</script>"},
};

static void fill(struct buffer *b, const char *opening, const char *unit, const char *end)
{
    const char *number = strstr(unit, "%zu");

    buffer_clear(b);
    buffer_put_text(b, opening);
    for (size_t n = 1000; b->len + strlen(unit) + 16 < PARSE_PAGE_LIMIT - strlen(end); n++) {
        buffer_put(b, unit, number ? (size_t)(number - unit) : strlen(unit));
        if (number)
            buffer_printf(b, "%zu%s", n, number + 3);
    }
    buffer_put_text(b, end);
}

static void check_page(const char *name, struct span body)
{
    struct arena *a = arena_new();
    struct parse_input in = {.body = body, .url = SPAN("https://h.example/")};
    struct article got;
    int64_t start = clock_cpu_ns(), cost;

    (void)parse_article(a, &in, &got);
    cost = clock_cpu_ns() - start;
    if (cost > (int64_t)CPU_LIMIT_NS * SLOWER)
        fail_msg("%s: %lld ms", name, (long long)(cost / 1000000));
    if (arena_used(a) > ARENA_LIMIT)
        fail_msg("%s: an arena of %zu bytes", name, arena_used(a));
    if (got.text.len > ITEM_TEXT_LIMIT || !utf8_is_valid(got.text))
        fail_msg("%s: a text of %zu bytes", name, got.text.len);
    arena_free(&a);
}

static void test_pages(void **state)
{
    struct buffer body;

    (void)state;
    buffer_init(&body, PARSE_PAGE_LIMIT);
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        fill(&body, pages[i].opening, pages[i].unit, pages[i].end);
        assert_true(body.len > PARSE_PAGE_LIMIT - 256 && !body.overflow);
        check_page(pages[i].name, buffer_span(&body));
    }
    buffer_release(&body);
}

/* A JSON-LD body as large as is read, held against as much text. */
static void test_agreement(void **state)
{
    struct buffer body;

    (void)state;
    buffer_init(&body, PARSE_PAGE_LIMIT);
    buffer_put_text(&body, P LD "{\"articleBody\":\"");
    for (size_t n = 0; body.len < (size_t)500 << 10; n++)
        buffer_printf(&body, GOOD " %zu ", n);
    buffer_put_text(&body, "\"}</script>");
    for (size_t n = 0; body.len + 256 < PARSE_PAGE_LIMIT; n++)
        buffer_printf(&body, "<p>" GOOD " %zu ", n);
    check_page("agreement", buffer_span(&body));
    buffer_release(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_agreement),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
