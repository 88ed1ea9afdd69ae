/*
 * report.c - what a reader of the configuration must be told
 *
 * Fatal: nothing. Bugs: beyond REPORT_LINES lines the rest is counted, not kept.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"

#define TEXT_BYTES 1000

void report_add(struct report *r, bool warning, const char *file, int line, const char *format, ...)
{
    char text[TEXT_BYTES];
    struct buffer b;
    struct report_line *l;
    size_t what;
    va_list args;

    r->errors += !warning;
    if (r->count == REPORT_LINES)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    buffer_init(&b, 4 * TEXT_BYTES + strlen(file));
    line = line > 0 ? line : 1;
    buffer_printf(&b, "%s:%d: ", file, line);
    if (warning)
        buffer_put_text(&b, "warning: ");
    what = b.len;
    /* The file's own words come back to a terminal. */
    for (const char *c = text; *c; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            buffer_printf(&b, "\\x%02x", (unsigned)*c);
        else
            buffer_put_byte(&b, *c);
    }
    if ((r->count & (r->count - 1)) == 0)
        r->lines = memory_grow(r->lines, r->count > 0 ? r->count * 2 : 1, sizeof(*r->lines));
    l = &r->lines[r->count++];
    *l = (struct report_line){.file_len = strlen(file), .line = line, .warning = warning};
    l->text = memory_copy(b.ptr, b.len);
    l->what = l->text + what;
    buffer_release(&b);
}

void report_release(struct report *r)
{
    for (size_t i = 0; i < r->count; i++)
        free(r->lines[i].text);
    free(r->lines);
    *r = (struct report){0};
}
