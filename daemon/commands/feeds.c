/*
 * feeds.c - newswirectl feeds: how each feed is, and why it is polled when it is
 *
 * Fatal: nothing. Bugs: of past outcomes only the last one is kept.
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "text.h"

#include "look.h"
#include "shown.h"

static const char usage_text[] = "feeds [list | show N | poll N | pause N | resume N | reset N]";

static int64_t known_time(int64_t wall_s)
{
    return wall_s > 0 ? wall_s : TIME_UNKNOWN;
}

/* Nothing that is paused, gone or off is due. */
static int64_t next_poll(const struct feed *feed, enum feed_state state)
{
    if (state == FEED_PAUSED || state == FEED_GONE || state == FEED_OFF)
        return TIME_UNKNOWN;
    return feed->hold_until > feed->due ? feed->hold_until : feed->due;
}

static struct span outcome_of(const struct feed *feed)
{
    return feed->has_outcome ? span_of(poll_outcome_name(feed->outcome)) : SPAN("");
}

/* ---- list ---------------------------------------------------------------------------------------------- */

static void put_json(struct look *l, const struct feed *feed)
{
    enum feed_state state = feed_state_of(feed, l->now);
    struct buffer *out = &l->out;

    buffer_put_byte(out, '{');
    json_put_text(out, "feed", span_of(feed->settings->name));
    json_put_text(out, "state", span_of(feed_state_name(state)));
    json_put_text(out, "url", url_for_display(l->arena, span_of(feed->settings->url)));
    json_put_time(out, "last_poll", known_time(feed->rhythm.last_poll));
    json_put_time(out, "last_new", known_time(feed->rhythm.last_new));
    json_put_time(out, "next_poll", next_poll(feed, state));
    json_put_text(out, "outcome", outcome_of(feed));
    if (feed->status > 0)
        json_put_int(out, "status", feed->status);
    json_put_int(out, "failures", feed->rhythm.failures);
    json_put_text(out, "message", span_of(feed->message));
}

static void add_row(struct look *l, struct table *t, const struct feed *feed)
{
    enum feed_state state = feed_state_of(feed, l->now);

    table_cell(t, span_of(feed->settings->name));
    table_cell(t, span_of(feed_state_name(state)));
    table_time(t, known_time(feed->rhythm.last_poll));
    table_time(t, next_poll(feed, state));
    table_cell(t, outcome_of(feed));
    table_cell(t, span_of(feed->message));
}

static int list_feeds(const struct command *c)
{
    static const char *const head[] = {"FEED",    "STATE",  "LAST POLL (UTC)", "NEXT POLL (UTC)",
                                       "OUTCOME", "MESSAGE"};
    struct table table = {.head = head, .columns = sizeof(head) / sizeof(head[0])};
    struct feeds *feeds = NULL;
    struct look l;
    int code = c->argc > 2 ? command_fail(EX_USAGE, "usage: %s", usage_text) : EX_OK;

    if (code != EX_OK)
        return code;
    code = look_open(c, &l);
    if (code == EX_OK)
        feeds = look_feeds(&l);
    for (size_t i = 0; code == EX_OK && i < feeds_count(feeds); i++) {
        if (c->json) {
            put_json(&l, feeds_at(feeds, i));
            buffer_put_text(&l.out, "}\n");
            look_flush(&l);
            arena_reset(l.arena);
        } else {
            add_row(&l, &table, feeds_at(feeds, i));
        }
    }
    table_print(&table);
    feeds_free(&feeds);
    return look_close(&l, code);
}

/* ---- show ---------------------------------------------------------------------------------------------- */

static void put_why(struct buffer *out, const struct feed *feed, enum feed_state state)
{
    char until[TIME_TEXT_BYTES];

    if (state == FEED_OFF)
        buffer_put_text(out, "no more polls: enabled = false in the configuration");
    else if (state == FEED_PAUSED)
        buffer_printf(out, "no more polls: a person paused it; newswirectl feeds resume %s",
                      feed->settings->name);
    else if (state == FEED_HELD)
        buffer_printf(out, "next poll at %s: the server said to come again then (Retry-After)",
                      time_format(feed->hold_until, until));
    else
        interval_explain(state == FEED_GONE ? WHY_GONE : feed->why, &feed->rhythm, feed->due, out);
}

static void put_all_json(struct look *l, const struct feed *feed)
{
    enum feed_state state = feed_state_of(feed, l->now);
    struct buffer why;

    buffer_init(&why, 4096);
    put_why(&why, feed, state);
    put_json(l, feed);
    json_put_text(&l->out, "why", buffer_span(&why));
    json_put_text(&l->out, "origin", url_for_display(l->arena, span_of(feed->origin)));
    json_put_text(&l->out, "etag", span_of(feed->etag));
    json_put_text(&l->out, "last_modified", span_of(feed->last_modified));
    json_put_int(&l->out, "interval_s", feed->rhythm.interval_s);
    json_put_int(&l->out, "hint_s", feed->hint_s);
    json_put_bool(&l->out, "polled", feed->polled);
    json_put_text(&l->out, "file", span_of(feed->settings->file));
    json_put_int(&l->out, "line", feed->settings->line);
    buffer_put_text(&l->out, "}\n");
    buffer_release(&why);
}

