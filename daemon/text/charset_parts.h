/*
 * charset_parts.h: what the files of charset share with each other, and with nobody else.
 */
#ifndef NEWSWIRED_TEXT_CHARSET_PARTS_H
#define NEWSWIRED_TEXT_CHARSET_PARTS_H

#include "base.h"

#define UTF8_BAD UINT32_MAX
#define UTF8_REPLACEMENT 0xFFFDU

/* Reads one character: bytes consumed, at least 1. A bad sequence gives UTF8_BAD and the length of its maximal
 * subpart, so that each becomes one U+FFFD (Unicode 3.9, WHATWG). */
size_t utf8_step(const unsigned char *at, size_t left, uint32_t *code_point);
/* Length of the longest prefix that can stay as it is: valid, no C0 control but TAB LF CR, no U+FFFE or U+FFFF
 * (XML 1.0 section 2.2 allows none of them). */
size_t utf8_clean_prefix(struct span s);
/* `s` cleaned as charset_to_utf8 promises; s itself when it is clean. Sets *damaged, never clears it. */
struct span utf8_clean(struct arena *a, struct span s, bool *damaged);
/* How much `s` looks like UTF-8: good and bad sequences of bytes above 0x7F. */
void utf8_count(struct span s, size_t *good, size_t *bad);

/* One way of decoding. iconv_name is NULL for UTF-8. */
struct charset {
    const char *iconv_name;
    const char *labels; /* letters and digits only, in lower case, one space around each */
    unsigned unit;      /* bytes that a bad sequence costs at least */
};
/* NULL when the label is empty or unknown. */
const struct charset *charset_find(struct span label);
/* What the bytes themselves say: the charset of a byte order mark (which is cut off), or NULL. */
const struct charset *charset_of_mark(struct span *bytes);
/* What the zeros around the first `<` say (XML 1.0 appendix F), or NULL. */
const struct charset *charset_of_zeros(struct span bytes);
/* For bytes that nobody labelled and that are no UTF-8. Never NULL. */
const struct charset *charset_guess(struct span bytes);
/* Whether they switch to Japanese by escapes, as ISO-2022-JP does. */
bool charset_is_escaped(struct span bytes);

#endif
