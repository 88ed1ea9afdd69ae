/*
 * test_mime.c - mails: headers, encodings, bodies, addresses, and nothing that a title can do to them
 *
 * `test_mime print` reads lines of base64 (a title each) and prints the mail of each, after a line with its
 * length: tests/river/test_mail_format.py reads them with another reader.
 */
#include <errno.h>

#include "read_mail.h"

static struct buffer mail_of(const struct sample *s)
{
    struct buffer body, mail;
    buffer_init(&body, 16 << 20);
    buffer_init(&mail, 32 << 20);
    sample_payload(&body, s);
    struct receiver_settings receiver = sample_receiver(RECEIVER_EMAIL);
    struct deliver_alert alert = sample_alert(&body);
    alert.feed = s->rule;
    assert_int_equal(mime_put(&mail, &receiver, &alert), 0);
    buffer_release(&body);
    return mail;
}

/* CRLF line ends, ≤ 998 octets, ASCII, and exactly the fields that we write, in order. */
static void check_form(struct span mail)
{
    static const char *const fields[] = {"From",
                                         "To",
                                         "Date",
                                         "Subject",
                                         "Message-ID",
                                         "In-Reply-To",
                                         "References",
                                         "List-Id",
                                         "Auto-Submitted",
                                         "X-Newswired-Rule",
                                         "X-Newswired-Story",
                                         "X-Newswired-Feed",
                                         "MIME-Version",
                                         "Content-Type"};
    size_t field = 0, end;
    bool in_head = true;
    for (struct span rest = mail; rest.len > 0; rest = span_cut(rest, end + 2, rest.len)) {
        assert_true(span_find(rest, SPAN("\r\n"), &end));
        struct span line = span_cut(rest, 0, end);
        assert_true(line.len <= 998);
        for (size_t i = 0; i < line.len; i++)
            assert_true(line.ptr[i] >= 0x20 && line.ptr[i] < 0x7f);
        in_head = in_head && line.len > 0;
        if (!in_head || line.ptr[0] == ' ')
            continue;
        assert_true(field < sizeof fields / sizeof *fields);
        assert_true(span_starts(line, span_of(fields[field])) && line.ptr[strlen(fields[field])] == ':');
        field++;
    }
    assert_int_equal(field, sizeof fields / sizeof *fields);
}

#define X10 "0123456789"
#define X50 X10 X10 X10 X10 X10

static const struct {
    const char *name, *title, *subject;
} subjects[] = {
    {"plain", "Iran and Pakistan sign gas deal", "[iran-gas] Iran and Pakistan sign gas deal"},
    {"empty", "", "[iran-gas] (no title)"},
    {"white space alone", " \t\n ", "[iran-gas] (no title)"},
    {"folded at 78",
     "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
     "[iran-gas] one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
     "sixteen"},
    {"Persian",
     "ایران و پاکستان قرارداد گاز را امضا کردند و خط لوله تا سال آینده آماده "
     "می‌شود",
     "[iran-gas] ایران و پاکستان قرارداد گاز را امضا کردند و خط لوله تا سال آینده آماده "
     "می‌شود"},
    {"Latin with accents", "Über den Gasvertrag von Têhéran: l'accord a été signé, dit-on, à l'aube",
     "[iran-gas] Über den Gasvertrag von Têhéran: l'accord a été signé, dit-on, à l'aube"},
    {"Chinese", "伊朗与巴基斯坦签署天然气协议管道将于明年完工伊朗与巴基斯坦签署天然气协议管道将于明年完工",
     "[iran-gas] 伊朗与巴基斯坦签署天然气协议管道将于明年完工伊朗与巴基斯坦签署天然气协议管道将于明年完工"},
    {"four-byte characters", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "[iran-gas] 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"},
    {"a word too long to fold", X50 X50, "[iran-gas] " X50 X50},
    {"looks like an encoded-word", "=?UTF-8?Q?evil?= title", "[iran-gas] =?UTF-8?Q?evil?= title"},
    {"underscore, equals, question mark", "é a_b=c? d", "[iran-gas] é a_b=c? d"},
    {"CR LF", "x\r\nBcc: evil@example.net", "[iran-gas] x Bcc: evil@example.net"},
    {"CR alone, LF alone, an empty line", "a\rb\nc\n\nd", "[iran-gas] a b c d"},
    {"ESC, BEL, DEL: OSC 52", "\x1b]52;c;ZXZpbA==\x07 x\x7f", "[iran-gas] ]52;c;ZXZpbA== x"},
    {"C1 and line separators",
     "a\xc2\x85 b\xe2\x80\xa8"
     "Bcc: c",
     "[iran-gas] a b Bcc: c"},
    {"bidi overrides dropped",
     "a\xe2\x80\xae"
     "b\xe2\x81\xa6"
     "c",
     "[iran-gas] abc"},
    {"joiners stay", "می\xe2\x80\x8cشود", "[iran-gas] می\xe2\x80\x8cشود"},
    {"bad UTF-8", "a\xff\xfe z", "[iran-gas] a\xef\xbf\xbd\xef\xbf\xbd z"},
};

