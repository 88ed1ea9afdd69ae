/*
 * vocabulary.c - finds the namespace of a URI and the row of an element
 *
 * URIs are compared without scheme, "www.", case and a closing slash or hash: all of these vary in the wild.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>
#include <strings.h>

#include "vocabulary.h"

static const struct {
    const char *uri; /* bare; a final * stands for anything */
    enum namespace ns;
} uris[] = {
    {"w3.org/2005/atom", NS_ATOM},
    {"purl.org/atom/*", NS_ATOM},
    {"purl.org/dc/elements/*", NS_DC},
    {"purl.org/dc/terms", NS_DC},
    {"purl.org/rss/1.0/modules/dcterms", NS_DC},
    {"purl.org/rss/1.0/modules/content", NS_CONTENT},
    {"search.yahoo.com/mrss*", NS_MEDIA},
    {"tools.search.yahoo.com/mrss*", NS_MEDIA},
    {"video.search.yahoo.com/mrss*", NS_MEDIA},
    {"rssboard.org/media-rss", NS_MEDIA}, /* before all that is the board's */
    {"itunes.com/dtds/podcast-1.0*", NS_ITUNES},
    {"example.com/dtds/podcast-1.0.dtd", NS_ITUNES},
    {"google.com/schemas/play-podcasts/*", NS_ITUNES},
    {"purl.org/rss/1.0/modules/syndication", NS_SYNDICATION},
    {"rssnamespace.org/feedburner/ext/1.0", NS_FEEDBURNER},
    {"w3.org/1999/xhtml", NS_XHTML},
    {"w3.org/1999/02/22-rdf-syntax-ns", NS_RDF},
    {"purl.oclc.org/net/rss_2.0/enc", NS_ENCLOSURE},
    {"purl.org/rss/1.0", NS_RSS},
    {"purl.org/net/rss1.1", NS_RSS},
    {"my.netscape.com/*", NS_RSS},
    {"channel.netscape.com/*", NS_RSS},
    {"backend.userland.com/*", NS_RSS},
    {"blogs.law.harvard.edu/*", NS_RSS},
    {"cyber.law.harvard.edu/*", NS_RSS},
    {"cyber.harvard.edu/*", NS_RSS},
    {"rssboard.org/*", NS_RSS},
    {"news.yandex.ru*", NS_RSS},
    {"sitemaps.org/schemas/*", NS_SITEMAP},
    {"google.com/schemas/sitemap*", NS_SITEMAP},
};

static const struct {
    const char *prefix;
    enum namespace ns;
} prefixes[] = {
    {"atom", NS_ATOM},     {"atom10", NS_ATOM},     {"dc", NS_DC},         {"dcterms", NS_DC},
    {"media", NS_MEDIA},   {"content", NS_CONTENT}, {"itunes", NS_ITUNES}, {"googleplay", NS_ITUNES},
    {"rdf", NS_RDF},       {"sy", NS_SYNDICATION},  {"xhtml", NS_XHTML},   {"feedburner", NS_FEEDBURNER},
    {"rss", NS_RSS},       {"sitemap", NS_SITEMAP}, {"yandex", NS_RSS},    {"news", NS_SITEMAP},
    {"image", NS_SITEMAP}, {"video", NS_SITEMAP},
};

static const struct vocabulary *const vocabularies[NS_COUNT] = {
    [NS_RSS] = &vocabulary_rss,
    [NS_ATOM] = &vocabulary_atom,
    [NS_DC] = &vocabulary_dc,
    [NS_CONTENT] = &vocabulary_content,
    [NS_MEDIA] = &vocabulary_media,
    [NS_ITUNES] = &vocabulary_itunes,
    [NS_SYNDICATION] = &vocabulary_syndication,
    [NS_FEEDBURNER] = &vocabulary_feedburner,
    [NS_XHTML] = &vocabulary_xhtml,
    [NS_RDF] = &vocabulary_rdf,
    [NS_ENCLOSURE] = &vocabulary_enclosure,
    [NS_SITEMAP] = &vocabulary_sitemap,
};

static struct span bare(const char *uri)
{
    static const struct {
        const char *ptr;
        size_t len;
    } openings[] = {{"http://", 7}, {"https://", 8}, {"www.", 4}};
    struct span s = span_trim(span_of(uri));

    for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++) {
        struct span opening = {openings[i].ptr, openings[i].len};

        if (span_starts_icase(s, opening))
            s = span_cut(s, opening.len, s.len);
    }
    while (s.len > 0 && (s.ptr[s.len - 1] == '/' || s.ptr[s.len - 1] == '#'))
        s.len--;
    return s;
}

static bool is_uri(struct span s, struct span pattern)
{
    if (pattern.ptr[pattern.len - 1] != '*')
        return span_equal_icase(s, pattern);
    return span_starts_icase(s, span_cut(pattern, 0, pattern.len - 1));
}

enum namespace namespace_of(const char *uri, const char *prefix)
{
    struct span s = bare(uri);

    for (size_t i = 0; uri && i < sizeof(uris) / sizeof(uris[0]); i++) {
        if (is_uri(s, span_of(uris[i].uri)))
            return uris[i].ns;
    }
    for (size_t i = 0; prefix && i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        if (strcasecmp(prefixes[i].prefix, prefix) == 0)
            return prefixes[i].ns;
    }
    return NS_OTHER;
}

const struct row *vocabulary_find(enum namespace ns, enum place place, const char *name)
{
    const struct vocabulary *v = ns < NS_COUNT ? vocabularies[ns] : NULL;
    char first = (char)(name[0] | 0x20);

    for (size_t i = 0; v && i < v->count; i++) {
        const struct row *row = &v->rows[i];

        if ((row->in & (uint8_t)place) && (char)(row->name[0] | 0x20) == first &&
            strcasecmp(row->name, name) == 0)
            return row;
    }
    return NULL;
}
