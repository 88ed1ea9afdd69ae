/* test_page.c - items under one address: the same page again, a live page, a column, a front page */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base.h"
#include "dedup.h"
#include "text.h"

#include "pieces.h"

#define PAGE "https://a.example/news/17"
#define LATER (20 * 3600)
/* A third of NEWS in other words behind: too little for a copy, enough on one page. */
#define NEWS_DEVELOPED                                                                                       \
    "The president of the republic met the prime minister on Tuesday in the northern capital to discuss "    \
    "the gas pipeline, and both signed a treaty on water that the parliaments must still agree to before "   \
    "the winter, ministers told "                                                                            \
    "reporters while crowds outside waved flags and a choir from the border town sang old songs"

static const struct {
    const char *name;
    const char *url, *other_url; /* NULL: the same */
    struct piece first, second;
    bool copy, same;
    const char *veto;
} pages[] = {
    {"the title is the same, the text a summary of other words",
     PAGE,
     NULL,
     {"a", "Leaders meet in the north", NEWS, 0},
     {"b", "Leaders meet in the north", OTHER, 9},
     true,
     true,
     ""},
    {"the title is the same, there is no text",
     PAGE,
     NULL,
     {"a", "Leaders meet", NEWS, 0},
     {"a", "Leaders meet", "", 9},
     true,
     true,
     ""},
    {"of one word, the same", PAGE, NULL, {"a", "Leaders", "", 0}, {"a", "Leaders", "", 9}, true, true, ""},
    {"a developed text",
     PAGE,
     NULL,
     {"a", "Leaders meet", NEWS, 0},
     {"a", "Treaty on water signed", NEWS_DEVELOPED, 9},
     true,
     true,
     ""},
    {"a developed text elsewhere",
     PAGE,
     PAGE "8",
     {"a", "Leaders meet", NEWS, 0},
     {"b", "Treaty on water signed", NEWS_DEVELOPED, 9},
     false,
     false,
     ""},
    {"the front page",
     "https://a.example/",
     NULL,
     {"a", "Leaders meet", NEWS, 0},
     {"a", "Treaty on water signed", NEWS_DEVELOPED, 9},
     false,
     false,
     ""},
    {"a query",
     "https://a.example/?p=17",
     NULL,
     {"a", "Leaders meet", NEWS, 0},
     {"a", "Treaty on water signed", NEWS_DEVELOPED, 9},
     true,
     true,
     ""},
    {"a live page with another text",
     PAGE,
     NULL,
     {"a", "Leaders meet", NEWS, 0},
     {"a", "Volcano", OTHER, 9},
     false,
     false,
     ""},
    {"a column: the same title, another text, the next day",
     PAGE,
     NULL,
     {"a", "The day in brief", NEWS, 0},
     {"a", "The day in brief", OTHER, LATER},
     false,
     false,
     ""},
    {"a toll that rises",
     PAGE,
     NULL,
     {"a", "Quake kills 12 in the north", NEWS, 0},
     {"a", "Quake kills 40 in the north", NEWS, 9},
     false,
     true,
     "same-outlet-numbers"},
};

static struct verdict judge_at(struct dedup *d, struct arena *a, const struct piece *p, uint64_t n,
                               const char *url)
{
    struct dedup_item item;
    struct verdict v;

    make_item(a, p, n, &item);
    item.url = span_of(url);
    dedup_judge(d, &item, a, &v);
    return v;
}

static void table_of_pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        struct arena *a = arena_new();
        struct dedup *d = dedup_new(&wide);
        struct verdict v1 = judge_at(d, a, &pages[i].first, 1, pages[i].url);
        struct verdict v2 =
            judge_at(d, a, &pages[i].second, 2, pages[i].other_url ? pages[i].other_url : pages[i].url);

        assert_true(id_is_zero(v1.duplicate_of));
        if (id_is_zero(v2.duplicate_of) == pages[i].copy || v2.duplicate_why.url != pages[i].same ||
            !span_equal(v2.duplicate_why.veto, span_of(pages[i].veto)))
            fail_msg("%s: copy %d, url %d, resemblance %.3f, containment %.3f, veto %.*s", pages[i].name,
                     !pages[i].copy, v2.duplicate_why.url, v2.duplicate_why.jaccard,
                     v2.duplicate_why.containment, (int)v2.duplicate_why.veto.len, v2.duplicate_why.veto.ptr);
        dedup_free(&d);
        arena_free(&a);
    }
}

/* A feed changes all its guids, some titles, and a word here and there: no flood. */
static void all_guids_changed(void **state)
{
    static const char *const words[] = {"gas", "ash", "port", "wheat", "rail", "vote", "flood", "court"};
    struct arena *a = arena_new();
    struct dedup *d = dedup_new(&wide);
    char title[80], body[400], url[60];

    (void)state;
    for (unsigned n = 0; n < 80; n++) {
        unsigned k = n % 40, first = n < 40;
        const char *w = words[k % 8], *x = words[k / 8], *y = words[(k + 3) % 8];
        struct piece p = {"a", title, body, n < 40 ? 0 : 3600};
        struct verdict v;

        snprintf(title, sizeof(title), "%s and %s in %s %s", w, x, y, first || k % 3 ? "today" : "(updated)");
        snprintf(body, sizeof(body), "Report %u: the %s near the %s of %s %s", k, w, x, y,
                 first ? "was closed in the morning" : "was closed early in the morning");
        snprintf(url, sizeof(url), "https://a.example/%u", k);
        v = judge_at(d, a, &p, n + 1, url);
        assert_true(id_equal(v.duplicate_of, first ? (struct id){0} : id_of(k + 1)));
    }
    dedup_free(&d);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_of_pages),
        cmocka_unit_test(all_guids_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
