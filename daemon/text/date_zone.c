/*
 * date_zone.c - the names of time zones, and where clocks are changed
 *
 * Abbreviations as news writes them (RFC 822's American ones first: CST is Chicago's, BST London's, IST India's), names
 * of the zone database for the larger cities, and the words that Windows has for zones. Summer time follows the rules
 * in force since 1996 (Europe), 2007 (America, with the rule from 1987 before it) and 2008 (Australia, New Zealand).
 *
 * Fatal: nothing.
 * Bugs: single letters but Z are not zones: RFC 5322 section 4.3 says that nobody knows what they mean.
 */
#include "date_parts.h"

enum rule { FIXED, AMERICA, EUROPE, AUSTRALIA, NEW_ZEALAND };

struct zone {
    const char *name;
    int minutes; /* east of UTC, without summer time */
    enum rule rule;
};

/* Sorted by bytes. */
/* clang-format off */
static const struct zone zones[] = {
    {"acdt", 630, FIXED}, {"acst", 570, FIXED}, {"adt", -180, FIXED}, {"aedt", 660, FIXED},
    {"aest", 600, FIXED}, {"africa/abidjan", 0, FIXED}, {"africa/accra", 0, FIXED},
    {"africa/addis_ababa", 180, FIXED}, {"africa/algiers", 60, FIXED}, {"africa/bamako", 0, FIXED},
    {"africa/casablanca", 60, FIXED}, {"africa/dakar", 0, FIXED}, {"africa/dar_es_salaam", 180, FIXED},
    {"africa/douala", 60, FIXED}, {"africa/gaborone", 120, FIXED}, {"africa/harare", 120, FIXED},
    {"africa/johannesburg", 120, FIXED}, {"africa/kampala", 180, FIXED}, {"africa/khartoum", 120, FIXED},
    {"africa/kigali", 120, FIXED}, {"africa/kinshasa", 60, FIXED}, {"africa/lagos", 60, FIXED},
    {"africa/luanda", 60, FIXED}, {"africa/lusaka", 120, FIXED}, {"africa/maputo", 120, FIXED},
    {"africa/mogadishu", 180, FIXED}, {"africa/monrovia", 0, FIXED}, {"africa/nairobi", 180, FIXED},
    {"africa/tripoli", 120, FIXED}, {"africa/tunis", 60, FIXED}, {"africa/windhoek", 120, FIXED},
    {"aft", 270, FIXED}, {"akdt", -480, FIXED}, {"akst", -540, FIXED}, {"alaska daylight", -480, FIXED},
    {"alaska standard", -540, FIXED}, {"alaskan standard", -540, FIXED},
    {"america/anchorage", -540, AMERICA}, {"america/argentina/buenos_aires", -180, FIXED},
    {"america/asuncion", -180, FIXED}, {"america/bahia", -180, FIXED}, {"america/barbados", -240, FIXED},
    {"america/bogota", -300, FIXED}, {"america/boise", -420, AMERICA},
    {"america/buenos_aires", -180, FIXED}, {"america/cancun", -300, FIXED},
    {"america/caracas", -240, FIXED}, {"america/cayenne", -180, FIXED}, {"america/chicago", -360, AMERICA},
    {"america/costa_rica", -360, FIXED}, {"america/denver", -420, AMERICA},
    {"america/detroit", -300, AMERICA}, {"america/edmonton", -420, AMERICA},
    {"america/el_salvador", -360, FIXED}, {"america/fortaleza", -180, FIXED},
    {"america/guatemala", -360, FIXED}, {"america/guayaquil", -300, FIXED}, {"america/guyana", -240, FIXED},
    {"america/halifax", -240, AMERICA}, {"america/havana", -300, AMERICA},
    {"america/hermosillo", -420, FIXED}, {"america/indiana/indianapolis", -300, AMERICA},
    {"america/jamaica", -300, FIXED}, {"america/la_paz", -240, FIXED}, {"america/lima", -300, FIXED},
    {"america/los_angeles", -480, AMERICA}, {"america/managua", -360, FIXED},
    {"america/manaus", -240, FIXED}, {"america/martinique", -240, FIXED},
    {"america/mexico_city", -360, FIXED}, {"america/monterrey", -360, FIXED},
    {"america/montevideo", -180, FIXED}, {"america/montreal", -300, AMERICA},
    {"america/nassau", -300, AMERICA}, {"america/new_york", -300, AMERICA}, {"america/panama", -300, FIXED},
    {"america/paramaribo", -180, FIXED}, {"america/phoenix", -420, FIXED},
    {"america/port_of_spain", -240, FIXED}, {"america/puerto_rico", -240, FIXED},
    {"america/recife", -180, FIXED}, {"america/regina", -360, FIXED},
    {"america/santo_domingo", -240, FIXED}, {"america/sao_paulo", -180, FIXED},
    {"america/st_johns", -210, AMERICA}, {"america/tegucigalpa", -360, FIXED},
    {"america/tijuana", -480, AMERICA}, {"america/toronto", -300, AMERICA},
    {"america/vancouver", -480, AMERICA}, {"america/winnipeg", -360, AMERICA}, {"amt", -240, FIXED},
    {"aoe", -720, FIXED}, {"arab standard", 180, FIXED}, {"arabian standard", 240, FIXED},
    {"arabic standard", 180, FIXED}, {"argentina standard", -180, FIXED}, {"argentina time", -180, FIXED},
    {"art", -180, FIXED}, {"asia/almaty", 300, FIXED}, {"asia/amman", 180, FIXED},
    {"asia/baghdad", 180, FIXED}, {"asia/bahrain", 180, FIXED}, {"asia/baku", 240, FIXED},
    {"asia/bangkok", 420, FIXED}, {"asia/bishkek", 360, FIXED}, {"asia/brunei", 480, FIXED},
    {"asia/calcutta", 330, FIXED}, {"asia/chongqing", 480, FIXED}, {"asia/colombo", 330, FIXED},
    {"asia/dacca", 360, FIXED}, {"asia/damascus", 180, FIXED}, {"asia/dhaka", 360, FIXED},
    {"asia/dubai", 240, FIXED}, {"asia/dushanbe", 300, FIXED}, {"asia/ho_chi_minh", 420, FIXED},
    {"asia/hong_kong", 480, FIXED}, {"asia/irkutsk", 480, FIXED}, {"asia/istanbul", 180, FIXED},
    {"asia/jakarta", 420, FIXED}, {"asia/jayapura", 540, FIXED}, {"asia/kabul", 270, FIXED},
    {"asia/karachi", 300, FIXED}, {"asia/kathmandu", 345, FIXED}, {"asia/katmandu", 345, FIXED},
    {"asia/kolkata", 330, FIXED}, {"asia/krasnoyarsk", 420, FIXED}, {"asia/kuala_lumpur", 480, FIXED},
    {"asia/kuwait", 180, FIXED}, {"asia/macau", 480, FIXED}, {"asia/makassar", 480, FIXED},
    {"asia/manila", 480, FIXED}, {"asia/muscat", 240, FIXED}, {"asia/nicosia", 120, EUROPE},
    {"asia/novosibirsk", 420, FIXED}, {"asia/omsk", 360, FIXED}, {"asia/phnom_penh", 420, FIXED},
    {"asia/pyongyang", 540, FIXED}, {"asia/qatar", 180, FIXED}, {"asia/rangoon", 390, FIXED},
    {"asia/riyadh", 180, FIXED}, {"asia/saigon", 420, FIXED}, {"asia/samarkand", 300, FIXED},
    {"asia/seoul", 540, FIXED}, {"asia/shanghai", 480, FIXED}, {"asia/singapore", 480, FIXED},
    {"asia/taipei", 480, FIXED}, {"asia/tashkent", 300, FIXED}, {"asia/tbilisi", 240, FIXED},
    {"asia/tehran", 210, FIXED}, {"asia/thimphu", 360, FIXED}, {"asia/tokyo", 540, FIXED},
    {"asia/ulaanbaatar", 480, FIXED}, {"asia/vientiane", 420, FIXED}, {"asia/vladivostok", 600, FIXED},
    {"asia/yakutsk", 540, FIXED}, {"asia/yangon", 390, FIXED}, {"asia/yekaterinburg", 300, FIXED},
    {"asia/yerevan", 240, FIXED}, {"ast", -240, FIXED}, {"at", -240, AMERICA}, {"atlantic", -240, AMERICA},
    {"atlantic/azores", -60, EUROPE}, {"atlantic/bermuda", -240, AMERICA}, {"atlantic/canary", 0, EUROPE},
    {"atlantic/cape_verde", -60, FIXED}, {"atlantic/faroe", 0, EUROPE}, {"atlantic/madeira", 0, EUROPE},
    {"atlantic/reykjavik", 0, FIXED}, {"aus eastern", 600, AUSTRALIA}, {"australia/act", 600, AUSTRALIA},
    {"australia/adelaide", 570, AUSTRALIA}, {"australia/brisbane", 600, FIXED},
    {"australia/canberra", 600, AUSTRALIA}, {"australia/darwin", 570, FIXED},
    {"australia/hobart", 600, AUSTRALIA}, {"australia/melbourne", 600, AUSTRALIA},
    {"australia/nsw", 600, AUSTRALIA}, {"australia/perth", 480, FIXED},
    {"australia/queensland", 600, FIXED}, {"australia/sydney", 600, AUSTRALIA},
    {"australia/victoria", 600, AUSTRALIA}, {"australian central", 570, AUSTRALIA},
    {"australian eastern", 600, AUSTRALIA}, {"australian western", 480, FIXED}, {"awst", 480, FIXED},
    {"azot", -60, FIXED}, {"azt", 240, FIXED}, {"bangladesh standard", 360, FIXED}, {"bdt", 360, FIXED},
    {"bnt", 480, FIXED}, {"bot", -240, FIXED}, {"brasilia standard", -180, FIXED},
    {"brasilia time", -180, FIXED}, {"brazil/east", -180, FIXED}, {"british summer", 60, FIXED},
    {"brst", -120, FIXED}, {"brt", -180, FIXED}, {"bst", 60, FIXED}, {"btt", 360, FIXED},
    {"canada/atlantic", -240, AMERICA}, {"canada/central", -360, AMERICA},
    {"canada/eastern", -300, AMERICA}, {"canada/mountain", -420, AMERICA},
    {"canada/newfoundland", -210, AMERICA}, {"canada/pacific", -480, AMERICA}, {"cat", 120, FIXED},
    {"cdt", -300, FIXED}, {"cedt", 120, FIXED}, {"central", -360, AMERICA}, {"central africa", 120, FIXED},
    {"central europe", 60, EUROPE}, {"central european", 60, EUROPE}, {"cest", 120, FIXED},
    {"cet", 60, FIXED}, {"china standard", 480, FIXED}, {"chst", 600, FIXED}, {"ckt", -600, FIXED},
    {"clst", -180, FIXED}, {"clt", -240, FIXED}, {"coordinated", 0, FIXED}, {"cot", -300, FIXED},
    {"cst", -360, FIXED}, {"cst6cdt", -360, AMERICA}, {"ct", -360, AMERICA}, {"cvt", -60, FIXED},
    {"east africa", 180, FIXED}, {"eastern", -300, AMERICA}, {"eastern european", 120, EUROPE},
    {"eat", 180, FIXED}, {"ect", -300, FIXED}, {"edt", -240, FIXED}, {"eedt", 180, FIXED},
    {"eest", 180, FIXED}, {"eet", 120, FIXED}, {"est", -300, FIXED}, {"est5edt", -300, AMERICA},
    {"et", -300, AMERICA}, {"etc/gmt", 0, FIXED}, {"etc/greenwich", 0, FIXED}, {"etc/uct", 0, FIXED},
    {"etc/utc", 0, FIXED}, {"europe standard", 60, EUROPE}, {"europe/amsterdam", 60, EUROPE},
    {"europe/andorra", 60, EUROPE}, {"europe/athens", 120, EUROPE}, {"europe/belfast", 0, EUROPE},
    {"europe/belgrade", 60, EUROPE}, {"europe/berlin", 60, EUROPE}, {"europe/bratislava", 60, EUROPE},
    {"europe/brussels", 60, EUROPE}, {"europe/bucharest", 120, EUROPE}, {"europe/budapest", 60, EUROPE},
    {"europe/chisinau", 120, EUROPE}, {"europe/copenhagen", 60, EUROPE}, {"europe/dublin", 0, EUROPE},
    {"europe/gibraltar", 60, EUROPE}, {"europe/guernsey", 0, EUROPE}, {"europe/helsinki", 120, EUROPE},
    {"europe/isle_of_man", 0, EUROPE}, {"europe/istanbul", 180, FIXED}, {"europe/jersey", 0, EUROPE},
    {"europe/kaliningrad", 120, FIXED}, {"europe/kiev", 120, EUROPE}, {"europe/kyiv", 120, EUROPE},
    {"europe/lisbon", 0, EUROPE}, {"europe/ljubljana", 60, EUROPE}, {"europe/london", 0, EUROPE},
    {"europe/luxembourg", 60, EUROPE}, {"europe/madrid", 60, EUROPE}, {"europe/malta", 60, EUROPE},
    {"europe/mariehamn", 120, EUROPE}, {"europe/minsk", 180, FIXED}, {"europe/monaco", 60, EUROPE},
    {"europe/moscow", 180, FIXED}, {"europe/oslo", 60, EUROPE}, {"europe/paris", 60, EUROPE},
    {"europe/podgorica", 60, EUROPE}, {"europe/prague", 60, EUROPE}, {"europe/riga", 120, EUROPE},
    {"europe/rome", 60, EUROPE}, {"europe/samara", 240, FIXED}, {"europe/san_marino", 60, EUROPE},
    {"europe/sarajevo", 60, EUROPE}, {"europe/simferopol", 180, FIXED}, {"europe/skopje", 60, EUROPE},
    {"europe/sofia", 120, EUROPE}, {"europe/stockholm", 60, EUROPE}, {"europe/tallinn", 120, EUROPE},
    {"europe/tirane", 60, EUROPE}, {"europe/uzhgorod", 120, EUROPE}, {"europe/vaduz", 60, EUROPE},
    {"europe/vatican", 60, EUROPE}, {"europe/vienna", 60, EUROPE}, {"europe/vilnius", 120, EUROPE},
    {"europe/volgograd", 180, FIXED}, {"europe/warsaw", 60, EUROPE}, {"europe/zagreb", 60, EUROPE},
    {"europe/zurich", 60, EUROPE}, {"fet", 180, FIXED}, {"fjt", 720, FIXED}, {"fle standard", 120, EUROPE},
    {"fnt", -120, FIXED}, {"gb", 0, EUROPE}, {"get", 240, FIXED}, {"gft", -180, FIXED}, {"ght", 0, FIXED},
    {"gilt", 720, FIXED}, {"gmt", 0, FIXED}, {"gmt standard", 0, EUROPE}, {"greenwich", 0, FIXED},
    {"gst", 240, FIXED}, {"gtb standard", 120, EUROPE}, {"gulf standard", 240, FIXED}, {"gyt", -240, FIXED},
    {"hast", -600, FIXED}, {"hawaiian standard", -600, FIXED}, {"hdt", -540, FIXED}, {"hkst", 540, FIXED},
    {"hkt", 480, FIXED}, {"hong kong", 480, FIXED}, {"hongkong", 480, FIXED}, {"hst", -600, FIXED},
    {"ict", 420, FIXED}, {"idt", 180, FIXED}, {"india standard", 330, FIXED},
    {"indian standard", 330, FIXED}, {"indian/maldives", 300, FIXED}, {"indian/mauritius", 240, FIXED},
    {"indian/reunion", 240, FIXED}, {"indochina time", 420, FIXED}, {"iran", 210, FIXED},
    {"iran standard", 210, FIXED}, {"irdt", 270, FIXED}, {"irish standard", 60, FIXED},
    {"irkt", 480, FIXED}, {"irst", 210, FIXED}, {"israel daylight", 180, FIXED},
    {"israel standard", 120, FIXED}, {"ist", 330, FIXED}, {"japan", 540, FIXED},
    {"japan standard", 540, FIXED}, {"jst", 540, FIXED}, {"kgt", 360, FIXED},
    {"korea standard", 540, FIXED}, {"korean standard", 540, FIXED}, {"krat", 420, FIXED},
    {"kst", 540, FIXED}, {"lhst", 630, FIXED}, {"magt", 660, FIXED}, {"mdt", -360, FIXED},
    {"mest", 120, FIXED}, {"mesz", 120, FIXED}, {"met", 60, FIXED}, {"mez", 60, FIXED}, {"mmt", 390, FIXED},
    {"moscow standard", 180, FIXED}, {"mountain", -420, AMERICA}, {"msd", 240, FIXED}, {"msk", 180, FIXED},
    {"mst", -420, FIXED}, {"mst7mdt", -420, AMERICA}, {"mt", -420, AMERICA}, {"mut", 240, FIXED},
    {"mvt", 300, FIXED}, {"myt", 480, FIXED}, {"nct", 660, FIXED}, {"ndt", -150, FIXED},
    {"new zealand", 720, NEW_ZEALAND}, {"newfoundland", -210, AMERICA}, {"nft", 660, FIXED},
    {"novt", 420, FIXED}, {"npt", 345, FIXED}, {"nst", -210, FIXED}, {"nz", 720, NEW_ZEALAND},
    {"nzdt", 780, FIXED}, {"nzst", 720, FIXED}, {"omst", 360, FIXED}, {"pacific", -480, AMERICA},
    {"pacific/apia", 780, FIXED}, {"pacific/auckland", 720, NEW_ZEALAND}, {"pacific/fiji", 720, FIXED},
    {"pacific/guam", 600, FIXED}, {"pacific/honolulu", -600, FIXED}, {"pacific/noumea", 660, FIXED},
    {"pacific/port_moresby", 600, FIXED}, {"pacific/tahiti", -600, FIXED},
    {"pacific/tongatapu", 780, FIXED}, {"pakistan standard", 300, FIXED}, {"pdt", -420, FIXED},
    {"pet", -300, FIXED}, {"pett", 720, FIXED}, {"pgt", 600, FIXED}, {"philippine standard", 480, FIXED},
    {"phst", 480, FIXED}, {"pht", 480, FIXED}, {"pkt", 300, FIXED}, {"pmdt", -120, FIXED},
    {"pmst", -180, FIXED}, {"prc", 480, FIXED}, {"pst", -480, FIXED}, {"pst8pdt", -480, AMERICA},
    {"pt", -480, AMERICA}, {"pwt", 540, FIXED}, {"pyt", -180, FIXED}, {"ret", 240, FIXED},
    {"rok", 540, FIXED}, {"romance standard", 60, EUROPE}, {"russian standard", 180, FIXED},
    {"samt", 240, FIXED}, {"sast", 120, FIXED}, {"sct", 240, FIXED}, {"sgt", 480, FIXED},
    {"singapore", 480, FIXED}, {"singapore standard", 480, FIXED}, {"slst", 330, FIXED},
    {"south africa", 120, FIXED}, {"srt", -180, FIXED}, {"sst", -660, FIXED}, {"taht", -600, FIXED},
    {"taipei standard", 480, FIXED}, {"tjt", 300, FIXED}, {"tlt", 540, FIXED}, {"tmt", 300, FIXED},
    {"tokyo standard", 540, FIXED}, {"trt", 180, FIXED}, {"tsk", 180, FIXED}, {"turkey", 180, FIXED},
    {"turkey standard", 180, FIXED}, {"turkey time", 180, FIXED}, {"uct", 0, FIXED}, {"ulat", 480, FIXED},
    {"universal", 0, FIXED}, {"us eastern", -300, AMERICA}, {"us mountain", -420, FIXED},
    {"us/alaska", -540, AMERICA}, {"us/arizona", -420, FIXED}, {"us/central", -360, AMERICA},
    {"us/eastern", -300, AMERICA}, {"us/hawaii", -600, FIXED}, {"us/mountain", -420, AMERICA},
    {"us/pacific", -480, AMERICA}, {"ut", 0, FIXED}, {"utc", 0, FIXED}, {"uyt", -180, FIXED},
    {"uzt", 300, FIXED}, {"vet", -240, FIXED}, {"vlat", 600, FIXED}, {"wast", 120, FIXED},
    {"wat", 60, FIXED}, {"west", 60, FIXED}, {"west africa", 60, FIXED}, {"western european", 0, EUROPE},
    {"western indonesia", 420, FIXED}, {"western indonesian", 420, FIXED}, {"wet", 0, FIXED},
    {"wib", 420, FIXED}, {"wit", 540, FIXED}, {"wita", 480, FIXED}, {"yakt", 540, FIXED},
    {"yekt", 300, FIXED}, {"z", 0, FIXED}, {"zulu", 0, FIXED}, {"мск", 180, FIXED},
};
/* clang-format on */

