/*
 * test_record.c - a record with everything there and back, and lines that are no record
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "spool.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static struct author authors[] = {{SPAN("A. Writer"), SPAN("a@example.org"), SPAN("https://example.org/a")},
                                  {SPAN("نویسنده"), SPAN(""), SPAN("")}};
static struct span tags[] = {SPAN("iran"), SPAN("trade \"x\"")};
static struct attachment attachments[] = {{SPAN("https://example.org/a.mp3"), SPAN("audio/mpeg"), 12345},
                                          {SPAN("https://example.org/b"), SPAN(""), -1}};
static struct span terms[] = {SPAN("pipeline"), SPAN("گاز")};
static struct hit hits[] = {{SPAN("gas"), FIELD_TITLE, 0, 3, 6, SPAN("gas")},
                            {SPAN("gas"), FIELD_TAG, 1, 0, 5, SPAN("trade")},
                            {SPAN("other"), FIELD_CONTENT, 0, 7, 9, SPAN("é")}};

static struct record whole(void)
{
    return (struct record){
        .id = {1, 2},
        .revision = 3,
        .revision_of = {3, 4},
        .feed = SPAN("tehran-times"),
        .outlet = SPAN("example.org"),
        .item = {.guid = SPAN("g\x1B]52;"),
                 .url = SPAN("https://example.org/1"),
                 .title = SPAN("خط لوله"),
                 .summary = SPAN("s\r\n\x01\\\""),
                 .content_text = SPAN("c\xE2\x80\xAE"),
                 .content_html = SPAN("<p>c</p>"),
                 .language = SPAN("fa"),
                 .authors = authors,
                 .tags = tags,
                 .attachments = attachments,
                 .author_count = COUNT(authors),
                 .tag_count = COUNT(tags),
                 .attachment_count = COUNT(attachments),
                 .date_published = 1795253400,
                 .date_modified = 1795253401,
                 .truncated = true,
                 .recovered = true},
        .date_fetched = 1795253402,
        .verdict = {.story = {5, 6},
                    .duplicate_of = {7, 8},
                    .duplicate_why = {true, {9, 10}, 0.91, 0.97, 212, SPAN("numbers"), true},
                    .story_why = {true, 0.41, {11, 12}, terms, COUNT(terms)}},
        .hits = hits,
        .hit_count = COUNT(hits),
        .quiet = QUIET_BACKFILL,
    };
}

static struct record nothing(void)
{
    return (struct record){.id = {0, 1},
                           .revision = 1,
                           .item = {.date_published = TIME_UNKNOWN, .date_modified = TIME_UNKNOWN},
                           .date_fetched = 0};
}

/* Written, read, written again: the same bytes; so every field that is written is read. */
static void there_and_back(void **state)
{
    const struct record records[] = {whole(), nothing()};
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT(records); i++) {
        struct buffer first, second;
        struct record got;
        struct error e;

        buffer_init(&first, 100000);
        buffer_init(&second, 100000);
        record_put(&first, &records[i]);
        assert_false(memchr(first.ptr, '\n', first.len) != NULL);
        assert_int_equal(record_read(a, buffer_span(&first), &got, &e), 0);
        record_put(&second, &got);
        assert_string_equal(first.ptr, second.ptr);
        buffer_release(&first);
        buffer_release(&second);
    }
    arena_free(&a);
}

