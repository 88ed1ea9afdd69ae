/*
 * scratch.h: a directory for one test, gone with it.
 */
#ifndef NEWSWIRED_TESTS_SCRATCH_H
#define NEWSWIRED_TESTS_SCRATCH_H

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base.h"

struct scratch {
    char path[200];
    int dir; /* its descriptor */
};

static inline struct scratch scratch_new(void)
{
    const char *tmp = getenv("TMPDIR");
    struct scratch s;

    snprintf(s.path, sizeof(s.path), "%.150s/newswired-test-XXXXXX", tmp && tmp[0] ? tmp : "/tmp");
    must(mkdtemp(s.path));
    s.dir = open(s.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    must(s.dir >= 0);
    return s;
}

/* Closes the directory. Links are not followed. */
static inline void scratch_empty(int fd)
{
    DIR *dir = fdopendir(fd);

    must(dir);
    for (const struct dirent *e; (e = readdir(dir));) {
        int below;

        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 || unlinkat(fd, e->d_name, 0) == 0)
            continue;
        below = openat(fd, e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        must(below >= 0);
        scratch_empty(below);
        must(unlinkat(fd, e->d_name, AT_REMOVEDIR) == 0);
    }
    closedir(dir);
}

static inline void scratch_free(struct scratch *s)
{
    scratch_empty(s->dir);
    must(rmdir(s->path) == 0);
}

/* Into a ring of a few, for use inside one expression. */
static inline const char *scratch_path(const struct scratch *s, const char *name)
{
    static char paths[4][512];
    static size_t next;
    char *out = paths[next++ % 4];

    snprintf(out, sizeof(paths[0]), "%s/%s", s->path, name);
    return out;
}

static inline void scratch_write(const struct scratch *s, const char *name, struct span text)
{
    int fd = open(scratch_path(s, name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);

    must(fd >= 0 && file_write_all(fd, text) == 0);
    close(fd);
}

/* The whole file; "(none)" when there is none. The caller releases it. */
static inline struct buffer scratch_read(const struct scratch *s, const char *name)
{
    struct buffer text;

    if (file_read(s->dir, name, (size_t)1 << 30, &text) != 0)
        buffer_put_text(&text, "(none)");
    return text;
}

static inline bool scratch_holds(const struct scratch *s, const char *name, struct span want)
{
    struct buffer text = scratch_read(s, name);
    bool same = span_equal(buffer_span(&text), want);

    buffer_release(&text);
    return same;
}

static inline size_t scratch_count(const struct scratch *s, const char *name)
{
    DIR *dir = opendir(scratch_path(s, name));
    size_t n = 0;

    must(dir);
    for (const struct dirent *e; (e = readdir(dir));)
        n += e->d_name[0] != '.';
    closedir(dir);
    return n;
}

#endif
