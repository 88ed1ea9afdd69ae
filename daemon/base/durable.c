/*
 * durable.c - the sync thread: scripts of steps, in order, off the loop
 *
 * A script is handed over whole and comes back whole; the queue's lock is all that the two threads share.
 * Finished scripts wait in a list until the loop collects them; an eventfd wakes it. Fatal: no thread, no
 * eventfd. Bugs: none known.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base.h"

#define RETRY_MS 1000

enum step_kind {
    STEP_WRITE,
    STEP_SYNC,
    STEP_SYNC_DATA,
    STEP_CREATE,
    STEP_RENAME,
    STEP_UNLINK,
    STEP_APPEND,
    STEP_APPEND_SYNC,
    STEP_CLOSE
};

struct step {
    enum step_kind kind;
    int fd, to_dir;
    int64_t offset;
    char *name, *to_name;
    struct span bytes; /* owned */
};

struct durable_script {
    struct step *steps;
    size_t count, cap, next_step;
    int error;
    int64_t retry_at_ms; /* held: monotonic */
    durable_done *done;
    void *arg;
    struct durable_script *next;
};

struct queue {
    struct durable_script *first, **end;
};

struct durable {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct queue todo, held, finished;
    int trouble; /* why the last held script is held */
    size_t pending;
    int event;
    bool stop;
    size_t fail_at; /* tests: counts down over steps */
    int fail_error;
};

static void queue_put(struct queue *q, struct durable_script *s)
{
    s->next = NULL;
    *q->end = s;
    q->end = &s->next;
}

static struct durable_script *queue_take(struct queue *q)
{
    struct durable_script *s = q->first;

    if (s && !(q->first = s->next))
        q->end = &q->first;
    return s;
}

struct durable_script *script_new(void)
{
    return memory_get(sizeof(struct durable_script));
}

void script_free(struct durable_script **s)
{
    if (!*s)
        return;
    for (size_t i = 0; i < (*s)->count; i++) {
        free((*s)->steps[i].name);
        free((*s)->steps[i].to_name);
        free((void *)(uintptr_t)(*s)->steps[i].bytes.ptr);
    }
    free((*s)->steps);
    free(*s);
    *s = NULL;
}

size_t script_length(const struct durable_script *s)
{
    return s->count;
}

static struct step *add(struct durable_script *s, enum step_kind kind, int fd, const char *name)
{
    if (s->count == s->cap) {
        s->cap = s->cap ? s->cap * 2 : 8;
        s->steps = memory_grow(s->steps, s->cap, sizeof(*s->steps));
    }
    s->steps[s->count] =
        (struct step){.kind = kind, .fd = fd, .name = name ? memory_copy(name, strlen(name)) : NULL};
    return &s->steps[s->count++];
}

static struct span own(struct span bytes)
{
    return (struct span){memory_copy(bytes.ptr, bytes.len), bytes.len};
}

void script_write(struct durable_script *s, int fd, int64_t offset, struct span bytes)
{
    struct step *step = add(s, STEP_WRITE, fd, NULL);

    step->offset = offset;
    step->bytes = own(bytes);
}

void script_sync(struct durable_script *s, int fd, bool data_only)
{
    add(s, data_only ? STEP_SYNC_DATA : STEP_SYNC, fd, NULL);
}

void script_create(struct durable_script *s, int tmp_dir, const char *name, struct span bytes)
{
    add(s, STEP_CREATE, tmp_dir, name)->bytes = own(bytes);
}

void script_rename(struct durable_script *s, int from_dir, const char *from, int to_dir, const char *to)
{
    struct step *step = add(s, STEP_RENAME, from_dir, from);

    step->to_dir = to_dir;
    step->to_name = memory_copy(to, strlen(to));
}

void script_unlink(struct durable_script *s, int dir, const char *name)
{
    add(s, STEP_UNLINK, dir, name);
}

void script_close(struct durable_script *s, int fd)
{
    add(s, STEP_CLOSE, fd, NULL);
}

void script_append(struct durable_script *s, int dir, const char *name, struct span bytes, bool sync)
{
    add(s, sync ? STEP_APPEND_SYNC : STEP_APPEND, dir, name)->bytes = own(bytes);
}

