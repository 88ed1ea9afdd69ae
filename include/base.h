/*
 * base: types and operating-system facilities that every room stands on.
 *
 * Ownership   a span never owns; a buffer owns its bytes until buffer_release; an arena owns all it handed
 *             out until arena_free. Pointers into a buffer die when it grows.
 * Units       sizes in bytes, wall time in whole seconds since 1970 (int64_t), monotonic time in
 *             milliseconds.
 * Errors      0 or -errno where a call can fail because of the world. A bug aborts (must). Memory that the
 *             kernel refuses is treated as a crash: the process aborts, and recovery makes that lose
 *             nothing.
 * Limits      a buffer has its cap from birth; an append beyond it sets `overflow` and adds nothing.
 */
#ifndef NEWSWIRED_BASE_H
#define NEWSWIRED_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdnoreturn.h>

#define base_printf(f, a) __attribute__((format(printf, f, a)))
#define base_checked __attribute__((warn_unused_result))

/* A condition whose failure is a bug of ours. Kept in release builds. */
#define must(cond) ((cond) ? (void)0 : base_bug(#cond, __FILE__, __LINE__))
noreturn void base_bug(const char *cond, const char *file, int line);

/* ---- memory (memory.c): never NULL ----------------------------------------------------------------------- */
void *memory_get(size_t bytes); /* zeroed; free() */
void *memory_grow(void *old, size_t count, size_t member_bytes);
char *memory_copy(const char *ptr, size_t len); /* NUL added */

/* ---- span (span.c): bytes that lie elsewhere, no NUL at the end ------------------------------------------ */
struct span {
    const char *ptr;
    size_t len;
};
#define SPAN(lit) ((struct span){"" lit "", sizeof(lit) - 1})
struct span span_of(const char *cstr);                       /* NULL gives the empty span */
struct span span_cut(struct span s, size_t from, size_t to); /* clamped */
struct span span_trim(struct span s);                        /* ASCII white space off both ends */
bool span_equal(struct span a, struct span b);
bool span_equal_icase(struct span a, struct span b); /* ASCII case only */
int span_compare(struct span a, struct span b);      /* bytewise, shorter first */
bool span_starts(struct span s, struct span prefix);
bool span_starts_icase(struct span s, struct span prefix);
bool span_ends(struct span s, struct span suffix);
bool span_find(struct span s, struct span what, size_t *at);
bool span_find_byte(struct span s, char what, size_t *at);
/* The text before the first `sep`, which is cut off `rest` with it; false when rest is empty. */
bool span_split(struct span *rest, char sep, struct span *out);
bool span_to_int(struct span s,
                 int64_t *out); /* the whole span is a decimal number, optional sign, no overflow */

/* ---- buffer (buffer.c): bytes that grow up to a cap, always followed by a NUL ---------------------------
 */
struct buffer {
    char *ptr;
    size_t len, cap, limit;
    bool overflow;
};
void buffer_init(struct buffer *b, size_t limit);
void buffer_release(struct buffer *b); /* may be used again after buffer_init */
void buffer_clear(struct buffer *b);   /* keeps memory and limit */
void buffer_put(struct buffer *b, const void *bytes, size_t len);
void buffer_put_span(struct buffer *b, struct span s);
void buffer_put_text(struct buffer *b, const char *cstr);
void buffer_put_byte(struct buffer *b, char c);
void buffer_printf(struct buffer *b, const char *format, ...) base_printf(2, 3);
char *buffer_reserve(struct buffer *b,
                     size_t bytes); /* room for that many more, NULL beyond the limit; add to len */
struct span buffer_span(const struct buffer *b);

/* ---- arena (arena.c): one journey's memory, freed at once -----------------------------------------------
 */
struct arena;
struct arena *arena_new(void);
void arena_free(struct arena **a);
void arena_reset(struct arena *a);                      /* all handed out is gone; keeps a block */
void *arena_get(struct arena *a, size_t bytes);         /* aligned for any type, zeroed */
char *arena_bytes(struct arena *a, size_t bytes);       /* unaligned, not zeroed */
struct span arena_copy(struct arena *a, struct span s); /* NUL added behind */
struct span arena_printf(struct arena *a, const char *format, ...) base_printf(2, 3);
size_t arena_used(const struct arena *a);

/* ---- error (error.c): what is wrong, in words, for a person ----------------------------------------------
 */
struct error {
    char text[480];
};
void error_set(struct error *e, const char *format, ...) base_printf(2, 3); /* e may be NULL */

/* ---- clock (clock.c) -------------------------------------------------------------------------------------
 */
