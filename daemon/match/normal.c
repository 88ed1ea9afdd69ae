/*
 * normal.c - NOT pushed to the leaves, and: is there a positive term on every way to a match?
 *
 * NOT (a OR b) is NOT a AND NOT b, NOT NOT a is a. Afterwards a leaf is either positive (its places are hits) or negated.
 * A rule tells where it hit, so each way to match must pass a positive leaf that looks at a text: "NOT a" and "a OR NOT b"
 * would match nearly every item and show nothing; lang: and feed: only filter.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "query.h"

static struct node *push_not(struct node *n, bool negate)
{
    struct node *next = n->next, **link;
    uint32_t at = n->at; /* where the NOT stands is where the reader looks */

    while (n->kind == NODE_NOT) {
        negate = !negate;
        n = n->child;
    }
    n->next = next;
    n->at = at;
    if (n->kind != NODE_AND && n->kind != NODE_OR) {
        n->negated = negate;
        return n;
    }
    if (negate)
        n->kind = n->kind == NODE_AND ? NODE_OR : NODE_AND;
    for (link = &n->child; *link; link = &(*link)->next)
        *link = push_not(*link, negate);
    return n;
}

/* NULL, or the node that has no positive term. */
static const struct node *find_unheld(const struct node *n)
{
    const struct node *first = NULL;

    switch (n->kind) {
    case NODE_AND:
        for (const struct node *c = n->child; c; c = c->next) {
            const struct node *unheld = find_unheld(c);

            if (!unheld)
                return NULL;
            if (!first || (first->negated && !unheld->negated))
                first = unheld;
        }
        return first;
    case NODE_OR:
        for (const struct node *c = n->child; c && !first; c = c->next)
            first = find_unheld(c);
        return first;
    case NODE_TERM:
    case NODE_LIST:
    case NODE_REGEX:
        return n->negated || (n->looks & ~LOOK_FILTERS) == 0 ? n : NULL;
    default: /* counts and near-chains have places only in texts */
        return n->negated ? n : NULL;
    }
}

bool query_normalise(const struct lexer *l, struct node **tree)
{
    const struct node *unheld;

    *tree = push_not(*tree, false);
    unheld = find_unheld(*tree);
    if (!unheld)
        return true;
    if ((*tree)->kind == NODE_OR)
        return query_error(l, unheld->at,
                           "this side of OR has no positive term in a text and would match nearly every "
                           "item; add a word that "
                           "must occur");
    if (!unheld->negated)
        return query_error(l, unheld->at,
                           "lang: and feed: only filter; add a word that must occur in a text");
    return query_error(l, unheld->at, "only NOT: a rule needs a positive term; add a word that must occur");
}
