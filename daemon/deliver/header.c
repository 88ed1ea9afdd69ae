/*
 * header.c - header fields of a mail: folding, encoded-words, addresses, dates
 *
 * A field is either wholly plain (printable ASCII, folded at its spaces, lines of at most 78) or wholly
 * encoded-words (RFC 2047: at most 75 characters a word, 76 a line, whole UTF-8 characters). B or Q,
 * whichever is shorter. No byte below 0x20 of the value is ever copied, whatever the caller did, so a value
 * cannot begin another field.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "deliver.h"
#include "text.h"

#include "mime.h"

#define LINE_PLAIN 78
#define LINE_ENCODED 76
#define WORD_OVERHEAD 12 /* =?UTF-8?B? and ?= */
#define WORD_MAX 75
#define PLAIN_WORD_MAX 50 /* a longer one may not fit behind the field's name */

/* In Q these stand for themselves wherever an encoded-word may stand (RFC 2047 section 5, rule 3). */
static bool q_is_literal(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c != 0 && strchr("!*+-/", c) != NULL);
}

static bool is_plain(struct span value)
{
    size_t at, word = 0;
    if (span_find(value, SPAN("=?"), &at))
        return false;
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c < 0x20 || c > 0x7e)
            return false;
        word = c == ' ' ? 0 : word + 1;
        if (word > PLAIN_WORD_MAX)
            return false;
    }
    return true;
}

static void put_plain(struct buffer *out, size_t column, struct span value)
{
    struct span word;
    for (bool first = true; span_split(&value, ' ', &word); first = false) {
        if (word.len == 0)
            continue; /* a line of white space alone would end the fields */
        if (!first && column + 1 + word.len > LINE_PLAIN) {
            buffer_put_text(out, "\r\n");
            column = 0;
        }
        if (!first) {
            buffer_put_byte(out, ' ');
            column++;
        }
        buffer_put_span(out, word);
        column += word.len;
    }
}

static void put_word(struct buffer *out, bool q, struct span chunk)
{
    buffer_put_text(out, q ? "=?UTF-8?Q?" : "=?UTF-8?B?");
    for (size_t i = 0; q && i < chunk.len; i++) {
        unsigned char c = (unsigned char)chunk.ptr[i];
        if (q_is_literal(c))
            buffer_put_byte(out, (char)c);
        else if (c == ' ')
            buffer_put_byte(out, '_');
        else
            buffer_printf(out, "=%02X", c);
    }
    if (!q)
        base64_put(out, chunk.ptr, chunk.len);
    buffer_put_text(out, "?=");
}

static size_t q_cost(struct span s)
{
    size_t cost = 0;
    for (size_t i = 0; i < s.len; i++)
        cost += s.ptr[i] == ' ' || q_is_literal((unsigned char)s.ptr[i]) ? 1 : 3;
    return cost;
}

static size_t b_cost(size_t bytes)
{
    return (bytes + 2) / 3 * 4;
}

/* As many whole characters from the front as fit into `room` encoded; at least one. */
static struct span take_chunk(struct span rest, bool q, size_t room)
{
    size_t at = 0, used = 0;
    while (at < rest.len) {
        size_t next = at;
        (void)utf8_next(rest, &next);
        size_t cost = q ? used + q_cost(span_cut(rest, at, next)) : b_cost(next);
        if (at > 0 && cost > room)
            break;
        used = cost;
        at = next;
    }
    return span_cut(rest, 0, at);
}

/* `fold` is what parts two words: CRLF SP in a mail, SP in HTTP. */
static void put_encoded(struct buffer *out, size_t column, struct span value, const char *fold)
{
    bool q = q_cost(value) <= b_cost(value.len);
    while (value.len > 0) {
        size_t line = LINE_ENCODED - column;
        struct span chunk = take_chunk(value, q, (line < WORD_MAX ? line : WORD_MAX) - WORD_OVERHEAD);
        put_word(out, q, chunk);
        value = span_cut(value, chunk.len, value.len);
        if (value.len > 0)
            buffer_put_text(out, fold);
        column = 1;
    }
}