#define TIME_UNKNOWN INT64_MIN
int64_t clock_wall(void); /* seconds since 1970 */
int64_t clock_wall_ms(void);
int64_t clock_monotonic_ms(void);
int64_t clock_monotonic_us(void); /* as systemd wants it */
int64_t clock_cpu_ns(void);       /* of the process, for benchmarks */
#define TIME_TEXT_BYTES 32
/* RFC 3339 in UTC, as "2026-11-21T09:30:00Z". Years 0 to 9999, else "". Pure. */
const char *time_format(int64_t wall_s, char out[TIME_TEXT_BYTES]);
bool time_parse(struct span s, int64_t *wall_s); /* RFC 3339 only, any offset; fractions dropped. Pure. */
int64_t time_from_civil(int64_t year, int month,
                        int day); /* seconds at 00:00 UTC; proleptic Gregorian. Pure. */
void time_to_civil(int64_t wall_s, int64_t *year, int *month, int *day); /* Pure. */
/* "30s 15m 2h 14d 100ms", also "1h30m"; false for anything else or above 100 years. Pure. */
bool duration_parse(struct span s, int64_t *ms);
const char *duration_format(int64_t ms,
                            char out[TIME_TEXT_BYTES]); /* two largest units: "1h30m", "45s", "250ms" */

/* ---- hash (hash.c): XXH3 with a fixed key; digest (digest.c): libcrypto ----------------------------------
 */
struct id {
    uint64_t hi, lo;
};
uint64_t hash64(const void *bytes, size_t len);
struct id hash128(const void *bytes, size_t len);
#define DIGEST_BYTES 32
void digest_sha256(const void *bytes, size_t len, uint8_t out[DIGEST_BYTES]);
void digest_hmac_sha256(struct span key, struct span text, uint8_t out[DIGEST_BYTES]);
/* SHA-256, cut to 128 bits, of the parts, each with its length before it: ("ab","c") is not ("a","bc"). */
struct id digest_id(const struct span *parts, size_t count);
#define ID_TEXT_BYTES 33
const char *id_format(struct id id, char out[ID_TEXT_BYTES]); /* 32 lower-case hex digits */
bool id_parse(struct span s, struct id *out);
bool id_equal(struct id a, struct id b);
bool id_is_zero(struct id a);
void base64_put(struct buffer *b, const void *bytes, size_t len); /* RFC 4648 section 4, one line */
bool base64_read(struct span s, struct buffer *out);              /* white space is passed over */

/* ---- random (random.c): the kernel's ----------------------------------------------------------------------
 */
uint64_t random_u64(void);

/* ---- map (map.c): id → 64 bits, open addressing; the caller's indexes and small facts -------------------- */
struct map;
struct map *map_new(void);
void map_free(struct map **m);
bool map_get(const struct map *m, struct id key, uint64_t *value);
void map_put(struct map *m, struct id key, uint64_t value); /* new or replaced */
bool map_remove(struct map *m, struct id key);
size_t map_count(const struct map *m);
/* Walks all entries in no order: *cursor starts at 0. Not while putting or removing. */
bool map_next(const struct map *m, size_t *cursor, struct id *key, uint64_t *value);

/* ---- json (json.c): writing is our own byte loop, reading is jansson ------------------------------------- */
/* A string with its quotes. Control bytes, DEL, C1 and bidi controls are escaped; invalid UTF-8 becomes
 * U+FFFD. */
void json_put_string(struct buffer *b, struct span s);
/* `,"key":` or `"key":` when the last byte is `{`; json_put_* after it writes the value. */
void json_put_key(struct buffer *b, const char *key);
void json_put_text(struct buffer *b, const char *key, struct span s); /* nothing when s is empty */
void json_put_int(struct buffer *b, const char *key, int64_t n);
void json_put_number(struct buffer *b, const char *key,
                     double d); /* 4 decimals at most, "." whatever the locale */
void json_put_bool(struct buffer *b, const char *key, bool v);
void json_put_time(struct buffer *b, const char *key, int64_t wall_s); /* nothing when unknown */
void json_put_id(struct buffer *b, const char *key, struct id id);     /* nothing when zero */

/* The bytes of a member's value as they stand in an object of valid JSON; false when there is none. No library. */
bool json_raw_member(struct span object, const char *key, struct span *value);
struct json;       /* a document that was read */
struct json_value; /* lives as long as its document; NULL is a missing value and may be passed to all below */
struct json *json_read(struct span text, struct error *e); /* NULL and e when it is no JSON */
void json_free(struct json **j);
const struct json_value *json_root(const struct json *j);
const struct json_value *json_get(const struct json_value *object, const char *key);
const struct json_value *json_at(const struct json_value *array, size_t i);
size_t json_length(const struct json_value *array); /* 0 when it is no array */
/* Walks an object: *cursor starts at NULL. */
bool json_member(const struct json_value *object, void **cursor, struct span *key,
                 const struct json_value **value);
