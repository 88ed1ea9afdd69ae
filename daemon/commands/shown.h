/*
 * shown.h: what a peer wrote, as it may stand on a terminal
 *
 * A title may hold escape sequences, line feeds or characters that turn the direction of writing. None of them goes out:
 * white space becomes one space, what else steers becomes U+FFFD. All but shown_width is pure.
 */
#ifndef NEWSWIRED_COMMANDS_SHOWN_H
#define NEWSWIRED_COMMANDS_SHOWN_H

#include "base.h"
#include "model.h"

size_t shown_width(void); /* columns of the terminal; of a page when stdout is none */
size_t shown_columns(struct span s);
void shown_put(struct buffer *out, struct span s); /* on one line */
/* At most that many columns; what is longer ends in "…". */
void shown_put_cut(struct buffer *out, struct span s, size_t columns);
void shown_put_cell(struct buffer *out, struct span s, size_t columns); /* and padded to them */
/* Paragraphs as they are, each line broken at words to fit between indent and columns. */
void shown_put_text(struct buffer *out, struct span s, size_t indent, size_t columns);
void shown_put_time(struct buffer *out, int64_t wall_s); /* "2026-11-21 09:30:05"; "-" when unknown */
/* "label         text"; nothing when there is none. */
void shown_put_field(struct buffer *out, const char *label, struct span s);
void shown_put_fieldf(struct buffer *out, const char *label, const char *format, ...) base_printf(3, 4);
void shown_put_field_time(struct buffer *out, const char *label, int64_t wall_s);
void shown_put_field_id(struct buffer *out, const char *label, struct id id);
/* "    title: …of the gas [pipeline] to the…" */
void shown_put_hit(struct buffer *out, const struct item *item, const struct hit *h);

/* ---- a table: columns as wide as their cells, the last one cut to the width of the page ---------------- */
struct table {
    const char *const *head; /* one a column; NULL: no heading */
    size_t columns;
    bool noted; /* each row has one more cell, printed on a line of its own when it is not empty */
    char **cells;
    size_t count;
};
void table_cell(struct table *t, struct span s); /* row by row */
void table_cellf(struct table *t, const char *format, ...) base_printf(2, 3);
void table_time(struct table *t, int64_t wall_s);
void table_print(struct table *t); /* to stdout; empties the table */

#endif
