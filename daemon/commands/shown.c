/*
 * shown.c - what a peer wrote, as it may stand on a terminal
 *
 * Fatal: nothing. Bugs: widths follow UAX #11 by ranges, not character by character; a few emoji are off by one.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base.h"
#include "text.h"

#include "shown.h"

#define PAGE_COLUMNS 120
#define LABEL_COLUMNS 14
#define AROUND_BYTES 40 /* shown before and behind a hit */

struct range {
    uint32_t first, last;
};

static bool is_in(uint32_t c, const struct range *ranges, size_t count)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (c > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && c >= ranges[low].first;
}
#define IS_IN(c, ranges) is_in(c, ranges, sizeof(ranges) / sizeof((ranges)[0]))

/* ---- characters ---------------------------------------------------------------------------------------- */

/* Marks that turn nothing by themselves and stand in honest Persian and Arabic: left out, as they have no width. */
static bool is_silent(uint32_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || c == 0xFEFF || c == 0x00AD;
}

/* C0, DEL, C1, embeddings, overrides, isolates (UAX #9), line ends, invisible operators, tags, and what is no character. */
static bool is_steering(uint32_t c)
{
    static const struct range ranges[] = {{0x0000, 0x001F}, {0x007F, 0x009F},   {0x200B, 0x200B},
                                          {0x2028, 0x202E}, {0x2060, 0x206F},   {0xD800, 0xDFFF},
                                          {0xFFF0, 0xFFFB}, {0xE0000, 0xE00FF}, {0xF0000, UINT32_MAX}};

    return IS_IN(c, ranges);
}

