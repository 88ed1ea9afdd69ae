/*
 * reader.c - the records in order, over all day files, compressed ones too
 *
 * Fatal: nothing. Bugs: a file that cannot be opened or unpacked ends early; what came before it was given.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zstd.h>

#include "spool.h"

#include "internal.h"

#define CHUNK ((size_t)256 << 10)

struct reader {
    const struct spool *spool;
    struct day_files files;
    size_t next;        /* of files */
    int fd;             /* -1: none open */
    ZSTD_DStream *zstd; /* NULL: the open file is plain */
    struct buffer text; /* unpacked, not yet given */
    size_t given;       /* bytes of text that were given */
    struct position here;
    bool file_ended;
    char *raw;
    ZSTD_inBuffer packed;
};

static void close_file(struct reader *r)
{
    if (r->fd >= 0)
        close(r->fd);
    r->fd = -1;
    ZSTD_freeDStream(r->zstd);
    r->zstd = NULL;
    r->packed = (ZSTD_inBuffer){0};
    buffer_clear(&r->text);
    r->given = 0;
}

struct reader *reader_new(const struct spool *s, const struct position *from, int64_t since)
{
    struct reader *r = memory_get(sizeof(*r));

    r->spool = s;
    r->fd = -1;
    r->raw = memory_get(CHUNK);
    buffer_init(&r->text, SPOOL_LINE_LIMIT + CHUNK);
    day_files(s, &r->files);
    while (r->next < r->files.count &&
           ((from && strcmp(r->files.list[r->next].name, from->file) < 0) ||
            (since > 0 && day_of_file(r->files.list[r->next].name) + 86400 <= since)))
        r->next++;
    if (from)
        r->here = *from;
    return r;
}

void reader_free(struct reader **r)
{
    if (!*r)
        return;
    close_file(*r);
    buffer_release(&(*r)->text);
    free((*r)->files.list);
    free((*r)->raw);
    free(*r);
    *r = NULL;
}

/* The bytes before r->here.offset are not wanted: seek in a plain file, unpack and drop in a packed one. */
static bool open_next(struct reader *r)
{
    char name[SPOOL_FILE_BYTES + 8];
    const struct day_file *f;
    struct span parts;

    if (r->next == r->files.count)
        return false;
    f = &r->files.list[r->next++];
    parts = span_of(f->name);
    memcpy(name, parts.ptr, parts.len + 1);
    if (f->compressed)
        memcpy(name + parts.len, ".zst", 5);
    r->fd = day_open(r->spool, name, O_RDONLY);
    r->file_ended = r->fd < 0;
    if (strcmp(r->here.file, f->name) != 0)
        r->here = (struct position){0};
    memcpy(r->here.file, f->name, SPOOL_FILE_BYTES);
    if (f->compressed && r->fd >= 0) {
        r->zstd = ZSTD_createDStream();
        must(r->zstd);
    } else if (r->fd >= 0 && lseek(r->fd, r->here.offset, SEEK_SET) < 0) {
        r->file_ended = true;
    }
    return true;
}

static void unpack(struct reader *r)
{
    ZSTD_outBuffer out = {buffer_reserve(&r->text, CHUNK), CHUNK, 0};
    size_t left;

    if (!out.dst || ZSTD_isError(left = ZSTD_decompressStream(r->zstd, &out, &r->packed))) {
        r->file_ended = true;
        return;
    }
    r->text.len += out.pos;
}

/* More bytes behind r->text, or file_ended. */
static void read_more(struct reader *r)
{
    ssize_t got;

    if (r->given > 0) {
        memmove(r->text.ptr, r->text.ptr + r->given, r->text.len - r->given);
        r->text.len -= r->given;
        r->given = 0;
    }
    if (r->zstd && r->packed.pos < r->packed.size) {
        unpack(r);
        return;
    }
    do
        got = read(r->fd, r->raw, CHUNK);
    while (got < 0 && errno == EINTR);
    if (got <= 0) {
        r->file_ended = true;
        return;
    }
    if (r->zstd) {
        r->packed = (ZSTD_inBuffer){r->raw, (size_t)got, 0};
        unpack(r);
        return;
    }
    buffer_put(&r->text, r->raw, (size_t)got);
    if (r->text.overflow)
        r->file_ended = true; /* a line beyond the limit: nothing of ours */
}

static bool next_in_file(struct reader *r, struct span *line, struct position *at)
{
    size_t end;

    for (;;) {
        struct span left = span_cut(buffer_span(&r->text), r->given, r->text.len);

        if (left.len > 0 && span_find_byte(left, '\n', &end)) {
            *line = span_cut(left, 0, end);
            *at = r->here;
            r->given += end + 1;
            r->here.offset += (int64_t)end + 1;
            return true;
        }
        if (r->file_ended)
            return false;
        read_more(r);
    }
}

bool reader_next(struct reader *r, struct span *line, struct position *at)
{
    for (;;) {
        if (r->fd >= 0 && next_in_file(r, line, at))
            return true;
        close_file(r);
        if (!open_next(r))
            return false;
        /* a packed file is read from its beginning: pass over what lies before the wanted offset */
        if (r->zstd && r->here.offset > 0) {
            int64_t wanted = r->here.offset;

            r->here.offset = 0;
            while (r->here.offset < wanted && next_in_file(r, line, at))
                ;
        }
    }
}

void reader_here(const struct reader *r, struct position *at)
{
    *at = r->here;
}
