/*
 * outbox.c - the queue: alerts in memory as they lie in their directories, and the heap of those that wait
 *
 *            put                    a try failed
 *   (none) ------> new ----------------------------> deferred --+
 *             \                                       ^  |  ^   | another try failed, a record joined
 *              \--> deferred (a group)                |  |  +---+
 *                       release, retry |  ^ hold      |  | refused for good, given up
 *                                      hold <---------+  +--> failed
 *   delivered: a receipt is appended to sent/, the file goes
 *
 * Memory is changed at once, the disk follows by the script; alert->scripts counts those on their way, and
 * dispatch leaves an alert alone until they have arrived. Fatal: nothing. Bugs: none known.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "outbox.h"

#define ENTRY_LIMIT ((size_t)128 << 20)
#define NAME_BYTES (ID_TEXT_BYTES + 8)

struct outbox {
    struct outbox_dirs dirs;
    struct alert **list;
    size_t count, cap;
    struct map *by_id; /* → index in list */
    struct alert **heap;
    size_t heap_count, heap_cap;
    bool touched[PLACES];
};

static int place_dir(const struct outbox *o, enum alert_place place)
{
    const int dirs[PLACES] = {o->dirs.fresh, o->dirs.deferred, o->dirs.hold, o->dirs.failed};

    return dirs[place];
}

static const char *file_name(struct id id, char out[NAME_BYTES])
{
    char text[ID_TEXT_BYTES];

    snprintf(out, NAME_BYTES, "%s.json", id_format(id, text));
    return out;
}

struct outbox *outbox_new(const struct outbox_dirs *dirs)
{
    struct outbox *o = memory_get(sizeof(*o));

    o->dirs = *dirs;
    o->by_id = map_new();
    return o;
}

void outbox_free(struct outbox **o)
{
    if (!*o)
        return;
    for (size_t i = 0; i < (*o)->count; i++)
        alert_free(&(*o)->list[i]);
    map_free(&(*o)->by_id);
    free((*o)->list);
    free((*o)->heap);
    free(*o);
    *o = NULL;
}

/* ---- the heap: earliest due first, then the older alert -------------------------------------------------- */

static bool is_before(const struct alert *a, const struct alert *b)
{
    return a->due_ms != b->due_ms ? a->due_ms < b->due_ms : a->created < b->created;
}

static void heap_set(struct outbox *o, size_t at, struct alert *a)
{
    o->heap[at] = a;
    a->heap_at = at;
}

