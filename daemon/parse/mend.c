/*
 * mend.c - mends XML before the parser sees it
 *
 * Why: after its first error libxml2 drops each later entity, it closes whatever is open at an end tag that does not
 * match, and some of its loops are quadratic. So it is shown nothing that it would call an error, and nothing that
 * costs more than its length:
 *
 *   - tags only: what lies between them goes another way (xml.c), its references are decoded by reference.c
 *   - `<` that begins no tag is text
 *   - an end tag closes what is open inside of its element; one that closes nothing is dropped; what is open at the
 *     end of the document is closed
 *   - attributes are quoted, single, at most TAG_ATTRIBUTES a tag
 *   - DOCTYPE and with it every ENTITY declaration is dropped: no entity but XML's five is ever declared
 *   - at most PARSE_DEPTH_LIMIT elements are open, with NAMESPACE_LIMIT namespace declarations
 *
 * Linear in the document: nothing is searched for twice, except open elements, and for these no more steps are made
 * in all than the document has bytes.
 *
 * Fatal: nothing. Bugs: an instruction ends at its first `>`. Names with letters beyond ASCII are read as text.
 */
#include <string.h>

#include "parse.h"

#include "mend.h"
#include "tag.h"

#define NAMESPACE_LIMIT 64 /* libxml2 looks a prefix up by walking over the declarations in force */

struct open_element {
    struct span name;
    unsigned namespaces; /* declared here */
};

struct mender {
    struct span source;
    size_t at; /* what is read next */
    const struct mend_events *events;
    void *arg;
    struct open_element open[PARSE_DEPTH_LIMIT];
    size_t depth;
    unsigned namespaces; /* in force */
    size_t search_steps; /* that may still be made for open elements */
    struct damage damage;
    bool endless; /* no CDATA section is closed any more */
};

static void blame(struct mender *m, const char *words, struct span name)
{
    damage_note(&m->damage, m->at, words, name);
}

static struct span source(const struct mender *m, size_t from, size_t to)
{
    return span_cut(m->source, from, to);
}

static void put(struct mender *m, struct span markup)
{
    if (markup.len > 0)
        m->events->markup(m->arg, markup);
}

/* ---- tags ------------------------------------------------------------------------------------------------ */

static bool declares_namespace(struct span attribute)
{
    return span_starts(attribute, SPAN("xmlns")) && (attribute.len == 5 || attribute.ptr[5] == ':');
}

/* Counts the tag's declarations, and leaves out those beyond the limit. */
static unsigned count_namespaces(struct mender *m, struct tag *t)
{
    unsigned declared = 0;
    size_t left = 0;

    for (size_t i = 0; i < t->count; i++) {
        if (declares_namespace(t->list[i].name)) {
            if (m->namespaces + declared == NAMESPACE_LIMIT) {
                t->clean = false;
                t->fault = "<%> has too many namespaces";
                continue;
            }
            declared++;
        }
        t->list[left++] = t->list[i];
    }
    t->count = left;
    return declared;
}

static void put_escaped(void *arg, struct span s)
{
    struct mender *m = arg;
    size_t from = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (c != '<' && c != '&' && c != '"')
            continue;
        put(m, span_cut(s, from, i));
        put(m, c == '<' ? SPAN("&lt;") : c == '&' ? SPAN("&amp;") : SPAN("&quot;"));
        from = i + 1;
    }
    put(m, span_cut(s, from, s.len));
}

static void put_tag(struct mender *m, const struct tag *t)
{
    put(m, SPAN("<"));
    put(m, t->name);
    for (size_t i = 0; i < t->count; i++) {
        put(m, SPAN(" "));
        put(m, t->list[i].name);
        put(m, SPAN("=\""));
        if (reference_decode(t->list[i].value, m->events->entities, put_escaped, m))
            blame(m, "a value of <%> has an & that begins no reference", t->name);
        put(m, SPAN("\""));
    }
    put(m, t->empty ? SPAN("/>") : SPAN(">"));
}

static void put_end_tag(struct mender *m)
{
    const struct open_element *e = &m->open[--m->depth];

    m->namespaces -= e->namespaces;
    put(m, SPAN("</"));
    put(m, e->name);
    put(m, SPAN(">"));
}

