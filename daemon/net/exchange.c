/*
 * exchange.c - one transfer as curl does it: what it must know, what it calls back, what its result means
 *
 * 1. curl gets one address at a time by CURLOPT_CONNECT_TO, so it never resolves a name itself, and its connections are
 *    known by host and address: one that was opened to a private address cannot serve a guarded request, and a changed
 *    address is a new connection. With a proxy the proxy's addresses are pinned by CURLOPT_RESOLVE.
 * 2. The socket callback judges the address once more.
 * 3. A handle keeps what is the same for all GETs (exchange_open); exchange_set_up sets all the rest, each time, also
 *    what a request does not use. A handle that was used for a POST or a mail is not used again.
 *
 * Fatal: no memory. Bugs: one address after the other (CONNECT_MORE_MS each), no happy eyeballs (RFC 8305).
 */
#include <arpa/inet.h>

#include "parts.h"

#define CONNECT_MS 10000
#define CONNECT_MORE_MS 4000 /* when there is another address to try */
#define TRICKLE_BYTES_S 16   /* less than that for half the time is a trickle */
#define TRICKLE_LEAST_S 10

#define set(easy, option, value) must(curl_easy_setopt((easy), (option), (value)) == CURLE_OK)

/* ---- callbacks */

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
    struct net_transfer *t = arg;
    size_t len = size * count, room = t->max_body - t->answer_body.len;
    if (len > room && t->kind == NET_POST) {
        buffer_put(&t->answer_body, bytes, room); /* what a receiver says is only for a person to read */
        t->cut = true;
        return 0;
    }
    buffer_put(&t->answer_body, bytes, len);
    t->too_large = t->answer_body.overflow;
    return t->too_large ? 0 : len;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *arg)
{
    struct net_transfer *t = arg;
    struct span line = {bytes, size * count};
    if (t->kind == NET_MAIL) {
        mail_take_line(t, line);
        return line.len;
    }
    if (span_starts(line, SPAN("HTTP/")))
        buffer_clear(&t->answer_body);
    else if (t->answer_body.len > 0)
        return line.len; /* a trailer is no header (RFC 9110 section 6.5.1) */
    t->too_large = !headers_take(&t->answer_headers, line);
    return t->too_large ? 0 : line.len;
}

static curl_socket_t on_open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct net_transfer *t = arg;
    (void)purpose;
    if (t->guarded && !t->allow_private && !t->proxy && net_address_is_private(&address->addr)) {
        t->refused_address = true;
        return CURL_SOCKET_BAD;
    }
    t->socket = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    return t->socket;
}

/* ---- setting up */

