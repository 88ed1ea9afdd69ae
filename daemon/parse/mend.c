/*
 * mend.c - mends XML before the parser sees it
 *
 * Why: after its first error libxml2 drops each later entity, it closes whatever is open at an end tag that does
 * not match, and some of its loops are quadratic. So it is shown nothing that it would call an error, and nothing
 * that costs more than its length:
 *
 *   - a bare ampersand is escaped, HTML's named references become their characters, unknown ones literal text
 *     (`?a=1&copy=2` is no reference, for want of its semicolon)
 *   - `<` that begins no tag is escaped
 *   - an end tag closes what is open inside of its element; one that closes nothing is dropped; what is open at the
 *     end of the text is closed
 *   - attributes are quoted, single, at most TAG_ATTRIBUTES a tag
 *   - DOCTYPE and with it every ENTITY declaration is dropped: no entity but XML's five is ever declared
 *   - at most PARSE_DEPTH_LIMIT elements are open, with NAMESPACE_LIMIT namespace declarations
 *   - CDATA sections are cut into pieces, since the push parser reads the rest of an open one again at each chunk
 *
 * Linear in the text: nothing is searched for twice, except open elements, and these are few.
 *
 * Fatal: nothing. Bugs: an instruction ends at its first `>`. Names with letters beyond ASCII are read as text.
 */
#include <string.h>

#include "parse.h"
#include "text.h"

#include "mend.h"
#include "tag.h"

#define NAMESPACE_LIMIT 64 /* libxml2 looks a prefix up by walking over the declarations in force */
#define CDATA_PIECE ((size_t)16 << 10)
#define REFERENCE_LIMIT 40 /* the longest name of HTML has 31 letters */

struct open_element {
    struct span name;
    unsigned namespaces; /* declared here */
};

struct mender {
    struct span text;
    size_t at;   /* what is read next */
    size_t kept; /* from here to `at` the text may be handed on as it stands */
    mend_sink *sink;
    void *arg;
    struct open_element open[PARSE_DEPTH_LIMIT];
    size_t depth;
    unsigned namespaces; /* in force */
    bool damaged;
};

/* ---- handing on ------------------------------------------------------------------------------------------- */

static void hand_on(struct mender *m, size_t to)
{
    if (to > m->kept)
        m->sink(m->arg, span_cut(m->text, m->kept, to));
    m->kept = to;
}

static void put(struct mender *m, struct span s)
{
    if (s.len > 0)
        m->sink(m->arg, s);
}

/* Leaves out the text from..to, but not its line breaks. */
static void leave_out(struct mender *m, size_t from, size_t to)
{
    hand_on(m, from);
    for (size_t i = from; i < to; i++) {
        if (m->text.ptr[i] == '\n')
            put(m, SPAN("\n"));
    }
    m->kept = to;
}

static struct span escape_of(char c)
{
    switch (c) {
    case '<':
        return SPAN("&lt;");
    case '&':
        return SPAN("&amp;");
    case '"':
        return SPAN("&quot;");
    default:
        return (struct span){0};
    }
}

static void put_escaped(struct mender *m, struct span s)
{
    size_t from = 0;

    for (size_t i = 0; i < s.len; i++) {
        struct span escape = escape_of(s.ptr[i]);

        if (escape.len == 0)
            continue;
        put(m, span_cut(s, from, i));
        put(m, escape);
        from = i + 1;
    }
    put(m, span_cut(s, from, s.len));
}

/* ---- references ------------------------------------------------------------------------------------------- */

static bool is_predefined(struct span name)
{
    return span_equal(name, SPAN("amp")) || span_equal(name, SPAN("lt")) || span_equal(name, SPAN("gt")) ||
           span_equal(name, SPAN("quot")) || span_equal(name, SPAN("apos"));
}

/* The length of what stands between `&` and `;`, 0 when no reference begins there. */
static size_t reference_length(struct span s, size_t at)
{
    size_t i = at + 1, limit = s.len - i < REFERENCE_LIMIT ? s.len : i + REFERENCE_LIMIT;

    if (i < limit && s.ptr[i] == '#')
        i++;
    for (; i < limit; i++) {
        char c = s.ptr[i];

        if (c == ';')
            return i - at - 1;
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            return 0;
    }
    return 0;
}

