/*
 * bridge.c - one event told in two scripts: words that are one word
 *
 * A report in Persian, Urdu or Arabic shares no term with an English one but its numbers. So the words by which such
 * reports are known again, countries, cities, names, days, offices, and what happens to them, are taken for the
 * English word: "ایران" is the term "iran". Nothing is added to a text, so that within a language all stays as it
 * was; and a text of which the table knows little finds nothing, which is what it found before.
 *
 * A form is looked up as terms are, by its first five letters, which serves for most endings, and without an Arabic
 * article. Left out are words that mean two things in two of the languages ("سند" is Sindh and a document) and those
 * that fall into two words of which neither says enough.
 *
 * Fatal: nothing. Bugs: names age. Latin-script languages share their names and numbers as it is; Han, Kana and the
 * scripts of India have no rows yet.
 */
#include "base.h"
#include "text.h"

#include "bridge.h"
#include "terms.h"

/* The English word, then forms of it in the other script. */
static const char *const rows[] = {
    /* countries and peoples */
    "iran ایران إيران",
    "pakistan پاکستان باكستان",
    "afghanistan افغانستان أفغانستان",
    "india هند هندوستان بھارت انڈیا الهند",
    "china چین الصين",
    "russia روسیه روس روسيا",
    "ukraine اوکراین یوکرین أوكرانيا",
    "america آمریکا امریکا امریکہ أمريكا امریکی",
    "united متحده متحدہ المتحدة",
    "states ایالات الولايات",
    "israel اسرائیل إسرائيل",
    "gaza غزه غزہ",
    "palestine فلسطین",
    "lebanon لبنان",
    "syria سوریه شام سوريا",
    "iraq عراق",
    "yemen یمن",
    "saudi سعودی عربستان السعودية",
    "arab عرب عربی العربي",
    "turkey ترکیه ترکی تركيا",
    "egypt مصر",
    "qatar قطر",
    "emirates امارات الإمارات",
    "oman عمان",
    "kuwait کویت",
    "bahrain بحرین",
    "jordan اردن الأردن",
    "france فرانسه فرانس فرنسا",
    "germany آلمان جرمنی ألمانيا",
    "britain بریتانیا انگلیس برطانیہ برطانوی بريطانيا",
    "europe اروپا یورپ یورپی أوروبا الأوروبي",
    "japan ژاپن جاپان اليابان",
    "korea کره کوریا كوريا",
    "australia استرالیا آسٹریلیا أستراليا",
    "canada کانادا کینیڈا كندا",
    "brazil برزیل برازیل البرازيل",
    "argentina آرژانتین ارجنٹائن الأرجنتين",
    "mexico مکزیک میکسیکو المكسيك",
    "italy ایتالیا اٹلی إيطاليا",
    "spain اسپانیا سپین إسبانيا",
    "poland لهستان پولینڈ بولندا",
    "azerbaijan آذربایجان أذربيجان",
    "armenia ارمنستان آرمینیا أرمينيا",
    "indonesia اندونزی انڈونیشیا إندونيسيا",
    "bangladesh بنگلادش بنگلہ",
    "sudan سودان سوڈان السودان",
    "libya لیبی لیبیا ليبيا",
    "africa آفریقا افریقہ أفريقيا",
    "asia آسیا ایشیا آسيا",
    /* cities and regions */
    "tehran تهران تہران طهران",
    "islamabad اسلام‌آباد اسلام إسلام",
    "kabul کابل كابول",
    "delhi دهلی دہلی دلهي",
    "beijing پکن بیجنگ بكين",
    "moscow مسکو ماسکو موسكو",
    "kyiv کی‌یف کیف كييف",
    "washington واشنگتن واشنگٹن واشنطن",
    "london لندن",
    "paris پاریس پیرس باريس",
    "berlin برلین",
    "jerusalem قدس یروشلم القدس اورشلیم",
    "baghdad بغداد",
    "damascus دمشق",
    "beirut بیروت",
    "ankara آنکارا انقرہ أنقرة",
    "istanbul استانبول استنبول إسطنبول",
    "riyadh ریاض الرياض",
    "doha دوحه دوحہ الدوحة",
    "dubai دبی دبئی دبي",
    "lahore لاهور لاہور",
    "karachi کراچی",
    "peshawar پیشاور پشاور",
    "quetta کویته کوئٹہ",
    "punjab پنجاب",
    "balochistan بلوچستان",
    "kashmir کشمیر",
    "herat هرات",
    "kandahar قندهار قندھار",
    "taftan تفتان",
    "zahedan زاهدان زاہدان",
    "mashhad مشهد مشہد",
    "isfahan اصفهان اصفہان",
    "shiraz شیراز",
    "tabriz تبریز",
    "khorasan خراسان",
    "gwadar گوادر",
    "sindh سندھ",
    "hormuz هرمز ہرمز",
    "york یورک نيويورك نیویورک",
    "california کالیفرنیا کیلیفورنیا كاليفورنيا",
    "texas تگزاس ٹیکساس تكساس",
    "scotland اسکاتلند اسكتلندا",
    "geneva ژنو جنیوا جنيف",
    "vienna وین ویانا فيينا",
    "brussels بروکسل برسلز بروكسل",
    /* names of people and bodies */
    "trump ترامپ ٹرمپ ترامب",
    "biden بایدن بائیڈن بايدن",
    "putin پوتین پوٹن پیوٹن بوتين",
    "zelensky زلنسکی زیلنسکی زيلينسكي",
    "netanyahu نتانیاهو نیتن نتنياهو",
    "khamenei خامنه‌ای خامنہ خامنئي",
    "araghchi عراقچی",
    "pezeshkian پزشکیان",
    "macron ماکرون میکرون",
    "erdogan اردوغان ایردوان أردوغان",
    "modi مودی",
    "khan خان",
    "sharif شریف",
    "zardari زرداری",
    "assad اسد الأسد",
    "lavrov لاوروف",
    "guterres گوترش غوتيريش",
    "hamas حماس",
    "hezbollah حزب‌الله",
    "taliban طالبان",
    "isis داعش",
    "nato ناتو نیٹو الناتو",
    "opec اوپک أوبك",
    "google گوگل",
    "apple اپل ایپل",
    "facebook فیسبوک فيسبوك",
    "twitter توییتر ٹوئٹر تويتر",
    "mohammad محمد",
    "ali علی",
    "reza رضا",
    "hassan حسن",
    "hussein حسین",
    "ahmad احمد",
    "ibrahim ابراهیم ابراہیم",
    "abdullah عبدالله عبداللہ",
    /* days and months */
    "monday دوشنبه پیر الاثنين",
    "tuesday سه‌شنبه منگل الثلاثاء",
    "wednesday چهارشنبه بدھ الأربعاء",
    "thursday پنجشنبه جمعرات الخميس",
    "friday جمعه جمعہ",
    "saturday شنبه السبت",
    "sunday یکشنبه اتوار الأحد",
    "january ژانویه جنوری يناير",
    "february فوریه فروری فبراير",
    "march مارس مارچ",
    "april آوریل اپریل أبريل",
    "june ژوئن جون يونيو",
    "july ژوئیه جولائی يوليو",
    "august اوت اگست أغسطس",
    "september سپتامبر ستمبر سبتمبر",
    "october اکتبر اکتوبر أكتوبر",
    "november نوامبر نومبر نوفمبر",
    "december دسامبر دسمبر ديسمبر",
    /* offices and institutions */
    "president رئیس‌جمهور صدر الرئيس",
    "prime نخست اعظم",
    "minister وزیر",
    "ministry وزارت",
    "foreign خارجه خارجہ الخارجية",
    "government دولت حکومت حكومة",
    "parliament مجلس پارلمان پارلیمنٹ برلمان",
    "council شورا شورای کونسل",
    "national ملی قومی نیشنل",
    "supreme عالی سپریم",
    "security امنیت امنیتی سیکیورٹی أمن",
    "secretary دبیر سیکرٹری أمين",
    "chief سربراہ",
    "leader رهبر رہبر",
    "ambassador سفیر",
    "embassy سفارتخانه سفارة",
    "official مقام حکام مسؤول",
    "court دادگاه عدالت محكمة",
    "police پلیس پولیس الشرطة",
    "army ارتش فوج جيش",
    "bank بانک بینک بنك",
    "party حزب پارٹی",
    "committee کمیته کمیٹی لجنة",
    "university دانشگاه یونیورسٹی جامعة",
    "school مدرسه اسکول مدرسة",
    "hospital بیمارستان ہسپتال مستشفى",
    "company شرکت کمپنی شركة",
    /* what happens, and to what */
    "trade تجارت تجاری تجارتی تجارة",
    "agreement توافق معاہدہ معاہدے",
    "deal معامله ڈیل صفقة",
    "talks مذاکرات گفتگو گفت‌وگو محادثات",
    "visit سفر دورہ دورے زيارة",
    "border مرز مرزی سرحد سرحدی الحدود",
    "gas گاز گیس غاز",
    "pipeline لوله پائپ",
    "oil نفت تیل النفط",
    "dollars دلار ڈالر دولار",
    "billion میلیارد ارب مليار",
    "million میلیون ملین مليون",
    "percent درصد فیصد",
    "sanctions تحریم پابندی پابندیاں عقوبات",
    "nuclear هسته‌ای جوہری نووي",
    "missile موشک میزائل صاروخ",
    "war جنگ حرب",
    "ceasefire آتش‌بس جنگبندی هدنة",
    "attack حمله حملہ حملے هجوم",
    "killed کشته ہلاک مقتل",
    "wounded زخمی مجروح",
    "explosion انفجار دھماکہ دھماکے",
    "earthquake زلزله زلزلہ زلزال",
    "flood سیل سیلاب فيضان",
    "fire آتش‌سوزی آگ حريق",
    "election انتخابات",
    "protest اعتراض احتجاج",
    "prisoner زندانی قیدی أسير",
    "hostage گروگان یرغمال رهائن",
    "women زنان خواتین نساء",
    "children کودکان بچے بچوں أطفال",
    "economy اقتصاد اقتصادی معیشت",
    "price قیمت بهای أسعار",
    "gold طلا سونا ذهب",
    "market بازار منڈی سوق",
    "football فوتبال فٹبال",
    "joint مشترک مشترکہ مشترك",
    "patrol گشت",
    "free آزاد حرة",
    "signature امضا دستخط توقيع",
    "statement بیانیه",
    "neighbour همسایه ہمسایہ",
    "arrested بازداشت گرفتار اعتقال",
    "murder قتل",
    "virus ویروس وائرس فيروس",
    "vaccine واکسن ویکسین لقاح",
    "weather هواشناسی موسم طقس",
    "plane هواپیما طیارہ طائرة",
    "train قطار ٹرین",
    "ship کشتی جہاز سفينة",
    "film فیلم فلم",
};

