/* What feeds write → seconds since 1970. The wanted time is written as RFC 3339; "" means: no date. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "text.h"

struct row {
    const char *in, *want;
};

static const struct row mails[] = {
    {"Wed, 22 Nov 2023 10:15:30 +0000", "2023-11-22T10:15:30Z"},
    {"Wed, 22 Nov 2023 10:15:30 GMT", "2023-11-22T10:15:30Z"},
    {"  Wed, 22 Nov 2023 10:15:30 GMT\r\n", "2023-11-22T10:15:30Z"},
    {"Wed,22 Nov 2023 10:15:30 Z", "2023-11-22T10:15:30Z"},
    {"22 Nov 2023 10:15:30 UT", "2023-11-22T10:15:30Z"},
    {"Mon, 22 Nov 2023 10:15:30 GMT", "2023-11-22T10:15:30Z"},
    {"Wednesday, 22 November 2023 10:15:30 GMT", "2023-11-22T10:15:30Z"},
    {"Wed, 22 Nov 2023 10:15 GMT", "2023-11-22T10:15:00Z"},
    {"Wed, 22 Nov 2023 10:15:30", "2023-11-22T10:15:30Z"},
    {"Wed, 22 Nov 2023", "2023-11-22T00:00:00Z"},
    {"Wed, 22 Nov, 2023 10:15:30 GMT", "2023-11-22T10:15:30Z"},
    {"Wed, 22 Nov 23 10:15:30 GMT", "2023-11-22T10:15:30Z"},
    {"Tue, 22 Nov 94 10:15:30 GMT", "1994-11-22T10:15:30Z"},
    {"22 Nov 103 10:15:30 GMT", "2003-11-22T10:15:30Z"},
    {"Wed,  2 Nov 2023 1:05:09 GMT", "2023-11-02T01:05:09Z"},
    {"Wed, 22-Nov-2023 10:15:30 GMT", "2023-11-22T10:15:30Z"},
    {"Wed, 22-Nov-23 10:15:30 GMT", "2023-11-22T10:15:30Z"},
    {"Wed, 22 Nov 2023 10:15:30.123 GMT", "2023-11-22T10:15:30Z"},
    {"Wed, 22 Nov 2023 10:15:30 (CET)", "2023-11-22T09:15:30Z"},
    {"Wed, 22 Nov 2023 10:15:30 +0200 (CET)", "2023-11-22T08:15:30Z"},
    {"WED, 22 NOV 2023 10:15:30 GMT", "2023-11-22T10:15:30Z"},
    {"Wed, Nov 22 2023 10:15:30 GMT", "2023-11-22T10:15:30Z"},
    {"Wed, 2023 Nov 22 10:15:30 GMT", "2023-11-22T10:15:30Z"},
    {"10:15:30 22 Nov 2023", "2023-11-22T10:15:30Z"},
};

static const struct row zones[] = {
    {"22 Nov 2023 10:15 -0500", "2023-11-22T15:15:00Z"},
    {"22 Nov 2023 10:15 +0530", "2023-11-22T04:45:00Z"},
    {"22 Nov 2023 10:15 +05:30", "2023-11-22T04:45:00Z"},
    {"22 Nov 2023 10:15 \xE2\x88\x92"
     "05:00",
     "2023-11-22T15:15:00Z"},
    {"22 Nov 2023 10:15 +2", "2023-11-22T08:15:00Z"},
    {"22 Nov 2023 10:15 + 0200", "2023-11-22T08:15:00Z"},
    {"22 Nov 2023 10:15 GMT+2", "2023-11-22T08:15:00Z"},
    {"22 Nov 2023 10:15 UTC+02:00", "2023-11-22T08:15:00Z"},
    {"22 Nov 2023 10:15 GMT-0500", "2023-11-22T15:15:00Z"},
    {"22 Nov 2023 10:15 -0000", "2023-11-22T10:15:00Z"},
    {"22 Nov 2023 10:15 EST", "2023-11-22T15:15:00Z"},
    {"22 Jul 2023 10:15 EDT", "2023-07-22T14:15:00Z"},
    {"22 Nov 2023 10:15 CST", "2023-11-22T16:15:00Z"},
    {"22 Nov 2023 10:15 PST", "2023-11-22T18:15:00Z"},
    {"22 Nov 2023 10:15 MEZ", "2023-11-22T09:15:00Z"},
    {"22 Jul 2023 10:15 MEST", "2023-07-22T08:15:00Z"},
    {"22 Jul 2023 10:15 CEST", "2023-07-22T08:15:00Z"},
    {"22 Jul 2023 10:15 BST", "2023-07-22T09:15:00Z"},
    {"22 Nov 2023 10:15 IST", "2023-11-22T04:45:00Z"},
    {"22 Nov 2023 10:15 MSK", "2023-11-22T07:15:00Z"},
    {"22 Nov 2023 10:15 МСК", "2023-11-22T07:15:00Z"},
    {"22 Nov 2023 10:15 JST", "2023-11-22T01:15:00Z"},
    {"22 Nov 2023 10:15 AEDT", "2023-11-21T23:15:00Z"},
    {"22 Nov 2023 10:15 Etc/GMT", "2023-11-22T10:15:00Z"},
    {"22 Nov 2023 10:15 Nowhere/City", "2023-11-22T10:15:00Z"},
    {"22 Nov 2023 10:15 A", "2023-11-22T10:15:00Z"},
    {"22 Nov 2023 10:15 +9900", "2023-11-22T10:15:00Z"},
    {"22 Nov 2023 10:15 ET", "2023-11-22T15:15:00Z"},
    {"22 Jul 2023 10:15 ET", "2023-07-22T14:15:00Z"},
    {"22 Jul 2023 10:15 America/Los_Angeles", "2023-07-22T17:15:00Z"},
    {"12 Mar 2023 01:59 America/New_York", "2023-03-12T06:59:00Z"},
    {"12 Mar 2023 03:00 America/New_York", "2023-03-12T07:00:00Z"},
    {"5 Nov 2023 00:59 America/New_York", "2023-11-05T04:59:00Z"},
    {"5 Nov 2023 02:00 America/New_York", "2023-11-05T07:00:00Z"},
    {"1 Apr 2006 12:00 America/New_York", "2006-04-01T17:00:00Z"},
    {"26 Mar 2023 03:00 Europe/Berlin", "2023-03-26T01:00:00Z"},
    {"26 Mar 2023 01:59 Europe/Berlin", "2023-03-26T00:59:00Z"},
    {"29 Oct 2023 03:00 Europe/Berlin", "2023-10-29T02:00:00Z"},
    {"22 Nov 2023 10:15 Australia/Sydney", "2023-11-21T23:15:00Z"},
    {"22 Jul 2023 10:15 Australia/Sydney", "2023-07-22T00:15:00Z"},
    {"22 Nov 2023 10:15 Asia/Kathmandu", "2023-11-22T04:30:00Z"},
    {"Wed Nov 22 2023 10:15:00 GMT+0100 (Central European Standard Time)", "2023-11-22T09:15:00Z"},
    {"2023-11-22 10:15:00 +0000 UTC", "2023-11-22T10:15:00Z"},
    {"2023-11-22T10:15:00+01:00[Europe/Berlin]", "2023-11-22T09:15:00Z"},
};

static const struct row isos[] = {
    {"2023-11-22T10:15:30Z", "2023-11-22T10:15:30Z"},
    {"2023-11-22t10:15:30z", "2023-11-22T10:15:30Z"},
    {"2023-11-22 10:15:30", "2023-11-22T10:15:30Z"},
    {"2023-11-22T10:15:30+01:00", "2023-11-22T09:15:30Z"},
    {"2023-11-22T10:15:30-0530", "2023-11-22T15:45:30Z"},
    {"2023-11-22T10:15:30+01", "2023-11-22T09:15:30Z"},
    {"2023-11-22T10:15:30 +01:00", "2023-11-22T09:15:30Z"},
    {"2023-11-22T10:15:30.999999Z", "2023-11-22T10:15:30Z"},
    {"2023-11-22T10:15:30,5+01:00", "2023-11-22T09:15:30Z"},
    {"2023-11-22 10:15:30.0", "2023-11-22T10:15:30Z"},
    {"2023-11-22T10:15Z", "2023-11-22T10:15:00Z"},
    {"2023-11-22T10:15", "2023-11-22T10:15:00Z"},
    {"2023-11-22T10", "2023-11-22T10:00:00Z"},
    {"2023-11-22T9:05-05:00", "2023-11-22T14:05:00Z"},
    {"2023-11-22", "2023-11-22T00:00:00Z"},
    {"2023-11", "2023-11-01T00:00:00Z"},
    {"2023", "2023-01-01T00:00:00Z"},
    {"2023-326", "2023-11-22T00:00:00Z"},
    {"2024-366", "2024-12-31T00:00:00Z"},
    {"20231122T101530Z", "2023-11-22T10:15:30Z"},
    {"20231122T1015+0100", "2023-11-22T09:15:00Z"},
    {"20231122T10", "2023-11-22T10:00:00Z"},
    {"20231122101530", "2023-11-22T10:15:30Z"},
    {"202311221015", "2023-11-22T10:15:00Z"},
    {"20231122", "2023-11-22T00:00:00Z"},
    {"2023326", "2023-11-22T00:00:00Z"},
    {"23-11-22", "2023-11-22T00:00:00Z"},
    {"2023-011-22T10:15:30Z", "2023-11-22T10:15:30Z"},
    {"2023-11-22T24:00:00Z", "2023-11-23T00:00:00Z"},
    {"2023-12-31T24:00Z", "2024-01-01T00:00:00Z"},
    {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
    {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
    {"1583-01-01T00:00:00Z", "1583-01-01T00:00:00Z"},
    {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
};

static const struct row others[] = {
    {"Wed Nov 22 10:15:30 2023", "2023-11-22T10:15:30Z"},
    {"Wed Nov  2 10:15:30 2023", "2023-11-02T10:15:30Z"},
    {"Wed Nov 22 10:15:30 EST 2023", "2023-11-22T15:15:30Z"},
    {"Wed Nov 22 10:15:30 +0100 2023", "2023-11-22T09:15:30Z"},
    {"22/Nov/2023:10:15:30 +0000", "2023-11-22T10:15:30Z"},
    {"Nov 22, 2023 10:15 AM", "2023-11-22T10:15:00Z"},
    {"Nov 22, 2023 10:15pm", "2023-11-22T22:15:00Z"},
    {"Nov. 22, 2023, 10:15 p.m.", "2023-11-22T22:15:00Z"},
    {"Nov 22, 2023 10:15 p. m. EST", "2023-11-23T03:15:00Z"},
    {"November 22nd, 2023 at 3pm", "2023-11-22T15:00:00Z"},
    {"12:05 AM, Nov 22 2023", "2023-11-22T00:05:00Z"},
    {"12:05 PM, Nov 22 2023", "2023-11-22T12:05:00Z"},
    {"Nov 1st 2023", "2023-11-01T00:00:00Z"},
    {"November 2023", "2023-11-01T00:00:00Z"},
    {"2023/11/22 10:15", "2023-11-22T10:15:00Z"},
    {"11/22/2023 10:15:30 PM", "2023-11-22T22:15:30Z"},
    {"22/11/2023 - 10:15", "2023-11-22T10:15:00Z"},
    {"03/04/2023", "2023-03-04T00:00:00Z"},
    {"22-11-2023 10:15", "2023-11-22T10:15:00Z"},
    {"22.11.2023 10:15", "2023-11-22T10:15:00Z"},
    {"22.11.23, 10.15 Uhr", "2023-11-22T10:15:00Z"},
    {"22. 11. 2023 10:15", "2023-11-22T10:15:00Z"},
    {"2023. 11. 22. 10:15", "2023-11-22T10:15:00Z"},
    {"22/11/2023 2023", "2023-11-22T00:00:00Z"},
    {"11/2023", "2023-11-01T00:00:00Z"},
    {"Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53Z"},
    {"22 November 2023, 10:00 - 11:30", "2023-11-22T10:00:00Z"},
    {"1700648130", "2023-11-22T10:15:30Z"},
    {"1700648130999", "2023-11-22T10:15:30Z"},
    {"Wed\xE2\x80\xAF"
     "22\xC2\xA0Nov\xC2\xA0"
     "2023",
     "2023-11-22T00:00:00Z"},
};

static const struct row nothing[] = {
    {"", ""},
    {"   ", ""},
    {"foobar", ""},
    {"yesterday", ""},
    {"5 days ago", ""},
    {"0", ""},
    {"-1", ""},
    {"170064813", ""},
    {"99999999999999999999999999999999", ""},
    {"32 Jan 2023", ""},
    {"0 Jan 2023", ""},
    {"31 Feb 2023", ""},
    {"29 Feb 2023", ""},
    {"31 Jun 2023", ""},
    {"22 Nov 2023 25:00", ""},
    {"22 Nov 2023 24:01", ""},
    {"22 Nov 2023 10:60", ""},
    {"22 Nov 2023 10:15:61", ""},
    {"22 Xyz 2023", ""},
    {"22 Nov", ""},
    {"Nov 22 10:15", ""},
    {"10:15:30", ""},
    {"2023 10:15", ""},
    {"2016-51-51 00:00:00", ""},
    {"2023-13-01", ""},
    {"2023-00-01", ""},
    {"2023-366", ""},
    {"2023-000", ""},
    {"20231322", ""},
    {"20231122250000", ""},
    {"0000-00-00 00:00:00", ""},
    {"0001-01-01T00:00:00Z", ""},
    {"1582-12-31", ""},
    {"10000-01-01", ""},
    {"99999-01-01T00:00:00Z", ""},
    {"\xFF\xFE\xFD", ""},
    {"- - - : : : + + +", ""},
};

static size_t check(const struct row *rows, size_t count)
{
    size_t failed = 0;

    for (size_t i = 0; i < count; i++) {
        int64_t got = date_parse(span_of(rows[i].in));
        char text[TIME_TEXT_BYTES] = "";

        if (got != TIME_UNKNOWN)
            time_format(got, text);
        if (strcmp(text, rows[i].want) != 0) {
            print_error("%s: got \"%s\", not \"%s\"\n", rows[i].in, text, rows[i].want);
            failed++;
        }
    }
    return failed;
}
#define CHECK(name)                                                                                          \
    static void test_##name(void **state)                                                                    \
    {                                                                                                        \
        (void)state;                                                                                         \
        assert_int_equal(check(name, sizeof(name) / sizeof(name[0])), 0);                                    \
    }
CHECK(mails)
CHECK(zones)
CHECK(isos)
CHECK(others)
CHECK(nothing)

/* Each second format that we write ourselves comes back, over 8,000 years. */
static void test_back(void **state)
{
    char text[TIME_TEXT_BYTES];

    (void)state;
    for (int64_t t = time_from_civil(1583, 1, 1); t < time_from_civil(9999, 1, 1); t += 86400 * 37 + 3671)
        assert_int_equal(date_parse(span_of(time_format(t, text))), t);
}

