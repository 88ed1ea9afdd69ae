/*
 * turn.c - what one turn of the loop makes of the polls that have ended
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "parse.h"
#include "turn.h"

#define LINES_LIMIT ((size_t)1 << 30)

void turn_begin(struct turn *t, const struct turn_rooms *rooms, int64_t now, struct turn_numbers *numbers)
{
    *t = (struct turn){
        .rooms = rooms, .now = now, .numbers = numbers, .arena = arena_new(), .script = script_new()};
    buffer_init(&t->lines, LINES_LIMIT);
    buffer_init(&t->kept, LINES_LIMIT);
    buffer_init(&t->state, LINES_LIMIT);
}

void turn_release(struct turn *t)
{
    script_free(&t->script);
    arena_free(&t->arena);
    buffer_release(&t->lines);
    buffer_release(&t->kept);
    buffer_release(&t->state);
    alert_batch_release(&t->batch);
}

static void add_line(struct buffer *lines, void (*put)(struct buffer *, const struct feed *),
                     const struct feed *feed)
{
    if (lines->len > 0)
        buffer_put_byte(lines, '\n');
    put(lines, feed);
}

void turn_keep(struct turn *t, const struct feed *feed)
{
    add_line(&t->kept, feed_put_kept, feed);
    t->kept_lines++;
}

void turn_keep_whole(struct turn *t, const struct feeds *feeds)
{
    buffer_clear(&t->kept);
    feeds_put_kept(feeds, &t->kept);
    t->kept_whole = true;
}

void turn_state_whole(struct turn *t, const struct feeds *feeds)
{
    buffer_clear(&t->state);
    feeds_put_state(feeds, &t->state);
    t->state_whole = true;
}

static void quarantine(struct turn *t, const struct ended_poll *p, struct span reason)
{
    struct buffer why;

    buffer_init(&why, 65536);
    buffer_put_byte(&why, '{');
    json_put_text(&why, "feed", span_of(p->feed->settings->name));
    json_put_time(&why, "date", t->now);
    json_put_text(&why, "reason", reason);
    json_put_text(&why, "content_type", span_of(p->content_type));
    json_put_int(&why, "bytes", (int64_t)p->body.len);
    buffer_put_text(&why, "}\n");
    quarantine_put(t->rooms->spool, t->script, span_of(p->feed->settings->name), buffer_span(&p->body),
                   buffer_span(&why));
    buffer_release(&why);
}

/* What could be read was; the rest can be looked at. A feed that is always so is told once. */
static void tell_damage(struct turn *t, struct ended_poll *p, const struct document *doc)
{
    if (doc->damage.len > 0) {
        quarantine(t, p, doc->damage);
        feed_set(&p->message, arena_printf(t->arena, "damaged: %.*s", (int)doc->damage.len, doc->damage.ptr));
    } else if (doc->left_out) {
        feed_set(&p->message, SPAN("more items than are read of one document: the last are left out"));
    }
    if (p->message[0] && strcmp(p->feed->message, p->message) != 0)
        log_warning("feed=%s state=ok why=%s", p->feed->settings->name, log_quote(span_of(p->message)));
}

/* Invariants 1 and 3: judged, written as lines, and offered to the alerts, all in memory. */
static size_t take_document(struct turn *t, const struct judge_feed *feed, const struct document *doc)
{
    struct judged judged;

    judge_document(t->rooms->judge, feed, doc, t->arena, &judged);
    for (size_t i = 0; i < judged.count; i++) {
        buffer_put_span(&t->lines, judged.lines[i]);
        buffer_put_byte(&t->lines, '\n');
        alerts_offer(t->rooms->alerts, &judged.records[i], judged.lines[i], &t->batch);
    }
    t->numbers->items += judged.count;
    t->numbers->duplicates += judged.duplicates;
    t->numbers->revisions += judged.revisions;
    return judged.count;
}

static size_t take_body(struct turn *t, struct ended_poll *p)
{
    struct judge_feed feed = judge_feed_of(t->arena, p->feed, t->now);
    struct parse_input in = {buffer_span(&p->body), span_of(p->url), span_of(p->content_type)};
    struct id hash = hash128(p->body.ptr, p->body.len);
    struct document doc;
    struct error why;
    size_t count;

    if (id_equal(hash, p->feed->body_hash)) { /* the same bytes under 200 */
        p->outcome = POLL_UNCHANGED;
        return 0;
    }
    if (p->doc) { /* gather has read it */
        doc = *p->doc;
    } else if (parse_document(t->arena, &in, &doc, &why) != PARSE_OK) {
        p->outcome = POLL_BROKEN;
        feed_set(&p->message, span_of(why.text));
        quarantine(t, p, span_of(why.text));
        return 0;
    }
    tell_damage(t, p, &doc);
    if (!p->feed->polled && !t->rooms->alert_old)
        feed.quiet = QUIET_FIRST_POLL;
    count = take_document(t, &feed, &doc);
    p->feed->body_hash = p->unsettled ? (struct id){0, 0} : hash;
    if (p->fresh_for_s < doc.ttl_s)
        p->fresh_for_s = doc.ttl_s;
    return count;
}

