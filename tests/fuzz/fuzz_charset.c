/*
 * fuzz_charset.c - any bytes behind two lines of labels, HTTP's Content-Type and the declaration
 *
 * Beyond "no crash": what comes out is UTF-8 without the controls that XML shuts out, and is clean when read again.
 */
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = {(const char *)data, size}, content_type = SPAN(""), declared = SPAN(""), out, again;
    struct arena *a = arena_new();
    bool damaged;

    (void)span_split(&rest, '\n', &content_type);
    (void)span_split(&rest, '\n', &declared);
    out = charset_to_utf8(a, rest, charset_of_content_type(content_type), declared, &damaged);
    must(utf8_is_valid(out));
    for (size_t i = 0; i < out.len; i++) {
        unsigned char c = (unsigned char)out.ptr[i];

        must(c >= 0x20 || c == '\t' || c == '\n' || c == '\r');
    }
    if (!span_starts(out, SPAN("\xEF\xBB\xBF"))) { /* a second mark would be cut off */
        again = charset_to_utf8(a, out, SPAN(""), SPAN("utf-8"), &damaged);
        must(span_equal(out, again) && again.ptr == out.ptr && !damaged);
    }
    must(utf8_is_valid(utf8_mend(a, rest)));
    for (size_t i = 0; i <= out.len && i < 40; i++)
        must(utf8_cut(out, i) <= i && utf8_is_valid(span_cut(out, 0, utf8_cut(out, i))));
    arena_free(&a);
    return 0;
}
