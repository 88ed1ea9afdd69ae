/*
 * damage.h: what was wrong first with a document, and where.
 *
 * Noted by whoever finds it, in any order: the earliest place stays. Put into words once, when the document was read.
 */
#ifndef NEWSWIRED_PARSE_DAMAGE_H
#define NEWSWIRED_PARSE_DAMAGE_H

#include "base.h"

struct damage {
    const char *words; /* NULL: nothing was wrong; each % in it stands for the name */
    struct span name;  /* of an element, as it stands in the text */
    size_t at;         /* byte of the UTF-8 text, counted from 0 */
};

void damage_note(struct damage *d, size_t at, const char *words, struct span name);
void damage_join(struct damage *d, struct damage other);
/* "line 12, byte 345: </item> closes nothing that is open"; empty when nothing was wrong. */
struct span damage_words(struct arena *a, const struct damage *d, struct span text);
size_t damage_line(struct span text, size_t at); /* counted from 1 */

#endif
