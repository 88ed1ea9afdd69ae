/*
 * json_mend.c - mends JSON before it is read, and weighs it
 *
 * What readers refuse and publishers write: raw control characters inside of strings, \u0000, halves of surrogate
 * pairs, escapes of nothing, a comma before a closing bracket, comments, words that are none, numbers that no reader
 * holds (made strings).
 * A document that is cut off ends behind its last whole member, and is closed there; what stands behind its end is
 * dropped. One walk (two for what is cut off); nothing is copied unless something must change.
 *
 * A document whose tree would take more than TREE_LIMIT is refused, since values of a byte or two take hundreds there,
 * and one that is deeper than DEPTH_LIMIT. Of strings no more is left than an item keeps of a text.
 *
 * Fatal: nothing. Bugs: strings in single quotes, and a comma that is missing, are no JSON here either.
 */
#include <string.h>

#include "feed.h"

#define TREE_LIMIT ((size_t)18 << 20)
/* What jansson takes for each, as measured; of a value with its name and the text's frame. */
#define OBJECT_BYTES 240
#define ARRAY_BYTES 130
#define VALUE_BYTES 130
#define DEPTH_LIMIT 100
#define DIGITS_LIMIT 18 /* what fits into 64 bits whatever the digits */

struct json_mender {
    struct span text;
    size_t at, kept;
    struct buffer out;
    bool changed;
    struct damage damage;
    char closing[DEPTH_LIMIT + 1]; /* of the open brackets, the outermost first */
    size_t tree_bytes, depth;
    size_t whole; /* behind the last whole member */
};

/* Replaces from..to by `with`. */
static void replace(struct json_mender *m, size_t from, size_t to, const char *with)
{
    buffer_put_span(&m->out, span_cut(m->text, m->kept, from));
    buffer_put_text(&m->out, with);
    m->kept = m->at = to;
    m->changed = true;
}

static void mend(struct json_mender *m, size_t len, const char *with, const char *why)
{
    damage_note(&m->damage, m->at, why, (struct span){0});
    replace(m, m->at, m->at + len, with);
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
        if (m->at + 1 < m->text.len && !memchr("\"\\/bfnrt", m->text.ptr[m->at + 1], 8))
            mend(m, 1, "", "an escape of nothing");
        else
            m->at += 2;
        return;
    }
    if (unit == 0) {
        mend(m, 6, "", "\\u0000");
    } else if (unit >= 0xD800 && unit <= 0xDFFF) {
        low = unit_at(m->text, m->at + 6);
        if (unit <= 0xDBFF && low >= 0xDC00 && low <= 0xDFFF)
            m->at += 12;
        else
            mend(m, 6, "\\ufffd", "half of a surrogate pair");
    } else {
        m->at += 6;
    }
}

/* What is left of a string goes. */
static void cut_string(struct json_mender *m)
{
    size_t end = m->at;

    while (end < m->text.len && m->text.ptr[end] != '"')
        end += m->text.ptr[end] == '\\' ? 2 : 1;
    replace(m, m->at, end < m->text.len ? end : m->text.len, "");
}

/* Behind the opening quote; ends behind the closing one. */
static void mend_string(struct json_mender *m)
{
    for (size_t n = 0; m->at < m->text.len; n++) {
        char c = m->text.ptr[m->at];

        if (n > ITEM_TEXT_LIMIT && ((unsigned char)c & 0xC0) != 0x80 && c != '"') {
            cut_string(m); /* an item says that it was cut: one byte more is left than it keeps */
            continue;
        }

        if (c == '"') {
            m->at++;
            return;
        }
        if (c == '\\')
            mend_escape(m);
        else if ((unsigned char)c < 0x20)
            mend(m, 1, c == '\n' ? "\\n" : c == '\t' ? "\\t" : "", "a control character in a string");
        else
            m->at++;
    }
}

static void mend_comma(struct json_mender *m)
{
    size_t next = m->at + 1;

    m->whole = m->at;
    while (next < m->text.len && memchr(" \t\r\n", m->text.ptr[next], 4))
        next++;
    if (next < m->text.len && (m->text.ptr[next] == ']' || m->text.ptr[next] == '}'))
        mend(m, 1, "", "a comma before a closing bracket");
    else
        m->at++;
}

/* Whether a reader takes it, and without an overflow. */
static bool is_plain_number(struct span s)
{
    size_t first = s.ptr[0] == '-', e;
    bool zero =
        s.len > first + 1 && s.ptr[first] == '0' && s.ptr[first + 1] >= '0' && s.ptr[first + 1] <= '9';

    return s.len <= DIGITS_LIMIT && s.ptr[0] != '+' && !zero && !span_find_byte(s, 'e', &e) &&
           !span_find_byte(s, 'E', &e);
}

