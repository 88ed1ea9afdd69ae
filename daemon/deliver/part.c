/*
 * part.c - the text body of a mail, and what both bodies have in common
 *
 * The text part can be read by itself: title, outlet, date and link, the sentences that hit with *the words*
 * marked, all outlets, and why this mail was sent. Peer text is cut: a mail is a notice, the record has the
 * whole.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "text.h"

#include "mime.h"

#define TERM_CHARS 60
#define LEAD_CHARS 400

size_t part_passages(struct letter *l, struct passage out[2 * PASSAGES_MAX])
{
    size_t count = passages_of(l, FIELD_SUMMARY, false, out, PASSAGES_MAX);
    return count + passages_of(l, FIELD_CONTENT, false, out + count, PASSAGES_MAX);
}

size_t part_terms(struct letter *l, struct span out[TERMS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < l->hit_count && count < TERMS_MAX; i++) {
        struct span term = clean_short(l->arena, l->hits[i].text, TERM_CHARS);
        bool known = term.len == 0;
        for (size_t k = 0; k < count && !known; k++)
            known = span_equal_icase(out[k], term);
        if (!known)
            out[count++] = term;
    }
    return count;
}

struct span part_date(struct letter *l, int64_t wall_s)
{
    char text[TIME_TEXT_BYTES];
    if (wall_s == TIME_UNKNOWN || strlen(time_format(wall_s, text)) < 16)
        return (struct span){"", 0};
    return arena_printf(l->arena, "%.10s %.5s UTC", text, text + 11);
}

struct span part_lead(struct letter *l)
{
    struct span lead = l->summary.len > 0 ? l->summary : l->content;
    return clean_short(l->arena, lead, LEAD_CHARS);
}

static void put_clean(struct buffer *out, struct letter *l, struct span s)
{
    buffer_put_span(out, clean_text(l->arena, s));
}

static void put_passage(struct buffer *out, struct letter *l, const struct passage *p)
{
    size_t at = 0;
    if (p->cut_before)
        buffer_put_text(out, "… ");
    for (size_t i = 0; i < p->mark_count; i++) {
        put_clean(out, l, span_cut(p->text, at, p->marks[i].start));
        buffer_put_byte(out, '*');
        put_clean(out, l, span_cut(p->text, p->marks[i].start, p->marks[i].end));
        buffer_put_byte(out, '*');
        at = p->marks[i].end;
    }
    put_clean(out, l, span_cut(p->text, at, p->text.len));
    if (p->cut_after)
        buffer_put_text(out, " …");
}

static void put_title(struct buffer *out, struct letter *l)
{
    struct passage title;
    if (l->title.len == 0 || l->title.len > LETTER_TITLE_MAX ||
        passages_of(l, FIELD_TITLE, true, &title, 1) == 0) {
        buffer_put_span(out, letter_subject(l));
    } else {
        put_passage(out, l, &title);
    }
    buffer_put_text(out, "\n\n");
}

static void put_source(struct buffer *out, struct letter *l)
{
    struct span outlet = clean_short(l->arena, l->outlet, 200);
    struct span author = clean_short(l->arena, l->author, 200);
    struct span date = part_date(l, l->published != TIME_UNKNOWN ? l->published : l->timestamp);
    buffer_put_span(out, outlet.len > 0 ? outlet : SPAN("(outlet unknown)"));
    if (author.len > 0)
        buffer_printf(out, ", %.*s", (int)author.len, author.ptr);
    if (date.len > 0)
        buffer_printf(out, ", %.*s", (int)date.len, date.ptr);
    buffer_put_byte(out, '\n');
    struct span url = letter_url(l);
    if (url.len > 0)
        buffer_printf(out, "%.*s\n", (int)url.len, url.ptr);
}

static void put_sentences(struct buffer *out, struct letter *l)
{
    struct passage passages[2 * PASSAGES_MAX];
    size_t count = part_passages(l, passages);
    for (size_t i = 0; i < count; i++) {
        buffer_put_byte(out, '\n');
        put_passage(out, l, &passages[i]);
        buffer_put_byte(out, '\n');
    }
    struct span lead = part_lead(l);
    if (count == 0 && lead.len > 0) {
        buffer_put_byte(out, '\n');
        buffer_put_span(out, lead);
        buffer_put_byte(out, '\n');
    }
}

static void put_outlets(struct buffer *out, struct letter *l)
{
    buffer_printf(out, "\nOutlets (%zu): ", l->outlet_total);
    for (size_t i = 0; i < l->outlet_count; i++) {
        if (i > 0)
            buffer_put_text(out, ", ");
        buffer_put_span(out, l->outlets[i]);
    }
    if (l->outlet_total > l->outlet_count)
        buffer_printf(out, " and %zu more", l->outlet_total - l->outlet_count);
    struct span since = part_date(l, l->first_seen);
    buffer_printf(out, "\nItems: %lld", (long long)l->items);
    if (since.len > 0)
        buffer_printf(out, ", the first seen %.*s", (int)since.len, since.ptr);
    buffer_put_byte(out, '\n');
}

static void put_reason(struct buffer *out, struct letter *l)
{
    struct span terms[TERMS_MAX];
    size_t count = part_terms(l, terms);
    struct span rule = clean_short(l->arena, l->rule, 100);
    struct span severity = clean_short(l->arena, l->severity, 100);
    buffer_printf(out, "\nRule %.*s", (int)rule.len, rule.ptr);
    if (severity.len > 0)
        buffer_printf(out, " (%.*s)", (int)severity.len, severity.ptr);
    for (size_t i = 0; i < count; i++)
        buffer_printf(out, "%s%.*s", i == 0 ? " matched: " : ", ", (int)terms[i].len, terms[i].ptr);
    struct span story = clean_short(l->arena, l->story, 100);
    buffer_printf(out, "\nStory %.*s\n", (int)story.len, story.ptr);
}

void part_put_text(struct buffer *out, struct letter *l)
{
    if (l->update)
        buffer_put_text(out, "More on a story you were told of.\n\n");
    put_title(out, l);
    put_source(out, l);
    put_sentences(out, l);
    put_outlets(out, l);
    put_reason(out, l);
}
