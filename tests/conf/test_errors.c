/* feeds.conf as text → the lines that its reader is told: each kind of mistake, its line, its words. */
#include "written.h"

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
    {"no list", "subscriptions = {\n \"none.opml\" }\n",
     "feeds.conf:2: subscriptions: none.opml: No such file or directory\n"},
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
     "feeds.conf:2: warning: retention: keep: not acted on by this version\n"},
    {"their defaults",
     "http { listen = \"\" }\nretention { keep = \"\" }\nhealth { receivers = { } silent-after = \"auto\" }\n"
     "feed \"a\" { url = \"http://a/\" full-text = \"no\" }\n",
     ""},
    {"bad listen and silent-after", "http { listen = \"8480\" }\nhealth { silent-after = \"soon\" }\n",
     "feeds.conf:1: http: listen: \"8480\" is no HOST:PORT, as 127.0.0.1:8480 or [::1]:8480\n"
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
     "/usr/share/zoneinfo\n"
     "feeds.conf:11: warning: receiver \"x\": quiet: not acted on by this version\n"},
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
    {"include of a device", "include('/dev/zero')\n", "feeds.conf:1: /dev/zero: is no regular file\n"},
    {"include of a directory", "include('.')\n", "feeds.conf:1: .: Is a directory\n"},
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, enter, leave);
}