static void start_tag(struct mender *m, struct tag *t, size_t end)
{
    struct span whole = source(m, m->at, end);
    unsigned declared;
    size_t and;

    if (!t->clean)
        blame(m, t->fault, t->name);
    if (t->cut)
        return;
    if (m->depth == PARSE_DEPTH_LIMIT) {
        blame(m, "<%> is nested too deep", t->name);
        return;
    }
    declared = count_namespaces(m, t);
    if (t->clean && !span_find_byte(whole, '&', &and))
        put(m, whole);
    else
        put_tag(m, t);
    if (!t->clean)
        blame(m, t->fault, t->name);
    if (!t->empty) {
        m->open[m->depth++] = (struct open_element){t->name, declared};
        m->namespaces += declared;
    }
}

/* How many elements are open up to and with the innermost of this name; 0 when there is none. */
static size_t find_open(struct mender *m, struct span name)
{
    size_t level = m->depth;

    while (level > 0 && m->search_steps > 0 && !span_equal_icase(m->open[level - 1].name, name)) {
        level--;
        m->search_steps--;
    }
    return m->search_steps > 0 ? level : 0;
}

static void blame_end_tag(struct mender *m, const struct tag *t, size_t level)
{
    if (level == 0)
        blame(m, "</%> closes nothing that is open", t->name);
    else if (level < m->depth)
        blame(m, "<%> is still open where an outer element ends", m->open[m->depth - 1].name);
    else
        blame(m, t->fault ? t->fault : "</%> closes a tag in another case", t->name);
}

/* A document type with declarations of its own: `<!DOCTYPE rss [ … ]>`. */
static bool has_subset(struct span s, struct span opening)
{
    size_t end, bracket;

    return opening.ptr[1] == '!' && opening.ptr[2] == 'D' && span_find_byte(s, '>', &end) &&
           span_find_byte(span_cut(s, 0, end), '[', &bracket);
}

/* Behind white space, comments, instructions and document types: what may stand around the root. */
static size_t skip_misc(struct span s, size_t at)
{
    static const struct {
        const char *opening, *closing;
    } misc[] = {{"<!--", "-->"}, {"<?", "?>"}, {"<!DOCTYPE", ">"}, {"\xEF\xBB\xBF", ""}};
    size_t len, i;

    do {
        struct span rest;

        while (at < s.len && memchr(" \t\r\n", s.ptr[at], 4))
            at++;
        rest = span_cut(s, at, s.len);
        for (i = 0; i < sizeof(misc) / sizeof(misc[0]); i++) {
            struct span opening = span_of(misc[i].opening), closing = span_of(misc[i].closing);

            if (!span_starts_icase(rest, opening))
                continue;
            if (has_subset(rest, opening))
                closing = SPAN("]>");
            if (!span_find(rest, closing, &len))
                return s.len;
            at += closing.len > 0 ? len + closing.len : opening.len;
            break;
        }
    } while (i < sizeof(misc) / sizeof(misc[0]));
    return at;
}

/* More follows where the root ends: an end tag too early, or a second document. Then the root stays open. */
static bool goes_on(struct mender *m, size_t end)
{
    size_t more = skip_misc(m->source, end);

    if (more == m->source.len)
        return false;
    damage_note(&m->damage, more, "something behind the end of <%>", m->open[0].name);
    return true;
}

static void end_tag(struct mender *m, const struct tag *t, size_t end)
{
    size_t level = m->depth;

    if (t->clean && span_equal(m->open[level - 1].name, t->name) && (level > 1 || !goes_on(m, end))) {
        m->namespaces -= m->open[--m->depth].namespaces;
        put(m, source(m, m->at, end));
        return;
    }
    level = find_open(m, t->name);
    if (level != 1 || m->depth != 1)
        blame_end_tag(m, t, level);
    if (level == 1 && goes_on(m, end))
        level = 2;
    while (level > 0 && m->depth >= level)
        put_end_tag(m);
}

/* ---- text ------------------------------------------------------------------------------------------------ */

static bool is_space(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != ' ' && s.ptr[i] != '\n' && s.ptr[i] != '\t' && s.ptr[i] != '\r')
            return false;
    }
    return true;
}

