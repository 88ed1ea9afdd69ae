/*
 * payload.c - the body of an alert: one JSON object, written once, frozen at the first try
 *
 * The record's line is embedded as it stands, byte for byte, so that what a receiver gets is what the spool
 * holds. Members are never left out because they are empty, except dates that are unknown: a receiver's
 * schema stays simple.
 *
 * Fatal: a record line that is no object (a bug of the caller). Bugs: none known.
 */
#include "deliver.h"

static void put_story(struct buffer *out, const struct alert_story *story)
{
    json_put_key(out, "story");
    buffer_put_byte(out, '{');
    json_put_id(out, "id", story->id);
    json_put_key(out, "title");
    json_put_string(out, story->title);
    json_put_time(out, "first_seen", story->first_seen);
    json_put_key(out, "outlets");
    buffer_put_byte(out, '[');
    for (size_t i = 0; i < story->outlet_count; i++) {
        if (i > 0)
            buffer_put_byte(out, ',');
        json_put_string(out, story->outlets[i]);
    }
    buffer_put_byte(out, ']');
    json_put_int(out, "items", (int64_t)story->items);
    buffer_put_byte(out, '}');
}

static void put_hits(struct buffer *out, const struct alert_facts *facts)
{
    if (facts->hit_count > 0) {
        hits_put_json(out, facts->hits, facts->hit_count, false);
        return;
    }
    json_put_key(out, "hits");
    buffer_put_text(out, "[]");
}

void payload_put(struct buffer *out, const struct alert_facts *facts, struct span record_json)
{
    struct span record = span_trim(record_json); /* the line's newline is not part of the object */
    must(record.len >= 2 && record.ptr[0] == '{' && record.ptr[record.len - 1] == '}');
    buffer_put_byte(out, '{');
    json_put_key(out, "type");
    json_put_string(out, facts->update ? SPAN("story.updated") : SPAN("story.matched"));
    json_put_time(out, "timestamp", facts->timestamp);
    json_put_key(out, "data");
    buffer_put_byte(out, '{');
    json_put_key(out, "rule");
    json_put_string(out, facts->rule);
    json_put_key(out, "severity");
    json_put_string(out, facts->severity);
    put_story(out, &facts->story);
    json_put_key(out, "item");
    buffer_put_span(out, record);
    put_hits(out, facts);
    buffer_put_text(out, "}}");
}
