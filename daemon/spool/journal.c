/*
 * journal.c - what is remembered of each feed: a file of JSON lines in which the last line of a key wins
 *
 * keep/feeds.jsonl is synced line by line, state/feeds.jsonl never: the state of a machine that lost power is
 * thrown away (invariant 8), and each feed is polled once without validators. Fatal: nothing. Bugs: none
 * known.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spool.h"

#include "internal.h"

#define JOURNAL_LIMIT ((size_t)1 << 30)
static const char state_mark[] = "boot";

static const struct {
    enum spool_place place;
    const char *file, *key;
} journals[] = {
    [JOURNAL_KEPT_FEEDS] = {SPOOL_KEEP, "feeds.jsonl", "origin"},
    [JOURNAL_KEPT_RECEIVERS] = {SPOOL_KEEP, "receivers.jsonl", "receiver"},
    [JOURNAL_STATE_FEEDS] = {SPOOL_STATE, "feeds.jsonl", "origin"},
};

struct lines {
    struct span *lines; /* all good ones */
    struct id *keys;
    size_t count;
    struct map *last; /* key → index of its last line */
};

static struct id key_of(const struct json *j, const char *key)
{
    struct span value = json_span(json_get(json_root(j), key));

    return value.len > 0 ? hash128(value.ptr, value.len) : (struct id){0, 0};
}

static void take_lines(struct lines *journal, struct span rest, const char *key)
{
    struct span line;

    while (span_split(&rest, '\n', &line)) {
        struct json *j = json_read(line, NULL);
        struct id id = key_of(j, key);

        json_free(&j);
        if (id_is_zero(id))
            continue; /* torn, or not ours */
        if ((journal->count & (journal->count - 1)) == 0) {
            size_t cap = journal->count ? journal->count * 2 : 16;

            journal->lines = memory_grow(journal->lines, cap, sizeof(*journal->lines));
            journal->keys = memory_grow(journal->keys, cap, sizeof(*journal->keys));
        }
        journal->lines[journal->count] = line;
        journal->keys[journal->count] = id;
        map_put(journal->last, id, journal->count++);
    }
}

static int rewrite(struct spool *s, enum journal which, const struct lines *journal)
{
    struct buffer text;
    uint64_t last;
    int error;

    buffer_init(&text, JOURNAL_LIMIT);
    for (size_t i = 0; i < journal->count; i++) {
        if (map_get(journal->last, journal->keys[i], &last) && last == i) {
            buffer_put_span(&text, journal->lines[i]);
            buffer_put_byte(&text, '\n');
        }
    }
    error = file_replace(s->dirs[journals[which].place], journals[which].file, buffer_span(&text));
    buffer_release(&text);
    return error;
}

int journal_read(struct spool *s, enum journal which, journal_line *each, void *arg)
{
    struct lines journal = {.last = map_new()};
    struct buffer text;
    uint64_t last;
    bool torn;
    int error = file_read(s->dirs[journals[which].place], journals[which].file, JOURNAL_LIMIT, &text);

    if (error == -ENOENT)
        error = 0;
    if (error != 0)
        goto out;
    take_lines(&journal, buffer_span(&text), journals[which].key);
    for (size_t i = 0; i < journal.count; i++) {
        struct json *j;

        if (!map_get(journal.last, journal.keys[i], &last) || last != i)
            continue;
        j = json_read(journal.lines[i], NULL);
        each(arg, json_root(j));
        json_free(&j);
    }
    torn = text.len > 0 && text.ptr[text.len - 1] != '\n'; /* the next line must not grow out of it */
    if (s->lock >= 0 && (torn || journal.count > 64 + 2 * map_count(journal.last)))
        error = rewrite(s, which, &journal);
out:
    map_free(&journal.last);
    free(journal.lines);
    free(journal.keys);
    buffer_release(&text);
    return error;
}

void journal_append(struct spool *s, struct durable_script *script, enum journal which, struct span line)
{
    struct buffer text;

    buffer_init(&text, JOURNAL_LIMIT);
    buffer_put_span(&text, line);
    buffer_put_byte(&text, '\n');
    script_append(script, s->dirs[journals[which].place], journals[which].file, buffer_span(&text),
                  journals[which].place == SPOOL_KEEP);
    buffer_release(&text);
}

void journal_replace(struct spool *s, struct durable_script *script, enum journal which, struct span lines)
{
    int dir = s->dirs[journals[which].place];
    struct buffer text, tmp;

    buffer_init(&text, JOURNAL_LIMIT);
    buffer_init(&tmp, 256);
    buffer_put_span(&text, lines);
    buffer_put_byte(&text, '\n');
    buffer_printf(&tmp, "%s.tmp", journals[which].file);
    script_create(script, dir, tmp.ptr, buffer_span(&text));
    script_rename(script, dir, tmp.ptr, dir, journals[which].file);
    script_sync(script, dir, false);
    buffer_release(&tmp);
    buffer_release(&text);
}

static void boot_id(struct buffer *out)
{
    if (file_read(AT_FDCWD, "/proc/sys/kernel/random/boot_id", 256, out) != 0)
        buffer_put_text(out, "unknown");
}

static void put_mark(struct spool *s, bool clean)
{
    struct buffer boot, text;

    boot_id(&boot);
    buffer_init(&text, 4096);
    buffer_put_byte(&text, '{');
    json_put_text(&text, "boot_id", span_trim(buffer_span(&boot)));
    json_put_bool(&text, "clean", clean);
    buffer_put_text(&text, "}\n");
    (void)!file_replace(s->dirs[SPOOL_STATE], state_mark, buffer_span(&text)); /* no mark: not believed */
    buffer_release(&text);
    buffer_release(&boot);
}

bool spool_state_begin(struct spool *s)
{
    struct buffer mark, boot;
    struct json *j = NULL;
    bool believed = false;

    boot_id(&boot);
    if (file_read(s->dirs[SPOOL_STATE], state_mark, 4096, &mark) == 0) {
        j = json_read(buffer_span(&mark), NULL);
        believed = json_bool(json_get(json_root(j), "clean"), false) ||
                   span_equal(json_span(json_get(json_root(j), "boot_id")), span_trim(buffer_span(&boot)));
    }
    if (!believed)
        (void)unlinkat(s->dirs[SPOOL_STATE], journals[JOURNAL_STATE_FEEDS].file, 0);
    put_mark(s, false);
    json_free(&j);
    buffer_release(&mark);
    buffer_release(&boot);
    return believed;
}

void spool_state_clean(struct spool *s)
{
    int fd = openat(s->dirs[SPOOL_STATE], journals[JOURNAL_STATE_FEEDS].file, O_RDONLY | O_CLOEXEC);

    if (fd >= 0) {
        if (fsync(fd) == 0)
            put_mark(s, true);
        close(fd);
    }
}
