/*
 * mime.c - the mail for one recipient, a pure function of the entry: every try sends the same bytes
 *
 * Fields after RFC 5322; List-Id RFC 2919, Auto-Submitted RFC 3834. A story's mails thread by a root that is
 * computed, never sent: a hash of rule, story and the sender's domain. Each mail names it in References and
 * In-Reply-To, its own Message-ID is the entry's id; the subject stays that of the story, with "Re: " for an
 * update. The boundary begins with "=_", which neither quoted-printable nor base64 can contain (RFC 2045
 * section 6.7), so it occurs in no part, and need not be random.
 *
 * Fatal: nothing. Bugs: no UTF-8 addresses (RFC 6531); an internationalised domain is written as xn--.
 */
#include <errno.h>

#include "deliver.h"

#include "mime.h"

#define SUBJECT_CHARS 300
#define SLUG_BYTES 40

/* A rule's name as a label of RFC 2919; a name that had to be changed gets a hash, so that two stay two. */
static void put_list_label(struct buffer *out, struct span rule)
{
    size_t start = out->len;
    bool changed = rule.len == 0 || rule.len > SLUG_BYTES;
    for (size_t i = 0; i < rule.len && i < SLUG_BYTES; i++) {
        char c = rule.ptr[i];
        bool keep = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                    c == '-';
        changed = changed || !keep;
        if (keep || (out->len > start && out->ptr[out->len - 1] != '-'))
            buffer_put_byte(out, keep ? c : '-');
    }
    if (changed && out->len > start && out->ptr[out->len - 1] != '-')
        buffer_put_byte(out, '-');
    if (changed)
        buffer_printf(out, "%08x", (unsigned)hash64(rule.ptr, rule.len));
}

static void put_threading(struct buffer *out, const struct letter *l, struct id entry, struct span domain)
{
    const struct span parts[] = {SPAN("newswired mail thread"), l->rule, l->story, domain};
    char id[ID_TEXT_BYTES], root[ID_TEXT_BYTES];
    id_format(entry, id);
    id_format(digest_id(parts, sizeof parts / sizeof *parts), root);
    buffer_printf(out, "Message-ID: <%s@%.*s>\r\n", id, (int)domain.len, domain.ptr);
    buffer_printf(out, "In-Reply-To: <%s@%.*s>\r\n", root, (int)domain.len, domain.ptr);
    buffer_printf(out, "References: <%s@%.*s>\r\n", root, (int)domain.len, domain.ptr);
}

static void put_list_id(struct buffer *out, struct span rule, struct span domain)
{
    buffer_put_text(out, "List-Id: <");
    put_list_label(out, rule);
    if (domain.ptr[0] == '[') /* RFC 2919 section 3: no address literals there */
        domain = SPAN("localhost");
    buffer_printf(out, ".newswired.%.*s>\r\n", (int)domain.len, domain.ptr);
}

static void put_fields(struct buffer *out, struct letter *l, const struct receiver_settings *receiver,
                       const struct deliver_alert *alert)
{
    struct span domain = header_domain(span_of(receiver->from));
    buffer_printf(out, "From: %s\r\nTo: %s\r\n", receiver->from, alert->recipient);
    header_put_date(out, "Date", l->timestamp);
    header_put_text(out, "Subject", letter_headline(l, true, SUBJECT_CHARS));
    put_threading(out, l, alert->id, domain);
    put_list_id(out, l->rule, domain);
    buffer_put_text(out, "Auto-Submitted: auto-generated\r\n");
    header_put_text(out, "X-Newswired-Rule", clean_short(l->arena, l->rule, SUBJECT_CHARS));
    header_put_text(out, "X-Newswired-Story", clean_short(l->arena, l->story, SUBJECT_CHARS));
    struct span feed = clean_short(l->arena, alert->feed, SUBJECT_CHARS);
    header_put_text(out, "X-Newswired-Feed", feed);
    buffer_put_text(out, "MIME-Version: 1.0\r\n");
}

static void put_part(struct buffer *out, const char *boundary, const char *type, struct span text)
{
    buffer_printf(out, "--%s\r\nContent-Type: %s; charset=utf-8\r\n", boundary, type);
    encode_put_part(out, text);
    buffer_put_text(out, "\r\n");
}

static void put_mail(struct buffer *out, struct letter *l, const struct receiver_settings *receiver,
                     const struct deliver_alert *alert)
{
    char id[ID_TEXT_BYTES], boundary[ID_TEXT_BYTES + 16];
    snprintf(boundary, sizeof boundary, "=_newswired_%s", id_format(alert->id, id));
    put_fields(out, l, receiver, alert);
    buffer_printf(out, "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n", boundary);
    struct buffer body;
    buffer_init(&body, out->limit);
    part_put_text(&body, l);
    put_part(out, boundary, "text/plain", buffer_span(&body));
    buffer_clear(&body);
    part_put_html(&body, l);
    put_part(out, boundary, "text/html", buffer_span(&body));
    buffer_printf(out, "--%s--\r\n", boundary);
    out->overflow = out->overflow || body.overflow;
    buffer_release(&body);
}

int mime_put(struct buffer *out, const struct receiver_settings *receiver, const struct deliver_alert *alert)
{
    struct letter l;
    char probe[TIME_TEXT_BYTES];
    if (alert->recipient == NULL || !mime_address_is_safe(span_of(alert->recipient)) ||
        !mime_address_is_safe(span_of(receiver->from)) || !letter_read(&l, alert->body))
        return -EINVAL;
    if (l.timestamp == TIME_UNKNOWN || time_format(l.timestamp, probe)[0] == '\0')
        l.timestamp = alert->now; /* an entry of ours has one */
    put_mail(out, &l, receiver, alert);
    letter_release(&l);
    return out->overflow ? -EINVAL : 0;
}
