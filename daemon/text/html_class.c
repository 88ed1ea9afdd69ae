/*
 * html_class.c - what the attributes of a tag say about its text
 *
 * Elements that nobody sees, and those that belong to the page and not to the text: bars to share, like and subscribe,
 * lists of related posts. The latter are told by the classes that the usual programs give them.
 *
 * Fatal: nothing.
 * Bugs: style sheets are not known here, so that what is hidden by a class of the publisher's own is read.
 */
#include "text.h"

#include "html_parts.h"

/* Classes and ids, sorted. A trailing * stands for any rest. */
/* clang-format off */
static const char *const furniture[] = {
    "a2a_*", "addthis*", "addtoany*", "apester-*", "authorbox", "author-box", "button-wrapper",
    "captioned-button-wrap", "comment-respond", "crp_*", "disqus*", "dpsp-*", "essb_*", "essb-*", "et_social*",
    "fb-like", "fb-share-button", "feedflare", "g-plusone", "heateor*", "jetpack-likes-widget*",
    "jetpack-related-posts", "jetpack-sharing-buttons*", "jp-post-flair", "jp-relatedposts*", "linkwithin*",
    "mashsb-*", "mc4wp-*", "mc_embed_signup*", "mw-editsection", "nc_socialPanel*", "newsletter-signup",
    "noprint", "novashare-*", "outbrain*", "post-share", "post-sharing", "printfriendly*", "really_simple_share*",
    "related-posts", "related_posts", "relatedposts", "saboxplugin-*", "screen-reader-text", "sd-block",
    "sd-sharing*", "sfsi*", "share-bar", "share-buttons", "share-icons", "share-links", "shareaholic*",
    "sharebar", "sharedaddy", "sharethis*", "sharing-buttons", "simplesocialbuttons*", "snap_nopreview",
    "social-bar", "social-buttons", "social-icons", "social-links", "social-media-buttons", "social-share",
    "social-sharing", "social-share-*", "social_share", "socialmedia-buttons", "sr-only", "ssb-*", "ssba*",
    "st_sharethis*", "subscribe-widget", "subscription-widget*", "swp_social*", "swp-social*", "synved-social*",
    "taboola*", "tweet-button", "tweetmeme*", "twitter-follow-button", "twitter-share-button",
    "visually-hidden", "visuallyhidden", "wp-block-button", "wp-block-buttons", "wp-block-jetpack-subscriptions*",
    "wp-block-outermost-social-sharing*", "wp-block-social-links", "wp_rp_*", "wpa", "wpcnt", "wpsso-*",
    "yarpp*", "zem_rp*",
};
/* Images that are signs. The address counts too: feeds lose their classes. */
static const char *const signs[] = {"emoji", "wp-smiley", "latex", "tex", "mwe-math-fallback-image-inline"};
static const char *const sign_addresses[] = {
    "/emoji/", "/smilies/", "/smileys/", "latex.php?", "/emojis/", "/twemoji", "/emoticons/",
};
/* clang-format on */

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define SIGN_BYTES 200 /* a formula may be long */

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The next word of a value that is a list of words. */
static bool next_word(struct span *rest, struct span *word)
{
    size_t from = 0, to;

    while (from < rest->len && is_space(rest->ptr[from]))
        from++;
    for (to = from; to < rest->len && !is_space(rest->ptr[to]);)
        to++;
    *word = span_cut(*rest, from, to);
    *rest = span_cut(*rest, to, rest->len);
    return word->len > 0;
}

static bool is_furniture(struct span classes)
{
    struct span word;

    while (next_word(&classes, &word)) {
        for (size_t i = 0; i < COUNT(furniture); i++) {
            struct span name;

            if ((furniture[i][0] ^ word.ptr[0]) & ~0x20)
                continue;
            name = span_of(furniture[i]);
            if (span_ends(name, SPAN("*")) ? span_starts_icase(word, span_cut(name, 0, name.len - 1))
                                           : span_equal_icase(word, name))
                return true;
        }
    }
    return false;
}

/* "display: none", with or without white space. */
static bool says(struct span style, struct span property, struct span value)
{
    style = span_trim(style); /* once, or each occurrence would walk over the white space at the end */
    for (; style.len > property.len; style = span_cut(style, 1, style.len)) {
        struct span rest;

        if (!span_starts_icase(style, property))
            continue;
        rest = span_trim(span_cut(style, property.len, style.len));
        if (span_starts(rest, SPAN(":")) && span_starts_icase(span_trim(span_cut(rest, 1, rest.len)), value))
            return true;
    }
    return false;
}

bool html_is_hidden(struct span attributes)
{
    struct attribute a;

    while (markup_attribute(&attributes, &a)) {
        switch (a.name.ptr[0] | 0x20) {
        case 'c':
        case 'i':
            if ((span_equal_icase(a.name, SPAN("class")) || span_equal_icase(a.name, SPAN("id"))) &&
                is_furniture(a.value))
                return true;
            break;
        case 's':
            if (span_equal_icase(a.name, SPAN("style")) &&
                (says(a.value, SPAN("display"), SPAN("none")) ||
                 says(a.value, SPAN("visibility"), SPAN("hidden"))))
                return true;
            break;
        case 'h':
            if (span_equal_icase(a.name, SPAN("hidden")))
                return true;
            break;
        case 'a':
            if (span_equal_icase(a.name, SPAN("aria-hidden")) && span_equal_icase(a.value, SPAN("true")))
                return true;
            break;
        default:
            break;
        }
    }
    return false;
}

static bool has_sign_class(struct span classes)
{
    struct span word;

    while (next_word(&classes, &word)) {
        for (size_t i = 0; i < COUNT(signs); i++) {
            if (span_equal(word, span_of(signs[i])))
                return true;
        }
    }
    return false;
}

static bool has_sign_address(struct span address)
{
    size_t at;

    for (size_t i = 0; i < COUNT(sign_addresses); i++) {
        if (span_find(address, span_of(sign_addresses[i]), &at))
            return true;
    }
    return false;
}

static bool is_pixel(struct span size)
{
    return span_equal(size, SPAN("0")) || span_equal(size, SPAN("1")) || span_equal(size, SPAN("1px"));
}

struct span html_image_text(struct span attributes, struct span *likely)
{
    struct span alt = SPAN("");
    bool sign = false, unseen = html_is_hidden(attributes);
    struct attribute a;

    while (markup_attribute(&attributes, &a)) {
        if (span_equal_icase(a.name, SPAN("alt")))
            alt = span_trim(a.value);
        else if (span_equal_icase(a.name, SPAN("class")))
            sign = sign || has_sign_class(a.value);
        else if (span_equal_icase(a.name, SPAN("src")))
            sign = sign || has_sign_address(a.value);
        else if (span_equal_icase(a.name, SPAN("width")) || span_equal_icase(a.name, SPAN("height")))
            unseen = unseen || is_pixel(a.value);
    }
    *likely = unseen ? SPAN("") : alt;
    return sign && !unseen && alt.len <= SIGN_BYTES ? alt : SPAN("");
}
