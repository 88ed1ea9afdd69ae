/*
 * feed.c - reads RSS, RDF, Atom and sitemaps from the events of the parser
 *
 * Which element says what stands in the vocabularies; this file keeps the open elements, collects their texts, and
 * hands each text with its attributes to the draft of the item that is open, else to that of the feed.
 *
 * An item within an item was written by someone who forgot to close the first: the first ends there, and what
 * follows the inner one inside of the outer belongs to nobody. An inner item that says nothing is none.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>
#include <strings.h>

#include "parse.h"
#include "text.h"

#include "family.h"
#include "feed.h"
#include "frame.h"

#define TEXT_LIMIT (2 * ITEM_TEXT_LIMIT) /* of one element's source */

struct feed {
    struct arena *arena;
    struct frame frames[PARSE_DEPTH_LIMIT + 1]; /* the first is the document's */
    size_t depth, beyond;
    struct family family;
    struct draft feed, item, outer; /* outer: the item around an item */
    size_t item_frames;             /* open elements that are items */
    bool item_open, outer_open;
    bool found; /* a channel, a feed or an item */
    struct author person;
    struct buffer text;
    struct item_list items;
    struct span version;
};

/* ---- what an element said -------------------------------------------------------------------------------- */

static struct draft *target(struct feed *f)
{
    if (f->item_open)
        return &f->item;
    return f->item_frames > 0 ? NULL : &f->feed;
}

/* One line, copied: a text that needs no change comes back from text/html as it is. */
static struct span plain(struct feed *f, const struct frame *fr, struct span text)
{
    text = arena_copy(f->arena, span_trim(text));
    return fr->reading == READ_TEXT ? text_to_line(f->arena, text) : html_to_line(f->arena, text);
}

static void say_attachment(struct draft *d, const struct frame *fr, struct span url)
{
    struct span size = frame_attribute(fr, "length");
    struct attachment a = {.url = url, .mime_type = frame_attribute(fr, "type")};

    if (size.len == 0)
        size = frame_attribute(fr, "fileSize");
    if (!span_to_int(size, &a.size_bytes) || a.size_bytes < 0)
        a.size_bytes = -1;
    draft_attachment(d, fr->base, a);
}

static void say_enclosure(struct draft *d, const struct frame *fr, struct span text)
{
    static const char *const names[] = {"url", "href", "resource"};
    struct span url = {0};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && url.len == 0; i++)
        url = frame_attribute(fr, names[i]);
    say_attachment(d, fr, url.len > 0 ? url : text);
}

/* The relation, also as the URI that IANA gives it (RFC 4287 section 4.2.7.2). */
static struct span relation_of(const struct frame *fr)
{
    struct span rel = frame_attribute(fr, "rel");
    size_t at;

    if (span_find(rel, SPAN("iana.org/assignments/"), &at)) {
        while (span_find_byte(rel, '/', &at))
            rel = span_cut(rel, at + 1, rel.len);
    }
    return rel.len > 0 ? rel : SPAN("alternate");
}

static void say_link(struct draft *d, const struct frame *fr, struct span text)
{
    struct span href = frame_attribute(fr, "href"), rel = relation_of(fr), type = frame_attribute(fr, "type");
    bool other_type = type.len > 0 && !span_starts_icase(type, SPAN("text/html")) &&
                      !span_starts_icase(type, SPAN("application/xhtml"));

    if (href.len == 0)
        href = text;
    if (span_equal_icase(rel, SPAN("alternate"))) {
        if (href.len == 0 && fr->based && frame_has_attribute(fr, "href"))
            href = fr->base; /* RFC 3986 section 4.4: an empty reference is the base itself */
        draft_url(d, PART_LINK, (uint8_t)(fr->row->rank + other_type), fr->base, href);
    } else if (span_equal_icase(rel, SPAN("self")))
        draft_url(d, PART_SELF, 1, fr->base, href);
    else if (span_equal_icase(rel, SPAN("hub")))
        draft_hub(d, fr->base, href);
    else if (span_equal_icase(rel, SPAN("enclosure")))
        say_attachment(d, fr, href);
}

