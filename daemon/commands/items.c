/*
 * items.c - newswirectl items: the newest items, or those that are asked for, in the order of their coming
 *
 * Without --since the day files are read from the end, so many days back as are needed.
 * Fatal: nothing. Bugs: none known.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "look.h"
#include "shown.h"

#define LIMIT_DEFAULT 50
#define LIMIT_UNSET SIZE_MAX
#define DAY_S 86400
#define DAYS_AT_MOST 100000 /* back from the last: more than there can be */
#define ID_COLUMNS 12
#define FEED_COLUMNS 20

struct query {
    int64_t since, until; /* since 0: any; until TIME_UNKNOWN: any */
    const char *feed, *rule, *story;
    bool duplicates, follow;
    size_t limit; /* 0: none */
    struct buffer feed_json, rule_json;
};

/* The newest lines so far, at most `limit`: a ring when it is full. */
struct batch {
    struct found *list;
    size_t limit, count, cap, oldest;
};

/* ---- which --------------------------------------------------------------------------------------------- */

static bool is_wanted(const struct query *q, struct span line)
{
    struct span value;
    int64_t at;

    if (q->feed && (!json_raw_member(line, "feed", &value) || !span_equal(value, buffer_span(&q->feed_json))))
        return false;
    if (q->duplicates && line_text(line, "duplicate_of").len == 0)
        return false;
    if (q->story && !span_starts(line_text(line, "story"), span_of(q->story)))
        return false;
    if (q->since > 0 || q->until != TIME_UNKNOWN) {
        at = line_time(line, "date_fetched");
        if (at < q->since || (q->until != TIME_UNKNOWN && at >= q->until))
            return false;
    }
    return !q->rule || line_has_rule(line, buffer_span(&q->rule_json));
}

static struct found *batch_at(const struct batch *b, size_t i)
{
    return &b->list[(b->oldest + i) % b->count];
}

static void batch_add(struct batch *b, struct span line)
{
    struct found *f;

    if (b->limit > 0 && b->count == b->limit) {
        f = &b->list[b->oldest];
        b->oldest = (b->oldest + 1) % b->count;
        found_release(f);
    } else {
        if (b->count == b->cap) {
            b->cap = b->cap > 0 ? b->cap * 2 : 64;
            b->list = memory_grow(b->list, b->cap, sizeof(*b->list));
        }
        f = &b->list[b->count++];
    }
    *f = (struct found){.line = memory_copy(line.ptr, line.len), .bytes = line.len};
}

static void batch_clear(struct batch *b)
{
    for (size_t i = 0; i < b->count; i++)
        found_release(&b->list[i]);
    free(b->list);
    *b = (struct batch){.limit = b->limit};
}

/* ---- for a person -------------------------------------------------------------------------------------- */

/* The rules that hit, each once: "[pipeline] ". */
static void put_rules(struct buffer *out, const struct record *r)
{
    for (size_t i = 0; i < r->hit_count; i++) {
        bool told = false;

        for (size_t k = 0; k < i; k++)
            told = told || span_equal(r->hits[k].rule, r->hits[i].rule);
        if (told)
            continue;
        buffer_put_byte(out, '[');
        shown_put(out, r->hits[i].rule);
        buffer_put_text(out, "] ");
    }
}

static void put_item(struct look *l, const struct record *r)
{
    size_t from = l->out.len, used;
    char id[ID_TEXT_BYTES];
    struct buffer rest;

    shown_put_time(&l->out, r->date_fetched);
    buffer_printf(&l->out, "  %.*s  ", ID_COLUMNS, id_format(r->id, id));
    shown_put_cell(&l->out, r->feed, FEED_COLUMNS);
    buffer_put_text(&l->out, "  ");
    used = shown_columns(span_cut(buffer_span(&l->out), from, l->out.len));
    buffer_init(&rest, (size_t)16 << 20);
    put_rules(&rest, r);
    if (!id_is_zero(r->verdict.duplicate_of))
        buffer_put_text(&rest, "(copy) ");
    if (r->revision > 1)
        buffer_printf(&rest, "(revision %lld) ", (long long)r->revision);
    buffer_put_span(&rest, r->item.title.len > 0 ? r->item.title : r->item.summary);
    shown_put_cut(&l->out, buffer_span(&rest), shown_width() - used);
    buffer_put_byte(&l->out, '\n');
    buffer_release(&rest);
}

static void put_original(struct look *l, const struct why_duplicate *why, const struct found *original)
{
    char id[ID_TEXT_BYTES];
    struct record r;

    buffer_printf(&l->out, "    copy of %.*s  jaccard %.2f  containment %.2f  shared %u", ID_COLUMNS,
                  id_format(original->id, id), why->jaccard, why->containment, (unsigned)why->shared);
    if (found_read(original, l->arena, &r)) {
        buffer_put_text(&l->out, "  ");
        shown_put_cut(&l->out, r.outlet, 30);
        buffer_put_text(&l->out, ": ");
        shown_put_cut(&l->out, r.item.title, 80);
    }
    buffer_put_byte(&l->out, '\n');
}

