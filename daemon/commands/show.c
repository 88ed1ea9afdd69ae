/*
 * show.c - newswirectl show: one item, all that is known of it
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <stdio.h>
#include <sysexits.h>

#include "look.h"
#include "shown.h"

static void put_lists(struct buffer *out, const struct item *item)
{
    for (size_t i = 0; i < item->author_count; i++)
        shown_put_field(out, i == 0 ? "authors" : "", item->authors[i].name);
    for (size_t i = 0; i < item->tag_count; i++)
        shown_put_field(out, i == 0 ? "tags" : "", item->tags[i]);
    for (size_t i = 0; i < item->attachment_count; i++)
        shown_put_field(out, i == 0 ? "attachments" : "", item->attachments[i].url);
}

static void put_decisions(struct buffer *out, const struct record *r)
{
    const struct verdict *v = &r->verdict;

    shown_put_field_id(out, "story", v->story);
    shown_put_field_id(out, "copy of", v->duplicate_of);
    if (!id_is_zero(v->duplicate_of))
        shown_put_fieldf(out, "", "jaccard %.2f, containment %.2f, shared %u", v->duplicate_why.jaccard,
                         v->duplicate_why.containment, (unsigned)v->duplicate_why.shared);
    shown_put_field(out, "kept quiet", span_of(quiet_name(r->quiet)));
    for (size_t i = 0; i < r->hit_count; i++) {
        if (i == 0 || !span_equal(r->hits[i].rule, r->hits[i - 1].rule))
            shown_put_field(out, "rule", r->hits[i].rule);
        shown_put_hit(out, &r->item, &r->hits[i]);
    }
}

static void put_record(struct buffer *out, const struct record *r)
{
    const struct item *item = &r->item;

    shown_put_field(out, "title", item->title);
    shown_put_field_id(out, "id", r->id);
    if (r->revision > 1) {
        shown_put_fieldf(out, "revision", "%lld", (long long)r->revision);
        shown_put_field_id(out, "of", r->revision_of);
    }
    shown_put_field(out, "feed", r->feed);
    shown_put_field(out, "outlet", r->outlet);
    shown_put_field(out, "url", item->url);
    shown_put_field(out, "guid", item->guid);
    shown_put_field(out, "language", item->language);
    put_lists(out, item);
    shown_put_field_time(out, "published", item->date_published);
    shown_put_field_time(out, "modified", item->date_modified);
    shown_put_field_time(out, "fetched", r->date_fetched);
    if (item->truncated)
        shown_put_field(out, "note", SPAN("a text was cut at 1 MiB"));
    if (item->recovered)
        shown_put_field(out, "note", SPAN("the feed's document was damaged; this is what could be read"));
    if (item->from_page)
        shown_put_field(out, "note",
                        SPAN("the text is that of the article's page; the summary is the feed's"));
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
