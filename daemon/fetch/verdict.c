/*
 * verdict.c - what an answer means for a feed
 *
 *   200 203           fresh, when there is a body      304   unchanged, when we asked for that
 *   410               gone, when no temporary redirect led to it
 *   429 503           later                            401 403 451   refused, as by our own guard
 *   all else          broken: 226 too, since we never ask for deltas (RFC 3229)
 *
 * RFC 9110 section 15. Pure. Fatal: nothing. Bugs: none known.
 */
#include "parts.h"

#define VALIDATOR_BYTES 2048

bool verdict_is_redirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool verdict_redirect_is_permanent(long status)
{
    return status == 301 || status == 308;
}

static void say(struct fetch_result *result, enum poll_outcome outcome, const char *words)
{
    result->outcome = outcome;
    snprintf(result->error, sizeof result->error, "%s", words);
}

static void say_status(struct fetch_result *result, enum poll_outcome outcome, const char *words)
{
    result->outcome = outcome;
    snprintf(result->error, sizeof result->error, "HTTP %ld%s%s", result->status, *words ? ": " : "", words);
}

static const char *words_of(long status)
{
    static const struct {
        long status;
        const char *words;
    } rows[] = {
        {204, "no content"},
        {206, "a part, though the whole was asked for"},
        {226, "a delta, though none was asked for"},
        {304, "not modified, though nothing was said to compare with"},
        {400, "bad request"},
        {404, "not found"},
        {406, "not acceptable"},
        {407, "the proxy wants a password"},
        {408, "request timeout"},
        {410, "gone, behind a temporary redirect"},
        {500, "internal server error"},
        {502, "bad gateway"},
        {504, "gateway timeout"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].status == status)
            return rows[i].words;
    }
    return "";
}

static void judge_status(struct fetch_result *result, const struct net_response *r, const struct route *route)
{
    switch (r->status) {
    case 200:
    case 203:
        if (r->body.len == 0)
            say(result, POLL_BROKEN, "empty body");
        else
            result->outcome = POLL_FRESH;
        return;
    case 304:
        if (route->conditional)
            result->outcome = POLL_UNCHANGED;
        else
            say_status(result, POLL_BROKEN, words_of(304));
        return;
    case 410:
        if (route->permanent)
            say_status(result, POLL_GONE, "gone");
        else
            say_status(result, POLL_BROKEN, words_of(410));
        return;
    case 429:
        say_status(result, POLL_LATER, "too many requests");
        return;
    case 503:
        say_status(result, POLL_LATER, "service unavailable");
        return;
    case 401:
        say_status(result, POLL_REFUSED, "user and password wanted");
        return;
    case 403:
        say_status(result, POLL_REFUSED, "forbidden");
        return;
    case 451:
        say_status(result, POLL_REFUSED, "unavailable for legal reasons");
        return;
    default:
        say_status(result, POLL_BROKEN, words_of(r->status));
    }
}

void verdict_of(struct fetch_result *result, const struct net_response *r, const struct route *route)
{
    result->status = r->status;
    if (r->outcome == NET_OK)
        judge_status(result, r, route);
    else
        say(result, r->outcome == NET_REFUSED ? POLL_REFUSED : POLL_BROKEN,
            r->error[0] ? r->error : net_outcome_name(r->outcome));
}

struct span verdict_validator(struct span value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (((unsigned char)value.ptr[i] < ' ' && value.ptr[i] != '\t') || value.ptr[i] == 0x7f)
            return SPAN("");
    }
    return value.len <= VALIDATOR_BYTES ? value : SPAN("");
}
