/*
 * memory.c - memory that is there, or the process is not
 *
 * A refusal by the kernel is handled as a crash: whatever is on disk is enough to go on from. One path less
 * in every caller. Fatal: no memory. Bugs: none known.
 */
#include <stdlib.h>
#include <string.h>

#include "base.h"

void *memory_get(size_t bytes)
{
    void *p = calloc(1, bytes ? bytes : 1);

    must(p != NULL);
    return p;
}

void *memory_grow(void *old, size_t count, size_t member_bytes)
{
    void *p;

    must(member_bytes > 0 && count <= SIZE_MAX / member_bytes);
    p = realloc(old, count > 0 ? count * member_bytes : 1);
    must(p != NULL);
    return p;
}

char *memory_copy(const char *ptr, size_t len)
{
    char *p;

    must(len < SIZE_MAX);
    p = memory_get(len + 1);
    if (len > 0)
        memcpy(p, ptr, len);
    return p;
}
