/*
 * queue.c - the outbox and its receipts, read beside a daemon that moves them
 *
 * Fatal: nothing. Bugs: an entry that is moved between the reading of two directories may be missed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "look.h"

#define ENTRY_LIMIT ((size_t)64 << 20)
#define RECEIPTS_LIMIT ((size_t)1 << 30)

static void tell_problem(void *arg, const char *place, const char *file, const char *what)
{
    (void)arg;
    if (strcmp(what, strerror(ENOENT)) != 0) /* it has just been moved */
        command_fail(EX_DATAERR, "outbox/%s/%s: %s", place, file, log_quote(span_of(what)));
}

struct outbox *queue_open(struct look *l)
{
    const struct spool *s = l->spool;
    struct outbox_dirs dirs = {spool_dir(s, SPOOL_TMP),      spool_dir(s, SPOOL_NEW),
                               spool_dir(s, SPOOL_DEFERRED), spool_dir(s, SPOOL_HOLD),
                               spool_dir(s, SPOOL_FAILED),   spool_dir(s, SPOOL_SENT)};
    struct outbox *outbox = outbox_new(&dirs);
    int error = outbox_load(outbox, l->now, tell_problem, NULL);

    if (error == 0)
        return outbox;
    command_fail(EX_UNAVAILABLE, "%s/outbox: %s", spool_path(s),
                 error == -EBADF ? "it is not there" : strerror(-error));
    outbox_free(&outbox);
    return NULL;
}

bool queue_read(const struct look *l, const struct alert *a, struct buffer *out)
{
    static const enum spool_place places[PLACES] = {[PLACE_NEW] = SPOOL_NEW,
                                                    [PLACE_DEFERRED] = SPOOL_DEFERRED,
                                                    [PLACE_HOLD] = SPOOL_HOLD,
                                                    [PLACE_FAILED] = SPOOL_FAILED};
    char id[ID_TEXT_BYTES], name[ID_TEXT_BYTES + 8];

    snprintf(name, sizeof(name), "%s.json", id_format(a->id, id));
    if (file_read(spool_dir(l->spool, places[a->place]), name, ENTRY_LIMIT, out) == 0)
        return true;
    buffer_clear(out);
    return false;
}

static void read_day(int dir, const char *name, struct span part, queue_receipt *each, void *arg)
{
    struct buffer text;
    struct span rest, line;
    size_t at;

    if (file_read(dir, name, RECEIPTS_LIMIT, &text) == 0) {
        rest = buffer_span(&text);
        while (span_split(&rest, '\n', &line)) {
            if (line.len > 0 && span_find(line, part, &at))
                each(arg, line);
        }
    }
    buffer_release(&text);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

void queue_receipts(const struct look *l, int64_t since, struct span part, queue_receipt *each, void *arg)
{
    int dir = spool_dir(l->spool, SPOOL_SENT);
    char first[TIME_TEXT_BYTES];
    struct dirent **names = NULL;
    struct buffer path;
    int count;

    buffer_init(&path, 8192);
    buffer_printf(&path, "%s/outbox/sent", spool_path(l->spool));
    count = dir < 0 ? 0 : scandir(path.ptr, &names, NULL, by_name);
    time_format(since > 0 ? since : 0, first);
    for (int i = 0; i < count; i++) {
        if (span_ends(span_of(names[i]->d_name), SPAN(".jsonl")) && strncmp(names[i]->d_name, first, 10) >= 0)
            read_day(dir, names[i]->d_name, part, each, arg);
        free(names[i]);
    }
    free(names);
    buffer_release(&path);
}