/* RSS knows no base. Its publishers write references relative to their site, and serve the feed from elsewhere. */
static void use_site_as_base(struct feed *f)
{
    struct span site = f->feed.texts[PART_LINK].text;

    if (!url_is_web(site))
        return;
    for (size_t i = 0; i <= f->depth; i++) {
        if (!f->frames[i].based)
            f->frames[i].base = site;
    }
}

#define RANK_GUID_AS_LINK 8
#define RANK_ABOUT_AS_LINK 9

/* An id that is a web URL is the link for want of another: also Atom's, which promises none. */
static void say_guid(struct draft *d, const struct frame *fr, struct span text)
{
    struct span said = frame_attribute(fr, "isPermaLink"), guid = span_trim(text);
    bool is_path = span_equal_icase(said, SPAN("true")) && span_starts(guid, SPAN("/"));

    draft_text(d, PART_GUID, fr->row->rank, (struct draft_text){.text = text});
    if (!span_equal_icase(said, SPAN("false")) && (is_path || url_is_web(guid)))
        draft_url(d, PART_LINK, RANK_GUID_AS_LINK, fr->base, text);
}

static void say_page(struct draft *d, const struct frame *fr, struct span text)
{
    draft_text(d, PART_GUID, fr->row->rank, (struct draft_text){.text = text});
    draft_url(d, PART_LINK, fr->row->rank, fr->base, text);
}

static void say_tag(struct feed *f, struct draft *d, const struct frame *fr, struct span text)
{
    static const char *const names[] = {"label", "term", "text"};
    struct span tag = {0};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && tag.len == 0; i++)
        tag = frame_attribute(fr, names[i]);
    if (tag.len > 0) /* often escaped twice */
        draft_tag(d, html_decode_entities(f->arena, tag));
    else
        draft_tag(d, plain(f, fr, text));
}

static void say_author(struct feed *f, struct draft *d, const struct frame *fr, struct span text)
{
    struct author who = f->person;

    if (who.name.len + who.email.len + who.url.len == 0) {
        who = person_read(text_to_line(f->arena, text)); /* "Me <me@x.example>" is no HTML */
        if (who.email.len == 0)
            who = person_read(plain(f, fr, text));
        else
            who.name = html_to_line(f->arena, who.name);
    }
    draft_author(d, fr->row->rank, who);
}

static void say_icon(struct draft *d, const struct frame *fr, struct span text)
{
    struct span href = frame_attribute(fr, "href");

    draft_url(d, PART_ICON, fr->row->rank, fr->base, href.len > 0 ? href : text);
}

/* What is no base64, or none of UTF-8, stays as it stands: publishers invent media types for plain titles. */
static struct span decode_base64(struct feed *f, struct span text)
{
    struct buffer decoded;
    bool damaged;

    buffer_init(&decoded, TEXT_LIMIT);
    if (base64_read(text, &decoded) && utf8_is_valid(buffer_span(&decoded)))
        text = arena_copy(f->arena, charset_to_utf8(f->arena, buffer_span(&decoded), SPAN("utf-8"),
                                                    (struct span){0}, &damaged));
    buffer_release(&decoded);
    return text;
}

static void say_text(struct feed *f, struct draft *d, const struct frame *fr, struct span text)
{
    if (fr->base64)
        text = decode_base64(f, text);
    draft_text(d, fr->row->part, fr->row->rank,
               (struct draft_text){
                   .text = text, .base = fr->base, .based = fr->based, .html = fr->reading >= READ_HTML});
}

static void end_outer(struct feed *f)
{
    if (f->outer_open)
        item_list_add(&f->items, finish_item(&f->outer));
    f->outer_open = false;
}

static void end_item(struct feed *f)
{
    if (!f->item_open)
        return;
    if (f->outer_open && !draft_says_something(&f->item)) {
        f->item = f->outer;
        f->outer_open = false;
        return;
    }
    end_outer(f);
    item_list_add(&f->items, finish_item(&f->item));
    f->item_open = false;
}

