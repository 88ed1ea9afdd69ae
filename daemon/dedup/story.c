/*
 * story.c - tier 2: the story whose members' terms are nearest
 *
 * Terms are asked rarest first for their newest items, within a budget. The most promising items name the stories
 * to score: four parts in ten the cosine with the nearest member, six with the sum of the newest members, which keeps
 * what they have in common and levels what each has alone. A member has full weight for a day, and loses it over
 * three more.
 *
 * Cosines are products of two vectors of length TERM_UNIT: 30 bits of fraction. All sums are of integers, so their
 * order does not matter; stories are compared by score, ties go to the one whose nearest member is the earliest.
 * Fatal: nothing. Bugs: another language is another story.
 */
#include <string.h>

#include "base.h"

#include "story.h"

enum { POSTINGS = 16, BUDGET = 128, PROMISING = 16, STORIES = 8, MEMBERS = 64, TELL = 8 };
enum { SLOTS = 512, MY_SLOTS = 64, SUM_SLOTS = 2048 };
#define ONE ((uint64_t)TERM_UNIT * TERM_UNIT)
#define NEAREST_PERCENT 40u
#define JOIN (ONE * 26 / 100)
#define JOIN_SHORT (ONE * 17 / 100)
#define SHORT_TERMS 14u
#define FULL_SECONDS 86400
#define FADE_SECONDS (3 * 86400)

struct mine {
    uint32_t key[MY_SLOTS];
    uint32_t weight[MY_SLOTS];
};

static void mine_init(struct mine *m, const struct terms *t)
{
    *m = (struct mine){0};
    for (size_t i = 0; i < t->kept; i++) {
        size_t at = t->term[i].key >> 26;

        while (m->key[at % MY_SLOTS])
            at++;
        m->key[at % MY_SLOTS] = t->term[i].key;
        m->weight[at % MY_SLOTS] = t->term[i].weight;
    }
}

static uint32_t mine_get(const struct mine *m, uint32_t key)
{
    size_t at = key >> 26;

    while (m->key[at % MY_SLOTS] && m->key[at % MY_SLOTS] != key)
        at++;
    return m->key[at % MY_SLOTS] ? m->weight[at % MY_SLOTS] : 0;
}

static uint32_t weight_at(const struct dedup *d, const struct kept *k, uint32_t i)
{
    const struct term_weights *w = rows_at(&d->weights, k->term_row + i / KEYS_IN_ROW);

    return w->weight[i % KEYS_IN_ROW];
}

static uint64_t cosine(const struct dedup *d, const struct mine *m, const struct kept *k)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < k->terms; i++)
        sum += (uint64_t)mine_get(m, index_key(&d->by_term, k->term_row, i)) * weight_at(d, k, i);
    return sum;
}

/* ---- candidates ------------------------------------------------------------------------------------------ */

struct found {
    uint32_t serial[BUDGET];
    uint64_t sum[BUDGET]; /* of the terms that were asked */
    size_t count;
    uint16_t slot[SLOTS];
};

static void note(struct found *f, uint32_t serial, uint64_t product)
{
    uint32_t at = serial * 0x9E3779B1u >> 23;

    while (f->slot[at % SLOTS] && f->serial[f->slot[at % SLOTS] - 1] != serial)
        at++;
    if (!f->slot[at % SLOTS]) {
        f->serial[f->count] = serial;
        f->sum[f->count++] = 0;
        f->slot[at % SLOTS] = (uint16_t)f->count;
    }
    f->sum[f->slot[at % SLOTS] - 1] += product;
}

/* Rarest terms first; ties by weight, then key: the order in which terms are kept. */
static size_t rarest_first(const struct terms *t, const struct term *out[TERMS_MAX])
{
    for (size_t i = 0; i < t->kept; i++) {
        size_t at = i;

        for (; at > 0 && out[at - 1]->uses > t->term[i].uses; at--)
            out[at] = out[at - 1];
        out[at] = &t->term[i];
    }
    return t->kept;
}

