/*
 * json_write.c - JSON text, by a plain byte loop
 *
 * What a string escapes beyond RFC 8259 section 7: DEL, C1 controls, line and paragraph separators, and the
 * bidirectional controls, because records are looked at in terminals.
 * Fatal: nothing. Bugs: none known.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base.h"

/* ASCII that must be escaped. */
static bool is_special(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\' || c == 0x7F;
}

/* Length of the valid UTF-8 character at p, 0 when it is none (RFC 3629). */
static size_t character_length(const unsigned char *p, size_t left)
{
    unsigned c = p[0];
    size_t n = c < 0x80                ? 1
               : c >= 0xC2 && c < 0xE0 ? 2
               : (c & 0xF0) == 0xE0    ? 3
               : c >= 0xF0 && c < 0xF5 ? 4
                                       : 0;

    if (n == 0 || n > left)
        return 0;
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    }
    if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] >= 0xA0) || (c == 0xF0 && p[1] < 0x90) ||
        (c == 0xF4 && p[1] >= 0x90))
        return 0;
    return n;
}

/* C1, U+061C, U+200E/F, U+2028..202E, U+2066..2069, U+FEFF. ZWNJ and ZWJ are spelling, they stay. */
static bool is_unwanted(uint32_t c)
{
    return (c >= 0x80 && c < 0xA0) || c == 0x61C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

static uint32_t code_point(const unsigned char *p, size_t n)
{
    uint32_t c = n == 2 ? p[0] & 0x1F : n == 3 ? p[0] & 0x0F : p[0] & 0x07;

    for (size_t i = 1; i < n; i++)
        c = c << 6 | (p[i] & 0x3F);
    return c;
}

static void put_control(struct buffer *b, unsigned char c)
{
    static const char letters[] = "btn.fr"; /* from 0x08 on; 0x0B has no letter */

    if (c == '"' || c == '\\')
        buffer_printf(b, "\\%c", c);
    else if (c >= 0x08 && c <= 0x0D && c != 0x0B)
        buffer_printf(b, "\\%c", letters[c - 0x08]);
    else
        buffer_printf(b, "\\u%04x", c);
}

/* Writes the character at p and returns its length in the source. */
static size_t put_special(struct buffer *b, const unsigned char *p, size_t left)
{
    size_t n = character_length(p, left);
    uint32_t c;

    if (p[0] < 0x80) {
        put_control(b, p[0]);
        return 1;
    }
    if (n == 0) {
        buffer_put_text(b, "\xEF\xBF\xBD");
        return 1;
    }
    c = code_point(p, n);
    if (is_unwanted(c))
        buffer_printf(b, "\\u%04x", (unsigned)c);
    else
        buffer_put(b, p, n);
    return n;
}

/* The end of the run from `at` on that is written as it is. */
static size_t plain_run(const unsigned char *p, size_t at, size_t len)
{
    while (at < len) {
        size_t n = 1;

        if (p[at] < 0x80 ? is_special(p[at]) : (n = character_length(p + at, len - at)) == 0)
            break;
        /* all that is_unwanted knows begins with one of these bytes */
        if ((p[at] == 0xC2 || p[at] == 0xD8 || p[at] == 0xE2 || p[at] == 0xEF) &&
            is_unwanted(code_point(p + at, n)))
            break;
        at += n;
    }
    return at;
}

void json_put_string(struct buffer *b, struct span s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t at = 0;

    buffer_put_byte(b, '"');
    while (at < s.len) {
        size_t end = plain_run(p, at, s.len);

        buffer_put(b, p + at, end - at);
        at = end;
        if (at < s.len)
            at += put_special(b, p + at, s.len - at);
    }
    buffer_put_byte(b, '"');
}

void json_put_key(struct buffer *b, const char *key)
{
    char last = b->len > 0 ? b->ptr[b->len - 1] : '{';

    if (last != '{' && last != '[')
        buffer_put_byte(b, ',');
    buffer_put_byte(b, '"');
    buffer_put_text(b, key);
    buffer_put(b, "\":", 2);
}

void json_put_text(struct buffer *b, const char *key, struct span s)
{
    if (s.len == 0)
        return;
    json_put_key(b, key);
    json_put_string(b, s);
}

void json_put_int(struct buffer *b, const char *key, int64_t n)
{
    json_put_key(b, key);
    buffer_printf(b, "%lld", (long long)n);
}

void json_put_number(struct buffer *b, const char *key, double d)
{
    long long scaled = isfinite(d) && fabs(d) < 1e14 ? llround(d * 10000) : 0;
    long long whole = llabs(scaled) / 10000, part = llabs(scaled) % 10000;
    char digits[8];
    int len;

    json_put_key(b, key);
    buffer_printf(b, "%s%lld", scaled < 0 ? "-" : "", whole);
    if (part == 0)
        return;
    len = snprintf(digits, sizeof(digits), "%04lld", part);
    while (digits[len - 1] == '0')
        digits[--len] = '\0';
    buffer_printf(b, ".%s", digits);
}

void json_put_bool(struct buffer *b, const char *key, bool v)
{
    json_put_key(b, key);
    buffer_put_text(b, v ? "true" : "false");
}

void json_put_time(struct buffer *b, const char *key, int64_t wall_s)
{
    char text[TIME_TEXT_BYTES];

    if (wall_s != TIME_UNKNOWN)
        json_put_text(b, key, span_of(time_format(wall_s, text)));
}

void json_put_id(struct buffer *b, const char *key, struct id id)
{
    char text[ID_TEXT_BYTES];

    if (!id_is_zero(id))
        json_put_text(b, key, span_of(id_format(id, text)));
}
