/*
 * settings.c - the settings as a whole: made, looked up, added to, freed
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"

#include "reader.h"
#include "value.h"

#define SLUG_BYTES 40

static struct settings *settings_new(void)
{
    struct settings *s = memory_get(sizeof(*s));

    s->names = map_new();
    s->urls = map_new();
    for (int i = 0; i < SECTION_COUNT; i++) {
        if (!section_kind((enum section_id)i)->titled)
            section_defaults(section_kind((enum section_id)i), s);
    }
    return s;
}

static void release_section(const struct section_kind *k, void *section)
{
    for (size_t i = 0; i < k->count; i++)
        option_release(&k->options[i], section);
    if (k->titled) {
        text_drop((char **)(void *)((char *)section + k->name_at));
        text_drop((char **)(void *)((char *)section + k->file_at));
    }
}

void settings_free(struct settings **s)
{
    if (!*s)
        return;
    for (int id = 0; id < SECTION_COUNT; id++) {
        const struct section_kind *k = section_kind((enum section_id)id);
        size_t count;

        if (!k->titled) {
            release_section(k, *s);
            continue;
        }
        memcpy(&count, (char *)*s + k->count_at, sizeof(count));
        for (size_t i = 0; i < count; i++)
            release_section(k, section_element(*s, (enum section_id)id, i));
        free(section_element(*s, (enum section_id)id, 0));
    }
    map_free(&(*s)->names);
    map_free(&(*s)->urls);
    free(*s);
    *s = NULL;
}

struct settings *settings_read_partly(const char *path, struct report *report)
{
    struct settings *s = settings_new();
    struct open_section root = {0};
    struct reader r = {.settings = s, .report = report, .file = path, .root = &root};
    size_t errors = report->errors;

    read_file(&r, path, 0);
    if (report->errors == errors || s->feed_count + s->rule_count + s->receiver_count > 0)
        verify_all(&r, path);
    for (size_t i = 0; i < r.reference_count; i++) {
        free(r.references[i].name);
        free(r.references[i].file);
        free(r.references[i].label);
    }
    free(r.references);
    return s;
}

struct settings *settings_read(const char *path, struct report *report)
{
    size_t errors = report->errors;
    struct settings *s = settings_read_partly(path, report);

    if (report->errors > errors)
        settings_free(&s);
    return s;
}

const struct receiver_settings *settings_receiver(const struct settings *s, struct span name)
{
    int64_t i = section_index(s, SECTION_RECEIVER, name);

    return i < 0 ? NULL : &s->receivers[i];
}

const struct rule_settings *settings_rule(const struct settings *s, struct span name)
{
    int64_t i = section_index(s, SECTION_RULE, name);

    return i < 0 ? NULL : &s->rules[i];
}

const struct feed_settings *settings_feed(const struct settings *s, struct span name)
{
    int64_t i = section_index(s, SECTION_FEED, name);

    return i < 0 ? NULL : &s->feeds[i];
}

const struct list_settings *settings_list(const struct settings *s, struct span name)
{
    int64_t i = section_index(s, SECTION_TERMS, name);

    return i < 0 ? NULL : &s->lists[i];
}

/* ---- feeds of subscription lists ------------------------------------------------------------------------- */

/* a-z, 0-9 and single hyphens between them; what has no such letters gives nothing. */
static void put_slug(struct buffer *out, struct span text)
{
    bool gap = false;

    for (size_t i = 0; i < text.len && out->len < SLUG_BYTES; i++) {
        char c = text.ptr[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
            gap = out->len > 0;
            continue;
        }
        if (gap)
            buffer_put_byte(out, '-');
        gap = false;
        buffer_put_byte(out, c);
    }
}

static struct span host_of(struct span url)
{
    size_t at, end;

    if (span_find(url, SPAN("://"), &at))
        url = span_cut(url, at + 3, url.len);
    for (end = 0; end < url.len && !strchr("/?#", url.ptr[end]); end++)
        ;
    url = span_cut(url, 0, end);
    while (span_find_byte(url, '@', &at))
        url = span_cut(url, at + 1, url.len);
    return span_starts_icase(url, SPAN("www.")) ? span_cut(url, 4, url.len) : url;
}

/* The slug and 6 hex digits of the URL's SHA-256; more digits when that name belongs to another URL. */
static void make_name(const struct settings *s, struct span url, struct span title, struct buffer *name)
{
    uint8_t digest[DIGEST_BYTES];
    size_t digits = 3;

    digest_sha256(url.ptr, url.len, digest);
    put_slug(name, title);
    if (name->len == 0)
        put_slug(name, host_of(url));
    buffer_put_text(name, name->len > 0 ? "-" : "feed-");
    for (size_t i = 0; i < digits; i++) {
        buffer_printf(name, "%02x", digest[i]);
        if (i + 1 == digits && digits < DIGEST_BYTES && settings_feed(s, buffer_span(name)))
            digits++;
    }
}

static void add_tags(struct feed_settings *f, const struct span *tags, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool known = tags[i].len == 0;

        for (size_t j = 0; !known && j < f->tags.count; j++)
            known = span_equal(tags[i], span_of(f->tags.list[j]));
        if (!known)
            strings_add(&f->tags, tags[i]);
    }
}

void settings_add_feed(struct settings *s, struct span url, struct span title, const struct span *tags,
                       size_t tag_count)
{
    struct id key = hash128(url.ptr, url.len);
    struct feed_settings *f;
    struct buffer name;
    uint64_t known;

    if (map_get(s->urls, key, &known)) {
        add_tags(&s->feeds[known], tags, tag_count);
        return;
    }
    buffer_init(&name, SLUG_BYTES + 2 * DIGEST_BYTES + 8);
    make_name(s, url, title, &name);
    f = section_add(s, SECTION_FEED, buffer_span(&name), "", 0);
    buffer_release(&name);
    text_drop(&f->url);
    f->url = text_own(url.ptr, url.len);
    f->allow_private = s->allow_private;
    add_tags(f, tags, tag_count);
    map_put(s->urls, key, s->feed_count - 1);
}

const char *settings_address(const struct receiver_settings *r)
{
    return r->url_file[0] ? r->url_file : r->url;
}
