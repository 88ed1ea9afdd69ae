/*
 * outcome.c - curl's results and ours
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "parts.h"

const char *net_outcome_name(enum net_outcome o)
{
    switch (o) {
    case NET_OK:
        return "ok";
    case NET_REFUSED:
        return "refused";
    case NET_NO_NAME:
        return "no-name";
    case NET_NO_CONNECT:
        return "no-connect";
    case NET_TLS:
        return "tls";
    case NET_TIMEOUT:
        return "timeout";
    case NET_TOO_LARGE:
        return "too-large";
    case NET_BROKEN:
        return "broken";
    }
    must(false);
    return "";
}

enum net_outcome outcome_of(CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return NET_OK;
    case CURLE_URL_MALFORMAT:
        return NET_REFUSED;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return NET_NO_NAME;
    case CURLE_COULDNT_CONNECT:
        return NET_NO_CONNECT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_USE_SSL_FAILED:
        return NET_TLS;
    case CURLE_OPERATION_TIMEDOUT:
        return NET_TIMEOUT;
    case CURLE_FILESIZE_EXCEEDED:
        return NET_TOO_LARGE;
    default:
        return NET_BROKEN;
    }
}
