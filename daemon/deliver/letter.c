/*
 * letter.c - reads a payload back into the facts that people are told
 *
 * Every member may be missing or of another type: then it is empty. An entry written by an older or newer
 * version is still told as well as it can be.
 *
 * Fatal: nothing. Bugs: only the first author is read.
 */
#include "text.h"

#include "letter.h"

static void read_outlets(struct letter *l, const struct json_value *list)
{
    l->outlet_total = json_length(list);
    l->outlet_count = l->outlet_total < LETTER_OUTLETS_MAX ? l->outlet_total : LETTER_OUTLETS_MAX;
    l->outlets = arena_get(l->arena, (l->outlet_count + 1) * sizeof *l->outlets);
    for (size_t i = 0; i < l->outlet_count; i++)
        l->outlets[i] = clean_short(l->arena, json_span(json_at(list, i)), 100);
}

static int compare_hits(const void *a, const void *b)
{
    const struct letter_hit *x = a, *y = b;
    if (x->field != y->field)
        return x->field < y->field ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->end > y->end ? -1 : x->end < y->end;
}

static void read_hits(struct letter *l, const struct json_value *list)
{
    size_t total = json_length(list);
    size_t count = total < LETTER_HITS_MAX ? total : LETTER_HITS_MAX;
    l->hits = arena_get(l->arena, (count + 1) * sizeof *l->hits);
    for (size_t i = 0; i < count; i++) {
        const struct json_value *v = json_at(list, i);
        struct letter_hit hit = {.text = json_span(json_get(v, "text"))};
        int64_t start = json_int(json_get(v, "start"), -1), end = json_int(json_get(v, "end"), -1);
        if (!field_from_name(json_span(json_get(v, "field")), &hit.field) || start < 0 || end <= start)
            continue;
        hit.start = (size_t)start;
        hit.end = (size_t)end;
        l->hits[l->hit_count++] = hit;
    }
    qsort(l->hits, l->hit_count, sizeof *l->hits, compare_hits);
}

static void read_item(struct letter *l, const struct json_value *item)
{
    l->title = json_span(json_get(item, "title"));
    l->url = json_span(json_get(item, "url"));
    l->outlet = json_span(json_get(item, "outlet"));
    l->summary = json_span(json_get(item, "summary"));
    l->content = json_span(json_get(item, "content_text"));
    l->language = json_span(json_get(item, "language"));
    l->author = json_span(json_get(json_at(json_get(item, "authors"), 0), "name"));
    l->published = json_time(json_get(item, "date_published"));
}

bool letter_read(struct letter *l, struct span body)
{
    *l = (struct letter){.document = json_read(body, NULL)};
    if (l->document == NULL)
        return false;
    const struct json_value *root = json_root(l->document);
    const struct json_value *data = json_get(root, "data");
    if (!json_is_object(data)) {
        json_free(&l->document);
        return false;
    }
    l->arena = arena_new();
    l->update = span_equal(json_span(json_get(root, "type")), SPAN("story.updated"));
    l->timestamp = json_time(json_get(root, "timestamp"));
    l->rule = json_span(json_get(data, "rule"));
    l->severity = json_span(json_get(data, "severity"));
    const struct json_value *story = json_get(data, "story");
    l->story = json_span(json_get(story, "id"));
    l->story_title = json_span(json_get(story, "title"));
    l->first_seen = json_time(json_get(story, "first_seen"));
    l->items = json_int(json_get(story, "items"), 1);
    read_outlets(l, json_get(story, "outlets"));
    read_item(l, json_get(data, "item"));
    read_hits(l, json_get(data, "hits"));
    return true;
}

void letter_release(struct letter *l)
{
    json_free(&l->document);
    arena_free(&l->arena);
}

struct span letter_subject(const struct letter *l)
{
    struct span title = clean_short(l->arena, l->story_title, LETTER_TITLE_MAX);
    if (title.len == 0)
        title = clean_short(l->arena, l->title, LETTER_TITLE_MAX);
    return title.len > 0 ? title : SPAN("(no title)");
}

struct span letter_url(struct letter *l)
{
    struct span url = clean_line(l->arena, span_cut(l->url, 0, LETTER_URL_MAX + 1));
    return url.len <= LETTER_URL_MAX && url_is_web(url) ? url : (struct span){"", 0};
}

struct span letter_headline(struct letter *l, bool with_re, size_t max_chars)
{
    struct span rule = clean_short(l->arena, l->rule, 100);
    struct span title = clean_cut(l->arena, letter_subject(l), max_chars);
    return arena_printf(l->arena, "%s[%.*s] %.*s", with_re && l->update ? "Re: " : "", (int)rule.len,
                        rule.ptr, (int)title.len, title.ptr);
}
