/*
 * rows.c - a queue of rows in blocks
 *
 * Fatal: more than 2^29 living rows (the caps of dedup.c stay far below). Bugs: none known.
 */
#include <stdlib.h>

#include "base.h"

#include "rows.h"

#define ROWS_LIMIT (1u << 29)

static uint32_t block_of(uint32_t row)
{
    return row >> ROWS_BLOCK_BITS;
}

void rows_init(struct rows *r, size_t row_bytes)
{
    *r = (struct rows){.row_bytes = row_bytes, .ring_mask = 3};
    r->blocks = memory_get((r->ring_mask + 1) * sizeof(*r->blocks));
}

void rows_release(struct rows *r)
{
    for (uint32_t i = 0; r->blocks && i <= r->ring_mask; i++)
        free(r->blocks[i]);
    free(r->blocks);
    *r = (struct rows){0};
}

static void widen_ring(struct rows *r)
{
    uint32_t mask = r->ring_mask * 2 + 1;
    unsigned char **wider = memory_get(((size_t)mask + 1) * sizeof(*wider));

    for (uint32_t b = block_of(r->first), i = 0; i <= r->ring_mask; i++, b++)
        wider[b & mask] = r->blocks[b & r->ring_mask];
    free(r->blocks);
    r->blocks = wider;
    r->ring_mask = mask;
}

uint32_t rows_add(struct rows *r, uint32_t count)
{
    uint32_t first_new = r->next;

    must(rows_count(r) + count < ROWS_LIMIT);
    for (uint32_t i = 0; i < count; i++, r->next++) {
        uint32_t block = block_of(r->next);

        if ((r->next & (ROWS_BLOCK - 1)) != 0 && r->blocks[block & r->ring_mask])
            continue;
        if (((block - block_of(r->first)) & (UINT32_MAX >> ROWS_BLOCK_BITS)) > r->ring_mask)
            widen_ring(r);
        r->blocks[block & r->ring_mask] = memory_get(ROWS_BLOCK * r->row_bytes);
    }
    return first_new;
}

void rows_forget(struct rows *r, uint32_t up_to)
{
    while (r->first != up_to) {
        uint32_t block = block_of(r->first);

        must(r->first != r->next);
        r->first++;
        if (block_of(r->first) != block) {
            free(r->blocks[block & r->ring_mask]);
            r->blocks[block & r->ring_mask] = NULL;
        }
    }
}
