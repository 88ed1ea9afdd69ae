/*
 * query.c - the grammar of queries: tokens to a tree
 *
 *   or    = and { OR and }
 *   and   = near { [AND] near }
 *   near  = not { (NEAR/n | BEFORE/n) not }
 *   not   = (NOT | -) not | field: operand | operand
 *   operand = (term | "phrase" | @list | /regex/ | ( or )) [{n}]
 *
 * A field holds for the next operand; a field inside a group wins over the one before the group.
 *
 * Fatal: nothing. Limits: QUERY_BYTES, and QUERY_DEPTH levels of recursion. Bugs: none known.
 */
#include "match.h"
#include "text.h"

#include "query.h"
#include "regex.h"
#include "set.h"

struct parser {
    struct lexer lexer;
    struct token token; /* the one not yet taken */
    struct match_set *set;
    struct arena *arena;
    uint32_t looks;
    unsigned depth;
};

static bool parse_or(struct parser *p, struct node **out);

static bool advance(struct parser *p)
{
    return lexer_next(&p->lexer, &p->token);
}

static struct node *node_new(struct parser *p, enum node_kind kind, uint32_t at)
{
    struct node *n = arena_get(p->arena, sizeof(*n));

    n->kind = kind;
    n->at = at;
    n->looks = p->looks;
    return n;
}

static bool begins_operand(enum token_kind k)
{
    return k == TOKEN_WORD || k == TOKEN_PHRASE || k == TOKEN_REGEX || k == TOKEN_LIST || k == TOKEN_OPEN ||
           k == TOKEN_FIELD || k == TOKEN_MINUS || k == TOKEN_NOT;
}

static bool refuse_token(struct parser *p)
{
    const struct token *t = &p->token;

    switch (t->kind) {
    case TOKEN_END:
        if (span_trim(p->lexer.query).len == 0)
            return query_error(&p->lexer, t->at, "the query is empty; write a word that must occur");
        return query_error(&p->lexer, t->at,
                           "a term is missing at the end; add one, or take the operator away");
    case TOKEN_CLOSE:
        return query_error(&p->lexer, t->at, "a term is missing before this parenthesis");
    case TOKEN_COUNT:
        return query_error(&p->lexer, t->at, "a count stands behind a term, as in pipeline{3}");
    case TOKEN_AND:
    case TOKEN_OR:
    case TOKEN_NEAR:
    case TOKEN_BEFORE:
        return query_error(
            &p->lexer, t->at,
            "an operator where a term should stand; write it in lower case or quotes if the word is meant");
    default:
        return query_error(&p->lexer, t->at, "a term, a phrase, @list, /regex/ or ( should stand here");
    }
}

static bool parse_term(struct parser *p, struct node **out)
{
    const char *wrong;

    *out = node_new(p, NODE_TERM, p->token.at);
    wrong = term_make(p->arena, p->token.text, &(*out)->term);
    if (wrong)
        return query_error(&p->lexer, p->token.at, "%s", wrong);
    return advance(p);
}

static bool parse_list(struct parser *p, struct node **out)
{
    struct match_error why;

    *out = node_new(p, NODE_LIST, p->token.at);
    (*out)->name = p->token.text;
    if (!set_use_list(p->set, p->token.text, &(*out)->number, &why))
        return query_error(&p->lexer, p->token.at, "%s", why.text);
    return advance(p);
}

static bool parse_regex(struct parser *p, struct node **out)
{
    struct error e;
    size_t bad_at;
    struct regex *r;

    *out = node_new(p, NODE_REGEX, p->token.at);
    r = regex_new(p->token.text, p->token.number != 0, &bad_at, &e);
    if (!r)
        return query_error(&p->lexer, p->token.at + 1 + bad_at, "regular expression: %s", e.text);
    (*out)->number = set_add_regex(p->set, r);
    return advance(p);
}

static bool deeper(struct parser *p)
{
    if (++p->depth <= QUERY_DEPTH)
        return true;
    return query_error(&p->lexer, p->token.at, "more than %d levels of parentheses", QUERY_DEPTH);
}

