/* test_article.c - the main text of pages: whole ones in tests/data/pages, and small ones for single rules */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "parse.h"
#include "text.h"

#define PAGES "tests/data/pages"
#define PAGES_WANTED 30
#define PAGE_F1 0.85
#define MEAN_F1 0.95

/* ---- whole pages ------------------------------------------------------------------------------------------------- */

static struct span read_beside(struct arena *a, const char *stem, const char *end)
{
    struct span name = arena_printf(a, "%s%s", stem, end), text;
    int dir = open(PAGES, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct buffer bytes;

    assert_true(dir >= 0);
    buffer_init(&bytes, PARSE_PAGE_LIMIT);
    if (file_read(dir, name.ptr, PARSE_PAGE_LIMIT, &bytes) != 0)
        fail_msg("%s: cannot be read", name.ptr);
    close(dir);
    text = arena_copy(a, buffer_span(&bytes));
    buffer_release(&bytes);
    return text;
}

static int by_hash(const void *a, const void *b)
{
    const struct word *x = a, *y = b;

    return (x->hash > y->hash) - (x->hash < y->hash);
}

/* Of words, of Han signs where there are no words; each as often as it stands there. */
static double f1(struct arena *a, struct span got, struct span want)
{
    struct words g, w;
    size_t i = 0, k = 0, same = 0;

    words_of(a, got, 0, &g);
    words_of(a, want, 0, &w);
    qsort(g.list, g.count, sizeof(*g.list), by_hash);
    qsort(w.list, w.count, sizeof(*w.list), by_hash);
    while (i < g.count && k < w.count) {
        int order = by_hash(&g.list[i], &w.list[k]);

        same += order == 0;
        i += order <= 0;
        k += order >= 0;
    }
    return g.count + w.count > 0 ? 2.0 * (double)same / (double)(g.count + w.count) : 0;
}

static double check_page(const char *stem)
{
    struct arena *a = arena_new();
    struct parse_input in = {.body = read_beside(a, stem, ".html"), .url = SPAN("https://p.example/1")};
    struct span want = read_beside(a, stem, ".txt"), never = read_beside(a, stem, ".not"), title, phrase;
    struct article got;
    size_t at;
    double score;

    assert_true(span_split(&want, '\n', &title));
    if (!parse_article(a, &in, &got))
        fail_msg("%s: no main text", stem);
    score = f1(a, got.text, want);
    if (score < PAGE_F1)
        fail_msg("%s: word F1 %.3f:\n%.*s", stem, score, (int)got.text.len, got.text.ptr);
    if (!span_equal(got.title, title))
        fail_msg("%s: title %.*s", stem, (int)got.title.len, got.title.ptr);
    while (span_split(&never, '\n', &phrase)) {
        if (phrase.len > 0 && span_find(got.text, phrase, &at))
            fail_msg("%s: holds \"%.*s\"", stem, (int)phrase.len, phrase.ptr);
    }
    arena_free(&a);
    return score;
}

static void test_pages(void **state)
{
    DIR *dir = opendir(PAGES);
    const struct dirent *entry;
    double sum = 0;
    size_t count = 0;

    (void)state;
    assert_non_null(dir);
    while ((entry = readdir(dir))) {
        char stem[256];
        const char *end = strstr(entry->d_name, ".html");

        if (!end || end[5])
            continue;
        snprintf(stem, sizeof(stem), "%.*s", (int)(end - entry->d_name), entry->d_name);
        sum += check_page(stem);
        count++;
    }
    closedir(dir);
    assert_true(count >= PAGES_WANTED);
    if (sum / (double)count < MEAN_F1)
        fail_msg("mean word F1 of %zu pages: %.4f", count, sum / (double)count);
}

/* ---- small ones ---------------------------------------------------------------------------------------------------- */

#define P1 "The harbour was closed on Monday, after two ships had touched in the fog off the northern pier."
#define P2 "Nobody was hurt. Divers looked at both hulls until the evening, and found no more than scratches."
#define P3                                                                                                   \
    "Traffic is to begin again on Tuesday, if the wind allows it, said the harbour master to our reporter."
#define PARAGRAPHS "<p>" P1 "</p><p>" P2 "</p><p>" P3 "</p>"
#define TEXT P1 "\n" P2 "\n" P3
#define LINES "<p>" P1 "</p><p>" P2 "</p>"

static const struct {
    const char *name, *in, *title, *text; /* text NULL: none is found */
    const char *content_type;
} rows[] = {
    {"nothing", "", "", NULL, NULL},
    {"no main text", "<title>Menu</title><ul><li><a href=1>One</a><li><a href=2>Two</a></ul><p>Short.", "",
     NULL, NULL},
    {"paragraphs", "<title>Ships touched in fog - The Outlet</title>" PARAGRAPHS, "Ships touched in fog",
     TEXT, NULL},
    {"a headline is no text",
     "<meta property='og:title' content='Ships &amp; fog'><h1>Ships &amp; fog</h1>" PARAGRAPHS, "Ships & fog",
     TEXT, NULL},
    {"the outlet's h1", "<title>Ships touched in the fog | The Outlet</title><h1>The Outlet</h1>" PARAGRAPHS,
     "Ships touched in the fog", TEXT, NULL},
    {"the sentence under the headline",
     "<title>Ships in fog</title><header><h1>Ships in fog</h1><div>A harbour has to wait until the wind "
     "turns.</div>"
     "<div>By A. Writer</div></header><main>" PARAGRAPHS "</main>",
     "Ships in fog", "A harbour has to wait until the wind turns.\n" TEXT, NULL},
    {"a subheading and a short line",
     "<p>" P1 "</p><h2>No injuries</h2><p>Nobody.</p><p>" P2 "</p><h2>Share</h2>", "",
     P1 "\nNo injuries\nNobody.\n" P2, NULL},
    {"lists",
     "<p>" P1 "</p><ul><li>one ship<li>two ships</ul><p>" P2 "</p><ol><li>first<li>second</ol><p>" P3 "</p>",
     "", P1 "\n- one ship\n- two ships\n" P2 "\n1. first\n2. second\n" P3, NULL},
    {"a table between",
     "<p>" P1 "</p><table><tr><td>a</td><td>10</td></tr><tr><td>b</td><td>12</td></tr></table><p>" P2 "</p>",
     "", P1 "\na | 10\nb | 12\n" P2, NULL},
    {"lines of code", "<p>" P1 "</p><pre>a = 1;\nb = 2;</pre><p>" P2 "</p>", "", P1 "\na = 1;\nb = 2;\n" P2,
     NULL},
    {"hidden",
     LINES "<p hidden>" P3 "</p><p style='color:red; display : none'>" P3 "</p><p class=sr-only>" P3 "</p>",
     "", P1 "\n" P2, NULL},
    {"read also",
     "<p>" P1 "</p><p>Read also: <a href=x>The fog of last year, and what came of it</a></p><p>" P2
     "</p><p>" P3 "</p>",
     "", TEXT, NULL},
    {"a class that tells a state", "<div class='comments-open has-sidebar'>" LINES "</div>", "", P1 "\n" P2,
     NULL},
    {"a class that is a fact", "<div>" LINES "</div><div class='post-comments'><p>" P3 "</p></div>", "",
     P1 "\n" P2, NULL},
    {"a form around everything", "<form class=comment-form><div>" LINES "</div><input name=q></form>", "",
     P1 "\n" P2, NULL},
    {"a field in a box",
     "<div>" LINES "</div><div><p>Get our letter every morning, it costs nothing.</p><input></div>", "",
     P1 "\n" P2, NULL},
    {"two breaks for a paragraph", "<td>" P1 "<br><BR/>\n" P2 "<br> <br>" P3, "", TEXT, NULL},
    {"references",
     "<p>Caf&eacute;s &amp; bars were shut on Monday, the mayor said. &lt;Nobody&gt; was asked, and nobody "
     "came. It was the first time since the war that no light burnt in the old town, she said, and it "
     "would not be the last.</p>",
     "",
     "Caf\xC3\xA9s & bars were shut on Monday, the mayor said. <Nobody> was asked, and nobody came. It was "
     "the first "
     "time since the war that no light burnt in the old town, she said, and it would not be the last.",
     NULL},
    {"an attribute with a sign in it", "<div x-on:click=\"a > b\" @x='<p>'>" LINES "</div>", "", P1 "\n" P2,
     NULL},
    {"only in JSON-LD",
     "<div id=app></div><script "
     "type='application/ld+json'>{\"@graph\":[{\"headline\":\"Fog\",\"articleBody\":\"" P1 " " P2 " " P3
     " " P1 "\"}]}</script>",
     "Fog", P1 " " P2 " " P3 " " P1, NULL},
    {"windows-1251 by HTTP",
     "<p>\xCF\xEE\xF0\xF2 \xE7\xE0\xEA\xF0\xFB\xF2, \xEA\xEE\xF0\xE0\xE1\xEB\xE8 "
     "\xE6\xE4\xF3\xF2. " P1 " " P2 "</p>",
     "", "Порт закрыт, корабли ждут. " P1 " " P2, "text/html; charset=windows-1251"},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct arena *a = arena_new();
        struct parse_input in = {.body = span_of(rows[i].in), .content_type = span_of(rows[i].content_type)};
        struct article got;
        bool found = parse_article(a, &in, &got);

        if (found != (rows[i].text != NULL))
            fail_msg("%s: %s", rows[i].name, found ? "found" : "not found");
        if (found && !span_equal(got.text, span_of(rows[i].text)))
            print_error("%s:\n%.*s\n", rows[i].name, (int)got.text.len, got.text.ptr);
        if (found && rows[i].title[0] && !span_equal(got.title, span_of(rows[i].title)))
            fail_msg("%s: title %.*s", rows[i].name, (int)got.title.len, got.title.ptr);
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
