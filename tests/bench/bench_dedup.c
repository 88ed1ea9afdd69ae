/*
 * bench_dedup.c - judging items in windows of 10,000, 100,000 and a million, folding included
 *
 * Items are made from a fixed seed: words as Zipf would have them (word n stands 1/n of the time), titles of about 11 and
 * summaries of about 27 words with the long tail of real ones, an item in eight a copy with some words changed, one in
 * three a telling of a running story, outlets with footers. They come evenly over a window of 14 days, stories have
 * 4; the window is filled, and runs over, before it is measured. Each measurement is a process of its own: its
 * memory is what the system gave it.
 *
 * Two floors, of the same run: splitting the same texts at spaces and rolling a hash over three words; and a bare
 * open-addressing table of 64-bit slots, an item's keys looked up and added, against the index.
 * Argument: the largest window (1000000).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base.h"
#include "dedup.h"
#include "text.h"

#include "../../daemon/dedup/index.h"

enum { WORDS = 300000, WORD_BYTES = 12, TEXT_WORDS = 1000, RECENT = 4096, STORIES = 600, STORY_WORDS = 8 };
enum { OUTLETS = 200, FOOTER_WORDS = 8, BATCH = 256, MEASURED = 20480, ARTICLE_WORDS = 800 };
enum { KEYS = 16 }; /* about as many anchors as an item has */
#define WINDOW_S (14 * 86400)
#define STORY_WINDOW_S (4 * 86400)

struct text {
    uint32_t word[TEXT_WORDS];
    uint32_t title, count, outlet;
};

struct maker {
    uint64_t state;
    char (*word)[WORD_BYTES];
    struct text *recent; /* RECENT of them */
    uint64_t made;
    uint32_t article; /* words of every item; 0: of a feed's size */
};

/* An item as a feed has it. */
struct item_text {
    char title[TEXT_WORDS * WORD_BYTES], body[TEXT_WORDS * WORD_BYTES];
    size_t title_len, body_len;
    uint32_t outlet, words;
};

static uint32_t draw(struct maker *m)
{
    m->state = m->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(m->state >> 33);
}

static double draw_part(struct maker *m)
{
    return draw(m) / 2147483648.0;
}

static uint32_t draw_word(struct maker *m)
{
    return (uint32_t)exp(draw_part(m) * log(WORDS)) % WORDS;
}

static uint32_t draw_length(struct maker *m)
{
    double normal = draw_part(m) + draw_part(m) + draw_part(m) + draw_part(m) - 2; /* variance 1/3 */
    double words = 27 * exp(normal * 1.4);

    return words > 400 ? 400 : (uint32_t)words;
}

static void spell_words(struct maker *m)
{
    m->word = memory_get((size_t)WORDS * WORD_BYTES);
    for (uint32_t i = 0; i < WORDS; i++) {
        uint32_t h = i * 2654435761u ^ i >> 3, n = i > 2000 ? 3 : i > 20 ? 2 : 1;

        for (uint32_t k = 0; k < n; k++, h = h * 1664525u + 1013904223u) {
            m->word[i][3 * k] = "bcdfghjklmnprstv"[h >> 28];
            m->word[i][3 * k + 1] = "aeiou"[(h >> 16) % 5];
            m->word[i][3 * k + 2] = "nrstlm"[(h >> 8) % 6];
        }
    }
}

static void draw_text(struct maker *m, struct text *t)
{
    uint32_t kind = draw(m) % 24;
    uint32_t story = (uint32_t)(m->made / 64) + (uint32_t)exp(draw_part(m) * log(STORIES));

    if (kind < 3 && m->made > RECENT) {
        *t = m->recent[draw(m) % RECENT];
        for (uint32_t i = draw(m) % 4; i > 0; i--)
            t->word[draw(m) % t->count] = draw_word(m);
        t->outlet = draw(m) % OUTLETS;
        return;
    }
    t->title = 7 + draw(m) % 9;
    t->count = m->article ? m->article : t->title + draw_length(m);
    t->outlet = draw(m) % OUTLETS;
    for (uint32_t i = 0; i < t->count; i++)
        t->word[i] = draw_word(m);
    for (uint32_t i = 0; kind < 11 && i < STORY_WORDS; i++) /* some of its words twice */
        t->word[draw(m) % (i < 3           ? t->title
                           : t->count < 60 ? t->count
                                           : 60)] =
            WORDS / 2 + (story * 2654435761u + i * 40503u) % (WORDS / 2);
}

