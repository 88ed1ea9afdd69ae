/*
 * finish.c - from drafts to items and a feed
 *
 * Titles become one plain line, summaries plain text; of a full body both HTML and its text are kept. A summary that
 * is the only body and has markup is kept as HTML too: its links are in it. Texts are cut at ITEM_TEXT_LIMIT.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "text.h"

#include "draft.h"

#define LANGUAGE_LIMIT 35 /* RFC 5646 section 4.4.1 */
#define TTL_LIMIT_S ((int64_t)30 * 86400)

static struct span cut(struct span s, bool *truncated)
{
    if (s.len <= ITEM_TEXT_LIMIT)
        return s;
    *truncated = true;
    return span_cut(s, 0, utf8_cut(s, ITEM_TEXT_LIMIT));
}

static struct span line_of(struct draft *d, enum part part)
{
    const struct draft_text *t = &d->texts[part];
    struct span s = cut(t->text, &d->truncated);

    if (t->html)
        return html_to_line(d->arena, s);
    return text_to_line(d->arena, t->escaped ? html_decode_entities(d->arena, s) : s);
}

static struct span text_of(struct draft *d, enum part part)
{
    const struct draft_text *t = &d->texts[part];
    struct span s = cut(t->text, &d->truncated);

    return t->html ? html_to_text(d->arena, s) : s;
}

static bool is_language(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i], lower = (char)(c | 0x20);

        if (!(lower >= 'a' && lower <= 'z') && !(c >= '0' && c <= '9') && !memchr("-_.[]", c, 5))
            return false;
    }
    return s.len <= LANGUAGE_LIMIT;
}

static struct span language_of(const struct draft *d)
{
    struct span said = d->texts[PART_LANGUAGE].text, inherited = d->inherited_language;

    if (said.len > 0 && is_language(said))
        return said;
    return inherited.len > 0 && is_language(inherited) ? inherited : (struct span){0};
}

static bool has_tags(struct span html)
{
    size_t at = 0, hop;

    for (; span_find_byte(span_cut(html, at, html.len), '<', &hop); at++) {
        char next;

        at += hop;
        next = at + 1 < html.len ? (char)(html.ptr[at + 1] | 0x20) : ' ';
        if (next >= 'a' && next <= 'z')
            return true;
    }
    return false;
}

/* RSS has no summary but its description. Where both are written, that is the body; else the summary is all there is. */
static void place_abstract(struct draft *d)
{
    struct draft_text *summary = &d->texts[PART_SUMMARY], *content = &d->texts[PART_CONTENT];

    if (d->texts[PART_ABSTRACT].rank == 0 || (summary->rank > 0 && content->rank > 0) ||
        span_equal(d->texts[PART_ABSTRACT].text, summary->text))
        return;
    if (content->rank == 0)
        *content = *summary;
    *summary = d->texts[PART_ABSTRACT];
}

/* "#note" leads to a place on the item's page, unless an xml:base names another. */
static struct span absolute_html(struct draft *d, const struct draft_text *t)
{
    struct span s = cut(t->text, &d->truncated), page = t->based ? t->base : d->texts[PART_LINK].text;

    return cut(link_resolve_html(d->arena, t->base, page, s), &d->truncated);
}

static void finish_content(struct draft *d, struct item *out)
{
    const struct draft_text *t = &d->texts[PART_CONTENT], *summary = &d->texts[PART_SUMMARY];

    if (t->html) {
        out->content_html = absolute_html(d, t);
        out->content_text = cut(html_to_text(d->arena, out->content_html), &d->truncated);
    } else if (t->rank > 0) {
        out->content_text = cut(t->text, &d->truncated);
    } else if (summary->html && has_tags(summary->text)) {
        out->content_html = absolute_html(d, summary);
    }
}

/* Empty when it is the URL itself. */
static struct span canonical_of(struct draft *d, struct span url)
{
    struct span canonical = url_canonical(d->arena, url);

    return span_equal(canonical, url) ? (struct span){0} : canonical;
}

struct item finish_item(struct draft *d)
{
    struct item out;

    place_abstract(d);
    out = (struct item){
        .guid = cut(d->texts[PART_GUID].text, &d->truncated),
        .url = d->texts[PART_LINK].text,
        .title = line_of(d, PART_TITLE),
        .summary = text_of(d, PART_SUMMARY),
        .language = language_of(d),
        .authors = d->authors,
        .tags = d->tags,
        .attachments = d->attachments,
        .author_count = d->author_count,
        .tag_count = d->tag_count,
        .attachment_count = d->attachment_count,
        .date_published = d->published.at,
        .date_modified = d->modified.at,
    };

    finish_content(d, &out);
    out.canonical_url = canonical_of(d, out.url);
    out.truncated = d->truncated;
    return out;
}

/* RSS ttl in minutes, or the syndication module's period and how often in it. */
static int64_t ttl_of(const struct draft *d)
{
    static const struct {
        const char *name;
        int64_t period_s;
    } periods[] = {
        {"hourly", 3600}, {"daily", 86400}, {"weekly", 604800}, {"monthly", 2592000}, {"yearly", 31536000}};
    int64_t minutes, times = 1, ttl_s = 0;

    if (span_to_int(d->texts[PART_TTL].text, &minutes) && minutes > 0) {
        ttl_s = minutes < TTL_LIMIT_S / 60 ? minutes * 60 : TTL_LIMIT_S;
    } else {
        if (!span_to_int(d->texts[PART_FREQUENCY].text, &times) || times < 1)
            times = 1;
        for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
            if (span_equal_icase(d->texts[PART_PERIOD].text, span_of(periods[i].name)))
                ttl_s = periods[i].period_s / times;
        }
    }
    return ttl_s < TTL_LIMIT_S ? ttl_s : TTL_LIMIT_S;
}

void finish_feed(struct draft *d, struct document *out)
{
    out->title = line_of(d, PART_TITLE);
    out->home_page_url = d->texts[PART_LINK].text;
    out->feed_url = d->texts[PART_SELF].text;
    out->description = text_of(d, PART_SUMMARY);
    out->language = language_of(d);
    out->icon = d->texts[PART_ICON].text;
    out->authors = d->authors;
    out->author_count = d->author_count;
    out->tags = d->tags;
    out->tag_count = d->tag_count;
    out->hubs = d->hubs;
    out->hub_count = d->hub_count;
    out->date_modified = d->modified.at != TIME_UNKNOWN ? d->modified.at : d->published.at;
    out->ttl_s = ttl_of(d);
}
