/*
 * html_entity.c - character references
 *
 * A name without its semicolon is a reference only where HTML knows it so and where no letter, digit or `=` follows:
 * the rule that HTML has for attributes, used in text as well, because URLs like `?a=1&copy=2` stand there too. Only
 * letters may lack their semicolon within a word.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "text.h"

#include "html_parts.h"

#define NAME_LIMIT 31 /* CounterClockwiseContourIntegral */

/* What the bytes 0x80–0x9F of windows-1252 stand for; 0 where it has none (HTML 5, section 13.2.5.80). */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int digit_of(char c, bool hex)
{
    if (is_digit(c))
        return c - '0';
    if (hex && c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return hex && c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Compares a name with an entry's, which ends at its first sign. */
static int compare_name(struct span name, const char *entry)
{
    size_t i;

    for (i = 0; i < name.len; i++) {
        if (!is_letter(entry[i]) && !is_digit(entry[i]))
            return 1;
        if (name.ptr[i] != entry[i])
            return (unsigned char)name.ptr[i] < (unsigned char)entry[i] ? -1 : 1;
    }
    return is_letter(entry[i]) || is_digit(entry[i]) ? -1 : 0;
}

/* The entry's part behind the name: its sign and its text. */
static const char *find_entry(struct span name)
{
    size_t low = 0, high = html_entity_count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = compare_name(name, html_entities[mid]);

        if (order == 0)
            return html_entities[mid] + name.len;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

struct span html_entity(struct span name)
{
    const char *found = name.len > 0 && name.len <= NAME_LIMIT ? find_entry(name) : NULL;

    return span_of(found ? found + 1 : NULL);
}

static struct span text_of_code(uint32_t c, char room[4])
{
    if (c >= 0x80 && c <= 0x9F)
        c = windows_1252[c - 0x80];
    else if (c == 0 || c == 0xFFFE || c == 0xFFFF)
        c = 0xFFFD;
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F)
        return SPAN("");
    return (struct span){room, utf8_put(room, c)};
}

static size_t numeric_reference(struct span s, char room[4], struct span *text)
{
    bool hex = s.len > 2 && (s.ptr[2] == 'x' || s.ptr[2] == 'X');
    size_t first = hex ? 3 : 2, at;
    uint32_t code = 0;
    int digit;

    for (at = first; at < s.len && (digit = digit_of(s.ptr[at], hex)) >= 0; at++) {
        if (code <= 0x10FFFF)
            code = code * (hex ? 16 : 10) + (uint32_t)digit;
    }
    if (at == first)
        return 0;
    *text = text_of_code(code, room);
    return at < s.len && s.ptr[at] == ';' ? at + 1 : at;
}

size_t html_reference(struct span s, char room[4], struct span *text)
{
    const char *found;
    size_t at = 1;

    if (s.len > 2 && s.ptr[1] == '#')
        return numeric_reference(s, room, text);
    while (at < s.len && at <= NAME_LIMIT + 1 && (is_letter(s.ptr[at]) || is_digit(s.ptr[at])))
        at++;
    if (at == 1 || at > NAME_LIMIT + 1)
        return 0;
    found = find_entry(span_cut(s, 1, at));
    if (!found)
        return 0;
    if (at < s.len && s.ptr[at] == ';')
        at++;
    else if (*found == ';' || (at < s.len && s.ptr[at] == '='))
        return 0;
    *text = span_of(found + 1);
    return at;
}

/* À to ÿ but × and ÷, by their UTF-8. */
static bool is_latin_letter(const char *text)
{
    unsigned char second = (unsigned char)text[1];

    return (unsigned char)text[0] == 0xC3 && second != 0x97 && second != 0xB7 && text[2] == '\0';
}

#define LETTER_NAME_LEAST 4 /* "&eth" begins too many parameters */
#define LETTER_NAME_MOST 6

size_t html_text_reference(struct span s, char room[4], struct span *text)
{
    size_t used = html_reference(s, room, text), end = 1;

    if (used > 0)
        return used;
    while (end < s.len && end <= NAME_LIMIT && (is_letter(s.ptr[end]) || is_digit(s.ptr[end])))
        end++;
    if (end <= LETTER_NAME_LEAST || (end < s.len && s.ptr[end] == '='))
        return 0;
    for (size_t len = LETTER_NAME_MOST; len >= LETTER_NAME_LEAST; len--) {
        const char *found = len < end ? find_entry(span_cut(s, 1, 1 + len)) : NULL;

        if (found && *found == ',' && is_latin_letter(found + 1)) {
            *text = span_of(found + 1);
            return 1 + len;
        }
    }
    return 0;
}

struct span html_decode_entities(struct arena *a, struct span s)
{
    size_t first, at, len = 0;
    char *out;

    if (!span_find_byte(s, '&', &first))
        return s;
    out = arena_bytes(a, HTML_DECODED_BYTES(s.len));
    for (at = 0; at < s.len;) {
        struct span rest = span_cut(s, at, s.len), text;
        size_t run = rest.len, used;
        char room[4];

        (void)span_find_byte(rest, '&', &run);
        memcpy(out + len, rest.ptr, run);
        len += run;
        at += run;
        if (at == s.len)
            break;
        rest = span_cut(s, at, s.len);
        used = html_reference(rest, room, &text);
        if (used == 0) {
            text = span_cut(rest, 0, 1);
            used = 1;
        }
        memcpy(out + len, text.ptr, text.len);
        len += text.len;
        at += used;
    }
    return (struct span){out, len};
}
