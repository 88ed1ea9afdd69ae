/*
 * fetch: one poll of a feed: a conditional GET, its redirects, and what the answer means. And article pages, where
 * robots.txt allows them.
 *
 * Ownership   fetch copies the target; the result lives during the callback only. Callback runs exactly once, never inside
 *             fetch_start; not after fetch_cancel.
 * Source      RFC 9110 sections 8.8, 10.2.3, 13, 15 (validators, Retry-After, conditional requests, status codes),
 *             RFC 9111 section 5.2 (Cache-Control).
 * Limits      FETCH_HOPS redirects; no https→http; validators, user, password and headers stay with the first origin.
 */
#ifndef NEWSWIRED_FETCH_H
#define NEWSWIRED_FETCH_H

#include "net.h"
#include "schedule.h"

#define FETCH_HOPS 5

struct fetch_target {
    const char *url;
    const char *etag, *last_modified; /* as the server wrote them; NULL or "": unconditional */
    const char *const *headers;       /* the feed's own */
    size_t header_count;
    const char *user, *password, *proxy;
    bool allow_private;
    bool stay;  /* no redirect is followed: POLL_MOVED, and url says where to */
    bool first; /* before all that wait: a poll that has begun needs it */
    size_t max_body;
    int64_t timeout_ms;
};
struct fetch_result {
    enum poll_outcome
        outcome; /* fresh (200), unchanged (304), gone (410), later (429, 503), refused (401, 403, 451, guard),
                                  broken (all else). POLL_MOVED only for who stays: a feed's move is told by permanent_url beside fresh */
    long status;               /* of the last answer; 0: none */
    struct span body;          /* fresh only */
    struct span url;           /* where the body came from */
    struct span permanent_url; /* the end of an unbroken chain of 301/308 from the target; empty: none */
    struct span etag,
        last_modified; /* fresh: both replace the old, empty or not; unchanged: those that it carries.
                                        Empty after a redirect: they belong to one URL */
    struct span content_type;
    int64_t retry_after_s; /* clamped to a day; 0: none */
    int64_t fresh_for_s;   /* Cache-Control max-age or Expires less Age, clamped to an hour; 0: none */
    char error[256];       /* words for a person when not fresh or unchanged */
};
typedef void fetch_done(void *arg, const struct fetch_result *result);

struct fetch;
struct fetch *fetch_start(struct net *n, const struct fetch_target *target, fetch_done *done, void *arg);
void fetch_cancel(struct fetch *f);

/* ---- article pages (page.c) ------------------------------------------------------------------------------ */
/* Asks the robots.txt of each origin on the way, once a day (RFC 9309), then fetches the page as fetch_start does, with
 * redirects. What is forbidden ends as POLL_REFUSED. Ownership as with fetch_start; user, password, headers and
 * validators of the target are not sent. */
struct pages;
struct pages *pages_new(struct net *n);
void pages_free(struct pages **p); /* all pages have ended or were cancelled */
struct page;
/* NULL, and no callback: its robots.txt is known, and forbids it. */
struct page *page_start(struct pages *p, const struct fetch_target *target, fetch_done *done, void *arg);
void page_cancel(struct page *p);

/* Pure (robots.c). Writes the rules of a robots.txt that hold for this agent, in a form for robots_allow. */
void robots_rules(struct span robots_txt, struct span agent, struct buffer *out);
/* `path`: path and query of a URL. */
bool robots_allow(struct span rules, struct span path);

/* Pure, for tests: Retry-After as seconds or HTTP date, 0 when absent or unreadable, clamped to a day. */
int64_t fetch_retry_after(struct span value, int64_t now);

#endif
