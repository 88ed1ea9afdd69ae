/*
 * article.c - the main text of an article's page
 *
 * A page is a row of blocks: the texts between two boundaries that a reader would see as such. Kohlschütter, Fankhauser
 * and Nejdl ("Boilerplate Detection using Shallow Text Features", 2010) showed that length and link density of a block
 * and its neighbours tell main text from the rest nearly as well as anything; Sun, Song and Liao ("DOM Based Content
 * Extraction via Text Density", 2011) that the density of the surroundings in the tree tells it, too. The measure here
 * takes up both, and is our own:
 *
 *   1. Each block gets points, weights of evidence that add up (article_score.c): its length in letters that count a
 *      Han sign as three; the share of links, in it and in what surrounds it; marks that end or part sentences, of any
 *      script; its element; fields and buttons beside it; names of elements around it, which are weak evidence and not
 *      believed of an element that holds most of the text; lines that begin "Read more"; the article's text in JSON-LD,
 *      when it agrees with the page.
 *   2. The run of blocks with the largest sum of letters times points, minus a cost for steps through the tree between
 *      them, is the article (article_choose.c). So a list of teasers beside it, good as its single texts may be, is
 *      cut off by its gaps, and a bad line within it does not end it.
 *   3. Within the run blocks are kept, dropped, or in doubt; the last are kept when they belong to kept ones.
 *
 * Nothing depends on spaces between words or on Latin marks. What is kept is written as html_to_text writes it. A page
 * that shows nothing (its text comes by script) but has the article in JSON-LD gives that.
 *
 * Fatal: nothing. Bugs: pages whose words say the article's charset wrongly behind their first 16 KB are read wrongly.
 */
#include <string.h>

#include "parse.h"
#include "text.h"

#include "article_parts.h"
#include "sniff.h"

#define CHARSET_LIMIT ((size_t)16 << 10)
#define DATA_LETTERS 300 /* of an articleBody that is to stand alone */

/* What meta elements say; HTML 5 section 13.2.3.2 looks at 1,024 bytes, pages put scripts before. */
static struct span declared_charset(struct span body)
{
    struct page_scan scan = {.html = span_cut(body, 0, CHARSET_LIMIT)};
    struct page_tag tag;
    struct span text, label = sniff_charset(body);
    enum page_token token;

    while (label.len == 0 && (token = page_next(&scan, &tag, &text)) != PAGE_END) {
        if (token != PAGE_TAG || tag.type->role != ROLE_META)
            continue;
        label = span_trim(tag.value[AT_CHARSET]);
        if (label.len == 0 && tag.value[AT_HTTP_EQUIV].ptr)
            label = charset_of_content_type(tag.value[AT_CONTENT]);
    }
    return label;
}

/* ---- writing: the kept blocks as HTML again, for html_to_text ------------------------------------------------------ */

struct rewriter {
    const struct page *page;
    struct buffer out;
    uint32_t list, row; /* the elements that are open in `out`; 0: none */
};

/* The nearest element of that role around an element, itself included; 0: none. */
static uint32_t nearest(const struct page *p, uint32_t element, enum element_role role)
{
    while (element != 0 && p->elements[element].type->role != role)
        element = p->elements[element].parent;
    return element;
}

static void close_all(struct rewriter *w)
{
    if (w->list != 0)
        buffer_put_text(&w->out, w->page->elements[w->list].type->role == ROLE_NUMBERED ? "</ol>" : "</ul>");
    if (w->row != 0)
        buffer_put_text(&w->out, "</tr></table>");
    w->list = w->row = 0;
}

static void put_block(struct rewriter *w, const struct block *b)
{
    const struct page *p = w->page;
    uint32_t item = nearest(p, b->element, ROLE_ITEM), cell = nearest(p, b->element, ROLE_CELL);
    uint32_t list = item != 0 ? p->elements[item].parent : 0;
    uint32_t row = cell == b->element ? nearest(p, cell, ROLE_ROW) : 0;
    const char *name = "p";

    if (list != w->list || row != w->row || (list == 0 && row == 0))
        close_all(w);
    if (list != 0 && w->list == 0)
        buffer_put_text(&w->out, p->elements[list].type->role == ROLE_NUMBERED ? "<ol>" : "<ul>");
    if (row != 0 && w->row == 0)
        buffer_put_text(&w->out, "<table><tr>");
    if (list != 0)
        name = "li";
    else if (row != 0)
        name = "td";
    else if (nearest(p, b->element, ROLE_LINES) != 0)
        name = "pre";
    w->list = list;
    w->row = row;
    buffer_printf(&w->out, "<%s>", name);
    for (uint32_t i = b->first_piece; i < b->end_piece; i++)
        buffer_put_span(&w->out, p->pieces[i]);
    buffer_printf(&w->out, "</%s>", name);
}

static struct span write_text(const struct page *p, struct arena *a)
{
    struct rewriter w = {.page = p};
    struct span text;

    buffer_init(&w.out, 4 * PARSE_PAGE_LIMIT);
    for (size_t i = 0; i < p->block_count; i++) {
        if (p->blocks[i].choice == CHOICE_YES)
            put_block(&w, &p->blocks[i]);
    }
    text = html_to_text(a, arena_copy(a, buffer_span(&w.out)));
    buffer_release(&w.out);
    return text;
}

static bool find_text(struct page *p, struct arena *a, struct article *out)
{
    struct page_data data;
    struct span title;

    page_data_read(p, &data);
    title = page_title(p, data.headline);
    page_score(p, data.body.len > 0 ? page_data_agreement(p, data.body) : NULL);
    if (page_choose(p, title)) {
        *out = (struct article){.title = title, .text = write_text(p, a)};
    } else {
        struct measure m = {0};

        measure_text(&m, data.body, false);
        if (m.letters < DATA_LETTERS)
            return false;
        *out = (struct article){.title = title, .text = data.body};
    }
    return true;
}

bool parse_article(struct arena *a, const struct parse_input *in, struct article *out)
{
    struct span body = span_cut(in->body, 0, PARSE_PAGE_LIMIT), html;
    struct page page;
    bool damaged, found;

    *out = (struct article){0};
    html =
        charset_to_utf8(a, body, charset_of_content_type(in->content_type), declared_charset(body), &damaged);
    page_read(&page, a, html);
    found = find_text(&page, a, out);
    page_release(&page);
    out->text = span_cut(out->text, 0, utf8_cut(out->text, ITEM_TEXT_LIMIT));
    if (!found || span_trim(out->text).len == 0) { /* or of characters only that no text has */
        *out = (struct article){0};
        return false;
    }
    return true;
}
