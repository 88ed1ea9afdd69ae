/*
 * record.c - one record as one JSON line, and back
 *
 * The line is the whole truth about one revision of one item: what was read, what was decided, and why.
 * Pure. Fatal: nothing. Bugs: none known.
 */
#include <errno.h>
#include <string.h>

#include "spool.h"

struct id record_text_hash(const struct item *item)
{
    const struct span parts[] = {item->title, item->summary, item->content_text};
    struct id sum = {0, 0};

    if (item->from_page)
        return item->feed_text;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        struct id h = hash128(parts[i].ptr, parts[i].len);
        uint64_t mixed[4] = {sum.hi, sum.lo, h.hi, h.lo};

        sum = hash128(mixed, sizeof(mixed));
    }
    return sum;
}

void record_put(struct buffer *out, const struct record *r)
{
    buffer_put_byte(out, '{');
    json_put_int(out, "v", 1);
    json_put_text(out, "type", SPAN("item"));
    json_put_id(out, "id", r->id);
    json_put_int(out, "revision", r->revision);
    json_put_id(out, "revision_of", r->revision_of);
    json_put_text(out, "feed", r->feed);
    json_put_text(out, "outlet", r->outlet);
    item_put_json(out, &r->item);
    json_put_time(out, "date_fetched", r->date_fetched);
    json_put_id(out, "story", r->verdict.story);
    json_put_id(out, "duplicate_of", r->verdict.duplicate_of);
    verdict_put_why(out, &r->verdict, NULL);
    json_put_text(out, "quiet", span_of(quiet_name(r->quiet)));
    hits_put_json(out, r->hits, r->hit_count, false);
    buffer_put_byte(out, '}');
}

static struct span keep(struct arena *a, const struct json_value *v)
{
    struct span s = json_span(v);

    return s.len > 0 ? arena_copy(a, s) : s;
}

static struct span *read_texts(struct arena *a, const struct json_value *array, size_t *count)
{
    size_t n = json_length(array);
    struct span *list = arena_get(a, n * sizeof(*list));

    for (size_t i = 0; i < n; i++)
        list[i] = keep(a, json_at(array, i));
    *count = n;
    return list;
}

static void read_lists(struct arena *a, const struct json_value *v, struct item *item)
{
    const struct json_value *authors = json_get(v, "authors"), *attachments = json_get(v, "attachments");

    item->tags = read_texts(a, json_get(v, "tags"), &item->tag_count);
    item->author_count = json_length(authors);
    item->authors = arena_get(a, item->author_count * sizeof(*item->authors));
    for (size_t i = 0; i < item->author_count; i++) {
        const struct json_value *one = json_at(authors, i);

        item->authors[i] = (struct author){keep(a, json_get(one, "name")), keep(a, json_get(one, "email")),
                                           keep(a, json_get(one, "url"))};
    }
    item->attachment_count = json_length(attachments);
    item->attachments = arena_get(a, item->attachment_count * sizeof(*item->attachments));
    for (size_t i = 0; i < item->attachment_count; i++) {
        const struct json_value *one = json_at(attachments, i);

        item->attachments[i] =
            (struct attachment){keep(a, json_get(one, "url")), keep(a, json_get(one, "mime_type")),
                                json_int(json_get(one, "size_in_bytes"), -1)};
    }
}

static void read_item(struct arena *a, const struct json_value *v, struct item *item)
{
    item->guid = keep(a, json_get(v, "guid"));
    item->url = keep(a, json_get(v, "url"));
    item->canonical_url = keep(a, json_get(v, "canonical_url"));
    item->title = keep(a, json_get(v, "title"));
    item->summary = keep(a, json_get(v, "summary"));
    item->content_text = keep(a, json_get(v, "content_text"));
    item->content_html = keep(a, json_get(v, "content_html"));
    item->language = keep(a, json_get(v, "language"));
    item->date_published = json_time(json_get(v, "date_published"));
    item->date_modified = json_time(json_get(v, "date_modified"));
    item->from_page = span_equal(json_span(json_get(v, "content_source")), SPAN("page"));
    item->feed_text = json_id(json_get(v, "feed_text"));
    item->truncated = json_bool(json_get(v, "truncated"), false);
    item->recovered = json_bool(json_get(v, "recovered"), false);
    read_lists(a, v, item);
}

static void read_verdict(struct arena *a, const struct json_value *v, struct verdict *out)
{
    const struct json_value *why = json_get(v, "why");
    const struct json_value *duplicate = json_get(why, "duplicate"), *story = json_get(why, "story");

    out->story = json_id(json_get(v, "story"));
    out->duplicate_of = json_id(json_get(v, "duplicate_of"));
    out->duplicate_why = (struct why_duplicate){
        .known = duplicate != NULL,
        .candidate = json_id(json_get(duplicate, "candidate")),
        .jaccard = json_double(json_get(duplicate, "jaccard"), 0),
        .containment = json_double(json_get(duplicate, "containment"), 0),
        .shared = (uint32_t)json_int(json_get(duplicate, "shared"), 0),
        .veto = keep(a, json_get(duplicate, "veto")),
        .url = json_bool(json_get(duplicate, "url"), false),
    };
    out->story_why = (struct why_story){
        .known = story != NULL,
        .score = json_double(json_get(story, "score"), 0),
        .member = json_id(json_get(story, "member")),
    };
    out->story_why.terms = read_texts(a, json_get(story, "terms"), &out->story_why.term_count);
}

static void read_hits(struct arena *a, const struct json_value *array, struct record *out)
{
    size_t n = json_length(array);

    out->hits = arena_get(a, n * sizeof(*out->hits));
    for (size_t i = 0; i < n; i++) {
        const struct json_value *v = json_at(array, i);
        struct hit *hit = &out->hits[out->hit_count];

        if (!field_from_name(json_span(json_get(v, "field")), &hit->field))
            continue; /* a field of a later version */
        hit->rule = keep(a, json_get(v, "rule"));
        hit->text = keep(a, json_get(v, "text"));
        hit->index = (uint32_t)json_int(json_get(v, "index"), 0);
        hit->start = (uint32_t)json_int(json_get(v, "start"), 0);
        hit->end = (uint32_t)json_int(json_get(v, "end"), 0);
        out->hit_count++;
    }
}

int record_read(struct arena *a, struct span line, struct record *out, struct error *e)
{
    struct json *j = json_read(line, e);
    const struct json_value *v = json_root(j);

    memset(out, 0, sizeof(*out));
    if (!j)
        return -EBADMSG;
    out->id = json_id(json_get(v, "id"));
    out->date_fetched = json_time(json_get(v, "date_fetched"));
    if (id_is_zero(out->id) || out->date_fetched == TIME_UNKNOWN ||
        !span_equal(json_span(json_get(v, "type")), SPAN("item"))) {
        error_set(e, "no record: id, type or date_fetched is missing");
        json_free(&j);
        return -EBADMSG;
    }
    out->revision = json_int(json_get(v, "revision"), 1);
    out->revision_of = json_id(json_get(v, "revision_of"));
    out->feed = keep(a, json_get(v, "feed"));
    out->outlet = keep(a, json_get(v, "outlet"));
    out->quiet = quiet_from_name(json_span(json_get(v, "quiet")));
    read_item(a, v, &out->item);
    read_verdict(a, v, &out->verdict);
    read_hits(a, json_get(v, "hits"), out);
    json_free(&j);
    return 0;
}
