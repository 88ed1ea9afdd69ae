/*
 * mail.c - one SMTP transaction for one recipient
 *
 *     2xx at the end         done
 *     5xx                    failed, with the server's words
 *     530 534 535 538        later: the account is refused, not the mail; a person can repair it before
 * give-up 4xx, no answer, TLS    later
 *
 * An answer lost after the final dot means the mail may come twice; both have the same Message-ID.
 *
 * Fatal: nothing. Bugs: one connection a mail.
 */
#include <errno.h>

#include "try.h"

#define MAIL_BYTES_MAX ((size_t)32 << 20)
#define REPLY_BYTES_MAX 65536

static bool is_about_account(long status)
{
    return status == 530 || status == 534 || status == 535 || status == 538;
}

static void mail_done(void *arg, const struct net_response *r)
{
    struct deliver_try *t = arg;
    t->transfer = NULL;
    const char *words = r->error[0] != '\0' ? r->error : net_outcome_name(r->outcome);
    if (r->outcome == NET_OK && r->status >= 200 && r->status < 300)
        try_say(t, DELIVER_DONE, "%s", words);
    else if (r->outcome != NET_TLS && r->status >= 500 && r->status < 600 && !is_about_account(r->status))
        try_say(t, DELIVER_FAILED, "%s", words);
    else
        try_say(t, DELIVER_LATER, "%s", words);
    try_end(t);
}

/* 0, or -EINVAL with the result said. */
static int write_mail(struct deliver_try *t, struct buffer *mail)
{
    const char *to = t->alert.recipient != NULL ? t->alert.recipient : "";
    if (!mime_address_is_safe(span_of(t->receiver->from)))
        try_say(t, DELIVER_FAILED, "the sender's address is not one that mail can be sent from: %.100s",
                t->receiver->from);
    else if (!mime_address_is_safe(span_of(to)))
        try_say(t, DELIVER_FAILED, "not an address that mail can be sent to: %.100s", to);
    else if (mime_put(mail, t->receiver, &t->alert) != 0)
        try_say(t, DELIVER_FAILED, "the entry's body cannot be told as mail");
    else
        return 0;
    return -EINVAL;
}

static enum net_tls tls_of(enum starttls s)
{
    return s == STARTTLS_OFF ? NET_TLS_OFF : s == STARTTLS_WANTED ? NET_TLS_WANTED : NET_TLS_REQUIRED;
}

void mail_start(struct deliver_try *t)
{
    const struct receiver_settings *receiver = t->receiver;
    struct buffer mail, password;
    buffer_init(&mail, MAIL_BYTES_MAX);
    buffer_init(&password, 4096);
    if (write_mail(t, &mail) != 0 || try_password(t, &password) != 0) {
        try_end_soon(t);
    } else {
        const struct net_request request = {
            .kind = NET_MAIL,
            .url = receiver->smtp,
            .body = buffer_span(&mail),
            .user = receiver->user[0] != '\0' ? receiver->user : NULL,
            .password = password.len > 0 ? password.ptr : NULL,
            .proxy = receiver->proxy[0] != '\0' ? receiver->proxy : NULL,
            .mail_from = receiver->from,
            .mail_to = t->alert.recipient,
            .starttls = tls_of(receiver->starttls),
            .max_body = REPLY_BYTES_MAX,
            .timeout_ms = try_timeout_ms(t),
        };
        t->transfer = net_start(t->deliver->net, &request, mail_done, t);
    }
    buffer_release(&password);
    buffer_release(&mail);
}
