/*
 * test_recover.c - from what lies on the disk to memory: what is remembered, what is acted on again, what is cut
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recover.h"

#include "sample.h"

#define NOW (SAMPLE_DAY + 3600)

struct world {
    struct scratch scratch;
    struct settings *settings;
    struct spool *spool;
    struct judge judge;
    struct alerts alerts;
    struct feeds *feeds;
    struct recovery recovery;
    size_t bad;
    struct position bad_at;
    int error;
};

static struct settings *settings_in(const struct scratch *s)
{
    struct report report = {0};
    struct settings *settings;

    scratch_write(
        s, "feeds.conf",
        SPAN("feed \"f\" { url = \"http://127.0.0.1/f\" }\n"
             "rule \"r\" { match = 'gas' receivers = { \"hook\" } max-age = \"0s\" }\n"
             "receiver \"hook\" { type = \"webhook\" url = \"http://127.0.0.1/\" secret-file = \"x\" }\n"));
    settings = settings_read(scratch_path(s, "feeds.conf"), &report);
    must(settings);
    report_release(&report);
    return settings;
}

static void bad_line(void *arg, const struct position *at, const char *what)
{
    struct world *w = arg;

    must(what[0]);
    w->bad++;
    w->bad_at = *at;
}

static void bad_entry(void *arg, const char *place, const char *file, const char *what)
{
    (void)arg;
    fprintf(stderr, "%s/%s: %s\n", place, file, what);
    must(what == NULL);
}

/* A process that starts on the spool. */
static void begin(struct world *w)
{
    const struct dedup_limits limits = {14 * 86400, 4 * 86400, (size_t)1 << 28};
    struct recover_rooms rooms;
    struct outbox_dirs dirs;
    struct error e = {""};

    w->bad = 0;
    w->spool = sample_open(&w->scratch);
    dirs = (struct outbox_dirs){spool_dir(w->spool, SPOOL_TMP),      spool_dir(w->spool, SPOOL_NEW),
                                spool_dir(w->spool, SPOOL_DEFERRED), spool_dir(w->spool, SPOOL_HOLD),
                                spool_dir(w->spool, SPOOL_FAILED),   spool_dir(w->spool, SPOOL_SENT)};
    w->judge = (struct judge){.dedup = dedup_new(&limits), .seen = seen_new()};
    w->feeds = feeds_new(w->settings, w->spool, NOW);
    w->alerts = (struct alerts){w->settings, outbox_new(&dirs), ledger_new(), false};
    must(outbox_load(w->alerts.outbox, NOW, bad_entry, NULL) == 0);
    rooms = (struct recover_rooms){w->settings, w->spool, &w->judge, &w->alerts, w->feeds, NOW, bad_line, w};
    w->error = recover_spool(&rooms, &w->recovery, &e);
    if (w->error != 0)
        fprintf(stderr, "%s\n", e.text);
}

static void end(struct world *w)
{
    feeds_free(&w->feeds);
    outbox_free(&w->alerts.outbox);
    ledger_free(&w->alerts.ledger);
    seen_free(&w->judge.seen);
    dedup_free(&w->judge.dedup);
    spool_close(&w->spool);
}

static int setup(void **state)
{
    struct world *w = memory_get(sizeof(*w));

    w->scratch = scratch_new();
    w->settings = settings_in(&w->scratch);
    must(file_make_dirs(w->scratch.dir, "items/2026/11", 0750) == 0 &&
         file_make_dirs(w->scratch.dir, "keep", 0750) == 0);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;

    settings_free(&w->settings);
    scratch_free(&w->scratch);
    free(w);
    return 0;
}

/* One line: a story of its own that hits. */
static void put_record(struct buffer *out, uint64_t n, int64_t fetched, enum quiet quiet)
{
    struct hit hit = {SPAN("r"), FIELD_TITLE, 0, 0, 3, SPAN("gas")};
    const struct record r = {
        .id = {n, 1},
        .revision = 1,
        .feed = SPAN("f"),
        .outlet = SPAN("o"),
        .item = {.title = SPAN("gas"), .date_published = TIME_UNKNOWN, .date_modified = TIME_UNKNOWN},
        .date_fetched = fetched,
        .verdict = {.story = {n, 1}},
        .hits = &hit,
        .hit_count = 1,
        .quiet = quiet};

    record_put(out, &r);
    buffer_put_byte(out, '\n');
}

/* A day of `count` records; where each begins. */
static void write_day(struct world *w, size_t count, int64_t *offsets)
{
    struct buffer text;

    buffer_init(&text, 1000000);
    for (size_t i = 0; i < count; i++) {
        offsets[i] = (int64_t)text.len;
        put_record(&text, i + 1, SAMPLE_DAY + (int64_t)i, QUIET_NO);
    }
    offsets[count] = (int64_t)text.len;
    scratch_write(&w->scratch, SAMPLE_FILE, buffer_span(&text));
    buffer_release(&text);
}

static void write_cursor(const struct world *w, int64_t offset)
{
    struct buffer text;

    buffer_init(&text, 1000);
    buffer_printf(&text, "{\"file\":\"2026-11-21.jsonl\",\"offset\":%lld}", (long long)offset);
    scratch_write(&w->scratch, "keep/cursor", buffer_span(&text));
    buffer_release(&text);
}

