/*
 * cursor.c - how far the records have been acted on: keep/cursor
 *
 * Invariant 5: saved durably before anything beyond the old cursor is sent; after a crash, replay goes on
 * from here. It is also the durable offset of invariant 7: what lies before it was synced. Fatal: nothing.
 * Bugs: none known.
 */
#include <errno.h>
#include <stdio.h>

#include "spool.h"

#include "internal.h"

int cursor_read(struct spool *s, struct position *out)
{
    struct buffer text;
    struct json *j = NULL;
    struct span file;
    int error = file_read(s->dirs[SPOOL_KEEP], "cursor", 4096, &text);

    *out = (struct position){0};
    if (error != 0)
        goto out;
    j = json_read(buffer_span(&text), NULL);
    file = json_span(json_get(json_root(j), "file"));
    out->offset = json_int(json_get(json_root(j), "offset"), -1);
    if (file.len >= sizeof(out->file) || (file.len > 0 && !day_is_file(file.ptr)) || out->offset < 0)
        error = -ENOENT; /* unreadable is missing: the caller warns and stands at the end */
    else
        snprintf(out->file, sizeof(out->file), "%s", file.ptr);
out:
    json_free(&j);
    buffer_release(&text);
    return error;
}

void cursor_save(struct spool *s, struct durable_script *script, const struct position *at)
{
    struct buffer text;

    buffer_init(&text, 4096);
    buffer_put_byte(&text, '{');
    json_put_int(&text, "v", 1);
    json_put_key(&text, "file");
    json_put_string(&text, span_of(at->file));
    json_put_int(&text, "offset", at->offset);
    buffer_put_text(&text, "}\n");
    script_create(script, s->dirs[SPOOL_KEEP], "cursor.tmp", buffer_span(&text));
    script_rename(script, s->dirs[SPOOL_KEEP], "cursor.tmp", s->dirs[SPOOL_KEEP], "cursor");
    script_sync(script, s->dirs[SPOOL_KEEP], false);
    buffer_release(&text);
}
