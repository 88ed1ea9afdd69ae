/*
 * test_guard.c - private addresses and names
 */
#include <setjmp.h>
#include <stdarg.h>
#include <arpa/inet.h>

#include <cmocka.h>

#include "net.h"

#include "../../daemon/net/parts.h"

static void test_addresses(void **state)
{
    static const struct {
        const char *text;
        bool want;
    } rows[] = {
        {"0.0.0.0", true},
        {"0.255.255.255", true},
        {"1.0.0.0", false},
        {"8.8.8.8", false},
        {"9.255.255.255", false},
        {"10.0.0.0", true},
        {"10.255.255.255", true},
        {"11.0.0.0", false},
        {"100.63.255.255", false},
        {"100.64.0.0", true},
        {"100.127.255.255", true},
        {"100.128.0.0", false},
        {"126.255.255.255", false},
        {"127.0.0.1", true},
        {"127.255.255.254", true},
        {"128.0.0.0", false},
        {"169.253.255.255", false},
        {"169.254.169.254", true},
        {"169.255.0.0", false},
        {"172.15.255.255", false},
        {"172.16.0.0", true},
        {"172.31.255.255", true},
        {"172.32.0.0", false},
        {"192.0.0.1", true},
        {"192.0.1.0", false},
        {"192.0.2.1", true},
        {"192.31.196.1", true},
        {"192.52.193.1", true},
        {"192.88.99.1", true},
        {"192.167.255.255", false},
        {"192.168.0.0", true},
        {"192.168.255.255", true},
        {"192.169.0.0", false},
        {"192.175.48.1", true},
        {"198.17.255.255", false},
        {"198.18.0.0", true},
        {"198.19.255.255", true},
        {"198.20.0.0", false},
        {"198.51.100.7", true},
        {"203.0.113.255", true},
        {"203.0.114.0", false},
        {"223.255.255.255", false},
        {"224.0.0.1", true},
        {"239.255.255.255", true},
        {"240.0.0.1", true},
        {"255.255.255.255", true},
        {"::", true},
        {"::1", true},
        {"::2", true},
        {"::127.0.0.1", true},
        {"::ffff:127.0.0.1", true},
        {"::ffff:10.1.2.3", true},
        {"::ffff:8.8.8.8", false},
        {"64:ff9b::10.1.2.3", true},
        {"64:ff9b::169.254.169.254", true},
        {"64:ff9b::8.8.8.8", false},
        {"64:ff9b:1::8.8.8.8", true},
        {"100::1", true},
        {"1fff::1", true},
        {"2001::1", true},
        {"2001:0:4136:e378::1", true},
        {"2001:2::1", true},
        {"2001:10::1", true},
        {"2001:20::1", true},
        {"2001:1ff:ffff::1", true},
        {"2001:200::1", false},
        {"2001:db7:ffff::1", false},
        {"2001:db8::1", true},
        {"2001:db9::1", false},
        {"2001:4860:4860::8888", false},
        {"2002:7f00:1::1", true},
        {"2002:808:808::1", true},
        {"2003::1", false},
        {"2606:4700::1111", false},
        {"2620:4f:8000::1", true},
        {"2620:4f:8001::1", false},
        {"3ffe:ffff::1", false},
        {"3fff:fff::1", true},
        {"3fff:1000::1", false},
        {"4000::1", true},
        {"5f00::1", true},
        {"fc00::1", true},
        {"fdff:ffff::1", true},
        {"fe80::1", true},
        {"fec0::1", true},
        {"ff02::1", true},
        {"ffff::1", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct net_address a;
        if (!net_address_read(span_of(rows[i].text), 80, &a))
            fail_msg("%s is not read", rows[i].text);
        if (net_address_is_private(&a.any) != rows[i].want)
            fail_msg("%s: private should be %d", rows[i].text, rows[i].want);
    }
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
