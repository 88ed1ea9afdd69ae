/*
 * fuzz_url.c - a base and, behind a line feed, a reference
 *
 * Beyond "no crash": what is absolute stays what it is when resolved again, the canonical form of a canonical form is
 * itself, and what is shown is one short line of visible UTF-8 without query, fragment or userinfo.
 */
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_display(struct span s)
{
    must(s.len < 500 && utf8_is_valid(s));
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        must(c > ' ' && c != 0x7F && c != '?' && c != '#');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = {(const char *)data, size}, base = SPAN(""), whole, canonical, origin;
    struct arena *a = arena_new();
    struct url u;

    (void)span_split(&rest, '\n', &base);
    whole = url_resolve(a, base, rest);
    if (url_is_web(whole)) {
        must(span_equal(url_resolve(a, SPAN(""), whole), whole));
        must(span_equal(url_resolve(a, base, whole), whole));
        must(url_split(whole, &u) && u.has_authority && u.host.len > 0);
        canonical = url_canonical(a, whole);
        must(url_is_web(canonical) && span_equal(url_canonical(a, canonical), canonical));
        origin = url_origin(a, whole);
        must(origin.len > 0 && url_is_web(origin) && span_equal(url_origin(a, origin), origin));
    }
    check_display(url_for_display(a, rest));
    check_display(url_for_display(a, whole));
    canonical = url_canonical(a, rest);
    must(canonical.len == 0 || url_is_web(canonical));
    (void)url_registrable_domain(a, rest);
    (void)url_registrable_domain(a, whole);
    arena_free(&a);
    return 0;
}
