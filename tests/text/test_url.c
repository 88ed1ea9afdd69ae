/* References and bases → absolute URLs; URLs → the forms that others need. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "text.h"

#define RFC "http://a/b/c/d;p?q"

static const struct {
    const char *base, *reference, *want;
} resolved[] = {
    /* RFC 3986 section 5.4.1; "g:h" of another scheme comes back as it is */
    {RFC, "g:h", "g:h"},
    {RFC, "g", "http://a/b/c/g"},
    {RFC, "./g", "http://a/b/c/g"},
    {RFC, "g/", "http://a/b/c/g/"},
    {RFC, "/g", "http://a/g"},
    {RFC, "//g", "http://g"},
    {RFC, "?y", "http://a/b/c/d;p?y"},
    {RFC, "g?y", "http://a/b/c/g?y"},
    {RFC, "#s", "http://a/b/c/d;p?q#s"},
    {RFC, "g#s", "http://a/b/c/g#s"},
    {RFC, "g?y#s", "http://a/b/c/g?y#s"},
    {RFC, ";x", "http://a/b/c/;x"},
    {RFC, "g;x", "http://a/b/c/g;x"},
    {RFC, "g;x?y#s", "http://a/b/c/g;x?y#s"},
    {RFC, "", "http://a/b/c/d;p?q"},
    {RFC, ".", "http://a/b/c/"},
    {RFC, "./", "http://a/b/c/"},
    {RFC, "..", "http://a/b/"},
    {RFC, "../", "http://a/b/"},
    {RFC, "../g", "http://a/b/g"},
    {RFC, "../..", "http://a/"},
    {RFC, "../../", "http://a/"},
    {RFC, "../../g", "http://a/g"},
    /* section 5.4.2 */
    {RFC, "../../../g", "http://a/g"},
    {RFC, "../../../../g", "http://a/g"},
    {RFC, "/./g", "http://a/g"},
    {RFC, "/../g", "http://a/g"},
    {RFC, "g.", "http://a/b/c/g."},
    {RFC, ".g", "http://a/b/c/.g"},
    {RFC, "g..", "http://a/b/c/g.."},
    {RFC, "..g", "http://a/b/c/..g"},
    {RFC, "./../g", "http://a/b/g"},
    {RFC, "./g/.", "http://a/b/c/g/"},
    {RFC, "g/./h", "http://a/b/c/g/h"},
    {RFC, "g/../h", "http://a/b/c/h"},
    {RFC, "g;x=1/./y", "http://a/b/c/g;x=1/y"},
    {RFC, "g;x=1/../y", "http://a/b/c/y"},
    {RFC, "g?y/../x", "http://a/b/c/g?y/../x"},
    {RFC, "g#s/../x", "http://a/b/c/g#s/../x"},
    {RFC, "http:g", "http://a/b/c/g"}, /* not strict, as WHATWG */
    /* the wild */
    {"", "http://x.example/a", "http://x.example/a"},
    {"", "a/b", ""},
    {"", "//x.example/a", ""},
    {"", "", ""},
    {"not a base", "a", ""},
    {RFC, "  \n g \t\r\n", "http://a/b/c/g"},
    {RFC, "lo\n\tng", "http://a/b/c/long"},
    {RFC, "a b\"c<d>", "http://a/b/c/a%20b%22c%3Cd%3E"},
    {RFC, "\\x\\y?z=\\", "http://a/x/y?z=\\"},
    {RFC, "http:\\\\h\\p", "http://h/p"},
    {RFC, "https:g", "https://g"},
    {RFC, "http:///h/p", "http://h/p"},
    {RFC, "http:////h/p", "http://h/p"},
    {RFC, "https:/h/p", "https://h/p"},
    {RFC, "///h/p", "http://h/p"},
    {"http:h/p", "q", "http://h/q"},
    {RFC, "HTTP://H/%7ea/../b", "HTTP://H/b"},
    {RFC, "http://u:p@h:8080/x/./y", "http://u:p@h:8080/x/y"},
    {"http://h", "p", "http://h/p"},
    {"http://h?q", "p", "http://h/p"},
    {"http://h/a/b?x=/c/d", "e", "http://h/a/e"},
    {"http://h/a#f", "", "http://h/a"},
    {"http://h/a/../b/c", "d", "http://h/b/d"},
    {" http://h/a ", " b ", "http://h/b"},
    {"http://h/ü", "ö", "http://h/ö"},
    {RFC, "mailto:a@b.example", "mailto:a@b.example"},
    {RFC, "urn:uuid:1-2", "urn:uuid:1-2"},
    {RFC, "tag:a.example,2020:/../x", "tag:a.example,2020:/../x"},
    {RFC, "javascript:alert('\\\\')", "javascript:alert('\\\\')"},
    {RFC, "data:text/html,<b> x", "data:text/html,<b> x"},
    {"mailto:a@b", "x", ""},
    {"mailto:a@b", "#f", "mailto:a@b#f"},
    {"file:///a/b", "../c", "file:///c"},
    {"ftp://h/a/b", "c", "ftp://h/a/c"},
    {RFC, "%2e%2E/x/%2e/.%2e/y/...", "http://a/b/y/..."},
    {RFC, "1http://x", "http://a/b/c/1http://x"},
    {RFC, ":x", "http://a/b/c/:x"},
};

