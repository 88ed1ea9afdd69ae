/*
 * loop.c - the room's door: transfers from start to callback, curl's multi interface on libev
 *
 *   net_start ──► waiting ──────► naming ─────────► moving ───────► ended ──────► the callback, and gone
 *                 (its turn:      (addresses:       (curl)          (told from
 *                  host.c, lane)   resolve.c)                        net_step)
 *                     ▲               │
 *                     └──── away ◄────┘ a slow name gives its turn back until there is an answer
 *
 * 1. Callbacks run only in net_step, which runs only from libev: never inside net_start or net_cancel, nor
 * inside curl's callbacks. So no call of curl happens inside another, and whoever is called back may start
 * and cancel.
 * 2. net_step tells what has ended before it begins what waits: a redirect's next hop, started in the
 * callback, goes before all that wait.
 * 3. Guarded transfers wait for their host's turn (host.c). Those to peers that the admin named go through a
 * lane of their own, so that no slow feed holds up an alert.
 *
 * Fatal: no memory, and SIGPIPE is ignored from here on: OpenSSL writes without MSG_NOSIGNAL.
 * Bugs: curl 7.88 shares at most 8 TLS sessions.
 */
#include <signal.h>
#include <unistd.h>

#include "parts.h"

#define LANE 64  /* transfers to peers that the admin named, at once */
#define SPARE 64 /* easy handles kept for the next transfer */
#define NAMING_PATIENCE_MS 300
#define CONNECTIONS_KEPT 4 /* times the connections; at 1 a poll costs twice as much */

struct net {
    struct ev_loop *loop;
    CURLM *multi;
    CURLSH *share;
    struct hosts *hosts;
    struct resolve *resolve;
    ev_timer curl_timer, step_timer;
    struct link all, lane, ended;
    size_t active, lane_running;
    CURL *spare[SPARE];
    size_t spare_count;
    char *user_agent, *ca_file;
    bool stepping;
};

struct watch {
    ev_io io;
    struct net *net;
};

static void net_step(struct net *n);

/* ---- a transfer's way ------------------------------------------------------------------------------------ */

static void step_within(struct net *n, int64_t ms)
{
    double after = (double)ms / 1000.;
    if (n->stepping || (ev_is_active(&n->step_timer) && ev_timer_remaining(n->loop, &n->step_timer) <= after))
        return;
    ev_timer_stop(n->loop, &n->step_timer);
    ev_timer_set(&n->step_timer, after, 0.);
    ev_timer_start(n->loop, &n->step_timer);
}

static void give_easy_back(struct net_transfer *t)
{
    struct net *n = t->net;
    if (!t->easy)
        return;
    if (t->kind == NET_GET && n->spare_count < SPARE)
        n->spare[n->spare_count++] = t->easy;
    else
        curl_easy_cleanup(t->easy);
    t->easy = NULL;
}

static void give_turn_back(struct net_transfer *t)
{
    if (t->guarded) {
        if (t->ticket.host)
            hosts_leave(t->net->hosts, &t->ticket);
    } else if (t->stage == STAGE_NAMING || t->stage == STAGE_MOVING) {
        t->net->lane_running--;
    }
}

static void end(struct net_transfer *t)
{
    struct net *n = t->net;
    ev_timer_stop(n->loop, &t->naming_timer);
    resolve_forget(&t->lookup);
    give_turn_back(t);
    give_easy_back(t);
    t->stage = STAGE_ENDED;
    link_remove(&t->in_queue);
    link_add_last(&n->ended, &t->in_queue);
    step_within(n, 0);
}

static void move(struct net_transfer *t)
{
    struct net *n = t->net;
    t->stage = STAGE_MOVING;
    if (!t->easy && t->kind == NET_GET && n->spare_count > 0)
        t->easy = n->spare[--n->spare_count];
    if (!t->easy)
        t->easy = exchange_open(n->ca_file, n->share);
    exchange_set_up(t, n->user_agent);
    must(curl_multi_add_handle(n->multi, t->easy) == CURLM_OK);
}

