/*
 * test_sign.c - Standard Webhooks signatures: the specification's example, key changes, bad secret files
 */
#include <errno.h>

#include "sample.h"

#include "../../daemon/deliver/sign.h"

#define SPEC_SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define SPEC_SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define OTHER_SECRET "whsec_bmV3c3dpcmVkIHRlc3Qga2V5IDAwMDAwMDAwMDE="

static const struct {
    const char *name, *secrets, *want; /* want NULL: refused */
} cases[] = {
    {"specification's example", SPEC_SECRET, SPEC_SIGNATURE},
    {"white space around", "\n " SPEC_SECRET "\r\n", SPEC_SIGNATURE},
    {"the same twice, by lines", SPEC_SECRET "\n" SPEC_SECRET "\n", SPEC_SIGNATURE " " SPEC_SIGNATURE},
    {"the same twice, by a space", SPEC_SECRET " " SPEC_SECRET, SPEC_SIGNATURE " " SPEC_SIGNATURE},
    {"empty", "", NULL},
    {"white space alone", " \n", NULL},
    {"no prefix", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", NULL},
    {"empty key", "whsec_", NULL},
    {"no base64", "whsec_%%%%", NULL},
    {"second one bad", SPEC_SECRET " nonsense", NULL},
    {"too many",
     SPEC_SECRET " " SPEC_SECRET " " SPEC_SECRET " " SPEC_SECRET " " SPEC_SECRET " " SPEC_SECRET
                 " " SPEC_SECRET " " SPEC_SECRET " " SPEC_SECRET,
     NULL},
};

static const struct sign_content example = {.id = {"msg_p5jXN8AQM9LWM0D4loKWxJek", 28},
                                            .timestamp = 1614265330,
                                            .body = {"{\"test\": 2432232314}", 20}};

static void table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out;
        struct error e = {""};
        buffer_init(&out, 4096);
        int status = sign_content_put(&out, span_of(cases[i].secrets), &example, &e);
        if (status != (cases[i].want == NULL ? -EINVAL : 0))
            fail_msg("%s: %d %s", cases[i].name, status, e.text);
        assert_span(buffer_span(&out), span_of(cases[i].want));
        if (cases[i].want == NULL) {
            assert_true(e.text[0] != '\0');
            assert_null(strstr(e.text, "MfKQ9r8G")); /* words never hold the secret */
        }
        buffer_release(&out);
    }
}

static void signs_the_entry(void **state)
{
    (void)state;
    struct buffer body, got, want;
    buffer_init(&body, 64);
    buffer_init(&got, 256);
    buffer_init(&want, 256);
    buffer_put_text(&body, "{}");
    struct deliver_alert alert = sample_alert(&body);
    const struct sign_content content = {
        .id = SPAN("0123456789abcdeffedcba9876543210"), .timestamp = SAMPLE_TIME + 5, .body = SPAN("{}")};
    assert_int_equal(sign_put(&got, SPAN(OTHER_SECRET), &alert, NULL), 0);
    assert_int_equal(sign_content_put(&want, SPAN(OTHER_SECRET), &content, NULL), 0);
    assert_span(buffer_span(&got), buffer_span(&want));
    alert.now++;
    buffer_clear(&got);
    assert_int_equal(sign_put(&got, SPAN(OTHER_SECRET), &alert, NULL), 0);
    assert_false(span_equal(buffer_span(&got), buffer_span(&want)));
    buffer_release(&want);
    buffer_release(&got);
    buffer_release(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table), cmocka_unit_test(signs_the_entry)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
