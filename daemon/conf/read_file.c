/*
 * read_file.c - a configuration file: its options, its sections, the files it includes
 *
 * After an error it goes on at the next line, or behind the section, so that one run tells as much as it can.
 * Fatal: nothing. Bugs: none known.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "conf.h"

#include "reader.h"
#include "value.h"

#define FILE_LIMIT ((size_t)64 << 20)
#define DEPTH_LIMIT 10

/* A file that is being read: it may not include itself. */
struct reading {
    dev_t device;
    ino_t inode;
    struct reading *outer;
};

static void bad_token(struct reader *r, const struct token *t, const char *label, const struct error *e)
{
    if (e->text[0] != '\0')
        reader_error(r, t->line, "%s%s", label, e->text);
    else
        reader_error(r, t->line, "%sunexpected %.*s", label, t->raw.len < 60 ? (int)t->raw.len : 60,
                     t->raw.ptr);
    scan_resume(r->scan, t->line);
}

char *read_string(struct reader *r, const struct token *t)
{
    struct strings texts = {0};
    struct buffer b;
    struct error e = {0};
    char *text = NULL;
    int line = 1;

    buffer_init(&b, t->raw.len + 16);
    buffer_put_text(&b, "value = ");
    buffer_put_span(&b, t->raw);
    if (value_read(b.ptr, false, &texts, &line, &e) < 0)
        reader_error(r, t->line + line - 1, "%s", e.text);
    else if (texts.count == 1)
        text = memory_copy(texts.list[0], strlen(texts.list[0]));
    strings_release(&texts);
    buffer_release(&b);
    return text;
}

/* ---- sections -------------------------------------------------------------------------------------------- */

static void read_section_body(struct reader *r, struct open_section *s)
{
    for (;;) {
        struct scan before = *r->scan, ahead;
        struct token t, next;
        struct error e = {0};
        enum section_id other;

        if (!scan_next(r->scan, &t, &e)) {
            bad_token(r, &t, s->label, &e);
            continue;
        }
        if (token_is_mark(&t, '}'))
            return;
        ahead = *r->scan;
        if (t.kind == TOKEN_END || (section_find(t.raw, &other) && scan_next(&ahead, &next, NULL) &&
                                    !token_is_mark(&next, '=') && !token_is_mark(&next, '+'))) {
            reader_error(r, s->line, "%sis not closed: \"}\" is missing before line %d", s->label, t.line);
            *r->scan = before;
            return;
        }
        if (t.kind != TOKEN_TEXT)
            bad_token(r, &t, s->label, &e);
        else
            read_option(r, s, &t);
    }
}

static void open_titled(struct reader *r, struct open_section *s, const char *title)
{
    const struct section_kind *k = section_kind(s->id);
    int64_t first = section_index(r->settings, s->id, span_of(title));
    struct error e = {0};

    snprintf(s->label, sizeof(s->label), "%s \"%.100s\": ", k->name, title);
    if (!shape_name(title, &e))
        reader_error(r, s->line, "%s: its name %s", k->name, e.text);
    if (first >= 0) {
        const char *element = section_element(r->settings, s->id, (size_t)first), *file;
        int line;

        memcpy(&file, element + k->file_at, sizeof(file));
        memcpy(&line, element + k->line_at, sizeof(line));
        reader_error(r, s->line, "%sstands here again; the first is at %s:%d", s->label, file, line);
    }
    s->base = section_add(r->settings, s->id, span_of(title), r->file, s->line);
}

