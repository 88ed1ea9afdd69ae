/*
 * alerts.c - which alerts a record makes due
 *
 * Invariant 3: an alert's name is a hash of (receiver, rule, story, kind, item), item being the record that
 * made it due; so a replay finds what it put before. Pure but for the outbox's and the ledger's memory:
 * nothing is written here. Fatal: nothing. Bugs: none known.
 */
#include <stdlib.h>

#include "alerts.h"
#include "deliver.h"
#include "spool.h"

#define BODY_LIMIT (SPOOL_LINE_LIMIT + ((size_t)32 << 20)) /* the record, its hits once more, the outlets */
#define DEFAULT_MAX_AGE_MS ((int64_t)7 * 86400 * 1000)

/* One decision: this record, this rule, this receiver. */
struct offer {
    struct alerts *alerts;
    const struct record *record;
    struct span json;
    const struct rule_settings *rule;
    const struct receiver_settings *receiver;
    struct ledger_story *story;
    bool new_outlet, new_hit;
    struct alert_batch *batch;
};

void alert_batch_release(struct alert_batch *b)
{
    free(b->list);
    *b = (struct alert_batch){0};
}

/* From now on, and not only from the writing of its file on: a day file may be long in coming. */
static void batch_add(struct alert_batch *b, struct alert *a)
{
    if (a->in_batch)
        return;
    if (b->count == b->cap) {
        b->cap = b->cap ? b->cap * 2 : 16;
        b->list = memory_grow(b->list, b->cap, sizeof(struct alert *));
    }
    b->list[b->count++] = a;
    a->in_batch = true;
    a->scripts++;
}

/* What a payload tells, beside the record that made the alert due. */
struct telling {
    struct span rule, severity;
    const struct ledger_story *story; /* as it is known now */
    int64_t timestamp;                /* of the last record that joined */
};

static void set_body(struct alert *a, const struct telling *t, const struct record *record, struct span json)
{
    struct alert_facts facts = {
        .update = a->kind == ALERT_UPDATED,
        .rule = t->rule,
        .severity = t->severity,
        .timestamp = t->timestamp,
        .story = {t->story->id, span_of(t->story->title), t->story->first_seen, t->story->outlets,
                  t->story->outlet_count, t->story->items},
        .record = record,
        .hits = record->hits,
    };
    struct hit *hits = memory_get(record->hit_count * sizeof(*hits));
    struct buffer body;

    for (size_t i = 0; i < record->hit_count; i++) {
        if (span_equal(record->hits[i].rule, facts.rule))
            hits[facts.hit_count++] = record->hits[i];
    }
    facts.hits = hits;
    buffer_init(&body, BODY_LIMIT);
    payload_put(&body, &facts, json);
    must(!body.overflow);
    alert_set_body(a, buffer_span(&body));
    buffer_release(&body);
    free(hits);
}

static struct alert *make(const struct offer *o, enum alert_kind kind, struct id id)
{
    const struct telling telling = {span_of(o->rule->name), span_of(o->rule->severity), o->story,
                                    o->record->date_fetched};
    struct alert *a = alert_new();

    a->id = id;
    a->story = o->story->id;
    a->item = o->record->id;
    a->kind = kind;
    a->created = a->due = o->record->date_fetched;
    a->due_ms = clock_monotonic_ms();
    alert_set_text(&a->receiver, span_of(o->receiver->name));
    alert_set_text(&a->rule, span_of(o->rule->name));
    alert_set_text(&a->feed, o->record->feed);
    for (size_t i = 0; i < o->receiver->to.count && o->receiver->type == RECEIVER_EMAIL; i++)
        alert_add_recipient(a, span_of(o->receiver->to.list[i]));
    alert_add_record(a, o->record->id);
    set_body(a, &telling, o->record, o->json);
    return a;
}

static void put(const struct offer *o, struct alert *a)
{
    outbox_put(o->alerts->outbox, a);
    batch_add(o->batch, a);
}

/* One more record for an open group; its body is made anew when the batch is written. */
static void join(const struct offer *o, struct alert *group)
{
    alert_add_record(group, o->record->id);
    group->joined = o->record->date_fetched;
    batch_add(o->batch, group);
}

/* The body of a group that records joined tells the story as it is now, about the record that opened it. */
static void tell_anew(struct alerts *a, struct alert *group)
{
    const struct rule_settings *rule = settings_rule(a->settings, span_of(group->rule));
    struct telling telling = {.rule = span_of(group->rule),
                              .severity = span_of(rule ? rule->severity : ""),
                              .story = ledger_find(a->ledger, group->story),
                              .timestamp = group->joined};
    struct arena *arena = arena_new();
    struct record first;
    struct span data, item;

    group->joined = 0;
    if (telling.story && json_raw_member((struct span){group->body, group->body_bytes}, "data", &data) &&
        json_raw_member(data, "item", &item) && record_read(arena, item, &first, NULL) == 0)
        set_body(group, &telling, &first, arena_copy(arena, item)); /* the body is about to be replaced */
    arena_free(&arena);
}

