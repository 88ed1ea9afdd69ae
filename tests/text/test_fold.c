/*
 * test_fold.c - folding, script by script, and the table against the library for every code point
 *
 * `test_fold --table` prints daemon/text/fold_table.c from the library's answers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"
#include "text.h"

#include "../../daemon/text/fold.h"

static const struct {
    const char *name, *in, *want; /* want: the folded words with a bar between */
} rows[] = {
    {"ascii", "The Prime-Minister's VISIT, 3rd time", "the|prime|minister|s|visit|3rd|time"},
    {"underscore separates", "a_b", "a|b"},
    {"latin accents", "Čeština na Škodě, Łódź, Ærø", "cestina|na|skode|łodz|ærø"},
    {"accents written apart", "cafe\u0301 nai\u0308ve", "cafe|naive"},
    {"sharp s and ligature", "Straße ﬁnal", "strasse|final"},
    {"vietnamese", "Thành phố Hồ Chí Minh", "thanh|pho|ho|chi|minh"},
    {"turkish dotted", "İstanbul'un", "istanbul|un"},
    {"greek", "Αθήνα ΟΔΟΣ ὁ", "αθηνα|οδοσ|ο"},
    {"cyrillic", "Ёлка и ЙОД Україна", "елка|и|иод|украіна"},
    {"hebrew points", "שָׁלוֹם", "שלום"},
    {"arabic vowels", "مُحَمَّد", "محمد"},
    {"arabic hamza", "أحمد إلى آخر مؤتمر", "احمد|الی|اخر|موتمر"},
    {"arabic letters are persian", "علي كريم", "علی|کریم"},
    {"teh marbuta and heh", "جامعة دانشگاه ہے", "جامعه|دانشگاه|هے"},
    {"urdu bari ye", "گئے ۓ", "گیے|ے"},
    {"tatweel", "مـــرحبا", "مرحبا"},
    {"zwnj joins", "می\u200cخواهم", "میخواهم"},
    {"bidi marks and soft hyphen", "ab\u200f\u00adc", "abc"},
    {"zero width space separates", "ab\u200bc", "ab|c"},
    {"presentation forms", "ﻣﺮﺣﺒﺎ", "مرحبا"},
    {"one character, several words", "\uFDFA", "صلی|الله|علیه|وسلم"},
    {"apostrophes", "Iran's l'Iran İran’da ʻokina Qurʾan ＇x", "iran|s|l|iran|iran|da|okina|qur|an|x"},
    {"dashes", "Iran–Pakistan Iran-Pakistan Iran‑Pakistan", "iran|pakistan|iran|pakistan|iran|pakistan"},
    {"digits", "۱۴۰۵ ١٢٣ १२ 𝟜𝟝 １２", "1405|123|12|45|12"},
    {"fractions and powers", "m² ½", "m2|1|2"},
    {"han", "北京时间", "北|京|时|间"},
    {"kana keep their voice", "が か\u3099 か ｶﾞ", "が|が|か|ガ"},
    {"prolonged sound", "ビール", "ビ|ー|ル"},
    {"han beside latin", "中国AI公司3家", "中|国|ai|公|司|3|家"},
    {"thai", "ไทย", "ไ|ท|ย"},
    {"thai mark stays", "กี่", "กี่"},
    {"hangul", "한국어 뉴스", "한국어|뉴스"},
    {"jamo compose", "\u1112\u1161\u11ab", "한"},
    {"devanagari keeps virama", "पाकिस्तान", "पाकिस्तान"},
    {"nukta, composed or not", "\u0958 \u0915\u093c", "\u0915\u093c|\u0915\u093c"},
    {"bengali parts compose", "\u0995\u09c7\u09be", "\u0995\u09cb"},
    {"fullwidth", "ＮＡＴＯ", "nato"},
    {"kelvin and trade mark", "\u212a ℡", "k|tel"},
    {"emoji separate", "a😀b", "a|b"},
    {"marks alone are no word", "\u0301 \u0301a", "a"},
    {"bad utf-8 separates",
     "a\xff"
     "b\xc3",
     "a|b"},
    {"armenian", "ԵՐԵՎԱՆ", "երեվան"},
    {"georgian capitals", "ᲗᲑᲘᲚᲘᲡᲘ", "თბილისი"},
    {"old persian digit-like", "ⅷ", "viii"},
};

static void scripts(void **state)
{
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct words w;
        struct buffer got;

        buffer_init(&got, 4096);
        words_of(a, span_of(rows[i].in), 0, &w);
        for (size_t k = 0; k < w.count; k++) {
            if (k > 0)
                buffer_put_byte(&got, '|');
            buffer_put_span(&got, word_folded(&w, k));
        }
        buffer_put_byte(&got, '\0');
        if (strcmp(got.ptr, rows[i].want) != 0)
            fail_msg("%s: got %s, want %s", rows[i].name, got.ptr, rows[i].want);
        buffer_release(&got);
        arena_reset(a);
    }
    arena_free(&a);
}

