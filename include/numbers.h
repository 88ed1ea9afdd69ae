/*
 * numbers: what has been counted since the start, and what waits now, as lines of the log.
 */
#ifndef NEWSWIRED_NUMBERS_H
#define NEWSWIRED_NUMBERS_H

#include "dispatch.h"
#include "intake.h"

struct numbers_rooms {
    const struct intake *intake;
    const struct dispatch *dispatch;
    const struct outbox *outbox;
    const struct dedup *dedup;
};
void numbers_log(const struct numbers_rooms *r);

#endif