static bool is_more_promising(const struct dedup *d, const struct found *f, size_t a, size_t b)
{
    if (f->sum[a] != f->sum[b])
        return f->sum[a] > f->sum[b];
    return d->items.next - f->serial[a] > d->items.next - f->serial[b];
}

static void find(const struct dedup *d, struct found *f)
{
    const struct term *order[TERMS_MAX];
    size_t n = rarest_first(&d->terms, order);
    int budget = BUDGET;

    f->count = 0;
    memset(f->slot, 0, sizeof(f->slot));
    for (size_t i = 0; i < n; i++)
        index_prefetch(&d->by_term, order[i]->key);
    for (size_t i = 0; i < n; i++) {
        struct index_walk w = index_find(&d->by_term, order[i]->key);

        for (int k = 0; k < POSTINGS && budget > 0 && index_next(&d->by_term, &w); k++, budget--) {
            const struct term_weights *weights = rows_at(&d->weights, w.row);

            note(f, w.owner, (uint64_t)order[i]->weight * weights->weight[w.column]);
        }
    }
}

/* The most promising into `out`, best first; of equals the earliest. */
static size_t select_best(const struct dedup *d, const struct found *f, size_t out[PROMISING])
{
    size_t n = 0;

    for (size_t i = 0; i < f->count; i++) {
        size_t at;

        if (n == PROMISING && !is_more_promising(d, f, i, out[n - 1]))
            continue;
        at = n < PROMISING ? n++ : n - 1;
        for (; at > 0 && is_more_promising(d, f, i, out[at - 1]); at--)
            out[at] = out[at - 1];
        out[at] = i;
    }
    return n;
}

/* ---- scores ---------------------------------------------------------------------------------------------- */

struct score {
    struct id story;
    uint64_t score, best; /* best: the nearest member's faded cosine */
    uint32_t member;
};

static uint64_t fade(uint64_t c, int64_t age_s)
{
    if (age_s <= FULL_SECONDS)
        return c;
    if (age_s >= FULL_SECONDS + FADE_SECONDS)
        return 0;
    return c / FADE_SECONDS * (uint64_t)(FULL_SECONDS + FADE_SECONDS - age_s);
}

/* The sum of the members' vectors, as a table of which 2^bits slots are in use. */
struct sum {
    unsigned bits;
    uint32_t key[SUM_SLOTS], weight[SUM_SLOTS];
};

static void sum_begin(struct sum *s, size_t members)
{
    s->bits = 5;
    while ((size_t)1 << s->bits < members * TERMS_MAX * 4 / 3 && (size_t)1 << s->bits < SUM_SLOTS)
        s->bits++;
    memset(s->key, 0, sizeof(uint32_t) << s->bits);
    memset(s->weight, 0, sizeof(uint32_t) << s->bits);
}

static void sum_add(struct sum *s, const struct dedup *d, const struct kept *k)
{
    uint32_t mask = (1u << s->bits) - 1;

    for (uint32_t i = 0; i < k->terms; i++) {
        uint32_t key = index_key(&d->by_term, k->term_row, i);
        uint32_t at = key >> (32 - s->bits);

        while (s->key[at & mask] && s->key[at & mask] != key)
            at++;
        s->key[at & mask] = key;
        s->weight[at & mask] += weight_at(d, k, i);
    }
}

static uint64_t sum_length(const struct sum *s)
{
    uint64_t squares = 0;

    for (size_t i = 0; i < (size_t)1 << s->bits; i++)
        squares += (uint64_t)s->weight[i] * s->weight[i];
    return logs_root(squares);
}

