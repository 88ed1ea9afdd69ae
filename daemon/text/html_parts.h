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

/* html_tag.c */
enum tag_kind {
    TAG_UNKNOWN,
    TAG_INLINE,
    TAG_BLOCK, /* begins and ends a line */
    TAG_BREAK,
    TAG_ITEM,
    TAG_CELL, /* begins and ends a word */
    TAG_PRE,
    TAG_RAW,  /* content that no reader sees; what follows it is text again even when its end is missing */
    TAG_CODE, /* as RAW, but when the end is missing the rest is code */
};

/* A walk over markup. The flags remember what was sought in vain, so that nothing is sought twice to the end: this
 * keeps the walk linear whatever the input. */
#define TAG_NAMES 136
struct markup {
    const char *ptr;
    size_t len;
    bool no_tag_end, no_quote, no_apostrophe, no_cdata_end;
    bool no_element_end[TAG_NAMES];
};
struct tag {
    enum tag_kind kind;
    size_t known;     /* its place among the known names, when it is no TAG_UNKNOWN */
    struct span name; /* as written, its first bytes */
    bool closing;     /* </x> */
    bool empty;       /* <x/> */
    size_t end;       /* index behind it */
};
/* The tag at `at`, where `<` or `</` and a letter stand; false when its `>` is missing. */
bool markup_tag(struct markup *m, size_t at, struct tag *out);
/* Index behind the end tag of a TAG_RAW or TAG_CODE element that `t` opened, or 0 when there is none. */
size_t markup_element_end(struct markup *m, const struct tag *t);
/* Index behind a comment, declaration or instruction (what begins with `<!`, `<?` or `</`) at `at`. A comment that is
 * not closed takes the rest; anything else that is not closed is none: 0. */
size_t markup_comment_end(struct markup *m, size_t at);

#endif