static int write_at(const struct step *step)
{
    size_t done = 0;

    while (done < step->bytes.len) {
        ssize_t put =
            pwrite(step->fd, step->bytes.ptr + done, step->bytes.len - done, step->offset + (int64_t)done);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0) {
            int error = -errno;

            (void)!ftruncate(step->fd, step->offset); /* no half line stays; recovery would cut it too */
            return error;
        }
        done += (size_t)put;
    }
    return 0;
}

static int close_with(int fd, int error)
{
    return close(fd) < 0 && error == 0 ? -errno : error;
}

static int create(const struct step *step)
{
    int fd = openat(step->fd, step->name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640), error;

    if (fd < 0)
        return -errno;
    error = file_write_all(fd, step->bytes);
    if (error == 0 && fsync(fd) < 0)
        error = -errno;
    return close_with(fd, error);
}

/* A line begins on its own, whatever a crash left before it; a failure leaves the file as it was, to be tried again. */
static int append(const struct step *step, bool sync)
{
    int fd = openat(step->fd, step->name, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640);
    int error = 0;
    struct stat st;
    char last;

    if (fd < 0)
        return -errno;
    if (fstat(fd, &st) < 0)
        return close_with(fd, -errno);
    if (st.st_size > 0 && pread(fd, &last, 1, st.st_size - 1) == 1 && last != '\n')
        error = file_write_all(fd, SPAN("\n"));
    if (error == 0)
        error = file_write_all(fd, step->bytes);
    if (error == 0 && sync && fsync(fd) < 0)
        error = -errno;
    if (error != 0)
        (void)!ftruncate(fd, st.st_size);
    return close_with(fd, error);
}

static int run_step(const struct step *step)
{
    switch (step->kind) {
    case STEP_WRITE:
        return write_at(step);
    case STEP_SYNC:
        return fsync(step->fd) < 0 ? -errno : 0;
    case STEP_SYNC_DATA:
        return fdatasync(step->fd) < 0 ? -errno : 0;
    case STEP_CREATE:
        return create(step);
    case STEP_RENAME:
        return renameat(step->fd, step->name, step->to_dir, step->to_name) < 0 ? -errno : 0;
    case STEP_UNLINK:
        return unlinkat(step->fd, step->name, 0) < 0 && errno != ENOENT ? -errno : 0;
    case STEP_APPEND:
        return append(step, false);
    case STEP_APPEND_SYNC:
        return append(step, true);
    case STEP_CLOSE:
        close(step->fd);
        return 0;
    }
    return -EINVAL; /* not reached: the switch is whole */
}

int script_run(struct durable_script *s)
{
    for (size_t i = 0; i < s->count; i++) {
        int error = run_step(&s->steps[i]);

        if (error != 0)
            return error;
    }
    return 0;
}

static bool injected(struct durable *d, int *error)
{
    bool now;

    pthread_mutex_lock(&d->lock);
    now = d->fail_at > 0 && --d->fail_at == 0;
    *error = d->fail_error;
    pthread_mutex_unlock(&d->lock);
    return now;
}

/* A sync that failed may have marked the pages clean: what was written is cut off and written again before the next. */
static void step_back(struct durable_script *s)
{
    const struct step *failed = &s->steps[s->next_step];

    if (s->next_step == 0 || (failed->kind != STEP_SYNC && failed->kind != STEP_SYNC_DATA) ||
        failed[-1].kind != STEP_WRITE || failed[-1].fd != failed->fd)
        return;
    s->next_step--;
    (void)!ftruncate(failed->fd, s->steps[s->next_step].offset);
}

static void run_from_here(struct durable *d, struct durable_script *s)
{
    for (s->error = 0; s->next_step < s->count; s->next_step++) {
        if (!injected(d, &s->error))
            s->error = run_step(&s->steps[s->next_step]);
        if (s->error != 0) {
            step_back(s);
            return;
        }
    }
}

