/*
 * deliver: one try to hand one alert to one receiver.
 *
 * mime.c, payload.c and sign.c are pure encoders; mail.c, webhook.c and command.c make the try.
 * Ownership   the alert and receiver must live until the callback, which runs exactly once and never inside deliver_start.
 * Errors      an outcome that tells temporary from permanent, with the peer's own words.
 * Source      Standard Webhooks specification 1.0; RFC 5321, 5322, 2045-2047, 2231, 2919 (List-Id), 3834 (Auto-Submitted).
 */
#ifndef NEWSWIRED_DELIVER_H
#define NEWSWIRED_DELIVER_H

#include "conf.h"
#include "model.h"
#include "net.h"

/* What a payload is made of: the story as it was known, the record that made it due, its hits of this rule. */
struct alert_story {
    struct id id;
    struct span title;
    int64_t first_seen;
    struct span *outlets; /* in order of arrival */
    size_t outlet_count;
    size_t items;
};
struct alert_facts {
    bool update; /* story.updated instead of story.matched */
    struct span rule, severity;
    int64_t timestamp; /* date_fetched of the record that made it due, or of the last that joined */
    struct alert_story story;
    const struct record *record;
    const struct hit *hits; /* of this rule in this record */
    size_t hit_count;
};
/* The body of the Standard Webhook, also what an entry keeps and a command reads:
 * {"type","timestamp","data":{"rule","severity","story":{…},"item":{…},"hits":[…]}}. `record_json` is the record's line. Pure. */
void payload_put(struct buffer *out, const struct alert_facts *facts, struct span record_json);

/* One try. `body` is exactly what payload_put wrote; id is the entry's. */
struct deliver_alert {
    struct id id;
    struct span body;
    struct span feed;      /* X-Newswired-Feed */
    const char *recipient; /* email: the one address of this transaction; else NULL */
    int64_t now;           /* webhook-timestamp */
};
enum deliver_outcome {
    DELIVER_DONE,
    DELIVER_LATER,   /* try again; retry_after_s > 0 when the peer named a time */
    DELIVER_FAILED,  /* never try again */
    DELIVER_DISABLED /* 410: the receiver wants no more */
};
struct deliver_result {
    enum deliver_outcome outcome;
    int64_t retry_after_s;
    char message[300];
};
typedef void deliver_done(void *arg, const struct deliver_result *result);

struct ev_loop;
struct deliver;
struct deliver_try;
struct deliver *deliver_new(struct ev_loop *loop, struct net *net);
void deliver_free(struct deliver **d);
struct deliver_try *deliver_start(struct deliver *d, const struct receiver_settings *receiver,
                                  const struct deliver_alert *alert, deliver_done *done, void *arg);
void deliver_cancel(struct deliver_try *t);

/* Pure encoders, for tests and fuzzing. */
/* The whole mail for one recipient, CRLF lines. 0, or -EINVAL when an address or header cannot be written safely. */
int mime_put(struct buffer *out, const struct receiver_settings *receiver,
             const struct deliver_alert *alert) base_checked;
bool mime_address_is_safe(struct span address);
/* "v1,BASE64 v1,BASE64": one signature a secret (whsec_… lines of the secret file). 0 or -EINVAL with e. */
int sign_put(struct buffer *out, struct span secrets, const struct deliver_alert *alert,
             struct error *e) base_checked;

#endif
