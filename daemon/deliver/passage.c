/*
 * passage.c - the sentences around the hits of one field
 *
 * Hits come sorted by field and start. Each is widened to its sentence, at most REACH bytes to each side,
 * there cut at white space; sentences that meet become one passage. Offsets come from a file: one that lies
 * outside its field or inside a character is passed over.
 *
 * Fatal: nothing. Bugs: an abbreviation's full stop ends a sentence.
 */
#include "text.h"

#include "letter.h"

#define REACH ((size_t)200)
#define MARK_MAX ((size_t)400)     /* a regex may match a whole text */
#define PASSAGE_MAX ((size_t)1200) /* beyond it a passage is not widened */

static struct span field_text(const struct letter *l, enum field field)
{
    switch (field) {
    case FIELD_TITLE:
        return l->title;
    case FIELD_SUMMARY:
        return l->summary;
    case FIELD_CONTENT:
        return l->content;
    default:
        return (struct span){NULL, 0};
    }
}

static bool inside_character(struct span text, size_t at)
{
    return at < text.len && ((unsigned char)text.ptr[at] & 0xc0) == 0x80;
}

static bool is_space(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == 0xa0 || c == 0x3000;
}

/* Ends a sentence wherever it stands: line feed, Arabic question mark, Urdu full stop, ideographic and
 * full-width marks, danda. */
static bool always_ends(uint32_t c)
{
    static const uint32_t marks[] = {'\n', 0x061f, 0x06d4, 0x0964, 0x2026, 0x3002, 0xff01, 0xff1f};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (marks[i] == c)
            return true;
    }
    return false;
}

/* Whether a sentence ends before *at, the character before it being `c`; "3.5" and "example.org" end none. */
static bool ends_sentence(struct span text, uint32_t c, size_t at)
{
    if (always_ends(c))
        return true;
    if (c != '.' && c != '!' && c != '?')
        return false;
    return at == text.len || text.ptr[at] == ' ' || text.ptr[at] == '\n' || text.ptr[at] == '\t';
}

static size_t begin_of(struct span text, size_t hit, bool *cut)
{
    size_t at = hit > REACH ? hit - REACH : 0;
    while (inside_character(text, at))
        at++;
    size_t begin = at, word = 0, sentence = 0;
    while (at < hit) {
        uint32_t c = utf8_next(text, &at);
        if (ends_sentence(text, c, at))
            sentence = at;
        else if (is_space(c) && word == 0)
            word = at;
    }
    *cut = sentence == 0 && begin > 0;
    begin = sentence > 0 ? sentence : (*cut && word > 0) ? word : begin;
    while (begin < hit && (text.ptr[begin] == ' ' || text.ptr[begin] == '\n'))
        begin++;
    return begin;
}

static size_t end_of(struct span text, size_t hit, bool *cut)
{
    size_t at = hit, word = 0;
    *cut = false;
    while (at < text.len) {
        size_t before = at;
        uint32_t c = utf8_next(text, &at);
        if (ends_sentence(text, c, at))
            return c == '\n' ? before : at;
        if (is_space(c))
            word = before;
        if (at - hit > REACH) {
            *cut = true;
            return word > hit ? word : before > hit ? before : at;
        }
    }
    return text.len;
}

/* Adds the hit to the passage; one that overlaps the mark before it widens that. Offsets are still the
 * field's. */
static void add_mark(struct passage *p, const struct letter_hit *hit)
{
    if (p->mark_count > 0 && hit->start < p->marks[p->mark_count - 1].end) {
        struct letter_hit *last = &p->marks[p->mark_count - 1];
        last->end = hit->end > last->end ? hit->end : last->end;
        return;
    }
    p->marks[p->mark_count++] = *hit;
}

static void make_relative(struct passage *p, size_t begin)
{
    for (size_t i = 0; i < p->mark_count; i++) {
        p->marks[i].start -= begin;
        p->marks[i].end -= begin;
    }
}

static bool sound_hit(struct span text, const struct letter_hit *from, struct letter_hit *hit)
{
    if (from->end > text.len || inside_character(text, from->start) || inside_character(text, from->end))
        return false;
    *hit = *from;
    hit->end = hit->start + utf8_cut(span_cut(text, hit->start, hit->end), MARK_MAX);
    return hit->end > hit->start;
}

static struct passage *open_passage(struct letter *l, struct passage *p)
{
    *p = (struct passage){.marks = arena_get(l->arena, (l->hit_count + 1) * sizeof *p->marks)};
    return p;
}

/* The whole field as one passage. */
static size_t whole_field(struct letter *l, enum field field, struct passage *out)
{
    struct span text = field_text(l, field);
    struct letter_hit hit;
    open_passage(l, out)->text = text;
    for (size_t i = 0; i < l->hit_count; i++) {
        if (l->hits[i].field == field && sound_hit(text, &l->hits[i], &hit))
            add_mark(out, &hit);
    }
    return 1;
}

size_t passages_of(struct letter *l, enum field field, bool whole, struct passage *out, size_t max)
{
    if (whole)
        return max > 0 ? whole_field(l, field, out) : 0;
    struct span text = field_text(l, field);
    struct letter_hit hit;
    struct passage *p = NULL;
    size_t count = 0, begin = 0, end = 0; /* of the last passage, in the field */
    for (size_t i = 0; i < l->hit_count; i++) {
        if (l->hits[i].field != field || !sound_hit(text, &l->hits[i], &hit))
            continue;
        if (p == NULL || hit.start >= end) {
            if (p != NULL)
                make_relative(p, begin);
            if (count == max)
                return count;
            p = open_passage(l, &out[count++]);
            begin = begin_of(text, hit.start, &p->cut_before);
            begin = begin > end ? begin : end;
        } else if (end - begin > PASSAGE_MAX) {
            if (hit.end <= end)
                add_mark(p, &hit);
            continue;
        }
        add_mark(p, &hit);
        size_t to = end_of(text, hit.end, &p->cut_after);
        end = to > end ? to : end;
        p->text = span_cut(text, begin, end);
    }
    if (p != NULL)
        make_relative(p, begin);
    return count;
}
