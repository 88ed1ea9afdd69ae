/*
 * test_day.c - appending to the day files, and mending their end: invariants 2, 6, 7 and 9
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sample.h"

static ino_t inode(const struct scratch *s, const char *name)
{
    struct stat st;

    must(stat(scratch_path(s, name), &st) == 0);
    return st.st_ino;
}

static void appends_by_day(void **state)
{
    struct scratch s = scratch_new();
    struct spool *spool = sample_open(&s);
    struct position end;

    (void)state;
    must(spool_end(spool, &end) == 0);
    assert_true(end.file[0] == '\0' && end.offset == 0);
    end = sample_append(spool, SAMPLE_DAY, "a\n");
    assert_string_equal(end.file, "2026-11-21.jsonl");
    assert_int_equal(end.offset, 2);
    end = sample_append(spool, SAMPLE_DAY + 86399, "b\nc\n");
    assert_int_equal(end.offset, 6);
    end = sample_append(spool, SAMPLE_DAY + 86400, "d\n");
    assert_string_equal(end.file, "2026-11-22.jsonl");
    assert_true(scratch_holds(&s, SAMPLE_FILE, SPAN("a\nb\nc\n")));
    end = sample_append(spool, SAMPLE_DAY + 40 * 86400, "e\n");
    assert_true(scratch_holds(&s, "items/2026/12/2026-12-31.jsonl", SPAN("e\n")));
    assert_false(spool_was_edited(spool));
    spool_close(&spool);
    scratch_free(&s);
}

/* Invariant 9: whatever the clock says, also after a restart. */
static void the_day_never_goes_back(void **state)
{
    struct scratch s = scratch_new();
    struct spool *spool = sample_open(&s);
    struct position end = {0}, none = {0};
    int64_t cut;

    (void)state;
    sample_append(spool, SAMPLE_DAY, "a\n");
    end = sample_append(spool, SAMPLE_DAY - 86400, "b\n");
    assert_string_equal(end.file, "2026-11-21.jsonl");
    spool_close(&spool);
    spool = sample_open(&s);
    must(spool_recover(spool, &none, &end, &cut) == 0);
    end = sample_append(spool, SAMPLE_DAY - 5 * 86400, "c\n");
    if (strcmp(end.file, "2026-11-21.jsonl") != 0)
        fail_msg("after a restart: %s", end.file);
    assert_true(scratch_holds(&s, SAMPLE_FILE, SPAN("a\nb\nc\n")));
    spool_close(&spool);
    scratch_free(&s);
}

static void edit_grown(const char *path)
{
    int fd = open(path, O_WRONLY | O_APPEND);

    must(fd >= 0 && write(fd, "x\n", 2) == 2);
    close(fd);
}

static void edit_replaced(const char *path)
{
    char other[600];
    int fd;

    snprintf(other, sizeof(other), "%s~", path);
    fd = open(other, O_WRONLY | O_CREAT, 0640);
    must(fd >= 0 && write(fd, "a\n", 2) == 2 && rename(other, path) == 0);
    close(fd);
}

static void edit_removed(const char *path)
{
    must(unlink(path) == 0);
}

/* A file that was edited is left alone, and another goes on; that one may be edited too. */
static void edited_files_go_on_elsewhere(void **state)
{
    void (*const edits[])(const char *) = {edit_grown, edit_replaced, edit_removed};

    (void)state;
    for (size_t i = 0; i < sizeof(edits) / sizeof(*edits); i++) {
        struct scratch s = scratch_new();
        struct spool *spool = sample_open(&s);
        struct position end;

        sample_append(spool, SAMPLE_DAY, "a\n");
        edits[i](scratch_path(&s, SAMPLE_FILE));
        end = sample_append(spool, SAMPLE_DAY, "b\n");
        assert_string_equal(end.file, "2026-11-21b.jsonl");
        assert_int_equal(end.offset, 2);
        assert_true(spool_was_edited(spool));
        assert_false(spool_was_edited(spool));
        end = sample_append(spool, SAMPLE_DAY, "c\n");
        assert_string_equal(end.file, "2026-11-21b.jsonl");
        edits[i](scratch_path(&s, "items/2026/11/2026-11-21b.jsonl"));
        end = sample_append(spool, SAMPLE_DAY, "d\n");
        assert_string_equal(end.file, "2026-11-21c.jsonl");
        end = sample_append(spool, SAMPLE_DAY + 86400, "e\n");
        assert_string_equal(end.file, "2026-11-22.jsonl");
        spool_close(&spool);
        scratch_free(&s);
    }
}

