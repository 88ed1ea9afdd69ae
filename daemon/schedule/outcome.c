/*
 * outcome.c - the names of what a poll can end with
 *
 * Pure. Fatal: an outcome that is none. Bugs: none known.
 */
#include "schedule.h"

static const char *const names[POLL_OUTCOMES] = {
    [POLL_FRESH] = "fresh", [POLL_UNCHANGED] = "unchanged", [POLL_MOVED] = "moved",   [POLL_GONE] = "gone",
    [POLL_LATER] = "later", [POLL_REFUSED] = "refused",     [POLL_BROKEN] = "broken",
};

const char *poll_outcome_name(enum poll_outcome o)
{
    must(o < POLL_OUTCOMES);
    return names[o];
}

bool poll_outcome_from_name(struct span name, enum poll_outcome *out)
{
    for (int o = 0; o < POLL_OUTCOMES; o++) {
        if (span_equal(name, span_of(names[o]))) {
            *out = (enum poll_outcome)o;
            return true;
        }
    }
    return false;
}