static void print_line(struct look *l, struct span line, const struct found *original)
{
    struct record r;

    if (l->command->json) {
        fwrite(line.ptr, 1, line.len, stdout);
        fputc('\n', stdout);
        return;
    }
    arena_reset(l->arena);
    if (!look_read(l, line, &r))
        return;
    put_item(l, &r);
    if (original)
        put_original(l, &r.verdict.duplicate_why, original);
    look_flush(l);
}

static void print_batch(struct look *l, const struct query *q, struct batch *b)
{
    bool pairs = q->duplicates && !l->command->json;
    struct found *originals = memory_get(b->count * sizeof(*originals));

    for (size_t i = 0; pairs && i < b->count; i++) {
        const struct found *f = batch_at(b, i);

        originals[i].id = line_id((struct span){f->line, f->bytes}, "duplicate_of");
    }
    if (pairs)
        find_records(l, originals, b->count);
    for (size_t i = 0; i < b->count; i++) {
        const struct found *f = batch_at(b, i);

        print_line(l, (struct span){f->line, f->bytes}, pairs ? &originals[i] : NULL);
    }
    for (size_t i = 0; i < b->count; i++)
        found_release(&originals[i]);
    free(originals);
    batch_clear(b);
}

/* ---- where from ---------------------------------------------------------------------------------------- */

/* Reads on from a position, or from a day; *end: where it ended. Without a batch each line is printed at once. */
static void read_lines(struct look *l, const struct query *q, int64_t since, struct batch *b,
                       struct position *end)
{
    struct reader *reader = reader_new(l->spool, end->file[0] ? end : NULL, since);
    struct position at;
    struct span line;

    while (reader_next(reader, &line, &at)) {
        if (!is_wanted(q, line))
            continue;
        if (b)
            batch_add(b, line);
        else
            print_line(l, line, NULL);
    }
    reader_here(reader, end);
    reader_free(&reader);
}

/* The last day that has records; 0: none. */
static int64_t last_day(struct look *l)
{
    struct position end;
    int64_t day;
    char midnight[TIME_TEXT_BYTES];

    if (spool_end(l->spool, &end) != 0 || end.file[0] == '\0')
        return 0;
    snprintf(midnight, sizeof(midnight), "%.10sT00:00:00Z", end.file);
    return time_parse(span_of(midnight), &day) ? day : 0;
}

/* Day by day backwards, four times as many at each try, until there are enough. */
static void read_newest(struct look *l, const struct query *q, struct batch *b, struct position *end)
{
    int64_t last = last_day(l);

    for (int64_t days = 1;; days *= 4) {
        int64_t since = last > days * DAY_S && days < DAYS_AT_MOST ? last - (days - 1) * DAY_S : 0;

        *end = (struct position){0};
        read_lines(l, q, since, b, end);
        if (since == 0 || b->count == b->limit)
            return;
        batch_clear(b);
    }
}

static void list(struct look *l, const struct query *q, struct position *end)
{
    struct batch b = {.limit = q->limit};

    if (q->limit == 0 && (!q->duplicates || l->command->json)) {
        read_lines(l, q, q->since, NULL, end);
        return;
    }
    if (q->since > 0 || q->limit == 0)
        read_lines(l, q, q->since, &b, end);
    else
        read_newest(l, q, &b, end);
    print_batch(l, q, &b);
}

/* Ends by a signal, or when nobody reads any more. */
static void follow(struct look *l, const struct query *q, struct position *end)
{
    while (fflush(stdout) == 0 && !ferror(stdout)) {
        struct batch b = {0};

        sleep(1);
        read_lines(l, q, 0, &b, end);
        print_batch(l, q, &b);
    }
}

static int read_query(const struct command *c, struct query *q)
{
    const struct option_row rows[] = {
        {"--since", OPTION_TIME, &q->since},   {"--until", OPTION_TIME, &q->until},
        {"--feed", OPTION_TEXT, &q->feed},     {"--rule", OPTION_TEXT, &q->rule},
        {"--story", OPTION_TEXT, &q->story},   {"--duplicates", OPTION_FLAG, &q->duplicates},
        {"--follow", OPTION_FLAG, &q->follow}, {"--limit", OPTION_COUNT, &q->limit},
    };
    int code;

    *q = (struct query){.until = TIME_UNKNOWN, .limit = LIMIT_UNSET};
    code = options_read(c, 1, rows, sizeof(rows) / sizeof(rows[0]));
    if (q->limit == LIMIT_UNSET)
        q->limit = q->since > 0 || q->story ? 0 : LIMIT_DEFAULT;
    buffer_init(&q->feed_json, 8192);
    buffer_init(&q->rule_json, 8192);
    json_put_string(&q->feed_json, span_of(q->feed));
    json_put_string(&q->rule_json, span_of(q->rule));
    return code;
}

int command_items(const struct command *c)
{
    struct position end = {0};
    struct query q;
    struct look l = {0};
    int code = read_query(c, &q);

    if (code == EX_OK) {
        code = look_open(c, &l);
        if (code == EX_OK)
            list(&l, &q, &end);
        if (code == EX_OK && q.follow)
            follow(&l, &q, &end);
        code = look_close(&l, code);
    }
    buffer_release(&q.feed_json);
    buffer_release(&q.rule_json);
    return code;
}
