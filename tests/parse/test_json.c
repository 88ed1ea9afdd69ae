/* test_json.c - JSON Feeds as they are written */
#include "render.h"

#define DAMAGED ",\"recovered\":true}\n"
#define CHECK(rows) check_parse_rows(rows, sizeof(rows) / sizeof((rows)[0]))

static void test_json_feeds(void **state)
{
    static const struct parse_row rows[] = {
        {.name = "author and authors, a tag as a string",
         .in = "{\"version\":\"1.0\",\"items\":[{\"id\":\"1\",\"author\":{\"name\":\"A\"},\"authors\":[\"B "
               "(b@x.example)\"],"
               "\"tags\":\"x, y\"}]}",
         .want = "{\"version\":\"json10\"}\n{\"guid\":\"1\",\"authors\":[{\"name\":\"B\",\"email\":\"b@x."
                 "example\"},"
                 "{\"name\":\"A\"}],\"tags\":[\"x\",\"y\"]}\n"},
        {.name = "damage",
         .in = "{\"title\":\"a\\ud800b\\u0000\",\"items\":[{\"id\":\"1\",\"title\":\"x\ty\",},],}",
         .want = "{\"version\":\"json\",\"title\":\"a\xEF\xBF\xBD"
                 "b\"}\n{\"guid\":\"1\",\"title\":\"x y\"" DAMAGED},
        {.name = "pairs stay",
         .in = "{\"title\":\"\\ud83d\\ude00\",\"items\":[]}",
         .want = "{\"version\":\"json\",\"title\":\"\xF0\x9F\x98\x80\"}\n"},
        {.name = "cut off",
         .in = "{\"title\":\"a\\u0000\",\"items\":[{\"id\":\"1\",\"tags\":[\"x\"]},{\"id\":\"2\",\"title\":"
               "\"t\",\"url\":\"http://",
         .want = "{\"version\":\"json\",\"title\":\"a\"}\n{\"guid\":\"1\",\"tags\":[\"x\"]" DAMAGED
                 "{\"guid\":\"2\",\"title\":\"t\"" DAMAGED},
        {.name = "cut off within a text that was mended",
         .in = "{\"title\":\"t\",\"items\":[{\"id\":\"1\",\"title\":\"a\tb\nc",
         .want = "{\"version\":\"json\",\"title\":\"t\"}\n{\"guid\":\"1\"" DAMAGED},
        {.name = "ids of many digits",
         .in = "{\"title\":\"t\",\"items\":[{\"id\":123456789012345678901234567890},{\"id\":-5}]}",
         .want = "{\"version\":\"json\",\"title\":\"t\"}\n{\"guid\":\"123456789012345678901234567890\"}\n{"
                 "\"guid\":\"-5\"}\n"},
        {.name = "what is no JSON",
         .in = "{\"title\":\"t\",/* c */\"items\":[{\"id\":01,\"x\":NaN}, // d\n{\"id\":1e999}]}",
         .want = "{\"version\":\"json\",\"title\":\"t\"}\n{\"guid\":\"01\"" DAMAGED
                 "{\"guid\":\"1e999\"" DAMAGED},
        {.name = "something around",
         .in = "Warning: x in "
               "y\n)]}'\n{\"version\":\"https://jsonfeed.org/version/1.1/\",\"title\":\"t\",\"items\":[]};",
         .want = "{\"version\":\"json11\",\"title\":\"t\",\"damage\":\"line 1, byte 0: something before the "
                 "feed\"}\n"},
        {.name = "one where a list is wanted",
         .in = "{\"home_page_url\":\"http://h.example/\",\"hubs\":{\"url\":\"http://hub.example/"
               "\"},\"items\":[{\"id\":\"1\","
               "\"authors\":{\"name\":\"A\"},\"attachments\":{\"url\":\"http://a.example/"
               "\",\"size_in_bytes\":\"12\"}}]}",
         .want = "{\"version\":\"json\",\"home_page_url\":\"http://h.example/\",\"hubs\":[\"http://"
                 "hub.example/\"]}\n{\"guid\":\"1\","
                 "\"authors\":[{\"name\":\"A\"}],\"attachments\":[{\"url\":\"http://a.example/"
                 "\",\"size_in_bytes\":12}]}\n"},
        {.name = "relative to where it says that it lives",
         .in = "{\"title\":\"t\",\"feed_url\":\"http://f.example/d/"
               "feed.json\",\"items\":[{\"id\":\"1\",\"url\":\"x\"}]}",
         .want = "{\"version\":\"json\",\"title\":\"t\",\"feed_url\":\"http://f.example/d/"
                 "feed.json\"}\n{\"guid\":\"1\","
                 "\"url\":\"http://f.example/d/x\"}\n"},
        {.name = "a version to come",
         .in = "{\"version\":\"https://jsonfeed.org/version/2\",\"title\":\"t\",\"items\":[{\"id\":\"1\"}]}",
         .want = "{\"version\":\"json\",\"title\":\"t\"}\n{\"guid\":\"1\"}\n"},
        {.name = "references in a title",
         .in = "{\"title\":\"A &amp; B\",\"items\":[{\"id\":\"1\",\"title\":\"one &#8211; <b> & two\"}]}",
         .want = "{\"version\":\"json\",\"title\":\"A & B\"}\n{\"guid\":\"1\",\"title\":\"one \xE2\x80\x93 "
                 "<b> & two\"}\n"},
        {.name = "what is no object is no item",
         .in = "{\"title\":\"t\",\"items\":[1,null,[],{\"id\":\"1\"}]}",
         .want = "{\"version\":\"json\",\"title\":\"t\"}\n{\"guid\":\"1\"}\n"},
    };

    (void)state;
    CHECK(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_json_feeds)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
