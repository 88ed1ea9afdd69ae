/*
 * file.c - whole small files
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base.h"

int file_read(int dir, const char *name, size_t limit, struct buffer *out)
{
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOCTTY), error = 0;
    ssize_t got;

    buffer_init(out, limit);
    if (fd < 0)
        return -errno;
    for (;;) {
        char chunk[65536];

        got = read(fd, chunk, sizeof(chunk));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        buffer_put(out, chunk, (size_t)got);
        if (out->overflow)
            break;
    }
    if (got < 0)
        error = -errno;
    else if (out->overflow)
        error = -EFBIG;
    close(fd);
    return error;
}

int file_write_all(int fd, struct span bytes)
{
    while (bytes.len > 0) {
        ssize_t put = write(fd, bytes.ptr, bytes.len);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -errno;
        bytes = span_cut(bytes, (size_t)put, bytes.len);
    }
    return 0;
}

int file_replace(int dir, const char *name, struct span bytes)
{
    char tmp[300];
    int fd, error;

    if (snprintf(tmp, sizeof(tmp), "%s.tmp", name) >= (int)sizeof(tmp))
        return -ENAMETOOLONG;
    fd = openat(dir, tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0)
        return -errno;
    error = file_write_all(fd, bytes);
    if (error == 0 && fsync(fd) < 0)
        error = -errno;
    if (close(fd) < 0 && error == 0)
        error = -errno;
    if (error == 0 && renameat(dir, tmp, dir, name) < 0)
        error = -errno;
    if (error == 0 && fsync(dir) < 0)
        error = -errno;
    if (error != 0)
        (void)unlinkat(dir, tmp, 0);
    return error;
}

int file_make_dirs(int dir, const char *path, unsigned mode)
{
    char part[4096];
    size_t len = strlen(path);

    if (len >= sizeof(part))
        return -ENAMETOOLONG;
    for (size_t i = 1; i <= len; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdirat(dir, part, (mode_t)mode) < 0 && errno != EEXIST)
            return -errno;
    }
    return 0;
}

int64_t file_free_bytes(int dir)
{
    struct statvfs s;

    if (fstatvfs(dir, &s) < 0)
        return -errno;
    return (int64_t)s.f_bavail * (int64_t)s.f_frsize;
}
