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
