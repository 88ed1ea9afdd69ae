/*
 * frame.h: one open element of a feed, while its document is read.
 */
#ifndef NEWSWIRED_PARSE_FRAME_H
#define NEWSWIRED_PARSE_FRAME_H

#include "vocabulary.h"
#include "xml.h"

struct frame_attribute {
    const char *name;
    struct span value;
};

struct frame {
    const struct row *row; /* NULL: markup of a text, or nothing of interest */
    const char *markup;    /* the end tag that closes it in the text, or NULL */
    uint8_t inside;        /* enum place of its children */
    uint8_t reading;       /* how its text is read: never READ_CONSTRUCT */
    bool base64;
    bool based;       /* an xml:base is in force */
    bool moved;       /* and it was said inside of the text */
    bool strip_div;   /* XHTML's outermost div is no part of the text (RFC 4287 section 3.1.1.3) */
    size_t text_from; /* where its text begins in the common buffer */
    struct span base, language;
    const struct frame_attribute *attributes;
    size_t attribute_count;
};

/* xml:base and xml:lang, else the parent's. */
void frame_inherit(struct frame *f, const struct frame *parent, const struct xml_element *e, struct arena *a);
/* For rows whose part needs them: the attributes without xml:, copied. */
void frame_keep_attributes(struct frame *f, const struct xml_element *e, struct arena *a);
struct span frame_attribute(const struct frame *f, const char *name); /* trimmed, empty when absent */
bool frame_has_attribute(const struct frame *f, const char *name);
/* How the text of a construct is read, from its attributes. */
void frame_read_construct(struct frame *f, const struct xml_element *e);
struct span element_attribute(const struct xml_element *e, const char *name); /* without xml: */

/* ---- the text of frames: one buffer ---------------------------------------------------------------------- */
void frame_put_text(const struct frame *f, struct buffer *out, struct span text);
/* A child of a text: its start tag when it is markup there. Sets what the child reads, and `markup`. */
void frame_put_start(struct frame *child, const struct frame *parent, struct buffer *out,
                     const struct xml_element *e, struct arena *a);
void frame_put_end(const struct frame *child, struct buffer *out);

#endif
