/*
 * robots.c - what a robots.txt says of one address
 *
 * RFC 9309. The groups that name our product token hold, all of them; when none does, those of "*" hold. The rule whose path
 * matches the most bytes decides, and of two of that length the one that allows. `*` stands for any bytes, `$` at the end
 * for the end. Both sides are compared in one form of percent-encoding.
 *
 * Pure. Fatal: nothing. Bugs: rules beyond RULES_LIMIT, and paths and rules beyond PATH_LIMIT bytes, are not compared.
 */
#include <string.h>

#include "fetch.h"

#define RULES_LIMIT 4000
#define PATH_LIMIT 2048

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~", c));
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* RFC 9309 section 2.2.2: %XX of what needs no encoding is decoded, what is not ASCII is encoded. */
static struct span normal(struct span s, char room[3 * PATH_LIMIT])
{
    static const char digits[] = "0123456789ABCDEF";
    size_t n = 0;

    s = span_cut(s, 0, PATH_LIMIT);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool encoded =
            c == '%' && i + 2 < s.len && hex_value(s.ptr[i + 1]) >= 0 && hex_value(s.ptr[i + 2]) >= 0;

        if (encoded) {
            c = (unsigned char)(hex_value(s.ptr[i + 1]) << 4 | hex_value(s.ptr[i + 2]));
            i += 2;
        }
        if (encoded ? is_unreserved(c) : c < 0x80) {
            room[n++] = (char)c;
        } else {
            room[n++] = '%';
            room[n++] = digits[c >> 4];
            room[n++] = digits[c & 15];
        }
    }
    return (struct span){room, n};
}

/* The parts between the stars are found one behind the other, each as early as it stands: what one part needs less, the
 * next has more. */
static bool matches(struct span pattern, struct span path)
{
    bool to_end = span_ends(pattern, SPAN("$")), first = true;
    struct span part, rest = span_cut(pattern, 0, pattern.len - to_end);
    size_t at;

    if (rest.len == 0)
        return !to_end || path.len == 0;
    while (span_split(&rest, '*', &part)) {
        bool last = rest.len == 0 && !span_ends(pattern, SPAN("*")) && !span_ends(pattern, SPAN("*$"));

        if (last && to_end)
            return first ? span_equal(path, part) : span_ends(path, part);
        if (first ? !span_starts(path, part) : !span_find(path, part, &at))
            return false;
        path = span_cut(path, (first ? 0 : at) + part.len, path.len);
        first = false;
    }
    return true;
}

/* ---- lines ----------------------------------------------------------------------------------------------- */

static bool next_line(struct span *rest, struct span *key, struct span *value)
{
    struct span line;
    size_t end = 0, colon;

    if (rest->len == 0)
        return false;
    while (end < rest->len && rest->ptr[end] != '\n' && rest->ptr[end] != '\r')
        end++;
    line = span_cut(*rest, 0, end);
    *rest = span_cut(*rest, end + 1, rest->len);
    if (span_find_byte(line, '#', &end))
        line = span_cut(line, 0, end);
    *key = *value = (struct span){"", 0};
    if (span_find_byte(line, ':', &colon)) {
        *key = span_trim(span_cut(line, 0, colon));
        *value = span_trim(span_cut(line, colon + 1, line.len));
    }
    return true;
}

/* Section 2.2.1: a product token is letters, _ and -; what a line writes behind it is no part of it. */
static bool names_agent(struct span value, struct span agent)
{
    size_t n = 0;

    while (n < value.len && (is_unreserved((unsigned char)value.ptr[n]) || value.ptr[n] == '*') &&
           !strchr(".~0123456789", value.ptr[n]))
        n++;
    return span_equal_icase(span_cut(value, 0, n), agent);
}

/* Adds a line "a/path" or "d/path" for each rule of the groups that name the agent; whether there is such a group. */
static bool put_rules(struct span text, struct span agent, struct buffer *out)
{
    struct span key, value;
    bool names = true, ours = false, found = false; /* names: the lines before were names of agents */
    size_t count = 0;

    while (next_line(&text, &key, &value)) {
        bool allow = span_equal_icase(key, SPAN("allow"));

        if (span_equal_icase(key, SPAN("user-agent")) || span_equal_icase(key, SPAN("useragent"))) {
            ours = (names && ours) || names_agent(value, agent);
            found |= ours;
            names = true;
        } else if (allow || span_equal_icase(key, SPAN("disallow"))) {
            names = false;
            if (!ours || value.len == 0 || value.len > PATH_LIMIT || count++ >= RULES_LIMIT)
                continue;
            buffer_put_byte(out, allow ? 'a' : 'd');
            buffer_put_span(out, value);
            buffer_put_byte(out, '\n');
        }
    }
    return found;
}

void robots_rules(struct span robots_txt, struct span agent, struct buffer *out)
{
    if (span_starts(robots_txt, SPAN("\xEF\xBB\xBF")))
        robots_txt = span_cut(robots_txt, 3, robots_txt.len);
    if (!put_rules(robots_txt, agent, out))
        put_rules(robots_txt, SPAN("*"), out);
}

bool robots_allow(struct span rules, struct span path)
{
    char path_room[3 * PATH_LIMIT], rule_room[3 * PATH_LIMIT];
    struct span rule;
    size_t longest = 0;
    bool allowed = true;

    path = normal(path, path_room);
    while (span_split(&rules, '\n', &rule)) {
        struct span pattern = normal(span_cut(rule, 1, rule.len), rule_room);

        if (pattern.len < longest || (pattern.len == longest && rule.ptr[0] == 'd' && longest > 0) ||
            !matches(pattern, path))
            continue;
        longest = pattern.len;
        allowed = rule.ptr[0] == 'a';
    }
    return allowed;
}
