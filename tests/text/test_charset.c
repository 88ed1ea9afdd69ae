/* Bytes with labels → UTF-8, and whether anything was damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "text.h"

#define BAD "\xEF\xBF\xBD"
#define BYTES(lit) lit, sizeof(lit) - 1

static const struct row {
    const char *name, *in;
    size_t len;
    const char *http, *declared, *want;
    bool damaged;
} rows[] = {
    {"nothing", BYTES(""), "", "", "", false},
    {"UTF-8", BYTES("Grüße"), "", "", "Grüße", false},
    {"UTF-8 with its mark", BYTES("\xEF\xBB\xBFGrüße"), "", "", "Grüße", false},
    {"the mark beats both labels", BYTES("\xEF\xBB\xBFGrüße"), "koi8-r", "windows-1251", "Grüße", false},
    {"UTF-16LE with its mark", BYTES("\xFF\xFE<\0a\0>\0\xE9\0"), "", "", "<a>é", false},
    {"UTF-16BE with its mark", BYTES("\xFE\xFF\0<\0a\0>\0\xE9"), "utf-8", "", "<a>é", false},
    {"UTF-32LE with its mark", BYTES("\xFF\xFE\0\0<\0\0\0\xE9\0\0\0"), "", "", "<é", false},
    {"UTF-32BE with its mark", BYTES("\0\0\xFE\xFF\0\0\0<\0\0\0\xE9"), "", "", "<é", false},
    {"UTF-16LE by its zeros", BYTES("<\0?\0x\0\xE9\0"), "", "", "<?xé", false},
    {"UTF-16BE by its zeros", BYTES("\0<\0?\0x\0\xE9"), "", "utf-16", "<?xé", false},
    {"UTF-32BE by its zeros", BYTES("\0\0\0<\0\0\0\xE9"), "", "", "<é", false},
    {"UTF-16 cut in a unit", BYTES("\xFF\xFE<\0a"), "", "", "<" BAD, true},
    {"UTF-16 with half a pair", BYTES("\xFF\xFE<\0\x3D\xD8>\0"), "", "", "<" BAD ">", true},
    {"a pair of UTF-16", BYTES("\xFF\xFE\x3D\xD8\x00\xDE"), "", "", "😀", false},
    {"EBCDIC by its first bytes", BYTES("\x4C\x6F\xA7\x94\x93\x6E"), "", "", "<?xml>", false},
    {"HTTP", BYTES("\xE9t\xE9"), "iso-8859-1", "", "été", false},
    {"HTTP beats the declaration", BYTES("\xB1\xEA\xCC\xE2"), "gb2312", "utf-8", "标题", false},
    {"HTTP that does not decode falls back", BYTES("\xCF\xF0\xE8"), "utf-8", "windows-1251", "При", false},
    {"HTTP unknown", BYTES("Prøve"), "non-existent", "", "Prøve", false},
    {"HTTP's default against a document in UTF-8", BYTES("Grüße"), "iso-8859-1", "utf-8", "Grüße", false},
    {"the same without a declaration", BYTES("Grüße"), "iso-8859-1", "", "Grüße", false},
    {"escapes are no UTF-8", BYTES("\x1B$BF|\x1B(B"), "iso-2022-jp", "", "日", false},
    {"HTTP with damage beats a guess", BYTES("\xB1\xEA\xCC\xE2\xFF"), "gb2312", "", "标题" BAD, true},
    {"latin1 is windows-1252", BYTES("\x93hi\x94 \x80"), "", "ISO-8859-1", "“hi” €", false},
    {"ASCII is windows-1252", BYTES("\xE9"), "", "us-ascii", "é", false},
    {"undefined in windows-1252", BYTES("a\x81z"), "", "windows-1252", "a" BAD "z", true},
    {"windows-1251", BYTES("\xCF\xF0\xE8\xE2\xE5\xF2"), "", "windows-1251", "Привет", false},
    {"cp1251, odd writing", BYTES("\xCF\xF0\xE8"), "", " \"CP_1251\" ", "При", false},
    {"koi8-r", BYTES("\xF0\xD2\xC9\xD7\xC5\xD4"), "", "KOI8-R", "Привет", false},
    {"koi8-u", BYTES("\xA4\xA6\xA7"), "", "koi8-u", "єії", false},
    {"a vendor's name", BYTES("\xCF\xF0"), "", "MS-CYRL", "Пр", false},
    {"hp-roman8", BYTES("\xC5"), "", "hp-roman8", "é", false},
    {"iso-8859-2", BYTES("\xB1\xE6\xEA"), "", "iso-8859-2", "ąćę", false},
    {"iso-8859-5", BYTES("\xBF\xE0"), "", "iso-8859-5", "Пр", false},
    {"iso-8859-7", BYTES("\xC1\xE1"), "", "iso-8859-7", "Αα", false},
    {"iso-8859-9 is windows-1254", BYTES("\xFE\xFD\x80"), "", "iso-8859-9", "şı€", false},
    {"iso-8859-15", BYTES("\xA4"), "", "iso-8859-15", "€", false},
    {"windows-1250", BYTES("\x9A\x9E"), "", "windows-1250", "šž", false},
    {"windows-1253", BYTES("\xC1"), "", "windows-1253", "Α", false},
    {"windows-1255", BYTES("\xE0\xE1"), "", "windows-1255", "אב", false},
    {"windows-1256", BYTES("\xC7\xE1"), "", "windows-1256", "ال", false},
    {"windows-1257", BYTES("\xE0"), "", "windows-1257", "ą", false},
    {"windows-874", BYTES("\xA1\xA2"), "", "tis-620", "กข", false},
    {"macintosh", BYTES("\x80\x8E"), "", "x-mac-roman", "Äé", false},
    {"ibm866", BYTES("\x8F\xE0"), "", "cp866", "Пр", false},
    {"gb2312 is gb18030", BYTES("\x81\x30\x81\x30 \xD6\xD0"), "", "gb2312", "\xC2\x80 中", false},
    {"big5", BYTES("\xA4\xA4\xA4\xE5"), "", "Big5", "中文", false},
    {"big5 and its held-back letter", BYTES("x\x88\x66"), "", "big5", "xÊ", false},
    {"shift_jis", BYTES("\x93\xFA\x96\x7B \xB1"), "", "Shift_JIS", "日本 ｱ", false},
    {"shift_jis with Windows' signs", BYTES("\x87\x40"), "", "x-sjis", "①", false},
    {"euc-jp", BYTES("\xC6\xFC\xCB\xDC"), "", "euc-jp", "日本", false},
    {"iso-2022-jp", BYTES("\x1B$BF|K\\\x1B(B!"), "", "iso-2022-jp", "日本!", false},
    {"euc-kr", BYTES("\xC7\xD1"), "", "ks_c_5601-1987", "한", false},
    {"bad bytes in a multibyte charset cost one each", BYTES("\xFF<b>"), "", "gb18030", BAD "<b>", true},
    {"cut in a character", BYTES("x\xC7"), "", "euc-kr", "x" BAD, true},
    {"declared UTF-8, bad bytes", BYTES("été à caf\xE9 <b>\xFF"), "", "utf-8", "été à caf" BAD " <b>" BAD,
     true},
    {"declared UTF-8, but it is windows-1252", BYTES("caf\xE9 \x93no\x94"), "", "utf-8", "café “no”", true},
    {"HTTP says UTF-8, but it is windows-1252", BYTES("caf\xE9 \x93no\x94"), "utf-8", "", "café “no”", true},
    {"both say UTF-8, and it is windows-1251", BYTES("\xCF\xF0\xE8\xE2\xE5\xF2 \xE2\xF1\xE5\xEC"), "utf-8",
     "utf-8", "Привет всем", true},
    {"declared UTF-8, cut in a character", BYTES("100 \xE2\x82"), "", "utf-8", "100 " BAD, true},
    {"declared latin1, but it is UTF-8", BYTES("Grüße"), "", "iso-8859-1", "Grüße", false},
    {"both say latin1, but it is UTF-8", BYTES("Grüße"), "iso-8859-1", "iso-8859-1", "Grüße", false},
    {"declared windows-1251, but it is UTF-8", BYTES("Привет"), "", "windows-1251", "Привет", false},
    {"one letter is no proof", BYTES("\xD0\xB0"), "", "windows-1251", "\xD0\xA0\xC2\xB0", false},
    {"iso-2022-jp without a label", BYTES("\x1B$BF|K\\\x1B(B!"), "", "", "日本!", false},
    {"unicodefffe is big-endian", BYTES("\0<\0\xE9"), "", "unicodeFFFE", "<é", false},
    {"declared wide, but it is not", BYTES("<?xml encoding='utf-16'?>é"), "", "utf-16",
     "<?xml encoding='utf-16'?>é", false},
    {"HTTP says wide, but it is not", BYTES("plain"), "utf-16le", "", "plain", false},
    {"unknown declaration", BYTES("Grüße"), "", "klingon", "Grüße", false},
    {"UTF-7 is unknown", BYTES("+ADw-"), "utf-7", "", "+ADw-", false},
    {"no label gets to iconv", BYTES("a"), "", "UTF-8//TRANSLIT/../../x", "a", false},
    {"guess: windows-1252", BYTES("caf\xE9 \x93x\x94"), "", "", "café “x”", false},
    {"guess: mostly UTF-8", BYTES("éèà \xE9"), "", "", "éèà " BAD, true},
    {"guess: windows-1251", BYTES("\xCA\xE0\xEA \xEF\xE5\xF0\xE5\xE6\xE8\xF2\xFC \xED\xEE\xF7\xFC"), "", "",
     "Как пережить ночь", false},
    {"guess: koi8-r", BYTES("\xEB\xC1\xCB \xD0\xC5\xD2\xC5\xD6\xC9\xD4\xD8 \xCE\xCF\xDE\xD8"), "", "",
     "Как пережить ночь", false},
    {"guess: gb18030", BYTES("\xB2\xBB\xB9\xE9\xD2\xC6\xC3\xF1\xC2\xFE\xBB\xAD\xCF\xB5\xC1\xD0"), "", "",
     "不归移民漫画系列", false},
    {"guess: big5",
     BYTES("\xA7\xDA\xA7\xC6\xB1\xE6\xAB\xDC\xAE\x65\xA9\xF6\xA6\xA8\xA4\xA4\xA4\xE5\xA1\x41\xA6\x7D"), "",
     "", "我希望很容易成中文，并", false},
    {"guess: shift_jis", BYTES("\x82\xB1\x82\xEA\x82\xCD\x83\x65\x83\x58\x83\x67\x82\xC5\x82\xB7"), "", "",
     "これはテストです", false},
    {"guess: euc-jp", BYTES("\xA4\xB3\xA4\xEC\xA4\xCF\xA5\xC6\xA5\xB9\xA5\xC8\xA4\xC7\xA4\xB9"), "", "",
     "これはテストです", false},
    {"guess: euc-kr", BYTES("\xC7\xD1\xB1\xB9\xBE\xEE \xB4\xBA\xBD\xBA \xC0\xD4\xB4\xCF\xB4\xD9"), "", "",
     "한국어 뉴스 입니다", false},
    {"controls go, TAB CR LF stay", BYTES("a\0b\x01\x1B[\tc\r\nd\x0B"), "", "", "ab[\tc\r\nd", false},
    {"controls go after a conversion too", BYTES("\xE9\0\x01z"), "", "latin1", "éz", false},
    {"what XML does not allow goes", BYTES("a\xEF\xBF\xBE\xEF\xBF\xBFz"), "", "utf-8", "az", false},
    {"a control behind a long run", BYTES("0123456789abcdef0123456789abcdef\x02x"), "", "",
     "0123456789abcdef0123456789abcdefx", false},
};

static void test_rows(void **state)
{
    struct arena *a = arena_new();
    size_t failed = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct span in = {rows[i].in, rows[i].len}, got;
        bool damaged = !rows[i].damaged;

        got = charset_to_utf8(a, in, span_of(rows[i].http), span_of(rows[i].declared), &damaged);
        if (!span_equal(got, span_of(rows[i].want)) || damaged != rows[i].damaged) {
            print_error("%s: got \"%.*s\", damaged %d\n", rows[i].name, (int)got.len, got.ptr, damaged);
            failed++;
        }
    }
    arena_free(&a);
    assert_int_equal(failed, 0);
}

static void test_clean_text_is_not_copied(void **state)
{
    struct span in = SPAN("\xEF\xBB\xBF<feed>\r\n\tGrüße, 世界 😀</feed>"), got;
    struct arena *a = arena_new();
    bool damaged;

    (void)state;
    got = charset_to_utf8(a, in, SPAN(""), SPAN("UTF-8"), &damaged);
    assert_ptr_equal(got.ptr, in.ptr + 3);
    assert_int_equal(got.len, in.len - 3);
    assert_int_equal(arena_used(a), 0);
    arena_free(&a);
}

/* Output that is larger than the first estimate, and a body where every byte is bad. */
static void test_growth(void **state)
{
    size_t len = 100000;
    char *bytes = memory_get(len);
    struct arena *a = arena_new();
    struct span got;
    bool damaged;

    (void)state;
    memset(bytes, 0xFF, len);
    got = charset_to_utf8(a, (struct span){bytes, len}, SPAN(""), SPAN("gb18030"), &damaged);
    assert_int_equal(got.len, 3 * len);
    assert_true(damaged);
    bytes[0] = (char)0xC2;
    got = charset_to_utf8(a, (struct span){bytes, len}, SPAN(""), SPAN("utf-8"), &damaged);
    assert_true(got.len >= 2 * len - 2);
    bytes[0] = (char)0xFF;
    got = utf8_mend(a, (struct span){bytes, len});
    assert_int_equal(got.len, 3 * len);
    memset(bytes, 0x02, len); /* VISCII makes three bytes of a control */
    got = charset_to_utf8(a, (struct span){bytes, len}, SPAN(""), SPAN("viscii"), &damaged);
    assert_int_equal(got.len, 3 * len);
    assert_false(damaged);
    /* A pair of characters at every place of the output's end: glibc's own JIS X 0213 would write for ever. */
    for (size_t i = 0; i < len; i += 2)
        memcpy(bytes + i, "\xA4\xF7", 2);
    for (size_t cut = 0; cut < 6; cut++) {
        got = charset_to_utf8(a, (struct span){bytes, len - cut}, SPAN("euc-jisx0213"), SPAN("euc-jisx0213"),
                              &damaged);
        assert_true(got.len > 0 && got.len <= 3 * len);
    }
    free(bytes);
    arena_free(&a);
}

