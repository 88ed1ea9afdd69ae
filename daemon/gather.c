/*
 * gather.c - what a feed's document only points to: children of a sitemap index, article pages of new items
 *
 * Polls are worked on in the order in which they came, GATHER_POLLS at once, each with at most AT_ONCE requests on their
 * way: polls of the same host come in between, and the host's budget holds for all of them.
 *
 * Fatal: nothing. Bugs: a page that could not be fetched is not asked for again.
 */
#include <stdlib.h>
#include <string.h>

#include "fetch.h"
#include "gather.h"
#include "parse.h"
#include "text.h"

#define AT_ONCE 2
#define PAGES_BYTES ((size_t)16 << 20) /* of text, all pages of a poll */
#define CHILDREN_KNOWN 100000
#define SHORT_WORDS 100
#define SNIFF_BYTES 4096

/* One request. */
struct errand {
    struct gathering *owner;
    struct page *page;   /* of an article, or */
    struct fetch *child; /* of an index */
    size_t at;           /* index of the item or of the child */
};

struct gathering {
    struct gather *gather;
    struct gathering *next;
    struct ended_poll poll;
    struct errand errands[AT_ONCE];
    size_t active;
    size_t *todo; /* indexes of children, then of items */
    size_t todo_count, done;
    size_t text_bytes;
    bool at_pages, started;
    int64_t until; /* monotonic seconds */
};

struct gather {
    struct gather_rooms rooms;
    struct pages *pages;
    struct gathering *first; /* all, as they came */
    size_t count, started;
    struct map *children; /* hash of a child's URL → its date when it was read */
    struct gather_numbers numbers;
};

static int64_t now_s(void)
{
    return clock_monotonic_ms() / 1000;
}

static void go_on(struct gathering *x);

/* ---- children of a sitemap index ------------------------------------------------------------------------- */

static bool is_news(const struct gather *g, const struct sitemap *s)
{
    uint64_t date;

    if (!url_is_web(s->url))
        return false;
    return s->date_modified == TIME_UNKNOWN ||
           !map_get(g->children, hash128(s->url.ptr, s->url.len), &date) || (int64_t)date != s->date_modified;
}

/* The newest first, undated ones last, as they stand. */
static void choose_children(struct gathering *x)
{
    const struct document *doc = x->poll.doc;

    x->todo = arena_get(x->poll.arena, (GATHER_CHILDREN + 1) * sizeof(*x->todo));
    for (size_t i = 0; i < doc->sitemap_count; i++) {
        size_t at = x->todo_count;

        if (!is_news(x->gather, &doc->sitemaps[i]))
            continue;
        for (; at > 0 && doc->sitemaps[x->todo[at - 1]].date_modified < doc->sitemaps[i].date_modified; at--)
            x->todo[at] = x->todo[at - 1];
        x->todo[at] = i;
        x->todo_count += x->todo_count < GATHER_CHILDREN;
    }
}

static void add_items(struct gathering *x, const struct document *child)
{
    struct document *doc = x->poll.doc;
    size_t room = PARSE_ITEM_LIMIT - doc->item_count;
    size_t count = child->item_count < room ? child->item_count : room;
    struct item *items = arena_get(x->poll.arena, (doc->item_count + count) * sizeof(*items));

    if (doc->item_count > 0)
        memcpy(items, doc->items, doc->item_count * sizeof(*items));
    if (count > 0)
        memcpy(items + doc->item_count, child->items, count * sizeof(*items));
    doc->items = items;
    doc->item_count += count;
}

static void remember_child(struct gather *g, const struct sitemap *s)
{
    if (map_count(g->children) >= CHILDREN_KNOWN) {
        map_free(&g->children);
        g->children = map_new();
    }
    map_put(g->children, hash128(s->url.ptr, s->url.len), (uint64_t)s->date_modified);
}

