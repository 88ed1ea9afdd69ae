/*
 * outbox.c - newswirectl outbox: the alerts that are owed
 *
 * Fatal: nothing. Bugs: all entries are in memory while they are listed, without their bodies.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "look.h"
#include "shown.h"

#define ID_COLUMNS 12

static const char usage_text[] = "outbox [list | cat A | flush | retry A | hold A | release A | delete A]";

static struct span place_of(const struct alert *a)
{
    return a->open ? SPAN("group") : span_of(alert_place_name(a->place));
}

/* A member of the body's data, as the payload has it. */
static const struct json_value *data_of(const struct json *entry, const char *member)
{
    return json_get(json_get(json_get(json_root(entry), "body"), "data"), member);
}

/* ---- list ---------------------------------------------------------------------------------------------- */

static int by_due(const void *a, const void *b)
{
    const struct alert *x = *(const struct alert *const *)a, *y = *(const struct alert *const *)b;

    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    if (x->due != y->due)
        return x->due < y->due ? -1 : 1;
    return x->created < y->created ? -1 : x->created > y->created;
}

static struct alert **sorted(const struct outbox *outbox, size_t *count)
{
    struct alert **list = NULL, *a;
    size_t cursor = 0;

    *count = 0;
    while ((a = outbox_next(outbox, &cursor))) {
        list = memory_grow(list, *count + 1, sizeof(*list));
        list[(*count)++] = a;
    }
    if (*count > 0)
        qsort(list, *count, sizeof(*list), by_due);
    return list;
}

/* The entry without its body, which stands last; the place and the title of its story behind. */
static void put_json(struct look *l, const struct alert *a, struct span entry, struct span title)
{
    struct span body = {entry.ptr, 0};

    (void)!json_raw_member(entry, "body", &body); /* entry_read has seen it */
    buffer_put(&l->out, entry.ptr, (size_t)(body.ptr - entry.ptr) - strlen(",\"body\":"));
    json_put_text(&l->out, "title", title);
    json_put_text(&l->out, "place", span_of(alert_place_name(a->place)));
    buffer_put_text(&l->out, "}\n");
    look_flush(l);
}

static void add_row(struct table *t, const struct alert *a, struct span title)
{
    char id[ID_TEXT_BYTES];

    table_cellf(t, "%.*s", ID_COLUMNS, id_format(a->id, id));
    table_cell(t, place_of(a));
    table_time(t, a->due);
    table_cellf(t, "%u", (unsigned)a->attempts);
    table_cell(t, span_of(a->receiver));
    table_cell(t, span_of(a->rule));
    table_cell(t, title);
    table_cell(t, span_of(a->error)); /* the note */
}

static void list_alert(struct look *l, struct table *t, const struct alert *a)
{
    struct json *j = NULL;
    struct buffer entry;
    struct span title;

    if (queue_read(l, a, &entry) && (j = json_read(buffer_span(&entry), NULL))) {
        title = json_span(json_get(data_of(j, "story"), "title"));
        if (l->command->json)
            put_json(l, a, buffer_span(&entry), title);
        else
            add_row(t, a, title);
    } /* else it has just been moved or sent */
    json_free(&j);
    buffer_release(&entry);
}

static int list_outbox(const struct command *c)
{
    static const char *const head[] = {"ALERT", "PLACE", "DUE (UTC)", "TRIES", "RECEIVER", "RULE", "STORY"};
    struct table table = {.head = head, .columns = sizeof(head) / sizeof(head[0]), .noted = true};
    struct outbox *outbox = NULL;
    struct alert **list = NULL;
    struct look l;
    size_t count = 0;
    int code;

    if (c->argc > 2)
        return command_fail(EX_USAGE, "usage: %s", usage_text);
    code = look_open(c, &l);
    if (code == EX_OK && !(outbox = queue_open(&l)))
        code = EX_UNAVAILABLE;
    if (code == EX_OK)
        list = sorted(outbox, &count);
    for (size_t i = 0; i < count; i++)
        list_alert(&l, &table, list[i]);
    if (code == EX_OK && count == 0 && !c->json)
        puts("the outbox is empty");
    table_print(&table);
    free(list);
    outbox_free(&outbox);
    return look_close(&l, code);
}

/* ---- cat ----------------------------------------------------------------------------------------------- */

static void put_envelope(struct buffer *out, const struct alert *a)
{
    static const char *const states[] = {
        [RECIPIENT_WAITING] = "waiting", [RECIPIENT_DONE] = "delivered", [RECIPIENT_FAILED] = "failed"};

    shown_put_field_id(out, "alert", a->id);
    shown_put_field(out, "kind", span_of(alert_kind_name(a->kind)));
    shown_put_fieldf(out, "place", "%s%s", alert_place_name(a->place),
                     a->open ? " (a group: more items may join until it is due)" : "");
    shown_put_field(out, "receiver", span_of(a->receiver));
    for (size_t i = 0; i < a->recipient_count; i++) {
        const struct alert_recipient *r = &a->recipients[i];

        shown_put_fieldf(out, "", "%s: %s%s%s", r->address, states[r->state], r->error[0] ? ": " : "",
                         r->error);
    }
    shown_put_field(out, "rule", span_of(a->rule));
    shown_put_field_time(out, "created", a->created);
    shown_put_field_time(out, "due", a->due);
    shown_put_fieldf(out, "tries", "%u", (unsigned)a->attempts);
    shown_put_field(out, "last error", span_of(a->error));
    if (a->peer_wait)
        shown_put_field(out, "", SPAN("the receiver named the time of the next try (Retry-After)"));
}

