/*
 * test_digest.c - SHA-256, HMAC, ids, base64, by the examples of FIPS 180-2, RFC 4231 and RFC 4648
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const char *hex(const uint8_t *bytes, char out[2 * DIGEST_BYTES + 1])
{
    for (size_t i = 0; i < DIGEST_BYTES; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
    return out;
}

static void sums(void **state)
{
    uint8_t sum[DIGEST_BYTES];
    char text[2 * DIGEST_BYTES + 1];

    (void)state;
    digest_sha256("abc", 3, sum);
    assert_string_equal(hex(sum, text), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_sha256("", 0, sum);
    assert_string_equal(hex(sum, text), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    digest_hmac_sha256(SPAN("Jefe"), SPAN("what do ya want for nothing?"), sum);
    assert_string_equal(hex(sum, text), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    digest_hmac_sha256(SPAN(""), SPAN(""), sum);
    assert_string_equal(hex(sum, text), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void ids(void **state)
{
    static const char *const bad[] = {"", "0123456789abcdef0123456789abcde",
                                      "0123456789abcdef0123456789abcdef0", "0123456789ABCDEF0123456789abcdef",
                                      "0123456789abcdefg123456789abcdef"};
    const struct span ab_c[] = {SPAN("ab"), SPAN("c")}, a_bc[] = {SPAN("a"), SPAN("bc")},
                      abc[] = {SPAN("abc")}, abc_[] = {SPAN("abc"), SPAN("")};
    struct id all[4] = {digest_id(ab_c, 2), digest_id(a_bc, 2), digest_id(abc, 1), digest_id(abc_, 2)}, got;
    char text[ID_TEXT_BYTES];

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++) {
        assert_true(id_parse(span_of(id_format(all[i], text)), &got) && id_equal(got, all[i]));
        for (size_t k = 0; k < i; k++)
            assert_false(id_equal(all[i], all[k]));
    }
    assert_string_equal(id_format((struct id){1, 0xabc}, text), "00000000000000010000000000000abc");
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(id_parse(span_of(bad[i]), &got));
    assert_true(id_is_zero((struct id){0, 0}));
    assert_false(id_is_zero((struct id){0, 1}) || id_is_zero((struct id){1, 0}));
}

static void base64(void **state)
{
    static const struct {
        const char *plain, *coded;
    } rows[] = {{"", ""},
                {"f", "Zg=="},
                {"fo", "Zm8="},
                {"foo", "Zm9v"},
                {"foob", "Zm9vYg=="},
                {"fooba", "Zm9vYmE="},
                {"foobar", "Zm9vYmFy"},
                {"\xFB\xFF", "+/8="}};
    static const char *const bad[] = {"Z", "Zg=", "Zg===", "Z===", "Zg==Zg==", "Zm9v!", "=", "Zm9vY", "Zm-_"};
    struct buffer b;

    (void)state;
    buffer_init(&b, 100);
    for (size_t i = 0; i < COUNT(rows); i++) {
        buffer_clear(&b);
        base64_put(&b, rows[i].plain, strlen(rows[i].plain));
        assert_true(span_equal(buffer_span(&b), span_of(rows[i].coded)));
        buffer_clear(&b);
        assert_true(base64_read(span_of(rows[i].coded), &b));
        assert_true(span_equal(buffer_span(&b), span_of(rows[i].plain)));
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        buffer_clear(&b);
        if (base64_read(span_of(bad[i]), &b))
            fail_msg("%s", bad[i]);
    }
    buffer_clear(&b);
    assert_true(base64_read(SPAN(" Zm9v\r\nYm Fy\t"), &b));
    assert_string_equal(b.ptr, "foobar");
    buffer_release(&b);
    buffer_init(&b, 2);
    assert_false(base64_read(SPAN("Zm9v"), &b));
    buffer_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sums), cmocka_unit_test(ids),
                                       cmocka_unit_test(base64)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
