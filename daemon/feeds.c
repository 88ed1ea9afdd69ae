/*
 * feeds.c - the table of feeds
 *
 * Fatal: nothing. Bugs: a feed that takes both a new name and a new URL in one step is a new feed.
 */
#include <stdlib.h>
#include <string.h>

#include "feeds.h"

struct feeds {
    struct spool *spool;
    struct feed **list;
    size_t count;
    struct map *by_name, *by_origin;    /* → index */
    struct map *kept_names, *kept_urls; /* hash → index in kept */
    struct kept {
        char *origin, *name, *url;
        bool polled, paused, gone;
        int64_t hold_until;
    } * kept;
    size_t kept_count;
    int kept_error;
};

static struct id key_of(struct span s)
{
    return hash128(s.ptr, s.len);
}

void feed_set(char **field, struct span text)
{
    char *copy = memory_copy(text.ptr, text.len);

    free(*field);
    *field = copy;
}

static void feed_free(struct feed *feed)
{
    free(feed->origin);
    free(feed->url);
    free(feed->etag);
    free(feed->last_modified);
    free(feed->message);
    free(feed->moved_to);
    free(feed);
}

/* ---- what was kept --------------------------------------------------------------------------------------- */

static char *copy(struct span s)
{
    return memory_copy(s.ptr, s.len);
}

static void keep(struct feeds *f, const struct kept *k)
{
    f->kept = memory_grow(f->kept, f->kept_count + 1, sizeof(*f->kept));
    f->kept[f->kept_count] = *k;
    map_put(f->kept_names, key_of(span_of(k->name)), f->kept_count);
    map_put(f->kept_urls, key_of(span_of(k->url)), f->kept_count);
    f->kept_count++;
}

static void take_kept(void *arg, const struct json_value *v)
{
    const struct kept k = {
        .origin = copy(json_span(json_get(v, "origin"))),
        .name = copy(json_span(json_get(v, "feed"))),
        .url = copy(json_span(json_get(v, "url"))),
        .polled = json_bool(json_get(v, "polled"), false),
        .paused = json_bool(json_get(v, "paused"), false),
        .gone = json_bool(json_get(v, "gone"), false),
        .hold_until = json_int(json_get(v, "hold_until"), 0),
    };

    keep(arg, &k);
}

/* A feed that is taken out of the configuration may stand in the next one again. */
static void remember(struct feeds *f, const struct feed *feed)
{
    const struct kept k = {
        .origin = copy(span_of(feed->origin)),
        .name = copy(span_of(feed->settings->name)),
        .url = copy(span_of(feed->settings->url)),
        .polled = feed->polled,
        .paused = feed->paused,
        .gone = feed->gone,
        .hold_until = feed->hold_until,
    };

    keep(f, &k);
}

static void put_kept(struct buffer *out, const struct kept *k)
{
    buffer_put_byte(out, '{');
    json_put_text(out, "origin", span_of(k->origin));
    json_put_text(out, "feed", span_of(k->name));
    json_put_text(out, "url", span_of(k->url));
    json_put_bool(out, "polled", k->polled);
    if (k->paused)
        json_put_bool(out, "paused", true);
    if (k->gone)
        json_put_bool(out, "gone", true);
    if (k->hold_until > 0)
        json_put_int(out, "hold_until", k->hold_until);
    buffer_put_byte(out, '}');
}

void feed_put_kept(struct buffer *out, const struct feed *feed)
{
    const struct kept k = {feed->origin, feed->settings->name, feed->settings->url, feed->polled,
                           feed->paused, feed->gone,           feed->hold_until};

    put_kept(out, &k);
}

static void next_line(struct buffer *out)
{
    if (out->len > 0)
        buffer_put_byte(out, '\n');
}

/* Of those that are not configured the last line of an origin is read: it may be there more than once. */
void feeds_put_kept(const struct feeds *f, struct buffer *out)
{
    for (size_t i = 0; i < f->kept_count; i++) {
        if (map_get(f->by_origin, key_of(span_of(f->kept[i].origin)), NULL))
            continue;
        next_line(out);
        put_kept(out, &f->kept[i]);
    }
    for (size_t i = 0; i < f->count; i++) {
        const struct feed *feed = f->list[i];

        if (!feed->polled && !feed->paused && !feed->gone && feed->hold_until == 0)
            continue; /* nothing is known of it */
        next_line(out);
        feed_put_kept(out, feed);
    }
}

void feeds_put_state(const struct feeds *f, struct buffer *out)
{
    for (size_t i = 0; i < f->count; i++) {
        if (!f->list[i]->has_outcome)
            continue;
        next_line(out);
        feed_put_state(out, f->list[i]);
    }
}

/* ---- state ----------------------------------------------------------------------------------------------- */

