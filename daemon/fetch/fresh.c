/*
 * fresh.c - times that a server asks us to wait
 *
 * RFC 9110 section 10.2.3 (Retry-After), RFC 9111 sections 4.2 and 5 (max-age, Expires, Age). We are a private cache:
 * s-maxage is not for us. Pure. Fatal: nothing. Bugs: none known.
 */
#include "text.h"

#include "parts.h"

static int64_t clamp(int64_t s, int64_t most)
{
    return s < 0 ? 0 : s < most ? s : most;
}

/* delta-seconds (RFC 9111 section 1.2.2): digits only, and what overflows is very long. */
static bool read_seconds(struct span s, int64_t *out)
{
    s = span_trim(s);
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    }
    if (s.len == 0)
        return false;
    if (!span_to_int(s, out))
        *out = INT64_MAX;
    return true;
}

int64_t fetch_retry_after(struct span value, int64_t now)
{
    int64_t s, date;
    value = span_trim(value);
    if (read_seconds(value, &s))
        return clamp(s, FETCH_RETRY_MOST_S);
    date = value.len > 0 ? date_parse(value) : TIME_UNKNOWN;
    return date == TIME_UNKNOWN || date <= now ? 0 : clamp(date - now, FETCH_RETRY_MOST_S);
}

/* True when Cache-Control has something to say about age; *out is then how long, 0 for no-cache and no-store. */
static bool read_cache_control(struct span rest, int64_t *out)
{
    struct span part;
    bool found = false;
    *out = 0;
    while (span_split(&rest, ',', &part)) {
        part = span_trim(part);
        if (span_starts_icase(part, SPAN("no-cache")) || span_starts_icase(part, SPAN("no-store"))) {
            *out = 0;
            return true;
        }
        if (!found && span_starts_icase(part, SPAN("max-age="))) {
            part = span_cut(part, 8, part.len);
            if (part.len > 1 && part.ptr[0] == '"' && part.ptr[part.len - 1] == '"')
                part = span_cut(part, 1, part.len - 1);
            if (!read_seconds(part, out))
                *out = 0;
            found = true;
        }
    }
    return found;
}

int64_t fetch_fresh_for(const struct fresh_headers *h, int64_t now)
{
    int64_t lifetime, age;
    if (!read_cache_control(h->cache_control, &lifetime)) {
        int64_t expires =
            h->expires.len > 2 ? date_parse(h->expires) : TIME_UNKNOWN; /* "0" and "-1": it has */
        int64_t date = expires != TIME_UNKNOWN && h->date.len > 0 ? date_parse(h->date) : TIME_UNKNOWN;
        date = date != TIME_UNKNOWN ? date : now;
        lifetime = expires != TIME_UNKNOWN && expires > date ? expires - date : 0;
    }
    if (!read_seconds(h->age, &age))
        age = 0;
    return age >= lifetime ? 0 : clamp(lifetime - age, FETCH_FRESH_MOST_S);
}