static size_t put_words(const struct maker *m, char *to, const uint32_t *word, size_t count)
{
    size_t len = 0;

    for (size_t i = 0; i < count; i++) {
        const char *w = m->word[word[i]];
        size_t n = strnlen(w, WORD_BYTES);

        memcpy(to + len, w, n);
        len += n;
        to[len++] = ' ';
    }
    return len;
}

static void make(struct maker *m, struct item_text *out)
{
    struct text *t = &m->recent[m->made % RECENT];
    uint32_t footer[FOOTER_WORDS];

    draw_text(m, t);
    m->made++;
    out->outlet = t->outlet;
    out->words = t->count;
    out->title_len = put_words(m, out->title, t->word, t->title);
    out->body_len = put_words(m, out->body, t->word + t->title, t->count - t->title);
    if (t->outlet % 4)
        return;
    for (uint32_t i = 0; i < FOOTER_WORDS; i++)
        footer[i] = (t->outlet * 977 + i * 31) % 5000;
    out->body_len += put_words(m, out->body + out->body_len, footer, FOOTER_WORDS);
    out->words += FOOTER_WORDS;
}

/* ---- one window ------------------------------------------------------------------------------------------- */

struct window {
    size_t items;
    bool stories;
    uint32_t article;
    struct arena *arena;
};

/* What a window came to, handed from its process to the first one. */
struct result {
    double judge_us, floor_us, bytes_held, bytes_told, words;
    size_t items;
    unsigned copies, joined;
};

static size_t resident_bytes(void)
{
    FILE *f = fopen("/proc/self/statm", "r");
    unsigned long all = 0, resident = 0;

    if (f && fscanf(f, "%lu %lu", &all, &resident) != 2)
        resident = 0;
    if (f)
        fclose(f);
    return resident * (size_t)sysconf(_SC_PAGESIZE);
}

static void judge(struct dedup *d, const struct window *w, const struct item_text *t, uint64_t n,
                  struct verdict *v)
{
    struct arena *a = w->arena;
    struct words title, body;
    struct dedup_item item = {.id = {n, ~n * 0x9E3779B97F4A7C15u}, .title = &title, .body = &body};
    char outlet[16], url[64];

    item.now = (int64_t)(n * WINDOW_S / w->items);
    item.outlet = (struct span){outlet, (size_t)snprintf(outlet, sizeof(outlet), "outlet%u", t->outlet)};
    item.url = (struct span){
        url, (size_t)snprintf(url, sizeof(url), "https://%s.example/%llu", outlet, (unsigned long long)n)};
    words_of(a, (struct span){t->title, t->title_len}, 0, &title);
    words_of(a, (struct span){t->body, t->body_len}, 0, &body);
    dedup_judge(d, &item, a, v);
    arena_reset(a);
}

/* The least that reading a text can cost: its words split at spaces, a hash over each three. */
static uint64_t split_and_roll(const char *s, size_t len)
{
    uint64_t word = 0, roll = 0, sum = 0;

    for (size_t i = 0; i < len; i++) {
        if (s[i] != ' ') {
            word = (word ^ (unsigned char)s[i]) * 0x100000001B3u;
            continue;
        }
        roll = (roll << 21 | roll >> 43) ^ word;
        sum += roll;
        word = 0xCBF29CE484222325u;
    }
    return sum;
}

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* Of an item, in the middle one of these batches: others at work on the machine are not to count. */
static double median_us(int64_t *batch_ns, size_t count)
{
    qsort(batch_ns, count, sizeof(*batch_ns), compare_times);
    return (double)batch_ns[count / 2] / BATCH / 1e3;
}

static void measure_batches(struct dedup *d, struct maker *m, const struct window *w, struct result *out)
{
    struct item_text *batch = memory_get(BATCH * sizeof(*batch));
    size_t batches = (w->article ? MEASURED / 10 : MEASURED) / BATCH, measured = batches * BATCH;
    int64_t judged[MEASURED / BATCH], floor_ns[MEASURED / BATCH];
    volatile uint64_t sum = 0;
    uint64_t n = m->made, words = 0;
    struct verdict v;

    for (size_t b = 0; b < batches; b++) {
        int64_t from;

        for (size_t i = 0; i < BATCH; i++)
            make(m, &batch[i]);
        from = clock_cpu_ns();
        for (size_t i = 0; i < BATCH; i++, n++) {
            judge(d, w, &batch[i], n, &v);
            out->copies += !id_is_zero(v.duplicate_of);
            out->joined += id_is_zero(v.duplicate_of) && v.story.hi != n;
            words += batch[i].words;
        }
        judged[b] = clock_cpu_ns() - from;
        from = clock_cpu_ns();
        for (size_t i = 0; i < BATCH; i++)
            sum += split_and_roll(batch[i].title, batch[i].title_len) +
                   split_and_roll(batch[i].body, batch[i].body_len);
        floor_ns[b] = clock_cpu_ns() - from;
    }
    out->judge_us = median_us(judged, batches);
    out->floor_us = median_us(floor_ns, batches);
    out->words = (double)words / (double)measured;
    out->copies = (unsigned)(out->copies * 1000 / measured);
    out->joined = (unsigned)(out->joined * 1000 / measured);
    free(batch);
}

static void measure(const struct window *w, struct result *out)
{
    struct dedup_limits limits = {WINDOW_S, w->stories ? STORY_WINDOW_S : 0, (size_t)16 << 30};
    struct maker m = {.state = 42, .article = w->article};
    struct item_text *t = memory_get(sizeof(*t));
    struct dedup_numbers numbers;
    struct verdict v;
    struct dedup *d;
    size_t before;

    spell_words(&m);
    m.recent = memory_get(RECENT * sizeof(*m.recent));
    memset(m.recent, 1, RECENT * sizeof(*m.recent));
    make(&m, t);
    before = resident_bytes();
    d = dedup_new(&limits);
    for (uint64_t n = m.made; n < w->items + w->items / 8; n++) {
        make(&m, t);
        judge(d, w, t, n, &v);
    }
    dedup_measure(d, &numbers);
    out->items = numbers.items;
    out->bytes_held = (double)(resident_bytes() - before) / (double)numbers.items;
    out->bytes_told = (double)numbers.bytes / (double)numbers.items;
    measure_batches(d, &m, w, out);
}