static void test_resolve(void **state)
{
    struct arena *a = arena_new();
    size_t failed = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(resolved) / sizeof(resolved[0]); i++) {
        struct span got = url_resolve(a, span_of(resolved[i].base), span_of(resolved[i].reference));

        if (!span_equal(got, span_of(resolved[i].want))) {
            print_error("%s + %s: got \"%.*s\"\n", resolved[i].base, resolved[i].reference, (int)got.len,
                        got.ptr);
            failed++;
        }
    }
    arena_free(&a);
    assert_int_equal(failed, 0);
}

static const struct {
    const char *in;
    bool web;
    const char *origin, *canonical, *display;
} forms[] = {
    {"http://example.org", true, "http://example.org:80", "http://example.org/", "http://example.org"},
    {"HTTPS://Www.Example.ORG:443/A?b=1#c", true, "https://www.example.org:443", "https://example.org/A?b=1",
     "HTTPS://Www.Example.ORG:443/A"},
    {"http://h:8080/", true, "http://h:8080", "http://h:8080/", "http://h:8080/"},
    {"http://h:/", true, "http://h:80", "http://h/", "http://h:/"},
    {"http://h:0443/", true, "http://h:443", "http://h:443/", "http://h:0443/"},
    {"http://h./x", true, "http://h:80", "http://h/x", "http://h./x"},
    {"http://[::1]:8080/x", true, "http://[::1]:8080", "http://[::1]:8080/x", "http://[::1]:8080/x"},
    {"http://user:secret@h/x?token=1#f", true, "http://h:80", "http://h/x?token=1", "http://h/x"},
    {"http://a@b@h/x", true, "http://h:80", "http://h/x", "http://h/x"},
    {"http://h/%7ea%2fb%c3%a9/é", true, "http://h:80", "http://h/~a%2Fb%C3%A9/%C3%A9",
     "http://h/%7ea%2fb%c3%a9/é"},
    {"http://h/a/./b/../c", true, "http://h:80", "http://h/a/c", "http://h/a/./b/../c"},
    {"http://h/x?utm_source=a&id=1&UTM_medium=b&fbclid=c", true, "http://h:80", "http://h/x?id=1",
     "http://h/x"},
    {"http://h/x?gclid=1", true, "http://h:80", "http://h/x", "http://h/x"},
    {"http://h/x?", true, "http://h:80", "http://h/x", "http://h/x"},
    {"http://h/x?&&a=1&amp;utm_term=x&amp;b=2", true, "http://h:80", "http://h/x?a=1&b=2", "http://h/x"},
    {"http://h/%/%zz?%&utm%5Fid=1&amp;amp;a%6dp;b", true, "http://h:80", "http://h/%25/%25zz?%25&b",
     "http://h/%/%zz"},
    {"http://h/x?mc_cid=1&mc_eid=2&ref_src=3&cmpid=4&at_medium=5&ns_mchannel=6&keep", true, "http://h:80",
     "http://h/x?keep", "http://h/x"},
    {"http://h/x?gclidx=1&autm_a=2", true, "http://h:80", "http://h/x?autm_a=2&gclidx=1", "http://h/x"},
    {"http://h:65536/", false, "", "", "http://h:65536/"},
    {"http://h:x/y", false, "", "", "http://h"},
    {"http://a b/", false, "", "", "http://a%20b/"},
    {"http://", false, "", "", "http://"},
    {"http:///x", false, "", "http://x/", "http:///x"},
    {"http://user@/x", false, "", "", "http:///x"},
    {"ftp://h/x", false, "", "", "ftp://h/x"},
    {"mailto:a@b", false, "", "", "mailto:b"},
    {"urn:a:b", false, "", "", "urn:a:b"},
    {"javascript:alert(1)", false, "", "", "javascript:alert(1)"},
    {"/a/b", false, "", "", "/a/b"},
    {"", false, "", "", ""},
    /* what is hidden although it is no URL */
    {"http:\\\\u:secret@h\\x", false, "", "http://h/x", "http:\\\\h\\x"},
    {"http://u:sec/ret@h/x", false, "", "", "http://u"},
    {"http://u:sec?ret@h/x", false, "", "", "http://u"},
    {"u:secret@h/x", false, "", "", "u:h/x"},
    {"//u:secret@h/x", false, "", "", "//h/x"},
    {"http://h/a\x1B[31m\x7F\x80\u202Eb c", true, "http://h:80", "http://h/a%1B[31m%7F%80%E2%80%AEb%20c",
     "http://h/a%1B[31m%7F%80%E2%80%AEb%20c"},
    {"http://[x@y:z", false, "", "", "http://y"},
};