static bool parse_group(struct parser *p, struct node **out)
{
    uint32_t at = p->token.at;

    if (!deeper(p) || !advance(p) || !parse_or(p, out))
        return false;
    p->depth--;
    if (p->token.kind != TOKEN_CLOSE)
        return query_error(&p->lexer, at, "this parenthesis is never closed; add ) at the end of the group");
    return advance(p);
}

/* What has places in a text: the operands of NEAR and of counts. */
static bool has_places(const struct node *n)
{
    if (n->kind == NODE_TERM || n->kind == NODE_LIST)
        return (n->looks & LOOK_FILTERS) == 0;
    if (n->kind != NODE_OR)
        return false;
    for (const struct node *c = n->child; c; c = c->next) {
        if (!has_places(c))
            return false;
    }
    return true;
}

static bool parse_count(struct parser *p, struct node **operand)
{
    struct node *n;

    if (p->token.kind != TOKEN_COUNT)
        return true;
    if (!has_places(*operand))
        return query_error(
            &p->lexer, p->token.at,
            "a count takes a term, a phrase, a list or an OR-group of these, as in (gas OR oil){3}");
    n = node_new(p, NODE_COUNT, (*operand)->at);
    n->number = p->token.number;
    n->child = *operand;
    *operand = n;
    if (!advance(p))
        return false;
    if (p->token.kind == TOKEN_COUNT)
        return query_error(&p->lexer, p->token.at, "two counts for one term; keep one");
    return true;
}

static bool parse_operand(struct parser *p, struct node **out)
{
    bool ok;

    switch (p->token.kind) {
    case TOKEN_WORD:
    case TOKEN_PHRASE:
        ok = parse_term(p, out);
        break;
    case TOKEN_LIST:
        ok = parse_list(p, out);
        break;
    case TOKEN_REGEX:
        ok = parse_regex(p, out);
        break;
    case TOKEN_OPEN:
        ok = parse_group(p, out);
        break;
    default:
        return refuse_token(p);
    }
    return ok && parse_count(p, out);
}

static bool parse_field(struct parser *p, struct node **out)
{
    uint32_t outer = p->looks, at = p->token.at;
    bool ok;

    if (p->token.kind != TOKEN_FIELD)
        return parse_operand(p, out);
    p->looks = LOOK_BIT(p->token.number);
    if (!advance(p))
        return false;
    if (p->token.kind == TOKEN_FIELD)
        return query_error(&p->lexer, p->token.at, "two fields for one term; write (title:x OR summary:x)");
    if (p->token.kind == TOKEN_NOT || p->token.kind == TOKEN_MINUS)
        return query_error(&p->lexer, p->token.at, "NOT stands before the field, as in NOT title:x");
    if (!begins_operand(p->token.kind))
        return query_error(&p->lexer, at, "a field needs a term or a group behind it, as in title:x");
    ok = parse_operand(p, out);
    p->looks = outer;
    if (ok)
        (*out)->at = at;
    return ok;
}

static bool parse_not(struct parser *p, struct node **out)
{
    struct node *n;

    if (p->token.kind != TOKEN_NOT && p->token.kind != TOKEN_MINUS)
        return parse_field(p, out);
    n = node_new(p, NODE_NOT, p->token.at);
    if (!deeper(p) || !advance(p) || !parse_not(p, &n->child))
        return false;
    p->depth--;
    *out = n;
    return true;
}

static uint32_t looks_of(const struct node *n)
{
    uint32_t looks = 0;

    if (n->kind != NODE_OR)
        return n->looks;
    for (const struct node *c = n->child; c; c = c->next)
        looks |= looks_of(c);
    return looks;
}

