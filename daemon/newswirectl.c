/*
 * newswirectl.c - the tool beside the daemon: to look, to explain, to try out, to repair
 *
 * Reads the common options, finds the verb, and hands over to daemon/commands. The verbs stand in one table.
 * Fatal: an unknown option or verb (64). Bugs: none known.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base.h"

#include "commands/commands.h"

static const struct {
    const char *name;
    command_verb *run;
    const char *usage;
} verbs[] = {
    {"parse", command_parse, "parse [--url U] [--content-type T] FILE"},
    {"autodiscover", command_autodiscover, "autodiscover [--url U] [--content-type T] FILE"},
    {"article", command_article, "article [--url U] [--content-type T] FILE"},
    {"dedup", command_dedup, "dedup [FILE]"},
    {"match", command_match, "match --query Q [FILE] | match -c CONF [FILE]"},
    {"check", command_check, "check"},
    {"items", command_items,
     "items [--since 2h] [--until T] [--feed N] [--rule N] [--story ID] [--duplicates] [--follow] [--limit "
     "K]"},
    {"show", command_show, "show ID"},
    {"why", command_why, "why ID"},
    {"stories", command_stories, "stories [--since 1d] [--rule N] [--limit K]"},
    {"status", command_status, "status"},
    {"feeds", command_feeds, "feeds [list | show N | poll N | pause N | resume N | reset N]"},
    {"outbox", command_outbox, "outbox [list | cat A | flush | retry A | hold A | release A | delete A]"},
    {"rules", command_rules, "rules [list | test QUERY [FILE]]"},
    {"export", command_export, "export opml"},
    {"import", command_import, "import opml|urls FILE"},
    {"ingest", command_ingest, "ingest [--feed N] FILE…"},
    {"rebuild", command_rebuild, "rebuild"},
};

static void usage(FILE *to)
{
    fputs("usage: newswirectl [-c FILE] [-s SPOOL] [--json] VERB …\n", to);
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
        fprintf(to, "  %s\n", verbs[i].usage);
}

static int run_verb(const struct command *c)
{
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(verbs[i].name, c->argv[0]) == 0)
            return verbs[i].run(c);
    }
    command_fail(EX_USAGE, "%s: no such verb", log_quote(span_of(c->argv[0])));
    usage(stderr);
    return EX_USAGE;
}

/* People write --json behind the verb, too. */
static void take_json(struct command *c)
{
    int kept = 1;

    for (int i = 1; i < c->argc; i++) {
        if (strcmp(c->argv[i], "--json") == 0)
            c->json = true;
        else
            c->argv[kept++] = c->argv[i];
    }
    c->argc = kept;
}

int main(int argc, char **argv)
{
    struct command c = {.conf_file = "/etc/newswired/feeds.conf"};
    int i = 1;

    setlocale(LC_CTYPE, "C.UTF-8");
    for (; i < argc && argv[i][0] == '-'; i++) {
        if (strcmp(argv[i], "-c") == 0 && i + 1 < argc) {
            c.conf_file = argv[++i];
            c.conf_given = true;
        } else if (strcmp(argv[i], "-s") == 0 && i + 1 < argc) {
            c.spool = argv[++i];
        } else if (strcmp(argv[i], "--json") == 0) {
            c.json = true;
        } else if (strcmp(argv[i], "--version") == 0) {
            puts("newswirectl " NEWSWIRED_VERSION);
            return EX_OK;
        } else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            usage(stdout);
            return EX_OK;
        } else {
            usage(stderr);
            return EX_USAGE;
        }
    }
    if (i == argc) {
        usage(stderr);
        return EX_USAGE;
    }
    c.argc = argc - i;
    c.argv = argv + i;
    take_json(&c);
    return run_verb(&c);
}
