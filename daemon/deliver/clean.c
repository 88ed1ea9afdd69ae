/*
 * clean.c - makes what peers wrote harmless for a header, a terminal and a page
 *
 * C0, DEL and C1 controls (ESC begins OSC 52 and its kin) and the line separators U+2028 and U+2029 become a
 * space. U+202A to U+202E and U+2066 to U+2069 turn the reading order of what stands around them: dropped.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "text.h"

#include "letter.h"

static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029;
}

static bool turns_order(uint32_t c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

struct span clean_text(struct arena *a, struct span s)
{
    char *out = arena_bytes(a, s.len * 3 + 1); /* a bad byte becomes three */
    size_t len = 0;
    for (size_t at = 0; at < s.len;) {
        uint32_t c = utf8_next(s, &at);
        if (turns_order(c))
            continue;
        if (is_control(c))
            c = ' ';
        char bytes[4];
        size_t count = utf8_put(bytes, c);
        memcpy(out + len, bytes, count);
        len += count;
    }
    return (struct span){out, len};
}

struct span clean_line(struct arena *a, struct span s)
{
    struct span text = clean_text(a, s);
    char *out = arena_bytes(a, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c != ' ' || (len > 0 && out[len - 1] != ' '))
            out[len++] = c;
    }
    while (len > 0 && out[len - 1] == ' ')
        len--;
    return (struct span){out, len};
}

struct span clean_cut(struct arena *a, struct span s, size_t max_chars)
{
    must(max_chars > 0);
    size_t units = 0, keep = 0; /* keep: where to cut so that "…" still fits */
    for (size_t at = 0; at < s.len;) {
        units += utf8_next(s, &at) > 0xffff ? 2 : 1;
        if (units < max_chars)
            keep = at;
        if (units > max_chars)
            return arena_printf(a, "%.*s…", (int)keep, s.ptr);
    }
    return s;
}

struct span clean_short(struct arena *a, struct span s, size_t max_chars)
{
    return clean_cut(a, clean_line(a, span_cut(s, 0, utf8_cut(s, max_chars * 16))), max_chars);
}

void clean_put_html(struct buffer *out, struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        switch (s.ptr[i]) {
        case '&':
            buffer_put_text(out, "&amp;");
            break;
        case '<':
            buffer_put_text(out, "&lt;");
            break;
        case '>':
            buffer_put_text(out, "&gt;");
            break;
        case '"':
            buffer_put_text(out, "&quot;");
            break;
        case '\'':
            buffer_put_text(out, "&#39;");
            break;
        default:
            buffer_put_byte(out, s.ptr[i]);
        }
    }
}
