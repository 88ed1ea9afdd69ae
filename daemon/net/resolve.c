/*
 * resolve.c - names to addresses: c-ares on libev, with a bounded memory of what was learnt
 *
 * A name's life:   queued ──► asking ──► known (for its TTL) or failed (for FAILED_S) ──► asked again or
 * forgotten
 *
 * 1. Two lookups of one name are one question.
 * 2. There are two lanes, so that dead names hold up no others: a name that failed before is asked in the slow one. Each
 *    has so many questions under way; the rest wait in the order they came.
 * 3. At most NAMES names are remembered; the one that has been settled longest is forgotten first.
 * 4. c-ares is asked only outside its own callbacks, because a name in /etc/hosts is answered at once, from
 * within.
 *
 * /etc/hosts and localhost (RFC 6761 section 6.3) need no server. c-ares sorts the addresses by RFC 6724, so
 * that one without a route comes last. resolv.conf is read again when it has changed. Fatal: no memory. Bugs:
 * c-ares 1.18 gives no TTL for CNAME chains beyond the addresses' own.
 */
#include <netdb.h>
#include <sys/stat.h>

#include <ares.h>

#include "parts.h"

#define LOOKUPS 448
#define SLOW_LOOKUPS 64
#define NAMES 8192
#define KNOWN_LEAST_S 10
#define KNOWN_MOST_S 300
#define FAILED_S 30
#define TRY_MS 1500
#define TRIES 3
#define RESOLV_CONF "/etc/resolv.conf"
#define RESOLV_CONF_GLANCE_MS 5000

enum name_state { NAME_QUEUED, NAME_ASKING, NAME_KNOWN, NAME_FAILED };

struct lane {
    struct link queued; /* names */
    size_t asking, most;
};

struct resolve_name {
    struct resolve *resolve;
    struct lane *lane; /* the one it was asked in last */
    struct id key;
    char *text;
    enum name_state state;
    struct link listed;  /* in a lane's queue or settled */
    struct link waiting; /* lookups */
    int64_t expires_ms;
    struct net_address addresses[RESOLVE_ADDRESSES];
    size_t count;
    const char *why;
};

struct ear { /* one of c-ares' sockets */
    ev_io io;
    struct resolve *resolve;
    struct link listed;
};

struct resolve {
    struct ev_loop *loop;
    ares_channel channel; /* NULL: c-ares could not start */
    struct link ears;
    ev_timer timer;
    struct map *by_name;
    struct lane fast, slow;
    struct link settled;
    const char *servers; /* for tests; NULL: resolv.conf's */
    int64_t glanced_ms;
    struct timespec conf_changed;
};

static void ask_queued(struct resolve *r);

/* ---- c-ares on libev ------------------------------------------------------------------------------------- */

static void set_timer(struct resolve *r)
{
    struct timeval tv;
    ev_timer_stop(r->loop, &r->timer);
    if (r->channel && ares_timeout(r->channel, NULL, &tv)) {
        ev_timer_set(&r->timer, (double)tv.tv_sec + (double)tv.tv_usec / 1e6, 0.);
        ev_timer_start(r->loop, &r->timer);
    }
}

