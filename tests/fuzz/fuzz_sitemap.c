/* fuzz_sitemap.c - any bytes as a sitemap or an index of sitemaps */
#include "parsed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_parse((struct span){(const char *)data, size}, SPAN("application/xml"));
    return 0;
}
