/* Texts of many languages, encoded, without any label → the same texts; alone and as the title of a feed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <iconv.h>

#include "text.h"

static const struct row {
    const char *charset, *text;
} rows[] = {
    {"windows-1251",
     "Правительство обсудило новый закон о школах и больницах. Министр сказал, что деньги придут весной."},
    {"windows-1251", "Погода завтра: дождь и ветер"},
    {"koi8-r",
     "Правительство обсудило новый закон о школах и больницах. Министр сказал, что деньги придут весной."},
    {"koi8-r", "Погода завтра: дождь и ветер"},
    {"iso-8859-5",
     "Правительство обсудило новый закон о школах и больницах. Министр сказал, что деньги придут весной."},
    {"ibm866",
     "Правительство обсудило новый закон о школах и больницах. Министр сказал, что деньги придут весной."},
    {"windows-1251",
     "Уряд обговорив новий закон про школи та лікарні. Міністр каже, що гроші надійдуть навесні."},
    {"koi8-u", "Уряд обговорив новий закон про школи та лікарні. Міністр каже, що гроші надійдуть навесні, "
               "її підтримали."},
    {"windows-1251", "Правителството обсъди новия закон за училищата и болниците. Министърът каза, че парите "
                     "ще дойдат през пролетта."},
    {"windows-1251",
     "Влада је разматрала нови закон о школама и болницама. Министар каже да новац стиже на пролеће."},
    {"windows-1253", "Η κυβέρνηση συζήτησε τον νέο νόμο για τα σχολεία και τα νοσοκομεία. Ο υπουργός είπε "
                     "ότι τα χρήματα θα έρθουν την άνοιξη."},
    {"windows-1253", "Ο καιρός αύριο: βροχή και άνεμος"},
    {"windows-1255", "הממשלה דנה בחוק החדש על בתי הספר ובתי החולים. השר אמר שהכסף יגיע באביב."},
    {"windows-1255", "מזג האוויר מחר: גשם ורוח"},
    {"windows-1256",
     "ناقشت الحكومة القانون الجديد حول المدارس والمستشفيات. وقال الوزير إن الأموال ستصل في الربيع."},
    {"windows-1256", "الطقس غدا: مطر ورياح"},
    {"windows-1256", "دولت قانون تازه مدرسه ها و بيمارستان ها را بررسي کرد. وزير گفت پول در بهار مي رسد."},
    {"cp874", "รัฐบาลหารือเรื่องกฎหมายใหม่เกี่ยวกับโรงเรียนและโรงพยาบาล รัฐมนตรีกล่าวว่าเงินจะมาถึงในฤดูใบไม้ผลิ"},
    {"cp874", "อากาศพรุ่งนี้ ฝนตกและลมแรง"},
    {"windows-1254", "Hükümet okullar ve hastaneler için yeni yasayı görüştü. Bakan, paranın ilkbaharda "
                     "geleceğini söyledi, işçiler şaşırdı."},
    {"windows-1254", "Yarın hava: yağmur ve rüzgâr, ısı düşüyor"},
    {"windows-1250", "Rząd omówił nową ustawę o szkołach i szpitalach. Minister powiedział, że pieniądze "
                     "przyjdą wiosną, później będą większe."},
    {"windows-1250", "Vláda projednala nový zákon o školách a nemocnicích. Ministr řekl, že peníze přijdou "
                     "na jaře a ještě před létem."},
    {"windows-1250", "Vláda prerokovala nový zákon o školách a nemocniciach. Minister povedal, že peniaze "
                     "prídu na jar, ešte pred ľeťom."},
    {"windows-1250", "A kormány megvitatta az iskolákról és kórházakról szóló új törvényt. A miniszter "
                     "szerint a pénz tavasszal érkezik, később több jön erről."},
    {"windows-1250", "Guvernul a discutat noua lege despre şcoli şi spitale. Ministrul a spus că banii vor "
                     "veni în primăvară, iar părinţii aşteaptă."},
    {"windows-1250", "Vlada je raspravljala o novom zakonu o školama i bolnicama. Ministar kaže da će novac "
                     "stići u proljeće, prije žetve."},
    {"windows-1257", "Vyriausybė svarstė naują įstatymą dėl mokyklų ir ligoninių. Ministras sakė, kad "
                     "pinigai ateis pavasarį, šeimos laukia žinių."},
    {"windows-1257", "Valdība apsprieda jauno likumu par skolām un slimnīcām. Ministrs teica, ka nauda "
                     "pienāks pavasarī, ģimenes gaida ziņas."},
    {"windows-1252", "Valitsus arutas uut koolide ja haiglate seadust. Minister ütles, et raha jõuab kohale "
                     "kevadel, pärast pühi."},
    {"windows-1252", "Le gouvernement a débattu de la nouvelle loi sur les écoles et les hôpitaux. Le "
                     "ministre a déclaré que l’argent arrivera à l’été, même là où c’était gêné."},
    {"windows-1252", "Die Regierung hat über das neue Gesetz für Schulen und Krankenhäuser gesprochen. Der "
                     "Minister sagte, das Geld fließe im Frühling für die Höfe."},
    {"windows-1252", "El gobierno debatió la nueva ley de educación y hospitales. El ministro señaló que el "
                     "dinero llegará mañana según él."},
    {"windows-1252", "O governo discutiu a nova lei de educação e hospitais. O ministro afirmou que o "
                     "dinheiro virá amanhã, não já, segundo ele."},
    {"windows-1252", "Il governo ha discusso la nuova legge perché così è più facile. Il ministro dirà che "
                     "il denaro arriverà però già lunedì, virtù e città."},
    {"windows-1252", "Regeringen diskuterade den nya lagen om skolor och sjukhus. Ministern säger att "
                     "pengarna kommer på våren för båda länen, även på öarna."},
    {"windows-1252", "Regeringen drøftede den nye lov om skoler på øerne. Ministeren sagde, at pengene når "
                     "frem næste forår, også på Færøerne."},
    {"windows-1252", "Ríkisstjórnin ræddi ný lög um skóla og sjúkrahús. Ráðherrann sagði að peningarnir kæmu "
                     "í vor, það er þó óvíst."},
    {"windows-1252", "Hallitus käsitteli uutta lakia kouluista. Ministeri sanoi, että rahat tulevat "
                     "keväällä, myöhemmin lisää."},
    {"windows-1252", "De regering besprak de nieuwe wet. De minister zei dat het geld in België één keer "
                     "komt, in coöperatie."},
    {"windows-1252", "The minister’s café was “closed” – for now…"},
    {"windows-1258", "Chính phủ đã thảo luận về luật mới cho trường học và bệnh viện. Bộ trưởng nói tiền sẽ "
                     "đến vào mùa xuân."},
    {"gb18030", "政府讨论了关于学校和医院的新法律。部长说资金将在春天到位。"},
    {"gb18030", "明天天气：有雨有风"},
    {"big5", "政府討論了關於學校和醫院的新法律。部長說資金將在春天到位。"},
    {"big5", "明天天氣：有雨有風"},
    {"shift_jis", "政府は学校と病院に関する新しい法律を話し合った。大臣は資金が春に届くと述べた。"},
    {"shift_jis", "明日の天気は雨と風"},
    {"euc-jp", "政府は学校と病院に関する新しい法律を話し合った。大臣は資金が春に届くと述べた。"},
    {"euc-jp", "明日の天気は雨と風"},
    {"iso-2022-jp", "政府は学校と病院に関する新しい法律を話し合った。"},
    {"euc-kr", "정부는 학교와 병원에 관한 새 법률을 논의했다. 장관은 자금이 봄에 도착한다고 말했다."},
    {"euc-kr", "내일 날씨: 비와 바람"},
    {"windows-1251", "Две команды вышли в финал кубка города"},
    {"koi8-r", "Две команды вышли в финал кубка города"},
    {"windows-1251", "У столиці відкрили новий міст через річку"},
    {"windows-1251", "Откриха нов мост над реката в столицата"},
    {"windows-1251", "СРОЧНАЯ НОВОСТЬ: ПОЖАР В ЦЕНТРЕ ГОРОДА"},
    {"windows-1253", "Άνοιξε νέα γέφυρα στην πρωτεύουσα της χώρας"},
    {"windows-1255", "גשר חדש נפתח מעל הנהר בעיר הבירה"},
    {"windows-1256", "افتتاح جسر جديد فوق النهر في العاصمة"},
    {"cp874", "เปิดสะพานใหม่ข้ามแม่น้ำในเมืองหลวง"},
    {"windows-1254", "Başkentte nehrin üzerinde yeni köprü açıldı"},
    {"windows-1250", "Otwarto nowy most nad rzeką, koszt był większy niż się spodziewano"},
    {"windows-1250", "V hlavním městě otevřeli nový most přes řeku"},
    {"windows-1250", "V hlavnom meste otvorili nový most cez rieku, náklady boli väčšie než čakali"},
    {"windows-1250", "Új hidat adtak át a folyó fölött a fővárosban, a költség nagyobb lett"},
    {"windows-1250",
     "Un pod nou peste râu a fost deschis în capitală, costurile sunt mai mari şi au crescut faţă de plan"},
    {"windows-1250", "U glavnom gradu otvoren je novi most preko rijeke, troškovi su veći, kaže župan"},
    {"windows-1257", "Sostinėje atidarytas naujas tiltas per upę, išlaidos didesnės nei žadėta"},
    {"windows-1257", "Galvaspilsētā atklāts jauns tilts pār upi, izmaksas lielākas nekā solīts"},
    {"windows-1252", "Un nouveau pont a été inauguré sur le fleuve, à côté du marché"},
    {"windows-1252", "L’été à la plage"},
    {"windows-1252",
     "Neue Brücke über den Fluß eröffnet, Kosten höher als erwartet, sagt Bürgermeister Müller"},
    {"windows-1252", "Grüße aus Köln"},
    {"windows-1252", "Inauguran un nuevo puente sobre el río en la capital, ¿cuánto costó? Más de lo que se "
                     "esperaba, según España"},
    {"windows-1252", "Nova ponte sobre o rio é inaugurada na capital; custos são maiores que a previsão"},
    {"windows-1252", "Il nuovo ponte sul fiume è più caro del previsto, città in attesa di novità"},
    {"windows-1252", "Ny bro över ån invigd i huvudstaden, kostnaderna högre än väntat"},
    {"windows-1252", "Ny bro over åen åbnet i hovedstaden, udgifterne større end ventet"},
    {"windows-1252", "Ny bru over elva åpnet i hovedstaden, kostnadene høyere enn før"},
    {"windows-1252", "Uusi silta avattiin pääkaupungissa, kustannukset nousivat yli määrän"},
    {"windows-1252", "Ný brú yfir ána opnuð í höfuðborginni, kostnaður meiri en búist var við"},
    {"windows-1252",
     "El nou pont sobre el riu és més car del que s’havia previst, això diu l’alcaldessa de la ciutat, però"},
    {"windows-1258", "Cây cầu mới bắc qua sông ở thủ đô đã được khánh thành"},
    {"gb18030", "首都一座跨河新桥正式通车"},
    {"gb18030", "国务院总理会见外国代表团，双方就经济合作交换意见"},
    {"big5", "首都一座跨河新橋正式通車"},
    {"big5", "總統接見外國代表團，雙方就經濟合作交換意見"},
    {"shift_jis", "首都の川に新しい橋が開通"},
    {"shift_jis", "ニュース：サッカー日本代表が勝利"},
    {"euc-jp", "首都の川に新しい橋が開通"},
    {"euc-jp", "ニュース：サッカー日本代表が勝利"},
    {"euc-kr", "수도의 강 위에 새 다리가 개통되었다"},
    {"uhc", "축구 대표팀이 경기에서 이겼다 \"끝까지 뛰었다\""},
};

static struct span encoded(struct arena *a, const struct row *r)
{
    iconv_t cd = iconv_open(r->charset, "UTF-8");
    size_t left = strlen(r->text), room = 4 * left + 16, len = room;
    char *in = (char *)(uintptr_t)r->text, *out = arena_bytes(a, room), *start = out;

    assert_true(cd != (iconv_t)-1);
    assert_true(iconv(cd, &in, &left, &out, &room) != (size_t)-1);
    assert_true(iconv(cd, NULL, NULL, &out, &room) != (size_t)-1);
    iconv_close(cd);
    return (struct span){start, len - room};
}

static size_t check(struct arena *a, const struct row *r, struct span in, struct span want)
{
    bool damaged;
    struct span got = charset_to_utf8(a, in, SPAN(""), SPAN(""), &damaged);

    if (span_equal(got, want))
        return 0;
    print_error("%s, %s: got \"%.*s\"\n", r->charset, r->text, (int)got.len, got.ptr);
    return 1;
}

static void test_rows(void **state)
{
    struct arena *a = arena_new();
    size_t failed = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct span bytes = encoded(a, &rows[i]);
        struct span feed =
            arena_printf(a, "<rss><channel><title>%.*s</title></channel></rss>", (int)bytes.len, bytes.ptr);

        failed += check(a, &rows[i], bytes, span_of(rows[i].text));
        failed += check(a, &rows[i], feed,
                        arena_printf(a, "<rss><channel><title>%s</title></channel></rss>", rows[i].text));
    }
    arena_free(&a);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