static size_t check(const char *in, const char *what, struct span got, const char *want)
{
    if (span_equal(got, span_of(want)))
        return 0;
    print_error("%s: %s is \"%.*s\", not \"%s\"\n", in, what, (int)got.len, got.ptr, want);
    return 1;
}

static void test_forms(void **state)
{
    struct arena *a = arena_new();
    size_t failed = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct span in = span_of(forms[i].in);

        failed += check(forms[i].in, "web", url_is_web(in) ? SPAN("true") : SPAN("false"),
                        forms[i].web ? "true" : "false");
        failed += check(forms[i].in, "origin", url_origin(a, in), forms[i].origin);
        failed += check(forms[i].in, "canonical", url_canonical(a, in), forms[i].canonical);
        failed += check(forms[i].in, "display", url_for_display(a, in), forms[i].display);
    }
    arena_free(&a);
    assert_int_equal(failed, 0);
}

/* URLs of one page → the one form of all. */
static const struct {
    const char *in, *want;
} canonical[] = {
    {"https://news.google.com/rss/articles/"
     "CBMiKGh0dHBzOi8vcGFwZXIuZXhhbXBsZS8yMDI0LzA1L3N0b3J5Lmh0bWzSAQA?oc=5",
     "https://paper.example/2024/05/story.html"},
    {"https://news.google.com/__i/rss/rd/articles/"
     "CBMirAFodHRwczovL3BhcGVyLmV4YW1wbGUvYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWF"
     "hYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYW"
     "FhYWFhYWFhYWFhYWFhYWFhYWFhYWFh0gEA?oc=5&hl=en",
     "https://paper.example/"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
    {"https://news.google.com/rss/articles/CBMiAU_yqLNabc?oc=5",
     "https://news.google.com/rss/articles/CBMiAU_yqLNabc"},
    {"http://www.Example.org:80/a/index.html?utm_source=x&b=2&a=1#top", "http://example.org/a?a=1&b=2"},
    {"https://m.example.org/a/", "https://example.org/a"},
    {"https://en.m.wikipedia.org/wiki/M%C3%BCnchen", "https://en.wikipedia.org/wiki/M%C3%BCnchen"},
    {"https://amp.paper.example/world/2024/story", "https://paper.example/world/2024/story"},
    {"https://paper.example/amp/world/story", "https://paper.example/world/story"},
    {"https://paper.example/world/story/amp/", "https://paper.example/world/story"},
    {"https://paper.example/story.amp", "https://paper.example/story"},
    {"https://paper.example/story.amp.html?amp=1", "https://paper.example/story.html"},
    {"https://paper.example/story?outputType=amp", "https://paper.example/story"},
    {"https://www-paper-example.cdn.ampproject.org/c/s/www.paper.example/story/amp?x=1",
     "https://paper.example/story?x=1"},
    {"https://www.google.com/amp/s/www.paper.example/story/amp/", "https://paper.example/story"},
    {"https://www.google.de/"
     "url?rct=j&sa=t&url=https%3A%2F%2Fpaper.example%2Fa%3Fb%3D1%26utm_medium%3Dx&ct=ga",
     "https://paper.example/a?b=1"},
    {"https://www.google.com/url?q=javascript:alert(1)", "https://google.com/url?q=javascript:alert(1)"},
    {"https://l.facebook.com/l.php?u=https%3A%2F%2Fpaper.example%2Fx%3Ffbclid%3Dabc&h=AT0",
     "https://paper.example/x"},
    {"https://t.umblr.com/redirect?z=https%3A%2F%2Fpaper.example%2F&t=1", "https://paper.example/"},
    {"https://href.li/?https://paper.example/a?b=1", "https://paper.example/a?b=1"},
    {"http://us.rd.yahoo.com/dailynews/rss/top/*http://paper.example/a", "http://paper.example/a"},
    {"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url=https%3a%2f%2fpaper.example%2fa&c=1",
     "https://paper.example/a"},
    {"http://müller.example/ä?ö=ü", "http://xn--mller-kva.example/%C3%A4?%C3%B6=%C3%BC"},
    {"http://xn--mller-kva.example/%C3%A4?%C3%B6=%C3%BC",
     "http://xn--mller-kva.example/%C3%A4?%C3%B6=%C3%BC"},
    {"http://BÜCHER.example/", "http://xn--bcher-kva.example/"},
    {"http://例え.テスト/", "http://xn--r8jz45g.xn--zckzah/"},
    {"https://app.example/#!/news/1", "https://app.example/#!/news/1"},
    {"https://app.example/#/news/1", "https://app.example/#/news/1"},
    {"https://app.example/x#:~:text=abc", "https://app.example/x"},
    {"http://m.co.uk/", "http://m.co.uk/"},
    {"http://www.co/", "http://www.co/"},
    {"https://paper.example/search?q=a+b&q=a%20b", "https://paper.example/search?q=a%20b&q=a%20b"},
    {"https://h:8443/x/", "https://h:8443/x"},
    {"http://h:443/", "http://h:443/"},
    {"https://h:80/", "https://h:80/"},
    {"https://example.org//", "https://example.org/"},
    {"https://example.org/?", "https://example.org/"},
    {"ftp://h/x", ""},
    {"mailto:a@b", ""},
    {"https://mobile.nytimes.com/2024/01/05/x.html?smid=tw-share", "https://nytimes.com/2024/01/05/x.html"},
    {"https://google.com/url?q=https://google.com/url?q=https://paper.example/a", "https://paper.example/a"},
    {"https://example.com/amp/", "https://example.com/amp"},
    {"https://www.theguardian.com/world/2024/jan/05/story?CMP=share_btn_tw",
     "https://theguardian.com/world/2024/jan/05/story"},
    {"https://www.bbc.co.uk/news/1?at_medium=RSS&at_campaign=KARANGA", "https://bbc.co.uk/news/1"},
    {"https://www.lemonde.fr/a.html?xtor=RSS-3208", "https://lemonde.fr/a.html"},
    {"https://h.example/index.html", "https://h.example/"},
    {"https://h.example/?p=1", "https://h.example/?p=1"},
    {"https://h.example/index.php?p=1", "https://h.example/?p=1"},
    {"https://h.example/a//", "https://h.example/a"},
    {"https://WWW.m.Example.org/amp/amp/x/amp/amp/", "https://example.org/x"},
    {"https://h.example/..amp", "https://h.example/..amp"},
    {"https://h.example/champ", "https://h.example/champ"},
    {"https://h.example/x/.amp", "https://h.example/x/.amp"},
    {"https://h.example/a.amp.amp", "https://h.example/a"},
    {"https://h.example/a%2Famp", "https://h.example/a%2Famp"},
    {"https://news.google.com/rss/articles/CBMi", "https://news.google.com/rss/articles/CBMi"},
    {"https://news.google.com/rss/articles/!!!", "https://news.google.com/rss/articles/!!!"},
    {"https://www.google.com/amp/s/", "https://google.com/s"},
    {"https://notgoogle.com/url?q=https://paper.example/a",
     "https://notgoogle.com/url?q=https://paper.example/a"},
    {"https://google.evil.example.org/url?q=https://paper.example/a",
     "https://google.evil.example.org/url?q=https://paper.example/a"},
    {"https://myfacebook.com/l.php?u=https://paper.example/a",
     "https://myfacebook.com/l.php?u=https://paper.example/a"},
    {"https://l.facebook.com/l.php?u=ftp://paper.example/a",
     "https://l.facebook.com/l.php?u=ftp://paper.example/a"},
    {"https://duckduckgo.com/l/?uddg=https%3A%2F%2Fpaper.example%2Fa%2520b&rut=1",
     "https://paper.example/a%20b"},
    {"https://vk.com/away.php?to=https%3A%2F%2Fpaper.example&cc_key=", "https://paper.example/"},
    {"https://nam01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fpaper.example%2F&data=1",
     "https://paper.example/"},
    {"https://[::1]/m.x/", "https://[::1]/m.x"},
    {"https://straße.example/", "https://xn--strae-oqa.example/"},
    {"https://xn--a.example/%41", "https://xn--a.example/A"},
    {"https://a.example/x?b&a&UTM_Source=1&amp=&_ga=2&ref_src=x&id=7", "https://a.example/x?a&b&id=7"},
    {"https://a.example/x?ref=homepage&from=rss", "https://a.example/x?ref=homepage"},
    {"https://a.example/x#!", "https://a.example/x"},
    {"https://a.example/x#!a b", "https://a.example/x#!a%20b"},
};

static void test_canonical(void **state)
{
    struct arena *a = arena_new();
    size_t failed = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(canonical) / sizeof(canonical[0]); i++) {
        struct span got = url_canonical(a, span_of(canonical[i].in));

        failed += check(canonical[i].in, "canonical", got, canonical[i].want);
        failed += check(canonical[i].in, "canonical again", url_canonical(a, got), canonical[i].want);
    }
    arena_free(&a);
    assert_int_equal(failed, 0);
}

