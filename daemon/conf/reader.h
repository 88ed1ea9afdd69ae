/*
 * reader.h: one run over feeds.conf and the files it includes.
 */
#ifndef NEWSWIRED_CONF_READER_H
#define NEWSWIRED_CONF_READER_H

#include "conf.h"

#include "scan.h"
#include "sections.h"

/* The section that is being read, and on which lines its options stood (0: not at all). */
struct open_section {
    enum section_id id;
    void *base;
    char label[160]; /* "feed "x": ", "poll: " or "" */
    int line;
    int lines[SECTION_OPTIONS];
};
/* A receiver that a rule or health names; asked for when all files are read. */
struct reference {
    char *name, *file, *label;
    int line;
};
struct reader {
    struct settings *settings;
    struct report *report;
    const char *file; /* being read */
    struct scan *scan;
    struct reading *reading; /* the files being read, the innermost first */
    size_t depth;
    struct open_section *root;
    struct reference *references;
    size_t reference_count;
};

#define reader_error(r, line, ...) report_add((r)->report, false, (r)->file, line, __VA_ARGS__)
#define reader_warning(r, line, ...) report_add((r)->report, true, (r)->file, line, __VA_ARGS__)

/* read_option.c: "name = value", whose name was taken from the scanner. */
void read_option(struct reader *r, struct open_section *section, const struct token *name);
/* read_file.c: a file with all that it includes; `line` of r->file names it, 0 for the main one. */
void read_file(struct reader *r, const char *path, int line);
/* The text of one string as it stood, quotes and all; NULL after an error was told. Caller frees. */
char *read_string(struct reader *r, const struct token *t);
/* verify.c: what one section lacks, at its end; and what all together lack. */
void verify_section(struct reader *r, const struct open_section *section);
void verify_all(struct reader *r, const char *main_file);

#endif
