/*
 * spool: everything that is kept on disk, but for what the outbox does with its entries.
 *
 *   items/2026/11/2026-11-21.jsonl   records, appended; an edited file is left alone and …-21b.jsonl goes on
 *   outbox/{tmp,new,deferred,hold,failed}/   sent/   quarantine/   keep/   state/   README   lock
 *
 * Ownership   struct spool holds the directories' descriptors and the lock; readers hold their own.
 * Units       offsets and sizes in bytes; a position is a day file's name and an offset in its
 *             uncompressed bytes.
 * Errors      0 or -errno, with words in struct error where a person will read them.
 * Limits      a line is at most SPOOL_LINE_LIMIT bytes.
 */
#ifndef NEWSWIRED_SPOOL_H
#define NEWSWIRED_SPOOL_H

#include "model.h"

#define SPOOL_LINE_LIMIT ((size_t)64 << 20)

/* ---- record (record.c, pure) ----------------------------------------------------------------------------- */
/* One record as one JSON object, no newline. */
void record_put(struct buffer *out, const struct record *r);
/* The spans of *out point into the arena. 0, or -EBADMSG with e. */
int record_read(struct arena *a, struct span line, struct record *out, struct error *e) base_checked;
/* Is the item's text, as the feed gives it, the same as before? Over title, summary and content_text. */
struct id record_text_hash(const struct item *item);

/* ---- directories and lock (spool.c) ---------------------------------------------------------------------- */
enum spool_place {
    SPOOL_ROOT,
    SPOOL_ITEMS,
    SPOOL_OUTBOX,
    SPOOL_TMP,
    SPOOL_NEW,
    SPOOL_DEFERRED,
    SPOOL_HOLD,
    SPOOL_FAILED,
    SPOOL_SENT,
    SPOOL_QUARANTINE,
    SPOOL_KEEP,
    SPOOL_STATE,
    SPOOL_PLACES
};
struct spool;
/* To write: makes what is missing and takes the lock; -EAGAIN with the holder's pid in e when another has it.
 * To read: -ENOENT when there is no spool. */
int spool_open(const char *path, bool to_write, struct spool **out, struct error *e) base_checked;
void spool_close(struct spool **s);
int spool_dir(const struct spool *s, enum spool_place place); /* borrowed descriptor */
const char *spool_path(const struct spool *s);

/* ---- day files (day.c) ----------------------------------------------------------------------------------- */
#define SPOOL_FILE_BYTES 32
struct position {
    char file[SPOOL_FILE_BYTES]; /* "2026-11-21.jsonl", "2026-11-21b.jsonl"; "" before all */
    int64_t offset;
};
int position_compare(const struct position *a, const struct position *b);
/* The end of the records as they lie on disk now. */
int spool_end(struct spool *s, struct position *end) base_checked;
/* At start, before anything else: everything after the durable offset is copied into a fresh file without a
 * torn last line, synced, and renamed (invariant 7). *end: where the records end now; *cut: bytes of a torn
 * line that went. */
int spool_recover(struct spool *s, const struct position *durable, struct position *end,
                  int64_t *cut) base_checked;
/* Adds to the script: write these lines (each with its newline) to the day file of `now` and sync. The day
 * never goes back. *end: where the records will end. *edited is set when the open file was changed by another
 * and a new one begins. */
int spool_append(struct spool *s, struct durable_script *script, int64_t now, struct span lines,
                 struct position *end) base_checked;
bool spool_was_edited(struct spool *s); /* since the last call */

/* ---- reading (reader.c) ---------------------------------------------------------------------------------- */
struct reader;
/* From a position on (NULL: from the first record); files of days before `since` are passed over whole (0:
 * none). */
struct reader *reader_new(const struct spool *s, const struct position *from, int64_t since);
void reader_free(struct reader **r);
/* The next whole line, without its newline; *at: where it begins; false at the end. A torn last line is no
 * line. `line` lives until the next call. */
bool reader_next(struct reader *r, struct span *line, struct position *at);
void reader_here(const struct reader *r, struct position *at); /* the end of the last line given */

/* ---- cursor (cursor.c) ----------------------------------------------------------------------------------- */
int cursor_read(struct spool *s, struct position *out) base_checked; /* -ENOENT: none */
void cursor_save(struct spool *s, struct durable_script *script, const struct position *at);

/* ---- quarantine (quarantine.c) --------------------------------------------------------------------------- */
#define QUARANTINE_PAIRS 200
#define QUARANTINE_BODY_BYTES ((size_t)1 << 20)
/* A body that could not be read, or only in part, up to QUARANTINE_BODY_BYTES, and the reason: in place of what the feed had
 * there. Beyond QUARANTINE_PAIRS the one that was written longest ago goes. */
void quarantine_put(struct spool *s, struct durable_script *script, struct span feed, struct span body,
                    struct span reason);

/* ---- journals (journal.c): files of JSON lines in which the last line of a key wins ---------------------- */
enum journal { JOURNAL_KEPT_FEEDS, JOURNAL_KEPT_RECEIVERS, JOURNAL_STATE_FEEDS };
typedef void journal_line(void *arg, const struct json_value *object);
/* Gives the last line of each key and rewrites the file when more than half of it is outdated. Bad lines are passed over. */
int journal_read(struct spool *s, enum journal which, journal_line *each, void *arg) base_checked;
/* keep/ is synced with each line, state/ never. */
void journal_append(struct spool *s, struct durable_script *script, enum journal which, struct span line);
/* These lines in place of all that the file holds: now and then, or it would grow for ever. */
void journal_replace(struct spool *s, struct durable_script *script, enum journal which, struct span lines);
/* state/ is believed after a crash of the process, not after one of the machine (invariant 8). At start:
 * false when it was thrown away. At a clean stop: spool_state_clean. */
bool spool_state_begin(struct spool *s);
void spool_state_clean(struct spool *s);

/* ---- seen (seen.c): which revisions of which items are in the records ------------------------------------ */
struct seen;
struct seen *seen_new(void);
void seen_free(struct seen **s);
/* `first` is the id of the item's first revision. */
int64_t seen_revisions(const struct seen *s, struct id first);              /* 0: never seen */
bool seen_text(const struct seen *s, struct id first, struct id text_hash); /* it had this text before */
void seen_add(struct seen *s, struct id first, struct id text_hash, int64_t revision);
size_t seen_count(const struct seen *s);

#endif
