/*
 * render.h: a document as one text, the lines that `newswirectl parse` prints, to compare it with what is wanted.
 */
#ifndef NEWSWIRED_TEST_PARSE_RENDER_H
#define NEWSWIRED_TEST_PARSE_RENDER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "parse.h"

struct parse_row {
    const char *name, *in, *want; /* want: the feed's line, then one an item; or "error: …";
                                   the damage is compared where it has some */
    const char *url, *content_type;
};

static inline void render_document(struct buffer *out, const struct document *doc)
{
    buffer_put_byte(out, '{');
    document_put_json(out, doc);
    buffer_put_text(out, "}\n");
    for (size_t i = 0; i < doc->item_count; i++) {
        buffer_put_byte(out, '{');
        item_put_json(out, &doc->items[i]);
        buffer_put_text(out, "}\n");
    }
}

static inline void check_parse(const struct parse_row *row, struct span in)
{
    struct arena *a = arena_new();
    struct parse_input input = {in, span_of(row->url), span_of(row->content_type)};
    struct document doc;
    struct buffer out;
    struct error e;

    buffer_init(&out, (size_t)64 << 20);
    if (parse_document(a, &input, &doc, &e) == PARSE_OK) {
        if (!strstr(row->want, "\"damage\""))
            doc.damage = (struct span){0};
        render_document(&out, &doc);
    } else {
        buffer_printf(&out, "error: %s\n", e.text);
    }
    if (!span_equal(buffer_span(&out), span_of(row->want)))
        print_error("row: %s\n", row->name);
    assert_string_equal(out.ptr, row->want);
    buffer_release(&out);
    arena_free(&a);
}

static inline void check_parse_rows(const struct parse_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_parse(&rows[i], span_of(rows[i].in));
}

#endif
