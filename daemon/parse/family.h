/*
 * family.h: which family of formats a document belongs to, and so its elements without a namespace of ours.
 */
#ifndef NEWSWIRED_PARSE_FAMILY_H
#define NEWSWIRED_PARSE_FAMILY_H

#include "vocabulary.h"
#include "xml.h"

#define FAMILY_CACHE 16

struct family {
    enum namespace root, home; /* of the root itself; what an element without namespace belongs to */
    const char *home_uri;      /* the root's namespace, when it is not the family's */
    struct {
        const char *uri, *prefix;
        enum namespace ns;
    } cache[FAMILY_CACHE];
};

/* The root's name tells the family; its namespace may be any. */
enum namespace family_of_root(struct family *f, const struct xml_element *root);
enum namespace family_look_up(struct family *f, const struct xml_element *e);
/* True for the channel of RDF in a namespace that nobody knows: from then on that one is RSS. */
bool family_adopts(struct family *f, const struct xml_element *e);
/* "rss20", "atom10", …, from the element that opens a document, a channel or an item; `so_far` may be empty. */
struct span family_version(const struct family *f, struct arena *a, struct span so_far,
                           const struct xml_element *e);

#endif
