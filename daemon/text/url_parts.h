/*
 * url_parts.h: what the files of url share with each other, and with nobody else.
 */
#ifndef NEWSWIRED_TEXT_URL_PARTS_H
#define NEWSWIRED_TEXT_URL_PARTS_H

#include "text.h"

/* The five parts of any reference, with or without a scheme (RFC 3986, appendix B). */
struct reference {
    struct span scheme, authority, path, query, fragment;
    bool has_authority, has_query, has_fragment;
};
void reference_split(struct span s, struct reference *out);
/* RFC 3986 section 5.3, with the dot segments of a rooted path removed (5.2.4). `folder` stands before the path. */
struct span reference_join(struct arena *a, const struct reference *r, struct span folder);

/* Trimmed, without TAB CR LF; in what may be a web URL white space is %20 and a backslash before the query a slash. */
struct span url_clean(struct arena *a, struct span s);
bool url_scheme_is_web(struct span scheme);
/* The port, that of the scheme when the URL has none; 0 when it is no port. */
unsigned url_port(const struct url *u);
/* url_canonical.c: `s` with its escapes in one form, 3 bytes at most for each; in a query a plus is a space. */
char *url_append_normal(char *to, struct span s, bool query);
/* url_query.c: `?` and what is left of the query, or nothing. 1 + 3 * query.len bytes at most. */
char *url_append_query(struct arena *a, char *to, struct span query);
/* url_wrap.c: the web URL that a redirector's URL leads to, or an empty span. */
struct span url_wrapped(struct arena *a, struct span url);
/* url_idn.c: a host with its international labels as xn--…; itself when it has none. */
struct span url_ascii_host(struct arena *a, struct span host);
/* The host in lower case, without the dot at its end. */
struct span url_host(struct arena *a, const struct url *u);

#endif
