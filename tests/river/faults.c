/*
 * faults.c - preloaded into the daemon: the disk fails, or the process dies, at a chosen call; the wall clock is moved
 *
 * Calls that change regular files or directories are counted from 1 on, over all threads, in the words of FAULT_KINDS
 * (comma-separated names; all when unset). FAULT_KILL=n dies before the n-th; with FAULT_TORN half of its bytes are
 * written first. FAULT_FAIL=n FAULT_ERRNO=e fails it, and FAULT_TIMES=t the t from it on; FAULT_SHORT=n writes half. FAULT_SLOW_MS=t delays each
 * fdatasync. FAULT_LOG=FILE gets a line a call. FAULT_CLOCK=FILE holds seconds that are added to the wall clock.
 * Fatal: nothing. Bugs: stdio is not watched; the daemon writes no file through it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum verdict { GO, FAIL, HALF };

static atomic_long calls;

static long number(const char *name)
{
    const char *value = getenv(name);

    return value ? strtol(value, NULL, 10) : 0;
}

static bool is_watched(const char *kind)
{
    const char *kinds = getenv("FAULT_KINDS"), *at;
    size_t len = strlen(kind);

    if (!kinds)
        return true;
    for (at = strstr(kinds, kind); at; at = strstr(at + 1, kind)) {
        if ((at == kinds || at[-1] == ',') && (at[len] == '\0' || at[len] == ','))
            return true;
    }
    return false;
}

/* "dir/name" with as much of the directory as tells it apart. */
static void describe(int fd, const char *name, char *out, size_t size)
{
    char link[64], path[512];
    ssize_t len;

    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    len = syscall(SYS_readlink, link, path, sizeof(path) - 1);
    path[len > 0 ? len : 0] = '\0';
    snprintf(out, size, "%s%s%s", path, name[0] ? "/" : "", name);
}

static void note(long n, const char *kind, int fd, const char *name)
{
    const char *file = getenv("FAULT_LOG");
    char what[800], line[1024];
    int log, len;

    if (!file)
        return;
    describe(fd, name, what, sizeof(what));
    len = snprintf(line, sizeof(line), "%ld %s %s\n", n, kind, what);
    log = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    (void)!syscall(SYS_write, log, line, (size_t)len);
    syscall(SYS_close, log);
}

static void die(void)
{
    syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    for (;;)
        ;
}

static bool is_to_fail(long n)
{
    long first = number("FAULT_FAIL"), times = getenv("FAULT_TIMES") ? number("FAULT_TIMES") : 1;

    return first > 0 && n >= first && n - first < times;
}

static enum verdict before(const char *kind, int fd, const char *name)
{
    int saved = errno;
    long n;

    if (!is_watched(kind))
        return GO;
    n = atomic_fetch_add(&calls, 1) + 1;
    note(n, kind, fd, name);
    errno = saved;
    if (n == number("FAULT_KILL")) {
        if (!getenv("FAULT_TORN") || !strstr(kind, "write"))
            die();
        return HALF;
    }
    if (is_to_fail(n)) {
        errno = (int)number("FAULT_ERRNO");
        return FAIL;
    }
    return n == number("FAULT_SHORT") ? HALF : GO;
}

static bool is_file(int fd)
{
    struct stat st;

    return fd > 2 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

static void after_half(void)
{
    if (getenv("FAULT_TORN"))
        die();
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    enum verdict v = is_file(fd) ? before("write", fd, "") : GO;
    ssize_t put;

    if (v == FAIL)
        return -1;
    put = syscall(SYS_write, fd, bytes, v == HALF ? (len + 1) / 2 : len);
    if (v == HALF)
        after_half();
    return put;
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t offset)
{
    enum verdict v = is_file(fd) ? before("pwrite", fd, "") : GO;
    ssize_t put;

    if (v == FAIL)
        return -1;
    put = syscall(SYS_pwrite64, fd, bytes, v == HALF ? (len + 1) / 2 : len, offset);
    if (v == HALF)
        after_half();
    return put;
}

int fsync(int fd)
{
    return before("fsync", fd, "") == FAIL ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    long ms = number("FAULT_SLOW_MS");
    struct timespec wait = {ms / 1000, ms % 1000 * 1000000};

    if (before("fdatasync", fd, "") == FAIL)
        return -1;
    if (ms > 0)
        nanosleep(&wait, NULL);
    return (int)syscall(SYS_fdatasync, fd);
}

int ftruncate(int fd, off_t len)
{
    return before("ftruncate", fd, "") == FAIL ? -1 : (int)syscall(SYS_ftruncate, fd, len);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
    return before("renameat", to_dir, to) == FAIL ? -1
                                                  : (int)syscall(SYS_renameat, from_dir, from, to_dir, to);
}

int unlinkat(int dir, const char *name, int flags)
{
    return before("unlinkat", dir, name) == FAIL ? -1 : (int)syscall(SYS_unlinkat, dir, name, flags);
}

int mkdirat(int dir, const char *name, mode_t mode)
{
    return before("mkdirat", dir, name) == FAIL ? -1 : (int)syscall(SYS_mkdirat, dir, name, mode);
}

int openat(int dir, const char *name, int flags, ...)
{
    mode_t mode = 0;
    va_list args;

    if (flags & O_CREAT) {
        va_start(args, flags);
        mode = va_arg(args, mode_t);
        va_end(args);
        if (before("create", dir, name) == FAIL)
            return -1;
    }
    return (int)syscall(SYS_openat, dir, name, flags, mode);
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
    const char *file = clock == CLOCK_REALTIME ? getenv("FAULT_CLOCK") : NULL;
    long result = syscall(SYS_clock_gettime, clock, out);
    char text[32] = "";
    int fd;

    if (!file)
        return (int)result;
    fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_RDONLY | O_CLOEXEC, 0);
    (void)!syscall(SYS_read, fd, text, sizeof(text) - 1);
    syscall(SYS_close, fd);
    out->tv_sec += strtol(text, NULL, 10);
    return (int)result;
}
