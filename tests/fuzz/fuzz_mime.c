/*
 * fuzz_mime.c - a payload of any bytes as a mail and as chat messages
 *
 * Beyond "no crash": a mail that is written is ASCII with CRLF lines of at most 998 octets, and its header has no field
 * that is not ours.
 */
#include "deliver.h"

#include "../../daemon/deliver/chat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_mail(struct span mail)
{
    static const char *const ours[] = {
        "From: ",         "To: ",           "Date: ",    "Subject: ",        "Message-ID: ",
        "In-Reply-To: ",  "References: ",   "List-Id: ", "Auto-Submitted: ", "X-Newswired-",
        "MIME-Version: ", "Content-Type: ", " "};
    bool in_head = true;
    size_t end = 0;
    for (struct span rest = mail; rest.len > 0; rest = span_cut(rest, end + 2, rest.len)) {
        must(span_find(rest, SPAN("\r\n"), &end) && end <= 998);
        struct span line = span_cut(rest, 0, end);
        for (size_t i = 0; i < line.len; i++)
            must(line.ptr[i] >= 0x20 && line.ptr[i] < 0x7f);
        in_head = in_head && line.len > 0;
        bool known = !in_head;
        for (size_t i = 0; i < sizeof ours / sizeof *ours && !known; i++)
            known = span_starts(line, span_of(ours[i]));
        must(known);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char from[] = "newswired@example.org", none[] = "";
    const struct receiver_settings receiver = {.from = from, .name = none};
    const struct deliver_alert alert = {.id = {1, 2},
                                        .body = {(const char *)data, size},
                                        .feed = {(const char *)data, size < 100 ? size : 100},
                                        .recipient = "desk@example.com"};
    struct buffer mail;
    buffer_init(&mail, (size_t)32 << 20);
    if (mime_put(&mail, &receiver, &alert) == 0)
        check_mail(buffer_span(&mail));
    else
        must(mail.len == 0);
    buffer_release(&mail);
    for (enum webhook_format f = FORMAT_SLACK; f <= FORMAT_NTFY; f++) {
        struct chat chat;
        size_t at;
        (void)chat_make(&chat, f, alert.body);
        for (size_t i = 0; i < chat.header_count; i++)
            must(!span_find_byte(buffer_span(&chat.headers[i]), '\n', &at));
        chat_release(&chat);
    }
    (void)mime_address_is_safe(alert.body);
    return 0;
}