/* The body dies with the callback: the child is read from a copy. */
static void child_came(void *arg, const struct fetch_result *r)
{
    struct errand *errand = arg;
    struct gathering *x = errand->owner;
    const struct sitemap *s = &x->poll.doc->sitemaps[errand->at];
    struct parse_input in = {.url = s->url, .content_type = arena_copy(x->poll.arena, r->content_type)};
    struct document child;
    struct error why;

    errand->child = NULL;
    x->active--;
    error_set(&why, "%s", r->error);
    if (r->outcome == POLL_FRESH)
        in.body = arena_copy(x->poll.arena, r->body);
    if (r->outcome == POLL_FRESH && parse_document(x->poll.arena, &in, &child, &why) == PARSE_OK) {
        add_items(x, &child);
        remember_child(x->gather, s);
        x->poll.unsettled |= s->date_modified == TIME_UNKNOWN;
        x->gather->numbers.children++;
    } else {
        log_warning("feed=%s sitemap=%s why=%s", x->poll.feed->settings->name,
                    log_quote(url_for_display(x->poll.arena, s->url)), log_quote(span_of(why.text)));
        x->poll.unsettled = true;
    }
    go_on(x);
}

/* ---- article pages --------------------------------------------------------------------------------------- */

static struct span own_text(const struct item *item)
{
    return item->content_text.len > 0 ? item->content_text : item->summary;
}

/* A text that breaks off, or has few words; a word of a single letter is half a word. */
static bool is_short(struct arena *a, const struct item *item)
{
    struct span text = span_trim(own_text(item));
    struct words words;
    size_t halves = 0;

    if (span_ends(text, SPAN("…")) || span_ends(text, SPAN("...")) || span_ends(text, SPAN("…]")) ||
        span_ends(text, SPAN("...]")))
        return true;
    words_of(a, text, 2 * SHORT_WORDS, &words);
    for (size_t i = 0; i < words.count; i++)
        halves += words.list[i].kind == WORD_SINGLE ? 1 : 2;
    return halves < 2 * SHORT_WORDS;
}

static struct id page_key(const struct item *item)
{
    struct span url = item->canonical_url.len > 0 ? item->canonical_url : item->url;

    return hash128(url.ptr, url.len);
}

/* A page that several items share is the page of none. */
static struct map *count_pages(const struct document *doc)
{
    struct map *pages = map_new();

    for (size_t i = 0; i < doc->item_count; i++) {
        uint64_t n = 0;

        map_get(pages, page_key(&doc->items[i]), &n);
        map_put(pages, page_key(&doc->items[i]), n + 1);
    }
    return pages;
}

/* New items whose text is wanted; feeds write the newest first. */
static void choose_pages(struct gathering *x)
{
    enum full_text wanted = x->poll.feed->settings->full_text;
    const struct document *doc = x->poll.doc;
    struct arena *a = arena_new();
    struct judge_feed feed = judge_feed_of(a, x->poll.feed, 0);
    bool *unknown = arena_get(a, doc->item_count * sizeof(*unknown));
    struct map *pages = count_pages(doc);

    x->at_pages = true;
    x->todo = arena_get(x->poll.arena, GATHER_PAGES * sizeof(*x->todo));
    x->todo_count = x->done = 0;
    if (wanted != FULL_TEXT_NO)
        judge_unknown(x->gather->rooms.judge, &feed, doc, a, unknown);
    for (size_t i = 0; i < doc->item_count && x->todo_count < GATHER_PAGES; i++) {
        const struct item *item = &doc->items[i];
        uint64_t n = 0;

        map_get(pages, page_key(item), &n);
        if (unknown[i] && n == 1 && url_is_web(item->url) &&
            (wanted == FULL_TEXT_ALWAYS || is_short(a, item)))
            x->todo[x->todo_count++] = i;
    }
    map_free(&pages);
    arena_free(&a);
}

static void take_page(struct gathering *x, struct item *item, const struct article *article)
{
    if (article->text.len <= own_text(item).len)
        return;
    item->feed_text = record_text_hash(item);
    if (item->title.len == 0)
        item->title = arena_copy(x->poll.arena, article->title);
    item->from_page = true;
    if (item->summary.len == 0)
        item->summary = item->content_text;
    item->content_text = arena_copy(x->poll.arena, article->text);
    item->content_text.len = utf8_cut(item->content_text, ITEM_TEXT_LIMIT);
    item->truncated |= article->text.len > ITEM_TEXT_LIMIT;
    x->text_bytes += item->content_text.len;
}

