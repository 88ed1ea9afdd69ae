/*
 * orders.c - what people tell the daemon to do
 *
 * Each order is one row. Decisions about feeds go to keep/ with the next group (invariant 8).
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "orders.h"

#define BODY_LIMIT ((size_t)64 << 20)

struct order {
    const struct orders *rooms;
    const struct json_value *json;
    struct feed *feed;   /* of rows that need one */
    struct alert *alert; /* the same */
    struct error error;
    bool busy;
    uint64_t items; /* that an ingest brought */
};

/* ---- feeds ----------------------------------------------------------------------------------------------- */

static bool poll_feed(struct order *o)
{
    if (!o->feed->settings->enabled || o->feed->paused) {
        error_set(&o->error, "feed %s is %s", o->feed->settings->name,
                  o->feed->paused ? "paused" : "not enabled");
        return false;
    }
    if (o->feed->gone || o->feed->hold_until > 0)
        intake_keep(o->rooms->intake, o->feed); /* what the peer said before no longer counts */
    intake_poll_now(o->rooms->intake, o->feed);
    return true;
}

static bool set_paused(struct order *o, bool paused)
{
    o->feed->paused = paused;
    intake_keep(o->rooms->intake, o->feed);
    intake_reschedule(o->rooms->intake, o->feed);
    return true;
}

static bool pause_feed(struct order *o)
{
    return set_paused(o, true);
}

static bool resume_feed(struct order *o)
{
    return set_paused(o, false);
}

/* As if it had never been polled, but for what is stored: no validators, no hold, no failures. */
static bool reset_feed(struct order *o)
{
    struct feed *feed = o->feed;

    feed_set(&feed->etag, SPAN(""));
    feed_set(&feed->last_modified, SPAN(""));
    feed->body_hash = (struct id){0, 0};
    feed->rhythm = (struct rhythm){0};
    feed->hold_until = 0;
    feed->gone = false;
    feed->due = clock_wall();
    feed->why = WHY_NEW;
    intake_keep(o->rooms->intake, feed);
    intake_reschedule(o->rooms->intake, feed);
    return true;
}

static bool ingest(struct order *o)
{
    struct intake_numbers before, after;
    struct buffer body;
    bool ok = false;

    if (intake_is_committing(o->rooms->intake)) {
        o->busy = true;
        error_set(&o->error, "a group of records is on its way to the disk");
        return false;
    }
    buffer_init(&body, BODY_LIMIT);
    intake_measure(o->rooms->intake, &before);
    if (!base64_read(json_span(json_get(o->json, "body")), &body))
        error_set(&o->error, "body is no base64, or larger than %zu bytes", BODY_LIMIT);
    else
        ok = intake_ingest(o->rooms->intake, o->feed, buffer_span(&body), &o->error) == 0;
    intake_measure(o->rooms->intake, &after);
    o->items = after.turns.items - before.turns.items;
    buffer_release(&body);
    return ok;
}

/* ---- outbox ---------------------------------------------------------------------------------------------- */

static bool flush(struct order *o)
{
    dispatch_hurry(o->rooms->dispatch, true);
    return true;
}

static bool in_use(struct order *o)
{
    o->busy = true;
    error_set(&o->error, "the alert is being delivered just now");
    return false;
}

static bool retry_alert(struct order *o)
{
    return dispatch_retry(o->rooms->dispatch, o->alert) || in_use(o);
}

static bool release_alert(struct order *o)
{
    if (o->alert->place != PLACE_HOLD) {
        error_set(&o->error, "the alert is not held");
        return false;
    }
    return retry_alert(o);
}

static bool hold_alert(struct order *o)
{
    return dispatch_move(o->rooms->dispatch, o->alert, PLACE_HOLD, "held by a person") || in_use(o);
}

static bool delete_alert(struct order *o)
{
    return dispatch_delete(o->rooms->dispatch, o->alert) || in_use(o);
}

/* ---- the table ------------------------------------------------------------------------------------------- */

static const struct row {
    const char *name;
    bool (*carry_out)(struct order *o);
    bool needs_feed, needs_alert;
} rows[] = {
    {"feeds.poll", poll_feed, true, false},
    {"feeds.pause", pause_feed, true, false},
    {"feeds.resume", resume_feed, true, false},
    {"feeds.reset", reset_feed, true, false},
    {"ingest", ingest, true, false},
    {"outbox.flush", flush, false, false},
    {"outbox.retry", retry_alert, false, true},
    {"outbox.release", release_alert, false, true},
    {"outbox.hold", hold_alert, false, true},
    {"outbox.delete", delete_alert, false, true},
};

/* By name; a document names itself by its address. */
static struct feed *find_feed(const struct feeds *feeds, struct span name)
{
    struct feed *feed = feeds_find(feeds, name);

    for (size_t i = 0; i < feeds_count(feeds) && !feed; i++) {
        if (span_equal(name, span_of(feeds_at(feeds, i)->settings->url)))
            feed = feeds_at(feeds, i);
    }
    return feed;
}

static bool find_subject(const struct row *row, struct order *o)
{
    struct span feed = json_span(json_get(o->json, "feed")), id = json_span(json_get(o->json, "id"));

    if (row->needs_feed && !(o->feed = find_feed(o->rooms->feeds, feed))) {
        error_set(&o->error, "no feed %s is configured", log_quote(feed));
        return false;
    }
    if (row->needs_alert && !(o->alert = outbox_find_text(o->rooms->outbox, id))) {
        error_set(&o->error, "no alert, or more than one, begins with %s", log_quote(id));
        return false;
    }
    return true;
}

static bool carry_out(struct order *o)
{
    struct span name = json_span(json_get(o->json, "order"));

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (span_equal(name, span_of(rows[i].name)))
            return find_subject(&rows[i], o) && rows[i].carry_out(o);
    }
    error_set(&o->error, "no such order: %s", log_quote(name));
    return false;
}

void orders_carry_out(const struct orders *rooms, const struct json_value *order, struct buffer *answer)
{
    struct order o = {.rooms = rooms, .json = order};
    bool ok = carry_out(&o);

    log_notice("order=%s feed=%s alert=%s ok=%d", log_quote(json_span(json_get(order, "order"))),
               log_quote(json_span(json_get(order, "feed"))), log_quote(json_span(json_get(order, "id"))),
               ok);
    buffer_put_byte(answer, '{');
    json_put_bool(answer, "ok", ok);
    if (!ok)
        json_put_text(answer, "error", span_of(o.error.text));
    if (o.busy)
        json_put_bool(answer, "busy", true);
    if (o.items > 0)
        json_put_int(answer, "items", (int64_t)o.items);
    buffer_put_byte(answer, '}');
}
