/*
 * duration.c - "15m", "1h30m", "100ms"
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <stdio.h>

#include "base.h"

#define HUNDRED_YEARS_MS ((int64_t)36525 * 86400 * 1000)

static const struct {
    struct span name;
    int64_t ms;
} units[] = {
    {{"w", 1}, 604800000}, {{"d", 1}, 86400000}, {{"h", 1}, 3600000}, {{"ms", 2}, 1},
    {{"m", 1}, 60000},     {{"s", 1}, 1000}, /* "ms" before "m": the longer name first */
};
#define UNITS (sizeof(units) / sizeof(units[0]))

static bool take_unit(struct span *s, int64_t *ms)
{
    for (size_t i = 0; i < UNITS; i++) {
        if (span_starts(*s, units[i].name)) {
            *ms = units[i].ms;
            *s = span_cut(*s, units[i].name.len, s->len);
            return true;
        }
    }
    return false;
}

bool duration_parse(struct span s, int64_t *ms)
{
    int64_t total = 0;

    s = span_trim(s);
    if (s.len == 0)
        return false;
    while (s.len > 0) {
        size_t digits = 0;
        int64_t n, unit;

        while (digits < s.len && s.ptr[digits] >= '0' && s.ptr[digits] <= '9')
            digits++;
        if (digits == 0 || digits > 15 || !span_to_int(span_cut(s, 0, digits), &n))
            return false;
        s = span_cut(s, digits, s.len);
        if (!take_unit(&s, &unit) || n > HUNDRED_YEARS_MS / unit || (total += n * unit) > HUNDRED_YEARS_MS)
            return false;
    }
    *ms = total;
    return true;
}

const char *duration_format(int64_t ms, char out[TIME_TEXT_BYTES])
{
    static const struct {
        const char *name;
        int64_t ms;
    } shown[] = {{"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}};
    size_t i = 0;
    int64_t first, second;

    if (ms < 0)
        ms = 0;
    while (i < 4 && ms < shown[i].ms)
        i++;
    first = ms / shown[i].ms;
    second = i < 3 ? ms % shown[i].ms / shown[i + 1].ms : 0;
    if (second > 0)
        snprintf(out, TIME_TEXT_BYTES, "%lld%s%lld%s", (long long)first, shown[i].name, (long long)second,
                 shown[i + 1].name);
    else
        snprintf(out, TIME_TEXT_BYTES, "%lld%s", (long long)first, shown[i].name);
    return out;
}
