/*
 * mend.h: from the XML of the wild to tags that a parser takes without an error, and the text between them.
 */
#ifndef NEWSWIRED_PARSE_MEND_H
#define NEWSWIRED_PARSE_MEND_H

#include "damage.h"
#include "reference.h"

struct mend_events {
    /* Well-formed tags and white space, in pieces. */
    void (*markup)(void *arg, struct span piece);
    /* The text between two tags, or a part of it, as it stands in the source: with references, or a CDATA section. */
    void (*text)(void *arg, struct span raw, bool has_references);
    struct entities *entities; /* for the references in attributes; may be NULL */
};

/* Walks the document whose root element begins with the `<` at `root`, in UTF-8 without NUL: balanced and closed,
 * without document type, comments and instructions, but with their line breaks. Tells what was wrong first. */
struct damage mend_xml(struct span text, size_t root, const struct mend_events *events, void *arg);

#endif
