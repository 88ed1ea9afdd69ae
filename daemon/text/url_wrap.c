/*
 * url_wrap.c - URLs that hold another, which is the one that is meant
 *
 * Redirectors of search engines, networks and mailers carry the page's URL in a parameter or in their path; the AMP caches
 * carry its host and path; Google News carried it in the base64 of the article's id until 2024. Nothing is fetched:
 * what only the network can tell (t.co, today's Google News) stays as it is.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "text.h"

#include "url_parts.h"

#define WRAPPED_BYTES ((size_t)8192) /* of a longer URL nothing is unwrapped: each layer costs a walk */

/* Hosts as they end, whole labels; paths as they begin. Google's hosts are many: see is_google. */
static const struct {
    const char *host, *path, *parameters; /* the latter with a space around each */
} redirectors[] = {
    {"facebook.com", "/l.php", " u "},
    {"facebook.com", "/flx/warn/", " u "},
    {"instagram.com", "/", " u "},
    {"t.umblr.com", "/redirect", " z "},
    {"out.reddit.com", "/", " url "},
    {"youtube.com", "/redirect", " q "},
    {"vk.com", "/away.php", " to "},
    {"vk.com", "/away", " to "},
    {"steamcommunity.com", "/linkfilter", " url u "},
    {"exit.sc", "/", " url "},
    {"slack-redir.net", "/link", " url "},
    {"linkedin.com", "/redir/", " url "},
    {"linkedin.com", "/safety/go", " url "},
    {"safelinks.protection.outlook.com", "/", " url "},
    {"go.redirectingat.com", "/", " url "},
    {"go.skimresources.com", "/", " url "},
    {"click.linksynergy.com", "/", " murl "},
    {"awin1.com", "/cread.php", " ued p "},
    {"viglink.com", "/", " u "},
    {"bing.com", "/news/apiclick.aspx", " url "},
    {"duckduckgo.com", "/l/", " uddg "},
    {"medium.com", "/m/global-identity", " redirecturl "},
    {"medium.com", "/r/", " url "},
    {"disq.us", "/", " url "},
    {"getpocket.com", "/redirect", " url "},
    {"l.threads.com", "/", " u "},
    {"l.threads.net", "/", " u "},
    {"flipboard.com", "/redirect", " url "},
    {"deviantart.com", "/users/outgoing", " "},
    {"href.li", "/", " "},
    {"anonym.to", "/", " "},
    {"dereferer.org", "/", " "},
};

static bool is_host(struct span host, const char *name)
{
    struct span n = span_of(name);

    return host.len >= n.len && span_equal_icase(span_cut(host, host.len - n.len, host.len), n) &&
           (host.len == n.len || host.ptr[host.len - n.len - 1] == '.');
}

/* google.com, www.google.co.uk, news.google.de */
static bool is_google(struct span host)
{
    size_t at = 0;

    while (!span_starts_icase(span_cut(host, at, host.len), SPAN("google."))) {
        size_t dot;

        if (!span_find_byte(span_cut(host, at, host.len), '.', &dot))
            return false;
        at += dot + 1;
    }
    return host.len - at <= sizeof("google.com.xx") - 1;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct span decoded(struct arena *a, struct span s)
{
    char *out = arena_bytes(a, s.len);
    size_t len = 0;

    for (size_t i = 0; i < s.len; i++) {
        bool escape =
            s.ptr[i] == '%' && i + 2 < s.len && hex_value(s.ptr[i + 1]) >= 0 && hex_value(s.ptr[i + 2]) >= 0;

        out[len++] = (char)(escape ? hex_value(s.ptr[i + 1]) << 4 | hex_value(s.ptr[i + 2]) : s.ptr[i]);
        i += escape ? 2 : 0;
    }
    return (struct span){out, len};
}

/* What is found is the target only if it is a web URL itself. */
static struct span checked(struct arena *a, struct span url)
{
    url = url_resolve(a, SPAN(""), url);
    return url_is_web(url) ? url : SPAN("");
}

static struct span in_parameter(struct arena *a, struct span query, const char *names)
{
    struct span parameter, rest = query;
    char wanted[16] = " ";
    size_t at;

    if (names[1] == '\0')
        return checked(a, decoded(a, query));
    while (span_split(&rest, '&', &parameter)) {
        if (!span_find_byte(parameter, '=', &at) || at + 3 > sizeof(wanted))
            continue;
        for (size_t i = 0; i < at; i++)
            wanted[1 + i] = parameter.ptr[i] >= 'A' && parameter.ptr[i] <= 'Z'
                                ? (char)(parameter.ptr[i] | 0x20)
                                : parameter.ptr[i];
        wanted[1 + at] = ' ';
        if (span_find(span_of(names), (struct span){wanted, at + 2}, &(size_t){0})) {
            struct span found = checked(a, decoded(a, span_cut(parameter, at + 1, parameter.len)));

            if (found.len > 0)
                return found;
        }
    }
    return SPAN("");
}

/* s/host/path (https) or host/path, behind one of AMP's prefixes */
static struct span in_amp_path(struct arena *a, const struct url *u, const char *prefix)
{
    struct span path = u->path, prefix_span = span_of(prefix);
    bool secure;

    if (!span_starts(path, prefix_span))
        return SPAN("");
    path = span_cut(path, prefix_span.len, path.len);
    secure = span_starts(path, SPAN("s/"));
    path = span_cut(path, secure ? 2 : 0, path.len);
    if (!span_find_byte(path, '.', &(size_t){0}))
        return SPAN("");
    return checked(a, arena_printf(a, "http%s://%.*s%s%.*s", secure ? "s" : "", (int)path.len, path.ptr,
                                   u->has_query ? "?" : "", (int)u->query.len,
                                   u->query.ptr ? u->query.ptr : ""));
}

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' || c == '+' ? 62 : c == '_' || c == '/' ? 63 : -1;
}

