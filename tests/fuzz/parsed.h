/*
 * parsed.h: what must hold of a document whatever bytes it was read from.
 */
#ifndef NEWSWIRED_FUZZ_PARSED_H
#define NEWSWIRED_FUZZ_PARSED_H

#include <string.h>

#include "parse.h"
#include "text.h"

static inline void check_text(struct span s, bool one_line)
{
    must(s.len <= ITEM_TEXT_LIMIT && utf8_is_valid(s));
    must(s.len == 0 || !memchr(s.ptr, 0, s.len));
    must(!one_line || s.len == 0 || !memchr(s.ptr, '\n', s.len));
}

static inline void check_item(const struct item *item)
{
    check_text(item->guid, false);
    check_text(item->url, true);
    check_text(item->title, true);
    check_text(item->summary, false);
    check_text(item->content_text, false);
    check_text(item->content_html, false);
    check_text(item->language, true);
    for (size_t i = 0; i < item->author_count; i++)
        check_text(item->authors[i].name, true);
    for (size_t i = 0; i < item->tag_count; i++)
        check_text(item->tags[i], true);
    for (size_t i = 0; i < item->attachment_count; i++) {
        check_text(item->attachments[i].url, true);
        must(item->attachments[i].size_bytes >= -1);
    }
}

static inline void fuzz_parse(struct span body, struct span content_type)
{
    struct arena *a = arena_new();
    struct parse_input in = {body, SPAN("http://f.example/d/feed"), content_type};
    struct document doc;
    struct error e;
    struct buffer out;

    if (parse_document(a, &in, &doc, &e) == PARSE_OK) {
        must(doc.version.len > 0 && doc.item_count <= PARSE_ITEM_LIMIT);
        check_text(doc.title, true);
        check_text(doc.home_page_url, true);
        check_text(doc.damage, true);
        must(doc.sitemap_count == 0 || doc.item_count == 0);
        for (size_t i = 0; i < doc.sitemap_count; i++)
            check_text(doc.sitemaps[i].url, true);
        buffer_init(&out, (size_t)64 << 20);
        document_put_json(&out, &doc);
        for (size_t i = 0; i < doc.item_count; i++) {
            check_item(&doc.items[i]);
            item_put_json(&out, &doc.items[i]);
        }
        buffer_release(&out);
    }
    arena_free(&a);
}

#endif
