/*
 * sample.h: a spool in a scratch directory, and records to put into it.
 */
#ifndef NEWSWIRED_TESTS_SPOOL_SAMPLE_H
#define NEWSWIRED_TESTS_SPOOL_SAMPLE_H

#include <zstd.h>

#include "spool.h"

#include "../scratch.h"

#define SAMPLE_DAY ((int64_t)1795219200) /* 2026-11-21T00:00:00Z */
#define SAMPLE_FILE "items/2026/11/2026-11-21.jsonl"

static inline struct spool *sample_open(const struct scratch *s)
{
    struct spool *spool;
    struct error e;
    int error = spool_open(s->path, true, &spool, &e);

    if (error != 0)
        fprintf(stderr, "%s\n", e.text);
    must(error == 0);
    return spool;
}

/* Appends and waits; the file it went to. */
static inline struct position sample_append(struct spool *spool, int64_t now, const char *lines)
{
    struct durable_script *script = script_new();
    struct position end;

    must(spool_append(spool, script, now, span_of(lines), &end) == 0);
    must(script_run(script) == 0);
    script_free(&script);
    return end;
}

static inline void sample_save_cursor(struct spool *spool, const struct position *at)
{
    struct durable_script *script = script_new();

    cursor_save(spool, script, at);
    must(script_run(script) == 0);
    script_free(&script);
}

/* All lines from a position on, each with its newline. The caller releases it. */
static inline struct buffer sample_lines(const struct spool *spool, const struct position *from,
                                         int64_t since)
{
    struct reader *r = reader_new(spool, from, since);
    struct buffer all;
    struct position at;
    struct span line;

    buffer_init(&all, (size_t)1 << 30);
    while (reader_next(r, &line, &at)) {
        buffer_put_span(&all, line);
        buffer_put_byte(&all, '\n');
    }
    reader_free(&r);
    return all;
}

static inline bool sample_reads(const struct spool *spool, const struct position *from, int64_t since,
                                const char *want)
{
    struct buffer all = sample_lines(spool, from, since);
    bool same = span_equal(buffer_span(&all), span_of(want));

    if (!same)
        fprintf(stderr, "got: %s\n", buffer_span(&all).ptr);
    buffer_release(&all);
    return same;
}

/* A day file is packed, and the plain one goes. */
static inline void sample_compress(const struct scratch *s, const char *name)
{
    struct buffer text = scratch_read(s, name);
    size_t room = ZSTD_compressBound(text.len), len;
    char *packed = memory_get(room), to[300];

    len = ZSTD_compress(packed, room, text.ptr, text.len, 3);
    must(!ZSTD_isError(len));
    snprintf(to, sizeof(to), "%s.zst", name);
    scratch_write(s, to, (struct span){packed, len});
    must(unlinkat(s->dir, name, 0) == 0);
    buffer_release(&text);
    free(packed);
}

#endif