/* The word that the library's parts give, with `before` and `after` around them; the slow way, for
 * comparison. */
static void by_library(uint32_t cp, struct buffer *out)
{
    struct fold_part parts[FOLD_PARTS];
    size_t n = fold_code_point(cp, parts);
    bool open = true, single = false;

    buffer_put_byte(out, 'a');
    for (size_t i = 0; i < n; i++) {
        char utf8[4];
        bool is_letter = parts[i].kind == FOLD_LETTER || parts[i].kind == FOLD_SINGLE;

        if (parts[i].kind == FOLD_NOTHING || (parts[i].kind == FOLD_MARK && !open))
            continue;
        if (open && (parts[i].kind == FOLD_SEPARATOR || parts[i].kind == FOLD_SINGLE ||
                     (single && parts[i].kind == FOLD_LETTER))) {
            buffer_put_byte(out, '|');
            open = false;
        }
        if (is_letter && !open) {
            open = true;
            single = parts[i].kind == FOLD_SINGLE;
        }
        if (open)
            buffer_put(out, utf8, utf8_put(utf8, parts[i].cp));
    }
    buffer_put_text(out, open && !single ? "b" : open ? "|b" : "b");
}

static bool is_mark(uint32_t cp)
{
    struct fold_part parts[FOLD_PARTS];
    size_t n = fold_code_point(cp, parts);

    for (size_t i = 0; i < n; i++) {
        if (parts[i].kind == FOLD_MARK)
            return true;
    }
    return false;
}

static void fast_path_equals_library(void **state)
{
    struct arena *a = arena_new();
    struct buffer want, got;
    size_t compared = 0;

    (void)state;
    buffer_init(&want, 4096);
    buffer_init(&got, 4096);
    for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
        char text[8] = "a";
        size_t len = 1;
        struct words w;

        if ((cp >= 0xD800 && cp <= 0xDFFF) || is_mark(cp)) /* marks depend on the letter before: rows above */
            continue;
        len += utf8_put(text + len, cp);
        text[len++] = 'b';
        words_of(a, (struct span){text, len}, 0, &w);
        buffer_clear(&got);
        for (size_t k = 0; k < w.count; k++) {
            if (k > 0)
                buffer_put_byte(&got, '|');
            buffer_put_span(&got, word_folded(&w, k));
        }
        buffer_clear(&want);
        by_library(cp, &want);
        if (!span_equal(buffer_span(&got), buffer_span(&want)))
            fail_msg("U+%04X: fast %s, library %s", cp, got.ptr, want.ptr);
        compared++;
        arena_reset(a);
    }
    assert_true(compared > 1000000);
    buffer_release(&want);
    buffer_release(&got);
    arena_free(&a);
}

static uint16_t table_entry(uint32_t cp)
{
    struct fold_part parts[FOLD_PARTS];
    size_t n = fold_code_point(cp, parts);

    if (n != 1)
        return n == 0 ? FOLD_IS_NOTHING : FOLD_ASK;
    switch (parts[0].kind) {
    case FOLD_SEPARATOR:
        return FOLD_IS_SEPARATOR;
    case FOLD_NOTHING:
        return FOLD_IS_NOTHING;
    case FOLD_MARK:
        return parts[0].cp == cp ? FOLD_IS_MARK : FOLD_ASK;
    case FOLD_LETTER:
        return parts[0].cp < FOLD_TABLE_SIZE ? (uint16_t)parts[0].cp : FOLD_ASK;
    case FOLD_SINGLE:
        break;
    }
    return FOLD_ASK;
}

static void table_is_the_library(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp < FOLD_TABLE_SIZE; cp++) {
        if (fold_table[cp] != table_entry(cp))
            fail_msg("U+%04X: table %x, library %x", cp, fold_table[cp], table_entry(cp));
    }
}

static void print_table(void)
{
    puts("/*\n * fold_table.c - what U+0000 to U+06FF become: printed by `test_fold --table`, checked by "
         "test_fold\n"
         " *\n * Fatal: nothing. Bugs: those of fold.c.\n */");
    puts("#include \"base.h\"\n\n#include \"fold.h\"\n\n/* clang-format off */");
    puts("const uint16_t fold_table[FOLD_TABLE_SIZE] = {");
    for (uint32_t cp = 0; cp < FOLD_TABLE_SIZE; cp++)
        printf("%s%3u,%s", cp % 16 ? " " : "    ", table_entry(cp), cp % 16 == 15 ? "\n" : "");
    puts("};\n/* clang-format on */");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scripts),
        cmocka_unit_test(table_is_the_library),
        cmocka_unit_test(fast_path_equals_library),
    };

    if (argc > 1 && strcmp(argv[1], "--table") == 0) {
        print_table();
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
