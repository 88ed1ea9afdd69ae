/*
 * bench_parse.c - what reading a feed costs, against the floors: libxml2's push parser with empty callbacks, jansson bare
 *
 * The corpus is made here, the same in every run: for each form of feed FEEDS of them with ITEMS items of news, in
 * invented words of Latin, Persian and Chinese letters. Full bodies have paragraphs, links, images, lists, references;
 * one form has short summaries alone. A feed is read by the floor and by us in turns, and of each ROUNDS rounds' ratios
 * the median counts.
 *
 * "whole" is parse_document: charset, mending, fields, HTML to text, dates, URLs, and links in HTML made absolute.
 * "extract" is that without the bodies' text: html_to_text of each content_html is timed on its own and taken off. Dates,
 * URLs and short texts stay in it, so it is never too low.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "parse.h"
#include "text.h"

enum { FEEDS = 18, ITEMS = 30, ROUNDS = 11 };
#define CHUNK 16384
#define FEED_LIMIT ((size_t)4 << 20)

/* ---- words ----------------------------------------------------------------------------------------------- */

static const struct language {
    const char *code, *space, *stop;
    size_t parts; /* in a word, at most */
    const char *syllables[12];
} languages[] = {
    {"en", " ", ".", 4, {"ka", "ro", "mi", "ten", "sul", "dor", "an", "vel", "pri", "os", "lam", "gu"}},
    {"fa", " ", ".", 3, {"کا", "رو", "می", "تن", "سل", "در", "ان", "ول", "پر", "وس", "لم", "گو"}},
    {"zh", "", "。", 3, {"山", "水", "日", "月", "木", "火", "土", "金", "天", "人", "大", "中"}},
};

struct maker {
    struct buffer out, html; /* html: one body, before it is escaped */
    uint64_t state;
    const struct language *language;
};

static size_t pick(struct maker *m, size_t bound)
{
    m->state = m->state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(m->state >> 33) % bound;
}

static void put_words(struct maker *m, struct buffer *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_put_text(b, i > 0 ? m->language->space : "");
        for (size_t n = 1 + pick(m, m->language->parts); n > 0; n--)
            buffer_put_text(b, m->language->syllables[pick(m, 12)]);
    }
}

static void put_sentence(struct maker *m, struct buffer *b, size_t words)
{
    put_words(m, b, words);
    buffer_put_text(b, m->language->stop);
}

/* ---- bodies ---------------------------------------------------------------------------------------------- */

static void put_paragraph(struct maker *m)
{
    struct buffer *b = &m->html;

    switch (pick(m, 16)) {
    case 0:
        buffer_printf(b, "<figure><img src=\"https://cdn.news.example/%zu.jpg\" alt=\"", pick(m, 99999));
        put_words(m, b, 4);
        buffer_put_text(b, "\" width=\"640\" height=\"360\"/></figure>\n");
        return;
    case 1:
        buffer_put_text(b, "<ul>");
        for (size_t i = 0; i < 4; i++) {
            buffer_put_text(b, "<li>");
            put_words(m, b, 6);
            buffer_put_text(b, "</li>");
        }
        buffer_put_text(b, "</ul>\n");
        return;
    case 2:
    case 3:
        buffer_printf(b, "<p><a href=\"https://news.example/%zu?a=1&amp;b=2\">", pick(m, 99999));
        put_words(m, b, 5);
        buffer_put_text(b, "</a> &amp; ");
        break;
    default:
        buffer_put_text(b, "<p>");
    }
    for (size_t n = 2 + pick(m, 4); n > 0; n--) {
        put_sentence(m, b, 8 + pick(m, 10));
        buffer_put_byte(b, ' ');
    }
    buffer_put_text(b, "<em>");
    put_words(m, b, 2);
    buffer_put_text(b, "</em> &#8220;");
    put_words(m, b, 5);
    buffer_put_text(b, "&#8221;</p>\n");
}

static struct span make_body(struct maker *m)
{
    buffer_clear(&m->html);
    for (size_t n = 3 + pick(m, 10); n > 0; n--)
        put_paragraph(m);
    return buffer_span(&m->html);
}

static void put_escaped(struct buffer *b, struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (c == '<' || c == '>' || c == '&' || c == '"')
            buffer_put_text(b, c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : "&quot;");
        else
            buffer_put_byte(b, c);
    }
}

/* ---- feeds ----------------------------------------------------------------------------------------------- */

enum form { RSS_ESCAPED, RSS_CDATA, RSS_SHORT, ATOM_HTML, ATOM_XHTML, JSON_FEED, FORMS };
static const char *const form_names[FORMS] = {"RSS, HTML escaped",   "RSS, HTML in CDATA",
                                              "RSS, summaries only", "Atom, HTML escaped",
                                              "Atom, XHTML",         "JSON Feed (jansson)"};

