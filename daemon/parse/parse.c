/*
 * parse.c - the bytes of one body to a document of items
 *
 * bytes, unpacked (unpack.c) → UTF-8 (text/charset) → JSON Feed (jsonfeed.c) or XML (mend.c, xml.c, feed.c) → drafts →
 * items (finish.c)
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "parse.h"
#include "text.h"

#include "feed.h"
#include "unpack.h"

static const char *const roots[] = {"rss", "RDF", "feed", "channel", "entry", "urlset", "sitemapindex", NULL};

/* What the feed says of all its items: the language, and its authors in Atom (RFC 4287 section 4.2.1) and JSON Feed;
 * the editor of an RSS channel is not meant so. */
static void inherit(const struct document *feed, struct item *item)
{
    if (item->language.len == 0)
        item->language = feed->language;
    if (item->author_count == 0 && !span_starts(feed->version, SPAN("rss"))) {
        item->authors = feed->authors;
        item->author_count = feed->author_count;
    }
}

/* The first character that stands for bytes that are none; where all were read by a guess, the first beyond ASCII. */
static struct damage damage_of_charset(struct arena *a, struct span text, struct span label)
{
    struct damage d = {0};
    size_t at = 0;

    if (!span_find(text, SPAN("\xEF\xBF\xBD"), &at)) {
        for (at = 0; at < text.len && (unsigned char)text.ptr[at] < 0x80;)
            at++;
    }
    if (label.len == 0)
        damage_note(&d, at, "bad UTF-8 in a document that names no charset", label);
    else
        damage_note(&d, at,
                    span_equal_icase(label, SPAN("utf-8")) ? "bad UTF-8 in a document that says %"
                                                           : "bad bytes in a document that says %",
                    arena_copy(a, label));
    return d;
}

static struct span read_text(struct arena *a, const struct parse_input *in, struct damage *damage)
{
    struct span http = charset_of_content_type(in->content_type), declared = sniff_charset(in->body);
    bool damaged = false;
    struct span text = charset_to_utf8(a, in->body, http, declared, &damaged);

    if (damaged)
        *damage = damage_of_charset(a, text, http.len > 0 ? http : declared);
    return text;
}

enum parse_result parse_document(struct arena *a, const struct parse_input *given, struct document *out,
                                 struct error *e)
{
    const struct parse_input in = {unpack(a, given->body), given->url, given->content_type};
    struct damage damage = {0}, inner = {0};
    struct body b = {.in = &in};

    *out = (struct document){.date_modified = TIME_UNKNOWN};
    b.text = read_text(a, &in, &damage);
    b.kind = sniff_kind(b.text, roots, &b.root);
    if (b.kind == SNIFFED_JSON) {
        if (!feed_read_json(a, &b, out, &inner, e))
            return PARSE_NOT_A_FEED;
    } else if (b.kind == SNIFFED_XML) {
        inner = feed_read_xml(a, &b, out);
    }
    if (out->version.len == 0) {
        refuse_words(a, &b, e);
        return PARSE_NOT_A_FEED;
    }
    damage_join(&damage, inner);
    out->damage = damage_words(a, &damage, b.text);
    for (size_t i = 0; i < out->item_count; i++) {
        out->items[i].recovered |= damage.words != NULL;
        inherit(out, &out->items[i]);
    }
    return PARSE_OK;
}
