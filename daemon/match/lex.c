/*
 * lex.c - the tokens of a query
 *
 * Quotes and parentheses are also taken in the forms that word processors and Chinese keyboards produce. Marks that
 * only steer the direction of writing are passed over between tokens: nobody sees them.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "match.h"
#include "text.h"

#include "query.h"

bool query_error(const struct lexer *l, size_t at, const char *format, ...)
{
    struct span before = span_cut(l->query, 0, at);
    va_list args;

    l->error->line = 1;
    l->error->column = 1;
    for (size_t i = 0; i < before.len;) {
        if (utf8_next(before, &i) == '\n') {
            l->error->line++;
            l->error->column = 1;
        } else {
            l->error->column++;
        }
    }
    va_start(args, format);
    vsnprintf(l->error->text, sizeof(l->error->text), format, args);
    va_end(args);
    l->error->text[utf8_cut(span_of(l->error->text), sizeof(l->error->text) - 1)] = '\0';
    return false;
}

static bool is_direction_mark(uint32_t c)
{
    return c >= 0x200E && (c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF);
}

static bool is_blank(uint32_t c)
{
    return c <= ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

/* The ASCII character that this one stands for in a query. */
static uint32_t plain(uint32_t c)
{
    switch (c) {
    case 0xFF08:
        return '(';
    case 0xFF09:
        return ')';
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0xAB:
    case 0xBB:
    case 0xFF02:
        return '"';
    default:
        return c;
    }
}

static uint32_t peek(const struct lexer *l)
{
    size_t at = l->at;

    return at < l->query.len ? utf8_next(l->query, &at) : 0;
}

static void skip_blanks(struct lexer *l)
{
    while (l->at < l->query.len) {
        size_t at = l->at;
        uint32_t c = utf8_next(l->query, &at);

        if (!is_blank(c) && !is_direction_mark(c))
            return;
        l->at = at;
    }
}

/* A quote opened by `"` is closed by `"` only, so that it may hold the others; those close each other. */
static bool lex_phrase(struct lexer *l, struct token *t)
{
    bool ascii = utf8_next(l->query, &l->at) == '"';
    size_t from = l->at, before;

    t->kind = TOKEN_PHRASE;
    while (l->at < l->query.len) {
        uint32_t c;

        before = l->at;
        c = utf8_next(l->query, &l->at);
        if (ascii ? c == '"' : plain(c) == '"') {
            t->text = span_cut(l->query, from, before);
            return true;
        }
    }
    return query_error(l, t->at, "this quote is never closed; write \"a phrase\"");
}

static bool lex_regex(struct lexer *l, struct token *t)
{
    size_t from = ++l->at;

    t->kind = TOKEN_REGEX;
    while (l->at < l->query.len && l->query.ptr[l->at] != '/')
        l->at += l->query.ptr[l->at] == '\\' && l->at + 1 < l->query.len ? 2 : 1;
    if (l->at >= l->query.len)
        return query_error(
            l, t->at,
            "this regular expression is never closed; write /…/ or /…/i, and \\/ for a slash in it");
    t->text = span_cut(l->query, from, l->at++);
    for (; l->at < l->query.len; l->at++) {
        char c = l->query.ptr[l->at];

        if (c == 'i')
            t->number = 1;
        else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            return query_error(l, l->at, "\"%c\" is no flag of a regular expression; i is the only one", c);
        else
            break;
    }
    if (t->text.len == 0)
        return query_error(l, t->at, "an empty regular expression; write /…/");
    return true;
}

/* The decimal number in s, at most `most`. */
static bool small_number(struct span s, uint32_t most, uint32_t *out)
{
    int64_t n;

    if (s.len == 0 || s.ptr[0] < '0' || s.ptr[0] > '9' || !span_to_int(s, &n) || n > most)
        return false;
    *out = (uint32_t)n;
    return true;
}

static bool lex_count(struct lexer *l, struct token *t)
{
    struct span rest = span_cut(l->query, l->at + 1, l->query.len);
    size_t end;

    t->kind = TOKEN_COUNT;
    if (!span_find_byte(rest, '}', &end) || !small_number(span_cut(rest, 0, end), COUNT_TIMES, &t->number) ||
        t->number == 0)
        return query_error(l, t->at, "a count is {1} to {%d}, as in pipeline{3}", COUNT_TIMES);
    l->at += end + 2;
    return true;
}

