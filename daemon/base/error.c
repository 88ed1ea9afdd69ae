/*
 * error.c - what is wrong, in words; and bugs, which abort
 *
 * Fatal: base_bug, always. Bugs: none known.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base.h"

noreturn void base_bug(const char *cond, const char *file, int line)
{
    fprintf(stderr, "newswired: bug at %s:%d: %s does not hold\n", file, line, cond);
    abort();
}

void error_set(struct error *e, const char *format, ...)
{
    va_list args;

    if (!e)
        return;
    va_start(args, format);
    vsnprintf(e->text, sizeof(e->text), format, args);
    va_end(args);
}
