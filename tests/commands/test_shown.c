/*
 * test_shown.c - nothing that a peer writes steers a terminal, and lines keep to their columns
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"
#include "model.h"

#include "../../daemon/commands/shown.h"

static void assert_text(const struct buffer *b, const char *name, const char *want)
{
    if (strcmp(b->ptr ? b->ptr : "", want) != 0)
        fail_msg("%s: \"%s\" instead of \"%s\"", name, b->ptr ? b->ptr : "", want);
}

static void test_put(void **state)
{
    static const struct {
        const char *name;
        struct span in;
        const char *want;
    } rows[] = {
        {"plain", SPAN("Iran and Pakistan"), "Iran and Pakistan"},
        {"escape sequence", SPAN("a\x1b[31mb"), "a\xEF\xBF\xBD[31mb"},
        {"operating system command", SPAN("\x1b]0;x\a"), "\xEF\xBF\xBD]0;x\xEF\xBF\xBD"},
        {"line ends are spaces", SPAN("a\r\nb\tc"), "a  b c"},
        {"NUL", SPAN("a\0b"),
         "a\xEF\xBF\xBD"
         "b"},
        {"DEL", SPAN("a\x7F"), "a\xEF\xBF\xBD"},
        {"C1 in UTF-8",
         SPAN("\xC2\x9B"
              "1m"),
         "\xEF\xBF\xBD"
         "1m"},
        {"C1 as a bare byte",
         SPAN("\x9B"
              "1m"),
         "\xEF\xBF\xBD"
         "1m"},
        {"override",
         SPAN("\xE2\x80\xAE"
              "gpj.exe"),
         "\xEF\xBF\xBDgpj.exe"},
        {"isolate", SPAN("\xE2\x81\xA6x\xE2\x81\xA9"), "\xEF\xBF\xBDx\xEF\xBF\xBD"},
        {"marks of direction are left out",
         SPAN("a\xE2\x80\x8F\xD8\x9C"
              "b"),
         "ab"},
        {"ZWNJ stays: Persian needs it", SPAN("می\xE2\x80\x8Cشود"), "می\xE2\x80\x8Cشود"},
        {"line separator",
         SPAN("a\xE2\x80\xA8"
              "b"),
         "a b"},
        {"tag characters", SPAN("\xF3\xA0\x81\x81"), "\xEF\xBF\xBD"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buffer b;

        buffer_init(&b, 4096);
        shown_put(&b, rows[i].in);
        assert_text(&b, rows[i].name, rows[i].want);
        buffer_release(&b);
    }
}

static void test_columns(void **state)
{
    static const struct {
        const char *name;
        struct span in;
        size_t want;
    } rows[] = {
        {"empty", SPAN(""), 0},
        {"ASCII", SPAN("gas"), 3},
        {"Persian", SPAN("ایران"), 5},
        {"with a vowel sign", SPAN("دورۂ"), 4},
        {"combining accent", SPAN("e\xCC\x81"), 1},
        {"Chinese is two wide", SPAN("中国"), 4},
        {"what is left out has no width", SPAN("\xE2\x80\x8E"), 0},
        {"what is replaced has one", SPAN("\x1b"), 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (shown_columns(rows[i].in) != rows[i].want)
            fail_msg("%s: %zu instead of %zu", rows[i].name, shown_columns(rows[i].in), rows[i].want);
    }
}

static void test_cell(void **state)
{
    static const struct {
        const char *name;
        struct span in;
        size_t columns;
        const char *want;
    } rows[] = {
        {"padded", SPAN("ab"), 4, "ab  "},         {"fits", SPAN("abcd"), 4, "abcd"},
        {"cut", SPAN("abcdef"), 4, "abc…"},        {"no half of a wide letter", SPAN("中国人"), 4, "中… "},
        {"cut to nothing", SPAN("abcdef"), 0, ""}, {"empty", SPAN(""), 2, "  "},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buffer b;

        buffer_init(&b, 4096);
        shown_put_cell(&b, rows[i].in, rows[i].columns);
        assert_text(&b, rows[i].name, rows[i].want);
        buffer_release(&b);
    }
}

static void test_text(void **state)
{
    static const struct {
        const char *name;
        struct span in;
        const char *want;
    } rows[] = {
        {"one line", SPAN("a short one"), "  a short one\n"},
        {"broken at a word", SPAN("aaaa bbbb cccc dddd eeee ffff"), "  aaaa bbbb cccc dddd\n  eeee ffff\n"},
        {"paragraphs stay", SPAN("a\n\nb"), "  a\n\n  b\n"},
        {"a word that is too long", SPAN("aaaaaaaaaabbbbbbbbbbcccccccccc"),
         "  aaaaaaaaaabbbbbbbbbb\n  cccccccccc\n"},
        {"CR is no line", SPAN("a\rb"), "  a b\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buffer b;

        buffer_init(&b, 4096);
        shown_put_text(&b, rows[i].in, 2, 22);
        assert_text(&b, rows[i].name, rows[i].want);
        buffer_release(&b);
    }
}

static void test_hit(void **state)
{
    static const char title[] =
        "سفر ایران and a \x1b[1m pipeline of very great length from one place to another";
    const struct item item = {.title = span_of(title)};
    const uint32_t at = (uint32_t)(strstr(title, "pipeline") - title);
    static const struct {
        const char *name;
        uint32_t start, end;
        const char *want;
    } rows[] = {
        {"in the middle", 0, 8,
         "    title: سفر ایران and a \xEF\xBF\xBD[1m [pipeline] of very great length from one place to …\n"},
        {"offsets of another text do no harm", 100000, 100004, "    title: [gone]\n"},
        {"nor do turned ones", 9, 3, "    title: [gone]\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct hit hit = {
            .field = FIELD_TITLE, .start = rows[i].start, .end = rows[i].end, .text = SPAN("gone")};
        struct buffer b;

        if (i == 0)
            hit.start = at, hit.end = at + 8;
        buffer_init(&b, 4096);
        shown_put_hit(&b, &item, &hit);
        assert_text(&b, rows[i].name, rows[i].want);
        buffer_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_put),  cmocka_unit_test(test_columns), cmocka_unit_test(test_cell),
        cmocka_unit_test(test_text), cmocka_unit_test(test_hit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