bool json_is_object(const struct json_value *v);
bool json_is_array(const struct json_value *v);
bool json_is_string(const struct json_value *v);
struct span json_span(const struct json_value *v);               /* empty when it is no string */
int64_t json_int(const struct json_value *v, int64_t otherwise); /* a real number is cut */
double json_double(const struct json_value *v, double otherwise);
bool json_bool(const struct json_value *v, bool otherwise);
int64_t json_time(const struct json_value *v); /* TIME_UNKNOWN when it is no RFC 3339 string */
struct id json_id(const struct json_value *v); /* zero when it is no id */

/* ---- file (file.c): whole small files, relative to a directory's descriptor ------------------------------ */
int file_read(int dir, const char *name, size_t limit,
              struct buffer *out) base_checked; /* -EFBIG above limit */
int file_write_all(int fd, struct span bytes) base_checked;
/* tmp, fsync, rename, fsync the directory: whole and durable, or untouched. Waits for the disk: not in the
 * loop. */
int file_replace(int dir, const char *name, struct span bytes) base_checked;
int file_make_dirs(int dir, const char *path, unsigned mode) base_checked; /* as mkdir -p */
/* Started as root: becomes the owner of the path, groups and all. Nothing when it is not there, or root's own. */
int file_become_owner(const char *path) base_checked;
int64_t file_free_bytes(int dir); /* what an unprivileged process may still write; -errno */

/* ---- durable (durable.c): the sync thread ---------------------------------------------------------------- */
/* The loop never waits for the disk. It hands a script of steps to one thread, which takes scripts in the order
 * of submission, each step after the one before. A refused step is tried again every second, EIO excepted; other
 * scripts go on meanwhile. The thread knows only descriptors, names and bytes. Completions are collected in the
 * loop when `durable_fd` is readable. The bytes, names and descriptors of a script belong to it until it is
 * freed; directory descriptors are borrowed. */
struct durable;
struct durable_script;
typedef void durable_done(void *arg, int error); /* 0, or -EIO: nothing on the disk can be trusted any more */
struct durable *durable_new(void);
void durable_free(struct durable **d); /* waits for all scripts submitted; their callbacks are not run */
int durable_fd(const struct durable *d);
void durable_collect(struct durable *d); /* runs the callbacks of finished scripts */
size_t durable_pending(const struct durable *d);
struct durable_script *script_new(void);
void script_free(struct durable_script **s);
size_t script_length(const struct durable_script *s);
/* Write at this offset of fd (borrowed); a failure cuts the file back to the offset. Then sync with
 * script_sync. */
void script_write(struct durable_script *s, int fd, int64_t offset, struct span bytes);
void script_sync(struct durable_script *s, int fd, bool data_only);
/* Create tmp_dir/name with these bytes, mode 0640, and fsync it. */
void script_create(struct durable_script *s, int tmp_dir, const char *name, struct span bytes);
void script_rename(struct durable_script *s, int from_dir, const char *from, int to_dir, const char *to);
void script_unlink(struct durable_script *s, int dir, const char *name); /* a missing file is no error */
void script_close(struct durable_script *s, int fd); /* once the steps before have used it */
/* O_APPEND to a file that may not exist yet; a crash can leave a torn last line. */
void script_append(struct durable_script *s, int dir, const char *name, struct span bytes, bool sync);
/* Hands the script over for good; `done` runs once in durable_collect. */
void durable_submit(struct durable *d, struct durable_script *s, durable_done *done, void *arg);
int durable_trouble(
    struct durable *d); /* -errno: a script is held because the disk refuses; 0: all is well */
int script_run(struct durable_script *s)
    base_checked; /* here and now, waiting for the disk: at start and in tools */
/* For tests: fails the nth step from now (1 = the next) with this -errno; 0 clears. */
void durable_fail_at(struct durable *d, size_t nth, int error);

/* ---- log (log.c): one line an event, key=value, peer text quoted and escaped ----------------------------- */
enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_NOTICE = 5,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7
};
void log_setup(enum log_level max, bool systemd_prefix); /* systemd_prefix: "<N>" before each line */
void log_event(enum log_level level, const char *format, ...) base_printf(2, 3);
/* Quoted and escaped for a log line or a terminal; into a ring of a few buffers, for use inside one
 * log_event. */
const char *log_quote(struct span s);
#define log_error(...) log_event(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_event(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_notice(...) log_event(LOG_LEVEL_NOTICE, __VA_ARGS__)
#define log_info(...) log_event(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_event(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif
