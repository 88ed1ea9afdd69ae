/*
 * look.c - the spool as it lies there, and the configuration when there is one
 *
 * Fatal: nothing. Bugs: without a configuration, feeds that were never polled well go by their URLs.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "check.h"
#include "text.h"

#include "look.h"

#define OUT_LIMIT ((size_t)256 << 20)

/* ---- the spool ----------------------------------------------------------------------------------------- */

int look_open(const struct command *c, struct look *l)
{
    char *path = command_spool(c);
    struct error e;
    int error;

    *l = (struct look){.command = c, .arena = arena_new(), .now = clock_wall()};
    buffer_init(&l->out, OUT_LIMIT);
    if (!path)
        return EX_CONFIG;
    error = spool_open(path, false, &l->spool, &e);
    free(path);
    if (error != 0)
        return command_fail(error == -EACCES || error == -EPERM ? EX_NOPERM : EX_UNAVAILABLE, "%s", e.text);
    if (spool_dir(l->spool, SPOOL_ITEMS) < 0 && spool_dir(l->spool, SPOOL_KEEP) < 0)
        return command_fail(EX_UNAVAILABLE, "%s is no spool: neither items/ nor keep/ is there",
                            spool_path(l->spool));
    return EX_OK;
}

int look_close(struct look *l, int code)
{
    match_set_free(&l->rules);
    settings_free(&l->settings);
    spool_close(&l->spool);
    arena_free(&l->arena);
    buffer_release(&l->out);
    if (fflush(stdout) != 0 || ferror(stdout))
        return command_fail(EX_IOERR, "stdout: %s", strerror(errno));
    return code;
}

void look_flush(struct look *l)
{
    if (l->out.len > 0)
        fwrite(l->out.ptr, 1, l->out.len, stdout);
    buffer_clear(&l->out);
}

/* ---- the configuration --------------------------------------------------------------------------------- */

void look_configure(struct look *l)
{
    const struct command *c = l->command;
    struct report report = {0};

    if (l->settings || (!c->conf_given && access(c->conf_file, F_OK) != 0))
        return;
    l->settings = check_load(c->conf_file, spool_path(l->spool), &l->rules, &report);
    if (!l->settings) {
        check_print(&report, stderr);
        command_fail(EX_CONFIG, "%s has errors: what follows is told without it", c->conf_file);
    }
    report_release(&report);
}

/* ---- feeds --------------------------------------------------------------------------------------------- */

/* Feeds as the spool knows them, for want of a configuration. */
struct known {
    struct settings *settings;
    struct map *origins;
    struct arena *arena;
};

static void add_feed(struct settings *s, struct span name, struct span url)
{
    s->feeds = memory_grow(s->feeds, s->feed_count + 1, sizeof(*s->feeds));
    s->feeds[s->feed_count++] = (struct feed_settings){.enabled = true,
                                                       .name = memory_copy(name.ptr, name.len),
                                                       .url = memory_copy(url.ptr, url.len),
                                                       .outlet = memory_copy("", 0),
                                                       .language = memory_copy("", 0),
                                                       .user = memory_copy("", 0),
                                                       .password_file = memory_copy("", 0),
                                                       .proxy = memory_copy("", 0),
                                                       .file = memory_copy("", 0)};
}

/* keep/ knows names; a feed that stands only in state/ was never polled well, and goes by its URL. */
static void add_known(void *arg, const struct json_value *v)
{
    struct known *k = arg;
    struct span name = json_span(json_get(v, "feed")), url = json_span(json_get(v, "url"));
    struct span origin = json_span(json_get(v, "origin"));
    struct id key = hash128(origin.ptr, origin.len);

    if (map_get(k->origins, key, NULL))
        return;
    map_put(k->origins, key, 1);
    add_feed(k->settings, name.len > 0 ? name : url_for_display(k->arena, url), url);
}

static struct settings *settings_of_spool(struct look *l)
{
    struct known k = {memory_get(sizeof(*k.settings)), map_new(), l->arena};

    /* what cannot be read is not known */
    (void)!journal_read(l->spool, JOURNAL_KEPT_FEEDS, add_known, &k);
    (void)!journal_read(l->spool, JOURNAL_STATE_FEEDS, add_known, &k);
    map_free(&k.origins);
    return k.settings;
}

struct feeds *look_feeds(struct look *l)
{
    look_configure(l);
    if (!l->settings)
        l->settings = settings_of_spool(l);
    return feeds_new(l->settings, l->spool, l->now);
}
