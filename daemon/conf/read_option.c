/*
 * read_option.c - one statement "name = value" of a section
 *
 * The scanner says where the value ends and on which lines its parts stand, libconfuse reads it, the option's
 * row of the table stores it. Fatal: nothing. Bugs: none known.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"

#include "reader.h"
#include "value.h"

struct value_text {
    struct buffer text; /* "value = …": no comments, its line breaks kept */
    int first_line, line;
    int *lines; /* of each string in it */
    size_t count;
    bool braces;
};

static void put_token(struct value_text *v, const struct token *t)
{
    for (; v->line < t->line; v->line++)
        buffer_put_byte(&v->text, '\n');
    buffer_put_byte(&v->text, ' ');
    buffer_put_span(&v->text, t->raw);
    for (size_t i = 0; i < t->raw.len; i++)
        v->line += t->raw.ptr[i] == '\n';
    if (t->kind != TOKEN_TEXT)
        return;
    if ((v->count & (v->count - 1)) == 0)
        v->lines = memory_grow(v->lines, v->count > 0 ? v->count * 2 : 1, sizeof(*v->lines));
    v->lines[v->count++] = t->line;
}

static bool is_bare_word(const struct token *t)
{
    return t->kind == TOKEN_TEXT && t->raw.ptr[0] != '"' && t->raw.ptr[0] != '\'';
}

/* Behind the "{" of a list, to behind its "}". */
static bool take_list(struct reader *r, struct value_text *v, struct token *t, struct error *e)
{
    struct scan statement = *r->scan; /* before the last bare word: perhaps the next statement */

    while (!token_is_mark(t, '}')) {
        struct scan before = *r->scan;

        if (!scan_next(r->scan, t, e))
            return false;
        if (t->kind == TOKEN_END || token_is_mark(t, '=') || token_is_mark(t, '{')) {
            *r->scan = statement;
            t->line = v->first_line;
            error_set(e, "the list that begins here is not closed");
            return false;
        }
        if (is_bare_word(t))
            statement = before;
        put_token(v, t);
    }
    return true;
}

/* The tokens behind the equal sign: one string, or braces with all between them. */
static bool take_value(struct reader *r, struct value_text *v, struct token *t, struct error *e)
{
    struct scan before = *r->scan;

    if (!scan_next(r->scan, t, e))
        return false;
    v->braces = token_is_mark(t, '{');
    if (t->kind != TOKEN_TEXT && !v->braces) {
        *r->scan = before;
        t->line = v->first_line;
        error_set(e, "a value is missing after the equal sign");
        return false;
    }
    put_token(v, t);
    return !v->braces || take_list(r, v, t, e);
}

static const struct option *known_option(struct reader *r, const struct open_section *s,
                                         const struct token *name)
{
    const struct section_kind *k = section_kind(s->id);
    enum section_id other;

    for (size_t i = 0; i < k->count; i++) {
        if (span_equal(name->raw, span_of(k->options[i].name)))
            return &k->options[i];
    }
    if (s->id == SECTION_ROOT && section_find(name->raw, &other)) {
        reader_error(r, name->line, "%.*s is a section: it is followed by %s{ … }", (int)name->raw.len,
                     name->raw.ptr, section_kind(other)->titled ? "a name and " : "");
    } else {
        const char *near = section_propose(k, name->raw);

        reader_error(r, name->line, "%sunknown option \"%.*s\"%s%s%s", s->label, (int)name->raw.len,
                     name->raw.ptr, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    }
    return NULL;
}

static void add_reference(struct reader *r, const char *name, int line, const char *label)
{
    if ((r->reference_count & (r->reference_count - 1)) == 0)
        r->references = memory_grow(r->references, r->reference_count > 0 ? r->reference_count * 2 : 1,
                                    sizeof(*r->references));
    r->references[r->reference_count++] = (struct reference){
        .name = memory_copy(name, strlen(name)),
        .file = memory_copy(r->file, strlen(r->file)),
        .label = memory_copy(label, strlen(label)),
        .line = line,
    };
}

/* A list of files: the one that was just added must be there. */
static void check_path(struct reader *r, const struct option *o, const struct strings *paths, int line)
{
    const char *path = paths->list[paths->count - 1];

    if (access(path, R_OK) < 0)
        reader_error(r, line, "%s: %s: %s", o->name, path, strerror(errno));
}

static void store(struct reader *r, struct open_section *s, const struct option *o,
                  const struct value_text *v)
{
    struct strings texts = {0};
    struct error e = {0};
    int line = 1;

    if (value_read(v->text.ptr, option_is_list(o), &texts, &line, &e) < 0)
        reader_error(r, v->first_line + line - 1, "%s%s: %s", s->label, o->name, e.text);
    for (size_t i = 0; i < texts.count; i++) {
        line = i < v->count ? v->lines[i] : v->first_line;
        if (option_store(o, s->base, r->file, texts.list[i], &e) < 0)
            reader_error(r, line, "%s%s: %s", s->label, o->name, e.text);
        else if (o->names_receivers)
            add_reference(r, texts.list[i], line, s->label);
        else if (o->kind == OPTION_PATHS)
            check_path(r, o, option_member(s->base, o), line);
        if (e.text[0] == '\0' && i == 0 && o->idle && strcmp(texts.list[i], o->idle) != 0)
            reader_warning(r, line, "%s%s: not acted on by this version", s->label, o->name);
    }
    strings_release(&texts);
}

static void read_value(struct reader *r, struct open_section *s, const struct option *o,
                       const struct value_text *v, bool append)
{
    int *line = &s->lines[o - section_kind(s->id)->options];

    if (!option_is_list(o) && (append || v->braces)) {
        reader_error(r, v->first_line, "%s%s: takes one value, not a list", s->label, o->name);
        return;
    }
    if (*line > 0 && !append && s->id != SECTION_ROOT)
        reader_warning(r, v->first_line, "%s%s: stands here again, this one counts; the first is on line %d",
                       s->label, o->name, *line);
    *line = v->count > 0 ? v->lines[0] : v->first_line;
    if (option_is_list(o) && !append)
        option_release(o, s->base);
    store(r, s, o, v);
}

void read_option(struct reader *r, struct open_section *section, const struct token *name)
{
    struct value_text v = {0};
    struct token t;
    struct error e = {0};
    const struct option *o;
    bool append;

    if (!scan_next(r->scan, &t, &e)) {
        reader_error(r, t.line, "%s", e.text);
        scan_resume(r->scan, t.line);
        return;
    }
    append = token_is_mark(&t, '+');
    if (!append && !token_is_mark(&t, '=')) {
        reader_error(r, name->line, "%s\"%.*s\" is followed by no equal sign", section->label,
                     (int)name->raw.len, name->raw.ptr);
        if (!token_is_mark(&t, '}'))
            scan_resume(r->scan, name->line);
        return;
    }
    v.first_line = v.line = t.line;
    buffer_init(&v.text, 2 * r->scan->text.len + 64);
    buffer_put_text(&v.text, "value =");
    o = known_option(r, section, name);
    if (!take_value(r, &v, &t, &e)) {
        reader_error(r, t.line, "%s%.*s: %s", section->label, (int)name->raw.len, name->raw.ptr, e.text);
        scan_resume(r->scan, t.line);
        if (o) /* told once is enough: it is not missing too */
            section->lines[o - section_kind(section->id)->options] = name->line;
    } else if (o) {
        read_value(r, section, o, &v, append);
    }
    free(v.lines);
    buffer_release(&v.text);
}
