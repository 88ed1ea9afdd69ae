/*
 * fuzz_article.c - any bytes as an article's page
 *
 * The first line, when it begins with "text/", is the Content-Type. Beyond "no crash": what comes out is UTF-8 within
 * its limit, the title is one line, and a page in which nothing was found gives nothing.
 */
#include "parsed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct parse_input in = {.body = {(const char *)data, size}, .url = SPAN("http://f.example/d/page")};
    struct article page;

    if (span_starts(in.body, SPAN("text/")))
        span_split(&in.body, '\n', &in.content_type);
    if (parse_article(a, &in, &page)) {
        check_text(page.title, true);
        check_text(page.text, false);
        must(page.text.len > 0);
    } else {
        must(page.title.len == 0 && page.text.len == 0);
    }
    arena_free(&a);
    return 0;
}
