/*
 * fuzz_fold.c - any bytes as text to fold
 *
 * Beyond "no crash": words are in order within the text, none is empty, the folded words are UTF-8 when the text is,
 * hashes are those of the folded bytes, a limit cuts off the end alone, and folding what was folded gives the same.
 */
#include <string.h>

#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_words(const struct words *w, struct span in)
{
    for (size_t i = 0; i < w->count; i++) {
        struct span folded = word_folded(w, i);

        must(folded.len > 0 && folded.len == w->list[i].folded_len);
        must(w->list[i].start < w->list[i].end && w->list[i].end <= in.len);
        must(i == 0 || w->list[i - 1].start <= w->list[i].start);
        must(w->list[i].hash == hash64(folded.ptr, folded.len));
    }
    must(!utf8_is_valid(in) || utf8_is_valid(w->folded));
}

static void check_limit(struct arena *a, struct span in, const struct words *w)
{
    struct words some;

    words_of(a, in, 3, &some);
    must(some.count == (w->count < 3 ? w->count : 3));
    for (size_t i = 0; i < some.count; i++)
        must(some.list[i].hash == w->list[i].hash && some.list[i].end == w->list[i].end);
}

static void check_again(struct arena *a, const struct words *w)
{
    for (size_t i = 0; i < w->count; i++) {
        struct words again;

        words_of(a, word_folded(w, i), 0, &again);
        must(again.count == 1 && again.list[0].hash == w->list[i].hash);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {(const char *)data, size};
    struct arena *a = arena_new();
    struct words w;

    words_of(a, in, 0, &w);
    check_words(&w, in);
    check_limit(a, in, &w);
    check_again(a, &w);
    arena_free(&a);
    return 0;
}
