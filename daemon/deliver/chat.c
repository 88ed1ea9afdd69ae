/*
 * chat.c - an alert as slack, discord and ntfy take it
 *
 * One short text each: headline, link, outlets, the first sentence that hit. Limits of the services: slack
 * 40,000 characters, discord 2,000, ntfy 4,096 bytes. Every piece is cut before it is escaped, so that no
 * escape is ever cut in two, and the sum of the pieces at their longest stays below the limit.
 *
 * Fatal: nothing. Bugs: slack's blocks and discord's embeds are not used.
 */
#include "chat.h"

#include "mime.h"

#define OUTLETS_SHOWN 5
#define CHAT_BYTES_MAX ((size_t)256 << 10)

/* Where the pieces are cut, in UTF-16 units before escaping. */
struct sizes {
    size_t title, outlet, passage, url;
};
static const struct sizes chat_sizes[] = {
    [FORMAT_SLACK] = {.title = 1000, .outlet = 100, .passage = 1000, .url = LETTER_URL_MAX},
    /* escaping doubles at worst: 2 × (200 + 5 × 42 + 200 + rule 100) + 400 < 2,000 */
    [FORMAT_DISCORD] = {.title = 200, .outlet = 40, .passage = 200, .url = 400},
    [FORMAT_NTFY] = {.title = 200, .outlet = 60, .passage = 400, .url = 1000},
};

typedef void chat_escape(struct buffer *out, struct span s);

static void escape_slack(struct buffer *out, struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '&')
            buffer_put_text(out, "&amp;");
        else if (s.ptr[i] == '<')
            buffer_put_text(out, "&lt;");
        else if (s.ptr[i] == '>')
            buffer_put_text(out, "&gt;");
        else
            buffer_put_byte(out, s.ptr[i]);
    }
}

static void escape_discord(struct buffer *out, struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != '\0' && strchr("\\*_~`|>#[]<@:", s.ptr[i]) != NULL)
            buffer_put_byte(out, '\\');
        buffer_put_byte(out, s.ptr[i]);
    }
}

static void escape_nothing(struct buffer *out, struct span s)
{
    buffer_put_span(out, s);
}

static chat_escape *const escapes[] = {
    [FORMAT_SLACK] = escape_slack, [FORMAT_DISCORD] = escape_discord, [FORMAT_NTFY] = escape_nothing};

static void put_outlets(struct buffer *out, struct letter *l, enum webhook_format format)
{
    for (size_t i = 0; i < l->outlet_count && i < OUTLETS_SHOWN; i++) {
        if (i > 0)
            buffer_put_text(out, ", ");
        escapes[format](out, clean_cut(l->arena, l->outlets[i], chat_sizes[format].outlet));
    }
    if (l->outlet_total > OUTLETS_SHOWN)
        buffer_printf(out, " and %zu more", l->outlet_total - OUTLETS_SHOWN);
}

static struct span first_passage(struct letter *l, size_t max_chars)
{
    struct passage passages[2 * PASSAGES_MAX];
    if (part_passages(l, passages) > 0)
        return clean_short(l->arena, passages[0].text, max_chars);
    return clean_cut(l->arena, part_lead(l), max_chars);
}

/* The text that all three share. ntfy shows the headline as the message's title and opens the link by a tap.
 */
static void put_text(struct buffer *out, struct letter *l, enum webhook_format format)
{
    const struct sizes *sizes = &chat_sizes[format];
    struct span url = letter_url(l);
    struct span passage = first_passage(l, sizes->passage);
    if (format != FORMAT_NTFY) {
        if (l->update)
            buffer_put_text(out, "Update: ");
        escapes[format](out, letter_headline(l, false, sizes->title));
        buffer_put_byte(out, '\n');
    }
    if (url.len > 0 && url.len <= sizes->url && format != FORMAT_NTFY) {
        escapes[format == FORMAT_DISCORD ? FORMAT_NTFY : format](out, url);
        buffer_put_byte(out, '\n');
    }
    if (passage.len > 0) {
        escapes[format](out, passage);
        buffer_put_byte(out, '\n');
    }
    put_outlets(out, l, format);
}

static void put_ntfy_headers(struct chat *chat, struct letter *l)
{
    struct buffer *title = &chat->headers[0], *tags = &chat->headers[1], *priority = &chat->headers[2];
    buffer_put_text(title, "Title: ");
    header_put_words(title, letter_headline(l, true, chat_sizes[FORMAT_NTFY].title));
    buffer_put_text(tags, l->update ? "Tags: newspaper,update" : "Tags: newspaper");
    buffer_printf(priority, "Priority: %d",
                  span_equal(l->severity, SPAN("high"))  ? 4
                  : span_equal(l->severity, SPAN("low")) ? 2
                                                         : 3);
    chat->header_count = 3;
    struct span url = letter_url(l);
    bool plain = url.len > 0 && url.len <= chat_sizes[FORMAT_NTFY].url;
    for (size_t i = 0; i < url.len; i++)
        plain = plain && url.ptr[i] > ' ' && url.ptr[i] < 0x7f;
    if (plain)
        buffer_printf(&chat->headers[chat->header_count++], "Click: %.*s", (int)url.len, url.ptr);
}

bool chat_make(struct chat *chat, enum webhook_format format, struct span payload)
{
    struct letter l;
    *chat = (struct chat){.header_count = 0};
    buffer_init(&chat->body, CHAT_BYTES_MAX);
    for (size_t i = 0; i < CHAT_HEADERS_MAX; i++)
        buffer_init(&chat->headers[i], 8192);
    must(format == FORMAT_SLACK || format == FORMAT_DISCORD || format == FORMAT_NTFY);
    if (!letter_read(&l, payload))
        return false;
    struct buffer text;
    buffer_init(&text, CHAT_BYTES_MAX);
    put_text(&text, &l, format);
    if (format == FORMAT_NTFY) {
        buffer_put_span(&chat->body, buffer_span(&text));
        put_ntfy_headers(chat, &l);
    } else {
        buffer_put_byte(&chat->body, '{');
        json_put_text(&chat->body, format == FORMAT_SLACK ? "text" : "content", buffer_span(&text));
        if (format == FORMAT_DISCORD) /* whatever a title says, nobody is pinged */
            buffer_put_text(&chat->body, ",\"allowed_mentions\":{\"parse\":[]}");
        buffer_put_byte(&chat->body, '}');
    }
    buffer_release(&text);
    letter_release(&l);
    must(!chat->body.overflow);
    return true;
}

void chat_release(struct chat *chat)
{
    buffer_release(&chat->body);
    for (size_t i = 0; i < CHAT_HEADERS_MAX; i++)
        buffer_release(&chat->headers[i]);
}