static void set_naming_timer(struct net_transfer *t, int64_t ms)
{
    ev_timer_stop(t->net->loop, &t->naming_timer);
    ev_timer_set(&t->naming_timer, (double)ms / 1000., 0.);
    ev_timer_start(t->net->loop, &t->naming_timer);
}

static void on_name(struct lookup *l)
{
    struct net_transfer *t = owner_of(l, struct net_transfer, lookup);
    struct net *n = t->net;
    ev_timer_stop(n->loop, &t->naming_timer);
    if (!transfer_pass_guard(t)) {
        end(t);
    } else if (t->stage == STAGE_NAMING) {
        move(t);
    } else { /* it is known now, and will be when its turn comes again */
        t->stage = STAGE_WAITING;
        hosts_wait(n->hosts, &t->ticket, transfer_origin(t), true);
        step_within(n, 0);
    }
}

static void on_naming_timer(struct ev_loop *loop, ev_timer *w, int events)
{
    struct net_transfer *t = w->data;
    struct net *n = t->net;
    (void)loop, (void)events;
    int64_t left = t->deadline_ms - clock_monotonic_ms();
    if (left <= 0) {
        transfer_fail(t, NET_NO_NAME, "%.*s: no answer in time", (int)transfer_peer(t).len,
                      transfer_peer(t).ptr);
        end(t);
        return;
    }
    if (t->stage == STAGE_NAMING && t->guarded && !hosts_keep_order(n->hosts)) {
        t->stage = STAGE_AWAY;
        hosts_leave(n->hosts, &t->ticket);
        step_within(n, 0);
    }
    set_naming_timer(t, left);
}

static void begin(struct net_transfer *t)
{
    struct net *n = t->net;
    struct span peer = transfer_peer(t);
    t->stage = STAGE_NAMING;
    t->deadline_ms = clock_monotonic_ms() + t->timeout_ms;
    t->lookup.done = on_name;
    if (net_address_read(peer, 0, &t->lookup.addresses[0])) {
        t->lookup.count = 1;
        on_name(&t->lookup);
        return;
    }
    resolve_ask(n->resolve, peer, &t->lookup);
    if (t->stage == STAGE_NAMING)
        set_naming_timer(t, t->timeout_ms < NAMING_PATIENCE_MS ? t->timeout_ms : NAMING_PATIENCE_MS);
}

/* ---- curl on libev --------------------------------------------------------------------------------------- */

static void conclude(struct net_transfer *t, CURLcode code)
{
    struct net *n = t->net;
    size_t tried = t->address;
    curl_multi_remove_handle(n->multi, t->easy);
    if (exchange_conclude(t, code)) {
        move(t);
        return;
    }
    if (tried > 0 && code == CURLE_OK)
        resolve_prefer(n->resolve, transfer_peer(t), &t->lookup.addresses[tried]);
    end(t);
}

static void turn_curl(struct net *n, curl_socket_t fd, int events)
{
    CURLMsg *message;
    int running, queued;
    curl_multi_socket_action(n->multi, fd, events, &running);
    while ((message = curl_multi_info_read(n->multi, &queued))) {
        char *t = NULL;
        CURLcode code = message->data.result; /* the message dies with the handle's removal */
        if (message->msg != CURLMSG_DONE)
            continue;
        must(curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &t) == CURLE_OK && t);
        conclude((struct net_transfer *)(void *)t, code);
    }
    net_step(n);
}

static void on_socket(struct ev_loop *loop, ev_io *w, int events)
{
    struct watch *watch = owner_of(w, struct watch, io);
    (void)loop;
    turn_curl(watch->net, w->fd,
              (events & EV_READ ? CURL_CSELECT_IN : 0) | (events & EV_WRITE ? CURL_CSELECT_OUT : 0));
}

static void on_curl_timer(struct ev_loop *loop, ev_timer *w, int events)
{
    (void)loop, (void)events;
    turn_curl(w->data, CURL_SOCKET_TIMEOUT, 0);
}