static void test_content_type(void **state)
{
    static const struct {
        const char *in, *want;
    } types[] = {
        {"", ""},
        {"text/xml", ""},
        {"text/xml; charset=utf-8", "utf-8"},
        {"text/xml;charset=UTF-8", "UTF-8"},
        {"application/rss+xml; CharSet = \"koi8-r\" ; q=1", "koi8-r"},
        {"application/atom+xml; charset='gb2312'", "gb2312"},
        {"text/xml; type=a; charset=x", "x"},
        {"text/xml; xcharset=x", ""},
        {"charset=latin1", "latin1"},
        {"text/xml; charset=", ""},
        {"text/xml; charset=\"", ""},
        {"text/xml; charset=\"utf-8", "utf-8"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        struct span got = charset_of_content_type(span_of(types[i].in));

        if (!span_equal(got, span_of(types[i].want)))
            print_error("%s: got \"%.*s\"\n", types[i].in, (int)got.len, got.ptr);
        assert_true(span_equal(got, span_of(types[i].want)));
    }
}

/* The converter is given pieces of 16 KiB: a character may lie across the end of one, or a bad byte at it. */
static void test_across_pieces(void **state)
{
    static const struct {
        const char *label, *in, *want;
    } signs[] = {
        {"gbk", "\xD6\xD0", "中"},     {"gb18030", "\x95\x32\x82\x36", "𠀀"}, {"shift_jis", "\x92\x86", "中"},
        {"windows-1252", "\xE9", "é"}, {"euc-jp", "\x8F\xB0\xA1", "丂"},      {"gbk", "\xFF", "\xEF\xBF\xBD"},
    };
    enum { END = 16 << 10, BEFORE = 5, BEHIND = 20000 };
    struct arena *a = arena_new();
    struct buffer in, want;

    (void)state;
    buffer_init(&in, 1 << 20);
    buffer_init(&want, 1 << 20);
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        for (size_t from = END - BEFORE; from <= END; from++) {
            bool damaged = false, bad = span_equal(span_of(signs[i].want), SPAN("\xEF\xBF\xBD"));
            struct span got;

            buffer_clear(&in);
            buffer_clear(&want);
            for (size_t n = 0; n < BEHIND; n++) {
                buffer_put_text(&in, n == from ? signs[i].in : "a");
                buffer_put_text(&want, n == from ? signs[i].want : "a");
            }
            got = charset_to_utf8(a, buffer_span(&in), SPAN(""), span_of(signs[i].label), &damaged);
            if (!span_equal(got, buffer_span(&want)) || damaged != bad)
                fail_msg("%s at %zu", signs[i].label, from);
        }
    }
    buffer_release(&in);
    buffer_release(&want);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),          cmocka_unit_test(test_clean_text_is_not_copied),
        cmocka_unit_test(test_growth),        cmocka_unit_test(test_content_type),
        cmocka_unit_test(test_across_pieces),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
