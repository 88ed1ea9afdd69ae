/*
 * sample.h - an alert to encode and receivers to send it to, for the tests of deliver
 */
#ifndef TESTS_DELIVER_SAMPLE_H
#define TESTS_DELIVER_SAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "deliver.h"

#define SAMPLE_ID ((struct id){0x0123456789abcdefULL, 0xfedcba9876543210ULL})
#define SAMPLE_STORY ((struct id){0x1111222233334444ULL, 0x5555666677778888ULL})
#define SAMPLE_TIME ((int64_t)1763717400) /* 2025-11-21T09:30:00Z, a Friday */

/* What varies from test to test; an empty span leaves the member out. */
struct sample {
    struct span title, summary, content, url, outlet, rule, author;
    struct span word; /* every place of it in title, summary and content is a hit */
    bool update;
    size_t outlets;
};

static inline struct sample sample_default(void)
{
    return (struct sample){
        .title = SPAN("Iran and Pakistan sign gas deal"),
        .summary = SPAN(
            "The pipeline is to be ready in 2027. Ministers met in Tehran. The gas will flow from Asaluyeh."),
        .content = SPAN("Nothing else."),
        .url = SPAN("https://news.example.org/a?b=1&c=2"),
        .outlet = SPAN("example.org"),
        .rule = SPAN("iran-gas"),
        .word = SPAN("gas"),
        .outlets = 2,
    };
}

static inline void sample_hits(struct hit *hits, size_t *count, size_t max, const struct sample *s)
{
    const struct span fields[] = {s->title, s->summary, s->content};
    for (size_t f = 0; f < 3 && s->word.len > 0; f++) {
        size_t from = 0, at;
        while (*count < max && span_find(span_cut(fields[f], from, fields[f].len), s->word, &at)) {
            hits[(*count)++] = (struct hit){.rule = s->rule,
                                            .field = (enum field)f,
                                            .start = (uint32_t)(from + at),
                                            .end = (uint32_t)(from + at + s->word.len),
                                            .text = s->word};
            from += at + s->word.len;
        }
    }
}

/* A record's line and the payload made of it. */
static inline void sample_payload(struct buffer *out, const struct sample *s)
{
    struct buffer record;
    buffer_init(&record, 8 << 20);
    buffer_put_byte(&record, '{');
    json_put_int(&record, "v", 1);
    json_put_text(&record, "outlet", s->outlet);
    json_put_text(&record, "url", s->url);
    json_put_text(&record, "title", s->title);
    json_put_text(&record, "summary", s->summary);
    json_put_text(&record, "content_text", s->content);
    if (s->author.len > 0) {
        buffer_put_text(&record, ",\"authors\":[{");
        json_put_text(&record, "name", s->author);
        buffer_put_text(&record, "}]");
    }
    json_put_time(&record, "date_published", SAMPLE_TIME - 600);
    buffer_put_byte(&record, '}');
    struct hit hits[64];
    size_t count = 0;
    sample_hits(hits, &count, 64, s);
    struct span outlets[] = {SPAN("example.org"), SPAN("روزنامه"), SPAN("third.example")};
    const struct record unused = {.revision = 1};
    const struct alert_facts facts = {
        .update = s->update,
        .rule = s->rule,
        .severity = SPAN("high"),
        .timestamp = SAMPLE_TIME,
        .story = {.id = SAMPLE_STORY,
                  .title = s->title,
                  .first_seen = SAMPLE_TIME - 3600,
                  .outlets = outlets,
                  .outlet_count = s->outlets,
                  .items = 4},
        .record = &unused,
        .hits = hits,
        .hit_count = count,
    };
    payload_put(out, &facts, buffer_span(&record));
    buffer_release(&record);
}

/* No option set: every string is "", as conf leaves it. */
static inline struct receiver_settings sample_receiver(enum receiver_type type)
{
    static char empty[] = "", from[] = "newswired@example.org", name[] = "desk";
    return (struct receiver_settings){.name = name,
                                      .type = type,
                                      .from = from,
                                      .smtp = empty,
                                      .user = empty,
                                      .password_file = empty,
                                      .url = empty,
                                      .secret_file = empty,
                                      .url_file = empty,
                                      .proxy = empty,
                                      .digest = empty,
                                      .quiet = empty,
                                      .time_zone = empty,
                                      .file = empty,
                                      .timeout_ms = 5000};
}

static inline struct deliver_alert sample_alert(const struct buffer *body)
{
    return (struct deliver_alert){.id = SAMPLE_ID,
                                  .body = buffer_span(body),
                                  .feed = SPAN("example"),
                                  .recipient = "desk@example.com",
                                  .now = SAMPLE_TIME + 5};
}

/* cmocka compares C strings; a span in a failure message should be readable. */
static inline void assert_span(struct span got, struct span want)
{
    if (!span_equal(got, want))
        print_error("got:  \"%.*s\"\nwant: \"%.*s\"\n", (int)got.len, got.ptr, (int)want.len, want.ptr);
    assert_true(span_equal(got, want));
}

#endif
