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

#define ROWS_BLOCK_BITS 10u
#define ROWS_BLOCK (1u << ROWS_BLOCK_BITS)

struct rows {
    size_t row_bytes;
    uint32_t first, next;   /* the living: first ≤ number < next */
    unsigned char **blocks; /* a ring: the block of row n is blocks[(n >> ROWS_BLOCK_BITS) & ring_mask] */
    uint32_t ring_mask;
};

void rows_init(struct rows *r, size_t row_bytes);
void rows_release(struct rows *r);
uint32_t rows_add(struct rows *r, uint32_t count); /* the number of the first of so many new rows, all zero */
void rows_forget(struct rows *r, uint32_t up_to);  /* all rows before this one */

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
    return r->blocks[(n >> ROWS_BLOCK_BITS) & r->ring_mask] + (n & (ROWS_BLOCK - 1)) * r->row_bytes;
}

#endif