static bool is_space(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* What stands for the next character; 0: nothing. */
static uint32_t next_shown(struct span s, size_t *at)
{
    uint32_t c = utf8_next(s, at);

    return is_space(c) ? ' ' : is_silent(c) ? 0 : is_steering(c) ? 0xFFFD : c;
}

static size_t columns_of(uint32_t c)
{
    static const struct range none[] = {
        {0x0300, 0x036F}, {0x0483, 0x0489},  {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F},
        {0x0670, 0x0670}, {0x06D6, 0x06DC},  {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED},
        {0x0900, 0x0902}, {0x093C, 0x093C},  {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31},
        {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E},  {0x200B, 0x200F}, {0x20D0, 0x20F0}, {0xFE00, 0xFE0F},
        {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF}};
    static const struct range wide[] = {
        {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},  {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
        {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
        {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD}};

    return c == 0 || IS_IN(c, none) ? 0 : IS_IN(c, wide) ? 2 : 1;
}

static void put_character(struct buffer *out, uint32_t c)
{
    char bytes[4];

    if (c != 0)
        buffer_put(out, bytes, utf8_put(bytes, c));
}

/* ---- lines --------------------------------------------------------------------------------------------- */

size_t shown_width(void)
{
    struct winsize w;

    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col >= 40)
        return w.ws_col;
    return PAGE_COLUMNS;
}

size_t shown_columns(struct span s)
{
    size_t columns = 0;

    for (size_t at = 0; at < s.len;)
        columns += columns_of(next_shown(s, &at));
    return columns;
}

void shown_put(struct buffer *out, struct span s)
{
    for (size_t at = 0; at < s.len;)
        put_character(out, next_shown(s, &at));
}

/* As much as has room in so many columns; returns where the rest begins. */
static size_t put_fitting(struct buffer *out, struct span s, size_t columns)
{
    size_t at = 0;

    while (at < s.len) {
        size_t next = at;
        uint32_t c = next_shown(s, &next);

        if (columns_of(c) > columns)
            break;
        columns -= columns_of(c);
        put_character(out, c);
        at = next;
    }
    return at;
}

void shown_put_cut(struct buffer *out, struct span s, size_t columns)
{
    if (shown_columns(s) <= columns) {
        shown_put(out, s);
    } else if (columns > 0) {
        put_fitting(out, s, columns - 1);
        buffer_put_text(out, "…");
    }
}

void shown_put_cell(struct buffer *out, struct span s, size_t columns)
{
    size_t from = out->len;

    shown_put_cut(out, s, columns);
    for (size_t used = shown_columns(span_cut(buffer_span(out), from, out->len)); used < columns; used++)
        buffer_put_byte(out, ' ');
}

/* ---- paragraphs ---------------------------------------------------------------------------------------- */

/* The beginning of a paragraph that fits, up to a space when there is one. */
static struct span first_line(struct span paragraph, size_t columns)
{
    size_t at = 0, used = 0, space = 0;

    while (at < paragraph.len) {
        size_t next = at;
        uint32_t c = next_shown(paragraph, &next);

        if (used + columns_of(c) > columns && at > 0)
            return span_cut(paragraph, 0, space > 0 ? space : at);
        if (c == ' ')
            space = at;
        used += columns_of(c);
        at = next;
    }
    return paragraph;
}

void shown_put_text(struct buffer *out, struct span s, size_t indent, size_t columns)
{
    size_t room = columns > indent + 20 ? columns - indent : 20;
    struct span paragraph;

    while (span_split(&s, '\n', &paragraph)) {
        paragraph = span_trim(paragraph);
        do {
            struct span line = first_line(paragraph, room);

            if (line.len > 0)
                buffer_printf(out, "%*s", (int)indent, "");
            shown_put(out, line);
            buffer_put_byte(out, '\n');
            paragraph = span_trim(span_cut(paragraph, line.len, paragraph.len));
        } while (paragraph.len > 0);
    }
}

void shown_put_time(struct buffer *out, int64_t wall_s)
{
    char text[TIME_TEXT_BYTES];

    if (wall_s == TIME_UNKNOWN || time_format(wall_s, text)[0] == '\0') {
        buffer_put_byte(out, '-');
        return;
    }
    buffer_printf(out, "%.10s %.8s", text, text + 11);
}

/* ---- fields -------------------------------------------------------------------------------------------- */

void shown_put_field(struct buffer *out, const char *label, struct span s)
{
    if (s.len == 0)
        return;
    buffer_printf(out, "%-*s", LABEL_COLUMNS, label);
    shown_put(out, s);
    buffer_put_byte(out, '\n');
}

void shown_put_fieldf(struct buffer *out, const char *label, const char *format, ...)
{
    char text[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    shown_put_field(out, label, span_of(text));
}

void shown_put_field_time(struct buffer *out, const char *label, int64_t wall_s)
{
    if (wall_s == TIME_UNKNOWN)
        return;
    buffer_printf(out, "%-*s", LABEL_COLUMNS, label);
    shown_put_time(out, wall_s);
    buffer_put_text(out, " UTC\n");
}

void shown_put_field_id(struct buffer *out, const char *label, struct id id)
{
    char text[ID_TEXT_BYTES];

    if (!id_is_zero(id))
        shown_put_field(out, label, span_of(id_format(id, text)));
}

/* ---- hits ---------------------------------------------------------------------------------------------- */

static struct span field_text(const struct item *item, const struct hit *h)
{
    switch (h->field) {
    case FIELD_TITLE:
        return item->title;
    case FIELD_SUMMARY:
        return item->summary;
    case FIELD_CONTENT:
        return item->content_text;
    case FIELD_URL:
        return item->url;
    default: /* one of several, short: the hit says enough */
        return h->text;
    }
}

static bool is_inside_character(struct span s, size_t at)
{
    return at < s.len && ((unsigned char)s.ptr[at] & 0xC0) == 0x80;
}

void shown_put_hit(struct buffer *out, const struct item *item, const struct hit *h)
{
    struct span text = field_text(item, h);
    bool whole = h->field == FIELD_AUTHOR || h->field == FIELD_TAG || h->end > text.len || h->start > h->end;
    size_t start = whole ? 0 : h->start, end = whole ? text.len : h->end;
    size_t from = start > AROUND_BYTES ? start - AROUND_BYTES : 0;
    size_t to = text.len - end > AROUND_BYTES ? end + AROUND_BYTES : text.len;

    while (is_inside_character(text, from))
        from++;
    while (is_inside_character(text, to))
        to--;
    buffer_printf(out, "    %s: %s", field_name(h->field), from > 0 ? "…" : "");
    shown_put(out, span_cut(text, from, start));
    buffer_put_byte(out, '[');
    shown_put(out, whole ? h->text : span_cut(text, start, end));
    buffer_put_byte(out, ']');
    shown_put(out, span_cut(text, end, to));
    buffer_put_text(out, to < text.len ? "…\n" : "\n");
}
