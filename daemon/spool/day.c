/*
 * day.c - the day files: appending to them, and mending their end at start
 *
 * Invariant 2: the records of all bodies finished in one turn are one write and one fdatasync.
 * Invariant 6: the loop never writes here itself; the sync thread cuts the file back to the old end when a
 * write fails. Invariant 7: at start, everything after the durable offset is copied into a fresh file, synced
 * and renamed. Invariant 9: the day file never goes back.
 *
 * Fatal: nothing. Bugs: a day file that was edited 25 times in one day takes no 26th successor; the last is
 * then used.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spool.h"

#include "internal.h"

bool day_is_file(const char *name)
{
    static const char shape[] = "dddd-dd-dd";
    size_t i;

    for (i = 0; shape[i]; i++) {
        if (shape[i] == 'd' ? name[i] < '0' || name[i] > '9' : name[i] != '-')
            return false;
    }
    if (name[i] >= 'b' && name[i] <= 'z')
        i++;
    return strcmp(name + i, ".jsonl") == 0 || strcmp(name + i, ".jsonl.zst") == 0;
}

void day_month(const char *file, char out[MONTH_BYTES])
{
    snprintf(out, MONTH_BYTES, "%.4s/%.2s", file, file + 5);
}

int64_t day_of_file(const char *name)
{
    int64_t year = 0, month = 1, day = 1;

    must(span_to_int((struct span){name, 4}, &year) && span_to_int((struct span){name + 5, 2}, &month) &&
         span_to_int((struct span){name + 8, 2}, &day));
    return time_from_civil(year, (int)month, (int)day);
}

int position_compare(const struct position *a, const struct position *b)
{
    int c = strcmp(a->file, b->file);

    return c != 0 ? c : a->offset < b->offset ? -1 : a->offset > b->offset;
}

int day_open(const struct spool *s, const char *file, int flags)
{
    char month[MONTH_BYTES], path[MONTH_BYTES + SPOOL_FILE_BYTES + 8];
    int fd;

    day_month(file, month);
    snprintf(path, sizeof(path), "%s/%s", month, file);
    fd = openat(s->dirs[SPOOL_ITEMS], path, flags | O_CLOEXEC | O_NOFOLLOW, 0640);
    return fd < 0 ? -errno : fd;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct day_file *)a)->name, ((const struct day_file *)b)->name);
}

static void list_month(int items, const char *path, struct day_files *out)
{
    int fd = openat(items, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;

    if (!dir) {
        if (fd >= 0)
            close(fd);
        return;
    }
    while ((entry = readdir(dir))) {
        struct day_file *f;
        size_t len = strlen(entry->d_name);

        if (!day_is_file(entry->d_name))
            continue;
        out->list = memory_grow(out->list, out->count + 1, sizeof(*out->list));
        f = &out->list[out->count++];
        f->compressed = span_ends((struct span){entry->d_name, len}, SPAN(".zst"));
        snprintf(f->name, sizeof(f->name), "%.*s", (int)(f->compressed ? len - 4 : len), entry->d_name);
    }
    closedir(dir);
}

/* The names of digits only in a directory: years in items/, months in a year. */
static size_t list_numbers(int items, const char *path, size_t digits, char (*out)[8], size_t max)
{
    int fd = openat(items, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    size_t count = 0;

    if (!dir) {
        if (fd >= 0)
            close(fd);
        return 0;
    }
    while (count < max && (entry = readdir(dir))) {
        if (strlen(entry->d_name) == digits && strspn(entry->d_name, "0123456789") == digits)
            snprintf(out[count++], 8, "%s", entry->d_name);
    }
    closedir(dir);
    return count;
}

void day_files(const struct spool *s, struct day_files *out)
{
    char years[200][8], months[12][8];
    size_t kept = 0, year_count = list_numbers(s->dirs[SPOOL_ITEMS], ".", 4, years, 200);

    *out = (struct day_files){0};
    for (size_t y = 0; y < year_count; y++) {
        size_t month_count = list_numbers(s->dirs[SPOOL_ITEMS], years[y], 2, months, 12);

        for (size_t m = 0; m < month_count; m++) {
            char path[MONTH_BYTES];

            snprintf(path, sizeof(path), "%.4s/%.2s", years[y], months[m]);
            list_month(s->dirs[SPOOL_ITEMS], path, out);
        }
    }
    if (out->count == 0)
        return;
    qsort(out->list, out->count, sizeof(*out->list), by_name);
    for (size_t i = 1; i < out->count; i++) { /* a day may stand there twice while it is being compressed */
        if (strcmp(out->list[i].name, out->list[kept].name) != 0)
            out->list[++kept] = out->list[i];
        else if (!out->list[i].compressed)
            out->list[kept] = out->list[i];
    }
    out->count = kept + 1;
}

int spool_end(struct spool *s, struct position *end)
{
    struct day_files files;
    struct stat st;
    int fd;

    *end = (struct position){0};
    day_files(s, &files);
    while (files.count > 0 && files.list[files.count - 1].compressed)
        files.count--;
    if (files.count == 0) {
        free(files.list);
        return 0;
    }
    memcpy(end->file, files.list[files.count - 1].name, SPOOL_FILE_BYTES);
    free(files.list);
    fd = day_open(s, end->file, O_RDONLY);
    if (fd < 0)
        return fd;
    fstat(fd, &st);
    end->offset = st.st_size;
    close(fd);
    return 0;
}

/* Copies from..to of one descriptor to the end of the other. */
static int copy_bytes(int from, int64_t len, int to)
{
    static const size_t chunk_bytes = (size_t)1 << 20;
    char *chunk = memory_get(chunk_bytes);
    int64_t at = 0;
    int error = 0;

    while (at < len && error == 0) {
        size_t want = len - at < (int64_t)chunk_bytes ? (size_t)(len - at) : chunk_bytes;
        ssize_t got = pread(from, chunk, want, at);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            error = got < 0 ? -errno : -EIO;
            break;
        }
        error = file_write_all(to, (struct span){chunk, (size_t)got});
        at += got;
    }
    free(chunk);
    return error;
}

