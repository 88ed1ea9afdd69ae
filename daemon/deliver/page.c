/*
 * page.c - the HTML body of a mail
 *
 * No script, no style sheet, no image, nothing fetched when it is opened. All that peers wrote is escaped; a
 * link is made only of an http or https URL. dir="auto" on each block: Persian, Arabic, Urdu stand right to
 * left of themselves.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "mime.h"

static void put_clean(struct buffer *out, struct letter *l, struct span s)
{
    clean_put_html(out, clean_text(l->arena, s));
}

static void put_line(struct buffer *out, struct letter *l, struct span s, size_t max_chars)
{
    clean_put_html(out, clean_short(l->arena, s, max_chars));
}

static void put_passage(struct buffer *out, struct letter *l, const struct passage *p)
{
    size_t at = 0;
    if (p->cut_before)
        buffer_put_text(out, "… ");
    for (size_t i = 0; i < p->mark_count; i++) {
        put_clean(out, l, span_cut(p->text, at, p->marks[i].start));
        buffer_put_text(out, "<mark><b>");
        put_clean(out, l, span_cut(p->text, p->marks[i].start, p->marks[i].end));
        buffer_put_text(out, "</b></mark>");
        at = p->marks[i].end;
    }
    put_clean(out, l, span_cut(p->text, at, p->text.len));
    if (p->cut_after)
        buffer_put_text(out, " …");
}

static void put_title(struct buffer *out, struct letter *l)
{
    struct passage title;
    struct span url = letter_url(l);
    bool link = url.len > 0;
    buffer_put_text(out, "<h2 dir=\"auto\">");
    if (link) {
        buffer_put_text(out, "<a rel=\"noreferrer\" href=\"");
        clean_put_html(out, url);
        buffer_put_text(out, "\">");
    }
    if (l->title.len == 0 || l->title.len > LETTER_TITLE_MAX ||
        passages_of(l, FIELD_TITLE, true, &title, 1) == 0)
        clean_put_html(out, letter_subject(l));
    else
        put_passage(out, l, &title);
    buffer_put_text(out, link ? "</a></h2>\n" : "</h2>\n");
}

static void put_source(struct buffer *out, struct letter *l)
{
    struct span date = part_date(l, l->published != TIME_UNKNOWN ? l->published : l->timestamp);
    buffer_put_text(out, "<p dir=\"auto\"><b>");
    put_line(out, l, l->outlet.len > 0 ? l->outlet : SPAN("(outlet unknown)"), 200);
    buffer_put_text(out, "</b>");
    if (l->author.len > 0) {
        buffer_put_text(out, ", ");
        put_line(out, l, l->author, 200);
    }
    if (date.len > 0)
        buffer_printf(out, ", %.*s", (int)date.len, date.ptr);
    buffer_put_text(out, "</p>\n");
}

static void put_sentences(struct buffer *out, struct letter *l)
{
    struct passage passages[2 * PASSAGES_MAX];
    size_t count = part_passages(l, passages);
    for (size_t i = 0; i < count; i++) {
        buffer_put_text(out, "<p dir=\"auto\">");
        put_passage(out, l, &passages[i]);
        buffer_put_text(out, "</p>\n");
    }
    struct span lead = part_lead(l);
    if (count == 0 && lead.len > 0) {
        buffer_put_text(out, "<p dir=\"auto\">");
        clean_put_html(out, lead);
        buffer_put_text(out, "</p>\n");
    }
}

static void put_outlets(struct buffer *out, struct letter *l)
{
    buffer_printf(out, "<p dir=\"auto\">Outlets (%zu): ", l->outlet_total);
    for (size_t i = 0; i < l->outlet_count; i++) {
        if (i > 0)
            buffer_put_text(out, ", ");
        clean_put_html(out, l->outlets[i]);
    }
    if (l->outlet_total > l->outlet_count)
        buffer_printf(out, " and %zu more", l->outlet_total - l->outlet_count);
    struct span since = part_date(l, l->first_seen);
    buffer_printf(out, "<br>\nItems: %lld", (long long)l->items);
    if (since.len > 0)
        buffer_printf(out, ", the first seen %.*s", (int)since.len, since.ptr);
    buffer_put_text(out, "</p>\n");
}

static void put_reason(struct buffer *out, struct letter *l)
{
    struct span terms[TERMS_MAX];
    size_t count = part_terms(l, terms);
    buffer_put_text(out, "<p dir=\"auto\"><small>Rule ");
    put_line(out, l, l->rule, 100);
    if (l->severity.len > 0) {
        buffer_put_text(out, " (");
        put_line(out, l, l->severity, 100);
        buffer_put_byte(out, ')');
    }
    for (size_t i = 0; i < count; i++) {
        buffer_put_text(out, i == 0 ? " matched: " : ", ");
        clean_put_html(out, terms[i]);
    }
    buffer_put_text(out, "<br>\nStory ");
    put_line(out, l, l->story, 100);
    buffer_put_text(out, "</small></p>\n");
}

void part_put_html(struct buffer *out, struct letter *l)
{
    buffer_put_text(out, "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>");
    clean_put_html(out, letter_headline(l, false, 300));
    buffer_put_text(out, "</title></head><body>\n");
    if (l->update)
        buffer_put_text(out, "<p>More on a story you were told of.</p>\n");
    put_title(out, l);
    put_source(out, l);
    put_sentences(out, l);
    put_outlets(out, l);
    put_reason(out, l);
    buffer_put_text(out, "</body></html>\n");
}
