/*
 * state.c - one word for how a feed is
 *
 * Pure. Fatal: nothing. Bugs: none known.
 */
#include "look.h"

#define LATE_S 600

enum feed_state feed_state_of(const struct feed *feed, int64_t now)
{
    if (!feed->settings->enabled)
        return FEED_OFF;
    if (feed->gone)
        return FEED_GONE;
    if (feed->paused)
        return FEED_PAUSED;
    if (feed->hold_until > now)
        return FEED_HELD;
    if (feed->rhythm.failures > 0)
        return FEED_FAILING;
    if (feed->rhythm.last_poll == 0)
        return FEED_NEW;
    return feed->due + LATE_S < now ? FEED_LATE : FEED_OK;
}

const char *feed_state_name(enum feed_state s)
{
    static const char *const names[FEED_STATES] = {
        [FEED_OK] = "ok",     [FEED_NEW] = "new",       [FEED_LATE] = "late", [FEED_FAILING] = "failing",
        [FEED_HELD] = "held", [FEED_PAUSED] = "paused", [FEED_GONE] = "gone", [FEED_OFF] = "off"};

    must(s < FEED_STATES);
    return names[s];
}