/* The offset behind the last newline. */
static int64_t whole_lines(int fd, int64_t size)
{
    char chunk[4096];

    while (size > 0) {
        size_t want = size < (int64_t)sizeof(chunk) ? (size_t)size : sizeof(chunk);
        ssize_t got = pread(fd, chunk, want, size - (int64_t)want);

        if (got <= 0)
            return 0;
        for (ssize_t i = got - 1; i >= 0; i--) {
            if (chunk[i] == '\n')
                return size - (int64_t)want + i + 1;
        }
        size -= got;
    }
    return 0;
}

/* A fresh copy of the file's first `len` bytes takes its place. */
static int refresh(struct spool *s, const char *file, int fd, int64_t len)
{
    char month[MONTH_BYTES];
    int dir, copy = -1, error;

    day_month(file, month);
    dir = openat(s->dirs[SPOOL_ITEMS], month, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return -errno;
    copy = openat(dir, "recover.tmp", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    error = copy < 0 ? -errno : copy_bytes(fd, len, copy);
    if (error == 0 && fsync(copy) < 0)
        error = -errno;
    if (error == 0 && renameat(dir, "recover.tmp", dir, file) < 0)
        error = -errno;
    if (error == 0 && fsync(dir) < 0)
        error = -errno;
    if (copy >= 0)
        close(copy);
    close(dir);
    return error;
}

static int recover_file(struct spool *s, const struct position *durable, struct position *end, int64_t *cut)
{
    int fd = day_open(s, end->file, O_RDONLY), error = 0;
    int64_t whole;
    struct stat st;

    if (fd < 0)
        return fd;
    fstat(fd, &st);
    whole = whole_lines(fd, st.st_size);
    *cut += st.st_size - whole;
    end->offset = whole;
    /* nothing after the durable offset and nothing torn: the file is as it was left */
    if (whole != st.st_size || position_compare(durable, end) < 0)
        error = refresh(s, end->file, fd, whole);
    close(fd);
    return error;
}

int spool_recover(struct spool *s, const struct position *durable, struct position *end, int64_t *cut)
{
    struct day_files files;
    int error = 0;

    *cut = 0;
    *end = (struct position){0};
    day_files(s, &files);
    for (size_t i = 0; i < files.count && error == 0; i++) {
        if (files.list[i].compressed || strcmp(files.list[i].name, durable->file) < 0)
            continue;
        memcpy(end->file, files.list[i].name, SPOOL_FILE_BYTES);
        error = recover_file(s, durable, end, cut);
    }
    free(files.list);
    if (error == 0 && end->file[0] == '\0')
        error = spool_end(s, end);
    if (error == 0)
        s->end = *end; /* records go on there, in the last of the day's files */
    return error;
}

/* ---- appending ------------------------------------------------------------------------------------------- */

static void day_name(int64_t now, char letter, char out[SPOOL_FILE_BYTES])
{
    char text[TIME_TEXT_BYTES], suffix[2] = {letter, '\0'};

    snprintf(out, SPOOL_FILE_BYTES, "%.10s%s.jsonl", time_format(now, text), suffix);
}

/* Opens a directory below items/ and has the script sync and close it: a new name in it is then durable. */
static int sync_directory(struct spool *s, struct durable_script *script, const char *path)
{
    int dir = openat(s->dirs[SPOOL_ITEMS], path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (dir < 0)
        return -errno;
    script_sync(script, dir, false);
    script_close(script, dir);
    return 0;
}

/* Opens the file for appending; it, its month and its year may be new. */
static int open_day(struct spool *s, struct durable_script *script, const char *file)
{
    char month[MONTH_BYTES], year[MONTH_BYTES];
    struct stat st;
    int fd, error;

    day_month(file, month);
    snprintf(year, sizeof(year), "%.4s", month);
    error = file_make_dirs(s->dirs[SPOOL_ITEMS], month, 0750);
    if (error != 0)
        return error;
    fd = day_open(s, file, O_RDWR | O_CREAT);
    if (fd < 0)
        return fd;
    error = sync_directory(s, script, month);
    if (error == 0)
        error = sync_directory(s, script, year);
    if (error == 0 && fstat(fd, &st) < 0)
        error = -errno;
    if (error != 0) {
        close(fd);
        return error;
    }
    script_sync(script, s->dirs[SPOOL_ITEMS], false);
    if (s->day_fd >= 0)
        script_close(script, s->day_fd);
    s->day_fd = fd;
    s->end.offset = st.st_size;
    memcpy(s->end.file, file, SPOOL_FILE_BYTES);
    return 0;
}

/* Is the path still the file that is open, and as long as we made it? */
static bool is_untouched(struct spool *s)
{
    char month[MONTH_BYTES], path[MONTH_BYTES + SPOOL_FILE_BYTES + 8];
    struct stat ours, theirs;

    day_month(s->end.file, month);
    snprintf(path, sizeof(path), "%s/%s", month, s->end.file);
    return fstat(s->day_fd, &ours) == 0 && fstatat(s->dirs[SPOOL_ITEMS], path, &theirs, 0) == 0 &&
           ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev && ours.st_size == s->end.offset;
}

int spool_append(struct spool *s, struct durable_script *script, int64_t now, struct span lines,
                 struct position *end)
{
    char file[SPOOL_FILE_BYTES];
    int error;

    day_name(now, '\0', file);
    if (strncmp(file, s->end.file, 10) <= 0 && s->end.file[0] != '\0')
        memcpy(file, s->end.file, SPOOL_FILE_BYTES); /* the same day, or the clock went back */
    if (s->day_fd >= 0 && strcmp(file, s->end.file) == 0 && !is_untouched(s)) {
        char letter = file[10] == '.' ? 'b' : file[10] < 'z' ? (char)(file[10] + 1) : 'z';

        snprintf(file, sizeof(file), "%.10s%c.jsonl", s->end.file, letter);
        s->edited = true;
    }
    if (s->day_fd < 0 || strcmp(file, s->end.file) != 0) {
        if ((error = open_day(s, script, file)) != 0)
            return error;
    }
    script_write(script, s->day_fd, s->end.offset, lines);
    script_sync(script, s->day_fd, true);
    s->end.offset += (int64_t)lines.len;
    *end = s->end;
    return 0;
}

bool spool_was_edited(struct spool *s)
{
    bool edited = s->edited;

    s->edited = false;
    return edited;
}
