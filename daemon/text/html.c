/*
 * html.c - the text of an HTML fragment, as a reader would see it
 *
 * Not a parser: a walk over the markup that keeps text and knows of each tag only whether it breaks a line or a word.
 * The walk is linear (html_tag.c) and writes runs of text, not bytes. White space is owed, not written: a space, or
 * a line feed which outweighs it, is paid before the next text, so that no line is empty and none ends in a space.
 *
 * Fatal: nothing.
 * Bugs: the lines of a table become lines of words; lists are not numbered; ruby text stands beside its word.
 */
#include <string.h>

#include "text.h"

#include "html_parts.h"

enum owed { OWE_NOTHING, OWE_SPACE, OWE_LINE };

struct writer {
    char *ptr;
    size_t len, cap;
    enum owed owed;
    bool bullet;   /* an item has begun and has no text yet */
    bool one_line; /* everything on one line, without bullets */
    size_t pre;    /* open pre elements: line feeds count */
};

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

static void owe(struct writer *w, enum owed what)
{
    if (what > w->owed)
        w->owed = what;
}

/* The capacity covers it: what is owed was a tag or white space, a bullet was `<li>`, text is never longer. */
static void put(struct writer *w, const char *p, size_t n)
{
    if (n == 0)
        return;
    must(w->cap - w->len >= n + 3);
    if (w->owed != OWE_NOTHING && w->len > 0)
        w->ptr[w->len++] = w->owed == OWE_LINE && !w->one_line ? '\n' : ' ';
    w->owed = OWE_NOTHING;
    if (w->bullet && !w->one_line) {
        w->ptr[w->len++] = '-';
        w->ptr[w->len++] = ' ';
    }
    w->bullet = false;
    memcpy(w->ptr + w->len, p, n);
    w->len += n;
}

static void put_reference(struct writer *w, struct span text)
{
    if (text.len > 0 && space_at(text.ptr, text.len) == text.len)
        owe(w, OWE_SPACE);
    else
        put(w, text.ptr, text.len);
}

/* What a tag does to the text. Returns the index to go on at. */
static size_t apply(struct writer *w, struct markup *m, const struct tag *t)
{
    size_t end;

    switch (t->kind) {
    case TAG_UNKNOWN:
    case TAG_INLINE:
        break;
    case TAG_CELL:
        owe(w, OWE_SPACE);
        break;
    case TAG_PRE:
        if (!t->closing)
            w->pre++;
        else if (w->pre > 0)
            w->pre--;
        owe(w, OWE_LINE);
        break;
    case TAG_ITEM:
        w->bullet = !t->closing;
        owe(w, OWE_LINE);
        break;
    case TAG_BLOCK:
    case TAG_BREAK:
        owe(w, OWE_LINE);
        break;
    case TAG_RAW:
    case TAG_CODE:
        if (t->closing || t->empty)
            break;
        end = markup_element_end(m, t);
        if (end == 0)
            return t->kind == TAG_CODE ? m->len : t->end;
        return end;
    }
    return t->end;
}

static void write_text(struct writer *w, struct markup *m, size_t at);

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
static size_t unwrap(struct writer *w, struct markup *m, size_t at)
{
    struct markup inner = {.ptr = m->ptr, .no_cdata_end = true};
    size_t hop;

    if (m->no_cdata_end || !span_find((struct span){m->ptr + at, m->len - at}, SPAN("]]>"), &hop)) {
        m->no_cdata_end = true;
        return at;
    }
    inner.len = at + hop;
    write_text(w, &inner, at);
    return inner.len + 3;
}

/* The markup at `at`, where `<` stands. Returns the index to go on at, or `at` when it is a plain sign. */
static size_t markup_at(struct writer *w, struct markup *m, size_t at)
{
    struct span rest = {m->ptr + at, m->len - at};
    char next = rest.len > 1 ? rest.ptr[1] : ' ';
    struct tag t;
    size_t end;

    if (is_letter(next) || (next == '/' && rest.len > 2 && is_letter(rest.ptr[2]))) {
        if (markup_tag(m, at, &t))
            return apply(w, m, &t);
        /* Cut in the middle of a tag, as summaries are; else somebody's "less than". */
        return t.kind == TAG_UNKNOWN ? at : m->len;
    }
    if (span_starts(rest, SPAN("<![CDATA[")))
        return unwrap(w, m, at + 9);
    if (is_comment(rest)) {
        end = markup_comment_end(m, at);
        return end > 0 ? end : at;
    }
    return at;
}

static void write_text(struct writer *w, struct markup *m, size_t at)
{
    size_t used;
    char room[4];

    while (at < m->len) {
        const char *p = m->ptr + at;
        size_t left = m->len - at;
        struct span text = {p, 1};

        used = space_at(p, left);
        if (used > 0) {
            owe(w, w->pre > 0 && *p == '\n' ? OWE_LINE : OWE_SPACE);
        } else if (*p == '<') {
            used = markup_at(w, m, at) - at;
            if (used == 0)
                put(w, p, used = 1);
        } else if (*p == '&') {
            used = html_reference((struct span){p, left}, room, &text);
            put_reference(w, text);
            if (used == 0)
                used = 1;
        } else {
            used = run_at(p, left);
            put(w, p, used);
        }
        at += used;
    }
}

static struct span to_text(struct arena *a, struct span html, bool one_line)
{
    struct markup m = {.ptr = html.ptr, .len = html.len};
    struct writer w = {.one_line = one_line};

    /* Titles mostly, and many summaries, are plain already. */
    if (html.len == 0 || (space_at(html.ptr, html.len) == 0 && run_at(html.ptr, html.len) == html.len))
        return html;
    w.cap = HTML_DECODED_BYTES(html.len);
    w.ptr = arena_bytes(a, w.cap);
    write_text(&w, &m, 0);
    return (struct span){w.ptr, w.len};
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