static void heap_up(struct outbox *o, size_t at)
{
    struct alert *a = o->heap[at];

    while (at > 0 && is_before(a, o->heap[(at - 1) / 2])) {
        heap_set(o, at, o->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    heap_set(o, at, a);
}

static void heap_down(struct outbox *o, size_t at)
{
    struct alert *a = o->heap[at];

    for (;;) {
        size_t child = 2 * at + 1;

        if (child >= o->heap_count)
            break;
        if (child + 1 < o->heap_count && is_before(o->heap[child + 1], o->heap[child]))
            child++;
        if (!is_before(o->heap[child], a))
            break;
        heap_set(o, at, o->heap[child]);
        at = child;
    }
    heap_set(o, at, a);
}

void outbox_unwait(struct outbox *o, struct alert *a)
{
    size_t at = a->heap_at;
    struct alert *last;

    if (at == SIZE_MAX)
        return;
    last = o->heap[--o->heap_count];
    a->heap_at = SIZE_MAX;
    if (last == a)
        return;
    heap_set(o, at, last);
    heap_up(o, at);
    heap_down(o, last->heap_at);
}

void outbox_wait(struct outbox *o, struct alert *a, int64_t due_ms)
{
    outbox_unwait(o, a);
    a->due_ms = due_ms;
    if (o->heap_count == o->heap_cap) {
        o->heap_cap = o->heap_cap ? o->heap_cap * 2 : 64;
        o->heap = memory_grow(o->heap, o->heap_cap, sizeof(struct alert *));
    }
    o->heap[o->heap_count++] = a;
    heap_up(o, o->heap_count - 1);
}

struct alert *outbox_first(const struct outbox *o)
{
    return o->heap_count > 0 ? o->heap[0] : NULL;
}

/* ---- the table ------------------------------------------------------------------------------------------- */

static void table_add(struct outbox *o, struct alert *a)
{
    if (o->count == o->cap) {
        o->cap = o->cap ? o->cap * 2 : 64;
        o->list = memory_grow(o->list, o->cap, sizeof(struct alert *));
    }
    map_put(o->by_id, a->id, o->count);
    o->list[o->count++] = a;
}

static void table_remove(struct outbox *o, struct alert *a)
{
    uint64_t at;

    must(map_get(o->by_id, a->id, &at) && o->list[at] == a);
    map_remove(o->by_id, a->id);
    o->list[at] = o->list[--o->count];
    if (o->list[at] != a)
        map_put(o->by_id, o->list[at]->id, at);
}

struct alert *outbox_find(const struct outbox *o, struct id id)
{
    uint64_t at;

    return map_get(o->by_id, id, &at) ? o->list[at] : NULL;
}

struct alert *outbox_find_text(const struct outbox *o, struct span id)
{
    struct alert *found = NULL;
    char text[ID_TEXT_BYTES];

    for (size_t i = 0; i < o->count && id.len > 0; i++) {
        if (!span_starts(span_of(id_format(o->list[i]->id, text)), id))
            continue;
        if (found)
            return NULL; /* not unique */
        found = o->list[i];
    }
    return found;
}

size_t outbox_count(const struct outbox *o, enum alert_place place)
{
    size_t n = 0;

    for (size_t i = 0; i < o->count; i++)
        n += o->list[i]->place == place;
    return n;
}

int64_t outbox_oldest(const struct outbox *o)
{
    int64_t oldest = TIME_UNKNOWN;

    for (size_t i = 0; i < o->count; i++) {
        if (o->list[i]->place <= PLACE_DEFERRED && (oldest == TIME_UNKNOWN || o->list[i]->created < oldest))
            oldest = o->list[i]->created;
    }
    return oldest;
}

struct alert *outbox_next(const struct outbox *o, size_t *cursor)
{
    return *cursor < o->count ? o->list[(*cursor)++] : NULL;
}

/* ---- loading --------------------------------------------------------------------------------------------- */

static void take_entry(struct outbox *o, struct alert *a, enum alert_place place)
{
    struct alert *other = outbox_find(o, a->id);

    a->place = place;
    if (other) { /* a crash between two renames: the later place has the newer file */
        if (other->place >= place) {
            other->stale |= 1u << place;
            alert_free(&a);
            return;
        }
        a->stale = other->stale | 1u << other->place;
        table_remove(o, other);
        alert_free(&other);
    }
    if (!a->open)
        outbox_drop_body(a);
    table_add(o, a);
}

static int load_place(struct outbox *o, enum alert_place place, outbox_problem *problem, void *arg)
{
    int fd = openat(place_dir(o, place), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;

    if (!dir)
        return -errno;
    while ((entry = readdir(dir))) {
        struct span name = span_of(entry->d_name);
        struct error e;
        struct alert *a = NULL;
        struct buffer text;
        int error;

        if (!span_ends(name, SPAN(".json")))
            continue;
        error = file_read(fd, entry->d_name, ENTRY_LIMIT, &text);
        if (error != 0)
            error_set(&e, "%s", strerror(-error));
        else
            error = entry_read(buffer_span(&text), &a, &e);
        buffer_release(&text);
        if (error != 0)
            problem(arg, alert_place_name(place), entry->d_name, e.text);
        else
            take_entry(o, a, place);
    }
    closedir(dir);
    return 0;
}

int outbox_load(struct outbox *o, int64_t now, outbox_problem *problem, void *arg)
{
    int64_t now_ms = clock_monotonic_ms();

    for (int p = 0; p < PLACES; p++) {
        int error = load_place(o, (enum alert_place)p, problem, arg);

        if (error != 0)
            return error;
    }
    for (size_t i = 0; i < o->count; i++) {
        struct alert *a = o->list[i];
        int64_t wait = a->due > now ? a->due - now : 0,
                longest = a->due > a->created ? a->due - a->created : 0;

        if (a->place <=
            PLACE_DEFERRED) /* a clock that went back must not hold it for longer than was meant */
            outbox_wait(o, a, now_ms + 1000 * (wait < longest ? wait : longest));
    }
    return 0;
}

int outbox_load_body(struct outbox *o, struct alert *a)
{
    char name[NAME_BYTES];
    struct buffer text;
    struct span body;
    int error;

    if (a->body)
        return 0;
    error = file_read(place_dir(o, a->place), file_name(a->id, name), ENTRY_LIMIT, &text);
    if (error == 0 && !json_raw_member(buffer_span(&text), "body", &body))
        error = -EBADMSG;
    if (error == 0)
        alert_set_body(a, body);
    buffer_release(&text);
    return error;
}

void outbox_drop_body(struct alert *a)
{
    free(a->body);
    a->body = NULL;
    a->body_bytes = 0;
}

/* ---- steps on the disk ----------------------------------------------------------------------------------- */

static void write_entry(struct outbox *o, struct alert *a, struct durable_script *script)
{
    char name[NAME_BYTES];
    struct buffer text;

    buffer_init(&text, ENTRY_LIMIT);
    entry_put(&text, a);
    must(!text.overflow);
    file_name(a->id, name);
    script_create(script, o->dirs.tmp, name, buffer_span(&text));
    script_rename(script, o->dirs.tmp, name, place_dir(o, a->place), name);
    o->touched[a->place] = true;
    buffer_release(&text);
}

void outbox_put(struct outbox *o, struct alert *a)
{
    must(!outbox_find(o, a->id));
    a->place = a->open || a->due > a->created ? PLACE_DEFERRED : PLACE_NEW;
    table_add(o, a);
}

void outbox_rewrite(struct outbox *o, struct alert *a, struct durable_script *script)
{
    write_entry(o, a, script);
}

/* An older file that a crash left elsewhere would be read again at the next start. */
static void remove_stale(struct outbox *o, struct alert *a, struct durable_script *script)
{
    char name[NAME_BYTES];

    for (int p = 0; p < PLACES && a->stale != 0; p++) {
        if (!(a->stale & 1u << p) || p == (int)a->place)
            continue;
        script_unlink(script, place_dir(o, (enum alert_place)p), file_name(a->id, name));
        o->touched[p] = true;
    }
    a->stale = 0;
}

void outbox_move(struct outbox *o, struct alert *a, enum alert_place to, struct durable_script *script)
{
    enum alert_place from = a->place;
    char name[NAME_BYTES];

    a->place = to;
    write_entry(o, a, script);
    if (from != to) {
        script_unlink(script, place_dir(o, from), file_name(a->id, name));
        o->touched[from] = true;
    }
    remove_stale(o, a, script);
}

/* The file goes, and the alert with it. */
static void drop(struct outbox *o, struct alert **a, struct durable_script *script)
{
    char name[NAME_BYTES];

    script_unlink(script, place_dir(o, (*a)->place), file_name((*a)->id, name));
    remove_stale(o, *a, script);
    outbox_unwait(o, *a);
    table_remove(o, *a);
    alert_free(a);
}

void outbox_finish(struct outbox *o, struct alert **a, const char *outcome, int64_t now,
                   struct durable_script *script)
{
    char day[TIME_TEXT_BYTES], file[32];
    struct buffer line;

    buffer_init(&line, 65536);
    receipt_put(&line, *a, outcome, now);
    snprintf(file, sizeof(file), "%.10s.jsonl", time_format(now, day));
    script_append(script, o->dirs.sent, file, buffer_span(&line), true);
    script_sync(script, o->dirs.sent, false);
    buffer_release(&line);
    drop(o, a, script);
}

size_t outbox_drop_sent(struct outbox *o, const struct ledger *l, struct durable_script *script)
{
    size_t dropped = 0;

    for (size_t i = o->count; i-- > 0;) { /* backwards: the last takes the place of one that goes */
        struct alert *a = o->list[i];

        if (!ledger_was_sent(l, a->id))
            continue;
        drop(o, &a, script);
        dropped++;
    }
    return dropped;
}

void outbox_sync_dirs(struct outbox *o, struct durable_script *script)
{
    for (int p = 0; p < PLACES; p++) {
        if (o->touched[p])
            script_sync(script, place_dir(o, (enum alert_place)p), false);
        o->touched[p] = false;
    }
}
