/*
 * sign.h - the signature of Standard Webhooks over any id text (an entry's id is hex, the specification's
 * example is not)
 */
#ifndef NEWSWIRED_DELIVER_SIGN_H
#define NEWSWIRED_DELIVER_SIGN_H

#include "base.h"

#define SIGN_SECRETS_MAX 8

struct sign_content {
    struct span id;
    int64_t timestamp; /* seconds since 1970 */
    struct span body;
};
/* Appends "v1,BASE64 v1,BASE64 …", one a secret. 0, or -EINVAL with e and nothing appended. */
int sign_content_put(struct buffer *out, struct span secrets, const struct sign_content *content,
                     struct error *e) base_checked;

#endif
