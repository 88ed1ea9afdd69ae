/*
 * term.c - what a rule says between two blanks or quotes, as folded words
 *
 * Folded by the same function as the texts, so that both sides see the same words: a term that falls into several words
 * is a phrase, and a Chinese term, each letter of which is a word, is a substring.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "match.h"
#include "text.h"

#include "query.h"

static bool cut_star(struct span *text)
{
    if (!span_ends(*text, SPAN("*")))
        return false;
    text->len--;
    return true;
}

const char *term_make(struct arena *a, struct span text, struct term *out)
{
    bool star;
    size_t at;
    struct words w;

    *out = (struct term){0};
    text = span_trim(text);
    star = cut_star(&text);
    if (span_find_byte(text, '*', &at) || (star && span_trim(text).len != text.len))
        return "a * stands only right behind the beginning of a last word, as in pipe*";
    words_of(a, text, TERM_WORDS + 1, &w);
    if (w.count == 0)
        return "there is no letter or digit in this term; write a word, or \"a phrase\"";
    if (w.count > TERM_WORDS)
        return "this phrase is too long (64 words at most); join two shorter ones with AND";
    out->count = (uint32_t)w.count;
    out->words = arena_get(a, w.count * sizeof(*out->words));
    for (uint32_t i = 0; i < out->count; i++) {
        out->words[i] = w.list[i].hash & WORD_KEY;
        if (i > 0 && w.list[i].start <= w.list[i - 1].end)
            out->words[i] |= WORD_TIGHT;
    }
    /* A letter that is a word of its own has nothing behind it: 中* is 中. */
    out->is_prefix = star && w.list[w.count - 1].kind != WORD_SINGLE;
    if (out->is_prefix)
        out->prefix = word_folded(&w, w.count - 1);
    for (uint32_t i = 1; i + out->is_prefix < out->count; i++) {
        if (w.list[i].folded_len > w.list[out->longest].folded_len)
            out->longest = i;
    }
    return NULL;
}
