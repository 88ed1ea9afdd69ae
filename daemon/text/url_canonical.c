/*
 * url_canonical.c - two URLs of one page made equal; two URLs of one host made one key
 *
 * Fatal: nothing.
 * Bugs: the order of a query's parameters stays, and http stays apart from https.
 */
#include <string.h>

#include "text.h"

#include "url_parts.h"

/* Parameters that tell a publisher where a reader came from and the page nothing. A trailing * stands for any rest. */
/* clang-format off */
static const char *const tracking[] = {
    "__s", "__twitter_impression", "_ga", "_gl", "_hs*", "at_*", "cm_cat", "cm_ite", "cm_mmc", "cm_pla",
    "cm_ven", "cmp", "cmpid", "dclid", "fb_*", "fbclid", "feedname", "feedtype", "ftag", "gbraid", "gclid",
    "gclsrc", "guccounter", "guce_*", "hsa_*", "icid", "igsh", "igshid", "intcmp", "ito", "li_fat_id", "maca",
    "matomo_*", "mc_cid", "mc_eid", "mkt_tok", "msclkid", "mtm_*", "ns_*", "ocid", "oly_*", "partner_rss",
    "piwik_*", "pk_*", "ref_src", "ref_url", "rss_source", "s_cid", "sc_cmp", "smid", "soc_src", "soc_trk",
    "spm", "srnd", "stm_*", "traffic_source", "ttclid", "twclid", "utm_*", "vero_*", "wbraid", "wickedid",
    "wt.mc*", "wt_mc*", "wt_zmc*", "xtor", "yclid", "ysclid",
};
/* clang-format on */

static bool is_tracking(struct span parameter)
{
    size_t at;

    if (span_find_byte(parameter, '=', &at))
        parameter = span_cut(parameter, 0, at);
    for (size_t i = 0; i < sizeof(tracking) / sizeof(tracking[0]); i++) {
        struct span t = span_of(tracking[i]);

        if (span_ends(t, SPAN("*")) ? span_starts_icase(parameter, span_cut(t, 0, t.len - 1))
                                    : span_equal_icase(parameter, t))
            return true;
    }
    return false;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/* RFC 3986 section 6.2.2: unreserved bytes as they are; others that are encoded, no ASCII, or a stray %, as %XX. */
static char *append_normal(char *to, struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool encode = c >= 0x80 || c == '%';

        if (c == '%' && i + 2 < s.len && hex_value(s.ptr[i + 1]) >= 0 && hex_value(s.ptr[i + 2]) >= 0) {
            c = (unsigned char)(hex_value(s.ptr[i + 1]) << 4 | hex_value(s.ptr[i + 2]));
            encode = !is_unreserved(c);
            i += 2;
        }
        if (encode) {
            *to++ = '%';
            *to++ = "0123456789ABCDEF"[c >> 4];
            *to++ = "0123456789ABCDEF"[c & 15];
        } else {
            *to++ = (char)c;
        }
    }
    return to;
}

static char *append_query(char *to, struct span query)
{
    struct span parameter;
    char sign = '?';

    while (span_split(&query, '&', &parameter)) {
        struct span normal = {to + 1, (size_t)(append_normal(to + 1, parameter) - to - 1)};
        size_t escaped = 0;

        /* "&amp;" in a URL that was escaped once too often */
        while (span_starts(span_cut(normal, escaped, normal.len), SPAN("amp;")))
            escaped += 4;
        normal.len -= escaped;
        memmove(to + 1, to + 1 + escaped, normal.len);
        if (normal.len == 0 || is_tracking(normal))
            continue;
        *to = sign;
        to += 1 + normal.len;
        sign = '&';
    }
    return to;
}

/* scheme://host[:port] of a web URL, in lower case. */
static struct span site_of(struct arena *a, const struct url *u, bool with_default_port)
{
    bool https = span_equal_icase(u->scheme, SPAN("https"));
    struct span host = url_host(a, u), site;
    unsigned port = url_port(u);
    size_t colon;
    bool ip6 = span_find_byte(host, ':', &colon);

    site = arena_printf(a, "%s://%s%.*s%s:%u", https ? "https" : "http", ip6 ? "[" : "", (int)host.len,
                        host.ptr, ip6 ? "]" : "", port);
    if (!with_default_port && port == (https ? 443 : 80))
        site.len -= sizeof(":80") - 1 + https;
    return site;
}

struct span url_origin(struct arena *a, struct span url)
{
    struct url u;

    return url_is_web(url) && url_split(url, &u) ? site_of(a, &u, true) : SPAN("");
}

/* Whether nothing below could change it, seen in one walk: a host in lower case, then a path of letters and harmless
 * signs. Most URLs of feeds are so. A new rule that could change such a URL must be asked here, too. */
static bool is_canonical(struct span s)
{
    size_t host = span_starts(s, SPAN("https://")) ? 8 : span_starts(s, SPAN("http://")) ? 7 : s.len, at;

    for (at = host; at < s.len && s.ptr[at] != '/'; at++) {
        char c = s.ptr[at];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '.')
            return false;
    }
    if (at == host || at == s.len || s.ptr[at - 1] == '.')
        return false;
    for (; at < s.len; at++) {
        char c = s.ptr[at];

        if (!is_unreserved((unsigned char)c) && c != '/' && c != ',' && c != '=' && c != '+')
            return false;
        if (c == '.' && s.ptr[at - 1] == '/') /* a dot segment, perhaps */
            return false;
    }
    return true;
}

struct span url_canonical(struct arena *a, struct span url)
{
    struct span whole, site;
    char *out, *end;
    struct url u;

    if (is_canonical(url))
        return url;
    whole = url_resolve(a, SPAN(""), url);
    if (whole.len == 0)
        return url_clean(a, url);
    if (!url_is_web(whole) || !url_split(whole, &u))
        return whole;
    site = site_of(a, &u, false);
    out = arena_bytes(a, site.len + 1 + 3 * u.path.len + 1 + 3 * u.query.len);
    memcpy(out, site.ptr, site.len);
    end = append_normal(out + site.len, u.path.len > 0 ? u.path : SPAN("/"));
    end = append_query(end, u.query);
    return (struct span){out, (size_t)(end - out)};
}
