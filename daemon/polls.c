/*
 * polls.c - which feeds are due, those on their way, and those that have ended
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <stdlib.h>
#include <string.h>

#include "fetch.h"
#include "polls.h"

#define QUEUED_FOR_EACH_CONNECTION 16
#define ENDED_BYTES ((size_t)128 << 20) /* bodies that wait for their turn; beyond it no more are asked for */
#define ALMOST_FOREVER_S ((int64_t)10 * 365 * 86400)

struct polls {
    const struct settings *settings;
    struct feeds *feeds;
    struct net *net;
    struct schedule *schedule;
    struct ended_poll *ended;
    size_t ended_count, ended_cap;
    size_t active, gathering, once_left, ended_bytes;
    bool once;
    polls_gather *gather;
    void *gather_arg;
};

void ended_poll_release(struct ended_poll *p)
{
    buffer_release(&p->body);
    free(p->url);
    free(p->etag);
    free(p->last_modified);
    free(p->content_type);
    free(p->message);
    free(p->permanent_url);
    if (p->arena)
        arena_free(&p->arena);
    memset(p, 0, sizeof(*p));
}

/* ---- on their way ---------------------------------------------------------------------------------------- */

static char *copy(struct span s)
{
    return memory_copy(s.ptr, s.len);
}

static void add_ended(struct polls *p, const struct ended_poll *ended)
{
    if (p->ended_count == p->ended_cap) {
        p->ended_cap = p->ended_cap ? p->ended_cap * 2 : 16;
        p->ended = memory_grow(p->ended, p->ended_cap, sizeof(*p->ended));
    }
    p->ended[p->ended_count++] = *ended;
}

void polls_set_gather(struct polls *p, polls_gather *gather, void *arg)
{
    p->gather = gather;
    p->gather_arg = arg;
}

void polls_give_back(struct polls *p, struct ended_poll *ended)
{
    p->gathering--;
    add_ended(p, ended);
}

static void poll_ended(void *arg, const struct fetch_result *result)
{
    struct feed *feed = arg;
    struct polls *p = feed->polls;
    struct ended_poll ended = {
        .feed = feed,
        .outcome = result->outcome,
        .status = result->status,
        .url = copy(result->url),
        .etag = copy(result->etag),
        .last_modified = copy(result->last_modified),
        .content_type = copy(result->content_type),
        .message = copy(span_of(result->error)),
        .permanent_url = copy(result->permanent_url),
        .retry_after_s = result->retry_after_s,
        .fresh_for_s = result->fresh_for_s,
    };

    buffer_init(&ended.body, result->body.len);
    buffer_put_span(&ended.body, result->body);
    p->ended_bytes += ended.body.len;
    feed->fetch = NULL;
    feed->in_turn = true;
    p->active--;
    p->gathering++;
    if (!p->gather || !p->gather(p->gather_arg, &ended))
        polls_give_back(p, &ended);
}

void polls_give_up(struct polls *p, struct ended_poll *ended)
{
    p->gathering--;
    p->ended_bytes -= ended->body.len;
    ended->feed->in_turn = false;
    ended_poll_release(ended);
}

static void start(struct polls *p, struct feed *feed)
{
    const struct feed_settings *s = feed->settings;
    const char *proxy = s->proxy[0] ? s->proxy : p->settings->proxy;
    struct buffer password;
    struct fetch_target target = {
        .url = s->url,
        .etag = feed->etag,
        .last_modified = feed->last_modified,
        .headers = (const char *const *)s->headers.list,
        .header_count = s->headers.count,
        .user = s->user[0] ? s->user : NULL,
        .proxy = proxy[0] ? proxy : NULL,
        .allow_private = s->allow_private,
        .max_body = p->settings->max_body,
        .timeout_ms = p->settings->timeout_ms,
    };

    buffer_init(&password, 65536);
    if (s->password_file[0] && settings_secret(s->password_file, &password, NULL) == 0)
        target.password = password.ptr;
    p->active++;
    feed->polls = p;
    feed->fetch = fetch_start(p->net, &target, poll_ended, feed);
    buffer_release(&password);
}

static void give_up(struct polls *p, struct feed *feed)
{
    if (!feed->fetch)
        return;
    fetch_cancel(feed->fetch);
    feed->fetch = NULL;
    p->active--;
}

/* ---- due ------------------------------------------------------------------------------------------------- */

static bool is_busy(const struct feed *feed)
{
    return feed->fetch || feed->in_turn;
}

static void once_is_over(struct polls *p, struct feed *feed)
{
    p->once_left -= feed->once;
    feed->once = false;
}

void polls_set(struct polls *p, struct feed *feed, int64_t now)
{
    int64_t due = feed->due > feed->hold_until ? feed->due : feed->hold_until;

    if (p->once || is_busy(feed))
        return;
    if (!feed->settings->enabled || feed->paused || feed->gone)
        schedule_remove(p->schedule, feed->index);
    else
        schedule_set(p->schedule, feed->index, due < now + ALMOST_FOREVER_S ? due : now + ALMOST_FOREVER_S);
}

