/*
 * refuse.c - why a document is no feed: what was found, in which line, and where feeds might be
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "feed.h"
#include "tag.h"

#define PROPOSALS 3
#define NAME_WORDS 40 /* bytes of an element's name, and of a proposal, that are shown */
#define URL_WORDS 100

/* What people subscribe to by mistake. */
static const struct {
    const char *name, *what;
} others[] = {
    {"html", "an HTML page, not a feed"},
    {"opml", "a list of feeds, not a feed"},
    {"OpenSearchDescription", "a search form, not a feed"},
    {"error", "an error, not a feed"},
};

static const char *what_is(struct span name, enum sniffed kind)
{
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (span_equal_icase(name, span_of(others[i].name)))
            return others[i].what;
    }
    if (kind == SNIFFED_HTML)
        return others[0].what;
    return "neither RSS nor Atom nor JSON Feed nor a sitemap";
}

/* "; it names these feeds: …" */
static void put_proposals(struct arena *a, const struct parse_input *in, struct buffer *out)
{
    struct parse_link *links;
    size_t count = parse_autodiscover(a, in, &links);

    buffer_put_text(out, count > 0 ? "; it names these feeds: " : "; it names no feed");
    for (size_t i = 0; i < count && i < PROPOSALS; i++) {
        bool cut = links[i].url.len > URL_WORDS;

        buffer_printf(out, "%s%.*s%s", i > 0 ? ", " : "", (int)(cut ? URL_WORDS : links[i].url.len),
                      links[i].url.ptr, cut ? "…" : "");
    }
}

void refuse_words(struct arena *a, const struct body *b, struct error *e)
{
    struct buffer out;
    struct tag t;
    size_t end;

    if (span_trim(b->text).len == 0) {
        error_set(e, "an empty document");
        return;
    }
    buffer_init(&out, sizeof(e->text));
    buffer_printf(&out, "line %zu: ", damage_line(b->text, b->root));
    if (b->kind == SNIFFED_JSON)
        buffer_put_text(&out, "JSON, but no JSON Feed");
    else if (b->root < b->text.len && tag_read(b->text, b->root, &t, &end))
        buffer_printf(&out, "<%.*s>, %s", (int)(t.name.len < NAME_WORDS ? t.name.len : NAME_WORDS),
                      t.name.ptr, what_is(t.name, b->kind));
    else
        buffer_printf(&out, "%s%s", b->kind == SNIFFED_HTML ? "" : "text, ",
                      what_is((struct span){0}, b->kind));
    if (b->kind == SNIFFED_HTML)
        put_proposals(a, b->in, &out);
    error_set(e, "%s", out.ptr);
    buffer_release(&out);
}
