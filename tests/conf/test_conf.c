/* feeds.conf as text → the settings that come out; included files, secrets, feeds of subscription lists. */
#include <errno.h>

#include "written.h"

#define CONTACT                                                                                              \
    "feeds.conf:1: warning: contact is empty: those who run the polled servers cannot tell who polls them\n"

static struct settings *must_read(const char *text, const char *want)
{
    struct report report = {0};
    struct settings *s;
    char *got;

    write_file("feeds.conf", text);
    s = settings_read("feeds.conf", &report);
    got = told(&report);
    assert_string_equal(got ? got : "", want);
    free(got);
    report_release(&report);
    assert_non_null(s);
    return s;
}

static void test_defaults(void **state)
{
    struct settings *s = must_read("feed f { url = \"http://a/\" }\nrule r { match = 'x' }\n"
                                   "receiver v { type = command command = { \"/bin/sh\" } }\n",
                                   CONTACT);

    (void)state;
    assert_string_equal(s->spool, "/var/spool/newswired");
    assert_string_equal(s->contact, "");
    assert_int_equal(s->subscriptions.count, 0);
    assert_int_equal(s->every_ms, 900000);
    assert_int_equal(s->slowest_ms, 86400000);
    assert_int_equal(s->timeout_ms, 30000);
    assert_int_equal(s->host_gap_ms, 1000);
    assert_int_equal(s->max_body, 16 << 20);
    assert_int_equal(s->connections, 64);
    assert_int_equal(s->per_host, 2);
    assert_int_equal(s->min_free, 256 << 20);
    assert_false(s->allow_private);
    assert_string_equal(s->proxy, "");
    assert_int_equal(s->window_ms, 14 * 86400000LL);
    assert_int_equal(s->story_window_ms, 4 * 86400000LL);
    assert_int_equal(s->dedup_memory, 1 << 30);
    assert_int_equal(s->keep_ms, 0);
    assert_int_equal(s->compress_after_ms, 7 * 86400000LL);
    assert_string_equal(s->http_listen, "");
    assert_string_equal(s->silent_after, "auto");
    assert_int_equal(s->feed_count, 1);
    assert_string_equal(s->feeds[0].name, "f");
    assert_int_equal(s->feeds[0].every_ms, 0);
    assert_int_equal(s->feeds[0].full_text, FULL_TEXT_NO);
    assert_true(s->feeds[0].enabled);
    assert_true(s->feeds[0].trust_guid);
    assert_false(s->feeds[0].allow_private);
    assert_string_equal(s->feeds[0].file, "feeds.conf");
    assert_int_equal(s->feeds[0].line, 1);
    assert_string_equal(s->rules[0].severity, "medium");
    assert_int_equal(s->rules[0].max_age_ms, RULE_MAX_AGE_UNSET);
    assert_int_equal(s->rules[0].updates, UPDATES_GROUPED);
    assert_int_equal(s->rules[0].match_line, 2);
    assert_int_equal(s->receivers[0].type, RECEIVER_COMMAND);
    assert_int_equal(s->receivers[0].starttls, STARTTLS_REQUIRED);
    assert_int_equal(s->receivers[0].group_interval_ms, 300000);
    assert_int_equal(s->receivers[0].retry_ms, 30000);
    assert_int_equal(s->receivers[0].retry_slowest_ms, 3600000);
    assert_int_equal(s->receivers[0].give_up_ms, 3 * 86400000LL);
    assert_int_equal(s->receivers[0].timeout_ms, 30000);
    assert_int_equal(s->receivers[0].max_per_hour, 0);
    assert_string_equal(s->receivers[0].quiet, "");
    settings_free(&s);
    assert_null(s);
}

