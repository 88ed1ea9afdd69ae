/*
 * damage.c - the first thing that was wrong with a document, in words
 *
 * Lines are counted only here, since few documents are damaged.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "text.h"

#include "damage.h"

#define NAME_LIMIT 60 /* in words; a peer's names may be longer */
#define WORDS_LIMIT 400

void damage_note(struct damage *d, size_t at, const char *words, struct span name)
{
    if (!d->words || at < d->at)
        *d = (struct damage){words, name, at};
}

void damage_join(struct damage *d, struct damage other)
{
    if (other.words)
        damage_note(d, other.at, other.words, other.name);
}

size_t damage_line(struct span text, size_t at)
{
    struct span before = span_cut(text, 0, at);
    size_t line = 1, hop;

    for (; span_find_byte(before, '\n', &hop); before = span_cut(before, hop + 1, before.len))
        line++;
    return line;
}

struct span damage_words(struct arena *a, const struct damage *d, struct span text)
{
    struct span rest = span_of(d->words), words, name;
    struct buffer out;
    size_t at;

    if (!d->words)
        return (struct span){0};
    name = utf8_mend(a, d->name); /* that of a charset comes from bytes */
    name = span_cut(name, 0, utf8_cut(name, NAME_LIMIT));
    buffer_init(&out, WORDS_LIMIT);
    buffer_printf(&out, "line %zu, byte %zu: ", damage_line(text, d->at), d->at);
    for (; span_find_byte(rest, '%', &at); rest = span_cut(rest, at + 1, rest.len)) {
        buffer_put_span(&out, span_cut(rest, 0, at));
        buffer_put_span(&out, name);
    }
    buffer_put_span(&out, rest);
    words = arena_copy(a, buffer_span(&out));
    buffer_release(&out);
    return words;
}
