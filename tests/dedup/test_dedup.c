/* test_dedup.c - duplicates, vetoes, stories, windows, the cap on memory, and a memory restored from verdicts */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"
#include "dedup.h"
#include "text.h"

#include "pieces.h"

static const struct {
    const char *name;
    struct piece first, second;
    bool copy;
    const char *veto;
} pairs[] = {
    {"the same", {"a", "Leaders meet", NEWS, 0}, {"b", "Leaders meet", NEWS, 9}, true, ""},
    {"another title", {"a", "Leaders meet", NEWS, 0}, {"b", "Talks in the north", NEWS, 9}, true, ""},
    {"edited", {"a", "Leaders meet", NEWS, 0}, {"b", "Leaders meet", NEWS_EDITED, 9}, true, ""},
    {"summary of a longer text",
     {"a", "Leaders meet", NEWS MORE, 0},
     {"b", "Leaders meet", NEWS, 9},
     true,
     ""},
    {"longer text of a summary", {"a", "Leaders meet", NEWS, 0}, {"b", "In full", NEWS MORE, 9}, true, ""},
    {"another text", {"a", "Leaders meet", NEWS, 0}, {"b", "Volcano", OTHER, 9}, false, ""},
    {"a follow-up that carries the old report below",
     {"a", "Leaders meet", NEWS, 0},
     {"b", "Volcano", OTHER MORE " " NEWS, 9},
     false,
     ""},
    {"other numbers",
     {"a", "Markets",
      "shares fell 12 points to 340 while gold rose 3 to 1800 and oil closed at 77 a barrel today", 0},
     {"b", "Markets",
      "shares fell 25 points to 512 while gold rose 9 to 1907 and oil closed at 81 a barrel today", 9},
     false,
     "?"},
    {"short and the same",
     {"a", "Storm closes the harbour of Odesa", "", 0},
     {"b", "Storm closes the harbour of Odesa", "", 9},
     true,
     ""},
    {"short with another number",
     {"a", "Quake of 6 shakes the northern coast of Chile again", "", 0},
     {"b", "Quake of 7 shakes the northern coast of Chile again", "", 9},
     false,
     "?"},
    {"the same outlet, a number in the title",
     {"a", "Daily briefing, day 529", NEWS, 0},
     {"a", "Daily briefing, day 530", NEWS, 9},
     false,
     "same-outlet-numbers"},
    {"another outlet, a number in the title",
     {"a", "Daily briefing, day 529", NEWS, 0},
     {"b", "Daily briefing, day 530", NEWS, 9},
     true,
     ""},
    {"the same outlet, a column",
     {"a", "Puzzle of the day", "Some hints and the solution for the puzzle of today are just ahead for you",
      0},
     {"a", "Puzzle of the day", "Some hints and the solution for the puzzle of today are just ahead for you",
      50000},
     false,
     "same-outlet-column"},
    {"the same outlet, soon after",
     {"a", "Puzzle of the day", "Some hints and the solution for the puzzle of today are just ahead for you",
      0},
     {"a", "Puzzle of the day", "Some hints and the solution for the puzzle of today are just ahead for you",
      5000},
     true,
     ""},
    {"persian letters of another keyboard",
     {"a", "دیدار رئیس جمهور", "رئیس جمهور کشور در تهران با نخست وزیر همسایه درباره خط لوله گاز گفتگو کرد",
      0},
     {"b", "ديدار رئيس جمهور", "رئيس جمهور كشور در تهران با نخست وزير همسايه درباره خط لوله گاز گفتگو كرد",
      9},
     true,
     ""},
    {"chinese",
     {"a", "两国领导人会晤", "两国领导人星期二在首都举行会晤讨论天然气管道和边境贸易问题", 0},
     {"b", "两国领导人会晤", "两国领导人星期二在首都举行会晤讨论天然气管道与边境贸易问题", 9},
     true,
     ""},
    {"another outlet's headline",
     {"a", "Harbour of Odesa closed by the storm for a second day", NEWS, 0},
     {"b", "Harbour of Odesa closed by the storm for a second day", "", 9},
     true,
     ""},
    {"one's own headline",
     {"a", "Harbour of Odesa closed by the storm for a second day", NEWS, 0},
     {"a", "Harbour of Odesa closed by the storm for a second day", "", 9},
     false,
     "short"},
    {"what a channel prints below",
     {"a", "Painting old cars", NEWS, 0},
     {"a", "Why bread rises", NEWS, 9},
     false,
     "same-outlet-title"},
    {"a page with more than the text, under its title",
     {"a", "Leaders meet about the gas pipeline", NEWS, 0},
     {"b", "Leaders meet about the gas pipeline", OTHER MORE MORE MORE " " NEWS, 9},
     true,
     ""},
    {"a page whose numbers are not the text's",
     {"a", "Leaders meet", NEWS MORE " call 555 0100 or 555 0101", 0},
     {"b", "Leaders meet", NEWS MORE " low 12 high 21 rain 80", 9},
     true,
     ""},
    {"nothing in it", {"a", "", "", 0}, {"b", "", "", 9}, false, ""},
};