CURL *exchange_open(const char *ca_file, CURLSH *share)
{
    CURL *e = curl_easy_init();
    must(e);
    set(e, CURLOPT_NOSIGNAL, 1L);
    set(e, CURLOPT_NOPROGRESS, 1L);
    set(e, CURLOPT_SHARE, share);
    set(e, CURLOPT_CAPATH, NULL); /* the default costs 27 ms for each handshake */
    if (ca_file)
        set(e, CURLOPT_CAINFO, ca_file);
    set(e, CURLOPT_NOPROXY, "");           /* else the environment's no_proxy holds */
    set(e, CURLOPT_DNS_CACHE_TIMEOUT, 0L); /* resolve.c remembers */
    set(e, CURLOPT_TCP_KEEPALIVE, 1L);
    set(e, CURLOPT_PROTOCOLS_STR, "http,https");
    set(e, CURLOPT_ACCEPT_ENCODING, "");
    set(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(e, CURLOPT_LOW_SPEED_LIMIT, (long)TRICKLE_BYTES_S);
    set(e, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    set(e, CURLOPT_WRITEFUNCTION, on_body);
    set(e, CURLOPT_HEADERFUNCTION, on_header);
    return e;
}

static void put_number(struct buffer *out, unsigned n)
{
    if (n >= 10)
        put_number(out, n / 10);
    buffer_put_byte(out, (char)('0' + n % 10));
}

/* By hand for IPv4: printf was a fiftieth of a poll. */
static void put_address(struct buffer *out, const struct net_address *a)
{
    char text[INET6_ADDRSTRLEN];
    if (a->any.sa_family == AF_INET) {
        uint32_t address = ntohl(a->v4.sin_addr.s_addr);
        for (int shift = 24; shift >= 0; shift -= 8) {
            put_number(out, address >> shift & 0xff);
            if (shift > 0)
                buffer_put_byte(out, '.');
        }
        return;
    }
    must(inet_ntop(AF_INET6, &a->v6.sin6_addr, text, sizeof text));
    buffer_printf(out, "[%s]", text);
}

static void set_peer(struct net_transfer *t)
{
    struct buffer text;
    buffer_init(&text, 1024);
    if (t->proxy) {
        buffer_printf(&text, "%s:%d:", t->proxy_host, t->proxy_port);
        for (size_t i = 0; i < t->lookup.count; i++) {
            buffer_put_text(&text, i > 0 ? "," : "");
            put_address(&text, &t->lookup.addresses[i]);
        }
    } else {
        buffer_put_text(&text, "::"); /* whatever the host, whatever the port */
        put_address(&text, &t->lookup.addresses[t->address]);
        buffer_put_byte(&text, ':');
        put_number(&text, t->port);
    }
    must(!text.overflow && text.len > 0);
    free(t->peer_text);
    t->peer_text = text.ptr;
    t->peer_list = (struct curl_slist){.data = t->peer_text};
    set(t->easy, CURLOPT_RESOLVE, t->proxy ? &t->peer_list : NULL);
    set(t->easy, CURLOPT_CONNECT_TO, t->proxy ? NULL : &t->peer_list);
    set(t->easy, CURLOPT_PROXY, t->proxy ? t->proxy : ""); /* "": not the environment's either */
}

static void set_limits(struct net_transfer *t)
{
    CURL *e = t->easy;
    int64_t left = t->deadline_ms - clock_monotonic_ms(), trickle_s = t->timeout_ms / 2000;
    int64_t connect = !t->proxy && t->address + 1 < t->lookup.count ? CONNECT_MORE_MS : CONNECT_MS;
    left = left > 0 ? left : 1;
    set(e, CURLOPT_TIMEOUT_MS, (long)left);
    set(e, CURLOPT_CONNECTTIMEOUT_MS, (long)(connect < left ? connect : left));
    set(e, CURLOPT_LOW_SPEED_TIME, (long)(trickle_s > TRICKLE_LEAST_S ? trickle_s : TRICKLE_LEAST_S));
    set(e, CURLOPT_MAXFILESIZE_LARGE, t->kind == NET_GET ? (curl_off_t)t->max_body : 0);
}

static void set_post(struct net_transfer *t)
{
    set(t->easy, CURLOPT_POST, 1L);
    set(t->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->body_bytes);
    set(t->easy, CURLOPT_POSTFIELDS, t->body ? t->body : "");
}

void exchange_set_up(struct net_transfer *t, const char *user_agent)
{
    CURL *e = t->easy;
    bool https = strcmp(t->scheme, "https") == 0;
    t->curl_words[0] = '\0';
    t->refused_address = false;
    set(e, CURLOPT_PRIVATE, t);
    set(e, CURLOPT_ERRORBUFFER, t->curl_words);
    set(e, CURLOPT_OPENSOCKETDATA, t);
    set(e, CURLOPT_WRITEDATA, t);
    set(e, CURLOPT_HEADERDATA, t);
    set(e, CURLOPT_CURLU, t->url);
    set(e, CURLOPT_USERAGENT, user_agent);
    set(e, CURLOPT_USERNAME, t->user);
    set(e, CURLOPT_PASSWORD, t->password);
    set(e, CURLOPT_HTTPHEADER, t->headers);
    /* To wait for multiplexing is worth it only where ALPN can offer it. */
    set(e, CURLOPT_HTTP_VERSION, https ? (long)CURL_HTTP_VERSION_2TLS : (long)CURL_HTTP_VERSION_1_1);
    set(e, CURLOPT_PIPEWAIT, https ? 1L : 0L);
    set_peer(t);
    set_limits(t);
    if (t->kind == NET_POST)
        set_post(t);
    if (t->kind == NET_MAIL)
        mail_set_up(t);
}

/* ---- the end --------------------------------------------------------------------------------------------- */

static bool try_next_address(struct net_transfer *t, CURLcode code)
{
    curl_off_t ready_us = 0;
    if (t->proxy || t->address + 1 >= t->lookup.count || clock_monotonic_ms() >= t->deadline_ms)
        return false;
    if (code == CURLE_OPERATION_TIMEDOUT)
        curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &ready_us);
    else if (code != CURLE_COULDNT_CONNECT)
        return false;
    if (ready_us > 0)
        return false;
    t->address++;
    return true;
}

bool exchange_conclude(struct net_transfer *t, CURLcode code)
{
    if (try_next_address(t, code))
        return true;
    enum net_outcome outcome = outcome_of(code);
    if (t->kind == NET_MAIL) {
        mail_conclude(t, code);
        return false;
    }
    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &t->response.status);
    if (t->too_large)
        transfer_fail(t, NET_TOO_LARGE, "%s",
                      t->answer_headers.seen > HEADER_BYTES ? "the headers are larger than 64K"
                                                            : "the body is too large");
    else if (t->refused_address)
        transfer_fail(t, NET_REFUSED, "%s has a private address (allow-private is off)", t->host);
    else if (code != CURLE_OK && !t->cut)
        transfer_fail(t, outcome, "%s", t->curl_words[0] ? t->curl_words : curl_easy_strerror(code));
    t->response.body = buffer_span(&t->answer_body);
    t->response.headers = &t->answer_headers;
    return false;
}
