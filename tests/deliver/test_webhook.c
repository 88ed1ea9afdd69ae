/*
 * test_webhook.c - what a webhook's answer means, and what the chat services are sent
 */
#include "sample.h"

#include "../../daemon/deliver/chat.h"
#include "../../daemon/deliver/webhook.h"

static void outcomes(void **state)
{
    (void)state;
    static const struct {
        long status;
        enum deliver_outcome want;
    } cases[] = {{200, DELIVER_DONE},  {202, DELIVER_DONE},  {204, DELIVER_DONE},     {299, DELIVER_DONE},
                 {301, DELIVER_LATER}, {400, DELIVER_LATER}, {404, DELIVER_LATER},    {409, DELIVER_LATER},
                 {429, DELIVER_LATER}, {503, DELIVER_LATER}, {410, DELIVER_DISABLED}, {199, DELIVER_LATER}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(webhook_outcome(cases[i].status), cases[i].want);
}

static void retry_after(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        int64_t want;
    } cases[] = {
        {"", 0},
        {"120", 120},
        {" 120 ", 120},
        {"0", 0},
        {"-5", 0},
        {"99999999999", RETRY_AFTER_MAX_S},
        {"999999999999999999999999", 0},
        {"soon", 0},
        {"Fri, 21 Nov 2025 09:31:00 GMT", 60},
        {"Fri, 21 Nov 2025 09:29:00 GMT", 0},
        {"Fri, 21 Nov 2225 09:29:00 GMT", RETRY_AFTER_MAX_S},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t got = webhook_retry_after(span_of(cases[i].value), SAMPLE_TIME);
        if (got != cases[i].want)
            fail_msg("\"%s\": %lld", cases[i].value, (long long)got);
    }
}

static void first_line(void **state)
{
    (void)state;
    assert_span(webhook_first_line(SPAN("\r\n  no such hook \r\nsecond")), SPAN("no such hook"));
    assert_span(webhook_first_line(SPAN("one")), SPAN("one"));
    assert_span(webhook_first_line(SPAN(" \n\n")), SPAN(""));
}

static const struct {
    const char *name;
    enum webhook_format format;
    const char *title, *body;
} chats[] = {
    {"slack", FORMAT_SLACK, "Oil & gas <b>",
     "{\"text\":\"[iran-gas] Oil &amp; gas &lt;b&gt;\\nhttps://news.example.org/a?b=1&amp;c=2\\n"
     "The gas will flow from Asaluyeh.\\nexample.org, روزنامه\"}"},
    {"discord", FORMAT_DISCORD, "@everyone *gas* <@1>",
     "{\"content\":\"\\\\[iran-gas\\\\] \\\\@everyone \\\\*gas\\\\* \\\\<\\\\@1\\\\>\\n"
     "https://news.example.org/a?b=1&c=2\\nThe gas will flow from Asaluyeh.\\nexample.org, روزنامه\","
     "\"allowed_mentions\":{\"parse\":[]}}"},
    {"ntfy", FORMAT_NTFY, "Gas", "The gas will flow from Asaluyeh.\nexample.org, روزنامه"},
};

static void chat_bodies(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof chats / sizeof *chats; i++) {
        struct sample s = sample_default();
        struct buffer payload;
        struct chat chat;
        s.title = span_of(chats[i].title);
        buffer_init(&payload, 1 << 20);
        sample_payload(&payload, &s);
        assert_true(chat_make(&chat, chats[i].format, buffer_span(&payload)));
        assert_span(buffer_span(&chat.body), span_of(chats[i].body));
        chat_release(&chat);
        buffer_release(&payload);
    }
}

static void ntfy_headers(void **state)
{
    (void)state;
    struct sample s = sample_default();
    struct buffer payload;
    struct chat chat;
    s.title = SPAN("گاز\r\nX-Evil: 1");
    buffer_init(&payload, 1 << 20);
    sample_payload(&payload, &s);
    assert_true(chat_make(&chat, FORMAT_NTFY, buffer_span(&payload)));
    assert_int_equal(chat.header_count, 4);
    assert_true(span_starts(buffer_span(&chat.headers[0]), SPAN("Title: =?UTF-8?")));
    assert_span(buffer_span(&chat.headers[1]), SPAN("Tags: newspaper"));
    assert_span(buffer_span(&chat.headers[2]), SPAN("Priority: 4"));
    assert_span(buffer_span(&chat.headers[3]), SPAN("Click: https://news.example.org/a?b=1&c=2"));
    size_t at;
    for (size_t i = 0; i < chat.header_count; i++)
        assert_false(span_find_byte(buffer_span(&chat.headers[i]), '\n', &at));
    chat_release(&chat);
    buffer_release(&payload);
}

static size_t characters(struct span utf8)
{
    size_t count = 0;
    for (size_t i = 0; i < utf8.len; i++)
        count += ((unsigned char)utf8.ptr[i] & 0xc0) != 0x80;
    return count;
}

/* Whatever is told, the service's limit holds, and what is sent is JSON. */
static void chat_limits(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a", "&", "*", "گ", "😀", "\"", "<@everyone>. gas "};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buffer text, payload;
        buffer_init(&text, 1 << 20);
        buffer_init(&payload, 8 << 20);
        while (text.len < 100000)
            buffer_put_text(&text, pieces[i]);
        struct sample s = sample_default();
        s.title = s.summary = s.content = s.outlet = s.rule = buffer_span(&text);
        s.outlets = 3;
        sample_payload(&payload, &s);
        for (enum webhook_format f = FORMAT_SLACK; f <= FORMAT_NTFY; f++) {
            struct chat chat;
            assert_true(chat_make(&chat, f, buffer_span(&payload)));
            if (f == FORMAT_NTFY) {
                assert_true(chat.body.len <= 4096);
            } else {
                struct json *json = json_read(buffer_span(&chat.body), NULL);
                assert_non_null(json);
                const char *key = f == FORMAT_SLACK ? "text" : "content";
                struct span told = json_span(json_get(json_root(json), key));
                assert_true(told.len > 0 && characters(told) <= (f == FORMAT_SLACK ? 40000 : 2000));
                json_free(&json);
            }
            chat_release(&chat);
        }
        buffer_release(&payload);
        buffer_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outcomes),    cmocka_unit_test(retry_after),  cmocka_unit_test(first_line),
        cmocka_unit_test(chat_bodies), cmocka_unit_test(ntfy_headers), cmocka_unit_test(chat_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
