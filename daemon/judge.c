/*
 * judge.c - the items of one body become records
 *
 * Invariant 1: match and dedup decide first. A record then holds the item, its story, its hits, the reasons.
 * Identity: a guid, else the URL, else a hash of title and date; a guid that stands twice in one document is
 * joined by the URL. id = hash of (origin of the feed, identity, revision). Fatal: nothing. Bugs: none known.
 */
#include "judge.h"
#include "text.h"

#define LISTS_LIMIT ((size_t)256 << 10)
#define URL_LIMIT ((size_t)64 << 10)
#define HITS_LIMIT ((size_t)1 << 20) /* of all together, */
#define HIT_LIMIT ((size_t)4096)     /* each; and when there is no more room: */
#define HIT_LEAST ((size_t)32)

/* One body on its way. */
struct journey {
    const struct judge *judge;
    const struct judge_feed *feed;
    const struct document *doc;
    int64_t now;
    struct arena *arena;
    struct map *guids; /* how often each stands in the document */
    struct judged *out;
};

static struct id key_of(struct span s)
{
    return hash128(s.ptr, s.len);
}

static struct map *count_guids(const struct document *doc)
{
    struct map *guids = map_new();

    for (size_t i = 0; i < doc->item_count; i++) {
        uint64_t n = 0;

        if (doc->items[i].guid.len == 0)
            continue;
        map_get(guids, key_of(doc->items[i].guid), &n);
        map_put(guids, key_of(doc->items[i].guid), n + 1);
    }
    return guids;
}

static struct id item_id(const struct journey *j, struct span identity, int64_t revision)
{
    struct span parts[] = {j->feed->origin, identity, arena_printf(j->arena, "%lld", (long long)revision)};

    return digest_id(parts, 3);
}

static struct span guid_and_url(const struct journey *j, const struct item *item)
{
    return arena_printf(j->arena, "%.*s %.*s", (int)item->guid.len, item->guid.ptr, (int)item->url.len,
                        item->url.ptr);
}

static struct span identity_of(const struct journey *j, const struct item *item)
{
    char date[TIME_TEXT_BYTES] = "";
    uint64_t times = 0;

    if (item->url.len > 0 && !j->feed->trust_guid)
        return item->url;
    if (item->guid.len > 0 && (!map_get(j->guids, key_of(item->guid), &times) || times < 2))
        return item->guid;
    if (item->guid.len > 0)
        return guid_and_url(j, item);
    if (item->url.len > 0)
        return item->url;
    if (item->date_published != TIME_UNKNOWN)
        time_format(item->date_published, date);
    return arena_printf(j->arena, "%.*s %s", (int)item->title.len, item->title.ptr, date);
}

/* The identity under which the item is known with just this text, if under any: a guid may stand alone on the
 * page at one poll and twice at the next. */
static bool is_known(const struct journey *j, const struct item *item, struct id first, struct id text)
{
    const struct seen *seen = j->judge->seen;
    struct id other;

    if (seen_text(seen, first, text))
        return true;
    if (item->guid.len == 0 || !j->feed->trust_guid)
        return false;
    other = item_id(j, item->guid, 1);
    if (seen_revisions(seen, other) > 0 && seen_text(seen, other, text))
        return true;
    other = item_id(j, guid_and_url(j, item), 1);
    return seen_revisions(seen, other) > 0 && seen_text(seen, other, text);
}

/* A part of a list stays when there is room for it; an address of this length leads nowhere. */
static bool fits(struct item *item, size_t *room, size_t bytes)
{
    if (bytes > *room) {
        item->truncated = true;
        return false;
    }
    *room -= bytes;
    return true;
}

