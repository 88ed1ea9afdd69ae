/*
 * reference.c - character and entity references, decoded
 *
 * XML's five and numbers; besides, every name of HTML with its semicolon (`?a=1&copy=2` holds no reference). Numbers
 * in C1's place mean Windows-1252, as in HTML. Of what is no reference the ampersand stands for itself.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "text.h"

#include "reference.h"

#define REFERENCE_LIMIT 40 /* the longest name of HTML has 31 letters */

/* The character of XML's own five, 0 for another name. No table: in escaped HTML nearly every reference is one. */
static char predefined(struct span name)
{
    switch (name.len) {
    case 2:
        if (name.ptr[1] != 't')
            return 0;
        return name.ptr[0] == 'l' ? '<' : name.ptr[0] == 'g' ? '>' : 0;
    case 3:
        return memcmp(name.ptr, "amp", 3) == 0 ? '&' : 0;
    case 4:
        return memcmp(name.ptr, "quot", 4) == 0 ? '"' : memcmp(name.ptr, "apos", 4) == 0 ? '\'' : 0;
    default:
        return 0;
    }
}

/* The length of what stands between `&` and `;`, 0 when no reference begins there. */
static size_t reference_length(struct span s, size_t at)
{
    size_t i = at + 1, limit = s.len - i < REFERENCE_LIMIT ? s.len : i + REFERENCE_LIMIT;

    if (i < limit && s.ptr[i] == '#')
        i++;
    for (; i < limit; i++) {
        char c = s.ptr[i];

        if (c == ';')
            return i - at - 1;
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            return 0;
    }
    return 0;
}

/* The code point of "#123" or "#x7b"; false for anything else. */
static bool read_number(struct span s, uint32_t *out)
{
    bool hex = s.len > 2 && (s.ptr[1] == 'x' || s.ptr[1] == 'X');
    uint32_t n = 0;

    if (s.len < 2 || s.len > 12 || s.ptr[0] != '#')
        return false;
    for (size_t i = hex ? 2 : 1; i < s.len; i++) {
        uint32_t c = (unsigned char)s.ptr[i], lower = c | 0x20, digit;

        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if (hex && lower >= 'a' && lower <= 'f')
            digit = lower - 'a' + 10;
        else
            return false;
        n = n * (hex ? 16 : 10) + digit;
        if (n > 0x10FFFF)
            n = 0x110000; /* stays too large */
    }
    *out = n;
    return true;
}

/* Windows-1252 in C1's place, as HTML section 13.2.5.80 reads it and as publishers mean it. */
static uint32_t mean_character(uint32_t c)
{
    static const uint16_t windows[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                         0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                         0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                         0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

    if (c >= 0x80 && c <= 0x9F)
        return windows[c - 0x80];
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF)
        return 0xFFFD;
    return c;
}

enum kind {
    NO_REFERENCE,
    GOOD_REFERENCE, /* XML takes it as it stands */
    HTML_REFERENCE, /* a name that only HTML knows */
    BAD_REFERENCE,  /* a number of no character, or of another than was meant */
};

/* Some writers of XML put a character beyond U+FFFF as the two halves of its pair in UTF-16, "&#55357;&#56832;": its
 * code point, and the length of the second reference is added. Else `high` itself. */
static uint32_t join_halves(struct span s, uint32_t high, size_t *len)
{
    size_t low_len;
    uint32_t low;

    if (high < 0xD800 || high > 0xDBFF || *len >= s.len || s.ptr[*len] != '&')
        return high;
    low_len = reference_length(s, *len);
    if (!read_number(span_cut(s, *len + 1, *len + 1 + low_len), &low) || low < 0xDC00 || low > 0xDFFF)
        return high;
    *len += low_len + 2;
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

static enum kind read_number_reference(struct span s, char room[4], struct span *text, size_t *len)
{
    uint32_t number, meant;

    if (!read_number(span_cut(s, 1, *len - 1), &number))
        return NO_REFERENCE;
    number = join_halves(s, number, len);
    meant = mean_character(number);
    *text = (struct span){room, utf8_put(room, meant)};
    if (meant < 0x20 && meant != '\t' && meant != '\n' && meant != '\r') {
        text->len = 0; /* a control character is dropped, as everywhere */
        return BAD_REFERENCE;
    }
    return meant == number ? GOOD_REFERENCE : BAD_REFERENCE;
}

static struct span declared_text(struct entities *declared, struct span name)
{
    for (size_t i = 0; declared && i < declared->count; i++) {
        struct span known = declared->list[i].name, text = declared->list[i].text;

        if (known.len != name.len || known.ptr[0] != name.ptr[0] || !span_equal(known, name) ||
            text.len > declared->room)
            continue;
        declared->room -= text.len;
        return text;
    }
    return (struct span){0};
}

/* The reference that begins with the `&` at the start of s, if it does: its text and its length. */
static enum kind read_reference(struct span s, struct entities *declared, char room[4], struct span *text,
                                size_t *len)
{
    size_t name_len = reference_length(s, 0);
    struct span name = span_cut(s, 1, 1 + name_len);

    *len = name_len + 2;
    if (name_len == 0)
        return NO_REFERENCE;
    if (name.ptr[0] == '#')
        return read_number_reference(s, room, text, len);
    room[0] = predefined(name);
    if (room[0]) {
        *text = (struct span){room, 1};
        return GOOD_REFERENCE;
    }
    *text = declared_text(declared, name);
    if (text->len > 0)
        return GOOD_REFERENCE;
    *text = html_entity(name); /* empty when there is none */
    return text->len > 0 ? HTML_REFERENCE : NO_REFERENCE;
}

/* Pieces of text are gathered, so that the sink is not called for every word between two references. */
struct gathered {
    reference_sink *put;
    void *arg;
    size_t len;
    char text[2048];
};

static void flush(struct gathered *g)
{
    if (g->len > 0)
        g->put(g->arg, (struct span){g->text, g->len});
    g->len = 0;
}

static void gather(struct gathered *g, struct span piece)
{
    if (piece.len == 0)
        return;
    if (piece.len > sizeof(g->text) - g->len)
        flush(g);
    if (piece.len > sizeof(g->text)) {
        g->put(g->arg, piece);
        return;
    }
    memcpy(g->text + g->len, piece.ptr, piece.len);
    g->len += piece.len;
}

const char *reference_decode(struct span s, struct entities *declared, reference_sink *put, void *arg)
{
    struct gathered g;
    const char *bad = NULL;
    size_t from = 0, at = 0, hop, len;

    g.put = put;
    g.arg = arg;
    g.len = 0;
    while (span_find_byte(span_cut(s, at, s.len), '&', &hop)) {
        struct span text = {0};
        char room[4];
        enum kind kind;

        at += hop;
        kind = read_reference(span_cut(s, at, s.len), declared, room, &text, &len);
        if (!bad && (kind == NO_REFERENCE || kind == BAD_REFERENCE))
            bad = s.ptr + at;
        if (kind == NO_REFERENCE) {
            at++;
            continue;
        }
        gather(&g, span_cut(s, from, at));
        gather(&g, text);
        from = at += len;
    }
    gather(&g, span_cut(s, from, s.len));
    flush(&g);
    return bad;
}
