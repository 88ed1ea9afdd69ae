/*
 * article_score.c - the evidence for and against each block, in points
 *
 * Evidence adds up, as weights of evidence do: a block's points are the sum of what its own text says (length, links,
 * marks), what kind of element it stands in, what stands beside it, what the names around it say, and how it compares
 * with the article as JSON-LD gives it. Ten points are a moderate reason, forty a strong one.
 *
 * Names around a block are not believed when the element that bears them holds most of the page's good text: then it
 * is a wrapper that tells its own layout ("with-sidebar"), or a form around everything. Comments are the exception,
 * for they may well be most of the page: they are disbelieved only with the headline inside or nothing else outside.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <stdlib.h>
#include <string.h>

#include "text.h"

#include "article_parts.h"

#define HINTS_AGAINST (-80)
#define HINTS_FOR 20
#define LINKED 90        /* against a block that is all link; it falls with the square of the share */
#define LINKED_AROUND 60 /* and against one whose surroundings are; half of it when the block is long */
#define FULL_LETTERS 160
#define NEIGHBOUR 6
#define CONTROLS 30
#define CONTROLS_LETTERS 600 /* a larger element may well hold a field */
#define LEADS_AWAY 60
#define PHRASE_LETTERS 400
#define TIME_LINE 30
#define TIME_LETTERS 80
#define IN_DATA 30
#define NOT_IN_DATA 20
#define MOST 60 /* percent of the page's good text */
#define ALL 95

static const struct {
    uint32_t below;
    int points;
} lengths[] = {{8, -40}, {20, -25}, {40, -10}, {80, 0}, {160, 10}, {320, 20}, {UINT32_MAX, 28}};

static int percent(uint64_t part, uint64_t whole)
{
    return whole > 0 ? (int)(part * 100 / whole) : 0;
}

static int length_points(uint32_t letters)
{
    size_t i = 0;

    while (letters >= lengths[i].below && lengths[i].below != UINT32_MAX)
        i++;
    return lengths[i].points;
}

static int mark_points(const struct measure *m)
{
    if (m->enders > 0)
        return m->enders + m->commas > 1 ? 15 : 10;
    if (m->commas > 1)
        return 8;
    return m->letters < 40 ? -5 : -10;
}

/* What its text says. */
static int text_points(const struct block *b)
{
    return length_points(b->m.letters) + mark_points(&b->m);
}

/* What it is made of. */
static int make_points(const struct page *p, const struct block *b)
{
    const struct element_type *type = p->elements[b->element].type;
    int points = 0, linked = percent(b->m.linked, b->m.letters);

    points -= LINKED * linked * linked / 10000;
    if (!type->hint)
        points += type->points;
    if (b->time && b->m.letters < TIME_LETTERS)
        points -= TIME_LINE;
    return points;
}

/* ---- names around ------------------------------------------------------------------------------------------------ */

struct sums {
    uint64_t *letters, *linked, *good; /* of all blocks before the one of that number */
    bool *title;                       /* elements that hold an h1 */
};

static void sum_up(const struct page *p, struct sums *s)
{
    size_t bytes = (p->block_count + 1) * sizeof(uint64_t);

    s->letters = memory_get(bytes);
    s->linked = memory_get(bytes);
    s->good = memory_get(bytes);
    s->title = memory_get(p->element_count);
    for (size_t i = 0; i < p->block_count; i++) {
        const struct block *b = &p->blocks[i];

        s->letters[i + 1] = s->letters[i] + b->m.letters;
        s->linked[i + 1] = s->linked[i] + b->m.linked;
        s->good[i + 1] = s->good[i] + (b->points > 10 ? b->m.letters - b->m.linked : 0);
    }
    for (size_t i = p->element_count; i-- > 1;) {
        const struct element *e = &p->elements[i];

        s->title[i] |= e->type->role == ROLE_TITLE && e->end_block > e->first_block;
        s->title[e->parent] |= s->title[i];
        p->elements[e->parent].controls += e->controls;
    }
}

