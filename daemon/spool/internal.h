/*
 * internal.h: what the files of the spool room share.
 */
#ifndef NEWSWIRED_SPOOL_INTERNAL_H
#define NEWSWIRED_SPOOL_INTERNAL_H

#include "spool.h"

#define QUARANTINE_NAME_BYTES 64

struct spool {
    char *path;
    int dirs[SPOOL_PLACES]; /* -1: not there (only when opened to read) */
    int lock;
    /* the day file that is being appended to (day.c) */
    int day_fd; /* -1: none open */
    struct position end;
    bool edited;
    /* the pairs in quarantine, the oldest first (quarantine.c) */
    char (*quarantined)[QUARANTINE_NAME_BYTES];
    size_t quarantined_count;
};

/* What lies there already; once, when the spool is opened to write. */
void quarantine_load(struct spool *s);

/* "2026/11" for "2026-11-21.jsonl". */
#define MONTH_BYTES 16
void day_month(const char *file, char out[MONTH_BYTES]);
bool day_is_file(const char *name);
int64_t day_of_file(const char *name); /* seconds at 00:00 UTC */
/* All day files, in order; names without ".zst". Freed by day_files_free. */
struct day_file {
    char name[SPOOL_FILE_BYTES];
    bool compressed;
};
struct day_files {
    struct day_file *list;
    size_t count;
};
void day_files(const struct spool *s, struct day_files *out);
int day_open(const struct spool *s, const char *file, int flags); /* descriptor or -errno */

#endif
