/*
 * bench_parse.c - what reading a feed costs, against the floor: libxml2's push parser with empty callbacks
 *
 * The corpus is made here: feeds of 30 items of full text in generated prose, RSS with escaped HTML, RSS with CDATA, Atom. Both are measured in
 * turns within one run, and the medians are compared.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "parse.h"

enum { FEEDS = 120, ITEMS = 30, ROUNDS = 9 };
#define CHUNK 16384

static const char *const syllables[] = {"ka", "ro",  "mi",  "ten", "sul", "dor",
                                        "an", "vel", "pri", "os",  "lam", "gu"};

struct corpus {
    struct buffer feeds[FEEDS];
    uint64_t state;
};

static size_t pick(struct corpus *c, size_t bound)
{
    c->state = c->state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(c->state >> 33) % bound;
}

static void put_words(struct corpus *c, struct buffer *b, size_t count)
{
    while (count-- > 0) {
        for (size_t n = 1 + pick(c, 4); n > 0; n--)
            buffer_put_text(b, syllables[pick(c, 12)]);
        buffer_put_byte(b, ' ');
    }
}

static void put_body(struct corpus *c, struct buffer *b, bool escaped)
{
    const char *open = escaped ? "&lt;" : "<", *close = escaped ? "&gt;" : ">";

    for (size_t n = 4 + pick(c, 8); n > 0; n--) {
        buffer_printf(b, "%sp%s", open, close);
        put_words(c, b, 20 + pick(c, 40));
        buffer_printf(b, "%sa href=\"https://news.example/%zu\"%s", open, pick(c, 99999), close);
        put_words(c, b, 3);
        buffer_printf(b, "%s/a%s%s/p%s\n", open, close, open, close);
    }
}

static void put_rss(struct corpus *c, struct buffer *b, bool escaped)
{
    buffer_put_text(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" "
                       "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
                       "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>");
    put_words(c, b, 3);
    buffer_put_text(b, "</title><link>https://news.example/</link>\n");
    for (size_t i = 0; i < ITEMS; i++) {
        buffer_put_text(b, "<item>\n  <title>");
        put_words(c, b, 8);
        buffer_printf(
            b, "</title>\n  <link>https://news.example/%zu</link>\n  <guid>https://news.example/%zu</guid>\n",
            pick(c, 1 << 20), pick(c, 1 << 20));
        buffer_printf(b, "  <pubDate>Sat, 21 Nov 2026 %02zu:%02zu:00 GMT</pubDate>\n  <category>",
                      pick(c, 24), pick(c, 60));
        put_words(c, b, 1);
        buffer_put_text(b, "</category>\n  <dc:creator>");
        put_words(c, b, 2);
        buffer_put_text(b, "</dc:creator>\n  <description>");
        put_words(c, b, 30);
        buffer_put_text(b, escaped ? "</description>\n  <content:encoded>"
                                   : "</description>\n  <content:encoded><![CDATA[");
        put_body(c, b, escaped);
        buffer_put_text(b, escaped ? "</content:encoded>\n</item>\n" : "]]></content:encoded>\n</item>\n");
    }
    buffer_put_text(b, "</channel></rss>\n");
}

static void put_atom(struct corpus *c, struct buffer *b)
{
    buffer_put_text(
        b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>");
    put_words(c, b, 3);
    buffer_put_text(b, "</title>\n");
    for (size_t i = 0; i < ITEMS; i++) {
        buffer_put_text(b, "<entry>\n  <title>");
        put_words(c, b, 8);
        buffer_printf(
            b,
            "</title>\n  <link href=\"https://news.example/%zu\"/>\n  <id>tag:news.example,2026:%zu</id>\n",
            pick(c, 1 << 20), pick(c, 1 << 20));
        buffer_printf(b, "  <updated>2026-11-21T%02zu:%02zu:00Z</updated>\n  <author><name>", pick(c, 24),
                      pick(c, 60));
        put_words(c, b, 2);
        buffer_put_text(b, "</name></author>\n  <content type=\"html\">");
        put_body(c, b, true);
        buffer_put_text(b, "</content>\n</entry>\n");
    }
    buffer_put_text(b, "</feed>\n");
}

static void make_corpus(struct corpus *c)
{
    for (size_t i = 0; i < FEEDS; i++) {
        buffer_init(&c->feeds[i], (size_t)4 << 20);
        if (i % 3 == 2)
            put_atom(c, &c->feeds[i]);
        else
            put_rss(c, &c->feeds[i], i % 3 == 0);
    }
}

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

static void floor_of(struct span s)
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

static void ours_of(struct span s, struct arena *a)
{
    struct parse_input in = {.body = s, .url = SPAN("https://news.example/feed.xml")};
    struct document doc;
    struct error e;

    arena_reset(a);
    must(parse_document(a, &in, &doc, &e) == PARSE_OK && doc.item_count == ITEMS);
    must(doc.items[0].content_text.len > 0 && doc.items[0].url.len > 0);
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

int main(void)
{
    static struct corpus c = {.state = 1};
    struct arena *a = arena_new();
    int64_t ours[ROUNDS], floors[ROUNDS];
    double our_us, floor_us;

    make_corpus(&c);
    for (size_t round = 0; round < ROUNDS; round++) {
        int64_t t0 = clock_cpu_ns(), t1;

        for (size_t i = 0; i < FEEDS; i++)
            floor_of(buffer_span(&c.feeds[i]));
        t1 = clock_cpu_ns();
        for (size_t i = 0; i < FEEDS; i++)
            ours_of(buffer_span(&c.feeds[i]), a);
        floors[round] = t1 - t0;
        ours[round] = clock_cpu_ns() - t1;
    }
    qsort(ours, ROUNDS, sizeof(ours[0]), compare);
    qsort(floors, ROUNDS, sizeof(floors[0]), compare);
    our_us = (double)ours[ROUNDS / 2] / FEEDS / 1000;
    floor_us = (double)floors[ROUNDS / 2] / FEEDS / 1000;
    printf("parse: ours %.0f µs/feed, floor %.0f µs/feed, ratio %.2f\n", our_us, floor_us, our_us / floor_us);
    for (size_t i = 0; i < FEEDS; i++)
        buffer_release(&c.feeds[i]);
    arena_free(&a);
    return 0;
}