/* What was found, or in words why nothing was. */
static const char *read_page(struct arena *a, const struct fetch_result *r, struct article *out)
{
    struct parse_input in = {r->body, r->url, r->content_type};
    size_t at;

    if (r->outcome != POLL_FRESH)
        return r->error;
    if (r->content_type.len > 0 && !span_find(r->content_type, SPAN("html"), &at))
        return "no HTML";
    return parse_article(a, &in, out) ? NULL : "no main text found";
}

static void page_came(void *arg, const struct fetch_result *r)
{
    struct errand *errand = arg;
    struct gathering *x = errand->owner;
    struct item *item = &x->poll.doc->items[errand->at];
    struct arena *a = arena_new();
    struct article article;
    const char *wrong = read_page(a, r, &article);

    errand->page = NULL;
    x->active--;
    if (wrong) {
        x->gather->numbers.pages_failed++;
        log_info("feed=%s page=%s why=%s", x->poll.feed->settings->name,
                 log_quote(url_for_display(a, item->url)), log_quote(span_of(wrong)));
    } else {
        x->gather->numbers.pages++;
        take_page(x, item, &article);
    }
    arena_free(&a);
    if (r->outcome == POLL_LATER || x->text_bytes > PAGES_BYTES)
        x->done = x->todo_count; /* the host asks for peace, or enough is enough */
    go_on(x);
}

/* ---- one poll -------------------------------------------------------------------------------------------- */

static bool start(struct gathering *x, struct errand *errand, size_t at)
{
    const struct feed_settings *feed = x->poll.feed->settings;
    const struct settings *settings = x->gather->rooms.settings;
    const char *proxy = feed->proxy[0] ? feed->proxy : settings->proxy;
    struct span url = x->at_pages ? x->poll.doc->items[at].url : x->poll.doc->sitemaps[at].url;
    struct fetch_target target = {
        .url = arena_copy(x->poll.arena, url).ptr,
        .proxy = proxy[0] ? proxy : NULL,
        .allow_private = feed->allow_private,
        .first = true,
        .max_body = settings->max_body,
        .timeout_ms = settings->timeout_ms,
    };

    *errand = (struct errand){.owner = x, .at = at};
    if (x->at_pages && target.max_body > PARSE_PAGE_LIMIT)
        target.max_body = PARSE_PAGE_LIMIT;
    if (x->at_pages)
        errand->page = page_start(x->gather->pages, &target, page_came, errand);
    else
        errand->child = fetch_start(x->gather->rooms.net, &target, child_came, errand);
    if (x->at_pages && !errand->page) {
        x->gather->numbers.pages_failed++;
        log_info("feed=%s page=%s why=\"forbidden by robots.txt\"", feed->name,
                 log_quote(url_for_display(x->poll.arena, url)));
        return false;
    }
    return true;
}

static bool is_free(const struct errand *e)
{
    return !e->page && !e->child;
}

static void cancel_errands(struct gathering *x)
{
    for (size_t i = 0; i < AT_ONCE; i++) {
        struct errand *errand = &x->errands[i];

        if (errand->page)
            page_cancel(errand->page);
        if (errand->child)
            fetch_cancel(errand->child);
        *errand = (struct errand){0};
    }
    x->active = 0;
}

/* Out of the list and into its turn, or given up. */
static void leave(struct gathering *x, bool to_turn)
{
    struct gather *g = x->gather;
    struct gathering **at = &g->first;

    cancel_errands(x);
    while (*at != x)
        at = &(*at)->next;
    *at = x->next;
    g->count--;
    g->started -= x->started;
    if (to_turn)
        polls_give_back(g->rooms.polls, &x->poll);
    else
        polls_give_up(g->rooms.polls, &x->poll);
    free(x);
}

