/*
 * item_list.c - the items of a document, while it is read
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "parse.h"

#include "feed.h"

/* Texts are kept at most thrice (source, HTML, plain); a fixed part for small bodies. */
#define MEMORY_FACTOR 3
#define MEMORY_FIXED ((size_t)4 << 20)

void item_list_init(struct item_list *l, struct arena *a, size_t body_bytes)
{
    *l = (struct item_list){.arena = a,
                            .memory_limit = arena_used(a) + MEMORY_FACTOR * body_bytes + MEMORY_FIXED};
}

bool item_list_is_spent(struct item_list *l)
{
    bool spent = arena_used(l->arena) > l->memory_limit;

    l->left_out |= spent;
    return spent;
}

bool item_list_is_full(struct item_list *l)
{
    l->left_out |= l->count == PARSE_ITEM_LIMIT;
    return item_list_is_spent(l) || l->count == PARSE_ITEM_LIMIT;
}

void item_list_add(struct item_list *l, struct item item)
{
    if (l->count == PARSE_ITEM_LIMIT) /* an item within the last one */
        return;
    if (l->count == l->room) {
        struct item *more;

        l->room = l->room == 0 ? 16 : l->room < PARSE_ITEM_LIMIT / 2 ? l->room * 2 : PARSE_ITEM_LIMIT;
        more = arena_get(l->arena, l->room * sizeof(*more));
        l->memory_limit += l->room * sizeof(*more); /* PARSE_ITEM_LIMIT bounds the list itself */
        if (l->count > 0)
            memcpy(more, l->items, l->count * sizeof(*more));
        l->items = more;
    }
    l->items[l->count++] = item;
}
