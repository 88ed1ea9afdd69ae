/*
 * json_mend.c - mends JSON before it is read, and weighs it
 *
 * What readers refuse and publishers write: raw control characters inside of strings, \u0000, halves of surrogate
 * pairs, a comma before a closing bracket. One walk; nothing is copied unless something must change. A document of
 * more than VALUE_LIMIT values is refused, since each takes ten times its bytes in a tree, and one that is deeper
 * than DEPTH_LIMIT.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "feed.h"

#define VALUE_LIMIT 400000
#define DEPTH_LIMIT 100

struct json_mender {
    struct span text;
    size_t at, kept;
    struct buffer out;
};

/* Replaces from..to by `with`. */
static void replace(struct json_mender *m, size_t from, size_t to, const char *with)
{
    buffer_put_span(&m->out, span_cut(m->text, m->kept, from));
    buffer_put_text(&m->out, with);
    m->kept = m->at = to;
}

/* The value of \uXXXX at `at`, or -1. */
static int32_t unit_at(struct span s, size_t at)
{
    int32_t n = 0;

    if (at + 6 > s.len || s.ptr[at] != '\\' || s.ptr[at + 1] != 'u')
        return -1;
    for (size_t i = at + 2; i < at + 6; i++) {
        const char *hex = "0123456789abcdef", *digit = strchr(hex, s.ptr[i] | 0x20);

        if (!digit || !*digit)
            return -1;
        n = n * 16 + (int32_t)(digit - hex);
    }
    return n;
}

static void mend_escape(struct json_mender *m)
{
    int32_t unit = unit_at(m->text, m->at), low;

    if (unit < 0) {
        m->at += 2;
        return;
    }
    if (unit == 0) {
        replace(m, m->at, m->at + 6, "");
    } else if (unit >= 0xD800 && unit <= 0xDFFF) {
        low = unit_at(m->text, m->at + 6);
        if (unit <= 0xDBFF && low >= 0xDC00 && low <= 0xDFFF)
            m->at += 12;
        else
            replace(m, m->at, m->at + 6, "\\ufffd");
    } else {
        m->at += 6;
    }
}

/* Behind the opening quote; ends behind the closing one. */
static void mend_string(struct json_mender *m)
{
    while (m->at < m->text.len) {
        char c = m->text.ptr[m->at];

        if (c == '"') {
            m->at++;
            return;
        }
        if (c == '\\')
            mend_escape(m);
        else if (c == '\n' || c == '\r' || c == '\t')
            replace(m, m->at, m->at + 1, c == '\n' ? "\\n" : c == '\t' ? "\\t" : "");
        else if ((unsigned char)c < 0x20)
            replace(m, m->at, m->at + 1, "");
        else
            m->at++;
    }
}

static void mend_comma(struct json_mender *m)
{
    size_t next = m->at + 1;

    while (next < m->text.len && memchr(" \t\r\n", m->text.ptr[next], 4))
        next++;
    if (next < m->text.len && (m->text.ptr[next] == ']' || m->text.ptr[next] == '}'))
        replace(m, m->at, m->at + 1, "");
    else
        m->at++;
}

static bool walk(struct json_mender *m)
{
    size_t values = 0, depth = 0;

    while (m->at < m->text.len && values <= VALUE_LIMIT && depth <= DEPTH_LIMIT) {
        switch (m->text.ptr[m->at]) {
        case '"':
            m->at++;
            mend_string(m);
            continue;
        case ',':
            values++;
            mend_comma(m);
            continue;
        case '{':
        case '[':
            values++;
            depth++;
            break;
        case '}':
        case ']':
            depth -= depth > 0;
            break;
        default:
            break;
        }
        m->at++;
    }
    return m->at >= m->text.len;
}

bool json_mend(struct arena *a, struct span text, struct span *out, bool *damaged)
{
    struct json_mender m = {.text = text};
    bool fits;

    buffer_init(&m.out, text.len * 2 + 64);
    fits = walk(&m);
    *out = text;
    *damaged = m.kept > 0;
    if (fits && m.kept > 0) {
        buffer_put_span(&m.out, span_cut(text, m.kept, text.len));
        *out = arena_copy(a, buffer_span(&m.out));
    }
    buffer_release(&m.out);
    return fits;
}