/* The code point of "#123" or "#x7b"; false for anything else. */
static bool read_number(struct span s, uint32_t *out)
{
    bool hex = s.len > 2 && (s.ptr[1] == 'x' || s.ptr[1] == 'X');
    uint32_t n = 0;

    if (s.len < 2 || s.len > 12 || s.ptr[0] != '#')
        return false;
    for (size_t i = hex ? 2 : 1; i < s.len; i++) {
        uint32_t c = (unsigned char)s.ptr[i], lower = c | 0x20, digit;

        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if (hex && lower >= 'a' && lower <= 'f')
            digit = lower - 'a' + 10;
        else
            return false;
        n = n * (hex ? 16 : 10) + digit;
        if (n > 0x10FFFF)
            n = 0x110000; /* stays too large */
    }
    *out = n;
    return true;
}

/* Windows-1252 in C1's place, as HTML section 13.2.5.80 reads it and as publishers mean it. */
static uint32_t mean_character(uint32_t c)
{
    static const uint16_t windows[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                         0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                         0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                         0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

    if (c >= 0x80 && c <= 0x9F)
        return windows[c - 0x80];
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF)
        return 0xFFFD;
    return c;
}

static void mend_number(struct mender *m, size_t at, size_t end, uint32_t number)
{
    uint32_t meant = mean_character(number);
    char bytes[4];

    if (meant == number && (meant >= 0x20 || meant == '\t' || meant == '\n' || meant == '\r'))
        return;
    hand_on(m, at);
    if (meant >= 0x20) /* a control character is dropped, as everywhere */
        put(m, (struct span){bytes, utf8_put(bytes, meant)});
    m->kept = end;
    m->damaged = true;
}

/* The reference that the `&` at `at` begins, if it does; returns the place behind it. */
static size_t mend_reference(struct mender *m, size_t at)
{
    size_t len = reference_length(m->text, at), end = at + 1 + len + 1;
    struct span name = span_cut(m->text, at + 1, at + 1 + len), character;
    uint32_t number;

    if (len > 0 && name.ptr[0] == '#' && read_number(name, &number)) {
        mend_number(m, at, end, number);
        return end;
    }
    if (len > 0 && is_predefined(name))
        return end;
    hand_on(m, at);
    character = len > 0 ? html_entity(name) : (struct span){0};
    if (character.len > 0) {
        put_escaped(m, character);
        m->kept = end;
        return end;
    }
    put(m, SPAN("&amp;"));
    m->kept = at + 1;
    m->damaged = true;
    return at + 1;
}

static void mend_text(struct mender *m, size_t to)
{
    while (m->at < to) {
        const char *and = memchr(m->text.ptr + m->at, '&', to - m->at);

        m->at = and? mend_reference(m, (size_t)(and-m->text.ptr)) : to;
    }
}

/* ---- tags --------------------------------------------------------------------------------------------------- */

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
                continue;
            }
            declared++;
        }
        t->list[left++] = t->list[i];
    }
    t->count = left;
    return declared;
}

/* A value inside of a tag that is otherwise handed on: its references. */
static void mend_values(struct mender *m, const struct tag *t)
{
    for (size_t i = 0; i < t->count; i++) {
        struct span v = t->list[i].value;

        m->at = (size_t)(v.ptr - m->text.ptr);
        if (v.len > 0)
            mend_text(m, m->at + v.len);
    }
}

/* Writes a value anew: what stands for itself is escaped, references are mended. */
static void put_value(struct mender *m, struct span v)
{
    size_t end = (size_t)(v.ptr - m->text.ptr) + v.len;

    m->kept = m->at = end - v.len;
    while (m->at < end) {
        struct span escape = escape_of(m->text.ptr[m->at]);

        if (m->text.ptr[m->at] == '&') {
            size_t behind = mend_reference(m, m->at);

            m->at = behind < end ? behind : end;
            continue;
        }
        if (escape.len > 0) {
            hand_on(m, m->at);
            put(m, escape);
            m->kept = m->at + 1;
        }
        m->at++;
    }
    if (m->kept < end)
        hand_on(m, end);
}