void feed_put_state(struct buffer *out, const struct feed *feed)
{
    buffer_put_byte(out, '{');
    json_put_text(out, "origin", span_of(feed->origin));
    json_put_text(out, "url", span_of(feed->url));
    json_put_text(out, "etag", span_of(feed->etag));
    json_put_text(out, "last_modified", span_of(feed->last_modified));
    json_put_id(out, "body", feed->body_hash);
    json_put_int(out, "due", feed->due);
    json_put_int(out, "why", feed->why);
    json_put_int(out, "hint_s", feed->hint_s);
    json_put_int(out, "interval_s", feed->rhythm.interval_s);
    json_put_int(out, "last_poll", feed->rhythm.last_poll);
    json_put_int(out, "last_new", feed->rhythm.last_new);
    json_put_int(out, "failures", feed->rhythm.failures);
    if (feed->has_outcome)
        json_put_text(out, "outcome", span_of(poll_outcome_name(feed->outcome)));
    json_put_int(out, "status", feed->status);
    json_put_text(out, "message", span_of(feed->message));
    json_put_text(out, "moved_to", span_of(feed->moved_to));
    buffer_put_byte(out, '}');
}

struct loading {
    struct feeds *feeds;
    int64_t now;
};

static void take_state(void *arg, const struct json_value *v)
{
    struct loading *l = arg;
    struct feed *feed;
    uint64_t at;
    int64_t longest;

    if (!map_get(l->feeds->by_origin, key_of(json_span(json_get(v, "origin"))), &at))
        return;
    feed = l->feeds->list[at];
    feed_set(&feed->url, json_span(json_get(v, "url")));
    if (strcmp(feed->url, feed->settings->url) == 0) { /* validators belong to one URL */
        feed_set(&feed->etag, json_span(json_get(v, "etag")));
        feed_set(&feed->last_modified, json_span(json_get(v, "last_modified")));
        feed->body_hash = json_id(json_get(v, "body"));
    }
    feed_set(&feed->message, json_span(json_get(v, "message")));
    feed_set(&feed->moved_to, json_span(json_get(v, "moved_to")));
    feed->rhythm = (struct rhythm){
        .interval_s = json_int(json_get(v, "interval_s"), 0),
        .last_poll = json_int(json_get(v, "last_poll"), 0),
        .last_new = json_int(json_get(v, "last_new"), 0),
        .failures = (uint32_t)json_int(json_get(v, "failures"), 0),
    };
    feed->hint_s = json_int(json_get(v, "hint_s"), 0);
    feed->status = (long)json_int(json_get(v, "status"), 0);
    feed->has_outcome = poll_outcome_from_name(json_span(json_get(v, "outcome")), &feed->outcome);
    feed->due = json_int(json_get(v, "due"), l->now);
    feed->why = (enum interval_reason)json_int(json_get(v, "why"), WHY_RESTORED);
    if (feed->why < WHY_EVERY || feed->why > WHY_RESTORED)
        feed->why = WHY_RESTORED;
    longest = feed->due - feed->rhythm.last_poll; /* a wait is clamped to its own length (invariant 9) */
    if (feed->due > l->now + longest)
        feed->due = l->now + longest;
}

/* ---- the table ------------------------------------------------------------------------------------------- */

static bool kept_for(const struct feeds *f, const struct feed_settings *s, uint64_t *at)
{
    return map_get(f->kept_names, key_of(span_of(s->name)), at) ||
           map_get(f->kept_urls, key_of(span_of(s->url)), at);
}

static struct feed *feed_new(struct feeds *f, const struct feed_settings *s, int64_t now)
{
    struct feed *feed = memory_get(sizeof(*feed));
    uint64_t at;
    struct span origin = span_of(s->url);

    feed->settings = s;
    feed->due = now;
    feed->why = WHY_NEW;
    if (kept_for(f, s, &at)) {
        const struct kept *k = &f->kept[at];

        origin = span_of(k->origin);
        feed->polled = k->polled;
        feed->paused = k->paused;
        feed->kept_is_old = strcmp(k->name, s->name) != 0 || strcmp(k->url, s->url) != 0;
        feed->gone = k->gone;
        feed->hold_until = k->hold_until < now + 86400 ? k->hold_until : now + 86400;
    }
    feed_set(&feed->origin, origin);
    feed_set(&feed->url, span_of(s->url));
    feed_set(&feed->etag, SPAN(""));
    feed_set(&feed->last_modified, SPAN(""));
    feed_set(&feed->message, SPAN(""));
    feed_set(&feed->moved_to, SPAN(""));
    return feed;
}

/* Two feeds of one origin: the second stands for itself. */
static void make_origin_unique(struct feeds *f, struct feed *feed)
{
    struct buffer both;

    if (!map_get(f->by_origin, key_of(span_of(feed->origin)), NULL))
        return;
    buffer_init(&both, 65536);
    buffer_printf(&both, "%s %s", feed->settings->url, feed->settings->name);
    feed_set(&feed->origin, buffer_span(&both));
    buffer_release(&both);
}