static void put_settings(struct look *l, const struct feed *feed)
{
    const struct feed_settings *s = feed->settings;
    struct span url = url_for_display(l->arena, span_of(s->url));
    struct span origin = url_for_display(l->arena, span_of(feed->origin));
    char every[TIME_TEXT_BYTES];
    struct buffer *out = &l->out;

    shown_put_field(out, "feed", span_of(s->name));
    shown_put_field(out, "url", url);
    if (!span_equal(origin, url))
        shown_put_field(out, "origin", origin);
    shown_put_field(out, "outlet", span_of(s->outlet));
    shown_put_field(out, "language", span_of(s->language));
    for (size_t i = 0; i < s->tags.count; i++)
        shown_put_field(out, i == 0 ? "tags" : "", span_of(s->tags.list[i]));
    if (s->every_ms > 0 || l->settings->every_ms > 0)
        shown_put_fieldf(out, "every", "%s%s",
                         duration_format(s->every_ms > 0 ? s->every_ms : l->settings->every_ms, every),
                         s->every_ms > 0 ? " (its own)" : " (poll.every)");
    if (s->full_text != FULL_TEXT_NO)
        shown_put_field(out, "full text",
                        s->full_text == FULL_TEXT_SHORT ? SPAN("of items with a short one")
                                                        : SPAN("of all new items"));
    if (s->file[0] != '\0')
        shown_put_fieldf(out, "configured", "%s:%d", s->file, s->line);
}

static void put_state(struct look *l, const struct feed *feed)
{
    enum feed_state state = feed_state_of(feed, l->now);
    struct buffer *out = &l->out, why;

    buffer_init(&why, 4096);
    put_why(&why, feed, state);
    shown_put_field(out, "state", span_of(feed_state_name(state)));
    shown_put_field_time(out, "last poll", known_time(feed->rhythm.last_poll));
    shown_put_field_time(out, "last new", known_time(feed->rhythm.last_new));
    if (feed->has_outcome && feed->status > 0)
        shown_put_fieldf(out, "outcome", "%s (HTTP %ld)", poll_outcome_name(feed->outcome), feed->status);
    else
        shown_put_field(out, "outcome", outcome_of(feed));
    shown_put_field(out, "message", span_of(feed->message));
    if (feed->rhythm.failures > 0)
        shown_put_fieldf(out, "failures", "%u in a row", (unsigned)feed->rhythm.failures);
    shown_put_field(out, "etag", span_of(feed->etag));
    shown_put_field(out, "last-modified", span_of(feed->last_modified));
    shown_put_field(out, "first poll",
                    feed->polled ? SPAN("stored: what is new now may alert")
                                 : SPAN("still to come: what it brings is stored without alerting"));
    shown_put_field(out, "why", buffer_span(&why));
    buffer_release(&why);
}

static int show_feed(const struct command *c)
{
    const char *name = NULL;
    const struct option_row rows[] = {{"the feed's name", OPTION_WORD, &name}};
    const struct feed *feed = NULL;
    struct feeds *feeds = NULL;
    struct look l;
    int code = options_read(c, 2, rows, 1);

    if (code != EX_OK)
        return code;
    code = look_open(c, &l);
    if (code == EX_OK) {
        feeds = look_feeds(&l);
        feed = feeds_find(feeds, span_of(name));
    }
    if (code == EX_OK && !feed) {
        code = command_fail(EX_DATAERR, "no feed is named %s", log_quote(span_of(name)));
    } else if (code == EX_OK && c->json) {
        put_all_json(&l, feed);
    } else if (code == EX_OK) {
        put_settings(&l, feed);
        put_state(&l, feed);
    }
    look_flush(&l);
    feeds_free(&feeds);
    return look_close(&l, code);
}

/* ---- orders -------------------------------------------------------------------------------------------- */

static int order_feed(const struct command *c)
{
    struct buffer order;
    int code;

    if (c->argc != 3)
        return command_fail(EX_USAGE, "usage: %s", usage_text);
    buffer_init(&order, 65536);
    buffer_put_text(&order, "{\"order\":\"feeds.");
    buffer_put_text(&order, c->argv[1]);
    buffer_put_byte(&order, '"');
    json_put_text(&order, "feed", span_of(c->argv[2]));
    buffer_put_byte(&order, '}');
    code = command_order(c, buffer_span(&order));
    buffer_release(&order);
    return code;
}

static const struct {
    const char *name;
    command_verb *run;
} verbs[] = {
    {"list", list_feeds},  {"show", show_feed},    {"poll", order_feed},
    {"pause", order_feed}, {"resume", order_feed}, {"reset", order_feed},
};

int command_feeds(const struct command *c)
{
    if (c->argc == 1)
        return list_feeds(c);
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(c->argv[1], verbs[i].name) == 0)
            return verbs[i].run(c);
    }
    return command_fail(EX_USAGE, "usage: %s", usage_text);
}
