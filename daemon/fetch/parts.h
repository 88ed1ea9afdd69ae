/*
 * parts.h - what the files of fetch share
 *
 *   fetch.c      the hops of one poll
 *   verdict.c    what an answer means for a feed (pure)
 *   fresh.c      times that a server asks us to wait (pure)
 *   page.c       article pages, robots.txt first
 *   robots.c     what a robots.txt says of one address (pure)
 */
#ifndef NEWSWIRED_FETCH_PARTS_H
#define NEWSWIRED_FETCH_PARTS_H

#include "fetch.h"

#define FETCH_RETRY_MOST_S ((int64_t)86400)
#define FETCH_FRESH_MOST_S ((int64_t)3600)

/* ---- fresh.c --------------------------------------------------------------------------------------------- */
struct fresh_headers {
    struct span cache_control, expires, date, age;
};
int64_t fetch_fresh_for(const struct fresh_headers *h, int64_t now);

/* ---- verdict.c ------------------------------------------------------------------------------------------- */
/* What the hops before it say about an answer. */
struct route {
    bool conditional; /* this very request carried validators */
    bool permanent;   /* only 301 and 308 led here, or nothing */
};
bool verdict_is_redirect(long status);
bool verdict_redirect_is_permanent(long status);
/* Sets outcome and error; for any answer that is not followed. */
void verdict_of(struct fetch_result *result, const struct net_response *r, const struct route *route);
/* A validator as it may be sent back: the server's bytes, or nothing when it is no header value that we would send. */
struct span verdict_validator(struct span value);

#endif