static void test_values(void **state)
{
    struct settings *s;

    (void)state;
    write_file("a.opml", "");
    write_file("b.urls", "");
    assert_int_equal(setenv("NEWSWIRED_TEST", "from the environment", 1), 0);
    s = must_read(
        "contact = \"a ${NEWSWIRED_TEST}\" spool = /tmp/x\n"
        "subscriptions = { 'a.opml' } subscriptions += { b.urls, }\n"
        "poll { every = \"100ms\" slowest = \"1h30m\" max-body = 64K connections = \"8\" min-free = 1024\n"
        "  host-gap = \"0s\" allow-private = yes }\n"
        "feed \"\\u00e4 b\" { url = 'https://example.org/a?b=c&d=${e}' tags = { iran, \"gas\" } full-text = "
        "always\n"
        "  enabled = off trust-guid = no headers = { 'X-Key: 1' } language = zh-Hans outlet = 'Ex' }\n"
        "rule r {\n  match =\n   '/\\bgas\\b/ AND \"a phrase\"\n   OR it\\'s' severity = high updates = each "
        "max-age = \"\"\n"
        "  feeds = { } receivers = { v } }\n"
        "receiver v { type = webhook url = \"https://h:8443/x\" format = ntfy\n"
        "  quiet = \"22:00-07:00\" time-zone = UTC max-per-hour = 20 proxy = \"socks5h://127.0.0.1:9050\" "
        "}\n",
        "feeds.conf:13: warning: receiver \"v\": quiet: not acted on by this version\n"
        "feeds.conf:13: warning: receiver \"v\": max-per-hour: not acted on by this version\n");
    assert_string_equal(s->contact, "a from the environment");
    assert_string_equal(s->spool, "/tmp/x");
    assert_int_equal(s->subscriptions.count, 2);
    assert_string_equal(s->subscriptions.list[0], "a.opml");
    assert_string_equal(s->subscriptions.list[1], "b.urls");
    assert_int_equal(s->every_ms, 100);
    assert_int_equal(s->slowest_ms, 5400000);
    assert_int_equal(s->max_body, 65536);
    assert_int_equal(s->connections, 8);
    assert_int_equal(s->min_free, 1024);
    assert_int_equal(s->host_gap_ms, 0);
    assert_true(s->allow_private);
    assert_string_equal(s->feeds[0].url, "https://example.org/a?b=c&d=${e}");
    assert_int_equal(s->feeds[0].tags.count, 2);
    assert_string_equal(s->feeds[0].tags.list[1], "gas");
    assert_int_equal(s->feeds[0].full_text, FULL_TEXT_ALWAYS);
    assert_false(s->feeds[0].enabled);
    assert_false(s->feeds[0].trust_guid);
    assert_true(s->feeds[0].allow_private); /* poll's */
    assert_string_equal(s->feeds[0].headers.list[0], "X-Key: 1");
    assert_string_equal(s->rules[0].match, "/\\bgas\\b/ AND \"a phrase\"\n   OR it's");
    assert_int_equal(s->rules[0].line, 7);
    assert_int_equal(s->rules[0].match_line, 9);
    assert_string_equal(s->rules[0].severity, "high");
    assert_int_equal(s->rules[0].updates, UPDATES_EACH);
    assert_int_equal(s->rules[0].max_age_ms, 0);
    assert_int_equal(s->rules[0].feeds.count, 0);
    assert_string_equal(s->rules[0].receivers.list[0], "v");
    assert_int_equal(s->receivers[0].type, RECEIVER_WEBHOOK);
    assert_int_equal(s->receivers[0].format, FORMAT_NTFY);
    assert_int_equal(s->receivers[0].max_per_hour, 20);
    assert_string_equal(s->receivers[0].time_zone, "UTC");
    assert_ptr_equal(settings_receiver(s, SPAN("v")), &s->receivers[0]);
    assert_ptr_equal(settings_rule(s, SPAN("r")), &s->rules[0]);
    assert_null(settings_feed(s, SPAN("r")));
    assert_null(settings_feed(s, SPAN("")));
    settings_free(&s);
}

