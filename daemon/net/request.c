/*
 * request.c - one transfer: from a request to an easy handle, and from curl's result to a response
 *
 * 1. A host's name is looked up and judged here, before curl sees an address. curl gets one address at a time
 * by CURLOPT_CONNECT_TO, so it never resolves a name itself, and its connections are known by host and
 * address: one that was opened to a private address cannot serve a guarded request, and a changed address is
 * a new connection.
 * 2. The socket callback judges the address once more.
 * 3. With a proxy the proxy's addresses are pinned by CURLOPT_RESOLVE; the host's name is judged instead of
 * its address.
 * 4. URLs are parsed once, by curl's parser, and curl is given the parsed form: both see the same host.
 *
 * Fatal: no memory. Bugs: one address after the other (CONNECT_MORE_MS each), no happy eyeballs (RFC 8305).
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdarg.h>
#include <unistd.h>

#include "parts.h"

#define CONNECT_MS 10000
#define CONNECT_MORE_MS 4000 /* when there is another address to try */
#define TIMEOUT_MS 30000
#define TRICKLE_BYTES_S 16 /* less than that for half the time is a trickle */
#define TRICKLE_LEAST_S 2
#define MAX_BODY ((size_t)1 << 20)
#define MAX_TEXT 8192   /* of a user, password or proxy */
#define PROXY_PORT 1080 /* curl's default */

#define set(easy, option, value) must(curl_easy_setopt((easy), (option), (value)) == CURLE_OK)

void transfer_fail(struct net_transfer *t, enum net_outcome outcome, const char *format, ...)
{
    va_list args;
    t->response.outcome = outcome;
    va_start(args, format);
    vsnprintf(t->response.error, sizeof t->response.error, format, args);
    va_end(args);
    for (char *c = t->response.error; *c; c++) { /* a peer's bytes may be among the words */
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = ' ';
    }
}

/* ---- checking and copying the request ------------------------------------------------------------ */

static char *copy(const char *text)
{
    return text && *text ? memory_copy(text, strlen(text)) : NULL;
}

/* RFC 9110 section 5.1 and 5.5: a token, a colon, no control byte but TAB. */
static bool header_is_safe(const char *line)
{
    size_t name =
        strspn(line, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (name == 0 || line[name] != ':')
        return false;
    for (const char *c = line + name; *c; c++) {
        if (((unsigned char)*c < ' ' && *c != '\t') || *c == 0x7f)
            return false;
    }
    return true;
}

static bool text_is_safe(const char *text)
{
    size_t len = text ? strlen(text) : 0;
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
            return false;
    }
    return len <= MAX_TEXT;
}

static bool take_headers(struct net_transfer *t, const struct net_request *request)
{
    for (size_t i = 0; i < request->header_count; i++) {
        const char *line = request->headers[i];
        if (!header_is_safe(line)) {
            transfer_fail(t, NET_REFUSED, "header %zu is not \"Name: value\"", i + 1);
            return false;
        }
        struct curl_slist *list = curl_slist_append(t->headers, line);
        must(list);
        t->headers = list;
    }
    return true;
}

static char *url_part(CURLU *url, CURLUPart part, unsigned flags)
{
    char *text = NULL, *own = NULL;
    if (curl_url_get(url, part, &text, flags) == CURLUE_OK)
        own = memory_copy(text, strlen(text));
    curl_free(text);
    return own;
}

static uint16_t port_number(const char *text)
{
    int64_t n = 0;
    return text && span_to_int(span_of(text), &n) && n > 0 && n <= UINT16_MAX ? (uint16_t)n : 0;
}

