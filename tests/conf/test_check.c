/* A configuration with all that it names → the lines that are told, the settings and rules that come out. */
#include <sysexits.h>

#include "check.h"

#include "written.h"

#define FEED "contact = x feed a { url = \"http://a/\" tags = { one } } "

static const struct row {
    const char *name, *in, *want;
} rows[] = {
    {"well", FEED "rule r { match = 'iran' feeds = { a } tags = { one } }\n", ""},
    {"no feed", "contact = x\n", "feeds.conf:1: warning: there is no feed\n"},
    {"none enabled", "contact = x feed a { url = \"http://a/\" enabled = no }\n",
     "feeds.conf:1: warning: no feed is enabled\n"},
    {"unknown feed", FEED "\nrule r {\n match = 'iran'\n feeds = { a, \"b\" }\n}\n",
     "feeds.conf:2: rule \"r\": feeds: no feed \"b\" is defined\n"},
    {"unknown tag", FEED "\nrule r { match = 'iran' tags = { two } }\n",
     "feeds.conf:2: warning: rule \"r\": tags: no feed has the tag \"two\"\n"},
    {"unused list", FEED "\nterms t { any = { iran } }\nrule r { match = 'iran' }\n",
     "feeds.conf:2: warning: terms \"t\": no rule uses it\n"},
    {"list used by a list",
     FEED "terms t { any = { iran } } terms u { any = { '@t', 'tehran' } } rule r { match = '@u' }\n", ""},
    {"subscriptions", FEED "\nsubscriptions = { \"list.opml\", \"urls\" }\n", ""},
    {"an empty subscription list", FEED "\nsubscriptions = { \"empty.opml\" }\n",
     "empty.opml:1: warning: no feed is named in it\n"},
    {"no subscription list", FEED "\nsubscriptions = { \"none.opml\" }\n",
     "feeds.conf:2: subscriptions: none.opml: No such file or directory\n"},
    {"entries that are no feed", FEED "\nsubscriptions = { \"some.urls\" }\n",
     "some.urls:1: warning: 1 of 2 entries are no http or https feed and are passed over\n"},
};

static void write_lists(void)
{
    write_file(
        "list.opml",
        "<opml version=\"2.0\"><body><outline text=\"B\" type=\"rss\" xmlUrl=\"http://b/\"/></body></opml>");
    write_file("urls", "http://c/ one \"~See\"\n# no\nhttp://a/ two\n");
    write_file("empty.opml", "<opml version=\"2.0\"><body/></opml>");
    write_file("some.urls", "http://c/\nexec:/bin/true\n");
}

static void test_rows(void **state)
{
    size_t failed = 0;

    (void)state;
    write_lists();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct report report = {0};
        struct match_set *rules = NULL;
        struct settings *s;
        char *got;

        write_file("feeds.conf", rows[i].in);
        s = check_load("feeds.conf", NULL, &rules, &report);
        got = told(&report);
        if (strcmp(got, rows[i].want) != 0) {
            print_error("%s:\n  wanted:\n%s  got:\n%s", rows[i].name, rows[i].want, got);
            failed++;
        }
        if ((s == NULL) != (report.errors > 0) || (s == NULL) != (rules == NULL)) {
            print_error("%s: %zu errors, settings %p, rules %p\n", rows[i].name, report.errors, (void *)s,
                        (void *)rules);
            failed++;
        }
        free(got);
        match_set_free(&rules);
        settings_free(&s);
        report_release(&report);
    }
    assert_int_equal(failed, 0);
}

