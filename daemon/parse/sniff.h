/*
 * sniff.h: what a body is, seen from its first bytes.
 */
#ifndef NEWSWIRED_PARSE_SNIFF_H
#define NEWSWIRED_PARSE_SNIFF_H

#include "base.h"

/* The charset label that the bytes themselves name or show (XML 1.0 appendix F; HTML meta); empty when none. */
struct span sniff_charset(struct span bytes);

enum sniffed { SNIFFED_NOTHING, SNIFFED_JSON, SNIFFED_HTML, SNIFFED_XML };
/* For XML: *root is the `<` of the first element that has one of these names (in any case, without prefix),
 * whatever stands before it; else what tells best what the body is, the end when nothing does. The names end with NULL. */
enum sniffed sniff_kind(struct span utf8, const char *const *names, size_t *root);

#endif
