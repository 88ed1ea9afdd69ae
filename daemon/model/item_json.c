/*
 * item_json.c - the members of an item and of a document, as the spool and `newswirectl parse` write them
 *
 * One place for the names and their order, so that what the filters print is what the spool holds. An absent
 * part is left out: empty texts, unknown dates and sizes, empty lists, false marks.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "model.h"

static void put_authors(struct buffer *out, const struct author *list, size_t count)
{
    if (count == 0)
        return;
    json_put_key(out, "authors");
    buffer_put_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        buffer_put_text(out, i > 0 ? ",{" : "{");
        json_put_text(out, "name", list[i].name);
        json_put_text(out, "email", list[i].email);
        json_put_text(out, "url", list[i].url);
        buffer_put_byte(out, '}');
    }
    buffer_put_byte(out, ']');
}

static void put_attachments(struct buffer *out, const struct attachment *list, size_t count)
{
    if (count == 0)
        return;
    json_put_key(out, "attachments");
    buffer_put_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        buffer_put_text(out, i > 0 ? ",{" : "{");
        json_put_text(out, "url", list[i].url);
        json_put_text(out, "mime_type", list[i].mime_type);
        if (list[i].size_bytes >= 0)
            json_put_int(out, "size_in_bytes", list[i].size_bytes);
        buffer_put_byte(out, '}');
    }
    buffer_put_byte(out, ']');
}

static void put_texts(struct buffer *out, const char *key, const struct span *list, size_t count)
{
    if (count == 0)
        return;
    json_put_key(out, key);
    buffer_put_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_put_byte(out, ',');
        json_put_string(out, list[i]);
    }
    buffer_put_byte(out, ']');
}

void item_put_json(struct buffer *out, const struct item *item)
{
    json_put_text(out, "guid", item->guid);
    json_put_text(out, "url", item->url);
    json_put_text(out, "canonical_url", item->canonical_url);
    json_put_text(out, "title", item->title);
    json_put_text(out, "summary", item->summary);
    json_put_text(out, "content_text", item->content_text);
    json_put_text(out, "content_html", item->content_html);
    json_put_text(out, "content_source", item->from_page ? SPAN("page") : SPAN(""));
    json_put_id(out, "feed_text", item->feed_text);
    json_put_text(out, "language", item->language);
    put_authors(out, item->authors, item->author_count);
    put_texts(out, "tags", item->tags, item->tag_count);
    put_attachments(out, item->attachments, item->attachment_count);
    json_put_time(out, "date_published", item->date_published);
    json_put_time(out, "date_modified", item->date_modified);
    if (item->truncated)
        json_put_bool(out, "truncated", true);
    if (item->recovered)
        json_put_bool(out, "recovered", true);
}

static void put_sitemaps(struct buffer *out, const struct sitemap *list, size_t count)
{
    if (count == 0)
        return;
    json_put_key(out, "sitemaps");
    buffer_put_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        buffer_put_text(out, i > 0 ? ",{" : "{");
        json_put_text(out, "url", list[i].url);
        json_put_time(out, "date_modified", list[i].date_modified);
        buffer_put_byte(out, '}');
    }
    buffer_put_byte(out, ']');
}

void document_put_json(struct buffer *out, const struct document *doc)
{
    json_put_text(out, "version", doc->version);
    json_put_text(out, "title", doc->title);
    json_put_text(out, "home_page_url", doc->home_page_url);
    json_put_text(out, "feed_url", doc->feed_url);
    json_put_text(out, "description", doc->description);
    json_put_text(out, "language", doc->language);
    json_put_text(out, "icon", doc->icon);
    put_authors(out, doc->authors, doc->author_count);
    put_texts(out, "tags", doc->tags, doc->tag_count);
    put_texts(out, "hubs", doc->hubs, doc->hub_count);
    json_put_time(out, "date_modified", doc->date_modified);
    if (doc->ttl_s > 0)
        json_put_int(out, "ttl_s", doc->ttl_s);
    put_sitemaps(out, doc->sitemaps, doc->sitemap_count);
    if (doc->left_out)
        json_put_bool(out, "truncated", true);
    json_put_text(out, "damage", doc->damage);
}
