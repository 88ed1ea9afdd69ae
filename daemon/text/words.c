/*
 * words.c - text cut into folded words, each with the bytes it came from
 *
 * A word is a run of letters and digits as fold.c understands them; a Han, Kana or Thai letter is one by
 * itself. The text below U+0700 goes through a table, the common CJK and Hangul stand for themselves, the
 * rest asks the library. A word in which marks or jamo were kept is composed as a whole when it ends.
 *
 * Limits: linear in the text; at most 30 marks after one letter are kept (the Stream-Safe Text Format, UAX
 * #15 section 13), because putting marks in order is quadratic in their number. Text beyond 1 GiB is not
 * read. Fatal: nothing. Bad UTF-8 separates words. Bugs: none known.
 */
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base.h"
#include "text.h"

#include "fold.h"

#define TEXT_LIMIT ((size_t)1 << 30)
#define MARKS_LIMIT 30u
#define PART_BYTES 4u

struct cutter {
    struct arena *arena;
    struct words *out;
    size_t list_cap, max_words;
    size_t text_len;
    char *folded; /* room for folded_len + the source bytes that are still to come, always */
    size_t folded_len, folded_cap;
    /* the word in progress */
    bool open, single, number, compose;
    uint32_t start, end; /* in the source */
    uint32_t letter;     /* the last one that was no mark */
    unsigned marks;      /* after it */
    size_t from;         /* in folded */
};

/* Everything that the table folds is no longer than before; only the library's answers can be. */
static void make_room(struct cutter *c, size_t extra, size_t at)
{
    size_t need = c->folded_len + extra + (c->text_len - at);
    char *bigger;

    if (need <= c->folded_cap)
        return;
    c->folded_cap = need + need / 2;
    bigger = arena_bytes(c->arena, c->folded_cap);
    memcpy(bigger, c->folded, c->folded_len);
    c->folded = bigger;
}

static inline void put(struct cutter *c, uint32_t cp)
{
    char *to = c->folded + c->folded_len;

    if (cp < 0x80) {
        to[0] = (char)cp;
        c->folded_len += 1;
    } else if (cp < 0x800) {
        to[0] = (char)(0xC0 | cp >> 6);
        to[1] = (char)(0x80 | (cp & 0x3F));
        c->folded_len += 2;
    } else if (cp < 0x10000) {
        to[0] = (char)(0xE0 | cp >> 12);
        to[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        to[2] = (char)(0x80 | (cp & 0x3F));
        c->folded_len += 3;
    } else {
        to[0] = (char)(0xF0 | cp >> 18);
        to[1] = (char)(0x80 | (cp >> 12 & 0x3F));
        to[2] = (char)(0x80 | (cp >> 6 & 0x3F));
        to[3] = (char)(0x80 | (cp & 0x3F));
        c->folded_len += 4;
    }
}

static void compose_word(struct cutter *c, size_t at)
{
    const utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;
    utf8proc_uint8_t *composed = NULL;
    size_t len = c->folded_len - c->from;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)c->folded + c->from, (utf8proc_ssize_t)len,
                                      &composed, options);

    if (n >= 0) {
        c->folded_len = c->from;
        make_room(c, (size_t)n, at);
        memcpy(c->folded + c->from, composed, (size_t)n);
        c->folded_len = c->from + (size_t)n;
    }
    free(composed);
}

static void list_word(struct cutter *c)
{
    struct words *w = c->out;
    size_t len = c->folded_len - c->from;

    if (w->count == c->list_cap) {
        struct word *bigger;

        c->list_cap = c->list_cap * 2;
        bigger = arena_get(c->arena, c->list_cap * sizeof(*bigger));
        memcpy(bigger, w->list, w->count * sizeof(*bigger));
        w->list = bigger;
    }
    w->list[w->count++] = (struct word){
        .hash = hash64(c->folded + c->from, len),
        .start = c->start,
        .end = c->end,
        .folded = (uint32_t)c->from,
        .folded_len = (uint32_t)len,
        .kind = c->single   ? WORD_SINGLE
                : c->number ? WORD_NUMBER
                            : WORD_LETTERS,
    };
}

static inline void end_word(struct cutter *c, size_t at)
{
    if (!c->open)
        return;
    if (c->compose)
        compose_word(c, at);
    list_word(c);
    c->open = false;
}

static inline void begin_word(struct cutter *c, size_t at, bool single)
{
    c->open = true;
    c->single = single;
    c->number = c->compose = false;
    c->start = (uint32_t)at;
    c->from = c->folded_len;
}

static inline void take_letter(struct cutter *c, uint32_t cp, size_t at, size_t end)
{
    if (c->open && c->single)
        end_word(c, at);
    if (!c->open)
        begin_word(c, at, false);
    c->number |= cp >= '0' && cp <= '9';
    c->letter = cp;
    c->marks = 0;
    c->end = (uint32_t)end;
    put(c, cp);
}

