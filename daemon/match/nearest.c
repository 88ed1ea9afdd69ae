/*
 * nearest.c - the name that was likely meant
 *
 * Edit distance with neighbours swapped counting as one (Damerau), bounded: a name of n bytes may differ in n / 3, at most 3.
 *
 * Fatal: nothing. Bugs: counts bytes, so that names in other scripts must be nearer.
 */
#include "match.h"

#include "query.h"

#define NAME_BYTES 48

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t distance(struct span a, struct span b)
{
    size_t rows[3][NAME_BYTES + 1];
    size_t *older = rows[0], *old = rows[1], *now = rows[2];

    for (size_t j = 0; j <= b.len; j++)
        old[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *spare = older;

        now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t cost = a.ptr[i - 1] != b.ptr[j - 1];

            now[j] = least(least(old[j] + 1, now[j - 1] + 1), old[j - 1] + cost);
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1])
                now[j] = least(now[j], older[j - 2] + 1);
        }
        older = old;
        old = now;
        now = spare;
    }
    return old[b.len];
}

struct span nearest_name(struct span wrong, const struct span *names, size_t count)
{
    struct span best = {"", 0};
    size_t best_distance = least((wrong.len + 1) / 3, 3) + 1;

    if (wrong.len > NAME_BYTES)
        return best;
    for (size_t i = 0; i < count; i++) {
        size_t d;

        if (span_equal_icase(wrong, names[i]))
            return names[i];
        if (names[i].len > NAME_BYTES)
            continue;
        d = distance(wrong, names[i]);
        if (d < best_distance) {
            best_distance = d;
            best = names[i];
        }
    }
    return best;
}
