/*
 * charset_label.c - the names of charsets, and which of them a document shows by its first bytes
 *
 * Labels map as the WHATWG Encoding Standard says (latin1 is windows-1252, gb2312 is gb18030 …), with the names
 * that feeds use beyond it. This is also the list of iconv converters that a peer can reach: a label never gets to
 * iconv_open itself. UTF-7 and the escaping kin of ISO-2022-CN are left out on purpose, as WHATWG does.
 *
 * Fatal: nothing.
 * Bugs: two labels that differ in nothing but signs ("iso-8859-1", "ISO_8859_1") are taken for the same.
 */
#include <string.h>

#include "text.h"

#include "charset_parts.h"

/* Where an entry is needed by name. */
enum { UTF8, UTF16LE, UTF16BE, UTF16, UTF32LE, UTF32BE, UTF32, EBCDIC, FIRST_OTHER };

static const struct charset charsets[] = {
    [UTF8] = {NULL, " utf8 unicode11utf8 unicode20utf8 xunicode20utf8 u8 utf utf8n utf8sig ", 1},
    [UTF16LE] = {"UTF-16LE", " utf16le unicodefeff csutf16le unicodelittleunmarked ", 2},
    [UTF16BE] = {"UTF-16BE", " utf16be unicodefffe csutf16be unicodebigunmarked ", 2},
    /* Without a byte order: used only to ask charset_of_zeros. */
    [UTF16] = {"UTF-16LE", " utf16 u16 csutf16 ucs2 csunicode iso10646ucs2 unicode ", 2},
    [UTF32LE] = {"UTF-32LE", " utf32le csutf32le ucs4le ", 4},
    [UTF32BE] = {"UTF-32BE", " utf32be csutf32be ucs4be ", 4},
    [UTF32] = {"UTF-32LE", " utf32 u32 csutf32 ucs4 csucs4 iso10646ucs4 ", 4},
    [EBCDIC] = {"IBM037", " ibm037 cp037 ebcdiccpus ebcdiccpca ebcdiccpwt ebcdiccpnl csibm037 ibm039 037 ",
                1},
    [FIRST_OTHER] =
        {"CP1252",
         " windows1252 iso88591 latin1 usascii ascii cp1252 1252 l1 ibm819 cp819 88591 iso885911987 isoir100 "
         "csisolatin1 xcp1252 ansix341968 ansix341986 iso646us iso646irv1991 us csascii ibm367 cp367 646 "
         "windows28591 ansi xansi msansi ",
         1},
    {"CP1250", " windows1250 cp1250 xcp1250 1250 msee ", 1},
    {"CP1251", " windows1251 cp1251 xcp1251 1251 win1251 win mscyrl ", 1},
    {"CP1253", " windows1253 cp1253 xcp1253 1253 msgreek ", 1},
    {"CP1254",
     " windows1254 cp1254 xcp1254 1254 iso88599 latin5 l5 88599 iso885991989 isoir148 csisolatin5 "
     "msturk ",
     1},
    {"CP1255", " windows1255 cp1255 xcp1255 1255 mshebr ", 1},
    {"CP1256", " windows1256 cp1256 xcp1256 1256 msarab ", 1},
    {"CP1257", " windows1257 cp1257 xcp1257 1257 winbaltrim ", 1},
    {"CP1258", " windows1258 cp1258 xcp1258 1258 ", 1},
    {"ISO-8859-2", " iso88592 latin2 l2 88592 iso885921987 isoir101 csisolatin2 ", 1},
    {"ISO-8859-3", " iso88593 latin3 l3 88593 iso885931988 isoir109 csisolatin3 ", 1},
    {"ISO-8859-4", " iso88594 latin4 l4 88594 iso885941988 isoir110 csisolatin4 ", 1},
    {"ISO-8859-5", " iso88595 cyrillic 88595 iso885951988 isoir144 csisolatincyrillic ", 1},
    {"ISO-8859-6",
     " iso88596 arabic 88596 iso885961987 isoir127 csisolatinarabic asmo708 ecma114 iso88596e iso88596i "
     "csiso88596e "
     "csiso88596i ",
     1},
    {"ISO-8859-7",
     " iso88597 greek greek8 88597 iso885971987 isoir126 csisolatingreek ecma118 elot928 suneugreek ", 1},
    {"ISO-8859-8",
     " iso88598 hebrew 88598 iso885981988 isoir138 csisolatinhebrew iso88598e iso88598i visual logical "
     "csiso88598e "
     "csiso88598i ",
     1},
    {"ISO-8859-10", " iso885910 latin6 l6 isoir157 iso8859101992 csisolatin6 ", 1},
    {"ISO-8859-13", " iso885913 latin7 l7 ", 1},
    {"ISO-8859-14", " iso885914 latin8 l8 isoceltic isoir199 iso8859141998 ", 1},
    {"ISO-8859-15", " iso885915 latin9 l9 csisolatin9 latin0 ", 1},
    {"ISO-8859-16", " iso885916 latin10 l10 isoir226 iso8859162001 ", 1},
    {"CP874", " windows874 tis620 tis6200 tis62025290 iso885911 dos874 thai cp874 874 isoir166 ", 1},
    {"KOI8-R", " koi8r koi koi8 cskoi8r ", 1},
    {"KOI8-U", " koi8u koi8ru ", 1},
    {"KOI8-T", " koi8t ", 1},
    {"PT154", " ptcp154 pt154 cp154 csptcp154 cyrillicasian ", 1},
    {"RK1048", " kz1048 rk1048 strk10482002 ", 1},
    {"MACINTOSH", " macintosh xmacroman macroman mac csmacintosh ", 1},
    {"MAC-CENTRALEUROPE", " maccentraleurope maccentraleuropean maclatin2 xmacce macce xmaccentraleurroman ",
     1},
    {"MAC-CYRILLIC", " maccyrillic ", 1},
    {"MAC-UK", " xmacukrainian xmaccyrillic macukrainian macuk ", 1},
    {"IBM437", " ibm437 cp437 437 cspc8codepage437 ", 1},
    {"IBM850", " ibm850 cp850 850 cspc850multilingual ", 1},
    {"IBM852", " ibm852 cp852 852 cspcp852 ", 1},
    {"IBM855", " ibm855 cp855 855 csibm855 ", 1},
    {"IBM857", " ibm857 cp857 857 csibm857 ", 1},
    {"CP858", " ibm858 cp858 858 ibm00858 csibm858 pcmultilingual850euro ", 1},
    {"IBM860", " ibm860 cp860 860 csibm860 ", 1},
    {"IBM861", " ibm861 cp861 861 cpis csibm861 ", 1},
    {"IBM862", " ibm862 cp862 862 cspc862latinhebrew ", 1},
    {"IBM863", " ibm863 cp863 863 csibm863 ", 1},
    {"IBM864", " ibm864 cp864 864 csibm864 ", 1},
    {"IBM865", " ibm865 cp865 865 csibm865 ", 1},
    {"IBM866", " ibm866 cp866 866 csibm866 ", 1},
    {"IBM869", " ibm869 cp869 869 cpgr csibm869 ", 1},
    {"CP1125", " cp1125 ibm1125 1125 ruscii cp866u ", 1},
    {"HP-ROMAN8", " hproman8 cshproman8 roman8 r8 ", 1},
    {"CP737", " cp737 ibm737 737 ", 1},
    {"CP775", " cp775 ibm775 775 cspc775baltic ", 1},
    {"IBM424", " ibm424 cp424 424 ebcdiccphe csibm424 ", 1},
    {"IBM500", " ibm500 cp500 500 ebcdiccpbe ebcdiccpch csibm500 ", 1},
    {"IBM1026", " ibm1026 cp1026 1026 csibm1026 ", 1},
    {"IBM1140", " ibm1140 cp1140 1140 ibm01140 csibm1140 ebcdicus37euro ", 1},
    {"GB18030",
     " gb18030 gbk gb2312 gb231280 gb23121980 cp936 936 ms936 windows936 xgbk chinese csgb2312 "
     "csiso58gb231280 euccn "
     "euccncn eucgb2312cn gb isoir58 xxgbk ",
     1},
    {"BIG5-HKSCS", " big5 big5hkscs cnbig5 xxbig5 csbig5 big5tw big5eten hkscs cp950 950 ms950 windows950 ",
     1},
    {"CP932",
     " shiftjis sjis cp932 932 ms932 mskanji xsjis windows31j windows932 csshiftjis csmskanji sjisms "
     "shiftjis2004 shiftjisx0213 ",
     1},
    {"EUC-JP-MS", " eucjp xeucjp ujis cseucpkdfmtjapanese eucjpms eucjis2004 eucjisx0213 ", 1},
    {"ISO-2022-JP-2", " iso2022jp csiso2022jp iso2022jp1 iso2022jp2 csiso2022jp2 ", 1},
    {"UHC",
     " euckr cp949 949 ms949 uhc windows949 ksc56011987 ksc56011989 ksc5601 ksc5636 ksx1001 korean cseuckr "
     "isoir149 "
     "csksc56011987 xeuckr ",
     1},
    {"JOHAB", " johab cp1361 ms1361 ", 1},
    {"ISO-2022-KR", " iso2022kr csiso2022kr ", 1},
    {"TCVN", " tcvn tcvn5712 tcvn57121 tcvn571211993 ", 1},
    {"VISCII", " viscii csviscii ", 1},
};