bool turn_ingest(struct turn *t, struct feed *feed, struct span body, struct error *e)
{
    struct judge_feed for_judge = judge_feed_of(t->arena, feed, t->now);
    struct parse_input in = {body, span_of(feed->settings->url), SPAN("")};
    struct document doc;

    if (parse_document(t->arena, &in, &doc, e) != PARSE_OK)
        return false;
    for_judge.quiet = QUIET_BACKFILL;
    take_document(t, &for_judge, &doc);
    return true;
}

/* A good answer brings the validators of the next request: each replaces both; a 304 updates those that it carries. */
static void take_validators(const struct ended_poll *p)
{
    struct feed *feed = p->feed;

    if (p->unsettled) {
        feed_set(&feed->etag, SPAN(""));
        feed_set(&feed->last_modified, SPAN(""));
    }
    if (p->unsettled || p->outcome == POLL_BROKEN ||
        (p->status != 200 && p->status != 203 && p->status != 304))
        return;
    if (p->status != 304 || p->etag[0])
        feed_set(&feed->etag, span_of(p->etag));
    if (p->status != 304 || p->last_modified[0])
        feed_set(&feed->last_modified, span_of(p->last_modified));
}

static void schedule_next(struct turn *t, const struct ended_poll *p, size_t new_items)
{
    struct feed *feed = p->feed;
    bool own = feed->settings->every_ms > 0;
    struct interval_input in = {
        .every_s = (own ? feed->settings->every_ms : t->rooms->settings->every_ms) / 1000,
        .slowest_s = t->rooms->settings->slowest_ms / 1000,
        .own_every = own,
        .hint_s = p->fresh_for_s,
        .retry_after_s = p->retry_after_s,
        .outcome = p->outcome,
        .new_items = new_items,
        .random = random_u64(),
    };

    feed->hint_s = p->fresh_for_s;
    feed->due = interval_next(&feed->rhythm, &in, t->now, &feed->why);
}

/* What people and peers decided, and what must outlive state/. */
static void take_decisions(struct turn *t, const struct ended_poll *p, bool good)
{
    struct feed *feed = p->feed;
    int64_t hold = p->retry_after_s > 0 ? t->now + p->retry_after_s : 0;
    bool gone = p->outcome == POLL_GONE;
    bool polled = feed->polled || good;

    if (feed->hold_until == hold && feed->gone == gone && feed->polled == polled)
        return;
    feed->hold_until = hold;
    feed->gone = gone;
    feed->polled = polled;
    turn_keep(t, feed);
}

void turn_take(struct turn *t, struct ended_poll *p)
{
    size_t alerts = t->batch.count, new_items = 0;
    bool good, same;

    if (p->outcome == POLL_FRESH)
        new_items = take_body(t, p);
    good = p->outcome == POLL_FRESH || p->outcome == POLL_UNCHANGED;
    same = p->outcome == POLL_UNCHANGED &&
           (p->feed->outcome == POLL_FRESH || p->feed->outcome == POLL_UNCHANGED);
    take_validators(p);
    take_decisions(t, p, good);
    schedule_next(t, p, new_items);
    if (!same) /* else the damage that was told still stands on the page */
        feed_set(&p->feed->message, span_of(p->message));
    if (p->status > 0)
        feed_set(&p->feed->moved_to, span_of(p->permanent_url));
    p->feed->outcome = p->outcome;
    p->feed->has_outcome = true;
    p->feed->status = p->status;
    add_line(&t->state, feed_put_state, p->feed);
    t->state_lines++;
    t->numbers->polls[p->outcome]++;
    t->numbers->alerts += t->batch.count - alerts;
}

int turn_seal(struct turn *t, bool *cursor)
{
    struct spool *spool = t->rooms->spool;

    if (t->lines.len > 0) {
        int error = spool_append(spool, t->script, t->now, buffer_span(&t->lines), &t->end); /* 2 */

        if (error != 0)
            return error;
        t->has_end = true;
    }
    alerts_write(t->rooms->alerts, &t->batch, t->script); /* 3 */
    if (t->kept.len > 0)
        (t->kept_whole ? journal_replace : journal_append)(spool, t->script, JOURNAL_KEPT_FEEDS,
                                                           buffer_span(&t->kept));
    if (t->state.len > 0)
        (t->state_whole ? journal_replace : journal_append)(spool, t->script, JOURNAL_STATE_FEEDS,
                                                            buffer_span(&t->state)); /* 4 */
    *cursor = t->has_end && (*cursor || t->batch.count > 0);
    if (*cursor)
        cursor_save(spool, t->script, &t->end); /* 5 */
    return 0;
}

struct durable_script *turn_script(struct turn *t)
{
    struct durable_script *script = t->script;

    t->script = NULL;
    return script;
}
