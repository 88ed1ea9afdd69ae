/*
 * status.c - newswirectl status: how all is, on one screen
 *
 * Fatal: nothing. Bugs: whether a daemon runs is seen by trying the lock, shared and for an instant: a daemon that starts in
 * just that instant finds the spool in use, and systemd starts it again.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "look.h"
#include "shown.h"

#define DAY_S 86400
#define FAILING_SHOWN 8
#define DEPTH_MAX 8 /* of directories */

struct numbers {
    size_t feeds[FEED_STATES];
    int64_t lag_s; /* of the feed that has been due for longest */
    size_t items, duplicates, stories, sent;
    size_t alerts[PLACES];
    int64_t oldest; /* alert that waits; TIME_UNKNOWN: none */
    int64_t spool_bytes, free_bytes;
    bool runs;
    int64_t pid;
    int64_t last_commit, last_item;
};

/* ---- counting ------------------------------------------------------------------------------------------ */

static void count_feeds(struct look *l, const struct feeds *feeds, struct numbers *n)
{
    for (size_t i = 0; i < feeds_count(feeds); i++) {
        const struct feed *feed = feeds_at(feeds, i);
        enum feed_state state = feed_state_of(feed, l->now);

        n->feeds[state]++;
        if (state <= FEED_FAILING && l->now - feed->due > n->lag_s)
            n->lag_s = l->now - feed->due;
    }
}

static void count_items(struct look *l, int64_t midnight, struct numbers *n)
{
    struct reader *reader = reader_new(l->spool, NULL, midnight);
    struct position at;
    struct span line;

    while (reader_next(reader, &line, &at)) {
        struct id story = line_id(line, "story");
        int64_t fetched = line_time(line, "date_fetched");

        if (fetched < midnight)
            continue;
        n->items++;
        n->duplicates += line_text(line, "duplicate_of").len > 0;
        n->stories += id_equal(story, line_id(line, "id"));
        n->last_item = fetched;
    }
    reader_free(&reader);
}

static void count_sent(void *arg, struct span line)
{
    struct numbers *n = arg;

    (void)line;
    n->sent++;
}

static bool count_alerts(struct look *l, int64_t midnight, struct numbers *n)
{
    struct outbox *outbox = queue_open(l);

    if (!outbox)
        return false;
    for (int p = 0; p < PLACES; p++)
        n->alerts[p] = outbox_count(outbox, (enum alert_place)p);
    n->oldest = outbox_oldest(outbox);
    outbox_free(&outbox);
    queue_receipts(l, midnight, SPAN("\"outcome\":\"delivered\""), count_sent, n);
    return true;
}

static int64_t bytes_in(int parent, const char *name, int depth)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    int64_t bytes = 0;
    struct stat st;

    if (!dir) {
        if (fd >= 0)
            close(fd);
        return 0;
    }
    while ((entry = readdir(dir))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
            fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
            continue;
        bytes += (int64_t)st.st_blocks * 512;
        if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
            bytes += bytes_in(fd, entry->d_name, depth + 1);
    }
    closedir(dir);
    return bytes;
}

static void look_for_daemon(const struct look *l, struct numbers *n)
{
    int root = spool_dir(l->spool, SPOOL_ROOT), fd = openat(root, "lock", O_RDONLY | O_CLOEXEC);
    struct buffer pid;

    if (fd < 0)
        return;
    if (flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK) {
        n->runs = true;
        if (file_read(root, "lock", 64, &pid) == 0)
            (void)!span_to_int(span_trim(buffer_span(&pid)), &n->pid);
        buffer_release(&pid);
    }
    close(fd);
}

static int count(struct look *l, const struct feeds *feeds, struct numbers *n)
{
    int64_t midnight = l->now - l->now % DAY_S;
    struct stat st;

    *n = (struct numbers){.oldest = TIME_UNKNOWN, .last_commit = TIME_UNKNOWN, .last_item = TIME_UNKNOWN};
    count_feeds(l, feeds, n);
    count_items(l, midnight, n);
    if (!count_alerts(l, midnight, n))
        return EX_UNAVAILABLE;
    n->spool_bytes = bytes_in(spool_dir(l->spool, SPOOL_ROOT), ".", 0);
    n->free_bytes = file_free_bytes(spool_dir(l->spool, SPOOL_ROOT));
    look_for_daemon(l, n);
    /* the cursor is saved with each group (invariant 5) */
    if (fstatat(spool_dir(l->spool, SPOOL_KEEP), "cursor", &st, 0) == 0)
        n->last_commit = st.st_mtim.tv_sec;
    return EX_OK;
}

/* ---- telling ------------------------------------------------------------------------------------------- */

static const char *bytes_text(int64_t bytes, char out[TIME_TEXT_BYTES])
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    double n = (double)bytes;
    size_t unit = 0;

    for (; n >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0]); unit++)
        n /= 1024;
    snprintf(out, TIME_TEXT_BYTES, unit == 0 ? "%.0f %s" : "%.1f %s", n, units[unit]);
    return out;
}

static void put_ago(struct look *l, const char *label, int64_t wall_s)
{
    char at[TIME_TEXT_BYTES], ago[TIME_TEXT_BYTES];

    if (wall_s == TIME_UNKNOWN)
        shown_put_field(&l->out, label, SPAN("never"));
    else if (wall_s >= l->now)
        shown_put_fieldf(&l->out, label, "%s, just now", time_format(wall_s, at));
    else
        shown_put_fieldf(&l->out, label, "%s, %s ago", time_format(wall_s, at),
                         duration_format(1000 * (l->now - wall_s), ago));
}

