/*
 * chat.h - what slack, discord and ntfy are sent, made of a payload (chat.c, pure)
 */
#ifndef NEWSWIRED_DELIVER_CHAT_H
#define NEWSWIRED_DELIVER_CHAT_H

#include "conf.h"

#define CHAT_HEADERS_MAX 4

/* One POST: its body and the fields that belong to the format. All lies in the request's own buffers. */
struct chat {
    struct buffer body;
    struct buffer headers[CHAT_HEADERS_MAX]; /* "Name: value" */
    size_t header_count;
};
/* False when the payload cannot be read; chat_release in both cases. */
bool chat_make(struct chat *chat, enum webhook_format format, struct span payload);
void chat_release(struct chat *chat);

#endif
