/*
 * article_tree.c - the tree of a page, as elements and blocks in a row
 *
 * Which element a tag closes that no end tag closed is libxml2's knowledge. It is asked tag by tag: each goes into its
 * push reader by its bare name, and the events that come of it move a stack of our own. Texts, attributes, scripts and
 * comments do not pass through it, so what it is quadratic in never reaches it; what an end tag costs it grows with the
 * depth, so that is bounded, and an end tag for which nothing is open, or that has just done nothing, is left out. Elements that would lie deeper than
 * DEPTH_LIMIT are not entered: their text belongs to the one around.
 *
 * Everything lies in rows, in document order. No walk over them recurses. A page of more than ELEMENT_LIMIT elements
 * or PIECE_LIMIT runs of text is read up to there.
 *
 * Fatal: no memory (base's rule). Bugs: none known.
 */
#include <stdlib.h>
#include <string.h>

#include <libxml/HTMLparser.h>

#include "text.h"

#include "article_parts.h"

#define DEPTH_LIMIT 100
#define ELEMENT_LIMIT 150000
#define PIECE_LIMIT 300000

struct frame {
    const struct element_type *type;
    uint32_t element; /* the one that texts in it belong to */
    bool stored;      /* which it is itself */
};

struct tree {
    struct page *page;
    htmlParserCtxtPtr parser;
    struct arena *scratch; /* for one text at a time */
    const struct page_tag *pending;
    struct frame stack[DEPTH_LIMIT + 8]; /* html, body and a paragraph that was meant come on top */
    size_t depth, beyond;                /* beyond: open ones that found no room */
    size_t open[ELEMENT_TYPES], refused[ELEMENT_TYPES];
    size_t events,
        deaf[ELEMENT_TYPES]; /* deaf: the count of events at which an end tag of that type did nothing */
    size_t links;
    size_t breaks; /* br elements since the last text */
    struct block block;
};

static void *grow(void *old, size_t *room, size_t count, size_t bytes)
{
    if (count < *room)
        return old;
    *room = *room ? *room * 2 : 256;
    return memory_grow(old, *room, bytes);
}

static uint32_t current(const struct tree *t)
{
    return t->depth > 0 ? t->stack[t->depth - 1].element : 0;
}

static void end_block(struct tree *t)
{
    struct page *p = t->page;

    if (t->block.m.letters > 0) {
        p->blocks = grow(p->blocks, &p->block_room, p->block_count, sizeof(*p->blocks));
        t->block.end_piece = (uint32_t)p->piece_count;
        p->blocks[p->block_count++] = t->block;
    } else {
        p->piece_count = t->block.first_piece;
    }
    t->block = (struct block){.element = current(t), .first_piece = (uint32_t)p->piece_count};
    t->breaks = 0;
}

static void add_piece(struct tree *t, struct span source)
{
    struct page *p = t->page;

    p->pieces = grow(p->pieces, &p->piece_room, p->piece_count, sizeof(*p->pieces));
    p->pieces[p->piece_count++] = source;
}

static uint32_t add_element(struct tree *t, const struct element_type *type, struct hint hint)
{
    struct page *p = t->page;
    uint32_t parent = current(t);
    struct element e = {.type = type,
                        .parent = parent,
                        .depth = p->element_count > 0 ? p->elements[parent].depth + 1 : 0,
                        .first_block = (uint32_t)p->block_count,
                        .points = hint.points + (type->hint ? type->points : 0),
                        .kin = hint.kin,
                        .comments = hint.comments,
                        .hidden = hint.hidden};

    p->elements = grow(p->elements, &p->element_room, p->element_count, sizeof(*p->elements));
    p->elements[p->element_count] = e;
    return (uint32_t)p->element_count++;
}

