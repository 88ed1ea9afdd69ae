/*
 * regex.h - regular expressions of rules, by PCRE2 within limits
 */
#ifndef MATCH_REGEX_H
#define MATCH_REGEX_H

#include "base.h"

struct regex;
/* NULL with the byte of the pattern and what is wrong there. */
struct regex *regex_new(struct span pattern, bool ignore_case, size_t *bad_at, struct error *e);
void regex_free(struct regex **r);

/* What a search needs besides the regex; one for all regexes of one item. */
struct regex_search;
struct regex_search *regex_search_new(void);
void regex_search_free(struct regex_search **s);
/* The first match that is not empty in text, from *end on; *start and *end are its bytes. A search that reaches its limits
 * finds nothing. */
bool regex_find(const struct regex *r, struct regex_search *s, struct span text, size_t *start, size_t *end);

#endif
