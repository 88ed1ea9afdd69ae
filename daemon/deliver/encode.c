/*
 * encode.c - quoted-printable and base64 for the parts of a mail (RFC 2045 sections 6.7 and 6.8)
 *
 * Lines are at most 76 characters. Beyond the rules, a "." or "From " at the beginning of a line is encoded:
 * old transports meddle with both.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "mime.h"

#define LINE_MAX_CHARS 76
#define BASE64_BYTES_A_LINE 57

/* A writer that only counts when `out` is NULL. */
struct qp {
    struct buffer *out;
    size_t column, total;
};

static void qp_put(struct qp *w, const char *bytes, size_t len)
{
    if (w->out != NULL)
        buffer_put(w->out, bytes, len);
    w->total += len;
}

static bool qp_is_literal(struct span text, size_t i, size_t column)
{
    unsigned char c = (unsigned char)text.ptr[i];
    if (c == ' ' || c == '\t') /* not at the end of a line */
        return i + 1 < text.len && text.ptr[i + 1] != '\n';
    if (c < 33 || c > 126 || c == '=')
        return false;
    if (column == 0 && c == '.')
        return false;
    return !(column == 0 && span_starts(span_cut(text, i, text.len), SPAN("From ")));
}

static size_t put_quoted_printable(struct buffer *out, struct span text)
{
    static const char hex[] = "0123456789ABCDEF";
    struct qp w = {.out = out};
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\n') {
            qp_put(&w, "\r\n", 2);
            w.column = 0;
            continue;
        }
        bool literal = qp_is_literal(text, i, w.column);
        bool last = i + 1 == text.len || text.ptr[i + 1] == '\n';
        /* one column is kept for the "=" of a soft break, unless the line ends here anyway */
        if (w.column + (literal ? 1 : 3) > LINE_MAX_CHARS - (last ? 0U : 1U)) {
            qp_put(&w, "=\r\n", 3);
            w.column = 0;
            literal = qp_is_literal(text, i, 0);
        }
        unsigned char c = (unsigned char)text.ptr[i];
        char escaped[3] = {'=', hex[c >> 4], hex[c & 15]};
        qp_put(&w, literal ? &text.ptr[i] : escaped, literal ? 1 : 3);
        w.column += literal ? 1 : 3;
    }
    if (w.column > 0)
        qp_put(&w, "\r\n", 2);
    return w.total;
}

static size_t base64_bytes(size_t bytes)
{
    size_t lines = (bytes + BASE64_BYTES_A_LINE - 1) / BASE64_BYTES_A_LINE;
    return (bytes + 2) / 3 * 4 + lines * 2;
}

/* The canonical form of text has CRLF line breaks; they are inside what base64 encodes. */
static void put_canonical(struct buffer *out, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\n')
            buffer_put_byte(out, '\r');
        buffer_put_byte(out, text.ptr[i]);
    }
}

static void put_base64(struct buffer *out, struct span bytes)
{
    while (bytes.len > 0) {
        struct span line = span_cut(bytes, 0, BASE64_BYTES_A_LINE);
        base64_put(out, line.ptr, line.len);
        buffer_put_text(out, "\r\n");
        bytes = span_cut(bytes, line.len, bytes.len);
    }
}

void encode_put_part(struct buffer *out, struct span text)
{
    struct buffer canonical;
    buffer_init(&canonical, text.len * 2 + 1);
    put_canonical(&canonical, text);
    if (put_quoted_printable(NULL, text) <= base64_bytes(canonical.len)) {
        buffer_put_text(out, "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
        (void)put_quoted_printable(out, text);
    } else {
        buffer_put_text(out, "Content-Transfer-Encoding: base64\r\n\r\n");
        put_base64(out, buffer_span(&canonical));
    }
    buffer_release(&canonical);
}
