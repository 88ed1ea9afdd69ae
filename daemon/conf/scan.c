/*
 * scan.c - tokens of a configuration file: words, strings, marks; the lexical rules are libconfuse's
 *
 * Strings in double quotes know escapes and ${…}, strings in single quotes know \\ and \'. Comments are "#",
 * "//" and C's. Both kinds of string may go over several lines. Fatal: nothing. Bugs: none known.
 */
#include <stdio.h>
#include <string.h>

#include "base.h"

#include "scan.h"

#define VARIABLE_BYTES 1000 /* of one "${…}": without an end to it, looking for "}" were quadratic */

static bool at_byte(const struct scan *s, size_t ahead, char c)
{
    return s->at + ahead < s->text.len && s->text.ptr[s->at + ahead] == c;
}

static void pass(struct scan *s, size_t bytes)
{
    for (; bytes > 0 && s->at < s->text.len; bytes--) {
        if (s->text.ptr[s->at++] == '\n')
            s->line++;
    }
}

static void pass_to_line_end(struct scan *s)
{
    while (s->at < s->text.len && s->text.ptr[s->at] != '\n')
        s->at++;
}

/* White space and comments. */
static bool pass_blank(struct scan *s, struct token *t, struct error *e)
{
    for (;;) {
        if (at_byte(s, 0, ' ') || at_byte(s, 0, '\t') || at_byte(s, 0, '\n') || at_byte(s, 0, '\r')) {
            pass(s, 1);
        } else if (at_byte(s, 0, '#') || (at_byte(s, 0, '/') && at_byte(s, 1, '/'))) {
            pass_to_line_end(s);
        } else if (at_byte(s, 0, '/') && at_byte(s, 1, '*')) {
            t->line = s->line;
            pass(s, 2);
            while (s->at < s->text.len && !(at_byte(s, 0, '*') && at_byte(s, 1, '/')))
                pass(s, 1);
            if (s->at == s->text.len) {
                error_set(e, "the comment that begins here is not closed");
                return false;
            }
            pass(s, 2);
        } else {
            return true;
        }
    }
}

/* "${NAME}" or "${NAME:-default}": its length in bytes, 0 when it is not closed on this line. */
static size_t variable_length(const struct scan *s)
{
    for (size_t i = 2; i < VARIABLE_BYTES && s->at + i < s->text.len; i++) {
        char c = s->text.ptr[s->at + i];

        if (c == '}')
            return i + 1;
        if (c == '\n' || c == '"' || c == '\'')
            break;
    }
    return 0;
}

static bool pass_string(struct scan *s, struct error *e)
{
    char quote = s->text.ptr[s->at];

    pass(s, 1);
    while (s->at < s->text.len && !at_byte(s, 0, quote)) {
        if (quote == '"' && at_byte(s, 0, '$') && at_byte(s, 1, '{')) {
            size_t len = variable_length(s);

            if (len == 0) {
                s->at = s->text.len;
                error_set(e, "\"${\" without its \"}\": text with a dollar stands in single quotes");
                return false;
            }
            pass(s, len);
        } else {
            pass(s, at_byte(s, 0, '\\') ? 2 : 1);
        }
    }
    if (s->at == s->text.len) {
        error_set(e, "the string that begins here is not closed");
        return false;
    }
    pass(s, 1);
    return true;
}

static bool is_word_byte(char c)
{
    return (unsigned char)c > ' ' && c != 0x7f && !strchr("#\"'={}()+,*", c);
}

static bool pass_word(struct scan *s, struct error *e)
{
    unsigned char bad = (unsigned char)s->text.ptr[s->at];

    if (at_byte(s, 0, '$') && at_byte(s, 1, '{') && variable_length(s) > 0) {
        pass(s, variable_length(s));
        return true;
    }
    if (!is_word_byte((char)bad)) {
        pass(s, 1);
        if (bad > ' ' && bad < 0x7f)
            error_set(e, "unexpected \"%c\"", bad);
        else
            error_set(e, "unexpected control byte 0x%02x", bad);
        return false;
    }
    while (s->at < s->text.len && is_word_byte(s->text.ptr[s->at]))
        s->at++;
    return true;
}

bool scan_next(struct scan *s, struct token *t, struct error *e)
{
    size_t from;
    bool good = true;

    *t = (struct token){.kind = TOKEN_END, .line = s->line};
    if (!pass_blank(s, t, e))
        return false;
    t->line = s->line;
    from = s->at;
    if (s->at == s->text.len)
        return true;
    if (strchr("{}(),=", s->text.ptr[s->at]) && s->text.ptr[s->at] != '\0') {
        t->kind = TOKEN_MARK;
        t->mark = s->text.ptr[s->at];
        pass(s, 1);
    } else if (at_byte(s, 0, '+') && at_byte(s, 1, '=')) {
        t->kind = TOKEN_MARK;
        t->mark = '+';
        pass(s, 2);
    } else {
        t->kind = TOKEN_TEXT;
        good = at_byte(s, 0, '"') || at_byte(s, 0, '\'') ? pass_string(s, e) : pass_word(s, e);
    }
    t->raw = span_cut(s->text, from, s->at);
    return good;
}

bool token_is_mark(const struct token *t, char mark)
{
    return t->kind == TOKEN_MARK && t->mark == mark;
}

void scan_skip_block(struct scan *s)
{
    struct token t;
    int depth = 1;

    while (depth > 0) {
        if (!scan_next(s, &t, NULL))
            continue;
        if (t.kind == TOKEN_END)
            return;
        depth += token_is_mark(&t, '{') - token_is_mark(&t, '}');
    }
}

void scan_resume(struct scan *s, int bad_line)
{
    for (;;) {
        struct scan before = *s;
        struct token t;
        bool good = scan_next(s, &t, NULL);

        if (t.line > bad_line || (good && (t.kind == TOKEN_END || token_is_mark(&t, '}')))) {
            *s = before;
            return;
        }
        if (good && token_is_mark(&t, '{'))
            scan_skip_block(s);
    }
}