static void subjects_are_read_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        struct sample s = sample_default();
        struct buffer got;
        s.title = span_of(subjects[i].title);
        struct buffer mail = mail_of(&s);
        buffer_init(&got, 65536);
        check_form(buffer_span(&mail));
        if (!read_field(buffer_span(&mail), "Subject", &got))
            fail_msg("%s: the subject cannot be read back", subjects[i].name);
        assert_span(buffer_span(&got), span_of(subjects[i].subject));
        buffer_release(&got);
        buffer_release(&mail);
    }
}

static void hostile_rule_and_feed_inject_nothing(void **state)
{
    (void)state;
    struct sample s = sample_default();
    s.rule = SPAN("r\r\nBcc: x@example.net\r\n\r\nbody");
    struct buffer mail = mail_of(&s);
    check_form(buffer_span(&mail));
    buffer_release(&mail);
}

static void long_title_is_cut(void **state)
{
    (void)state;
    struct sample s = sample_default();
    size_t len = 1 << 20;
    char *title = memory_get(len);
    memset(title, 'a', len);
    s.title = (struct span){title, len};
    struct buffer mail = mail_of(&s), got;
    buffer_init(&got, 65536);
    check_form(buffer_span(&mail));
    assert_true(mail.len < 16384);
    assert_true(read_field(buffer_span(&mail), "Subject", &got));
    assert_int_equal(got.len, strlen("[iran-gas] ") + 299 + strlen("…"));
    assert_true(span_ends(buffer_span(&got), SPAN("a…")));
    buffer_release(&got);
    buffer_release(&mail);
    free(title);
}

static const struct {
    const char *name, *title, *summary, *content, *word;
    const char *text;     /* stands in the text part */
    const char *html;     /* stands in the HTML part */
    const char *not_html; /* does not */
} bodies[] = {
    {"hits marked", "A gas deal", "One. The gas flows. Three.", "", "gas", "A *gas* deal\r\n",
     "A <mark><b>gas</b></mark> deal", NULL},
    {"sentence around the hit alone", "T", "One is here. The gas flows. Three.", "", "gas",
     "\r\n\r\nThe *gas* flows.\r\n", "<p dir=\"auto\">The <mark><b>gas</b></mark> flows.</p>", "One is here"},
    {"two hits in one sentence", "T", "Oil, gas, and gas.", "", "gas", "Oil, *gas*, and *gas*.", NULL, NULL},
    {"content too", "T", "nothing", "Line one\nwith gas in it\nline three", "gas", "\r\nwith *gas* in it\r\n",
     NULL, "line three"},
    {"no hit in the texts: the lead", "T", "A summary without it.", "", "zzz",
     "\r\nA summary without it.\r\n", NULL, NULL},
    {"Urdu full stop and Persian word", "T", "اول۔ خط لوله گاز است۔ سوم", "", "گاز", "خط لوله *گاز* است۔\r\n",
     NULL, NULL},
    {"HTML is escaped", "<script>alert(1)</script> & \"gas\"", "", "", "gas",
     "<script>alert(1)</script> & \"*gas*\"",
     "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;<mark><b>gas</b></mark>&quot;", "<script"},
    {"escape sequences in a summary", "T", "gas \x1b[31mred\x1b]52;c;x\x07", "", "gas",
     "*gas*  [31mred ]52;c;x ", NULL, NULL},
    {"a dot alone, From at a line's beginning", "T", "From here. gas\n.\nFrom there gas", "", "gas",
     "\r\nFrom there *gas*", NULL, NULL},
    {"all outlets", "T", "", "", "gas",
     "Outlets (2): example.org, روزنامه\r\nItems: 4, the first seen 2025-11-21 08:30 UTC", NULL, NULL},
    {"why", "gas", "GAS", "", "gas", "Rule iran-gas (high) matched: gas\r\n",
     "Rule iran-gas (high) matched: gas<br>", NULL},
    {"source", "T", "", "", "gas",
     "T\r\n\r\nexample.org, 2025-11-21 09:20 UTC\r\nhttps://news.example.org/a?b=1&c=2\r\n",
     "href=\"https://news.example.org/a?b=1&amp;c=2\"", NULL},
};

