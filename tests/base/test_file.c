/*
 * test_file.c - whole small files: limits, replacing, directories
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"

static void reads_up_to_the_limit(void **state)
{
    static const struct {
        size_t bytes, limit;
        int want;
    } rows[] = {{0, 0, 0},        {0, 10, 0},          {10, 10, 0},
                {11, 10, -EFBIG}, {200000, 200000, 0}, {200001, 200000, -EFBIG}};
    struct scratch s = scratch_new();

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char *bytes = memory_get(rows[i].bytes + 1);
        struct buffer text;

        memset(bytes, 'x', rows[i].bytes);
        scratch_write(&s, "f", (struct span){bytes, rows[i].bytes});
        assert_int_equal(file_read(s.dir, "f", rows[i].limit, &text), rows[i].want);
        if (rows[i].want == 0)
            assert_true(span_equal(buffer_span(&text), (struct span){bytes, rows[i].bytes}));
        buffer_release(&text);
        free(bytes);
    }
    scratch_free(&s);
}

static void missing(void **state)
{
    struct scratch s = scratch_new();
    struct buffer text;

    (void)state;
    assert_int_equal(file_read(s.dir, "none", 10, &text), -ENOENT);
    buffer_release(&text);
    assert_int_equal(file_read(s.dir, ".", 10, &text), -EISDIR);
    buffer_release(&text);
    scratch_free(&s);
}

static void replaces_whole(void **state)
{
    struct scratch s = scratch_new();
    struct stat before, after;
    char name[400];

    (void)state;
    assert_int_equal(file_replace(s.dir, "f", SPAN("one")), 0);
    assert_true(scratch_holds(&s, "f", SPAN("one")));
    must(stat(scratch_path(&s, "f"), &before) == 0);
    assert_int_equal(before.st_mode & 07, 0);
    assert_int_equal(file_replace(s.dir, "f", SPAN("")), 0);
    must(stat(scratch_path(&s, "f"), &after) == 0);
    assert_true(before.st_ino != after.st_ino && after.st_size == 0);
    assert_int_equal(scratch_count(&s, "."), 1);
    memset(name, 'n', sizeof(name));
    name[299] = '\0';
    assert_int_equal(file_replace(s.dir, name, SPAN("x")), -ENAMETOOLONG);
    must(mkdirat(s.dir, "d", 0700) == 0 && mkdirat(s.dir, "d/x", 0700) == 0);
    assert_true(file_replace(s.dir, "d", SPAN("x")) <
                0); /* a directory is in the way: nothing is left behind */
    assert_int_equal(scratch_count(&s, "."), 2);
    scratch_free(&s);
}

/* A link in the place of the temporary file is not followed. */
static void follows_no_link(void **state)
{
    struct scratch s = scratch_new();

    (void)state;
    scratch_write(&s, "victim", SPAN("safe"));
    must(symlinkat("victim", s.dir, "f.tmp") == 0);
    assert_int_equal(file_replace(s.dir, "f", SPAN("x")), -ELOOP);
    assert_true(scratch_holds(&s, "victim", SPAN("safe")));
    scratch_free(&s);
}

static void makes_directories(void **state)
{
    struct scratch s = scratch_new();
    char deep[5000];
    struct stat st;

    (void)state;
    for (int twice = 0; twice < 2; twice++)
        assert_int_equal(file_make_dirs(s.dir, "a/b/c", 0750), 0);
    must(stat(scratch_path(&s, "a/b/c"), &st) == 0);
    assert_true(S_ISDIR(st.st_mode));
    scratch_write(&s, "a/file", SPAN(""));
    assert_int_equal(file_make_dirs(s.dir, "a/file/x", 0750), -ENOTDIR);
    memset(deep, 'x', sizeof(deep));
    deep[sizeof(deep) - 1] = '\0';
    assert_int_equal(file_make_dirs(s.dir, deep, 0750), -ENAMETOOLONG);
    assert_true(file_free_bytes(s.dir) > 0);
    assert_int_equal(file_free_bytes(-1), -EBADF);
    scratch_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_up_to_the_limit), cmocka_unit_test(missing),
                                       cmocka_unit_test(replaces_whole), cmocka_unit_test(follows_no_link),
                                       cmocka_unit_test(makes_directories)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
