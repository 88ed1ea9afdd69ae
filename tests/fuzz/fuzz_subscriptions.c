/* fuzz_subscriptions.c - any bytes as OPML or as a list of URLs: what comes out is web addresses and clean text */
#include "parsed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct parse_subscriptions list;
    struct error e;

    if (parse_subscriptions(a, (struct span){(const char *)data, size}, &list, &e) == 0) {
        for (size_t i = 0; i < list.count; i++) {
            const struct parse_subscription *s = &list.list[i];

            must(url_is_web(s->url) && s->line > 0);
            check_text(s->title, true);
            for (size_t k = 0; k < s->tag_count; k++)
                check_text(s->tags[k], true);
        }
    }
    arena_free(&a);
    return 0;
}
