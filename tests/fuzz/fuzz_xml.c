/* fuzz_xml.c - any bytes as a feed in XML; the whole way from bytes to items, and that of the parts before it */
#include "parsed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_parse((struct span){(const char *)data, size}, SPAN("text/xml"));
    return 0;
}
