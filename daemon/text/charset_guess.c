/*
 * charset_guess.c - which charset are bytes in that nobody labelled and that are no UTF-8
 *
 * Each language has its usual letters. For each language and charset, the bytes of its letters stand in the order of
 * their frequency; a byte of the text scores by its rank there, and one that means no letter of that language counts
 * against it. The best average wins, where the languages of one script are compared with each other: the scripts are
 * told apart before by how the bytes above 0x7F stand. Western languages have them one by one between ASCII letters;
 * other alphabets in runs of any length; the two-byte charsets in pairs, and the pairs tell which by the lead bytes
 * of their everyday characters. What is not clear stays windows-1252, as WHATWG has it.
 *
 * Fatal: nothing.
 * Bugs: a few words are not enough to tell languages of one script; Persian and Urdu are taken for Arabic, which has
 * the same charset.
 */
#include <string.h>

#include "text.h"

#include "charset_parts.h"

/* Bytes looked at, and those below which nothing is concluded. */
#define PROBE_BYTES ((size_t)64 << 10)
#define LETTERS_WANTED 3
#define PAIRS_WANTED 4

/* Scores by rank, and for what is no letter of the language. */
enum { FOREIGN = -5 };

/* clang-format off */
static const struct language {
    const char *label;
    const char *letters; /* bytes, the commonest first */
} western[] = {
    /* French, Spanish, Portuguese, Italian, German, Scandinavian, Icelandic, Finnish, Estonian; most of Europe's feeds */
    {"windows-1252", "\xE9\xE0\xE8\xEA\xE7\xF4\xE2\xFB\xF9\xEE\xEF\xC9\xC0\xEB"},
    {"windows-1252", "\xF3\xED\xE1\xE9\xF1\xFA\xBF\xA1\xFC\xD3\xC1\xCD"},
    {"windows-1252", "\xE3\xE7\xE9\xE1\xED\xEA\xF3\xF5\xFA\xE2\xE0\xF4\xC9"},
    {"windows-1252", "\xE0\xE8\xF2\xF9\xEC\xE9\xC8"},
    {"windows-1252", "\xFC\xE4\xF6\xDF\xDC\xC4\xD6\xE9"},
    {"windows-1252", "\xE4\xF6\xE5\xC5\xD6\xC4\xE9"},
    {"windows-1252", "\xE5\xF8\xE6\xD8\xE9\xC5\xC6\xF6"},
    {"windows-1252", "\xF0\xE1\xED\xF3\xFE\xE6\xF6\xE9\xFA\xFD\xDE\xC1\xD3\xD6"},
    {"windows-1252", "\xE4\xF5\xFC\xF6\xD5\xDC\xC4"},
    {"windows-1252", "\xE9\xEB\xEF\xFC\xE8\xF6"},
    /* Polish, Czech, Slovak, Hungarian, Romanian, Croatian and Slovene */
    {"windows-1250", "\xB3\xB9\xEA\xF3\xBF\x9C\xE6\xF1\x9F\xA3\x8C\xAF"},
    {"windows-1250", "\xED\xE1\xE9\xEC\xF8\xFD\x9E\x9A\xE8\xF9\xFA\xF2\x9D\x8A\xC8\xF3\x8E\xD8\xEF"},
    {"windows-1250", "\xE1\xED\xE9\x9E\x9A\xE8\xFD\xFA\xBE\x9D\xE4\xF3\xF4\xF2\xEF\xE5\xE0\x8A\xC8\x8E"},
    {"windows-1250", "\xE1\xE9\xF6\xF3\xF5\xFC\xED\xFB\xFA\xC1\xC9\xD6"},
    {"windows-1250", "\xE3\xBA\xFE\xEE\xE2\xAA\xDE\xCE"},
    {"windows-1250", "\x9A\xE8\x9E\xE6\xF0\x8A\x8E\xC8"},
    /* Turkish */
    {"windows-1254", "\xFD\xFC\xFE\xF0\xE7\xF6\xDD\xDE\xD6\xDC\xC7\xE2\xFB"},
    /* Lithuanian, Latvian */
    {"windows-1257", "\xEB\xF0\xE0\xF8\xFB\xFE\xE1\xE8\xE6\xD0\xDE\xC8"},
    {"windows-1257", "\xE2\xEE\xE7\xFB\xF0\xF2\xE8\xEF\xFE\xEC\xED\xD0\xDE"},
    /* Vietnamese, its tones behind the letters */
    {"windows-1258", "\xF2\xF0\xE2\xEC\xCC\xE0\xEA\xF4\xFD\xE1\xD2\xF5\xE3\xDE\xD0\xED\xF3\xE9\xFA\xE8\xF9"},
};
static const struct language alphabets[] = {
    /* Russian: 1251, the same in capitals, koi8-r, iso-8859-5, ibm866; Ukrainian, Bulgarian, Serbian */
    {"windows-1251", "\xEE\xE5\xE0\xE8\xED\xF2\xF1\xF0\xE2\xEB\xEA\xEC\xE4\xEF\xF3\xFF\xFB\xFC\xE3\xE7\xE1\xF7\xE9\xF5\xE6\xF8\xFE\xF6\xF9\xFD\xF4\xB8\xFA"},
    {"windows-1251", "\xCE\xC5\xC0\xC8\xCD\xD2\xD1\xD0\xC2\xCB\xCA\xCC\xC4\xCF\xD3\xDF\xDB\xDC\xC3\xC7\xC1\xD7\xC9\xD5\xC6\xD8\xDE\xD6\xD9\xDD\xD4"},
    {"koi8-r", "\xCF\xC5\xC1\xC9\xCE\xD4\xD3\xD2\xD7\xCC\xCB\xCD\xC4\xD0\xD5\xD1\xD9\xD8\xC7\xDA\xC2\xDE\xCA\xC8\xD6\xDB\xC0\xC3\xDD\xDC\xC6\xA3\xDF"},
    {"iso-8859-5", "\xDE\xD5\xD0\xD8\xDD\xE2\xE1\xE0\xD2\xDB\xDA\xDC\xD4\xDF\xE3\xEF\xEB\xEC\xD3\xD7\xD1\xE7\xD9\xE5\xD6\xE8\xEE\xE6\xE9\xED\xE4\xF1\xEA"},
    {"ibm866", "\xAE\xA5\xA0\xA8\xAD\xE2\xE1\xE0\xA2\xAB\xAA\xAC\xA4\xAF\xE3\xEF\xEB\xEC\xA3\xA7\xA1\xE7\xA9\xE5\xA6\xE8\xEE\xE6\xE9\xED\xE4\xF1\xEA"},
    {"windows-1251", "\xEE\xE0\xE8\xED\xE2\xF0\xE5\xB3\xF2\xF1\xEA\xEB\xE4\xF3\xEC\xEF\xFF\xE7\xE1\xFC\xE3\xF7\xE9\xF5\xBF\xE6\xBA\xFE\xF8\xF6\xF9\xF4\xB4"},
    {"koi8-u", "\xCF\xC1\xC9\xCE\xD7\xD2\xC5\xA6\xD4\xD3\xCB\xCC\xC4\xD5\xCD\xD0\xD1\xDA\xC2\xD8\xC7\xDE\xCA\xC8\xA7\xD6\xA4\xC0\xDB\xC3\xDD\xC6\xAD"},
    {"windows-1251", "\xE0\xE8\xEE\xE5\xF2\xED\xF0\xF1\xE2\xEB\xEA\xE4\xEF\xEC\xFA\xE7\xE3\xE1\xF3\xF7\xFF\xE6\xF9\xF6\xF5\xF8\xFE\xF4\xE9"},
    {"windows-1251", "\xE0\xEE\xE8\xE5\xED\xF0\xF1\xF2\xF3\xBC\xE2\xEA\xEB\xE4\xEF\xEC\xE7\xE3\xE1\xBE\x9A\xF8\xF7\xE6\xF6\xF5\x9E\xF4\x90\x9F"},
    /* Greek, Hebrew, Arabic and Persian, Thai */
    {"windows-1253", "\xE1\xEF\xE9\xE5\xF4\xF3\xED\xE7\xF5\xF1\xF0\xEA\xF2\xEB\xEC\xFC\xDF\xDC\xDD\xDE\xE3\xE4\xE8\xF9\xFD\xFE\xF7\xF6\xE2\xEE\xE6\xF8\xC1\xC7\xCF\xD4"},
    {"windows-1255", "\xE9\xE5\xE4\xEC\xE0\xF8\xFA\xE1\xEE\xF9\xED\xF0\xE3\xF7\xF2\xE7\xF1\xF4\xEB\xE8\xE2\xF6\xE6\xEF\xF5\xEA\xF3"},
    {"windows-1256", "\xC7\xE1\xED\xE3\xE6\xE4\xD1\xCA\xC8\xC9\xDA\xCF\xD3\xDD\xE5\xDF\xDE\xC3\xCD\xCC\xD4\xD8\xD5\xCE\xEC\xD6\xC5\xCB\xD0\xC6\xDB\xC1\xD9\xD2\xC4\xC2\xA1\x81\x8D\x90\x98\x8E"},
    {"windows-874", "\xD2\xB9\xC3\xCD\xA1\xE0\xA7\xE8\xE9\xC1\xD1\xC2\xC7\xC5\xD4\xB7\xCA\xB5\xD0\xD5\xBB\xB4\xA4\xCB\xE1\xBA\xE7\xA2\xA8\xE3\xEC\xD8\xD9\xBE\xD7\xE4\xE2\xAA\xB6\xBC\xB8\xB3\xD3\xC8\xAB\xD6"},
};
/* clang-format on */