/* Host and port of an absolute URL; the host in lower-case ASCII, without a final dot. */
static bool take_host(CURLU *url, char **host, uint16_t *port)
{
    char *digits = url_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    *port = port_number(digits);
    free(digits);
    *host = url_part(url, CURLUPART_HOST, CURLU_PUNYCODE);
    size_t len = *host ? strlen(*host) : 0;
    if (len > 1 && (*host)[len - 1] == '.')
        (*host)[--len] = '\0';
    for (size_t i = 0; i < len; i++) {
        if ((*host)[i] >= 'A' && (*host)[i] <= 'Z')
            (*host)[i] = (char)((*host)[i] + 32);
    }
    return len > 0 && len < 256 && *port > 0;
}

static bool take_url(struct net_transfer *t, const struct net_request *request)
{
    bool mail = request->kind == NET_MAIL;
    t->url = curl_url();
    must(t->url);
    CURLUcode code = curl_url_set(t->url, CURLUPART_URL, request->url ? request->url : "",
                                  CURLU_ALLOW_SPACE | CURLU_URLENCODE);
    if (code == CURLUE_UNSUPPORTED_SCHEME) {
        transfer_fail(t, NET_REFUSED, "the URL's scheme is not supported");
        return false;
    }
    t->scheme = code == CURLUE_OK ? url_part(t->url, CURLUPART_SCHEME, 0) : NULL;
    if (!t->scheme || !take_host(t->url, &t->host, &t->port)) {
        transfer_fail(t, NET_REFUSED, "bad URL: %s",
                      code == CURLUE_OK ? "no usable host" : curl_url_strerror(code));
        return false;
    }
    struct span scheme = span_of(t->scheme), plain = mail ? SPAN("smtp") : SPAN("http");
    struct span secure = mail ? SPAN("smtps") : SPAN("https");
    if (!span_equal(scheme, plain) && !span_equal(scheme, secure)) {
        transfer_fail(t, NET_REFUSED, "the URL's scheme is neither %s nor %s", plain.ptr, secure.ptr);
        return false;
    }
    return true;
}

static bool take_proxy(struct net_transfer *t, const struct net_request *request)
{
    static const char *const schemes[] = {"http", "https", "socks4a", "socks5h"};
    bool known = false;
    if (!request->proxy || !*request->proxy)
        return true;
    CURLU *url = curl_url();
    must(url);
    curl_url_set(url, CURLUPART_URL, request->proxy, CURLU_NON_SUPPORT_SCHEME);
    char *scheme = url_part(url, CURLUPART_SCHEME, 0), *port = url_part(url, CURLUPART_PORT, 0);
    for (size_t i = 0; scheme && i < sizeof schemes / sizeof *schemes; i++)
        known = known || strcmp(scheme, schemes[i]) == 0;
    if (known)
        take_host(url, &t->proxy_host, &t->proxy_port);
    if (known && !port && strcmp(scheme, "https") != 0)
        t->proxy_port = PROXY_PORT;
    free(scheme);
    free(port);
    curl_url_cleanup(url);
    t->proxy = copy(request->proxy);
    if (!t->proxy_host || t->proxy_port == 0)
        transfer_fail(t, NET_REFUSED, "the proxy is no http, https, socks4a or socks5h URL");
    else if (t->guarded && !t->allow_private && guard_name_is_private(span_of(t->host)))
        transfer_fail(t, NET_REFUSED, "%s is a private name, not to be asked of a proxy", t->host);
    return t->response.outcome == NET_OK;
}

static bool take_mail(struct net_transfer *t, const struct net_request *request)
{
    struct error e;
    if (request->kind != NET_MAIL)
        return true;
    if (!mail_is_safe(request, &e)) {
        transfer_fail(t, NET_REFUSED, "%s", e.text);
        return false;
    }
    t->mail_from = memory_copy(request->mail_from, strlen(request->mail_from));
    t->mail_to = memory_copy(request->mail_to, strlen(request->mail_to));
    return true;
}

