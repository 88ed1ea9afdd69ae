/*
 * conf: feeds.conf into one immutable struct settings.
 *
 * Ownership   settings_read gives a struct settings that owns all its strings; settings_free frees it. All strings are
 *             NUL-terminated, never NULL ("" when absent) unless it is said otherwise. Adding a feed moves the feeds.
 * Units       *_ms and *_s as named, sizes in bytes. Paths (subscriptions, password-file, secret-file, url-file) are as the
 *             process can open them: relative ones were taken from the directory of the file that names them.
 * Errors      a list of "FILE:LINE: what is wrong", as many as can be told in one run; warnings beside.
 * Limits      64 MiB a file, includes 10 deep, 32 options a section; time is linear in all of them.
 * Libconfuse lives here and nowhere else.
 */
#ifndef NEWSWIRED_CONF_H
#define NEWSWIRED_CONF_H

#include "base.h"

struct strings {
    char **list;
    size_t count;
};
enum full_text { FULL_TEXT_NO, FULL_TEXT_SHORT, FULL_TEXT_ALWAYS };

struct feed_settings {
    char *name, *url, *outlet, *language, *user, *password_file, *proxy;
    struct strings headers, tags;
    int64_t every_ms; /* 0: poll.every */
    enum full_text full_text;
    bool enabled, trust_guid, allow_private; /* allow_private includes poll.allow-private */
    char *file;                              /* where it stands: file and line */
    int line;
};
struct list_settings {
    char *name;
    struct strings any;
    char *file;
    int line;
};
enum updates { UPDATES_NONE, UPDATES_GROUPED, UPDATES_EACH };
#define RULE_MAX_AGE_UNSET (-1)
struct rule_settings {
    char *name, *match, *severity; /* severity: "low" "medium" "high"; default "medium" */
    struct strings feeds, tags, languages, receivers;
    int64_t max_age_ms; /* 0: no limit; RULE_MAX_AGE_UNSET: 7 days, which --alert-old lifts */
    enum updates updates;
    char *file;
    int line;       /* of the section */
    int match_line; /* of its match option's value */
};
enum receiver_type { RECEIVER_EMAIL, RECEIVER_WEBHOOK, RECEIVER_COMMAND };
enum starttls { STARTTLS_REQUIRED, STARTTLS_WANTED, STARTTLS_OFF };
enum webhook_format { FORMAT_STANDARD, FORMAT_SLACK, FORMAT_DISCORD, FORMAT_NTFY };
struct receiver_settings {
    char *name;
    enum receiver_type type;
    struct strings to; /* email */
    char *from, *smtp, *user, *password_file;
    enum starttls starttls;
    char *url, *secret_file, *url_file; /* webhook */
    enum webhook_format format;
    struct strings command; /* command */
    char *proxy;
    int64_t group_interval_ms, retry_ms, retry_slowest_ms, give_up_ms, timeout_ms;
    char *digest, *quiet, *time_zone;
    int64_t max_per_hour; /* 0: no limit */
    char *file;
    int line;
};
struct settings {
    char *spool, *contact;
    struct strings subscriptions;
    int64_t every_ms, slowest_ms, timeout_ms, host_gap_ms;
    size_t max_body, connections, per_host, min_free;
    bool allow_private;
    char *proxy;
    int64_t window_ms, story_window_ms;
    size_t dedup_memory;
    int64_t keep_ms, compress_after_ms; /* keep 0: for ever */
    char *http_listen;
    struct strings health_receivers;
    char *silent_after;
    struct feed_settings *feeds;
    size_t feed_count;
    struct list_settings *lists;
    size_t list_count;
    struct rule_settings *rules;
    size_t rule_count;
    struct receiver_settings *receivers;
    size_t receiver_count;
    struct map *names, *urls; /* conf's own indexes */
};

/* What a reader of the configuration must be told. */
struct report {
    struct report_line {
        char *text;       /* "FILE:LINE: …", "FILE:LINE: warning: …" */
        const char *what; /* the part of it behind FILE:LINE and "warning" */
        size_t file_len;  /* of FILE */
        int line;
        bool warning;
    } * lines; /* at most REPORT_LINES; errors are counted on */
    size_t count, errors;
};
#define REPORT_LINES 1000
void report_add(struct report *r, bool warning, const char *file, int line, const char *format, ...)
    base_printf(5, 6);
void report_release(struct report *r);

/* NULL when there was an error; warnings alone give settings. Does not read subscription lists, rules' queries or secrets:
 * check.c does that with the rooms that can. */
struct settings *settings_read(const char *path, struct report *report);
/* The same, but what could be read is given even when there was an error, so that more of them can be told. Never NULL. */
struct settings *settings_read_partly(const char *path, struct report *report);
void settings_free(struct settings **s);
/* Adds a feed from a subscription list: named by a slug of the title and 6 hex digits of the URL's hash. A URL that is
 * already configured adds its tags only. */
void settings_add_feed(struct settings *s, struct span url, struct span title, const struct span *tags,
                       size_t tag_count);
const struct receiver_settings *settings_receiver(const struct settings *s,
                                                  struct span name); /* NULL: none */
const struct rule_settings *settings_rule(const struct settings *s, struct span name);
const struct feed_settings *settings_feed(const struct settings *s, struct span name);
const struct list_settings *settings_list(const struct settings *s, struct span name);
/* Where a webhook goes, as configured: its URL, or the file that holds it. */
const char *settings_address(const struct receiver_settings *r);
/* The content of a secret file, trimmed; "%d/NAME" means $CREDENTIALS_DIRECTORY/NAME. 0 or -errno with e; `out` is made by
 * it in any case. */
int settings_secret(const char *path, struct buffer *out, struct error *e) base_checked;

#endif
