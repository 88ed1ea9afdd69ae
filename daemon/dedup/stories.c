/*
 * stories.c - stories as rows, which are used again when their last item is forgotten
 *
 * Fatal: nothing. Bugs: of more than sixteen ids crafted to one key the older are taken for new stories.
 */
#include <stdlib.h>

#include "base.h"

#include "stories.h"

enum { FIRST_ROWS = 64 };

void stories_init(struct stories *s)
{
    *s = (struct stories){.cap = FIRST_ROWS};
    s->row = memory_grow(NULL, s->cap, sizeof(*s->row));
    index_init(&s->by_id, 80, false);
}

void stories_release(struct stories *s)
{
    free(s->row);
    index_release(&s->by_id);
    *s = (struct stories){0};
}

static uint32_t find(const struct stories *s, struct id id)
{
    uint32_t found[INDEX_NEWEST];
    size_t n = index_find(&s->by_id, key_of_id(id), found, NULL);

    for (size_t i = 0; i < n; i++) {
        if (id_equal(s->row[found[i]].id, id))
            return found[i];
    }
    return s->rows;
}

static uint32_t begin(struct stories *s, struct id id)
{
    uint32_t at = s->unused;

    if (at == s->rows && s->rows == s->cap) {
        s->cap += s->cap / 2;
        s->row = memory_grow(s->row, s->cap, sizeof(*s->row));
    }
    if (at == s->rows)
        s->unused = ++s->rows;
    else
        s->unused = s->row[at].newest;
    s->row[at] = (struct story_row){.id = id};
    index_add(&s->by_id, key_of_id(id), at, 0);
    s->count++;
    return at;
}

uint32_t stories_join(struct stories *s, struct id id, uint32_t item, uint32_t *older)
{
    uint32_t at = find(s, id);

    if (at == s->rows)
        at = begin(s, id);
    *older = s->row[at].items > 0 ? s->row[at].newest : item;
    s->row[at].newest = item;
    s->row[at].items++;
    return at;
}

void stories_leave(struct stories *s, uint32_t row)
{
    struct story_row *r = &s->row[row];

    must(r->items > 0);
    if (--r->items > 0)
        return;
    index_drop(&s->by_id, key_of_id(r->id), row);
    r->newest = s->unused;
    s->unused = row;
    s->count--;
}
