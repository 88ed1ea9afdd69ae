/*
 * page.c - article pages, where robots.txt allows them
 *
 *                 ┌───────────── redirect ────────────┐
 *   page_start ──►│ the origin's rules ──► the page ──┴──► done
 *                 └─ none yet: wait for robots.txt
 *
 * RFC 9309: 4xx is a robots.txt that forbids nothing (section 2.3.1.3), no answer and 5xx one that forbids everything
 * (2.3.1.4), for an hour; any other holds for a day (2.4). It is fetched within the host's budget, as the page is.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <stdlib.h>
#include <string.h>

#include "text.h"

#include "parts.h"

#define ROBOTS_BYTES ((size_t)512 << 10) /* what lies beyond is not read; at least 500 KiB, section 2.5 */
#define ROBOTS_BODY_BYTES ((size_t)4 << 20)
#define ROBOTS_S ((int64_t)86400)
#define ROBOTS_RETRY_S ((int64_t)3600)
#define ORIGINS_LIMIT 10000
#define AGENT SPAN("newswired")

static const char robots_path[] = "/robots.txt";
static const char page_accept[] = "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.1";

struct origin {
    char *robots_url;
    struct fetch *fetch; /* of robots.txt, on its way */
    struct pages *pages;
    struct page *waiting; /* pages that need it, first come first */
    bool answering;       /* them */
    bool forbidden;       /* all of it */
    char *rules;
    int64_t until; /* monotonic seconds; 0: not known yet */
};

struct page {
    struct pages *pages;
    struct origin *origin; /* that it waits for */
    struct page *next;
    struct fetch *fetch;
    char *url, *proxy;
    struct fetch_target target;
    int hops;
    fetch_done *done;
    void *arg;
};

struct pages {
    struct net *net;
    struct map *origins; /* hash of scheme, host and port → struct origin */
};

static int64_t now_s(void)
{
    return clock_monotonic_ms() / 1000 + 1;
}

static void page_free(struct page *p)
{
    free(p->url);
    free(p->proxy);
    free(p);
}

static void end(struct page *p, const struct fetch_result *result)
{
    p->done(p->arg, result);
    page_free(p);
}

static void refuse(struct page *p, const char *why)
{
    struct fetch_result result = {.outcome = POLL_REFUSED, .url = span_of(p->url), .body = {"", 0}};

    snprintf(result.error, sizeof(result.error), "%s", why);
    end(p, &result);
}

/* ---- the page -------------------------------------------------------------------------------------------- */

static void page_came(void *arg, const struct fetch_result *result);

static struct span path_of(struct span url)
{
    struct url parts;
    size_t at = 0;

    if (!url_split(url, &parts) || parts.path.len == 0)
        return SPAN("/");
    at = (size_t)(parts.path.ptr - url.ptr);
    return span_cut(url, at, at + parts.path.len + (parts.has_query ? parts.query.len + 1 : 0));
}

static bool is_allowed(const struct page *p, const struct origin *o)
{
    return !o->forbidden && robots_allow(span_of(o->rules), path_of(span_of(p->url)));
}

static void fetch_page(struct page *p)
{
    static const char *const headers[] = {page_accept};
    struct fetch_target target = p->target;

    target.url = p->url;
    target.proxy = p->proxy;
    target.headers = headers;
    target.header_count = 1;
    target.stay = true;
    p->fetch = fetch_start(p->pages->net, &target, page_came, p);
}

static void go_on(struct page *p, const struct origin *o)
{
    if (is_allowed(p, o))
        fetch_page(p);
    else
        refuse(p, o->forbidden ? "its robots.txt cannot be read" : "forbidden by robots.txt");
}

/* ---- robots.txt ------------------------------------------------------------------------------------------ */

static void take_rules(struct origin *o, const struct fetch_result *r)
{
    bool silent = r->status == 0 || r->status >= 500 || r->status == 429;
    struct buffer rules;

    o->forbidden = silent;
    o->until = now_s() + (silent ? ROBOTS_RETRY_S : ROBOTS_S);
    free(o->rules);
    buffer_init(&rules, 2 * ROBOTS_BYTES);
    if (r->outcome == POLL_FRESH)
        robots_rules(span_cut(r->body, 0, ROBOTS_BYTES), AGENT, &rules);
    o->rules = memory_copy(rules.ptr, rules.len);
    buffer_release(&rules);
}

/* What the answers begin may ask for more pages, or take some back: one at a time. */
static void robots_came(void *arg, const struct fetch_result *r)
{
    struct origin *o = arg;

    o->fetch = NULL;
    o->answering = true;
    take_rules(o, r);
    while (o->waiting) {
        struct page *p = o->waiting;

        o->waiting = p->next;
        p->origin = NULL;
        go_on(p, o);
    }
    o->answering = false;
}

