/*
 * log.c - one line an event on stderr
 *
 * A line is written by one write, so that lines of several processes do not mix. Peer text goes through
 * log_quote. Fatal: nothing; a log that cannot be written is given up. Bugs: none known.
 */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base.h"

static enum log_level max_level = LOG_LEVEL_INFO;
static bool prefix;

void log_setup(enum log_level max, bool systemd_prefix)
{
    max_level = max;
    prefix = systemd_prefix;
}

void log_event(enum log_level level, const char *format, ...)
{
    char line[4096];
    int len = 0, more;
    va_list args;

    if (level > max_level)
        return;
    if (prefix)
        len = snprintf(line, sizeof(line), "<%d>", (int)level);
    va_start(args, format);
    more = vsnprintf(line + len, sizeof(line) - 1 - (size_t)len, format, args);
    va_end(args);
    if (more < 0)
        return;
    len += more;
    if (len > (int)sizeof(line) - 2)
        len = (int)sizeof(line) - 2;
    line[len++] = '\n';
    if (write(STDERR_FILENO, line, (size_t)len) < 0)
        return;
}

const char *log_quote(struct span s)
{
    static _Thread_local char ring[8][600];
    static _Thread_local unsigned turn;
    char *out = ring[turn++ % 8];
    struct buffer b;

    buffer_init(&b, 8192);
    json_put_string(&b, span_cut(s, 0, 500));
    snprintf(out, sizeof(ring[0]), "%s%s", b.ptr ? b.ptr : "\"\"", s.len > 500 ? "…" : "");
    buffer_release(&b);
    return out;
}
