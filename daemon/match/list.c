/*
 * list.c - named lists of terms, and lists within lists
 *
 * A list may name one that is added later, so names are resolved when the first rule asks; a circle is refused by the list
 * that closes it.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "match.h"
#include "text.h"

#include "query.h"
#include "set.h"

static bool find_list(const struct match_set *s, struct span name, uint32_t *number)
{
    uint64_t value;

    if (!map_get(s->list_numbers, hash128(name.ptr, name.len), &value))
        return false;
    *number = (uint32_t)value;
    return true;
}

/* Everything that can be reached from some terms. */
struct reach {
    uint32_t *lists;
    size_t count;
    struct span missing; /* the first name that is no list; empty: none */
    struct span avoid;   /* a name that must not be reached … */
    bool met;            /* … but was */
};

static void reach_terms(struct match_set *s, const struct node *terms, struct reach *r)
{
    for (const struct node *n = terms; n; n = n->next) {
        uint32_t number;

        if (n->kind != NODE_LIST)
            continue;
        if (r->avoid.len > 0 && span_equal(n->name, r->avoid))
            r->met = true;
        if (!find_list(s, n->name, &number)) {
            if (r->missing.len == 0)
                r->missing = n->name;
        } else if (s->lists[number].mark != s->mark) {
            s->lists[number].mark = s->mark;
            r->lists[r->count++] = number;
        }
    }
}

static void reach_all(struct match_set *s, const struct node *terms, struct reach *r)
{
    r->lists = arena_get(s->scratch, (s->list_count + 1) * sizeof(*r->lists));
    s->mark++;
    reach_terms(s, terms, r);
    for (size_t i = 0; i < r->count; i++)
        reach_terms(s, s->lists[r->lists[i]].terms, r);
}

static void say_unknown(struct match_set *s, struct span name, struct span within, struct match_error *why)
{
    struct span *names = arena_get(s->scratch, (s->list_count + 1) * sizeof(*names)), near;
    int shown = (int)utf8_cut(name, 60);
    char place[96] = "";

    for (size_t i = 0; i < s->list_count; i++)
        names[i] = set_text(s, s->lists[i].name_at, s->lists[i].name_len);
    near = nearest_name(name, names, s->list_count);
    if (within.len > 0)
        snprintf(place, sizeof(place), " (named by @%.*s)", (int)(within.len < 60 ? within.len : 60),
                 within.ptr);
    if (near.len > 0)
        snprintf(why->text, sizeof(why->text), "@%.*s%s is no list; did you mean @%.*s?", shown, name.ptr,
                 place, (int)near.len, near.ptr);
    else
        snprintf(why->text, sizeof(why->text),
                 "@%.*s%s is no list; define it with terms \"%.*s\" { any = { … } }", shown, name.ptr, place,
                 shown, name.ptr);
}

bool set_use_list(struct match_set *s, struct span name, uint32_t *number, struct match_error *why)
{
    struct reach r = {0};
    struct list *l;

    if (name.len == 0) {
        snprintf(why->text, sizeof(why->text), "@ needs the name of a list, as in @iran");
        return false;
    }
    if (!find_list(s, name, number)) {
        say_unknown(s, name, (struct span){"", 0}, why);
        return false;
    }
    l = &s->lists[*number];
    if (l->code_at != CODE_NONE)
        return true;
    reach_all(s, l->terms, &r);
    if (r.missing.len > 0) {
        say_unknown(s, r.missing, name, why);
        return false;
    }
    r.lists[r.count++] = *number;
    l->code_at = code_emit_list(s, r.lists, r.count);
    return true;
}

void list_mark_used(struct match_set *s, uint32_t number)
{
    struct list *l = &s->lists[number];
    struct reach r = {0};

    if (l->used)
        return;
    l->used = true;
    reach_all(s, l->terms, &r);
    for (size_t i = 0; i < r.count; i++)
        s->lists[r.lists[i]].used = true;
}