static bool check_near_operand(struct parser *p, const struct node *n)
{
    if (has_places(n))
        return true;
    switch (n->kind) {
    case NODE_NOT:
        return query_error(&p->lexer, n->at,
                           "NOT binds tighter than NEAR; write NOT (a NEAR/8 b), or a AND NOT b");
    case NODE_REGEX:
        return query_error(&p->lexer, n->at,
                           "a regular expression has no word places for NEAR; join it with AND");
    case NODE_COUNT:
        return query_error(&p->lexer, n->at, "a count cannot be near; write a NEAR/8 b AND a{3}");
    case NODE_NEAR:
        return query_error(&p->lexer, n->at,
                           "NEAR inside NEAR; write the chain without parentheses: a NEAR/8 b NEAR/8 c");
    case NODE_AND:
        return query_error(
            &p->lexer, n->at,
            "NEAR takes terms, phrases, lists and OR-groups of these; write (a NEAR/8 b) (a NEAR/8 c)");
    case NODE_TERM:
    case NODE_LIST:
        return query_error(&p->lexer, n->at,
                           "lang: and feed: only filter and are near nothing; join them with AND");
    default:
        return query_error(&p->lexer, n->at, "NEAR takes terms, phrases, lists and OR-groups of these only");
    }
}

static bool parse_near(struct parser *p, struct node **out)
{
    struct node *chain = NULL, **tail;
    uint32_t common;

    if (!parse_not(p, out))
        return false;
    tail = &(*out)->next;
    common = looks_of(*out);
    while (p->token.kind == TOKEN_NEAR || p->token.kind == TOKEN_BEFORE) {
        struct token operator= p->token;
        struct node *operand;

        if (!chain) {
            if (!check_near_operand(p, *out))
                return false;
            chain = node_new(p, NODE_NEAR, (*out)->at);
            chain->child = *out;
            *out = chain;
        }
        if (!advance(p) || !parse_not(p, &operand) || !check_near_operand(p, operand))
            return false;
        common &= looks_of(operand);
        if (common == 0)
            return query_error(&p->lexer, operator.at,
                               "the two sides look at different fields and are never near; use AND");
        operand->gap = operator.number;
        operand->ordered = operator.kind == TOKEN_BEFORE;
        *tail = operand;
        tail = &operand->next;
    }
    return true;
}

static bool parse_and(struct parser *p, struct node **out)
{
    struct node *group = NULL, **tail;

    if (!parse_near(p, out))
        return false;
    tail = &(*out)->next;
    while (p->token.kind == TOKEN_AND || begins_operand(p->token.kind)) {
        if (p->token.kind == TOKEN_AND && !advance(p))
            return false;
        if (!group) {
            group = node_new(p, NODE_AND, (*out)->at);
            group->child = *out;
            *out = group;
        }
        if (!parse_near(p, tail))
            return false;
        tail = &(*tail)->next;
    }
    return true;
}

static bool parse_or(struct parser *p, struct node **out)
{
    struct node *group = NULL, **tail;

    if (!parse_and(p, out))
        return false;
    tail = &(*out)->next;
    while (p->token.kind == TOKEN_OR) {
        if (!group) {
            group = node_new(p, NODE_OR, (*out)->at);
            group->child = *out;
            *out = group;
        }
        if (!advance(p) || !parse_and(p, tail))
            return false;
        tail = &(*tail)->next;
    }
    return true;
}

static bool check_utf8(const struct lexer *l)
{
    size_t at = 0;

    if (utf8_is_valid(l->query))
        return true;
    for (;;) {
        size_t from = at;

        if (utf8_next(l->query, &at) == 0xFFFD &&
            !span_equal(span_cut(l->query, from, at), SPAN("\xEF\xBF\xBD")))
            return query_error(l, from, "this is no UTF-8; save the file in that encoding");
    }
}

struct node *query_parse(struct match_set *s, struct arena *a, struct span query, struct match_error *e)
{
    struct parser p = {.lexer = {.query = query, .error = e}, .set = s, .arena = a, .looks = LOOK_DEFAULT};
    struct node *tree;

    if (query.len > QUERY_BYTES) {
        query_error(&p.lexer, 0, "a query of more than %zu bytes; put its words into a list", QUERY_BYTES);
        return NULL;
    }
    if (!check_utf8(&p.lexer) || !advance(&p) || !parse_or(&p, &tree))
        return NULL;
    if (p.token.kind == TOKEN_CLOSE) {
        query_error(&p.lexer, p.token.at, "this parenthesis closes nothing; take it away, or add ( before");
        return NULL;
    }
    if (p.token.kind != TOKEN_END) {
        refuse_token(&p);
        return NULL;
    }
    return query_normalise(&p.lexer, &tree) ? tree : NULL;
}
