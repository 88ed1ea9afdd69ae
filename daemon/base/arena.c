/*
 * arena.c - one journey's memory, freed at once
 *
 * Blocks double up to 1 MiB; what is larger than a quarter of a block gets a block of its own.
 * Fatal: no memory. Bugs: none known.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"

#define FIRST_BLOCK ((size_t)16 << 10)
#define LARGEST_BLOCK ((size_t)1 << 20)
#define ALIGNMENT ((size_t)16)

struct block {
    struct block *older;
    size_t size, used;
    _Alignas(16) char bytes[];
};

struct arena {
    struct block *newest;
    size_t next_size, handed_out;
};

static struct block *block_new(size_t size)
{
    struct block *b;

    must(size < SIZE_MAX / 2);
    b = malloc(sizeof(*b) + size);
    must(b != NULL);
    b->older = NULL;
    b->size = size;
    b->used = 0;
    return b;
}

struct arena *arena_new(void)
{
    struct arena *a = memory_get(sizeof(*a));

    a->next_size = FIRST_BLOCK;
    a->newest = block_new(a->next_size);
    return a;
}

static void free_blocks(struct block *b)
{
    while (b) {
        struct block *older = b->older;

        free(b);
        b = older;
    }
}

void arena_free(struct arena **a)
{
    if (!*a)
        return;
    free_blocks((*a)->newest);
    free(*a);
    *a = NULL;
}

void arena_reset(struct arena *a)
{
    free_blocks(a->newest->older);
    a->newest->older = NULL;
    a->newest->used = 0;
    a->handed_out = 0;
}

static char *take(struct arena *a, size_t bytes, size_t align)
{
    struct block *b = a->newest;
    size_t at = (b->used + align - 1) & ~(align - 1);

    must(bytes < SIZE_MAX / 4);
    a->handed_out += bytes;
    if (bytes <= b->size && at <= b->size - bytes) {
        b->used = at + bytes;
        return b->bytes + at;
    }
    if (bytes > a->next_size / 4) { /* a block of its own, behind the one still being filled */
        struct block *own = block_new(bytes);

        own->used = bytes;
        own->older = b->older;
        b->older = own;
        return own->bytes;
    }
    if (a->next_size < LARGEST_BLOCK)
        a->next_size *= 2;
    a->newest = block_new(a->next_size);
    a->newest->older = b;
    a->newest->used = bytes;
    return a->newest->bytes;
}

void *arena_get(struct arena *a, size_t bytes)
{
    return memset(take(a, bytes, ALIGNMENT), 0, bytes);
}

char *arena_bytes(struct arena *a, size_t bytes)
{
    return take(a, bytes, 1);
}

struct span arena_copy(struct arena *a, struct span s)
{
    char *to = take(a, s.len + 1, 1);

    if (s.len > 0)
        memcpy(to, s.ptr, s.len);
    to[s.len] = '\0';
    return (struct span){to, s.len};
}

struct span arena_printf(struct arena *a, const char *format, ...)
{
    va_list args;
    char *to;
    int need;

    va_start(args, format);
    need = vsnprintf(NULL, 0, format, args);
    va_end(args);
    must(need >= 0);
    to = take(a, (size_t)need + 1, 1);
    va_start(args, format);
    vsnprintf(to, (size_t)need + 1, format, args);
    va_end(args);
    return (struct span){to, (size_t)need};
}

size_t arena_used(const struct arena *a)
{
    return a->handed_out;
}
