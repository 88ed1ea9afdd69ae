/*
 * export.c - newswirectl export: the feeds as an OPML 2.0 list that other readers take
 *
 * URLs stand there whole, with what may be secret in them: the list is the user's own, and is to work elsewhere.
 * Fatal: nothing. Bugs: options of a feed that OPML has no word for are left out.
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "text.h"

#include "look.h"

/* XML 1.0, section 2.2: most control characters may not stand there in any form. */
static void put_attribute(struct buffer *out, const char *name, struct span s)
{
    buffer_printf(out, " %s=\"", name);
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        uint32_t c = utf8_next(s, &at);
        char bytes[4];

        if (c == '&')
            buffer_put_text(out, "&amp;");
        else if (c == '<')
            buffer_put_text(out, "&lt;");
        else if (c == '>')
            buffer_put_text(out, "&gt;");
        else if (c == '"')
            buffer_put_text(out, "&quot;");
        else if (c < ' ' || (c & 0xFFFE) == 0xFFFE)
            buffer_put_byte(out, ' ');
        else if (c == 0xFFFD)
            buffer_put(out, bytes, utf8_put(bytes, c));
        else
            buffer_put_span(out, span_cut(s, from, at));
    }
    buffer_put_byte(out, '"');
}

static void put_feed(struct buffer *out, const struct feed_settings *f)
{
    struct buffer tags;

    buffer_init(&tags, (size_t)1 << 20);
    for (size_t i = 0; i < f->tags.count; i++) {
        if (i > 0)
            buffer_put_byte(&tags, ',');
        buffer_put_text(&tags, f->tags.list[i]);
    }
    buffer_put_text(out, "    <outline type=\"rss\"");
    put_attribute(out, "text", span_of(f->name));
    put_attribute(out, "title", span_of(f->name));
    put_attribute(out, "xmlUrl", span_of(f->url));
    if (f->language[0] != '\0')
        put_attribute(out, "language", span_of(f->language));
    if (tags.len > 0)
        put_attribute(out, "category", buffer_span(&tags));
    buffer_put_text(out, "/>\n");
    buffer_release(&tags);
}

static int export_opml(const struct command *c)
{
    struct feeds *feeds = NULL;
    struct look l;
    int code = look_open(c, &l);

    if (code == EX_OK) {
        feeds = look_feeds(&l);
        buffer_put_text(&l.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n"
                                "  <head><title>newswired</title></head>\n  <body>\n");
        for (size_t i = 0; i < feeds_count(feeds); i++) {
            put_feed(&l.out, feeds_at(feeds, i)->settings);
            look_flush(&l);
        }
        buffer_put_text(&l.out, "  </body>\n</opml>\n");
    }
    look_flush(&l);
    feeds_free(&feeds);
    return look_close(&l, code);
}

int command_export(const struct command *c)
{
    if (c->argc == 2 && strcmp(c->argv[1], "opml") == 0)
        return export_opml(c);
    return command_fail(EX_USAGE, "usage: export opml");
}