/* Included files: their own names in messages, their own directory for paths, order by name. */
static void test_include(void **state)
{
    static const char want[] =
        "feeds.d/a.conf:2: feed \"a\": unknown option \"color\"\n"
        "feeds.d/b.conf:1: feed \"b\": url: \"x\" is no http:// or https:// URL\n"
        "feeds.d/deep/c.conf:3: poll: every: \"soon\" is no duration: a number and one of ms s m h d w, "
        "as 15m\n"
        "feeds.d/deep/c.conf:4: feeds.d/deep/none: No such file or directory\n"
        "feeds.conf:3: feed \"a\": stands here again; the first is at feeds.d/a.conf:1\n";
    struct report report = {0};
    struct settings *s;
    char *got;

    (void)state;
    assert_int_equal(mkdir("feeds.d", 0700), 0);
    assert_int_equal(mkdir("feeds.d/deep", 0700), 0);
    write_file("feeds.d/a.conf", "feed \"a\" { url = \"http://a/\"\n color = 1 }\n");
    write_file("feeds.d/b.conf", "feed \"b\" { url = \"x\" }\ninclude(\"deep/c.conf\")\n");
    write_file("feeds.d/deep/c.conf", "\n\npoll { every = \"soon\" }\ninclude(none)\n");
    write_file("feeds.d/.hidden.conf", "nonsense\n");
    write_file("feeds.conf", "contact = x\ninclude('feeds.d/*.conf')\nfeed \"a\" { url = \"http://a/\" }\n");
    s = settings_read("feeds.conf", &report);
    assert_null(s);
    got = told(&report);
    assert_string_equal(got, want);
    free(got);
    report_release(&report);

    write_file("feeds.d/a.conf", "feed \"a\" { url = \"http://a/\" user = u password-file = \"secret\" }\n"
                                 "subscriptions += { \"more.opml\" }\n");
    write_file("feeds.d/b.conf", "subscriptions += { \"/dev/null\" }\n");
    write_file("feeds.d/more.opml", "");
    write_file("main", "");
    write_file("feeds.d/secret", "word\n");
    assert_int_equal(chmod("feeds.d/secret", 0644), 0);
    s = must_read("contact = x\nsubscriptions = { main }\ninclude('feeds.d/*.conf')\n",
                  "feeds.d/a.conf:1: warning: feed \"a\": password-file: feeds.d/secret: can be read by "
                  "everybody; its mode "
                  "should be 0600\n");
    assert_string_equal(s->feeds[0].password_file, "feeds.d/secret");
    assert_string_equal(s->feeds[0].file, "feeds.d/a.conf");
    assert_int_equal(s->subscriptions.count, 3);
    assert_string_equal(s->subscriptions.list[1], "feeds.d/more.opml");
    assert_string_equal(s->subscriptions.list[2], "/dev/null");
    settings_free(&s);

    /* A directory whose name looks like a pattern. */
    assert_int_equal(mkdir("x[1]", 0700), 0);
    write_file("x[1]/m.conf", "contact = x include('n*.conf')\n");
    write_file("x[1]/n.conf", "color = 1\n");
    assert_null(settings_read("x[1]/m.conf", &report));
    assert_int_equal(report.count, 1);
    assert_string_equal(report.lines[0].text, "x[1]/n.conf:1: unknown option \"color\"");
    report_release(&report);
}

static void test_include_depth(void **state)
{
    struct report report = {0};
    char name[32], text[64];

    (void)state;
    for (int i = 0; i < 12; i++) {
        snprintf(name, sizeof(name), "deep%d.conf", i);
        snprintf(text, sizeof(text), "include(\"deep%d.conf\")\n", i + 1);
        write_file(name, text);
    }
    assert_null(settings_read("deep0.conf", &report));
    assert_true(report.count >= 1);
    assert_string_equal(report.lines[0].text, "deep9.conf:1: deep10.conf: included more than 10 files deep");
    report_release(&report);
}

static void test_missing(void **state)
{
    struct report report = {0};

    (void)state;
    assert_null(settings_read("none.conf", &report));
    assert_int_equal(report.count, 1);
    assert_string_equal(report.lines[0].text, "none.conf:1: none.conf: No such file or directory");
    report_release(&report);
}

/* 2,000 rules with a mistake each: the list stops growing, the count does not. */
static void test_many_errors(void **state)
{
    struct report report = {0};
    FILE *f = fopen("many.conf", "we");

    (void)state;
    assert_non_null(f);
    for (int i = 0; i < 2000; i++)
        fprintf(f, "color = %d\n", i);
    assert_int_equal(fclose(f), 0);
    assert_null(settings_read("many.conf", &report));
    assert_int_equal(report.errors, 2000);
    assert_int_equal(report.count, 1000);
    report_release(&report);
}

