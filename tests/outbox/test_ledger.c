/*
 * test_ledger.c - stories, outlets, hits, who was told; receipts; forgetting
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "place.h"

#define NOW ((int64_t)1795253400)

static struct record sample(uint64_t item, uint64_t story, const char *outlet, struct hit *hit)
{
    return (struct record){.id = {item, 1},
                           .revision = 1,
                           .outlet = span_of(outlet),
                           .item = {.title = SPAN("title")},
                           .date_fetched = NOW + (int64_t)item,
                           .verdict = {.story = {story, 9}},
                           .hits = hit,
                           .hit_count = hit ? 1 : 0};
}

static void stories(void **state)
{
    struct ledger *l = ledger_new();
    struct record a = sample(1, 7, "x.example", NULL), b = sample(2, 7, "y.example", NULL),
                  c = sample(3, 7, "x.example", NULL);
    struct record other = sample(4, 8, "x.example", NULL), revised = sample(5, 7, "y.example", NULL);
    const struct ledger_story *s;
    bool new_outlet;

    (void)state;
    revised.revision = 2;
    revised.revision_of = b.id;
    ledger_add(l, &a, &new_outlet);
    assert_true(new_outlet);
    ledger_add(l, &b, &new_outlet);
    assert_true(new_outlet);
    ledger_add(l, &c, &new_outlet);
    assert_false(new_outlet);
    ledger_add(l, &revised, &new_outlet);
    assert_false(new_outlet);
    ledger_add(l, &other, &new_outlet);
    assert_true(new_outlet);
    s = ledger_find(l, (struct id){7, 9});
    assert_true(s && s->items == 3 && s->outlet_count == 2 && s->first_seen == NOW + 1 &&
                s->last_seen == NOW + 5);
    assert_true(span_equal(s->outlets[0], SPAN("x.example")) && span_equal(s->outlets[1], SPAN("y.example")));
    assert_string_equal(s->title, "title");
    assert_int_equal(ledger_count(l), 2);
    assert_null(ledger_find(l, (struct id){9, 7}));
    ledger_forget(l, NOW + 5);
    assert_true(ledger_find(l, (struct id){7, 9}) && !ledger_find(l, (struct id){8, 9}));
    ledger_mark_sent(l, (struct id){3, 3});
    ledger_forget(l, NOW + 6);
    assert_int_equal(ledger_count(l), 0);
    assert_true(ledger_was_sent(l, (struct id){3, 3}));
    ledger_forget(l, clock_wall() +
                         60); /* what was sent is forgotten with its time, an outlet with its stories */
    assert_false(ledger_was_sent(l, (struct id){3, 3}));
    assert_int_equal(ledger_add(l, &a, &new_outlet)->outlet_count, 1);
    ledger_free(&l);
    assert_null(l);
}

/* A hit is new when no revision of the item had it: by rule and matched text. */
static void new_hits(void **state)
{
    struct hit gas = {SPAN("r"), FIELD_TITLE, 0, 0, 3, SPAN("gas")},
               oil = {SPAN("r"), FIELD_SUMMARY, 0, 9, 12, SPAN("oil")};
    struct record first = sample(1, 7, "x", &gas), same = sample(2, 7, "x", &gas),
                  more = sample(3, 7, "x", &oil), other = sample(4, 7, "x", &gas);
    struct ledger *l = ledger_new();
    bool new_outlet;

    (void)state;
    same.revision = 2;
    more.revision = 3;
    same.revision_of = more.revision_of = first.id;
    assert_true(ledger_hit_is_new(l, &first, SPAN("r")));
    assert_false(ledger_hit_is_new(l, &first, SPAN("q")));
    ledger_add(l, &first, &new_outlet);
    assert_false(ledger_hit_is_new(l, &first, SPAN("r")));
    assert_false(ledger_hit_is_new(l, &same, SPAN("r")));
    assert_true(ledger_hit_is_new(l, &more, SPAN("r")));
    assert_true(ledger_hit_is_new(l, &other, SPAN("r"))); /* another item */
    ledger_forget(l, NOW + 1000);
    assert_true(ledger_hit_is_new(l, &first, SPAN("r")));
    ledger_free(&l);
}

