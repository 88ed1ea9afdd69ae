/*
 * mime.h - the pieces of a mail: header fields, transfer encodings, the two bodies
 */
#ifndef NEWSWIRED_DELIVER_MIME_H
#define NEWSWIRED_DELIVER_MIME_H

#include "letter.h"

/* ---- header fields (header.c) ---------------------------------------------------------------------------- */
/* Unstructured text (RFC 5322 section 2.2.1), folded; RFC 2047 encoded-words when it is not plain ASCII.
 * `value` is one clean line (clean_line); an empty one writes no field. */
void header_put_text(struct buffer *out, const char *name, struct span value);
/* The value in the form of an encoded-word field, on one line, without name and CRLF: for HTTP headers. */
void header_put_words(struct buffer *out, struct span value);
/* RFC 5322 section 3.3, in UTC. */
void header_put_date(struct buffer *out, const char *name, int64_t wall_s);
/* The domain of a safe address; the caller has asked mime_address_is_safe. */
struct span header_domain(struct span address);

/* ---- transfer encodings (encode.c) ----------------------------------------------------------------------- */
/* A part's Content-Transfer-Encoding field, the empty line, and `text` (line feeds as line breaks) in
 * quoted-printable or base64, whichever is shorter. Ends with CRLF. Neither can contain "=_", with which the
 * boundary begins. */
void encode_put_part(struct buffer *out, struct span text);

/* ---- bodies (part.c, page.c) ----------------------------------------------------------------------------- */
void part_put_text(struct buffer *out, struct letter *l);
void part_put_html(struct buffer *out, struct letter *l);

#define PASSAGES_MAX 4
#define TERMS_MAX 10
/* The passages that the bodies show: of the summary and the content; counts them. */
size_t part_passages(struct letter *l, struct passage out[2 * PASSAGES_MAX]);
/* The distinct texts that hit, each one clean short line. */
size_t part_terms(struct letter *l, struct span out[TERMS_MAX]);
/* "2026-11-21 09:30 UTC"; "" when unknown. */
struct span part_date(struct letter *l, int64_t wall_s);
/* What a reader sees first when nothing in summary and content hit: the beginning of the one or the other. */
struct span part_lead(struct letter *l);

#endif
