/*
 * sign.c - signatures after the Standard Webhooks specification 1.0
 *
 * The signed content is id.timestamp.body, the key is what follows whsec_ in base64, the signature
 * v1,BASE64(HMAC-SHA256). A secret file holds one secret, or several parted by white space while a key is
 * being changed; each signs, and the receiver accepts any one.
 *
 * Fatal: nothing. Bugs: the asymmetric form (whsk_, v1a) of the specification is not written.
 */
#include <errno.h>

#include "deliver.h"

#include "sign.h"

#define KEY_BYTES_MAX 256

static bool next_secret(struct span *rest, struct span *out)
{
    *rest = span_trim(*rest);
    size_t at = 0;
    while (at < rest->len && rest->ptr[at] != ' ' && !(rest->ptr[at] >= '\t' && rest->ptr[at] <= '\r'))
        at++;
    *out = span_cut(*rest, 0, at);
    *rest = span_cut(*rest, at, rest->len);
    return out->len > 0;
}

/* The words never hold the secret, only its place in the file. */
static int read_key(struct buffer *key, struct span secret, size_t number, struct error *e)
{
    const struct span prefix = SPAN("whsec_");
    if (!span_starts(secret, prefix)) {
        error_set(e, "secret %zu of the secret file does not begin with whsec_", number);
        return -EINVAL;
    }
    buffer_clear(key);
    if (!base64_read(span_cut(secret, prefix.len, secret.len), key) || key->len == 0 || key->overflow) {
        error_set(e, "secret %zu of the secret file: what follows whsec_ is no base64 of 1 to %d bytes",
                  number, KEY_BYTES_MAX);
        return -EINVAL;
    }
    return 0;
}

int sign_content_put(struct buffer *out, struct span secrets, const struct sign_content *content,
                     struct error *e)
{
    struct buffer text, key, signatures;
    buffer_init(&text, content->id.len + content->body.len + 64);
    buffer_init(&key, KEY_BYTES_MAX);
    buffer_init(&signatures, (size_t)SIGN_SECRETS_MAX * 64);
    buffer_put_span(&text, content->id);
    buffer_printf(&text, ".%lld.", (long long)content->timestamp);
    buffer_put_span(&text, content->body);
    must(!text.overflow);

    int status = 0;
    size_t count = 0;
    for (struct span secret; next_secret(&secrets, &secret);) {
        if (++count > SIGN_SECRETS_MAX) {
            error_set(e, "the secret file holds more than %d secrets", SIGN_SECRETS_MAX);
            status = -EINVAL;
            goto out;
        }
        status = read_key(&key, secret, count, e);
        if (status != 0)
            goto out;
        uint8_t digest[DIGEST_BYTES];
        digest_hmac_sha256(buffer_span(&key), buffer_span(&text), digest);
        buffer_put_text(&signatures, count > 1 ? " v1," : "v1,");
        base64_put(&signatures, digest, sizeof digest);
    }
    if (count == 0) {
        error_set(e, "the secret file is empty");
        status = -EINVAL;
        goto out;
    }
    buffer_put_span(out, buffer_span(&signatures));
out:
    buffer_release(&signatures);
    buffer_release(&key);
    buffer_release(&text);
    return status;
}

int sign_put(struct buffer *out, struct span secrets, const struct deliver_alert *alert, struct error *e)
{
    char id[ID_TEXT_BYTES];
    const struct sign_content content = {
        .id = span_of(id_format(alert->id, id)), .timestamp = alert->now, .body = alert->body};
    return sign_content_put(out, secrets, &content, e);
}