#define LABEL_LIMIT 40

const struct charset *charset_find(struct span label)
{
    char wanted[LABEL_LIMIT + 3] = " ";
    size_t len = 1;

    for (size_t i = 0; i < label.len; i++) {
        char c = label.ptr[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c + ('a' - 'A'));
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            continue;
        if (len > LABEL_LIMIT)
            return NULL;
        wanted[len++] = c;
    }
    if (len == 1)
        return NULL;
    wanted[len] = ' ';
    for (size_t i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++) {
        if (strstr(charsets[i].labels, wanted))
            return &charsets[i];
    }
    return NULL;
}

const struct charset *charset_of_mark(struct span *bytes)
{
    static const struct {
        struct span mark;
        int charset;
    } marks[] = {
        {{"\xEF\xBB\xBF", 3}, UTF8}, {{"\xFF\xFE\0\0", 4}, UTF32LE}, {{"\0\0\xFE\xFF", 4}, UTF32BE},
        {{"\xFF\xFE", 2}, UTF16LE},  {{"\xFE\xFF", 2}, UTF16BE},
    };

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (span_starts(*bytes, marks[i].mark)) {
            *bytes = span_cut(*bytes, marks[i].mark.len, bytes->len);
            return &charsets[marks[i].charset];
        }
    }
    return NULL;
}

/* Which of the first eight bytes are zero, one bit each, first byte highest. */
const struct charset *charset_of_zeros(struct span bytes)
{
    unsigned zeros = 0;

    if (span_starts(bytes, SPAN("\x4C\x6F\xA7\x94"))) /* "<?xm" in EBCDIC */
        return &charsets[EBCDIC];
    if (bytes.len < 4)
        return NULL;
    for (size_t i = 0; i < 4; i++)
        zeros = zeros << 1 | (bytes.ptr[i] == 0);
    switch (zeros) {
    case 0x7: /* x000 */
        return &charsets[UTF32LE];
    case 0xE: /* 000x */
        return &charsets[UTF32BE];
    case 0x5: /* x0x0 */
        return &charsets[UTF16LE];
    case 0xA: /* 0x0x */
        return &charsets[UTF16BE];
    default:
        return NULL;
    }
}