static int on_watch_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket_arg)
{
    struct net *n = arg;
    struct watch *watch = socket_arg;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (watch)
            ev_io_stop(n->loop, &watch->io);
        free(watch);
        return 0;
    }
    int events = (what & CURL_POLL_IN ? EV_READ : 0) | (what & CURL_POLL_OUT ? EV_WRITE : 0);
    if (!watch) {
        watch = memory_get(sizeof *watch);
        watch->net = n;
        curl_multi_assign(n->multi, fd, watch);
        ev_io_init(&watch->io, on_socket, fd, events);
    } else {
        ev_io_stop(n->loop, &watch->io);
        ev_io_set(&watch->io, fd, events);
    }
    ev_io_start(n->loop, &watch->io);
    return 0;
}

static int on_set_timer(CURLM *multi, long ms, void *arg)
{
    struct net *n = arg;
    (void)multi;
    ev_timer_stop(n->loop, &n->curl_timer);
    if (ms >= 0) {
        ev_timer_set(&n->curl_timer, (double)ms / 1000., 0.);
        ev_timer_start(n->loop, &n->curl_timer);
    }
    return 0;
}

/* ---- one step -------------------------------------------------------------------------------------------- */

static void tell(struct net_transfer *t)
{
    t->stage = STAGE_TELLING;
    link_remove(&t->in_queue);
    link_remove(&t->in_all);
    t->net->active--;
    t->done(t->arg, &t->response);
    transfer_free(&t);
}

static void begin_waiting(struct net *n)
{
    struct ticket *ticket;
    int64_t now = clock_monotonic_ms();
    while ((ticket = hosts_next(n->hosts, now)))
        begin(owner_of(ticket, struct net_transfer, ticket));
    while (n->lane_running < LANE && !link_is_empty(&n->lane)) {
        struct net_transfer *t = owner_of(n->lane.next, struct net_transfer, in_queue);
        link_remove(&t->in_queue);
        n->lane_running++;
        begin(t);
    }
}

static void net_step(struct net *n)
{
    struct link now; /* what ends meanwhile is told in the next step, so that a step has an end */
    n->stepping = true;
    link_init(&now);
    while (!link_is_empty(&n->ended)) {
        struct link *l = n->ended.next;
        link_remove(l);
        link_add_last(&now, l);
    }
    while (!link_is_empty(&now))
        tell(owner_of(now.next, struct net_transfer, in_queue));
    begin_waiting(n);
    n->stepping = false;
    int64_t pause = link_is_empty(&n->ended) ? hosts_pause_ms(n->hosts, clock_monotonic_ms()) : 0;
    if (pause >= 0)
        step_within(n, pause);
}

static void on_step_timer(struct ev_loop *loop, ev_timer *w, int events)
{
    (void)loop, (void)events;
    net_step(w->data);
}

/* ---- the door -------------------------------------------------------------------------------------------- */

static void ignore_sigpipe(void)
{
    struct sigaction old;
    if (sigaction(SIGPIPE, NULL, &old) == 0 && old.sa_handler == SIG_DFL) {
        old.sa_handler = SIG_IGN;
        sigaction(SIGPIPE, &old, NULL);
    }
}

