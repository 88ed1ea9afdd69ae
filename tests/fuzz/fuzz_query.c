/*
 * fuzz_query.c - a query and a text: compiling, and evaluating what compiled
 *
 * Input: query, title, content, parted by NUL bytes. Lists stand ready under the names a to c.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "match.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct match_set *new_set(struct span own_term)
{
    struct match_set *s = match_set_new();
    struct span a[] = {SPAN("iran*"), SPAN("中国"), SPAN("@b")}, b[] = {SPAN("free trade"), SPAN("@c")};
    const struct match_list lists[] = {
        {.name = SPAN("a"), .terms = a, .term_count = 3},
        {.name = SPAN("b"), .terms = b, .term_count = 2},
        {.name = SPAN("c"), .terms = &own_term, .term_count = 1},
    };
    struct match_error e;

    for (size_t i = 0; i < 3; i++) {
        int rc = match_set_add_list(s, &lists[i], &e);

        must(i == 2 || rc == 0);
    }
    return s;
}

static void check_hits(const struct item *item, const struct hit *hits, size_t count)
{
    must(count <= 128);
    for (size_t i = 0; i < count; i++) {
        const struct hit *h = &hits[i], *last = h - 1;
        struct span text = h->field == FIELD_TITLE ? item->title : item->content_text;

        if (h->field == FIELD_TITLE || h->field == FIELD_CONTENT)
            must(h->start < h->end && h->end <= text.len && h->text.ptr == text.ptr + h->start);
        must(h->text.len == h->end - h->start);
        if (i > 0 && span_equal(last->rule, h->rule) && last->field == h->field && last->index == h->index)
            must(last->start < h->start || (last->start == h->start && last->end < h->end));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = {(const char *)data, size}, query = {"", 0}, title = {"", 0};
    struct arena *a = arena_new();
    struct match_set *s;
    struct match_error e = {.line = 1, .column = 1};
    struct item_words words;
    struct item item = {.url = SPAN("https://example.org/iran-gas")};
    struct match_input in = {.item = &item, .words = &words, .feed = SPAN("bbc"), .language = SPAN("en-GB")};
    struct hit *hits;
    size_t count;
    int rc;

    span_split(&rest, '\0', &query);
    span_split(&rest, '\0', &title);
    item.title = utf8_mend(a, title);
    item.content_text = utf8_mend(a, rest);
    s = new_set(title);
    for (int i = 0; i < 2; i++) {
        struct match_rule rule = {.name = i == 0 ? SPAN("one") : SPAN("two"),
                                  .query = i == 0 ? query : title};

        rc = match_set_add_rule(s, &rule, &e);
        must(rc == 0 ||
             (e.line >= 1 && e.column >= 1 && e.text[0] != '\0' && utf8_is_valid(span_of(e.text))));
    }
    match_set_seal(s);
    item_words_of(a, &item, &words);
    count = match_item(s, &in, a, &hits);
    check_hits(&item, hits, count);
    match_set_free(&s);
    arena_free(&a);
    return 0;
}
