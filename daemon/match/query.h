/*
 * query.h - a rule's query as tokens and as a tree
 *
 * text ► lex.c ► tokens ► query.c ► tree ► normal.c ► tree with NOT at the leaves ► code.c ► cells
 *
 * A tree lives in the arena of one compilation. Every node knows the byte of the query where it began, so that whoever
 * refuses it can say where.
 */
#ifndef MATCH_QUERY_H
#define MATCH_QUERY_H

#include "match.h"

/* What a leaf looks at: the fields of an item, and two that only filter. */
enum { LOOK_LANG = FIELD_COUNT, LOOK_FEED, LOOK_COUNT };
#define LOOK_BIT(field) ((uint32_t)1 << (field))
#define LOOK_DEFAULT (LOOK_BIT(FIELD_TITLE) | LOOK_BIT(FIELD_SUMMARY) | LOOK_BIT(FIELD_CONTENT))
#define LOOK_ALL (LOOK_BIT(LOOK_COUNT) - 1)
#define LOOK_FILTERS (LOOK_BIT(LOOK_LANG) | LOOK_BIT(LOOK_FEED))

#define QUERY_BYTES ((size_t)64 << 10)
#define QUERY_DEPTH 200
#define TERM_WORDS 64 /* a longer phrase is an error */
#define NEAR_WORDS 1000
#define COUNT_TIMES 1000

/* The 63 bits of a word's hash that rules compare, and one that says: stands right behind the word before, with at most
 * blanks between. Set inside CJK terms, which match as substrings: 中国 does not match 中，国. */
#define WORD_KEY (~((uint64_t)1 << 63))
#define WORD_TIGHT ((uint64_t)1 << 63)

/* One word, or several in a row. The last one of a prefix term is the beginning of a word. */
struct term {
    uint64_t *words;  /* WORD_KEY and WORD_TIGHT */
    uint32_t count;   /* 1 to TERM_WORDS */
    uint32_t longest; /* the longest whole word, likely the rarest; 0 when there is none */
    bool is_prefix;
    struct span prefix; /* folded */
};
/* NULL, or what is wrong with it. */
const char *term_make(struct arena *a, struct span text, struct term *out);

enum token_kind {
    TOKEN_END,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_WORD,   /* text */
    TOKEN_PHRASE, /* text between the quotes */
    TOKEN_REGEX,  /* text between the slashes; number 1: ignore case */
    TOKEN_LIST,   /* text: the name */
    TOKEN_COUNT,  /* number */
    TOKEN_FIELD,  /* number: which */
    TOKEN_MINUS,
    TOKEN_NOT,
    TOKEN_AND,
    TOKEN_OR,
    TOKEN_NEAR, /* number */
    TOKEN_BEFORE
};
struct token {
    enum token_kind kind;
    struct span text;
    uint32_t number;
    uint32_t at; /* byte of the query */
};
struct lexer {
    struct span query;
    size_t at;
    struct match_error *error;
};
/* False with the lexer's error set. */
bool lexer_next(struct lexer *l, struct token *out);
/* Line and column (in characters, from 1) of a byte of the query, and what is wrong there. Always false. */
bool query_error(const struct lexer *l, size_t at, const char *format, ...) base_printf(3, 4);

enum node_kind { NODE_TERM, NODE_LIST, NODE_REGEX, NODE_COUNT, NODE_NEAR, NODE_AND, NODE_OR, NODE_NOT };
struct node {
    enum node_kind kind;
    bool negated;    /* after query_normalise */
    bool ordered;    /* an operand of NEAR: must come behind the one before it */
    uint32_t gap;    /* an operand of NEAR: words allowed between it and the one before it */
    uint32_t looks;  /* leaves: LOOK_ bits */
    uint32_t number; /* LIST, REGEX: which; COUNT: how many */
    uint32_t at;     /* byte of the query */
    struct term term;
    struct span name; /* LIST */
    struct node *child, *next;
};

struct match_set;
/* The tree of a query. NULL with e set. Regexes that it compiled stand in the set already. */
struct node *query_parse(struct match_set *s, struct arena *a, struct span query, struct match_error *e);
/* NOT is pushed down to terms, lists, regexes, counts and near-chains (De Morgan). Says false with the lexer's error when
 * some way to match has no positive term. */
bool query_normalise(const struct lexer *l, struct node **tree);

/* The name that was likely meant, for a proposal; empty when none is near. */
struct span nearest_name(struct span wrong, const struct span *names, size_t count);

#endif
