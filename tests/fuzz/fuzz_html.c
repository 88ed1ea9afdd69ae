/*
 * fuzz_html.c - any bytes as HTML
 *
 * Beyond "no crash": text stays UTF-8, has no empty line and no white space where a line ends, and only an item's line
 * is indented; a line is one line; references do not grow beyond 6/5, and text not beyond what items of lists need.
 */
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* From `at` on, where a line begins: an indentation by lists, and a sign. */
static bool is_item(struct span text, size_t at)
{
    while (at < text.len && text.ptr[at] == ' ')
        at++;
    return at < text.len && (text.ptr[at] == '-' || (text.ptr[at] >= '0' && text.ptr[at] <= '9'));
}

static void check_text(struct span text, bool one_line)
{
    for (size_t i = 0; i < text.len; i++) {
        char before = i > 0 ? text.ptr[i - 1] : '\n';

        must(text.ptr[i] != '\n' || !one_line);
        must(text.ptr[i] != '\t' && text.ptr[i] != '\r');
        if (!is_blank(text.ptr[i]))
            continue;
        must(i + 1 < text.len);
        if (before == '\n' && text.ptr[i] == ' ' && !one_line && is_item(text, i)) {
            while (text.ptr[i + 1] == ' ')
                i++;
            continue;
        }
        must(!is_blank(before));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {(const char *)data, size}, text, line, decoded;
    struct arena *a = arena_new();

    text = html_to_text(a, in);
    line = html_to_line(a, in);
    decoded = html_decode_entities(a, in);
    check_text(text, false);
    check_text(line, true);
    must(text.len <= 4 * size + 8 && line.len <= size + size / 5 && decoded.len <= size + size / 5);
    if (utf8_is_valid(in))
        must(utf8_is_valid(text) && utf8_is_valid(line) && utf8_is_valid(decoded));
    (void)html_looks_like(in);
    (void)html_entity(in);
    arena_free(&a);
    return 0;
}
