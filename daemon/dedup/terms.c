/*
 * terms.c - a text as a short vector of weighed terms
 *
 * A term is a word cut to five letters, a crude stem that serves many languages, or a pair of letters where words
 * are single letters; some words of other scripts are their English word (bridge.c). The title counts twice, and of
 * the text the first 80 words: news says first what it is about.
 * weight = (1 + ln tf) · ln((N+100) / (df+5)), with N and df as they are when the item comes. A term in more than a
 * tenth of all is dropped, as are a URL's scheme and host and a page's words about itself. The heaviest 24 are kept,
 * scaled to unit length, and never change again.
 *
 * N and df count the founders of stories, not items: else a burst of reports would make its own words common, and
 * the more a story is told the less would be known again. The constants keep words that were never met from drowning
 * those that were, and the first items of an empty memory from weighing nothing.
 *
 * Everything is integer: 16 bits of fraction in the logarithms, 15 in the weights. Ties go to the smaller key.
 * Fatal: nothing. Bugs: none known.
 */
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "text.h"

#include "index.h"
#include "terms.h"

#define CUT_LETTERS 5u
#define BODY_WORDS 80u
#define TITLE_WORDS 48u
#define TITLE_COUNTS 2u
#define URL_WORDS 3u  /* after the scheme: mostly the host */
#define LN2_16 45426u /* ln 2, 16 bits of fraction */
#define COMMON_SHARE 10u
#define COMMON_SLACK 15u /* among the first few only usual words are common yet */
#define USES_MORE 5u     /* that each term has to its name from the beginning, */
#define USUAL_USES 20u   /* and that the words of usual.c have */
#define FOUNDERS_MORE 100u
#define TALLY_FIRST_BITS 10u

/* ---- how often a term is used ---------------------------------------------------------------------------- */

static size_t tally_home(const struct tally *t, uint32_t key)
{
    return key >> (32 - t->bits);
}

static size_t tally_find(const struct tally *t, uint32_t key)
{
    size_t mask = ((size_t)1 << t->bits) - 1;
    size_t at = tally_home(t, key);

    while (t->slot[at].key && t->slot[at].key != key)
        at = (at + 1) & mask;
    return at;
}

void tally_init(struct tally *t)
{
    *t = (struct tally){.bits = TALLY_FIRST_BITS};
    t->slot = memory_get(sizeof(*t->slot) << t->bits);
}

void tally_release(struct tally *t)
{
    free(t->slot);
    *t = (struct tally){0};
}

uint32_t tally_get(const struct tally *t, uint32_t key)
{
    return t->slot[tally_find(t, key)].count;
}

static void tally_resize(struct tally *t, unsigned bits)
{
    struct tally other = {.bits = bits, .used = t->used};

    other.slot = memory_get(sizeof(*other.slot) << other.bits);
    for (size_t i = 0; i < (size_t)1 << t->bits; i++) {
        if (t->slot[i].key)
            other.slot[tally_find(&other, t->slot[i].key)] = t->slot[i];
    }
    free(t->slot);
    *t = other;
}

void tally_add(struct tally *t, uint32_t key)
{
    size_t at = tally_find(t, key);

    if (!t->slot[at].key && (t->used + 1) * 4 > (size_t)3 << t->bits) {
        tally_resize(t, t->bits + 1);
        at = tally_find(t, key);
    }
    t->used += t->slot[at].key == 0;
    t->slot[at].key = key;
    t->slot[at].count++;
}

void tally_drop(struct tally *t, uint32_t key)
{
    size_t mask = ((size_t)1 << t->bits) - 1;
    size_t hole = tally_find(t, key);

    must(t->slot[hole].count > 0);
    if (--t->slot[hole].count > 0)
        return;
    /* Close the hole: whatever stands behind it and would not be found any more moves into it. */
    for (size_t at = (hole + 1) & mask; t->slot[at].key; at = (at + 1) & mask) {
        size_t home = tally_home(t, t->slot[at].key);

        if (((at - home) & mask) >= ((at - hole) & mask)) {
            t->slot[hole] = t->slot[at];
            hole = at;
        }
    }
    t->slot[hole] = (struct tally_slot){0};
    t->used--;
    if (t->bits > TALLY_FIRST_BITS && t->used < (size_t)1 << t->bits >> 2)
        tally_resize(t, t->bits - 1);
}

