/*
 * option.h: an option as a row of a table: its name, kind, place in the section's struct, default, limits.
 *
 * The default stands as it would be written and is read by the same code.
 */
#ifndef NEWSWIRED_CONF_OPTION_H
#define NEWSWIRED_CONF_OPTION_H

#include "conf.h"

#include "shape.h"

enum option_kind {
    OPTION_TEXT,
    OPTION_PATH,     /* text; a relative one is taken from the file's own directory */
    OPTION_DURATION, /* int64_t, milliseconds */
    OPTION_SIZE,     /* size_t, bytes */
    OPTION_COUNT,    /* size_t */
    OPTION_NUMBER,   /* int64_t */
    OPTION_BOOL,     /* bool */
    OPTION_WORD,     /* an enum: the place of the word in `words` */
    OPTION_LIST,     /* struct strings */
    OPTION_PATHS     /* struct strings */
};
struct option {
    const char *name;
    enum option_kind kind;
    size_t at;            /* offset of the member */
    const char *fallback; /* NULL: "", nothing, 0 */
    int64_t least, most;  /* of a number in the member's unit; most 0: no limit */
    const char *words;    /* "no|short|always"; of a text too */
    shape *looks;         /* of a text, or of each of a list */
    bool may_be_empty;    /* of a duration: "" is 0 */
    const char *idle;     /* any value but this one is not acted on by this version */
    bool names_receivers; /* each of the list must be defined somewhere */
};

/* Texts of settings: most are empty in most feeds, and those share one byte. */
char *text_own(const char *ptr, size_t len);
void text_drop(char **text);

void *option_member(void *section, const struct option *o);
/* The member from its text: 0, or -EINVAL with e. Lists: adds one element. `file` is where it stands, for
 * paths. */
int option_store(const struct option *o, void *section, const char *file, const char *text,
                 struct error *e) base_checked;
void option_release(const struct option *o, void *section);
bool option_is_list(const struct option *o);

#endif
