/*
 * match_filter.h: rules on lines of JSON, for `match` and `rules test`
 */
#ifndef NEWSWIRED_COMMANDS_MATCH_FILTER_H
#define NEWSWIRED_COMMANDS_MATCH_FILTER_H

#include "base.h"
#include "conf.h"
#include "match.h"

struct match_filter {
    struct settings *settings; /* NULL: no configuration was named */
    struct match_set *rules;
    struct arena *arena; /* of one line */
    struct buffer out;
};

/* The rules of the configuration; with a query that alone, and the configuration (or NULL) only defines its lists. EX_OK, or what
 * was said on stderr: EX_CONFIG, or EX_DATAERR for the query. Release it in any case. */
int match_filter_init(struct match_filter *f, const char *conf_file, const char *query);
void match_filter_release(struct match_filter *f);

/* One item that matched. */
typedef void match_filter_print(struct match_filter *f, const struct json_value *id, const struct item *item,
                                const struct hit *hits, size_t count);
match_filter_print match_filter_print_json; /* {"id","hits"} */
/* Each line of the file (NULL: stdin) that matches is printed to stdout. EX_OK, EX_DATAERR after bad lines, EX_NOINPUT, EX_IOERR. */
int match_filter_run(struct match_filter *f, const char *file, match_filter_print *print);

#endif
