/*
 * html_parts.h: what the files of html share with each other, and with nobody else.
 */
#ifndef NEWSWIRED_TEXT_HTML_PARTS_H
#define NEWSWIRED_TEXT_HTML_PARTS_H

#include "base.h"

/* html_entities.c: "name;text", or "name,text" when the semicolon may be missing. */
extern const char *const html_entities[];
extern const size_t html_entity_count;

/* Decoding a reference never makes it longer than 6/5: "&nGt;" is 5 bytes and becomes 6. */
#define HTML_DECODED_BYTES(len) ((len) + (len) / 5 + 8)

/* html_entity.c: the reference at the start of `s`, which begins with `&`. Returns the bytes it takes, 0 when it is
 * none. *text is what it stands for, empty for a control character; it points into `room` or into constant memory. */
size_t html_reference(struct span s, char room[4], struct span *text);
/* The same in running text, where a letter may follow a letter's name that lacks its semicolon: "caf&eacutes". */
size_t html_text_reference(struct span s, char room[4], struct span *text);

/* html_tag.c */
enum tag_kind {
    TAG_UNKNOWN,
    TAG_INLINE,
    TAG_BLOCK, /* begins and ends a line */
    TAG_BREAK,
    TAG_LIST,
    TAG_NUMBERED,
    TAG_ITEM,
    TAG_TABLE,
    TAG_ROW,
    TAG_CELL, /* begins and ends a word */
    TAG_PRE,
    TAG_IMAGE,
    TAG_RAW,  /* content that no reader sees; what follows it is text again even when its end is missing */
    TAG_CODE, /* as RAW, but when the end is missing the rest is code */
};

/* A walk over markup. The flags remember what was sought in vain, so that nothing is sought twice to the end: this
 * keeps the walk linear whatever the input. */
#define TAG_NAMES 144
struct markup {
    const char *ptr;
    size_t len;
    bool plain; /* the value of an attribute: references, but no tags */
    bool no_tag_end, no_quote, no_apostrophe, no_cdata_end;
    bool no_element_end[TAG_NAMES];
};
struct tag {
    enum tag_kind kind;
    size_t known;           /* its place among the known names, when it is no TAG_UNKNOWN */
    struct span name;       /* as written, its first bytes */
    struct span attributes; /* what stands between the name and the end */
    bool closing;           /* </x> */
    bool empty;             /* <x/> */
    bool holds;             /* an element of that name may hold much, and be hidden */
    size_t end;             /* index behind it */
};
/* The tag at `at`, where `<` or `</` and a letter stand; false when its `>` is missing. */
bool markup_tag(struct markup *m, size_t at, struct tag *out);
/* Whether an end tag of that name follows. Not for long markup: it is sought at each call. */
bool markup_is_closed(const struct markup *m, const struct tag *t);
/* Index behind the end tag of a TAG_RAW or TAG_CODE element that `t` opened, or 0 when there is none. */
size_t markup_element_end(struct markup *m, const struct tag *t);
/* The same for an element that may hold others of its name. */
size_t markup_nested_end(struct markup *m, const struct tag *t);
/* Index behind a comment, declaration or instruction (what begins with `<!`, `<?` or `</`) at `at`. A comment that is
 * not closed takes the rest; anything else that is not closed is none: 0. */
size_t markup_comment_end(struct markup *m, size_t at);

struct attribute {
    struct span name, value; /* as written, without quotes */
};
/* The first of `rest`, which moves behind it; false when there is none left. */
bool markup_attribute(struct span *rest, struct attribute *out);
/* The value of the attribute of that name, or an empty span. */
struct span markup_value(struct span attributes, struct span name);

/* html_class.c */
/* Whether an element with these attributes is hidden, or is no part of the text: share bars, related posts. */
bool html_is_hidden(struct span attributes);
/* The text that an image stands for, when it is a sign (an emoji, a formula). *likely is the alternative text of any
 * image that can be seen. Both lie in `attributes`. */
struct span html_image_text(struct span attributes, struct span *likely);

/* html_footer.c: the text without what programs put under it: "The post X appeared first on Y.", "Share this:" */
struct span html_without_footer(struct span text);

/* html_write.c: white space is owed, not written, until there is text that it parts. In ascending order. */
enum owed { OWE_NOTHING, OWE_SPACE, OWE_CELL, OWE_LINE };

#define LIST_LEVELS 16
struct list {
    bool numbered;
    unsigned next;
};
struct writer {
    struct arena *arena;
    char *ptr;
    size_t len, cap;
    enum owed owed;
    bool one_line;   /* everything on one line, without bullets */
    bool item;       /* an item has begun and has no text yet */
    bool bare_cell;  /* so has a cell */
    bool has_cell;   /* the row has text before this cell, … */
    bool broken_row; /* … and line feeds in it */
    size_t pre;      /* open pre elements: line feeds count */
    size_t depth;    /* open lists, and the outer ones of them */
    struct list lists[LIST_LEVELS];
};
void writer_init(struct writer *w, struct arena *a, size_t bytes, bool one_line);
void writer_put(struct writer *w, const char *p, size_t n);
void writer_owe(struct writer *w, enum owed what);
/* What a known tag but TAG_RAW, TAG_CODE and TAG_IMAGE does to the text. */
void writer_tag(struct writer *w, const struct tag *t);

#endif
