/*
 * bench_spool.c - records as JSON lines, durable appends, and reading back, each beside the least that the machine allows
 *
 *   write    record_put of a record of about 2 KB              floor: a byte loop that copies its bytes and looks at each
 *   append   groups of 100 lines by the sync thread            floor: pwrite and fdatasync of the same bytes, bare
 *   read     reader and record_read over the same file         floor: json_read of each line, without a reader or a record
 *
 * Prints, as medians of RUNS runs: `spool: what: ours X µs/record, floor Y µs/record, ratio Z`
 * The files go to a directory under TMPDIR (/tmp unless set) and are removed again.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "spool.h"

enum { RUNS = 7, RECORDS = 2000, GROUP = 100 };

static uint64_t seed = 42;

static uint32_t below(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(((seed >> 32) * n) >> 32);
}

static struct span random_text(struct arena *a, size_t words)
{
    struct buffer b;
    struct span s;

    buffer_init(&b, 1 << 20);
    for (size_t w = 0; w < words; w++) {
        for (size_t i = 0, len = 2 + below(9); i < len; i++)
            buffer_put_byte(&b, (char)('a' + below(26)));
        buffer_put_text(&b, below(12) == 0 ? " “é” " : " ");
    }
    s = arena_copy(a, buffer_span(&b));
    buffer_release(&b);
    return s;
}

static struct record random_record(struct arena *a)
{
    struct record r = {.id = {random_u64(), random_u64()},
                       .revision = 1,
                       .feed = SPAN("a-feed"),
                       .outlet = SPAN("outlet.example")};

    r.item.guid = random_text(a, 4);
    r.item.url = random_text(a, 6);
    r.item.title = random_text(a, 11);
    r.item.summary = random_text(a, 40);
    r.item.content_text = random_text(a, 180);
    r.item.date_published = r.item.date_modified = r.date_fetched = clock_wall();
    r.verdict.story = r.id;
    return r;
}

/* ---- what is timed --------------------------------------------------------------------------------------- */

struct bench {
    struct arena *arena;
    struct record records[RECORDS];
    struct span lines[RECORDS]; /* with newline */
    struct buffer all;
    char dir[64];
    struct spool *spool;
    struct durable *durable;
    int bare;
};

static uint64_t sink;

static void write_ours(struct bench *b)
{
    buffer_clear(&b->all);
    for (size_t i = 0; i < RECORDS; i++) {
        record_put(&b->all, &b->records[i]);
        buffer_put_byte(&b->all, '\n');
    }
}

static void write_floor(struct bench *b)
{
    buffer_clear(&b->all);
    for (size_t i = 0; i < RECORDS; i++) {
        char *to = buffer_reserve(&b->all, b->lines[i].len);

        for (size_t k = 0; k < b->lines[i].len; k++) {
            unsigned char c = (unsigned char)b->lines[i].ptr[k];

            if (c < 0x20 || c == '"' || c == '\\')
                sink++;
            to[k] = (char)c;
        }
        b->all.len += b->lines[i].len;
    }
}

static void arrived(void *arg, int error)
{
    must(error == 0);
    *(bool *)arg = true;
}

static void wait_for(struct durable *d, const bool *done)
{
    struct pollfd ready = {.fd = durable_fd(d), .events = POLLIN};

    while (!*done) {
        must(poll(&ready, 1, -1) >= 0);
        durable_collect(d);
    }
}

static struct span group_of(const struct bench *b, size_t first)
{
    const char *begin = b->lines[first].ptr,
               *end = b->lines[first + GROUP - 1].ptr + b->lines[first + GROUP - 1].len;

    return (struct span){begin, (size_t)(end - begin)};
}

static void append_ours(struct bench *b)
{
    for (size_t i = 0; i < RECORDS; i += GROUP) {
        struct durable_script *script = script_new();
        struct position end;
        bool done = false;

        must(spool_append(b->spool, script, clock_wall(), group_of(b, i), &end) == 0);
        durable_submit(b->durable, script, arrived, &done);
        wait_for(b->durable, &done);
    }
}

