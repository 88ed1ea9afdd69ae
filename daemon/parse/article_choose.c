/*
 * article_choose.c - the best connected run of blocks, and what of it is kept
 *
 * A block is worth its letters times its points (cut to -1..1). From one good block to the next there is a gap: the
 * steps through the tree beyond those between neighbours cost GAP letters each, unless both stand in elements of the same
 * build, and so does what is bad in between, up to DETOUR letters a step, for what a page sets into an article (a card, a
 * gallery) does not end it. The run with the largest sum is the article (Bentley's maximal segment, with a price for the
 * gaps): one walk, in which each good block continues the best run of the last RECENT ones, or begins one.
 *
 * Within the run a block is kept for its points, dropped for them, or is in doubt: short lines, subheadings, items of
 * lists, cells. Doubtful ones are kept where they belong to what is kept: a heading with kept text behind it, an item or
 * cell or line of the same build between kept ones. Before the run one sentence may stand under the headline.
 *
 * Fatal: no memory (base's rule). Bugs: two articles on one page are one, or the longer of them.
 */
#include <stdlib.h>
#include <string.h>

#include "text.h"

#include "article_parts.h"

#define GAP 30
#define DETOUR 40      /* a step */
#define DETOUR_NEAR 30 /* between neighbours */
#define RECENT 6       /* good blocks that a run may be continued from */
#define FREE_STEPS 2
#define FULL_POINTS 40 /* where a block is worth all its letters */
#define KEEP 6
#define DROP (-30)
#define LEAST_LETTERS 140
#define LIST_STEPS 6
#define ALIKE_STEPS 4 /* up to what two blocks of the same build share */
#define LEAD_REACH 40 /* blocks from the headline to the article */
#define LEAD_LETTERS 30
#define HEADING_REACH 3 /* blocks */

/* Steps up from one element and down to the other. */
static uint32_t steps(const struct page *p, uint32_t a, uint32_t b)
{
    uint32_t count = 0;

    while (a != b) {
        uint32_t *deeper = p->elements[a].depth >= p->elements[b].depth ? &a : &b;

        *deeper = p->elements[*deeper].parent;
        count++;
    }
    return count;
}

static int64_t worth(const struct block *b)
{
    int64_t points = b->points > FULL_POINTS    ? FULL_POINTS
                     : b->points < -FULL_POINTS ? -FULL_POINTS
                                                : b->points;

    return b->m.letters * points / FULL_POINTS;
}

/* Whether two blocks stand in elements of the same build up to what they share: of the same names, and of the same
 * classes but for the innermost, which may be a first or last one. */
static bool are_alike(const struct page *p, const struct block *a, const struct block *b)
{
    const struct element *x = &p->elements[a->element], *y = &p->elements[b->element];

    for (int i = 0; x != y; i++) {
        if (i == ALIKE_STEPS || x->type != y->type || (i > 0 && x->kin != y->kin))
            return false;
        x = &p->elements[x->parent];
        y = &p->elements[y->parent];
    }
    return true;
}

struct run {
    size_t first, end; /* end is behind the last */
    int64_t sum;
};

/* A run that ends with a good block. */
struct link {
    size_t first, last;
    int64_t sum, bad; /* bad: of all blocks up to here */
};

/* What it costs to go on from one good block to another, with bad ones between. */
static int64_t gap(const struct page *p, size_t from, size_t to, int64_t bad)
{
    int64_t far = steps(p, p->blocks[from].element, p->blocks[to].element), detour = DETOUR_NEAR;

    if (far <= FREE_STEPS || are_alike(p, &p->blocks[from], &p->blocks[to]))
        far = 0;
    else
        detour = DETOUR * far;
    return (far > 0 ? GAP * (far - FREE_STEPS) : 0) + (bad < detour ? bad : detour);
}

static struct run best_run(const struct page *p)
{
    struct link recent[RECENT] = {{0}}, best = {0};
    size_t count = 0;
    int64_t bad = 0;

    for (size_t i = 0; i < p->block_count; i++) {
        struct link now = {.first = i, .last = i};

        if (worth(&p->blocks[i]) <= 0) {
            bad -= worth(&p->blocks[i]);
            continue;
        }
        for (size_t k = 0; k < RECENT && k < count; k++) {
            const struct link *l = &recent[k];
            int64_t sum = l->sum - gap(p, l->last, i, bad - l->bad);

            if (sum > now.sum)
                now = (struct link){l->first, i, sum, 0};
        }
        now.sum += worth(&p->blocks[i]);
        now.bad = bad;
        recent[count++ % RECENT] = now;
        if (now.sum > best.sum)
            best = now;
    }
    return (struct run){best.first, best.sum > 0 ? best.last + 1 : 0, best.sum};
}

