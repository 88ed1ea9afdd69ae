/*
 * regex.c - regular expressions of rules, by PCRE2 within limits
 *
 * The interpreter, not the JIT: that needs memory both writable and executable, which the service denies itself, and has its
 * own stack limits. UTF and Unicode properties are on; a bad byte matches nothing. A hostile text can make a careless
 * pattern cost at most MATCH_LIMIT steps from one start, and a search that reaches a limit finds nothing.
 *
 * Fatal: no memory. Bugs: none known.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base.h"

#include "regex.h"

#define MATCH_LIMIT 500000
#define DEPTH_LIMIT 20000
#define HEAP_LIMIT_KIB 16384

struct regex {
    pcre2_code *code;
};
struct regex_search {
    pcre2_match_data *data;
    pcre2_match_context *limits;
};

struct regex *regex_new(struct span pattern, bool ignore_case, size_t *bad_at, struct error *e)
{
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
    struct regex *r;
    pcre2_code *code;
    PCRE2_SIZE at = 0;
    int number;

    *bad_at = 0;
    if (ignore_case)
        options |= PCRE2_CASELESS;
    code = pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, options, &number, &at, NULL);
    if (!code) {
        PCRE2_UCHAR text[160] = "";

        pcre2_get_error_message(number, text, sizeof(text));
        error_set(e, "%s", (const char *)text);
        *bad_at = at < pattern.len ? at : pattern.len;
        return NULL;
    }
    r = memory_get(sizeof(*r));
    r->code = code;
    return r;
}

void regex_free(struct regex **r)
{
    if (!*r)
        return;
    pcre2_code_free((*r)->code);
    free(*r);
    *r = NULL;
}

struct regex_search *regex_search_new(void)
{
    struct regex_search *s = memory_get(sizeof(*s));

    s->data = pcre2_match_data_create(1, NULL);
    s->limits = pcre2_match_context_create(NULL);
    must(s->data && s->limits);
    pcre2_set_match_limit(s->limits, MATCH_LIMIT);
    pcre2_set_depth_limit(s->limits, DEPTH_LIMIT);
    pcre2_set_heap_limit(s->limits, HEAP_LIMIT_KIB);
    return s;
}

void regex_search_free(struct regex_search **s)
{
    if (!*s)
        return;
    pcre2_match_data_free((*s)->data);
    pcre2_match_context_free((*s)->limits);
    free(*s);
    *s = NULL;
}

bool regex_find(const struct regex *r, struct regex_search *s, struct span text, size_t *start, size_t *end)
{
    const PCRE2_SIZE *at;
    int rc;

    if (*end >= text.len)
        return false;
    rc = pcre2_match(r->code, (PCRE2_SPTR)text.ptr, text.len, *end, PCRE2_NOTEMPTY, s->data, s->limits);
    if (rc < 0)
        return false;
    at = pcre2_get_ovector_pointer(s->data);
    /* \K in a lookahead can turn a match around. */
    if (at[1] <= at[0] || at[1] <= *end)
        return false;
    *start = at[0];
    *end = at[1];
    return true;
}