static void append_floor(struct bench *b)
{
    int64_t at = lseek(b->bare, 0, SEEK_END);

    for (size_t i = 0; i < RECORDS; i += GROUP) {
        struct span group = group_of(b, i);

        must(pwrite(b->bare, group.ptr, group.len, at) == (ssize_t)group.len && fdatasync(b->bare) == 0);
        at += (int64_t)group.len;
    }
}

static void read_ours(struct bench *b)
{
    struct reader *reader = reader_new(b->spool, NULL, 0);
    struct arena *a = arena_new();
    struct position at;
    struct record r;
    struct span line;

    for (size_t i = 0; i < RECORDS && reader_next(reader, &line, &at); i++) {
        arena_reset(a);
        must(record_read(a, line, &r, NULL) == 0);
        sink += r.item.title.len;
    }
    arena_free(&a);
    reader_free(&reader);
}

static void read_floor(struct bench *b)
{
    for (size_t i = 0; i < RECORDS; i++) {
        struct json *j = json_read(span_cut(b->lines[i], 0, b->lines[i].len - 1), NULL);

        must(j);
        json_free(&j);
    }
}

/* ---- timing ---------------------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static void compare(struct bench *b, const char *what, void (*ours)(struct bench *),
                    void (*floor)(struct bench *))
{
    double us[2][RUNS];

    for (size_t run = 0; run < RUNS; run++) {
        for (int which = 0; which < 2; which++) {
            int64_t begin = clock_monotonic_us();

            (which == 0 ? ours : floor)(b);
            us[which][run] = (double)(clock_monotonic_us() - begin) / RECORDS;
        }
    }
    qsort(us[0], RUNS, sizeof(double), by_value);
    qsort(us[1], RUNS, sizeof(double), by_value);
    printf("spool: %s: ours %.2f µs/record, floor %.2f µs/record, ratio %.2f\n", what, us[0][RUNS / 2],
           us[1][RUNS / 2], us[0][RUNS / 2] / us[1][RUNS / 2]);
}

static void prepare(struct bench *b)
{
    const char *tmp = getenv("TMPDIR");
    struct buffer line;
    struct error e;
    struct span copy;
    size_t from = 0;

    b->arena = arena_new();
    buffer_init(&b->all, (size_t)1 << 28);
    buffer_init(&line, (size_t)1 << 28);
    for (size_t i = 0; i < RECORDS; i++) {
        b->records[i] = random_record(b->arena);
        record_put(&line, &b->records[i]);
        buffer_put_byte(&line, '\n');
        b->lines[i].len = line.len - from;
        from = line.len;
    }
    copy = arena_copy(b->arena, buffer_span(&line));
    for (size_t i = 0, at = 0; i < RECORDS; at += b->lines[i++].len)
        b->lines[i].ptr = copy.ptr + at;
    printf("spool: records of %zu bytes, groups of %d\n", copy.len / RECORDS, GROUP);
    buffer_release(&line);
    snprintf(b->dir, sizeof(b->dir), "%.40s/newswired-bench-XXXXXX", tmp ? tmp : "/tmp");
    must(mkdtemp(b->dir) && spool_open(b->dir, true, &b->spool, &e) == 0);
    b->bare = openat(spool_dir(b->spool, SPOOL_ROOT), "bare", O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    must(b->bare >= 0);
    b->durable = durable_new();
}

static void clean(struct bench *b)
{
    char command[128];

    close(b->bare);
    durable_free(&b->durable);
    spool_close(&b->spool);
    buffer_release(&b->all);
    arena_free(&b->arena);
    snprintf(command, sizeof(command), "rm -rf '%s'", b->dir);
    must(system(command) == 0);
}

int main(void)
{
    static struct bench b;

    prepare(&b);
    compare(&b, "write", write_ours, write_floor);
    compare(&b, "append", append_ours, append_floor);
    compare(&b, "read", read_ours, read_floor);
    clean(&b);
    return sink == 0;
}