static struct alert *alert_of(enum alert_kind kind, uint64_t item, const char *receiver)
{
    struct alert *a = alert_new();

    alert_set_text(&a->receiver, span_of(receiver));
    alert_set_text(&a->rule, SPAN("r"));
    a->story = (struct id){7, 9};
    a->kind = kind;
    a->item = (struct id){item, 1};
    a->id = alert_id(span_of(receiver), SPAN("r"), a->story, kind, a->item);
    alert_add_record(a, a->item);
    return a;
}

/* Receipts, entries and memory say the same, before their stories are known. */
static void who_was_told(void **state)
{
    struct alert *told = alert_of(ALERT_MATCHED, 1, "desk"), *group = alert_of(ALERT_UPDATED, 2, "desk");
    struct ledger *l = ledger_new();
    const struct told *t;

    (void)state;
    group->open = true;
    ledger_tell_alert(l, told);
    ledger_tell_alert(l, group);
    t = ledger_told_by(l, group);
    assert_true(t && t->updates == 0 && id_equal(t->group, group->id));
    ledger_close_group(l, group);
    t = ledger_told_by(l, group);
    assert_true(t->updates == 1 && id_is_zero(t->group));
    assert_null(ledger_told(ledger_find(l, told->story), SPAN("r"), SPAN("hook")));
    assert_null(ledger_told(ledger_find(l, told->story), SPAN("q"), SPAN("desk")));
    alert_free(&told);
    alert_free(&group);
    ledger_free(&l);
}

static void put_receipt(const struct place *p, const char *day, const struct alert *a, const char *outcome)
{
    struct durable_script *script = script_new();
    struct buffer line;

    buffer_init(&line, 10000);
    receipt_put(&line, a, outcome, NOW);
    script_append(script, p->dirs.sent, day, buffer_span(&line), false);
    must(script_run(script) == 0);
    script_free(&script);
    buffer_release(&line);
}

static void receipts(void **state)
{
    struct alert *told = alert_of(ALERT_MATCHED, 1, "desk"), *update = alert_of(ALERT_UPDATED, 2, "desk"),
                 *old = alert_of(ALERT_MATCHED, 3, "hook"), *joined = alert_of(ALERT_UPDATED, 4, "desk");
    struct durable_script *script = script_new();
    struct ledger *l = ledger_new();
    const struct told *t;
    struct place p;

    (void)state;
    place_new(&p);
    alert_add_record(update, joined->item);
    put_receipt(&p, "2026-11-20.jsonl", old, "delivered");
    put_receipt(&p, "2026-11-21.jsonl", told, "delivered");
    script_append(script, p.dirs.sent, "2026-11-21.jsonl", SPAN("{\"torn"), false);
    place_run(&script);
    put_receipt(&p, "2026-11-21.jsonl", update, "failed"); /* behind a torn line */
    put_receipt(&p, "2026-11-21.jsonl", update, "failed"); /* twice is once */
    scratch_write(&p.scratch, "sent/notes", SPAN("{}\n"));
    assert_int_equal(ledger_read_receipts(l, p.dirs.sent, NOW), 0);
    assert_true(ledger_was_sent(l, told->id) && ledger_was_sent(l, update->id) &&
                !ledger_was_sent(l, old->id));
    assert_true(ledger_was_sent(l, joined->id)); /* it joined the update */
    t = ledger_told_by(l, update);
    assert_true(t && t->updates == 1);
    assert_null(ledger_told_by(l, old));
    assert_int_equal(ledger_read_receipts(l, p.dirs.sent, 0), 0);
    assert_true(ledger_was_sent(l, old->id) && ledger_told_by(l, old));
    assert_int_equal(ledger_told_by(l, update)->updates, 1);
    alert_free(&told);
    alert_free(&update);
    alert_free(&old);
    alert_free(&joined);
    ledger_free(&l);
    place_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stories), cmocka_unit_test(new_hits),
                                       cmocka_unit_test(who_was_told), cmocka_unit_test(receipts)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
