/*
 * look.h: what the reading verbs share: the spool as it lies there, the configuration when there is one, their options.
 *
 * They take no lock and change nothing, so they work beside a daemon and without one.
 * Ownership   the caller's: look_close, found_release.
 * Errors      a sysexits code, said on stderr.
 */
#ifndef NEWSWIRED_COMMANDS_LOOK_H
#define NEWSWIRED_COMMANDS_LOOK_H

#include "feeds.h"
#include "match.h"
#include "outbox.h"
#include "spool.h"

#include "commands.h"

struct look {
    const struct command *command;
    struct spool *spool;
    struct settings *settings; /* look_configure: NULL when there is no configuration that can be read */
    struct match_set *rules;
    struct arena *arena; /* of one record */
    struct buffer out;   /* what is being printed */
    int64_t now;
};
int look_open(const struct command *c, struct look *l);
int look_close(struct look *l, int code); /* and flushes stdout: the code, or EX_IOERR */
/* Settings and rules. A missing default file is silence; one that cannot be read is told. */
void look_configure(struct look *l);
/* The table of feeds: the configuration's, else those that the spool knows. Free it before look_close. */
struct feeds *look_feeds(struct look *l);
void look_flush(struct look *l); /* out to stdout */

/* ---- states of feeds (state.c, pure) ------------------------------------------------------------------- */
enum feed_state {
    FEED_OK,
    FEED_NEW,     /* not polled yet */
    FEED_LATE,    /* due for more than 10 minutes */
    FEED_FAILING, /* the last polls failed */
    FEED_HELD,    /* the server named the time of the next poll */
    FEED_PAUSED,  /* by a person */
    FEED_GONE,    /* 410 */
    FEED_OFF,     /* not enabled */
    FEED_STATES
};
enum feed_state feed_state_of(const struct feed *feed, int64_t now);
const char *feed_state_name(enum feed_state s);

/* ---- options (options.c) ------------------------------------------------------------------------------- */
enum option_kind {
    OPTION_FLAG,  /* bool */
    OPTION_TEXT,  /* const char * */
    OPTION_TIME,  /* int64_t: "2h" before now, "2026-11-21", or RFC 3339 */
    OPTION_COUNT, /* size_t */
    OPTION_WORD   /* const char *: an argument without a name; must be given */
};
struct option_row {
    const char *name; /* "--since"; of a word: what it is */
    enum option_kind kind;
    void *to;
};
/* The arguments from argv[first] on. EX_OK, or EX_USAGE after telling what is wrong and `usage`. */
int options_read(const struct command *c, int first, const struct option_row *rows, size_t count);
bool moment_parse(struct span s, int64_t now, int64_t *out); /* pure: as OPTION_TIME */

/* ---- records (find.c) ---------------------------------------------------------------------------------- */
/* The text of a member whose value is a string without escapes: an id, a date; empty when there is none. */
struct span line_text(struct span line, const char *key);
struct id line_id(struct span line, const char *key);
int64_t line_time(struct span line, const char *key);
bool line_has_rule(struct span line, struct span rule_json); /* a hit of "rule":… */

struct found {
    struct id id;
    char *line; /* NULL: not in the records */
    size_t bytes;
};
/* The one record whose id begins so; at least 4 digits. EX_DATAERR when there is none or more than one. */
int find_record(struct look *l, const char *id, struct found *out);
/* The records of these ids, in one passage. */
void find_records(struct look *l, struct found *list, size_t count);
void found_release(struct found *f);
bool found_read(const struct found *f, struct arena *a,
                struct record *out); /* false: not there, or no record */
/* The record of a line; bad ones are told. */
bool look_read(struct look *l, struct span line, struct record *out);

/* ---- alerts (queue.c) ---------------------------------------------------------------------------------- */
/* The outbox as it lies there; entries that the daemon moves meanwhile may be missing. NULL after saying why. */
struct outbox *queue_open(struct look *l);
/* The file of an entry, whole. */
bool queue_read(const struct look *l, const struct alert *a, struct buffer *out);
/* Each receipt of days from `since` on (0: all) whose line holds `part`. */
typedef void queue_receipt(void *arg, struct span line);
void queue_receipts(const struct look *l, int64_t since, struct span part, queue_receipt *each, void *arg);

#endif
