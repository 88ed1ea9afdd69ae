/*
 * test_payload.c - the body of an alert, byte for byte
 */
#include "sample.h"

static const struct {
    const char *name;
    bool update, hits;
    size_t outlets;
    const char *rule, *title, *record, *want;
} cases[] = {
    {"matched", false, true, 2, "iran", "Deal", "{\"v\":1}",
     "{\"type\":\"story.matched\",\"timestamp\":\"2025-11-21T09:30:00Z\",\"data\":{\"rule\":\"iran\","
     "\"severity\":\"high\","
     "\"story\":{\"id\":\"11112222333344445555666677778888\",\"title\":\"Deal\",\"first_seen\":\"2025-11-"
     "21T08:30:00Z\","
     "\"outlets\":[\"a.example\",\"b.example\"],\"items\":4},\"item\":{\"v\":1},"
     "\"hits\":[{\"rule\":\"iran\",\"field\":\"title\",\"start\":0,\"end\":4,\"text\":\"Deal\"}]}}"},
    {"updated, nothing to tell, record's newline cut", true, false, 0, "r", "", "{\"a\": [1,2] }\n",
     "{\"type\":\"story.updated\",\"timestamp\":\"2025-11-21T09:30:00Z\",\"data\":{\"rule\":\"r\","
     "\"severity\":\"high\","
     "\"story\":{\"id\":\"11112222333344445555666677778888\",\"title\":\"\",\"first_seen\":\"2025-11-21T08:"
     "30:00Z\","
     "\"outlets\":[],\"items\":4},\"item\":{\"a\": [1,2] },\"hits\":[]}}"},
    {"quotes and controls are escaped", false, false, 0, "a\"b", "x\ny", "{}",
     "{\"type\":\"story.matched\",\"timestamp\":\"2025-11-21T09:30:00Z\",\"data\":{\"rule\":\"a\\\"b\","
     "\"severity\":\"high\","
     "\"story\":{\"id\":\"11112222333344445555666677778888\",\"title\":\"x\\ny\",\"first_seen\":\"2025-11-"
     "21T08:30:00Z\","
     "\"outlets\":[],\"items\":4},\"item\":{},\"hits\":[]}}"},
};

static void bytes_are_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct span outlets[] = {SPAN("a.example"), SPAN("b.example")};
        struct hit hit = {
            .rule = span_of(cases[i].rule), .field = FIELD_TITLE, .end = 4, .text = SPAN("Deal")};
        const struct alert_facts facts = {
            .update = cases[i].update,
            .rule = span_of(cases[i].rule),
            .severity = SPAN("high"),
            .timestamp = SAMPLE_TIME,
            .story = {.id = SAMPLE_STORY,
                      .title = span_of(cases[i].title),
                      .first_seen = SAMPLE_TIME - 3600,
                      .outlets = outlets,
                      .outlet_count = cases[i].outlets,
                      .items = 4},
            .hits = &hit,
            .hit_count = cases[i].hits ? 1 : 0,
        };
        struct buffer out;
        buffer_init(&out, 4096);
        payload_put(&out, &facts, span_of(cases[i].record));
        assert_span(buffer_span(&out), span_of(cases[i].want));
        buffer_release(&out);
    }
}

static void is_json_and_holds_the_record_verbatim(void **state)
{
    (void)state;
    struct sample s = sample_default();
    struct buffer out;
    buffer_init(&out, 1 << 20);
    sample_payload(&out, &s);
    struct json *json = json_read(buffer_span(&out), NULL);
    assert_non_null(json);
    const struct json_value *data = json_get(json_root(json), "data");
    assert_span(json_span(json_get(json_get(data, "item"), "title")), s.title);
    assert_int_equal(json_length(json_get(data, "hits")), 2);
    assert_int_equal(json_length(json_get(json_get(data, "story"), "outlets")), 2);
    json_free(&json);
    buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_exact),
        cmocka_unit_test(is_json_and_holds_the_record_verbatim),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
