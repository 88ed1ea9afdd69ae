/*
 * usual.c - the words that hold sentences together, in the languages of news
 *
 * What is common is learnt from the items themselves. But at first, and for a language of which little has come yet,
 * nothing is known, and two texts that share no more than "the", "in" and "of" would look alike. So these words enter
 * with some uses to their name; a memory that fills up makes up its own mind.
 *
 * And the words by which a page speaks of itself: "read the full article", "comments URL". They tell nothing of an
 * event, stand in every item of a feed, and are never terms.
 *
 * Fatal: nothing. Bugs: words are given folded, as fold.c leaves them; the languages are those that were asked for.
 */
#include <string.h>

#include "base.h"
#include "text.h"

#include "index.h"
#include "terms.h"

static const char *const usual_words[] = {
    /* English */
    "a about after again all also although among an and any are as at back be because been before being "
    "between both but by "
    "can could day did do does down during each even first for from had has have he her here him his how if "
    "in into is it its "
    "just last like made make many may more most much must near new next no nor not now of off on once one "
    "only or other our "
    "out over own per said same say says she should since so some still such than that the their them then "
    "there these they "
    "this those three through to today too two under until up us very was we week well were what when where "
    "which while who "
    "whose why will with within without would year years yesterday yet you your",
    /* Persian */
    "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز گفت می شد شده شود کند باید بود ها های وی ما "
    "بین پس پیش روز "
    "سال دو هر اما اگر یا نه بی چند همه دیگر کرده کردن دارد داشت خواهد شدن باشد هستند بودن درباره نمی",
    /* Urdu */
    "کے کی میں کا ہے اور سے کو نے پر کہ یہ ہیں اس کر بھی ایک کہا تھا گا ہو ہوئے ہوا ان وہ لیے ساتھ گئی گیا "
    "جو تو نہیں تک بعد "
    "کیا ہوں رہا رہے رہی جا دیا دی لئے والے والی اپنے اپنی کوئی جس دو",
    /* Arabic */
    "في من على إلى أن عن مع هذا هذه التي الذي ما لا كان كانت قد بعد قبل بين كل أو ثم لم لن هو هي وقال قال "
    "وفي ومن كما حيث عند "
    "أي ذلك تلك خلال إن بن منذ حتى غير أكثر أحد",
    /* German, French, Spanish, Italian, Portuguese, Dutch */
    "der die das den dem des ein eine einer einem einen und oder aber nicht auch auf aus bei mit nach von "
    "vor zu zum zur im in "
    "ist sind war wird wurde hat haben sich als wie es er sie wir ihr dass fur uber unter noch nur schon "
    "mehr",
    "le la les un une des du de et ou mais ne pas que qui dans sur pour par avec sans sous au aux ce cette "
    "ces il elle ils son sa "
    "ses leur est sont ete a plus se en y d l",
    "el la los las un una unos de del y o pero no que en por para con sin sobre al su sus se lo es son fue "
    "ha han mas como este "
    "esta entre hasta desde",
    "il lo la i gli le un uno una di del della dei delle e o ma non che in su per con da dal al alla si e "
    "sono ha hanno piu come",
    "o a os as um uma de do da dos das e ou mas nao que em no na nos nas por para com se ao foi ser sao mais "
    "como",
    "de het een en of maar niet dat die in op voor met van naar bij uit aan te is zijn was wordt heeft om "
    "ook als er",
    /* Polish, Russian, Turkish */
    "i w we z ze na do od o oraz a ale nie to ze jest sa byl byla po za przez dla jak sie juz tym tego ktory "
    "ktora ktore przy "
    "czy co jego jej",
    "и в во на не что с со он она они как по к у из за от о об для до это но а то все его ее их был была "
    "было были уже при так же "
    "или если года году после",
    "ve bir bu da de icin ile olarak olan daha cok en ne gibi kadar sonra once ancak ama ya o her mi mu",
};

static const char page_words[] =
    "http https www com org net html htm php url utm rss link comments points article "
    "read reading continue full post posted appeared submitted";

/* A page's words are told apart whole: as terms, cut, "comments" and "commerce" would be one. */
void usual_init(struct tally *usual, struct tally *page)
{
    struct arena *a = arena_new();
    struct words list;

    tally_init(usual);
    for (size_t i = 0; i < sizeof(usual_words) / sizeof(usual_words[0]); i++) {
        arena_reset(a);
        words_of(a, span_of(usual_words[i]), 0, &list);
        for (size_t k = 0; k < list.count; k++) {
            uint32_t key = term_key(word_folded(&list, k));

            if (tally_get(usual, key) == 0)
                tally_add(usual, key);
        }
    }
    tally_init(page);
    words_of(a, span_of(page_words), 0, &list);
    for (size_t k = 0; k < list.count; k++)
        tally_add(page, key_of(list.list[k].hash));
    arena_free(&a);
}