static void sums_release(struct sums *s)
{
    free(s->letters);
    free(s->linked);
    free(s->good);
    free(s->title);
}

static uint64_t range(const uint64_t *sums, const struct element *e)
{
    return sums[e->end_block] - sums[e->first_block];
}

static int believed(const struct page *p, const struct sums *s, size_t i)
{
    const struct element *e = &p->elements[i];
    int share = percent(range(s->good, e), s->good[p->block_count]);

    if (e->points >= 0)
        return e->points;
    if (share >= ALL || (share >= MOST && (!e->comments || s->title[i])))
        return 0;
    return e->points;
}

/* From the root down; what speaks against an element speaks against all in it, whatever they are called. */
static void inherit(struct page *p, const struct sums *s)
{
    for (size_t i = 0; i < p->element_count; i++) {
        struct element *e = &p->elements[i];
        int own = believed(p, s, i), above = i > 0 ? p->elements[e->parent].points : 0;

        if (above < -HINTS_FOR && own > 0)
            own = 0;
        e->points = above + own;
        if (e->points < HINTS_AGAINST)
            e->points = HINTS_AGAINST;
        if (e->points > HINTS_FOR)
            e->points = HINTS_FOR;
    }
}

/* ---- surroundings ------------------------------------------------------------------------------------------------- */

/* The nearest element that holds more than the block. */
static const struct element *around(const struct page *p, const struct sums *s, const struct block *b)
{
    const struct element *e = &p->elements[b->element];

    while (e->depth > 0 && range(s->letters, e) <= b->m.letters)
        e = &p->elements[e->parent];
    return e;
}

static bool are_siblings(const struct page *p, const struct block *a, const struct block *b)
{
    return a->element == b->element || p->elements[a->element].parent == p->elements[b->element].parent;
}

static int neighbour_points(const struct page *p, const int8_t *own, size_t i)
{
    const struct block *b = &p->blocks[i];
    int points = 0;

    if (i > 0 && own[i - 1] > 0 && are_siblings(p, b, b - 1))
        points += NEIGHBOUR;
    if (i + 1 < p->block_count && own[i + 1] > 0 && are_siblings(p, b, b + 1))
        points += NEIGHBOUR;
    return points;
}

static int around_points(const struct page *p, const struct sums *s, const struct block *b)
{
    const struct element *e = around(p, s, b);
    int points = -LINKED_AROUND * percent(range(s->linked, e), range(s->letters, e)) / 100;

    if (b->m.letters >= FULL_LETTERS)
        points /= 2;

    if (e->controls > 0 && range(s->letters, e) < CONTROLS_LETTERS)
        points -= CONTROLS;
    return points;
}

/* Only asked of a block that might be kept. */
static int phrase_points(const struct page *p, struct arena *scratch, const struct block *b)
{
    if (b->reasons <= -LEADS_AWAY || b->m.letters > PHRASE_LETTERS)
        return 0;
    arena_reset(scratch);
    return hint_leads_away(page_block_line(p, scratch, b), &b->m) ? -LEADS_AWAY : 0;
}

void page_score(struct page *p, const int8_t *agreement)
{
    struct arena *scratch = arena_new();
    int8_t *own = memory_get(p->block_count + 1);
    struct sums s;

    for (size_t i = 0; i < p->block_count; i++) {
        struct block *b = &p->blocks[i];

        b->reasons = make_points(p, b);
        b->points = text_points(b) + b->reasons;
        own[i] = b->points > 0;
    }
    sum_up(p, &s);
    inherit(p, &s);
    for (size_t i = 0; i < p->block_count; i++) {
        struct block *b = &p->blocks[i];

        b->reasons += p->elements[b->element].points + neighbour_points(p, own, i) + around_points(p, &s, b);
        if (agreement && agreement[i] >= 0)
            b->reasons += agreement[i] >= 50 ? IN_DATA : -NOT_IN_DATA;
        b->reasons += phrase_points(p, scratch, b);
        b->points = text_points(b) + b->reasons;
    }
    sums_release(&s);
    free(own);
    arena_free(&scratch);
}
