/*
 * story.c - tier 2: the story whose members' terms are nearest
 *
 * Terms are asked rarest first for their newest items, within a budget. The items nearest by the terms for which
 * they were found name the stories to score: four parts in ten the cosine with the nearest member, six with the sum
 * of the newest members, which keeps what they have in common and levels what each has alone. A member has full
 * weight for a day, and loses it over three more. A member of the item's own outlet counts three quarters: an outlet
 * repeats its phrases, its templates and its columns more often than it tells an event twice; one in another script
 * nine tenths, since it is met by the words of bridge.c alone.
 *
 * Cosines are products of two vectors of length TERM_UNIT: 30 bits of fraction. All sums are of integers, so their
 * order does not matter; stories are compared by score, ties go to the one whose nearest member is the earliest.
 * Fatal: nothing. Bugs: another language is another story, but for what bridge.c knows of it and names and numbers.
 */
#include <string.h>

#include "base.h"

#include "story.h"

enum { BUDGET = 128, PROMISING = 16, STORIES = 8, MEMBERS = 64, TELL = 8 };
enum { SLOTS = 512, MY_SLOTS = 512, SUM_SLOTS = 2048 };
#define KEYS_A_SLOT (UINT32_MAX / MY_SLOTS + 1)
#define ONE ((uint64_t)TERM_UNIT * TERM_UNIT)
#define LEAST_SQUARE ((uint64_t)(TERM_UNIT - 8) * (TERM_UNIT - 8)) /* of a vector's length: weights are cut */
#define NEAREST_PERCENT 40u
#define OWN_OUTLET_PERCENT 75u
#define OTHER_SCRIPT_PERCENT 80u
#define JOIN (ONE * 26 / 100)
#define JOIN_SHORT (ONE * 17 / 100)
#define SHORT_TERMS 14u
#define MANY_STORIES 1000u
#define FULL_SECONDS 86400
#define FADE_SECONDS (3 * 86400)

/* The item's terms by nine bits of their keys: most keys of another text meet none. */
struct mine {
    int64_t now;
    uint32_t outlet; /* 0: unknown */
    bool foreign;
    uint8_t first[MY_SLOTS]; /* a place in `term`; 0: none */
    struct {
        uint32_t key;
        uint16_t weight;
        uint8_t next;
    } term[TERMS_MAX + 1];
};

static void mine_init(struct mine *m, const struct terms *t)
{
    memset(m->first, 0, sizeof(m->first));
    for (size_t i = 0; i < t->kept; i++) {
        uint8_t *first = &m->first[t->term[i].key / KEYS_A_SLOT];

        m->term[i + 1].key = t->term[i].key;
        m->term[i + 1].weight = (uint16_t)t->term[i].weight;
        m->term[i + 1].next = *first;
        *first = (uint8_t)(i + 1);
    }
}

static uint32_t mine_get(const struct mine *m, uint32_t key)
{
    size_t at = m->first[key / KEYS_A_SLOT];

    while (at && m->term[at].key != key)
        at = m->term[at].next;
    return at ? m->term[at].weight : 0;
}

static uint64_t cosine(const struct mine *m, const struct vector *v)
{
    const uint32_t *key = vector_keys(v);
    const uint16_t *weight = vector_weights(v);
    uint64_t sum = 0;

    for (uint32_t i = 0; i < v->count; i++)
        sum += (uint64_t)mine_get(m, key[i]) * weight[i];
    return sum;
}

/* ---- candidates ------------------------------------------------------------------------------------------ */

