/*
 * fuzz_date.c - any bytes as a date
 *
 * Beyond "no crash": a date lies in the years that are promised, and comes back when it is written as RFC 3339.
 */
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int64_t t = date_parse((struct span){(const char *)data, size});
    char text[TIME_TEXT_BYTES];

    if (t == TIME_UNKNOWN)
        return 0;
    /* A zone may carry it a day over the bounds. */
    must(t >= time_from_civil(1583, 1, 1) - 86400 && t < time_from_civil(10000, 1, 1) + 2 * 86400);
    if (t >= time_from_civil(1583, 1, 1) && t < time_from_civil(10000, 1, 1))
        must(date_parse(span_of(time_format(t, text))) == t);
    return 0;
}