#define DAY_S INT64_C(86400)
#define HOUR_S INT64_C(3600)

const struct zone *date_zone(struct span word)
{
    size_t low = 0, high = sizeof(zones) / sizeof(zones[0]);

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = date_compare(word, zones[mid].name);

        if (order == 0)
            return &zones[mid];
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

/* The first Sunday of the month on or after `day`. */
static int64_t sunday(int64_t year, int month, int day)
{
    int64_t s = time_from_civil(year, month, day);
    int64_t weekday = (s / DAY_S % 7 + 11) % 7; /* 0 is Sunday; 1970 began on a Thursday */

    return s + (7 - weekday) % 7 * DAY_S;
}

/* Whether summer time is in force at that wall time. */
static bool is_summer(const struct zone *z, int64_t local_s)
{
    int64_t year, start, end;
    int month, day;

    time_to_civil(local_s, &year, &month, &day);
    switch (z->rule) {
    case FIXED:
        break;
    case AMERICA:
        start = year < 2007 ? sunday(year, 4, 1) : sunday(year, 3, 8);
        end = year < 2007 ? sunday(year, 10, 25) : sunday(year, 11, 1);
        return local_s >= start + 2 * HOUR_S && local_s < end + 2 * HOUR_S;
    case EUROPE: /* everywhere at 01:00 UTC */
        start = sunday(year, 3, 25) + z->minutes * 60 + HOUR_S;
        end = sunday(year, 10, 25) + z->minutes * 60 + 2 * HOUR_S;
        return local_s >= start && local_s < end;
    case AUSTRALIA:
    case NEW_ZEALAND:
        start = z->rule == AUSTRALIA ? sunday(year, 10, 1) : sunday(year, 9, 24);
        end = sunday(year, 4, 1);
        return local_s >= start + 2 * HOUR_S || local_s < end + 3 * HOUR_S;
    }
    return false;
}

int zone_offset_s(const struct zone *z, int64_t local_s, int summer)
{
    return z->minutes * 60 +
           ((z->rule != FIXED && summer >= 0 ? summer > 0 : is_summer(z, local_s)) ? 3600 : 0);
}
