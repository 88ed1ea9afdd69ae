/*
 * article_measure.c - how much a text says, and whether in sentences, in any script
 *
 * Nothing here knows words, for Chinese, Japanese and Thai write none. Of the marks only two kinds matter: those that
 * end a sentence and those that part it. A full stop counts where no letter follows, so that 3.5 and example.org have
 * none.
 *
 * Fatal: nothing. Bugs: Thai and Lao end sentences with a space, which is not counted.
 */
#include <string.h>

#include "text.h"

#include "article_parts.h"

enum sign { SIGN_NONE, SIGN_ENDER, SIGN_COMMA };

/* Marks beyond ASCII, sorted. */
static const struct {
    uint16_t code;
    uint8_t sign;
} marks[] = {
    {0x037E, SIGN_ENDER}, {0x0387, SIGN_COMMA}, {0x055D, SIGN_COMMA}, {0x0589, SIGN_ENDER},
    {0x060C, SIGN_COMMA}, {0x061B, SIGN_COMMA}, {0x061F, SIGN_ENDER}, {0x06D4, SIGN_ENDER},
    {0x0964, SIGN_ENDER}, {0x0965, SIGN_ENDER}, {0x104A, SIGN_COMMA}, {0x104B, SIGN_ENDER},
    {0x1362, SIGN_ENDER}, {0x1363, SIGN_COMMA}, {0x17D4, SIGN_ENDER}, {0x2026, SIGN_ENDER},
    {0x3001, SIGN_COMMA}, {0x3002, SIGN_ENDER}, {0xFF01, SIGN_ENDER}, {0xFF0C, SIGN_COMMA},
    {0xFF0E, SIGN_ENDER}, {0xFF1A, SIGN_COMMA}, {0xFF1B, SIGN_COMMA}, {0xFF1F, SIGN_ENDER},
    {0xFF61, SIGN_ENDER}, {0xFF64, SIGN_COMMA},
};

/* Scripts whose signs say more than a letter, and ranges that hold none. Sorted; what is not told is letters. */
static const struct {
    uint32_t first, last;
    uint8_t letters;
} ranges[] = {
    {0x0080, 0x00A9, 0},   {0x00AB, 0x00B4, 0},    {0x00B6, 0x00B9, 0}, {0x00BB, 0x00BF, 0},
    {0x00D7, 0x00D7, 0},   {0x00F7, 0x00F7, 0},    {0x02B0, 0x036F, 0}, {0x0483, 0x0489, 0},
    {0x0591, 0x05C7, 0},   {0x0600, 0x061F, 0},    {0x0640, 0x0640, 0}, {0x064B, 0x065F, 0},
    {0x066A, 0x066D, 0},   {0x06D4, 0x06D4, 0},    {0x06D6, 0x06ED, 0}, {0x0964, 0x0965, 0},
    {0x1100, 0x11FF, 1},   {0x2000, 0x206F, 0},    {0x20A0, 0x214F, 0}, {0x2190, 0x2BFF, 0},
    {0x2E80, 0x2FDF, 3},   {0x3000, 0x3004, 0},    {0x3008, 0x3020, 0}, {0x3030, 0x303F, 0},
    {0x3041, 0x309F, 3},   {0x30A0, 0x30A0, 0},    {0x30A1, 0x31FF, 3}, {0x3200, 0x33FF, 0},
    {0x3400, 0x4DBF, 3},   {0x4E00, 0x9FFF, 3},    {0xA960, 0xA97F, 1}, {0xAC00, 0xD7AF, 2},
    {0xE000, 0xF8FF, 0},   {0xF900, 0xFAFF, 3},    {0xFE00, 0xFE6F, 0}, {0xFEFF, 0xFEFF, 0},
    {0xFF00, 0xFF0F, 0},   {0xFF1A, 0xFF20, 0},    {0xFFF0, 0xFFFF, 0}, {0x1F000, 0x1FAFF, 0},
    {0x20000, 0x3FFFF, 3}, {0xE0000, 0x10FFFF, 0},
};

static bool is_ascii_letter(uint32_t c)
{
    return (c | 0x20) - 'a' < 26 || c - '0' < 10;
}

static uint32_t letters_of(uint32_t c)
{
    size_t low = 0, high = sizeof(ranges) / sizeof(ranges[0]);

    if (c < 0x80)
        return is_ascii_letter(c);
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (c > ranges[middle].last)
            low = middle + 1;
        else if (c < ranges[middle].first)
            high = middle;
        else
            return ranges[middle].letters;
    }
    return 1;
}

static enum sign sign_of(uint32_t c)
{
    size_t low = 0, high = sizeof(marks) / sizeof(marks[0]);

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (c == marks[middle].code)
            return (enum sign)marks[middle].sign;
        if (c > marks[middle].code)
            low = middle + 1;
        else
            high = middle;
    }
    return SIGN_NONE;
}

static void count_mark(struct measure *m, struct span s, size_t at)
{
    char c = s.ptr[at];

    if (c == ',' || c == ';' || c == ':')
        m->commas++;
    else if ((c == '.' || c == '!' || c == '?') &&
             (at + 1 == s.len || !is_ascii_letter((unsigned char)s.ptr[at + 1])))
        m->enders++;
}

void measure_text(struct measure *m, struct span s, bool linked)
{
    size_t at = 0;
    uint32_t letters = 0;

    while (at < s.len) {
        unsigned char byte = (unsigned char)s.ptr[at];
        uint32_t c;

        if (byte < 0x80) {
            if (is_ascii_letter(byte))
                letters++;
            else if (byte > ' ')
                count_mark(m, s, at);
            at++;
            continue;
        }
        c = utf8_next(s, &at);
        if (letters_of(c) > 0)
            letters += letters_of(c);
        else if (sign_of(c) == SIGN_ENDER)
            m->enders++;
        else if (sign_of(c) == SIGN_COMMA)
            m->commas++;
    }
    m->letters += letters;
    m->linked += linked ? letters : 0;
}

struct span measure_letters_only(struct arena *a, struct span s)
{
    char *out = arena_bytes(a, s.len + 1);
    size_t at = 0, len = 0;

    while (at < s.len) {
        size_t from = at;

        if (letters_of(utf8_next(s, &at)) > 0) {
            memcpy(out + len, s.ptr + from, at - from);
            len += at - from;
        }
    }
    return (struct span){out, len};
}