/* Each field for itself: there_and_back alone would not see one that is neither written nor read. */
static void each_field(void **state)
{
    const struct record r = whole();
    struct arena *a = arena_new();
    struct buffer line;
    struct record got;

    (void)state;
    buffer_init(&line, 100000);
    record_put(&line, &r);
    assert_int_equal(record_read(a, buffer_span(&line), &got, NULL), 0);
    buffer_release(&line); /* nothing of it is used any more */
    assert_true(id_equal(got.id, r.id) && id_equal(got.revision_of, r.revision_of) && got.revision == 3);
    assert_true(span_equal(got.feed, r.feed) && span_equal(got.outlet, r.outlet));
    assert_true(span_equal(got.item.guid, r.item.guid) && span_equal(got.item.url, r.item.url));
    assert_true(span_equal(got.item.title, r.item.title) && span_equal(got.item.summary, r.item.summary));
    assert_true(span_equal(got.item.content_text, r.item.content_text) &&
                span_equal(got.item.content_html, r.item.content_html) &&
                span_equal(got.item.language, r.item.language));
    assert_true(got.item.author_count == 2 && span_equal(got.item.authors[0].email, authors[0].email) &&
                span_equal(got.item.authors[0].url, authors[0].url) &&
                span_equal(got.item.authors[1].name, authors[1].name));
    assert_true(got.item.tag_count == 2 && span_equal(got.item.tags[1], tags[1]));
    assert_true(got.item.attachment_count == 2 && got.item.attachments[0].size_bytes == 12345 &&
                got.item.attachments[1].size_bytes == -1);
    assert_true(span_equal(got.item.attachments[0].mime_type, attachments[0].mime_type));
    assert_true(got.item.date_published == 1795253400 && got.item.date_modified == 1795253401);
    assert_true(got.item.truncated && got.item.recovered && got.date_fetched == 1795253402 &&
                got.quiet == QUIET_BACKFILL);
    assert_true(id_equal(got.verdict.story, r.verdict.story) &&
                id_equal(got.verdict.duplicate_of, r.verdict.duplicate_of));
    assert_true(got.verdict.duplicate_why.known && got.verdict.duplicate_why.jaccard == 0.91 &&
                got.verdict.duplicate_why.shared == 212 && got.verdict.duplicate_why.url &&
                span_equal(got.verdict.duplicate_why.veto, SPAN("numbers")));
    assert_true(got.verdict.story_why.known && got.verdict.story_why.term_count == 2);
    assert_int_equal(got.hit_count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(span_equal(got.hits[i].rule, hits[i].rule) && got.hits[i].field == hits[i].field &&
                    got.hits[i].index == hits[i].index && got.hits[i].start == hits[i].start &&
                    got.hits[i].end == hits[i].end && span_equal(got.hits[i].text, hits[i].text));
    arena_free(&a);
}

static void no_records(void **state)
{
    static const char *const bad[] = {
        "",
        "{}",
        "[]",
        "7",
        "{\"type\":\"item\"}",
        "{\"type\":\"item\",\"id\":\"00000000000000000000000000000001\"}",
        "{\"type\":\"item\",\"id\":\"1\",\"date_fetched\":\"1970-01-01T00:00:00Z\"}",
        "{\"type\":\"item\",\"id\":\"00000000000000000000000000000001\",\"date_fetched\":\"soon\"}",
        "{\"type\":\"other\",\"id\":\"00000000000000000000000000000001\",\"date_fetched\":\"1970-01-01T00:00:"
        "00Z\"}",
        "{\"type\":\"item\",\"id\":\"00000000000000000000000000000001\",\"date_fetched\":\"1970-01-01T00:00:"
        "00Z\"",
    };
    struct arena *a = arena_new();
    struct record got;
    struct error e;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        e.text[0] = '\0';
        if (record_read(a, span_of(bad[i]), &got, &e) != -EBADMSG)
            fail_msg("%s", bad[i]);
        assert_true(e.text[0] != '\0');
    }
    arena_free(&a);
}

/* Fields of later versions, and fields of the wrong kind, are passed over. */
static void strange_records(void **state)
{
    struct arena *a = arena_new();
    struct record got;

    (void)state;
    assert_int_equal(
        record_read(
            a,
            SPAN("{\"v\":9,\"new\":{},\"type\":\"item\",\"id\":\"00000000000000000000000000000001\","
                 "\"date_fetched\":\"1970-01-01T00:00:07Z\",\"title\":7,\"tags\":\"x\",\"authors\":[7],"
                 "\"attachments\":{},\"why\":[],\"quiet\":\"later\",\"hits\":[7,{\"field\":\"smell\"},"
                 "{\"rule\":\"r\",\"field\":\"title\",\"start\":1,\"end\":2,\"text\":\"t\"}]}"),
            &got, NULL),
        0);
    assert_true(got.item.title.len == 0 && got.item.tag_count == 0 && got.item.attachment_count == 0);
    assert_true(got.revision == 1 && got.date_fetched == 7 && got.hit_count == 1 && got.quiet == QUIET_NO);
    assert_true(got.item.date_published == TIME_UNKNOWN && id_is_zero(got.verdict.story));
    arena_free(&a);
}

/* Over title, summary and content, each for itself; nothing else. */
static void text_hashes(void **state)
{
    const struct item items[] = {{.title = SPAN("a"), .summary = SPAN("b")},
                                 {.title = SPAN("ab")},
                                 {.summary = SPAN("ab")},
                                 {.content_text = SPAN("ab")},
                                 {.title = SPAN("a"), .content_text = SPAN("b")},
                                 {.title = SPAN("")}};
    struct item same = {
        .title = SPAN("a"), .summary = SPAN("b"), .url = SPAN("x"), .content_html = SPAN("y")};

    (void)state;
    for (size_t i = 0; i < COUNT(items); i++) {
        for (size_t k = 0; k < i; k++)
            assert_false(id_equal(record_text_hash(&items[i]), record_text_hash(&items[k])));
    }
    assert_true(id_equal(record_text_hash(&same), record_text_hash(&items[0])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(there_and_back), cmocka_unit_test(each_field),
                                       cmocka_unit_test(no_records), cmocka_unit_test(strange_records),
                                       cmocka_unit_test(text_hashes)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
