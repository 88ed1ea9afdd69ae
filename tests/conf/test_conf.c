/* feeds.conf as text → the lines that its reader is told, and the settings that come out. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "conf.h"

#define CONTACT                                                                                              \
    "feeds.conf:1: warning: contact is empty: those who run the polled servers cannot tell who polls them\n"

static void write_file(const char *name, const char *text)
{
    FILE *f = fopen(name, "we");

    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static char *told(const struct report *report)
{
    struct buffer b;

    buffer_init(&b, 1 << 20);
    buffer_put_text(&b, "");
    for (size_t i = 0; i < report->count; i++)
        buffer_printf(&b, "%s\n", report->lines[i].text);
    return b.ptr;
}

struct row {
    const char *name, *in, *want; /* want: all lines; contact = "x" stands before `in` on its first line */
};

/* One table: each kind of mistake, the line it stands on, the words it gets. */
static const struct row rows[] = {
    {"nothing", "", ""},
    {"comments", "# a\n// b\n/* c\n d */ poll { /* e */ every = \"15m\" # f\n }\n", ""},
    {"a line after a C comment", "/* a\n b */\ncolor = 1\n", "feeds.conf:3: unknown option \"color\"\n"},
    {"unknown option", "spol = \"/x\"\n", "feeds.conf:1: unknown option \"spol\"; did you mean \"spool\"?\n"},
    {"unknown option in a section", "poll {\n every = \"1m\"\n evry = \"1m\"\n}\n",
     "feeds.conf:3: poll: unknown option \"evry\"; did you mean \"every\"?\n"},
    {"underscore", "poll { per_host = 3 }\n",
     "feeds.conf:1: poll: unknown option \"per_host\"; did you mean \"per-host\"?\n"},
    {"unknown section", "\nfeet \"x\" {\n url = \"a\"\n}\nspool = \"\"\n",
     "feeds.conf:2: unknown section \"feet\": poll, dedup, retention, http, health, feed, terms, rule or "
     "receiver\n"
     "feeds.conf:5: spool: is empty\n"},
    {"several in one run",
     "spool = \"here\"\npoll {\n every = \"15x\"\n connections = -4\n max-body = \"16Q\"\n allow-private = "
     "maybe\n}\n",
     "feeds.conf:1: spool: \"here\" is no absolute path\n"
     "feeds.conf:3: poll: every: \"15x\" is no duration: a number and one of ms s m h d w, as 15m\n"
     "feeds.conf:4: poll: connections: \"-4\" is negative\n"
     "feeds.conf:5: poll: max-body: \"16Q\" is no size: a number and one of K M G T, as 16M\n"
     "feeds.conf:6: poll: allow-private: \"maybe\" is neither true nor false\n"},
    {"negative", "poll { every = \"-15m\" timeout = \"-1\" min-free = \"-1M\" }\n",
     "feeds.conf:1: poll: every: \"-15m\" is negative\n"
     "feeds.conf:1: poll: timeout: \"-1\" is negative\n"
     "feeds.conf:1: poll: min-free: \"-1M\" is negative\n"},
    {"no unit", "poll { every = 15 }\n",
     "feeds.conf:1: poll: every: \"15\" is no duration: a number and one of ms s m h d w, as 15m\n"},
    {"zero", "poll { every = \"0s\"\n connections = 0\n per-host = 0 host-gap = 0 }\n",
     "feeds.conf:1: poll: every: \"0s\" is less than 1ms\n"
     "feeds.conf:2: poll: connections: \"0\" is less than 1\n"
     "feeds.conf:3: poll: per-host: \"0\" is less than 1\n"},
    {"too much", "poll { connections = 99999999 timeout = \"99h\" max-body = \"9999999999G\" }\n",
     "feeds.conf:1: poll: connections: \"99999999\" is more than 10000\n"
     "feeds.conf:1: poll: timeout: \"99h\" is more than 1h\n"
     "feeds.conf:1: poll: max-body: \"9999999999G\" is too large\n"},
    {"slowest", "poll {\n every = \"2h\"\n slowest = \"1h\"\n}\n",
     "feeds.conf:3: poll: slowest is less than every\n"},
    {"every alone", "poll {\n every = \"48h\"\n}\n", "feeds.conf:2: poll: slowest is less than every\n"},
    {"proxy", "poll { proxy = \"gopher://x\" }\n",
     "feeds.conf:1: poll: proxy: \"gopher://x\" is no proxy: http://HOST:PORT, or https, socks4, socks4a, "
     "socks5, socks5h\n"},
    {"a list for one", "spool = { \"/a\", \"/b\" }\n", "feeds.conf:1: spool: takes one value, not a list\n"},
    {"append to one", "contact += \"/a\"\n", "feeds.conf:1: contact: takes one value, not a list\n"},
    {"no equal sign", "spool \"/a\"\ncontact = \"y\"\ncolor = 1\n",
     "feeds.conf:1: \"spool\" is followed by no equal sign\n"
     "feeds.conf:3: unknown option \"color\"\n"},
    {"no value", "feed \"a\" {\n url =\n}\npoll { every = }\n",
     "feeds.conf:2: feed \"a\": url: a value is missing after the equal sign\n"
     "feeds.conf:4: poll: every: a value is missing after the equal sign\n"},
    {"commas", "subscriptions = { \"a\" \"b\" }\n", "feeds.conf:1: subscriptions: unexpected token 'b'\n"},
    {"comma line", "subscriptions = {\n \"a\", # one\n\n \"b\" /* two\n */ \"c\" }\n",
     "feeds.conf:5: subscriptions: unexpected token 'c'\n"},
    {"list not closed", "\nsubscriptions = { \"a\",\npoll { every = \"1x\" }\n",
     "feeds.conf:2: subscriptions: the list that begins here is not closed\n"
     "feeds.conf:3: poll: every: \"1x\" is no duration: a number and one of ms s m h d w, as 15m\n"},
    {"stray brace", "}\ncolor = 1\n", "feeds.conf:1: unexpected }\nfeeds.conf:2: unknown option \"color\"\n"},
    {"stray bytes", "*\n+ x\n\x01\ncolor = 1\n",
     "feeds.conf:1: unexpected \"*\"\n"
     "feeds.conf:2: unexpected \"+\"\n"
     "feeds.conf:3: unexpected control byte 0x01\n"
     "feeds.conf:4: unknown option \"color\"\n"},
    {"string not closed", "spool = \"/a\ncontact = 1\n",
     "feeds.conf:1: spool: the string that begins here is not closed\n"},
    {"comment not closed", "spool = \"/a\" /* x\n\n",
     "feeds.conf:1: the comment that begins here is not closed\n"},
    {"section not closed", "feed \"a\" {\n url = \"http://a/\"\n",
     "feeds.conf:1: feed \"a\": is not closed: \"}\" is missing before line 3\n"},
    {"section not closed before another",
     "feed \"a\" {\n url = \"http://a/\"\nfeed \"b\" {\n url = \"http://b/\"\n color = 1 }\n",
     "feeds.conf:1: feed \"a\": is not closed: \"}\" is missing before line 3\n"
     "feeds.conf:5: feed \"b\": unknown option \"color\"\n"},
    {"no brace", "poll every = \"1m\"\ncolor = 1\n",
     "feeds.conf:1: poll: the \"{\" of the section is missing\nfeeds.conf:2: unknown option \"color\"\n"},
    {"section as option", "poll = 3\n", "feeds.conf:1: poll is a section: it is followed by { … }\n"},
    {"no title", "feed { url = \"http://a/\" }\ncolor = 1\n",
     "feeds.conf:1: feed: its name is missing, as in feed \"example\" { … }\nfeeds.conf:2: unknown option "
     "\"color\"\n"},
    {"a title too much", "poll \"x\" { evry = 1 }\ncolor = 1\n",
     "feeds.conf:1: poll: takes no name\nfeeds.conf:2: unknown option \"color\"\n"},
    {"bad names", "feed \"\" { url = \"http://a/\" }\nfeed \"a/b\" { url = \"http://a/\" }\n",
     "feeds.conf:1: feed: its name is empty\n"
     "feeds.conf:2: feed: its name \"a/b\" is no name: no slash, quote, backslash or tab, no blank at its "
     "ends\n"},
    {"bad escape", "contact = \"\\999\"\n", "feeds.conf:1: contact: bad escape sequence '\\999'\n"},
    {"dollar", "contact = \"a ${ b\"\n",
     "feeds.conf:1: contact: \"${\" without its \"}\": text with a dollar stands in single quotes\n"},
    {"control byte in a rule", "rule \"r\" {\n match = \"/\\bgas\\b/\"\n}\n",
     "feeds.conf:2: rule \"r\": match: has the control byte 0x08; text with a backslash stands in single "
     "quotes\n"},
    {"no UTF-8", "contact = \"a\xff\"\n", "feeds.conf:1: contact: is not UTF-8 (byte 0xff)\n"},
    {"twice", "poll { every = \"1m\"\n every = \"2m\" }\n",
     "feeds.conf:2: warning: poll: every: stands here again, this one counts; the first is on line 1\n"},
    {"later versions",
     "http { listen = \"127.0.0.1:8480\" }\nretention { keep = \"90d\" }\n"
     "feed \"a\" { url = \"http://a/\"\n full-text = \"short\" }\n",
     "feeds.conf:1: warning: http: listen: not acted on by this version\n"
     "feeds.conf:2: warning: retention: keep: not acted on by this version\n"
     "feeds.conf:4: warning: feed \"a\": full-text: not acted on by this version\n"},
    {"their defaults",
     "http { listen = \"\" }\nretention { keep = \"\" }\nhealth { receivers = { } silent-after = \"auto\" }\n"
     "feed \"a\" { url = \"http://a/\" full-text = \"no\" }\n",
     ""},
    {"bad listen and silent-after", "http { listen = \"8480\" }\nhealth { silent-after = \"soon\" }\n",
     "feeds.conf:1: http: listen: \"8480\" is no HOST:PORT, as 127.0.0.1:8480 or [::1]:8480\n"
     "feeds.conf:1: warning: http: listen: not acted on by this version\n"
     "feeds.conf:2: health: silent-after: \"soon\" is neither auto nor a duration, as 3d\n"},
    {"health receiver", "health { receivers = {\n \"desk\" } }\n",
     "feeds.conf:2: warning: health: receivers: not acted on by this version\n"
     "feeds.conf:2: health: receivers: no receiver \"desk\" is defined\n"},

    {"feed without url", "feed \"a\" {\n}\n", "feeds.conf:1: feed \"a\": url is missing\n"},
    {"feed urls",
     "feed \"a\" { url = \"ftp://x/\" }\nfeed \"b\" { url = \"http:///x\" }\nfeed \"c\" { url = \"http://a "
     "b/\" }\n"
     "feed \"d\" { url = \"\" }\nfeed \"e\" { url = \"http://x:99999/\" }\nfeed \"f\" { url = "
     "\"HTTP://u:p@[::1]:80/?a#b\" }\n",
     "feeds.conf:1: feed \"a\": url: \"ftp://x/\" is no http:// or https:// URL\n"
     "feeds.conf:2: feed \"b\": url: \"http:///x\" is no URL: its host or port cannot be read\n"
     "feeds.conf:3: feed \"c\": url: \"http://a b/\" is no URL: it has white space\n"
     "feeds.conf:4: feed \"d\": url: \"\" is no http:// or https:// URL\n"
     "feeds.conf:5: feed \"e\": url: \"http://x:99999/\" is no URL: its host or port cannot be read\n"},
    {"feed options",
     "feed \"a\" { url = \"http://a/\"\n language = \"klingon please\"\n headers = { \"X-A: b\", \"no "
     "colon\" }\n"
     " full-text = \"sometimes\"\n enabled = 2\n password-file = \"pw\"\n}\n",
     "feeds.conf:2: feed \"a\": language: \"klingon please\" is no language tag, as en, fa or zh-Hans\n"
     "feeds.conf:3: feed \"a\": headers: \"no colon\" is no header: it is written \"Name: value\"\n"
     "feeds.conf:4: feed \"a\": full-text: \"sometimes\" is none of: no short always\n"
     "feeds.conf:4: warning: feed \"a\": full-text: not acted on by this version\n"
     "feeds.conf:5: feed \"a\": enabled: \"2\" is neither true nor false\n"
     "feeds.conf:6: warning: feed \"a\": password-file: pw: No such file or directory\n"
     "feeds.conf:6: feed \"a\": password-file: stands without user\n"},
    {"duplicate names",
     "feed \"a\" { url = \"http://a/\" }\nterms \"a\" { any = { x } }\nrule \"a\" { match = 'x' }\n"
     "feed \"a\" { url = \"http://b/\" }\nterms \"a\" { any = { x } }\nrule \"a\" { match = 'x' }\n",
     "feeds.conf:4: feed \"a\": stands here again; the first is at feeds.conf:1\n"
     "feeds.conf:5: terms \"a\": stands here again; the first is at feeds.conf:2\n"
     "feeds.conf:6: rule \"a\": stands here again; the first is at feeds.conf:3\n"},
    {"terms", "terms \"a\" { }\nterms \"b\" { any = { } }\nterms \"c\" { any = { \"\" } }\n",
     "feeds.conf:1: terms \"a\": any is missing\n"
     "feeds.conf:2: warning: terms \"b\": any: is empty, so it never matches\n"
     "feeds.conf:3: terms \"c\": any: is empty\n"
     "feeds.conf:3: warning: terms \"c\": any: is empty, so it never matches\n"},
    {"rule",
     "rule \"r\" {\n severity = \"huge\"\n updates = \"all\"\n max-age = \"7\"\n receivers = { \"a\",\n\"b\" "
     "}\n}\n",
     "feeds.conf:2: rule \"r\": severity: \"huge\" is none of: low medium high\n"
     "feeds.conf:3: rule \"r\": updates: \"all\" is none of: none grouped each\n"
     "feeds.conf:4: rule \"r\": max-age: \"7\" is no duration: a number and one of ms s m h d w, as 15m\n"
     "feeds.conf:1: rule \"r\": match is missing\n"
     "feeds.conf:5: rule \"r\": receivers: no receiver \"a\" is defined\n"
     "feeds.conf:6: rule \"r\": receivers: no receiver \"b\" is defined\n"},
    {"receiver defined later",
     "rule \"r\" { match = 'x' receivers = { l } }\n"
     "receiver \"l\" { type = command command = { \"/bin/sh\" } }\n",
     ""},

    {"receiver without type", "receiver \"v\" { to = { \"a@b\" } }\n",
     "feeds.conf:1: receiver \"v\": type is missing: email, webhook or command\n"},
    {"receiver of a wrong type", "receiver \"v\" { type = \"fax\" }\n",
     "feeds.conf:1: receiver \"v\": type: \"fax\" is none of: email webhook command\n"
     "feeds.conf:1: receiver \"v\": to is missing\n"
     "feeds.conf:1: receiver \"v\": from is missing\n"
     "feeds.conf:1: receiver \"v\": smtp is missing\n"},
    {"email",
     "receiver \"v\" { type = \"email\"\n to = { }\n from = \"Desk <a@b>\"\n smtp = \"mail.example.org\"\n"
     " starttls = \"maybe\" user = \"u\"\n}\n",
     "feeds.conf:3: receiver \"v\": from: \"Desk <a@b>\" is no mail address: it is written plainly, as "
     "desk@example.org\n"
     "feeds.conf:4: receiver \"v\": smtp: \"mail.example.org\" is no smtp:// or smtps:// URL\n"
     "feeds.conf:5: receiver \"v\": starttls: \"maybe\" is none of: required wanted off\n"
     "feeds.conf:2: receiver \"v\": to: names no address\n"
     "feeds.conf:5: receiver \"v\": user: stands without password-file\n"},
    {"smtp",
     "receiver \"v\" { type = \"email\" to = \"a@b\" from = \"a@b\"\n smtp = \"smtp://u:p@h\" }\n"
     "receiver \"w\" { type = \"email\" to = \"a@b\" from = \"a@b\"\n smtp = \"smtps://h:465/x\" }\n"
     "receiver \"x\" { type = \"email\" to = \"a@b\" from = \"a@b\"\n smtp = \"http://h\" }\n",
     "feeds.conf:2: receiver \"v\": smtp: \"smtp://u:p@h\" holds a login: that belongs into user and "
     "password-file\n"
     "feeds.conf:4: receiver \"w\": smtp: \"smtps://h:465/x\" is no smtp://HOST:PORT\n"
     "feeds.conf:6: receiver \"x\": smtp: \"http://h\" is no smtp:// or smtps:// URL\n"},
    {"smuggled address",
     "receiver \"v\" { type = \"email\" to = { \"a@b\\r\\nRCPT TO:<c@d>\" } from = \"a@b\" smtp = "
     "\"smtp://h\" }\n",
     "feeds.conf:1: receiver \"v\": to: has the control byte 0x0d; text with a backslash stands in single "
     "quotes\n"
     "feeds.conf:1: receiver \"v\": to: names no address\n"},
    {"webhook", "receiver \"v\" { type = \"webhook\"\n format = \"teams\" secret-file = \"%d/s\"\n}\n",
     "feeds.conf:2: receiver \"v\": format: \"teams\" is none of: standard slack discord ntfy\n"
     "feeds.conf:1: receiver \"v\": url or url-file is missing\n"
     "feeds.conf:2: warning: receiver \"v\": secret-file: %d/s: CREDENTIALS_DIRECTORY is not set: %d means "
     "systemd's "
     "credentials directory\n"},
    {"webhook with both",
     "receiver \"v\" { type = \"webhook\" url = \"https://h/\" url-file = \"/dev/null\" format = \"slack\" "
     "}\n",
     "feeds.conf:1: receiver \"v\": url-file: stands beside url; one of them is enough\n"
     "feeds.conf:1: warning: receiver \"v\": url-file: /dev/null: is no file\n"},
    {"unsigned", "receiver \"v\" { type = \"webhook\" url = \"https://h/\" }\n",
     "feeds.conf:1: warning: receiver \"v\": without secret-file its requests are not signed\n"},
    {"command",
     "receiver \"v\" { type = \"command\" }\nreceiver \"w\" { type = \"command\" command = { } }\n"
     "receiver \"x\" { type = \"command\" command = { \"logger\" } }\n"
     "receiver \"y\" { type = \"command\" command = { \"/no/such\" } smtp = \"smtp://h\" }\n",
     "feeds.conf:1: receiver \"v\": command is missing\n"
     "feeds.conf:2: receiver \"w\": command: names no program\n"
     "feeds.conf:3: receiver \"x\": command: \"logger\" is no absolute path; no shell looks for it\n"
     "feeds.conf:4: warning: receiver \"y\": smtp: has no effect in a receiver of this type\n"
     "feeds.conf:4: warning: receiver \"y\": command: /no/such: No such file or directory\n"},
    {"times",
     "receiver \"v\" { type = \"command\" command = { \"/bin/sh\" }\n quiet = \"22:00\"\n digest = \"8:00\"\n"
     " time-zone = \"Mars/Olympus\"\n}\n"
     "receiver \"w\" { type = \"command\" command = { \"/bin/sh\" }\n quiet = \"07:00-07:00\"\n digest = "
     "\"24:00\"\n"
     " time-zone = \"../../etc/passwd\"\n}\n"
     "receiver \"x\" { type = \"command\" command = { \"/bin/sh\" } quiet = \"22:00-07:00\" time-zone = "
     "\"Asia/Tehran\" }\n",
     "feeds.conf:2: receiver \"v\": quiet: \"22:00\" is no span of a day, as 22:00-07:00\n"
     "feeds.conf:3: receiver \"v\": digest: \"8:00\" is no time of day, as 08:00\n"
     "feeds.conf:4: receiver \"v\": time-zone: \"Mars/Olympus\" is no time zone: nothing of that name in "
     "/usr/share/zoneinfo\n"
     "feeds.conf:7: receiver \"w\": quiet: \"07:00-07:00\" has equal ends: it is unclear whether that is a "
     "whole day or nothing\n"
     "feeds.conf:8: receiver \"w\": digest: \"24:00\" is no time of day, as 08:00\n"
     "feeds.conf:9: receiver \"w\": time-zone: \"../../etc/passwd\" is no time zone: nothing of that name in "
     "/usr/share/zoneinfo\n"},
    {"retries",
     "receiver \"v\" { type = \"command\" command = { \"/bin/sh\" }\n group-interval = \"5\"\n retry = "
     "\"2h\"\n"
     " max-per-hour = -1\n}\n",
     "feeds.conf:2: receiver \"v\": group-interval: \"5\" is no duration: a number and one of ms s m h d w, "
     "as 15m\n"
     "feeds.conf:4: receiver \"v\": max-per-hour: \"-1\" is negative\n"
     "feeds.conf:1: receiver \"v\": retry-slowest: is less than retry\n"},

    {"include missing", "\ninclude('no.conf')\n", "feeds.conf:2: no.conf: No such file or directory\n"},
    {"include of nothing matched", "include('no.d/*.conf')\n", ""},
    {"include in a section", "poll { include('a')\n }\n",
     "feeds.conf:1: poll: \"include\" is followed by no equal sign\n"},
    {"include malformed", "include 'x'\ninclude(x, y)\ninclude('')\ncolor = 1\n",
     "feeds.conf:1: unknown section \"include\": poll, dedup, retention, http, health, feed, terms, rule or "
     "receiver\n"
     "feeds.conf:2: include takes one string in parentheses, as include('feeds.d/*.conf')\n"
     "feeds.conf:3: include of nothing\n"
     "feeds.conf:4: unknown option \"color\"\n"},
    {"include of itself", "\n\ninclude('feeds.conf')\n", "feeds.conf:3: feeds.conf includes itself\n"},
    {"include of a directory", "include('.')\n", "feeds.conf:1: .: is a directory\n"},
};

