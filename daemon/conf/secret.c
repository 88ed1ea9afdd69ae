/*
 * secret.c - the content of a secret file
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"

#include "secret.h"

#define SECRET_LIMIT ((size_t)64 << 10)

char *secret_path(const char *path, struct error *e)
{
    const char *directory = getenv("CREDENTIALS_DIRECTORY");
    struct buffer b;
    char *whole;

    if (strncmp(path, "%d/", 3) != 0)
        return memory_copy(path, strlen(path));
    if (!directory || directory[0] == '\0') {
        error_set(e, "%s: CREDENTIALS_DIRECTORY is not set: %%d means systemd's credentials directory", path);
        return NULL;
    }
    buffer_init(&b, strlen(directory) + strlen(path));
    buffer_printf(&b, "%s/%s", directory, path + 3);
    whole = memory_copy(b.ptr, b.len);
    buffer_release(&b);
    return whole;
}

int settings_secret(const char *path, struct buffer *out, struct error *e)
{
    char *whole = secret_path(path, e);
    struct buffer raw;
    struct span text;
    int error;

    buffer_init(out, SECRET_LIMIT);
    if (!whole)
        return -ENOENT;
    error = file_read(AT_FDCWD, whole, SECRET_LIMIT, &raw);
    text = span_trim(buffer_span(&raw));
    if (error == 0 && text.len == 0)
        error = -ENODATA;
    if (error < 0)
        error_set(e, "%s: %s", path, error == -ENODATA ? "is empty" : strerror(-error));
    else
        buffer_put_span(out, text);
    if (raw.ptr)
        explicit_bzero(raw.ptr, raw.len);
    buffer_release(&raw);
    free(whole);
    return error;
}
