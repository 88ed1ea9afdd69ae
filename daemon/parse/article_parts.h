/*
 * article_parts.h: what the files of article share with each other, and with nobody else.
 *
 * A page is read in one walk (article_scan.c) into elements, blocks and pieces (article_tree.c). An element is one that
 * parts text from text; its blocks are a range, since they stand in document order. A block is the text between two
 * such boundaries; its pieces are the runs of source that it was written in.
 *
 * Letters are what length is counted in: a letter or digit is one, a syllable of Hangul two, a Han or Kana sign three,
 * since that many more are needed elsewhere to say the same. Points are weight of evidence, in tenths.
 */
#ifndef NEWSWIRED_PARSE_ARTICLE_PARTS_H
#define NEWSWIRED_PARSE_ARTICLE_PARTS_H

#include "base.h"

/* ---- article_type.c: what an element's name says ---------------------------------------------------------- */
enum element_kind {
    ELEMENT_INLINE,
    ELEMENT_BLOCK, /* parts text from text */
    ELEMENT_EMPTY, /* has no end and no text */
    ELEMENT_BREAK, /* br */
    ELEMENT_RULE,  /* hr */
    ELEMENT_RAW,   /* its content is not read */
    ELEMENT_FRAME, /* html, head, body: always there */
};
enum element_role {
    ROLE_NONE,
    ROLE_PARAGRAPH,
    ROLE_TITLE,
    ROLE_HEADING,
    ROLE_ITEM,
    ROLE_NUMBERED, /* the list, not the item */
    ROLE_CELL,
    ROLE_ROW,
    ROLE_LINES, /* written as they stand */
    ROLE_LINK,
    ROLE_CONTROL, /* what a visitor types into or presses */
    ROLE_TIME,
    ROLE_HEAD_TITLE,
    ROLE_META,
    ROLE_SCRIPT,
};
struct element_type {
    char name[11];
    char sent[11]; /* the name by which libxml2's HTML 4 knows an element of this kind */
    uint8_t kind, role;
    int8_t points; /* for a block right in it, or when `hint` for everything in it */
    bool hint;
};
#define ELEMENT_TYPES 96
const struct element_type *
element_type_of(struct span name);                       /* never NULL; an unknown name is a span's kin */
size_t element_type_index(const struct element_type *t); /* below ELEMENT_TYPES */

/* ---- article_scan.c: tags as they stand ------------------------------------------------------------------- */
enum tag_attribute_name {
    AT_CLASS,
    AT_ID,
    AT_ROLE,
    AT_ITEMPROP,
    AT_STYLE,
    AT_HIDDEN,
    AT_ARIA_HIDDEN,
    AT_HREF,
    AT_TYPE,
    AT_PROPERTY,
    AT_NAME,
    AT_CONTENT,
    AT_CHARSET,
    AT_HTTP_EQUIV,
    AT_COUNT
};
struct page_tag {
    const struct element_type *type;
    struct span name;
    bool closing;
    struct span value[AT_COUNT]; /* as written, entities and all; ptr NULL: no such attribute */
};
/* A walk over the source; the flags remember what was sought in vain, which keeps it linear. */
enum page_token { PAGE_END, PAGE_TEXT, PAGE_TAG };
struct page_scan {
    struct span html;
    size_t at;
    bool no_quote, no_apostrophe;
    bool no_end[ELEMENT_TYPES]; /* of raw elements of this type */
};
/* The next text or tag; comments and declarations are passed over. For a raw element's start tag *text is its content,
 * and the walk goes on behind its end. */
enum page_token page_next(struct page_scan *s, struct page_tag *tag, struct span *text);

/* ---- article_measure.c: counting that knows no language --------------------------------------------------- */
struct measure {
    uint32_t letters, linked; /* linked: those within links */
    uint32_t enders, commas;  /* marks that end a sentence; that part it */
};
void measure_text(struct measure *m, struct span utf8, bool linked);
/* `utf8` without its white space, marks and signs; upper case as it is. */
struct span measure_letters_only(struct arena *a, struct span utf8);

/* ---- article_hint.c: weak evidence ------------------------------------------------------------------------- */
struct hint {
    int points;
    uint32_t kin;
    bool comments; /* visitors wrote it */
    bool hidden;
};
struct hint hint_of(const struct page_tag *t);

/* ---- article_phrase.c */
/* Whether a line leads away from the article, "Read more" and its kin in some twenty languages, or is the page's. */
bool hint_leads_away(struct span text, const struct measure *m);

/* ---- article_tree.c ------------------------------------------------------------------------------------------ */
struct element {
    const struct element_type *type;
    uint32_t parent; /* the root is 0 and its own parent */
    uint32_t depth;
    uint32_t first_block, end_block;
    uint32_t controls;
    uint32_t kin;   /* hash of the first word of its class */
    int32_t points; /* of its own hint; later, with its ancestors' */
    bool comments, hidden;
};
enum choice { CHOICE_NO, CHOICE_MAYBE, CHOICE_YES };
struct block {
    uint32_t element, first_piece, end_piece;
    struct measure m;
    int32_t points;
    int32_t reasons; /* its points, but for those that its length and marks give it */
    uint8_t choice;
    bool time; /* holds a time element */
};
#define PAGE_DATA_LIMIT 8
struct page {
    struct arena *arena;
    struct element *elements;
    struct block *blocks;
    struct span *pieces; /* source; a br as it stands */
    size_t element_count, block_count, piece_count;
    size_t element_room, block_room, piece_room;
    struct span head_title, meta_title; /* source */
    struct span data[PAGE_DATA_LIMIT];  /* scripts of JSON-LD */
    size_t data_count;
};
void page_read(struct page *p, struct arena *a, struct span html);
void page_release(struct page *p);
struct span page_block_source(const struct page *p, struct arena *a, const struct block *b);
struct span page_block_line(const struct page *p, struct arena *a, const struct block *b);

/* ---- article_data.c: schema.org's words on the article, from JSON-LD ------------------------------------------ */
struct page_data {
    struct span headline, body; /* body as html_to_text writes it */
};
void page_data_read(const struct page *p, struct page_data *out);
/* How much of each block stands in `body`, in percent, -1 where the block is too short to tell; NULL when the page and
 * the body do not agree. */
int8_t *page_data_agreement(const struct page *p, struct span body);

/* ---- article_score.c: points for each block ------------------------------------------------------------------ */
void page_score(struct page *p, const int8_t *agreement);

/* ---- article_choose.c: which blocks are the article; false when none are --------------------------------------- */
bool page_choose(struct page *p, struct span title);

/* ---- article_title.c ------------------------------------------------------------------------------------------- */
struct span page_title(const struct page *p, struct span headline);

#endif
