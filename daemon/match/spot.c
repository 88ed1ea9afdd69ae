/*
 * spot.c - where in an item a term matches
 *
 * A term is looked up by its longest whole word, and its other words are compared around that. A lone prefix has none and
 * asks every word.
 *
 * Fatal: no memory. Bugs: words are told apart by 63 bits of their hash.
 */
#include <string.h>

#include "match.h"
#include "text.h"

#include "scan.h"

/* Nothing to see between two words: a CJK term goes on across a line break, not across a comma. */
static bool is_blank_between(const struct stream *t, uint32_t word)
{
    const struct word *w = &t->words->list[word];
    size_t at = w[-1].end;

    while (at < w->start) {
        uint32_t c = utf8_next(t->text, &at);

        if (c > ' ' && c != 0xA0 && c != 0xAD && c != 0x3000 && (c < 0x200B || c > 0x200F) && c != 0x2060 &&
            c != 0xFEFF)
            return false;
    }
    return true;
}

static bool begins_with(const struct scan *s, const struct place *p, uint64_t prefix_place)
{
    struct span prefix = set_text(s->set, (uint32_t)prefix_place, (uint32_t)(prefix_place >> 32));

    return span_starts(word_folded(s->streams[p->stream].words, p->word), prefix);
}

static bool term_stands_at(const struct scan *s, const uint32_t *term, struct cell_head head, uint32_t place)
{
    const struct place *p = &s->places[place];
    uint32_t look;

    for (uint32_t i = 0; i < head.words; i++) {
        uint64_t word = cell_word(term, i);

        if (p[i].key == PLACE_WALL)
            return false;
        if (head.is_prefix && i + 1 == head.words) {
            if (!begins_with(s, &p[i], word))
                return false;
        } else if (p[i].key != (word & WORD_KEY) ||
                   ((word & WORD_TIGHT) && !is_blank_between(&s->streams[p->stream], p[i].word))) {
            return false;
        }
    }
    look = s->streams[p->stream].look;
    if (look == LOOK_LANG && p->word != 0) /* en covers en-GB, GB does not */
        return false;
    return (head.looks & LOOK_BIT(look)) != 0;
}

bool spot_next(struct scan *s, const uint32_t *term, uint32_t *cursor, struct spot *out)
{
    struct cell_head head = cell_head(term);
    bool lone_prefix = head.is_prefix && head.words == 1;
    uint64_t key = lone_prefix ? 0 : cell_word(term, head.longest) & WORD_KEY;
    uint32_t at = *cursor;

    for (;;) {
        if (lone_prefix)
            at = at + 1 < s->place_count ? at + 1 : 0;
        else
            at = at == 0 ? scan_head(s, (uint32_t)key) : s->places[at].next;
        if (at == 0)
            return false;
        if ((!lone_prefix && s->places[at].key != key) || at < head.longest)
            continue;
        if (term_stands_at(s, term, head, at - head.longest)) {
            *cursor = at;
            *out = (struct spot){at - head.longest, head.words};
            return true;
        }
    }
}

bool spot_looked_at(const struct scan *s, struct spot spot, uint32_t looks)
{
    return (looks & LOOK_BIT(s->streams[s->places[spot.place].stream].look)) != 0;
}

struct found spot_found(const struct scan *s, struct spot spot)
{
    const struct place *first = &s->places[spot.place], *last = first + spot.words - 1;
    const struct word *words = s->streams[first->stream].words->list;

    return (struct found){first->stream, words[first->word].start, words[last->word].end};
}

static void push(struct spots *to, struct spot spot)
{
    to->list = set_room(to->list, to->count, &to->cap, sizeof(*to->list));
    to->list[to->count++] = spot;
}

static int compare_spots(const void *x, const void *y)
{
    const struct spot *a = x, *b = y;

    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return (a->words > b->words) - (a->words < b->words);
}

/* What was pushed since `from` in order, each once. */
static void set_in_order(struct spots *spots, size_t from)
{
    size_t kept = from;

    if (spots->count - from < 2)
        return;
    qsort(spots->list + from, spots->count - from, sizeof(*spots->list), compare_spots);
    for (size_t i = from; i < spots->count; i++) {
        if (kept == from || compare_spots(&spots->list[kept - 1], &spots->list[i]) != 0)
            spots->list[kept++] = spots->list[i];
    }
    spots->count = kept;
}

static void gather(struct scan *s, const uint32_t *cell);

/* The places of a list anywhere in the item are gathered once, whatever number of rules asks. */
static const struct spots *list_spots(struct scan *s, uint32_t number)
{
    struct spots *memory;
    size_t from = s->spots.count;

    if (!s->list_spots)
        s->list_spots = arena_get(s->arena, s->set->list_count * sizeof(*s->list_spots));
    memory = &s->list_spots[number];
    if (memory->cap == 0) {
        gather(s, s->set->code.list + s->set->lists[number].code_at);
        set_in_order(&s->spots, from);
        memory->count = s->spots.count - from;
        memory->cap = memory->count + 1; /* not 0: it was gathered */
        memory->list = arena_get(s->arena, memory->cap * sizeof(*memory->list));
        if (memory->count > 0)
            memcpy(memory->list, s->spots.list + from, memory->count * sizeof(*memory->list));
        s->spots.count = from;
    }
    return memory;
}

static void gather(struct scan *s, const uint32_t *cell)
{
    struct cell_head head = cell_head(cell);
    const uint32_t *end = cell + cell_length(cell);
    uint32_t cursor = 0;
    struct spot spot;

    switch (head.kind) {
    case NODE_TERM:
        while (spot_next(s, cell, &cursor, &spot))
            push(&s->spots, spot);
        break;
    case NODE_LIST: {
        const struct spots *all = list_spots(s, cell[1]);

        for (size_t i = 0; i < all->count; i++) {
            if (spot_looked_at(s, all->list[i], head.looks))
                push(&s->spots, all->list[i]);
        }
        break;
    }
    default:
        must(head.kind == NODE_OR);
        for (const uint32_t *c = cell + 2; c < end; c += cell_length(c))
            gather(s, c);
    }
}

void spots_gather(struct scan *s, const uint32_t *cell)
{
    size_t from = s->spots.count;

    gather(s, cell);
    if (cell_head(cell).kind == NODE_OR)
        set_in_order(&s->spots, from);
}
