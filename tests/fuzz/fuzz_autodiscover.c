/* fuzz_autodiscover.c - any bytes as an HTML page */
#include "parsed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct parse_input in = {.body = {(const char *)data, size}, .url = SPAN("http://f.example/d/page")};
    struct parse_link *links;
    size_t count = parse_autodiscover(a, &in, &links);

    for (size_t i = 0; i < count; i++) {
        must(url_is_web(links[i].url));
        check_text(links[i].title, true);
    }
    arena_free(&a);
    return 0;
}
