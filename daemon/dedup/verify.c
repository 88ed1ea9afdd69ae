/*
 * verify.c - two texts side by side: resemblance, containment, and what speaks against a copy
 *
 * A shingle weighs ten tenths, but one when it stood in more than three earlier originals: such is an outlet's
 * boilerplate, and says little. Resemblance is what both hold by what either holds; containment is what both hold
 * by the shorter one. All is compared by multiplication, in integers.
 *
 * Fatal: nothing. Bugs: beyond SHINGLES_MAX words a text is judged by its beginning.
 */
#include "base.h"

#include "verify.h"

/* The numbers of the algorithm, found by measuring. */
#define BOILERPLATE_USES 4u /* that many originals, the remembered one among them */
#define RESEMBLANCE_PERCENT 40u
#define HEAD 64u /* the first shingles of the longer text */
#define CONTAINMENT_PERCENT 75u
#define CONTAINMENT_HEAD_PERCENT 10u
#define MOSTLY_PERCENT 65u
#define MOSTLY_HEAD_PERCENT 70u
#define CONTAINED_SHINGLES 10u
#define LENGTH_RATIO 3u
#define LEDE_PERCENT 80u
#define LEDE_SLACK 40u
#define NUMBERS_ENOUGH 3u
#define NUMBERS_PERCENT 34u
#define SHORT_SHINGLES 14u
#define SHORT_RESEMBLANCE_PERCENT 80u
#define COLUMN_WORDS 25u
#define COLUMN_SECONDS (12 * 3600)

static uint32_t weigh(const struct dedup *d, uint32_t key)
{
    return index_uses(&d->by_shingle, key, BOILERPLATE_USES) < BOILERPLATE_USES ? WEIGHT_PLAIN
                                                                                : WEIGHT_BOILERPLATE;
}

