/*
 * shape.h: what a text in the configuration must look like: addresses, URLs, times of day.
 *
 * Each says with e what is wrong; none reads a file but shape_time_zone, which looks for the zone's.
 */
#ifndef NEWSWIRED_CONF_SHAPE_H
#define NEWSWIRED_CONF_SHAPE_H

#include "base.h"

typedef bool shape(const char *text, struct error *e);

shape shape_web_url, shape_proxy, shape_smtp, shape_address, shape_header, shape_language, shape_listen;
shape shape_time_of_day, shape_time_span, shape_time_zone, shape_absolute, shape_silent_after,
    shape_not_empty;
/* UTF-8 without control bytes but tab and newline: asked of every text. */
shape shape_text;
shape shape_name; /* of a feed, list, rule, receiver */

#endif
