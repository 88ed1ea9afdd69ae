/*
 * commands.h: what newswirectl's verb groups share. One file a group, one row a verb in newswirectl.c.
 *
 * A verb reads its own arguments (argv[0] is the verb), writes to stdout, says what is wrong on stderr as
 * "newswirectl: …", and returns a sysexits code: EX_OK EX_USAGE EX_DATAERR EX_UNAVAILABLE EX_CANTCREAT EX_IOERR
 * EX_TEMPFAIL EX_NOPERM EX_CONFIG.
 */
#ifndef NEWSWIRED_COMMANDS_H
#define NEWSWIRED_COMMANDS_H

#include <stdio.h>

#include "base.h"

struct command {
    const char *conf_file; /* -c, or /etc/newswired/feeds.conf */
    bool conf_given;       /* -c stood on the command line */
    const char *spool;     /* -s; NULL: the configuration's */
    bool json;             /* --json */
    int argc;
    char **argv;
};
typedef int command_verb(const struct command *c);

command_verb command_parse, command_autodiscover, command_article;      /* commands/parse.c */
command_verb command_dedup;                                             /* commands/dedup.c */
command_verb command_match;                                             /* commands/match.c */
command_verb command_check;                                             /* commands/check.c */
command_verb command_rules;                                             /* commands/rules.c */
command_verb command_items, command_show, command_why, command_stories; /* commands/items.c */
command_verb command_feeds;                                             /* commands/feeds.c */
command_verb command_outbox;                                            /* commands/outbox.c */
command_verb command_status;                                            /* commands/status.c */
command_verb command_import, command_ingest;                            /* commands/import.c */
command_verb command_export;                                            /* commands/export.c */
command_verb command_rebuild;                                           /* commands/rebuild.c */

/* commands/common input: the whole of a file, or of stdin when name is NULL or "-". 0 or a sysexits code, said. */
int command_read_file(const char *name, size_t limit, struct buffer *out);
/* The spool's path: -s, else the configuration's. The caller frees it; NULL after saying why. */
char *command_spool(const struct command *c);
/* Sends an order to the daemon, or carries it out here when none runs; says what came of it. */
int command_order(const struct command *c, struct span order);
/* "newswirectl: …" on stderr, returns the code: return command_fail(EX_USAGE, "…"). */
int command_fail(int code, const char *format, ...) base_printf(2, 3);
/* One line at a time from a FILE, without its newline; false at the end. Lines above 64 MiB are cut. */
bool command_next_line(FILE *f, struct buffer *line);
FILE *command_open(const char *name); /* stdin for NULL or "-"; NULL after saying why */

#endif
