/*
 * xml.c - libxml2's push parser, fenced
 *
 * SAX2 events, no tree, no DTD, no network, no entity but XML's five (mend.c leaves no declaration of another). The
 * mended tags go in by chunks of CHUNK bytes that end at whole characters. Nesting, attributes and namespaces are
 * bounded by mend.c; here the number of different names is, since the parser's dictionary keeps each.
 *
 * Text does not pass through the parser, which copies it three times and makes an event of each reference: in its
 * place stands MARK, an instruction (the document's own were left out), and when the event of a mark comes, the
 * text that waits first in line is decoded straight from the source.
 *
 * Should the parser find an error all the same, it would drop every reference from there on: so its verdict is
 * taken back at each event, and the document counts as damaged.
 *
 * Fatal: no memory (base's rule). Bugs: none known.
 */
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "xml.h"

#include "mend.h"
#include "reference.h"
#include "tag.h"

#define CHUNK ((size_t)4 << 10)
#define NAMES_LIMIT 20000
#define MARK "<?t?>"
/* Marks of a chunk, and of what the parser holds back of the one before. */
#define WAITING (2 * CHUNK / 4)

struct waiting_text {
    struct span raw;
    bool has_references;
};

struct xml {
    xmlParserCtxtPtr parser;
    struct arena *values; /* of the tag at hand */
    const struct xml_events *events;
    void *arg;
    struct span source;
    struct entities entities;
    struct damage damage;
    size_t near; /* the place of the text that came last */
    bool stopped;
    size_t filled;
    char *chunk;                  /* of CHUNK bytes */
    struct waiting_text *waiting; /* a ring of WAITING */
    size_t first, last;           /* they only grow */
};

static void forgive(struct xml *x)
{
    if (!x->parser->wellFormed) {
        x->parser->wellFormed = 1;
        damage_note(&x->damage, x->near, "near here: XML that the parser does not take", (struct span){0});
    }
}

/* libxml2 leaves an ampersand in a value as &#38;, for a tree that would be asked for its entities later. */
static struct span value_of(struct xml *x, const xmlChar *from, const xmlChar *to)
{
    struct span s = {(const char *)from, (size_t)(to - from)}, left = s;
    size_t hop, len = 0;
    char *out;

    if (!span_find(s, SPAN("&#38;"), &hop))
        return s;
    out = arena_bytes(x->values, s.len);
    while (span_find(left, SPAN("&#38;"), &hop)) {
        memcpy(out + len, left.ptr, hop + 1);
        len += hop + 1;
        left = span_cut(left, hop + 5, left.len);
    }
    if (left.len > 0)
        memcpy(out + len, left.ptr, left.len);
    return (struct span){out, len + left.len};
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int count, int defaulted,
                     const xmlChar **raw)
{
    struct xml *x = ctx;
    struct xml_attribute list[TAG_ATTRIBUTES];
    struct xml_element e = {
        .uri = (const char *)uri, .prefix = (const char *)prefix, .name = (const char *)name};

    (void)namespace_count, (void)namespaces, (void)defaulted;
    forgive(x);
    if (xmlDictSize(x->parser->dict) > NAMES_LIMIT) {
        damage_note(&x->damage, x->near, "near here: too many different names", (struct span){0});
        x->stopped = true;
        xmlStopParser(x->parser);
        return;
    }
    must(count <= TAG_ATTRIBUTES);
    arena_reset(x->values);
    for (int i = 0; i < count; i++, raw += 5) {
        list[i] = (struct xml_attribute){(const char *)raw[2], (const char *)raw[1], (const char *)raw[0],
                                         value_of(x, raw[3], raw[4])};
    }
    e.attributes = list;
    e.attribute_count = (size_t)count;
    e.line = x->parser->input ? x->parser->input->line : 0;
    x->events->start(x->arg, &e);
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct xml *x = ctx;

    (void)name, (void)prefix, (void)uri;
    forgive(x);
    x->events->end(x->arg);
}

static void give(void *arg, struct span text)
{
    struct xml *x = arg;

    x->events->text(x->arg, text);
}

