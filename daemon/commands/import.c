/*
 * import.c - bringing in: lists of feeds, and feed documents that were not polled
 *
 * An imported list is kept in the spool, keep/subscriptions/, and read beside the configured ones; the daemon, if it runs,
 * reads its configuration again. The first poll of each new feed alerts nothing, as ever.
 * Fatal: nothing. Bugs: none known.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "control.h"
#include "parse.h"

#include "commands.h"

#define LIST_LIMIT ((size_t)64 << 20)
#define DOCUMENT_LIMIT ((size_t)16 << 20)

/* ---- import ---------------------------------------------------------------------------------------------- */

/* The file's own name, with only letters, digits, dot, dash and underscore. */
static void list_name(const char *path, char out[128])
{
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    size_t len = 0;

    for (; *base && len < 120; base++, len++) {
        bool plain =
            strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", *base) != NULL;

        out[len] = plain && (len > 0 || *base != '.') ? *base : '_';
    }
    out[len] = '\0';
}

static int keep_list(const struct command *c, const char *name, struct span bytes)
{
    char *spool = command_spool(c);
    struct buffer path;
    int dir, error;

    if (!spool)
        return EX_CONFIG;
    buffer_init(&path, 8192);
    buffer_printf(&path, "%s/keep/subscriptions", spool);
    free(spool);
    error = file_make_dirs(AT_FDCWD, path.ptr, 0750);
    dir = error == 0 ? open(path.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (error == 0)
        error = dir < 0 ? -errno : file_replace(dir, name, bytes);
    if (error != 0)
        command_fail(EX_CANTCREAT, "%s/%s: %s", path.ptr, name, strerror(-error));
    if (dir >= 0)
        close(dir);
    buffer_release(&path);
    return error == 0 ? EX_OK : EX_CANTCREAT;
}

/* A daemon that runs takes the list at once; without one, the next start does. */
static int reload_daemon(const struct command *c)
{
    const struct span reload = SPAN("{\"order\":\"reload\"}");
    char *spool = command_spool(c);
    struct buffer answer, path;
    int code = EX_OK, error;
    struct json *j;

    buffer_init(&answer, 4096);
    buffer_init(&path, 8192);
    buffer_printf(&path, "%s/control.sock", spool);
    error = control_ask(path.ptr, reload, &answer);
    if (error != 0)
        error = control_ask("/run/newswired/control.sock", reload, &answer);
    j = error == 0 ? json_read(buffer_span(&answer), NULL) : NULL;
    if (error == 0 && !json_bool(json_get(json_root(j), "ok"), false))
        code = command_fail(EX_CONFIG, "the list is kept, but the daemon did not take it: %s",
                            log_quote(json_span(json_get(json_root(j), "error"))));
    json_free(&j);
    free(spool);
    buffer_release(&answer);
    buffer_release(&path);
    return code;
}

int command_import(const struct command *c)
{
    struct arena *a = arena_new();
    struct parse_subscriptions list = {0};
    struct buffer bytes;
    struct error e;
    char name[128];
    int code;

    if (c->argc != 3 || (strcmp(c->argv[1], "opml") != 0 && strcmp(c->argv[1], "urls") != 0))
        return command_fail(EX_USAGE, "usage: import opml|urls FILE");
    code = command_read_file(c->argv[2], LIST_LIMIT, &bytes);
    if (code == EX_OK && parse_subscriptions(a, buffer_span(&bytes), &list, &e) != 0)
        code = command_fail(EX_DATAERR, "%s: %s", c->argv[2], e.text);
    if (code == EX_OK && list.count == 0)
        code = command_fail(EX_DATAERR, "%s: no http or https feed is named in it", c->argv[2]);
    list_name(c->argv[2], name);
    if (code == EX_OK && (code = keep_list(c, name, buffer_span(&bytes))) == EX_OK &&
        (code = reload_daemon(c)) == EX_OK)
        printf("%s: %zu feeds, %zu entries passed over\n", c->argv[2], list.count, list.skipped);
    buffer_release(&bytes);
    arena_free(&a);
    return code;
}

/* ---- ingest ---------------------------------------------------------------------------------------------- */

static int ingest_file(const struct command *c, const char *feed, const char *file)
{
    struct buffer bytes, order;
    int code = command_read_file(file, DOCUMENT_LIMIT, &bytes);

    buffer_init(&order, DOCUMENT_LIMIT * 2);
    buffer_put_byte(&order, '{');
    json_put_text(&order, "order", SPAN("ingest"));
    json_put_text(&order, "feed", span_of(feed));
    json_put_key(&order, "body");
    buffer_put_byte(&order, '"');
    base64_put(&order, bytes.ptr, bytes.len);
    buffer_put_text(&order, "\"}");
    if (code == EX_OK)
        code = command_order(c, buffer_span(&order));
    if (code != EX_OK)
        command_fail(code, "%s: not taken in", file);
    buffer_release(&order);
    buffer_release(&bytes);
    return code;
}

/* The feed that the document itself names, by the address it says it has. */
static int feed_of_document(const char *file, char **feed)
{
    struct arena *a = arena_new();
    struct buffer bytes;
    struct parse_input in = {.url = SPAN("")};
    struct document doc;
    struct error e;
    int code = command_read_file(file, DOCUMENT_LIMIT, &bytes);

    *feed = NULL;
    in.body = buffer_span(&bytes);
    if (code == EX_OK && parse_document(a, &in, &doc, &e) != PARSE_OK)
        code = command_fail(EX_DATAERR, "%s: %s", file, e.text);
    else if (code == EX_OK && doc.feed_url.len == 0)
        code = command_fail(EX_USAGE, "%s does not say which feed it is: name it with --feed", file);
    else if (code == EX_OK)
        *feed = memory_copy(doc.feed_url.ptr, doc.feed_url.len);
    buffer_release(&bytes);
    arena_free(&a);
    return code;
}

int command_ingest(const struct command *c)
{
    const char *feed = NULL;
    int first = 1, code = EX_OK;

    if (c->argc > 2 && strcmp(c->argv[1], "--feed") == 0) {
        feed = c->argv[2];
        first = 3;
    }
    if (first >= c->argc)
        return command_fail(EX_USAGE, "usage: ingest [--feed N] FILE…");
    for (int i = first; i < c->argc; i++) {
        char *named = NULL;
        int one = feed ? EX_OK : feed_of_document(c->argv[i], &named);

        if (one == EX_OK)
            one = ingest_file(c, feed ? feed : named, c->argv[i]);
        if (one != EX_OK)
            code = one;
        free(named);
    }
    return code;
}
