/*
 * reference.h: `&amp;` and its kin.
 */
#ifndef NEWSWIRED_PARSE_REFERENCE_H
#define NEWSWIRED_PARSE_REFERENCE_H

#include "base.h"

typedef void reference_sink(void *arg, struct span piece);

/* `s` with its references decoded, piece by piece. True when there were some that are none. */
bool reference_decode(struct span s, reference_sink *put, void *arg);

#endif
