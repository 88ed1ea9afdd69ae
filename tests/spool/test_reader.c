/*
 * test_reader.c - the records in order, over all files, from any position, packed or not
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sample.h"

#define NOV "items/2026/11/"

static struct spool *three_days(const struct scratch *s)
{
    struct spool *spool = sample_open(s);

    must(file_make_dirs(s->dir, "items/2026/11", 0750) == 0 &&
         file_make_dirs(s->dir, "items/2025/02", 0750) == 0);
    scratch_write(s, "items/2025/02/2025-02-28.jsonl", SPAN("a\nb\n"));
    scratch_write(s, NOV "2026-11-20.jsonl", SPAN("c\n\nd\n"));
    scratch_write(s, SAMPLE_FILE, SPAN("e\n"));
    scratch_write(s, NOV "2026-11-21b.jsonl", SPAN("f\ntorn"));
    scratch_write(s, NOV "2026-11-2x.jsonl", SPAN("no\n"));
    scratch_write(s, NOV "2026-11-21.jsonl~", SPAN("no\n"));
    return spool;
}

static void in_order(void **state)
{
    static const struct {
        struct position from;
        int64_t since;
        const char *want;
    } rows[] = {
        {{"", 0}, 0, "a\nb\nc\n\nd\ne\nf\n"},
        {{"2025-02-28.jsonl", 2}, 0, "b\nc\n\nd\ne\nf\n"},
        {{"2025-02-28.jsonl", 4}, 0, "c\n\nd\ne\nf\n"},
        {{"2026-11-20.jsonl", 3}, 0, "d\ne\nf\n"},
        {{"2026-11-21.jsonl", 99}, 0, "f\n"},
        {{"2026-11-20b.jsonl", 7}, 0, "e\nf\n"}, /* a file that is gone: from the next one's beginning */
        {{"2027-01-01.jsonl", 0}, 0, ""},
        {{"", 0}, SAMPLE_DAY - 86400, "c\n\nd\ne\nf\n"},
        {{"", 0}, SAMPLE_DAY, "e\nf\n"},
        {{"", 0}, SAMPLE_DAY + 86399, "e\nf\n"},
        {{"", 0}, SAMPLE_DAY + 86400, ""},
    };

    (void)state;
    for (int packed = 0; packed < 2; packed++) {
        struct scratch s = scratch_new();
        struct spool *spool = three_days(&s);

        if (packed) {
            sample_compress(&s, "items/2025/02/2025-02-28.jsonl");
            sample_compress(&s, NOV "2026-11-20.jsonl");
        }
        for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
            if (!sample_reads(spool, rows[i].from.file[0] ? &rows[i].from : NULL, rows[i].since,
                              rows[i].want))
                fail_msg("row %zu, packed %d", i, packed);
        }
        spool_close(&spool);
        scratch_free(&s);
    }
}

/* A reader that starts at the position of a line gives that line; `here` is behind it. */
static void positions(void **state)
{
    struct scratch s = scratch_new();
    struct spool *spool = three_days(&s);
    struct reader *r;
    struct position at[10], here;
    struct span line;
    char first[10];
    size_t n = 0;

    (void)state;
    sample_compress(&s, NOV "2026-11-20.jsonl");
    r = reader_new(spool, NULL, 0);
    for (; reader_next(r, &line, &at[n]); n++) {
        first[n] = line.len ? line.ptr[0] : '-';
        reader_here(r, &here);
        assert_string_equal(here.file, at[n].file);
        assert_int_equal(here.offset, at[n].offset + (int64_t)line.len + 1);
    }
    reader_free(&r);
    assert_int_equal(n, 7);
    for (size_t i = 0; i < n; i++) {
        struct position again;

        r = reader_new(spool, &at[i], 0);
        assert_true(reader_next(r, &line, &again));
        assert_int_equal(line.len ? line.ptr[0] : '-', first[i]);
        assert_int_equal(position_compare(&again, &at[i]), 0);
        reader_free(&r);
    }
    spool_close(&spool);
    scratch_free(&s);
}

/* Lines longer than a chunk, and one that grows while it is read. */
static void long_lines(void **state)
{
    struct scratch s = scratch_new();
    struct spool *spool = sample_open(&s);
    struct buffer text;
    struct reader *r;
    struct position at;
    struct span line;
    size_t n = 0, sum = 0;

    (void)state;
    buffer_init(&text, (size_t)1 << 26);
    for (size_t i = 0; i < 30; i++) {
        size_t len = i * i * 3000;
        char *room = buffer_reserve(&text, len);

        memset(room, 'a' + (int)i % 26, len);
        text.len += len;
        buffer_put_byte(&text, '\n');
        sum += len;
    }
    must(file_make_dirs(s.dir, "items/2026/11", 0750) == 0);
    scratch_write(&s, SAMPLE_FILE, buffer_span(&text));
    for (int packed = 0; packed < 2; packed++) {
        size_t got = 0;

        r = reader_new(spool, NULL, 0);
        for (n = 0; reader_next(r, &line, &at); n++) {
            assert_int_equal(line.len, n * n * 3000);
            for (size_t i = 0; i < line.len; i += 997)
                assert_int_equal(line.ptr[i], 'a' + (int)n % 26);
            got += line.len;
        }
        assert_true(n == 30 && got == sum);
        reader_free(&r);
        if (!packed)
            sample_compress(&s, SAMPLE_FILE);
    }
    buffer_release(&text);
    spool_close(&spool);
    scratch_free(&s);
}

/* A day that stands there packed and plain is read once; one that is damaged gives what comes before. */
static void twice_and_damaged(void **state)
{
    struct scratch s = scratch_new();
    struct spool *spool = three_days(&s);
    struct buffer packed;

    (void)state;
    must(link(scratch_path(&s, SAMPLE_FILE), scratch_path(&s, "copy")) == 0);
    sample_compress(&s, SAMPLE_FILE);
    packed = scratch_read(&s, SAMPLE_FILE ".zst");
    must(rename(scratch_path(&s, "copy"), scratch_path(&s, SAMPLE_FILE)) == 0);
    assert_true(sample_reads(spool, NULL, SAMPLE_DAY, "e\nf\n"));
    must(unlink(scratch_path(&s, SAMPLE_FILE)) == 0);
    scratch_write(&s, SAMPLE_FILE ".zst", span_cut(buffer_span(&packed), 0, 5));
    assert_true(sample_reads(spool, NULL, SAMPLE_DAY, "f\n"));
    scratch_write(&s, SAMPLE_FILE ".zst", SPAN("no zstd at all"));
    assert_true(sample_reads(spool, NULL, SAMPLE_DAY, "f\n"));
    buffer_release(&packed);
    spool_close(&spool);
    scratch_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(in_order), cmocka_unit_test(positions),
                                       cmocka_unit_test(long_lines), cmocka_unit_test(twice_and_damaged)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