struct tally {
    size_t bytes[256];    /* of the probe, how often each */
    size_t high;          /* bytes above 0x7F */
    size_t in_runs;       /* of these, in runs of two and more */
    size_t touching;      /* of these, beside an ASCII letter */
    size_t pairs;         /* lead and trail byte, walking each run from its start */
    size_t halves;        /* lead bytes without one that could be a trail */
    size_t trail_low;     /* pairs whose second byte is 0x40–0x7E: Big5, Shift_JIS */
    size_t trail_control; /* pairs with a byte in 0x80–0xA0: Shift_JIS, GBK */
    size_t kana;          /* lead A4 or A5: kana in EUC-JP */
    size_t kana_sjis;     /* lead 82 or 83: kana in Shift_JIS */
    size_t hangul;        /* lead B0–C8: Hangul in EUC-KR */
    size_t big5;          /* lead A4–C6, the everyday characters of Big5 */
};

static void count_pair(struct tally *t, unsigned char lead, unsigned char trail)
{
    t->pairs++;
    t->trail_low += trail < 0x80;
    t->trail_control += lead <= 0xA0 || (trail >= 0x80 && trail <= 0xA0);
    t->kana += lead == 0xA4 || lead == 0xA5;
    t->kana_sjis += lead == 0x82 || lead == 0x83;
    t->hangul += lead >= 0xB0 && lead <= 0xC8;
    t->big5 += lead >= 0xA4 && lead <= 0xC6;
}