void verify_weigh(const struct dedup *d, struct newcomer *n)
{
    const struct shingles *s = &d->shingles;

    n->weight = 0;
    for (size_t i = 0; i < s->count; i++)
        index_prefetch(&d->by_shingle, s->key[i]);
    for (size_t i = 0; i < s->count; i++) {
        n->weights[i] = (uint8_t)weigh(d, s->key[i]);
        n->weight += n->weights[i];
    }
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static void settle(struct likeness *l)
{
    l->least = l->my_count == l->their_count  ? least(l->mine, l->theirs)
               : l->my_count < l->their_count ? l->mine
                                              : l->theirs;
}

static bool may_be_copy(const struct likeness *l)
{
    uint64_t both = l->both;

    return both * 100 >= RESEMBLANCE_PERCENT * ((uint64_t)l->mine + l->theirs - both) ||
           both * 100 >= MOSTLY_PERCENT * (uint64_t)least(l->mine, l->theirs);
}

bool verify_compare(const struct dedup *d, const struct newcomer *n, const struct kept *k,
                    struct likeness *out)
{
    const struct shingles *s = &d->shingles;
    bool mine_is_longer = s->count > k->shingles;
    uint32_t lede = 2 * (mine_is_longer ? k->shingles : (uint32_t)s->count) + LEDE_SLACK;

    *out = (struct likeness){.mine = n->weight, .my_count = (uint32_t)s->count, .their_count = k->shingles};
    for (uint32_t i = 0; i < k->shingles; i++) {
        int at = shingles_find(s, index_key(&d->by_shingle, k->shingle_row, i));

        if (at < 0)
            continue;
        out->shared++;
        out->both += n->weights[at];
        out->in_head += (mine_is_longer ? (uint32_t)at : i) < HEAD;
        out->in_lede += (mine_is_longer ? (uint32_t)at : i) < lede;
    }
    /* Before their other shingles are looked up: as if all of them were boilerplate. */
    out->theirs = out->both + (k->shingles - out->shared) * WEIGHT_BOILERPLATE;
    settle(out);
    return out->shared > 0 && may_be_copy(out);
}

void verify_weigh_theirs(const struct dedup *d, const struct kept *k, const struct newcomer *n,
                         struct likeness *out)
{
    out->theirs = 0;
    for (uint32_t i = 0; i < k->shingles; i++) {
        uint32_t key = index_key(&d->by_shingle, k->shingle_row, i);
        int at = shingles_find(&d->shingles, key);

        out->theirs += at >= 0 ? n->weights[at] : weigh(d, key);
    }
    settle(out);
}

/* A copy begins where the other begins. A follow-up that carries the old report below its own news does not. */
static bool is_contained(const struct likeness *l, uint32_t longer)
{
    uint64_t both = l->both, of = l->least;
    uint32_t head = least(longer, HEAD);

    if (both * 100 >= CONTAINMENT_PERCENT * of && l->in_head * 100 >= CONTAINMENT_HEAD_PERCENT * head)
        return true;
    return both * 100 >= MOSTLY_PERCENT * of && l->in_head * 100 >= MOSTLY_HEAD_PERCENT * head;
}

bool verify_is_copy(const struct likeness *l)
{
    uint64_t both = l->both;
    uint32_t shorter = least(l->my_count, l->their_count);
    uint32_t longer = l->my_count + l->their_count - shorter;

    if (both * 100 >= RESEMBLANCE_PERCENT * ((uint64_t)l->mine + l->theirs - both))
        return true;
    if (l->shared < CONTAINED_SHINGLES || !is_contained(l, longer))
        return false;
    /* A lede cut from a long text is a copy, a passage of a round-up is not. */
    return longer <= LENGTH_RATIO * shorter || l->in_lede * 100 >= LEDE_PERCENT * l->shared;
}

/* ---- vetoes ---------------------------------------------------------------------------------------------- */

static uint32_t count_common(const struct dedup *d, const struct kept *k, size_t mine, size_t theirs)
{
    const struct shingles *s = &d->shingles;
    uint32_t common = 0;

    for (uint32_t i = 0; i < theirs; i++) {
        uint32_t number = *(const uint32_t *)rows_at(&d->numbers, k->number_row + i);

        for (size_t j = 0; j < mine; j++)
            common += s->number[j] == number;
    }
    return common;
}

static bool numbers_differ(const struct dedup *d, const struct kept *k)
{
    const struct shingles *s = &d->shingles;
    size_t of_shorter = s->count <= k->shingles ? s->numbers : k->numbers;

    return of_shorter >= NUMBERS_ENOUGH &&
           count_common(d, k, s->numbers, k->numbers) * 100 < NUMBERS_PERCENT * of_shorter;
}

static bool too_short(const struct dedup *d, const struct kept *k, const struct likeness *l)
{
    const struct shingles *s = &d->shingles;
    uint64_t both = l->both;
    bool equal_numbers = s->numbers == k->numbers && count_common(d, k, s->numbers, k->numbers) == s->numbers;

    if (least(l->my_count, l->their_count) >= SHORT_SHINGLES)
        return false;
    return !equal_numbers || both * 100 < SHORT_RESEMBLANCE_PERCENT * ((uint64_t)l->mine + l->theirs - both);
}

struct span verify_veto(const struct dedup *d, const struct newcomer *n, const struct kept *k,
                        const struct likeness *l)
{
    const struct shingles *s = &d->shingles;

    if (numbers_differ(d, k))
        return SPAN("numbers");
    if (too_short(d, k, l))
        return SPAN("short");
    if (n->outlet == 0 || n->outlet != k->outlet)
        return SPAN("");
    if (s->title_numbers != k->title_numbers ||
        count_common(d, k, s->title_numbers, k->title_numbers) != s->title_numbers)
        return SPAN("same-outlet-numbers");
    if ((s->words < COLUMN_WORDS || k->words < COLUMN_WORDS) && n->item->now - k->now > COLUMN_SECONDS)
        return SPAN("same-outlet-column");
    return SPAN("");
}
