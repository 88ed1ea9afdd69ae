/*
 * place.c - where the spool is
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>
#include <sysexits.h>

#include "conf.h"

#include "commands.h"

char *command_spool(const struct command *c)
{
    struct report report = {0};
    struct settings *s;
    char *path = NULL;

    if (c->spool)
        return memory_copy(c->spool, strlen(c->spool));
    s = settings_read(c->conf_file, &report);
    if (s)
        path = memory_copy(s->spool, strlen(s->spool));
    else
        command_fail(EX_CONFIG, "%s cannot be read, so the spool is not known; name it with -s",
                     c->conf_file);
    settings_free(&s);
    report_release(&report);
    return path;
}