static void bodies_tell_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct sample s = sample_default();
        s.title = span_of(bodies[i].title);
        s.summary = span_of(bodies[i].summary);
        s.content = span_of(bodies[i].content);
        s.word = span_of(bodies[i].word);
        struct buffer mail = mail_of(&s), text, html;
        size_t at;
        buffer_init(&text, 1 << 20);
        buffer_init(&html, 1 << 20);
        check_form(buffer_span(&mail));
        assert_true(read_part(buffer_span(&mail), "text/plain", &text));
        assert_true(read_part(buffer_span(&mail), "text/html", &html));
        if (!span_find(buffer_span(&text), span_of(bodies[i].text), &at))
            fail_msg("%s: text is\n%s", bodies[i].name, text.ptr);
        if (bodies[i].html != NULL && !span_find(buffer_span(&html), span_of(bodies[i].html), &at))
            fail_msg("%s: html is\n%s", bodies[i].name, html.ptr);
        if (bodies[i].not_html != NULL && span_find(buffer_span(&html), span_of(bodies[i].not_html), &at))
            fail_msg("%s: html is\n%s", bodies[i].name, html.ptr);
        assert_false(span_find(buffer_span(&html), SPAN("<img"), &at));
        buffer_release(&html);
        buffer_release(&text);
        buffer_release(&mail);
    }
}

static void only_web_links(void **state)
{
    (void)state;
    static const char *const urls[] = {"javascript:alert(1)", "data:text/html,x", "mailto:a@b",
                                       " JavaScript:x",       "//host/x",         ""};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct sample s = sample_default();
        struct buffer html;
        size_t at;
        s.url = span_of(urls[i]);
        struct buffer mail = mail_of(&s);
        buffer_init(&html, 1 << 20);
        assert_true(read_part(buffer_span(&mail), "text/html", &html));
        assert_false(span_find(buffer_span(&html), SPAN("href"), &at));
        buffer_release(&html);
        buffer_release(&mail);
    }
}

static void field_is(struct span mail, const char *name, const char *want)
{
    struct buffer got;
    buffer_init(&got, 4096);
    assert_true(read_field(mail, name, &got));
    assert_span(buffer_span(&got), span_of(want));
    buffer_release(&got);
}

static void threads_hold_together(void **state)
{
    (void)state;
    struct sample s = sample_default();
    struct buffer first = mail_of(&s), root, other;
    buffer_init(&root, 4096);
    buffer_init(&other, 4096);
    field_is(buffer_span(&first), "Message-ID", "<0123456789abcdeffedcba9876543210@example.org>");
    field_is(buffer_span(&first), "Date", "Fri, 21 Nov 2025 09:30:00 +0000");
    field_is(buffer_span(&first), "List-Id", "<iran-gas.newswired.example.org>");
    field_is(buffer_span(&first), "X-Newswired-Story", "11112222333344445555666677778888");
    assert_true(read_field(buffer_span(&first), "References", &root));
    s.update = true;
    struct buffer update = mail_of(&s);
    field_is(buffer_span(&update), "References", root.ptr);
    field_is(buffer_span(&update), "In-Reply-To", root.ptr);
    field_is(buffer_span(&update), "Subject", "Re: [iran-gas] Iran and Pakistan sign gas deal");
    s.rule = SPAN("another");
    struct buffer apart = mail_of(&s);
    assert_true(read_field(buffer_span(&apart), "References", &other));
    assert_false(span_equal(buffer_span(&root), buffer_span(&other)));
    buffer_release(&apart);
    buffer_release(&update);
    buffer_release(&other);
    buffer_release(&root);
    buffer_release(&first);
}

static void every_try_sends_the_same(void **state)
{
    (void)state;
    struct sample s = sample_default();
    struct buffer body, one, two;
    buffer_init(&body, 1 << 20);
    buffer_init(&one, 1 << 20);
    buffer_init(&two, 1 << 20);
    sample_payload(&body, &s);
    struct receiver_settings receiver = sample_receiver(RECEIVER_EMAIL);
    struct deliver_alert alert = sample_alert(&body);
    assert_int_equal(mime_put(&one, &receiver, &alert), 0);
    alert.now += 86400;
    assert_int_equal(mime_put(&two, &receiver, &alert), 0);
    assert_span(buffer_span(&two), buffer_span(&one));
    buffer_release(&two);
    buffer_release(&one);
    buffer_release(&body);
}

