/*
 * dedup.c - newswirectl dedup: the verdicts on a file of items, by the daemon's code and the items' own clocks
 *
 * Reads {"id","outlet","url","time","title","text","lang"} a line, prints {"id","duplicate_of","story","why"} a line. Ids
 * are any strings; inside they go by their hash. Times are RFC 3339 or seconds since 1970; one that goes back, or is
 * missing, counts as that of the line before.
 * Fatal: nothing. A line that cannot be read is told and passed over, and makes the exit 65. Bugs: none known.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base.h"
#include "dedup.h"
#include "model.h"
#include "text.h"

#include "commands.h"

/* As the daemon's defaults (conf: dedup). */
#define WINDOW_S (14 * 86400)
#define STORY_WINDOW_S (4 * 86400)
#define MEMORY_BYTES ((size_t)1 << 30)
#define OUT_LIMIT ((size_t)128 << 20)

struct filter {
    struct dedup *dedup;
    struct map *names;  /* id → where its name stands in text */
    struct buffer text; /* the names: a length and the bytes */
    struct buffer out;
    struct arena *arena;
    int64_t now;
};

static struct id remember_name(struct filter *f, struct span name)
{
    struct id id = hash128(name.ptr, name.len);
    uint64_t at;

    if (!map_get(f->names, id, &at)) {
        map_put(f->names, id, f->text.len);
        buffer_put(&f->text, &name.len, sizeof(name.len));
        buffer_put_span(&f->text, name);
    }
    return id;
}

static void put_name(struct buffer *out, struct id id, void *arg)
{
    const struct filter *f = arg;
    struct span name = {0};
    uint64_t at;

    if (!map_get(f->names, id, &at)) {
        buffer_put_text(out, "null");
        return;
    }
    memcpy(&name.len, f->text.ptr + at, sizeof(name.len));
    name.ptr = f->text.ptr + at + sizeof(name.len);
    json_put_string(out, name);
}

static int64_t read_time(const struct json_value *v, int64_t otherwise)
{
    int64_t t = json_is_string(v) ? json_time(v) : json_int(v, TIME_UNKNOWN);

    return t == TIME_UNKNOWN || t < otherwise ? otherwise : t;
}

static void print_verdict(struct filter *f, struct id id, const struct verdict *v)
{
    struct id_writer names = {.put = put_name, .arg = f};

    buffer_clear(&f->out);
    buffer_put_text(&f->out, "{\"id\":");
    put_name(&f->out, id, f);
    buffer_put_text(&f->out, ",\"duplicate_of\":");
    put_name(&f->out, v->duplicate_of, f); /* zero is nobody's name: null */
    buffer_put_text(&f->out, ",\"story\":");
    put_name(&f->out, v->story, f);
    verdict_put_why(&f->out, v, &names);
    buffer_put_text(&f->out, "}\n");
    fwrite(f->out.ptr, 1, f->out.len, stdout);
}

/* Items come as feeds have them: a text may be HTML. In the daemon, parse has seen to that. */
static void read_words(struct filter *f, const struct json_value *text, struct words *out)
{
    struct span s = json_span(text);

    if (html_looks_like(s))
        s = html_to_text(f->arena, s);
    words_of(f->arena, s, 0, out);
}

static bool take_line(struct filter *f, struct span line, struct error *e)
{
    struct json *json = json_read(line, e);
    const struct json_value *v = json ? json_root(json) : NULL;
    struct words title, body;
    struct dedup_item item = {.title = &title, .body = &body};
    struct verdict verdict;

    if (json && json_span(json_get(v, "id")).len == 0) {
        error_set(e, "no object with an \"id\"");
        json_free(&json);
    }
    if (!json)
        return false;
    f->now = read_time(json_get(v, "time"), f->now);
    item.id = remember_name(f, json_span(json_get(v, "id")));
    item.outlet = json_span(json_get(v, "outlet"));
    item.url = url_canonical(f->arena, json_span(json_get(v, "url")));
    item.now = f->now;
    read_words(f, json_get(v, "title"), &title);
    read_words(f, json_get(v, "text"), &body);
    dedup_judge(f->dedup, &item, f->arena, &verdict);
    print_verdict(f, item.id, &verdict);
    json_free(&json);
    arena_reset(f->arena);
    return true;
}

static int filter_file(struct filter *f, FILE *in, const char *name)
{
    struct buffer line = {0};
    int code = EX_OK;

    for (long n = 1; command_next_line(in, &line); n++) {
        struct error e = {{0}};

        if (span_trim(buffer_span(&line)).len == 0)
            continue;
        if (!take_line(f, buffer_span(&line), &e)) {
            fprintf(stderr, "%s:%ld: %s\n", name, n, e.text);
            code = EX_DATAERR;
        }
    }
    buffer_release(&line);
    if (ferror(in) || fflush(stdout) != 0)
        code = command_fail(EX_IOERR, "%s: cannot read or write on", name);
    return code;
}

int command_dedup(const struct command *c)
{
    const struct dedup_limits limits = {WINDOW_S, STORY_WINDOW_S, MEMORY_BYTES};
    const char *name = c->argc > 1 ? c->argv[1] : NULL;
    struct filter f = {.now = INT64_MIN / 2};
    FILE *in;
    int code;

    if (c->argc > 2)
        return command_fail(EX_USAGE, "dedup [FILE]");
    in = command_open(name);
    if (!in)
        return EX_NOINPUT;
    f.dedup = dedup_new(&limits);
    f.names = map_new();
    f.arena = arena_new();
    buffer_init(&f.text, SIZE_MAX / 2);
    buffer_init(&f.out, OUT_LIMIT);
    code = filter_file(&f, in, name && strcmp(name, "-") != 0 ? name : "stdin");
    if (in != stdin)
        fclose(in);
    buffer_release(&f.out);
    buffer_release(&f.text);
    arena_free(&f.arena);
    map_free(&f.names);
    dedup_free(&f.dedup);
    return code;
}
