/*
 * mend.h: from the XML of the wild to XML that a parser takes without an error.
 *
 * One walk over UTF-8 text without NUL. What is well-formed is handed on in place, in long runs; only what must
 * change is written anew. A document type, comments and instructions are left out, but for their line breaks, so
 * that line numbers stay.
 */
#ifndef NEWSWIRED_PARSE_MEND_H
#define NEWSWIRED_PARSE_MEND_H

#include "base.h"

typedef void mend_sink(void *arg, struct span piece);

/* The document whose root element begins with the `<` at `root`, balanced and closed, piece by piece to the sink.
 * True when something was damaged. */
bool mend_xml(struct span text, size_t root, mend_sink *sink, void *arg);

#endif
