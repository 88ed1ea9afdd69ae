/*
 * test_guard.c - private addresses and names
 */
#include <setjmp.h>
#include <stdarg.h>
#include <arpa/inet.h>

#include <cmocka.h>

#include "net.h"

#include "../../daemon/net/parts.h"

/* Each range of the registries with its edges, and the neighbours outside. */
static const char *const private_addresses[] = {"0.0.0.0",
                                                "0.255.255.255",
                                                "10.0.0.0",
                                                "10.255.255.255",
                                                "100.64.0.0",
                                                "100.127.255.255",
                                                "127.0.0.1",
                                                "127.255.255.254",
                                                "169.254.169.254",
                                                "172.16.0.0",
                                                "172.31.255.255",
                                                "192.0.0.1",
                                                "192.0.2.1",
                                                "192.31.196.1",
                                                "192.52.193.1",
                                                "192.88.99.1",
                                                "192.168.0.0",
                                                "192.168.255.255",
                                                "192.175.48.1",
                                                "198.18.0.0",
                                                "198.19.255.255",
                                                "198.51.100.7",
                                                "203.0.113.255",
                                                "224.0.0.1",
                                                "239.255.255.255",
                                                "240.0.0.1",
                                                "255.255.255.255",
                                                "::",
                                                "::1",
                                                "::2",
                                                "::127.0.0.1",
                                                "::ffff:127.0.0.1",
                                                "::ffff:10.1.2.3",
                                                "64:ff9b::10.1.2.3",
                                                "64:ff9b::169.254.169.254",
                                                "64:ff9b:1::8.8.8.8",
                                                "100::1",
                                                "1fff::1",
                                                "2001::1",
                                                "2001:0:4136:e378::1",
                                                "2001:2::1",
                                                "2001:10::1",
                                                "2001:20::1",
                                                "2001:1ff:ffff::1",
                                                "2001:db8::1",
                                                "2002:7f00:1::1",
                                                "2002:808:808::1",
                                                "2620:4f:8000::1",
                                                "3fff:fff::1",
                                                "4000::1",
                                                "5f00::1",
                                                "fc00::1",
                                                "fdff:ffff::1",
                                                "fe80::1",
                                                "fec0::1",
                                                "ff02::1",
                                                "ffff::1"};
static const char *const public_addresses[] = {
    "1.0.0.0",          "8.8.8.8",         "9.255.255.255",    "11.0.0.0",        "100.63.255.255",
    "100.128.0.0",      "126.255.255.255", "128.0.0.0",        "169.253.255.255", "169.255.0.0",
    "172.15.255.255",   "172.32.0.0",      "192.0.1.0",        "192.167.255.255", "192.169.0.0",
    "198.17.255.255",   "198.20.0.0",      "203.0.114.0",      "223.255.255.255", "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8", "2001:200::1",     "2001:db7:ffff::1", "2001:db9::1",     "2001:4860:4860::8888",
    "2003::1",          "2606:4700::1111", "2620:4f:8001::1",  "3ffe:ffff::1",    "3fff:1000::1"};

static void check(const char *text, bool want)
{
    struct net_address a;
    if (!net_address_read(span_of(text), 80, &a))
        fail_msg("%s is not read", text);
    if (net_address_is_private(&a.any) != want)
        fail_msg("%s: private should be %d", text, want);
}

static void test_addresses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof private_addresses / sizeof *private_addresses; i++)
        check(private_addresses[i], true);
    for (size_t i = 0; i < sizeof public_addresses / sizeof *public_addresses; i++)
        check(public_addresses[i], false);
}

static void test_other_families_are_private(void **state)
{
    struct sockaddr a = {.sa_family = AF_UNIX};
    (void)state;
    assert_true(net_address_is_private(&a));
}

static void test_names_asked_of_a_proxy(void **state)
{
    static const struct {
        const char *name;
        bool want;
    } rows[] = {
        {"example.org", false},
        {"printer.local", true},
        {"PRINTER.LOCAL", true},
        {"vault.internal", true},
        {"vault.internal.", true},
        {"localhost", true},
        {"a.localhost", true},
        {"nas.home.arpa", true},
        {"intranet", true},
        {"10.0.0.1", true},
        {"8.8.8.8", false},
        {"[::1]", true},
        {"[2606:4700::1]", false},
        {"local.example", false},
        {"notlocal", true},
        {"x.notlocal", false},
        {"internal.example.org", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (guard_name_is_private(span_of(rows[i].name)) != rows[i].want)
            fail_msg("%s: private should be %d", rows[i].name, rows[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_other_families_are_private),
        cmocka_unit_test(test_names_asked_of_a_proxy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
