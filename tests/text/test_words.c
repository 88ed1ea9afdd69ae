/* test_words.c - where words begin and end in the source, of what kind they are, and how many are taken */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"
#include "text.h"

static const struct {
    const char *name, *in;
    const char *sources; /* the bytes each word came from, with a bar between */
    const char *kinds;   /* l letters, n number, s single */
} rows[] = {
    {"plain", "  Two words. ", "Two|words", "ll"},
    {"at both ends", "a b", "a|b", "ll"},
    {"numbers have a digit", "3.5 COVID-19 B52", "3|5|COVID|19|B52", "nnlnn"},
    {"accent written apart belongs to the word", "cafe\u0301!", "cafe\u0301", "l"},
    {"ignorables inside, not at the end", "\u00adso\u00adft\u00ad x", "so\u00adft|x", "ll"},
    {"persian with zwnj", "(می\u200cروم)", "می\u200cروم", "l"},
    {"persian digits", "سال ۱۴۰۵", "سال|۱۴۰۵", "ln"},
    {"han one by one", "中国AI", "中|国|AI", "ssl"},
    {"kana with its mark", "か\u3099あ", "か\u3099|あ", "ss"},
    {"one character, four words", "x \uFDFA", "x|\uFDFA|\uFDFA|\uFDFA|\uFDFA", "lllll"},
    {"ligature", "ﬁne", "ﬁne", "l"},
    {"bad byte",
     "ab\xfe"
     "cd",
     "ab|cd", "ll"},
    {"nothing", "", "", ""},
    {"separators only", " -- … ", "", ""},
};

static void offsets(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct span text = span_of(rows[i].in);
        struct words w;
        struct buffer got;
        char kinds[64] = "";

        buffer_init(&got, 4096);
        words_of(a, text, 0, &w);
        for (size_t k = 0; k < w.count; k++) {
            if (k > 0)
                buffer_put_byte(&got, '|');
            buffer_put_span(&got, span_cut(text, w.list[k].start, w.list[k].end));
            kinds[k] = "lns"[w.list[k].kind];
        }
        buffer_put_byte(&got, '\0');
        if (strcmp(got.ptr, rows[i].sources) != 0 || strcmp(kinds, rows[i].kinds) != 0)
            fail_msg("%s: got %s (%s)", rows[i].name, got.ptr, kinds);
        buffer_release(&got);
    }
    arena_free(&a);
}

static void hash_is_of_the_folded_bytes(void **state)
{
    struct arena *a = arena_new();
    struct words w;

    (void)state;
    words_of(a, SPAN("Éric ERIC"), 0, &w);
    assert_int_equal(w.count, 2);
    assert_true(w.list[0].hash == w.list[1].hash);
    assert_true(w.list[0].hash == hash64("eric", 4));
    arena_free(&a);
}

static void at_most(void **state)
{
    struct arena *a = arena_new();
    struct words w;

    (void)state;
    words_of(a, SPAN("one two three"), 2, &w);
    assert_int_equal(w.count, 2);
    assert_true(span_equal(word_folded(&w, 1), SPAN("two")));
    words_of(a, SPAN("one two three"), 3, &w);
    assert_int_equal(w.count, 3);
    words_of(a, SPAN("\uFDFA"), 2, &w);
    assert_int_equal(w.count, 2);
    arena_free(&a);
}

/* Characters that become longer than they were, and many words: both tables grow. */
static void grows(void **state)
{
    struct arena *a = arena_new();
    struct buffer text;
    struct words w;

    (void)state;
    buffer_init(&text, 1 << 20);
    for (int i = 0; i < 5000; i++)
        buffer_put_text(&text, "\uFDFA\uFDFB か\u3099 a ");
    words_of(a, buffer_span(&text), 0, &w);
    assert_int_equal(w.count, 5000 * 7);
    for (size_t i = 0; i < w.count; i += 7) {
        assert_true(span_equal(word_folded(&w, i + 1), SPAN("الله")));
        assert_true(span_equal(word_folded(&w, i + 5), SPAN("が")));
        assert_true(span_equal(word_folded(&w, i + 6), SPAN("a")));
    }
    buffer_release(&text);
    arena_free(&a);
}

/* A peer's megabyte of marks after one letter must cost linear time. */
static void many_marks(void **state)
{
    struct arena *a = arena_new();
    struct buffer text;
    struct words w;

    (void)state;
    buffer_init(&text, 4 << 20);
    buffer_put_text(&text, "क");
    for (int i = 0; i < 500000; i++)
        buffer_put_text(&text, i % 2 ? "\u0301" : "\u0316");
    words_of(a, buffer_span(&text), 0, &w);
    assert_int_equal(w.count, 1);
    assert_int_equal(w.list[0].end, text.len);
    assert_int_equal(w.list[0].folded_len, 3 + 30 * 2);
    buffer_release(&text);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets),    cmocka_unit_test(hash_is_of_the_folded_bytes),
        cmocka_unit_test(at_most),    cmocka_unit_test(grows),
        cmocka_unit_test(many_marks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