static bool is_letter(unsigned char c)
{
    c |= 0x20;
    return c >= 'a' && c <= 'z';
}

static void count(struct tally *t, struct span s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t len = s.len < PROBE_BYTES ? s.len : PROBE_BYTES;
    bool lead = false;

    for (size_t i = 0; i < len; i++) {
        bool high = p[i] >= 0x80;

        t->bytes[p[i]]++;
        if (lead && (high || (p[i] >= 0x40 && p[i] < 0x7F))) {
            count_pair(t, p[i - 1], p[i]);
            lead = false;
        } else {
            t->halves += lead;
            lead = high;
        }
        if (!high)
            continue;
        t->high++;
        t->in_runs += (i > 0 && p[i - 1] >= 0x80) || (i + 1 < len && p[i + 1] >= 0x80);
        t->touching += (i > 0 && is_letter(p[i - 1])) || (i + 1 < len && is_letter(p[i + 1]));
    }
}

/* Neither for nor against: what windows charsets share, spaces, quotation marks, dashes, signs of money and rights. */
static bool is_neutral(unsigned c)
{
    static const char marks[] =
        "\x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\xA0\xA7\xA9\xAB\xAE\xB0\xB7\xBB";

    return memchr(marks, (int)c, sizeof(marks) - 1) != NULL;
}