struct found {
    uint32_t serial[BUDGET];
    uint64_t sum[BUDGET]; /* of the products of the terms for which it was found */
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

static void find(const struct dedup *d, struct found *f)
{
    const struct term *order[TERMS_MAX];
    uint32_t owners[INDEX_NEWEST];
    uint16_t weights[INDEX_NEWEST];
    size_t n = rarest_first(&d->terms, order), budget = BUDGET;

    f->count = 0;
    memset(f->slot, 0, sizeof(f->slot));
    for (size_t i = 0; i < n && budget > 0; i++) {
        size_t holders = index_find(&d->by_term, order[i]->key, owners, weights);

        if (holders > budget)
            holders = budget;
        for (size_t k = 0; k < holders; k++)
            note(f, owners[k], (uint64_t)order[i]->weight * weights[k]);
        budget -= holders;
    }
}

static bool is_more_promising(const struct dedup *d, const struct found *f, size_t a, size_t b)
{
    if (f->sum[a] != f->sum[b])
        return f->sum[a] > f->sum[b];
    return d->items.next - f->serial[a] > d->items.next - f->serial[b];
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
    uint32_t story; /* its row */
    uint64_t score;
    uint64_t best;   /* how near the nearest member is */
    uint64_t all;    /* the sum of those that are asked what they have in common */
    uint32_t member; /* the nearest */
    uint32_t members[MEMBERS];
    size_t count;
};

static uint64_t fade(uint64_t c, int64_t age_s)
{
    if (age_s <= FULL_SECONDS)
        return c;
    if (age_s >= FULL_SECONDS + FADE_SECONDS)
        return 0;
    return c / FADE_SECONDS * (uint64_t)(FULL_SECONDS + FADE_SECONDS - age_s);
}

/* The cosine with a member, less what age, another script and a common outlet take off it. */
static uint64_t nearness(const struct mine *m, const struct vector *v, int64_t now)
{
    uint64_t c = fade(cosine(m, v), m->now - now);

    if (m->foreign != v->foreign)
        return c / 100 * OTHER_SCRIPT_PERCENT;
    return m->outlet != 0 && v->outlet == m->outlet ? c / 100 * OWN_OUTLET_PERCENT : c;
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

static void sum_add(struct sum *s, const struct vector *v)
{
    const uint32_t *key = vector_keys(v);
    const uint16_t *weight = vector_weights(v);
    uint32_t mask = (1u << s->bits) - 1;

    for (uint32_t i = 0; i < v->count; i++) {
        uint32_t at = key[i] >> (32 - s->bits);

        while (s->key[at & mask] && s->key[at & mask] != key[i])
            at++;
        s->key[at & mask] = key[i];
        s->weight[at & mask] += weight[i];
    }
}

static uint64_t sum_length(const struct sum *s)
{
    uint64_t squares = 0;

    for (size_t i = 0; i < (size_t)1 << s->bits; i++)
        squares += (uint64_t)s->weight[i] * s->weight[i];
    return logs_root(squares);
}

static uint64_t score_of(const struct score *s, uint64_t length)
{
    uint64_t middle = length > 0 ? s->all * TERM_UNIT / length : 0;

    return (s->best * NEAREST_PERCENT + middle * (100 - NEAREST_PERCENT)) / 100;
}

/* The newest members of each story. The chains are followed side by side, so that they wait for memory together; then
 * the vectors are fetched. */
static void list_members(const struct dedup *d, struct score *scores, size_t count)
{
    bool more = true;

    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(stories_at(&d->stories, scores[i].story));
    for (size_t n = 0; n < MEMBERS && more; n++) {
        more = false;
        for (size_t i = 0; i < count; i++) {
            struct score *s = &scores[i];
            uint32_t serial = n > 0 ? s->members[n - 1] : d->items.next;

            if (s->count < n || !memory_next_member(d, s->story, &serial))
                continue;
            __builtin_prefetch(item_at(d, serial));
            s->members[s->count++] = serial;
            more = true;
        }
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < scores[i].count; k++) {
            const char *v = (const char *)vector_at(d, scores[i].members[k]);

            __builtin_prefetch(v);
            __builtin_prefetch(v + LINE);
        }
    }
}

/* How near the members are, in each script. */
struct met {
    uint64_t all;
    size_t members, with_terms;
};

static void meet_members(const struct dedup *d, const struct mine *m, struct score *s, struct met met[2])
{
    for (size_t i = 0; i < s->count; i++) {
        const struct vector *v = vector_at(d, s->members[i]);
        struct met *script = &met[v->foreign];
        uint64_t near = nearness(m, v, item_at(d, s->members[i])->now);

        if (i == 0 || near >= s->best) { /* members come newest first: of equals the earliest */
            s->best = near;
            s->member = s->members[i];
        }
        script->all += near;
        script->members++;
        script->with_terms += v->count > 0;
    }
}

/* False when it is certain that the score is below `least`. What members have in common is asked of those in the item's
 * own script, where there are any: else the table's words, which is all that reports in another script share, would
 * stand out as the story's own. */
static bool score_story(const struct dedup *d, const struct mine *m, uint64_t least, struct score *s)
{
    struct met met[2] = {{0}, {0}};
    struct sum sum;
    bool script;

    meet_members(d, m, s, met);
    s->score = s->best;
    if (s->count < 2)
        return s->score >= least;
    script = met[m->foreign].members > 0 ? m->foreign : !m->foreign;
    s->all = met[script].all;
    /* No weight is below 0: the sum is at least as long as if its members had nothing in common. */
    if (score_of(s, logs_root(met[script].with_terms * LEAST_SQUARE)) < least)
        return false;
    sum_begin(&sum, met[script].members);
    for (size_t i = 0; i < s->count; i++) {
        const struct vector *v = vector_at(d, s->members[i]);

        if (v->foreign == script)
            sum_add(&sum, v);
    }
    s->score = score_of(s, sum_length(&sum));
    return s->score >= least;
}

/* The stories of the most promising items, but for one. */
static size_t list_stories(const struct dedup *d, const struct found *f, uint32_t other,
                           struct score scores[STORIES])
{
    size_t promising[PROMISING], n = select_best(d, f, promising), count = 0;

    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(item_at(d, f->serial[promising[i]]));
    for (size_t i = 0; i < n && count < STORIES; i++) {
        uint32_t story = item_at(d, f->serial[promising[i]])->story;
        size_t known = 0;

        while (known < count && scores[known].story != story)
            known++;
        if (known < count || story == other)
            continue;
        scores[count].story = story;
        scores[count].count = 0;
        scores[count].score = scores[count].best = scores[count].all = 0;
        count++;
    }
    return count;
}

static bool is_better(const struct dedup *d, const struct score *a, const struct score *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    return d->items.next - a->member > d->items.next - b->member;
}

static bool shares_one_term(const struct dedup *d, const struct mine *m, uint32_t member)
{
    const struct vector *v = vector_at(d, member);
    uint32_t shared = 0;

    for (uint32_t i = 0; i < v->count && shared < 2; i++)
        shared += mine_get(m, vector_keys(v)[i]) > 0;
    return shared == 1;
}

/* Titles say little: one word in common may be a story's name. Among a thousand stories it is chance. */
static uint64_t bound_of(const struct dedup *d, const struct mine *m, uint32_t nearest)
{
    if (d->terms.kept > SHORT_TERMS)
        return JOIN;
    return d->counts.founders >= MANY_STORIES && shares_one_term(d, m, nearest) ? JOIN : JOIN_SHORT;
}

/* ---- explaining ------------------------------------------------------------------------------------------ */

struct told {
    uint64_t product;
    struct span word;
};

static void explain(const struct dedup *d, uint32_t member, struct arena *a, struct why_story *why)
{
    const struct vector *v = vector_at(d, member);
    struct told told[TELL];

    why->known = true;
    why->member = kept_at(d, member)->id;
    why->term_count = 0;
    for (size_t t = 0; t < d->terms.kept; t++) {
        const struct term *term = &d->terms.term[t];
        struct told new = {0};
        size_t at;

        for (uint32_t i = 0; i < v->count; i++) {
            if (vector_keys(v)[i] == term->key)
                new.product = (uint64_t)term->weight *vector_weights(v)[i];
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

    why->known = true;
    why->member = kept_at(d, member)->id;
    if (!in_story_window(d, member))
        return;
    mine_init(&m, &d->terms);
    why->score = (double)cosine(&m, vector_at(d, member)) / (double)ONE;
    explain(d, member, a, why);
}

bool story_find(const struct dedup *d, const struct story_query *q, struct arena *a, struct why_story *why,
                struct id *story)
{
    struct score scores[STORIES];
    size_t count, best = 0;
    struct found f;
    struct mine m;

    find(d, &f);
    count = list_stories(d, &f, q->other, scores);
    if (count == 0)
        return false;
    mine_init(&m, &d->terms);
    m.now = q->item->now;
    m.foreign = d->terms.foreign;
    m.outlet = memory_outlet(q->item->outlet);
    list_members(d, scores, count);
    for (size_t i = 0; i < count; i++) {
        if (score_story(d, &m, scores[best].score, &scores[i]) && is_better(d, &scores[i], &scores[best]))
            best = i;
    }
    why->score = (double)scores[best].score / (double)ONE;
    explain(d, scores[best].member, a, why);
    if (scores[best].score < bound_of(d, &m, scores[best].member))
        return false;
    *story = stories_at(&d->stories, scores[best].story)->id;
    return true;
}
