/*
 * xml.h: libxml2 behind a fence. Events of a mended document, in order.
 *
 * Spans die with the call they are passed to; names and URIs live as long as the document is read, and the same
 * URI is the same pointer.
 */
#ifndef NEWSWIRED_PARSE_XML_H
#define NEWSWIRED_PARSE_XML_H

#include "damage.h"

struct xml_attribute {
    const char *uri, *prefix, *name; /* uri and prefix may be NULL */
    struct span value;               /* references decoded, white space normalised */
};

struct xml_element {
    const char *uri, *prefix, *name; /* uri NULL: in no namespace, or its prefix is not declared */
    const struct xml_attribute *attributes;
    size_t attribute_count;
    int line;
};

struct xml_events {
    void (*start)(void *arg, const struct xml_element *e);
    void (*end)(void *arg);
    void (*text)(void *arg, struct span text); /* in pieces */
};

/* Reads the document whose root element begins at `root`. Tells what was wrong first. */
struct damage xml_read(struct span utf8, size_t root, const struct xml_events *events, void *arg);

#endif