static bool is_in(const struct page *p, const struct block *b, enum element_role role)
{
    return p->elements[b->element].type->role == role;
}

static void judge(struct page *p, struct run run)
{
    for (size_t i = 0; i < p->block_count; i++) {
        struct block *b = &p->blocks[i];
        bool within = i >= run.first && i < run.end;
        bool mostly_link = b->m.linked * 2 > b->m.letters;

        if (!within || b->reasons <= DROP || (mostly_link && b->points < KEEP))
            b->choice = CHOICE_NO;
        else
            b->choice = b->points >= KEEP && !is_in(p, b, ROLE_HEADING) ? CHOICE_YES : CHOICE_MAYBE;
        /* Names far against it outweigh any text. */
        if (p->elements[b->element].points <= DROP)
            b->choice = CHOICE_NO;
    }
}

/* A doubtful block between two kept ones: of a list or table beside them, or a line built like one of them. */
static bool belongs(const struct page *p, const struct block *before, const struct block *b,
                    const struct block *after)
{
    bool listed = is_in(p, b, ROLE_ITEM) || is_in(p, b, ROLE_CELL) || is_in(p, b, ROLE_LINES);

    return steps(p, before->element, b->element) <= LIST_STEPS &&
           steps(p, b->element, after->element) <= LIST_STEPS &&
           (listed || are_alike(p, before, b) || are_alike(p, b, after));
}

static void keep_between(struct page *p, struct run run)
{
    size_t *next = memory_get((run.end + 1) * sizeof(*next)); /* the first kept one from there on */
    size_t before = run.end;

    next[run.end] = run.end;
    for (size_t i = run.end; i-- > run.first;)
        next[i] = p->blocks[i].choice == CHOICE_YES ? i : next[i + 1];
    for (size_t i = run.first; i < run.end && next[i] < run.end; i++) {
        struct block *b = &p->blocks[i];

        if (next[i] == i)
            before = i;
        else if (b->choice == CHOICE_MAYBE && before < run.end && !is_in(p, b, ROLE_HEADING) &&
                 belongs(p, &p->blocks[before], b, &p->blocks[next[i]]))
            b->choice = CHOICE_YES;
    }
    free(next);
}

/* From the end on, so that a heading above a heading stays, too. */
static void keep_headings(struct page *p, struct run run)
{
    size_t kept = run.end;

    for (size_t i = run.end; i-- > run.first;) {
        struct block *b = &p->blocks[i];

        if (b->choice == CHOICE_MAYBE && is_in(p, b, ROLE_HEADING) && kept < run.end &&
            kept - i <= HEADING_REACH)
            b->choice = CHOICE_YES;
        if (b->choice == CHOICE_YES)
            kept = i;
    }
}

static bool is_title(const struct page *p, const struct block *b, struct arena *scratch, struct span title)
{
    arena_reset(scratch);
    return title.len > 0 && b->m.letters <= 3 * title.len &&
           span_equal(measure_letters_only(scratch, page_block_line(p, scratch, b)), title);
}

/* The headline is not part of the text; the sentence under it is. */
static void settle_title(struct page *p, struct run run, struct span title)
{
    struct arena *scratch = arena_new();
    size_t from = run.first > LEAD_REACH ? run.first - LEAD_REACH : 0, behind = run.first;

    title = measure_letters_only(p->arena, title);
    for (size_t i = from; i < run.end; i++) {
        if (is_title(p, &p->blocks[i], scratch, title)) {
            p->blocks[i].choice = CHOICE_NO;
            behind = i < run.first ? i + 1 : behind;
        }
    }
    for (size_t i = behind; i < run.first; i++) {
        struct block *b = &p->blocks[i];

        if (b->m.letters >= LEAD_LETTERS && b->m.enders > 0 && b->m.linked == 0 && !b->time &&
            b->reasons > DROP && p->elements[b->element].points > DROP / 2) {
            b->choice = CHOICE_YES;
            break;
        }
    }
    arena_free(&scratch);
}

bool page_choose(struct page *p, struct span title)
{
    struct run run = best_run(p);
    uint64_t letters = 0;

    judge(p, run);
    settle_title(p, run, title);
    keep_between(p, run);
    keep_headings(p, run);
    for (size_t i = 0; i < p->block_count; i++) {
        struct block *b = &p->blocks[i];

        if (b->choice == CHOICE_YES)
            letters += b->m.letters;
    }
    return letters >= LEAST_LETTERS;
}
