/*
 * filter.c - a rule's feeds, tags and languages
 *
 * Feeds by their name. Tags of the feed or of the item, whatever the case of ASCII letters. A language covers its variants, as
 * RFC 4647 section 3.3.1 has it: "en" lets en-GB pass. An item whose language nobody knows passes no such filter.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "match.h"

#include "set.h"

static bool covers(struct span range, struct span language)
{
    if (!span_starts_icase(language, range))
        return false;
    return language.len == range.len || language.ptr[range.len] == '-' || language.ptr[range.len] == '_';
}

static bool names_one(const struct span *list, size_t count, struct span what)
{
    for (size_t i = 0; i < count; i++) {
        if (span_equal_icase(list[i], what))
            return true;
    }
    return false;
}

static bool tags_pass(const struct filter *f, const struct match_input *in)
{
    for (size_t i = 0; i < in->feed_tag_count; i++) {
        if (names_one(f->tags, f->tag_count, in->feed_tags[i]))
            return true;
    }
    for (size_t i = 0; i < in->item->tag_count; i++) {
        if (names_one(f->tags, f->tag_count, in->item->tags[i]))
            return true;
    }
    return f->tag_count == 0;
}

static bool languages_pass(const struct filter *f, const struct match_input *in)
{
    for (size_t i = 0; i < f->language_count; i++) {
        if (f->languages[i].len > 0 && covers(f->languages[i], in->language))
            return true;
    }
    return f->language_count == 0;
}

bool filter_lets_pass(const struct filter *f, const struct match_input *in)
{
    bool feed = f->feed_count == 0;

    for (size_t i = 0; i < f->feed_count && !feed; i++)
        feed = span_equal(f->feeds[i], in->feed);
    return feed && tags_pass(f, in) && languages_pass(f, in);
}