/* The lists share LISTS_LIMIT: however many long names a peer thinks of, the record is one line of bounded length. */
static void cut_lists(struct item *item)
{
    size_t room = LISTS_LIMIT, authors = 0, tags = 0, attachments = 0;

    if (item->url.len > URL_LIMIT)
        item->url = item->canonical_url = SPAN("");
    for (size_t i = 0; i < item->author_count; i++) {
        const struct author *one = &item->authors[i];

        if (fits(item, &room, one->name.len + one->email.len + one->url.len))
            item->authors[authors++] = *one;
    }
    for (size_t i = 0; i < item->tag_count; i++) {
        if (fits(item, &room, item->tags[i].len))
            item->tags[tags++] = item->tags[i];
    }
    for (size_t i = 0; i < item->attachment_count; i++) {
        if (fits(item, &room, item->attachments[i].url.len + item->attachments[i].mime_type.len))
            item->attachments[attachments++] = item->attachments[i];
    }
    item->author_count = authors;
    item->tag_count = tags;
    item->attachment_count = attachments;
}

static void cut_texts(struct item *item)
{
    struct span *texts[] = {&item->guid, &item->title, &item->summary, &item->content_text,
                            &item->content_html};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (texts[i]->len <= ITEM_TEXT_LIMIT)
            continue;
        texts[i]->len = utf8_cut(*texts[i], ITEM_TEXT_LIMIT);
        item->truncated = true;
    }
    cut_lists(item);
}

/* A regular expression may hit a whole text: of a long hit the beginning is kept. */
static void cut_hits(struct record *r)
{
    size_t room = HITS_LIMIT;

    for (size_t i = 0; i < r->hit_count; i++) {
        struct hit *hit = &r->hits[i];
        size_t most = room >= HIT_LIMIT ? HIT_LIMIT : HIT_LEAST;

        if (hit->text.len > most) {
            hit->text.len = utf8_cut(hit->text, most);
            hit->end = hit->start + (uint32_t)hit->text.len;
        }
        room -= hit->text.len < room ? hit->text.len : room;
    }
}

static struct span outlet_of(const struct journey *j, const struct item *item)
{
    struct span domain;

    if (j->feed->outlet.len > 0)
        return j->feed->outlet;
    domain = url_registrable_domain(j->arena, item->url);
    return domain.len > 0 ? domain : j->feed->name;
}

/* The text that dedup reads: the content, or the summary when there is no more. */
static const struct words *body_words(const struct record *r, const struct item_words *words)
{
    return r->item.content_text.len > 0 ? &words->content : &words->summary;
}

/* The address by which dedup knows a page again. */
static struct span address_of(const struct item *item)
{
    return item->canonical_url.len > 0 ? item->canonical_url : item->url;
}

static void decide(struct journey *j, struct record *r, struct id previous)
{
    struct item_words words;
    struct match_input in = {
        .item = &r->item,
        .words = &words,
        .feed = j->feed->name,
        .feed_tags = j->feed->tags,
        .feed_tag_count = j->feed->tag_count,
        .language = r->item.language,
    };
    struct dedup_item item = {.id = r->id, .outlet = r->outlet, .revision_of = previous, .now = j->now};

    item_words_of(j->arena, &r->item, &words);
    item.title = &words.title;
    item.body = body_words(r, &words);
    item.url = address_of(&r->item);
    r->hit_count = match_item(j->judge->rules, &in, j->arena, &r->hits);
    cut_hits(r);
    dedup_judge(j->judge->dedup, &item, j->arena, &r->verdict);
}

static void write_line(struct journey *j, const struct record *r)
{
    struct buffer line;

    buffer_init(&line, SPOOL_LINE_LIMIT);
    record_put(&line, r);
    must(!line.overflow); /* cut_texts and cut_hits: a byte becomes six at worst */
    j->out->lines[j->out->count] = arena_copy(j->arena, buffer_span(&line));
    buffer_release(&line);
}

/* The revisions that it has had; -1 when there is nothing new to it, or it has had its share. */
static int64_t revisions_of(const struct journey *j, const struct item *item, struct span identity)
{
    struct id first = item_id(j, identity, 1);
    int64_t revisions = seen_revisions(j->judge->seen, first);

    return revisions >= REVISION_LIMIT || is_known(j, item, first, record_text_hash(item)) ? -1 : revisions;
}

