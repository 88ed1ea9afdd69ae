/*
 * fuzz_html.c - any bytes as HTML
 *
 * Beyond "no crash": text stays UTF-8 and has no empty line and no white space where a line begins or ends; a line is
 * one line; nothing grows beyond 6/5.
 */
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static void check_text(struct span text, bool one_line)
{
    for (size_t i = 0; i < text.len; i++) {
        bool at_end = i == 0 || i + 1 == text.len;

        must(text.ptr[i] != '\n' || !one_line);
        must(text.ptr[i] != '\t' && text.ptr[i] != '\r');
        must(!is_blank(text.ptr[i]) || (!at_end && !is_blank(text.ptr[i - 1])));
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
    must(text.len <= size + size / 5 && line.len <= size + size / 5 && decoded.len <= size + size / 5);
    if (utf8_is_valid(in))
        must(utf8_is_valid(text) && utf8_is_valid(line) && utf8_is_valid(decoded));
    (void)html_looks_like(in);
    (void)html_entity(in);
    arena_free(&a);
    return 0;
}
