/*
 * webhook.c - one POST to a receiver
 *
 *     2xx        done          410        disabled: the receiver wants no more
 *     429, 503   later, not before Retry-After
 *     all else   later
 *
 * The status line decides as soon as there is one: a receiver that answered 200 and then broke the answer's
 * body has taken the alert. Redirects are not followed: an alert goes where the configuration says.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <errno.h>

#include "chat.h"
#include "try.h"
#include "webhook.h"

#define ANSWER_BYTES_MAX 65536
#define SECRET_BYTES_MAX 4096
#define HEADERS_MAX (CHAT_HEADERS_MAX + 4)

/* All that a request borrows from; net_start copies it. */
struct post {
    struct buffer url, password, signature, header_text[2];
    struct chat chat;
    const char *headers[HEADERS_MAX];
    size_t header_count;
    struct span body;
};

static void webhook_done(void *arg, const struct net_response *r)
{
    struct deliver_try *t = arg;
    t->transfer = NULL;
    if (r->status > 0) {
        struct span line = span_cut(webhook_first_line(r->body), 0, 200);
        const char *hint = r->status >= 300 && r->status < 400 ? " (redirects are not followed)" : "";
        try_say(t, webhook_outcome(r->status), "HTTP %ld%s%s%.*s", r->status, hint, line.len > 0 ? ": " : "",
                (int)line.len, line.ptr);
        if (r->status == 429 || r->status == 503)
            t->result.retry_after_s = webhook_retry_after(net_header(r, "Retry-After"), t->alert.now);
    } else {
        try_say(t, DELIVER_LATER, "%s", r->error[0] != '\0' ? r->error : net_outcome_name(r->outcome));
    }
    try_end(t);
}

static int find_url(struct deliver_try *t, struct post *p)
{
    struct error e = {""};
    if (t->receiver->url_file[0] == '\0') {
        buffer_put_text(&p->url, t->receiver->url);
        return 0;
    }
    int status = settings_secret(t->receiver->url_file, &p->url, &e);
    if (status != 0)
        try_say(t, DELIVER_LATER, "%s", e.text);
    return status;
}

static int sign_body(struct deliver_try *t, struct post *p)
{
    struct error e = {""};
    if (t->receiver->secret_file[0] == '\0')
        return 0;
    struct buffer secrets;
    buffer_init(&secrets, SECRET_BYTES_MAX);
    struct deliver_alert sent = t->alert; /* what is signed is what is sent, in the chat formats too */
    sent.body = p->body;
    int status = settings_secret(t->receiver->secret_file, &secrets, &e);
    buffer_put_text(&p->signature, "webhook-signature: ");
    if (status == 0)
        status = sign_put(&p->signature, buffer_span(&secrets), &sent, &e);
    buffer_release(&secrets);
    if (status != 0)
        try_say(t, DELIVER_LATER, "%s", e.text);
    else
        p->headers[p->header_count++] = p->signature.ptr;
    return status;
}

static int write_body(struct deliver_try *t, struct post *p)
{
    bool standard = t->receiver->format == FORMAT_STANDARD;
    p->headers[p->header_count++] = t->receiver->format == FORMAT_NTFY
                                        ? "Content-Type: text/plain; charset=utf-8"
                                        : "Content-Type: application/json";
    if (!standard && !chat_make(&p->chat, t->receiver->format, t->alert.body)) {
        try_say(t, DELIVER_FAILED, "the entry's body cannot be told as a message");
        return -EINVAL;
    }
    p->body = standard ? t->alert.body : buffer_span(&p->chat.body);
    for (size_t i = 0; i < p->chat.header_count; i++)
        p->headers[p->header_count++] = p->chat.headers[i].ptr;
    char id[ID_TEXT_BYTES];
    buffer_printf(&p->header_text[0], "webhook-id: %s", id_format(t->alert.id, id));
    buffer_printf(&p->header_text[1], "webhook-timestamp: %lld", (long long)t->alert.now);
    p->headers[p->header_count++] = p->header_text[0].ptr;
    p->headers[p->header_count++] = p->header_text[1].ptr;
    return 0;
}

static void post_init(struct post *p)
{
    *p = (struct post){.header_count = 0};
    buffer_init(&p->url, SECRET_BYTES_MAX);
    buffer_init(&p->password, SECRET_BYTES_MAX);
    buffer_init(&p->signature, 2048);
    buffer_init(&p->header_text[0], 128);
    buffer_init(&p->header_text[1], 128);
}

static void post_release(struct post *p)
{
    buffer_release(&p->url);
    buffer_release(&p->password);
    buffer_release(&p->signature);
    buffer_release(&p->header_text[0]);
    buffer_release(&p->header_text[1]);
    chat_release(&p->chat);
}

void webhook_start(struct deliver_try *t)
{
    const struct receiver_settings *receiver = t->receiver;
    struct post p;
    post_init(&p);
    if (find_url(t, &p) != 0 || write_body(t, &p) != 0 || sign_body(t, &p) != 0 ||
        try_password(t, &p.password) != 0) {
        try_end_soon(t);
    } else {
        const struct net_request request = {
            .kind = NET_POST,
            .url = p.url.ptr,
            .headers = p.headers,
            .header_count = p.header_count,
            .body = p.body,
            .user = receiver->user[0] != '\0' ? receiver->user : NULL,
            .password = p.password.len > 0 ? p.password.ptr : NULL,
            .proxy = receiver->proxy[0] != '\0' ? receiver->proxy : NULL,
            .max_body = ANSWER_BYTES_MAX,
            .timeout_ms = try_timeout_ms(t),
        };
        t->transfer = net_start(t->deliver->net, &request, webhook_done, t);
    }
    post_release(&p);
}
