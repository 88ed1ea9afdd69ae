/*
 * test_unpack.c - gzip files as bodies: whole, in members, broken, and bombs
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "parse.h"

#include "../../daemon/parse/unpack.h"

static void pack(struct buffer *out, struct span text)
{
    z_stream z = {0};

    must(deflateInit2(&z, 9, Z_DEFLATED, MAX_WBITS + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)text.ptr;
    z.avail_in = (unsigned)text.len;
    z.avail_out = (unsigned)deflateBound(&z, text.len);
    z.next_out = (unsigned char *)buffer_reserve(out, z.avail_out);
    must(deflate(&z, Z_FINISH) == Z_STREAM_END);
    out->len += z.total_out;
    deflateEnd(&z);
}

static const char map[] =
    "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>http://a.example/1</loc></url>"
    "<url><loc>http://a.example/2</loc></url></urlset>";

static void a_packed_sitemap_is_read(void **state)
{
    struct arena *a = arena_new();
    struct document doc;
    struct buffer body;

    (void)state;
    buffer_init(&body, 1 << 20);
    pack(&body, span_of(map));
    assert_int_equal(parse_document(a, &(struct parse_input){.body = buffer_span(&body)}, &doc, NULL),
                     PARSE_OK);
    assert_int_equal(doc.item_count, 2);
    assert_int_equal(doc.damage.len, 0);
    buffer_release(&body);
    arena_free(&a);
}

static void members_follow_each_other(void **state)
{
    struct arena *a = arena_new();
    struct buffer body;

    (void)state;
    buffer_init(&body, 1 << 20);
    pack(&body, SPAN("one "));
    pack(&body, SPAN("two"));
    buffer_put_text(&body, "rubbish behind");
    assert_true(span_equal(unpack(a, buffer_span(&body)), SPAN("one two")));
    buffer_release(&body);
    arena_free(&a);
}

/* Cut at every byte: never more than the text, never other text; and a body that is none stays as it is. */
static void what_breaks_off_gives_what_came_before(void **state)
{
    struct arena *a = arena_new();
    struct buffer body;

    (void)state;
    buffer_init(&body, 1 << 20);
    pack(&body, span_of(map));
    for (size_t len = 0; len < body.len; len++) {
        struct span cut = {body.ptr, len}, text = unpack(a, cut);

        assert_true(text.ptr == cut.ptr || span_starts(span_of(map), text));
    }
    assert_ptr_equal(unpack(a, span_of(map)).ptr, map);
    buffer_release(&body);
    arena_free(&a);
}

static void a_bomb_is_bounded(void **state)
{
    struct arena *a = arena_new();
    struct buffer text, body;

    (void)state;
    buffer_init(&text, SIZE_MAX);
    buffer_init(&body, SIZE_MAX);
    memset(buffer_reserve(&text, 4 * UNPACK_LIMIT), ' ', 4 * UNPACK_LIMIT);
    text.len = 4 * UNPACK_LIMIT;
    pack(&body, buffer_span(&text));
    assert_true(body.len < UNPACK_LIMIT / 100);
    assert_true(unpack(a, buffer_span(&body)).len <= 2 * UNPACK_LIMIT);
    buffer_release(&text);
    buffer_release(&body);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_packed_sitemap_is_read),
        cmocka_unit_test(members_follow_each_other),
        cmocka_unit_test(what_breaks_off_gives_what_came_before),
        cmocka_unit_test(a_bomb_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
