/* test_mend.c - what the parser is shown of damaged XML, and the references in texts */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../daemon/parse/mend.h"
#include "../../daemon/parse/reference.h"

static const struct {
    const char *name, *in, *want; /* texts stand in [ ] */
    bool damaged;
} rows[] = {
    {"clean", "<a x=\"1\"><b>t</b> <c/></a>", "<a x=\"1\"><b>[t]</b> <c/></a>", false},
    {"behind an empty root", "<a/>x<b/>", "<a/>", false},
    {"prolog keeps its lines", "<?xml?>\n<!-- \n --><a></a>", "\n\n<a></a>", false},
    {"inner doctype", "<a><!DOCTYPE b>t</a>", "<a>[t]</a>", false},
    {"cdata", "<a><![CDATA[<x> & ]]y]]></a>", "<a>[<x> & ]]y]</a>", false},
    {"cdata never closed", "<a><![CDATA[<x>t</a>", "<a><x>[t]</x></a>", true},
    {"more behind the end", "<a>t</a> <!-- x --> <b>u</b></a><?x?>", "<a>[t]  <b>[u]</b></a>", true},
    {"nothing behind it", "<a>t</a> <!-- x --> <?x?>\n", "<a>[t]</a>", false},
    {"a space in an end tag", "<a><b>t</ b></a>", "<a><b>[t]</b></a>", true},
    {"unclosed inside", "<a><b><c>t</b></a>", "<a><b><c>[t]</c></b></a>", true},
    {"closes nothing", "<a></b>t</a>", "<a>[t]</a>", true},
    {"ends early", "<a><b>t", "<a><b>[t]</b></a>", true},
    {"ends in a tag", "<a><b>t</b><c d=\"", "<a><b>[t]</b></a>", true},
    {"end tag in another case", "<a><Title>t</title></a>", "<a><Title>[t]</Title></a>", true},
    {"no tag", "<a>1 < 2 <3</a>", "<a>[1 < 2 <3]</a>", true},
    {"nearly one", "<a>x<http://y>z</a>", "<a>[x][<][http://y>z]</a>", true},
    {"attributes", "<a x=1 y z='\"&lt;'><b c='<'/></a>",
     "<a x=\"1\" y=\"\" z=\"&quot;&lt;\"><b c=\"&lt;\"/></a>", true},
    {"bare ampersand in a value", "<a x='?b=1&c=2&amp;d'/>", "<a x=\"?b=1&amp;c=2&amp;d\"/>", true},
    {"HTML's names in a value", "<a x='&eacute;'/>", "<a x=\"\xC3\xA9\"/>", false},
    {"comment never closed", "<a><!-- <b>", "<a></a>", true},
};

static void on_markup(void *arg, struct span piece)
{
    buffer_put_span(arg, piece);
}

static void on_text(void *arg, struct span raw, bool has_references)
{
    size_t at;

    if (has_references)
        assert_true(span_find_byte(raw, '&', &at));
    buffer_put_byte(arg, '[');
    buffer_put_span(arg, raw);
    buffer_put_byte(arg, ']');
}

static const struct mend_events events = {on_markup, on_text, NULL};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct span in = span_of(rows[i].in);
        struct buffer out;
        size_t root;

        buffer_init(&out, 4096);
        assert_true(span_find(in, SPAN("<a"), &root));
        if ((mend_xml(in, root, &events, &out).words != NULL) != rows[i].damaged)
            fail_msg("%s: damaged is wrong", rows[i].name);
        assert_string_equal(out.ptr, rows[i].want);
        buffer_release(&out);
    }
}

static void put(void *arg, struct span piece)
{
    buffer_put_span(arg, piece);
}

static const struct {
    const char *in, *want;
    bool damaged;
} references[] = {
    {"&amp;&lt;&gt;&quot;&apos;", "&<>\"'", false},
    {"&nbsp;&Eacute;&euro;", "\xC2\xA0\xC3\x89\xE2\x82\xAC", false},
    {"&#65;&#x42;&#X43;", "ABC", false},
    {"&#8217;", "\xE2\x80\x99", false},
    {"&#146;", "\xE2\x80\x99", true},    /* Windows-1252 */
    {"a&#0;b&#1;c&#31;d", "abcd", true}, /* controls */
    {"&#xD800;&#x110000;&#99999999999;", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", true},
    {"Fish & Chips", "Fish & Chips", true},
    {"?a=1&copy=2", "?a=1&copy=2", true},
    {"&nosuchname;", "&nosuchname;", true},
    {"&;&#;&#x;", "&;&#;&#x;", true},
    {"&", "&", true},
    {"&amp", "&amp", true},
    {"&#12345678901234567890123456789012345678901234567890;",
     "&#12345678901234567890123456789012345678901234567890;", true},
};

static void test_references(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++) {
        struct buffer out;

        buffer_init(&out, 4096);
        buffer_put_text(&out, "");
        if ((reference_decode(span_of(references[i].in), NULL, put, &out) != NULL) != references[i].damaged)
            fail_msg("%s: damaged is wrong", references[i].in);
        assert_string_equal(out.ptr, references[i].want);
        buffer_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_references)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
