/*
 * rebuild.c - derived state again from the records
 *
 * What the daemon remembers is read from the records at each start; on disk only state/ is derived. It is thrown away, the
 * records are read through once, and what is wrong with them is told.
 * Fatal: nothing. Bugs: none known.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "spool.h"

#include "commands.h"

struct count {
    size_t records, bad;
};

static void read_through(const struct spool *s, struct count *n)
{
    struct reader *reader = reader_new(s, NULL, 0);
    struct arena *a = arena_new();
    struct position at;
    struct record record;
    struct error why;
    struct span line;

    while (reader_next(reader, &line, &at)) {
        arena_reset(a);
        if (record_read(a, line, &record, &why) == 0) {
            n->records++;
            continue;
        }
        n->bad++;
        command_fail(EX_OK, "%s: offset %lld: %s", at.file, (long long)at.offset, why.text);
    }
    arena_free(&a);
    reader_free(&reader);
}

int command_rebuild(const struct command *c)
{
    char *path = command_spool(c);
    struct spool *s = NULL;
    struct count n = {0};
    struct error e;
    int error;

    if (!path)
        return EX_CONFIG;
    error = spool_open(path, true, &s, &e);
    free(path);
    if (error != 0)
        return command_fail(error == -EAGAIN ? EX_TEMPFAIL : EX_IOERR, "%s", e.text);
    if (unlinkat(spool_dir(s, SPOOL_STATE), "feeds.jsonl", 0) < 0 && errno != ENOENT)
        error = command_fail(EX_IOERR, "%s/state/feeds.jsonl: %s", spool_path(s), strerror(errno));
    read_through(s, &n);
    spool_close(&s);
    if (c->json)
        printf("{\"records\":%zu,\"bad\":%zu}\n", n.records, n.bad);
    else
        printf("%zu records, %zu bad lines; each feed is polled once without validators\n", n.records, n.bad);
    return error != 0 ? error : n.bad > 0 ? EX_DATAERR : EX_OK;
}
