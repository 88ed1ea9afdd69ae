/*
 * person.c - who wrote it, from one line
 *
 * RSS wants "me@example.org (Name)"; publishers write the name first, or angle brackets, or only one of the two.
 *
 * Fatal: nothing. Bugs: a list of people in one line stays one name.
 */
#include <string.h>

#include "draft.h"

/* Enough to tell an address from a name: one @ with something on both sides, no white space. */
static bool is_email(struct span s)
{
    size_t at;

    if (!span_find_byte(s, '@', &at) || at == 0 || at + 1 == s.len)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (memchr(" \t\r\n<>(),;\"", s.ptr[i], 10) || (s.ptr[i] == '@' && i != at))
            return false;
    }
    return true;
}

static struct span without_mailto(struct span s)
{
    s = span_trim(s);
    return span_starts_icase(s, SPAN("mailto:")) ? span_cut(s, 7, s.len) : s;
}

static struct span without_quotes(struct span s)
{
    bool quoted = s.len > 1 && s.ptr[0] == '"' && s.ptr[s.len - 1] == '"';

    return quoted ? span_cut(s, 1, s.len - 1) : s;
}

/* "before OPEN within CLOSE" */
static bool split(struct span line, char open, char close, struct span *before, struct span *within)
{
    size_t at;

    if (line.len == 0 || line.ptr[line.len - 1] != close || !span_find_byte(line, open, &at))
        return false;
    *before = without_mailto(span_cut(line, 0, at));
    *within = without_mailto(span_cut(line, at + 1, line.len - 1));
    return true;
}

static bool is_around(char c)
{
    return memchr(" \t()<>[],;:-\"'", c, 14) != NULL;
}

static struct span without_brackets(struct span s)
{
    size_t open;

    while (s.len > 0 && is_around(s.ptr[0]))
        s = span_cut(s, 1, s.len);
    while (s.len > 0 && is_around(s.ptr[s.len - 1]) &&
           !(s.ptr[s.len - 1] == ')' && span_find_byte(s, '(', &open)))
        s.len--;
    return s;
}

/* An address at one end of the line, the name at the other, with whatever signs around them. */
static bool split_off(struct span line, struct author *out)
{
    size_t first = 0, last = line.len;
    struct span email;

    while (first < line.len && line.ptr[first] != ' ')
        first++;
    while (last > 0 && line.ptr[last - 1] != ' ')
        last--;
    email = without_brackets(span_cut(line, 0, first));
    if (is_email(email)) {
        *out = (struct author){.email = email, .name = without_brackets(span_cut(line, first, line.len))};
        return !span_find_byte(out->name, '@', &last);
    }
    email = without_brackets(span_cut(line, last, line.len));
    *out = (struct author){.email = email, .name = without_brackets(span_cut(line, 0, last))};
    return is_email(email) && !span_find_byte(out->name, '@', &first);
}

struct author person_read(struct span line)
{
    struct span before, within;
    struct author who;

    line = without_mailto(line);
    if (split(line, '(', ')', &before, &within) || split(line, '<', '>', &before, &within)) {
        if (is_email(before))
            return (struct author){.name = within, .email = before};
        if (is_email(within))
            return (struct author){.name = without_quotes(before), .email = within};
    }
    if (is_email(line))
        return (struct author){.email = line};
    if (split_off(line, &who))
        return who;
    return (struct author){.name = line};
}
