/*
 * date_token.c - a date's text cut into numbers, words and signs
 *
 * Folding first: case and accents go, digits of all scripts become ASCII, so that the tables of months and zones hold
 * one form of each word.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <utf8proc.h>

#include "text.h"

#include "date_parts.h"

#define VALUE_LIMIT INT64_C(1000000000000000)
#define DOTLESS_I 0x131

/* The digit that a code point is, or -1. */
static int digit_of(uint32_t c)
{
    static const uint32_t zeros[] = {0x660, 0x6F0, 0x966, 0x9E6, 0xA66,  0xAE6,  0xBE6, 0xC66,
                                     0xCE6, 0xD66, 0xE50, 0xED0, 0x1040, 0x17E0, 0xFF10};

    for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++) {
        if (c >= zeros[i] && c <= zeros[i] + 9)
            return (int)(c - zeros[i]);
    }
    return -1;
}

/* Persian and Urdu have letters of their own for what Arabic writes otherwise. */
static uint32_t arabic_fold(uint32_t c)
{
    switch (c) {
    case 0x649: /* alef maksura */
    case 0x6CC: /* Farsi yeh */
    case 0x6CD:
        return 0x64A;
    case 0x6A9: /* keheh */
        return 0x643;
    case 0x6C1: /* heh goal */
    case 0x6BE:
        return 0x647;
    default:
        return c;
    }
}

static uint32_t simple_fold(uint32_t c)
{
    int digit;

    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    digit = digit_of(c);
    if (digit >= 0)
        return (uint32_t)('0' + digit);
    if (c == DOTLESS_I)
        return 'i';
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212) /* hyphens, dashes and the minus sign */
        return '-';
    if (c == 0x2018 || c == 0x2019 || c == 0x5F3) /* quotation marks; geresh, which shortens Hebrew names */
        return '\'';
    return c >= 0x640 && c <= 0x6FF ? arabic_fold(c) : c;
}

static bool put(struct tokens *t, uint32_t c)
{
    if (t->folded_len + 4 > sizeof(t->folded))
        return false;
    t->folded_len += utf8_put(t->folded + t->folded_len, c);
    return true;
}

/* Hangul taken apart would gain nothing; without their marks Thai's January and March would be the same. */
static bool stays(uint32_t c)
{
    return (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xE00 && c <= 0xE7F);
}

static bool fold(struct span s, struct tokens *t)
{
    utf8proc_int32_t parts[32];
    int boundary = 0;

    for (size_t at = 0; at < s.len;) {
        uint32_t c = simple_fold(utf8_next(s, &at));
        utf8proc_ssize_t n = 0;

        if (c >= 0x80 && !stays(c))
            n = utf8proc_decompose_char((utf8proc_int32_t)c, parts, 32, /* NOLINT */
                                        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                            UTF8PROC_STRIPMARK | UTF8PROC_IGNORE,
                                        &boundary);
        else if (!put(t, c))
            return false;
        for (utf8proc_ssize_t i = 0; i < n && i < 32; i++) {
            if (!put(t, simple_fold((uint32_t)parts[i])))
                return false;
        }
    }
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_space(char c)
{
    return (unsigned char)c <= ' ' || c == 0x7F;
}

static bool is_ascii_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* A dot inside a word belongs to it, "p.m", and so do slash and low line in ASCII, "america/new_york". */
static size_t word_end(const struct tokens *t, size_t at)
{
    for (; at < t->folded_len; at++) {
        char c = t->folded[at];

        if (is_letter(c))
            continue;
        if ((c != '.' && c != '/' && c != '_') || at + 1 == t->folded_len || !is_letter(t->folded[at + 1]))
            break;
        if (c != '.' && !is_ascii_letter(t->folded[at + 1]))
            break;
    }
    return at;
}

static size_t number_end(const struct tokens *t, size_t at, int64_t *value)
{
    for (*value = 0; at < t->folded_len && is_digit(t->folded[at]); at++) {
        if (*value < VALUE_LIMIT)
            *value = *value * 10 + (t->folded[at] - '0');
    }
    return at;
}

bool date_tokens(struct span s, struct tokens *t)
{
    size_t at = 0, end;
    bool glued = false;

    t->folded_len = t->count = 0;
    if (s.len > DATE_BYTES || !fold(s, t))
        return false;
    while (at < t->folded_len) {
        struct token *next = &t->list[t->count];

        if (is_space(t->folded[at])) {
            glued = false;
            at++;
            continue;
        }
        if (t->count == DATE_TOKENS)
            return false;
        *next = (struct token){.kind = TOKEN_SIGN, .glued = glued};
        end = at + 1;
        if (is_digit(t->folded[at])) {
            next->kind = TOKEN_NUMBER;
            end = number_end(t, at, &next->value);
        } else if (is_letter(t->folded[at])) {
            next->kind = TOKEN_WORD;
            end = word_end(t, at);
        }
        next->text = (struct span){t->folded + at, end - at};
        t->count++;
        at = end;
        glued = true;
    }
    for (size_t i = 0; i < DATE_LOOKAHEAD; i++)
        t->list[t->count + i] = (struct token){.kind = TOKEN_END};
    return true;
}

int date_compare(struct span word, const char *name)
{
    size_t i = 0;

    while (i < word.len && word.ptr[i] == name[i]) /* a name's NUL is in no word */
        i++;
    if (i == word.len)
        return name[i] ? -1 : 0;
    return (unsigned char)word.ptr[i] < (unsigned char)name[i] ? -1 : 1;
}