static bool measure_apart(const struct window *w, struct result *out)
{
    int ends[2], status = 1;
    pid_t child;

    if (pipe(ends) != 0)
        return false;
    fflush(stdout);
    child = fork();
    if (child == 0) {
        measure(w, out);
        _exit(write(ends[1], out, sizeof(*out)) == sizeof(*out) ? 0 : 1);
    }
    close(ends[1]);
    if (child < 0 || read(ends[0], out, sizeof(*out)) != sizeof(*out))
        status = -1;
    close(ends[0]);
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static bool show(const struct window *w, const char *what, struct result *r)
{
    *r = (struct result){0};
    if (!measure_apart(w, r)) {
        fprintf(stderr, "bench_dedup: no result\n");
        return false;
    }
    printf("%-9s %8zu items of %3.0f words: %6.2f us an item, %6.0f items/s, %5.1f x split+roll (%.2f us); "
           "%4.0f bytes an item held, %4.0f told; %.1f %% copies, %.1f %% join a story\n",
           what, r->items, r->words, r->judge_us, 1e6 / r->judge_us, r->judge_us / r->floor_us, r->floor_us,
           r->bytes_held, r->bytes_told, r->copies / 10.0, r->joined / 10.0);
    return true;
}

/* ---- the index against a bare table ------------------------------------------------------------------------ */

static uint32_t key_number(uint64_t n)
{
    n = (n + 1) * 0x9E3779B97F4A7C15u;
    n = (n ^ n >> 31) * 0xBF58476D1CE4E5B9u;
    return key_of(n ^ n >> 29);
}

/* A table of 64-bit slots, half full, and nothing else: keys are found and added, one by one. */
static double bare_ns(size_t live, size_t items)
{
    size_t mask = 15, found = 0;
    uint64_t *slot;
    int64_t from = 0;

    while (mask < live * 3 / 2)
        mask = mask * 2 + 1;
    slot = memory_get((mask + 1) * sizeof(*slot));
    for (uint64_t n = 0; n < live + items * KEYS; n++) {
        if (n == live)
            from = clock_cpu_ns();
        for (int add = n < live; add < 2; add++) {
            uint32_t key = key_number(add ? n : n * 7 % live);
            size_t at = (size_t)key * 0x9E3779B1u;

            while (slot[at & mask] && slot[at & mask] >> 32 != key)
                at++;
            found += slot[at & mask] != 0;
            if (add)
                slot[at & mask] = (uint64_t)key << 32 | (uint32_t)n;
        }
    }
    from = clock_cpu_ns() - from;
    free(slot);
    return (double)from / (double)items + (double)(found == 1);
}

/* As dedup does it: an item's keys are fetched, then found, then added. */
static double index_ns(size_t live, size_t items, bool drop)
{
    uint32_t owners[INDEX_NEWEST];
    size_t found = 0;
    struct index x;
    int64_t from;

    index_init(&x, 80, false);
    for (uint64_t n = 0; n < live; n++)
        index_add(&x, key_number(n), (uint32_t)n, 0);
    from = clock_cpu_ns();
    for (uint64_t n = live; n < live + items * KEYS; n += KEYS) {
        for (uint64_t k = n; k < n + KEYS; k++) {
            __builtin_prefetch(index_place(&x, key_number(k * 7 % live)));
            __builtin_prefetch(index_place(&x, key_number(k)));
            if (drop)
                __builtin_prefetch(index_place(&x, key_number(k - live)));
        }
        for (uint64_t k = n; k < n + KEYS; k++)
            found += index_find(&x, key_number(k * 7 % live), owners, NULL);
        for (uint64_t k = n; drop && k < n + KEYS; k++)
            index_drop(&x, key_number(k - live), (uint32_t)(k - live));
        for (uint64_t k = n; k < n + KEYS; k++)
            index_add(&x, key_number(k), (uint32_t)k, 0);
    }
    from = clock_cpu_ns() - from;
    index_release(&x);
    return (double)from / (double)items + (double)(found == 1);
}

static void show_index(size_t live)
{
    enum { ITEMS = 50000 };
    double ours = index_ns(live, ITEMS, false), bare = bare_ns(live, ITEMS);

    printf("index     %8zu keys: %d found and added %.2f us, a bare table %.2f us, ratio %.2f; and as many "
           "dropped "
           "%.2f us\n",
           live, KEYS, ours / 1e3, bare / 1e3, ours / bare, index_ns(live, ITEMS, true) / 1e3);
}

int main(int argc, char **argv)
{
    size_t largest = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1000000;
    struct arena *a = arena_new();
    const struct window articles = {largest < 20000 ? largest : 20000, false, ARTICLE_WORDS, a};
    struct result r;

    for (int stories = 0; stories < 2; stories++) {
        struct result first = {0};

        for (size_t items = 10000; items <= largest; items *= 10) {
            const struct window w = {items, stories, 0, a};

            if (!show(&w, stories ? "tiers 1+2" : "tier 1", &r))
                return 1;
            if (items == 10000)
                first = r;
        }
        printf("%-9s an item costs %.2f x of what it costs among 10,000\n", stories ? "tiers 1+2" : "tier 1",
               r.judge_us / first.judge_us);
    }
    if (!show(&articles, "articles", &r))
        return 1;
    show_index(largest * 16);
    arena_free(&a);
    return 0;
}