/* Queries that do not parse: the file's line, the rule, the column; and what conf found, in the same run. */
static void test_rules(void **state)
{
    static const char *const begins[] = {
        "feeds.conf:7: poll: every: ",
        "feeds.conf:2: rule \"one\": column ",
        "feeds.conf:5: rule \"two\": column ",
        "feeds.conf:6: rule \"three\": column 1: @nowhere is no list",
    };
    struct report report = {0};
    struct match_set *rules = NULL;

    (void)state;
    write_file("feeds.conf", FEED "\nrule one { match = 'iran AND (gas' }\n"
                                  "rule two { match =\n 'iran\n   NEAR/x gas' }\n"
                                  "rule three { match = '@nowhere' }\n"
                                  "poll { every = \"15x\" }\n");
    assert_null(check_load("feeds.conf", NULL, &rules, &report));
    assert_null(rules);
    assert_int_equal(report.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_memory_equal(report.lines[i].text, begins[i], strlen(begins[i]));
    assert_int_equal(report.lines[2].line, 5);
    assert_int_equal(report.lines[2].file_len, strlen("feeds.conf"));
    assert_memory_equal(report.lines[3].what, "rule \"three\"", 12);
    report_release(&report);
}

static void test_subscriptions(void **state)
{
    struct report report = {0};
    struct match_set *rules = NULL;
    struct settings *s;

    (void)state;
    write_lists();
    write_file("feeds.conf", FEED "rule r { match = 'x' } subscriptions = { \"list.opml\", \"urls\" }\n");
    s = check_load("feeds.conf", NULL, &rules, &report);
    assert_non_null(s);
    assert_int_equal(report.count, 0);
    assert_int_equal(match_set_rules(rules), 1);
    assert_int_equal(s->feed_count, 3);
    assert_string_equal(s->feeds[1].url, "http://b/");
    assert_memory_equal(s->feeds[1].name, "b-", 2);
    assert_string_equal(s->feeds[2].url, "http://c/");
    assert_memory_equal(s->feeds[2].name, "see-", 4);
    assert_string_equal(s->feeds[2].tags.list[0], "one");
    assert_int_equal(s->feeds[0].tags.count, 2); /* it was configured: the list adds a tag */
    match_set_free(&rules);
    settings_free(&s);
    report_release(&report);
}

static void test_secrets(void **state)
{
    struct report report = {0};
    struct match_set *rules = NULL;
    struct settings *s;

    (void)state;
    write_file("hook", "whsec_AAAA\n");
    assert_int_equal(chmod("hook", 0600), 0);
    write_file("feeds.conf",
               FEED "receiver v { type = webhook url = \"http://h/\" secret-file = hook }\n"
                    "receiver w { type = webhook url = \"http://h/\" secret-file = \"%d/hook\" }\n");
    s = check_load("feeds.conf", NULL, &rules, &report);
    assert_non_null(s);
    assert_int_equal(report.count, 1); /* a warning */
    assert_int_not_equal(check_secrets(s, &report), 0);
    assert_int_equal(report.count, 2);
    assert_int_equal(report.errors, 1);
    assert_memory_equal(report.lines[1].text, "feeds.conf:2: receiver \"w\": secret-file: %d/hook: ", 49);
    assert_int_equal(setenv("CREDENTIALS_DIRECTORY", ".", 1), 0);
    assert_int_equal(check_secrets(s, &report), 0);
    assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
    match_set_free(&rules);
    settings_free(&s);
    report_release(&report);
}

static void read_back(FILE *f, char *out, size_t size)
{
    size_t got;

    rewind(f);
    got = fread(out, 1, size - 1, f);
    out[got] = '\0';
    fclose(f);
}

static void test_file(void **state)
{
    FILE *out = tmpfile(), *err = tmpfile();
    char text[2000];

    (void)state;
    write_file("feeds.conf", FEED "rule r { match = 'x' } rule s { match = 'x' }\n");
    assert_int_equal(check_file("feeds.conf", out, err), EX_OK);
    read_back(out, text, sizeof(text));
    assert_string_equal(text, "feeds.conf: 1 feed, 2 rules, 0 receivers: ok\n");
    read_back(err, text, sizeof(text));
    assert_string_equal(text, "");
    out = tmpfile();
    err = tmpfile();
    write_file("feeds.conf", "color = 1\n");
    assert_int_equal(check_file("feeds.conf", out, err), EX_CONFIG);
    read_back(out, text, sizeof(text));
    assert_string_equal(text, "");
    read_back(err, text, sizeof(text));
    assert_string_equal(text, "feeds.conf:1: unknown option \"color\"\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),    cmocka_unit_test(test_rules), cmocka_unit_test(test_subscriptions),
        cmocka_unit_test(test_secrets), cmocka_unit_test(test_file),
    };

    return cmocka_run_group_tests(tests, enter, leave);
}
