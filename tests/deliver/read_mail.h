/*
 * read_mail.h - a small reader of mails, written apart from the encoder, for its tests
 */
#ifndef TESTS_DELIVER_READ_MAIL_H
#define TESTS_DELIVER_READ_MAIL_H

#include "sample.h"

static inline int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* =XX and, in a body, soft breaks; in a header "_" is a space. False for what RFC 2045 or 2047 does not
 * allow. */
static inline bool read_quoted(struct span s, bool header, struct buffer *out)
{
    for (size_t i = 0; i < s.len; i++) {
        if (header && s.ptr[i] == '_') {
            buffer_put_byte(out, ' ');
        } else if (s.ptr[i] != '=') {
            buffer_put_byte(out, s.ptr[i]);
        } else if (!header && i + 2 < s.len && s.ptr[i + 1] == '\r' && s.ptr[i + 2] == '\n') {
            i += 2;
        } else if (i + 2 < s.len && hex_digit(s.ptr[i + 1]) >= 0 && hex_digit(s.ptr[i + 2]) >= 0) {
            buffer_put_byte(out, (char)(hex_digit(s.ptr[i + 1]) * 16 + hex_digit(s.ptr[i + 2])));
            i += 2;
        } else {
            return false;
        }
    }
    return true;
}

/* One field's value, unfolded and decoded; false when it is missing or wrong. Checks RFC 2047's lengths on
 * the way. */
static inline bool read_field(struct span mail, const char *name, struct buffer *out)
{
    char start[64];
    size_t at, end;
    snprintf(start, sizeof start, "\r\n%s: ", name);
    size_t head;
    if (!span_find(mail, SPAN("\r\n\r\n"), &head) ||
        !span_find(span_cut(mail, 0, head + 2), span_of(start), &at))
        return false;
    struct span rest = span_cut(mail, at + strlen(start), head + 2), line;
    bool was_word = false;
    for (bool first = true; span_find(rest, SPAN("\r\n"), &end) && (first || rest.ptr[0] == ' ');
         first = false) {
        line = span_cut(rest, 0, end);
        rest = span_cut(rest, end + 2, rest.len);
        if (!first && (line.len < 2 || line.ptr[1] == ' '))
            return false;
        struct span text = first ? line : span_cut(line, 1, line.len);
        bool word = span_starts(text, SPAN("=?UTF-8?"));
        if (line.len + (first ? strlen(start) - 2 : 0) > (word ? 76 : 78))
            return false;
        if (!first && !(word && was_word))
            buffer_put_byte(out, ' ');
        was_word = word;
        if (!word) {
            buffer_put_span(out, text);
            continue;
        }
        if (text.len > 75 || text.len < 13 || !span_ends(text, SPAN("?=")))
            return false;
        struct span payload = span_cut(text, 10, text.len - 2);
        size_t before = out->len;
        if (!(text.ptr[8] == 'B' ? base64_read(payload, out) : read_quoted(payload, true, out)))
            return false;
        if (((unsigned char)out->ptr[before] & 0xc0) == 0x80) /* begins in the middle of a character */
            return false;
    }
    return true;
}

/* Decodes the part whose type is given; "\r\n" stays as it is. */
static inline bool read_part(struct span mail, const char *type, struct buffer *out)
{
    char start[96];
    size_t at, end;
    snprintf(start, sizeof start, "\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: ", type);
    if (!span_find(mail, span_of(start), &at))
        return false;
    struct span rest = span_cut(mail, at + strlen(start), mail.len);
    if (!span_find(rest, SPAN("\r\n\r\n"), &at))
        return false;
    struct span encoding = span_cut(rest, 0, at);
    rest = span_cut(rest, at + 4, rest.len);
    if (!span_find(rest, SPAN("\r\n--=_"), &end))
        return false;
    rest = span_cut(rest, 0, end);
    return span_equal(encoding, SPAN("base64")) ? base64_read(rest, out) : read_quoted(rest, false, out);
}

#endif
