/*
 * parse.c - newswirectl parse, autodiscover and article: what the parser makes of a file
 *
 * Filters: they touch neither spool nor network.
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>
#include <sysexits.h>

#include "parse.h"

#include "commands.h"

#define BODY_LIMIT ((size_t)64 << 20)

struct request {
    struct parse_input in;
    const char *file;
    struct buffer body;
};

/* 0, or a sysexits code after saying what is wrong. */
static int read_request(const struct command *c, struct request *r)
{
    *r = (struct request){0};
    for (int i = 1; i < c->argc; i++) {
        const char *word = c->argv[i];

        if (strcmp(word, "--url") == 0 && i + 1 < c->argc)
            r->in.url = span_of(c->argv[++i]);
        else if (strcmp(word, "--content-type") == 0 && i + 1 < c->argc)
            r->in.content_type = span_of(c->argv[++i]);
        else if ((word[0] == '-' && word[1] != '\0') || r->file)
            return command_fail(EX_USAGE, "usage: %s [--url U] [--content-type T] FILE", c->argv[0]);
        else
            r->file = word;
    }
    buffer_init(&r->body, BODY_LIMIT);
    return command_read_file(r->file, BODY_LIMIT, &r->body);
}

static int flush(struct buffer *line)
{
    bool whole = !line->overflow && fwrite(line->ptr, 1, line->len, stdout) == line->len;

    buffer_clear(line);
    return whole ? EX_OK : command_fail(EX_IOERR, "stdout: cannot write");
}

static int print_document(const struct document *doc)
{
    struct buffer line;
    int code;

    buffer_init(&line, BODY_LIMIT * 8); /* JSON may escape each byte */
    buffer_put_text(&line, "{\"type\":\"feed\"");
    document_put_json(&line, doc);
    buffer_put_text(&line, "}\n");
    code = flush(&line);
    for (size_t i = 0; i < doc->item_count && code == EX_OK; i++) {
        buffer_put_text(&line, "{\"type\":\"item\"");
        item_put_json(&line, &doc->items[i]);
        buffer_put_text(&line, "}\n");
        code = flush(&line);
    }
    buffer_release(&line);
    return code;
}

int command_parse(const struct command *c)
{
    struct arena *arena = arena_new();
    struct request r;
    struct document doc;
    struct error e;
    int code = read_request(c, &r);

    if (code == EX_OK) {
        r.in.body = buffer_span(&r.body);
        if (parse_document(arena, &r.in, &doc, &e) == PARSE_OK)
            code = print_document(&doc);
        else
            code = command_fail(EX_DATAERR, "%s: %s", r.file ? r.file : "stdin", e.text);
    }
    buffer_release(&r.body);
    arena_free(&arena);
    return code;
}

static int print_links(const struct parse_link *list, size_t count)
{
    struct buffer line;
    int code = EX_OK;

    buffer_init(&line, BODY_LIMIT);
    for (size_t i = 0; i < count && code == EX_OK; i++) {
        buffer_put_byte(&line, '{');
        json_put_text(&line, "url", list[i].url);
        json_put_text(&line, "title", list[i].title);
        json_put_text(&line, "mime_type", list[i].mime_type);
        buffer_put_text(&line, "}\n");
        code = flush(&line);
    }
    buffer_release(&line);
    return code;
}

int command_autodiscover(const struct command *c)
{
    struct arena *arena = arena_new();
    struct request r;
    struct parse_link *list;
    int code = read_request(c, &r);

    if (code == EX_OK) {
        size_t count;

        r.in.body = buffer_span(&r.body);
        count = parse_autodiscover(arena, &r.in, &list);
        code = print_links(list, count);
    }
    buffer_release(&r.body);
    arena_free(&arena);
    return code;
}

static int print_article(const struct article *page)
{
    struct buffer line;
    int code;

    buffer_init(&line, BODY_LIMIT * 8);
    buffer_put_byte(&line, '{');
    json_put_text(&line, "title", page->title);
    json_put_text(&line, "content_text", page->text);
    buffer_put_text(&line, "}\n");
    code = flush(&line);
    buffer_release(&line);
    return code;
}

int command_article(const struct command *c)
{
    struct arena *arena = arena_new();
    struct request r;
    struct article page;
    int code = read_request(c, &r);

    if (code == EX_OK) {
        r.in.body = buffer_span(&r.body);
        if (parse_article(arena, &r.in, &page))
            code = print_article(&page);
        else
            code = command_fail(EX_DATAERR, "%s: no main text found", r.file ? r.file : "stdin");
    }
    buffer_release(&r.body);
    arena_free(&arena);
    return code;
}
