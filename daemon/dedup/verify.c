/*
 * verify.c - two texts side by side: resemblance, containment, and what speaks against a copy
 *
 * Weights are those of candidates.c. Resemblance is what both hold by what either holds; containment is what both
 * hold by the shorter one. All is compared by multiplication, in integers.
 *
 * Fatal: nothing. Bugs: beyond SHINGLES_MAX words a text is judged by its beginning.
 */
#include "base.h"

#include "verify.h"

/* The numbers of the algorithm, found by measuring. */
#define RESEMBLANCE_PERCENT 40u
#define HEAD 64u /* as in candidates.c */
#define CONTAINMENT_PERCENT 75u
#define CONTAINMENT_HEAD_PERCENT 10u
#define MOSTLY_PERCENT 65u
#define MOSTLY_HEAD_PERCENT 70u
#define CONTAINED_SHINGLES 10u
#define LENGTH_RATIO 3u
#define HEADLINE_SHINGLES 5u
#define LEDE_PERCENT 80u
#define NUMBERS_ENOUGH 3u
#define NUMBERS_PERCENT 34u
#define NUMBERS_DENSE 20u /* one in so many shingles: else they are a page's, not the text's */
#define SHORT_SHINGLES 14u
#define SHORT_RESEMBLANCE_PERCENT 80u
#define COLUMN_WORDS 25u
#define COLUMN_SECONDS (12 * 3600)
#define TITLE_RESEMBLANCE_PERCENT 60u
#define IMPRINT_SHINGLES 200u /* no outlet prints more below all its items */
#define ALIKE_WORDS 3u
#define ALIKE_PERCENT 60u /* of the longer title */
#define SERIES_SHARE 2u   /* one in so many words of the shorter title */
#define PAGE_RESEMBLANCE_PERCENT 20u
#define PAGE_CONTAINMENT_PERCENT 50u

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