static void on_space(void *ctx, const xmlChar *text, int len)
{
    forgive(ctx);
    if (len > 0)
        give(ctx, (struct span){(const char *)text, (size_t)len});
}

static void on_mark(void *ctx, const xmlChar *name, const xmlChar *data)
{
    struct xml *x = ctx;
    const struct waiting_text *w = &x->waiting[x->first % WAITING];
    const char *bad = NULL;

    (void)name, (void)data;
    forgive(x);
    must(x->first < x->last);
    x->first++;
    x->near = (size_t)(w->raw.ptr - x->source.ptr);
    if (w->has_references)
        bad = reference_decode(w->raw, &x->entities, give, x);
    else
        give(x, w->raw);
    if (bad)
        damage_note(&x->damage, (size_t)(bad - x->source.ptr),
                    bad + 1 < w->raw.ptr + w->raw.len && bad[1] == '#'
                        ? "a reference to no character, or not the one that was meant"
                        : "an & that begins no reference",
                    (struct span){0});
}

static void on_error(void *ctx, xmlErrorPtr error)
{
    (void)ctx, (void)error; /* nothing is printed; forgive() sees what matters */
}

static void push(struct xml *x, size_t len)
{
    if (len > 0)
        xmlParseChunk(x->parser, x->chunk, (int)len, 0);
    memmove(x->chunk, x->chunk + len, x->filled - len);
    x->filled -= len;
}

/* The end of the last whole character in the chunk. */
static size_t whole(const struct xml *x)
{
    size_t end = x->filled;

    while (end > 0 && ((unsigned char)x->chunk[end - 1] & 0xC0) == 0x80)
        end--;
    return end > 0 && (unsigned char)x->chunk[end - 1] >= 0xC0 ? end - 1 : x->filled;
}

static void take(void *arg, struct span piece)
{
    struct xml *x = arg;

    if (piece.len < CHUNK - x->filled && !x->stopped) {
        memcpy(x->chunk + x->filled, piece.ptr, piece.len);
        x->filled += piece.len;
        return;
    }
    while (piece.len > 0 && !x->stopped) {
        size_t room = CHUNK - x->filled, len = piece.len < room ? piece.len : room;

        memcpy(x->chunk + x->filled, piece.ptr, len);
        x->filled += len;
        piece = span_cut(piece, len, piece.len);
        if (x->filled == CHUNK)
            push(x, whole(x));
    }
}

static void take_text(void *arg, struct span raw, bool has_references)
{
    struct xml *x = arg;

    if (x->stopped)
        return;
    must(x->last - x->first < WAITING);
    x->waiting[x->last++ % WAITING] = (struct waiting_text){raw, has_references};
    take(x, SPAN(MARK));
}

struct damage xml_read(struct span utf8, size_t root, const struct xml_events *events, void *arg)
{
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .startElementNs = on_start,
                         .endElementNs = on_end,
                         .characters = on_space,
                         .ignorableWhitespace = on_space,
                         .processingInstruction = on_mark,
                         .serror = on_error};
    struct xml *x = memory_get(sizeof(*x));
    struct mend_events mended = {take, take_text, &x->entities};
    struct arena *prolog = arena_new();
    struct damage damage;

    entities_read(prolog, span_cut(utf8, 0, root), utf8.len, &x->entities);
    x->source = utf8;
    x->chunk = memory_grow(NULL, CHUNK, 1);
    x->waiting = memory_grow(NULL, WAITING, sizeof(*x->waiting));
    x->values = arena_new();
    x->events = events;
    x->arg = arg;
    x->parser = xmlCreatePushParserCtxt(&sax, x, NULL, 0, NULL);
    must(x->parser);
    xmlCtxtUseOptions(x->parser, XML_PARSE_RECOVER | XML_PARSE_NONET);
    damage = mend_xml(utf8, root, &mended, x);
    push(x, x->filled);
    xmlParseChunk(x->parser, NULL, 0, 1);
    forgive(x);
    damage_join(&damage, x->damage);
    xmlFreeParserCtxt(x->parser);
    arena_free(&x->values);
    arena_free(&prolog);
    free(x->waiting);
    free(x->chunk);
    free(x);
    return damage;
}
