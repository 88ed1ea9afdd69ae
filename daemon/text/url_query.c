/*
 * url_query.c - a query with nothing in it that tells only where a reader came from
 *
 * Parameters are brought to one form and put in order, so that two writings of one query are equal.
 *
 * Fatal: nothing.
 * Bugs: what stands behind the first 64 parameters that count stays as it is.
 */
#include <string.h>

#include "text.h"

#include "url_parts.h"

#define SORTED_PARAMETERS 64

/* Parameters that tell a publisher where a reader came from, or which dress the page is to wear, and the page nothing.
 * A trailing * stands for any rest; with = the value counts too. In lower case. */
/* clang-format off */
static const char *const tracking[] = {
    "__mk_*", "__s", "__source", "__tn__", "__twitter_impression", "__xts__*", "_bhlid", "_branch_*", "_ga",
    "_gac", "_gl", "_hs*", "_ke", "_kx", "_openstat", "_sp=rss*", "a_aid", "abcmp", "action_object_map",
    "action_ref_map", "action_type_map", "af_*", "algorithm=rss", "amp", "amp_gsa", "amp_js_v", "ampcf",
    "asc_campaign", "asc_refurl", "asc_source", "at_*", "awc", "bbc_*", "bxid", "ck_subscriber_id",
    "cm_cat", "cm_ite", "cm_lm", "cm_mmc*", "cm_pla", "cm_sp", "cm_ven", "cmp", "cmpid", "cmpid*", "cndid",
    "cvid", "cx_*", "dclid", "dicbo", "dm_i", "ef_id", "epik", "et_rid", "fb_*", "fbclid",
    "feature=youtu.be", "feed=rss", "feedname", "feedtype", "from=rss", "fromfeed", "ftag", "ftcamp",
    "ga_*", "gad_source", "gbraid", "gclid", "gclsrc", "gs_l", "guccounter", "guce_*", "hsa_*",
    "hsctatracking", "hss_channel", "icid", "icmpid", "idm_*", "igsh", "igshid", "inf_contact_key",
    "int_campaign", "int_cid", "int_medium", "int_source", "intcid", "intcmp", "irclickid", "irgwc",
    "itm_*", "ito", "li_fat_id", "lipi", "maca", "matomo_*", "mbid", "mc_cid", "mc_eid", "mcid=rss*",
    "mkcid", "mkevt", "mkrid", "mkt_tok", "ml_subscriber", "ml_subscriber_hash", "mod=djem*", "mod=rss*",
    "msclkid", "mtm_*", "ncid", "nr_email_referer", "ns_*", "oc=5", "ocid", "oly_*", "op_campaign",
    "output=amp", "outputtype=amp", "partner=rss*", "partner_rss", "piwik_*", "pk_*", "rb_clickid",
    "ref=fb*", "ref=feed*", "ref=rss*", "ref=tw*", "ref_src", "ref_url", "referrer=rss*", "rss", "rss=1",
    "rss_id", "rss_source", "rssfeed", "s_cid", "s_kwcid", "s_source", "sara_ecid", "sc_*", "sfmc_*",
    "share=facebook", "share=twitter", "si=rss", "smid", "smtyp", "soc_*", "source=feed*", "source=rss*",
    "spjobid", "spm", "spmailingid", "spreportid", "spuserid", "sr_share", "src=rss*", "srnd", "srsltid",
    "sscid", "stm_*", "sxsrf", "tag=rss*", "taid", "tblci", "tduid", "tracking*", "traffic_source", "trk",
    "trk_*", "trkcampaign", "trkinfo", "ttclid", "twclid", "twitter_*", "usqp", "utm-*", "utm.*", "utm_*",
    "utmcampaign", "utmmedium", "utmsource", "ved", "vero_*", "via=rss", "wbraid", "wc_mid", "wickedid",
    "wickedsource", "wprov", "wt.mc*", "wt.tsrc", "wt.z_*", "wt_mc*", "wt_zmc*", "wtrid", "xing_share",
    "xtor", "xtref", "yclid", "ymclid", "ysclid", "zanpid",
};
/* clang-format on */

static bool is_tracking(struct span parameter)
{
    char first = parameter.ptr[0] >= 'A' && parameter.ptr[0] <= 'Z' ? (char)(parameter.ptr[0] | 0x20)
                                                                    : parameter.ptr[0];

    for (size_t i = 0; i < sizeof(tracking) / sizeof(tracking[0]); i++) {
        struct span t, p = parameter;
        size_t at;

        if (tracking[i][0] > first)
            break;
        if (tracking[i][0] < first)
            continue;
        t = span_of(tracking[i]);
        if (!span_find_byte(t, '=', &at) && span_find_byte(p, '=', &at))
            p = span_cut(p, 0, at);
        if (span_ends(t, SPAN("*")) ? span_starts_icase(p, span_cut(t, 0, t.len - 1))
                                    : span_equal_icase(p, t))
            return true;
    }
    return false;
}

static void insert(struct span *list, size_t count, struct span s)
{
    for (; count > 0 && span_compare(list[count - 1], s) > 0; count--)
        list[count] = list[count - 1];
    list[count] = s;
}

/* "&amp;" in a URL that was escaped once too often */
static struct span without_escapes(struct span parameter)
{
    while (span_starts_icase(parameter, SPAN("amp;")))
        parameter = span_cut(parameter, 4, parameter.len);
    return parameter;
}

static char *put(char *to, struct span parameter, size_t index)
{
    *to++ = index == 0 ? '?' : '&';
    memcpy(to, parameter.ptr, parameter.len);
    return to + parameter.len;
}

char *url_append_query(struct arena *a, char *to, struct span query)
{
    char *work = arena_bytes(a, 3 * query.len + 1), *end = url_append_normal(work, query, true);
    struct span rest = {work, (size_t)(end - work)}, list[SORTED_PARAMETERS], parameter;
    size_t count = 0, written = 0;

    while (span_split(&rest, '&', &parameter)) {
        parameter = without_escapes(parameter);
        if (parameter.len == 0 || (count < SORTED_PARAMETERS && is_tracking(parameter)))
            continue;
        if (count < SORTED_PARAMETERS) {
            insert(list, count++, parameter);
            continue;
        }
        /* Too many: what was sorted is as good a beginning as any. */
        for (; written < SORTED_PARAMETERS; written++)
            to = put(to, list[written], written);
        to = put(to, parameter, written++);
    }
    for (; written < count; written++)
        to = put(to, list[written], written);
    return to;
}
