/*
 * html.c - the text of an HTML fragment, as a reader would see it
 *
 * Not a parser: a walk over the markup that keeps text and knows of each tag only what it does to lines and words
 * (html_write.c), and whether its element is hidden or none of the text (html_class.c). The walk is linear
 * (html_tag.c) and writes runs of text, not bytes.
 *
 * An image's alternative text is written for signs alone, emoji and formulas: that of a photograph is no part of what
 * the author says, and often a file's name. But where there is no text at all it is all there is.
 *
 * Fatal: nothing.
 * Bugs: ruby text stands beside its word.
 */
#include <string.h>

#include "text.h"

#include "html_parts.h"

/* Bytes that end a run of plain text: white space, markup, and the first byte of U+00A0. */
static const bool ends_run[256] = {
    ['\t'] = true, ['\n'] = true, ['\v'] = true, ['\f'] = true, ['\r'] = true,
    [' '] = true,  ['<'] = true,  ['&'] = true,  [0xC2] = true,
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Bytes of white space at the start: an ASCII one, or U+00A0. */
static size_t space_at(const char *p, size_t len)
{
    if (*p == ' ' || (*p >= '\t' && *p <= '\r'))
        return 1;
    return len > 1 && (unsigned char)p[0] == 0xC2 && (unsigned char)p[1] == 0xA0 ? 2 : 0;
}

typedef unsigned char block __attribute__((vector_size(16)));

/* Whether a run goes through all sixteen bytes: none ends it, and no two spaces are neighbours, the seventeenth byte
 * included. */
static bool is_within_run(const unsigned char *p)
{
    uint64_t found[2];
    block b, next, ends;

    memcpy(&b, p, sizeof(b));
    memcpy(&next, p + 1, sizeof(next));
    ends = (block)(b < ' ') | (block)(b == '<') | (block)(b == '&') | (block)(b == 0xC2) |
           ((block)(b == ' ') & (block)(next == ' '));
    memcpy(found, &ends, sizeof(found));
    return (found[0] | found[1]) == 0;
}

/* Bytes from `p` on that may be copied as they are: words with single spaces between. The first is no white space. */
static size_t run_at(const char *p, size_t len)
{
    const unsigned char *u = (const unsigned char *)p;
    size_t i = 0;

    while (i < len) {
        if (len - i > sizeof(block) && is_within_run(u + i)) {
            i += sizeof(block);
        } else if (!ends_run[u[i]]) {
            i++;
        } else {
            bool more = i + 1 < len;

            if (u[i] == 0xC2 ? more && u[i + 1] == 0xA0 : u[i] != ' ' || !more || ends_run[u[i + 1]])
                break;
            i++;
        }
    }
    return i > 0 && u[i - 1] == ' ' ? i - 1 : i;
}

/* One journey: where it stands in the markup, what has been written. */
struct walk {
    struct writer w;
    struct span only_image; /* the first alternative text that was not written */
    unsigned sought;        /* end tags that were sought, is_plain */
};

static void write_text(struct walk *k, struct markup *m, size_t at);

static void put_reference(struct writer *w, struct span text)
{
    if (text.len > 0 && space_at(text.ptr, text.len) == text.len)
        writer_owe(w, OWE_SPACE);
    else
        writer_put(w, text.ptr, text.len);
}

static void put_value(struct walk *k, struct span value)
{
    struct markup inner = {.ptr = value.ptr, .len = value.len, .plain = true};

    write_text(k, &inner, 0);
}

static void put_image(struct walk *k, const struct tag *t)
{
    struct span likely, sign = html_image_text(t->attributes, &likely);

    if (sign.len > 0)
        put_value(k, sign);
    else if (k->only_image.len == 0)
        k->only_image = likely;
}

/* What a tag does to the text. Returns the index to go on at. */
static size_t apply(struct walk *k, struct markup *m, const struct tag *t)
{
    size_t end = 0;

    switch (t->kind) {
    case TAG_UNKNOWN:
    case TAG_INLINE:
        break;
    case TAG_IMAGE:
        put_image(k, t);
        return t->end;
    case TAG_RAW:
    case TAG_CODE:
        if (t->closing || t->empty)
            break;
        end = markup_element_end(m, t);
        if (end == 0)
            return t->kind == TAG_CODE ? m->len : t->end;
        return end;
    default:
        writer_tag(&k->w, t);
        break;
    }
    if (t->holds && t->attributes.len > 1 && !t->closing && !t->empty && html_is_hidden(t->attributes))
        end = markup_nested_end(m, t);
    return end > 0 ? end : t->end;
}

/* A comment, a declaration, an instruction or `</>`. */
static bool is_comment(struct span rest)
{
    char third = rest.len > 2 ? rest.ptr[2] : ' ';

    if (rest.len < 2)
        return false;
    if (rest.ptr[1] == '!')
        return third == '-' || third == '[' || is_letter(third);
    return rest.ptr[1] == '?' || (rest.ptr[1] == '/' && third == '>');
}

/* Text that was wrapped once too often: read as if the wrapper were not there. */
static size_t unwrap(struct walk *k, struct markup *m, size_t at)
{
    struct markup inner = {.ptr = m->ptr, .no_cdata_end = true};
    size_t hop;

    if (m->no_cdata_end || !span_find((struct span){m->ptr + at, m->len - at}, SPAN("]]>"), &hop)) {
        m->no_cdata_end = true;
        return at;
    }
    inner.len = at + hop;
    write_text(k, &inner, at);
    return inner.len + 3;
}

#define TITLE_BYTES 1024
#define TITLE_SEARCHES 8 /* or a title of tags alone would be read once for each */

/* "vector<int>", "Dear <name>", "me <me@x.example>": in a title, what looks like a tag but is no name of HTML, holds no
 * white space and is never closed was meant as it stands. Names with a colon or a hyphen are other vocabularies'. */
static bool is_plain(struct walk *k, const struct markup *m, const struct tag *t, size_t at)
{
    struct span whole = {m->ptr + at, t->end - at};
    bool url = span_starts(whole, SPAN("<http://")) || span_starts(whole, SPAN("<https://"));
    size_t hop;

    if (!k->w.one_line || m->len > TITLE_BYTES || t->kind != TAG_UNKNOWN || t->closing)
        return false;
    for (size_t i = 0; i < whole.len; i++) {
        if (space_at(whole.ptr + i, whole.len - i) > 0)
            return false;
    }
    if (url)
        return true;
    return !t->empty && !span_find_byte(whole, ':', &hop) && !span_find_byte(whole, '-', &hop) &&
           k->sought++ < TITLE_SEARCHES && !markup_is_closed(m, t);
}

/* The markup at `at`, where `<` stands. Returns the index to go on at, or `at` when it is a plain sign. */
static size_t markup_at(struct walk *k, struct markup *m, size_t at)
{
    struct span rest = {m->ptr + at, m->len - at};
    char next = rest.len > 1 ? rest.ptr[1] : ' ';
    struct tag t;
    size_t end;

    if (m->plain)
        return at;
    if (is_letter(next) || (next == '/' && rest.len > 2 && is_letter(rest.ptr[2]))) {
        if (markup_tag(m, at, &t))
            return is_plain(k, m, &t, at) ? at : apply(k, m, &t);
        /* Cut in the middle of a tag, as summaries are; else somebody's "less than". */
        return t.kind == TAG_UNKNOWN ? at : m->len;
    }
    if (span_starts(rest, SPAN("<![CDATA[")))
        return unwrap(k, m, at + 9);
    if (is_comment(rest)) {
        end = markup_comment_end(m, at);
        return end > 0 ? end : at;
    }
    return at;
}

static void write_text(struct walk *k, struct markup *m, size_t at)
{
    struct writer *w = &k->w;
    size_t used;
    char room[4];

    while (at < m->len) {
        const char *p = m->ptr + at;
        size_t left = m->len - at;
        struct span text = {p, 1};

        used = space_at(p, left);
        if (used > 0) {
            writer_owe(w, w->pre > 0 && *p == '\n' ? OWE_LINE : OWE_SPACE);
        } else if (*p == '<') {
            used = markup_at(k, m, at) - at;
            if (used == 0)
                writer_put(w, p, used = 1);
        } else if (*p == '&') {
            used = html_text_reference((struct span){p, left}, room, &text);
            put_reference(w, text);
            if (used == 0)
                used = 1;
        } else {
            used = run_at(p, left);
            writer_put(w, p, used);
        }
        at += used;
    }
}

static struct span to_text(struct arena *a, struct span html, bool one_line)
{
    struct markup m = {.ptr = html.ptr, .len = html.len};
    struct walk k = {0};

    /* Titles mostly, and many summaries, are plain already. */
    if (html.len == 0 || (space_at(html.ptr, html.len) == 0 && run_at(html.ptr, html.len) == html.len))
        return html;
    writer_init(&k.w, a, HTML_DECODED_BYTES(html.len), one_line);
    write_text(&k, &m, 0);
    if (k.w.len == 0)
        put_value(&k, k.only_image);
    return one_line ? (struct span){k.w.ptr, k.w.len} : html_without_footer((struct span){k.w.ptr, k.w.len});
}

struct span html_to_text(struct arena *a, struct span html)
{
    return to_text(a, html, false);
}

struct span html_to_line(struct arena *a, struct span html)
{
    return to_text(a, html, true);
}

/* A tag that HTML knows, a comment, or a reference with its semicolon. */
bool html_looks_like(struct span s)
{
    struct markup m = {.ptr = s.ptr, .len = s.len};
    struct span text;
    struct tag t;
    char room[4];

    for (size_t at = 0; at < s.len; at++) {
        struct span rest = span_cut(s, at, s.len);
        size_t used;

        if (rest.ptr[0] == '&') {
            used = html_reference(rest, room, &text);
            if (used > 0 && rest.ptr[used - 1] == ';')
                return true;
        } else if (rest.ptr[0] == '<' && rest.len > 2) {
            bool closing = rest.ptr[1] == '/';

            if (is_letter(rest.ptr[closing ? 2 : 1]) && markup_tag(&m, at, &t)) {
                if (t.kind != TAG_UNKNOWN)
                    return true;
                at = t.end - 1;
            }
            if (span_starts(rest, SPAN("<!--")))
                return true;
        }
    }
    return false;
}