struct net_transfer *transfer_new(const struct net_request *request)
{
    struct net_transfer *t = memory_get(sizeof *t);
    t->kind = request->kind;
    t->starttls = request->starttls;
    t->guarded = request->guarded;
    t->allow_private = request->allow_private;
    t->max_body = request->max_body > 0 ? request->max_body : MAX_BODY;
    t->timeout_ms = request->timeout_ms > 0 ? request->timeout_ms : TIMEOUT_MS;
    t->socket = CURL_SOCKET_BAD;
    link_init(&t->in_all);
    link_init(&t->in_queue);
    buffer_init(&t->answer_headers.lines, HEADER_BYTES);
    buffer_init(&t->answer_body, t->max_body);
    if (!text_is_safe(request->user) || !text_is_safe(request->password) || !text_is_safe(request->proxy))
        transfer_fail(t, NET_REFUSED, "a control byte in user, password or proxy");
    else if (take_url(t, request) && take_proxy(t, request) && take_mail(t, request) &&
             take_headers(t, request)) {
        t->user = copy(request->user);
        t->password = copy(request->password);
        t->body_bytes = request->body.len;
        t->body = memory_copy(request->body.ptr ? request->body.ptr : "", request->body.len);
    }
    return t;
}

void transfer_free(struct net_transfer **tp)
{
    struct net_transfer *t = *tp;
    must(!t->easy);
    char *const owned[] = {t->scheme,  t->host,      t->user, t->password,   t->proxy,
                           t->mail_to, t->mail_from, t->body, t->proxy_host, t->peer_text};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        free(owned[i]);
    curl_url_cleanup(t->url);
    curl_slist_free_all(t->headers);
    buffer_release(&t->answer_headers.lines);
    buffer_release(&t->answer_body);
    free(t);
    *tp = NULL;
}

struct id transfer_origin(const struct net_transfer *t)
{
    char text[300];
    int len = snprintf(text, sizeof text, "%s://%s:%d", t->scheme, t->host, t->port);
    return hash128(text, (size_t)len);
}

struct span transfer_peer(const struct net_transfer *t)
{
    return span_of(t->proxy_host ? t->proxy_host : t->host);
}

bool transfer_pass_guard(struct net_transfer *t)
{
    struct lookup *l = &t->lookup;
    size_t kept = 0;
    if (l->count == 0) {
        transfer_fail(t, NET_NO_NAME, "%.*s: %s", (int)transfer_peer(t).len, transfer_peer(t).ptr, l->why);
        return false;
    }
    if (!t->guarded || t->allow_private || t->proxy)
        return true;
    for (size_t i = 0; i < l->count; i++) {
        if (!net_address_is_private(&l->addresses[i].any))
            l->addresses[kept++] = l->addresses[i];
    }
    l->count = kept;
    if (kept == 0)
        transfer_fail(t, NET_REFUSED, "%s has a private address (allow-private is off)", t->host);
    return kept > 0;
}

/* ---- curl's callbacks ---------------------------------------------------------------------------- */

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

/* ---- setting up ---------------------------------------------------------------------------------- */

static void put_address(struct buffer *out, const struct net_address *a)
{
    char text[INET6_ADDRSTRLEN];
    bool v4 = a->any.sa_family == AF_INET;
    const void *bytes = v4 ? (const void *)&a->v4.sin_addr : (const void *)&a->v6.sin6_addr;
    must(inet_ntop(a->any.sa_family, bytes, text, sizeof text));
    buffer_printf(out, v4 ? "%s" : "[%s]", text);
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
        buffer_printf(&text, ":%d", t->port);
    }
    must(!text.overflow && text.len > 0);
    free(t->peer_text);
    t->peer_text = text.ptr;
    t->peer_list = (struct curl_slist){.data = t->peer_text};
    set(t->easy, t->proxy ? CURLOPT_RESOLVE : CURLOPT_CONNECT_TO, &t->peer_list);
    set(t->easy, CURLOPT_PROXY, t->proxy ? t->proxy : "");
    set(t->easy, CURLOPT_NOPROXY, ""); /* else the environment's no_proxy holds */
}

