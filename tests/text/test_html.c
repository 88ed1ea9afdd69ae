/* HTML → text, one line, references, and the guess whether something is HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "text.h"

typedef struct span convert(struct arena *a, struct span in);

struct row {
    const char *name, *in, *want;
};

static const struct row texts[] = {
    {"empty", "", ""},
    {"plain", "Nothing to do here, not even a copy.", "Nothing to do here, not even a copy."},
    {"white space", "  a \t\r\n b  ", "a b"},
    {"only white space", " \n\t ", ""},
    {"double space behind a long run", "0123456789 abcdef 0123  end", "0123456789 abcdef 0123 end"},
    {"space at the end", "0123456789abcdef ", "0123456789abcdef"},
    {"no-break spaces",
     "\xC2\xA0 10\xC2\xA0"
     "000\xC2\xA0",
     "10 000"},
    {"other characters of C2", "«a» ©2023", "«a» ©2023"},
    {"paragraphs", "<p>One.</p><p>Two.</p>", "One.\nTwo."},
    {"no empty lines", "<p>One.</p>\n\n<p> </p><div></div><br><br/>\n<p>Two.</p>", "One.\nTwo."},
    {"inline tags", "a<b>b</b><i class='x'>c</i> <em>d</em>e", "abc de"},
    {"break", "a<br>b<BR />c", "a\nb\nc"},
    {"headline", "<h1>Head</h1>text", "Head\ntext"},
    {"list", "<ul>\n<li>One</li>\n<li>Two <b>2</b></li></ul>after", "- One\n- Two 2\nafter"},
    {"list without end tags", "x<ol><li>One<li><p>Two</p></ol>", "x\n- One\n- Two"},
    {"nested list", "<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n- b\n- c"},
    {"empty item", "<ul><li></li><li>a</ul>b", "- a\nb"},
    {"table", "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", "A B\n1 2"},
    {"pre", "<pre>a  b\n\n  c</pre>d\ne", "a b\nc\nd e"},
    {"image", "a <img src='x.png' alt='nobody sees it'/> b", "a b"},
    {"script", "a<script type=\"x\">if (a<b) document.write('</p>')</script>b", "ab"},
    {"script never closed", "a<script>var x", "a"},
    {"script closed in another case", "a<SCRIPT>x</sCript >b", "ab"},
    {"scripting is no script", "<scripting>a</scripting>", "a"},
    {"style, template, noscript, iframe",
     "<style>p{}</style>1<template><p>x</template>2<noscript>y</noscript>3<iframe>z</iframe>4", "1234"},
    {"iframe as XML writes it", "a<iframe src='x'/>b", "ab"},
    {"iframe never closed", "a<iframe src='x'>b", "ab"},
    {"head", "<html><head><title>T</title></head><body>b</body></html>", "b"},
    {"comment", "a<!-- <p>no</p> -- > -->b", "ab"},
    {"comments that are whole", "a<!-->b<!--->c", "abc"},
    {"comment ended oddly", "a<!-- x --!>b", "ab"},
    {"comment never closed", "a<!-- b", "a"},
    {"declaration and instruction", "<!DOCTYPE html><?xml version='1'?>a", "a"},
    {"conditional", "a<![if !IE]>b<![endif]>c", "abc"},
    {"CDATA in HTML", "<![CDATA[x <b>y</b> &amp; z]]> w", "x y & z w"},
    {"CDATA never closed", "<![CDATA[x <b>y</b>", "x y"},
    {"CDATA in CDATA", "<![CDATA[a<![CDATA[b]]>c]]>", "abc]]>"},
    {"less than", "1 < 2 <3 a<", "1 < 2 <3 a<"},
    {"heart and broken heart", "I <3 you </3", "I <3 you </3"},
    {"empty tags", "a<>b</>c", "a<>bc"},
    {"unknown tag", "a <foo:bar baz>b</foo:bar>", "a b"},
    {"greater than in a value", "a<a title=\"x > y\" href='>'>b</a>", "ab"},
    {"stray quote in a tag", "a<p class=x\">b", "a\nb"},
    {"value that is never closed", "a<a href=\"x>b</a> c", "ab c"},
    {"cut in a tag", "text <a href=\"http://example.org/lo", "text"},
    {"cut in what was no tag", "if a <then and", "if a <then and"},
    {"references", "AT&amp;T &lt;b&gt; &quot;&#39;&#x2014;&apos;", "AT&T <b> \"'—'"},
    {"a reference is not read twice", "&amp;lt;p&amp;gt; &lt;p&gt;", "&lt;p&gt; <p>"},
    {"references to white space", "a&nbsp;&nbsp;b&#10;c&#32;&#160;", "a b c"},
    {"reference that begins a run", "&eacute;t&eacute;", "été"},
    {"only tags", "<p><br></p>", ""},
    {"item and text of a real feed",
     "<p>The minister said &#8220;no&#8221;.</p>\n<ul>\n  <li><a "
     "href=\"/a?b=1&amp;c=2\">More</a></li>\n</ul>",
     "The minister said “no”.\n- More"},
};

static const struct row lines[] = {
    {"plain", "A title", "A title"},
    {"tags and breaks", "<p>A <b>title</b></p><p>in<br>two</p>", "A title in two"},
    {"no bullets", "<ul><li>a</li><li>b</li></ul>", "a b"},
    {"line feeds", "A\n  title ", "A title"},
};

static const struct row references[] = {
    {"none", "no ampersand", "no ampersand"},
    {"kept", "a & b && c &; &#; &#x; &", "a & b && c &; &#; &#x; &"},
    {"named", "&amp;&lt;&gt;&quot;&apos;&hellip;&zwj;", "&<>\"'…\xE2\x80\x8D"},
    {"two code points", "&NotEqualTilde;&nGt;&fjlig;", "≂̸≫⃒fj"},
    {"longest name", "&CounterClockwiseContourIntegral;", "∳"},
    {"longer than any name", "&CounterClockwiseContourIntegralX;", "&CounterClockwiseContourIntegralX;"},
    {"case counts", "&Eacute;&eacute;&EACUTE;", "Éé&EACUTE;"},
    {"without semicolon, as HTML allows", "&eacute &copy, &amp", "é ©, &"},
    {"without semicolon, not allowed", "&hellip &apos", "&hellip &apos"},
    {"in a URL", "?a=1&copy=2&reg=3&amp=4&copyright=5&lt=6", "?a=1&copy=2&reg=3&amp=4&copyright=5&lt=6"},
    {"in a URL, escaped", "?a=1&amp;copy=2", "?a=1&copy=2"},
    {"unknown", "&foo; &foo", "&foo; &foo"},
    {"decimal and hex", "&#65;&#x42;&#X43;&#0068;", "ABCD"},
    {"number without semicolon", "&#65 &#x42z", "A Bz"},
    {"windows-1252", "&#128;&#145;&#146;&#150;&#159;", "€‘’–Ÿ"},
    {"impossible", "&#0;&#xD800;&#x110000;&#99999999999999999999;", "\uFFFD\uFFFD\uFFFD\uFFFD"},
    {"controls", "a&#1;&#27;&#127;b&#10;c", "ab\nc"},
    {"last code point", "&#x10FFFF;&#x1F600;", "\xF4\x8F\xBF\xBF😀"},
};

static size_t check(const struct row *rows, size_t count, convert *f)
{
    struct arena *a = arena_new();
    size_t failed = 0;

    for (size_t i = 0; i < count; i++) {
        struct span got = f(a, span_of(rows[i].in));

        if (!span_equal(got, span_of(rows[i].want))) {
            print_error("%s: got \"%.*s\"\n", rows[i].name, (int)got.len, got.ptr);
            failed++;
        }
    }
    arena_free(&a);
    return failed;
}
#define CHECK(rows, f) assert_int_equal(check(rows, sizeof(rows) / sizeof(rows[0]), f), 0)

static void test_text(void **state)
{
    (void)state;
    CHECK(texts, html_to_text);
}

static void test_line(void **state)
{
    (void)state;
    CHECK(lines, html_to_line);
}

static void test_references(void **state)
{
    (void)state;
    CHECK(references, html_decode_entities);
}

static void test_names(void **state)
{
    (void)state;
    assert_true(span_equal(html_entity(SPAN("amp")), SPAN("&")));
    assert_true(span_equal(html_entity(SPAN("AElig")), SPAN("Æ")));
    assert_true(span_equal(html_entity(SPAN("zwnj")), SPAN("\xE2\x80\x8C")));
    assert_true(span_equal(html_entity(SPAN("acE")), SPAN("∾̳")));
    assert_int_equal(html_entity(SPAN("")).len, 0);
    assert_int_equal(html_entity(SPAN("amp;")).len, 0);
    assert_int_equal(html_entity(SPAN("am")).len, 0);
    assert_int_equal(html_entity(SPAN("zzzz")).len, 0);
}

static void test_looks_like(void **state)
{
    static const struct {
        const char *in;
        bool want;
    } looks[] = {
        {"", false},
        {"plain", false},
        {"a < b and b > c", false},
        {"AT&T", false},
        {"a & b; c", false},
        {"x <y> z", false},
        {"mail <me@example.org>", false},
        {"vector<int>", false},
        {"<b", false},
        {"a <b>c", true},
        {"a</p>", true},
        {"<br/>", true},
        {"<A HREF='x'>", true},
        {"<y <b> <i>", true},
        {"<!-- x -->", true},
        {"&eacute;", true},
        {"&#233;", true},
        {"&copy=1", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        if (html_looks_like(span_of(looks[i].in)) != looks[i].want)
            fail_msg("%s", looks[i].in);
    }
}

/* Each of these made some walk quadratic, or would if a flag were missing. A megabyte of one takes 20 ms, and even the
 * quickest quadratic walk through it several seconds. */