static void put_tag(struct mender *m, const struct tag *t)
{
    put(m, SPAN("<"));
    put(m, t->name);
    for (size_t i = 0; i < t->count; i++) {
        put(m, SPAN(" "));
        put(m, t->list[i].name);
        put(m, SPAN("=\""));
        put_value(m, t->list[i].value);
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
    unsigned declared;

    if (t->cut || m->depth == PARSE_DEPTH_LIMIT) {
        leave_out(m, m->at, end);
        m->damaged = true;
        return;
    }
    declared = count_namespaces(m, t);
    if (t->clean) {
        mend_values(m, t);
    } else {
        hand_on(m, m->at);
        put_tag(m, t);
        m->kept = end;
        m->damaged = true;
    }
    if (!t->empty) {
        m->open[m->depth++] = (struct open_element){t->name, declared};
        m->namespaces += declared;
    }
}

static bool closes(const struct mender *m, size_t level, struct span name)
{
    return span_equal_icase(m->open[level].name, name);
}

static void end_tag(struct mender *m, const struct tag *t, size_t end)
{
    size_t level = m->depth;

    if (t->clean && span_equal(m->open[m->depth - 1].name, t->name)) {
        m->namespaces -= m->open[--m->depth].namespaces;
        return;
    }
    while (level > 0 && !closes(m, level - 1, t->name))
        level--;
    leave_out(m, m->at, end);
    m->damaged = true;
    for (; level > 0 && m->depth >= level;)
        put_end_tag(m);
}

/* ---- what is no element ------------------------------------------------------------------------------------- */

static void leave_out_to(struct mender *m, struct span closing)
{
    struct span rest = span_cut(m->text, m->at, m->text.len);
    size_t len;

    len = span_find(rest, closing, &len) ? len + closing.len : rest.len;
    leave_out(m, m->at, m->at + len);
    m->at += len;
}

static void cdata(struct mender *m)
{
    size_t from = m->at + SPAN("<![CDATA[").len, len;
    struct span rest = span_cut(m->text, from, m->text.len);

    if (!span_find(rest, SPAN("]]>"), &len)) {
        len = rest.len; /* the text ends here: a truncated document */
        m->damaged = true;
    }
    while (len > CDATA_PIECE) {
        size_t piece = utf8_cut(span_cut(m->text, from, from + CDATA_PIECE), CDATA_PIECE - 2);

        hand_on(m, from + piece);
        put(m, SPAN("]]><![CDATA["));
        from += piece;
        len -= piece;
    }
    m->at = from + len;
    if (m->at == m->text.len) {
        hand_on(m, m->at);
        put(m, SPAN("]]>"));
    } else {
        m->at += SPAN("]]>").len;
    }
}

static void tag_or_text(struct mender *m)
{
    struct tag t;
    size_t end;

    if (!tag_read(m->text, m->at, &t, &end)) {
        hand_on(m, m->at);
        put(m, SPAN("&lt;"));
        m->kept = ++m->at;
        m->damaged = true;
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
    struct span here = span_cut(m->text, m->at, m->text.len);

    if (here.len > 1 && here.ptr[1] != '!' && here.ptr[1] != '?')
        tag_or_text(m);
    else if (span_starts(here, SPAN("<![CDATA[")))
        cdata(m);
    else if (span_starts(here, SPAN("<!--")))
        leave_out_to(m, SPAN("-->"));
    else
        leave_out_to(m, SPAN(">"));
}

bool mend_xml(struct span text, size_t root, mend_sink *sink, void *arg)
{
    struct mender m = {.text = text, .at = root, .sink = sink, .arg = arg};

    leave_out(&m, 0, root);
    do {
        const char *next = memchr(text.ptr + m.at, '<', text.len - m.at);

        mend_text(&m, next ? (size_t)(next - text.ptr) : text.len);
        if (next)
            markup(&m);
    } while (m.depth > 0 && m.at < text.len);
    hand_on(&m, m.at);
    m.damaged |= m.depth > 0;
    while (m.depth > 0)
        put_end_tag(&m);
    return m.damaged;
}