static void take_single(struct cutter *c, uint32_t cp, size_t at, size_t end)
{
    end_word(c, at);
    begin_word(c, at, true);
    c->letter = cp;
    c->marks = 0;
    c->end = (uint32_t)end;
    put(c, cp);
}

static void take_mark(struct cutter *c, uint32_t cp, size_t end)
{
    if (!c->open)
        return;
    c->end = (uint32_t)end;
    if (utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_MN && fold_drops_marks(c->letter))
        return;
    if (c->marks++ >= MARKS_LIMIT)
        return;
    c->compose = true;
    put(c, cp);
}

static bool is_jamo(uint32_t cp)
{
    return (cp >= 0x1100 && cp <= 0x11FF) || (cp >= 0xA960 && cp <= 0xA97F) || (cp >= 0xD7B0 && cp <= 0xD7FF);
}

static void ask_library(struct cutter *c, uint32_t cp, size_t at, size_t end)
{
    struct fold_part parts[FOLD_PARTS];
    size_t n = fold_code_point(cp, parts);

    make_room(c, n * PART_BYTES, at);
    for (size_t i = 0; i < n; i++) {
        switch (parts[i].kind) {
        case FOLD_SEPARATOR:
            end_word(c, at);
            break;
        case FOLD_NOTHING:
            break;
        case FOLD_MARK:
            take_mark(c, parts[i].cp, end);
            break;
        case FOLD_LETTER:
            take_letter(c, parts[i].cp, at, end);
            c->compose |= is_jamo(parts[i].cp);
            break;
        case FOLD_SINGLE:
            take_single(c, parts[i].cp, at, end);
            break;
        }
        /* composing at end_word may have eaten the room */
        make_room(c, (n - i) * PART_BYTES, at);
    }
}

static inline void take_low(struct cutter *c, uint32_t cp, size_t at, size_t end)
{
    uint32_t folded = fold_table[cp];

    if (folded >= FOLD_SPECIALS)
        take_letter(c, folded, at, end);
    else if (folded == FOLD_IS_SEPARATOR)
        end_word(c, end);
    else if (folded == FOLD_IS_MARK)
        take_mark(c, cp, end);
    else if (folded == FOLD_ASK)
        ask_library(c, cp, at, end);
}

/* Blocks whose every assigned character is itself after folding, or separates: most of East Asian text. */
static void take_high(struct cutter *c, uint32_t cp, size_t at, size_t end)
{
    if (cp >= 0x4E00 && cp <= 0x9FFF)
        take_single(c, cp, at, end);
    else if (cp >= 0xAC00 && cp <= 0xD7A3)
        take_letter(c, cp, at, end);
    else if ((cp >= 0x3041 && cp <= 0x3096) || (cp >= 0x30A1 && cp <= 0x30FA))
        take_single(c, cp, at, end);
    else if ((cp >= 0x2010 && cp <= 0x2027) || cp == 0x3001 || cp == 0x3002)
        end_word(c, end); /* dashes, quotation marks, ideographic comma and full stop */
    else
        ask_library(c, cp, at, end);
}

static size_t take_next(struct cutter *c, const uint8_t *p, size_t at)
{
    utf8proc_int32_t cp;
    utf8proc_ssize_t n;

    if (p[at] < 0x80) {
        take_low(c, p[at], at, at + 1);
        return at + 1;
    }
    if (p[at] >= 0xC2 && p[at] < 0xDC && at + 1 < c->text_len && (p[at + 1] & 0xC0) == 0x80) {
        take_low(c, (p[at] & 0x1Fu) << 6 | (p[at + 1] & 0x3Fu), at, at + 2);
        return at + 2;
    }
    n = utf8proc_iterate(p + at, (utf8proc_ssize_t)(c->text_len - at), &cp);
    if (n <= 0) {
        end_word(c, at);
        return at + 1;
    }
    take_high(c, (uint32_t)cp, at, at + (size_t)n);
    return at + (size_t)n;
}

void words_of(struct arena *a, struct span text, size_t max_words, struct words *out)
{
    struct cutter c = {.arena = a, .out = out, .max_words = max_words};
    size_t at = 0;

    c.text_len = text.len < TEXT_LIMIT ? text.len : TEXT_LIMIT;
    c.max_words = max_words ? max_words : SIZE_MAX;
    c.list_cap = c.text_len / 6 + 8;
    if (c.list_cap > c.max_words)
        c.list_cap = c.max_words;
    c.folded_cap = c.text_len + 64;
    c.folded = arena_bytes(a, c.folded_cap);
    *out = (struct words){.list = arena_get(a, c.list_cap * sizeof(struct word))};
    while (at < c.text_len && out->count < c.max_words)
        at = take_next(&c, (const uint8_t *)text.ptr, at);
    if (out->count < c.max_words)
        end_word(&c, at);
    if (out->count > c.max_words) /* one character can end several words */
        out->count = c.max_words;
    out->folded = (struct span){c.folded, c.folded_len};
}

struct span word_folded(const struct words *w, size_t i)
{
    must(i < w->count);
    return span_cut(w->folded, w->list[i].folded, w->list[i].folded + w->list[i].folded_len);
}