static void test_linear(void **state)
{
    static const char *const parts[] = {
        "<a ",
        "<a",
        "<aaaaaaaaaaaaaaaaaaaaaa",
        "<a href=\"",
        "<a href='x' ",
        "<",
        "</",
        "<!--",
        "<!-",
        "<![CDATA[",
        "<iframe>",
        "<noscript >",
        "<template>",
        "<script>",
        "<zz ",
        "<zz a=\"'",
        "&",
        "&#",
        "&amp",
        "&aaaaaaaaa",
        "&#00000000000000000",
        "<li>",
        "<pre>\n",
        "]]>",
        "= ",
        "<a =",
        "<?",
        "</iframe",
        "<iframe></iframeX",
    };
    size_t len = (size_t)1 << 20;
    char *bytes = memory_get(len);
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        size_t n = strlen(parts[i]);
        int64_t start = clock_cpu_ns();

        for (size_t at = 0; at < len; at++)
            bytes[at] = parts[i][at % n];
        (void)html_to_text(a, (struct span){bytes, len});
        (void)html_decode_entities(a, (struct span){bytes, len});
        (void)html_looks_like((struct span){bytes, len});
        bytes[len - 1] = '>';
        (void)html_to_text(a, (struct span){bytes, len});
        (void)html_looks_like((struct span){bytes, len});
        arena_reset(a);
        if (clock_cpu_ns() - start > INT64_C(1000000000))
            fail_msg("%s is slow", parts[i]);
    }
    free(bytes);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),  cmocka_unit_test(test_line),       cmocka_unit_test(test_references),
        cmocka_unit_test(test_names), cmocka_unit_test(test_looks_like), cmocka_unit_test(test_linear),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