void verify_weigh(const struct dedup *d, const struct candidate *c, struct likeness *out)
{
    const struct candidates *all = &d->candidates;

    *out = (struct likeness){.shared = c->shared,
                             .in_start = c->in_start,
                             .in_head = c->in_head,
                             .in_lede = c->in_lede,
                             .mine = all->weight_of_all,
                             .my_count = (uint32_t)d->shingles.count,
                             .their_count = c->kept->shingles};
    for (uint32_t i = 0; i < c->shared; i++)
        out->both += all->weight[all->shared[c->first + i]];
    out->theirs = out->both + c->theirs_alone;
    out->either = out->mine + c->theirs_alone;
    out->least = out->my_count == out->their_count  ? least(out->mine, out->theirs)
                 : out->my_count < out->their_count ? out->mine
                                                    : out->theirs;
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

/* A headline without its text: all of the shorter is what the longer begins with. */
static bool is_headline(const struct likeness *l)
{
    uint32_t shorter = least(l->my_count, l->their_count);

    return shorter >= HEADLINE_SHINGLES && l->in_start == shorter;
}

static uint32_t title_words_common(const struct terms *t, const struct kept *k)
{
    const uint16_t *title = kept_title(k);
    uint32_t common = 0;

    for (size_t i = 0; i < t->title_count; i++) {
        size_t j = 0;

        while (j < k->title_words && title[j] != t->title[i])
            j++;
        common += j < k->title_words;
    }
    return common;
}

static bool titles_alike(const struct terms *t, const struct kept *k)
{
    uint32_t common = title_words_common(t, k);
    uint32_t longer = t->title_count > k->title_words ? (uint32_t)t->title_count : k->title_words;

    return common >= ALIKE_WORDS && common * 100 >= ALIKE_PERCENT * longer;
}

bool verify_is_copy(const struct dedup *d, const struct kept *k, const struct likeness *l)
{
    uint64_t both = l->both;
    uint32_t shorter = least(l->my_count, l->their_count);
    uint32_t longer = l->my_count + l->their_count - shorter;

    if (l->shared > 0 && both * 100 >= RESEMBLANCE_PERCENT * (uint64_t)l->either)
        return true;
    if (is_headline(l))
        return true;
    if (l->shared < CONTAINED_SHINGLES)
        return false;
    /* Under the same title it is the same report, wherever on the page it stands. */
    if (both * 100 >= MOSTLY_PERCENT * (uint64_t)l->least && titles_alike(&d->terms, k))
        return true;
    if (!is_contained(l, longer))
        return false;
    /* A lede cut from a long text is a copy, a passage of a round-up is not. */
    return longer <= LENGTH_RATIO * shorter || l->in_lede * 100 >= LEDE_PERCENT * l->shared;
}

/* An address is strong evidence: the same page in two feeds, or in one that changed all its guids. But "latest" and
 * live pages keep their address while what stands there changes. So the title must be the same, or a fifth of the text,
 * or half of the shorter: less than any two versions of a report keep, more than two reports of one form share. The same
 * title hours later over a text that has become another is a column. */
bool verify_is_same_page(const struct newcomer *n, const struct candidate *c, const struct likeness *l)
{
    const struct kept *k = c->kept;
    uint64_t both = l->both;
    bool alike = l->shared > 0 && (both * 100 >= PAGE_RESEMBLANCE_PERCENT * (uint64_t)l->either ||
                                   both * 100 >= PAGE_CONTAINMENT_PERCENT * (uint64_t)l->least);

    if (n->address == 0 || n->address != k->address)
        return false;
    return alike || (n->title != 0 && n->title == k->title && n->now - c->now <= COLUMN_SECONDS);
}

/* ---- vetoes ---------------------------------------------------------------------------------------------- */

static uint32_t count_common(const struct dedup *d, const struct kept *k, size_t mine, size_t theirs)
{
    const struct shingles *s = &d->shingles;
    const uint32_t *number = kept_numbers(k);
    uint32_t common = 0;

    for (size_t i = 0; i < theirs; i++) {
        for (size_t j = 0; j < mine; j++)
            common += s->number[j] == number[i];
    }
    return common;
}

static bool numbers_differ(const struct dedup *d, const struct kept *k)
{
    const struct shingles *s = &d->shingles;
    bool mine_is_shorter = s->count <= k->shingles;
    size_t count = mine_is_shorter ? s->count : k->shingles;
    size_t numbers = mine_is_shorter ? s->numbers : k->numbers;

    return numbers >= NUMBERS_ENOUGH && numbers * NUMBERS_DENSE >= count &&
           count_common(d, k, s->numbers, k->numbers) * 100 < NUMBERS_PERCENT * numbers;
}

/* Another outlet's headline is a copy, however short; one's own come again over other texts. */
static bool is_headline_of_another(const struct dedup *d, const struct newcomer *n, const struct kept *k,
                                   const struct likeness *l)
{
    const struct shingles *s = &d->shingles;
    size_t of_shorter = s->count <= k->shingles ? s->numbers : k->numbers;

    return n->outlet != k->outlet && is_headline(l) &&
           count_common(d, k, s->numbers, k->numbers) == of_shorter;
}

static bool too_short(const struct dedup *d, const struct kept *k, const struct likeness *l)
{
    const struct shingles *s = &d->shingles;
    bool equal_numbers = s->numbers == k->numbers && count_common(d, k, s->numbers, k->numbers) == s->numbers;

    if (least(l->my_count, l->their_count) >= SHORT_SHINGLES)
        return false;
    return !equal_numbers || (uint64_t)l->both * 100 < SHORT_RESEMBLANCE_PERCENT * (uint64_t)l->either;
}

/* Not a word in common, of two at least each: what the texts share is what the outlet prints below all of them. */
static bool titles_differ(const struct terms *t, const struct kept *k)
{
    return t->title_count > 1 && k->title_words > 1 && title_words_common(t, k) == 0;
}

/* Other numbers in the titles; where one title has none, only the texts can tell. */
static bool title_numbers_differ(const struct dedup *d, const struct kept *k, const struct likeness *l)
{
    const struct shingles *s = &d->shingles;

    if ((s->title_numbers == 0 || k->title_numbers == 0) && l->shared > 0 &&
        (uint64_t)l->both * 100 >= TITLE_RESEMBLANCE_PERCENT * (uint64_t)l->either)
        return false;
    return s->title_numbers != k->title_numbers ||
           count_common(d, k, s->title_numbers, k->title_numbers) != s->title_numbers;
}

struct span verify_veto(const struct dedup *d, const struct newcomer *n, const struct candidate *c,
                        const struct likeness *l)
{
    const struct kept *k = c->kept;

    if (numbers_differ(d, k))
        return SPAN("numbers");
    if (too_short(d, k, l) && !is_headline_of_another(d, n, k, l))
        return SPAN("short");
    if (n->outlet == 0 || n->outlet != k->outlet)
        return SPAN("");
    if (l->shared < IMPRINT_SHINGLES && titles_differ(&d->terms, k))
        return SPAN("same-outlet-title");
    if (title_numbers_differ(d, k, l))
        return SPAN("same-outlet-numbers");
    if ((d->shingles.words < COLUMN_WORDS || k->words < COLUMN_WORDS) && n->now - c->now > COLUMN_SECONDS)
        return SPAN("same-outlet-column");
    return SPAN("");
}

/* One page is one outlet's, and short texts on it need not be equal. */
struct span verify_veto_page(const struct dedup *d, const struct newcomer *n, const struct candidate *c,
                             const struct likeness *l)
{
    const struct kept *k = c->kept;

    if (numbers_differ(d, k))
        return SPAN("numbers");
    if (title_numbers_differ(d, k, l))
        return SPAN("same-outlet-numbers");
    if ((d->shingles.words < COLUMN_WORDS || k->words < COLUMN_WORDS) && n->now - c->now > COLUMN_SECONDS)
        return SPAN("same-outlet-column");
    return SPAN("");
}

bool verify_is_series(const struct dedup *d, const struct newcomer *n, const struct candidate *c,
                      struct span veto)
{
    const struct kept *k = c->kept;
    uint32_t shorter = least((uint32_t)d->terms.title_count, k->title_words);

    if (span_equal(veto, SPAN("same-outlet-title")))
        return true;
    if (n->now - c->now < COLUMN_SECONDS || title_words_common(&d->terms, k) * SERIES_SHARE < shorter)
        return false;
    if (span_equal(veto, SPAN("same-outlet-numbers")))
        return d->shingles.title_numbers > 0 && k->title_numbers > 0;
    return span_equal(veto, SPAN("same-outlet-column")) || span_equal(veto, SPAN("numbers"));
}
