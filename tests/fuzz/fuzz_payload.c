/*
 * fuzz_payload.c - titles, outlets and hits of any bytes as a payload, and that as a mail
 *
 * The input's lines are the rule, the title, an outlet, the term. The payload must be JSON, whatever they hold, and a mail
 * can be made of it.
 */
#include "deliver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void make_mail(struct span body)
{
    static char from[] = "newswired@example.org", none[] = "";
    const struct receiver_settings receiver = {.from = from, .name = none};
    const struct deliver_alert alert = {.id = {1, 2}, .body = body, .recipient = "desk@example.com"};
    struct buffer mail;
    buffer_init(&mail, (size_t)32 << 20);
    must(mime_put(&mail, &receiver, &alert) == 0);
    buffer_release(&mail);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = {(const char *)data, size}, rule = {"", 0}, title = {"", 0}, outlet = {"", 0};
    (void)span_split(&rest, '\n', &rule);
    (void)span_split(&rest, '\n', &title);
    (void)span_split(&rest, '\n', &outlet);
    struct buffer record, body;
    struct hit hits[16];
    size_t count = 0, from = 0, at;
    while (rest.len > 0 && count < 16 && span_find(span_cut(title, from, title.len), rest, &at)) {
        hits[count++] = (struct hit){.rule = rule,
                                     .field = FIELD_TITLE,
                                     .start = (uint32_t)(from + at),
                                     .end = (uint32_t)(from + at + rest.len),
                                     .text = rest};
        from += at + rest.len;
    }
    buffer_init(&record, (size_t)1 << 20);
    buffer_init(&body, (size_t)4 << 20);
    buffer_put_byte(&record, '{');
    json_put_text(&record, "title", title);
    json_put_text(&record, "url", outlet);
    json_put_text(&record, "content_text", title);
    buffer_put_byte(&record, '}');
    const struct alert_facts facts = {
        .update = size % 2 == 1,
        .rule = rule,
        .severity = SPAN("low"),
        .timestamp = (int64_t)size * 1000003,
        .story = {.id = {3, 4},
                  .title = title,
                  .first_seen = TIME_UNKNOWN,
                  .outlets = &outlet,
                  .outlet_count = 1,
                  .items = 1},
        .hits = hits,
        .hit_count = count,
    };
    payload_put(&body, &facts, buffer_span(&record));
    must(!body.overflow);
    struct json *json = json_read(buffer_span(&body), NULL);
    must(json != NULL);
    must(json_length(json_get(json_get(json_root(json), "data"), "hits")) == count);
    json_free(&json);
    make_mail(buffer_span(&body));
    buffer_release(&body);
    buffer_release(&record);
    return 0;
}
