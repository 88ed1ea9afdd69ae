/*
 * text: from a peer's bytes to UTF-8, from HTML to plain text, from text to folded words; URLs, dates, outlets.
 *
 * Pure: no I/O, no clock, no globals. Everything made lies in the arena that was passed in.
 * Errors      none of these fails on peer input: what cannot be read becomes U+FFFD, an empty span, or "unknown".
 * Limits      stated at each function; all are linear in their input.
 */
#ifndef NEWSWIRED_TEXT_H
#define NEWSWIRED_TEXT_H

#include "base.h"

/* ---- charset (charset.c): RFC 7303 order and reality: BOM, HTTP charset, declaration, guess -------------- */
/* The charset parameter of a Content-Type value; empty when there is none. */
struct span charset_of_content_type(struct span content_type);
/* `bytes` as UTF-8 without BOM, bad bytes as U+FFFD, C0 controls but TAB LF CR dropped. `http` and `declared` are
 * labels as WHATWG maps them, possibly empty or unknown. *damaged says whether any byte was replaced as bad, or
 * all were read by a guess although a label said UTF-8. */
struct span charset_to_utf8(struct arena *a, struct span bytes, struct span http, struct span declared,
                            bool *damaged);
bool utf8_is_valid(struct span s);
struct span utf8_mend(struct arena *a, struct span s); /* s itself when it is valid */
/* The length of the longest prefix of whole characters within max_bytes. */
size_t utf8_cut(struct span s, size_t max_bytes);
/* The code point at *at, which moves behind it; U+FFFD for a bad byte. *at < s.len. */
uint32_t utf8_next(struct span s, size_t *at);
size_t utf8_put(char out[4], uint32_t code_point);

/* ---- html (html.c) --------------------------------------------------------------------------------------- */
/* Plain text of an HTML fragment: tags dropped, references decoded, paragraphs, list items and table rows on lines of
 * their own ("- " or "1. " before an item, two spaces more for each list in a list, " | " between cells), white space
 * collapsed, no line of white space only. Gone are scripts, forms, hidden elements, bars to share and "The post X
 * appeared first on Y."; of images only emoji and formulas stay, or the alternative text where it is all there is. */
struct span html_to_text(struct arena *a, struct span html);
/* As html_to_text but on one line: for titles and names. */
struct span html_to_line(struct arena *a, struct span html);
bool html_looks_like(struct span s); /* has a tag or an entity that a reader would not want to see */
/* Named, decimal and hex character references decoded, nothing else touched (all of HTML5's names). */
struct span html_decode_entities(struct arena *a, struct span s);
/* The UTF-8 of the named reference (without & and ;), empty when HTML5 knows none. */
struct span html_entity(struct span name);

/* ---- url (url_*.c): RFC 3986 section 5, with the white space and backslashes of the wild ----------------------- */
/* The parts as they stand, the host without []. */
struct url {
    struct span scheme, userinfo, host, port, path, query, fragment;
    bool has_authority, has_query, has_fragment;
};
bool url_split(struct span s, struct url *out); /* false: no scheme */
/* Absolute form of `reference` against `base` (which may be empty: then only an absolute one comes back). */
struct span url_resolve(struct arena *a, struct span base, struct span reference);
bool url_is_web(struct span s); /* http or https with a host */
/* scheme://host:port in lower case, port always given: the key of a host's budget. Empty when it is no web URL. */
struct span url_origin(struct arena *a, struct span url);
/* Without userinfo, query and fragment: for logs, status and errors. */
struct span url_for_display(struct arena *a, struct span url);
/* For comparing: what redirectors wrap, without www., m., AMP, default port, index.html, slash at the end, fragment
 * (but #! and #/) and tracking parameters, those that stay in order. Empty when it is no web URL. */
struct span url_canonical(struct arena *a, struct span url);
/* The registrable domain of the URL's host (libpsl's built-in list); the host itself when it has none; "" if no host. */
struct span url_registrable_domain(struct arena *a, struct span url);

/* ---- date (date.c): the dates that feeds write ----------------------------------------------------------- */
/* Seconds since 1970, or TIME_UNKNOWN for what is no date or an impossible one. No zone means UTC. */
int64_t date_parse(struct span s);

/* ---- fold and words (fold.c, words.c) -------------------------------------------------------------------- */
/* Folded form of one text: see the comment in fold.c for the rules. */
/* WORD_NUMBER has a digit; WORD_SINGLE is one Han, Kana or Thai letter. */
enum word_kind { WORD_LETTERS, WORD_NUMBER, WORD_SINGLE };
struct word {
    uint64_t hash;               /* hash64 of the folded bytes */
    uint32_t start, end;         /* bytes of the source text it was made from */
    uint32_t folded, folded_len; /* its place in words.folded */
    enum word_kind kind;
};
struct words {
    struct span folded; /* the folded words, one behind the other */
    struct word *list;
    size_t count;
};
/* The words of plain UTF-8 text, at most max_words of them (0: no limit). */
void words_of(struct arena *a, struct span text, size_t max_words, struct words *out);
struct span word_folded(const struct words *w, size_t i);

#endif
