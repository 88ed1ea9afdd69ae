/*
 * net: one request to a peer, on the loop. HTTP and SMTP by libcurl's multi_socket on libev, names by c-ares,
 * politeness per host, and the guard against private addresses.
 *
 * Ownership   net_start copies the request; the response lives during the callback only. The callback runs exactly once,
 *             never inside net_start; not after net_cancel or net_free.
 * Errors      an enum for what to do, words for a person (never with userinfo or query of a URL).
 * Redirects are never followed here: fetch does the hops.
 * Limits      body bytes (after decoding), header bytes (64 KiB), time to connect, time without a byte, whole time.
 */
#ifndef NEWSWIRED_NET_H
#define NEWSWIRED_NET_H

#include "base.h"

struct ev_loop;
struct net;
struct net_transfer;

struct net_settings {
    size_t connections;  /* guarded requests at once, all hosts; at 1 strictly in the order of net_start */
    size_t per_host;     /* guarded requests at once to one origin */
    int64_t host_gap_ms; /* between starts of guarded requests to one origin */
    struct span contact; /* in User-Agent */
};

enum net_kind { NET_GET, NET_POST, NET_MAIL };
enum net_tls { NET_TLS_REQUIRED, NET_TLS_WANTED, NET_TLS_OFF }; /* for smtp:// only: STARTTLS */

struct net_request {
    enum net_kind kind;
    const char *url;
    const char *const *headers; /* "Name: value", validated by net: no CR, LF, NUL; count below */
    size_t header_count;
    struct span body;                /* POST's body, or the mail */
    const char *user, *password;     /* NULL: none */
    const char *proxy;               /* NULL: none; environment is never used */
    const char *mail_from, *mail_to; /* NET_MAIL: bare addresses, validated by net */
    enum net_tls starttls;
    bool guarded;       /* polls and pages: private addresses refused, host budget applies */
    bool allow_private; /* with guarded: do not refuse addresses */
    bool first;         /* with guarded: before all that wait, for a redirect's next hop */
    size_t max_body;    /* 0: 1 MiB. A POST's answer is cut there, any other is NET_TOO_LARGE */
    int64_t timeout_ms; /* whole time from its turn on; 0: 30 s */
};

enum net_outcome {
    NET_OK,      /* a response of any status came, whole */
    NET_REFUSED, /* not tried: scheme, private address, bad URL, bad header or address */
    NET_NO_NAME, /* the name does not resolve */
    NET_NO_CONNECT,
    NET_TLS, /* certificate or handshake */
    NET_TIMEOUT,
    NET_TOO_LARGE,
    NET_BROKEN /* anything else: reset, protocol, decoding */
};
const char *net_outcome_name(enum net_outcome o);

struct net_response {
    enum net_outcome outcome; /* NET_OK also for a mail that the server rejected: status says so */
    long status;              /* HTTP status or SMTP reply code of the last answer; 0: none */
    struct span body;
    char error[256]; /* words when not NET_OK; for SMTP with NET_OK the peer's last line */
    const struct net_response_headers *headers;
};
/* The last header of that name, white space trimmed; empty when absent. Valid during the callback. */
struct span net_header(const struct net_response *r, const char *name);

typedef void net_done(void *arg, const struct net_response *response);

/* Ignores SIGPIPE in the process. $SSL_CERT_FILE, when set, names the CA file. net_free not from within a callback. */
struct net *net_new(struct ev_loop *loop, const struct net_settings *settings);
void net_free(struct net **n); /* cancels all */
void net_set_settings(struct net *n, const struct net_settings *settings);
struct net_transfer *net_start(struct net *n, const struct net_request *request, net_done *done, void *arg);
void net_cancel(struct net_transfer *t);
size_t net_active(const struct net *n);

/* IANA special-purpose registries for IPv4 and IPv6: true when a guarded request may not go there. Pure (guard.c). */
struct sockaddr;
bool net_address_is_private(const struct sockaddr *address);

#endif