/* The next script to run, under the lock; NULL: nothing to do, and the thread is to end. */
static struct durable_script *wait_for_work(struct durable *d)
{
    for (;;) {
        struct durable_script *held = d->held.first;
        struct timespec until;

        if (d->todo.first)
            return queue_take(&d->todo);
        if (d->stop)
            return NULL;
        if (held && held->retry_at_ms <= clock_monotonic_ms())
            return queue_take(&d->held);
        if (!held) {
            pthread_cond_wait(&d->more, &d->lock);
            continue;
        }
        until = (struct timespec){held->retry_at_ms / 1000, held->retry_at_ms % 1000 * 1000000};
        pthread_cond_timedwait(&d->more, &d->lock, &until);
    }
}

/* Under the lock: back to the loop, or held. */
static void put_aside(struct durable *d, struct durable_script *s)
{
    uint64_t one = 1;

    if (s->error != 0 && s->error != -EIO) {
        s->retry_at_ms = clock_monotonic_ms() + RETRY_MS;
        d->trouble = s->error;
        queue_put(&d->held, s);
        return;
    }
    if (!d->held.first)
        d->trouble = 0;
    queue_put(&d->finished, s);
    must(write(d->event, &one, sizeof(one)) == (ssize_t)sizeof(one));
}

static void *work(void *arg)
{
    struct durable *d = arg;
    struct durable_script *s;

    pthread_mutex_lock(&d->lock);
    while ((s = wait_for_work(d))) {
        pthread_mutex_unlock(&d->lock);
        run_from_here(d, s);
        pthread_mutex_lock(&d->lock);
        put_aside(d, s);
    }
    pthread_mutex_unlock(&d->lock);
    return NULL;
}

struct durable *durable_new(void)
{
    struct durable *d = memory_get(sizeof(*d));
    sigset_t all, before;
    pthread_condattr_t monotonic;

    d->todo.end = &d->todo.first;
    d->held.end = &d->held.first;
    d->finished.end = &d->finished.first;
    d->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    must(d->event >= 0);
    must(pthread_condattr_init(&monotonic) == 0 &&
         pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    must(pthread_mutex_init(&d->lock, NULL) == 0 && pthread_cond_init(&d->more, &monotonic) == 0);
    pthread_condattr_destroy(&monotonic);
    sigfillset(&all); /* signals are for the loop's thread */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    must(pthread_create(&d->thread, NULL, work, d) == 0);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return d;
}

void durable_free(struct durable **d)
{
    struct durable_script *s;

    if (!*d)
        return;
    pthread_mutex_lock(&(*d)->lock);
    (*d)->stop = true;
    pthread_cond_signal(&(*d)->more);
    pthread_mutex_unlock(&(*d)->lock);
    pthread_join((*d)->thread, NULL);
    while ((s = queue_take(&(*d)->finished)) || (s = queue_take(&(*d)->held)))
        script_free(&s);
    pthread_mutex_destroy(&(*d)->lock);
    pthread_cond_destroy(&(*d)->more);
    close((*d)->event);
    free(*d);
    *d = NULL;
}

int durable_fd(const struct durable *d)
{
    return d->event;
}

size_t durable_pending(const struct durable *d)
{
    return d->pending;
}

int durable_trouble(struct durable *d)
{
    int error;

    pthread_mutex_lock(&d->lock);
    error = d->trouble;
    pthread_mutex_unlock(&d->lock);
    return error;
}

void durable_submit(struct durable *d, struct durable_script *s, durable_done *done, void *arg)
{
    s->done = done;
    s->arg = arg;
    d->pending++;
    pthread_mutex_lock(&d->lock);
    queue_put(&d->todo, s);
    pthread_cond_signal(&d->more);
    pthread_mutex_unlock(&d->lock);
}

void durable_collect(struct durable *d)
{
    struct durable_script *s;
    uint64_t count;

    (void)!read(d->event, &count, sizeof(count));
    for (;;) {
        pthread_mutex_lock(&d->lock);
        s = queue_take(&d->finished);
        pthread_mutex_unlock(&d->lock);
        if (!s)
            return;
        d->pending--;
        s->done(s->arg, s->error);
        script_free(&s);
    }
}

void durable_fail_at(struct durable *d, size_t nth, int error)
{
    pthread_mutex_lock(&d->lock);
    d->fail_at = nth;
    d->fail_error = error;
    pthread_mutex_unlock(&d->lock);
}
