/*
 * rows.h: a queue of rows of one size, numbered as they come; the oldest are forgotten first.
 *
 * Rows lie in blocks, so that growing moves nothing, a row's address stays, and forgotten blocks go back to the
 * system: the memory in use is that of the rows that live. Numbers are 32 bits wide and wrap around; at most
 * 2^29 rows may live at a time, so that a number is never ambiguous.
 */
#ifndef NEWSWIRED_DEDUP_ROWS_H
#define NEWSWIRED_DEDUP_ROWS_H

#include "base.h"

#define ROWS_LIMIT (1u << 29)

struct rows {
    size_t row_bytes;
    unsigned block_bits;    /* a block holds 2^block_bits rows */
    uint32_t first, next;   /* the living: first ≤ number < next */
    unsigned char **blocks; /* a ring: the block of row n is blocks[(n >> block_bits) & ring_mask] */
    uint32_t ring_mask;
};

void rows_init(struct rows *r, size_t row_bytes, unsigned block_bits);
void rows_release(struct rows *r);
/* The number of the first of so many new rows, all zero, one behind the other in memory: a block at most. Where they
 * do not fit into what is left of a block, that is left empty. */
uint32_t rows_add(struct rows *r, uint32_t count);
void rows_forget(struct rows *r, uint32_t up_to); /* all rows before this one */

static inline uint32_t rows_count(const struct rows *r)
{
    return r->next - r->first;
}

static inline bool rows_live(const struct rows *r, uint32_t n)
{
    return n - r->first < r->next - r->first;
}

static inline void *rows_at(const struct rows *r, uint32_t n)
{
    return r->blocks[(n >> r->block_bits) & r->ring_mask] + (n & ((1u << r->block_bits) - 1)) * r->row_bytes;
}

#endif
