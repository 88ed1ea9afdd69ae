/*
 * reference.h: `&amp;` and its kin.
 */
#ifndef NEWSWIRED_PARSE_REFERENCE_H
#define NEWSWIRED_PARSE_REFERENCE_H

#include "base.h"

/* What a document's type declares: `<!ENTITY name "text">`, no files, nothing that names another entity. */
#define ENTITY_LIMIT 64
struct entities {
    size_t count;
    struct {
        struct span name, text;
    } list[ENTITY_LIMIT];
    size_t
        room; /* how many bytes their texts may still take in all: the document never grows by more than itself */
};
/* From what stands before the root element of a document of so many bytes (entity.c). */
void entities_read(struct arena *a, struct span prolog, size_t document_bytes, struct entities *out);

typedef void reference_sink(void *arg, struct span piece);

/* `s` with its references decoded, piece by piece; `declared` may be NULL. The first place that looks like a reference
 * and is none, or not the one that was meant; NULL when there is no such place. */
const char *reference_decode(struct span s, struct entities *declared, reference_sink *put, void *arg);

#endif
