/*
 * html_footer.c - what programs put under a text goes
 *
 * Blogs end each item in a feed with a line that says where it appeared first, in the blog's language; share bars that
 * lost their classes on the way leave a heading and the names of networks. Only whole lines at the end are cut, and
 * never all of a text.
 *
 * Fatal: nothing. Bugs: lines that the owner of a blog worded anew stay.
 */
#include "text.h"

#include "html_parts.h"

/* A line that begins, goes on, and ends so; each part may be empty. */
/* clang-format off */
static const struct {
    const char *begin, *middle, *end;
} origins[] = {
    {"The post ", " appeared first on ", "."},
    {"The post ", " first appeared on ", "."},
    {"Der Beitrag ", " erschien zuerst auf ", "."},
    {"The article ", " appeared first on ", "."},
    {"L’article ", " est apparu en premier sur ", "."},
    {"L'article ", " est apparu en premier sur ", "."},
    {"Cet article ", " est apparu en premier sur ", "."},
    {"La entrada ", " se publicó primero en ", "."},
    {"La entrada ", " aparece primero en ", "."},
    {"L'articolo ", " proviene da ", "."},
    {"L’articolo ", " proviene da ", "."},
    {"L'articolo ", " sembra essere il primo su ", "."},
    {"O post ", " apareceu primeiro em ", "."},
    {"O conteúdo ", " aparece primeiro em ", "."},
    {"O artigo ", " aparece primeiro em ", "."},
    {"Het bericht ", " verscheen eerst op ", "."},
    {"Artykuł ", " pochodzi z serwisu ", "."},
    {"Запись ", " впервые появилась ", "."},
    {"Сообщение ", " появились сначала на ", "."},
    {"Допис ", " з’явився спочатку на ", "."},
    {"Inlägget ", " dök först upp på ", "."},
    {"Indlægget ", " blev først udgivet på ", "."},
    {"Innlegget ", " dukket først opp på ", "."},
    {"Artikkeli ", " julkaistiin ensimmäisen kerran ", "."},
    {"Příspěvek ", " pochází z ", ""},
    {"Příspěvek ", " se nejdříve objevil na ", "."},
    {"Articolul ", " apare prima dată în ", "."},
    {"", " yazısı ilk önce ", " üzerinde ortaya çıktı."},
    {"Το άρθρο ", " εμφανίστηκε πρώτα στο ", "."},
    {"L'entrada ", " ha aparegut primer a ", "."},
    {"投稿 ", " は ", " に最初に表示されました。"},
    {"", "最先出现在", "。"},
    {"Bài viết ", " đã xuất hiện đầu tiên vào ngày ", "."},
    {"ظهرت المقالة ", " أولاً على ", "."},
    {"", " was originally published in ", " highlighting and responding to this story."},
    {"Read more of this story at ", "", "."},
    {"Continue reading ", " at ", ""},
};
static const char *const headings[] = {
    "Share this:", "Share this", "Share this post", "Share this article", "Share:", "Share", "Share on:", "Teilen mit:",
    "Teilen:", "Partager :", "Partager", "Compártelo:", "Compartir:", "Comparte esto:", "Condividi:",
    "Compartilhe isso:", "Compartilhe:", "Delen:", "Dit delen:", "Udostępnij:", "Поделиться ссылкой:",
    "Поделиться:", "Dela detta:", "Del dette:", "共有:",
};
static const char *const networks[] = {
    "Facebook", "Twitter", "X", "X (Twitter)", "LinkedIn", "Email", "E-mail", "E-Mail", "Print", "WhatsApp", "Reddit",
    "Pinterest", "Tumblr", "Telegram", "Pocket", "Mastodon", "Bluesky", "Threads", "Google", "Google+", "Skype",
    "Instagram", "Viber", "VKontakte", "VK", "Xing", "XING", "Flipboard", "Copy link", "Copy Link", "More", "Mehr", "Tweet",
    "Like", "Drucken", "Imprimer", "Imprimir", "Stampa", "Like this:", "Like Loading...", "Loading...", "Related",
    "Gefällt mir:", "Gefällt mir Wird geladen …", "Ähnliche Beiträge",
};
/* clang-format on */

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define LINE_BYTES 600 /* an origin names the title of the item */
#define WORDS_BYTES 40
#define SIGN_BYTES 16 /* an indented "- " before them */
#define BAR_LINES 24
#define FOOTERS 3

static bool is_one_of(struct span line, const char *const *list, size_t count)
{
    if (line.len == 0 || line.len > WORDS_BYTES)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (list[i][0] == line.ptr[0] && span_equal(line, span_of(list[i])))
            return true;
    }
    return false;
}

static bool is_origin(struct span line)
{
    size_t at;

    for (size_t i = 0; i < COUNT(origins) && line.len > 0; i++) {
        struct span begin, middle;

        if (origins[i].begin[0] && origins[i].begin[0] != line.ptr[0])
            continue;
        begin = span_of(origins[i].begin);
        middle = span_of(origins[i].middle);
        if (span_starts(line, begin) && span_ends(line, span_of(origins[i].end)) &&
            span_find(span_cut(line, begin.len, line.len), middle, &at))
            return true;
    }
    return false;
}

/* Where the last line begins; text.len when it is longer than `limit`. */
static size_t last_line(struct span text, size_t limit)
{
    size_t from = text.len > limit ? text.len - limit - 1 : 0, at = text.len > limit ? text.len : 0, hop;

    while (span_find_byte(span_cut(text, from, text.len), '\n', &hop))
        at = from += hop + 1;
    return at;
}

static struct span without_sign(struct span line)
{
    line = span_trim(line);
    return span_starts(line, SPAN("- ")) ? span_cut(line, 2, line.len) : line;
}

/* Where a heading and networks under it begin; text.len when they do not end the text. */
static size_t share_bar(struct span text)
{
    struct span rest = text;

    for (size_t i = 0; i < BAR_LINES && rest.len > 0; i++) {
        size_t at = last_line(rest, WORDS_BYTES + SIGN_BYTES);
        struct span line = without_sign(span_cut(rest, at, rest.len));

        if (i > 0 && is_one_of(line, headings, COUNT(headings)))
            return at;
        if (!is_one_of(line, networks, COUNT(networks)))
            break;
        rest.len = at > 0 ? at - 1 : 0;
    }
    return text.len;
}

struct span html_without_footer(struct span text)
{
    for (size_t i = 0; i < FOOTERS; i++) {
        size_t at = last_line(text, LINE_BYTES);

        if (!is_origin(span_cut(text, at, text.len)))
            at = share_bar(text);
        if (at == 0 || at == text.len)
            break;
        text.len = at - 1;
    }
    return text;
}
