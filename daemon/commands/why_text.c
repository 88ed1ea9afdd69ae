/*
 * why_text.c - the reasons, in words
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <stdarg.h>
#include <stdio.h>

#include "shown.h"
#include "why.h"

#define INDENT 2
#define ID_COLUMNS 12

static void put_heading(struct buffer *out, const char *text)
{
    buffer_printf(out, "\n%s\n", text);
}

static void put_line(struct why *w, const char *format, ...) base_printf(2, 3);
static void put_line(struct why *w, const char *format, ...)
{
    char text[4096];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    shown_put_text(&w->look->out, span_of(text), INDENT, shown_width());
}

/* "0de3ebd703ea (meridian-agency.example): Freight train to Zahedan leaves Quetta" */
static const char *name_of(struct why *w, enum why_other which)
{
    const struct record *r = &w->other[which];
    char id[ID_TEXT_BYTES];

    id_format(w->others[which].id, id);
    if (!w->has[which])
        return arena_printf(w->look->arena, "%.*s, whose record is gone", ID_COLUMNS, id).ptr;
    return arena_printf(w->look->arena, "%.*s (%.*s): %.*s", ID_COLUMNS, id, (int)r->outlet.len,
                        r->outlet.ptr, (int)r->item.title.len, r->item.title.ptr)
        .ptr;
}

/* ---- a copy? ------------------------------------------------------------------------------------------- */