/* The quick way gives what the other gives, for what is right and what is wrong by a byte. */
static void test_fast(void **state)
{
    static const char *const forms[] = {"Wed, 22 Nov 2023 10:15:30 GMT", "Wed, 22 Nov 2023 10:15:30 -0530",
                                        "2023-11-22T10:15:30Z", "2023-11-22T10:15:30.25+05:45"};
    char line[64];

    (void)state;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        size_t len = strlen(forms[i]);

        for (size_t at = 5; at < len; at++) {
            for (const char *c = "0123456789 :.-+Z"; *c; c++) {
                int64_t fast, slow;

                memcpy(line, forms[i], len);
                line[at] = *c;
                fast = date_parse((struct span){line, len});
                memcpy(line + len, " ;", 2);
                slow = date_parse((struct span){line, len + 2});
                if (fast != slow)
                    fail_msg("%.*s", (int)len, line);
            }
        }
    }
}

static void test_long(void **state)
{
    char line[400];

    (void)state;
    memset(line, '1', sizeof(line));
    assert_true(date_parse((struct span){line, sizeof(line)}) == TIME_UNKNOWN);
    for (size_t i = 0; i < sizeof(line); i++)
        line[i] = "1:"[i % 2];
    for (size_t len = 0; len <= sizeof(line); len++)
        assert_true(date_parse((struct span){line, len}) == TIME_UNKNOWN);
    memset(line, ' ', sizeof(line));
    memcpy(line + 300, "2023-11-22", 10);
    assert_true(date_parse((struct span){line, sizeof(line)}) == time_from_civil(2023, 11, 22));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mails),  cmocka_unit_test(test_zones),   cmocka_unit_test(test_isos),
        cmocka_unit_test(test_others), cmocka_unit_test(test_nothing), cmocka_unit_test(test_back),
        cmocka_unit_test(test_long),   cmocka_unit_test(test_fast),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