static void positions_compare(void **state)
{
    static const struct position sorted[] = {{"", 0},
                                             {"2026-11-21.jsonl", 0},
                                             {"2026-11-21.jsonl", 5},
                                             {"2026-11-21b.jsonl", 0},
                                             {"2026-11-22.jsonl", 0}};

    (void)state;
    for (int i = 0; i < 5; i++) {
        for (int k = 0; k < 5; k++) {
            int c = position_compare(&sorted[i], &sorted[k]);

            assert_int_equal((c > 0) - (c < 0), (i > k) - (i < k));
        }
    }
}

/* Torn at each length: what is whole stays, the rest goes. */
static void torn_tails(void **state)
{
    static const char text[] = "{\"a\":1}\n\n{\"b\":22}\n{\"c\":333}\n";
    struct position none = {0}, end;
    struct scratch s = scratch_new();
    struct spool *spool = sample_open(&s);

    (void)state;
    must(file_make_dirs(s.dir, "items/2026/11", 0750) == 0);
    for (size_t len = 0; len < sizeof(text); len++) {
        struct span left = {text, len};
        int64_t cut;

        while (left.len > 0 && left.ptr[left.len - 1] != '\n')
            left.len--;
        scratch_write(&s, SAMPLE_FILE, (struct span){text, len});
        must(spool_recover(spool, &none, &end, &cut) == 0);
        assert_int_equal(cut, len - left.len);
        assert_int_equal(end.offset, left.len);
        assert_true(scratch_holds(&s, SAMPLE_FILE, left));
    }
    spool_close(&spool);
    scratch_free(&s);
}

static void a_torn_tail_does_not_take_the_next_line_with_it(void **state)
{
    struct scratch s = scratch_new();
    struct spool *spool = sample_open(&s);
    struct position none = {0}, end;
    int64_t cut;

    (void)state;
    must(file_make_dirs(s.dir, "items/2026/11", 0750) == 0);
    scratch_write(&s, SAMPLE_FILE, SPAN("a\nb\ntor"));
    must(spool_recover(spool, &none, &end, &cut) == 0);
    end = sample_append(spool, SAMPLE_DAY, "c\n");
    assert_int_equal(end.offset, 6);
    assert_true(scratch_holds(&s, SAMPLE_FILE, SPAN("a\nb\nc\n")));
    assert_false(spool_was_edited(spool));
    spool_close(&spool);
    scratch_free(&s);
}

