/*
 * random.c - the kernel's random numbers
 *
 * Fatal: a kernel that has none. Bugs: none known.
 */
#include <sys/random.h>

#include "base.h"

uint64_t random_u64(void)
{
    uint64_t n;

    must(getrandom(&n, sizeof(n), 0) == (ssize_t)sizeof(n));
    return n;
}

uint64_t random_below(uint64_t bound)
{
    uint64_t n,
        biased = (UINT64_MAX % bound + 1) % bound; /* so many values at the top would favour the small */

    do
        n = random_u64();
    while (n > UINT64_MAX - biased);
    return n % bound;
}
