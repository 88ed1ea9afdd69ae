/*
 * value.c - libconfuse reads one statement: quotes, escapes, ${VARIABLE}, lists
 *
 * The library's only place. One small cfg_t a statement: an error in one leaves the next alone, and the time
 * is linear in the number of sections, which in one cfg_t it is not (50,000 feeds: 0.6 s, not 10.8 s). Fatal: nothing. Bugs: none known.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <confuse.h>

#include "conf.h"

#include "value.h"

void strings_add(struct strings *s, struct span text)
{
    if ((s->count & (s->count - 1)) == 0)
        s->list = memory_grow(s->list, s->count > 0 ? s->count * 2 : 1, sizeof(*s->list));
    s->list[s->count++] = memory_copy(text.ptr, text.len);
}

void strings_release(struct strings *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->list[i]);
    free(s->list);
    *s = (struct strings){0};
}

/* libconfuse hands its error function no argument of ours: the words wait in the cfg_t's comment, which
 * nothing else uses here and cfg_free frees. */
base_printf(2, 0) static void keep_message(cfg_t *cfg, const char *format, va_list args)
{
    char text[200];

    vsnprintf(text, sizeof(text), format, args);
    free(cfg->comment);
    cfg->comment = memory_copy(text, strlen(text));
}

int value_read(const char *text, bool list, struct strings *out, int *line, struct error *e)
{
    cfg_opt_t one[] = {CFG_STR("value", NULL, CFGF_NODEFAULT), CFG_END()};
    cfg_opt_t many[] = {CFG_STR_LIST("value", NULL, CFGF_NODEFAULT), CFG_END()};
    cfg_t *cfg = cfg_init(list ? many : one, CFGF_NONE);
    int error = 0;

    must(cfg != NULL);
    cfg_set_error_function(cfg, keep_message);
    if (cfg_parse_buf(cfg, text) == CFG_SUCCESS) {
        for (unsigned int i = 0; i < cfg_size(cfg, "value"); i++)
            strings_add(out, span_of(cfg_getnstr(cfg, "value", i)));
    } else {
        error = -EINVAL;
        *line = cfg->line;
        error_set(e, "%s", cfg->comment ? cfg->comment : "cannot be read");
    }
    cfg_free(cfg);
    return error;
}