static void add(struct feeds *f, struct feed *feed)
{
    make_origin_unique(f, feed);
    feed->index = f->count;
    f->list = memory_grow(f->list, f->count + 1, sizeof(struct feed *));
    f->list[f->count] = feed;
    map_put(f->by_name, key_of(span_of(feed->settings->name)), f->count);
    map_put(f->by_origin, key_of(span_of(feed->origin)), f->count);
    f->count++;
}

struct feeds *feeds_new(const struct settings *settings, struct spool *spool, int64_t now)
{
    struct feeds *f = memory_get(sizeof(*f));
    struct loading loading = {f, now};

    f->spool = spool;
    f->by_name = map_new();
    f->by_origin = map_new();
    f->kept_names = map_new();
    f->kept_urls = map_new();
    f->kept_error = journal_read(spool, JOURNAL_KEPT_FEEDS, take_kept, f);
    for (size_t i = 0; i < settings->feed_count; i++)
        add(f, feed_new(f, &settings->feeds[i], now));
    /* state that cannot be read counts as missing: one unconditional poll a feed */
    (void)!journal_read(spool, JOURNAL_STATE_FEEDS, take_state, &loading);
    return f;
}

int feeds_kept_error(const struct feeds *f)
{
    return f->kept_error;
}

static void free_maps(struct feeds *f)
{
    map_free(&f->by_name);
    map_free(&f->by_origin);
}

void feeds_free(struct feeds **f)
{
    if (!*f)
        return;
    for (size_t i = 0; i < (*f)->count; i++)
        feed_free((*f)->list[i]);
    for (size_t i = 0; i < (*f)->kept_count; i++) {
        free((*f)->kept[i].origin);
        free((*f)->kept[i].name);
        free((*f)->kept[i].url);
    }
    free_maps(*f);
    map_free(&(*f)->kept_names);
    map_free(&(*f)->kept_urls);
    free((*f)->kept);
    free((*f)->list);
    free(*f);
    *f = NULL;
}

/* The feed of the table before, by name, else by URL. */
static struct feed *find_before(struct feed **list, size_t count, const struct map *names,
                                const struct feed_settings *s)
{
    uint64_t at;

    if (map_get(names, key_of(span_of(s->name)), &at) && at < count && list[at])
        return list[at];
    if (map_get(names, key_of(span_of(s->url)), &at) && at < count && list[at])
        return list[at];
    return NULL;
}

/* The configuration says something else of a feed than before. A reload never polls: a feed whose rhythm was changed comes
 * at its next time by the new one, at the latest. */
static void settle(struct feed *feed, const struct feed_settings *s, int64_t every_s, int64_t now)
{
    feed->kept_is_old |=
        strcmp(feed->settings->name, s->name) != 0 || strcmp(feed->settings->url, s->url) != 0;
    if (strcmp(feed->url, s->url) != 0) {
        feed_set(&feed->url, span_of(s->url));
        feed_set(&feed->etag, SPAN(""));
        feed_set(&feed->last_modified, SPAN(""));
        feed->body_hash = (struct id){0, 0};
        feed->due = now;
        feed->gone = false;
    } else if (feed->settings->every_ms != s->every_ms && feed->due > now + every_s) {
        feed->due = now + every_s;
    }
    feed->settings = s;
}

void feeds_reload(struct feeds *f, const struct settings *settings, int64_t now, feeds_removed *removed,
                  void *arg)
{
    struct feed **before = f->list;
    size_t before_count = f->count;
    struct map *names = map_new();

    for (size_t i = 0; i < before_count; i++) {
        map_put(names, key_of(span_of(before[i]->url)), i);
        map_put(names, key_of(span_of(before[i]->settings->name)), i);
    }
    free_maps(f);
    f->by_name = map_new();
    f->by_origin = map_new();
    f->list = NULL;
    f->count = 0;
    for (size_t i = 0; i < settings->feed_count; i++) {
        struct feed *feed = find_before(before, before_count, names, &settings->feeds[i]);

        if (feed) {
            int64_t own_ms = settings->feeds[i].every_ms;

            before[feed->index] = NULL;
            settle(feed, &settings->feeds[i], (own_ms > 0 ? own_ms : settings->every_ms) / 1000, now);
        } else {
            feed = feed_new(f, &settings->feeds[i], now);
        }
        add(f, feed);
    }
    for (size_t i = 0; i < before_count; i++) {
        if (before[i]) {
            remember(f, before[i]);
            removed(arg, before[i]);
            feed_free(before[i]);
        }
    }
    map_free(&names);
    free(before);
}

size_t feeds_count(const struct feeds *f)
{
    return f->count;
}

struct feed *feeds_at(const struct feeds *f, size_t i)
{
    must(i < f->count);
    return f->list[i];
}

struct feed *feeds_find(const struct feeds *f, struct span name)
{
    uint64_t at;

    return map_get(f->by_name, key_of(name), &at) ? f->list[at] : NULL;
}

bool feed_is_open(const struct feed *feed, int64_t now)
{
    return feed->settings->enabled && !feed->paused && !feed->gone && feed->hold_until <= now;
}
