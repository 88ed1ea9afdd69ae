/*
 * rows.c - a queue of rows in blocks
 *
 * Fatal: 2^29 living rows, or more than a block at once (memory.c stays below). Bugs: none known.
 */
#include <stdlib.h>
#include <string.h>

#include "base.h"

#include "rows.h"

#define LINE_BYTES 64u

static uint32_t block_of(const struct rows *r, uint32_t row)
{
    return row >> r->block_bits;
}

/* A block begins with a line of memory. In front of it stands what to free. */
static unsigned char *block_new(size_t bytes)
{
    unsigned char *raw = memory_get(bytes + 2 * LINE_BYTES);
    unsigned char *block = raw + 2 * LINE_BYTES - (uintptr_t)raw % LINE_BYTES;

    memcpy(block - sizeof(raw), &raw, sizeof(raw));
    return block;
}

static void block_free(unsigned char **block)
{
    void *raw = NULL;

    if (*block)
        memcpy(&raw, *block - sizeof(raw), sizeof(raw));
    free(raw);
    *block = NULL;
}

void rows_init(struct rows *r, size_t row_bytes, unsigned block_bits)
{
    *r = (struct rows){.row_bytes = row_bytes, .block_bits = block_bits, .ring_mask = 3};
    r->blocks = memory_get((r->ring_mask + 1) * sizeof(*r->blocks));
}

void rows_release(struct rows *r)
{
    for (uint32_t i = 0; r->blocks && i <= r->ring_mask; i++)
        block_free(&r->blocks[i]);
    free(r->blocks);
    *r = (struct rows){0};
}

static void widen_ring(struct rows *r)
{
    uint32_t mask = r->ring_mask * 2 + 1;
    unsigned char **wider = memory_get(((size_t)mask + 1) * sizeof(*wider));

    for (uint32_t b = block_of(r, r->first), i = 0; i <= r->ring_mask; i++, b++)
        wider[b & mask] = r->blocks[b & r->ring_mask];
    free(r->blocks);
    r->blocks = wider;
    r->ring_mask = mask;
}

static void begin_block(struct rows *r)
{
    uint32_t block = block_of(r, r->next);

    if (((block - block_of(r, r->first)) & (UINT32_MAX >> r->block_bits)) > r->ring_mask)
        widen_ring(r);
    if (!r->blocks[block & r->ring_mask])
        r->blocks[block & r->ring_mask] = block_new(r->row_bytes << r->block_bits);
}

uint32_t rows_add(struct rows *r, uint32_t count)
{
    uint32_t block_rows = 1u << r->block_bits;
    uint32_t first_new, used = r->next & (block_rows - 1);

    must(count > 0 && count <= block_rows && rows_count(r) < ROWS_LIMIT);
    if (used + count > block_rows)
        r->next += block_rows - used;
    begin_block(r);
    first_new = r->next;
    r->next += count;
    return first_new;
}

void rows_forget(struct rows *r, uint32_t up_to)
{
    must(up_to - r->first <= r->next - r->first);
    while (block_of(r, r->first) != block_of(r, up_to)) {
        block_free(&r->blocks[block_of(r, r->first) & r->ring_mask]);
        r->first = (block_of(r, r->first) + 1) << r->block_bits;
    }
    r->first = up_to;
}
