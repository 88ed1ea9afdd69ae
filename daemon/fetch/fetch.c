/*
 * fetch.c - one poll: a conditional GET and the hops that its redirects name
 *
 * 1. Validators go with the first request only: they belong to one URL (RFC 9110 section 8.8). For the same reason those
 *    of a redirect's end are not handed back.
 * 2. The feed's own headers, user and password go to the first URL's origin only.
 * 3. Each hop is a request of its own, guarded like the first; it goes before all that wait, so that a poll keeps its
 *    place in the order of arrival.
 * 4. 301 and 308 in an unbroken chain from the target name a permanent URL.
 *
 * Fatal: no memory. Bugs: each hop has the whole timeout.
 */
#include "text.h"

#include "parts.h"

#define OWN_HEADERS 4 /* Accept and the two validators, and one to spare */

struct fetch {
    struct net *net;
    fetch_done *done;
    void *arg;
    struct net_transfer *transfer;
    struct arena *arena; /* of the hops' URLs; NULL until the first redirect */
    char *url, *user, *password, *proxy, *etag, *last_modified;
    char **headers;
    size_t header_count, max_body;
    int64_t timeout_ms;
    bool allow_private, stay, first;
    struct span hops[FETCH_HOPS + 1]; /* where it has been; the last is where it is */
    size_t hop;
    struct route route;
};

/* Short: curl writes a header byte by byte. */
static const char accept[] =
    "Accept: application/atom+xml,application/rss+xml,application/feed+json,*/*;q=0.5";

static char *copy(const char *text)
{
    return text && *text ? memory_copy(text, strlen(text)) : NULL;
}

/* What the state says is not believed: a line break in it would have every poll refused. */
static char *copy_validator(const char *text)
{
    struct span s = verdict_validator(span_of(text));
    return s.len > 0 ? memory_copy(s.ptr, s.len) : NULL;
}

static void fetch_free(struct fetch *f)
{
    char *const owned[] = {f->url, f->user, f->password, f->proxy, f->etag, f->last_modified};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        free(owned[i]);
    for (size_t i = 0; i < f->header_count; i++)
        free(f->headers[i]);
    free(f->headers);
    if (f->arena)
        arena_free(&f->arena);
    free(f);
}

/* ---- one request ----------------------------------------------------------------------------------------- */

static void on_response(void *arg, const struct net_response *r);

static bool at_home(const struct fetch *f)
{
    return f->hop == 0 || span_equal(url_origin(f->arena, f->hops[f->hop]), url_origin(f->arena, f->hops[0]));
}

static bool names_header(const struct fetch *f, struct span name)
{
    for (size_t i = 0; i < f->header_count; i++) {
        if (span_starts_icase(span_of(f->headers[i]), name))
            return true;
    }
    return false;
}

static void put_validator(struct buffer *line, const char *name, const char *value)
{
    buffer_init(line, SIZE_MAX);
    if (!value)
        return;
    buffer_put_text(line, name);
    buffer_put_text(line, value);
}

static void request(struct fetch *f)
{
    bool home = at_home(f);
    struct buffer etag, last_modified;
    const char **headers = memory_get((f->header_count + OWN_HEADERS) * sizeof *headers);
    size_t count = 0;
    for (; home && count < f->header_count; count++)
        headers[count] = f->headers[count];
    if (!home || !names_header(f, SPAN("Accept:")))
        headers[count++] = accept;
    put_validator(&etag, "If-None-Match: ", f->hop == 0 ? f->etag : NULL);
    put_validator(&last_modified, "If-Modified-Since: ", f->hop == 0 ? f->last_modified : NULL);
    if (etag.len > 0)
        headers[count++] = etag.ptr;
    if (last_modified.len > 0)
        headers[count++] = last_modified.ptr;
    f->route.conditional = etag.len > 0 || last_modified.len > 0;
    const struct net_request asked = {
        .kind = NET_GET,
        .url = f->hops[f->hop].ptr,
        .headers = headers,
        .header_count = count,
        .user = home ? f->user : NULL,
        .password = home ? f->password : NULL,
        .proxy = f->proxy,
        .guarded = true,
        .allow_private = f->allow_private,
        .first = f->first || f->hop > 0,
        .max_body = f->max_body,
        .timeout_ms = f->timeout_ms,
    };
    f->transfer = net_start(f->net, &asked, on_response, f);
    buffer_release(&etag);
    buffer_release(&last_modified);
    free(headers);
}

/* ---- redirects ------------------------------------------------------------------------------------------- */

/* The target's user and password stand in its URL, and a redirect within the origin does not repeat them. */
static struct span keep_userinfo(struct fetch *f, struct span url)
{
    struct url from, to;
    if (!url_split(f->hops[f->hop], &from) || from.userinfo.len == 0 || !url_split(url, &to) ||
        to.userinfo.len > 0)
        return url;
    if (!span_equal(url_origin(f->arena, url), url_origin(f->arena, f->hops[f->hop])))
        return url;
    size_t authority = to.scheme.len + 3;
    return arena_printf(f->arena, "%.*s%.*s@%.*s", (int)authority, url.ptr, (int)from.userinfo.len,
                        from.userinfo.ptr, (int)(url.len - authority), url.ptr + authority);
}

