/*
 * check.c - newswirectl check: the same as newswired --check
 *
 * With --json one line an error or warning: {"level","file","line","text"}.
 * Fatal: nothing. Bugs: none known.
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base.h"
#include "check.h"

#include "commands.h"

static void put_line(struct buffer *b, const struct report_line *l)
{
    buffer_clear(b);
    buffer_put_byte(b, '{');
    json_put_text(b, "level", l->warning ? SPAN("warning") : SPAN("error"));
    json_put_text(b, "file", (struct span){l->text, l->file_len});
    json_put_int(b, "line", l->line);
    json_put_text(b, "text", span_of(l->what));
    buffer_put_text(b, "}\n");
    fwrite(b->ptr, 1, b->len, stdout);
}

static int check_json(const char *path)
{
    struct report report = {0};
    struct match_set *rules = NULL;
    struct settings *s = check_load(path, NULL, &rules, &report);
    int code = s ? EX_OK : EX_CONFIG;
    struct buffer b;

    buffer_init(&b, 1 << 20);
    for (size_t i = 0; i < report.count; i++)
        put_line(&b, &report.lines[i]);
    buffer_release(&b);
    match_set_free(&rules);
    settings_free(&s);
    report_release(&report);
    return code;
}

int command_check(const struct command *c)
{
    int code;

    if (c->argc > 1)
        return command_fail(EX_USAGE, "check takes no argument; the file is named by -c");
    code = c->json ? check_json(c->conf_file) : check_file(c->conf_file, stdout, stderr);
    return fflush(stdout) == 0 ? code : EX_IOERR;
}
