/*
 * test_alerts.c - records in order, rules, receivers → which alerts, of which kind, when, and with whom
 *
 * A scenario is a row of records; what it comes to is written down as one word an alert: M told, U an update, then the
 * name of its record, +SECONDS when it waits (o: open), and after a comma the records that joined. Each scenario is run
 * a second time over what the first left behind, receipts and entries: a replay changes nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "alerts.h"
#include "spool.h"

#include "place.h"

#define NOW ((int64_t)1795253400)
#define DAY 86400

struct step {
    char name; /* of the record, a letter; '!': all that waits is sent */
    const char *outlet;
    const char *hit; /* matched text; NULL: no hit */
    char copy_of;    /* a duplicate of that record; 0: none */
    char revision_of;
    enum quiet quiet;
    int64_t age; /* seconds since it was published; 0: unknown */
    int story;   /* 0 unless there is a second one */
};

#define STEPS 12
#define R(n, o, h, ...)                                                                                      \
    {                                                                                                        \
        .name = (n), .outlet = (o), .hit = (h), __VA_ARGS__                                                  \
    }
#define SENT                                                                                                 \
    {                                                                                                        \
        .name = '!'                                                                                          \
    }
static const struct {
    const char *name, *rule;
    bool alert_old;
    struct step steps[STEPS];
    const char *want;
} scenarios[] = {
    {"no hit", "", false, {R('a', "x", NULL)}, ""},
    {"the first hit tells the story", "", false, {R('a', "x", "gas")}, "Ma"},
    {"told by the first that hits, be it a copy",
     "",
     false,
     {R('a', "x", NULL), R('b', "y", "gas", .copy_of = 'a')},
     "Mb"},
    {"a copy of the same outlet is nothing",
     "",
     false,
     {R('a', "x", "gas"), R('b', "x", "gas", .copy_of = 'a')},
     "Ma"},
    {"a copy by a new outlet opens a group",
     "",
     false,
     {R('a', "x", "gas"), R('b', "y", "gas", .copy_of = 'a')},
     "Ma Ub+300o"},
    {"even when its cut text does not hit",
     "",
     false,
     {R('a', "x", "gas"), R('b', "y", NULL, .copy_of = 'a')},
     "Ma Ub+300o"},
    {"another report without a hit is nothing", "", false, {R('a', "x", "gas"), R('b', "y", NULL)}, "Ma"},
    {"a new hit of the same outlet opens a group",
     "",
     false,
     {R('a', "x", "gas"), R('b', "x", "gas")},
     "Ma Ub+300o"},
    {"more join it",
     "",
     false,
     {R('a', "x", "gas"), R('b', "y", "gas"), R('c', "z", NULL, .copy_of = 'a'),
      R('d', "z", NULL, .copy_of = 'a'), R('e', "x", "gas")},
     "Ma Ub+300o,ce"},
    {"groups double",
     "",
     false,
     {R('a', "x", "gas"), SENT, R('b', "y", "gas"), SENT, R('c', "z", "gas"), SENT, R('d', "x", "gas"),
      R('e', "x", "gas")},
     "Ud+1200o,e"},
    {"a revision with a new hit",
     "",
     false,
     {R('a', "x", "gas"), R('b', "x", "oil", .revision_of = 'a')},
     "Ma Ub+300o"},
    {"a revision with the old hit",
     "",
     false,
     {R('a', "x", "gas"), R('b', "x", "gas", .revision_of = 'a')},
     "Ma"},
    {"updates = none",
     "updates = \"none\"",
     false,
     {R('a', "x", "gas"), R('b', "y", "gas"), R('c', "z", "gas")},
     "Ma"},
    {"updates = each",
     "updates = \"each\"",
     false,
     {R('a', "x", "gas"), R('b', "y", "gas"), R('c', "x", "gas")},
     "Ma Ub Uc"},
    {"the first poll is quiet, and counts as untold",
     "",
     false,
     {R('a', "x", "gas", .quiet = QUIET_FIRST_POLL), R('b', "x", "gas")},
     "Mb"},
    {"a copy of what was kept quiet",
     "",
     false,
     {R('a', "x", "gas", .quiet = QUIET_BACKFILL), R('b', "y", NULL, .copy_of = 'a')},
     ""},
    {"older than max-age",
     "",
     false,
     {R('a', "x", "gas", .age = 8 * DAY), R('b', "x", "gas", .age = 6 * DAY)},
     "Mb"},
    {"--alert-old lifts the default", "", true, {R('a', "x", "gas", .age = 400 * DAY)}, "Ma"},
    {"but not one that is written",
     "max-age = \"1d\"",
     true,
     {R('a', "x", "gas", .age = 2 * DAY), R('b', "y", "gas", .age = 3600)},
     "Mb"},
    {"max-age = 0: no limit", "max-age = \"0s\"", false, {R('a', "x", "gas", .age = 400 * DAY)}, "Ma"},
    {"from the future", "", false, {R('a', "x", "gas", .age = -400 * DAY)}, "Ma"},
    {"two stories",
     "",
     false,
     {R('a', "x", "gas"), R('b', "x", "gas", .story = 1), R('c', "y", "gas")},
     "Ma Mb Uc+300o"},
    {"a story that was sent is not told again",
     "",
     false,
     {R('a', "x", "gas"), SENT, R('b', "x", NULL), R('c', "x", "gas", .copy_of = 'a')},
     ""},
};