static void put_rss_item(struct maker *m, enum form form)
{
    struct buffer *b = &m->out;
    size_t number = pick(m, 1 << 20);

    buffer_put_text(b, "<item>\n\t<title>");
    put_words(m, b, 8);
    buffer_printf(b,
                  "</title>\n\t<link>https://news.example/2026/%zu</link>\n\t<guid isPermaLink=\"false\">"
                  "https://news.example/?p=%zu</guid>\n\t<dc:creator><![CDATA[",
                  number, number);
    put_words(m, b, 2);
    buffer_printf(b, "]]></dc:creator>\n\t<pubDate>Sat, 21 Nov 2026 %02zu:%02zu:00 GMT</pubDate>\n",
                  pick(m, 24), pick(m, 60));
    for (size_t n = 1 + pick(m, 3); n > 0; n--) {
        buffer_put_text(b, "\t<category><![CDATA[");
        put_words(m, b, 1);
        buffer_put_text(b, "]]></category>\n");
    }
    buffer_put_text(b, "\t<description><![CDATA[<p>");
    put_sentence(m, b, 30 + pick(m, 30));
    buffer_put_text(b, "</p>]]></description>\n");
    if (form != RSS_SHORT) {
        struct span body = make_body(m);

        buffer_put_text(b, form == RSS_CDATA ? "\t<content:encoded><![CDATA[" : "\t<content:encoded>");
        if (form == RSS_CDATA)
            buffer_put_span(b, body);
        else
            put_escaped(b, body);
        buffer_put_text(b, form == RSS_CDATA ? "]]></content:encoded>\n" : "</content:encoded>\n");
    }
    buffer_printf(b,
                  "\t<media:content url=\"https://cdn.news.example/%zu.jpg\" medium=\"image\" "
                  "width=\"1200\"/>\n</item>\n",
                  number);
}

static void put_rss(struct maker *m, enum form form)
{
    buffer_printf(&m->out,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" "
                  "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
                  "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                  "xmlns:media=\"http://search.yahoo.com/mrss/\">\n<channel>\n<title>News</title>\n"
                  "<link>https://news.example/</link>\n<language>%s</language>\n<ttl>30</ttl>\n",
                  m->language->code);
    for (size_t i = 0; i < ITEMS; i++)
        put_rss_item(m, form);
    buffer_put_text(&m->out, "</channel>\n</rss>\n");
}

static void put_entry(struct maker *m, enum form form)
{
    struct buffer *b = &m->out;
    size_t number = pick(m, 1 << 20);
    struct span body;

    buffer_put_text(b, "<entry>\n  <title>");
    put_words(m, b, 8);
    buffer_printf(
        b,
        "</title>\n  <link rel=\"alternate\" href=\"https://news.example/%zu\"/>\n"
        "  <id>tag:news.example,2026:%zu</id>\n  <published>2026-11-21T%02zu:%02zu:00Z</published>\n"
        "  <updated>2026-11-21T23:00:00Z</updated>\n  <author><name>",
        number, number, pick(m, 24), pick(m, 60));
    put_words(m, b, 2);
    body = make_body(m);
    if (form == ATOM_HTML) {
        buffer_put_text(b, "</name></author>\n  <content type=\"html\">");
        put_escaped(b, body);
        buffer_put_text(b, "</content>\n</entry>\n");
    } else {
        buffer_put_text(b, "</name></author>\n  <content type=\"xhtml\"><div "
                           "xmlns=\"http://www.w3.org/1999/xhtml\">");
        buffer_put_span(b, body);
        buffer_put_text(b, "</div></content>\n</entry>\n");
    }
}

static void put_atom(struct maker *m, enum form form)
{
    buffer_printf(&m->out,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
                  "xml:lang=\"%s\"><title>News</title>\n<id>https://news.example/</id>\n",
                  m->language->code);
    for (size_t i = 0; i < ITEMS; i++)
        put_entry(m, form);
    buffer_put_text(&m->out, "</feed>\n");
}

static void put_json(struct maker *m)
{
    struct buffer *b = &m->out, line;

    buffer_init(&line, FEED_LIMIT);
    buffer_put_text(b, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"News\",\"items\":[");
    for (size_t i = 0; i < ITEMS; i++) {
        size_t number = pick(m, 1 << 20);

        buffer_printf(b, "%s{\"id\":\"%zu\",\"url\":\"https://news.example/%zu\",", i > 0 ? ",\n" : "",
                      number, number);
        buffer_printf(b, "\"date_published\":\"2026-11-21T%02zu:%02zu:00Z\",\"tags\":[\"a\",\"b\"]",
                      pick(m, 24), pick(m, 60));
        buffer_clear(&line);
        put_words(m, &line, 8);
        json_put_text(b, "title", buffer_span(&line));
        json_put_text(b, "content_html", make_body(m));
        buffer_put_byte(b, '}');
    }
    buffer_put_text(b, "]}\n");
    buffer_release(&line);
}

static void make_feed(struct maker *m, enum form form)
{
    if (form == JSON_FEED)
        put_json(m);
    else if (form >= ATOM_HTML)
        put_atom(m, form);
    else
        put_rss(m, form);
    must(!m->out.overflow);
}