void polls_ask(struct polls *p, struct feed *feed, int64_t now)
{
    feed->due = now;
    feed->gone = false;
    feed->hold_until = 0;
    if (!is_busy(feed) && feed->settings->enabled && !feed->paused)
        schedule_set(p->schedule, feed->index, now);
}

int64_t polls_start(struct polls *p, int64_t now)
{
    size_t most = p->settings->connections * QUEUED_FOR_EACH_CONNECTION, at;
    int64_t due;

    while (p->active < most && p->ended_bytes < ENDED_BYTES && schedule_first(p->schedule, &at, &due) &&
           due <= now) {
        struct feed *feed = feeds_at(p->feeds, at);

        schedule_remove(p->schedule, at);
        if (is_busy(feed))
            continue; /* it comes back when its turn is over */
        if (feed_is_open(feed, now))
            start(p, feed);
        else
            once_is_over(p, feed);
    }
    if (p->active >= most || p->ended_bytes >= ENDED_BYTES || !schedule_first(p->schedule, &at, &due))
        return -1;
    return due > now ? due - now : 0;
}

void polls_done(struct polls *p, struct feed *feed, int64_t now)
{
    feed->in_turn = false;
    once_is_over(p, feed);
    polls_set(p, feed, now);
}

void polls_once(struct polls *p, int64_t now)
{
    p->once = true;
    for (size_t i = 0; i < feeds_count(p->feeds); i++) {
        struct feed *feed = feeds_at(p->feeds, i);

        if (!feed_is_open(feed, now))
            continue;
        feed->once = true;
        p->once_left++;
        schedule_set(p->schedule, i, now);
    }
}

void polls_asked_only(struct polls *p)
{
    p->once = true;
}

void polls_all(struct polls *p, int64_t now)
{
    for (size_t i = 0; i < feeds_count(p->feeds); i++)
        polls_set(p, feeds_at(p->feeds, i), now);
}

/* ---- ended ----------------------------------------------------------------------------------------------- */

static int by_index(const void *a, const void *b)
{
    size_t x = ((const struct ended_poll *)a)->feed->index, y = ((const struct ended_poll *)b)->feed->index;

    return x < y ? -1 : x > y;
}

struct ended_poll *polls_ended(struct polls *p, size_t *count)
{
    if (p->ended_count > 1)
        qsort(p->ended, p->ended_count, sizeof(*p->ended), by_index);
    *count = p->ended_count;
    return p->ended;
}

void polls_drop(struct polls *p, size_t count)
{
    must(count <= p->ended_count);
    if (count == 0)
        return;
    for (size_t i = 0; i < count; i++) {
        p->ended_bytes -= p->ended[i].body.len;
        ended_poll_release(&p->ended[i]);
    }
    p->ended_count -= count;
    memmove(p->ended, p->ended + count, p->ended_count * sizeof(*p->ended));
}

void polls_forget(struct polls *p, struct feed *feed)
{
    size_t kept = 0;

    give_up(p, feed);
    once_is_over(p, feed);
    for (size_t i = 0; i < p->ended_count; i++) {
        if (p->ended[i].feed != feed) {
            p->ended[kept++] = p->ended[i];
            continue;
        }
        p->ended_bytes -= p->ended[i].body.len;
        ended_poll_release(&p->ended[i]);
    }
    p->ended_count = kept;
}

/* ---- life ------------------------------------------------------------------------------------------------ */

struct polls *polls_new(const struct settings *settings, struct feeds *feeds, struct net *net)
{
    struct polls *p = memory_get(sizeof(*p));

    p->settings = settings;
    p->feeds = feeds;
    p->net = net;
    p->schedule = schedule_new(feeds_count(feeds));
    return p;
}

void polls_free(struct polls **p)
{
    if (!*p)
        return;
    polls_stop(*p);
    polls_drop(*p, (*p)->ended_count);
    schedule_free(&(*p)->schedule);
    free((*p)->ended);
    free(*p);
    *p = NULL;
}

void polls_reload(struct polls *p, const struct settings *settings, int64_t now)
{
    p->settings = settings;
    schedule_free(&p->schedule);
    p->schedule = schedule_new(feeds_count(p->feeds));
    polls_all(p, now);
    for (size_t i = 0; i < feeds_count(p->feeds); i++) { /* once: those that are still to be polled */
        if (feeds_at(p->feeds, i)->once && !is_busy(feeds_at(p->feeds, i)))
            schedule_set(p->schedule, i, now);
    }
}

void polls_stop(struct polls *p)
{
    for (size_t i = 0; i < feeds_count(p->feeds); i++) {
        give_up(p, feeds_at(p->feeds, i));
        once_is_over(p, feeds_at(p->feeds, i));
        schedule_remove(p->schedule, i);
    }
}

bool polls_is_idle(const struct polls *p)
{
    return p->once_left == 0 && p->active == 0 && p->gathering == 0 && p->ended_count == 0;
}

size_t polls_active(const struct polls *p)
{
    return p->active;
}