/* ---- logarithms ------------------------------------------------------------------------------------------ */

void logs_init(struct logs *l)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint64_t m = ((uint64_t)256 + i) << 23; /* 1 + i/256, 31 bits of fraction */
        uint32_t bits = 0;

        /* Squaring doubles the logarithm; each time its integer part is the next bit of the fraction. */
        for (int b = 0; b < 16; b++) {
            m = m * m >> 31;
            bits <<= 1;
            if (m >> 32) {
                m >>= 1;
                bits |= 1;
            }
        }
        l->table[i] = bits;
    }
    l->table[256] = 1u << 16;
}

uint32_t logs_log2(const struct logs *l, uint32_t x)
{
    unsigned exponent = 31u - (unsigned)__builtin_clz(x);
    uint32_t m = x << (31 - exponent); /* 1.31 */
    uint32_t i = (m >> 23) & 0xFF;
    uint64_t rest = m & ((1u << 23) - 1);

    return (exponent << 16) + l->table[i] + (uint32_t)((l->table[i + 1] - l->table[i]) * rest >> 23);
}

uint64_t logs_root(uint64_t x)
{
    uint64_t root = 0;

    for (uint64_t bit = (uint64_t)1 << 31; bit; bit >>= 1) {
        if ((root | bit) * (root | bit) <= x)
            root |= bit;
    }
    return root;
}

/* ---- terms ----------------------------------------------------------------------------------------------- */

uint32_t term_key(struct span folded)
{
    size_t len = 0, letters = 0;

    for (; len < folded.len; len++) {
        bool starts = ((unsigned char)folded.ptr[len] & 0xC0) != 0x80;

        if (starts && letters++ == CUT_LETTERS)
            break;
    }
    return key_of(hash64(folded.ptr, len));
}

static void add_term(struct terms *t, uint32_t key, uint32_t times, const struct words *text, size_t i)
{
    size_t k = 0;

    while (k < t->count && t->term[k].key != key)
        k++;
    if (k == TERMS_SEEN_MAX)
        return;
    if (k == t->count) {
        t->term[t->count++] = (struct term){.key = key, .word = &text->list[i], .text = text};
    }
    t->term[k].tf += times;
}

static bool continues(const struct words *w, size_t i)
{
    return i + 1 < w->count && w->list[i].kind == WORD_SINGLE && w->list[i + 1].kind == WORD_SINGLE &&
           w->list[i].end == w->list[i + 1].start;
}

/* How many of the words from here on are the scheme and host of a URL. A word that follows at once has one byte before
 * it, the first after a scheme the three of "://". */
static size_t url_words(const struct words *w, size_t i)
{
    struct span scheme = word_folded(w, i);
    size_t n = 2;

    if (i + 1 >= w->count || w->list[i + 1].start != w->list[i].end + 3 ||
        !(span_equal(scheme, SPAN("https")) || span_equal(scheme, SPAN("http"))))
        return 0;
    for (; n <= URL_WORDS && i + n < w->count; n++) {
        if (w->list[i + n].start != w->list[i + n - 1].end + 1)
            break;
    }
    return n;
}