static void test_rows(void **state)
{
    size_t failed = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct report report = {0};
        struct settings *s;
        struct buffer b;
        char *got;

        buffer_init(&b, 1 << 16);
        buffer_printf(&b, "contact = \"x\" %s", rows[i].in);
        write_file("feeds.conf", b.ptr);
        s = settings_read("feeds.conf", &report);
        got = told(&report);
        if (strcmp(got ? got : "", rows[i].want) != 0) {
            print_error("%s:\n  wanted:\n%s  got:\n%s", rows[i].name, rows[i].want, got);
            failed++;
        }
        if ((s == NULL) != (report.errors > 0)) {
            print_error("%s: %zu errors, settings %p\n", rows[i].name, report.errors, (void *)s);
            failed++;
        }
        free(got);
        settings_free(&s);
        report_release(&report);
        buffer_release(&b);
    }
    assert_int_equal(failed, 0);
}

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
    assert_int_equal(s->rules[0].max_age_ms, 7 * 86400000LL);
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
    assert_int_equal(setenv("NEWSWIRED_TEST", "from the environment", 1), 0);
    s = must_read(
        "contact = \"a ${NEWSWIRED_TEST}\" spool = /tmp/x\n"
        "subscriptions = { 'a.opml' } subscriptions += { /b/urls, }\n"
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
        "feeds.conf:5: warning: feed \"u00e4 b\": full-text: not acted on by this version\n");
    assert_string_equal(s->contact, "a from the environment");
    assert_string_equal(s->spool, "/tmp/x");
    assert_int_equal(s->subscriptions.count, 2);
    assert_string_equal(s->subscriptions.list[0], "a.opml");
    assert_string_equal(s->subscriptions.list[1], "/b/urls");
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
    write_file("feeds.d/b.conf", "subscriptions += { \"/abs\" }\n");
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
    assert_string_equal(s->subscriptions.list[2], "/abs");
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

static char directory[] = "/tmp/newswired-conf-XXXXXX";

static int enter(void **state)
{
    (void)state;
    unsetenv("CREDENTIALS_DIRECTORY");
    unsetenv("TZDIR");
    return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    char command[100];

    (void)state;
    snprintf(command, sizeof(command), "rm -rf %s", directory);
    return chdir("/") == 0 ? system(command) : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),          cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_values),        cmocka_unit_test(test_include),
        cmocka_unit_test(test_include_depth), cmocka_unit_test(test_missing),
        cmocka_unit_test(test_many_errors),   cmocka_unit_test(test_secret),
        cmocka_unit_test(test_add_feed),      cmocka_unit_test(test_add_many_feeds),
    };

    return cmocka_run_group_tests(tests, enter, leave);
}
