/*
 * entry.c - an alert as the one JSON object of its file, and as the line of its receipt
 *
 * The body stands last and is taken out byte for byte, so that each try sends the same.
 * Pure. Fatal: nothing. Bugs: none known.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "outbox.h"

static const char *const kinds[] = {[ALERT_MATCHED] = "story.matched", [ALERT_UPDATED] = "story.updated"};
static const char *const places[PLACES] = {
    [PLACE_NEW] = "new", [PLACE_DEFERRED] = "deferred", [PLACE_HOLD] = "hold", [PLACE_FAILED] = "failed"};
static const char *const states[] = {
    [RECIPIENT_WAITING] = "waiting", [RECIPIENT_DONE] = "delivered", [RECIPIENT_FAILED] = "failed"};

const char *alert_kind_name(enum alert_kind k)
{
    must(k <= ALERT_UPDATED);
    return kinds[k];
}

const char *alert_place_name(enum alert_place p)
{
    must(p < PLACES);
    return places[p];
}

struct alert *alert_new(void)
{
    struct alert *a = memory_get(sizeof(*a));

    a->receiver = memory_copy("", 0);
    a->rule = memory_copy("", 0);
    a->feed = memory_copy("", 0);
    a->error = memory_copy("", 0);
    a->heap_at = SIZE_MAX;
    return a;
}

void alert_free(struct alert **a)
{
    if (!*a)
        return;
    for (size_t i = 0; i < (*a)->recipient_count; i++) {
        free((*a)->recipients[i].address);
        free((*a)->recipients[i].error);
    }
    free((*a)->recipients);
    free((*a)->receiver);
    free((*a)->rule);
    free((*a)->feed);
    free((*a)->error);
    free((*a)->records);
    free((*a)->body);
    free(*a);
    *a = NULL;
}

struct id alert_id(struct span receiver, struct span rule, struct id story, enum alert_kind kind,
                   struct id item)
{
    char story_text[ID_TEXT_BYTES], item_text[ID_TEXT_BYTES];
    const struct span parts[] = {receiver, rule, span_of(id_format(story, story_text)),
                                 span_of(alert_kind_name(kind)), span_of(id_format(item, item_text))};

    return digest_id(parts, sizeof(parts) / sizeof(parts[0]));
}

void alert_set_text(char **field, struct span text)
{
    char *copy = memory_copy(text.ptr, text.len);

    free(*field);
    *field = copy;
}

void alert_set_body(struct alert *a, struct span body)
{
    alert_set_text(&a->body, body);
    a->body_bytes = body.len;
}

void alert_add_record(struct alert *a, struct id record)
{
    a->records = memory_grow(a->records, a->record_count + 1, sizeof(*a->records));
    a->records[a->record_count++] = record;
}

bool alert_has_record(const struct alert *a, struct id record)
{
    for (size_t i = 0; i < a->record_count; i++) {
        if (id_equal(a->records[i], record))
            return true;
    }
    return false;
}

void alert_add_recipient(struct alert *a, struct span address)
{
    a->recipients = memory_grow(a->recipients, a->recipient_count + 1, sizeof(*a->recipients));
    a->recipients[a->recipient_count++] = (struct alert_recipient){
        .address = memory_copy(address.ptr, address.len), .error = memory_copy("", 0)};
}

enum recipient_state alert_recipients(const struct alert *a)
{
    enum recipient_state sum = RECIPIENT_DONE;

    for (size_t i = 0; i < a->recipient_count; i++) {
        if (a->recipients[i].state == RECIPIENT_WAITING)
            return RECIPIENT_WAITING;
        if (a->recipients[i].state == RECIPIENT_FAILED)
            sum = RECIPIENT_FAILED;
    }
    return sum;
}

void alert_wait_again(struct alert *a)
{
    for (size_t i = 0; i < a->recipient_count; i++) {
        if (a->recipients[i].state == RECIPIENT_FAILED)
            a->recipients[i].state = RECIPIENT_WAITING;
    }
}

static void put_identity(struct buffer *out, const struct alert *a)
{
    json_put_int(out, "v", 1);
    json_put_id(out, "id", a->id);
    json_put_text(out, "kind", span_of(alert_kind_name(a->kind)));
    json_put_text(out, "receiver", span_of(a->receiver));
    json_put_text(out, "rule", span_of(a->rule));
    json_put_id(out, "story", a->story);
    json_put_id(out, "item", a->item);
}

static void put_records(struct buffer *out, const struct alert *a)
{
    char id[ID_TEXT_BYTES];

    json_put_key(out, "records");
    buffer_put_byte(out, '[');
    for (size_t i = 0; i < a->record_count; i++)
        buffer_printf(out, "%s\"%s\"", i > 0 ? "," : "", id_format(a->records[i], id));
    buffer_put_byte(out, ']');
}

void entry_put(struct buffer *out, const struct alert *a)
{
    buffer_put_byte(out, '{');
    put_identity(out, a);
    json_put_text(out, "feed", span_of(a->feed));
    json_put_time(out, "created", a->created);
    json_put_time(out, "due", a->due);
    json_put_int(out, "attempts", a->attempts);
    if (a->open)
        json_put_bool(out, "open", true);
    if (a->peer_wait)
        json_put_bool(out, "peer_wait", true);
    json_put_text(out, "error", span_of(a->error));
    if (a->recipient_count > 0) {
        json_put_key(out, "recipients");
        buffer_put_byte(out, '[');
        for (size_t i = 0; i < a->recipient_count; i++) {
            buffer_put_text(out, i > 0 ? ",{" : "{");
            json_put_text(out, "address", span_of(a->recipients[i].address));
            json_put_text(out, "state", span_of(states[a->recipients[i].state]));
            json_put_text(out, "error", span_of(a->recipients[i].error));
            buffer_put_byte(out, '}');
        }
        buffer_put_byte(out, ']');
    }
    put_records(out, a);
    json_put_key(out, "body");
    must(a->body);
    buffer_put(out, a->body, a->body_bytes);
    buffer_put_text(out, "}\n");
}

static void read_recipients(struct alert *a, const struct json_value *list)
{
    for (size_t i = 0; i < json_length(list); i++) {
        const struct json_value *one = json_at(list, i);
        struct span state = json_span(json_get(one, "state"));
        struct alert_recipient *r;

        alert_add_recipient(a, json_span(json_get(one, "address")));
        r = &a->recipients[a->recipient_count - 1];
        alert_set_text(&r->error, json_span(json_get(one, "error")));
        for (int s = RECIPIENT_WAITING; s <= RECIPIENT_FAILED; s++) {
            if (span_equal(state, span_of(states[s])))
                r->state = (enum recipient_state)s;
        }
    }
}

static void read_envelope(struct alert *a, const struct json_value *v)
{
    const struct json_value *records = json_get(v, "records");

    a->id = json_id(json_get(v, "id"));
    a->story = json_id(json_get(v, "story"));
    a->item = json_id(json_get(v, "item"));
    a->kind = span_equal(json_span(json_get(v, "kind")), span_of(kinds[ALERT_UPDATED])) ? ALERT_UPDATED
                                                                                        : ALERT_MATCHED;
    alert_set_text(&a->receiver, json_span(json_get(v, "receiver")));
    alert_set_text(&a->rule, json_span(json_get(v, "rule")));
    alert_set_text(&a->feed, json_span(json_get(v, "feed")));
    alert_set_text(&a->error, json_span(json_get(v, "error")));
    a->created = json_time(json_get(v, "created"));
    a->due = json_time(json_get(v, "due"));
    a->attempts = (uint32_t)json_int(json_get(v, "attempts"), 0);
    a->open = json_bool(json_get(v, "open"), false);
    a->peer_wait = json_bool(json_get(v, "peer_wait"), false);
    read_recipients(a, json_get(v, "recipients"));
    for (size_t i = 0; i < json_length(records); i++)
        alert_add_record(a, json_id(json_at(records, i)));
}

int entry_read(struct span text, struct alert **out, struct error *e)
{
    struct json *j = json_read(text, e);
    struct alert *a;
    struct span body;

    *out = NULL;
    if (!j)
        return -EBADMSG;
    a = alert_new();
    read_envelope(a, json_root(j));
    json_free(&j);
    if (id_is_zero(a->id) || !a->receiver[0] || a->created == TIME_UNKNOWN || a->due == TIME_UNKNOWN ||
        !json_raw_member(text, "body", &body)) {
        error_set(e, "id, receiver, created, due or body is missing");
        alert_free(&a);
        return -EBADMSG;
    }
    alert_set_body(a, body);
    *out = a;
    return 0;
}

void receipt_put(struct buffer *out, const struct alert *a, const char *outcome, int64_t now)
{
    buffer_put_byte(out, '{');
    put_identity(out, a);
    json_put_text(out, "outcome", span_of(outcome));
    json_put_int(out, "attempts", a->attempts);
    json_put_time(out, "date_sent", now);
    if (a->record_count > 1)
        put_records(out, a);
    buffer_put_text(out, "}\n");
}
