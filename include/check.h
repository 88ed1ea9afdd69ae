/*
 * check: the configuration with everything that it names: subscription lists read, rules compiled, names resolved.
 *
 * The one way from a file to settings and rules, for the start, a reload, newswired --check and newswirectl check.
 * Ownership   the caller's; settings_free, match_set_free, report_release.
 * Errors      all that can be told in one run go into the report as "FILE:LINE: what is wrong".
 */
#ifndef NEWSWIRED_CHECK_H
#define NEWSWIRED_CHECK_H

#include <stdio.h>

#include "conf.h"
#include "match.h"

/* NULL when there was an error; warnings alone give settings and rules. `spool` stands in for the configuration's; NULL: as
 * configured. */
struct settings *check_load(const char *path, const char *spool, struct match_set **rules,
                            struct report *report) base_checked;
/* The compile step alone: lists and rules to a sealed set. 0, or -EINVAL with the report. */
int check_compile(const struct settings *s, struct match_set **out, struct report *report) base_checked;
/* Secrets that cannot be read are warnings in --check, where the daemon's credentials are not at hand. At a start they are
 * errors: 0, or -EINVAL with the report. */
int check_secrets(const struct settings *s, struct report *report) base_checked;
/* One line each. */
void check_print(const struct report *report, FILE *to);
/* newswired --check: tells errors and warnings to `err`, "FILE: 24 feeds, 2 rules, 3 receivers: ok" to `out` when there is no
 * error. EX_OK or EX_CONFIG. */
int check_file(const char *path, FILE *out, FILE *err) base_checked;

#endif
