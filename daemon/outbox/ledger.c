/*
 * ledger.c - stories as alerts tell them, and who was told
 *
 * Rebuilt at start from the records of the window, the entries and the receipts. A story is forgotten when it
 * was last seen before the window of dedup: nothing can join it any more. Fatal: no memory. Bugs: none known.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "outbox.h"

#define RECEIPTS_LIMIT ((size_t)1 << 30)
#define TITLE_BYTES 300

struct ledger {
    struct ledger_story **list;
    size_t count, cap;
    struct map *by_id; /* story → index in list */
    struct map *sent;  /* ids of alerts with a receipt → when that was known */
    struct map *hits;  /* hash of (item, rule, text of a hit) → story's last_seen */
    struct map *names; /* interned outlets: hash → pointer */
};

struct ledger *ledger_new(void)
{
    struct ledger *l = memory_get(sizeof(*l));

    l->by_id = map_new();
    l->sent = map_new();
    l->hits = map_new();
    l->names = map_new();
    return l;
}

static void story_free(struct ledger_story *s)
{
    for (size_t i = 0; i < s->told_count; i++) {
        free(s->told[i].rule);
        free(s->told[i].receiver);
    }
    free(s->told);
    free(s->outlets);
    free(s->title);
    free(s);
}

void ledger_free(struct ledger **l)
{
    size_t cursor = 0;
    struct id key;
    uint64_t name;

    if (!*l)
        return;
    for (size_t i = 0; i < (*l)->count; i++)
        story_free((*l)->list[i]);
    while (map_next((*l)->names, &cursor, &key, &name))
        free((void *)(uintptr_t)name);
    map_free(&(*l)->by_id);
    map_free(&(*l)->sent);
    map_free(&(*l)->hits);
    map_free(&(*l)->names);
    free((*l)->list);
    free(*l);
    *l = NULL;
}

static struct span intern(struct ledger *l, struct span name)
{
    struct id key = hash128(name.ptr, name.len);
    uint64_t at;

    if (!map_get(l->names, key, &at)) {
        at = (uint64_t)(uintptr_t)memory_copy(name.ptr, name.len);
        map_put(l->names, key, at);
    }
    return (struct span){(const char *)(uintptr_t)at, name.len};
}

struct ledger_story *ledger_find(struct ledger *l, struct id story)
{
    uint64_t at;

    return map_get(l->by_id, story, &at) ? l->list[at] : NULL;
}

static struct ledger_story *find_or_begin(struct ledger *l, struct id story)
{
    struct ledger_story *s = ledger_find(l, story);

    if (s)
        return s;
    s = memory_get(sizeof(*s));
    s->id = story;
    s->title = memory_copy("", 0);
    s->first_seen = s->last_seen = TIME_UNKNOWN;
    if (l->count == l->cap) {
        l->cap = l->cap ? l->cap * 2 : 64;
        l->list = memory_grow(l->list, l->cap, sizeof(struct ledger_story *));
    }
    map_put(l->by_id, story, l->count);
    l->list[l->count++] = s;
    return s;
}

static bool add_outlet(struct ledger *l, struct ledger_story *s, struct span outlet)
{
    struct span name = intern(l, outlet);

    for (size_t i = 0; i < s->outlet_count; i++) {
        if (s->outlets[i].ptr == name.ptr)
            return false;
    }
    s->outlets = memory_grow(s->outlets, s->outlet_count + 1, sizeof(*s->outlets));
    s->outlets[s->outlet_count++] = name;
    return true;
}

static struct id hit_key(const struct record *r, const struct hit *hit)
{
    struct id item = r->revision > 1 ? r->revision_of : r->id;
    struct id rule = hash128(hit->rule.ptr, hit->rule.len), text = hash128(hit->text.ptr, hit->text.len);
    uint64_t all[6] = {item.hi, item.lo, rule.hi, rule.lo, text.hi, text.lo};

    return hash128(all, sizeof(all));
}

bool ledger_hit_is_new(const struct ledger *l, const struct record *r, struct span rule)
{
    for (size_t i = 0; i < r->hit_count; i++) {
        if (span_equal(r->hits[i].rule, rule) && !map_get(l->hits, hit_key(r, &r->hits[i]), NULL))
            return true;
    }
    return false;
}

struct ledger_story *ledger_add(struct ledger *l, const struct record *r, bool *new_outlet)
{
    struct ledger_story *s = find_or_begin(l, r->verdict.story);

    if (s->first_seen == TIME_UNKNOWN) {
        s->first_seen = r->date_fetched;
        alert_set_text(&s->title, span_cut(r->item.title, 0, TITLE_BYTES));
    }
    s->last_seen = r->date_fetched;
    s->items += r->revision == 1;
    for (size_t i = 0; i < r->hit_count; i++)
        map_put(l->hits, hit_key(r, &r->hits[i]), (uint64_t)r->date_fetched);
    *new_outlet = add_outlet(l, s, r->outlet);
    return s;
}

struct told *ledger_told(struct ledger_story *s, struct span rule, struct span receiver)
{
    for (size_t i = 0; i < s->told_count; i++) {
        if (span_equal(rule, span_of(s->told[i].rule)) && span_equal(receiver, span_of(s->told[i].receiver)))
            return &s->told[i];
    }
    return NULL;
}

struct told *ledger_tell(struct ledger_story *s, struct span rule, struct span receiver)
{
    struct told *t = ledger_told(s, rule, receiver);

    if (t)
        return t;
    s->told = memory_grow(s->told, s->told_count + 1, sizeof(*s->told));
    t = &s->told[s->told_count++];
    *t = (struct told){.rule = memory_copy(rule.ptr, rule.len),
                       .receiver = memory_copy(receiver.ptr, receiver.len)};
    return t;
}

