/*
 * fuzz_dedup.c - a stream of items made from any bytes, judged in one memory and restored into another
 *
 * Each line is an item: a byte for time, outlet and address, then words; a TAB parts title from text. Invariants: an original
 * and a story are always earlier items or the item itself, an original is no copy, numbers are in range, the cap
 * holds, and a memory restored from the verdicts judges the last item the same.
 */
#include <string.h>

#include "dedup.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ITEMS_MAX = 200 };

struct stream {
    struct arena *arena;
    struct dedup *lived, *restored;
    struct id original[ITEMS_MAX + 1]; /* of the item with this number; its own when it is none's copy */
    uint64_t count;
    int64_t now;
};

static struct id id_of(uint64_t n)
{
    return (struct id){n * 0x9E3779B97F4A7C15u, n};
}

static bool is_earlier(const struct stream *s, struct id id)
{
    return id.lo >= 1 && id.lo <= s->count && id_equal(id, id_of(id.lo));
}

static void check(struct stream *s, const struct dedup_item *item, const struct verdict *v)
{
    bool copy = !id_is_zero(v->duplicate_of);

    must(is_earlier(s, v->story) || id_equal(v->story, item->id));
    must(!copy || is_earlier(s, v->duplicate_of));
    must(!copy || id_equal(s->original[v->duplicate_of.lo], v->duplicate_of));
    must(!copy || v->duplicate_why.veto.len == 0);
    must(!copy || id_is_zero(item->revision_of));
    s->original[item->id.lo] = copy ? v->duplicate_of : item->id;
    if (v->duplicate_why.known) {
        must((v->duplicate_why.jaccard > 0) == (v->duplicate_why.shared > 0) &&
             v->duplicate_why.jaccard <= 1);
        must(v->duplicate_why.containment >= v->duplicate_why.jaccard && v->duplicate_why.containment <= 1);
        must(v->duplicate_why.shared > 0 || v->duplicate_why.url);
        must(is_earlier(s, v->duplicate_why.candidate));
    }
    if (v->story_why.known) {
        must(v->story_why.score >= 0 && v->story_why.score < 1.01 && v->story_why.term_count <= 8);
        must(is_earlier(s, v->story_why.member));
    }
}

/* Few addresses, so that items meet: one in two has none, some have a front page. */
static struct span address_of(unsigned char how)
{
    static const struct span rows[] = {SPAN(""), SPAN("http://a.example/"), SPAN("http://a.example/live"),
                                       SPAN("http://a.example/?n=7")};

    return (how & 0x40) ? rows[how >> 3 & 3] : rows[0];
}

static void take(struct stream *s, struct span line, bool last)
{
    struct dedup_item item = {.id = id_of(s->count + 1)};
    struct words title, body;
    struct verdict v, w;
    struct span first = {0};
    unsigned char how = (unsigned char)line.ptr[0];

    line = span_cut(line, 1, line.len);
    span_split(&line, '\t', &first);
    words_of(s->arena, first, 0, &title);
    words_of(s->arena, line, 0, &body);
    s->now += how & 0x1F;
    item.outlet = (struct span){"abc", how >> 6};
    item.url = address_of(how);
    item.title = &title;
    item.body = &body;
    item.now = s->now;
    if ((how & 0x20) && s->count > 0 && how % 3 == 0)
        item.revision_of = id_of(s->count);
    dedup_judge(s->lived, &item, s->arena, &v);
    check(s, &item, &v);
    if (last) {
        dedup_judge(s->restored, &item, s->arena, &w);
        must(id_equal(v.story, w.story) && id_equal(v.duplicate_of, w.duplicate_of));
        must(v.duplicate_why.known == w.duplicate_why.known &&
             v.duplicate_why.shared == w.duplicate_why.shared && v.duplicate_why.url == w.duplicate_why.url);
        must(!v.story_why.known || (w.story_why.known && id_equal(v.story_why.member, w.story_why.member)));
    } else {
        dedup_restore(s->restored, &item, &v);
    }
    s->count++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct dedup_limits limits = {.window_s = 400, .story_window_s = 150, .memory_bytes = 40000};
    struct span in = {(const char *)data, size}, line;
    struct stream s = {.arena = arena_new(), .lived = dedup_new(&limits), .restored = dedup_new(&limits)};
    struct dedup_numbers one, two;

    while (s.count < ITEMS_MAX && span_split(&in, '\n', &line)) {
        if (line.len > 0)
            take(&s, line, in.len == 0 || s.count + 1 == ITEMS_MAX);
    }
    dedup_measure(s.lived, &one);
    dedup_measure(s.restored, &two);
    must(one.items == two.items && one.bytes == two.bytes && one.stories == two.stories);
    must(one.bytes <= limits.memory_bytes || one.items <= 1);
    dedup_free(&s.lived);
    dedup_free(&s.restored);
    arena_free(&s.arena);
    return 0;
}