static void say(struct feed *f, const struct frame *fr, struct span text)
{
    struct draft *d = target(f);

    if (!d)
        return;
    d->truncated |= f->text.overflow;
    switch (fr->row->part) {
    case PART_TITLE:
    case PART_SUMMARY:
    case PART_ABSTRACT:
    case PART_CONTENT:
    case PART_LANGUAGE:
    case PART_TTL:
    case PART_PERIOD:
    case PART_FREQUENCY:
        say_text(f, d, fr, text);
        break;
    case PART_PUBLICATION:
        draft_text(&f->feed, PART_TITLE, fr->row->rank, (struct draft_text){.text = text, .html = true});
        break;
    case PART_PUBLISHED:
    case PART_MODIFIED:
        draft_date(d, fr->row->part, fr->row->rank, text);
        break;
    case PART_NAME:
        f->person.name = plain(f, fr, text);
        break;
    case PART_EMAIL:
        f->person.email = person_read(plain(f, fr, text)).email;
        break;
    case PART_URI:
        f->person.url = link_resolve(f->arena, fr->base, text);
        break;
    case PART_GUID:
        say_guid(d, fr, text);
        break;
    case PART_ICON:
        say_icon(d, fr, text);
        break;
    case PART_LINK:
        say_link(d, fr, text);
        if (d == &f->feed && f->family.home == NS_RSS)
            use_site_as_base(f);
        break;
    case PART_PAGE:
        say_page(d, fr, text);
        break;
    case PART_TAG:
        say_tag(f, d, fr, text);
        break;
    case PART_KEYWORDS:
        draft_tags(d, text, ',');
        break;
    case PART_ENCLOSURE:
        say_enclosure(d, fr, text);
        break;
    case PART_AUTHOR:
        say_author(f, d, fr, text);
        break;
    default:
        break;
    }
}

/* Its attributes say all, and its children come behind it: a category around a category. */
static bool says_at_start(const struct row *row)
{
    return row->part == PART_TAG && row->reading == READ_NOTHING;
}

static const struct row wrapper = {.name = "", .part = PART_NONE, .inside = IN_SAME};

/* ---- events ---------------------------------------------------------------------------------------------- */

static void end_row(struct feed *f, struct frame *fr)
{
    if (fr->row->part == PART_ITEM) {
        end_item(f);
        f->item_frames--;
    } else if (!says_at_start(fr->row)) {
        say(f, fr, span_cut(buffer_span(&f->text), fr->text_from, f->text.len));
    }
    if (f->text.ptr)
        f->text.ptr[f->text.len = fr->text_from] = '\0';
    f->text.overflow = false;
}

static void start_item(struct feed *f, const struct frame *fr)
{
    struct span about = frame_attribute(fr, "about");

    end_outer(f);
    f->outer = f->item;
    f->outer_open = f->item_open;
    f->item_frames++;
    f->found = true;
    f->item_open = !item_list_is_full(&f->items);
    draft_init(&f->item, f->arena);
    f->item.inherited_language = fr->language;
    draft_text(&f->item, PART_GUID, 2, (struct draft_text){.text = about});
    if (url_is_web(about))
        draft_url(&f->item, PART_LINK, RANK_ABOUT_AS_LINK, fr->base, about);
}

static void start_row(struct feed *f, struct frame *fr, enum namespace ns, const struct xml_element *e)
{
    const struct row *row = fr->row;

    fr->inside = row->inside == IN_SAME ? fr[-1].inside : row->inside;
    fr->reading = row->reading;
    fr->text_from = f->text.len;
    if (row->reading == READ_CONSTRUCT)
        frame_read_construct(fr, e);
    if (row->part >= PART_ITEM)
        frame_keep_attributes(fr, e, f->arena);
    if (row->part == PART_ROOT || row->part == PART_FEED || (row->part == PART_ITEM && f->version.len == 0))
        f->version = family_version(&f->family, f->arena, f->version, e);
    f->found |= row->part == PART_FEED || (row->part == PART_ROOT && ns == NS_RSS);
    if (row->part == PART_FEED && f->feed.inherited_language.len == 0)
        f->feed.inherited_language = fr->language;
    if (row->part == PART_ITEM)
        start_item(f, fr);
    if (row->part == PART_AUTHOR)
        f->person = (struct author){0};
    if (says_at_start(row))
        say(f, fr, (struct span){0});
}

/* Elements that are read no more: too deep, or there is no memory for what they say. An xml:base of 2 KB stands before
 * each reference of a few bytes. */