/* Inline elements matter when they are no part of the sentence around them. */
static bool is_stored(const struct element_type *type, struct hint hint)
{
    return type->kind == ELEMENT_BLOCK || hint.hidden || (hint.points < 0 && type->role != ROLE_LINK);
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar **attributes)
{
    struct tree *t = ctx;
    struct frame f = {.type = element_type_of(span_of((const char *)name))};
    struct hint hint = {0};

    (void)attributes;
    t->events++;
    if (t->pending && strcmp(t->pending->type->sent, (const char *)name) == 0) {
        f.type = t->pending->type;
        hint = hint_of(t->pending);
        t->pending = NULL;
    }
    if (t->depth == sizeof(t->stack) / sizeof(t->stack[0])) {
        t->beyond++;
        return;
    }
    f.stored = is_stored(f.type, hint);
    if (f.stored)
        end_block(t);
    f.element = f.stored ? add_element(t, f.type, hint) : current(t);
    if (f.type->role == ROLE_CONTROL)
        t->page->elements[f.element].controls++;
    t->links += f.type->role == ROLE_LINK;
    t->open[element_type_index(f.type)]++;
    t->stack[t->depth++] = f;
    t->block.element = f.element;
}

static void on_end(void *ctx, const xmlChar *name)
{
    struct tree *t = ctx;
    struct frame *f;

    (void)name;
    t->events++;
    if (t->beyond > 0) {
        t->beyond--;
        return;
    }
    if (t->depth == 0)
        return;
    f = &t->stack[t->depth - 1];
    t->open[element_type_index(f->type)]--;
    t->links -= f->type->role == ROLE_LINK;
    t->depth--;
    if (f->stored) {
        end_block(t);
        t->page->elements[f->element].end_block = (uint32_t)t->page->block_count;
    }
}

static void on_error(void *ctx, xmlErrorPtr error)
{
    (void)ctx, (void)error;
}

static void push(struct tree *t, struct span opening, const char *name)
{
    size_t len = strlen(name);
    char tag[2 + sizeof(((struct element_type *)0)->sent)];

    memcpy(tag, opening.ptr, opening.len);
    memcpy(tag + opening.len, name, len);
    tag[opening.len + len] = '>';
    htmlParseChunk(t->parser, tag, (int)(opening.len + len + 1), 0);
}

static void take_text(struct tree *t, struct span source)
{
    struct span text = source;
    uint32_t letters = t->block.m.letters;

    if (t->page->piece_count == PIECE_LIMIT)
        return;
    if (source.len > 0 && memchr(source.ptr, '&', source.len)) {
        arena_reset(t->scratch);
        text = html_decode_entities(t->scratch, source);
    }
    measure_text(&t->block.m, text, t->links > 0);
    if (t->block.m.letters > letters)
        t->breaks = 0;
    if (t->block.m.letters > 0 || span_trim(source).len > 0)
        add_piece(t, source);
}

/* Two in a row were a paragraph's end before there were paragraphs. */
static void take_break(struct tree *t, struct span source)
{
    if (++t->breaks == 2)
        end_block(t);
    else if (t->page->piece_count < PIECE_LIMIT && t->block.m.letters > 0)
        add_piece(t, source);
}

static void start(struct tree *t, const struct page_tag *tag)
{
    const struct element_type *type = tag->type;

    if (t->depth >= DEPTH_LIMIT) {
        t->refused[element_type_index(type)]++;
        if (type->kind == ELEMENT_BLOCK)
            end_block(t);
        return;
    }
    t->pending = tag;
    push(t, SPAN("<"), type->sent);
    t->pending = NULL;
    if (type->role == ROLE_TIME)
        t->block.time = true;
}

static void end(struct tree *t, const struct element_type *type)
{
    size_t index = element_type_index(type), events = t->events;

    if (t->refused[index] > 0) {
        t->refused[index]--;
        if (type->kind == ELEMENT_BLOCK)
            end_block(t);
    } else if (t->open[index] > 0 && t->deaf[index] != events) {
        push(t, SPAN("</"), type->sent);
        if (t->events == events)
            t->deaf[index] = events;
    } else if (type->role == ROLE_PARAGRAPH) {
        end_block(t);
    }
}

