/*
 * code.c - trees as cells, and cells read again
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "match.h"

#include "query.h"
#include "set.h"

/* The header: cell_head reads it. */
static uint32_t pack_head(const struct node *n)
{
    return (uint32_t)n->kind | (uint32_t)n->negated << 3 | (uint32_t)n->term.is_prefix << 4 | n->looks << 5 |
           n->term.count << 13 | n->term.longest << 20;
}

size_t cell_length(const uint32_t *cell)
{
    struct cell_head h = cell_head(cell);

    switch (h.kind) {
    case NODE_TERM:
        return 1 + 2 * (size_t)h.words;
    case NODE_LIST:
    case NODE_REGEX:
        return 2;
    case NODE_COUNT:
        return 2 + cell_length(cell + 2);
    default:
        return cell[1];
    }
}

static void put(struct match_set *s, uint32_t cell)
{
    struct cells *c = &s->code;

    must(c->count < UINT32_MAX);
    c->list = set_room(c->list, c->count, &c->cap, sizeof(*c->list));
    c->list[c->count++] = cell;
}

static void emit_term(struct match_set *s, const struct term *t)
{
    for (uint32_t i = 0; i + t->is_prefix < t->count; i++) {
        put(s, (uint32_t)t->words[i]);
        put(s, (uint32_t)(t->words[i] >> 32));
    }
    if (t->is_prefix) {
        put(s, set_add_text(s, t->prefix));
        put(s, (uint32_t)t->prefix.len);
    }
}

void code_emit(struct match_set *s, const struct node *n)
{
    size_t from = s->code.count;

    put(s, pack_head(n));
    switch (n->kind) {
    case NODE_TERM:
        s->looks |= n->looks;
        emit_term(s, &n->term);
        break;
    case NODE_LIST:
        list_mark_used(s, n->number);
        s->looks |= n->looks;
        put(s, n->number);
        break;
    case NODE_REGEX:
        s->looks |= n->looks;
        put(s, n->number);
        break;
    case NODE_COUNT:
        put(s, n->number);
        code_emit(s, n->child);
        break;
    default:
        put(s, 0);
        for (const struct node *c = n->child; c; c = c->next) {
            if (n->kind == NODE_NEAR)
                put(s, c->gap | (c->ordered ? STEP_ORDERED : 0));
            code_emit(s, c);
        }
        s->code.list[from + 1] = (uint32_t)(s->code.count - from);
        break;
    }
}

uint32_t code_emit_list(struct match_set *s, const uint32_t *lists, size_t count)
{
    const struct node head = {.kind = NODE_OR};
    size_t from = s->code.count;

    put(s, pack_head(&head));
    put(s, 0);
    for (size_t i = 0; i < count; i++) {
        for (const struct node *n = s->lists[lists[i]].terms; n; n = n->next) {
            if (n->kind == NODE_TERM) {
                put(s, pack_head(n));
                emit_term(s, &n->term);
            }
        }
    }
    s->code.list[from + 1] = (uint32_t)(s->code.count - from);
    return (uint32_t)from;
}