static bool is_beyond(struct feed *f)
{
    bool spent = item_list_is_spent(&f->items);

    if (spent && f->item_open)
        f->item.truncated = true;
    return spent || f->beyond > 0 || f->depth == PARSE_DEPTH_LIMIT;
}

/* An entry within an RSS item is another's, and no item that was left open. Atom 0.3's multipart/alternative holds the
 * same content several times. */
static const struct row *find_row(const struct feed *f, enum namespace ns, const struct frame *parent,
                                  const struct xml_element *e)
{
    const struct row *row = vocabulary_find(ns, parent->inside, e->name);

    if (!row)
        return NULL;
    if (row->part == PART_ITEM && parent->inside == IN_ITEM && ns != f->family.home)
        return NULL;
    if (row->part == PART_CONTENT && span_starts_icase(element_attribute(e, "type"), SPAN("multipart/")))
        return &wrapper;
    return row;
}

/* Names that HTML has too. */
static bool is_markup(const char *name)
{
    static const char *const names[] = {"title", "link", "body", "summary", "content", "source"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcasecmp(names[i], name) == 0)
            return true;
    }
    return false;
}

/* A text that was never closed ends where an element of the feed begins. */
static void end_unclosed(struct feed *f, struct frame *fr, const struct xml_element *e)
{
    bool body = fr->row->part >= PART_SUMMARY && fr->row->part <= PART_CONTENT;
    enum namespace ns = family_look_up(&f->family, e);

    if (ns != f->family.home || (body && is_markup(e->name)) || !vocabulary_find(ns, fr[-1].inside, e->name))
        return;
    end_row(f, fr);
    fr->row = &wrapper;
    fr->reading = READ_NOTHING;
    fr->inside = fr[-1].inside;
}

static void on_start(void *arg, const struct xml_element *e)
{
    struct feed *f = arg;
    struct frame *parent = &f->frames[f->depth], *fr;
    enum namespace ns;

    if (is_beyond(f)) {
        f->beyond++;
        return;
    }
    if (parent->inside == IN_TEXT && parent->row)
        end_unclosed(f, parent, e);
    f->depth++;
    fr = parent + 1;
    *fr = (struct frame){0};
    frame_inherit(fr, parent, e, f->arena);
    if (parent->inside != IN_TEXT) {
        ns = parent->inside == IN_DOCUMENT ? family_of_root(&f->family, e) : family_look_up(&f->family, e);
        fr->row = find_row(f, ns, parent, e);
        if (!fr->row && !f->found && family_adopts(&f->family, e))
            fr->row = find_row(f, ns = f->family.home, parent, e);
        if (fr->row) {
            start_row(f, fr, ns, e);
            return;
        }
    }
    frame_put_start(fr, parent, &f->text, e, f->arena);
}

static void on_text(void *arg, struct span text)
{
    struct feed *f = arg;

    if (f->beyond == 0)
        frame_put_text(&f->frames[f->depth], &f->text, text);
}

static void on_end(void *arg)
{
    struct feed *f = arg;
    struct frame *fr = &f->frames[f->depth];

    if (f->beyond > 0) {
        f->beyond--;
        return;
    }
    must(f->depth > 0);
    frame_put_end(fr, &f->text);
    f->depth--;
    if (fr->row)
        end_row(f, fr);
}

struct damage feed_read_xml(struct arena *a, const struct body *b, struct document *out)
{
    static const struct xml_events events = {on_start, on_end, on_text};
    struct feed *f = arena_get(a, sizeof(*f));
    struct damage damage;

    f->arena = a;
    f->frames[0] = (struct frame){.inside = IN_DOCUMENT, .base = b->in->url};
    draft_init(&f->feed, a);
    buffer_init(&f->text, TEXT_LIMIT);
    item_list_init(&f->items, a, b->text.len);
    damage = xml_read(b->text, b->root, &events, f);
    finish_feed(&f->feed, out);
    out->items = f->items.items;
    out->item_count = f->items.count;
    out->left_out = f->items.left_out;
    if (f->found) /* else it is RDF of another kind */
        out->version = f->version;
    if (span_equal(out->version, SPAN("sitemapindex")))
        sitemap_take_children(a, out);
    buffer_release(&f->text);
    return damage;
}