static const struct {
    const char *address;
    bool safe;
} addresses[] = {
    {"a@b", true},
    {"desk@example.org", true},
    {"first.last+tag@sub.example.org", true},
    {"o'neil=x_y@ex-ample.org", true},
    {"a@[192.0.2.1]", true},
    {"a@[IPv6:2001:db8::1]", true},
    {"\"a..b\"@example.org", true},
    {"a@xn--mgba3a4f16a.example", true},
    {"", false},
    {"a", false},
    {"@example.org", false},
    {"a@", false},
    {"a@b@c", false},
    {".a@example.org", false},
    {"a.@example.org", false},
    {"a..b@example.org", false},
    {"a b@example.org", false},
    {"a@example.org ", false},
    {" a@example.org", false},
    {"a@example.org\r\nRCPT TO:<b@c>", false},
    {"a\n@example.org", false},
    {"a@exam\rple.org", false},
    {"a@-example.org", false},
    {"a@example-.org", false},
    {"a@example..org", false},
    {"a@example.org.", false},
    {"<a@example.org>", false},
    {"a@example.org> SIZE=1", false},
    {"Name <a@example.org>", false},
    {"a,b@example.org", false},
    {"\"a b\"@example.org", false},
    {"\"a\\\"b\"@example.org", false},
    {"\"@example.org", false},
    {"\"\"@example.org", false},
    {"a@[1.2.3.4", false},
    {"a@[]", false},
    {"a@[1.2.3.4]>", false},
    {"ü@example.org", false},
    {"a@exämple.org", false},
    {"a\x7f@example.org", false},
    {X50 X10 "01234@example.org", false},
    {"a@" X50 X10 "0123.org", false},
    {"a@" X50 ".o." X50 ".o." X50 ".o." X50 ".o." X50 ".org", false},
};

static void addresses_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        if (mime_address_is_safe(span_of(addresses[i].address)) != addresses[i].safe)
            fail_msg("\"%s\" should be %s", addresses[i].address, addresses[i].safe ? "safe" : "refused");
    }
    assert_false(mime_address_is_safe((struct span){"a\0b@c", 5}));
}

static void refuses_what_cannot_be_written(void **state)
{
    (void)state;
    struct sample s = sample_default();
    struct buffer body, mail;
    buffer_init(&body, 1 << 20);
    buffer_init(&mail, 1 << 20);
    sample_payload(&body, &s);
    struct receiver_settings receiver = sample_receiver(RECEIVER_EMAIL);
    struct deliver_alert alert = sample_alert(&body);
    alert.recipient = "desk@example.com\r\nBcc: x@y";
    assert_int_equal(mime_put(&mail, &receiver, &alert), -EINVAL);
    alert.recipient = NULL;
    assert_int_equal(mime_put(&mail, &receiver, &alert), -EINVAL);
    alert.recipient = "desk@example.com";
    alert.body = SPAN("{\"data\":1}");
    assert_int_equal(mime_put(&mail, &receiver, &alert), -EINVAL);
    alert.body = SPAN("{");
    assert_int_equal(mime_put(&mail, &receiver, &alert), -EINVAL);
    assert_int_equal(mail.len, 0);
    alert.body = SPAN("{\"data\":{}}"); /* all missing is still told */
    assert_int_equal(mime_put(&mail, &receiver, &alert), 0);
    buffer_release(&mail);
    buffer_release(&body);
}

static int print_mails(void)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    while ((len = getline(&line, &room, stdin)) > 0) {
        struct sample s = sample_default();
        struct buffer raw;
        buffer_init(&raw, 4 << 20);
        if (!base64_read((struct span){line, (size_t)len}, &raw))
            return 65;
        s.title = s.content = s.author = s.outlet = s.rule = buffer_span(&raw);
        s.update = raw.len % 2 == 1;
        struct buffer mail = mail_of(&s);
        printf("%zu\n", mail.len);
        fwrite(mail.ptr, 1, mail.len, stdout);
        buffer_release(&mail);
        buffer_release(&raw);
    }
    free(line);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subjects_are_read_back),
        cmocka_unit_test(hostile_rule_and_feed_inject_nothing),
        cmocka_unit_test(long_title_is_cut),
        cmocka_unit_test(bodies_tell_it),
        cmocka_unit_test(only_web_links),
        cmocka_unit_test(threads_hold_together),
        cmocka_unit_test(every_try_sends_the_same),
        cmocka_unit_test(addresses_table),
        cmocka_unit_test(refuses_what_cannot_be_written),
    };
    if (argc == 2 && strcmp(argv[1], "print") == 0)
        return print_mails();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
