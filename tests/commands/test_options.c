/*
 * test_options.c - options of the reading verbs, moments in time, states of feeds, members of lines
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../daemon/commands/look.h"

#define NOW 1700000000 /* 2023-11-14T22:13:20Z */

static void test_moment(void **state)
{
    static const struct {
        struct span in;
        bool good;
        int64_t want;
    } rows[] = {
        {SPAN("2h"), true, NOW - 7200},
        {SPAN("1d"), true, NOW - 86400},
        {SPAN("2023-11-14"), true, NOW - 22 * 3600 - 13 * 60 - 20},
        {SPAN("2023-11-14T22:13:20Z"), true, NOW},
        {SPAN("2023-11-14T23:13:20+01:00"), true, NOW},
        {SPAN("yesterday"), false, 0},
        {SPAN("2023-13-14"), false, 0},
        {SPAN(""), false, 0},
        {SPAN("-2h"), false, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t got = 0;
        bool good = moment_parse(rows[i].in, NOW, &got);

        if (good != rows[i].good || (good && got != rows[i].want))
            fail_msg("%.*s: %d %lld", (int)rows[i].in.len, rows[i].in.ptr, good, (long long)got);
    }
}

#define WORDS_MAX 5

static void test_options(void **state)
{
    static const struct {
        const char *words[WORDS_MAX]; /* behind the verb */
        int want;
        bool flag;
        const char *text, *word;
        size_t count;
    } rows[] = {
        {{"x"}, EX_OK, false, NULL, "x", 7},
        {{"--flag", "x"}, EX_OK, true, NULL, "x", 7},
        {{"x", "--text", "a", "--count=3"}, EX_OK, false, "a", "x", 3},
        {{"--text=", "x"}, EX_OK, false, "", "x", 7},
        {{"--text", "--flag", "x"}, EX_OK, false, "--flag", "x", 7},
        {{NULL}, EX_USAGE, false, NULL, NULL, 7},
        {{"x", "y"}, EX_USAGE, false, NULL, "x", 7},
        {{"x", "--tex", "a"}, EX_USAGE, false, NULL, "x", 7},
        {{"x", "--text"}, EX_USAGE, false, NULL, "x", 7},
        {{"x", "--count", "-1"}, EX_USAGE, false, NULL, "x", 7},
        {{"x", "--flag=1"}, EX_USAGE, false, NULL, "x", 7},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool flag = false;
        const char *text = NULL, *word = NULL;
        size_t count = 7;
        const struct option_row options[] = {{"--flag", OPTION_FLAG, &flag},
                                             {"--text", OPTION_TEXT, &text},
                                             {"--count", OPTION_COUNT, &count},
                                             {"WORD", OPTION_WORD, &word}};
        char *argv[WORDS_MAX + 1] = {(char[]){"verb"}};
        struct command c = {.argc = 1, .argv = argv};

        for (; c.argc <= WORDS_MAX && rows[i].words[c.argc - 1]; c.argc++)
            argv[c.argc] = memory_copy(rows[i].words[c.argc - 1], strlen(rows[i].words[c.argc - 1]));
        if (options_read(&c, 1, options, 4) != rows[i].want)
            fail_msg("row %zu: another code", i);
        assert_int_equal(flag, rows[i].flag);
        assert_int_equal(count, rows[i].count);
        if (rows[i].want == EX_OK) {
            assert_string_equal(word, rows[i].word);
            assert_true(text ? rows[i].text && strcmp(text, rows[i].text) == 0 : !rows[i].text);
        }
        while (--c.argc > 0)
            free(argv[c.argc]);
    }
}

static void test_states(void **state)
{
    static const struct {
        const char *want;
        bool off, gone, paused;
        int64_t hold_until, last_poll, due;
        uint32_t failures;
    } rows[] = {
        {.want = "new", .due = NOW},
        {.want = "ok", .last_poll = NOW - 60, .due = NOW + 60},
        {.want = "ok", .last_poll = NOW - 9000, .due = NOW - 600},
        {.want = "late", .last_poll = NOW - 9000, .due = NOW - 601},
        {.want = "failing", .last_poll = NOW - 60, .due = NOW - 9000, .failures = 1},
        {.want = "held", .last_poll = NOW - 60, .due = NOW, .failures = 1, .hold_until = NOW + 1},
        {.want = "failing", .last_poll = NOW - 60, .due = NOW, .failures = 1, .hold_until = NOW},
        {.want = "paused", .paused = true, .failures = 3, .last_poll = 1},
        {.want = "gone", .gone = true, .paused = true},
        {.want = "off", .off = true, .gone = true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct feed_settings settings = {.enabled = !rows[i].off};
        const struct feed feed = {.settings = &settings,
                                  .gone = rows[i].gone,
                                  .paused = rows[i].paused,
                                  .hold_until = rows[i].hold_until,
                                  .due = rows[i].due,
                                  .rhythm = {.last_poll = rows[i].last_poll, .failures = rows[i].failures}};

        assert_string_equal(feed_state_name(feed_state_of(&feed, NOW)), rows[i].want);
    }
}

/* A text that looks like a member is none. */
static void test_lines(void **state)
{
    const struct span line =
        SPAN("{\"id\":\"00000000000000010000000000000002\",\"title\":\"\\\"rule\\\":\\\"b\\\"\","
             "\"date_fetched\":\"2023-11-14T22:13:20Z\",\"summary\":\"\\\"story\\\":\\\"x\\\"\","
             "\"hits\":[{\"rule\":\"a\",\"field\":\"title\",\"text\":\"\\\"rule\\\":\\\"c\\\"\"}]}");

    (void)state;
    assert_true(id_equal(line_id(line, "id"), (struct id){1, 2}));
    assert_true(id_is_zero(line_id(line, "story")));
    assert_int_equal(line_time(line, "date_fetched"), NOW);
    assert_int_equal(line_text(line, "hits").len, 0);
    assert_true(line_has_rule(line, SPAN("\"a\"")));
    assert_false(line_has_rule(line, SPAN("\"b\"")));
    assert_false(line_has_rule(line, SPAN("\"c\"")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moment),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