static void table_of_pairs(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        struct arena *a = arena_new();
        struct dedup *d = dedup_new(&wide);
        struct verdict v1 = judge(d, a, &pairs[i].first, 1), v2 = judge(d, a, &pairs[i].second, 2);
        struct span veto = v2.duplicate_why.veto;

        assert_true(id_is_zero(v1.duplicate_of));
        assert_true(id_equal(v1.story, id_of(1)));
        if (id_is_zero(v2.duplicate_of) == pairs[i].copy)
            fail_msg("%s: copy %d, resemblance %.3f, containment %.3f, veto %.*s", pairs[i].name,
                     !pairs[i].copy, v2.duplicate_why.jaccard, v2.duplicate_why.containment, (int)veto.len,
                     veto.ptr);
        if (pairs[i].veto[0] != '?' && !span_equal(veto, span_of(pairs[i].veto)))
            fail_msg("%s: veto %.*s", pairs[i].name, (int)veto.len, veto.ptr);
        if (pairs[i].copy)
            assert_true(id_equal(v2.duplicate_of, id_of(1)) && id_equal(v2.story, id_of(1)) &&
                        v2.duplicate_why.known && id_equal(v2.duplicate_why.candidate, id_of(1)));
        dedup_free(&d);
        arena_free(&a);
    }
}

static void copies_of_copies_name_the_original(void **state)
{
    struct arena *a = arena_new();
    struct dedup *d = dedup_new(&wide);
    struct piece p = {"a", "Leaders meet", NEWS, 0};

    (void)state;
    judge(d, a, &p, 1);
    for (uint64_t n = 2; n < 6; n++) {
        struct verdict v = judge(d, a, &p, n);

        assert_true(id_equal(v.duplicate_of, id_of(1)));
    }
    dedup_free(&d);
    arena_free(&a);
}

static void stories(void **state)
{
    static const struct piece reports[] = {
        {"a", "Volcano ash closes airport on Sumbawa island", "Mount Tambora threw ash over three villages.",
         0},
        {"b", "Tambora eruption: Sumbawa airport closed by ash", "Ash from the volcano reached the runway.",
         3600},
        {"c", "Parliament votes on pension reform in Lisbon", "Unions call for a strike on Friday.", 3700},
    };
    struct arena *a = arena_new();
    struct dedup *d = dedup_new(&wide);
    struct verdict v1 = judge(d, a, &reports[0], 1), v2 = judge(d, a, &reports[1], 2);
    struct verdict v3 = judge(d, a, &reports[2], 3);

    (void)state;
    assert_true(id_equal(v1.story, id_of(1)));
    assert_true(id_equal(v2.story, id_of(1)));
    assert_true(id_is_zero(v2.duplicate_of));
    assert_true(v2.story_why.known && id_equal(v2.story_why.member, id_of(1)));
    assert_in_range(v2.story_why.term_count, 1, 8);
    assert_true(id_equal(v3.story, id_of(3)));
    dedup_free(&d);
    arena_free(&a);
}

/* The next number of a series is another event, though it looks like the last one. */
static void series(void **state)
{
    static const struct piece days[] = {
        {"a", "Puzzle of Tuesday, number 477", "Hints and the solution for the puzzle of today are ahead", 0},
        {"a", "Puzzle of Tuesday, number 478", "Hints and the solution for the puzzle of today are ahead",
         86400},
    };
    struct arena *a = arena_new();
    struct dedup *d = dedup_new(&wide);
    struct verdict v1 = judge(d, a, &days[0], 1), v2 = judge(d, a, &days[1], 2);

    (void)state;
    assert_true(id_is_zero(v2.duplicate_of));
    assert_false(id_equal(v1.story, v2.story));
    dedup_free(&d);
    arena_free(&a);
}