static void add_text(struct terms *t, const struct words *w, size_t max, const struct counts *counts,
                     uint32_t times)
{
    for (size_t i = 0; i < w->count && i < max; i++) {
        size_t skip = url_words(w, i);

        if (skip > 0) {
            i += skip - 1;
            continue;
        }
        if (w->list[i].kind == WORD_LETTERS && w->list[i].folded_len == 1)
            continue; /* what an apostrophe leaves */
        if (tally_get(&counts->page, key_of(w->list[i].hash)) > 0)
            continue;
        if (continues(w, i))
            add_term(t, key_of(w->list[i].hash * 3 + w->list[i + 1].hash), times, w, i);
        else if (w->list[i].kind != WORD_SINGLE || i == 0 || !continues(w, i - 1))
            add_term(t, bridge_key(&counts->bridge, word_folded(w, i)), times, w, i);
    }
}

void terms_begin(const struct words *title, const struct counts *counts, struct terms *out)
{
    out->count = out->kept = out->title_count = 0;
    out->foreign = false;
    for (size_t i = 0; i < title->count && out->title_count < TITLE_MAX; i++) {
        uint32_t key = term_key(word_folded(title, i));

        if (title->list[i].kind == WORD_NUMBER || title->list[i].folded_len == 1)
            continue;
        if (tally_get(&counts->usual, key) == 0)
            out->title[out->title_count++] = (uint16_t)(key >> 16);
    }
}

static bool is_foreign(const struct words *title, const struct words *body)
{
    size_t words = 0, foreign = 0;

    for (size_t i = 0; i < title->count && i < TITLE_WORDS; i++, words++)
        foreign += bridge_is_foreign(word_folded(title, i));
    for (size_t i = 0; i < body->count && i < BODY_WORDS; i++, words++)
        foreign += bridge_is_foreign(word_folded(body, i));
    return foreign * 2 > words;
}

void terms_of(const struct words *title, const struct words *body, const struct counts *counts,
              struct terms *out)
{
    out->foreign = is_foreign(title, body);
    add_text(out, title, TITLE_WORDS, counts, TITLE_COUNTS);
    add_text(out, body, BODY_WORDS, counts, 1);
}

static bool heavier(const struct term *a, const struct term *b)
{
    return a->weight != b->weight ? a->weight > b->weight : a->key < b->key;
}

/* The heaviest to the front. A selection: there are few. */
static void keep_heaviest(struct terms *t)
{
    for (t->kept = 0; t->kept < TERMS_MAX && t->kept < t->count; t->kept++) {
        size_t best = t->kept;

        for (size_t i = t->kept + 1; i < t->count; i++) {
            if (heavier(&t->term[i], &t->term[best]))
                best = i;
        }
        if (t->term[best].weight == 0)
            break;
        struct term swap = t->term[best];
        t->term[best] = t->term[t->kept];
        t->term[t->kept] = swap;
    }
}

void terms_weigh(struct terms *t, const struct counts *counts, const struct logs *logs)
{
    uint32_t n = counts->founders < UINT32_MAX / 2 ? (uint32_t)counts->founders : UINT32_MAX / 2;
    uint32_t all = logs_log2(logs, n + FOUNDERS_MORE);
    uint64_t squares = 0, length;

    for (size_t i = 0; i < t->count; i++)
        __builtin_prefetch(&counts->uses.slot[tally_home(&counts->uses, t->term[i].key)]);
    for (size_t i = 0; i < t->count; i++) {
        struct term *term = &t->term[i];
        uint64_t often = 65536 + ((uint64_t)logs_log2(logs, term->tf) * LN2_16 >> 16);

        uint32_t before = tally_get(&counts->usual, term->key) ? USUAL_USES : USES_MORE;

        term->uses = tally_get(&counts->uses, term->key);
        term->weight = 0;
        if (term->uses + before <= n / COMMON_SHARE + COMMON_SLACK)
            term->weight = (uint32_t)((all - logs_log2(logs, term->uses + before)) * often >> 16);
    }
    keep_heaviest(t);
    for (size_t i = 0; i < t->kept; i++)
        squares += (uint64_t)t->term[i].weight * t->term[i].weight;
    length = logs_root(squares);
    for (size_t i = 0; i < t->kept; i++)
        t->term[i].weight = (uint32_t)((uint64_t)t->term[i].weight * TERM_UNIT / length);
}
