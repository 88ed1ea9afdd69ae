/*
 * spool.c - the spool's directories, its README, and the lock
 *
 * Fatal: nothing; the caller exits. Bugs: flock does not reach over NFS.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spool.h"

#include "internal.h"

static const char *const places[SPOOL_PLACES] = {
    [SPOOL_ROOT] = ".",           [SPOOL_ITEMS] = "items",
    [SPOOL_OUTBOX] = "outbox",    [SPOOL_TMP] = "outbox/tmp",
    [SPOOL_NEW] = "outbox/new",   [SPOOL_DEFERRED] = "outbox/deferred",
    [SPOOL_HOLD] = "outbox/hold", [SPOOL_FAILED] = "outbox/failed",
    [SPOOL_SENT] = "outbox/sent", [SPOOL_QUARANTINE] = "quarantine",
    [SPOOL_KEEP] = "keep",        [SPOOL_STATE] = "state",
};

static const char readme[] =
    "This is the spool of newswired: everything it keeps on disk. Look with ls, grep and jq; newswirectl "
    "shows the same.\n"
    "\n"
    "items/YYYY/MM/YYYY-MM-DD.jsonl  one JSON object a line: items, revisions, duplicates, by day of fetch "
    "(UTC)\n"
    "outbox/new, deferred, hold, failed   alerts that are due, wait, are held back, could not be delivered\n"
    "outbox/sent/YYYY-MM-DD.jsonl    receipts of delivered alerts\n"
    "outbox/tmp                      files that are being written\n"
    "quarantine/                     bodies that could not be read, or only in part, with the reason\n"
    "keep/                           the cursor; decisions of people and peers: do not delete\n"
    "state/                          derived; may be deleted when the daemon is stopped\n"
    "lock                            held by the process that writes here; the file holds its pid\n"
    "control.sock                    how newswirectl speaks to the daemon, unless it lies in /run/newswired\n"
    "\n"
    "Do not edit a day file while the daemon runs: it would go on in a new one. A last line without its end "
    "is cut at\n"
    "the next start.\n";

static int open_place(struct spool *s, enum spool_place place, bool make)
{
    if (make && mkdirat(s->dirs[SPOOL_ROOT], places[place], 0750) < 0 && errno != EEXIST)
        return -errno;
    s->dirs[place] = openat(s->dirs[SPOOL_ROOT], places[place], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return s->dirs[place] < 0 ? -errno : 0;
}

static int open_places(struct spool *s, bool make, struct error *e)
{
    for (int p = SPOOL_ITEMS; p < SPOOL_PLACES; p++) {
        int error = open_place(s, (enum spool_place)p, make);

        if (error == -ENOENT && !make)
            continue; /* a reader meets a spool that is not yet whole */
        if (error != 0) {
            error_set(e, "%s/%s: %s", s->path, places[p], strerror(-error));
            return error;
        }
    }
    return 0;
}

static int take_lock(struct spool *s, struct error *e)
{
    char pid[24] = "";
    ssize_t got;

    s->lock = openat(s->dirs[SPOOL_ROOT], "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (s->lock < 0) {
        error_set(e, "%s/lock: %s", s->path, strerror(errno));
        return -errno;
    }
    if (flock(s->lock, LOCK_EX | LOCK_NB) < 0) {
        got = pread(s->lock, pid, sizeof(pid) - 1, 0);
        pid[got > 0 ? got : 0] = '\0';
        pid[strcspn(pid, "\n")] = '\0';
        error_set(e, "%s is in use by process %s", s->path, pid[0] ? pid : "(unknown)");
        return -EAGAIN;
    }
    snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
    if (ftruncate(s->lock, 0) < 0 || pwrite(s->lock, pid, strlen(pid), 0) < 0) {
        error_set(e, "%s/lock: %s", s->path, strerror(errno));
        return -errno;
    }
    return 0;
}

static int write_readme(struct spool *s, struct error *e)
{
    int error;

    if (faccessat(s->dirs[SPOOL_ROOT], "README", F_OK, 0) == 0)
        return 0;
    error = file_replace(s->dirs[SPOOL_ROOT], "README", span_of(readme));
    if (error != 0)
        error_set(e, "%s/README: %s", s->path, strerror(-error));
    return error;
}

static struct spool *spool_blank(const char *path)
{
    struct spool *s = memory_get(sizeof(*s));

    for (int p = 0; p < SPOOL_PLACES; p++)
        s->dirs[p] = -1;
    s->lock = s->day_fd = -1;
    s->path = memory_copy(path, strlen(path));
    return s;
}

int spool_open(const char *path, bool to_write, struct spool **out, struct error *e)
{
    struct spool *s = spool_blank(path);
    int error = to_write ? file_make_dirs(AT_FDCWD, path, 0750) : 0;

    if (error == 0) {
        s->dirs[SPOOL_ROOT] = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (s->dirs[SPOOL_ROOT] < 0)
            error = -errno;
    }
    if (error != 0) {
        error_set(e, "%s: %s", path, strerror(-error));
        goto out;
    }
    if (to_write && ((error = take_lock(s, e)) != 0 || (error = write_readme(s, e)) != 0))
        goto out;
    error = open_places(s, to_write, e);
    if (error == 0 && to_write)
        quarantine_load(s);
out:
    if (error != 0)
        spool_close(&s);
    *out = s;
    return error;
}

void spool_close(struct spool **s)
{
    if (!*s)
        return;
    for (int p = 0; p < SPOOL_PLACES; p++) {
        if ((*s)->dirs[p] >= 0)
            close((*s)->dirs[p]);
    }
    if ((*s)->day_fd >= 0)
        close((*s)->day_fd);
    if ((*s)->lock >= 0)
        close((*s)->lock);
    free((*s)->quarantined);
    free((*s)->path);
    free(*s);
    *s = NULL;
}

int spool_dir(const struct spool *s, enum spool_place place)
{
    must(place < SPOOL_PLACES);
    return s->dirs[place];
}

const char *spool_path(const struct spool *s)
{
    return s->path;
}
