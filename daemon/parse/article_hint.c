/*
 * article_hint.c - what authors of pages say about their parts: class, id, role
 *
 * Weak evidence: names are habits, in English all over the world, and lie. A class is taken apart into words, at marks,
 * digits and where a capital follows a small letter; two neighbours are also tried as one ("read-more", "readMore").
 * A word that only tells the state of another takes it back: "comments-open", "has-sidebar".
 *
 * Fatal: nothing. Bugs: class names made by programs ("css-1x2y3z") say nothing.
 */
#include <string.h>

#include "text.h"

#include "article_parts.h"

#define NAME_LIMIT 512 /* of a class or id, the rest is not looked at */
#define WORD_LIMIT 24
#define FOR_LIMIT 20 /* what good names are worth together */

enum match { WHOLE, START };
enum meaning { MEANS_POINTS, MEANS_COMMENTS, MEANS_HIDDEN, MEANS_BEFORE, MEANS_BEHIND };

/* Sorted by first letter. MEANS_BEFORE and MEANS_BEHIND take back the word after and before them. */
static const struct word_hint {
    const char *word;
    int8_t points;
    uint8_t match, meaning;
} word_hints[] = {
    {"ad", -50, WHOLE, 0},
    {"ads", -50, WHOLE, 0},
    {"advert", -50, START, 0},
    {"alsoread", -60, START, 0},
    {"article", 4, START, 0},
    {"articlebody", 12, WHOLE, 0},
    {"author", -30, START, 0},
    {"banner", -30, START, 0},
    {"bio", -40, WHOLE, 0},
    {"body", 5, WHOLE, 0},
    {"breadcrumb", -60, START, 0},
    {"byline", -40, START, 0},
    {"caption", -50, START, 0},
    {"closed", 0, WHOLE, MEANS_BEHIND},
    {"comment", -60, START, MEANS_COMMENTS},
    {"consent", -60, START, 0},
    {"content", 4, START, 0},
    {"contributor", -30, START, 0},
    {"cookie", -60, START, 0},
    {"copyright", -60, START, 0},
    {"credit", -30, START, 0},
    {"dateline", -15, WHOLE, 0},
    {"disabled", 0, WHOLE, MEANS_BEHIND},
    {"disclaimer", -30, START, 0},
    {"disqus", -60, START, MEANS_COMMENTS},
    {"donat", -50, START, 0},
    {"enabled", 0, WHOLE, MEANS_BEHIND},
    {"entry", 4, WHOLE, 0},
    {"entrycontent", 12, WHOLE, 0},
    {"footer", -60, START, 0},
    {"follow", -40, START, 0},
    {"gallery", -40, START, 0},
    {"gdpr", -60, START, 0},
    {"has", 0, WHOLE, MEANS_BEFORE},
    {"headlines", -40, WHOLE, 0},
    {"hidden", -60, WHOLE, MEANS_HIDDEN},
    {"infobox", -30, WHOLE, 0},
    {"is", 0, WHOLE, MEANS_BEFORE},
    {"keyword", -40, START, 0},
    {"login", -50, START, 0},
    {"main", 4, WHOLE, 0},
    {"masthead", -50, START, 0},
    {"menu", -60, START, 0},
    {"meta", -25, WHOLE, 0},
    {"metadata", -25, WHOLE, 0},
    {"modal", -60, START, 0},
    {"mostread", -60, START, 0},
    {"mostviewed", -60, START, 0},
    {"nav", -60, WHOLE, 0},
    {"navbar", -60, WHOLE, 0},
    {"navi", -60, WHOLE, 0},
    {"navigation", -60, WHOLE, 0},
    {"newsbody", 8, WHOLE, 0},
    {"newsletter", -60, START, 0},
    {"newstext", 8, WHOLE, 0},
    {"no", 0, WHOLE, MEANS_BEFORE},
    {"off", 0, WHOLE, MEANS_BEHIND},
    {"open", 0, WHOLE, MEANS_BEHIND},
    {"outbrain", -60, START, 0},
    {"overlay", -50, START, 0},
    {"pager", -40, WHOLE, 0},
    {"pagination", -50, START, 0},
    {"paywall", -30, WHOLE, 0},
    {"poll", -40, WHOLE, 0},
    {"popular", -60, START, 0},
    {"popup", -60, START, 0},
    {"post", 3, WHOLE, 0},
    {"postcontent", 10, WHOLE, 0},
    {"promo", -50, START, 0},
    {"rating", -40, START, 0},
    {"readmore", -60, START, 0},
    {"readnext", -60, START, 0},
    {"recirc", -60, START, 0},
    {"recommend", -60, START, 0},
    {"register", -40, START, 0},
    {"related", -60, START, 0},
    {"reply", -50, START, MEANS_COMMENTS},
    {"respond", -50, WHOLE, MEANS_COMMENTS},
    {"screenreader", -60, START, MEANS_HIDDEN},
    {"seealso", -60, START, 0},
    {"share", -60, START, 0},
    {"sharing", -60, START, 0},
    {"shop", -30, WHOLE, 0},
    {"sidebar", -50, START, 0},
    {"signup", -60, START, 0},
    {"skip", -50, START, 0},
    {"social", -50, START, 0},
    {"sponsor", -50, START, 0},
    {"sronly", -60, START, MEANS_HIDDEN},
    {"story", 4, WHOLE, 0},
    {"storybody", 12, WHOLE, 0},
    {"subscri", -60, START, 0},
    {"taboola", -60, START, 0},
    {"tag", -40, WHOLE, 0},
    {"tagcloud", -60, WHOLE, 0},
    {"tags", -50, WHOLE, 0},
    {"teaser", -50, START, 0},
    {"text", 4, WHOLE, 0},
    {"timestamp", -30, START, 0},
    {"toolbar", -50, START, 0},
    {"topics", -40, WHOLE, 0},
    {"trending", -60, START, 0},
    {"upnext", -60, START, 0},
    {"visuallyhidden", -60, START, MEANS_HIDDEN},
    {"widget", -30, START, 0},
    {"with", 0, WHOLE, MEANS_BEFORE},
    {"without", 0, WHOLE, MEANS_BEFORE},
};

