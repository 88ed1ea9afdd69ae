/*
 * test_entry.c - an alert's file there and back, its body byte for byte; its name; its receipt
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "outbox.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const char strange_body[] = "{\"b\" : 1.50e+2 ,\"body\":{\"a\":\"\\u00e9 \\\"}\"}, \"z\":[ ] }";

static struct alert *whole(void)
{
    struct alert *a = alert_new();

    a->id = (struct id){1, 2};
    a->story = (struct id){3, 4};
    a->item = (struct id){5, 6};
    a->kind = ALERT_UPDATED;
    a->created = 1795253400;
    a->due = 1795253700;
    a->attempts = 7;
    a->open = a->peer_wait = true;
    alert_set_text(&a->receiver, SPAN("de\"sk"));
    alert_set_text(&a->rule, SPAN("گاز"));
    alert_set_text(&a->feed, SPAN("f"));
    alert_set_text(&a->error, SPAN("500 \r\n\x1B"));
    alert_add_recipient(a, SPAN("a@example.org"));
    alert_add_recipient(a, SPAN("b@example.org"));
    alert_add_recipient(a, SPAN("c@example.org"));
    a->recipients[1].state = RECIPIENT_DONE;
    a->recipients[2].state = RECIPIENT_FAILED;
    alert_set_text(&a->recipients[2].error, SPAN("550 no"));
    alert_add_record(a, (struct id){5, 6});
    alert_add_record(a, (struct id){7, 8});
    alert_set_body(a, span_of(strange_body));
    return a;
}

static void there_and_back(void **state)
{
    struct alert *a = whole(), *got;
    struct buffer first, second;
    struct error e;

    (void)state;
    buffer_init(&first, 10000);
    buffer_init(&second, 10000);
    entry_put(&first, a);
    assert_int_equal(first.ptr[first.len - 1], '\n');
    assert_int_equal(entry_read(buffer_span(&first), &got, &e), 0);
    entry_put(&second, got);
    assert_string_equal(first.ptr, second.ptr);
    assert_true(id_equal(got->id, a->id) && id_equal(got->story, a->story) && id_equal(got->item, a->item));
    assert_true(got->kind == ALERT_UPDATED && got->created == a->created && got->due == a->due &&
                got->attempts == 7);
    assert_true(got->open && got->peer_wait && got->recipient_count == 3 && got->record_count == 2);
    assert_string_equal(got->receiver, a->receiver);
    assert_string_equal(got->rule, a->rule);
    assert_string_equal(got->feed, a->feed);
    assert_string_equal(got->error, a->error);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(got->recipients[i].address, a->recipients[i].address);
        assert_string_equal(got->recipients[i].error, a->recipients[i].error);
        assert_int_equal(got->recipients[i].state, a->recipients[i].state);
    }
    assert_true(alert_has_record(got, (struct id){7, 8}) && !alert_has_record(got, (struct id){8, 7}));
    assert_int_equal(got->body_bytes, strlen(strange_body));
    assert_memory_equal(got->body, strange_body, strlen(strange_body));
    alert_free(&a);
    alert_free(&got);
    assert_null(got);
    buffer_release(&first);
    buffer_release(&second);
}

static void no_entries(void **state)
{
    static const char *const bad[] = {
        "",
        "{",
        "[]",
        "{}",
        "{\"id\":\"1\",\"receiver\":\"r\",\"created\":\"1970-01-01T00:00:00Z\",\"due\":\"1970-01-01T00:00:"
        "00Z\",\"body\":{}}",
        "{\"id\":\"00000000000000000000000000000001\",\"created\":\"1970-01-01T00:00:00Z\",\"due\":\"1970-01-"
        "01T00:00:00Z\","
        "\"body\":{}}",
        "{\"id\":\"00000000000000000000000000000001\",\"receiver\":\"r\",\"created\":\"x\",\"due\":\"1970-01-"
        "01T00:00:00Z\","
        "\"body\":{}}",
        "{\"id\":\"00000000000000000000000000000001\",\"receiver\":\"r\",\"created\":\"1970-01-01T00:00:"
        "00Z\",\"body\":{}}",
        "{\"id\":\"00000000000000000000000000000001\",\"receiver\":\"r\",\"created\":\"1970-01-01T00:00:"
        "00Z\","
        "\"due\":\"1970-01-01T00:00:00Z\"}",
    };
    struct alert *got;
    struct error e;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        e.text[0] = '\0';
        if (entry_read(span_of(bad[i]), &got, &e) != -EBADMSG || got)
            fail_msg("%s", bad[i]);
        assert_true(e.text[0] != '\0');
    }
}

/* A torn file is no entry, at whatever byte. */
static void torn(void **state)
{
    struct alert *a = whole(), *got;
    struct buffer text;

    (void)state;
    buffer_init(&text, 10000);
    entry_put(&text, a);
    for (size_t len = 0; len < text.len - 1; len++)
        assert_int_equal(entry_read(span_cut(buffer_span(&text), 0, len), &got, NULL), -EBADMSG);
    alert_free(&a);
    buffer_release(&text);
}