/* The id is a protocol buffer: bytes 08 13 22, the URL's length as a varint, the URL. */
static struct span in_news_id(struct arena *a, struct span id)
{
    char *out = arena_bytes(a, id.len);
    size_t len = 0, at = 3, url_len = 0;
    uint32_t bits = 0;

    for (size_t i = 0; i < id.len && base64_value(id.ptr[i]) >= 0; i++) {
        bits = bits << 6 | (uint32_t)base64_value(id.ptr[i]);
        if (i % 4 > 0)
            out[len++] = (char)(bits >> (6 - 2 * (i % 4)));
    }
    if (len < 5 || memcmp(out, "\x08\x13\x22", 3) != 0)
        return SPAN("");
    url_len = (unsigned char)out[at] & 0x7FU;
    if ((unsigned char)out[at++] & 0x80U)
        url_len |= ((size_t)(unsigned char)out[at++] & 0x7FU) << 7;
    if (url_len > len - at)
        return SPAN("");
    return checked(a, (struct span){out + at, url_len});
}

static struct span in_google(struct arena *a, const struct url *u)
{
    static const char *const articles[] = {"/rss/articles/", "/articles/", "/__i/rss/rd/articles/", "/read/"};
    bool news = span_starts_icase(u->host, SPAN("news."));

    for (size_t i = 0; i < sizeof(articles) / sizeof(articles[0]) && news; i++) {
        struct span prefix = span_of(articles[i]);

        if (span_starts(u->path, prefix))
            return in_news_id(a, span_cut(u->path, prefix.len, u->path.len));
    }
    if (span_equal(u->path, SPAN("/url")) || span_equal(u->path, SPAN("/news/url")) ||
        span_equal(u->path, SPAN("/imgres")))
        return in_parameter(a, u->query, " q url imgrefurl ");
    return in_amp_path(a, u, "/amp/");
}

struct span url_wrapped(struct arena *a, struct span url)
{
    struct url u;
    size_t at;

    if (url.len > WRAPPED_BYTES || !url_is_web(url) || !url_split(url, &u))
        return SPAN("");
    if (is_google(u.host))
        return in_google(a, &u);
    if (is_host(u.host, "cdn.ampproject.org")) {
        struct span found = in_amp_path(a, &u, "/c/");

        return found.len > 0 ? found : in_amp_path(a, &u, "/v/");
    }
    /* The target stands behind a star in the path. */
    if (is_host(u.host, "rd.yahoo.com") && span_find(url, SPAN("/*http"), &at))
        return checked(a, decoded(a, span_cut(url, at + 2, url.len)));
    for (size_t i = 0; i < sizeof(redirectors) / sizeof(redirectors[0]); i++) {
        if (is_host(u.host, redirectors[i].host) && span_starts(u.path, span_of(redirectors[i].path)) &&
            u.has_query)
            return in_parameter(a, u.query, redirectors[i].parameters);
    }
    return SPAN("");
}