/* What belongs into a rule would be taken for words here, and never match. */
static const char *refuse_operators(struct span text)
{
    static const struct span operators[] = {{"AND", 3}, {"OR", 2}, {"NOT", 3}};
    struct span rest = text, word;
    size_t at;

    if (text.len > 1 && text.ptr[0] == '/' && (span_ends(text, SPAN("/")) || span_ends(text, SPAN("/i"))))
        return "a list holds words and phrases; a regular expression stands in the rule";
    if (span_find_byte(text, '(', &at) || span_find_byte(text, ')', &at))
        return "a list holds words and phrases; parentheses stand in the rule";
    while (span_split(&rest, ' ', &word)) {
        for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
            if (span_equal(word, operators[i]) && word.len < text.len)
                return "a list holds words and phrases, operators stand in the rule; make it two terms";
        }
        if (span_starts(word, SPAN("NEAR/")) || span_starts(word, SPAN("BEFORE/")))
            return "a list holds words and phrases, operators stand in the rule; make it two terms";
    }
    return NULL;
}

static bool make_terms(struct match_set *s, const struct match_list *list, struct node **terms,
                       struct match_error *e)
{
    for (size_t i = 0; i < list->term_count; i++) {
        struct span text = span_trim(list->terms[i]);
        struct node *n = arena_get(s->list_nodes, sizeof(*n));
        const char *wrong = NULL;

        n->looks = LOOK_ALL;
        if (!utf8_is_valid(text)) {
            wrong = "this is no UTF-8; save the file in that encoding";
        } else if (span_starts(text, SPAN("@"))) {
            n->kind = NODE_LIST;
            n->name = arena_copy(s->list_nodes, span_cut(text, 1, text.len));
        } else {
            wrong = refuse_operators(text);
            if (!wrong)
                wrong = term_make(s->list_nodes, text, &n->term);
        }
        if (wrong) {
            *e = (struct match_error){.line = 1, .column = 1};
            snprintf(e->text, sizeof(e->text), "term \"%.*s\": %s", (int)utf8_cut(text, 80), text.ptr, wrong);
            return false;
        }
        n->next = *terms;
        *terms = n;
    }
    return true;
}

int match_set_add_list(struct match_set *s, const struct match_list *list, struct match_error *e)
{
    struct reach r = {.avoid = list->name};
    struct node *terms = NULL;
    uint32_t number;

    must(!s->sealed);
    *e = (struct match_error){.line = 1, .column = 1};
    if (list->name.len == 0 || list->term_count == 0) {
        snprintf(e->text, sizeof(e->text), "a list needs a name and at least one term");
        return -EINVAL;
    }
    if (find_list(s, list->name, &number)) {
        snprintf(e->text, sizeof(e->text), "there are two lists of this name; join them or rename one");
        return -EINVAL;
    }
    if (!make_terms(s, list, &terms, e))
        return -EINVAL;
    reach_all(s, terms, &r);
    if (r.met) {
        snprintf(e->text, sizeof(e->text),
                 "this list leads back to itself; take @%.*s out of one of its lists",
                 (int)utf8_cut(list->name, 80), list->name.ptr);
        arena_reset(s->scratch);
        return -EINVAL;
    }
    arena_reset(s->scratch);
    s->lists = set_room(s->lists, s->list_count, &s->list_cap, sizeof(*s->lists));
    s->lists[s->list_count] = (struct list){.name_at = set_add_text(s, list->name),
                                            .name_len = (uint32_t)list->name.len,
                                            .terms = terms,
                                            .code_at = CODE_NONE};
    map_put(s->list_numbers, hash128(list->name.ptr, list->name.len), s->list_count++);
    return 0;
}

struct span match_set_unused_list(const struct match_set *s, size_t i)
{
    for (size_t k = 0; k < s->list_count; k++) {
        if (!s->lists[k].used && i-- == 0)
            return set_text(s, s->lists[k].name_at, s->lists[k].name_len);
    }
    return (struct span){"", 0};
}
