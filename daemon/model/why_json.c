/*
 * why_json.c - the "why" member of a record and of the dedup filter: one writer for both
 *
 * The numbers are printed with four decimals and stand here for people only: decisions are made on integers,
 * in dedup, and are never read back from this text. The numbers are always there; `candidate` and `member`
 * stand only when there was one to compare with, and tell so "nothing was near" from "near, but not enough".
 * Fatal: nothing. Bugs: none known.
 */
#include "model.h"

static void put_id(struct buffer *out, const char *key, struct id id, const struct id_writer *w)
{
    if (!w) {
        json_put_id(out, key, id);
        return;
    }
    json_put_key(out, key);
    w->put(out, id, w->arg);
}

static void put_duplicate(struct buffer *out, const struct why_duplicate *why, const struct id_writer *w)
{
    json_put_key(out, "duplicate");
    buffer_put_byte(out, '{');
    json_put_number(out, "jaccard", why->known ? why->jaccard : 0);
    json_put_number(out, "containment", why->known ? why->containment : 0);
    json_put_int(out, "shared", why->known ? why->shared : 0);
    if (why->known) {
        json_put_text(out, "veto", why->veto);
        if (why->url)
            json_put_bool(out, "url", true);
        put_id(out, "candidate", why->candidate, w);
    }
    buffer_put_byte(out, '}');
}

static void put_story(struct buffer *out, const struct why_story *why, const struct id_writer *w)
{
    json_put_key(out, "story");
    buffer_put_byte(out, '{');
    json_put_number(out, "score", why->known ? why->score : 0);
    json_put_key(out, "terms");
    buffer_put_byte(out, '[');
    for (size_t i = 0; why->known && i < why->term_count; i++) {
        if (i > 0)
            buffer_put_byte(out, ',');
        json_put_string(out, why->terms[i]);
    }
    buffer_put_byte(out, ']');
    if (why->known)
        put_id(out, "member", why->member, w);
    buffer_put_byte(out, '}');
}

void verdict_put_why(struct buffer *out, const struct verdict *v, const struct id_writer *ids)
{
    json_put_key(out, "why");
    buffer_put_byte(out, '{');
    put_duplicate(out, &v->duplicate_why, ids);
    put_story(out, &v->story_why, ids);
    buffer_put_byte(out, '}');
}
