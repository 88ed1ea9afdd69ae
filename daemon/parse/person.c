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

struct author person_read(struct span line)
{
    struct span before, within;

    line = without_mailto(line);
    if (split(line, '(', ')', &before, &within) || split(line, '<', '>', &before, &within)) {
        if (is_email(before))
            return (struct author){.name = within, .email = before};
        if (is_email(within))
            return (struct author){.name = before, .email = within};
    }
    if (is_email(line))
        return (struct author){.email = line};
    return (struct author){.name = line};
}
