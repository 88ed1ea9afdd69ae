/*
 * html_write.c - text as it grows: lines, items of lists, cells of tables
 *
 * White space is owed, not written: a space, the sign between two cells, or a line feed, which outweighs both, is paid
 * before the next text, so that no line is empty and none ends in a space. An item's sign is owed in the same way.
 *
 * The cells of a row stand on one line with a sign between, as long as each is one line: a row with paragraphs in it
 * serves the layout, and its cells follow each other as paragraphs do. A cell without text leaves no trace.
 *
 * Fatal: nothing.
 * Bugs: only the first line of an item is indented; numbers are always 1, 2, 3.
 */
#include <string.h>

#include "text.h"

#include "html_parts.h"

#define INDENT_LEVELS 5
#define NUMBER_LIMIT 9999999U
/* What may stand before a text: a line feed, or the sign between cells; an indentation; a number. */
#define LEAD_BYTES (3 + 2 * INDENT_LEVELS + sizeof("9999999. "))

void writer_init(struct writer *w, struct arena *a, size_t bytes, bool one_line)
{
    *w = (struct writer){.arena = a, .one_line = one_line, .cap = bytes + LEAD_BYTES};
    w->ptr = arena_bytes(a, w->cap);
}

/* Rare: what is written is longer than its markup only in short items of deep lists. */
static void grow(struct writer *w, size_t n)
{
    size_t cap = 2 * w->cap + n;
    char *ptr = arena_bytes(w->arena, cap);

    memcpy(ptr, w->ptr, w->len);
    w->ptr = ptr;
    w->cap = cap;
}

static void append(struct writer *w, const char *p, size_t n)
{
    memcpy(w->ptr + w->len, p, n);
    w->len += n;
}

static void put_number(struct writer *w, unsigned n)
{
    char digits[16];
    size_t at = sizeof(digits);

    do
        digits[--at] = (char)('0' + n % 10);
    while ((n /= 10) > 0);
    append(w, digits + at, sizeof(digits) - at);
    append(w, ". ", 2);
}

static void put_item_sign(struct writer *w)
{
    size_t level = w->depth < LIST_LEVELS ? w->depth : LIST_LEVELS;
    struct list *list = level > 0 ? &w->lists[level - 1] : NULL;

    for (size_t i = 1; i < level && i < INDENT_LEVELS; i++)
        append(w, "  ", 2);
    if (!list || !list->numbered)
        append(w, "- ", 2);
    else
        put_number(w, list->next < NUMBER_LIMIT ? list->next++ : NUMBER_LIMIT);
}

/* Between two cells; a label has its sign already: "Released: 2020". */
static void put_cell_sign(struct writer *w)
{
    if (w->ptr[w->len - 1] == ':')
        append(w, " ", 1);
    else
        append(w, " | ", 3);
}

/* What is owed before the next text. */
static void pay(struct writer *w)
{
    if (w->owed != OWE_NOTHING && w->len > 0) {
        if (w->owed == OWE_SPACE || w->one_line)
            append(w, " ", 1);
        else if (w->owed == OWE_CELL)
            put_cell_sign(w);
        else
            append(w, "\n", 1);
        w->broken_row = w->broken_row || (w->owed == OWE_LINE && w->has_cell);
    }
    w->owed = OWE_NOTHING;
    if (w->item && !w->one_line)
        put_item_sign(w);
    w->item = false;
    w->bare_cell = false;
    w->has_cell = true;
}

void writer_put(struct writer *w, const char *p, size_t n)
{
    if (n == 0)
        return;
    if (w->cap - w->len < n + LEAD_BYTES)
        grow(w, n + LEAD_BYTES);
    if (w->owed != OWE_NOTHING || w->len == 0 || w->item)
        pay(w);
    append(w, p, n);
}

void writer_owe(struct writer *w, enum owed what)
{
    if (what == OWE_LINE && w->bare_cell)
        return;
    if (what > w->owed)
        w->owed = what;
}

static unsigned number_of(struct span s, unsigned otherwise)
{
    int64_t n;

    return span_to_int(span_trim(s), &n) && n >= 0 && n < NUMBER_LIMIT ? (unsigned)n : otherwise;
}

static void list_tag(struct writer *w, const struct tag *t)
{
    bool numbered = t->kind == TAG_NUMBERED;

    w->bare_cell = false;
    writer_owe(w, OWE_LINE);
    w->item = false;
    if (t->closing) {
        w->depth -= w->depth > 0;
    } else {
        if (w->depth < LIST_LEVELS)
            w->lists[w->depth] = (struct list){
                numbered, numbered ? number_of(markup_value(t->attributes, SPAN("start")), 1) : 0};
        w->depth++;
    }
}

static void item_tag(struct writer *w, const struct tag *t)
{
    struct list *list = w->depth > 0 && w->depth <= LIST_LEVELS ? &w->lists[w->depth - 1] : NULL;

    writer_owe(w, OWE_LINE);
    w->item = !t->closing;
    if (w->item && list && list->numbered)
        list->next = number_of(markup_value(t->attributes, SPAN("value")), list->next);
}

/* A line that was owed by the end of a paragraph in the cell before is not due, nor one at the cell's beginning. */
static void cell_tag(struct writer *w, const struct tag *t)
{
    w->bare_cell = !t->closing;
    if (t->closing)
        writer_owe(w, OWE_SPACE);
    else if (w->has_cell)
        w->owed = w->broken_row ? OWE_LINE : OWE_CELL;
}

static void row_tag(struct writer *w)
{
    w->bare_cell = false;
    writer_owe(w, OWE_LINE);
    w->has_cell = false;
    w->broken_row = false;
}

void writer_tag(struct writer *w, const struct tag *t)
{
    switch (t->kind) {
    case TAG_LIST:
    case TAG_NUMBERED:
        list_tag(w, t);
        break;
    case TAG_ITEM:
        item_tag(w, t);
        break;
    case TAG_CELL:
        cell_tag(w, t);
        break;
    case TAG_ROW:
        row_tag(w);
        break;
    case TAG_TABLE:
        w->bare_cell = false;
        writer_owe(w, OWE_LINE);
        w->broken_row = w->broken_row || t->closing; /* the row that this table stood in */
        break;
    case TAG_PRE:
        if (!t->closing)
            w->pre++;
        else if (w->pre > 0)
            w->pre--;
        writer_owe(w, OWE_LINE);
        break;
    case TAG_BLOCK:
    case TAG_BREAK:
        writer_owe(w, OWE_LINE);
        break;
    default:
        break;
    }
}