static void take_meta(struct page *p, const struct page_tag *tag)
{
    struct span name = tag->value[AT_PROPERTY].ptr ? tag->value[AT_PROPERTY] : tag->value[AT_NAME];

    if (p->meta_title.len == 0 &&
        (span_equal_icase(name, SPAN("og:title")) || span_equal_icase(name, SPAN("twitter:title"))))
        p->meta_title = tag->value[AT_CONTENT];
}

static void take_raw(struct tree *t, const struct page_tag *tag, struct span content)
{
    struct page *p = t->page;

    if (tag->type->role == ROLE_HEAD_TITLE && p->head_title.len == 0)
        p->head_title = content;
    else if (tag->type->role == ROLE_SCRIPT && p->data_count < PAGE_DATA_LIMIT &&
             span_starts_icase(span_trim(tag->value[AT_TYPE]), SPAN("application/ld+json")))
        p->data[p->data_count++] = content;
    else if (tag->type->role == ROLE_CONTROL)
        p->elements[current(t)].controls++;
}

static void take_tag(struct tree *t, const struct page_tag *tag, struct span content)
{
    switch ((enum element_kind)tag->type->kind) {
    case ELEMENT_INLINE:
    case ELEMENT_BLOCK:
        if (tag->closing)
            end(t, tag->type);
        else
            start(t, tag);
        break;
    case ELEMENT_BREAK:
        take_break(t, SPAN("<br>"));
        break;
    case ELEMENT_RULE:
        end_block(t);
        break;
    case ELEMENT_EMPTY:
        if (tag->type->role == ROLE_META)
            take_meta(t->page, tag);
        else if (tag->type->role == ROLE_CONTROL && !span_equal_icase(tag->value[AT_TYPE], SPAN("hidden")))
            t->page->elements[current(t)].controls++;
        break;
    case ELEMENT_RAW:
        if (!tag->closing)
            take_raw(t, tag, content);
        break;
    case ELEMENT_FRAME:
        break;
    }
}

static void read_all(struct tree *t, struct span html)
{
    struct page_scan scan = {.html = html};
    struct page_tag tag;
    struct span text;
    enum page_token token;

    while (t->page->element_count < ELEMENT_LIMIT && t->page->piece_count < PIECE_LIMIT &&
           (token = page_next(&scan, &tag, &text)) != PAGE_END) {
        if (token == PAGE_TEXT)
            take_text(t, text);
        else
            take_tag(t, &tag, text);
    }
}

void page_read(struct page *p, struct arena *a, struct span html)
{
    htmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC, .startElement = on_start, .endElement = on_end, .serror = on_error};
    struct tree *t = memory_get(sizeof(*t));

    *p = (struct page){.arena = a};
    t->page = p;
    t->scratch = arena_new();
    add_element(t, element_type_of(SPAN("div")), (struct hint){0});
    t->parser = htmlCreatePushParserCtxt(&sax, t, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    must(t->parser);
    htmlCtxtUseOptions(t->parser,
                       HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
    push(t, SPAN("<"), "html");
    push(t, SPAN("<"), "body");
    read_all(t, html);
    while (t->depth > 0)
        on_end(t, NULL);
    end_block(t);
    p->elements[0].end_block = (uint32_t)p->block_count;
    htmlFreeParserCtxt(t->parser);
    arena_free(&t->scratch);
    free(t);
}

void page_release(struct page *p)
{
    free(p->elements);
    free(p->blocks);
    free(p->pieces);
    *p = (struct page){0};
}

struct span page_block_source(const struct page *p, struct arena *a, const struct block *b)
{
    size_t len = 0, at = 0;
    char *out;

    for (uint32_t i = b->first_piece; i < b->end_piece; i++)
        len += p->pieces[i].len;
    out = arena_bytes(a, len + 1);
    for (uint32_t i = b->first_piece; i < b->end_piece; i++) {
        memcpy(out + at, p->pieces[i].ptr, p->pieces[i].len);
        at += p->pieces[i].len;
    }
    return (struct span){out, len};
}

struct span page_block_line(const struct page *p, struct arena *a, const struct block *b)
{
    return html_to_line(a, page_block_source(p, a, b));
}
