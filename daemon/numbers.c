/*
 * numbers.c - the statistics, as two lines of the log (USR1)
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "numbers.h"

void numbers_log(const struct numbers_rooms *r)
{
    struct intake_numbers in;
    struct dispatch_numbers out;
    struct dedup_numbers dedup;

    intake_measure(r->intake, &in);
    dispatch_measure(r->dispatch, &out);
    dedup_measure(r->dedup, &dedup);
    log_notice(
        "items=%llu duplicates=%llu revisions=%llu groups=%llu fresh=%llu unchanged=%llu later=%llu "
        "refused=%llu "
        "broken=%llu gone=%llu active=%zu pages=%llu pages_failed=%llu",
        (unsigned long long)in.turns.items, (unsigned long long)in.turns.duplicates,
        (unsigned long long)in.turns.revisions, (unsigned long long)in.groups,
        (unsigned long long)in.turns.polls[POLL_FRESH], (unsigned long long)in.turns.polls[POLL_UNCHANGED],
        (unsigned long long)in.turns.polls[POLL_LATER], (unsigned long long)in.turns.polls[POLL_REFUSED],
        (unsigned long long)in.turns.polls[POLL_BROKEN], (unsigned long long)in.turns.polls[POLL_GONE],
        in.active, (unsigned long long)in.gather.pages, (unsigned long long)in.gather.pages_failed);
    log_notice("delivered=%llu later=%llu failed=%llu new=%zu deferred=%zu hold=%zu failed_kept=%zu "
               "window=%zu stories=%zu "
               "dedup_bytes=%zu",
               (unsigned long long)out.delivered, (unsigned long long)out.later,
               (unsigned long long)out.failed, outbox_count(r->outbox, PLACE_NEW),
               outbox_count(r->outbox, PLACE_DEFERRED), outbox_count(r->outbox, PLACE_HOLD),
               outbox_count(r->outbox, PLACE_FAILED), dedup.items, dedup.stories, dedup.bytes);
}