/* ---- the floors ------------------------------------------------------------------------------------------ */

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int nn,
                     const xmlChar **ns, int count, int defaulted, const xmlChar **attributes)
{
    (void)ctx, (void)name, (void)prefix, (void)uri, (void)nn, (void)ns, (void)count, (void)defaulted,
        (void)attributes;
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)ctx, (void)name, (void)prefix, (void)uri;
}

static void on_text(void *ctx, const xmlChar *text, int len)
{
    (void)ctx, (void)text, (void)len;
}

static void floor_of_xml(struct span s)
{
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .startElementNs = on_start,
                         .endElementNs = on_end,
                         .characters = on_text,
                         .cdataBlock = on_text};
    xmlParserCtxtPtr p = xmlCreatePushParserCtxt(&sax, NULL, s.ptr, 4, NULL);

    must(p);
    for (size_t at = 4; at < s.len; at += CHUNK)
        xmlParseChunk(p, s.ptr + at, (int)(s.len - at < CHUNK ? s.len - at : CHUNK), 0);
    must(xmlParseChunk(p, NULL, 0, 1) == 0);
    xmlFreeParserCtxt(p);
}

static void floor_of_json(struct span s)
{
    struct json *json = json_read(s, NULL);

    must(json);
    json_free(&json);
}

/* ---- ours ------------------------------------------------------------------------------------------------ */

struct cost {
    double floor_ns, whole_ns, text_ns;
};

/* Adds what one feed costs. */
static void measure(struct span s, enum form form, struct arena *a, struct cost *c)
{
    struct parse_input in = {.body = s, .url = SPAN("https://news.example/feed.xml")};
    struct document doc;
    struct error e;
    int64_t start = clock_cpu_ns(), floor, whole;

    if (form == JSON_FEED)
        floor_of_json(s);
    else
        floor_of_xml(s);
    floor = clock_cpu_ns();
    arena_reset(a);
    must(parse_document(a, &in, &doc, &e) == PARSE_OK && doc.item_count == ITEMS);
    whole = clock_cpu_ns();
    for (size_t i = 0; i < doc.item_count; i++) {
        must(doc.items[i].url.len > 0 && (doc.items[i].content_text.len > 0 || form == RSS_SHORT));
        if (form != RSS_SHORT)
            must(html_to_text(a, doc.items[i].content_html).len > 0);
    }
    c->floor_ns += (double)(floor - start);
    c->whole_ns += (double)(whole - floor);
    c->text_ns += (double)(clock_cpu_ns() - whole);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static double median(double *list)
{
    qsort(list, ROUNDS, sizeof(list[0]), compare);
    return list[ROUNDS / 2];
}

static void print(const char *name, const struct cost *rounds, double bytes)
{
    double whole[ROUNDS], extract[ROUNDS], speed[ROUNDS];

    for (size_t i = 0; i < ROUNDS; i++) {
        whole[i] = rounds[i].whole_ns / rounds[i].floor_ns;
        extract[i] = (rounds[i].whole_ns - rounds[i].text_ns) / rounds[i].floor_ns;
        speed[i] = bytes / rounds[i].whole_ns * 1000;
    }
    printf("parse: %-26s whole %.2f, extract %.2f of the floor; %.0f MB/s\n", name, median(whole),
           median(extract), median(speed));
}

int main(void)
{
    static struct maker makers[FORMS][FEEDS];
    static struct cost costs[FORMS + 1][ROUNDS]; /* the last: all of XML */
    double bytes[FORMS + 1] = {0};
    struct arena *a = arena_new();

    for (size_t i = 0; i < FORMS * FEEDS; i++) {
        static const size_t mix[6] = {0, 0, 0, 0, 1, 2}; /* mostly Latin letters */
        struct maker *m = &makers[i / FEEDS][i % FEEDS];

        m->state = i;
        m->language = &languages[mix[i % 6]];
        buffer_init(&m->out, FEED_LIMIT);
        buffer_init(&m->html, FEED_LIMIT);
        make_feed(m, (enum form)(i / FEEDS));
        bytes[i / FEEDS] += (double)m->out.len;
        bytes[FORMS] += i / FEEDS == JSON_FEED ? 0 : (double)m->out.len;
    }
    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t form = 0; form < FORMS; form++) {
            struct cost *c = &costs[form][round], *all = &costs[FORMS][round];

            for (size_t i = 0; i < FEEDS; i++)
                measure(buffer_span(&makers[form][i].out), (enum form)form, a, c);
            if (form == JSON_FEED)
                continue;
            *all = (struct cost){all->floor_ns + c->floor_ns, all->whole_ns + c->whole_ns,
                                 all->text_ns + c->text_ns};
        }
    }
    for (size_t form = 0; form < FORMS; form++)
        print(form_names[form], costs[form], bytes[form]);
    print("all of XML (libxml2)", costs[FORMS], bytes[FORMS]);
    for (size_t i = 0; i < FORMS * FEEDS; i++) {
        buffer_release(&makers[i / FEEDS][i % FEEDS].out);
        buffer_release(&makers[i / FEEDS][i % FEEDS].html);
    }
    arena_free(&a);
    return 0;
}