static const struct {
    const char *role;
    int8_t points;
} role_hints[] = {
    {"alert", -30},       {"alertdialog", -60}, {"article", 8},   {"banner", -50},  {"complementary", -50},
    {"contentinfo", -60}, {"dialog", -60},      {"main", 8},      {"menu", -60},    {"menubar", -60},
    {"navigation", -60},  {"search", -60},      {"tablist", -40}, {"toolbar", -50},
};

struct named {
    char last[WORD_LIMIT], pair[2 * WORD_LIMIT];
    const struct word_hint *held; /* the last word's, until it is known that nothing takes it back */
    bool taken_back;              /* the next word is */
    int against, good;
    struct hint *out;
};

static const struct word_hint *find_word(const char *word)
{
    for (size_t i = 0; i < sizeof(word_hints) / sizeof(word_hints[0]); i++) {
        const struct word_hint *h = &word_hints[i];

        if (h->word[0] != word[0])
            continue;
        if (h->match == START ? strncmp(word, h->word, strlen(h->word)) == 0 : strcmp(word, h->word) == 0)
            return h;
    }
    return NULL;
}

static void settle(struct named *w)
{
    const struct word_hint *h = w->held;

    w->held = NULL;
    if (!h)
        return;
    if (h->points < w->against)
        w->against = h->points;
    if (h->points > 0)
        w->good += h->points;
    w->out->comments |= h->meaning == MEANS_COMMENTS;
    w->out->hidden |= h->meaning == MEANS_HIDDEN;
}