/* Invariants 3 and 5: what lies behind the cursor is acted on, once; the cursor is then at the end. */
static void replays_from_the_cursor(void **state)
{
    struct world *w = *state;
    int64_t offsets[6];

    write_day(w, 5, offsets);
    write_cursor(w, offsets[2]);
    for (int again = 0; again < 3; again++) {
        begin(w);
        assert_int_equal(w->error, 0);
        assert_int_equal(w->recovery.records, 5);
        assert_int_equal(w->recovery.replayed, again == 0 ? 3 : again == 1 ? 0 : 5);
        assert_int_equal(w->recovery.alerts, again == 0 ? 3 : again == 1 ? 0 : 2);
        assert_int_equal(w->recovery.last_fetched, SAMPLE_DAY + 4);
        assert_int_equal(seen_count(w->judge.seen), 5);
        assert_int_equal(outbox_count(w->alerts.outbox, PLACE_NEW), again < 2 ? 3 : 5);
        assert_int_equal(scratch_count(&w->scratch, "outbox/new"), again < 2 ? 3 : 5);
        assert_true(!w->recovery.cursor_missing && w->recovery.end.offset == offsets[5]);
        end(w);
        if (again == 1)
            write_cursor(w, 0);
    }
}

/* Invariant 5: history is never alerted anew; and a record that comes after it is. */
static void missing_cursor(void **state)
{
    struct world *w = *state;
    struct buffer line;
    int64_t offsets[6];

    write_day(w, 5, offsets);
    begin(w);
    assert_true(w->error == 0 && w->recovery.cursor_missing && w->recovery.alerts == 0 &&
                w->recovery.replayed == 0);
    assert_int_equal(seen_count(w->judge.seen), 5);
    buffer_init(&line, 10000);
    put_record(&line, 9, NOW, QUIET_NO);
    sample_append(w->spool, NOW, line.ptr); /* and the process dies before its alert is put */
    end(w);
    begin(w);
    assert_true(!w->recovery.cursor_missing && w->recovery.alerts == 1 && w->recovery.replayed == 1);
    end(w);
    buffer_release(&line);
}

static void nothing_at_all(void **state)
{
    struct world *w = *state;

    begin(w);
    assert_true(w->error == 0 && !w->recovery.cursor_missing && w->recovery.records == 0 &&
                w->recovery.last_fetched == 0);
    end(w);
}

/* A bad line in the middle is told with its place and passed over; a torn last one is cut. */
static void bad_and_torn_lines(void **state)
{
    struct world *w = *state;
    struct buffer text;
    size_t bad_at;

    buffer_init(&text, 100000);
    put_record(&text, 1, SAMPLE_DAY, QUIET_NO);
    bad_at = text.len;
    buffer_put_text(&text, "{\"v\":1,\"type\":\"item\",\n");
    put_record(&text, 2, SAMPLE_DAY, QUIET_NO);
    buffer_put_text(&text, "{\"v\":1,\"type");
    scratch_write(&w->scratch, SAMPLE_FILE, buffer_span(&text));
    write_cursor(w, 0);
    begin(w);
    assert_true(w->error == 0 && w->recovery.records == 2 && w->recovery.alerts == 2);
    assert_true(w->bad == 1 && w->recovery.bad == 1 && w->bad_at.offset == (int64_t)bad_at);
    assert_string_equal(w->bad_at.file, "2026-11-21.jsonl");
    assert_int_equal(w->recovery.cut, strlen("{\"v\":1,\"type"));
    end(w);
    buffer_release(&text);
}

/* What is older than the window is known for good, but no longer compared. */
static void out_of_the_window(void **state)
{
    struct world *w = *state;
    struct dedup_numbers numbers;
    struct buffer text;

    buffer_init(&text, 100000);
    put_record(&text, 1, SAMPLE_DAY - 20 * 86400, QUIET_NO);
    put_record(&text, 2, SAMPLE_DAY, QUIET_NO);
    scratch_write(&w->scratch, SAMPLE_FILE, buffer_span(&text));
    begin(w);
    dedup_measure(w->judge.dedup, &numbers);
    assert_int_equal(seen_count(w->judge.seen), 2);
    assert_int_equal(numbers.items, 1);
    assert_int_equal(ledger_count(w->alerts.ledger), 1);
    end(w);
    buffer_release(&text);
}

/* The first poll was stored, and the process died before the note of it: it is noted now. Torn: perhaps it was not whole. */
static void first_polls(void **state)
{
    struct world *w = *state;
    struct buffer text;

    buffer_init(&text, 100000);
    put_record(&text, 1, SAMPLE_DAY, QUIET_FIRST_POLL);
    buffer_put_text(&text, "{\"torn");
    scratch_write(&w->scratch, SAMPLE_FILE, buffer_span(&text));
    write_cursor(w, 0);
    begin(w);
    assert_false(feeds_at(w->feeds, 0)->polled);
    assert_int_equal(w->recovery.alerts, 0);
    end(w);
    write_cursor(w, 0);
    begin(w);
    assert_true(feeds_at(w->feeds, 0)->polled);
    end(w);
    begin(w); /* from keep/ */
    assert_true(feeds_at(w->feeds, 0)->polled && w->recovery.replayed == 0);
    end(w);
    buffer_release(&text);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {TEST(replays_from_the_cursor), TEST(missing_cursor),
                                       TEST(nothing_at_all),          TEST(bad_and_torn_lines),
                                       TEST(out_of_the_window),       TEST(first_polls)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
