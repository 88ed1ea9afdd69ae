/*
 * stories.c - newswirectl stories: one line a story that had an item since
 *
 * Two passages: the first finds the stories, the second tells them whole, from their beginning.
 * Fatal: nothing. Bugs: none known.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "look.h"
#include "shown.h"

#define DAY_S 86400
#define ID_COLUMNS 12

struct story {
    struct id id;
    char *title; /* of its first item; NULL: not met yet */
    int64_t first_seen, last_seen;
    char **outlets;
    size_t outlet_count, items, duplicates;
    bool hit; /* the rule that is asked for */
};
struct stories {
    struct look *look;
    int64_t since;
    const char *rule;
    size_t limit; /* 0: none */
    struct story *list;
    size_t count, cap;
    struct map *by_id;
    size_t headless; /* that began before */
};

static void begin(struct stories *s, struct id id)
{
    if (map_get(s->by_id, id, NULL))
        return;
    if (s->count == s->cap) {
        s->cap = s->cap > 0 ? s->cap * 2 : 256;
        s->list = memory_grow(s->list, s->cap, sizeof(*s->list));
    }
    map_put(s->by_id, id, s->count);
    s->list[s->count++] = (struct story){.id = id, .first_seen = INT64_MAX, .last_seen = INT64_MIN};
    s->headless++;
}

static void add_outlet(struct story *story, struct span outlet)
{
    for (size_t i = 0; i < story->outlet_count; i++) {
        if (span_equal(span_of(story->outlets[i]), outlet))
            return;
    }
    story->outlets = memory_grow(story->outlets, story->outlet_count + 1, sizeof(*story->outlets));
    story->outlets[story->outlet_count++] = memory_copy(outlet.ptr, outlet.len);
}

static void add_record(struct stories *s, struct story *story, const struct record *r)
{
    if (id_equal(r->id, story->id) && !story->title)
        story->title = memory_copy(r->item.title.ptr, r->item.title.len);
    if (r->date_fetched < story->first_seen)
        story->first_seen = r->date_fetched;
    if (r->date_fetched > story->last_seen)
        story->last_seen = r->date_fetched;
    story->items++;
    story->duplicates += !id_is_zero(r->verdict.duplicate_of);
    for (size_t i = 0; s->rule && i < r->hit_count; i++)
        story->hit = story->hit || span_equal(r->hits[i].rule, span_of(s->rule));
    add_outlet(story, r->outlet);
}

static void find_stories(struct stories *s)
{
    struct reader *reader = reader_new(s->look->spool, NULL, s->since);
    struct position at;
    struct span line;

    while (reader_next(reader, &line, &at)) {
        struct id story = line_id(line, "story");

        if (id_is_zero(story) || line_time(line, "date_fetched") < s->since)
            continue;
        begin(s, story);
        s->headless -= id_equal(story, line_id(line, "id"));
    }
    reader_free(&reader);
}

static void read_stories(struct stories *s)
{
    struct reader *reader = reader_new(s->look->spool, NULL, s->headless > 0 ? 0 : s->since);
    struct position at;
    struct span line;
    struct record r;
    uint64_t i;

    while (reader_next(reader, &line, &at)) {
        if (!map_get(s->by_id, line_id(line, "story"), &i))
            continue;
        arena_reset(s->look->arena);
        if (look_read(s->look, line, &r))
            add_record(s, &s->list[i], &r);
    }
    reader_free(&reader);
}

static int by_first_seen(const void *a, const void *b)
{
    const struct story *x = a, *y = b;

    return x->first_seen != y->first_seen ? (x->first_seen < y->first_seen ? -1 : 1)
           : x->last_seen != y->last_seen ? (x->last_seen < y->last_seen ? -1 : 1)
                                          : 0;
}

/* ---- printing ------------------------------------------------------------------------------------------ */

static void print_json(struct look *l, const struct story *story)
{
    struct buffer *out = &l->out;

    buffer_put_byte(out, '{');
    json_put_id(out, "id", story->id);
    json_put_text(out, "title", span_of(story->title));
    json_put_time(out, "first_seen", story->first_seen);
    json_put_time(out, "last_seen", story->last_seen);
    json_put_key(out, "outlets");
    buffer_put_byte(out, '[');
    for (size_t i = 0; i < story->outlet_count; i++) {
        if (i > 0)
            buffer_put_byte(out, ',');
        json_put_string(out, span_of(story->outlets[i]));
    }
    buffer_put_byte(out, ']');
    json_put_int(out, "items", (int64_t)story->items);
    json_put_int(out, "duplicates", (int64_t)story->duplicates);
    buffer_put_text(out, "}\n");
    look_flush(l);
}

static void add_row(struct table *t, const struct story *story)
{
    char id[ID_TEXT_BYTES];

    table_cellf(t, "%.*s", ID_COLUMNS, id_format(story->id, id));
    table_time(t, story->first_seen);
    table_cellf(t, "%zu", story->outlet_count);
    table_cellf(t, "%zu", story->items);
    table_cell(t, span_of(story->title));
}

static void print(struct stories *s)
{
    static const char *const head[] = {"STORY", "FIRST SEEN (UTC)", "OUTLETS", "ITEMS", "TITLE"};
    struct table table = {.head = head, .columns = sizeof(head) / sizeof(head[0])};
    size_t wanted = 0;

    if (s->count > 0)
        qsort(s->list, s->count, sizeof(*s->list), by_first_seen);
    for (size_t i = 0; i < s->count; i++)
        wanted += !s->rule || s->list[i].hit;
    for (size_t i = 0; i < s->count; i++) {
        if (s->rule && !s->list[i].hit)
            continue;
        if (s->limit > 0 && wanted-- > s->limit)
            continue;
        if (s->look->command->json)
            print_json(s->look, &s->list[i]);
        else
            add_row(&table, &s->list[i]);
    }
    table_print(&table);
}

static void release(struct stories *s)
{
    for (size_t i = 0; i < s->count; i++) {
        for (size_t k = 0; k < s->list[i].outlet_count; k++)
            free(s->list[i].outlets[k]);
        free(s->list[i].outlets);
        free(s->list[i].title);
    }
    free(s->list);
    map_free(&s->by_id);
}

int command_stories(const struct command *c)
{
    struct look l;
    struct stories s = {.look = &l, .since = clock_wall() - DAY_S};
    const struct option_row rows[] = {{"--since", OPTION_TIME, &s.since},
                                      {"--rule", OPTION_TEXT, &s.rule},
                                      {"--limit", OPTION_COUNT, &s.limit}};
    int code = options_read(c, 1, rows, sizeof(rows) / sizeof(rows[0]));

    if (code != EX_OK)
        return code;
    code = look_open(c, &l);
    s.by_id = map_new();
    if (code == EX_OK) {
        find_stories(&s);
        read_stories(&s);
        print(&s);
    }
    release(&s);
    return look_close(&l, code);
}