static void set_limits(struct net_transfer *t)
{
    CURL *e = t->easy;
    int64_t left = t->deadline_ms - clock_monotonic_ms(), trickle_s = t->timeout_ms / 2000;
    int64_t connect = !t->proxy && t->address + 1 < t->lookup.count ? CONNECT_MORE_MS : CONNECT_MS;
    left = left > 0 ? left : 1;
    set(e, CURLOPT_TIMEOUT_MS, (long)left);
    set(e, CURLOPT_CONNECTTIMEOUT_MS, (long)(connect < left ? connect : left));
    if (t->kind != NET_MAIL) {
        set(e, CURLOPT_LOW_SPEED_LIMIT, (long)TRICKLE_BYTES_S);
        set(e, CURLOPT_LOW_SPEED_TIME, (long)(trickle_s > TRICKLE_LEAST_S ? trickle_s : TRICKLE_LEAST_S));
    }
    if (t->kind == NET_GET)
        set(e, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->max_body);
}

static void set_http(struct net_transfer *t)
{
    CURL *e = t->easy;
    bool tls = strcmp(t->scheme, "https") == 0;
    set(e, CURLOPT_PROTOCOLS_STR, "http,https");
    set(e, CURLOPT_ACCEPT_ENCODING, "");
    set(e, CURLOPT_HTTPHEADER, t->headers);
    /* To wait for multiplexing is worth it only where ALPN can offer it. */
    set(e, CURLOPT_HTTP_VERSION, tls ? (long)CURL_HTTP_VERSION_2TLS : (long)CURL_HTTP_VERSION_1_1);
    set(e, CURLOPT_PIPEWAIT, tls ? 1L : 0L);
    set(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (t->kind == NET_POST) {
        set(e, CURLOPT_POST, 1L);
        set(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->body_bytes);
        set(e, CURLOPT_POSTFIELDS, t->body);
        set(e, CURLOPT_EXPECT_100_TIMEOUT_MS, 1L);
    }
}

void transfer_set_up(struct net_transfer *t, const char *user_agent, const char *ca_file, CURLSH *share)
{
    CURL *e = t->easy;
    curl_easy_reset(e);
    t->curl_words[0] = '\0';
    t->refused_address = false;
    set(e, CURLOPT_PRIVATE, t);
    set(e, CURLOPT_ERRORBUFFER, t->curl_words);
    set(e, CURLOPT_NOSIGNAL, 1L);
    set(e, CURLOPT_NOPROGRESS, 1L);
    set(e, CURLOPT_CURLU, t->url);
    set(e, CURLOPT_SHARE, share);
    set(e, CURLOPT_CAPATH, NULL); /* the default costs 27 ms for each handshake */
    if (ca_file)
        set(e, CURLOPT_CAINFO, ca_file);
    set(e, CURLOPT_DNS_CACHE_TIMEOUT, 0L); /* resolve.c remembers */
    set(e, CURLOPT_TCP_KEEPALIVE, 1L);
    set(e, CURLOPT_USERAGENT, user_agent);
    set(e, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    set(e, CURLOPT_OPENSOCKETDATA, t);
    set(e, CURLOPT_WRITEFUNCTION, on_body);
    set(e, CURLOPT_WRITEDATA, t);
    set(e, CURLOPT_HEADERFUNCTION, on_header);
    set(e, CURLOPT_HEADERDATA, t);
    if (t->user)
        set(e, CURLOPT_USERNAME, t->user);
    if (t->password)
        set(e, CURLOPT_PASSWORD, t->password);
    set_peer(t);
    set_limits(t);
    if (t->kind == NET_MAIL)
        mail_set_up(t);
    else
        set_http(t);
}

/* ---- the end ------------------------------------------------------------------------------------- */

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

bool transfer_conclude(struct net_transfer *t, CURLcode code)
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