static void take_word(struct named *w, const char *word)
{
    const struct word_hint *h = find_word(word);

    if (h && h->meaning == MEANS_BEHIND) {
        w->held = NULL;
    } else if (h && h->meaning == MEANS_BEFORE) {
        settle(w);
        w->taken_back = true;
    } else {
        settle(w);
        if (!w->taken_back)
            w->held = h;
        w->taken_back = false;
    }
    snprintf(w->pair, sizeof(w->pair), "%s%s", w->last, word);
    snprintf(w->last, sizeof(w->last), "%s", word);
    h = w->pair[strlen(word)] ? find_word(w->pair) : NULL;
    if (h && strlen(h->word) > strlen(word) && strlen(h->word) > strlen(w->pair) - strlen(word)) {
        settle(w);
        w->held = h;
    }
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static void take_names(struct named *w, struct span s)
{
    char word[WORD_LIMIT];
    size_t len = 0;

    s = span_cut(s, 0, NAME_LIMIT);
    for (size_t i = 0; i <= s.len; i++) {
        char c = i < s.len ? s.ptr[i] : ' ';
        bool letter = is_small(c) || is_capital(c);

        if (len > 0 && (!letter || (is_capital(c) && is_small(s.ptr[i - 1])))) {
            word[len] = '\0';
            take_word(w, word);
            len = 0;
        }
        if (letter && len + 1 < sizeof(word))
            word[len++] = (char)(c | 0x20);
        if (c == ' ') {
            settle(w);
            w->taken_back = false;
            w->last[0] = '\0';
        }
    }
}

/* Inline style, with or without white space. */
static bool style_hides(struct span style)
{
    size_t at;

    while (span_find_byte(style, ':', &at)) {
        struct span name = span_trim(span_cut(style, 0, at)),
                    value = span_trim(span_cut(style, at + 1, style.len));

        if ((span_ends(name, SPAN("display")) && span_starts_icase(value, SPAN("none"))) ||
            (span_ends(name, SPAN("visibility")) && span_starts_icase(value, SPAN("hidden"))))
            return true;
        style = span_cut(style, at + 1, style.len);
    }
    return false;
}

static int role_points(struct span role)
{
    for (size_t i = 0; i < sizeof(role_hints) / sizeof(role_hints[0]); i++) {
        if (span_equal_icase(role, span_of(role_hints[i].role)))
            return role_hints[i].points;
    }
    return 0;
}

static struct span first_word(struct span s)
{
    size_t end = 0;

    s = span_trim(span_cut(s, 0, NAME_LIMIT));
    while (end < s.len && !strchr(" \t\r\n\f", s.ptr[end]))
        end++;
    return span_cut(s, 0, end);
}

struct hint hint_of(const struct page_tag *t)
{
    struct span kin = first_word(t->value[AT_CLASS]);
    struct hint out = {.kin = kin.len > 0 ? (uint32_t)hash64(kin.ptr, kin.len) : 0};
    struct named w = {.out = &out};
    int role = role_points(span_trim(t->value[AT_ROLE]));

    if (t->type == element_type_of(SPAN("span")))
        take_names(&w, t->name); /* amp-sidebar */
    take_names(&w, t->value[AT_CLASS]);
    take_names(&w, t->value[AT_ID]);
    if (span_equal_icase(span_trim(t->value[AT_ITEMPROP]), SPAN("articleBody")))
        w.good += FOR_LIMIT;
    w.good += role > 0 ? role : 0;
    w.against = role < w.against ? role : w.against;
    if (t->value[AT_HIDDEN].ptr || span_equal_icase(t->value[AT_ARIA_HIDDEN], SPAN("true")) ||
        style_hides(span_cut(t->value[AT_STYLE], 0, NAME_LIMIT)))
        out.hidden = true;
    if (out.hidden)
        w.against = -80;
    out.points = w.against + (w.good < FOR_LIMIT ? w.good : FOR_LIMIT);
    return out;
}
