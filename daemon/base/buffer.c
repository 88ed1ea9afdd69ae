/*
 * buffer.c - bytes that grow up to a cap
 *
 * Fatal: no memory. Bugs: none known.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"

void buffer_init(struct buffer *b, size_t limit)
{
    *b = (struct buffer){.limit = limit < SIZE_MAX / 2 ? limit : SIZE_MAX / 2};
}

void buffer_release(struct buffer *b)
{
    free(b->ptr);
    *b = (struct buffer){.limit = b->limit};
}

void buffer_clear(struct buffer *b)
{
    b->len = 0;
    b->overflow = false;
    if (b->ptr)
        b->ptr[0] = '\0';
}

char *buffer_reserve(struct buffer *b, size_t bytes)
{
    size_t want;

    if (b->overflow || bytes > b->limit - b->len) {
        b->overflow = true;
        return NULL;
    }
    want = b->len + bytes + 1;
    if (want > b->cap) {
        size_t cap = b->cap ? b->cap : 64;

        while (cap < want)
            cap += cap / 2 + 1;
        b->ptr = memory_grow(b->ptr, cap, 1);
        b->cap = cap;
    }
    return b->ptr + b->len;
}

void buffer_put(struct buffer *b, const void *bytes, size_t len)
{
    char *to = buffer_reserve(b, len);

    if (!to)
        return;
    if (len > 0)
        memcpy(to, bytes, len);
    b->len += len;
    b->ptr[b->len] = '\0';
}

void buffer_put_span(struct buffer *b, struct span s)
{
    buffer_put(b, s.ptr, s.len);
}

void buffer_put_text(struct buffer *b, const char *cstr)
{
    buffer_put(b, cstr, strlen(cstr));
}

void buffer_put_byte(struct buffer *b, char c)
{
    if (b->len + 1 < b->cap && b->len < b->limit && !b->overflow) {
        b->ptr[b->len++] = c;
        b->ptr[b->len] = '\0';
        return;
    }
    buffer_put(b, &c, 1);
}

void buffer_printf(struct buffer *b, const char *format, ...)
{
    va_list args;
    int need;
    char *to;

    va_start(args, format);
    need = vsnprintf(NULL, 0, format, args);
    va_end(args);
    must(need >= 0);
    to = buffer_reserve(b, (size_t)need);
    if (!to)
        return;
    va_start(args, format);
    vsnprintf(to, (size_t)need + 1, format, args);
    va_end(args);
    b->len += (size_t)need;
}

struct span buffer_span(const struct buffer *b)
{
    return (struct span){b->ptr ? b->ptr : "", b->len};
}