/* The average score of the letters, in thousandths. */
static int64_t score(const struct tally *t, const char *letters)
{
    int64_t rank[256], sum = 0, counted = 0;

    for (size_t i = 0; i < 256; i++)
        rank[i] = FOREIGN;
    for (size_t i = 0; letters[i]; i++)
        rank[(unsigned char)letters[i]] = i < 4 ? 6 : i < 10 ? 4 : i < 18 ? 2 : i < 26 ? 0 : -1;
    for (unsigned c = 0x80; c < 256; c++) {
        if (rank[c] == FOREIGN && is_neutral(c))
            continue;
        sum += rank[c] * (int64_t)t->bytes[c];
        counted += (int64_t)t->bytes[c];
    }
    return counted < LETTERS_WANTED ? 0 : sum * 1000 / counted;
}

static const char *best(const struct tally *t, const struct language *list, size_t count, int64_t *highest)
{
    const char *label = "windows-1252";

    for (size_t i = 0; i < count; i++) {
        int64_t s = score(t, list[i].letters);

        if (s > *highest) {
            *highest = s;
            label = list[i].label;
        }
    }
    return label;
}
#define BEST(t, list, highest) best(t, list, sizeof(list) / sizeof((list)[0]), highest)

/* Of texts in pairs. */
static const char *two_byte(const struct tally *t)
{
    if (t->kana_sjis * 4 >= t->pairs)
        return "shift_jis";
    if (t->trail_low * 5 >= t->pairs && t->big5 * 10 >= t->pairs * 8)
        return "big5";
    if (t->kana * 4 >= t->pairs)
        return "euc-jp";
    if (t->hangul * 10 >= t->pairs * 9)
        return "euc-kr";
    return t->trail_control * 2 >= t->pairs ? "shift_jis" : "gb18030";
}

static const char *label_of(const struct tally *t)
{
    int64_t of_west = 0, of_alphabet = 0;
    const char *west = BEST(t, western, &of_west), *alphabet = BEST(t, alphabets, &of_alphabet);

    if (t->in_runs * 10 < t->high * 3)
        return west;
    if (t->touching * 10 >= t->high * 6 && of_west >= of_alphabet && of_west > 2000)
        return west;
    /* Words of an odd length leave half a pair, and no letter of an alphabet stands before an ASCII letter. */
    if (t->pairs >= PAIRS_WANTED && t->halves * 25 < t->pairs &&
        (of_alphabet < 2500 || t->trail_low * 5 >= t->pairs))
        return two_byte(t);
    return alphabet;
}

const struct charset *charset_guess(struct span bytes)
{
    struct tally t = {0};

    count(&t, bytes);
    return charset_find(span_of(label_of(&t)));
}

/* ISO-2022-JP is ASCII with escapes, which no text has that says nothing else. */
bool charset_is_escaped(struct span bytes)
{
    static const char *const escapes[] = {"$B", "$@", "(J", "$(D"};
    size_t at;

    while (span_find_byte(bytes, '\x1B', &at)) {
        bytes = span_cut(bytes, at + 1, bytes.len);
        for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
            if (span_starts(bytes, span_of(escapes[i])))
                return true;
        }
    }
    return false;
}