static void put_outlets(struct buffer *out, const struct json_value *outlets)
{
    struct buffer names;

    buffer_init(&names, (size_t)1 << 20);
    for (size_t i = 0; i < json_length(outlets); i++) {
        buffer_put_text(&names, i > 0 ? ", " : "");
        buffer_put_span(&names, json_span(json_at(outlets, i)));
    }
    shown_put_field(out, "outlets", buffer_span(&names));
    buffer_release(&names);
}

/* What the receiver is told. */
static void put_body(struct buffer *out, const struct json *entry)
{
    const struct json_value *story = data_of(entry, "story"), *item = data_of(entry, "item"),
                            *hits = data_of(entry, "hits");

    buffer_put_byte(out, '\n');
    shown_put_field(out, "story", json_span(json_get(story, "title")));
    shown_put_field(out, "", json_span(json_get(story, "id")));
    shown_put_field_time(out, "first seen", json_time(json_get(story, "first_seen")));
    shown_put_fieldf(out, "items", "%lld", (long long)json_int(json_get(story, "items"), 0));
    put_outlets(out, json_get(story, "outlets"));
    shown_put_field(out, "item", json_span(json_get(item, "title")));
    shown_put_field(out, "", json_span(json_get(item, "id")));
    shown_put_field(out, "", json_span(json_get(item, "url")));
    for (size_t i = 0; i < json_length(hits); i++) {
        const struct json_value *hit = json_at(hits, i);
        struct span field = json_span(json_get(hit, "field")), text = json_span(json_get(hit, "text"));

        shown_put_fieldf(out, i == 0 ? "hits" : "", "%.*s: %.*s", (int)field.len, field.ptr, (int)text.len,
                         text.ptr);
    }
}

static int cat_alert(struct look *l, const struct outbox *outbox, const char *id)
{
    const struct alert *a = outbox_find_text(outbox, span_of(id));
    struct json *j = NULL;
    struct buffer entry;
    int code = EX_OK;

    if (!a)
        return command_fail(EX_DATAERR, "%s is no alert's id, or the beginning of more than one",
                            log_quote(span_of(id)));
    if (!queue_read(l, a, &entry) || !(j = json_read(buffer_span(&entry), NULL))) {
        code = command_fail(EX_DATAERR, "alert %s has just been moved or sent", id);
    } else if (l->command->json) {
        buffer_put_span(&l->out, buffer_span(&entry));
    } else {
        put_envelope(&l->out, a);
        put_body(&l->out, j);
    }
    look_flush(l);
    json_free(&j);
    buffer_release(&entry);
    return code;
}

static int cat_outbox(const struct command *c)
{
    const char *id = NULL;
    const struct option_row rows[] = {{"the alert's id", OPTION_WORD, &id}};
    struct outbox *outbox = NULL;
    struct look l;
    int code = options_read(c, 2, rows, 1);

    if (code != EX_OK)
        return code;
    code = look_open(c, &l);
    if (code == EX_OK)
        code = (outbox = queue_open(&l)) ? cat_alert(&l, outbox, id) : EX_UNAVAILABLE;
    outbox_free(&outbox);
    return look_close(&l, code);
}

/* ---- orders -------------------------------------------------------------------------------------------- */

static int send_order(const struct command *c, const char *id)
{
    struct buffer order;
    int code;

    buffer_init(&order, 65536);
    buffer_put_text(&order, "{\"order\":\"outbox.");
    buffer_put_text(&order, c->argv[1]);
    buffer_put_byte(&order, '"');
    json_put_text(&order, "id", span_of(id));
    buffer_put_byte(&order, '}');
    code = command_order(c, buffer_span(&order));
    buffer_release(&order);
    return code;
}

static int order_outbox(const struct command *c)
{
    return c->argc == 2 ? send_order(c, NULL) : command_fail(EX_USAGE, "usage: %s", usage_text);
}

static int order_alert(const struct command *c)
{
    return c->argc == 3 ? send_order(c, c->argv[2]) : command_fail(EX_USAGE, "usage: %s", usage_text);
}

static const struct {
    const char *name;
    command_verb *run;
} verbs[] = {
    {"list", list_outbox}, {"cat", cat_outbox},      {"flush", order_outbox}, {"retry", order_alert},
    {"hold", order_alert}, {"release", order_alert}, {"delete", order_alert},
};

int command_outbox(const struct command *c)
{
    if (c->argc == 1)
        return list_outbox(c);
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(c->argv[1], verbs[i].name) == 0)
            return verbs[i].run(c);
    }
    return command_fail(EX_USAGE, "usage: %s", usage_text);
}
