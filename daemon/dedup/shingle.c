/*
 * shingle.c - the shingles of a text (Broder 1997): each three words that follow each other, as one hash
 *
 * Three, because five lose half of what an editor's pen leaves of a short text; five where most words are single
 * letters (Han, Kana, Thai), which say less each. Shingles run from the title into the text.
 *
 * Anchors are the shingles by which like texts find each other: the smallest hashes are a sample that two copies
 * draw alike. Taken thrice: over all of it, over the lede (a copy may have been continued), and over what follows
 * the title (a summary under another title must meet its full text).
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "base.h"
#include "text.h"

#include "index.h"
#include "shingle.h"

enum { ANCHORS_ALL = 12, ANCHORS_LEDE = 12, ANCHORS_BODY = 6, LEDE = 64, WIDTH = 3, WIDTH_SINGLES = 5 };

static uint64_t mix(uint64_t h)
{
    h ^= h >> 32;
    h *= 0xE9846AF9B1A615D5u; /* Maiga's finisher */
    h ^= h >> 32;
    h *= 0xE9846AF9B1A615D5u;
    h ^= h >> 28;
    return h;
}

static const struct word *word_at(const struct words *title, const struct words *body, size_t i)
{
    return i < title->count ? &title->list[i] : &body->list[i - title->count];
}

static void add_key(struct shingles *s, uint32_t key, bool in_title)
{
    uint32_t at = key >> 1;

    for (; s->slot[at & s->slot_mask]; at++) {
        if (s->key[s->slot[at & s->slot_mask] - 1] == key)
            return;
    }
    s->key[s->count++] = key;
    s->slot[at & s->slot_mask] = (uint16_t)s->count;
    s->in_title += in_title;
}

static void add_number(struct shingles *s, uint32_t number, bool in_title)
{
    for (size_t i = 0; i < s->numbers; i++) {
        if (s->number[i] == number)
            return;
    }
    if (s->numbers == NUMBERS_MAX)
        return;
    s->number[s->numbers++] = number;
    s->title_numbers += in_title;
}

static size_t width_of(const struct words *title, const struct words *body, size_t words)
{
    size_t singles = 0;

    for (size_t i = 0; i < words; i++)
        singles += word_at(title, body, i)->kind == WORD_SINGLE;
    return singles * 2 > words ? WIDTH_SINGLES : WIDTH;
}

void shingles_of(const struct words *title, const struct words *body, struct shingles *out)
{
    size_t words = title->count + body->count;
    size_t width, slots = 16;

    out->count = out->in_title = out->numbers = out->title_numbers = 0;
    out->words = words;
    if (words > SHINGLES_MAX)
        words = SHINGLES_MAX;
    while (slots < words * 8)
        slots *= 2;
    out->slot_mask = (uint32_t)slots - 1;
    memset(out->slot, 0, slots * sizeof(out->slot[0]));
    width = width_of(title, body, words);
    if (width > words)
        width = words;
    for (size_t i = 0; i < words; i++) {
        const struct word *w = word_at(title, body, i);

        if (w->kind == WORD_NUMBER)
            add_number(out, (uint32_t)(w->hash >> 32), i < title->count);
        if (i + width <= words) {
            uint64_t h = 0;

            for (size_t k = 0; k < width; k++)
                h = mix(h + word_at(title, body, i + k)->hash);
            add_key(out, key_of(h), i < title->count);
        }
    }
    out->anchors = shingles_anchors(out->key, out->count, out->in_title, out->anchor);
}

/* A stretch of a text from which so many anchors are taken. */
struct stretch {
    size_t from, to, want;
};

/* The smallest of the stretch, those that are not yet in out. */
static size_t add_smallest(const uint32_t *keys, struct stretch of, uint32_t *out, size_t n)
{
    uint32_t best[ANCHORS_ALL];
    size_t have = 0;

    for (size_t i = of.from; i < of.to; i++) {
        uint32_t key = keys[i] & ~KEY_FLAG;
        size_t at = have;

        if (have == of.want && key >= best[of.want - 1])
            continue;
        if (have == of.want)
            at--;
        else
            have++;
        for (; at > 0 && best[at - 1] > key; at--)
            best[at] = best[at - 1];
        best[at] = key;
    }
    for (size_t i = 0; i < have; i++) {
        size_t k = 0;

        while (k < n && out[k] != best[i])
            k++;
        if (k == n)
            out[n++] = best[i];
    }
    return n;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t shingles_anchors(const uint32_t *keys, size_t count, size_t in_title, uint32_t out[ANCHORS_MAX])
{
    const struct stretch all = {0, count, ANCHORS_ALL}, lede = {0, LEDE, ANCHORS_LEDE};
    const struct stretch body = {in_title, least(in_title + LEDE, count), ANCHORS_BODY};
    size_t n = add_smallest(keys, all, out, 0);

    if (count > LEDE)
        n = add_smallest(keys, lede, out, n);
    return in_title > 0 ? add_smallest(keys, body, out, n) : n;
}