static void on_socket(struct ev_loop *loop, ev_io *w, int events)
{
    struct resolve *r = owner_of(w, struct ear, io)->resolve;
    (void)loop;
    ares_process_fd(r->channel, events & EV_READ ? w->fd : ARES_SOCKET_BAD,
                    events & EV_WRITE ? w->fd : ARES_SOCKET_BAD);
    ask_queued(r); /* w may be gone */
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int events)
{
    struct resolve *r = w->data;
    (void)loop, (void)events;
    ares_process_fd(r->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    ask_queued(r);
}

static struct ear *find_ear(struct resolve *r, int fd)
{
    for (struct link *l = r->ears.next; l != &r->ears; l = l->next) {
        struct ear *ear = owner_of(l, struct ear, listed);
        if (ear->io.fd == fd)
            return ear;
    }
    return NULL;
}

static void on_socket_state(void *data, ares_socket_t fd, int readable, int writable)
{
    struct resolve *r = data;
    struct ear *ear = find_ear(r, fd);
    if (ear)
        ev_io_stop(r->loop, &ear->io);
    if (!readable && !writable) {
        if (ear)
            link_remove(&ear->listed);
        free(ear);
        return;
    }
    if (!ear) {
        ear = memory_get(sizeof *ear);
        ear->resolve = r;
        link_add_last(&r->ears, &ear->listed);
    }
    ev_io_init(&ear->io, on_socket, fd, (readable ? EV_READ : 0) | (writable ? EV_WRITE : 0));
    ev_io_start(r->loop, &ear->io);
}

static void open_channel(struct resolve *r)
{
    struct ares_options options = {
        .timeout = TRY_MS, .tries = TRIES, .sock_state_cb = on_socket_state, .sock_state_cb_data = r};
    int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
    if (r->channel)
        ares_destroy(r->channel);
    if (ares_init_options(&r->channel, &options, mask) != ARES_SUCCESS)
        r->channel = NULL;
    else if (r->servers)
        must(ares_set_servers_ports_csv(r->channel, r->servers) == ARES_SUCCESS);
}

/* A laptop that moved has new servers; c-ares 1.18 reads the file only once. */
static void follow_resolv_conf(struct resolve *r)
{
    struct stat st;
    int64_t now = clock_monotonic_ms();
    if (r->fast.asking + r->slow.asking > 0 || (r->channel && now < r->glanced_ms + RESOLV_CONF_GLANCE_MS))
        return;
    r->glanced_ms = now;
    if (stat(RESOLV_CONF, &st) != 0)
        memset(&st, 0, sizeof st);
    bool changed =
        st.st_mtim.tv_sec != r->conf_changed.tv_sec || st.st_mtim.tv_nsec != r->conf_changed.tv_nsec;
    r->conf_changed = st.st_mtim;
    if (changed || !r->channel)
        open_channel(r);
}

/* ---- names ----------------------------------------------------------------------------------------------- */

static void answer(const struct resolve_name *name, struct lookup *l)
{
    l->name = NULL;
    l->count = name->count;
    l->why = name->why;
    memcpy(l->addresses, name->addresses, sizeof l->addresses);
    l->done(l);
}

static void forget_name(struct resolve_name *name)
{
    map_remove(name->resolve->by_name, name->key);
    link_remove(&name->listed);
    free(name->text);
    free(name);
}

static void forget_all(struct link *list)
{
    while (!link_is_empty(list))
        forget_name(owner_of(list->next, struct resolve_name, listed));
}

static void settle(struct resolve_name *name, enum name_state state, int64_t for_s)
{
    name->state = state;
    name->expires_ms = clock_monotonic_ms() + for_s * 1000;
    link_remove(&name->listed);
    link_add_last(&name->resolve->settled, &name->listed);
    while (!link_is_empty(&name->waiting)) {
        struct lookup *l = owner_of(name->waiting.next, struct lookup, waiting);
        link_remove(&l->waiting);
        answer(name, l);
    }
}

static bool keep_address(struct resolve_name *name, const struct ares_addrinfo_node *node)
{
    struct net_address *a = &name->addresses[name->count];
    if (node->ai_family == AF_INET && (size_t)node->ai_addrlen >= sizeof a->v4)
        memcpy(&a->v4, node->ai_addr, sizeof a->v4);
    else if (node->ai_family == AF_INET6 && (size_t)node->ai_addrlen >= sizeof a->v6)
        memcpy(&a->v6, node->ai_addr, sizeof a->v6);
    else
        return false;
    name->count++;
    return true;
}

static void on_answer(void *arg, int status, int timeouts, struct ares_addrinfo *info)
{
    struct resolve_name *name = arg;
    int64_t ttl = KNOWN_MOST_S;
    (void)timeouts;
    name->lane->asking--;
    name->count = 0;
    for (struct ares_addrinfo_node *n = info ? info->nodes : NULL; n && name->count < RESOLVE_ADDRESSES;
         n = n->ai_next) {
        if (keep_address(name, n) && n->ai_ttl < ttl)
            ttl = n->ai_ttl;
    }
    if (info)
        ares_freeaddrinfo(info);
    name->why = status == ARES_SUCCESS ? "no address" : ares_strerror(status);
    if (name->count > 0)
        settle(name, NAME_KNOWN, ttl > KNOWN_LEAST_S ? ttl : KNOWN_LEAST_S);
    else
        settle(name, NAME_FAILED, FAILED_S);
}

static void ask_lane(struct resolve *r, struct lane *lane)
{
    const struct ares_addrinfo_hints hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    while (!link_is_empty(&lane->queued) && lane->asking < lane->most) {
        struct resolve_name *name = owner_of(lane->queued.next, struct resolve_name, listed);
        follow_resolv_conf(r);
        link_remove(&name->listed);
        name->state = NAME_ASKING;
        lane->asking++;
        if (r->channel)
            ares_getaddrinfo(r->channel, name->text, NULL, &hints, on_answer, name);
        else
            on_answer(name, ARES_ENOTINITIALIZED, 0, NULL);
    }
}

static void ask_queued(struct resolve *r)
{
    ask_lane(r, &r->fast);
    ask_lane(r, &r->slow);
    set_timer(r);
}

static struct resolve_name *name_of(struct resolve *r, struct span text)
{
    struct id key = hash128(text.ptr, text.len);
    uint64_t found;
    if (map_get(r->by_name, key, &found))
        return (struct resolve_name *)(uintptr_t)found;
    if (map_count(r->by_name) >= NAMES && !link_is_empty(&r->settled))
        forget_name(owner_of(r->settled.next, struct resolve_name, listed));
    struct resolve_name *name = memory_get(sizeof *name);
    name->resolve = r;
    name->key = key;
    name->text = memory_copy(text.ptr, text.len);
    name->state = NAME_KNOWN; /* for no time at all */
    name->expires_ms = INT64_MIN;
    link_init(&name->waiting);
    link_init(&name->listed);
    map_put(r->by_name, key, (uintptr_t)name);
    return name;
}

/* ---- the door -------------------------------------------------------------------------------------------- */

struct resolve *resolve_new(struct ev_loop *loop)
{
    struct resolve *r = memory_get(sizeof *r);
    must(ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS);
    r->loop = loop;
    r->by_name = map_new();
    link_init(&r->ears);
    link_init(&r->fast.queued);
    link_init(&r->slow.queued);
    link_init(&r->settled);
    r->fast.most = LOOKUPS;
    r->slow.most = SLOW_LOOKUPS;
    ev_timer_init(&r->timer, on_timer, 0., 0.);
    r->timer.data = r;
    return r;
}

void resolve_use_servers(struct resolve *r, const char *servers)
{
    r->servers = servers;
    open_channel(r);
}

void resolve_free(struct resolve **rp)
{
    struct resolve *r = *rp;
    size_t cursor = 0;
    struct id key;
    uint64_t value;
    if (!r)
        return;
    while (map_next(r->by_name, &cursor, &key, &value)) {
        struct resolve_name *name = (struct resolve_name *)(uintptr_t)value;
        while (!link_is_empty(&name->waiting))
            resolve_forget(owner_of(name->waiting.next, struct lookup, waiting));
    }
    if (r->channel)
        ares_destroy(r->channel); /* settles what is asking, closes the ears */
    ev_timer_stop(r->loop, &r->timer);
    forget_all(&r->fast.queued);
    forget_all(&r->slow.queued);
    forget_all(&r->settled);
    must(map_count(r->by_name) == 0 && link_is_empty(&r->ears));
    map_free(&r->by_name);
    ares_library_cleanup();
    free(r);
    *rp = NULL;
}

void resolve_ask(struct resolve *r, struct span text, struct lookup *l)
{
    struct resolve_name *name = name_of(r, text);
    bool settled = name->state == NAME_KNOWN || name->state == NAME_FAILED;
    if (settled && clock_monotonic_ms() < name->expires_ms) {
        answer(name, l);
        return;
    }
    l->name = name;
    link_add_last(&name->waiting, &l->waiting);
    if (settled) {
        name->lane = name->state == NAME_FAILED ? &r->slow : &r->fast;
        name->state = NAME_QUEUED;
        link_remove(&name->listed);
        link_add_last(&name->lane->queued, &name->listed);
        ask_queued(r);
    }
}

void resolve_forget(struct lookup *l)
{
    if (l->name)
        link_remove(&l->waiting);
    l->name = NULL;
}

void resolve_prefer(struct resolve *r, struct span text, const struct net_address *good)
{
    uint64_t found;
    if (!map_get(r->by_name, hash128(text.ptr, text.len), &found))
        return;
    struct resolve_name *name = (struct resolve_name *)(uintptr_t)found;
    for (size_t i = 1; i < name->count; i++) {
        struct net_address a = name->addresses[i];
        bool same = a.any.sa_family == good->any.sa_family &&
                    (a.any.sa_family == AF_INET
                         ? a.v4.sin_addr.s_addr == good->v4.sin_addr.s_addr
                         : memcmp(&a.v6.sin6_addr, &good->v6.sin6_addr, sizeof a.v6.sin6_addr) == 0);
        if (same) {
            memmove(name->addresses + 1, name->addresses, i * sizeof a);
            name->addresses[0] = a;
            return;
        }
    }
}