static void judge_item(struct journey *j, const struct item *item)
{
    struct record *r = &j->out->records[j->out->count];
    struct id first, previous = {0, 0};
    struct span identity;
    int64_t revisions;

    *r = (struct record){
        .item = *item, .feed = j->feed->name, .date_fetched = j->now, .quiet = j->feed->quiet};
    cut_texts(&r->item);
    if (r->item.language.len == 0)
        r->item.language = j->doc->language.len > 0 ? j->doc->language : j->feed->language;
    identity = identity_of(j, &r->item);
    revisions = revisions_of(j, &r->item, identity);
    if (revisions < 0) {
        j->out->known++;
        return;
    }
    first = item_id(j, identity, 1);
    r->revision = revisions + 1;
    r->id = revisions == 0 ? first : item_id(j, identity, r->revision);
    if (revisions > 0) {
        r->revision_of = first;
        previous = item_id(j, identity, revisions);
        j->out->revisions++;
    }
    r->outlet = outlet_of(j, &r->item);
    decide(j, r, previous);
    j->out->duplicates += !id_is_zero(r->verdict.duplicate_of);
    seen_add(j->judge->seen, first, record_text_hash(&r->item), r->revision);
    write_line(j, r);
    j->out->count++;
}

void judge_document(struct judge *j, const struct judge_feed *feed, const struct document *doc,
                    struct arena *a, struct judged *out)
{
    struct journey journey = {.judge = j,
                              .feed = feed,
                              .doc = doc,
                              .now = feed->now,
                              .arena = a,
                              .guids = count_guids(doc),
                              .out = out};

    *out = (struct judged){0};
    out->records = arena_get(a, doc->item_count * sizeof(*out->records));
    out->lines = arena_get(a, doc->item_count * sizeof(*out->lines));
    for (size_t i = doc->item_count; i-- > 0;)
        judge_item(&journey, &doc->items[i]);
    map_free(&journey.guids);
}

void judge_unknown(const struct judge *j, const struct judge_feed *feed, const struct document *doc,
                   struct arena *a, bool *unknown)
{
    struct journey journey = {
        .judge = j, .feed = feed, .doc = doc, .now = feed->now, .arena = a, .guids = count_guids(doc)};

    for (size_t i = 0; i < doc->item_count; i++) {
        struct item item = doc->items[i];

        cut_texts(&item);
        unknown[i] = revisions_of(&journey, &item, identity_of(&journey, &item)) >= 0;
    }
    map_free(&journey.guids);
}

struct judge_feed judge_feed_of(struct arena *a, const struct feed *feed, int64_t now)
{
    const struct feed_settings *s = feed->settings;
    struct span *tags = arena_get(a, s->tags.count * sizeof(*tags));

    for (size_t i = 0; i < s->tags.count; i++)
        tags[i] = span_of(s->tags.list[i]);
    return (struct judge_feed){
        .name = span_of(s->name),
        .origin = span_of(feed->origin),
        .outlet = span_of(s->outlet),
        .language = span_of(s->language),
        .tags = tags,
        .tag_count = s->tags.count,
        .trust_guid = s->trust_guid,
        .now = now,
    };
}

void judge_restore(struct judge *j, const struct record *r, struct arena *a, bool into_dedup)
{
    struct id first = r->revision > 1 ? r->revision_of : r->id;

    seen_add(j->seen, first, record_text_hash(&r->item), r->revision);
    if (into_dedup) {
        struct item_words words;
        struct dedup_item item = {.id = r->id, .outlet = r->outlet, .now = r->date_fetched};

        item_words_of(a, &r->item, &words);
        item.title = &words.title;
        item.body = body_words(r, &words);
        item.url = address_of(&r->item);
        if (r->revision > 1) /* all that dedup asks of it is that there is one */
            item.revision_of = first;
        dedup_restore(j->dedup, &item, &r->verdict);
    }
}