struct net *net_new(struct ev_loop *loop, const struct net_settings *settings)
{
    struct net *n = memory_get(sizeof *n);
    const char *ca_file = getenv("SSL_CERT_FILE"); /* OpenSSL's convention; else curl's default file */
    must(curl_global_init(CURL_GLOBAL_ALL) == CURLE_OK);
    ignore_sigpipe();
    n->loop = loop;
    n->multi = curl_multi_init();
    n->share = curl_share_init();
    must(n->multi && n->share);
    curl_share_setopt(n->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    curl_multi_setopt(n->multi, CURLMOPT_SOCKETFUNCTION, on_watch_socket);
    curl_multi_setopt(n->multi, CURLMOPT_SOCKETDATA, n);
    curl_multi_setopt(n->multi, CURLMOPT_TIMERFUNCTION, on_set_timer);
    curl_multi_setopt(n->multi, CURLMOPT_TIMERDATA, n);
    ev_timer_init(&n->curl_timer, on_curl_timer, 0., 0.);
    ev_timer_init(&n->step_timer, on_step_timer, 0., 0.);
    n->curl_timer.data = n->step_timer.data = n;
    link_init(&n->all);
    link_init(&n->lane);
    link_init(&n->ended);
    n->hosts = hosts_new();
    n->resolve = resolve_new(loop);
    n->ca_file = ca_file && *ca_file ? memory_copy(ca_file, strlen(ca_file)) : NULL;
    net_set_settings(n, settings);
    return n;
}

void net_free(struct net **np)
{
    struct net *n = *np;
    if (!n)
        return;
    must(!n->stepping);
    while (!link_is_empty(&n->all))
        net_cancel(owner_of(n->all.next, struct net_transfer, in_all));
    resolve_free(&n->resolve);
    hosts_free(&n->hosts);
    while (n->spare_count > 0)
        curl_easy_cleanup(n->spare[--n->spare_count]);
    curl_multi_cleanup(n->multi);
    curl_share_cleanup(n->share);
    ev_timer_stop(n->loop, &n->curl_timer);
    ev_timer_stop(n->loop, &n->step_timer);
    free(n->user_agent);
    free(n->ca_file);
    free(n);
    curl_global_cleanup();
    *np = NULL;
}

void net_set_settings(struct net *n, const struct net_settings *settings)
{
    struct buffer agent;
    buffer_init(&agent, 1024);
    buffer_put_text(&agent, "newswired/" NEWSWIRED_VERSION);
    if (settings->contact.len > 0) {
        buffer_put_text(&agent, " (+");
        for (size_t i = 0; i < settings->contact.len && i < 512; i++) {
            char c = settings->contact.ptr[i];
            buffer_put_byte(&agent, c > ' ' && c < 0x7f && c != '(' && c != ')' ? c : ' ');
        }
        buffer_put_text(&agent, ")");
    }
    free(n->user_agent);
    n->user_agent = agent.ptr;
    hosts_set_limits(n->hosts, settings->connections, settings->per_host, settings->host_gap_ms,
                     clock_monotonic_ms());
    size_t kept = settings->connections < 4096 ? settings->connections * CONNECTIONS_KEPT : 16384;
    curl_multi_setopt(n->multi, CURLMOPT_MAXCONNECTS, (long)(kept > 0 ? kept : 1));
    step_within(n, 0);
}

struct net_transfer *net_start(struct net *n, const struct net_request *request, net_done *done, void *arg)
{
    struct net_transfer *t = transfer_new(request);
    t->net = n;
    t->done = done;
    t->arg = arg;
    ev_timer_init(&t->naming_timer, on_naming_timer, 0., 0.);
    t->naming_timer.data = t;
    link_add_last(&n->all, &t->in_all);
    n->active++;
    if (t->response.outcome != NET_OK) {
        end(t);
        return t;
    }
    if (t->guarded)
        hosts_wait(n->hosts, &t->ticket, transfer_origin(t), request->first);
    else
        link_add_last(&n->lane, &t->in_queue);
    step_within(n, 0);
    return t;
}

void net_cancel(struct net_transfer *t)
{
    struct net *n = t->net;
    if (t->stage == STAGE_TELLING)
        return; /* it is being told: too late, and it goes by itself */
    if (t->stage == STAGE_MOVING)
        curl_multi_remove_handle(n->multi, t->easy);
    if (t->stage != STAGE_ENDED)
        end(t);
    link_remove(&t->in_queue);
    link_remove(&t->in_all);
    n->active--;
    transfer_free(&t);
}

struct resolve *net_resolver(struct net *n)
{
    return n->resolve;
}

size_t net_active(const struct net *n)
{
    return n->active;
}