static void put_feeds(struct look *l, const struct feeds *feeds, const struct numbers *n)
{
    struct buffer line;
    char lag[TIME_TEXT_BYTES];
    size_t shown = 0;

    buffer_init(&line, 4096);
    for (int s = 0; s < FEED_STATES; s++) {
        bool always = s == FEED_OK || s == FEED_LATE || s == FEED_FAILING;

        if (always || n->feeds[s] > 0)
            buffer_printf(&line, "%s%zu %s", line.len > 0 ? ", " : "", n->feeds[s],
                          feed_state_name((enum feed_state)s));
    }
    if (n->lag_s > 0)
        buffer_printf(&line, "; lag %s", duration_format(n->lag_s * 1000, lag));
    shown_put_field(&l->out, "feeds", buffer_span(&line));
    for (size_t i = 0; i < feeds_count(feeds) && shown < FAILING_SHOWN; i++) {
        const struct feed *feed = feeds_at(feeds, i);

        if (feed_state_of(feed, l->now) != FEED_FAILING)
            continue;
        buffer_clear(&line);
        buffer_printf(&line, "%s: %s", feed->settings->name, feed->message);
        buffer_printf(&l->out, "%14s", "");
        shown_put_cut(&l->out, buffer_span(&line), shown_width() - 14);
        buffer_put_byte(&l->out, '\n');
        shown++;
    }
    if (n->feeds[FEED_FAILING] > shown)
        shown_put_fieldf(&l->out, "", "and %zu more", n->feeds[FEED_FAILING] - shown);
    buffer_release(&line);
}

static void put_screen(struct look *l, const struct feeds *feeds, const struct numbers *n)
{
    char one[TIME_TEXT_BYTES], other[TIME_TEXT_BYTES];
    struct buffer *out = &l->out;

    shown_put_field(out, "spool", span_of(spool_path(l->spool)));
    if (n->runs)
        shown_put_fieldf(out, "daemon", "runs, process %lld", (long long)n->pid);
    else
        shown_put_field(out, "daemon", SPAN("does not run"));
    put_ago(l, "last commit", n->last_commit);
    put_feeds(l, feeds, n);
    shown_put_fieldf(out, "today", "%zu items, %zu of them copies; %zu new stories", n->items, n->duplicates,
                     n->stories);
    shown_put_fieldf(out, "alerts", "%zu new, %zu deferred, %zu held, %zu failed; %zu sent today",
                     n->alerts[PLACE_NEW], n->alerts[PLACE_DEFERRED], n->alerts[PLACE_HOLD],
                     n->alerts[PLACE_FAILED], n->sent);
    if (n->oldest != TIME_UNKNOWN)
        put_ago(l, "oldest waits", n->oldest);
    shown_put_fieldf(out, "disk", "%s used, %s free", bytes_text(n->spool_bytes, one),
                     bytes_text(n->free_bytes > 0 ? n->free_bytes : 0, other));
}

static void put_json(struct look *l, const struct numbers *n)
{
    struct buffer *out = &l->out;

    buffer_put_byte(out, '{');
    json_put_text(out, "spool", span_of(spool_path(l->spool)));
    json_put_bool(out, "running", n->runs);
    if (n->runs)
        json_put_int(out, "pid", n->pid);
    json_put_time(out, "last_commit", n->last_commit);
    json_put_key(out, "feeds");
    buffer_put_byte(out, '{');
    for (int s = 0; s < FEED_STATES; s++)
        json_put_int(out, feed_state_name((enum feed_state)s), (int64_t)n->feeds[s]);
    buffer_put_byte(out, '}');
    json_put_int(out, "lag_s", n->lag_s);
    json_put_int(out, "items_today", (int64_t)n->items);
    json_put_int(out, "duplicates_today", (int64_t)n->duplicates);
    json_put_int(out, "stories_today", (int64_t)n->stories);
    json_put_time(out, "last_item", n->last_item);
    json_put_key(out, "outbox");
    buffer_put_byte(out, '{');
    for (int p = 0; p < PLACES; p++)
        json_put_int(out, alert_place_name((enum alert_place)p), (int64_t)n->alerts[p]);
    buffer_put_byte(out, '}');
    json_put_time(out, "oldest_alert", n->oldest);
    json_put_int(out, "sent_today", (int64_t)n->sent);
    json_put_int(out, "spool_bytes", n->spool_bytes);
    json_put_int(out, "free_bytes", n->free_bytes);
    buffer_put_text(out, "}\n");
}

int command_status(const struct command *c)
{
    struct feeds *feeds = NULL;
    struct numbers n;
    struct look l;
    int code = options_read(c, 1, NULL, 0);

    if (code != EX_OK)
        return code;
    code = look_open(c, &l);
    if (code == EX_OK) {
        feeds = look_feeds(&l);
        code = count(&l, feeds, &n);
    }
    if (code == EX_OK && c->json)
        put_json(&l, &n);
    else if (code == EX_OK)
        put_screen(&l, feeds, &n);
    look_flush(&l);
    feeds_free(&feeds);
    return look_close(&l, code);
}
