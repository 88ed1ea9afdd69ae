/*
 * bench_dedup.c - judging items, as a ratio to splitting the same texts and rolling one hash over the words
 *
 * Items are made from a fixed seed: 40 words as Zipf would have them, a tenth of them copies with a word changed, a
 * fifth telling a running story. The window is filled first (argument: how many items, 200,000), then measured.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "dedup.h"
#include "text.h"

enum { MEASURED = 20480, BATCH = 256, WORDS = 60000, TITLE = 10, BODY = 30, STORIES = 400, STORY_WORDS = 6 };

struct maker {
    uint64_t state;
    char title[TITLE * 16], body[BODY * 16];
    size_t title_len, body_len;
    uint32_t last[TITLE + BODY];
};

static uint32_t draw(struct maker *m)
{
    m->state = m->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(m->state >> 33);
}

/* Small numbers far more often than large ones: word n stands about 1/n of the time. */
static uint32_t draw_word(struct maker *m)
{
    uint32_t bits = draw(m) % 16;

    return draw(m) % ((uint32_t)WORDS >> (15 - bits) ? (uint32_t)WORDS >> (15 - bits) : 1);
}

static size_t put_words(char *to, size_t size, const uint32_t *word, size_t count)
{
    size_t len = 0;

    for (size_t i = 0; i < count; i++) {
        uint32_t w = word[i] * 2654435761u;

        len += (size_t)snprintf(to + len, size - len, "%c%c%c%c%x ", 'b' + (int)(w >> 28), "aeiou"[w % 5],
                                'k' + (int)(w >> 8 & 7), "aeiou"[w / 5 % 5], word[i] & 0xFFF);
    }
    return len;
}

static void make(struct maker *m)
{
    uint32_t kind = draw(m) % 10, story = draw(m) % STORIES;

    if (kind > 0) {
        for (int i = 0; i < TITLE + BODY; i++)
            m->last[i] = draw_word(m);
    }
    for (uint32_t i = 0; kind > 7 && i < STORY_WORDS; i++)
        m->last[i] = WORDS + story * STORY_WORDS + i;
    m->last[draw(m) % (TITLE + BODY)] = draw_word(m);
    m->title_len = put_words(m->title, sizeof(m->title), m->last, TITLE);
    m->body_len = put_words(m->body, sizeof(m->body), m->last + TITLE, BODY);
}

static void judge(struct dedup *d, struct maker *m, struct arena *a, uint64_t n, struct verdict *v)
{
    struct words title, body;
    struct dedup_item item = {.id = {n, ~n * 0x9E3779B97F4A7C15u}, .title = &title, .body = &body};

    item.outlet = (struct span){"abcdefghijklmnop" + n % 16, 1};
    item.now = (int64_t)(n / 4);
    words_of(a, (struct span){m->title, m->title_len}, 0, &title);
    words_of(a, (struct span){m->body, m->body_len}, 0, &body);
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

int main(int argc, char **argv)
{
    size_t fill = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 200000;
    struct dedup_limits limits = {14 * 86400, 4 * 86400, (size_t)4 << 30};
    struct dedup *d = dedup_new(&limits);
    struct arena *a = arena_new();
    struct maker m = {.state = 42};
    struct dedup_numbers numbers;
    uint64_t copies = 0, sum = 0;
    int64_t judged = 0, floor_ns = 0;
    struct verdict v;

    for (uint64_t n = 1; n <= fill; n++) {
        make(&m);
        judge(d, &m, a, n, &v);
    }
    for (uint64_t n = fill + 1; n <= fill + MEASURED; n += BATCH) {
        static struct maker batch[BATCH];
        int64_t from;

        for (size_t i = 0; i < BATCH; i++) {
            make(&m);
            batch[i] = m;
        }
        from = clock_cpu_ns();
        for (size_t i = 0; i < BATCH; i++) {
            judge(d, &batch[i], a, n + i, &v);
            copies += !id_is_zero(v.duplicate_of);
        }
        judged += clock_cpu_ns() - from;
        from = clock_cpu_ns();
        for (size_t i = 0; i < BATCH; i++)
            sum += split_and_roll(batch[i].title, batch[i].title_len) +
                   split_and_roll(batch[i].body, batch[i].body_len);
        floor_ns += clock_cpu_ns() - from;
    }
    dedup_measure(d, &numbers);
    printf("dedup: tier1+2 %.2f us/item, floor (split+roll) %.2f us/item, ratio %.1f; %.0f items/s, %zu "
           "items in the "
           "window, %zu bytes each, %.1f %% copies (%llx)\n",
           (double)judged / MEASURED / 1e3, (double)floor_ns / MEASURED / 1e3,
           (double)judged / (double)floor_ns, MEASURED * 1e9 / (double)judged, numbers.items,
           numbers.bytes / numbers.items, (double)copies * 100 / MEASURED, (unsigned long long)sum & 0xFF);
    arena_free(&a);
    dedup_free(&d);
    return 0;
}
