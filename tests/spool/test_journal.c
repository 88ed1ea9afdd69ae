/*
 * test_journal.c - the last line of a key wins; torn and bad lines; compaction; the mark of state/
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "sample.h"

#define KEEP "keep/feeds.jsonl"
#define STATE "state/feeds.jsonl"

static void take(void *arg, const struct json_value *object)
{
    struct buffer *out = arg;
    struct span key = json_span(json_get(object, "origin"));

    buffer_printf(out, "%.*s=%lld ", (int)key.len, key.ptr, (long long)json_int(json_get(object, "v"), -1));
}

static bool journal_is(struct spool *spool, const char *want)
{
    struct buffer got;
    bool same;

    buffer_init(&got, 100000);
    must(journal_read(spool, JOURNAL_KEPT_FEEDS, take, &got) == 0);
    same = span_equal(buffer_span(&got), span_of(want));
    if (!same)
        fprintf(stderr, "got: %s\n", buffer_span(&got).ptr);
    buffer_release(&got);
    return same;
}

static void last_lines_win(void **state)
{
    static const struct {
        const char *name, *text, *want;
    } rows[] = {
        {"empty", "", ""},
        {"one", "{\"origin\":\"a\",\"v\":1}\n", "a=1 "},
        {"later wins", "{\"origin\":\"a\",\"v\":1}\n{\"origin\":\"b\",\"v\":2}\n{\"origin\":\"a\",\"v\":3}\n",
         "b=2 a=3 "},
        {"torn", "{\"origin\":\"a\",\"v\":1}\n{\"origin\":\"a\",\"v\":2", "a=1 "},
        {"whole but for the newline", "{\"origin\":\"a\",\"v\":1}\n{\"origin\":\"a\",\"v\":2}", "a=2 "},
        {"bad in the middle",
         "{\"origin\":\"a\",\"v\":1}\n{{{\n\n[]\n{\"v\":9}\n{\"origin\":7}\n{\"origin\":\"b\",\"v\":2}\n",
         "a=1 b=2 "},
    };
    struct scratch s = scratch_new();
    struct spool *spool = sample_open(&s);

    (void)state;
    assert_true(journal_is(spool, "")); /* none at all */
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        scratch_write(&s, KEEP, span_of(rows[i].text));
        for (int again = 0; again < 2; again++) {
            if (!journal_is(spool, rows[i].want))
                fail_msg("%s, reading %d", rows[i].name, again);
        }
    }
    spool_close(&spool);
    scratch_free(&s);
}

/* A torn line does not take the next one with it, at whatever byte it was torn. */
static void goes_on_after_a_torn_line(void **state)
{
    static const char torn[] = "{\"origin\":\"b\",\"v\":1}";
    struct scratch s = scratch_new();
    struct spool *spool = sample_open(&s);

    (void)state;
    for (size_t len = 1; len < sizeof(torn) - 1; len++) {
        struct durable_script *script = script_new();
        struct buffer text;

        buffer_init(&text, 1000);
        buffer_put_text(&text, "{\"origin\":\"a\",\"v\":1}\n");
        buffer_put(&text, torn, len);
        scratch_write(&s, KEEP, buffer_span(&text));
        assert_true(journal_is(spool, "a=1 "));
        journal_append(spool, script, JOURNAL_KEPT_FEEDS, SPAN("{\"origin\":\"c\",\"v\":3}"));
        must(script_run(script) == 0);
        assert_true(journal_is(spool, "a=1 c=3 "));
        script_free(&script);
        buffer_release(&text);
    }
    spool_close(&spool);
    scratch_free(&s);
}

static size_t count_lines(const struct scratch *s)
{
    struct buffer text = scratch_read(s, KEEP);
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == '\n';
    buffer_release(&text);
    return n;
}

/* Many lines of few keys: the file is rewritten when it is read to write, and not by a mere reader. */
static void compaction(void **state)
{
    struct scratch s = scratch_new();
    struct spool *spool = sample_open(&s), *reader;
    struct buffer text;
    struct error e;

    (void)state;
    buffer_init(&text, 1000000);
    for (int i = 0; i < 1000; i++)
        buffer_printf(&text, "{\"origin\":\"%c\",\"v\":%d}\n", 'a' + i % 3, i);
    scratch_write(&s, KEEP, buffer_span(&text));
    must(spool_open(s.path, false, &reader, &e) == 0);
    assert_true(journal_is(reader, "b=997 c=998 a=999 "));
    assert_int_equal(count_lines(&s), 1000);
    assert_true(journal_is(spool, "b=997 c=998 a=999 "));
    assert_int_equal(count_lines(&s), 3);
    assert_true(journal_is(spool, "b=997 c=998 a=999 "));
    buffer_release(&text);
    spool_close(&reader);
    spool_close(&spool);
    scratch_free(&s);
}

/* Invariant 8: state is believed after a crash of the process, not after one of the machine. */
static void the_mark(void **state)
{
    static const struct {
        const char *name, *mark; /* NULL: as the same boot left it without a clean stop */
        bool clean, believed;
    } rows[] = {{"a crash of the process", NULL, false, true},
                {"a clean stop", NULL, true, true},
                {"another boot", "{\"boot_id\":\"other\",\"clean\":false}", false, false},
                {"another boot after a clean stop", "{\"boot_id\":\"other\",\"clean\":true}", false, true},
                {"no JSON", "{\"boot_id\"", false, false},
                {"empty", "", false, false}};
    struct scratch s = scratch_new();
    struct spool *spool = sample_open(&s);
    struct buffer mark;

    (void)state;
    assert_false(spool_state_begin(spool));
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        scratch_write(&s, STATE, SPAN("{}\n"));
        (void)spool_state_begin(spool);
        scratch_write(&s, STATE, SPAN("{}\n"));
        if (rows[i].mark)
            scratch_write(&s, "state/boot", span_of(rows[i].mark));
        if (rows[i].clean)
            spool_state_clean(spool);
        if (spool_state_begin(spool) != rows[i].believed)
            fail_msg("%s", rows[i].name);
        assert_true(scratch_holds(&s, STATE, rows[i].believed ? SPAN("{}\n") : SPAN("(none)")));
    }
    /* begun again, it is no longer clean: another boot would not believe it */
    spool_state_clean(spool);
    (void)spool_state_begin(spool);
    mark = scratch_read(&s, "state/boot");
    assert_non_null(strstr(mark.ptr, "\"clean\":false"));
    buffer_release(&mark);
    spool_close(&spool);
    scratch_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(last_lines_win),
                                       cmocka_unit_test(goes_on_after_a_torn_line),
                                       cmocka_unit_test(compaction), cmocka_unit_test(the_mark)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
