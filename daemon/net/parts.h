/*
 * parts.h - what the files of net share, and nobody else sees
 *
 *   loop.c      the room's door: start, cancel, step; curl's multi interface on libev
 *   request.c   one transfer: what was asked, checked and copied; whom it may talk to
 *   exchange.c  one transfer as curl does it
 *   mail.c      what is special about SMTP
 *   headers.c   the answer's header lines
 *   outcome.c   curl's result in our words
 *   resolve.c   names by c-ares
 *   host.c      politeness
 *   guard.c     private addresses
 */
#ifndef NEWSWIRED_NET_PARTS_H
#define NEWSWIRED_NET_PARTS_H

#include <netinet/in.h>
#include <sys/socket.h>

#include <curl/curl.h>
#include <ev.h>

#include "net.h"

/* ---- a doubly linked list that runs through its members -------------------------------------------------- */
struct link {
    struct link *next, *prev;
};
#define owner_of(l, type, member) ((type *)(void *)((char *)(l)-offsetof(type, member)))

static inline void link_init(struct link *head)
{
    head->next = head->prev = head;
}
static inline bool link_is_empty(const struct link *head)
{
    return head->next == head;
}
static inline void link_add_first(struct link *head, struct link *l)
{
    l->next = head->next;
    l->prev = head;
    l->next->prev = l->prev->next = l;
}
static inline void link_add_last(struct link *head, struct link *l)
{
    link_add_first(head->prev, l);
}
static inline void link_remove(struct link *l)
{
    l->next->prev = l->prev;
    l->prev->next = l->next;
    link_init(l);
}

/* ---- guard.c --------------------------------------------------------------------------------------------- */
struct net_address {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    };
};
/* A literal address, with or without brackets; false when it is none. Pure. */
bool net_address_read(struct span host, uint16_t port, struct net_address *out);
/* What a guarded request may not ask a proxy for, since only the proxy knows the address. Pure. */
bool guard_name_is_private(struct span name);

/* ---- host.c ---------------------------------------------------------------------------------------------- */
struct hosts;
struct host;
struct ticket {
    struct host *host;
    struct link in_host, in_order;
    bool waiting;
};
struct hosts *hosts_new(void);
void hosts_free(struct hosts **h); /* all tickets have left */
void hosts_set_limits(struct hosts *h, size_t limit, size_t per_host, int64_t gap_ms, int64_t now_ms);
/* Waits for its turn; `first` puts it before all that wait: a redirect's next hop. */
void hosts_wait(struct hosts *h, struct ticket *t, struct id key, bool first);
/* The ticket whose turn it is, now running; NULL: none yet. */
struct ticket *hosts_next(struct hosts *h, int64_t now_ms);
void hosts_leave(struct hosts *h, struct ticket *t); /* waiting or running */
/* How long until a rest ends that somebody may be waiting for; -1: nothing to wait for. */
bool hosts_keep_order(const struct hosts *h); /* one connection: nothing overtakes */
int64_t hosts_pause_ms(const struct hosts *h, int64_t now_ms);

/* ---- resolve.c ------------------------------------------------------------------------------------------- */
#define RESOLVE_ADDRESSES 8
struct resolve;
struct resolve_name;
struct lookup {
    struct resolve_name *name; /* while it waits */
    struct link waiting;
    void (*done)(struct lookup *l); /* from the loop, or from resolve_ask itself */
    struct net_address addresses[RESOLVE_ADDRESSES];
    size_t count;    /* 0: the name does not resolve, and `why` says why */
    const char *why; /* static text */
};
struct resolve *resolve_new(struct ev_loop *loop);
void resolve_use_servers(struct resolve *r,
                         const char *servers); /* for tests: "address:port", which outlives r */
void resolve_free(struct resolve **r);         /* lookups that wait are forgotten */
void resolve_ask(struct resolve *r, struct span name, struct lookup *l);
void resolve_forget(struct lookup *l); /* `done` will not run; nothing when it does not wait */
/* This address of the name answered and those before it did not: it goes first from now on. */
void resolve_prefer(struct resolve *r, struct span name, const struct net_address *good);

/* ---- headers.c ------------------------------------------------------------------------------------------- */
#define HEADER_BYTES ((size_t)64 << 10)
struct net_response_headers {
    struct buffer lines; /* of the last answer, its status line first */
    size_t seen;         /* bytes of all answers */
};
/* One line as curl hands it over; false: beyond the limit. */
bool headers_take(struct net_response_headers *h, struct span line);

/* ---- request.c ------------------------------------------------------------------------------------------- */
enum stage { STAGE_WAITING, STAGE_NAMING, STAGE_AWAY, STAGE_MOVING, STAGE_ENDED, STAGE_TELLING };

struct net_transfer {
    struct net *net;
    enum stage stage;
    struct link in_all, in_queue; /* in_queue: the open lane, or the ended */
    struct ticket ticket;         /* guarded only */
    net_done *done;
    void *arg;

    /* the request */
    enum net_kind kind;
    enum net_tls starttls;
    bool guarded, allow_private;
    CURLU *url;
    struct curl_slist *headers;
    char *scheme, *host, *user, *password, *proxy, *mail_from, *mail_to, *body;
    size_t body_bytes, body_sent, max_body;
    int64_t timeout_ms, deadline_ms;

    /* where it goes: the host's addresses, or the proxy's */
    uint16_t port;
    char *proxy_host;
    uint16_t proxy_port;
    struct lookup lookup;
    ev_timer naming_timer;
    size_t address; /* the one that is tried */
    char *peer_text;
    struct curl_slist peer_list, mail_list;

    /* on its way */
    CURL *easy;
    curl_socket_t socket; /* mail only */
    bool too_large, refused_address, cut, said_quit;
    char curl_words[CURL_ERROR_SIZE];

    /* the answer */
    struct net_response_headers answer_headers;
    struct buffer answer_body;
    struct net_response response;
};

/* Never NULL. What is wrong with the request is told by a response whose outcome is no longer NET_OK. */
struct net_transfer *transfer_new(const struct net_request *request);
void transfer_free(struct net_transfer **t); /* its easy handle has been taken away */
struct id transfer_origin(const struct net_transfer *t);
struct span
transfer_peer(const struct net_transfer *t); /* the name to look up: the proxy's, if there is one */
/* Keeps the addresses that the guard lets pass; false: none, and the response says so. */
bool transfer_pass_guard(struct net_transfer *t);
void transfer_fail(struct net_transfer *t, enum net_outcome outcome, const char *format, ...)
    base_printf(3, 4);

/* ---- exchange.c */
/* An easy handle with all that is the same for every GET. */
CURL *exchange_open(const char *ca_file, CURLSH *share);
/* All the rest, to try the address whose turn it is. */
void exchange_set_up(struct net_transfer *t, const char *user_agent);
/* After curl has ended it: fills the response. True when another address should be tried instead. */
bool exchange_conclude(struct net_transfer *t, CURLcode code);

/* ---- loop.c ---------------------------------------------------------------------------------------------- */
struct resolve *net_resolver(struct net *n); /* for tests */

/* ---- mail.c ---------------------------------------------------------------------------------------------- */
bool mail_is_safe(const struct net_request *request, struct error *e);
void mail_set_up(struct net_transfer *t);
void mail_conclude(struct net_transfer *t, CURLcode code);
void mail_take_line(struct net_transfer *t, struct span line);

/* ---- outcome.c ------------------------------------------------------------------------------------------- */
enum net_outcome outcome_of(CURLcode code);

#endif
