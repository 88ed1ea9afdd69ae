/*
 * quiet.c - the names of the reasons for which a record does not alert
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "model.h"

static const char *const names[] = {
    [QUIET_NO] = "", [QUIET_FIRST_POLL] = "first-poll", [QUIET_BACKFILL] = "backfill"};

const char *quiet_name(enum quiet q)
{
    must(q <= QUIET_BACKFILL);
    return names[q];
}

enum quiet quiet_from_name(struct span name)
{
    for (int q = QUIET_FIRST_POLL; q <= QUIET_BACKFILL; q++) {
        if (span_equal(name, span_of(names[q])))
            return (enum quiet)q;
    }
    return QUIET_NO;
}
