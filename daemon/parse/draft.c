/*
 * draft.c - collects what a format says about one item
 *
 * Lists are bounded: a document that names a million tags costs no more than it has bytes.
 *
 * Fatal: nothing. Bugs: authors are told apart by their letters, not by who they are.
 */
#include <string.h>

#include "text.h"

#include "draft.h"

void draft_init(struct draft *d, struct arena *a)
{
    memset(d, 0, sizeof(*d));
    d->arena = a;
    d->published.at = d->modified.at = TIME_UNKNOWN;
}

bool draft_says_something(const struct draft *d)
{
    static const uint8_t parts[] = {PART_TITLE,   PART_SUMMARY, PART_ABSTRACT,
                                    PART_CONTENT, PART_GUID,    PART_LINK};
    bool something = false;

    for (size_t i = 0; i < sizeof(parts); i++)
        something |= d->texts[parts[i]].rank > 0;
    return something;
}

static bool is_better(uint8_t rank, uint8_t than)
{
    return than == 0 || rank < than;
}

void draft_text(struct draft *d, enum part part, uint8_t rank, struct draft_text text)
{
    struct draft_text *t = &d->texts[part];

    bool richer =
        rank == t->rank && part == PART_CONTENT && text.html && !t->html; /* the same as text before it */

    text.text = span_trim(text.text);
    if (text.text.len == 0 || !(is_better(rank, t->rank) || richer))
        return;
    *t = text;
    t->text = arena_copy(d->arena, text.text);
    t->rank = rank;
}

void draft_date(struct draft *d, enum part part, uint8_t rank, struct span text)
{
    struct draft_date *date = part == PART_PUBLISHED ? &d->published : &d->modified;
    int64_t at = date_parse(span_trim(text));

    if (at != TIME_UNKNOWN && (rank == date->rank || is_better(rank, date->rank)))
        *date = (struct draft_date){at, rank};
}

void draft_url(struct draft *d, enum part part, uint8_t rank, struct span base, struct span reference)
{
    struct draft_text *t = &d->texts[part];
    struct span url;

    if (!is_better(rank, t->rank))
        return;
    url = link_resolve(d->arena, base, reference);
    if (url.len > 0)
        *t = (struct draft_text){.text = url, .base = base, .rank = rank};
}

/* Room for one more at the end of a list that doubles whenever its count is a power of two. */
static void *grow(struct arena *a, void *list, size_t count, size_t member)
{
    void *new;

    if (count & (count - 1))
        return list;
    new = arena_get(a, (count > 0 ? count * 2 : 1) * member);
    if (count > 0)
        memcpy(new, list, count * member);
    return new;
}

static bool same_author(struct author a, struct author b)
{
    if (a.name.len > 0 && b.name.len > 0)
        return span_equal_icase(a.name, b.name) &&
               (a.email.len == 0 || b.email.len == 0 || span_equal(a.email, b.email));
    return a.email.len > 0 ? span_equal_icase(a.email, b.email)
                           : a.name.len == 0 && b.name.len == 0 && span_equal(a.url, b.url);
}

static void complete(struct author *known, struct author more)
{
    if (known->name.len == 0)
        known->name = more.name;
    if (known->email.len == 0)
        known->email = more.email;
    if (known->url.len == 0)
        known->url = more.url;
}

void draft_author(struct draft *d, uint8_t rank, struct author who)
{
    if (who.name.len + who.email.len + who.url.len == 0)
        return;
    if (d->author_count > 0 && rank > d->author_rank)
        return;
    if (rank < d->author_rank)
        d->author_count = 0;
    for (size_t i = 0; i < d->author_count; i++) {
        if (same_author(d->authors[i], who)) {
            complete(&d->authors[i], who);
            return;
        }
    }
    if (d->author_count == DRAFT_LIST_LIMIT)
        return;
    d->authors = grow(d->arena, d->authors, d->author_count, sizeof(*d->authors));
    d->authors[d->author_count++] = who;
    d->author_rank = rank;
}

static void add_span(struct arena *a, struct span **list, size_t *count, struct span s)
{
    if (s.len == 0 || *count == DRAFT_LIST_LIMIT)
        return;
    for (size_t i = 0; i < *count; i++) {
        if (span_equal((*list)[i], s))
            return;
    }
    *list = grow(a, *list, *count, sizeof(**list));
    (*list)[(*count)++] = s;
}

void draft_tag(struct draft *d, struct span tag)
{
    add_span(d->arena, &d->tags, &d->tag_count, text_to_line(d->arena, tag));
}

void draft_tags(struct draft *d, struct span list, char sep)
{
    struct span tag;

    while (d->tag_count < DRAFT_LIST_LIMIT && span_split(&list, sep, &tag))
        draft_tag(d, tag);
}

void draft_hub(struct draft *d, struct span base, struct span reference)
{
    add_span(d->arena, &d->hubs, &d->hub_count, link_resolve(d->arena, base, reference));
}

void draft_attachment(struct draft *d, struct span base, struct attachment a)
{
    a.url = link_resolve(d->arena, base, a.url);
    a.mime_type = arena_copy(d->arena, span_trim(a.mime_type));
    if (a.url.len == 0 || d->attachment_count == DRAFT_LIST_LIMIT)
        return;
    for (size_t i = 0; i < d->attachment_count; i++) {
        struct attachment *known = &d->attachments[i];

        if (!span_equal(known->url, a.url))
            continue;
        if (known->mime_type.len == 0)
            known->mime_type = a.mime_type;
        if (known->size_bytes < 0)
            known->size_bytes = a.size_bytes;
        return;
    }
    d->attachments = grow(d->arena, d->attachments, d->attachment_count, sizeof(*d->attachments));
    d->attachments[d->attachment_count++] = a;
}