static void stories_in_other_scripts(void **state)
{
    static const struct {
        struct piece piece;
        bool joins;
    } rows[] = {
        {{"a", "Iran and Turkey extend gas contract for ten years",
          "Tehran and Ankara signed a deal on Wednesday. Iran will export 10 billion cubic metres a year "
          "through the Tabriz pipeline, the oil minister said.",
          0},
         true},
        {{"b", "ایران و ترکیه قرارداد گاز را ده سال تمدید کردند",
          "تهران و آنکارا روز چهارشنبه توافق گاز را امضا کردند. وزیر نفت گفت ایران سالانه ۱۰ میلیارد متر "
          "مکعب "
          "گاز از خط لوله تبریز صادر می‌کند.",
          60},
         true},
        {{"c", "ایران اور ترکی کا گیس معاہدے میں دس سال کی توسیع",
          "تہران اور انقرہ نے بدھ کو معاہدے پر دستخط کیے۔ وزیر تیل نے کہا کہ ایران تبریز پائپ لائن سے سالانہ "
          "10 ارب "
          "مکعب میٹر گیس برآمد کرے گا۔",
          90},
         true},
        {{"d", "هشدار هواشناسی برای شمال ایران",
          "باران‌های دو روز گذشته سطح آب رودخانه‌ها را "
          "بالا برده است.",
          99},
         false},
    };
    struct arena *a = arena_new();
    struct dedup *d = dedup_new(&wide);

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct verdict v = judge(d, a, &rows[i].piece, i + 1);

        if (id_equal(v.story, id_of(1)) != rows[i].joins)
            fail_msg("report %zu: score %.3f", i, v.story_why.score);
    }
    dedup_free(&d);
    arena_free(&a);
}

static void windows(void **state)
{
    static const struct dedup_limits limits = {1000, 100, (size_t)1 << 30};
    struct arena *a = arena_new();
    struct dedup *d = dedup_new(&limits);
    struct piece p = {"a", "Leaders meet", NEWS, 0};
    struct dedup_numbers numbers;

    (void)state;
    judge(d, a, &p, 1);
    p.now = 1000; /* the story window is past, the window not yet */
    assert_true(id_equal(judge(d, a, &p, 2).duplicate_of, id_of(1)));
    p.now = 2001; /* both are gone */
    assert_true(id_is_zero(judge(d, a, &p, 3).duplicate_of));
    dedup_measure(d, &numbers);
    assert_int_equal(numbers.items, 1);
    assert_int_equal(numbers.stories, 1);
    assert_int_equal(numbers.forgotten_early, 0);
    dedup_free(&d);
    arena_free(&a);
}

static void revision_keeps_its_story(void **state)
{
    struct arena *a = arena_new();
    struct dedup *d = dedup_new(&wide);
    struct piece p = {"a", "Leaders meet", NEWS, 0}, q = {"a", "Volcano", OTHER, 5},
                 r = {"b", "Volcano", OTHER, 6};
    struct dedup_item item;
    struct verdict v;

    (void)state;
    judge(d, a, &p, 1);
    make_item(a, &q, 2, &item);
    item.revision_of = id_of(1);
    dedup_judge(d, &item, a, &v);
    assert_true(id_equal(v.story, id_of(1)) && id_is_zero(v.duplicate_of));
    v = judge(d, a, &r, 3); /* and its text is known */
    assert_true(id_equal(v.duplicate_of, id_of(2)) && id_equal(v.story, id_of(1)));
    item.id = id_of(4);
    item.revision_of = id_of(99); /* of an item that is forgotten */
    dedup_judge(d, &item, a, &v);
    assert_true(id_is_zero(v.duplicate_of));
    dedup_free(&d);
    arena_free(&a);
}

/* ---- a stream of made-up items --------------------------------------------------------------------------- */

