/*
 * mail.c - what is special about SMTP
 *
 * 1. curl 7.88 passes CR and LF in an address on to the server, which smuggles a second recipient (RFC 5321
 * section 4.1.1.3): addresses are checked here, whoever checked them before. A bare CR or LF in the mail is
 * refused too: servers disagree on where such a mail ends.
 * 2. Each mail has its own connection: curl would hand a connection opened without TLS to a mail that
 * requires it.
 * 3. curl waits for the answer to QUIT without returning to the loop. QUIT is sent, then nothing more is
 * read.
 *
 * Fatal: nothing. Bugs: no PIPELINING, no internationalised addresses (RFC 6531).
 */
#include <sys/socket.h>

#include "parts.h"

#define MAIL_ADDRESS_BYTES 320 /* RFC 5321 section 4.5.3.1: 64 + @ + 255 */

#define set(easy, option, value) must(curl_easy_setopt((easy), (option), (value)) == CURLE_OK)

static bool address_is_safe(const char *address)
{
    size_t len = address ? strlen(address) : 0;
    for (size_t i = 0; i < len; i++) {
        if (address[i] <= ' ' || address[i] >= 0x7f || address[i] == '<' || address[i] == '>')
            return false;
    }
    return len > 0 && len <= MAIL_ADDRESS_BYTES;
}

static bool lines_are_whole(struct span mail)
{
    for (size_t i = 0; i < mail.len; i++) {
        bool after_cr = i > 0 && mail.ptr[i - 1] == '\r';
        if ((mail.ptr[i] == '\n') != after_cr || mail.ptr[i] == '\0')
            return false;
    }
    return mail.len == 0 || mail.ptr[mail.len - 1] != '\r';
}

bool mail_is_safe(const struct net_request *request, struct error *e)
{
    if (!address_is_safe(request->mail_from))
        error_set(e, "the sender's address has a byte that no address has");
    else if (!address_is_safe(request->mail_to))
        error_set(e, "the recipient's address has a byte that no address has");
    else if (!lines_are_whole(request->body))
        error_set(e, "the mail has a NUL, or a CR or LF that stands alone");
    else
        return true;
    return false;
}

static size_t on_read(char *to, size_t size, size_t count, void *arg)
{
    struct net_transfer *t = arg;
    size_t len = t->body_bytes - t->body_sent;
    if (len > size * count)
        len = size * count;
    if (len > 0)
        memcpy(to, t->body + t->body_sent, len);
    t->body_sent += len;
    return len;
}

static int on_debug(CURL *easy, curl_infotype type, char *bytes, size_t len, void *arg)
{
    struct net_transfer *t = arg;
    (void)easy;
    if (type == CURLINFO_HEADER_OUT && span_starts((struct span){bytes, len}, SPAN("QUIT"))) {
        t->said_quit = true;
        shutdown(t->socket, SHUT_RD);
    }
    return 0;
}

void mail_take_line(struct net_transfer *t, struct span line)
{
    int64_t code;
    if (t->said_quit || !span_to_int(span_cut(line, 0, 3), &code) || code < 200 || code > 599)
        return;
    line = span_trim(line);
    buffer_clear(&t->answer_headers.lines);
    buffer_put_span(&t->answer_headers.lines, span_cut(line, 0, HEADER_BYTES));
    t->response.status = (long)code;
}

void mail_set_up(struct net_transfer *t)
{
    static const long levels[] = {[NET_TLS_REQUIRED] = CURLUSESSL_ALL,
                                  [NET_TLS_WANTED] = CURLUSESSL_TRY,
                                  [NET_TLS_OFF] = CURLUSESSL_NONE};
    CURL *e = t->easy;
    t->body_sent = 0;
    t->mail_list = (struct curl_slist){.data = t->mail_to};
    set(e, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(e, CURLOPT_LOW_SPEED_TIME, 0L); /* a server may think for long */
    set(e, CURLOPT_USE_SSL, levels[t->starttls]);
    set(e, CURLOPT_MAIL_FROM, t->mail_from);
    set(e, CURLOPT_MAIL_RCPT, &t->mail_list);
    set(e, CURLOPT_UPLOAD, 1L);
    set(e, CURLOPT_READFUNCTION, on_read);
    set(e, CURLOPT_READDATA, t);
    set(e, CURLOPT_INFILESIZE_LARGE, (curl_off_t)t->body_bytes);
    set(e, CURLOPT_FRESH_CONNECT, 1L);
    set(e, CURLOPT_FORBID_REUSE, 1L);
    set(e, CURLOPT_DEBUGFUNCTION, on_debug);
    set(e, CURLOPT_DEBUGDATA, t);
    set(e, CURLOPT_VERBOSE, 1L);
}

void mail_conclude(struct net_transfer *t, CURLcode code)
{
    struct span line = buffer_span(&t->answer_headers.lines);
    enum net_outcome outcome = outcome_of(code);
    bool rejected = code != CURLE_OK && outcome == NET_BROKEN && t->response.status >= 400;
    if (code == CURLE_OK || rejected) {
        transfer_fail(t, NET_OK, "%.*s", (int)line.len, line.ptr);
        return;
    }
    t->response.status = 0;
    transfer_fail(t, outcome, "%s", t->curl_words[0] ? t->curl_words : curl_easy_strerror(code));
}
