/*
 * digest.c - SHA-256 and HMAC by libcrypto; ids; base64
 *
 * ids come from a cryptographic hash, so that no feed can make an item that takes another's id.
 * Fatal: libcrypto refusing SHA-256. Bugs: none known.
 */
#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base.h"

void digest_sha256(const void *bytes, size_t len, uint8_t out[DIGEST_BYTES])
{
    unsigned int got = 0;

    must(EVP_Digest(bytes, len, out, &got, EVP_sha256(), NULL) == 1 && got == DIGEST_BYTES);
}

void digest_hmac_sha256(struct span key, struct span text, uint8_t out[DIGEST_BYTES])
{
    unsigned int got = 0;

    must(key.len <= INT32_MAX);
    must(HMAC(EVP_sha256(), key.len ? key.ptr : "", (int)key.len, (const unsigned char *)text.ptr, text.len,
              out, &got));
    must(got == DIGEST_BYTES);
}

static uint64_t read_u64(const uint8_t *p)
{
    uint64_t n = 0;

    for (int i = 0; i < 8; i++)
        n = n << 8 | p[i];
    return n;
}

struct id digest_id(const struct span *parts, size_t count)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    uint8_t sum[DIGEST_BYTES];
    unsigned int got = 0;

    must(ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1);
    for (size_t i = 0; i < count; i++) {
        uint64_t len = parts[i].len;
        uint8_t prefix[8];

        for (int b = 0; b < 8; b++)
            prefix[b] = (uint8_t)(len >> (8 * b));
        must(EVP_DigestUpdate(ctx, prefix, sizeof(prefix)) == 1);
        must(EVP_DigestUpdate(ctx, parts[i].ptr, parts[i].len) == 1);
    }
    must(EVP_DigestFinal_ex(ctx, sum, &got) == 1 && got == DIGEST_BYTES);
    EVP_MD_CTX_free(ctx);
    return (struct id){read_u64(sum), read_u64(sum + 8)};
}

const char *id_format(struct id id, char out[ID_TEXT_BYTES])
{
    snprintf(out, ID_TEXT_BYTES, "%016llx%016llx", (unsigned long long)id.hi, (unsigned long long)id.lo);
    return out;
}

bool id_parse(struct span s, struct id *out)
{
    uint64_t half[2] = {0, 0};

    if (s.len != ID_TEXT_BYTES - 1)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;

        if (digit < 0)
            return false;
        half[i / 16] = half[i / 16] << 4 | (uint64_t)digit;
    }
    *out = (struct id){half[0], half[1]};
    return true;
}

bool id_equal(struct id a, struct id b)
{
    return a.hi == b.hi && a.lo == b.lo;
}

bool id_is_zero(struct id a)
{
    return a.hi == 0 && a.lo == 0;
}

static const char base64_digits[65] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_put(struct buffer *b, const void *bytes, size_t len)
{
    const uint8_t *p = bytes;

    for (size_t i = 0; i < len; i += 3) {
        size_t left = len - i;
        uint32_t n =
            (uint32_t)p[i] << 16 | (uint32_t)(left > 1 ? p[i + 1] : 0) << 8 | (left > 2 ? p[i + 2] : 0);
        char four[4] = {base64_digits[n >> 18], base64_digits[n >> 12 & 63],
                        left > 1 ? base64_digits[n >> 6 & 63] : '=', left > 2 ? base64_digits[n & 63] : '='};

        buffer_put(b, four, 4);
    }
}

bool base64_read(struct span s, struct buffer *out)
{
    uint32_t n = 0;
    int have = 0, padding = 0;

    for (size_t i = 0; i < s.len; i++) {
        const char *at;

        if (s.ptr[i] == ' ' || s.ptr[i] == '\t' || s.ptr[i] == '\r' || s.ptr[i] == '\n')
            continue;
        if (s.ptr[i] == '=') {
            padding++;
            continue;
        }
        at = memchr(base64_digits, s.ptr[i], 64);
        if (!at || padding > 0)
            return false;
        n = n << 6 | (uint32_t)(at - base64_digits);
        if (++have == 4) {
            char three[3] = {(char)(n >> 16), (char)(n >> 8), (char)n};

            buffer_put(out, three, 3);
            have = 0;
            n = 0;
        }
    }
    if (have == 1 || padding > 2 || (padding > 0 && have + padding != 4))
        return false;
    if (have >= 2)
        buffer_put_byte(out, (char)(n >> (have == 2 ? 4 : 10)));
    if (have == 3)
        buffer_put_byte(out, (char)(n >> 2));
    return !out->overflow;
}
