/*
 * fuzz_entry.c - any bytes as the file of an alert, and as an object of which one member is taken out raw
 */
#include <stdint.h>

#include "base.h"
#include "outbox.h"

#define LIMIT ((size_t)1 << 24)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size}, raw;
    struct alert *first = NULL, *second = NULL;
    struct buffer file;
    struct error e;

    if (json_raw_member(text, "body", &raw))
        must(raw.ptr >= text.ptr && raw.ptr + raw.len <= text.ptr + text.len && raw.len > 0);
    buffer_init(&file, LIMIT);
    if (entry_read(text, &first, &e) == 0) {
        entry_put(&file, first);
        must(entry_read(buffer_span(&file), &second, &e) == 0);
        must(span_equal((struct span){first->body, first->body_bytes},
                        (struct span){second->body, second->body_bytes}));
    }
    alert_free(&first);
    alert_free(&second);
    buffer_release(&file);
    return 0;
}
