/*
 * test_spot.c - terms in six scripts: words, phrases, prefixes, folding, CJK as substrings, with exact offsets
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "match.h"

#include "marked.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct marked_row latin[] = {
    {"iran", "[Iran] and Iraq"},
    {"iran", "[IRAN], [iran]; [Iran]."},
    {"iran", "Iranian gas"},
    {"iran", "the [Iran]'s gas, [Iran]’s oil"},
    {"iran", "Tiran"},
    {"ai", "rain and chains"},
    {"ai", "[AI] in the rain"},
    {"iran", ""},
    {"iran", "[iran]_x [iran] x"},
    {"iran's", "[Iran's] gas, Iran gas"},
    {"iran’s", "[Iran's] gas, [Iran’s] oil"},
    {"l'iran", "[L'Iran] exporte, [l’Iran] aussi, Iran"},
    {"iran", "l'[Iran]"},
    {"cafe", "[Café] [CAFE] [cafe\xCC\x81]"},
    {"café", "[cafe] and [café]"},
    {"naïve", "[naive]"},
    {"strasse", "[Straße] und [STRASSE]"},
    {"straße", "[Strasse]"},
    {"Ångström", "[angstrom] [Angstro\xCC\x88m]"},
    {"iran-pakistan", "[Iran–Pakistan] and [Iran-Pakistan] and [iran pakistan]"},
    {"iran–pakistan", "the [Iran-Pakistan] line, Pakistan-Iran not"},
    {"iran pakistan", "[Iran]–[Pakistan]"},
    {"\"iran pakistan\"", "[Iran, Pakistan] and others"},
    {"\"free trade agreement\"", "a [free trade agreement], free agreement trade"},
    {"\"free trade agreement\"", "a [Free\nTrade  Agreement]"},
    {"\"free trade\"", "free of trade"},
    {"“free trade”", "a [free trade] pact"},
    {"«libre échange»", "le [libre-échange]"},
    {"\"a b a\"", "x [a b a] b c"},
    {"\"a a\"", "a"},
    {"pipe*", "[pipe] [pipeline] [Pipelines] [piper] pip"},
    {"pipel*", "pipe [pipeline]"},
    {"\"free trad*\"", "[free trade] and [free trading], free market"},
    {"iran-pak*", "[Iran-Pakistan], Iran-Iraq, [Iran’ pakora]"},
    {"\"gas pipe*\"", "[gas pipes] pipe gas"},
    {"p*", "[pipe] a [p] x"},
    {"éco*", "[économie] [Ecology]"},
    {"internationalizationsandlocalisations*", "[internationalizationsandlocalisationsx]"},
    {"internationalizationsandlocalisations*", "internationalizationsandlocalisation"},
    {"internationalizationsandlocalisation", "internationalizationsandlocalisations"},
    {"g7", "the [G7] and the G8"},
    {"2026", "in [2026] or 20260"},
    {"٢٠٢٦", "in [2026]"},
    {"co2", "[CO₂] and [co2]"},
    {"3.5", "[3.5] percent, [3,5] Prozent, 35"},
    {"at&t", "[AT&T] said [at t], t"},
    {"c++", "[C] and [C]++"},
    {"user@example.org", "write to [user@example.org]"},
    {"km/h", "90 [km/h]"},
    {"#iran", "[iran] and #[Iran]"},
    {"soft\xC2\xADware", "[software] [soft\xC2\xADware]"},
    {"oil and gas", "[oil] [and] [gas]"},
    {"Or", "this [or] that"},
    {"near", "[near] the line"},
    {"NEARBY", "a [nearby] town"},
    {"not", "[not] now"},
    {"ﬁnance", "[finance]"},
    {"finance", "[ﬁnance]"},
    {"ｉｒａｎ", "[iran]"},
    {"iran", "[ｉｒａｎ]"},
    {"ıstanbul", "[ıstanbul] istanbul"},
    {"istanbul", "[İstanbul]’da"},
    {"vietnam", "[Việtnam]"},
    {"łódź", "[Łódź]"},
    {"a*", "[a] b [ab]"},
};

static const struct marked_row arabic[] = {
    {"ایران", "[ایران] و پاکستان"},
    {"ايران", "[ایران] و [ايران]"},
    {"ایران", "دولت [ايران]"},
    {"پاکستان", "[پاكستان] و هند"},
    {"باكستان", "[باكستان] والهند [باکستان]"},
    {"إيران", "[ايران] [إيران] [أيران]"},
    {"تجاره", "[تجارة] [تجاره]"},
    {"تجارة", "[تجاره]"},
    {"على", "[علی] [علي] [على]"},
    {"اتفاق", "[اتّفاق] [إتفاق] واتفاق"},
    {"اِتِّفَاق", "[اتفاق]"},
    {"ســلام", "[سلام]"},
    {"سلام", "[ســـلام]"},
    {"می‌خواهم", "من [می‌خواهم] [میخواهم]"},
    {"میخواهم", "من [می‌خواهم]"},
    {"می‌خواهم", "من می خواهم"},
    {"خط لوله", "[خط] [لوله]"},
    {"\"خط لوله\"", "[خط لوله] گاز"},
    {"\"خط لوله\"", "لوله خط"},
    {"\"خط لوله گاز\"", "[خط لولهٔ گاز]"},
    {"ایران*", "[ایران] [ایرانی] [ایرانیان]"},
    {"گاز", "گازی [گاز]، [گاز]؛ [گاز]؟"},
    {"۱۴۰۵", "سال [۱۴۰۵] و [١٤٠٥] و [1405]"},
    {"1405", "سال [۱۴۰۵]"},
    {"گوادر", "بندرِ [گوادر]"},
    {"بندر", "[بندرِ] گوادر"},
    {"چاہ بہار", "[چاه] [بہار]"},
    {"معاہدہ", "[معاہدہ] طے [معاهده]"},
    {"معاهده", "یہ [معاہدہ]"},
    {"گئے", "چلے [گئے]"},
    {"کے", "ایران [کے] ساتھ"},
    {"پاکستان NEAR/2 ایران", "[پاکستان] اور [ایران]"},
    {"\"ایران پاکستان\"", "[ایران-پاکستان]"},
    {"ایران -هند", "ایران و هند"},
    {"ایران -هند", "[ایران] و چین"},
    {"(هند OR چین) ایران", "[ایران] و [چین]"},
    {"\xE2\x80\x8F"
     "ایران"
     "\xE2\x80\x8F",
     "[ایران]"},
    {"ایران \xE2\x80\x8FOR\xE2\x80\x8F هند", "[هند]"},
    {"الغاز", "خط [الغاز] الإيراني"},
    {"مسئول", "[مسئول] مسؤول"},
    {"آب", "[آب] [اب]"},
    {"ﷲ", "[الله]"},
    {"لا", "[ﻻ]"},
    {"«خط لوله»", "[خط لوله]"},
    {"هند*", "[هندوستان] [هند]"},
};

static const struct marked_row chinese[] = {
    {"中国", "[中国]和伊朗"},
    {"中国", "在中，国际"},
    {"中国", "在[中国]际"},
    {"中国", "发[中\n国]家"},
    {"中国", "[中 国]"},
    {"中国", "中"},
    {"国", "中[国]和美[国]"},
    {"\"中国\"", "[中国]"},
    {"伊朗 巴基斯坦", "[伊朗]与[巴基斯坦]"},
    {"伊朗 巴基斯坦", "伊朗与巴基"},
    {"\"伊朗 巴基斯坦\"", "[伊朗·巴基斯坦]"},
    {"伊朗巴基斯坦", "伊朗·巴基斯坦"},
    {"天然气管道", "修建[天然气管道]项目"},
    {"天然气*", "[天然气]管道"},
    {"管道 -石油", "天然气[管道]"},
    {"管道 -石油", "石油管道"},
    {"伊朗 NEAR/3 管道", "[伊朗]天然气[管道]"},
    {"伊朗 NEAR/2 管道", "伊朗天然气管道"},
    {"伊朗 BEFORE/5 管道", "[伊朗]天然气[管道]"},
    {"管道 BEFORE/5 伊朗", "伊朗天然气管道"},
    {"G7峰会", "在[G7峰会]上"},
    {"G7峰会", "在G7，峰会上"},
    {"g7", "在[G7]峰会上"},
    {"2026年", "[2026年]三月"},
    {"中国{2}", "[中国]，[中国]"},
    {"中国{2}", "中国，国中"},
    {"（中国 OR 美国）伊朗", "[美国]和[伊朗]"},
    {"“自由贸易”", "签订[自由贸易]协定"},
    {"title:中国 OR 伊朗", "[伊朗]"},
    {"経済", "日本の[経済]"},
    {"パキスタン", "[パキスタン]とイラン"},
    {"ﾊﾟｷｽﾀﾝ", "[パキスタン]と"},
    {"が", "日本[が]、か"},
    {"か", "日本が、[か]"},
    {"ガス パイプライン", "[ガス][パイプライン]"},
    {"イラン-パキスタン", "[イラン・パキスタン]"},
    {"東京", "[東京]都"},
    {"京都", "東[京都]"},
    {"一一", "[一一]二"},
    {"𠮷野", "[𠮷野]家"},
};

static const struct marked_row cyrillic[] = {
    {"иран", "[Иран] и Пакистан"},
    {"ИРАН", "[иран] [Иран]"},
    {"иран", "Ирана"},
    {"иран*", "[Иран] [Ирана] [Ираном] Ирак"},
    {"газопровод*", "строительство [газопровода]"},
    {"\"газовый союз\"", "[газовый союз] и союз"},
    {"ещё", "[еще] [ещё]"},
    {"еще", "[ещё]"},
    {"киев", "[Киев] і Київ"},
    {"київ", "Киев і [Київ]"},
    {"киї*", "[Київ] Києв"},
    {"иран NEAR/1 пакистан*", "[Иран] и [Пакистаном]"},
    {"иран NEAR/1 пакистан*", "Иран и его сосед Пакистан"},
    {"иран -ирак", "[Иран] и Пакистан"},
    {"иран -ирак", "Иран и Ирак"},
    {"(нефт* OR газ) иран", "[нефть] и [газ]: [Иран]"},
    {"северный-поток", "[Северный поток] и [Северный-поток]"},
    {"об'єкт", "[об’єкт] [об'єкт]"},
    {"й", "[й] [и]"},
    {"србија", "[Србија]"},
    {"iran", "Иран"},
    {"санкци* BEFORE/3 иран*", "[санкции] против [Ирана]"},
    {"санкци* BEFORE/3 иран*", "Иран и санкции"},
    {"газ{2}", "[газ] и [газ]"},
    {"беларусь", "[Беларусь]"},
    {"санктпетербург OR \"санкт петербург\"", "[Санкт-Петербург]"},
    {"қазақстан", "[Қазақстан]"},
};

static const struct marked_row devanagari[] = {
    {"ईरान", "[ईरान] और भारत"},
    {"पाकिस्तान", "[पाकिस्तान] में"},
    {"पाकिसतान", "पाकिस्तान में"},
    {"पाक*", "[पाकिस्तान] [पाक]"},
    {"\"गैस पाइपलाइन\"", "ईरान की [गैस पाइपलाइन]।"},
    {"गैस पाइपलाइन", "[गैस] की [पाइपलाइन]"},
    {"ईरान NEAR/2 भारत", "[ईरान] और [भारत]"},
    {"ईरान BEFORE/2 भारत", "भारत और ईरान"},
    {"ईरान -चीन", "ईरान और चीन"},
    {"ईरान -चीन", "[ईरान] और भारत"},
    {"२०२६", "सन [2026] [२०२६]"},
    {"2026", "सन [२०२६]"},
    {"क़", "[क़] [क\xE0\xA4\xBC]"},
    {"क", "क़ [क]"},
    {"ईरान-पाकिस्तान", "[ईरान-पाकिस्तान] [ईरान–पाकिस्तान]"},
    {"(भारत OR चीन) व्यापार", "[भारत] का [व्यापार]"},
    {"व्यापार{2}", "[व्यापार] से [व्यापार]"},
    {"व्यापार{3}", "व्यापार से व्यापार"},
    {"मंत्री", "प्रधानमंत्री"},
    {"मंत्री", "विदेश [मंत्री] ने"},
    {"नेपाली", "नेपाल [नेपाली]"},
    {"বাংলাদেশ", "[বাংলাদেশ] ও ভারত"},
    {"இலங்கை", "[இலங்கை] அரசு"},
};

static const struct marked_row others[] = {
    {"이란", "[이란] 파키스탄"},
    {"이란", "이란과 [이란]"},
    {"이란*", "[이란과] [이란의] 이라크"},
    {"\"가스 관\"", "[가스 관] 가스관"},
    {"파키스탄 -인도", "[파키스탄] 정부"},
    {"파키스탄 -인도", "파키스탄 인도"},
    {"이란 NEAR/1 파키스탄", "[이란] 및 [파키스탄]"},
    {"이란", "[\xE1\x84\x8B\xE1\x85\xB5\xE1\x84\x85\xE1\x85\xA1\xE1\x86\xAB]"},
    {"한국{2}", "[한국] 대 [한국]"},
    {"ιράν", "[Ιράν] και [ΙΡΑΝ]"},
    {"ιραν", "[Ιράν]"},
    {"αγωγος", "ο [αγωγός] και [ΑΓΩΓΟΣ]"},
    {"αγωγ*", "[αγωγός] [αγωγού]"},
    {"\"φυσικό αέριο\"", "[φυσικό αέριο] και [ΦΥΣΙΚΟ ΑΕΡΙΟ]"},
    {"ᾳ", "[αι] [ᾳ]"},
    {"איראן", "[איראן] וטורקיה"},
    {"שלום", "[שָׁלוֹם]"},
    {"צה״ל", "[צה\"ל]"},
    {"ประเทศไทย", "ใน[ประเทศไทย]มี"},
    {"ไทย", "ประเทศ[ไทย]"},
    {"ไทย", "ประเทศไท"},
    {"հայաստան", "[Հայաստան]"},
    {"საქართველო", "[საქართველო]"},
    {"ኢትዮጵያ", "[ኢትዮጵያ]"},
    {"iran OR 伊朗 OR иран OR ایران", "[Iran] [伊朗] [Иран] [ایران]"},
};

static void test_latin(void **state)
{
    (void)state;
    assert_int_equal(marked_failures(latin, COUNT(latin)), 0);
}

static void test_arabic(void **state)
{
    (void)state;
    assert_int_equal(marked_failures(arabic, COUNT(arabic)), 0);
}

static void test_chinese(void **state)
{
    (void)state;
    assert_int_equal(marked_failures(chinese, COUNT(chinese)), 0);
}

static void test_cyrillic(void **state)
{
    (void)state;
    assert_int_equal(marked_failures(cyrillic, COUNT(cyrillic)), 0);
}

static void test_devanagari(void **state)
{
    (void)state;
    assert_int_equal(marked_failures(devanagari, COUNT(devanagari)), 0);
}

static void test_others(void **state)
{
    (void)state;
    assert_int_equal(marked_failures(others, COUNT(others)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latin),    cmocka_unit_test(test_arabic),     cmocka_unit_test(test_chinese),
        cmocka_unit_test(test_cyrillic), cmocka_unit_test(test_devanagari), cmocka_unit_test(test_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
