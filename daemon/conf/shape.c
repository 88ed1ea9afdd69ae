/*
 * shape.c - what a text in the configuration must look like
 *
 * Fatal: nothing. Bugs: addresses are those that need no quotes; RFC 5321's quoted local parts are refused.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base.h"

#include "shape.h"

#define NAME_BYTES 100

static bool wrong(struct error *e, const char *text, const char *what)
{
    error_set(e, "\"%s\" %s", text, what);
    return false;
}

/* The length of the UTF-8 character at s (RFC 3629: no overlong forms, no surrogates), 0 when it is none. */
static size_t character_length(const unsigned char *s)
{
    size_t len = s[0] < 0x80                   ? 1
                 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2
                 : (s[0] & 0xf0) == 0xe0       ? 3
                 : s[0] >= 0xf0 && s[0] < 0xf5 ? 4
                                               : 0;

    for (size_t i = 1; i < len; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    }
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] >= 0xa0) || (s[0] == 0xf0 && s[1] < 0x90) ||
        (s[0] == 0xf4 && s[1] >= 0x90))
        return 0;
    return len;
}

bool shape_text(const char *text, struct error *e)
{
    const unsigned char *s = (const unsigned char *)text;

    while (*s) {
        size_t len = character_length(s);

        if (len == 0) {
            error_set(e, "is not UTF-8 (byte 0x%02x)", *s);
            return false;
        }
        if ((*s < ' ' && *s != '\t' && *s != '\n') || *s == 0x7f) {
            error_set(e, "has the control byte 0x%02x; text with a backslash stands in single quotes", *s);
            return false;
        }
        s += len;
    }
    return true;
}

bool shape_not_empty(const char *text, struct error *e)
{
    if (span_trim(span_of(text)).len > 0)
        return true;
    error_set(e, "is empty");
    return false;
}

bool shape_name(const char *text, struct error *e)
{
    if (!shape_not_empty(text, e) || !shape_text(text, e))
        return false;
    if (strlen(text) > NAME_BYTES) {
        error_set(e, "is a name longer than %d bytes", NAME_BYTES);
        return false;
    }
    if (strpbrk(text, "/\\\"\t\n") || text[0] == ' ' || text[strlen(text) - 1] == ' ')
        return wrong(e, text, "is no name: no slash, quote, backslash or tab, no blank at its ends");
    return true;
}

/* Behind "scheme://": a host and perhaps a port; *rest is what follows. */
static bool host_and_port(const char *s, const char **rest)
{
    size_t host;

    if (*s == '[') {
        host = strspn(s + 1, "0123456789abcdefABCDEF:.");
        if (host < 2 || s[host + 1] != ']')
            return false;
        s += host + 2;
    } else {
        host = strcspn(s, ":/?#@[]\\ ");
        if (host == 0)
            return false;
        s += host;
    }
    if (*s == ':') {
        size_t digits = strspn(++s, "0123456789");
        int64_t port = 0;

        if (digits > 5 ||
            (digits > 0 && (!span_to_int((struct span){s, digits}, &port) || port < 1 || port > 65535)))
            return false;
        s += digits;
    }
    *rest = s;
    return *s == '\0' || *s == '/' || *s == '?' || *s == '#';
}

static bool has_scheme(const char *text, const char *const *schemes, const char **behind)
{
    for (; *schemes; schemes++) {
        if (span_starts_icase(span_of(text), span_of(*schemes))) {
            *behind = text + strlen(*schemes);
            return true;
        }
    }
    return false;
}

/* A login before the host is passed over: feeds may carry one. */
static const char *behind_login(const char *s)
{
    size_t authority = strcspn(s, "/?#");

    for (size_t i = authority; i > 0; i--) {
        if (s[i - 1] == '@')
            return s + i;
    }
    return s;
}

bool shape_web_url(const char *text, struct error *e)
{
    static const char *const schemes[] = {"http://", "https://", NULL};
    const char *s, *rest;

    if (!has_scheme(text, schemes, &s))
        return wrong(e, text, "is no http:// or https:// URL");
    if (strpbrk(text, " \t\n"))
        return wrong(e, text, "is no URL: it has white space");
    if (!host_and_port(behind_login(s), &rest))
        return wrong(e, text, "is no URL: its host or port cannot be read");
    return true;
}

bool shape_proxy(const char *text, struct error *e)
{
    static const char *const schemes[] = {"http://",    "https://",  "socks4://", "socks4a://",
                                          "socks5h://", "socks5://", NULL};
    const char *s, *rest;

    if (*text == '\0')
        return true;
    if (!has_scheme(text, schemes, &s) || strpbrk(text, " \t\n") || !host_and_port(behind_login(s), &rest))
        return wrong(e, text, "is no proxy: http://HOST:PORT, or https, socks4, socks4a, socks5, socks5h");
    return true;
}

