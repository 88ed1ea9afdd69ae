/*
 * test_quarantine.c - one pair a feed, the oldest go, names that are safe
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "sample.h"

static void put(struct spool *spool, const char *feed, struct span body, const char *reason)
{
    struct durable_script *script = script_new();

    quarantine_put(spool, script, span_of(feed), body, span_of(reason));
    must(script_run(script) == 0);
    script_free(&script);
}

/* Files in quarantine; `bytes` is their sum. */
static size_t count_files(struct spool *spool, size_t *bytes)
{
    int fd = openat(spool_dir(spool, SPOOL_QUARANTINE), ".", O_RDONLY | O_DIRECTORY);
    DIR *dir = fdopendir(fd);
    const struct dirent *entry;
    size_t count = 0;
    struct stat st;

    *bytes = 0;
    while ((entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        must(fstatat(fd, entry->d_name, &st, 0) == 0);
        *bytes += (size_t)st.st_size;
        count++;
    }
    closedir(dir);
    return count;
}

static bool is_there(struct spool *spool, const char *slug)
{
    int fd = openat(spool_dir(spool, SPOOL_QUARANTINE), ".", O_RDONLY | O_DIRECTORY);
    DIR *dir = fdopendir(fd);
    const struct dirent *entry;
    bool found = false;

    while ((entry = readdir(dir)))
        found |= strncmp(entry->d_name, slug, strlen(slug)) == 0;
    closedir(dir);
    return found;
}

static void a_feed_has_one_pair(void **state)
{
    struct scratch s = scratch_new();
    struct spool *spool = sample_open(&s);
    size_t bytes;

    (void)state;
    put(spool, "gulf", SPAN("<html>"), "{}");
    put(spool, "gulf", SPAN("<html><p>"), "{\"a\":1}");
    assert_int_equal(count_files(spool, &bytes), 2);
    assert_int_equal(bytes, 9 + 7);
    put(spool, "Gulf", SPAN("x"), "{}");
    put(spool, "../../etc/passwd", SPAN("x"), "{}");
    put(spool, "", SPAN("x"), "{}");
    put(spool, ".hidden", SPAN("x"), "{}");
    put(spool, "خبرگزاری", SPAN("x"), "{}");
    assert_int_equal(count_files(spool, &bytes), 12);
    assert_true(is_there(spool, "gulf-") && is_there(spool, "Gulf-") && is_there(spool, "etc-passwd-") &&
                is_there(spool, "hidden-"));
    spool_close(&spool);
    scratch_free(&s);
}

static void the_oldest_go(void **state)
{
    struct scratch s = scratch_new();
    struct spool *spool = sample_open(&s);
    char name[32];
    size_t bytes;

    (void)state;
    for (int i = 0; i < QUARANTINE_PAIRS + 5; i++) {
        snprintf(name, sizeof(name), "feed%03d", i);
        put(spool, name, SPAN("x"), "{}");
        if (i == QUARANTINE_PAIRS / 2) /* as after a restart */ {
            spool_close(&spool);
            spool = sample_open(&s);
        }
        if (i == QUARANTINE_PAIRS - 1)
            put(spool, "feed000", SPAN("again"), "{}");
    }
    assert_int_equal(count_files(spool, &bytes), 2 * QUARANTINE_PAIRS);
    assert_true(is_there(spool, "feed000-"));
    assert_false(is_there(spool, "feed001-"));
    assert_false(is_there(spool, "feed005-"));
    assert_true(is_there(spool, "feed006-"));
    spool_close(&spool);
    scratch_free(&s);
}

static void a_body_is_cut(void **state)
{
    struct scratch s = scratch_new();
    struct spool *spool = sample_open(&s);
    struct buffer body;
    size_t bytes;

    (void)state;
    buffer_init(&body, SIZE_MAX);
    memset(buffer_reserve(&body, 2 * QUARANTINE_BODY_BYTES), 'x', 2 * QUARANTINE_BODY_BYTES);
    body.len = 2 * QUARANTINE_BODY_BYTES;
    put(spool, "a", buffer_span(&body), "{}");
    assert_int_equal(count_files(spool, &bytes), 2);
    assert_int_equal(bytes, QUARANTINE_BODY_BYTES + 2);
    buffer_release(&body);
    spool_close(&spool);
    scratch_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_feed_has_one_pair),
        cmocka_unit_test(the_oldest_go),
        cmocka_unit_test(a_body_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