/* The name before a colon at the beginning of a token: a field, or an error. False in *is_field: neither. */
static bool lex_field(struct lexer *l, struct token *t, bool *is_field)
{
    static const struct span names[] = {
        [FIELD_TITLE] = {"title", 5},   [FIELD_SUMMARY] = {"summary", 7}, [FIELD_CONTENT] = {"content", 7},
        [FIELD_AUTHOR] = {"author", 6}, [FIELD_TAG] = {"tag", 3},         [FIELD_URL] = {"url", 3},
        [LOOK_LANG] = {"lang", 4},      [LOOK_FEED] = {"feed", 4},
    };
    struct span rest = span_cut(l->query, l->at, l->query.len), name, near;
    size_t len = 0;

    *is_field = false;
    while (len < rest.len && ((rest.ptr[len] | 32) >= 'a' && (rest.ptr[len] | 32) <= 'z'))
        len++;
    if (len == 0 || len == rest.len || rest.ptr[len] != ':')
        return true;
    name = span_cut(rest, 0, len);
    for (uint32_t i = 0; i < LOOK_COUNT; i++) {
        if (span_equal(name, names[i])) {
            t->kind = TOKEN_FIELD;
            t->number = i;
            l->at += len + 1;
            *is_field = true;
            return true;
        }
    }
    near = nearest_name(name, names, LOOK_COUNT);
    if (near.len > 0)
        return query_error(l, t->at, "\"%.*s:\" is no field; did you mean \"%.*s:\"?",
                           (int)(len < 40 ? len : 40), name.ptr, (int)near.len, near.ptr);
    return query_error(
        l, t->at,
        "\"%.*s:\" is no field (title summary content author tag feed lang url); quote a term that has a "
        "colon",
        (int)(len < 40 ? len : 40), name.ptr);
}

/* NEAR/n and BEFORE/n. False in *is_near: the word is neither. */
static bool lex_near(const struct lexer *l, struct token *t, bool *is_near)
{
    struct span near = SPAN("NEAR"), before = SPAN("BEFORE"), rest;

    *is_near = false;
    if (span_starts(t->text, near)) {
        t->kind = TOKEN_NEAR;
        rest = span_cut(t->text, near.len, t->text.len);
    } else if (span_starts(t->text, before)) {
        t->kind = TOKEN_BEFORE;
        rest = span_cut(t->text, before.len, t->text.len);
    } else {
        return true;
    }
    *is_near = true;
    if (rest.len > 0 && rest.ptr[0] != '/') {
        t->kind = TOKEN_WORD; /* NEARBY */
        *is_near = false;
        return true;
    }
    if (!small_number(span_cut(rest, 1, rest.len), NEAR_WORDS, &t->number))
        return query_error(l, t->at, "%s takes the most words between, 0 to %d; write %s/8",
                           t->kind == TOKEN_NEAR ? "NEAR" : "BEFORE", NEAR_WORDS,
                           t->kind == TOKEN_NEAR ? "NEAR" : "BEFORE");
    return true;
}

/* What people write who know other languages: it holds no letter, or would silently mean something else. */
static bool refuse_foreign(const struct lexer *l, const struct token *t)
{
    static const struct {
        struct span wrong;
        const char *right;
    } foreign[] = {
        {{"||", 2}, "OR"},
        {{"|", 1}, "OR"},
        {{"&&", 2}, "AND"},
        {{"&", 1}, "AND"},
        {{"-", 1}, "-word or NOT word"},
    };

    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
        if (span_equal(t->text, foreign[i].wrong))
            return query_error(l, t->at, "\"%s\" is no operator; write %s", foreign[i].wrong.ptr,
                               foreign[i].right);
    }
    if (span_starts(t->text, SPAN("!")))
        return query_error(l, t->at, "\"!\" is no operator; write NOT or - before the term");
    return true;
}

static bool ends_word(uint32_t c)
{
    c = plain(c);
    return is_blank(c) || c == '(' || c == ')' || c == '"' || c == '{';
}

static bool lex_word(struct lexer *l, struct token *t)
{
    static const struct {
        struct span word;
        enum token_kind kind;
    } keywords[] = {{{"AND", 3}, TOKEN_AND}, {{"OR", 2}, TOKEN_OR}, {{"NOT", 3}, TOKEN_NOT}};
    size_t from = l->at, end = from;
    bool is_near;

    while (l->at < l->query.len) {
        size_t at = l->at;
        uint32_t c = utf8_next(l->query, &at);

        if (ends_word(c))
            break;
        l->at = at;
        if (!is_direction_mark(c))
            end = at;
    }
    t->text = span_cut(l->query, from, end);
    t->kind = TOKEN_WORD;
    if (t->text.ptr[0] == '@') {
        t->kind = TOKEN_LIST;
        t->text = span_cut(t->text, 1, t->text.len);
        return true;
    }
    for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
        if (span_equal(t->text, keywords[i].word))
            t->kind = keywords[i].kind;
    }
    if (t->kind != TOKEN_WORD)
        return true;
    return refuse_foreign(l, t) && lex_near(l, t, &is_near);
}

bool lexer_next(struct lexer *l, struct token *out)
{
    uint32_t c;
    bool is_field;

    skip_blanks(l);
    *out = (struct token){.kind = TOKEN_END, .at = (uint32_t)l->at};
    if (l->at == l->query.len)
        return true;
    c = plain(peek(l));
    switch (c) {
    case '(':
    case ')':
        out->kind = c == '(' ? TOKEN_OPEN : TOKEN_CLOSE;
        utf8_next(l->query, &l->at);
        return true;
    case '"':
        return lex_phrase(l, out);
    case '/':
        return lex_regex(l, out);
    case '{':
        return lex_count(l, out);
    case '-':
        if (l->at + 1 < l->query.len && !is_blank((unsigned char)l->query.ptr[l->at + 1])) {
            out->kind = TOKEN_MINUS;
            l->at++;
            return true;
        }
        return lex_word(l, out);
    default:
        if (!lex_field(l, out, &is_field))
            return false;
        return is_field || lex_word(l, out);
    }
}
