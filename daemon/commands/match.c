/*
 * match.c - newswirectl match: rules tried on a file of items
 *
 * Reads {"id","outlet","time","title","text","lang"} a line, or records of the spool, and prints {"id","hits"} for each
 * line that matches. The rules are those of the configuration, or one query, whose @lists come from the configuration
 * when one is named with -c.
 *
 * Fatal: nothing. A line that cannot be read is told and passed over, and makes the exit 65. Bugs: none known.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base.h"
#include "check.h"
#include "conf.h"
#include "match.h"
#include "model.h"

#include "commands.h"
#include "match_filter.h"

static const char *const usage_text = "match --query Q [FILE] | match -c CONF [FILE]";

struct options {
    const char *conf_file; /* NULL: none is named */
    const char *query, *file;
};

static bool read_options(const struct command *c, struct options *o)
{
    *o = (struct options){.conf_file = c->conf_given ? c->conf_file : NULL};
    for (int i = 1; i < c->argc; i++) {
        const char *arg = c->argv[i];

        if ((strcmp(arg, "--query") == 0 || strcmp(arg, "-q") == 0) && i + 1 < c->argc)
            o->query = c->argv[++i];
        else if (strncmp(arg, "--query=", 8) == 0)
            o->query = arg + 8;
        else if (strcmp(arg, "-c") == 0 && i + 1 < c->argc)
            o->conf_file = c->argv[++i];
        else if ((arg[0] == '-' && arg[1] != '\0') || o->file)
            return false;
        else
            o->file = arg;
    }
    return o->query || o->conf_file;
}

int command_match(const struct command *c)
{
    struct match_filter f;
    struct options o;
    int code;

    if (!read_options(c, &o))
        return command_fail(EX_USAGE, "usage: %s", usage_text);
    code = match_filter_init(&f, o.conf_file, o.query);
    if (code == EX_OK)
        code = match_filter_run(&f, o.file, match_filter_print_json);
    match_filter_release(&f);
    return code;
}
