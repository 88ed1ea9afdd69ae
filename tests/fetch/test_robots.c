/*
 * test_robots.c - what a robots.txt says of one address (RFC 9309)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fetch.h"

static bool allowed(struct span robots_txt, struct span path)
{
    struct buffer rules;
    bool yes;

    buffer_init(&rules, 8 << 20);
    robots_rules(robots_txt, SPAN("newswired"), &rules);
    yes = robots_allow(buffer_span(&rules), path);
    buffer_release(&rules);
    return yes;
}

static void rules_decide(void **state)
{
    static const struct {
        const char *name, *robots, *path;
        bool want;
    } rows[] = {
        {"empty", "", "/a", true},
        {"no rule", "User-agent: *\n", "/a", true},
        {"all forbidden", "User-agent: *\nDisallow: /\n", "/a", false},
        {"nothing forbidden", "User-agent: *\nDisallow:\n", "/a", true},
        {"other agent", "User-agent: other\nDisallow: /\n", "/a", true},
        {"ours", "User-agent: newswired\nDisallow: /\n", "/a", false},
        {"ours in capitals", "USER-AGENT: NewsWired\nDISALLOW: /\n", "/a", false},
        {"ours with a version", "User-agent: newswired/1.0\nDisallow: /\n", "/a", false},
        {"ours beside *", "User-agent: *\nDisallow: /\n\nUser-agent: newswired\nDisallow: /b\n", "/a", true},
        {"a name that begins like ours", "User-agent: newswiredbot\nDisallow: /\n", "/a", true},
        {"a name that ours begins with", "User-agent: news\nDisallow: /\n", "/a", true},
        {"two names, one group", "User-agent: a\nUser-agent: newswired\nDisallow: /\n", "/a", false},
        {"two names, ours first", "User-agent: newswired\nUser-agent: a\nDisallow: /\n", "/a", false},
        {"two groups of ours",
         "User-agent: newswired\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: newswired\nDisallow: "
         "/b\n",
         "/b", false},
        {"two groups of *",
         "User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: *\nDisallow: /b\n", "/a",
         false},
        {"rule before any agent", "Disallow: /\n", "/a", true},
        {"sitemap between", "User-agent: *\nSitemap: http://x.example/\nDisallow: /\n", "/a", false},
        {"an agent after a rule begins a group",
         "User-agent: newswired\nDisallow: /x\nUser-agent: b\nDisallow: /\n", "/a", true},
        {"beginning of a path", "User-agent: *\nDisallow: /fish\n", "/fish.html", false},
        {"beginning, with a slash", "User-agent: *\nDisallow: /fish/\n", "/fish", true},
        {"case counts", "User-agent: *\nDisallow: /Fish\n", "/fish", true},
        {"longest wins", "User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", true},
        {"longest wins, other order", "User-agent: *\nAllow: /a/b\nDisallow: /a\n", "/a/b/c", true},
        {"longest wins for forbidding", "User-agent: *\nAllow: /a\nDisallow: /a/b\n", "/a/b/c", false},
        {"of equals the one that allows", "User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", true},
        {"of equals, other order", "User-agent: *\nAllow: /a\nDisallow: /a\n", "/a", true},
        {"star", "User-agent: *\nDisallow: /*.pdf\n", "/x/y.pdf?z", false},
        {"star, not there", "User-agent: *\nDisallow: /*.pdf\n", "/x/y.html", true},
        {"end", "User-agent: *\nDisallow: /*.pdf$\n", "/x/y.pdf?z", true},
        {"end, there", "User-agent: *\nDisallow: /*.pdf$\n", "/x.pdf/y.pdf", false},
        {"end, whole", "User-agent: *\nDisallow: /x$\n", "/x", false},
        {"end, whole, more", "User-agent: *\nDisallow: /x$\n", "/xy", true},
        {"star at the end", "User-agent: *\nDisallow: /x*\n", "/xy", false},
        {"star and end", "User-agent: *\nDisallow: /x*$\n", "/xy", false},
        {"only a star", "User-agent: *\nDisallow: *\n", "/xy", false},
        {"stars", "User-agent: *\nDisallow: /**a**b\n", "/xaxb", false},
        {"stars, wrong order", "User-agent: *\nDisallow: /*b*a$\n", "/xaxb", true},
        {"query", "User-agent: *\nDisallow: /*?print=\n", "/x?print=1", false},
        {"comment", "User-agent: * # all\nDisallow: /a # here\n", "/a", false},
        {"CR only", "User-agent: *\rDisallow: /\r", "/a", false},
        {"byte order mark", "\xEF\xBB\xBFUser-agent: *\nDisallow: /\n", "/a", false},
        {"spaces", "  User-agent :  *  \n\tDisallow :\t/ \n", "/a", false},
        {"encoded in the rule", "User-agent: *\nDisallow: /%7Euser\n", "/~user", false},
        {"encoded in the path", "User-agent: *\nDisallow: /~user\n", "/%7euser", false},
        {"other letters", "User-agent: *\nDisallow: /خبر\n", "/%D8%AE%d8%a8%D8%B1/1", false},
        {"an encoded slash is no slash", "User-agent: *\nDisallow: /a/b\n", "/a%2Fb", true},
        {"a page of HTML", "<html>\n<body>Disallow: /</body>\n</html>", "/a", true},
        {"typing error of many", "Useragent: *\nDisallow: /\n", "/a", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        if (allowed(span_of(rows[i].robots), span_of(rows[i].path)) != rows[i].want)
            fail_msg("%s", rows[i].name);
    }
}

/* Stars that could be tried in very many ways, and rules without end. */
static void hostile_rules_take_no_time(void **state)
{
    struct buffer text, path;

    (void)state;
    buffer_init(&text, 8 << 20);
    buffer_init(&path, 8 << 20);
    buffer_put_text(&text, "User-agent: *\n");
    for (int i = 0; i < 500; i++) {
        buffer_put_text(&text, "Disallow: /");
        for (int k = 0; k < 500; k++)
            buffer_put_text(&text, "*a");
        buffer_put_text(&text, "b$\n");
    }
    buffer_put_byte(&path, '/');
    for (int k = 0; k < 100000; k++)
        buffer_put_byte(&path, 'a');
    assert_true(allowed(buffer_span(&text), buffer_span(&path)));
    buffer_release(&text);
    buffer_release(&path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_decide),
        cmocka_unit_test(hostile_rules_take_no_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
