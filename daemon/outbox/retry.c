/*
 * retry.c - how long to wait
 *
 * Pure. Fatal: nothing. Bugs: none known.
 */
#include "outbox.h"

#define SLOWEST_GROUP_MS ((int64_t)6 * 3600 * 1000)

static int64_t doubled(int64_t ms, uint32_t times, int64_t cap)
{
    if (ms < 1)
        ms = 1;
    while (times-- > 0 && ms < cap)
        ms *= 2;
    return ms < cap ? ms : cap;
}

int64_t retry_delay_ms(uint32_t attempts, int64_t retry_ms, int64_t slowest_ms, uint64_t random)
{
    int64_t wait =
        doubled(retry_ms, attempts > 0 ? attempts - 1 : 0, slowest_ms > retry_ms ? slowest_ms : retry_ms);
    int64_t quarter = wait / 4;

    return wait - quarter + (int64_t)(random % (uint64_t)(2 * quarter + 1));
}

int64_t group_delay_ms(uint32_t updates, int64_t group_interval_ms)
{
    return doubled(group_interval_ms, updates,
                   group_interval_ms > SLOWEST_GROUP_MS ? group_interval_ms : SLOWEST_GROUP_MS);
}
