/*
 * quarantine.c - bodies that could not be read, or only in part, with the reason
 *
 * One pair of files a feed: NAME.json says what was wrong, NAME.body is what came. The pairs are kept in the order of their
 * writing; at start that is the order of their times on the disk.
 *
 * Fatal: no memory. Bugs: files that a person puts there count as pairs, too, and go when they are the oldest.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spool.h"

#include "internal.h"

#define SLUG_BYTES 40

struct found {
    char name[QUARANTINE_NAME_BYTES];
    int64_t time_ns;
};

static int by_time(const void *a, const void *b)
{
    int64_t x = ((const struct found *)a)->time_ns, y = ((const struct found *)b)->time_ns;

    return x < y ? -1 : x > y;
}

static bool is_reason(const char *name)
{
    return span_ends(span_of(name), SPAN(".json")) && name[0] != '.' &&
           strlen(name) < QUARANTINE_NAME_BYTES + sizeof(".json") - 1;
}

/* Names of pairs, without ".json". */
static struct found *list_pairs(int place, size_t *count)
{
    int fd = openat(place, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    struct found *list = NULL;
    struct stat st;

    *count = 0;
    while (dir && (entry = readdir(dir))) {
        if (!is_reason(entry->d_name) || fstatat(place, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
            continue;
        list = memory_grow(list, *count + 1, sizeof(*list));
        list[*count].time_ns = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
        snprintf(list[(*count)++].name, QUARANTINE_NAME_BYTES, "%.*s", (int)strlen(entry->d_name) - 5,
                 entry->d_name);
    }
    if (dir)
        closedir(dir);
    else if (fd >= 0)
        close(fd);
    return list;
}

void quarantine_load(struct spool *s)
{
    struct found *list = list_pairs(s->dirs[SPOOL_QUARANTINE], &s->quarantined_count);

    if (s->quarantined_count > 1)
        qsort(list, s->quarantined_count, sizeof(*list), by_time);
    s->quarantined = memory_grow(NULL, s->quarantined_count + 1, QUARANTINE_NAME_BYTES);
    for (size_t i = 0; i < s->quarantined_count; i++)
        memcpy(s->quarantined[i], list[i].name, QUARANTINE_NAME_BYTES);
    free(list);
}

/* Letters and digits of the feed's name, and of its hash, so that no two feeds meet. */
static void name_of(struct span feed, char out[QUARANTINE_NAME_BYTES])
{
    char id[ID_TEXT_BYTES];
    size_t n = 0;

    for (size_t i = 0; i < feed.len && n < SLUG_BYTES; i++) {
        char c = feed.ptr[i], lower = (char)(c | 0x20);
        bool plain = (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');

        if (plain || (n > 0 && out[n - 1] != '-'))
            out[n++] = plain ? c : '-';
    }
    id_format(hash128(feed.ptr, feed.len), id);
    snprintf(out + n, QUARANTINE_NAME_BYTES - n, "%s%.8s", n > 0 && out[n - 1] != '-' ? "-" : "", id);
}

static void forget(struct spool *s, size_t at)
{
    s->quarantined_count--;
    memmove(s->quarantined[at], s->quarantined[at + 1], (s->quarantined_count - at) * QUARANTINE_NAME_BYTES);
}

/* Both files of a pair, removed, or written anew when there is something to write. */
static void put_pair(struct spool *s, struct durable_script *script, const char *name,
                     const struct span *contents)
{
    static const char *const endings[] = {"body", "json"};
    char file[QUARANTINE_NAME_BYTES + 8];

    for (size_t i = 0; i < 2; i++) {
        snprintf(file, sizeof(file), "%s.%s", name, endings[i]);
        script_unlink(script, s->dirs[SPOOL_QUARANTINE], file);
        if (contents)
            script_append(script, s->dirs[SPOOL_QUARANTINE], file, contents[i], false);
    }
}

void quarantine_put(struct spool *s, struct durable_script *script, struct span feed, struct span body,
                    struct span reason)
{
    const struct span contents[] = {span_cut(body, 0, QUARANTINE_BODY_BYTES), reason};
    char name[QUARANTINE_NAME_BYTES];
    size_t at = 0;

    name_of(feed, name);
    while (at < s->quarantined_count && strcmp(s->quarantined[at], name) != 0)
        at++;
    if (at < s->quarantined_count)
        forget(s, at);
    while (s->quarantined_count >= QUARANTINE_PAIRS) {
        put_pair(s, script, s->quarantined[0], NULL);
        forget(s, 0);
    }
    s->quarantined = memory_grow(s->quarantined, s->quarantined_count + 1, QUARANTINE_NAME_BYTES);
    memcpy(s->quarantined[s->quarantined_count++], name, QUARANTINE_NAME_BYTES);
    put_pair(s, script, name, contents);
}
