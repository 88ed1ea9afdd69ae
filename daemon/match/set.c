/*
 * set.c - the set of rules: born, filled, sealed
 *
 * A rule is compiled into scratch first and enters the set only when it is right, so that one bad rule leaves the set as it
 * was. match_set_seal builds the triggers and gives back what only compiling needed.
 *
 * Fatal: no memory; a rule added to a sealed set. Bugs: none known.
 */
#include <errno.h>
#include <string.h>

#include "match.h"

#include "query.h"
#include "regex.h"
#include "set.h"

#define POOL_LIMIT ((size_t)UINT32_MAX)

void *set_room(void *list, size_t count, size_t *cap, size_t member_bytes)
{
    if (count < *cap)
        return list;
    *cap = *cap ? *cap * 2 : 16;
    return memory_grow(list, *cap, member_bytes);
}

struct span set_text(const struct match_set *s, uint32_t at, uint32_t len)
{
    return (struct span){s->pool.ptr + at, len};
}

uint32_t set_add_text(struct match_set *s, struct span text)
{
    size_t at = s->pool.len;

    buffer_put_span(&s->pool, text);
    must(!s->pool.overflow);
    return (uint32_t)at;
}

uint32_t set_add_regex(struct match_set *s, struct regex *r)
{
    s->regexes = set_room(s->regexes, s->regex_count, &s->regex_cap, sizeof(struct regex *));
    s->regexes[s->regex_count] = r;
    return (uint32_t)s->regex_count++;
}

struct match_set *match_set_new(void)
{
    struct match_set *s = memory_get(sizeof(*s));

    buffer_init(&s->pool, POOL_LIMIT);
    s->list_numbers = map_new();
    s->scratch = arena_new();
    s->list_nodes = arena_new();
    s->kept = arena_new();
    return s;
}

void match_set_free(struct match_set **set)
{
    struct match_set *s = *set;

    if (!s)
        return;
    for (size_t i = 0; i < s->regex_count; i++)
        regex_free(&s->regexes[i]);
    for (size_t i = 0; i < s->list_count; i++)
        free(s->lists[i].rules);
    triggers_release(&s->triggers);
    buffer_release(&s->pool);
    map_free(&s->list_numbers);
    arena_free(&s->scratch);
    arena_free(&s->list_nodes);
    arena_free(&s->kept);
    free(s->code.list);
    free(s->rules);
    free(s->regexes);
    free(s->filters);
    free(s->lists);
    free(s);
    *set = NULL;
}

static struct span *keep_spans(struct match_set *s, const struct span *list, size_t count)
{
    struct span *copy = arena_get(s->kept, (count + 1) * sizeof(*copy));

    for (size_t i = 0; i < count; i++)
        copy[i] = arena_copy(s->kept, list[i]);
    return copy;
}

static uint32_t keep_filter(struct match_set *s, const struct match_rule *rule)
{
    if (rule->feed_count == 0 && rule->tag_count == 0 && rule->language_count == 0)
        return 0;
    s->filters = set_room(s->filters, s->filter_count, &s->filter_cap, sizeof(*s->filters));
    s->filters[s->filter_count++] = (struct filter){
        .feeds = keep_spans(s, rule->feeds, rule->feed_count),
        .tags = keep_spans(s, rule->tags, rule->tag_count),
        .languages = keep_spans(s, rule->languages, rule->language_count),
        .feed_count = rule->feed_count,
        .tag_count = rule->tag_count,
        .language_count = rule->language_count,
    };
    return (uint32_t)s->filter_count; /* 0 is none, so one more than its place */
}

int match_set_add_rule(struct match_set *s, const struct match_rule *rule, struct match_error *e)
{
    size_t regexes = s->regex_count;
    struct node *tree;

    must(!s->sealed && s->rule_count < POSTING_TARGET);
    *e = (struct match_error){.line = 1, .column = 1};
    tree = query_parse(s, s->scratch, rule->query, e);
    if (tree) {
        s->rules = set_room(s->rules, s->rule_count, &s->rule_cap, sizeof(*s->rules));
        s->rules[s->rule_count++] = (struct rule){
            .name_at = set_add_text(s, rule->name),
            .name_len = (uint32_t)rule->name.len,
            .code_at = (uint32_t)s->code.count,
            .filter = keep_filter(s, rule),
        };
        code_emit(s, tree);
    } else {
        while (s->regex_count > regexes)
            regex_free(&s->regexes[--s->regex_count]);
    }
    arena_reset(s->scratch);
    return tree ? 0 : -EINVAL;
}

void match_set_seal(struct match_set *s)
{
    must(!s->sealed);
    triggers_build(s);
    arena_free(&s->scratch);
    arena_free(&s->list_nodes);
    for (size_t i = 0; i < s->list_count; i++)
        s->lists[i].terms = NULL;
    if (s->code.count > 0)
        s->code.list = memory_grow(s->code.list, s->code.count, sizeof(*s->code.list));
    if (s->rule_count > 0)
        s->rules = memory_grow(s->rules, s->rule_count, sizeof(*s->rules));
    s->sealed = true;
}

size_t match_set_rules(const struct match_set *s)
{
    return s->rule_count;
}
