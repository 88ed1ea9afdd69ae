/*
 * show.c - newswirectl show: one item, all that is known of it
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <stdio.h>
#include <sysexits.h>

#include "look.h"
#include "shown.h"

#define LABEL_COLUMNS 14

static void put_label(struct buffer *out, const char *label)
{
    shown_put_cell(out, span_of(label), LABEL_COLUMNS);
}

static void put_text(struct buffer *out, const char *label, struct span s)
{
    if (s.len == 0)
        return;
    put_label(out, label);
    shown_put(out, s);
    buffer_put_byte(out, '\n');
}

static void put_time(struct buffer *out, const char *label, int64_t wall_s)
{
    if (wall_s == TIME_UNKNOWN)
        return;
    put_label(out, label);
    shown_put_time(out, wall_s);
    buffer_put_text(out, " UTC\n");
}

static void put_id(struct buffer *out, const char *label, struct id id)
{
    char text[ID_TEXT_BYTES];

    if (!id_is_zero(id))
        put_text(out, label, span_of(id_format(id, text)));
}

static void put_lists(struct buffer *out, const struct item *item)
{
    for (size_t i = 0; i < item->author_count; i++)
        put_text(out, i == 0 ? "authors" : "", item->authors[i].name);
    for (size_t i = 0; i < item->tag_count; i++)
        put_text(out, i == 0 ? "tags" : "", item->tags[i]);
    for (size_t i = 0; i < item->attachment_count; i++)
        put_text(out, i == 0 ? "attachments" : "", item->attachments[i].url);
}

static void put_decisions(struct buffer *out, const struct record *r)
{
    const struct verdict *v = &r->verdict;

    put_id(out, "story", v->story);
    put_id(out, "copy of", v->duplicate_of);
    if (!id_is_zero(v->duplicate_of)) {
        put_label(out, "");
        buffer_printf(out, "jaccard %.2f, containment %.2f, shared %u\n", v->duplicate_why.jaccard,
                      v->duplicate_why.containment, (unsigned)v->duplicate_why.shared);
    }
    put_text(out, "kept quiet", span_of(quiet_name(r->quiet)));
    for (size_t i = 0; i < r->hit_count; i++) {
        if (i == 0 || !span_equal(r->hits[i].rule, r->hits[i - 1].rule))
            put_text(out, "rule", r->hits[i].rule);
        shown_put_hit(out, &r->item, &r->hits[i]);
    }
}

static void put_record(struct buffer *out, const struct record *r)
{
    const struct item *item = &r->item;

    put_text(out, "title", item->title);
    put_id(out, "id", r->id);
    if (r->revision > 1) {
        put_label(out, "revision");
        buffer_printf(out, "%lld\n", (long long)r->revision);
        put_id(out, "of", r->revision_of);
    }
    put_text(out, "feed", r->feed);
    put_text(out, "outlet", r->outlet);
    put_text(out, "url", item->url);
    put_text(out, "guid", item->guid);
    put_text(out, "language", item->language);
    put_lists(out, item);
    put_time(out, "published", item->date_published);
    put_time(out, "modified", item->date_modified);
    put_time(out, "fetched", r->date_fetched);
    if (item->truncated)
        put_text(out, "note", SPAN("a text was cut at 1 MiB"));
    if (item->recovered)
        put_text(out, "note", SPAN("the feed's document was damaged; this is what could be read"));
    put_decisions(out, r);
    if (item->summary.len > 0) {
        buffer_put_byte(out, '\n');
        shown_put_text(out, item->summary, 0, shown_width());
    }
    if (item->content_text.len > 0) {
        buffer_put_byte(out, '\n');
        shown_put_text(out, item->content_text, 0, shown_width());
    }
}

int command_show(const struct command *c)
{
    const char *id = NULL;
    const struct option_row rows[] = {{"ID", OPTION_WORD, &id}};
    struct found found = {0};
    struct record record;
    struct look l;
    int code = options_read(c, 1, rows, 1);

    if (code != EX_OK)
        return code;
    code = look_open(c, &l);
    if (code == EX_OK)
        code = find_record(&l, id, &found);
    if (code == EX_OK && c->json) {
        fwrite(found.line, 1, found.bytes, stdout);
        fputc('\n', stdout);
    } else if (code == EX_OK && look_read(&l, (struct span){found.line, found.bytes}, &record)) {
        put_record(&l.out, &record);
        look_flush(&l);
    } else if (code == EX_OK) {
        code = EX_DATAERR;
    }
    found_release(&found);
    return look_close(&l, code);
}
