/*
 * modules.c - the words of the modules that feeds mix in
 *
 * Their ranks stand behind those of the formats' own words. What media: says of a thumbnail or a group is never the
 * item's title while it has another.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "vocabulary.h"

static const struct row dc[] = {
    {"title", IN_FEED | IN_ITEM, PART_TITLE, 3, READ_HTML, IN_TEXT},
    {"creator", IN_FEED | IN_ITEM, PART_AUTHOR, 1, READ_HTML, IN_PERSON},
    {"author", IN_FEED | IN_ITEM, PART_AUTHOR, 1, READ_HTML, IN_PERSON},
    {"subject", IN_FEED | IN_ITEM, PART_TAG, 1, READ_HTML, IN_TEXT},
    {"description", IN_FEED | IN_ITEM, PART_SUMMARY, 3, READ_HTML, IN_TEXT},
    {"abstract", IN_ITEM, PART_SUMMARY, 4, READ_HTML, IN_TEXT},
    {"language", IN_FEED | IN_ITEM, PART_LANGUAGE, 2, READ_TEXT, IN_TEXT},
    {"date", IN_FEED | IN_ITEM, PART_PUBLISHED, 5, READ_TEXT, IN_TEXT},
    {"issued", IN_FEED | IN_ITEM, PART_PUBLISHED, 5, READ_TEXT, IN_TEXT},
    {"available", IN_FEED | IN_ITEM, PART_PUBLISHED, 6, READ_TEXT, IN_TEXT},
    {"created", IN_FEED | IN_ITEM, PART_PUBLISHED, 6, READ_TEXT, IN_TEXT},
    {"modified", IN_FEED | IN_ITEM, PART_MODIFIED, 4, READ_TEXT, IN_TEXT},
};
const struct vocabulary vocabulary_dc = VOCABULARY(dc);

static const struct row content[] = {
    {"encoded", IN_ITEM, PART_CONTENT, 1, READ_HTML, IN_TEXT},
};
const struct vocabulary vocabulary_content = VOCABULARY(content);

static const struct row media[] = {
    {"group", IN_ITEM, PART_NONE, 0, READ_NOTHING, IN_SAME},
    {"content", IN_ITEM, PART_ENCLOSURE, 2, READ_NOTHING, IN_SAME},
    {"peerLink", IN_ITEM, PART_ENCLOSURE, 2, READ_NOTHING, IN_TEXT},
    {"title", IN_ITEM, PART_TITLE, 5, READ_HTML, IN_TEXT},
    {"description", IN_ITEM, PART_SUMMARY, 7, READ_HTML, IN_TEXT},
    {"category", IN_ITEM, PART_TAG, 1, READ_HTML, IN_TEXT},
    {"keywords", IN_ITEM, PART_KEYWORDS, 1, READ_TEXT, IN_TEXT},
};
const struct vocabulary vocabulary_media = VOCABULARY(media);

static const struct row itunes[] = {
    {"title", IN_FEED | IN_ITEM, PART_TITLE, 4, READ_HTML, IN_TEXT},
    {"author", IN_FEED | IN_ITEM, PART_AUTHOR, 1, READ_HTML, IN_PERSON},
    {"owner", IN_FEED | IN_ITEM, PART_AUTHOR, 3, READ_NOTHING, IN_PERSON},
    {"name", IN_PERSON, PART_NAME, 1, READ_HTML, IN_TEXT},
    {"email", IN_PERSON, PART_EMAIL, 1, READ_TEXT, IN_TEXT},
    {"summary", IN_FEED | IN_ITEM, PART_SUMMARY, 5, READ_HTML, IN_TEXT},
    {"description", IN_FEED | IN_ITEM, PART_SUMMARY, 5, READ_HTML, IN_TEXT},
    {"subtitle", IN_FEED | IN_ITEM, PART_SUMMARY, 6, READ_HTML, IN_TEXT},
    {"category", IN_FEED | IN_ITEM, PART_TAG, 1, READ_NOTHING, IN_SAME},
    {"keywords", IN_FEED | IN_ITEM, PART_KEYWORDS, 1, READ_TEXT, IN_TEXT},
    {"image", IN_FEED, PART_ICON, 3, READ_TEXT, IN_TEXT},
};
const struct vocabulary vocabulary_itunes = VOCABULARY(itunes);

static const struct row syndication[] = {
    {"updatePeriod", IN_FEED, PART_PERIOD, 1, READ_TEXT, IN_TEXT},
    {"updateFrequency", IN_FEED, PART_FREQUENCY, 1, READ_TEXT, IN_TEXT},
};
const struct vocabulary vocabulary_syndication = VOCABULARY(syndication);

static const struct row feedburner[] = {
    {"origLink", IN_ITEM, PART_LINK, 1, READ_TEXT, IN_TEXT},
};
const struct vocabulary vocabulary_feedburner = VOCABULARY(feedburner);

static const struct row xhtml[] = {
    {"body", IN_ITEM, PART_CONTENT, 3, READ_XHTML, IN_TEXT},
    {"div", IN_ITEM, PART_CONTENT, 3, READ_XHTML, IN_TEXT},
};
const struct vocabulary vocabulary_xhtml = VOCABULARY(xhtml);

static const struct row enclosure[] = {
    {"enclosure", IN_ITEM, PART_ENCLOSURE, 1, READ_NOTHING, IN_TEXT},
};
const struct vocabulary vocabulary_enclosure = VOCABULARY(enclosure);
