/*
 * jsonfeed.c - reads JSON Feed 1.0 and 1.1
 *
 * Forgiving where publishers are careless: numbers as ids, one tag or author instead of a list, 1.0's `author` in
 * 1.1 and the reverse, a missing version.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "text.h"

#include "feed.h"

#include "draft.h"

/* Of the memory that items of a body may take, what their tree takes of it at most. */
#define TREE_SHARE(body_bytes) (2 * (body_bytes))

struct json_feed {
    struct arena *arena;
    struct span url;
};

static struct span text_of(const struct json_feed *f, const struct json_value *v)
{
    int64_t n = json_int(v, INT64_MIN);

    if (json_is_string(v))
        return json_span(v);
    return n != INT64_MIN ? arena_printf(f->arena, "%lld", (long long)n) : (struct span){0};
}

struct member {
    const char *name;
    uint8_t part, rank;
    bool html;
};

static void read_texts(const struct json_feed *f, struct draft *d, const struct json_value *object,
                       const struct member *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct member *m = &list[i];
        struct span text = text_of(f, json_get(object, m->name));

        if (text.len == 0)
            continue;
        if (m->part == PART_PUBLISHED || m->part == PART_MODIFIED)
            draft_date(d, m->part, m->rank, text);
        else if (m->part == PART_LINK || m->part == PART_SELF || m->part == PART_ICON)
            draft_url(d, m->part, m->rank, f->url, text);
        else
            draft_text(d, m->part, m->rank,
                       (struct draft_text){
                           .text = text, .base = f->url, .html = m->html, .escaped = m->part == PART_TITLE});
    }
}

static struct span kept(const struct json_feed *f, struct span text)
{
    return text_to_line(f->arena, text);
}

/* Where a list is wanted, one thing alone is written too. */
static size_t several(const struct json_value *v)
{
    size_t count = json_is_array(v) ? json_length(v) : v != NULL;

    return count < DRAFT_LIST_LIMIT ? count : DRAFT_LIST_LIMIT;
}

static const struct json_value *one_of(const struct json_value *v, size_t i)
{
    return json_is_array(v) ? json_at(v, i) : v;
}

static void read_author(const struct json_feed *f, struct draft *d, const struct json_value *v)
{
    struct author who = {0};

    if (json_is_string(v)) {
        draft_author(d, 1, person_read(kept(f, json_span(v))));
        return;
    }
    who.name = kept(f, json_span(json_get(v, "name")));
    who.url = link_resolve(f->arena, f->url, json_span(json_get(v, "url")));
    if (span_starts_icase(who.url, SPAN("mailto:"))) {
        who.email = span_cut(who.url, 7, who.url.len);
        who.url = (struct span){0};
    }
    draft_author(d, 1, who);
}

static void read_authors(const struct json_feed *f, struct draft *d, const struct json_value *object)
{
    static const char *const names[] = {"authors", "author"};

    for (size_t i = 0; i < 2; i++) {
        const struct json_value *v = json_get(object, names[i]);

        for (size_t k = 0; k < several(v); k++)
            read_author(f, d, one_of(v, k));
    }
}

static void read_tags(struct draft *d, const struct json_value *v)
{
    draft_tags(d, json_span(v), ',');
    for (size_t i = 0; i < json_length(v) && i < DRAFT_LIST_LIMIT; i++)
        draft_tag(d, json_span(json_at(v, i)));
}

static void read_attachments(const struct json_feed *f, struct draft *d, const struct json_value *v)
{
    for (size_t i = 0; i < several(v); i++) {
        const struct json_value *one = one_of(v, i);
        struct attachment a = {.url = json_span(json_get(one, "url")),
                               .mime_type = json_span(json_get(one, "mime_type")),
                               .size_bytes = -1};

        if (!span_to_int(text_of(f, json_get(one, "size_in_bytes")), &a.size_bytes) || a.size_bytes < 0)
            a.size_bytes = -1;
        draft_attachment(d, f->url, a);
    }
}

static struct item read_item(const struct json_feed *f, const struct json_value *v)
{
    static const struct member members[] = {
        {"id", PART_GUID, 1, false},
        {"url", PART_LINK, 1, false},
        {"external_url", PART_LINK, 2, false},
        {"title", PART_TITLE, 1, false},
        {"summary", PART_SUMMARY, 1, false},
        {"content_html", PART_CONTENT, 1, true},
        {"content_text", PART_CONTENT, 2, false},
        {"language", PART_LANGUAGE, 1, false},
        {"date_published", PART_PUBLISHED, 1, false},
        {"date_modified", PART_MODIFIED, 1, false},
    };
    struct draft d;

