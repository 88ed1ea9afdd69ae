/*
 * fold.c - what a code point becomes before words are compared
 *
 * 1. NFKD and case folding, by utf8proc.
 * 2. A nonspacing mark (Mn) after a Latin, Greek, Cyrillic, Arabic or Hebrew letter is dropped: é is e, أ is
 * ا. Elsewhere it stays, since there it makes another letter (が is not か) or is none to lose (virama).
 * 3. Letters that the keyboards of one word's readers confuse: ي ى→ی, ك→ک, ة ۃ ہ ھ ۂ ە→ه, ۓ→ے (hamza went in
 * 2).
 * 4. Default ignorables (soft hyphen, ZWNJ, ZWJ, bidi marks) and tatweel are nothing; ZERO WIDTH SPACE
 * separates.
 * 5. Decimal digits of all scripts become ASCII.
 * 6. What is left is composed again (NFKC), by words.c where marks follow.
 * Letters and digits make words. Apostrophes of all kinds separate, also those that Unicode calls letters.
 *
 * Fatal: nothing. Bugs: the rules know no language: Turkish ı is not i, and Thai is cut into letters.
 */
#include <utf8proc.h>

#include "base.h"

#include "fold.h"

#define TATWEEL 0x0640u
#define ZERO_WIDTH_SPACE 0x200Bu

struct range {
    uint32_t first, last;
};

static bool in_ranges(uint32_t cp, const struct range *r, size_t count)
{
    for (size_t i = 0; i < count && cp >= r[i].first; i++) {
        if (cp <= r[i].last)
            return true;
    }
    return false;
}

static bool is_apostrophe_letter(uint32_t cp)
{
    return (cp >= 0x02B9 && cp <= 0x02BF) || cp == 0x07F4 || cp == 0x07F5 || cp == 0xA78B || cp == 0xA78C;
}

static bool is_single(uint32_t cp)
{
    static const struct range singles[] = {
        {0x0E00, 0x0E7F}, {0x2E80, 0x2FDF},   {0x3005, 0x3007},   {0x3021, 0x3029},   {0x3038, 0x303C},
        {0x3041, 0x30FF}, {0x31F0, 0x31FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xF900, 0xFAFF},
        {0xFF66, 0xFF9F}, {0x16FF0, 0x16FF1}, {0x1AFF0, 0x1B16F}, {0x20000, 0x3FFFF},
    };
    return cp >= 0x0E00 && in_ranges(cp, singles, sizeof(singles) / sizeof(singles[0]));
}

bool fold_drops_marks(uint32_t letter)
{
    static const struct range dropping[] = {
        {0x0041, 0x02AF}, {0x0370, 0x052F}, {0x0590, 0x06FF}, {0x0750, 0x077F},
        {0x0870, 0x08FF}, {0x1C80, 0x1C8F}, {0x1D00, 0x1DBF}, {0x1E00, 0x1FFF},
        {0x2C60, 0x2C7F}, {0xA640, 0xA69F}, {0xA720, 0xA7FF}, {0xAB30, 0xAB6F},
    };
    return in_ranges(letter, dropping, sizeof(dropping) / sizeof(dropping[0]));
}

static uint32_t digit_to_ascii(uint32_t cp)
{
    uint32_t value = 0;

    /* Decimal digits stand in runs of ten, zero first (Unicode 4.6). */
    while (value < 9 && utf8proc_category((utf8proc_int32_t)(cp - value - 1)) == UTF8PROC_CATEGORY_ND)
        value++;
    return '0' + value;
}

static uint32_t unify(uint32_t cp)
{
    switch (cp) {
    case 0x064A: /* ي */
    case 0x0649: /* ى */
        return 0x06CC;
    case 0x0643: /* ك */
        return 0x06A9;
    case 0x0629: /* ة */
    case 0x06C3: /* ۃ */
    case 0x06C1: /* ہ */
    case 0x06BE: /* ھ */
    case 0x06C2: /* ۂ */
    case 0x06D5: /* ە */
        return 0x0647;
    case 0x06D3: /* ۓ */
        return 0x06D2;
    default:
        return cp;
    }
}

static enum fold_kind kind_of(uint32_t cp)
{
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)cp);

    if (cp == TATWEEL || (property->ignorable && cp != ZERO_WIDTH_SPACE))
        return FOLD_NOTHING;
    if (is_apostrophe_letter(cp))
        return FOLD_SEPARATOR;
    switch (property->category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return is_single(cp) ? FOLD_SINGLE : FOLD_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return FOLD_MARK;
    default:
        return FOLD_SEPARATOR;
    }
}

/* Steps 1 to 5 on one code point; a mark that comes first is left to the caller, who knows the letter before.
 */
static utf8proc_ssize_t decompose(uint32_t cp, utf8proc_int32_t out[FOLD_PARTS])
{
    const utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD;
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, out, FOLD_PARTS, options, &boundary);
    utf8proc_ssize_t kept = 0;
    bool drop = false;

    if (n < 0 || n > FOLD_PARTS)
        return 0;
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        utf8proc_category_t category = utf8proc_category(out[i]);

        if (category == UTF8PROC_CATEGORY_MN && drop)
            continue;
        if (category == UTF8PROC_CATEGORY_ND)
            out[i] = (utf8proc_int32_t)digit_to_ascii((uint32_t)out[i]);
        out[i] = (utf8proc_int32_t)unify((uint32_t)out[i]);
        drop = kind_of((uint32_t)out[i]) == FOLD_LETTER && fold_drops_marks((uint32_t)out[i]);
        out[kept++] = out[i];
    }
    return kept;
}

size_t fold_code_point(uint32_t cp, struct fold_part out[FOLD_PARTS])
{
    utf8proc_int32_t parts[FOLD_PARTS];
    utf8proc_ssize_t n;

    /* utf8proc decomposes some of these into letters, but they separate, or are nothing, as they stand. */
    if (is_apostrophe_letter(cp) || kind_of(cp) == FOLD_NOTHING) {
        out[0] = (struct fold_part){cp, kind_of(cp)};
        return 1;
    }
    n = decompose(cp, parts);
    n = utf8proc_normalize_utf32(parts, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n < 0)
        return 0;
    for (utf8proc_ssize_t i = 0; i < n; i++)
        out[i] = (struct fold_part){(uint32_t)parts[i], kind_of((uint32_t)parts[i])};
    return (size_t)n;
}
