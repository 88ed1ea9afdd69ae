/*
 * pieces.h: short items for the tests of dedup, and judging them.
 */
#ifndef NEWSWIRED_TESTS_DEDUP_PIECES_H
#define NEWSWIRED_TESTS_DEDUP_PIECES_H

#include "base.h"
#include "dedup.h"
#include "text.h"

#define NEWS                                                                                                 \
    "The president of the republic met the prime minister on Tuesday in the northern capital to discuss "    \
    "the gas "                                                                                               \
    "pipeline and the border markets, officials of both countries said after the talks had ended late at "   \
    "night"
#define NEWS_EDITED                                                                                          \
    "The president of the republic met the premier on Tuesday in the northern capital to discuss the gas "   \
    "pipeline and the border markets, officials of both countries said after talks had ended late at night"
#define MORE                                                                                                 \
    " Trade between the neighbours fell by a fifth last year while smugglers found new routes over the "     \
    "mountains. "                                                                                            \
    "Farmers in the valley complained about the price of water, and the railway said that its third line "   \
    "would open "                                                                                            \
    "next spring. Analysts expect little progress before the elections, which both parliaments have "        \
    "postponed twice."                                                                                       \
    " A spokesman for the ministry declined to comment on reports about prisoners held since the summer "    \
    "offensive."
#define OTHER                                                                                                \
    "A volcano on the southern island threw ash over three villages before dawn and the airport closed its " \
    "only "                                                                                                  \
    "runway while soldiers helped families to leave their houses in lorries that the army had sent from "    \
    "the coast"

static const struct dedup_limits wide = {14 * 86400, 4 * 86400, (size_t)1 << 30};

struct piece {
    const char *outlet, *title, *body;
    int64_t now;
};

static inline struct id id_of(uint64_t n)
{
    return (struct id){n * 0x9E3779B97F4A7C15u + 1, n};
}

static inline void make_item(struct arena *a, const struct piece *p, uint64_t n, struct dedup_item *item)
{
    struct words *w = arena_get(a, 2 * sizeof(*w));

    words_of(a, span_of(p->title), 0, &w[0]);
    words_of(a, span_of(p->body), 0, &w[1]);
    *item = (struct dedup_item){
        .id = id_of(n), .outlet = span_of(p->outlet), .title = &w[0], .body = &w[1], .now = p->now};
}

static inline struct verdict judge(struct dedup *d, struct arena *a, const struct piece *p, uint64_t n)
{
    struct dedup_item item;
    struct verdict v;

    make_item(a, p, n, &item);
    dedup_judge(d, &item, a, &v);
    return v;
}

#endif