static void origin_free(struct origin *o)
{
    if (o->fetch)
        fetch_cancel(o->fetch);
    free(o->rules);
    free(o->robots_url);
    free(o);
}

/* All that are not asked about just now are forgotten: they are asked again. */
static void forget_origins(struct pages *p)
{
    struct map *kept = map_new();
    size_t cursor = 0;
    uint64_t value;
    struct id key;

    while (map_next(p->origins, &cursor, &key, &value)) {
        struct origin *o = (struct origin *)(uintptr_t)value;

        if (o->fetch || o->answering)
            map_put(kept, key, value);
        else
            origin_free(o);
    }
    map_free(&p->origins);
    p->origins = kept;
}

static struct origin *origin_of(struct pages *p, struct span url)
{
    struct arena *a = arena_new();
    struct span name = url_origin(a, url);
    struct id key = hash128(name.ptr, name.len);
    struct origin *o;
    uint64_t value;

    if (map_get(p->origins, key, &value)) {
        o = (struct origin *)(uintptr_t)value;
    } else {
        if (map_count(p->origins) >= ORIGINS_LIMIT)
            forget_origins(p);
        o = memory_get(sizeof(*o));
        o->pages = p;
        o->robots_url = memory_get(name.len + sizeof(robots_path));
        memcpy(o->robots_url, name.ptr, name.len);
        memcpy(o->robots_url + name.len, robots_path, sizeof(robots_path));
        map_put(p->origins, key, (uint64_t)(uintptr_t)o);
    }
    arena_free(&a);
    return o;
}

static bool is_known(const struct origin *o)
{
    return !o->fetch && o->until > now_s();
}

static void wait_for(struct page *p, struct origin *o)
{
    struct fetch_target target = p->target;
    struct page **last = &o->waiting;

    while (*last)
        last = &(*last)->next;
    *last = p;
    p->next = NULL;
    p->origin = o;
    if (o->fetch || o->answering)
        return;
    target.url = o->robots_url;
    target.proxy = p->proxy;
    target.max_body = ROBOTS_BODY_BYTES;
    o->fetch = fetch_start(o->pages->net, &target, robots_came, o);
}

/* ---- redirects ------------------------------------------------------------------------------------------- */

/* Its rules, or another origin's, are asked about the new address. */
static void page_came(void *arg, const struct fetch_result *result)
{
    struct page *p = arg;
    struct origin *o;
    char *url;

    p->fetch = NULL;
    if (result->outcome != POLL_MOVED) {
        end(p, result);
        return;
    }
    if (p->hops++ == FETCH_HOPS) {
        refuse(p, "too many redirects");
        return;
    }
    url = memory_copy(result->url.ptr, result->url.len);
    free(p->url);
    p->url = url;
    o = origin_of(p->pages, span_of(url));
    if (is_known(o))
        go_on(p, o);
    else
        wait_for(p, o);
}

/* ---- life ------------------------------------------------------------------------------------------------ */

struct page *page_start(struct pages *pages, const struct fetch_target *target, fetch_done *done, void *arg)
{
    struct page *p = memory_get(sizeof(*p));
    struct origin *o = origin_of(pages, span_of(target->url));

    p->pages = pages;
    p->done = done;
    p->arg = arg;
    p->url = memory_copy(target->url, strlen(target->url));
    p->proxy = target->proxy ? memory_copy(target->proxy, strlen(target->proxy)) : NULL;
    p->target = (struct fetch_target){.allow_private = target->allow_private,
                                      .first = target->first,
                                      .max_body = target->max_body,
                                      .timeout_ms = target->timeout_ms};
    if (!is_known(o)) {
        wait_for(p, o);
    } else if (is_allowed(p, o)) {
        fetch_page(p);
    } else {
        page_free(p);
        return NULL;
    }
    return p;
}

void page_cancel(struct page *p)
{
    if (p->fetch)
        fetch_cancel(p->fetch);
    if (p->origin) {
        struct page **at = &p->origin->waiting;

        while (*at != p)
            at = &(*at)->next;
        *at = p->next;
    }
    page_free(p);
}

struct pages *pages_new(struct net *n)
{
    struct pages *p = memory_get(sizeof(*p));

    p->net = n;
    p->origins = map_new();
    return p;
}

void pages_free(struct pages **p)
{
    size_t cursor = 0;
    uint64_t value;
    struct id key;

    if (!*p)
        return;
    while (map_next((*p)->origins, &cursor, &key, &value))
        origin_free((struct origin *)(uintptr_t)value);
    map_free(&(*p)->origins);
    free(*p);
    *p = NULL;
}
