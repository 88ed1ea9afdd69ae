/*
 * article_type.c - what an element's name says about the text in it
 *
 * HTML 5's elements are handed to libxml2, which knows HTML 4, by the name of their kind: its rules about missing end
 * tags then hold for them, too. What points there are say that main text seldom stands there.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "article_parts.h"

#define INLINE(name)                                                                                         \
    {                                                                                                        \
        name, "span", ELEMENT_INLINE, ROLE_NONE, 0, false                                                    \
    }
#define BLOCK(name, role, points)                                                                            \
    {                                                                                                        \
        name, name, ELEMENT_BLOCK, role, points, false                                                       \
    }
#define AS_DIV(name, points)                                                                                 \
    {                                                                                                        \
        name, "div", ELEMENT_BLOCK, ROLE_NONE, points, false                                                 \
    }
#define SIDE(name, points)                                                                                   \
    {                                                                                                        \
        name, "div", ELEMENT_BLOCK, ROLE_NONE, points, true                                                  \
    }
#define EMPTY(name, kind, role)                                                                              \
    {                                                                                                        \
        name, name, kind, role, 0, false                                                                     \
    }
#define RAW(name, role)                                                                                      \
    {                                                                                                        \
        name, name, ELEMENT_RAW, role, 0, false                                                              \
    }

/* Sorted by name. */
static const struct element_type types[] = {
    {"a", "a", ELEMENT_INLINE, ROLE_LINK, 0, false},
    BLOCK("address", ROLE_NONE, -30),
    EMPTY("area", ELEMENT_EMPTY, ROLE_NONE),
    {"article", "div", ELEMENT_BLOCK, ROLE_NONE, 8, true},
    SIDE("aside", -50),
    RAW("audio", ROLE_NONE),
    EMPTY("base", ELEMENT_EMPTY, ROLE_NONE),
    BLOCK("blockquote", ROLE_NONE, 4),
    EMPTY("body", ELEMENT_FRAME, ROLE_NONE),
    EMPTY("br", ELEMENT_BREAK, ROLE_NONE),
    {"button", "div", ELEMENT_BLOCK, ROLE_CONTROL, -60, true},
    RAW("canvas", ROLE_NONE),
    SIDE("caption", -50),
    BLOCK("center", ROLE_NONE, 0),
    EMPTY("col", ELEMENT_EMPTY, ROLE_NONE),
    RAW("datalist", ROLE_NONE),
    BLOCK("dd", ROLE_CELL, 0),
    AS_DIV("details", 0),
    SIDE("dialog", -60),
    AS_DIV("dir", -5),
    BLOCK("div", ROLE_NONE, 0),
    BLOCK("dl", ROLE_NONE, 0),
    BLOCK("dt", ROLE_CELL, -5),
    EMPTY("embed", ELEMENT_EMPTY, ROLE_NONE),
    SIDE("fieldset", -30),
    SIDE("figcaption", -60),
    AS_DIV("figure", -10),
    SIDE("footer", -60),
    SIDE("form", -25),
    BLOCK("h1", ROLE_TITLE, -5),
    BLOCK("h2", ROLE_HEADING, -5),
    BLOCK("h3", ROLE_HEADING, -5),
    BLOCK("h4", ROLE_HEADING, -5),
    BLOCK("h5", ROLE_HEADING, -5),
    BLOCK("h6", ROLE_HEADING, -5),
    EMPTY("head", ELEMENT_FRAME, ROLE_NONE),
    SIDE("header", -5),
    AS_DIV("hgroup", -5),
    EMPTY("hr", ELEMENT_RULE, ROLE_NONE),
    EMPTY("html", ELEMENT_FRAME, ROLE_NONE),
    RAW("iframe", ROLE_NONE),
    EMPTY("img", ELEMENT_EMPTY, ROLE_NONE),
    EMPTY("input", ELEMENT_EMPTY, ROLE_CONTROL),
    SIDE("label", -40),
    SIDE("legend", -40),
    BLOCK("li", ROLE_ITEM, -5),
    EMPTY("link", ELEMENT_EMPTY, ROLE_NONE),
    {"main", "div", ELEMENT_BLOCK, ROLE_NONE, 8, true},
    RAW("map", ROLE_NONE),
    RAW("math", ROLE_NONE),
    SIDE("menu", -60),
    EMPTY("meta", ELEMENT_EMPTY, ROLE_META),
    SIDE("nav", -60),
    RAW("noembed", ROLE_NONE),
    RAW("noframes", ROLE_NONE),
    RAW("noscript", ROLE_NONE),
    RAW("object", ROLE_NONE),
    BLOCK("ol", ROLE_NUMBERED, 0),
    BLOCK("p", ROLE_PARAGRAPH, 8),
    EMPTY("param", ELEMENT_EMPTY, ROLE_NONE),
    BLOCK("pre", ROLE_LINES, 0),
    RAW("script", ROLE_SCRIPT),
    AS_DIV("section", 0),
    RAW("select", ROLE_CONTROL),
    EMPTY("source", ELEMENT_EMPTY, ROLE_NONE),
    INLINE("span"),
    RAW("style", ROLE_NONE),
    AS_DIV("summary", -5),
    RAW("svg", ROLE_NONE),
    BLOCK("table", ROLE_NONE, 0),
    BLOCK("tbody", ROLE_NONE, 0),
    BLOCK("td", ROLE_CELL, 0),
    RAW("template", ROLE_NONE),
    RAW("textarea", ROLE_CONTROL),
    BLOCK("tfoot", ROLE_NONE, -5),
    BLOCK("th", ROLE_CELL, -5),
    BLOCK("thead", ROLE_NONE, -5),
    {"time", "span", ELEMENT_INLINE, ROLE_TIME, 0, false},
    RAW("title", ROLE_HEAD_TITLE),
    BLOCK("tr", ROLE_ROW, 0),
    EMPTY("track", ELEMENT_EMPTY, ROLE_NONE),
    BLOCK("ul", ROLE_NONE, 0),
    RAW("video", ROLE_NONE),
    EMPTY("wbr", ELEMENT_EMPTY, ROLE_NONE),
};

_Static_assert(sizeof(types) / sizeof(types[0]) < ELEMENT_TYPES, "each type has its number");

static const struct element_type unknown = INLINE("span");

size_t element_type_index(const struct element_type *t)
{
    return t == &unknown ? ELEMENT_TYPES - 1 : (size_t)(t - types);
}

const struct element_type *element_type_of(struct span name)
{
    size_t low = 0, high = sizeof(types) / sizeof(types[0]);
    char wanted[sizeof(unknown.name)] = "";

    if (name.len >= sizeof(wanted))
        return &unknown;
    for (size_t i = 0; i < name.len; i++)
        wanted[i] = (char)(name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? name.ptr[i] | 0x20 : name.ptr[i]);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = memcmp(wanted, types[middle].name, sizeof(wanted));

        if (order == 0)
            return &types[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return &unknown;
}
