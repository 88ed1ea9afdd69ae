/*
 * table.c - rows of cells for a person: columns as wide as their cells, the last one cut to the width of the page
 *
 * Fatal: nothing. Bugs: all rows are in memory until they are printed.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"

#include "shown.h"

#define COLUMNS_MAX 16
#define GAP 2
#define NARROWEST_LAST 24

/* Cells a row. */
static size_t stride(const struct table *t)
{
    return t->columns + t->noted;
}

static bool is_note(const struct table *t, size_t cell)
{
    return t->noted && cell % stride(t) == t->columns;
}

void table_cell(struct table *t, struct span s)
{
    struct buffer text;

    buffer_init(&text, (size_t)1 << 20);
    shown_put(&text, s.len > 0 || is_note(t, t->count) ? s : SPAN("-"));
    t->cells = memory_grow(t->cells, t->count + 1, sizeof(*t->cells));
    t->cells[t->count++] = memory_copy(text.ptr ? text.ptr : "", text.len);
    buffer_release(&text);
}

void table_cellf(struct table *t, const char *format, ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    table_cell(t, span_of(text));
}

void table_time(struct table *t, int64_t wall_s)
{
    struct buffer text;

    buffer_init(&text, 64);
    shown_put_time(&text, wall_s);
    table_cell(t, buffer_span(&text));
    buffer_release(&text);
}

static void measure(const struct table *t, size_t *widths)
{
    for (size_t c = 0; c < t->columns; c++)
        widths[c] = t->head ? shown_columns(span_of(t->head[c])) : 0;
    for (size_t i = 0; i < t->count; i++) {
        size_t width = shown_columns(span_of(t->cells[i]));

        if (!is_note(t, i) && width > widths[i % stride(t)])
            widths[i % stride(t)] = width;
    }
}

static void put_row(struct buffer *out, const char *const *cells, size_t columns, const size_t *widths)
{
    size_t used = 0, room, page = shown_width();

    for (size_t c = 0; c + 1 < columns; c++) {
        shown_put_cell(out, span_of(cells[c]), widths[c]);
        buffer_put_text(out, "  ");
        used += widths[c] + GAP;
    }
    room = page > used + NARROWEST_LAST ? page - used : NARROWEST_LAST;
    shown_put_cut(out, span_of(cells[columns - 1]), room);
    buffer_put_byte(out, '\n');
    fwrite(out->ptr, 1, out->len, stdout);
    buffer_clear(out);
}

void table_print(struct table *t)
{
    size_t widths[COLUMNS_MAX];
    struct buffer out;

    must(t->columns > 0 && t->columns <= COLUMNS_MAX && t->count % stride(t) == 0);
    buffer_init(&out, (size_t)16 << 20);
    measure(t, widths);
    if (t->head && t->count > 0)
        put_row(&out, t->head, t->columns, widths);
    for (size_t i = 0; i < t->count; i += stride(t)) {
        put_row(&out, (const char *const *)t->cells + i, t->columns, widths);
        if (t->noted && t->cells[i + t->columns][0] != '\0')
            printf("    %s\n", t->cells[i + t->columns]);
    }
    for (size_t i = 0; i < t->count; i++)
        free(t->cells[i]);
    free(t->cells);
    t->cells = NULL;
    t->count = 0;
    buffer_release(&out);
}