static size_t place_of(const struct bridge *b, uint32_t key)
{
    size_t at = key >> 21;

    while (b->slot[at % BRIDGE_SLOTS].from && b->slot[at % BRIDGE_SLOTS].from != key)
        at++;
    return at % BRIDGE_SLOTS;
}

void bridge_init(struct bridge *b)
{
    struct arena *a = arena_new();
    size_t used = 0;

    *b = (struct bridge){0};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct words forms;

        arena_reset(a);
        words_of(a, span_of(rows[i]), 0, &forms);
        for (size_t k = 1; k < forms.count; k++) {
            uint32_t from = term_key(word_folded(&forms, k));
            struct bridge_slot *s = &b->slot[place_of(b, from)];

            used += s->from == 0;
            must(used < BRIDGE_SLOTS / 2);
            *s = (struct bridge_slot){from, term_key(word_folded(&forms, 0))};
        }
    }
    arena_free(&a);
}

/* U+0600 to U+06FF, in UTF-8 */
bool bridge_is_foreign(struct span folded)
{
    return folded.len >= 2 && (unsigned char)folded.ptr[0] >= 0xD8 && (unsigned char)folded.ptr[0] <= 0xDB;
}

uint32_t bridge_key(const struct bridge *b, struct span folded)
{
    static const struct span article = {"ال", 4};
    uint32_t key = term_key(folded);
    const struct bridge_slot *s;

    if (!bridge_is_foreign(folded))
        return key;
    s = &b->slot[place_of(b, key)];
    if (!s->from && span_starts(folded, article))
        s = &b->slot[place_of(b, term_key(span_cut(folded, article.len, folded.len)))];
    return s->from ? s->to : key;
}
