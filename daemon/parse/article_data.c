/*
 * article_data.c - what a page says about its article in JSON-LD (schema.org: NewsArticle and its kin)
 *
 * An articleBody is often cut, sometimes another article's, now and then the whole page. So it is believed only where
 * it and the page say the same; then it tells main text from the rest sharply. The comparison takes letters alone, in
 * windows of WINDOW bytes, so it needs no words.
 *
 * Fatal: no memory (base's rule). Bugs: of several articles in one page's data the longest body is taken.
 */
#include <stdlib.h>
#include <string.h>

#include "text.h"

#include "article_parts.h"
#include "feed.h"

#define DATA_LIMIT ((size_t)512 << 10) /* of all scripts together */
#define BODY_LIMIT ((size_t)256 << 10)
#define VALUES_LIMIT 20000 /* of JSON that are looked at */
#define STACK_LIMIT 256
#define WINDOW 24
#define AGREES 60 /* percent of the body's bytes that stand in the page */

static bool is_longer(struct span a, struct span b)
{
    return a.len > b.len;
}

static void look_at(struct arena *a, const struct json_value *v, struct page_data *out)
{
    struct span headline = json_span(json_get(v, "headline")), body = json_span(json_get(v, "articleBody"));

    if (out->headline.len == 0 || is_longer(body, out->body))
        out->headline = headline.len > 0 ? arena_copy(a, headline) : out->headline;
    if (is_longer(body, out->body))
        out->body = arena_copy(a, body);
}

/* Objects and arrays in any order; what does not fit on the stack is passed over. */
static void walk(struct arena *a, const struct json_value *root, struct page_data *out)
{
    const struct json_value *stack[STACK_LIMIT] = {root}, *value;
    size_t depth = 1, seen = 0;

    while (depth > 0 && seen < VALUES_LIMIT) {
        const struct json_value *v = stack[--depth];
        void *cursor = NULL;
        struct span key;

        if (json_is_object(v))
            look_at(a, v, out);
        for (size_t i = 0; json_is_array(v) && i < json_length(v) && depth < STACK_LIMIT; i++, seen++)
            stack[depth++] = json_at(v, i);
        while (json_is_object(v) && depth < STACK_LIMIT && json_member(v, &cursor, &key, &value)) {
            seen++;
            if (json_is_object(value) || json_is_array(value))
                stack[depth++] = value;
        }
    }
}

static void read_script(struct arena *a, struct span text, struct page_data *out)
{
    struct mended_json mended;
    struct damage damage = {0};
    struct json *json;

    if (!json_mend(text, &mended, &damage))
        return;
    json = json_read(mended.text, NULL);
    buffer_release(&mended.copy);
    if (json)
        walk(a, json_root(json), out);
    json_free(&json);
}

void page_data_read(const struct page *p, struct page_data *out)
{
    size_t total = 0, at;

    *out = (struct page_data){0};
    for (size_t i = 0; i < p->data_count; i++) {
        struct span text = span_trim(p->data[i]);

        total += text.len;
        if (total <= DATA_LIMIT &&
            (span_find(text, SPAN("\"articleBody\""), &at) || span_find(text, SPAN("\"headline\""), &at)))
            read_script(p->arena, text, out);
    }
    out->headline = html_to_line(p->arena, out->headline);
    out->body = html_to_text(p->arena, out->body);
    out->body = span_cut(out->body, 0, utf8_cut(out->body, BODY_LIMIT));
}

/* ---- windows ---------------------------------------------------------------------------------------------------- */

struct windows {
    uint32_t *slots; /* open addressing; 0 is empty */
    size_t mask;
};

static bool find_window(const struct windows *w, const char *bytes, size_t *slot)
{
    uint64_t hash = hash64(bytes, WINDOW);
    uint32_t mark = (uint32_t)(hash >> 32) | 1;

    for (*slot = (size_t)hash & w->mask; w->slots[*slot]; *slot = (*slot + 1) & w->mask) {
        if (w->slots[*slot] == mark)
            return true;
    }
    return false;
}

static void fill_windows(struct windows *w, struct arena *a, struct span letters)
{
    size_t room = 64, slot;

    while (room < letters.len * 2)
        room *= 2;
    w->slots = arena_get(a, room * sizeof(*w->slots));
    w->mask = room - 1;
    for (size_t i = 0; i + WINDOW <= letters.len; i++) {
        if (!find_window(w, letters.ptr + i, &slot))
            w->slots[slot] = (uint32_t)(hash64(letters.ptr + i, WINDOW) >> 32) | 1;
    }
}

/* Percent of the windows of a text, one behind the other and the last, that are known; -1: too short. */
static int8_t agreement_of(const struct windows *w, struct span letters)
{
    size_t known = 0, count = 0, slot;

    if (letters.len < WINDOW)
        return -1;
    for (size_t i = 0; i + WINDOW <= letters.len; i += WINDOW, count++)
        known += find_window(w, letters.ptr + i, &slot);
    known += find_window(w, letters.ptr + letters.len - WINDOW, &slot);
    count++;
    return (int8_t)(known * 100 / count);
}

int8_t *page_data_agreement(const struct page *p, struct span body)
{
    struct span letters = measure_letters_only(p->arena, body);
    int8_t *out = arena_get(p->arena, p->block_count + 1);
    struct arena *scratch;
    struct windows w;
    size_t same = 0;

    if (letters.len < 10 * WINDOW)
        return NULL;
    fill_windows(&w, p->arena, letters);
    scratch = arena_new();
    for (size_t i = 0; i < p->block_count; i++) {
        struct span own;

        arena_reset(scratch);
        own = measure_letters_only(scratch, page_block_line(p, scratch, &p->blocks[i]));
        out[i] = agreement_of(&w, own);
        if (out[i] >= 50)
            same += own.len;
    }
    arena_free(&scratch);
    return same * 100 >= letters.len * AGREES ? out : NULL;
}
