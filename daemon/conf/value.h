/*
 * value.h: the value of one statement, read by libconfuse.
 */
#ifndef NEWSWIRED_CONF_VALUE_H
#define NEWSWIRED_CONF_VALUE_H

#include "conf.h"

/* `text` is "value = …" as it stood, without comments. The strings go behind those in `out`. 0, or -EINVAL
 * with e and the line within the text, from 1. */
int value_read(const char *text, bool list, struct strings *out, int *line, struct error *e) base_checked;
void strings_add(struct strings *s, struct span text);
void strings_release(struct strings *s);

#endif
