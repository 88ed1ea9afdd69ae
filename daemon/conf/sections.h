/*
 * sections.h: the sections of feeds.conf and their options, as tables.
 */
#ifndef NEWSWIRED_CONF_SECTIONS_H
#define NEWSWIRED_CONF_SECTIONS_H

#include "conf.h"

#include "option.h"

#define SECTION_OPTIONS 32 /* the most that a section has */

enum section_id {
    SECTION_ROOT,
    SECTION_POLL,
    SECTION_DEDUP,
    SECTION_RETENTION,
    SECTION_HTTP,
    SECTION_HEALTH,
    SECTION_FEED,
    SECTION_TERMS,
    SECTION_RULE,
    SECTION_RECEIVER,
    SECTION_COUNT
};

/* An untitled section's options are members of struct settings itself; a titled one adds an element to an
 * array there. */
struct section_kind {
    const char *name;
    const struct option *options;
    size_t count;
    bool titled;
    size_t bytes, list_at, count_at;  /* of the element; of the array in struct settings */
    size_t name_at, file_at, line_at; /* in the element */
};
const struct section_kind *section_kind(enum section_id id);
bool section_find(struct span name, enum section_id *id);
const struct option *section_option(const struct section_kind *k, const char *name);
/* The option whose name is nearest to this unknown one, or NULL. */
const char *section_propose(const struct section_kind *k, struct span name);
/* A new element with all its defaults and its name; settings' name index knows it when the name is new. */
void *section_add(struct settings *s, enum section_id id, struct span name, const char *file, int line);
void section_defaults(const struct section_kind *k, void *section);
/* The place of a named element: -1 when there is none. */
int64_t section_index(const struct settings *s, enum section_id id, struct span name);
void *section_element(const struct settings *s, enum section_id id, size_t i);

#endif
