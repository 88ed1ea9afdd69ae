/*
 * interval.c - when is a feed polled next? A sum over its facts
 *
 *   a good poll   `every`, and for a quiet feed an eighth of the time since its last new item, up to `slowest`: whatever its
 *                 rhythm, a piece of news is then found within an eighth of the silence before it. It grows by half at
 *                 most a poll. Publisher's hints are lower bounds. A feed's own `every` stands, whatever the feed does.
 *   a bad poll    `every` doubled with each failure in a row, up to `slowest`; never sooner than a good one would be.
 *   Retry-After   never sooner than the server said, nor than `every`.
 *   gone          no more, as far as a heap is concerned.
 *
 * Jitter makes a wait up to a tenth longer, never shorter: each of these is a promise not to come sooner.
 * Pure. Fatal: nothing. Bugs: waits under ten seconds have no jitter, being whole seconds.
 */
#include "schedule.h"

#define QUIET_SHARE 8
#define GONE_S ((int64_t)10 * 365 * 86400)
#define DOUBLINGS 32
#define LONGEST_S ((int64_t)100 * 366 * 86400)

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The settings, with what they cannot mean mended: polling at once, or `slowest` below `every`. */
struct bounds {
    int64_t every, slowest;
};

static struct bounds bounds_of(const struct interval_input *in)
{
    int64_t every = most(1, least(in->every_s, LONGEST_S));
    return (struct bounds){every, most(every, least(in->slowest_s, LONGEST_S))};
}

static int64_t grown(const struct rhythm *r, struct bounds b, int64_t now)
{
    int64_t before = most(b.every, least(r->interval_s, b.slowest));
    int64_t next = r->interval_s > 0 ? before + before / 2 + 1 : b.every;
    if (r->last_new > 0)
        next = least(next, most(0, now - r->last_new) / QUIET_SHARE);
    return most(b.every, least(next, b.slowest));
}

static int64_t wait_after_good(struct rhythm *r, const struct interval_input *in, int64_t now,
                               enum interval_reason *why)
{
    struct bounds b = bounds_of(in);
    r->failures = 0;
    if (in->new_items > 0)
        r->last_new = now;
    r->interval_s = in->own_every || in->new_items > 0 ? b.every : grown(r, b, now);
    *why = r->interval_s > b.every ? WHY_ADAPTED : WHY_EVERY;
    if (in->own_every || in->hint_s <= r->interval_s)
        return r->interval_s;
    *why = WHY_HINT;
    return in->hint_s;
}

static int64_t wait_after_bad(struct rhythm *r, const struct interval_input *in, enum interval_reason *why)
{
    struct bounds b = bounds_of(in);
    int64_t wait = most(b.every, least(r->interval_s, b.slowest));
    if (r->failures < UINT32_MAX)
        r->failures++;
    for (uint32_t i = 1; i < r->failures && i <= DOUBLINGS && wait < b.slowest; i++)
        wait *= 2;
    *why = WHY_BACKOFF;
    return least(wait, b.slowest);
}

int64_t interval_next(struct rhythm *r, const struct interval_input *in, int64_t now,
                      enum interval_reason *why)
{
    int64_t wait;
    r->last_poll = now;
    switch (in->outcome) {
    case POLL_FRESH:
    case POLL_UNCHANGED:
    case POLL_MOVED:
        wait = wait_after_good(r, in, now, why);
        break;
    case POLL_GONE:
        *why = WHY_GONE;
        return now + GONE_S;
    case POLL_LATER:
    case POLL_REFUSED:
    case POLL_BROKEN:
    default:
        wait = wait_after_bad(r, in, why);
        break;
    }
    if (in->retry_after_s > 0) {
        wait = most(in->retry_after_s, bounds_of(in).every);
        *why = WHY_RETRY_AFTER;
    }
    return now + wait + (int64_t)(in->random % (uint64_t)(wait / 10 + 1));
}

void interval_explain(enum interval_reason why, const struct rhythm *r, int64_t due, struct buffer *out)
{
    char at[TIME_TEXT_BYTES], since[TIME_TEXT_BYTES], interval[TIME_TEXT_BYTES];
    time_format(due, at);
    time_format(r->last_new, since);
    duration_format(r->interval_s * 1000, interval);
    switch (why) {
    case WHY_EVERY:
        buffer_printf(out, "next poll at %s: it is polled every %s", at, interval);
        return;
    case WHY_ADAPTED:
        buffer_printf(out, "next poll at %s: nothing new since %s, so it is polled every %s", at,
                      r->last_new > 0 ? since : "it is known", interval);
        return;
    case WHY_HINT:
        buffer_printf(out, "next poll at %s: the publisher asks not to be polled sooner", at);
        return;
    case WHY_RETRY_AFTER:
        buffer_printf(out, "next poll at %s: the server said to come again then (Retry-After)", at);
        return;
    case WHY_BACKOFF:
        buffer_printf(out, "next poll at %s: %u failure%s in a row", at, (unsigned)r->failures,
                      r->failures == 1 ? "" : "s");
        return;
    case WHY_GONE:
        buffer_put_text(out, "no more polls: the server says that the feed is gone (410)");
        return;
    case WHY_NEW:
        buffer_printf(out, "next poll at %s: it has not been polled yet", at);
        return;
    case WHY_RESTORED:
        buffer_printf(out, "next poll at %s: as planned before the restart", at);
        return;
    }
    must(false);
}