/* Each part of the name counts, and parts do not run into each other. */
static void names(void **state)
{
    const struct id all[] = {
        alert_id(SPAN("ab"), SPAN("c"), (struct id){1, 2}, ALERT_MATCHED, (struct id){3, 4}),
        alert_id(SPAN("a"), SPAN("bc"), (struct id){1, 2}, ALERT_MATCHED, (struct id){3, 4}),
        alert_id(SPAN("ab"), SPAN("d"), (struct id){1, 2}, ALERT_MATCHED, (struct id){3, 4}),
        alert_id(SPAN("ab"), SPAN("c"), (struct id){1, 3}, ALERT_MATCHED, (struct id){3, 4}),
        alert_id(SPAN("ab"), SPAN("c"), (struct id){1, 2}, ALERT_UPDATED, (struct id){3, 4}),
        alert_id(SPAN("ab"), SPAN("c"), (struct id){1, 2}, ALERT_MATCHED, (struct id){3, 5}),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++) {
        for (size_t k = 0; k < i; k++)
            assert_false(id_equal(all[i], all[k]));
    }
    assert_true(id_equal(
        all[0], alert_id(SPAN("ab"), SPAN("c"), (struct id){1, 2}, ALERT_MATCHED, (struct id){3, 4})));
}

static void receipts(void **state)
{
    struct alert *a = whole();
    struct buffer line;
    struct json *j;

    (void)state;
    buffer_init(&line, 10000);
    receipt_put(&line, a, "delivered", 1795253500);
    assert_ptr_equal(memchr(line.ptr, '\n', line.len), line.ptr + line.len - 1);
    j = json_read(buffer_span(&line), NULL);
    assert_true(id_equal(json_id(json_get(json_root(j), "id")), a->id));
    assert_true(span_equal(json_span(json_get(json_root(j), "outcome")), SPAN("delivered")));
    assert_true(json_time(json_get(json_root(j), "date_sent")) == 1795253500);
    assert_int_equal(json_length(json_get(json_root(j), "records")), 2);
    json_free(&j);
    buffer_release(&line);
    alert_free(&a);
}

static void sums_of_recipients(void **state)
{
    static const struct {
        const char *states; /* w, d, f */
        enum recipient_state want;
    } rows[] = {{"", RECIPIENT_DONE},     {"d", RECIPIENT_DONE},     {"dd", RECIPIENT_DONE},
                {"df", RECIPIENT_FAILED}, {"fw", RECIPIENT_WAITING}, {"wd", RECIPIENT_WAITING}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct alert *a = alert_new();

        for (const char *s = rows[i].states; *s; s++) {
            alert_add_recipient(a, SPAN("x"));
            a->recipients[a->recipient_count - 1].state = *s == 'w'   ? RECIPIENT_WAITING
                                                          : *s == 'd' ? RECIPIENT_DONE
                                                                      : RECIPIENT_FAILED;
        }
        assert_int_equal(alert_recipients(a), rows[i].want);
        alert_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back), cmocka_unit_test(no_entries), cmocka_unit_test(torn),
        cmocka_unit_test(names),          cmocka_unit_test(receipts),   cmocka_unit_test(sums_of_recipients)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
