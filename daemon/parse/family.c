/*
 * family.c - the family of a document, from its root
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>
#include <strings.h>

#include "family.h"
#include "frame.h"

enum namespace family_look_up(struct family *f, const struct xml_element *e)
{
    size_t slot = ((uintptr_t)e->uri >> 3) % FAMILY_CACHE;

    if (!e->uri)
        return e->prefix ? namespace_of(NULL, e->prefix) : f->home;
    if (e->uri == f->home_uri)
        return f->home;
    if (f->cache[slot].uri != e->uri || f->cache[slot].prefix != e->prefix) {
        f->cache[slot].uri = e->uri;
        f->cache[slot].prefix = e->prefix;
        f->cache[slot].ns = namespace_of(e->uri, e->prefix);
    }
    return f->cache[slot].ns;
}

/* RSS with Atom's namespace, and with that of Dublin Core, is written too: then the elements in it are RSS. */
enum namespace family_of_root(struct family *f, const struct xml_element *root)
{
    static const struct {
        const char *name;
        enum namespace home, root;
    } roots[] = {{"RDF", NS_RSS, NS_RDF},
                 {"feed", NS_ATOM, NS_ATOM},
                 {"entry", NS_ATOM, NS_ATOM},
                 {"urlset", NS_SITEMAP, NS_SITEMAP},
                 {"sitemapindex", NS_SITEMAP, NS_SITEMAP}};
    enum namespace ns = root->uri ? family_look_up(f, root) : NS_OTHER;

    f->root = f->home = NS_RSS;
    for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
        if (strcasecmp(root->name, roots[i].name) == 0) {
            f->home = roots[i].home;
            f->root = roots[i].root;
        }
    }
    if (ns != f->root && ns != f->home)
        f->home_uri = root->uri;
    return f->root;
}

bool family_adopts(struct family *f, const struct xml_element *e)
{
    if (f->root != NS_RDF || f->home_uri || strcmp(e->name, "channel") != 0)
        return false;
    f->home_uri = e->uri;
    return true;
}

struct span family_version(const struct family *f, struct arena *a, struct span so_far,
                           const struct xml_element *e)
{
    struct span said = element_attribute(e, "version"), uri = span_of(e->uri);
    char digits[8] = "";
    size_t count = 0, at;

    if (f->root == NS_ATOM)
        return span_equal(said, SPAN("0.3")) || span_find(uri, SPAN("purl.org/atom/ns"), &at)
                   ? SPAN("atom03")
                   : SPAN("atom10");
    if (f->root == NS_SITEMAP)
        return strcasecmp(e->name, "sitemapindex") == 0 ? SPAN("sitemapindex") : SPAN("sitemap");
    if (so_far.len > 0) /* RSS 0.90 is told by its channel's namespace */
        return span_equal(so_far, SPAN("rss10")) && span_find(uri, SPAN("/0.9"), &at) ? SPAN("rss090")
                                                                                      : so_far;
    if (f->root == NS_RDF)
        return SPAN("rss10");
    for (size_t i = 0; i < said.len && count < sizeof(digits) - 1; i++) {
        if (said.ptr[i] >= '0' && said.ptr[i] <= '9')
            digits[count++] = said.ptr[i];
    }
    return arena_printf(a, "rss%s", digits);
}