static void test_secret(void **state)
{
    struct buffer b;
    struct error e = {0};

    (void)state;
    write_file("secret", "\n whsec_abc \n\n");
    assert_int_equal(settings_secret("secret", &b, &e), 0);
    assert_string_equal(b.ptr, "whsec_abc");
    buffer_release(&b);
    write_file("empty", " \n");
    assert_int_equal(settings_secret("empty", &b, &e), -ENODATA);
    assert_string_equal(e.text, "empty: is empty");
    buffer_release(&b);
    assert_int_equal(settings_secret("none", &b, &e), -ENOENT);
    assert_string_equal(e.text, "none: No such file or directory");
    buffer_release(&b);
    assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
    assert_int_equal(settings_secret("%d/secret", &b, &e), -ENOENT);
    buffer_release(&b);
    assert_int_equal(setenv("CREDENTIALS_DIRECTORY", ".", 1), 0);
    assert_int_equal(settings_secret("%d/secret", &b, &e), 0);
    assert_string_equal(b.ptr, "whsec_abc");
    buffer_release(&b);
    assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
}

static void test_add_feed(void **state)
{
    static const struct {
        const char *url, *title, *want; /* the slug; the digits follow */
    } named[] = {
        {"https://www.example.org/rss", "Tehran Times", "tehran-times-"},
        {"https://www.example.org/2", "  The (News) -- 24/7! ", "the-news-24-7-"},
        {"https://www.example.org/3", "", "example-org-"},
        {"https://u:p@bbc.example:8080/4", "بی‌بی‌سی", "bbc-example-8080-"},
        {"https://www.example.org/5",
         "A title that is much longer than any slug that a person would care to type",
         "a-title-that-is-much-longer-than-any-slu-"},
    };
    struct settings *s = must_read("contact = x\nfeed a { url = \"http://a/\" tags = { one } }\n", "");
    struct span tags[] = {SPAN("one"), SPAN("two"), SPAN(""), SPAN("two")};

    (void)state;
    settings_add_feed(s, SPAN("http://a/"), SPAN("Other"), tags, 4);
    assert_int_equal(s->feed_count, 1);
    assert_int_equal(s->feeds[0].tags.count, 2);
    assert_string_equal(s->feeds[0].tags.list[1], "two");
    for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
        struct feed_settings *f;

        settings_add_feed(s, span_of(named[i].url), span_of(named[i].title), tags, 1);
        f = &s->feeds[s->feed_count - 1];
        assert_int_equal(strncmp(f->name, named[i].want, strlen(named[i].want)), 0);
        assert_int_equal(strlen(f->name), strlen(named[i].want) + 6);
        assert_string_equal(f->url, named[i].url);
        assert_true(f->enabled && f->trust_guid);
        assert_ptr_equal(settings_feed(s, span_of(f->name)), f);
    }
    settings_add_feed(s, SPAN("http://"), SPAN(""), NULL, 0);
    assert_int_equal(strncmp(s->feeds[s->feed_count - 1].name, "feed-", 5), 0);
    settings_free(&s);
}

/* 100,000 feeds of one title: every name is another, and it takes no quadratic time. */
static void test_add_many_feeds(void **state)
{
    struct settings *s = must_read("contact = x\n", "");
    int64_t before = clock_cpu_ns();
    char url[64];

    (void)state;
    for (int i = 0; i < 100000; i++) {
        snprintf(url, sizeof(url), "https://example.org/feed/%d", i);
        settings_add_feed(s, span_of(url), SPAN("News"), NULL, 0);
    }
    assert_int_equal(s->feed_count, 100000);
    for (size_t i = 0; i < s->feed_count; i++)
        assert_ptr_equal(settings_feed(s, span_of(s->feeds[i].name)), &s->feeds[i]);
    print_message("100,000 feeds added in %lld ms\n", (long long)((clock_cpu_ns() - before) / 1000000));
    settings_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),       cmocka_unit_test(test_values),
        cmocka_unit_test(test_include),        cmocka_unit_test(test_include_depth),
        cmocka_unit_test(test_missing),        cmocka_unit_test(test_many_errors),
        cmocka_unit_test(test_secret),         cmocka_unit_test(test_add_feed),
        cmocka_unit_test(test_add_many_feeds),
    };

    return cmocka_run_group_tests(tests, enter, leave);
}
