/*
 * scan.h: a configuration file's bytes to tokens with line numbers, and where a statement ends.
 *
 * libconfuse stops at the first error, miscounts lines after a C comment, and refuses comments inside lists.
 * So this scanner delimits the statements and keeps the lines, and libconfuse (value.c) reads each
 * statement's value. A struct scan is a value: copying it is looking ahead.
 */
#ifndef NEWSWIRED_CONF_SCAN_H
#define NEWSWIRED_CONF_SCAN_H

#include "base.h"

enum token_kind { TOKEN_END, TOKEN_TEXT, TOKEN_MARK };
struct token {
    enum token_kind kind;
    char mark;       /* one of { } ( ) , = and + for "+=" */
    struct span raw; /* as it stands, with its quotes */
    int line;        /* where it begins */
};
struct scan {
    struct span text;
    size_t at;
    int line;
};
/* false: what stands at t->line is no token. The scanner stands behind it, at the end of the text when a
 * string or a comment is not closed. */
bool scan_next(struct scan *s, struct token *t, struct error *e) base_checked;
/* Passes over the rest of the line on which something was wrong, and over the braces opened on it. */
void scan_resume(struct scan *s, int bad_line);
/* Behind the mark `{`, to behind its `}`. */
void scan_skip_block(struct scan *s);
bool token_is_mark(const struct token *t, char mark);

#endif
