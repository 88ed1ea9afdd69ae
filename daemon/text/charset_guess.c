/*
 * charset_guess.c - which charset are bytes in that nobody labelled and that are no UTF-8
 *
 * Western text has single bytes above 0x7F between ASCII letters; everything else has runs of them. In runs, Cyrillic
 * is told by its letters filling 0xC0–0xFF, the two-byte charsets by the lead bytes that their everyday characters
 * have. What is not clear stays windows-1252, as WHATWG has it.
 *
 * Fatal: nothing.
 * Bugs: Greek, Arabic, Hebrew and Thai are not told apart; short texts are taken for windows-1252.
 */
#include "text.h"

#include "charset_parts.h"

/* Bytes looked at, and the pairs below which nothing is concluded. */
#define PROBE_BYTES ((size_t)64 << 10)
#define PAIRS_WANTED 4

struct tally {
    size_t high;          /* bytes above 0x7F */
    size_t in_runs;       /* of these, in runs of two and more */
    size_t letters;       /* 0xC0–0xFF */
    size_t upper_half;    /* 0xE0–0xFF */
    size_t pairs;         /* lead and trail byte, walking each run from its start */
    size_t trail_low;     /* pairs whose second byte is 0x40–0x7E: Big5, Shift_JIS */
    size_t trail_control; /* pairs with a byte in 0x80–0xA0: Shift_JIS, GBK */
    size_t kana;          /* lead A4 or A5: kana in EUC-JP */
    size_t kana_sjis;     /* lead 82 or 83: kana in Shift_JIS */
    size_t hangul;        /* lead B0–C8: Hangul in EUC-KR */
};

static void count_pair(struct tally *t, unsigned char lead, unsigned char trail)
{
    t->pairs++;
    t->trail_low += trail < 0x80;
    t->trail_control += lead <= 0xA0 || (trail >= 0x80 && trail <= 0xA0);
    t->kana += lead == 0xA4 || lead == 0xA5;
    t->kana_sjis += lead == 0x82 || lead == 0x83;
    t->hangul += lead >= 0xB0 && lead <= 0xC8;
}

static struct tally tally_of(struct span s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t len = s.len < PROBE_BYTES ? s.len : PROBE_BYTES;
    struct tally t = {0};
    bool lead = false;

    for (size_t i = 0; i < len; i++) {
        bool high = p[i] >= 0x80;

        if (lead && (high || (p[i] >= 0x40 && p[i] < 0x7F))) {
            count_pair(&t, p[i - 1], p[i]);
            lead = false;
        } else {
            lead = high;
        }
        if (!high)
            continue;
        t.high++;
        t.in_runs += (i > 0 && p[i - 1] >= 0x80) || (i + 1 < len && p[i + 1] >= 0x80);
        t.letters += p[i] >= 0xC0;
        t.upper_half += p[i] >= 0xE0;
    }
    return t;
}

static struct span label_of(const struct tally *t)
{
    if (t->pairs < PAIRS_WANTED || t->in_runs * 10 < t->high * 3)
        return SPAN("windows-1252");
    /* Nine of ten are small letters: 0xE0–0xFF in windows-1251, 0xC0–0xDF in KOI8-R. */
    if (t->letters * 100 >= t->high * 93)
        return t->upper_half * 2 >= t->letters ? SPAN("windows-1251") : SPAN("koi8-r");
    if (t->kana_sjis * 4 >= t->pairs)
        return SPAN("shift_jis");
    if (t->trail_low * 5 >= t->pairs && t->trail_control * 20 < t->pairs)
        return SPAN("big5");
    if (t->kana * 4 >= t->pairs)
        return SPAN("euc-jp");
    if (t->in_runs * 10 < t->high * 9)
        return SPAN("windows-1252");
    return t->hangul * 10 >= t->pairs * 9 ? SPAN("euc-kr") : SPAN("gb18030");
}

const struct charset *charset_guess(struct span bytes)
{
    struct tally t = tally_of(bytes);

    return charset_find(label_of(&t));
}
