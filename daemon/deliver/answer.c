/*
 * answer.c - what a webhook's answer means
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "text.h"

#include "webhook.h"

enum deliver_outcome webhook_outcome(long status)
{
    if (status >= 200 && status < 300)
        return DELIVER_DONE;
    return status == 410 ? DELIVER_DISABLED : DELIVER_LATER;
}

int64_t webhook_retry_after(struct span value, int64_t now)
{
    int64_t seconds = 0;
    value = span_trim(value);
    if (!span_to_int(value, &seconds)) {
        int64_t date = date_parse(value);
        seconds = date == TIME_UNKNOWN || date <= now ? 0 : date - now;
    }
    return seconds < 0 ? 0 : seconds > RETRY_AFTER_MAX_S ? RETRY_AFTER_MAX_S : seconds;
}

struct span webhook_first_line(struct span body)
{
    struct span line;
    while (span_split(&body, '\n', &line)) {
        line = span_trim(line);
        if (line.len > 0)
            return line;
    }
    return (struct span){"", 0};
}
