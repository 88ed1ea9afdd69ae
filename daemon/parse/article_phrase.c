/*
 * article_phrase.c - lines that lead away from the article, or belong to the page, by their first words
 *
 * Some forty ways to say "read also" and the like in some thirty languages. Weak evidence, but where a page marks nothing
 * by its names it is all there is.
 *
 * Fatal: nothing. Bugs: ASCII in any case, other letters as they are written here.
 */
#include <string.h>

#include "article_parts.h"

#define START_LETTERS 200
#define LINK_LETTERS 50

enum phrase_kind {
    PHRASE_START, /* no sentence begins so */
    PHRASE_LINK,  /* sentences may, so only with a link, or when little follows */
    PHRASE_WHOLE, /* the whole line */
};

/* Parted by bars. */
static const struct {
    uint8_t kind;
    const char *list;
} phrases[] = {
    {PHRASE_START, "Read more|Read also|Also read|Read next|Related:|Related story|Related stories"},
    {PHRASE_START,
     "Related article|Related news|Related coverage|Read the full|Continue reading|Sign up for"},
    {PHRASE_START, "Sign up to|Subscribe to our|Subscribe now|Follow us|Share this|Recommended for you"},
    {PHRASE_START, "Don't miss:|Don’t miss:|Up next:|Photo credit|All rights reserved|Copyright ©|©|Tags:"},
    {PHRASE_START, "Topics:|Filed under|Download our app|Lire aussi|À lire aussi|Lire la suite"},
    {PHRASE_START, "Lesen Sie auch|Mehr zum Thema|Lea también|Te puede interesar|Leia também|Leia mais"},
    {PHRASE_START, "Leggi anche|Lees ook|Czytaj też|Zobacz także|Baca juga|İlgili haber|Läs också"},
    {PHRASE_START, "Читайте также|Читать далее|Читать также|Подписывайтесь на|Теги:|Читайте також"},
    {PHRASE_START, "Διαβάστε επίσης|اقرأ أيضا|اقرأ أيضًا|اقرأ أيضاً|إقرأ أيضا|اقرأ المزيد|مواضيع ذات صلة"},
    {PHRASE_START,
     "أخبار ذات صلة|شاهد أيضا|تابعونا على|تابعنا على|شارك الخبر|شارك المقال|جميع الحقوق محفوظة"},
    {PHRASE_START, "بیشتر بخوانید|همچنین بخوانید|همچنین ببینید|مطالب مرتبط|اخبار مرتبط|خبرهای مرتبط"},
    {PHRASE_START,
     "این مطلب را هم|اشتراک گذاری|اشتراک‌گذاری|کد خبر|لینک "
     "کوتاه|ما "
     "را "
     "دنبال "
     "کنید|مزید "
     "پڑھیں"},
    {PHRASE_START, "مزید پڑھیے|یہ بھی پڑھیں|یہ بھی پڑھئے|متعلقہ خبریں|یہ بھی دیکھیں|ہمیں فالو|यह भी पढ़ें"},
    {PHRASE_START,
     "ये भी पढ़ें|और पढ़ें:|আরও "
     "পড়ুন|相关阅读|相关新闻|相关报道|延伸阅读|推荐阅读|更多阅读|阅读更多|阅读全文|扫一扫|分享到|责任编辑"},
    {PHRASE_START, "版权声明|版权所有|延伸閱讀|相關新聞|閱讀更多|関連記事|あわせて読みたい|続きを読む|"
                   "관련기사|관련 기사|อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง"},
    {PHRASE_START,
     "Photo:|Photos:|Photo by|Photograph:|Picture:|Image:|Foto:|Fotos:|Фото:|عکس:|تصویر:|صورة:|图为|图/"},
    {PHRASE_LINK, "See also|More on|More from|Click here|Sign up|Subscribe|Watch:|Listen:|Follow @"},
    {PHRASE_LINK, "Tags|Topics|Source:|Siehe auch|Voir aussi|Leer más|Ayrıca oku|Подробнее|Смотрите также"},
    {PHRASE_LINK, "الكلمات المفتاحية|وسوم|المصدر|بیشتر بدانید|در همین رابطه|در همین زمینه|برچسب|کلیدواژه"},
    {PHRASE_LINK, "انتهای پیام|منبع|ٹیگز|شیئر کریں|مزید|ماخذ|点击|标签|关键词|来源|编辑|更多|點擊"},
    {PHRASE_WHOLE, "Advertisement|Advertising|Sponsored|Recommended|Related|More|Share|Comments|Reklama"},
    {PHRASE_WHOLE, "Anzeige|Werbung|Publicité|Publicidad|Publicidade|Реклама|Поделиться|إعلان|إعلانات|شارك"},
    {PHRASE_WHOLE, "آگهی|تبلیغات|اشتہار|شیئر|विज्ञापन|বিজ্ঞাপন|广告|廣告|分享|広告|광고"},
};

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* Marks and spaces of ASCII at the end do not count. */
static bool is_line(struct span text, struct span wanted)
{
    while (text.len > wanted.len && strchr(" :.|-", text.ptr[text.len - 1]))
        text.len--;
    return span_equal_icase(text, wanted);
}

static bool fits(enum phrase_kind kind, struct span text, struct span wanted, const struct measure *m)
{
    switch (kind) {
    case PHRASE_START:
        return m->letters <= START_LETTERS && span_starts_icase(text, wanted);
    case PHRASE_LINK:
        return (m->letters <= LINK_LETTERS || (m->letters <= START_LETTERS && m->linked * 3 >= m->letters)) &&
               span_starts_icase(text, wanted);
    case PHRASE_WHOLE:
        return is_line(text, wanted);
    }
    return false;
}

bool hint_leads_away(struct span text, const struct measure *m)
{
    char first = text.len > 0 ? lower(text.ptr[0]) : '\0';

    for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
        const char *at = phrases[i].list;

        for (size_t len; *at; at += len + (at[len] == '|')) {
            len = strcspn(at, "|");
            if (lower(*at) == first &&
                fits((enum phrase_kind)phrases[i].kind, text, (struct span){at, len}, m))
                return true;
        }
    }
    return false;
}
