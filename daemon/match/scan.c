/*
 * scan.c - an item's texts as streams, their words as an index of places
 *
 * Fatal: no memory. Bugs: none known.
 */
#include <string.h>

#include "match.h"
#include "text.h"

#include "scan.h"

static void add_stream(struct scan *s, uint32_t look, uint32_t index, struct span text,
                       const struct words *words)
{
    s->streams[s->stream_count++] =
        (struct stream){.look = look, .index = index, .text = text, .words = words};
}

static void add_texts(struct scan *s)
{
    const struct item *item = s->in->item;
    const struct item_words *w = s->in->words;

    add_stream(s, FIELD_TITLE, 0, item->title, &w->title);
    add_stream(s, FIELD_SUMMARY, 0, item->summary, &w->summary);
    add_stream(s, FIELD_CONTENT, 0, item->content_text, &w->content);
}

/* The tags of the feed are counted on behind those of the item. */
static void add_others(struct scan *s)
{
    const struct match_input *in = s->in;
    const struct item *item = in->item;
    uint32_t looks = s->set->looks;

    for (uint32_t i = 0; i < item->author_count && (looks & LOOK_BIT(FIELD_AUTHOR)); i++)
        add_stream(s, FIELD_AUTHOR, i, item->authors[i].name, NULL);
    for (uint32_t i = 0; i < item->tag_count && (looks & LOOK_BIT(FIELD_TAG)); i++)
        add_stream(s, FIELD_TAG, i, item->tags[i], NULL);
    for (uint32_t i = 0; i < in->feed_tag_count && (looks & LOOK_BIT(FIELD_TAG)); i++)
        add_stream(s, FIELD_TAG, (uint32_t)item->tag_count + i, in->feed_tags[i], NULL);
    if (looks & LOOK_BIT(FIELD_URL))
        add_stream(s, FIELD_URL, 0, item->url, NULL);
    if (looks & LOOK_BIT(LOOK_LANG))
        add_stream(s, LOOK_LANG, 0, in->language, NULL);
    if (looks & LOOK_BIT(LOOK_FEED))
        add_stream(s, LOOK_FEED, 0, in->feed, NULL);
}

void scan_begin(struct scan *s)
{
    size_t most = 3;
    bool others = (s->set->looks & ~LOOK_DEFAULT) != 0;

    if (others)
        most += s->in->item->author_count + s->in->item->tag_count + s->in->feed_tag_count + 3;
    s->streams = arena_get(s->arena, most * sizeof(*s->streams));
    add_texts(s);
    if (others)
        add_others(s);
}

void scan_release(struct scan *s)
{
    free(s->spots.list);
    free(s->founds.list);
    regex_search_free(&s->search);
}

const struct words *stream_words(struct scan *s, struct stream *t)
{
    if (!t->words) {
        struct words *w = arena_get(s->arena, sizeof(*w));

        words_of(s->arena, t->text, 0, w);
        t->words = w;
    }
    return t->words;
}

static void add_wall(struct scan *s)
{
    s->places[s->place_count++] = (struct place){.key = PLACE_WALL, .stream = UINT32_MAX};
}

void scan_index(struct scan *s)
{
    size_t count = s->stream_count + 1, size = 16;

    if (s->places)
        return;
    for (uint32_t i = 0; i < s->stream_count; i++)
        count += stream_words(s, &s->streams[i])->count;
    must(count < UINT32_MAX / 2);
    while (size < count)
        size *= 2;
    s->head_mask = (uint32_t)(size - 1);
    s->heads = arena_get(s->arena, size * sizeof(*s->heads));
    s->places = arena_get(s->arena, count * sizeof(*s->places));
    add_wall(s);
    for (uint32_t i = 0; i < s->stream_count; i++) {
        const struct words *w = s->streams[i].words;

        for (uint32_t k = 0; k < w->count; k++)
            s->places[s->place_count++] =
                (struct place){.key = w->list[k].hash & WORD_KEY, .stream = i, .word = k};
        add_wall(s);
    }
    for (uint32_t i = s->place_count; i-- > 0;) { /* backwards: chains ascend */
        uint32_t *head = &s->heads[(uint32_t)s->places[i].key >> 8 & s->head_mask];

        if (s->places[i].key == PLACE_WALL)
            continue;
        s->places[i].next = *head;
        *head = i;
    }
}
