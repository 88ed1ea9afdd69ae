/*
 * options.c - the options of the reading verbs, as rows of a table
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>
#include <sysexits.h>

#include "look.h"

bool moment_parse(struct span s, int64_t now, int64_t *out)
{
    char midnight[TIME_TEXT_BYTES];
    int64_t ms;

    if (duration_parse(s, &ms)) {
        *out = now - ms / 1000;
        return true;
    }
    if (s.len == 10) {
        snprintf(midnight, sizeof(midnight), "%.10sT00:00:00Z", s.ptr);
        return time_parse(span_of(midnight), out);
    }
    return time_parse(s, out);
}

static bool take_value(const struct option_row *row, const char *value)
{
    int64_t n;

    switch (row->kind) {
    case OPTION_FLAG:
        break;
    case OPTION_TEXT:
    case OPTION_WORD:
        *(const char **)row->to = value;
        return true;
    case OPTION_TIME:
        return moment_parse(span_of(value), clock_wall(), row->to);
    case OPTION_COUNT:
        if (!span_to_int(span_of(value), &n) || n < 0)
            return false;
        *(size_t *)row->to = (size_t)n;
        return true;
    }
    return false;
}

/* The row that an argument names, and the value behind its "=". */
static const struct option_row *find_row(const char *arg, const struct option_row *rows, size_t count,
                                         const char **value)
{
    size_t len = strcspn(arg, "=");

    for (size_t i = 0; i < count; i++) {
        if (rows[i].kind == OPTION_WORD || strlen(rows[i].name) != len ||
            strncmp(rows[i].name, arg, len) != 0)
            continue;
        *value = arg[len] == '=' ? arg + len + 1 : NULL;
        return &rows[i];
    }
    return NULL;
}

static const struct option_row *next_word(const struct option_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].kind == OPTION_WORD && !*(const char **)rows[i].to)
            return &rows[i];
    }
    return NULL;
}

static int take(const struct command *c, int *i, const struct option_row *rows, size_t count)
{
    const char *arg = c->argv[*i], *value = NULL;
    const struct option_row *row = find_row(arg, rows, count, &value);

    if (!row && arg[0] != '-' && (row = next_word(rows, count)))
        value = arg;
    if (!row)
        return command_fail(EX_USAGE, "%s: %s: not known here", c->argv[0], log_quote(span_of(arg)));
    if (row->kind == OPTION_FLAG && !value) {
        *(bool *)row->to = true;
        return EX_OK;
    }
    if (!value && row->kind != OPTION_FLAG && *i + 1 < c->argc)
        value = c->argv[++*i];
    if (value && take_value(row, value))
        return EX_OK;
    return command_fail(EX_USAGE, "%s: %s: %s", c->argv[0], arg,
                        row->kind == OPTION_FLAG ? "takes no value"
                        : !value                 ? "a value is missing"
                        : row->kind == OPTION_COUNT
                            ? "a number is wanted"
                            : "a time is wanted, as 2h, 2026-11-21 or 2026-11-21T09:30:00Z");
}

int options_read(const struct command *c, int first, const struct option_row *rows, size_t count)
{
    const struct option_row *missing;

    for (int i = first; i < c->argc; i++) {
        int code = take(c, &i, rows, count);

        if (code != EX_OK)
            return code;
    }
    missing = next_word(rows, count);
    return missing ? command_fail(EX_USAGE, "%s: %s is missing", c->argv[0], missing->name) : EX_OK;
}