struct told *ledger_told_by(struct ledger *l, const struct alert *a)
{
    struct ledger_story *s = ledger_find(l, a->story);

    return s ? ledger_told(s, span_of(a->rule), span_of(a->receiver)) : NULL;
}

void ledger_close_group(struct ledger *l, const struct alert *a)
{
    struct told *t = ledger_told_by(l, a);

    if (!t)
        return;
    t->group = (struct id){0, 0};
    t->updates++;
}

/* A record that joined a group would open one of this name when it is offered again (invariant 3). */
static void mark_joined(struct ledger *l, const struct told *t, struct id story, struct id record)
{
    ledger_mark_sent(l, alert_id(span_of(t->receiver), span_of(t->rule), story, ALERT_UPDATED, record));
}

void ledger_tell_alert(struct ledger *l, const struct alert *a)
{
    struct told *t = ledger_tell(find_or_begin(l, a->story), span_of(a->rule), span_of(a->receiver));

    if (a->kind == ALERT_MATCHED) {
        t->matched = a->id;
        return;
    }
    for (size_t i = 1; i < a->record_count; i++)
        mark_joined(l, t, a->story, a->records[i]);
    if (a->open)
        t->group = a->id;
    else
        t->updates++;
}

bool ledger_was_sent(const struct ledger *l, struct id alert)
{
    return map_get(l->sent, alert, NULL);
}

void ledger_mark_sent(struct ledger *l, struct id alert)
{
    map_put(l->sent, alert, (uint64_t)clock_wall());
}

static void take_receipt(struct ledger *l, struct span line)
{
    struct json *j = json_read(line, NULL);
    const struct json_value *v = json_root(j);
    struct id id = json_id(json_get(v, "id")), story = json_id(json_get(v, "story"));
    struct span rule = json_span(json_get(v, "rule")), receiver = json_span(json_get(v, "receiver"));
    const struct json_value *records = json_get(v, "records");

    if (!id_is_zero(id) && !id_is_zero(story) && !ledger_was_sent(l, id)) {
        struct told *t = ledger_tell(find_or_begin(l, story), rule, receiver);

        t->updates += span_equal(json_span(json_get(v, "kind")), span_of(alert_kind_name(ALERT_UPDATED)));
        ledger_mark_sent(l, id);
        for (size_t i = 1; i < json_length(records); i++)
            mark_joined(l, t, story, json_id(json_at(records, i)));
    }
    json_free(&j);
}

/* A torn last line ends here: the next receipt must not grow out of it. */
static int end_line(int dir, const char *name)
{
    int fd = openat(dir, name, O_WRONLY | O_APPEND | O_CLOEXEC), error;

    if (fd < 0)
        return -errno;
    error = file_write_all(fd, SPAN("\n"));
    close(fd);
    return error;
}

static int read_receipt_file(struct ledger *l, int dir, const char *name)
{
    struct buffer text;
    struct span rest, line;
    int error = file_read(dir, name, RECEIPTS_LIMIT, &text);

    rest = buffer_span(&text);
    while (error == 0 && span_split(&rest, '\n', &line))
        take_receipt(l, line);
    if (error == 0 && text.len > 0 && text.ptr[text.len - 1] != '\n')
        error = end_line(dir, name);
    buffer_release(&text);
    return error;
}

int ledger_read_receipts(struct ledger *l, int sent_dir, int64_t since)
{
    char first[TIME_TEXT_BYTES];
    int fd = openat(sent_dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), error = 0;
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;

    if (!dir)
        return -errno;
    time_format(since > 0 ? since : 0, first);
    first[10] = '\0'; /* names are days: they compare as text */
    while (error == 0 && (entry = readdir(dir))) {
        if (span_ends(span_of(entry->d_name), SPAN(".jsonl")) && strncmp(entry->d_name, first, 10) >= 0)
            error = read_receipt_file(l, sent_dir, entry->d_name);
    }
    closedir(dir);
    return error;
}

/* A map of times without those before. */
static void forget_before(struct map **map, int64_t before)
{
    struct map *kept = map_new();
    size_t cursor = 0;
    struct id key;
    uint64_t time;

    while (map_next(*map, &cursor, &key, &time)) {
        if ((int64_t)time >= before)
            map_put(kept, key, time);
    }
    map_free(map);
    *map = kept;
}

/* Names of outlets that no story holds any more. */
static void forget_names(struct ledger *l)
{
    struct map *kept = map_new();
    size_t cursor = 0;
    struct id key;
    uint64_t name;

    for (size_t i = 0; i < l->count; i++) {
        for (size_t k = 0; k < l->list[i]->outlet_count; k++) {
            struct span outlet = l->list[i]->outlets[k];

            map_put(kept, hash128(outlet.ptr, outlet.len), (uint64_t)(uintptr_t)outlet.ptr);
        }
    }
    while (map_next(l->names, &cursor, &key, &name)) {
        if (!map_get(kept, key, NULL))
            free((void *)(uintptr_t)name);
    }
    map_free(&l->names);
    l->names = kept;
}

void ledger_forget(struct ledger *l, int64_t before)
{
    for (size_t i = 0; i < l->count;) {
        struct ledger_story *s = l->list[i];

        if (s->last_seen >= before) {
            i++;
            continue;
        }
        map_remove(l->by_id, s->id);
        l->list[i] = l->list[--l->count];
        if (l->list[i] != s)
            map_put(l->by_id, l->list[i]->id, i);
        story_free(s);
    }
    forget_before(&l->hits, before);
    forget_before(&l->sent, before);
    forget_names(l);
}

size_t ledger_count(const struct ledger *l)
{
    return l->count;
}