bool shape_smtp(const char *text, struct error *e)
{
    static const char *const schemes[] = {"smtp://", "smtps://", NULL};
    const char *s, *rest;

    if (!has_scheme(text, schemes, &s))
        return wrong(e, text, "is no smtp:// or smtps:// URL");
    if (behind_login(s) != s)
        return wrong(e, text, "holds a login: that belongs into user and password-file");
    if (!host_and_port(s, &rest) || (*rest != '\0' && strcmp(rest, "/") != 0))
        return wrong(e, text, "is no smtp://HOST:PORT");
    return true;
}

bool shape_address(const char *text, struct error *e)
{
    const char *at = strrchr(text, '@');
    size_t domain = at ? strlen(at + 1) : 0;

    /* 64 and 255: RFC 5321 section 4.5.3.1. No bracket, comma, quote or blank can then reach an envelope or
     * header. */
    if (!at || at == text || domain == 0 || at - text > 64 || domain > 255 ||
        strpbrk(text, " \t\r\n<>()[],;:\\\"") || strchr(text, '@') != at)
        return wrong(e, text, "is no mail address: it is written plainly, as desk@example.org");
    return true;
}

bool shape_header(const char *text, struct error *e)
{
    size_t name = strcspn(text, ":");

    /* RFC 9110 section 5.1: a field name is a token. */
    if (name == 0 || text[name] != ':' || strpbrk(text, "\r\n") ||
        strcspn(text, " \t\"(),/;<=>?@[\\]{}") < name)
        return wrong(e, text, "is no header: it is written \"Name: value\"");
    return true;
}

bool shape_language(const char *text, struct error *e)
{
    size_t len = strlen(text), letters = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    if (len == 0)
        return true;
    if (letters < 2 || letters > 8 ||
        (text[letters] != '\0' && text[letters] != '-' && text[letters] != '_') || len > 35)
        return wrong(e, text, "is no language tag, as en, fa or zh-Hans");
    return true;
}

bool shape_listen(const char *text, struct error *e)
{
    const char *colon = strrchr(text, ':'), *rest;

    if (*text == '\0' || (colon && colon[1] != '\0' && host_and_port(text, &rest) && *rest == '\0'))
        return true;
    return wrong(e, text, "is no HOST:PORT, as 127.0.0.1:8480 or [::1]:8480");
}

static bool time_of_day(struct span s)
{
    int64_t hour, minute;

    return s.len == 5 && s.ptr[2] == ':' && strspn(s.ptr, "0123456789") == 2 &&
           span_to_int(span_cut(s, 0, 2), &hour) && strspn(s.ptr + 3, "0123456789") >= 2 &&
           span_to_int(span_cut(s, 3, 5), &minute) && hour < 24 && minute < 60;
}

bool shape_time_of_day(const char *text, struct error *e)
{
    if (*text == '\0' || time_of_day(span_of(text)))
        return true;
    return wrong(e, text, "is no time of day, as 08:00");
}

bool shape_time_span(const char *text, struct error *e)
{
    struct span s = span_of(text);

    if (s.len == 0)
        return true;
    if (s.len != 11 || s.ptr[5] != '-' || !time_of_day(span_cut(s, 0, 5)) || !time_of_day(span_cut(s, 6, 11)))
        return wrong(e, text, "is no span of a day, as 22:00-07:00");
    if (span_equal(span_cut(s, 0, 5), span_cut(s, 6, 11)))
        return wrong(e, text, "has equal ends: it is unclear whether that is a whole day or nothing");
    return true;
}

bool shape_time_zone(const char *text, struct error *e)
{
    const char *base = getenv("TZDIR");
    char path[400];
    struct stat st;

    if (*text == '\0' || strcmp(text, "UTC") == 0)
        return true;
    if (!base || base[0] != '/')
        base = "/usr/share/zoneinfo";
    if (text[0] == '/' || strstr(text, "..") ||
        strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-_/") != strlen(text) ||
        snprintf(path, sizeof(path), "%s/%s", base, text) >= (int)sizeof(path) || stat(path, &st) < 0 ||
        !S_ISREG(st.st_mode)) {
        error_set(e, "\"%s\" is no time zone: nothing of that name in %s", text, base);
        return false;
    }
    return true;
}

bool shape_absolute(const char *text, struct error *e)
{
    if (text[0] == '\0')
        return shape_not_empty(text, e);
    if (text[0] != '/')
        return wrong(e, text, "is no absolute path");
    return true;
}

bool shape_silent_after(const char *text, struct error *e)
{
    int64_t ms;

    if (*text == '\0' || strcmp(text, "auto") == 0 || duration_parse(span_of(text), &ms))
        return true;
    return wrong(e, text, "is neither auto nor a duration, as 3d");
}