    draft_init(&d, f->arena);
    read_texts(f, &d, v, members, sizeof(members) / sizeof(members[0]));
    read_authors(f, &d, v);
    read_tags(&d, json_get(v, "tags"));
    read_attachments(f, &d, json_get(v, "attachments"));
    return finish_item(&d);
}

static void read_feed(const struct json_feed *f, const struct json_value *root, struct document *out)
{
    static const struct member members[] = {
        {"title", PART_TITLE, 1, false},        {"description", PART_SUMMARY, 1, false},
        {"home_page_url", PART_LINK, 1, false}, {"feed_url", PART_SELF, 1, false},
        {"icon", PART_ICON, 1, false},          {"favicon", PART_ICON, 2, false},
        {"language", PART_LANGUAGE, 1, false},
    };
    const struct json_value *hubs = json_get(root, "hubs");
    struct draft d;

    draft_init(&d, f->arena);
    read_texts(f, &d, root, members, sizeof(members) / sizeof(members[0]));
    read_authors(f, &d, root);
    for (size_t i = 0; i < several(hubs); i++) {
        const struct json_value *one = one_of(hubs, i);

        draft_hub(&d, f->url, json_is_string(one) ? json_span(one) : json_span(json_get(one, "url")));
    }
    finish_feed(&d, out);
}

/* "json11" of "…/version/1.1" or "1.1"; "json" when none is said but there is a list of items, and what a feed says
 * of itself. */
static struct span version_of(struct arena *a, const struct json_value *root)
{
    struct span number = span_trim(json_span(json_get(root, "version")));
    bool named = json_is_string(json_get(root, "title")) || json_is_string(json_get(root, "home_page_url")) ||
                 json_is_string(json_get(root, "feed_url"));
    size_t at;
    bool other = span_find(number, SPAN("jsonfeed.org/version/"), &at); /* one that is still to come */

    if (number.len == 0)
        return named && json_is_array(json_get(root, "items")) ? SPAN("json") : (struct span){0};
    if (span_ends(number, SPAN("/")))
        number.len--;
    while (span_find_byte(number, '/', &at))
        number = span_cut(number, at + 1, number.len);
    if (span_equal(number, SPAN("1")))
        return SPAN("json10");
    if (number.len != 3 || !span_starts(number, SPAN("1.")))
        return other && named ? SPAN("json") : (struct span){0};
    return arena_printf(a, "json1%c", number.ptr[2]);
}

/* What relative references refer to: where the document came from, else where it says that it lives. */
static struct span base_of(struct span url, const struct json_value *root)
{
    static const char *const names[] = {"feed_url", "home_page_url"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && url.len == 0; i++) {
        struct span said = span_trim(json_span(json_get(root, names[i])));

        if (url_is_web(said))
            url = said;
    }
    return url;
}

static void read_document(const struct json_feed *f, const struct json_value *root, struct document *out,
                          struct item_list *items)
{
    const struct json_value *list = json_get(root, "items");

    out->version = version_of(f->arena, root);
    if (out->version.len == 0)
        return;
    read_feed(f, root, out);
    for (size_t i = 0; i < json_length(list) && !item_list_is_full(items); i++) {
        if (json_is_object(json_at(list, i)))
            item_list_add(items, read_item(f, json_at(list, i)));
    }
}

bool feed_read_json(struct arena *a, const struct body *b, struct document *out, struct damage *damage,
                    struct error *e)
{
    struct span text = span_cut(b->text, b->root, b->text.len);
    struct mended_json mended;
    struct json_feed f = {a, b->in->url};
    struct item_list items;
    struct damage before = {0};
    struct json *json;

    if (span_trim(span_cut(b->text, 0, b->root)).len > 0)
        before.words = "something before the feed";
    if (!json_mend(text, &mended, damage)) {
        error_set(e, "line %zu, byte %zu: JSON with too many values, or too deep",
                  damage_line(text, damage->at), damage->at);
        return false;
    }
    damage->at += b->root;
    damage_join(damage, before);
    json = json_read(mended.text, e);
    buffer_release(&mended.copy);
    if (!json)
        return false;
    item_list_init(&items, a, b->text.len);
    items.memory_limit -=
        mended.tree_bytes < TREE_SHARE(b->text.len) ? mended.tree_bytes : TREE_SHARE(b->text.len);
    f.url = base_of(f.url, json_root(json));
    read_document(&f, json_root(json), out, &items);
    json_free(&json);
    out->items = items.items;
    out->item_count = items.count;
    out->left_out = items.left_out;
    return true;
}
