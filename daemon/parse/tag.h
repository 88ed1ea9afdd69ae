/*
 * tag.h: one tag of XML or HTML as it stands in the wild, taken apart.
 *
 * Spans point into the source. Nothing is decoded: a value is what stands between its quotes.
 */
#ifndef NEWSWIRED_PARSE_TAG_H
#define NEWSWIRED_PARSE_TAG_H

#include "base.h"

#define TAG_ATTRIBUTES 32 /* libxml2 is quadratic in them; the rest of a tag's attributes is dropped */
#define TAG_VALUE_LIMIT ((size_t)64 << 10) /* a longer value is dropped with its attribute */

struct tag_attribute {
    struct span name, value;
};

struct tag {
    struct span name;
    bool closing;      /* </name> */
    bool empty;        /* <name/> */
    bool clean;        /* as XML wants it, references aside: may be handed on as it stands */
    const char *fault; /* else: why not, in the words of damage.h */
    bool cut;          /* the text ended inside the tag */
    size_t count;
    struct tag_attribute list[TAG_ATTRIBUTES];
};

/* The tag that begins with the `<` at `at`; *end is the place behind it. False when no tag begins there. */
bool tag_read(struct span s, size_t at, struct tag *out, size_t *end);
/* The value of an attribute, its name in any case; false when the tag has none of that name. */
bool tag_value(const struct tag *t, struct span name, struct span *value);

#endif
