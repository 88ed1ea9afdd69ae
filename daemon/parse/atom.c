/*
 * atom.c - the words of Atom 1.0 (RFC 4287) and 0.3, also inside RSS
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "vocabulary.h"

static const struct row atom[] = {
    {"feed", IN_DOCUMENT, PART_FEED, 0, READ_NOTHING, IN_FEED},
    {"entry", IN_DOCUMENT | IN_FEED | IN_ITEM, PART_ITEM, 0, READ_NOTHING, IN_ITEM},
    {"title", IN_FEED | IN_ITEM, PART_TITLE, 2, READ_CONSTRUCT, IN_TEXT},
    {"link", IN_FEED | IN_ITEM, PART_LINK, 4, READ_TEXT, IN_TEXT},
    {"id", IN_ITEM, PART_GUID, 3, READ_TEXT, IN_TEXT},
    {"subtitle", IN_FEED, PART_SUMMARY, 2, READ_CONSTRUCT, IN_TEXT},
    {"tagline", IN_FEED, PART_SUMMARY, 2, READ_CONSTRUCT, IN_TEXT},
    {"summary", IN_ITEM, PART_SUMMARY, 2, READ_CONSTRUCT, IN_TEXT},
    {"content", IN_ITEM, PART_CONTENT, 2, READ_CONSTRUCT, IN_TEXT},
    {"published", IN_FEED | IN_ITEM, PART_PUBLISHED, 2, READ_TEXT, IN_TEXT},
    {"issued", IN_FEED | IN_ITEM, PART_PUBLISHED, 3, READ_TEXT, IN_TEXT},
    {"created", IN_FEED | IN_ITEM, PART_PUBLISHED, 4, READ_TEXT, IN_TEXT},
    {"updated", IN_FEED | IN_ITEM, PART_MODIFIED, 2, READ_TEXT, IN_TEXT},
    {"modified", IN_FEED | IN_ITEM, PART_MODIFIED, 3, READ_TEXT, IN_TEXT},
    {"author", IN_FEED | IN_ITEM, PART_AUTHOR, 1, READ_HTML, IN_PERSON},
    {"source", IN_ITEM, PART_NONE, 0, READ_NOTHING, IN_SOURCE},
    {"author", IN_SOURCE, PART_AUTHOR, 2, READ_HTML, IN_PERSON}, /* RFC 4287 section 4.2.1 */
    {"name", IN_PERSON, PART_NAME, 1, READ_TEXT, IN_TEXT},
    {"email", IN_PERSON, PART_EMAIL, 1, READ_TEXT, IN_TEXT},
    {"uri", IN_PERSON, PART_URI, 1, READ_TEXT, IN_TEXT},
    {"url", IN_PERSON, PART_URI, 1, READ_TEXT, IN_TEXT},
    {"homepage", IN_PERSON, PART_URI, 1, READ_TEXT, IN_TEXT},
    {"category", IN_FEED | IN_ITEM, PART_TAG, 1, READ_TEXT, IN_TEXT},
    {"icon", IN_FEED, PART_ICON, 1, READ_TEXT, IN_TEXT},
    {"logo", IN_FEED, PART_ICON, 2, READ_TEXT, IN_TEXT},
};
const struct vocabulary vocabulary_atom = VOCABULARY(atom);
