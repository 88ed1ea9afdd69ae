/*
 * place.h: the directories of an outbox in a scratch directory.
 */
#ifndef NEWSWIRED_TESTS_OUTBOX_PLACE_H
#define NEWSWIRED_TESTS_OUTBOX_PLACE_H

#include "outbox.h"

#include "../scratch.h"

struct place {
    struct scratch scratch;
    struct outbox_dirs dirs;
};

static inline int place_dir_of(struct place *p, const char *name)
{
    int fd;

    must(mkdirat(p->scratch.dir, name, 0750) == 0);
    fd = openat(p->scratch.dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    must(fd >= 0);
    return fd;
}

static inline void place_new(struct place *p)
{
    p->scratch = scratch_new();
    p->dirs.tmp = place_dir_of(p, "tmp");
    p->dirs.fresh = place_dir_of(p, "new");
    p->dirs.deferred = place_dir_of(p, "deferred");
    p->dirs.hold = place_dir_of(p, "hold");
    p->dirs.failed = place_dir_of(p, "failed");
    p->dirs.sent = place_dir_of(p, "sent");
}

static inline void place_free(struct place *p)
{
    const int fds[] = {p->dirs.tmp,  p->dirs.fresh,  p->dirs.deferred,
                       p->dirs.hold, p->dirs.failed, p->dirs.sent};

    for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++)
        close(fds[i]);
    scratch_free(&p->scratch);
}

static inline void place_run(struct durable_script **script)
{
    must(script_run(*script) == 0);
    script_free(script);
}

static inline void no_problem(void *arg, const char *place, const char *file, const char *what)
{
    (void)arg;
    fprintf(stderr, "%s/%s: %s\n", place, file, what);
    must(what == NULL);
}

#endif