/* Behind the section's word: its title, if it takes one, and the brace; true when the body may be read. */
static bool read_section_head(struct reader *r, struct open_section *s, char **title)
{
    const struct section_kind *k = section_kind(s->id);
    struct token t, brace;
    struct error e = {0};
    bool named;

    if (!scan_next(r->scan, &t, &e)) {
        bad_token(r, &t, "", &e);
        return false;
    }
    named = t.kind == TOKEN_TEXT;
    brace = t;
    if (named && !scan_next(r->scan, &brace, &e)) {
        bad_token(r, &brace, "", &e);
        return false;
    }
    if (!token_is_mark(&brace, '{')) {
        reader_error(r, s->line, "%s: the \"{\" of the section is missing", k->name);
        scan_resume(r->scan, s->line);
        return false;
    }
    if (named)
        *title = read_string(r, &t);
    if (named == k->titled && (!named || *title))
        return true;
    if (named != k->titled)
        reader_error(r, s->line,
                     k->titled ? "%s: its name is missing, as in %s \"example\" { … }" : "%s: takes no name",
                     k->name, k->name);
    scan_skip_block(r->scan);
    return false;
}

static void read_section(struct reader *r, enum section_id id, int line)
{
    struct open_section s = {.id = id, .base = r->settings, .line = line};
    char *title = NULL;

    snprintf(s.label, sizeof(s.label), "%s: ", section_kind(id)->name);
    if (read_section_head(r, &s, &title)) {
        if (title)
            open_titled(r, &s, title);
        read_section_body(r, &s);
        verify_section(r, &s);
    }
    free(title);
}

/* ---- include --------------------------------------------------------------------------------------------- */

/* The pattern behind the including file's directory, whose own bytes mean themselves. */
static void put_pattern(struct buffer *out, const char *file, const char *pattern, bool glob_pattern)
{
    const char *slash = strrchr(file, '/');

    if (pattern[0] != '/' && slash) {
        for (const char *c = file; c <= slash; c++) {
            if (glob_pattern && strchr("*?[\\", *c))
                buffer_put_byte(out, '\\');
            buffer_put_byte(out, *c);
        }
    }
    buffer_put_text(out, pattern);
}

static void include(struct reader *r, const char *pattern, int line)
{
    bool many = strpbrk(pattern, "*?[") != NULL;
    struct buffer path;
    glob_t found = {0};

    buffer_init(&path, 2 * strlen(r->file) + strlen(pattern));
    put_pattern(&path, r->file, pattern, many);
    if (!many) {
        read_file(r, path.ptr, line);
    } else {
        int error = glob(path.ptr, 0, NULL, &found);

        if (error != 0 && error != GLOB_NOMATCH)
            reader_error(r, line, "include(\"%s\"): cannot be looked for", pattern);
        for (size_t i = 0; error == 0 && i < found.gl_pathc; i++)
            read_file(r, found.gl_pathv[i], line);
        globfree(&found);
    }
    buffer_release(&path);
}

/* Behind "include(". */
static void read_include(struct reader *r, int line)
{
    struct token t, end;
    struct error e = {0};
    char *pattern = NULL;

    if (scan_next(r->scan, &t, &e) && t.kind == TOKEN_TEXT && scan_next(r->scan, &end, &e) &&
        token_is_mark(&end, ')'))
        pattern = read_string(r, &t);
    else
        e.text[0] = 'x';
    if (e.text[0] != '\0') {
        reader_error(r, line, "include takes one string in parentheses, as include('feeds.d/*.conf')");
        scan_resume(r->scan, line);
    } else if (pattern && pattern[0] == '\0') {
        reader_error(r, line, "include of nothing");
    } else if (pattern) {
        include(r, pattern, line);
    }
    free(pattern);
}

/* ---- files ----------------------------------------------------------------------------------------------- */

static void read_unknown_section(struct reader *r, const struct token *name)
{
    reader_error(
        r, name->line,
        "unknown section \"%.*s\": poll, dedup, retention, http, health, feed, terms, rule or receiver",
        name->raw.len < 60 ? (int)name->raw.len : 60, name->raw.ptr);
    scan_resume(r->scan, name->line);
}

static bool is_root_option(struct span name)
{
    const struct section_kind *k = section_kind(SECTION_ROOT);

    for (size_t i = 0; i < k->count; i++) {
        if (span_equal(name, span_of(k->options[i].name)))
            return true;
    }
    return false;
}

