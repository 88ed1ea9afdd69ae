/*
 * feeds: the table of feeds: what the configuration says of each, what is kept of it, what state it is in.
 *
 * Ownership   the table owns its feeds; a feed stays where it is in memory over a reload while it is
 *             configured.
 * Identity    a feed's origin is its URL when first configured. A feed is recognised by name, else by URL,
 *             and its origin is looked up in keep/feeds.jsonl.
 */
#ifndef NEWSWIRED_FEEDS_H
#define NEWSWIRED_FEEDS_H

#include "conf.h"
#include "schedule.h"
#include "spool.h"

struct fetch;
struct polls;
struct feed {
    size_t index;                         /* in configuration order */
    const struct feed_settings *settings; /* of the configuration in force */
    char *origin;
    /* kept (keep/feeds.jsonl): decisions of people and peers */
    bool polled; /* the first good poll was stored */
    bool paused, gone;
    bool kept_is_old;   /* its kept line has another name or URL */
    int64_t hold_until; /* Retry-After; 0: none */
    /* state (state/feeds.jsonl): derived */
    struct rhythm rhythm;
    char *url, *etag, *last_modified, *message; /* url: to which the validators belong */
    char *moved_to;                             /* the end of a chain of permanent redirects; "": none */
    struct id body_hash;
    int64_t due, hint_s;
    enum interval_reason why;
    enum poll_outcome outcome;
    bool has_outcome;
    long status;
    /* in memory */
    struct fetch *fetch; /* its poll on its way, */
    struct polls *polls; /* one of these */
    bool in_turn;        /* its body waits to be judged or stored */
    bool once;           /* is still to be polled by --once or on demand */
};
struct feeds;
struct feeds *feeds_new(const struct settings *settings, struct spool *spool, int64_t now);
/* -errno when keep/feeds.jsonl is there and cannot be read: pauses and first polls are then not known. */
int feeds_kept_error(const struct feeds *f);
void feeds_free(struct feeds **f);
/* Feeds that are no longer configured are handed to `gone` before they are freed. */
typedef void feeds_removed(void *arg, struct feed *feed);
void feeds_reload(struct feeds *f, const struct settings *settings, int64_t now, feeds_removed *removed,
                  void *arg);
size_t feeds_count(const struct feeds *f);
struct feed *feeds_at(const struct feeds *f, size_t i);
struct feed *feeds_find(const struct feeds *f, struct span name);
/* The lines for the two journals. */
void feed_put_kept(struct buffer *out, const struct feed *feed);
void feed_put_state(struct buffer *out, const struct feed *feed);
/* The whole journals, as lines between newlines; feeds that are no longer configured are kept, too. */
void feeds_put_kept(const struct feeds *f, struct buffer *out);
void feeds_put_state(const struct feeds *f, struct buffer *out);
void feed_set(char **field, struct span text);
/* May it be polled at all, its schedule aside? */
bool feed_is_open(const struct feed *feed, int64_t now);

#endif
