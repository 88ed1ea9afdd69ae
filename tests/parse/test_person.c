/* test_person.c - who wrote it, from one line */
#include "render.h"

#include "../../daemon/parse/draft.h"

static const struct {
    const char *in, *name, *email;
} rows[] = {
    {"Ada Moor", "Ada Moor", ""},
    {"ada@x.example", "", "ada@x.example"},
    {"ada@x.example (Ada Moor)", "Ada Moor", "ada@x.example"},
    {"Ada Moor (ada@x.example)", "Ada Moor", "ada@x.example"},
    {"Ada Moor <ada@x.example>", "Ada Moor", "ada@x.example"},
    {"mailto:ada@x.example", "", "ada@x.example"},
    {"Ada Moor (Harbour Desk)", "Ada Moor (Harbour Desk)", ""},
    {"ada@x.example ()", "", "ada@x.example"},
    {"@ada", "@ada", ""},
    {"a@b@c", "a@b@c", ""},
    {"x@y, z@y", "x@y, z@y", ""},
    {"", "", ""},
    {" ", "", ""},
    {")", ")", ""},
    {"()", "()", ""},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct author who = person_read(span_of(rows[i].in));

        if (!span_equal(who.name, span_of(rows[i].name)) || !span_equal(who.email, span_of(rows[i].email)))
            fail_msg("%s: name \"%.*s\", email \"%.*s\"", rows[i].in, (int)who.name.len, who.name.ptr,
                     (int)who.email.len, who.email.ptr);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