static uint32_t draw(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

struct stream {
    uint64_t state;
    char title[200], body[1000];
};

static void make_text(struct stream *s, char *to, size_t size, unsigned words, uint32_t topic)
{
    size_t len = 0;

    for (unsigned i = 0; i < words; i++) {
        uint32_t w =
            draw(&s->state) % 3 == 0 ? topic * 8 + draw(&s->state) % 8 : 4000 + draw(&s->state) % 900;

        len += (size_t)snprintf(to + len, size - len, "%c%xq%c ", 'a' + (int)(w % 26), w * 7919u,
                                'a' + (int)(w / 26 % 26));
    }
    to[len] = '\0';
}

static void next_item(struct stream *s, struct arena *a, uint64_t n, struct dedup_item *item)
{
    static const char *const outlets[] = {"a", "b", "c", ""};
    struct piece p = {outlets[draw(&s->state) % 4], s->title, s->body, (int64_t)n * 60};
    uint32_t topic = draw(&s->state) % 40;

    if (n == 1 || draw(&s->state) % 4) { /* else the text of before once more */
        make_text(s, s->title, sizeof(s->title), 4 + draw(&s->state) % 5, topic);
        make_text(s, s->body, sizeof(s->body), draw(&s->state) % 50, topic);
    }
    make_item(a, &p, n, item);
    if (draw(&s->state) % 3 == 0)
        item->url = draw(&s->state) % 2 ? SPAN("https://a.example/live") : SPAN("https://a.example/?q");
    if (n > 5 && draw(&s->state) % 20 == 0)
        item->revision_of = id_of(n - 1 - draw(&s->state) % 4);
}

static void assert_same(const struct verdict *a, const struct verdict *b, uint64_t n)
{
    bool same = id_equal(a->story, b->story) && id_equal(a->duplicate_of, b->duplicate_of) &&
                a->duplicate_why.known == b->duplicate_why.known && a->story_why.known == b->story_why.known;

    if (same && a->duplicate_why.known)
        same = id_equal(a->duplicate_why.candidate, b->duplicate_why.candidate) &&
               memcmp(&a->duplicate_why.jaccard, &b->duplicate_why.jaccard, sizeof(double)) == 0 &&
               memcmp(&a->duplicate_why.containment, &b->duplicate_why.containment, sizeof(double)) == 0 &&
               a->duplicate_why.shared == b->duplicate_why.shared &&
               a->duplicate_why.url == b->duplicate_why.url &&
               span_equal(a->duplicate_why.veto, b->duplicate_why.veto);
    if (same && a->story_why.known)
        same = id_equal(a->story_why.member, b->story_why.member) &&
               memcmp(&a->story_why.score, &b->story_why.score, sizeof(double)) == 0 &&
               a->story_why.term_count == b->story_why.term_count;
    for (size_t i = 0; same && a->story_why.known && i < a->story_why.term_count; i++)
        same = span_equal(a->story_why.terms[i], b->story_why.terms[i]);
    if (!same)
        fail_msg("item %llu is judged differently after a restart", (unsigned long long)n);
}

/* Judges `before` items in one memory, restores them into another, and judges `after` more in both. */
static void restart(const struct dedup_limits *limits, uint64_t before, uint64_t after)
{
    struct dedup *lived = dedup_new(limits), *restored = dedup_new(limits);
    struct arena *a = arena_new();
    struct stream s = {.state = 7};
    struct dedup_numbers one, two;
    size_t copies = 0, joined = 0;

    for (uint64_t n = 1; n <= before + after; n++) {
        struct dedup_item item;
        struct verdict v, w;

        next_item(&s, a, n, &item);
        dedup_judge(lived, &item, a, &v);
        if (n <= before) {
            dedup_restore(restored, &item, &v);
        } else {
            dedup_judge(restored, &item, a, &w);
            assert_same(&v, &w, n);
        }
        copies += !id_is_zero(v.duplicate_of);
        joined += !id_equal(v.story, item.id);
        arena_reset(a);
    }
    dedup_measure(lived, &one);
    dedup_measure(restored, &two);
    assert_int_equal(one.items, two.items);
    assert_int_equal(one.bytes, two.bytes);
    assert_int_equal(one.stories, two.stories);
    assert_int_equal(one.forgotten_early, two.forgotten_early);
    assert_in_range(copies, (before + after) / 20, (before + after) / 2);
    assert_in_range(joined, copies + 1, before + after - 1);
    assert_true(one.bytes <= limits->memory_bytes);
    arena_free(&a);
    dedup_free(&lived);
    dedup_free(&restored);
}

static void restored_memory_judges_the_same(void **state)
{
    static const struct dedup_limits narrow = {600 * 60, 200 * 60, (size_t)1 << 30};

    (void)state;
    restart(&wide, 2500, 500);
    restart(&narrow, 2500, 1500);
}

static void memory_is_capped(void **state)
{
    static const struct dedup_limits tight = {14 * 86400, 4 * 86400, 200000};

    (void)state;
    restart(&tight, 2000, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_of_pairs),
        cmocka_unit_test(copies_of_copies_name_the_original),
        cmocka_unit_test(stories),
        cmocka_unit_test(series),
        cmocka_unit_test(stories_in_other_scripts),
        cmocka_unit_test(windows),
        cmocka_unit_test(revision_keeps_its_story),
        cmocka_unit_test(restored_memory_judges_the_same),
        cmocka_unit_test(memory_is_capped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