static const char *veto_words(struct span veto)
{
    static const struct {
        struct span name;
        const char *words;
    } rows[] = {
        {SPAN("numbers"), "its numbers are others: tables, results and reports of one form are no copies"},
        {SPAN("short"), "it is short: so little text must be equal to the word and the number"},
        {SPAN("same-outlet-title"), "it is of the same outlet, and the titles have no word in common: what "
                                    "both hold is printed below all"},
        {SPAN("same-outlet-numbers"), "it is of the same outlet, and the numbers in the titles differ"},
        {SPAN("same-outlet-column"),
         "it is of the same outlet and short, and comes again after hours, as a column does"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (span_equal(rows[i].name, veto))
            return rows[i].words;
    }
    return "a veto spoke that this program does not know";
}

static void put_copy(struct why *w)
{
    const struct verdict *v = &w->record.verdict;
    const struct why_duplicate *d = &v->duplicate_why;
    bool copy = !id_is_zero(v->duplicate_of), compared = !id_is_zero(w->others[WHY_NEAR].id);

    put_heading(&w->look->out, copy ? "It is a copy" : "It is no copy");
    if (copy)
        put_line(w, "of %s", name_of(w, WHY_ORIGINAL));
    if (copy && !id_equal(w->others[WHY_NEAR].id, v->duplicate_of))
        put_line(w, "found by way of %s", name_of(w, WHY_NEAR));
    if (!copy && compared)
        put_line(w, "the nearest earlier item is %s", name_of(w, WHY_NEAR));
    if (!compared && w->record.revision > 1)
        put_line(w, "a revision is compared with nothing");
    else if (!compared)
        put_line(w, "no earlier item of the window shares enough with it to be compared");
    if (compared)
        put_line(w, "jaccard %.4g, containment %.4g, %u shared shingles%s", d->jaccard, d->containment,
                 (unsigned)d->shared, copy || d->veto.len > 0 ? "" : ": too little");
    if (compared && d->url)
        put_line(w, "it stands at the same address: %s",
                 copy && d->veto.len == 0 ? "so an equal title, or some likeness of the texts, is enough"
                                          : "an equal title, or some likeness of the texts, would be enough");
    if (d->veto.len > 0)
        put_line(w, "vetoed (%.*s): %s", (int)d->veto.len, d->veto.ptr, veto_words(d->veto));
    if (w->passage.len > 0) {
        put_line(w, "the longest passage in both:");
        shown_put_text(&w->look->out, w->passage, 2 * INDENT, shown_width());
    }
}

/* ---- the story ----------------------------------------------------------------------------------------- */

static void put_terms(struct why *w)
{
    const struct why_story *s = &w->record.verdict.story_why;
    struct buffer terms;

    buffer_init(&terms, (size_t)1 << 20);
    for (size_t i = 0; i < s->term_count; i++) {
        buffer_put_text(&terms, i > 0 ? ", " : "shared terms, the heaviest first: ");
        buffer_put_span(&terms, s->terms[i]);
    }
    shown_put_text(&w->look->out, buffer_span(&terms), INDENT, shown_width());
    buffer_release(&terms);
}

static void put_story(struct why *w)
{
    const struct why_story *s = &w->record.verdict.story_why;
    bool founds = id_is_zero(w->others[WHY_FOUNDER].id);

    put_heading(&w->look->out, founds ? "It begins a story" : "It joins a story");
    if (!founds)
        put_line(w, "that began with %s", name_of(w, WHY_FOUNDER));
    if (!founds && !id_is_zero(w->record.verdict.duplicate_of))
        put_line(w, "the story of its original");
    else if (!founds && w->record.revision > 1)
        put_line(w, "as the revisions before it");
    if (!s->known)
        put_line(w, founds ? "no story of the last days shares a telling term with it" : "there is no score");
    else
        put_line(w, "score %.4g%s%s", s->score, founds ? ", too little, against the nearest story" : "",
                 id_is_zero(s->member) ? "" : "; its nearest item there is:");
    if (s->known && !id_is_zero(s->member))
        put_line(w, "%s", name_of(w, WHY_MEMBER));
    put_terms(w);
}

/* ---- rules --------------------------------------------------------------------------------------------- */

static void put_hits(struct why *w)
{
    const struct record *r = &w->record;

    put_heading(&w->look->out, r->hit_count > 0 ? "Rules that hit it" : "No rule hit it when it came");
    for (size_t i = 0; i < r->hit_count; i++) {
        if (i == 0 || !span_equal(r->hits[i].rule, r->hits[i - 1].rule))
            put_line(w, "%.*s", (int)r->hits[i].rule.len, r->hits[i].rule.ptr);
        shown_put_hit(&w->look->out, &r->item, &r->hits[i]);
    }
}

static void put_rules(struct why *w)
{
    put_hits(w);
    for (size_t i = 0; i < w->rule_count; i++) {
        const struct why_rule *r = &w->rules[i];

        if (r->hit && !r->matches)
            put_line(w, "%s (%s:%d) has changed since: it would not match now", r->rule->name, r->rule->file,
                     r->rule->line);
        else if (!r->hit && r->matches)
            put_line(w, "%s (%s:%d) would match now: it was not there, or another, when the item came",
                     r->rule->name, r->rule->file, r->rule->line);
        else if (!r->hit && r->filtered)
            put_line(w, "%s: its words match, but feeds, tags or languages leave the item out",
                     r->rule->name);
        else if (!r->hit)
            put_line(w, "%s: does not match: %s", r->rule->name, r->rule->match);
    }
    if (!w->look->settings)
        put_line(w, "there is no configuration, so other rules are not known");
}

/* ---- alerts -------------------------------------------------------------------------------------------- */

static void put_silence(struct why *w)
{
    const struct record *r = &w->record;

    if (r->quiet == QUIET_FIRST_POLL)
        put_line(w, "kept quiet: it came with the first poll of its feed (--alert-old alerts these, too)");
    else if (r->quiet == QUIET_BACKFILL)
        put_line(w, "kept quiet: it was brought in by ingest or import");
    for (size_t i = 0; i < w->rule_count; i++) {
        const struct why_rule *rule = &w->rules[i];

        if (rule->hit && rule->rule->receivers.count == 0)
            put_line(w, "%s has no receivers: its hits are only stored", rule->rule->name);
        else if (rule->hit && rule->too_old)
            put_line(w, "%s: it was published longer ago than max-age", rule->rule->name);
    }
}

static void put_alerts(struct why *w)
{
    bool told = false;

    put_heading(&w->look->out, w->alert_count > 0 ? "Alerts about its story" : "No alert about its story");
    put_silence(w);
    for (size_t i = 0; i < w->alert_count; i++) {
        const struct why_alert *a = &w->alerts[i];
        char id[ID_TEXT_BYTES], at[TIME_TEXT_BYTES] = "-";

        told = told || a->about_item;
        if (a->at != TIME_UNKNOWN)
            time_format(a->at, at);
        put_line(w, "%.*s %s to %s by rule %s: %s %s%s", ID_COLUMNS, id_format(a->id, id), a->kind,
                 a->receiver, a->rule, a->outcome[0] ? a->outcome : a->place, at,
                 a->about_item ? ", for this item" : "");
    }
    if (w->alert_count > 0 && !told && w->record.hit_count > 0 && w->record.quiet == QUIET_NO)
        put_line(w, "none stands under this item's name: the story was told already, or it joined an update "
                    "that has been sent");
}

void why_put_text(struct why *w)
{
    const struct record *r = &w->record;
    struct buffer *out = &w->look->out;

    shown_put_field(out, "title", r->item.title);
    shown_put_field_id(out, "id", r->id);
    shown_put_fieldf(out, "feed", "%.*s (%.*s)", (int)r->feed.len, r->feed.ptr, (int)r->outlet.len,
                     r->outlet.ptr);
    shown_put_field_time(out, "published", r->item.date_published);
    shown_put_field_time(out, "fetched", r->date_fetched);
    put_copy(w);
    put_story(w);
    put_rules(w);
    put_alerts(w);
}
