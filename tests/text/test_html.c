/* HTML → text, one line, references, and the guess whether something is HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
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
    {"list without end tags", "x<ol><li>One<li><p>Two</p></ol>", "x\n1. One\n2. Two"},
    {"nested list", "<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"},
    {"empty item", "<ul><li></li><li>a</ul>b", "- a\nb"},
    {"table", "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", "A | B\n1 | 2"},
    {"numbered list", "<ol><li>a</li><li>b</li></ol><ol><li>c</ol>", "1. a\n2. b\n1. c"},
    {"numbers of its own", "<ol start=5><li>a<li value='9'>b<li>c</ol>", "5. a\n9. b\n10. c"},
    {"numbers that are none", "<ol start=-5><li value=x>a<li value=99999999999>b</ol>", "1. a\n2. b"},
    {"lists in lists", "<ol><li>a<ul><li>b<ol><li>c<li>d</ol></ul><li>e</ol>f",
     "1. a\n  - b\n    1. c\n    2. d\n2. e\nf"},
    {"item with paragraphs", "<ul><li><p>a</p><p>b</p></li></ul>", "- a\nb"},
    {"definitions", "<dl><dt>a</dt><dd>b</dd><dt>c<dd>d</dl>e", "a\nb\nc\nd\ne"},
    {"paragraphs in cells",
     "<table><tr><td><p>a</p></td>\n<td><p>b</p></td></tr><tr><td>c<br></td><td><div>d</div></table>e",
     "a | b\nc | d\ne"},
    {"labels in cells", "<table><tr><td>a:</td><td>b</td></tr></table>", "a: b"},
    {"empty cells", "<table><tr><td></td><td>a<td> &nbsp;<td>b</tr><tr><td></tr><tr><td>c</table>",
     "a | b\nc"},
    {"layout of one cell", "<table><tr><td><h1>a</h1><p>b</p><p>c</td></tr><tr><td>d</td></tr></table>e",
     "a\nb\nc\nd\ne"},
    {"layout of two cells", "<table><tr><td><img src=x></td><td><p>a</p><p>b</p></td><td>c</td></tr></table>",
     "a\nb\nc"},
    {"table in a cell",
     "<table><tr><td>a</td><td><table><tr><td>b</td><td>c</tr><tr><td>d</table></td><td>e</td></tr></table>",
     "a\nb | c\nd\ne"},
    {"list in a cell", "<table><tr><td>a</td><td><ul><li>b<li>c</ul></td></tr></table>", "a\n- b\n- c"},
    {"caption and heads",
     "<table><caption>a</caption><thead><tr><th>b<th>c</thead><tbody><tr><th>d<td>1</table>",
     "a\nb | c\nd | 1"},
    {"figure", "a<figure><img src=x alt=y><figcaption>b</figcaption></figure>c", "a\nb\nc"},
    {"pre", "<pre>a  b\n\n  c</pre>d\ne", "a b\nc\nd e"},
    {"image", "a <img src='x.png' alt='nobody sees it'/> b", "a b"},
    {"image instead of a text", "<p><img src=x alt=' a &amp; <b> '></p>", "a & <b>"},
    {"pixel instead of a text", "<img width=1 height=1 alt='a'><img alt=b><img alt=c>", "b"},
    {"emoji", "a <img class='emoji' alt='😀' src=x>b<img src='https://x/images/emoji/1.png' alt='&#x1F600;'>",
     "a 😀b😀"},
    {"formula", "<img src='https://s0.wp.com/latex.php?latex=x' class='latex' alt='x^2' /> is", "x^2 is"},
    {"hidden",
     "a<p hidden>b</p>c<div style='color:red; DISPLAY : none'>d<div>e</div>f</div>g<span "
     "aria-hidden=\"true\">h</span>i",
     "a\nc\ng"
     "i"},
    {"not hidden",
     "<p data-hidden='hidden' style='display:block' aria-hidden=false>a</p><p class='hidden'>b</p>", "a\nb"},
    {"hidden paragraph that the next one ends", "<p hidden>a<p>b", "b"},
    {"hidden and never closed", "a<div hidden>b<div>c</div>d", "a\nb\nc\nd"},
    {"share bars",
     "<p>a</p><div class=\"sharedaddy sd-sharing-enabled\"><div><h3>Share "
     "this:</h3></div><ul><li>b</ul></div><div id='jp-post-flair' class=x>c</div><div "
     "class=feedflare><a>d</a></div>",
     "a"},
    {"no share bars", "<div class='shared share'>a</div><div id=wpx>b</div>", "a\nb"},
    {"forms and what is played",
     "a<form><p>b</p><input "
     "value=c></form><button>d</button><video>e</video><audio>f</audio><select><option>g</"
     "select><textarea>h</textarea><nav>i</nav>j",
     "aj"},
    {"form never closed", "<form><p>a</p>", "a"},
    {"formula with its source",
     "<math><mi>x</mi><semantics><annotation "
     "encoding='application/x-tex'>\\x</annotation></semantics></math>",
     "x"},
    {"origin under the text",
     "<p>a</p><p>The post <a href='x'>b</a> appeared first on <a href='y'>c</a>.</p>", "a"},
    {"origin in German", "<p>a</p>\n<p>Der Beitrag b erschien zuerst auf c.</p>\n", "a"},
    {"origin in the text stays", "<p>The post a appeared first on b.</p><p>c</p>",
     "The post a appeared first on b.\nc"},
    {"origin that is all stays", "<p>The post a appeared first on b.</p>", "The post a appeared first on b."},
    {"share bar without classes",
     "<p>a</p><h3>Share this:</h3><ul><li>Facebook</li><li>X</li></ul><p>Loading...</p>", "a"},
    {"networks without a heading", "<p>a</p><ul><li>Facebook</li></ul>", "a\n- Facebook"},
    {"share bar and origin", "<p>a</p><p>Share this</p><p>Email</p><p>The post b first appeared on c.</p>",
     "a"},
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
    {"letters without semicolon in a word", "caf&eacutes &eacute=1 &ethnic &timesx",
     "cafés &eacute=1 &ethnic &timesx"},
    {"reference that begins a run", "&eacute;t&eacute;", "été"},
    {"only tags", "<p><br></p>", ""},
    {"item and text of a real feed",
     "<p>The minister said &#8220;no&#8221;.</p>\n<ul>\n  <li><a "
     "href=\"/a?b=1&amp;c=2\">More</a></li>\n</ul>",
     "The minister said “no”.\n- More"},
};

static const struct row lines[] = {
    {"no name of HTML", "vector&lt;int> and Map<String,List<x>>, Dear <NAME>!",
     "vector<int> and Map<String,List<x>>, Dear <NAME>!"},
    {"an address", "me <me@x.example> at <http://x.example/>", "me <me@x.example> at <http://x.example/>"},
    {"other vocabularies", "a <italic>b</italic> <o:p></o:p><mml:mi>c <my-el>d <x y='z'>e <f/>", "a b c d e"},
    {"tags alone", "<a1><a2><a3><a4><a5><a6><a7><a8><a9>", "<a1><a2><a3><a4><a5><a6><a7><a8>"},
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

/* Each name is found where the table of its first letter says. */
static void test_tag_names(void **state)
{
    static const char *const names[] = {
        "a",        "abbr",     "acronym",  "address", "annotation", "applet",   "area",       "article",
        "aside",    "audio",    "b",        "bdi",     "bdo",        "big",      "blockquote", "body",
        "br",       "button",   "canvas",   "caption", "center",     "cite",     "code",       "col",
        "colgroup", "data",     "datalist", "dd",      "del",        "details",  "dfn",        "dialog",
        "dir",      "div",      "dl",       "dt",      "em",         "embed",    "fieldset",   "figcaption",
        "figure",   "font",     "footer",   "form",    "h1",         "h2",       "h3",         "h4",
        "h5",       "h6",       "head",     "header",  "hgroup",     "hr",       "html",       "i",
        "iframe",   "img",      "input",    "ins",     "kbd",        "label",    "legend",     "li",
        "link",     "listing",  "main",     "map",     "mark",       "marquee",  "math",       "menu",
        "meta",     "meter",    "nav",      "nobr",    "noembed",    "noframes", "noscript",   "object",
        "ol",       "optgroup", "option",   "output",  "p",          "param",    "picture",    "pre",
        "progress", "q",        "rb",       "rp",      "rt",         "rtc",      "ruby",       "s",
        "samp",     "script",   "section",  "select",  "small",      "source",   "span",       "strike",
        "strong",   "style",    "sub",      "summary", "sup",        "svg",      "table",      "tbody",
        "td",       "template", "textarea", "tfoot",   "th",         "thead",    "time",       "title",
        "tr",       "track",    "tt",       "u",       "ul",         "var",      "video",      "wbr",
        "xmp",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char tag[32];

        (void)snprintf(tag, sizeof(tag), "<%s>", names[i]);
        if (!html_looks_like(span_of(tag)))
            fail_msg("%s", tag);
    }
    assert_false(html_looks_like(SPAN("<ab>")));
    assert_false(html_looks_like(SPAN("<zz>")));
    assert_false(html_looks_like(SPAN("<x-y>")));
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
    "<div hidden>",
    "<div hidden><div hidden></div>",
    "<p hidden>",
    "<p class=\"a2a_ b c d\">",
    "<div style='display display'>",
    "<div a a=a a='a' a=\"\" ==>",
    "<ol>",
    "<ul><li>x",
    "<ol><li value=9999998>x",
    "<td>x",
    "<tr><td>x</td>",
    "<table>",
    "<img alt=x>",
    "<img class=emoji alt='<![CDATA['>",
    "<p>Facebook",
    "<p>The post  appeared first on .",
};

static void test_linear(void **state)
{
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
        cmocka_unit_test(test_text),   cmocka_unit_test(test_line),      cmocka_unit_test(test_references),
        cmocka_unit_test(test_names),  cmocka_unit_test(test_tag_names), cmocka_unit_test(test_looks_like),
        cmocka_unit_test(test_linear),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
