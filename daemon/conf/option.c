/*
 * option.c - a value's text to the member of its section's struct
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "conf.h"

#include "option.h"
#include "value.h"

static const char nothing[] = "";

char *text_own(const char *ptr, size_t len)
{
    return len > 0 ? memory_copy(ptr, len) : (char *)(uintptr_t)nothing;
}

void text_drop(char **text)
{
    if (*text != nothing)
        free(*text);
    *text = NULL;
}

void *option_member(void *section, const struct option *o)
{
    return (char *)section + o->at;
}

bool option_is_list(const struct option *o)
{
    return o->kind == OPTION_LIST || o->kind == OPTION_PATHS;
}

static int refuse(struct error *e, const char *text, const char *what)
{
    error_set(e, "\"%s\" %s", text, what);
    return -EINVAL;
}

static int check_range(const struct option *o, const char *text, int64_t n, struct error *e)
{
    char least[TIME_TEXT_BYTES], most[TIME_TEXT_BYTES];

    if (n >= o->least && (o->most == 0 || n <= o->most))
        return 0;
    if (o->kind == OPTION_DURATION) {
        duration_format(o->least, least);
        duration_format(o->most, most);
    } else {
        snprintf(least, sizeof(least), "%lld", (long long)o->least);
        snprintf(most, sizeof(most), "%lld", (long long)o->most);
    }
    if (n < o->least)
        error_set(e, "\"%s\" is less than %s", text, least);
    else
        error_set(e, "\"%s\" is more than %s", text, most);
    return -EINVAL;
}

static int store_duration(const struct option *o, int64_t *out, const char *text, struct error *e)
{
    int64_t ms = 0;
    bool empty = o->may_be_empty && text[0] == '\0';

    if (text[0] == '-')
        return refuse(e, text, "is negative");
    /* "0" needs no unit: it is nothing in all of them. */
    if (!empty && strcmp(text, "0") != 0 && !duration_parse(span_of(text), &ms))
        return refuse(e, text, "is no duration: a number and one of ms s m h d w, as 15m");
    if (!empty && check_range(o, text, ms, e) < 0)
        return -EINVAL;
    *out = ms;
    return 0;
}

static int read_number(const char *text, int64_t *n, struct error *e)
{
    if (!span_to_int(span_of(text), n))
        return refuse(e, text, "is no number");
    if (*n < 0)
        return refuse(e, text, "is negative");
    return 0;
}

static int store_size(const struct option *o, size_t *out, const char *text, struct error *e)
{
    static const char units[] = "kmgt";
    struct span digits = span_trim(span_of(text));
    const char *unit = digits.len > 0 ? strchr(units, digits.ptr[digits.len - 1] | 0x20) : NULL;
    int shift = unit && *unit ? (int)(unit - units + 1) * 10 : 0;
    int64_t n;

    if (shift > 0)
        digits.len--;
    if (!span_to_int(digits, &n))
        return refuse(e, text, "is no size: a number and one of K M G T, as 16M");
    if (n < 0)
        return refuse(e, text, "is negative");
    if (n > INT64_MAX >> shift)
        return refuse(e, text, "is too large");
    n <<= shift;
    if (check_range(o, text, n, e) < 0)
        return -EINVAL;
    *out = (size_t)n;
    return 0;
}

static int store_bool(bool *out, const char *text, struct error *e)
{
    if (strcasecmp(text, "true") == 0 || strcasecmp(text, "yes") == 0 || strcasecmp(text, "on") == 0)
        *out = true;
    else if (strcasecmp(text, "false") == 0 || strcasecmp(text, "no") == 0 || strcasecmp(text, "off") == 0)
        *out = false;
    else
        return refuse(e, text, "is neither true nor false");
    return 0;
}

/* The place of text among "a|b|c". */
static int find_word(const char *words, const char *text, unsigned *place, struct error *e)
{
    struct span rest = span_of(words), word;
    struct buffer b;

    for (*place = 0; span_split(&rest, '|', &word); ++*place) {
        if (span_equal(word, span_of(text)))
            return 0;
    }
    buffer_init(&b, 300);
    buffer_put_text(&b, words);
    for (size_t i = 0; i < b.len; i++) {
        if (b.ptr[i] == '|')
            b.ptr[i] = ' ';
    }
    error_set(e, "\"%s\" is none of: %s", text, b.ptr);
    buffer_release(&b);
    return -EINVAL;
}

/* Paths in a file are taken from that file's directory, wherever the daemon was started. */
static char *whole_path(const char *file, const char *path)
{
    const char *slash = strrchr(file, '/');
    struct buffer b;
    char *whole;

    if (path[0] == '/' || path[0] == '\0' || strncmp(path, "%d/", 3) == 0 || !slash)
        return text_own(path, strlen(path));
    buffer_init(&b, strlen(file) + strlen(path));
    buffer_put(&b, file, (size_t)(slash - file) + 1);
    buffer_put_text(&b, path);
    whole = memory_copy(b.ptr, b.len);
    buffer_release(&b);
    return whole;
}

static int store_text(const struct option *o, void *member, const char *file, const char *text,
                      struct error *e)
{
    bool path = o->kind == OPTION_PATH || o->kind == OPTION_PATHS;
    char *copy;
    unsigned place;

    if (!shape_text(text, e) || (o->looks && !o->looks(text, e)))
        return -EINVAL;
    if (o->words && find_word(o->words, text, &place, e) < 0)
        return -EINVAL;
    copy = path ? whole_path(file, text) : text_own(text, strlen(text));
    if (option_is_list(o)) {
        strings_add(member, span_of(copy));
        text_drop(&copy);
    } else {
        text_drop(member);
        *(char **)member = copy;
    }
    return 0;
}

int option_store(const struct option *o, void *section, const char *file, const char *text, struct error *e)
{
    void *member = option_member(section, o);
    int64_t n;
    unsigned place;

    switch (o->kind) {
    case OPTION_DURATION:
        return store_duration(o, member, text, e);
    case OPTION_SIZE:
        return store_size(o, member, text, e);
    case OPTION_COUNT:
    case OPTION_NUMBER:
        if (read_number(text, &n, e) < 0 || check_range(o, text, n, e) < 0)
            return -EINVAL;
        if (o->kind == OPTION_COUNT)
            *(size_t *)member = (size_t)n;
        else
            *(int64_t *)member = n;
        return 0;
    case OPTION_BOOL:
        return store_bool(member, text, e);
    case OPTION_WORD:
        if (find_word(o->words, text, &place, e) < 0)
            return -EINVAL;
        memcpy(member, &place, sizeof(place)); /* every enum of the door is an unsigned int */
        return 0;
    case OPTION_TEXT:
    case OPTION_PATH:
    case OPTION_LIST:
    case OPTION_PATHS:
        break;
    }
    return store_text(o, member, file, text, e);
}

void option_release(const struct option *o, void *section)
{
    void *member = option_member(section, o);

    if (option_is_list(o)) {
        strings_release(member);
    } else if (o->kind == OPTION_TEXT || o->kind == OPTION_PATH) {
        text_drop(member);
    }
}