static void update(const struct offer *o, struct told *told, struct id id)
{
    struct alert *group = outbox_find(o->alerts->outbox, told->group);
    int64_t delay_ms;

    if (group && group->open) {
        join(o, group);
        return;
    }
    group = make(o, ALERT_UPDATED, id);
    if (o->rule->updates == UPDATES_GROUPED) {
        delay_ms = group_delay_ms(told->updates, o->receiver->group_interval_ms);
        group->open = true;
        group->due += (delay_ms + 999) / 1000;
        group->due_ms += delay_ms;
        told->group = group->id;
    } else {
        told->updates++;
    }
    put(o, group);
}

static bool was_put(const struct offer *o, struct id id)
{
    return outbox_find(o->alerts->outbox, id) || ledger_was_sent(o->alerts->ledger, id);
}

static void decide(const struct offer *o)
{
    struct span rule = span_of(o->rule->name), receiver = span_of(o->receiver->name);
    struct told *told = ledger_told(o->story, rule, receiver);
    struct id matched = alert_id(receiver, rule, o->story->id, ALERT_MATCHED, o->record->id);
    struct id updated = alert_id(receiver, rule, o->story->id, ALERT_UPDATED, o->record->id);

    if (was_put(o, matched) || was_put(o, updated))
        return; /* a replay */
    if (!told) {
        if (!o->new_hit)
            return; /* an outlet of a story that this rule has not told */
        ledger_tell(o->story, rule, receiver)->matched = matched;
        put(o, make(o, ALERT_MATCHED, matched));
        return;
    }
    if (o->rule->updates == UPDATES_NONE)
        return;
    if (o->new_outlet || (o->new_hit && id_is_zero(o->record->verdict.duplicate_of)))
        update(o, told, updated);
}

static bool is_too_old(const struct alerts *a, const struct rule_settings *rule, const struct record *r)
{
    int64_t max_age_ms = rule->max_age_ms;

    if (max_age_ms < 0)
        max_age_ms = a->alert_old ? 0 : DEFAULT_MAX_AGE_MS;
    return max_age_ms > 0 && r->item.date_published != TIME_UNKNOWN &&
           r->date_fetched - r->item.date_published > max_age_ms / 1000;
}

static bool rule_hits(const struct record *r, struct span rule)
{
    for (size_t i = 0; i < r->hit_count; i++) {
        if (span_equal(r->hits[i].rule, rule))
            return true;
    }
    return false;
}

void alerts_remember(struct alerts *a, const struct record *r)
{
    bool new_outlet;

    ledger_add(a->ledger, r, &new_outlet);
}

/* A copy concerns the rules that told its story, whether they hit in its own text or not. */
static bool is_news_by_outlet(const struct offer *o)
{
    return o->new_outlet && !id_is_zero(o->record->verdict.duplicate_of) && o->story->told_count > 0;
}

static bool may_alert(const struct offer *o)
{
    return o->record->quiet == QUIET_NO && (o->record->hit_count > 0 || is_news_by_outlet(o));
}

void alerts_offer(struct alerts *a, const struct record *r, struct span json, struct alert_batch *batch)
{
    const struct settings *s = a->settings;
    struct offer o = {.alerts = a, .record = r, .json = json, .batch = batch};
    bool *new_hit = memory_get(s->rule_count);

    for (size_t i = 0; i < s->rule_count && r->hit_count > 0; i++)
        new_hit[i] = ledger_hit_is_new(a->ledger, r, span_of(s->rules[i].name));
    o.story = ledger_add(a->ledger, r, &o.new_outlet);
    for (size_t i = 0; i < s->rule_count && may_alert(&o); i++) {
        o.rule = &s->rules[i];
        o.new_hit = new_hit[i];
        if ((!rule_hits(r, span_of(o.rule->name)) && !is_news_by_outlet(&o)) || is_too_old(a, o.rule, r))
            continue;
        for (size_t k = 0; k < o.rule->receivers.count; k++) {
            o.receiver = settings_receiver(s, span_of(o.rule->receivers.list[k]));
            if (o.receiver)
                decide(&o);
        }
    }
    free(new_hit);
}

void alerts_write(struct alerts *a, struct alert_batch *batch, struct durable_script *script)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->list[i]->joined > 0)
            tell_anew(a, batch->list[i]);
        outbox_rewrite(a->outbox, batch->list[i], script);
    }
    outbox_sync_dirs(a->outbox, script);
}

void alerts_arrived(struct alerts *a, struct alert_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct alert *alert = batch->list[i];

        must(alert->scripts > 0);
        alert->scripts--;
        alert->in_batch = false;
        if (!alert->open)
            outbox_drop_body(alert);
        if (alert->place <= PLACE_DEFERRED && !alert->leased)
            outbox_wait(a->outbox, alert, alert->due_ms);
    }
    batch->count = 0;
}
