/*
 * guard.c - which addresses and names a guarded request may not go to
 *
 * The ranges are IANA's IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates), whole:
 * also the few entries that are globally reachable (AS112, AMT) hold no feed. Of IPv6 only 2000::/3 is global
 * unicast, so all else falls without a row. Two forms carry an IPv4 address that decides: mapped (RFC 4291
 * section 2.5.5.2) and the NAT64 well-known prefix (RFC 6052), through which DNS64 networks reach the whole
 * IPv4 Internet.
 *
 * Pure. Fatal: nothing. Bugs: the network-specific NAT64 prefixes of RFC 6052 section 2.2 cannot be known
 * here.
 */
#include <netinet/in.h>
#include <arpa/inet.h>
#include <sys/socket.h>

#include "parts.h"

struct range4 {
    uint32_t net;
    int bits;
};
#define V4(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

static const struct range4 special4[] = {
    {V4(0, 0, 0, 0), 8},       /* this network, RFC 791 */
    {V4(10, 0, 0, 0), 8},      /* private use, RFC 1918 */
    {V4(100, 64, 0, 0), 10},   /* shared address space of carriers, RFC 6598 */
    {V4(127, 0, 0, 0), 8},     /* loopback, RFC 1122 */
    {V4(169, 254, 0, 0), 16},  /* link-local, RFC 3927; the clouds' metadata services */
    {V4(172, 16, 0, 0), 12},   /* private use */
    {V4(192, 0, 0, 0), 24},    /* IETF protocol assignments, RFC 6890 */
    {V4(192, 0, 2, 0), 24},    /* documentation, RFC 5737 */
    {V4(192, 31, 196, 0), 24}, /* AS112, RFC 7535 */
    {V4(192, 52, 193, 0), 24}, /* AMT, RFC 7450 */
    {V4(192, 88, 99, 0), 24},  /* 6to4 relays, RFC 7526 */
    {V4(192, 168, 0, 0), 16},  /* private use */
    {V4(192, 175, 48, 0), 24}, /* AS112, RFC 7534 */
    {V4(198, 18, 0, 0), 15},   /* benchmarks, RFC 2544 */
    {V4(198, 51, 100, 0), 24}, /* documentation */
    {V4(203, 0, 113, 0), 24},  /* documentation */
    {V4(224, 0, 0, 0), 4},     /* multicast, RFC 5771 */
    {V4(240, 0, 0, 0), 4},     /* reserved, RFC 1112; with the broadcast address */
};

struct range6 {
    uint8_t net[6];
    int bits;
};
static const struct range6 special6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},             /* IETF assignments: Teredo, benchmarks, ORCHID, RFC 2928 */
    {{0x20, 0x01, 0x0d, 0xb8}, 32},             /* documentation, RFC 3849 */
    {{0x20, 0x02}, 16},                         /* 6to4, RFC 3056: any IPv4 address hides in it */
    {{0x26, 0x20, 0x00, 0x4f, 0x80, 0x00}, 48}, /* AS112, RFC 7534 */
    {{0x3f, 0xff, 0x00}, 20},                   /* documentation, RFC 9637 */
};
static const struct range6 global_unicast = {{0x20}, 3};
static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
static const uint8_t nat64[12] = {0x00, 0x64, 0xff, 0x9b};

static bool private4(uint32_t address)
{
    for (size_t i = 0; i < sizeof special4 / sizeof *special4; i++) {
        uint32_t mask = UINT32_MAX << (32 - special4[i].bits);
        if ((address & mask) == special4[i].net)
            return true;
    }
    return false;
}

static bool in_range6(const uint8_t address[16], const struct range6 *range)
{
    int bytes = range->bits / 8, rest = range->bits % 8;
    if (memcmp(address, range->net, (size_t)bytes) != 0)
        return false;
    return rest == 0 || ((address[bytes] ^ range->net[bytes]) >> (8 - rest)) == 0;
}

static bool private6(const uint8_t a[16])
{
    if (memcmp(a, mapped, sizeof mapped) == 0 || memcmp(a, nat64, sizeof nat64) == 0)
        return private4(V4(a[12], a[13], a[14], a[15]));
    if (!in_range6(a, &global_unicast))
        return true;
    for (size_t i = 0; i < sizeof special6 / sizeof *special6; i++) {
        if (in_range6(a, &special6[i]))
            return true;
    }
    return false;
}

bool guard_name_is_private(struct span name)
{
    static const char *const endings[] = {".local", ".internal", ".localhost", ".home.arpa"};
    struct net_address literal;
    size_t dot;
    if (net_address_read(name, 0, &literal))
        return net_address_is_private(&literal.any);
    if (span_ends(name, SPAN(".")))
        name.len--;
    if (!span_find_byte(name, '.', &dot))
        return true; /* only a private network knows a name of one label */
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        struct span ending = span_of(endings[i]);
        if (name.len >= ending.len &&
            span_equal_icase(span_cut(name, name.len - ending.len, name.len), ending))
            return true;
    }
    return false;
}

bool net_address_read(struct span host, uint16_t port, struct net_address *out)
{
    char text[INET6_ADDRSTRLEN];
    if (span_starts(host, SPAN("[")) && span_ends(host, SPAN("]")))
        host = span_cut(host, 1, host.len - 1);
    if (host.len == 0 || host.len >= sizeof text)
        return false;
    memcpy(text, host.ptr, host.len);
    text[host.len] = '\0';
    struct net_address a = {.v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)}};
    if (inet_pton(AF_INET6, text, &a.v6.sin6_addr) == 1) {
        *out = a;
        return true;
    }
    a = (struct net_address){.v4 = {.sin_family = AF_INET, .sin_port = htons(port)}};
    if (inet_pton(AF_INET, text, &a.v4.sin_addr) != 1)
        return false;
    *out = a;
    return true;
}

bool net_address_is_private(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        return private4(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        return private6(v6.sin6_addr.s6_addr);
    }
    return true;
}
