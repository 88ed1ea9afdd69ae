/*
 * request.c - one transfer: what was asked, checked and copied; whom it may talk to
 *
 * 1. A host's name is looked up and judged here, before curl sees an address (exchange.c).
 * 2. With a proxy the host's name is judged instead, since only the proxy knows the address.
 * 3. URLs are parsed once, by curl's parser, and curl is given the parsed form: both see the same host.
 *
 * Fatal: no memory. Bugs: none known.
 */
#include <locale.h>
#include <stdarg.h>

#include "parts.h"

#define TIMEOUT_MS 30000
#define MAX_BODY ((size_t)1 << 20)
#define MAX_TEXT 8192   /* of a user, password or proxy */
#define PROXY_PORT 1080 /* curl's default */

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

/* ---- checking and copying the request -------------------------------------------------------------------- */

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

static void add_header(struct net_transfer *t, const char *line)
{
    struct curl_slist *list = curl_slist_append(t->headers, line);
    must(list);
    t->headers = list;
}

static bool take_headers(struct net_transfer *t, const struct net_request *request)
{
    for (size_t i = 0; i < request->header_count; i++) {
        const char *line = request->headers[i];
        if (!header_is_safe(line)) {
            transfer_fail(t, NET_REFUSED, "header %zu is not \"Name: value\"", i + 1);
            return false;
        }
        add_header(t, line);
    }
    if (request->kind == NET_POST)
        add_header(t, "Expect:"); /* no waiting for 100 */
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

static bool is_ascii(const char *text)
{
    while (*text && (unsigned char)*text < 0x80)
        text++;
    return *text == '\0';
}

/* libidn2, called by curl, reads the host in the locale's encoding; a daemon has none. The URL keeps the ASCII form. */
static char *ascii_host(CURLU *url)
{
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!utf8)
        return NULL;
    locale_t before = uselocale(utf8);
    char *host = url_part(url, CURLUPART_HOST, CURLU_PUNYCODE);
    uselocale(before);
    freelocale(utf8);
    if (host && curl_url_set(url, CURLUPART_HOST, host, 0) == CURLUE_OK)
        return host;
    free(host);
    return NULL;
}

/* Host and port of an absolute URL; the host in lower-case ASCII, without a final dot. */
static bool take_host(CURLU *url, char **out, uint16_t *port)
{
    char *digits = url_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT),
         *host = url_part(url, CURLUPART_HOST, 0);
    *port = port_number(digits);
    free(digits);
    if (host && !is_ascii(host)) {
        free(host);
        host = ascii_host(url);
    }
    size_t len = host ? strlen(host) : 0;
    if (len > 1 && host[len - 1] == '.')
        host[--len] = '\0';
    for (size_t i = 0; i < len; i++) {
        if (host[i] >= 'A' && host[i] <= 'Z')
            host[i] = (char)(host[i] + 32);
    }
    *out = host;
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
        t->body = request->body.len > 0 ? memory_copy(request->body.ptr, request->body.len) : NULL;
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