void header_put_text(struct buffer *out, const char *name, struct span value)
{
    size_t column = strlen(name) + 2;
    must(column + WORD_OVERHEAD + 12 <= LINE_ENCODED);
    if (value.len == 0)
        return;
    buffer_printf(out, "%s: ", name);
    if (is_plain(value))
        put_plain(out, column, value);
    else
        put_encoded(out, column, value, "\r\n ");
    buffer_put_text(out, "\r\n");
}

void header_put_words(struct buffer *out, struct span value)
{
    if (is_plain(value))
        buffer_put_span(out, value);
    else
        put_encoded(out, 1, value, " ");
}

void header_put_date(struct buffer *out, const char *name, int64_t wall_s)
{
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun",
                                       "Mon", "Tue", "Wed"}; /* 1970-01-01 was one */
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t year;
    int month, day;
    time_to_civil(wall_s, &year, &month, &day);
    int64_t second = (wall_s % 86400 + 86400) % 86400;
    int64_t days_since = (wall_s - second) / 86400;
    buffer_printf(out, "%s: %s, %02d %s %04lld %02d:%02d:%02d +0000\r\n", name,
                  days[(days_since % 7 + 7) % 7], day, months[month - 1], (long long)year,
                  (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
}

/* ---- addresses: RFC 5321 section 4.1.2, ASCII only ------------------------------------------------------- */

#define LOCAL_MAX 64
#define DOMAIN_MAX 255
#define ADDRESS_MAX 254
#define LABEL_MAX 63

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_atext(char c)
{
    return is_alnum(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool local_is_safe(struct span s)
{
    bool quoted = s.len >= 3 && s.ptr[0] == '"' && s.ptr[s.len - 1] == '"';
    if (s.len == 0 || s.len > LOCAL_MAX)
        return false;
    if (quoted)
        s = span_cut(s, 1, s.len - 1);
    for (size_t i = 0; i < s.len; i++) {
        bool lone_dot = s.ptr[i] == '.' && i > 0 && i + 1 < s.len && s.ptr[i - 1] != '.';
        if (!is_atext(s.ptr[i]) && !lone_dot && !(quoted && s.ptr[i] == '.'))
            return false;
    }
    return true;
}

static bool label_is_safe(struct span label)
{
    if (label.len == 0 || label.len > LABEL_MAX || label.ptr[0] == '-' || label.ptr[label.len - 1] == '-')
        return false;
    for (size_t i = 0; i < label.len; i++) {
        if (!is_alnum(label.ptr[i]) && label.ptr[i] != '-' && label.ptr[i] != '_')
            return false;
    }
    return true;
}

static bool domain_is_safe(struct span s)
{
    if (s.len == 0 || s.len > DOMAIN_MAX || s.ptr[s.len - 1] == '.')
        return false;
    if (s.ptr[0] == '[') {
        for (size_t i = 1; i + 1 < s.len; i++) {
            if (!is_alnum(s.ptr[i]) && s.ptr[i] != '.' && s.ptr[i] != ':')
                return false;
        }
        return s.len > 2 && s.ptr[s.len - 1] == ']';
    }
    struct span label;
    while (span_split(&s, '.', &label)) {
        if (!label_is_safe(label))
            return false;
    }
    return true;
}

struct span header_domain(struct span address)
{
    size_t at = address.len;
    while (at > 0 && address.ptr[at - 1] != '@')
        at--;
    return span_cut(address, at, address.len);
}

bool mime_address_is_safe(struct span address)
{
    struct span domain = header_domain(address);
    if (address.len > ADDRESS_MAX || domain.len == address.len)
        return false;
    return local_is_safe(span_cut(address, 0, address.len - domain.len - 1)) && domain_is_safe(domain);
}