static struct span without_fragment(struct arena *a, struct span url)
{
    size_t at;
    return arena_copy(a, span_find_byte(url, '#', &at) ? span_cut(url, 0, at) : url);
}

static bool been_there(const struct fetch *f, struct span url)
{
    for (size_t i = 0; i <= f->hop; i++) {
        if (span_equal(f->hops[i], url))
            return true;
    }
    return false;
}

/* Where a redirect leads; or what is wrong with it. */
static const char *next_hop(struct fetch *f, const struct net_response *r, struct span *next)
{
    struct span location = net_header(r, "Location");
    if (!f->arena)
        f->arena = arena_new();
    if (location.len == 0)
        return "a redirect without Location";
    struct span url = url_resolve(f->arena, f->hops[f->hop], location);
    if (!url_is_web(url))
        return "a redirect to something that is no web address";
    if (span_starts_icase(f->hops[f->hop], SPAN("https:")) && !span_starts_icase(url, SPAN("https:")))
        return "a redirect from https to http";
    url = without_fragment(f->arena, keep_userinfo(f, url));
    if (been_there(f, url))
        return "a redirect loop";
    if (f->hop == FETCH_HOPS)
        return "too many redirects";
    *next = url;
    return NULL;
}

/* ---- the end --------------------------------------------------------------------------------------------- */

static void read_headers(struct fetch *f, const struct net_response *r, struct fetch_result *result)
{
    const struct fresh_headers fresh = {
        .cache_control = net_header(r, "Cache-Control"),
        .expires = net_header(r, "Expires"),
        .date = net_header(r, "Date"),
        .age = net_header(r, "Age"),
    };
    bool answered = result->outcome == POLL_FRESH || result->outcome == POLL_UNCHANGED;
    if (answered && f->hop == 0) {
        result->etag = verdict_validator(net_header(r, "ETag"));
        result->last_modified = verdict_validator(net_header(r, "Last-Modified"));
    }
    if (answered)
        result->fresh_for_s = fetch_fresh_for(&fresh, clock_wall());
    if (result->outcome == POLL_LATER || result->outcome == POLL_REFUSED)
        result->retry_after_s = fetch_retry_after(net_header(r, "Retry-After"), clock_wall());
    result->content_type = net_header(r, "Content-Type");
}

static void tell(struct fetch *f, const struct net_response *r, const char *redirect_error)
{
    struct fetch_result result = {.url = f->hops[f->hop], .body = {"", 0}};
    verdict_of(&result, r, &f->route);
    if (redirect_error) {
        result.outcome = POLL_BROKEN;
        snprintf(result.error, sizeof result.error, "HTTP %ld: %s", r->status, redirect_error);
    }
    if (result.outcome == POLL_FRESH) {
        result.body = r->body;
        if (f->hop > 0 && f->route.permanent)
            result.permanent_url = f->hops[f->hop];
    }
    read_headers(f, r, &result);
    f->done(f->arg, &result);
    fetch_free(f);
}

static void tell_elsewhere(struct fetch *f, const struct net_response *r, struct span next)
{
    const struct fetch_result result = {.outcome = POLL_MOVED, .status = r->status, .url = next};
    f->done(f->arg, &result);
    fetch_free(f);
}

static void on_response(void *arg, const struct net_response *r)
{
    struct fetch *f = arg;
    f->transfer = NULL;
    if (r->outcome != NET_OK || !verdict_is_redirect(r->status)) {
        tell(f, r, NULL);
        return;
    }
    struct span next;
    const char *wrong = next_hop(f, r, &next);
    if (wrong) {
        tell(f, r, wrong);
        return;
    }
    if (f->stay) {
        tell_elsewhere(f, r, next);
        return;
    }
    f->route.permanent = f->route.permanent && verdict_redirect_is_permanent(r->status);
    f->hops[++f->hop] = next;
    request(f);
}

struct fetch *fetch_start(struct net *n, const struct fetch_target *target, fetch_done *done, void *arg)
{
    struct fetch *f = memory_get(sizeof *f);
    f->net = n;
    f->done = done;
    f->arg = arg;
    f->url = memory_copy(target->url, strlen(target->url));
    f->user = copy(target->user);
    f->password = copy(target->password);
    f->proxy = copy(target->proxy);
    f->etag = copy_validator(target->etag);
    f->last_modified = copy_validator(target->last_modified);
    f->header_count = target->header_count;
    f->headers = f->header_count > 0 ? memory_get(f->header_count * sizeof *f->headers) : NULL;
    for (size_t i = 0; i < f->header_count; i++)
        f->headers[i] = memory_copy(target->headers[i], strlen(target->headers[i]));
    f->max_body = target->max_body;
    f->timeout_ms = target->timeout_ms;
    f->allow_private = target->allow_private;
    f->stay = target->stay;
    f->first = target->first;
    f->route.permanent = true;
    f->hops[0] = span_of(f->url);
    request(f);
    return f;
}

void fetch_cancel(struct fetch *f)
{
    if (!f->transfer)
        return; /* it is being told: too late, and it goes by itself */
    net_cancel(f->transfer);
    fetch_free(f);
}
