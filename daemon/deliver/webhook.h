/*
 * webhook.h - what a webhook's answer means (answer.c, pure)
 */
#ifndef NEWSWIRED_DELIVER_WEBHOOK_H
#define NEWSWIRED_DELIVER_WEBHOOK_H

#include "deliver.h"

#define RETRY_AFTER_MAX_S ((int64_t)30 * 86400)

enum deliver_outcome webhook_outcome(long status);
/* Seconds to wait, from a Retry-After value (RFC 9110 section 10.2.3: seconds or a date); 0 when it names no
 * time to come, at most RETRY_AFTER_MAX_S. */
int64_t webhook_retry_after(struct span value, int64_t now);
/* The first line of an answer that has something on it. */
struct span webhook_first_line(struct span body);

#endif