static void mend_number(struct json_mender *m)
{
    struct span s = m->text;
    size_t from = m->at, end = from;

    while (end < s.len && memchr("0123456789+-.eE", s.ptr[end], 15))
        end++;
    m->at = end;
    if (is_plain_number(span_cut(s, from, end)))
        return;
    replace(m, from, from, "\"");
    replace(m, end, end, "\"");
}

/* NaN, undefined, None */
static void mend_word(struct json_mender *m)
{
    struct span s = m->text, word;
    size_t end = m->at;

    while (end < s.len && (s.ptr[end] | 0x20) >= 'a' && (s.ptr[end] | 0x20) <= 'z')
        end++;
    word = span_cut(s, m->at, end);
    if (word.len < 3 || span_equal(word, SPAN("true")) || span_equal(word, SPAN("false")) ||
        span_equal(word, SPAN("null")))
        m->at = end;
    else
        mend(m, word.len, "null", "a word that is no JSON");
}

static void mend_comment(struct json_mender *m)
{
    struct span rest = span_cut(m->text, m->at, m->text.len);
    struct span closing = span_starts(rest, SPAN("/*")) ? SPAN("*/") : SPAN("\n");
    size_t len;

    if (!span_starts(rest, SPAN("/*")) && !span_starts(rest, SPAN("//")))
        m->at++;
    else if (span_find(rest, closing, &len))
        mend(m, len + closing.len, "", "a comment");
    else
        mend(m, rest.len, "", "a comment");
}

static void open_bracket(struct json_mender *m, char closing)
{
    m->tree_bytes += closing == '}' ? OBJECT_BYTES : ARRAY_BYTES;
    m->closing[m->depth++] = closing;
    m->at++;
}

/* What stands behind the last one is no part of the document. */
static void close_bracket(struct json_mender *m)
{
    m->depth -= m->depth > 0;
    m->whole = ++m->at;
    if (m->depth > 0 || span_trim(span_cut(m->text, m->at, m->text.len)).len == 0)
        return;
    damage_note(&m->damage, m->at, "something behind the end", (struct span){0});
    m->text.len = m->at;
}

static bool walk(struct json_mender *m)
{
    while (m->at < m->text.len && m->tree_bytes <= TREE_LIMIT && m->depth <= DEPTH_LIMIT) {
        char c = m->text.ptr[m->at];

        if (c == '"') {
            m->at++;
            mend_string(m);
        } else if (c == ',') {
            m->tree_bytes += VALUE_BYTES;
            mend_comma(m);
        } else if (c == '{' || c == '[') {
            open_bracket(m, c == '{' ? '}' : ']');
        } else if (c == '}' || c == ']') {
            close_bracket(m);
        } else if ((c >= '0' && c <= '9') || c == '-' || c == '+') {
            mend_number(m);
        } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
            mend_word(m);
        } else if (c == '/') {
            mend_comment(m);
        } else {
            m->at++;
        }
    }
    return m->at >= m->text.len;
}

/* Once more, up to the last whole member. */
static void close_all(struct json_mender *m)
{
    damage_note(&m->damage, m->text.len, "the document ends within an array or an object", (struct span){0});
    buffer_clear(&m->out);
    *m = (struct json_mender){
        .text = span_cut(m->text, 0, m->whole), .out = m->out, .damage = m->damage, .changed = true};
    walk(m);
    buffer_put_span(&m->out, span_cut(m->text, m->kept, m->text.len));
    m->kept = m->text.len;
    while (m->depth > 0)
        buffer_put_byte(&m->out, m->closing[--m->depth]);
}

bool json_mend(struct span text, struct mended_json *out, struct damage *damage)
{
    struct json_mender m = {.text = text};
    bool fits;

    buffer_init(&m.out, text.len * 2 + 64);
    fits = walk(&m);
    if (fits && m.depth > 0 && m.whole > 0)
        close_all(&m);
    *damage = fits ? m.damage : (struct damage){.at = m.at};
    if (!fits) {
        buffer_release(&m.out);
        return false;
    }
    if (m.changed)
        buffer_put_span(&m.out, span_cut(m.text, m.kept, m.text.len));
    *out = (struct mended_json){m.changed ? buffer_span(&m.out) : m.text, m.out, m.tree_bytes};
    return true;
}
