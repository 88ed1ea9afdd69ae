/*
 * unpack.h: the text of a body that may be a gzip file.
 */
#ifndef NEWSWIRED_PARSE_UNPACK_H
#define NEWSWIRED_PARSE_UNPACK_H

#include "base.h"

#define UNPACK_LIMIT ((size_t)16 << 20) /* bytes, packed and unpacked */

/* `body` itself when it is none; otherwise in the arena, up to UNPACK_LIMIT. */
struct span unpack(struct arena *a, struct span body);

#endif