/* Starts what there is room for; when all is done, the next stage, and then its turn: it is gone. */
static void work(struct gathering *x)
{
    while (true) {
        while (x->done < x->todo_count && x->active < AT_ONCE) {
            struct errand *errand = x->errands;

            while (!is_free(errand))
                errand++;
            x->active += start(x, errand, x->todo[x->done++]);
        }
        if (x->active > 0)
            return;
        if (x->at_pages)
            break;
        choose_pages(x);
    }
    leave(x, true);
}

static void start_waiting(struct gather *g)
{
    while (g->started < GATHER_POLLS && g->started < g->count) {
        struct gathering *x = g->first;

        while (x->started)
            x = x->next;
        x->started = true;
        x->until = now_s() + GATHER_MOST_S;
        g->started++;
        work(x);
    }
}

/* After an answer: there may be room for one that waits. */
static void go_on(struct gathering *x)
{
    struct gather *g = x->gather;

    work(x);
    start_waiting(g);
}

/* ---- door ------------------------------------------------------------------------------------------------ */

/* Is there anything to fetch for it, so that it is to be read before its turn? */
static bool concerns(const struct ended_poll *p)
{
    struct span opening = span_cut(buffer_span(&p->body), 0, SNIFF_BYTES);
    size_t at;

    if (p->outcome != POLL_FRESH || id_equal(hash128(p->body.ptr, p->body.len), p->feed->body_hash))
        return false;
    return p->feed->settings->full_text != FULL_TEXT_NO || span_find(opening, SPAN("sitemapindex"), &at) ||
           span_starts(opening, SPAN("\x1F\x8B")); /* packed: it may be one */
}

/* What is no feed is left to the turn, which says so. */
static bool read_poll(struct ended_poll *p)
{
    struct parse_input in = {buffer_span(&p->body), span_of(p->url), span_of(p->content_type)};

    p->arena = arena_new();
    p->doc = arena_get(p->arena, sizeof(*p->doc));
    if (parse_document(p->arena, &in, p->doc, NULL) == PARSE_OK)
        return true;
    arena_free(&p->arena);
    p->doc = NULL;
    return false;
}

bool gather_take(void *arg, struct ended_poll *p)
{
    struct gather *g = arg;
    struct gathering *x, **last = &g->first;

    if (!concerns(p) || !read_poll(p))
        return false;
    x = memory_get(sizeof(*x));
    x->gather = g;
    x->poll = *p;
    choose_children(x);
    if (x->todo_count == 0)
        choose_pages(x);
    if (x->todo_count == 0) {
        free(x);
        return false;
    }
    while (*last)
        last = &(*last)->next;
    *last = x;
    g->count++;
    start_waiting(g);
    return true;
}

void gather_tick(struct gather *g)
{
    struct gathering *x = g->first, *next;
    int64_t now = now_s();

    for (; x; x = next) {
        next = x->next;
        if (!x->started || now < x->until)
            continue;
        log_info("feed=%s gathered=%zu of=%zu why=\"more would take too long\"", x->poll.feed->settings->name,
                 x->done - x->active, x->todo_count);
        x->poll.unsettled |= !x->at_pages;
        leave(x, true);
    }
    start_waiting(g);
}

void gather_forget(struct gather *g, const struct feed *feed)
{
    struct gathering *x = g->first;

    while (x && x->poll.feed != feed)
        x = x->next;
    if (x)
        leave(x, false);
}

void gather_stop(struct gather *g)
{
    while (g->first)
        leave(g->first, false);
}

void gather_reload(struct gather *g, const struct settings *settings)
{
    g->rooms.settings = settings;
}

void gather_measure(const struct gather *g, struct gather_numbers *out)
{
    *out = g->numbers;
}

struct gather *gather_new(const struct gather_rooms *rooms)
{
    struct gather *g = memory_get(sizeof(*g));

    g->rooms = *rooms;
    g->pages = pages_new(rooms->net);
    g->children = map_new();
    return g;
}

void gather_free(struct gather **g)
{
    if (!*g)
        return;
    gather_stop(*g);
    pages_free(&(*g)->pages);
    map_free(&(*g)->children);
    free(*g);
    *g = NULL;
}
