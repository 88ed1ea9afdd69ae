/*
 * fuzz_record.c - any bytes as a line of the spool: read, or refused; what was read is written and read again the same
 */
#include <stdint.h>
#include <string.h>

#include "base.h"
#include "spool.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span line = {(const char *)data, size};
    struct arena *a = arena_new();
    struct record first, second;
    struct buffer once, twice;
    struct error e;

    buffer_init(&once, SPOOL_LINE_LIMIT);
    buffer_init(&twice, SPOOL_LINE_LIMIT);
    if (record_read(a, line, &first, &e) == 0) {
        record_put(&once, &first);
        must(record_read(a, buffer_span(&once), &second, &e) == 0);
        record_put(&twice, &second);
        must(span_equal(buffer_span(&once), buffer_span(&twice)));
    }
    buffer_release(&once);
    buffer_release(&twice);
    arena_free(&a);
    return 0;
}
