/* URLs → the domain under which their publisher is registered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "text.h"

static const struct {
    const char *in, *want;
} rows[] = {
    {"https://www.example.com/a", "example.com"},
    {"https://example.com", "example.com"},
    {"http://feeds.news.example.co.uk:8080/rss", "example.co.uk"},
    {"HTTP://WWW.EXAMPLE.CO.UK./", "example.co.uk"},
    {"https://user:pw@a.b.example.com.au/", "example.com.au"},
    {"https://someone.github.io/feed", "someone.github.io"},
    {"https://a.someone.github.io/feed", "someone.github.io"},
    {"https://co.uk/", "co.uk"},
    {"https://com/", "com"},
    {"https://localhost/", "localhost"},
    {"https://intranet.unlisted-tld/", "intranet.unlisted-tld"},
    {"https://a.intranet.unlisted-tld/", "intranet.unlisted-tld"},
    {"http://192.0.2.1/", "192.0.2.1"},
    {"http://[2001:db8::1]/", "2001:db8::1"},
    {"https://www.xn--mnchen-3ya.de/", "xn--mnchen-3ya.de"},
    {"https://www.münchen.de/", "münchen.de"},
    {"https://.example.com/", "example.com"},
    {"https://./", ""},
    {"https:///x", ""},
    {"//example.com/", ""},
    {"mailto:a@example.com", ""},
    {"example.com", ""},
    {"", ""},
};

static void test_rows(void **state)
{
    struct arena *a = arena_new();
    size_t failed = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct span got = url_registrable_domain(a, span_of(rows[i].in));

        if (!span_equal(got, span_of(rows[i].want))) {
            print_error("%s: got \"%.*s\"\n", rows[i].in, (int)got.len, got.ptr);
            failed++;
        }
    }
    arena_free(&a);
    assert_int_equal(failed, 0);
}

static void test_long_host(void **state)
{
    struct arena *a = arena_new();
    char url[1200] = "http://";
    struct span got;

    (void)state;
    memset(url + 7, 'a', 1000);
    got = url_registrable_domain(a, span_of(url));
    assert_int_equal(got.len, 1000);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_long_host),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