static void text(struct mender *m, struct span raw)
{
    size_t and;

    if (raw.len == 0)
        return;
    if (is_space(raw)) /* mostly between elements, and cheaper so */
        put(m, raw);
    else
        m->events->text(m->arg, raw, span_find_byte(raw, '&', &and));
}

/* Up to the next `<` that may begin a tag; another is text. */
static size_t text_length(struct mender *m)
{
    struct span rest = source(m, m->at, m->source.len);
    size_t at = 0, hop;

    while (span_find_byte(span_cut(rest, at, rest.len), '<', &hop)) {
        char next = at + hop + 1 < rest.len ? rest.ptr[at + hop + 1] : ' ';

        at += hop;
        if ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || strchr("_/!?", next))
            return at;
        damage_note(&m->damage, m->at + at, "a < that begins no tag", (struct span){0});
        at++;
    }
    return rest.len;
}

static void cdata(struct mender *m)
{
    size_t from = m->at + SPAN("<![CDATA[").len, len = 0;
    struct span raw = source(m, from, m->source.len);

    m->endless = m->endless || !span_find(raw, SPAN("]]>"), &len);
    if (m->endless) { /* then what follows is read as if it were none */
        blame(m, "a CDATA section that is not closed", (struct span){0});
        m->at = from < m->source.len ? from : m->source.len;
        return;
    }
    if (len > 0)
        m->events->text(m->arg, span_cut(raw, 0, len), false);
    m->at = from + len + 3;
}

/* ---- the walk -------------------------------------------------------------------------------------------- */

/* Its line breaks stay, so that line numbers do. */
static void leave_out(struct mender *m, size_t to)
{
    struct span rest = source(m, m->at, to);
    size_t at;

    for (; span_find_byte(rest, '\n', &at); rest = span_cut(rest, at + 1, rest.len))
        put(m, SPAN("\n"));
    m->at = to;
}

static void leave_out_behind(struct mender *m, struct span closing)
{
    size_t len;
    bool closed = span_find(source(m, m->at, m->source.len), closing, &len);

    leave_out(m, closed ? m->at + len + closing.len : m->source.len);
}

static void tag_or_text(struct mender *m)
{
    struct tag t;
    size_t end;

    if (!tag_read(m->source, m->at, &t, &end)) {
        blame(m, "a < that begins no tag", (struct span){0});
        text(m, source(m, m->at, m->at + 1));
        m->at++;
        return;
    }
    if (t.closing)
        end_tag(m, &t, end);
    else
        start_tag(m, &t, end);
    m->at = end;
}

static void markup(struct mender *m)
{
    struct span here = source(m, m->at, m->source.len);

    if (here.len > 1 && here.ptr[1] != '!' && here.ptr[1] != '?')
        tag_or_text(m);
    else if (span_starts(here, SPAN("<![CDATA[")))
        cdata(m);
    else if (span_starts(here, SPAN("<!--")))
        leave_out_behind(m, SPAN("-->"));
    else
        leave_out_behind(m, SPAN(">"));
}

/* A document that is cut off right behind the beginning of a tag. */
static struct span without_stump(struct span document)
{
    if (span_ends(document, SPAN("</")))
        document.len -= 2;
    else if (span_ends(document, SPAN("<")))
        document.len--;
    return document;
}

struct damage mend_xml(struct span document, size_t root, const struct mend_events *events, void *arg)
{
    struct mender m = {.source = without_stump(document),
                       .events = events,
                       .arg = arg,
                       .search_steps = document.len + PARSE_DEPTH_LIMIT};

    if (skip_misc(span_cut(document, 0, root), 0) < root)
        blame(&m, "something before the feed", (struct span){0});
    leave_out(&m, root);
    do {
        size_t len = text_length(&m);

        text(&m, source(&m, m.at, m.at + len));
        m.at += len;
        if (m.at < m.source.len)
            markup(&m);
    } while (m.depth > 0 && m.at < m.source.len);
    if (m.depth > 0)
        blame(&m, "the document ends within <%>", m.open[m.depth - 1].name);
    while (m.depth > 0)
        put_end_tag(&m);
    return m.damage;
}