static void score_story(const struct dedup *d, const struct mine *m, int64_t now, struct score *out)
{
    uint32_t members[MEMBERS], serial = d->items.next;
    uint64_t all = 0, length;
    struct sum sum;
    size_t n = 0;

    for (; n < MEMBERS && memory_next_member(d, out->story, &serial); n++) {
        const struct kept *k = kept_at(d, serial);
        uint64_t c = fade(cosine(d, m, k), now - k->now);

        if (n == 0 || c >= out->best) { /* members come newest first: of equals the earliest */
            out->best = c;
            out->member = serial;
        }
        all += c;
        members[n] = serial;
    }
    out->score = out->best;
    if (n < 2)
        return;
    sum_begin(&sum, n);
    for (size_t i = 0; i < n; i++)
        sum_add(&sum, d, kept_at(d, members[i]));
    length = sum_length(&sum);
    out->score = out->best * NEAREST_PERCENT;
    if (length > 0)
        out->score += all * TERM_UNIT / length * (100 - NEAREST_PERCENT);
    out->score /= 100;
}

static bool is_known(const struct score *list, size_t count, struct id story)
{
    for (size_t i = 0; i < count; i++) {
        if (id_equal(list[i].story, story))
            return true;
    }
    return false;
}

static bool is_better(const struct dedup *d, const struct score *a, const struct score *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    return d->items.next - a->member > d->items.next - b->member;
}

/* ---- explaining ------------------------------------------------------------------------------------------ */

struct told {
    uint64_t product;
    struct span word;
};

static void explain(const struct dedup *d, uint32_t member, struct arena *a, struct why_story *why)
{
    const struct kept *k = kept_at(d, member);
    struct told told[TELL];

    why->known = true;
    why->member = k->id;
    why->term_count = 0;
    for (size_t t = 0; t < d->terms.kept; t++) {
        const struct term *term = &d->terms.term[t];
        struct told new = {0};
        size_t at;

        for (uint32_t i = 0; i < k->terms; i++) {
            if (index_key(&d->by_term, k->term_row, i) == term->key)
                new.product = (uint64_t)term->weight *weight_at(d, k, i);
        }
        if (!new.product || (why->term_count == TELL && new.product <= told[TELL - 1].product))
            continue;
        new.word =
            span_cut(term->text->folded, term->word->folded, term->word->folded + term->word->folded_len);
        at = why->term_count < TELL ? why->term_count++ : TELL - 1;
        for (; at > 0 && told[at - 1].product < new.product; at--)
            told[at] = told[at - 1];
        told[at] = new;
    }
    why->terms = arena_get(a, why->term_count * sizeof(*why->terms));
    for (size_t i = 0; i < why->term_count; i++)
        why->terms[i] = arena_copy(a, told[i].word);
}

void story_explain(const struct dedup *d, uint32_t member, struct arena *a, struct why_story *why)
{
    struct mine m;

    mine_init(&m, &d->terms);
    why->score = (double)cosine(d, &m, kept_at(d, member)) / (double)ONE;
    explain(d, member, a, why);
}

bool story_find(const struct dedup *d, int64_t now, struct arena *a, struct why_story *why, struct id *story)
{
    struct score scores[STORIES];
    size_t promising[PROMISING], n, count = 0, best = 0;
    struct found f;
    struct mine m;

    find(d, &f);
    n = select_best(d, &f, promising);
    mine_init(&m, &d->terms);
    for (size_t i = 0; i < n && count < STORIES; i++) {
        struct id candidate = kept_at(d, f.serial[promising[i]])->story;

        if (is_known(scores, count, candidate))
            continue;
        scores[count] = (struct score){.story = candidate};
        score_story(d, &m, now, &scores[count]);
        if (is_better(d, &scores[count], &scores[best]))
            best = count;
        count++;
    }
    if (count == 0)
        return false;
    why->score = (double)scores[best].score / (double)ONE;
    explain(d, scores[best].member, a, why);
    if (scores[best].score < (d->terms.kept <= SHORT_TERMS ? JOIN_SHORT : JOIN))
        return false;
    *story = scores[best].story;
    return true;
}
