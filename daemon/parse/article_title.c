/*
 * article_title.c - the article's headline, of the several that a page has
 *
 * An h1 that og:title, JSON-LD or the page's title repeat is the headline as readers see it; one that they do not may
 * be the outlet's name. Otherwise og:title, JSON-LD, the title without the outlet's name, the first h1.
 *
 * Fatal: nothing. Bugs: a headline with a dash in it may lose a part, where a page has nothing but its title.
 */
#include <string.h>

#include "text.h"

#include "article_parts.h"

#define TITLE_LIMIT 2000 /* bytes */
#define LEAST_LETTERS 8
#define LEAST_PART 20
#define CLAIMS 3

static const struct span separators[] = {
    {" | ", 3},        {" - ", 3},        {" \xE2\x80\x93 ", 5}, {" \xE2\x80\x94 ", 5},
    {" \xC2\xAB ", 4}, {" \xC2\xBB ", 4}, {" :: ", 4},           {" \xC2\xB7 ", 4},
    {" / ", 3},        {"_", 1},          {"\xEF\xBD\x9C", 3},   {"\xE4\xB8\xA8", 3},
};

static uint32_t letters_in(struct span s)
{
    struct measure m = {0};

    measure_text(&m, s, false);
    return m.letters;
}

static struct span line_of(const struct page *p, struct span source)
{
    return html_to_line(p->arena, span_cut(source, 0, utf8_cut(source, TITLE_LIMIT)));
}

/* The part before the first separator, or where that says too little, the longest. */
static struct span without_outlet(struct span s)
{
    struct span best = {0};

    while (s.len > 0 && letters_in(best) < LEAST_PART) {
        size_t end = s.len, behind = s.len, at;
        struct span part;

        for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]); i++) {
            if (span_find(s, separators[i], &at) && at < end) {
                end = at;
                behind = at + separators[i].len;
            }
        }
        part = span_trim(span_cut(s, 0, end));
        if (letters_in(part) > letters_in(best))
            best = part;
        s = span_cut(s, behind, s.len);
    }
    return best;
}

/* One contains the other, and is not much more: an outlet's name is no headline. */
static bool repeats(struct span claim, struct span line)
{
    size_t at;

    return (span_find(claim, line, &at) || span_find(line, claim, &at)) && line.len <= 2 * claim.len &&
           claim.len <= 2 * line.len;
}

struct span page_title(const struct page *p, struct span headline)
{
    struct span claims[CLAIMS] = {line_of(p, p->meta_title),
                                  span_cut(headline, 0, utf8_cut(headline, TITLE_LIMIT)),
                                  without_outlet(line_of(p, p->head_title))};
    struct span first = {0}, best = {0};

    for (size_t i = 0; i < p->block_count; i++) {
        const struct block *b = &p->blocks[i];
        struct span line;

        if (p->elements[b->element].type->role != ROLE_TITLE || b->m.letters < LEAST_LETTERS ||
            b->m.letters > TITLE_LIMIT / 4)
            continue;
        line = page_block_line(p, p->arena, b);
        if (first.len == 0)
            first = line;
        for (size_t k = 0; k < CLAIMS; k++) {
            if (claims[k].len > 0 && repeats(claims[k], line) && line.len > best.len)
                best = line;
        }
    }
    for (size_t k = 0; k < CLAIMS && best.len == 0; k++)
        best = claims[k];
    return best.len > 0 ? best : first;
}
