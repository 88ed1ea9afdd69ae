/*
 * date_month.c - the names of months
 *
 * The languages of Europe, Turkish, Arabic, Persian (Gregorian months), Hebrew, Hindi and Indonesian: full names,
 * genitives, usual abbreviations, folded as date_token.c folds. No name means two months: where two languages differ
 * (listopad is October to Croats) the one with more speakers among feeds has it.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "date_parts.h"

/* Sorted by bytes; tests/text/test_date.c checks one name of each language. */
/* clang-format off */
static const struct {
    const char *name;
    int month;
} months[] = {
    {"abr", 4}, {"abril", 4}, {"ago", 8}, {"agost", 8}, {"agosto", 8}, {"agt", 8}, {"agu", 8}, {"agust", 8},
    {"agustos", 8}, {"agustus", 8}, {"aout", 8}, {"apr", 4}, {"april", 4}, {"aprila", 4}, {"aprile", 4},
    {"aprili", 4}, {"aprilie", 4}, {"aprilis", 4}, {"aprill", 4}, {"ara", 12}, {"aralik", 12}, {"aug", 8},
    {"august", 8}, {"augusta", 8}, {"augusti", 8}, {"augusts", 8}, {"augustus", 8}, {"augusztus", 8},
    {"avg", 8}, {"avgust", 8}, {"avr", 4}, {"avril", 4}, {"balandzio", 4}, {"birzelio", 6}, {"brezen", 3},
    {"brezna", 3}, {"cerven", 6}, {"cervence", 7}, {"cervenec", 7}, {"cervna", 6}, {"cze", 6}, {"czerwca", 6},
    {"czerwiec", 6}, {"dec", 12}, {"december", 12}, {"decembra", 12}, {"decembre", 12}, {"decembri", 12},
    {"decembrie", 12}, {"decembris", 12}, {"decembro", 12}, {"des", 12}, {"desember", 12}, {"desembre", 12},
    {"detsember", 12}, {"dez", 12}, {"dezember", 12}, {"dezembro", 12}, {"dic", 12}, {"dicembre", 12},
    {"diciembre", 12}, {"disember", 12}, {"duben", 4}, {"dubna", 4}, {"eki", 10}, {"ekim", 10}, {"elokuu", 8},
    {"elokuuta", 8}, {"ene", 1}, {"enero", 1}, {"eyl", 9}, {"eylul", 9}, {"feb", 2}, {"febbraio", 2},
    {"feber", 2}, {"febr", 2}, {"febreiro", 2}, {"febrer", 2}, {"febrero", 2}, {"februar", 2},
    {"februara", 2}, {"februari", 2}, {"februarie", 2}, {"februarij", 2}, {"februaris", 2}, {"february", 2},
    {"fev", 2}, {"fevereiro", 2}, {"fevr", 2}, {"fevrier", 2}, {"geguzes", 5}, {"gen", 1}, {"gener", 1},
    {"gennaio", 1}, {"giu", 6}, {"giugno", 6}, {"gru", 12}, {"grudnia", 12}, {"grudzien", 12},
    {"gruodzio", 12}, {"haz", 6}, {"haziran", 6}, {"heinakuu", 7}, {"heinakuuta", 7}, {"helmikuu", 2},
    {"helmikuuta", 2}, {"huhtikuu", 4}, {"huhtikuuta", 4}, {"ian", 1}, {"ianuarie", 1}, {"iul", 7},
    {"iulie", 7}, {"iun", 6}, {"iunie", 6}, {"jaanuar", 1}, {"jaenner", 1}, {"jan", 1}, {"janeiro", 1},
    {"janner", 1}, {"januar", 1}, {"januara", 1}, {"januari", 1}, {"januarie", 1}, {"january", 1},
    {"janv", 1}, {"janvari", 1}, {"janvaris", 1}, {"janvier", 1}, {"joul", 12}, {"joulukuu", 12},
    {"joulukuuta", 12}, {"juil", 7}, {"juillet", 7}, {"juin", 6}, {"jul", 7}, {"jula", 7}, {"julai", 7},
    {"julho", 7}, {"juli", 7}, {"julija", 7}, {"julijs", 7}, {"julio", 7}, {"juliol", 7}, {"julius", 7},
    {"july", 7}, {"jun", 6}, {"juna", 6}, {"june", 6}, {"junho", 6}, {"juni", 6}, {"junija", 6},
    {"junijs", 6}, {"junio", 6}, {"junius", 6}, {"juny", 6}, {"juuli", 7}, {"juuni", 6}, {"kas", 11},
    {"kasim", 11}, {"kesakuu", 6}, {"kesakuuta", 6}, {"kolovoz", 8}, {"kolovoza", 8}, {"kovo", 3},
    {"kveten", 5}, {"kvetna", 5}, {"kwi", 4}, {"kwiecien", 4}, {"kwietnia", 4}, {"lapkricio", 11},
    {"leden", 1}, {"ledna", 1}, {"liepos", 7}, {"lip", 7}, {"lipanj", 6}, {"lipca", 7}, {"lipiec", 7},
    {"lipnja", 6}, {"lis", 11}, {"listopad", 11}, {"listopada", 11}, {"listopadu", 11}, {"lokakuu", 10},
    {"lokakuuta", 10}, {"lug", 7}, {"luglio", 7}, {"lut", 2}, {"lutego", 2}, {"luty", 2}, {"maaliskuu", 3},
    {"maaliskuuta", 3}, {"maart", 3}, {"mac", 3}, {"maerz", 3}, {"mag", 5}, {"maggio", 5}, {"mai", 5},
    {"maig", 5}, {"maija", 5}, {"maijs", 5}, {"maio", 5}, {"maj", 5}, {"maja", 5}, {"majus", 5}, {"mar", 3},
    {"marc", 3}, {"marca", 3}, {"march", 3}, {"marcius", 3}, {"marco", 3}, {"marec", 3}, {"maret", 3},
    {"marraskuu", 11}, {"marraskuuta", 11}, {"mars", 3}, {"mart", 3}, {"marta", 3}, {"martie", 3},
    {"marts", 3}, {"marz", 3}, {"marzec", 3}, {"marzo", 3}, {"may", 5}, {"mayis", 5}, {"mayo", 5}, {"mei", 5},
    {"mrt", 3}, {"mrz", 3}, {"nis", 4}, {"nisan", 4}, {"noi", 11}, {"noiembrie", 11}, {"nov", 11},
    {"november", 11}, {"novembra", 11}, {"novembre", 11}, {"novembri", 11}, {"novembris", 11},
    {"novembro", 11}, {"noviembre", 11}, {"oca", 1}, {"ocak", 1}, {"oct", 10}, {"october", 10},
    {"octobre", 10}, {"octombrie", 10}, {"octubre", 10}, {"ogos", 8}, {"okt", 10}, {"oktober", 10},
    {"oktobra", 10}, {"oktobri", 10}, {"oktobris", 10}, {"oktoober", 10}, {"ott", 10}, {"ottobre", 10},
    {"out", 10}, {"outubro", 10}, {"ozujak", 3}, {"ozujka", 3}, {"paz", 10}, {"pazdziernik", 10},
    {"pazdziernika", 10}, {"peb", 2}, {"prosinac", 12}, {"prosinca", 12}, {"prosince", 12}, {"prosinec", 12},
    {"rijen", 10}, {"rijna", 10}, {"rugpjucio", 8}, {"rugsejo", 9}, {"rujan", 9}, {"rujna", 9},
    {"sakavika", 3}, {"sausio", 1}, {"sep", 9}, {"sept", 9}, {"september", 9}, {"septembra", 9},
    {"septembre", 9}, {"septembri", 9}, {"septembrie", 9}, {"septembris", 9}, {"septiembre", 9}, {"set", 9},
    {"setembre", 9}, {"setembro", 9}, {"setiembre", 9}, {"settembre", 9}, {"sie", 8}, {"sierpien", 8},
    {"sierpnia", 8}, {"sijecanj", 1}, {"sijecnja", 1}, {"sjecanj", 1}, {"spalio", 10}, {"srpanj", 7},
    {"srpen", 8}, {"srpna", 8}, {"srpnja", 7}, {"studeni", 11}, {"studenog", 11}, {"studenoga", 11},
    {"sty", 1}, {"styczen", 1}, {"stycznia", 1}, {"sub", 2}, {"subat", 2}, {"svibanj", 5}, {"svibnja", 5},
    {"syyskuu", 9}, {"syyskuuta", 9}, {"szept", 9}, {"szeptember", 9}, {"tammikuu", 1}, {"tammikuuta", 1},
    {"tem", 7}, {"temmuz", 7}, {"toukokuu", 5}, {"toukokuuta", 5}, {"travanj", 4}, {"travnja", 4},
    {"unor", 2}, {"unora", 2}, {"vasario", 2}, {"veebruar", 2}, {"veljaca", 2}, {"veljace", 2}, {"wrz", 9},
    {"wrzesien", 9}, {"wrzesnia", 9}, {"xaneiro", 1}, {"xullo", 7}, {"xuno", 6}, {"zari", 9}, {"απρ", 4},
    {"απριλιοσ", 4}, {"απριλιου", 4}, {"αυγ", 8}, {"αυγουστοσ", 8}, {"αυγουστου", 8}, {"δεκ", 12},
    {"δεκεμβριοσ", 12}, {"δεκεμβριου", 12}, {"ιαν", 1}, {"ιανουαριοσ", 1}, {"ιανουαριου", 1}, {"ιουλ", 7},
    {"ιουλιοσ", 7}, {"ιουλιου", 7}, {"ιουν", 6}, {"ιουνιοσ", 6}, {"ιουνιου", 6}, {"μαι", 5}, {"μαιοσ", 5},
    {"μαιου", 5}, {"μαρ", 3}, {"μαρτιοσ", 3}, {"μαρτιου", 3}, {"νοε", 11}, {"νοεμ", 11}, {"νοεμβριοσ", 11},
    {"νοεμβριου", 11}, {"οκτ", 10}, {"οκτωβριοσ", 10}, {"οκτωβριου", 10}, {"σεπ", 9}, {"σεπτ", 9},
    {"σεπτεμβριοσ", 9}, {"σεπτεμβριου", 9}, {"φεβ", 2}, {"φεβρουαριοσ", 2}, {"φεβρουαριου", 2}, {"авг", 8},
    {"август", 8}, {"августа", 8}, {"апр", 4}, {"апрель", 4}, {"апреля", 4}, {"април", 4}, {"бер", 3},
    {"березень", 3}, {"березня", 3}, {"вер", 9}, {"вересень", 9}, {"вересня", 9}, {"гру", 12},
    {"грудень", 12}, {"грудня", 12}, {"дек", 12}, {"декабрь", 12}, {"декабря", 12}, {"декември", 12},
    {"децембар", 12}, {"жов", 10}, {"жовтень", 10}, {"жовтня", 10}, {"июл", 7}, {"июль", 7}, {"июля", 7},
    {"июн", 6}, {"июнь", 6}, {"июня", 6}, {"кві", 4}, {"квітень", 4}, {"квітня", 4}, {"лип", 7},
    {"липень", 7}, {"липня", 7}, {"лис", 11}, {"листопад", 11}, {"листопада", 11}, {"лют", 2}, {"лютии", 2},
    {"лютого", 2}, {"маи", 5}, {"мар", 3}, {"март", 3}, {"марта", 3}, {"мая", 5}, {"новембар", 11},
    {"ноември", 11}, {"ноя", 11}, {"нояб", 11}, {"ноябрь", 11}, {"ноября", 11}, {"окт", 10}, {"октобар", 10},
    {"октомври", 10}, {"октябрь", 10}, {"октября", 10}, {"сен", 9}, {"сент", 9}, {"сентябрь", 9},
    {"сентября", 9}, {"сеп", 9}, {"септембар", 9}, {"септември", 9}, {"сер", 8}, {"серпень", 8},
    {"серпня", 8}, {"студзеня", 1}, {"січ", 1}, {"січень", 1}, {"січня", 1}, {"тра", 5}, {"травень", 5},
    {"травня", 5}, {"фебруар", 2}, {"фев", 2}, {"февр", 2}, {"февраль", 2}, {"февраля", 2}, {"февруари", 2},
    {"чер", 6}, {"червень", 6}, {"червня", 6}, {"юли", 7}, {"юни", 6}, {"янв", 1}, {"январь", 1},
    {"января", 1}, {"яну", 1}, {"януари", 1}, {"јануар", 1}, {"јул", 7}, {"јун", 6},
    {"\xD7\x90\xD7\x95\xD7\x92\xD7\x95\xD7\xA1\xD7\x98", 8},
    {"\xD7\x90\xD7\x95\xD7\xA7\xD7\x98\xD7\x95\xD7\x91\xD7\xA8", 10},
    {"\xD7\x90\xD7\xA4\xD7\xA8\xD7\x99\xD7\x9C", 4},
    {"\xD7\x91\xD7\x90\xD7\x95\xD7\x92\xD7\x95\xD7\xA1\xD7\x98", 8},
    {"\xD7\x91\xD7\x90\xD7\x95\xD7\xA7\xD7\x98\xD7\x95\xD7\x91\xD7\xA8", 10},
    {"\xD7\x91\xD7\x90\xD7\xA4\xD7\xA8\xD7\x99\xD7\x9C", 4},
    {"\xD7\x91\xD7\x93\xD7\xA6\xD7\x9E\xD7\x91\xD7\xA8", 12}, {"\xD7\x91\xD7\x99\xD7\x95\xD7\x9C\xD7\x99", 7},
    {"\xD7\x91\xD7\x99\xD7\x95\xD7\xA0\xD7\x99", 6}, {"\xD7\x91\xD7\x99\xD7\xA0\xD7\x95\xD7\x90\xD7\xA8", 1},
    {"\xD7\x91\xD7\x9E\xD7\x90\xD7\x99", 5}, {"\xD7\x91\xD7\x9E\xD7\xA8\xD7\xA5", 3},
    {"\xD7\x91\xD7\xA0\xD7\x95\xD7\x91\xD7\x9E\xD7\x91\xD7\xA8", 11},
    {"\xD7\x91\xD7\xA1\xD7\xA4\xD7\x98\xD7\x9E\xD7\x91\xD7\xA8", 9},
    {"\xD7\x91\xD7\xA4\xD7\x91\xD7\xA8\xD7\x95\xD7\x90\xD7\xA8", 2},
    {"\xD7\x93\xD7\xA6\xD7\x9E\xD7\x91\xD7\xA8", 12}, {"\xD7\x99\xD7\x95\xD7\x9C\xD7\x99", 7},
    {"\xD7\x99\xD7\x95\xD7\xA0\xD7\x99", 6}, {"\xD7\x99\xD7\xA0\xD7\x95\xD7\x90\xD7\xA8", 1},
    {"\xD7\x9E\xD7\x90\xD7\x99", 5}, {"\xD7\x9E\xD7\xA8\xD7\xA5", 3},
    {"\xD7\xA0\xD7\x95\xD7\x91\xD7\x9E\xD7\x91\xD7\xA8", 11},
    {"\xD7\xA1\xD7\xA4\xD7\x98\xD7\x9E\xD7\x91\xD7\xA8", 9},
    {"\xD7\xA4\xD7\x91\xD7\xA8\xD7\x95\xD7\x90\xD7\xA8", 2}, {"\xD8\xA7\xD8\xA8\xD8\xB1\xD9\x8A\xD9\x84", 4},
    {"\xD8\xA7\xD8\xBA\xD8\xB3\xD8\xB7\xD8\xB3", 8}, {"\xD8\xA7\xD9\x83\xD8\xAA\xD9\x88\xD8\xA8\xD8\xB1", 10},
    {"\xD8\xA7\xD9\x88\xD8\xAA", 8}, {"\xD8\xA7\xD9\x88\xD8\xB1\xDB\x8C\xD9\x84", 4},
    {"\xD8\xA7\xDA\xA9\xD8\xAA\xD8\xA8\xD8\xB1", 10},
    {"\xD8\xAF\xD8\xB3\xD8\xA7\xD9\x85\xD8\xA8\xD8\xB1", 12},
    {"\xD8\xAF\xD9\x8A\xD8\xB3\xD9\x85\xD8\xA8\xD8\xB1", 12},
    {"\xD8\xB3\xD8\xA8\xD8\xAA\xD9\x85\xD8\xA8\xD8\xB1", 9},
    {"\xD8\xB3\xD9\xBE\xD8\xAA\xD8\xA7\xD9\x85\xD8\xA8\xD8\xB1", 9},
    {"\xD9\x81\xD8\xA8\xD8\xB1\xD8\xA7\xD9\x8A\xD8\xB1", 2}, {"\xD9\x81\xD9\x88\xD8\xB1\xDB\x8C\xD9\x87", 2},
    {"\xD9\x85\xD8\xA7\xD8\xB1\xD8\xB3", 3}, {"\xD9\x85\xD8\xA7\xD9\x8A\xD9\x88", 5}, {"\xD9\x85\xD9\x87", 5},
    {"\xD9\x86\xD9\x88\xD8\xA7\xD9\x85\xD8\xA8\xD8\xB1", 11},
    {"\xD9\x86\xD9\x88\xD9\x81\xD9\x85\xD8\xA8\xD8\xB1", 11}, {"\xD9\x8A\xD9\x86\xD8\xA7\xD9\x8A\xD8\xB1", 1},
    {"\xD9\x8A\xD9\x86\xD8\xA7\xDB\x8C\xD8\xB1", 1}, {"\xD9\x8A\xD9\x88\xD9\x84\xD9\x8A\xD9\x87", 7},
    {"\xD9\x8A\xD9\x88\xD9\x84\xD9\x8A\xD9\x88", 7}, {"\xD9\x8A\xD9\x88\xD9\x86\xD9\x8A\xD9\x87", 6},
    {"\xD9\x8A\xD9\x88\xD9\x86\xD9\x8A\xD9\x88", 6}, {"\xDA\x98\xD8\xA7\xD9\x86\xD9\x88\xDB\x8C\xD9\x87", 1},
    {"\xDA\x98\xD9\x88\xD9\x8A\xD9\x86", 6}, {"\xDA\x98\xD9\x88\xD9\x8A\xDB\x8C\xD9\x87", 7},
    {"\xDA\x98\xD9\x88\xDB\x8C\xDB\x8C\xD9\x87", 7}, {"अकटबर", 10}, {"अगसत", 8}, {"अपरल", 4}, {"जन", 6},
    {"जनवर", 1}, {"जलई", 7}, {"दसबर", 12}, {"दसमबर", 12}, {"नवबर", 11}, {"नवमबर", 11}, {"फरवर", 2}, {"मई", 5},
    {"मरच", 3}, {"सतबर", 9}, {"सतमबर", 9},
};
/* clang-format on */

int date_month(struct span word)
{
    size_t low = 0, high = sizeof(months) / sizeof(months[0]);

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = date_compare(word, months[mid].name);

        if (order == 0)
            return months[mid].month;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return 0;
}