struct world {
    struct place place;
    struct settings *settings;
    struct alerts alerts;
    struct alert_batch batch;
};

static struct settings *settings_with(const struct place *p, const char *rule)
{
    struct report report = {0};
    struct settings *settings;
    struct buffer text;

    buffer_init(&text, 10000);
    buffer_printf(
        &text,
        "rule \"r\" { match = 'gas' receivers = { \"hook\" } %s }\n"
        "receiver \"hook\" { type = \"webhook\" url = \"http://127.0.0.1/\" secret-file = \"x\" }\n",
        rule);
    scratch_write(&p->scratch, "feeds.conf", buffer_span(&text));
    settings = settings_read(scratch_path(&p->scratch, "feeds.conf"), &report);
    for (size_t i = 0; !settings && i < report.count; i++)
        fprintf(stderr, "%s\n", report.lines[i].text);
    must(settings);
    report_release(&report);
    buffer_release(&text);
    return settings;
}

static void world_new(struct world *w, const char *rule, bool alert_old)
{
    *w = (struct world){0};
    place_new(&w->place);
    w->settings = settings_with(&w->place, rule);
    w->alerts = (struct alerts){w->settings, outbox_new(&w->place.dirs), ledger_new(), alert_old};
}

static void world_free(struct world *w)
{
    outbox_free(&w->alerts.outbox);
    ledger_free(&w->alerts.ledger);
    settings_free(&w->settings);
    alert_batch_release(&w->batch);
    place_free(&w->place);
}

/* A process that starts: all that it knows is on the disk. */
static void restart(struct world *w)
{
    const struct alert *a;
    size_t cursor = 0;

    outbox_free(&w->alerts.outbox);
    ledger_free(&w->alerts.ledger);
    w->alerts.outbox = outbox_new(&w->place.dirs);
    w->alerts.ledger = ledger_new();
    must(outbox_load(w->alerts.outbox, NOW, no_problem, NULL) == 0);
    must(ledger_read_receipts(w->alerts.ledger, w->place.dirs.sent, 0) == 0);
    while ((a = outbox_next(w->alerts.outbox, &cursor)))
        ledger_tell_alert(w->alerts.ledger, a);
}

static struct id id_of(char name)
{
    return (struct id){(uint64_t)name, 1};
}

static void offer(struct world *w, const struct step *step)
{
    struct hit hit = {SPAN("r"), FIELD_TITLE, 0, 0, 3, span_of(step->hit)};
    struct record r = {
        .id = id_of(step->name),
        .revision = step->revision_of ? 2 : 1,
        .revision_of = step->revision_of ? id_of(step->revision_of) : (struct id){0, 0},
        .feed = SPAN("f"),
        .outlet = span_of(step->outlet),
        .item = {.title = SPAN("title"),
                 .date_published = step->age ? NOW - step->age : TIME_UNKNOWN,
                 .date_modified = TIME_UNKNOWN},
        .date_fetched = NOW,
        .verdict = {.story = {(uint64_t)step->story + 7, 7},
                    .duplicate_of = step->copy_of ? id_of(step->copy_of) : (struct id){0, 0}},
        .hits = &hit,
        .hit_count = step->hit ? 1 : 0,
        .quiet = step->quiet,
    };
    struct durable_script *script = script_new();
    struct buffer line;

    buffer_init(&line, 10000);
    record_put(&line, &r);
    alerts_offer(&w->alerts, &r, buffer_span(&line), &w->batch);
    alerts_write(&w->alerts, &w->batch, script);
    place_run(&script);
    alerts_arrived(&w->alerts, &w->batch);
    buffer_release(&line);
}

