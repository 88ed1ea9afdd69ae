/*
 * why.h: the reasons of each decision on one item, gathered before they are told
 */
#ifndef NEWSWIRED_COMMANDS_WHY_H
#define NEWSWIRED_COMMANDS_WHY_H

#include "look.h"

/* Items that the decisions were about. */
enum why_other {
    WHY_ORIGINAL, /* of which it is a copy */
    WHY_NEAR,     /* with which it was compared */
    WHY_MEMBER,   /* most similar of its story */
    WHY_FOUNDER,  /* first of its story */
    WHY_OTHERS
};
/* What a rule of the configuration makes of the item now. */
struct why_rule {
    const struct rule_settings *rule;
    bool hit;      /* when it came, as its record says */
    bool matches;  /* now */
    bool filtered; /* its feeds, tags or languages leave the item out */
    bool too_old;  /* by max-age */
};
/* An alert about the item's story. */
struct why_alert {
    struct id id;
    char *rule, *receiver, *kind;
    const char *place; /* "new", "deferred", "hold", "failed", "sent" */
    char *outcome;     /* of a receipt: "delivered", "failed", "deleted"; else "" */
    int64_t at;        /* sent or due */
    bool about_item;   /* the item made it due or joined it */
};
struct why {
    struct look *look;
    struct found self, others[WHY_OTHERS];
    struct record record, other[WHY_OTHERS];
    bool has[WHY_OTHERS]; /* its record was found */
    struct span passage;  /* the longest that it shares with WHY_NEAR */
    struct why_rule *rules;
    size_t rule_count;
    struct why_alert *alerts;
    size_t alert_count;
};
/* EX_OK or what was said. Release it in any case. */
int why_gather(struct look *l, const char *id, struct why *w);
void why_release(struct why *w);
/* Into look->out. */
void why_put_json(struct why *w);
void why_put_text(struct why *w);

#endif
