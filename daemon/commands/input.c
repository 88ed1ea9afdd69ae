/*
 * input.c - files and lines for the verbs that filter
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base.h"

#include "commands.h"

#define LINE_LIMIT ((size_t)64 << 20)

int command_fail(int code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("newswirectl: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return code;
}

FILE *command_open(const char *name)
{
    FILE *f;

    if (!name || strcmp(name, "-") == 0)
        return stdin;
    f = fopen(name, "rbe");
    if (!f)
        command_fail(EX_NOINPUT, "%s: %s", name, strerror(errno));
    return f;
}

int command_read_file(const char *name, size_t limit, struct buffer *out)
{
    FILE *f = command_open(name);
    char chunk[65536];
    size_t got;
    int code = EX_OK;

    if (!f)
        return EX_NOINPUT;
    buffer_init(out, limit);
    while ((got = fread(chunk, 1, sizeof(chunk), f)) > 0)
        buffer_put(out, chunk, got);
    if (ferror(f))
        code = command_fail(EX_IOERR, "%s: %s", name ? name : "stdin", strerror(errno));
    else if (out->overflow)
        code = command_fail(EX_DATAERR, "%s: larger than %zu bytes", name ? name : "stdin", limit);
    if (f != stdin)
        fclose(f);
    return code;
}

bool command_next_line(FILE *f, struct buffer *line)
{
    int c;

    if (line->limit == 0)
        buffer_init(line, LINE_LIMIT);
    buffer_clear(line);
    while ((c = getc_unlocked(f)) != EOF && c != '\n')
        buffer_put_byte(line, (char)c);
    return c != EOF || line->len > 0;
}