static void test_split(void **state)
{
    struct url u;

    (void)state;
    assert_true(url_split(SPAN("s+1://u:p@h:8/p/q?a?b#c#d"), &u));
    assert_true(span_equal(u.scheme, SPAN("s+1")));
    assert_true(span_equal(u.userinfo, SPAN("u:p")));
    assert_true(span_equal(u.host, SPAN("h")));
    assert_true(span_equal(u.port, SPAN("8")));
    assert_true(span_equal(u.path, SPAN("/p/q")));
    assert_true(span_equal(u.query, SPAN("a?b")));
    assert_true(span_equal(u.fragment, SPAN("c#d")));
    assert_true(u.has_authority && u.has_query && u.has_fragment);
    assert_true(url_split(SPAN("http://[2001:db8::1]"), &u));
    assert_true(span_equal(u.host, SPAN("2001:db8::1")));
    assert_true(url_split(SPAN("urn:x"), &u));
    assert_false(u.has_authority || u.has_query || u.has_fragment);
    assert_false(url_split(SPAN("//h/p"), &u));
    assert_true(u.has_authority);
    assert_true(span_equal(u.host, SPAN("h")));
    assert_false(url_split(SPAN(""), &u));
}

static void test_long(void **state)
{
    size_t len = (size_t)4 << 20;
    char *bytes = memory_get(len);
    struct arena *a = arena_new();
    struct span shown;

    (void)state;
    for (size_t i = 0; i < len; i++)
        bytes[i] = "/../a"[i % 5];
    (void)url_resolve(a, SPAN(RFC), (struct span){bytes, len});
    memcpy(bytes, "http://h", 8);
    (void)url_resolve(a, (struct span){bytes, len}, SPAN("x"));
    (void)url_canonical(a, (struct span){bytes, len});
    shown = url_for_display(a, (struct span){bytes, len});
    assert_true(shown.len > 300 && shown.len < 450);
    assert_true(utf8_is_valid(shown));
    free(bytes);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resolve), cmocka_unit_test(test_forms), cmocka_unit_test(test_canonical),
        cmocka_unit_test(test_split),   cmocka_unit_test(test_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