static void read_statements(struct reader *r, struct open_section *root)
{
    for (;;) {
        struct token t, next;
        struct scan ahead;
        struct error e = {0};
        enum section_id id;

        if (!scan_next(r->scan, &t, &e) || t.kind == TOKEN_MARK) {
            bad_token(r, &t, "", &e);
            continue;
        }
        if (t.kind == TOKEN_END)
            return;
        ahead = *r->scan;
        if (!scan_next(&ahead, &next, &e))
            next.kind = TOKEN_END;
        if (token_is_mark(&next, '(') && span_equal(t.raw, SPAN("include"))) {
            *r->scan = ahead;
            read_include(r, t.line);
        } else if (token_is_mark(&next, '=') || token_is_mark(&next, '+')) {
            read_option(r, root, &t);
        } else if (section_find(t.raw, &id)) {
            read_section(r, id, t.line);
        } else if (!is_root_option(t.raw) && (next.kind == TOKEN_TEXT || token_is_mark(&next, '{'))) {
            read_unknown_section(r, &t);
        } else {
            read_option(r, root, &t); /* it says what is missing */
        }
    }
}

/* false after an error was told. */
static bool may_read(struct reader *r, const char *path, int line, struct reading *this)
{
    const char *at = line > 0 ? r->file : path;
    struct stat st;
    int error = stat(path, &st) < 0 ? errno : S_ISDIR(st.st_mode) ? EISDIR : 0;

    if (error != 0) {
        report_add(r->report, false, at, line, "%s: %s", path, strerror(error));
        return false;
    }
    if (line > 0 && !S_ISREG(st.st_mode)) { /* reading a pipe could wait for ever */
        report_add(r->report, false, at, line, "%s: is no regular file", path);
        return false;
    }
    this->device = st.st_dev;
    this->inode = st.st_ino;
    for (struct reading *f = r->reading; f; f = f->outer) {
        if (f->device == st.st_dev && f->inode == st.st_ino) {
            report_add(r->report, false, at, line, "%s includes itself", path);
            return false;
        }
    }
    if (r->depth >= DEPTH_LIMIT)
        report_add(r->report, false, at, line, "%s: included more than %d files deep", path, DEPTH_LIMIT);
    return r->depth < DEPTH_LIMIT;
}

static bool check_bytes(struct reader *r, const char *path, struct span *text)
{
    size_t at;
    int line = 1;

    if (span_starts(*text, SPAN("\xef\xbb\xbf"))) /* a byte order mark */
        *text = span_cut(*text, 3, text->len);
    if (!span_find_byte(*text, '\0', &at))
        return true;
    for (size_t i = 0; i < at; i++)
        line += text->ptr[i] == '\n';
    report_add(r->report, false, path, line, "a NUL byte: this is no text file");
    return false;
}

void read_file(struct reader *r, const char *path, int line)
{
    struct reading this = {.outer = r->reading};
    struct open_section root = {.id = SECTION_ROOT, .base = r->settings};
    struct scan scan = {.line = 1};
    struct reader outer = *r;
    struct buffer bytes;
    int error;

    if (!may_read(r, path, line, &this))
        return;
    error = file_read(AT_FDCWD, path, FILE_LIMIT, &bytes);
    scan.text = buffer_span(&bytes);
    if (error < 0) {
        report_add(r->report, false, line > 0 ? r->file : path, line, "%s: %s", path, strerror(-error));
    } else if (check_bytes(r, path, &scan.text)) {
        r->file = path;
        r->scan = &scan;
        r->reading = &this;
        r->depth++;
        read_statements(r, &root);
        if (r->root)
            *r->root = root;
    }
    r->file = outer.file;
    r->scan = outer.scan;
    r->reading = outer.reading;
    r->depth = outer.depth;
    buffer_release(&bytes);
}
