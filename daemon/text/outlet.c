/*
 * outlet.c - who publishes under a URL: the registrable domain of its host
 *
 * By the Public Suffix List that libpsl carries (psl_builtin), which is data in the library: nothing is read.
 *
 * Fatal: nothing.
 * Bugs: the list is as old as the library. A host written in upper-case letters beyond ASCII is its own domain.
 */
#include <string.h>

#include <libpsl.h>

#include "text.h"

#include "url_parts.h"

#define HOST_BYTES 255 /* RFC 1035 section 2.3.4 */

/* An address has no domain. "1.2.3.4": no top-level domain ends in a digit. */
static bool is_address(struct span host)
{
    char last = host.ptr[host.len - 1];

    return (last >= '0' && last <= '9') || memchr(host.ptr, ':', host.len);
}

struct span url_registrable_domain(struct arena *a, struct span url)
{
    const psl_ctx_t *psl = psl_builtin();
    const char *domain;
    char name[HOST_BYTES + 1];
    struct span host;
    struct url u;

    if (!url_split(url, &u) || !u.has_authority || u.host.len == 0)
        return SPAN("");
    host = url_host(a, &u);
    while (span_starts(host, SPAN(".")))
        host = span_cut(host, 1, host.len);
    if (host.len == 0 || host.len > HOST_BYTES || !psl || is_address(host) || memchr(host.ptr, 0, host.len))
        return host;
    memcpy(name, host.ptr, host.len);
    name[host.len] = 0;
    domain = psl_registrable_domain(psl, name);
    return domain ? span_cut(host, (size_t)(domain - name), host.len) : host;
}
