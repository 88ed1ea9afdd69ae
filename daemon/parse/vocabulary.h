/*
 * vocabulary.h: which element says what, in tables. One table a namespace, one file a family of formats.
 */
#ifndef NEWSWIRED_PARSE_VOCABULARY_H
#define NEWSWIRED_PARSE_VOCABULARY_H

#include "draft.h"

enum namespace {
    NS_RSS, /* every RSS: 0.9x and 2.0 have no namespace, or one of many */
    NS_ATOM,
    NS_DC, /* Dublin Core elements and terms */
    NS_CONTENT,
    NS_MEDIA,
    NS_ITUNES, /* and Google Play's, its copy */
    NS_SYNDICATION,
    NS_FEEDBURNER,
    NS_XHTML,
    NS_RDF,
    NS_ENCLOSURE,
    NS_SITEMAP, /* and Google's extensions */
    NS_COUNT,
    NS_OTHER = NS_COUNT,
};

/* Where an element stands: the place that its parent opened. */
enum place {
    IN_TEXT = 0, /* markup of a text, or nothing of interest */
    IN_DOCUMENT = 1,
    IN_ROOT = 2, /* rss, rdf:RDF, sitemapindex */
    IN_FEED = 4,
    IN_ITEM = 8,
    IN_PERSON = 16,
    IN_SOURCE = 32, /* atom:source */
    IN_IMAGE = 64,  /* image of RSS or of a sitemap */
    IN_SAME = 128,  /* a wrapper: its children stand where it stands */
};

enum reading {
    READ_NOTHING,
    READ_TEXT,      /* literal text; child markup is passed over, its text joined */
    READ_HTML,      /* text is HTML, child markup joins it */
    READ_XHTML,     /* text is literal, child markup is markup: made HTML */
    READ_CONSTRUCT, /* as its type and mode attributes say (RFC 4287 section 3.1, Atom 0.3) */
};

struct row {
    const char *name; /* in any case */
    uint8_t in;       /* enum place, several */
    uint8_t part;     /* enum part */
    uint8_t rank;     /* 1 is the best source of this part; 0 where there is no choice */
    uint8_t reading;  /* enum reading */
    uint8_t inside;   /* enum place of its children */
};

struct vocabulary {
    const struct row *rows;
    size_t count;
};
#define VOCABULARY(list)                                                                                     \
    {                                                                                                        \
        list, sizeof(list) / sizeof((list)[0])                                                               \
    }

extern const struct vocabulary vocabulary_rss, vocabulary_rdf; /* rss.c */
extern const struct vocabulary vocabulary_atom;                /* atom.c */
extern const struct vocabulary vocabulary_dc, vocabulary_content, vocabulary_media, vocabulary_itunes,
    vocabulary_syndication, vocabulary_feedburner, vocabulary_xhtml, vocabulary_enclosure; /* modules.c */
extern const struct vocabulary vocabulary_sitemap;                                         /* sitemap.c */

/* NS_OTHER for what is none of ours. A prefix that is not declared, or with a URI that nobody knows, counts as what it
 * is a habit for. */
enum namespace namespace_of(const char *uri, const char *prefix);
/* The row of an element in a place, NULL when it says nothing there. */
const struct row *vocabulary_find(enum namespace ns, enum place place, const char *name);

#endif