/* Invariant 7: what lies behind the durable offset is copied into a fresh file; what does not is left as it is. */
static void behind_the_durable_offset(void **state)
{
    static const struct {
        const char *name, *text;
        struct position durable;
        bool fresh;
    } rows[] = {
        {"all durable", "a\nb\n", {"2026-11-21.jsonl", 4}, false},
        {"the last line is not", "a\nb\n", {"2026-11-21.jsonl", 2}, true},
        {"nothing is", "a\nb\n", {"2026-11-21.jsonl", 0}, true},
        {"no cursor", "a\nb\n", {"", 0}, true},
        {"of a day before", "a\nb\n", {"2026-11-20.jsonl", 99}, true},
        {"torn behind it", "a\nb\nc", {"2026-11-21.jsonl", 4}, true},
        {"beyond the end", "a\n", {"2026-11-21.jsonl", 4}, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct scratch s = scratch_new();
        struct spool *spool = sample_open(&s);
        struct position end;
        int64_t cut;
        ino_t before;

        must(file_make_dirs(s.dir, "items/2026/11", 0750) == 0);
        scratch_write(&s, SAMPLE_FILE, span_of(rows[i].text));
        before = inode(&s, SAMPLE_FILE);
        must(link(scratch_path(&s, SAMPLE_FILE), scratch_path(&s, "held")) ==
             0); /* its number is not given again */
        must(spool_recover(spool, &rows[i].durable, &end, &cut) == 0);
        if ((inode(&s, SAMPLE_FILE) != before) != rows[i].fresh)
            fail_msg("%s: %s", rows[i].name, rows[i].fresh ? "not copied" : "copied");
        assert_true(scratch_holds(&s, "held", span_of(rows[i].text)));
        spool_close(&spool);
        scratch_free(&s);
    }
}

/* Files of days before the durable one are not touched; those behind it are all mended. */
static void more_than_one_file(void **state)
{
    struct scratch s = scratch_new();
    struct spool *spool = sample_open(&s);
    const struct position durable = {"2026-11-21.jsonl", 2};
    struct position end;
    int64_t cut;

    (void)state;
    must(file_make_dirs(s.dir, "items/2026/11", 0750) == 0);
    scratch_write(&s, "items/2026/11/2026-11-20.jsonl", SPAN("old\ntorn"));
    scratch_write(&s, SAMPLE_FILE, SPAN("a\nb"));
    scratch_write(&s, "items/2026/11/2026-11-21b.jsonl", SPAN("c\nd\ne"));
    scratch_write(&s, "items/2026/11/notes.txt", SPAN("not ours"));
    must(spool_recover(spool, &durable, &end, &cut) == 0);
    assert_int_equal(cut, 2);
    assert_string_equal(end.file, "2026-11-21b.jsonl");
    assert_int_equal(end.offset, 4);
    assert_true(scratch_holds(&s, "items/2026/11/2026-11-20.jsonl", SPAN("old\ntorn")));
    assert_true(scratch_holds(&s, SAMPLE_FILE, SPAN("a\n")));
    assert_true(scratch_holds(&s, "items/2026/11/2026-11-21b.jsonl", SPAN("c\nd\n")));
    assert_true(scratch_holds(&s, "items/2026/11/notes.txt", SPAN("not ours")));
    end = sample_append(spool, SAMPLE_DAY, "f\n");
    if (strcmp(end.file, "2026-11-21b.jsonl") != 0)
        fail_msg("after a restart records go on in %s, before those in 2026-11-21b.jsonl", end.file);
    spool_close(&spool);
    scratch_free(&s);
}

static void the_lock(void **state)
{
    struct scratch s = scratch_new();
    struct spool *first = sample_open(&s), *second = NULL, *reader = NULL;
    char pid[32];
    struct error e;

    (void)state;
    assert_int_equal(spool_open(s.path, true, &second, &e), -EAGAIN);
    assert_null(second);
    snprintf(pid, sizeof(pid), "process %ld", (long)getpid());
    assert_non_null(strstr(e.text, pid));
    assert_int_equal(spool_open(s.path, false, &reader, &e), 0);
    spool_close(&reader);
    spool_close(&first);
    assert_int_equal(spool_open(s.path, true, &second, &e), 0);
    spool_close(&second);
    assert_int_equal(spool_open(scratch_path(&s, "none"), false, &reader, &e), -ENOENT);
    scratch_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends_by_day),
        cmocka_unit_test(the_day_never_goes_back),
        cmocka_unit_test(positions_compare),
        cmocka_unit_test(edited_files_go_on_elsewhere),
        cmocka_unit_test(torn_tails),
        cmocka_unit_test(a_torn_tail_does_not_take_the_next_line_with_it),
        cmocka_unit_test(behind_the_durable_offset),
        cmocka_unit_test(more_than_one_file),
        cmocka_unit_test(the_lock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