/* As dispatch does it: a group is frozen, then all is delivered. */
static void send_all(struct world *w)
{
    struct durable_script *script = script_new();
    struct alert *a;
    size_t cursor = 0;

    while ((a = outbox_next(w->alerts.outbox, &cursor))) {
        if (a->open)
            ledger_close_group(w->alerts.ledger, a);
        a->open = false;
        ledger_mark_sent(w->alerts.ledger, a->id);
        outbox_finish(w->alerts.outbox, &a, "delivered", NOW, script);
        cursor = 0;
    }
    place_run(&script);
}

static int by_record(const void *x, const void *y)
{
    const struct alert *a = *(struct alert *const *)x, *b = *(struct alert *const *)y;

    return a->item.hi < b->item.hi ? -1 : a->item.hi > b->item.hi;
}

static void describe(const struct outbox *o, struct buffer *out)
{
    struct alert *list[STEPS + 1];
    size_t n = 0, cursor = 0;

    while (n <= STEPS && (list[n] = outbox_next(o, &cursor)))
        n++;
    qsort(list, n, sizeof(*list), by_record);
    buffer_put_text(out, "");
    for (size_t i = 0; i < n; i++) {
        const struct alert *a = list[i];

        buffer_printf(out, "%s%c%c", i ? " " : "", a->kind == ALERT_MATCHED ? 'M' : 'U', (char)a->item.hi);
        if (a->due > a->created)
            buffer_printf(out, "+%lld%s", (long long)(a->due - a->created), a->open ? "o" : "");
        for (size_t k = 1; k < a->record_count; k++)
            buffer_printf(out, "%s%c", k == 1 ? "," : "", (char)a->records[k].hi);
    }
}

static void check(const struct world *w, const char *want, const char *name, const char *when)
{
    struct buffer got;

    buffer_init(&got, 1000);
    describe(w->alerts.outbox, &got);
    if (strcmp(got.ptr, want) != 0)
        fail_msg("%s%s: \"%s\" for \"%s\"", name, when, got.ptr, want);
    buffer_release(&got);
}

static void all_scenarios(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(scenarios) / sizeof(*scenarios); i++) {
        struct world w;

        world_new(&w, scenarios[i].rule, scenarios[i].alert_old);
        for (const struct step *s = scenarios[i].steps; s->name; s++) {
            if (s->name == '!')
                send_all(&w);
            else
                offer(&w, s);
        }
        check(&w, scenarios[i].want, scenarios[i].name, "");
        for (int again = 0; again < 2; again++) {
            restart(&w);
            for (const struct step *s = scenarios[i].steps; s->name; s++) {
                if (s->name != '!')
                    offer(&w, s);
            }
            check(&w, scenarios[i].want, scenarios[i].name, again ? ", replayed twice" : ", replayed");
        }
        world_free(&w);
    }
}

/* A body tells the story as it is when it is written: all outlets so far, and the record that made the alert due. */
static void bodies(void **state)
{
    static const struct step steps[] = {R('a', "x", "gas"), R('b', "y", "gas"),
                                        R('c', "z", NULL, .copy_of = 'a')};
    struct world w;
    struct alert *group;
    struct json *j;
    const struct json_value *data, *story;

    (void)state;
    world_new(&w, "severity = \"high\"", false);
    for (size_t i = 0; i < 3; i++)
        offer(&w, &steps[i]);
    group = outbox_find(w.alerts.outbox,
                        alert_id(SPAN("hook"), SPAN("r"), (struct id){7, 7}, ALERT_UPDATED, id_of('b')));
    assert_true(group && group->body);
    j = json_read((struct span){group->body, group->body_bytes}, NULL);
    data = json_get(json_root(j), "data");
    story = json_get(data, "story");
    assert_true(span_equal(json_span(json_get(json_root(j), "type")), SPAN("story.updated")));
    assert_true(span_equal(json_span(json_get(data, "severity")), SPAN("high")));
    assert_true(id_equal(json_id(json_get(json_get(data, "item"), "id")), id_of('b')));
    assert_int_equal(json_length(json_get(story, "outlets")), 3);
    assert_int_equal(json_int(json_get(story, "items"), 0), 3);
    assert_int_equal(json_length(json_get(data, "hits")), 1);
    json_free(&j);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_scenarios), cmocka_unit_test(bodies)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
