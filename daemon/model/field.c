/*
 * field.c - the names of the fields in which a rule can hit
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "model.h"

static const char *const names[FIELD_COUNT] = {
    [FIELD_TITLE] = "title",   [FIELD_SUMMARY] = "summary", [FIELD_CONTENT] = "content_text",
    [FIELD_AUTHOR] = "author", [FIELD_TAG] = "tag",         [FIELD_URL] = "url",
};

const char *field_name(enum field f)
{
    must(f < FIELD_COUNT);
    return names[f];
}

bool field_from_name(struct span name, enum field *out)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        if (span_equal(name, span_of(names[f]))) {
            *out = (enum field)f;
            return true;
        }
    }
    return false;
}
