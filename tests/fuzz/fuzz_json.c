/* fuzz_json.c - any bytes as a JSON Feed: an opening brace is put before them when there is none */
#include "parsed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer b;

    buffer_init(&b, size + 1);
    if (size == 0 || data[0] != '{')
        buffer_put_byte(&b, '{');
    buffer_put(&b, data, size);
    fuzz_parse(buffer_span(&b), SPAN("application/feed+json; charset=utf-8"));
    buffer_release(&b);
    return 0;
}
