/*
 * orders: what people tell the daemon to do, as JSON: {"order":"feeds.pause","feed":"…"}.
 *
 *   feeds.poll feeds.pause feeds.resume feeds.reset   {"feed"}
 *   outbox.flush   outbox.retry outbox.hold outbox.release outbox.delete   {"id"}: whole, or a unique beginning
 *   ingest   {"feed", "body": base64}
 *
 * The answer has "ok"; when it is false "error" says why, and "busy" that it may be tried again at once.
 */
#ifndef NEWSWIRED_ORDERS_H
#define NEWSWIRED_ORDERS_H

#include "dispatch.h"
#include "intake.h"

struct orders {
    struct feeds *feeds;
    struct intake *intake;
    struct dispatch *dispatch;
    struct outbox *outbox;
};
void orders_carry_out(const struct orders *o, const struct json_value *order, struct buffer *answer);

#endif
