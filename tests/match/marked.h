/*
 * marked.h: one rule on one text in which the expected hits stand in [brackets]
 *
 * A text without brackets must not match. Hits that overlap cannot be marked; such cases are written out in C.
 */
#ifndef TESTS_MATCH_MARKED_H
#define TESTS_MATCH_MARKED_H

#include <stdio.h>
#include <string.h>

#include "match.h"
#include "model.h"
#include "text.h"

struct marked_row {
    const char *query, *marked;
};

struct mark {
    uint32_t start, end;
};

/* The text without brackets, and where they stood. */
static inline size_t marked_read(struct arena *a, const char *marked, struct span *text, struct mark *marks,
                                 size_t most)
{
    char *to = arena_bytes(a, strlen(marked) + 1);
    size_t count = 0;
    uint32_t len = 0;

    for (const char *p = marked; *p; p++) {
        if (*p == '[') {
            must(count < most);
            marks[count].start = len;
        } else if (*p == ']') {
            marks[count++].end = len;
        } else {
            to[len++] = *p;
        }
    }
    *text = (struct span){to, len};
    return count;
}

static inline struct match_set *marked_set(const char *query)
{
    struct match_set *s = match_set_new();
    struct match_rule rule = {.name = SPAN("r"), .query = span_of(query)};
    struct match_error e;

    if (match_set_add_rule(s, &rule, &e) != 0) {
        fprintf(stderr, "query %s: %d:%d %s\n", query, e.line, e.column, e.text);
        match_set_free(&s);
        return NULL;
    }
    match_set_seal(s);
    return s;
}

static inline void marked_print(const struct marked_row *row, const struct hit *hits, size_t count)
{
    fprintf(stderr, "query %s\n want %s\n  got", row->query, row->marked);
    for (size_t i = 0; i < count; i++)
        fprintf(stderr, " %u-%u \"%.*s\"", hits[i].start, hits[i].end, (int)hits[i].text.len,
                hits[i].text.ptr);
    fprintf(stderr, "\n");
}

/* Does the row hold, with the text as the content? */
static inline bool marked_holds(const struct marked_row *row)
{
    struct arena *a = arena_new();
    struct match_set *s = marked_set(row->query);
    struct mark marks[64];
    struct item item = {0};
    struct item_words words;
    struct match_input in = {.item = &item, .words = &words};
    struct hit *hits = NULL;
    size_t want = marked_read(a, row->marked, &item.content_text, marks, 64), count = 0;
    bool good = s != NULL;

    if (s) {
        item_words_of(a, &item, &words);
        count = match_item(s, &in, a, &hits);
        good = count == want;
    }
    for (size_t i = 0; i < count && good; i++) {
        good = hits[i].field == FIELD_CONTENT && hits[i].start == marks[i].start &&
               hits[i].end == marks[i].end &&
               span_equal(hits[i].text, span_cut(item.content_text, marks[i].start, marks[i].end)) &&
               span_equal(hits[i].rule, SPAN("r"));
    }
    if (!good)
        marked_print(row, hits, count);
    match_set_free(&s);
    arena_free(&a);
    return good;
}

static inline size_t marked_failures(const struct marked_row *rows, size_t count)
{
    size_t failures = 0;

    for (size_t i = 0; i < count; i++)
        failures += !marked_holds(&rows[i]);
    return failures;
}

#endif
