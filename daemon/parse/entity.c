/*
 * entity.c - the entities that a document's own type declares
 *
 * XML 1.0 section 4.4 wants them expanded, and old feeds name their host or a letter so. Taken are texts, one level
 * deep: an entity that names another, a file or a parameter stays what it is, an undefined name. So nothing is read
 * from anywhere, and nothing multiplies.
 *
 * Fatal: nothing. Bugs: a comment is not told from a declaration.
 */
#include <string.h>

#include "reference.h"

#define TEXT_LIMIT ((size_t)1 << 10)

static void collect(void *arg, struct span piece)
{
    buffer_put_span(arg, piece);
}

static struct span skip_space(struct span s)
{
    size_t at = 0;

    while (at < s.len && memchr(" \t\r\n", s.ptr[at], 4))
        at++;
    return span_cut(s, at, s.len);
}

/* The word before white space, cut off `s`. */
static struct span take_word(struct span *s)
{
    struct span all = skip_space(*s);
    size_t len = 0;

    while (len < all.len && !memchr(" \t\r\n<>&", all.ptr[len], 7))
        len++;
    *s = skip_space(span_cut(all, len, all.len));
    return span_cut(all, 0, len);
}

/* Behind `<!ENTITY`. */
static void read_declaration(struct arena *a, struct span s, struct entities *out)
{
    struct span name = take_word(&s), text;
    struct buffer decoded;
    size_t len;

    buffer_init(&decoded, TEXT_LIMIT);
    if (name.len > 0 && s.len > 0 && (s.ptr[0] == '"' || s.ptr[0] == '\'')) {
        text = span_cut(s, 1, s.len);
        if (span_find_byte(span_cut(text, 0, TEXT_LIMIT), s.ptr[0], &len) &&
            !reference_decode(span_cut(text, 0, len), NULL, collect, &decoded) && decoded.len > 0) {
            out->list[out->count].name = name;
            out->list[out->count++].text = arena_copy(a, buffer_span(&decoded));
        }
    }
    buffer_release(&decoded);
}

void entities_read(struct arena *a, struct span prolog, size_t document_bytes, struct entities *out)
{
    struct span opening = SPAN("<!ENTITY");
    size_t hop;

    out->count = 0;
    out->room = document_bytes;
    while (out->count < ENTITY_LIMIT && span_find(prolog, opening, &hop)) {
        prolog = span_cut(prolog, hop + opening.len, prolog.len);
        read_declaration(a, prolog, out);
    }
}
