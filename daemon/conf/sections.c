/*
 * sections.c - the tables of feeds.conf: every option, its kind, its default, its limits
 *
 * Fatal: a default that does not pass its own row. Bugs: none known.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"

#include "option.h"
#include "sections.h"

#define YEAR_MS ((int64_t)366 * 86400000)

#define S(member) offsetof(struct settings, member)
#define F(member) offsetof(struct feed_settings, member)
#define L(member) offsetof(struct list_settings, member)
#define R(member) offsetof(struct rule_settings, member)
#define V(member) offsetof(struct receiver_settings, member)

static const struct option root_options[] = {
    {"spool", OPTION_TEXT, S(spool), .fallback = "/var/spool/newswired", .looks = shape_absolute},
    {"contact", OPTION_TEXT, S(contact), .fallback = NULL},
    {"subscriptions", OPTION_PATHS, S(subscriptions), .looks = shape_not_empty},
};
static const struct option poll_options[] = {
    {"every", OPTION_DURATION, S(every_ms), .fallback = "15m", .least = 1, .most = YEAR_MS},
    {"slowest", OPTION_DURATION, S(slowest_ms), .fallback = "24h", .least = 1, .most = YEAR_MS},
    {"timeout", OPTION_DURATION, S(timeout_ms), .fallback = "30s", .least = 1, .most = 3600000},
    {"max-body", OPTION_SIZE, S(max_body), .fallback = "16M", .least = 1, .most = (int64_t)1 << 30},
    {"connections", OPTION_COUNT, S(connections), .fallback = "64", .least = 1, .most = 10000},
    {"per-host", OPTION_COUNT, S(per_host), .fallback = "2", .least = 1, .most = 1000},
    {"host-gap", OPTION_DURATION, S(host_gap_ms), .fallback = "1s", .most = 3600000},
    {"allow-private", OPTION_BOOL, S(allow_private), .fallback = "false"},
    {"proxy", OPTION_TEXT, S(proxy), .looks = shape_proxy},
    {"min-free", OPTION_SIZE, S(min_free), .fallback = "256M"},
};
static const struct option dedup_options[] = {
    {"window", OPTION_DURATION, S(window_ms), .fallback = "14d", .least = 1000, .most = YEAR_MS},
    {"story-window", OPTION_DURATION, S(story_window_ms), .fallback = "4d", .least = 1000, .most = YEAR_MS},
    {"memory", OPTION_SIZE, S(dedup_memory), .fallback = "1G", .least = 1 << 20},
};
static const struct option retention_options[] = {
    {"keep", OPTION_DURATION, S(keep_ms), .fallback = "", .may_be_empty = true, .idle = ""},
    {"compress-after", OPTION_DURATION, S(compress_after_ms), .fallback = "7d", .may_be_empty = true,
     .idle = "7d"},
};
static const struct option http_options[] = {
    {"listen", OPTION_TEXT, S(http_listen), .looks = shape_listen, .idle = ""},
};
static const struct option health_options[] = {
    {"receivers", OPTION_LIST, S(health_receivers), .looks = shape_not_empty, .idle = "",
     .names_receivers = true},
    {"silent-after", OPTION_TEXT, S(silent_after), .fallback = "auto", .looks = shape_silent_after},
};
static const struct option feed_options[] = {
    {"url", OPTION_TEXT, F(url), .looks = shape_web_url},
    {"every", OPTION_DURATION, F(every_ms), .least = 1, .most = YEAR_MS, .may_be_empty = true},
    {"tags", OPTION_LIST, F(tags), .looks = shape_not_empty},
    {"outlet", OPTION_TEXT, F(outlet), .fallback = NULL},
    {"language", OPTION_TEXT, F(language), .looks = shape_language},
    {"user", OPTION_TEXT, F(user), .fallback = NULL},
    {"password-file", OPTION_PATH, F(password_file), .fallback = NULL},
    {"headers", OPTION_LIST, F(headers), .looks = shape_header},
    {"proxy", OPTION_TEXT, F(proxy), .looks = shape_proxy},
    {"full-text", OPTION_WORD, F(full_text), .fallback = "no", .words = "no|short|always"},
    {"enabled", OPTION_BOOL, F(enabled), .fallback = "true"},
    {"trust-guid", OPTION_BOOL, F(trust_guid), .fallback = "true"},
    {"allow-private", OPTION_BOOL, F(allow_private), .fallback = "false"},
};
static const struct option terms_options[] = {
    {"any", OPTION_LIST, L(any), .looks = shape_not_empty},
};
static const struct option rule_options[] = {
    {"match", OPTION_TEXT, R(match), .looks = shape_not_empty},
    {"feeds", OPTION_LIST, R(feeds), .looks = shape_not_empty},
    {"tags", OPTION_LIST, R(tags), .looks = shape_not_empty},
    {"languages", OPTION_LIST, R(languages), .looks = shape_language},
    {"receivers", OPTION_LIST, R(receivers), .looks = shape_not_empty, .names_receivers = true},
    {"severity", OPTION_TEXT, R(severity), .fallback = "medium", .words = "low|medium|high"},
    {"max-age", OPTION_DURATION, R(max_age_ms), .fallback = "", .may_be_empty = true},
    {"updates", OPTION_WORD, R(updates), .fallback = "grouped", .words = "none|grouped|each"},
};
static const struct option receiver_options[] = {
    {"type", OPTION_WORD, V(type), .fallback = "email", .words = "email|webhook|command"},
    {"to", OPTION_LIST, V(to), .looks = shape_address},
    {"from", OPTION_TEXT, V(from), .looks = shape_address},
    {"smtp", OPTION_TEXT, V(smtp), .looks = shape_smtp},
    {"starttls", OPTION_WORD, V(starttls), .fallback = "required", .words = "required|wanted|off"},
    {"user", OPTION_TEXT, V(user), .fallback = NULL},
    {"password-file", OPTION_PATH, V(password_file), .fallback = NULL},
    {"url", OPTION_TEXT, V(url), .looks = shape_web_url},
    {"url-file", OPTION_PATH, V(url_file), .fallback = NULL},
    {"secret-file", OPTION_PATH, V(secret_file), .fallback = NULL},
    {"format", OPTION_WORD, V(format), .fallback = "standard", .words = "standard|slack|discord|ntfy"},
    {"command", OPTION_LIST, V(command), .fallback = NULL},
    {"proxy", OPTION_TEXT, V(proxy), .looks = shape_proxy},
    {"timeout", OPTION_DURATION, V(timeout_ms), .fallback = "30s", .least = 1, .most = 3600000},
    {"group-interval", OPTION_DURATION, V(group_interval_ms), .fallback = "5m", .most = YEAR_MS},
    {"retry", OPTION_DURATION, V(retry_ms), .fallback = "30s", .least = 1, .most = YEAR_MS},
    {"retry-slowest", OPTION_DURATION, V(retry_slowest_ms), .fallback = "1h", .least = 1, .most = YEAR_MS},
    {"give-up", OPTION_DURATION, V(give_up_ms), .fallback = "3d", .least = 1, .most = YEAR_MS},
    {"digest", OPTION_TEXT, V(digest), .looks = shape_time_of_day, .idle = ""},
    {"quiet", OPTION_TEXT, V(quiet), .looks = shape_time_span, .idle = ""},
    {"time-zone", OPTION_TEXT, V(time_zone), .looks = shape_time_zone},
    {"max-per-hour", OPTION_NUMBER, V(max_per_hour), .most = 1000000, .idle = "0"},
};

#define OPTIONS(table) .options = (table), .count = sizeof(table) / sizeof((table)[0])
#define ELEMENT(type, list, number)                                                                          \
    .titled = true, .bytes = sizeof(struct type), .list_at = S(list), .count_at = S(number),                 \
    .name_at = offsetof(struct type, name), .file_at = offsetof(struct type, file),                          \
    .line_at = offsetof(struct type, line)

static const struct section_kind kinds[SECTION_COUNT] = {
    [SECTION_ROOT] = {"", OPTIONS(root_options)},
    [SECTION_POLL] = {"poll", OPTIONS(poll_options)},
    [SECTION_DEDUP] = {"dedup", OPTIONS(dedup_options)},
    [SECTION_RETENTION] = {"retention", OPTIONS(retention_options)},
    [SECTION_HTTP] = {"http", OPTIONS(http_options)},
    [SECTION_HEALTH] = {"health", OPTIONS(health_options)},
    [SECTION_FEED] = {"feed", OPTIONS(feed_options), ELEMENT(feed_settings, feeds, feed_count)},
    [SECTION_TERMS] = {"terms", OPTIONS(terms_options), ELEMENT(list_settings, lists, list_count)},
    [SECTION_RULE] = {"rule", OPTIONS(rule_options), ELEMENT(rule_settings, rules, rule_count)},
    [SECTION_RECEIVER] = {"receiver", OPTIONS(receiver_options),
                          ELEMENT(receiver_settings, receivers, receiver_count)},
};

const struct section_kind *section_kind(enum section_id id)
{
    must(id < SECTION_COUNT);
    return &kinds[id];
}

bool section_find(struct span name, enum section_id *id)
{
    for (int i = SECTION_POLL; i < SECTION_COUNT; i++) {
        if (span_equal(name, span_of(kinds[i].name))) {
            *id = (enum section_id)i;
            return true;
        }
    }
    return false;
}

const struct option *section_option(const struct section_kind *k, const char *name)
{
    for (size_t i = 0; i < k->count; i++) {
        if (strcmp(k->options[i].name, name) == 0)
            return &k->options[i];
    }
    return NULL;
}

/* Levenshtein's distance, of short names. */
static size_t distance(const char *a, struct span b)
{
    size_t row[32], n = strlen(a);

    if (n > 31 || b.len > 31)
        return SIZE_MAX;
    for (size_t i = 0; i <= n; i++)
        row[i] = i;
    for (size_t j = 0; j < b.len; j++) {
        size_t diagonal = row[0]++;

        for (size_t i = 0; i < n; i++) {
            size_t swap = diagonal + (a[i] != b.ptr[j]);

            diagonal = row[i + 1];
            row[i + 1] = diagonal + 1 < row[i] + 1 ? diagonal + 1 : row[i] + 1;
            if (swap < row[i + 1])
                row[i + 1] = swap;
        }
    }
    return row[n];
}

const char *section_propose(const struct section_kind *k, struct span name)
{
    const char *best = NULL;
    size_t least = 3;

    for (size_t i = 0; i < k->count; i++) {
        size_t d = distance(k->options[i].name, name);

        if (d < least && d < name.len) {
            least = d;
            best = k->options[i].name;
        }
    }
    return best;
}

void section_defaults(const struct section_kind *k, void *section)
{
    for (size_t i = 0; i < k->count; i++) {
        const struct option *o = &k->options[i];
        char **member = option_member(section, o);

        if (o->kind == OPTION_TEXT || o->kind == OPTION_PATH)
            *member = text_own(o->fallback, o->fallback ? strlen(o->fallback) : 0);
        else if (o->fallback)
            must(option_store(o, section, "", o->fallback, NULL) == 0);
    }
}

static struct id index_key(enum section_id id, struct span name)
{
    char key[120];
    size_t len = name.len < sizeof(key) - 1 ? name.len : sizeof(key) - 1;

    key[0] = (char)('0' + id);
    memcpy(key + 1, name.ptr, len);
    return len == name.len ? hash128(key, len + 1) : hash128(name.ptr, name.len);
}

int64_t section_index(const struct settings *s, enum section_id id, struct span name)
{
    uint64_t i;

    return name.len > 0 && map_get(s->names, index_key(id, name), &i) ? (int64_t)i : -1;
}

void *section_element(const struct settings *s, enum section_id id, size_t i)
{
    const struct section_kind *k = &kinds[id];
    char *list;

    memcpy(&list, (const char *)s + k->list_at, sizeof(list));
    return list ? list + i * k->bytes : NULL;
}

void *section_add(struct settings *s, enum section_id id, struct span name, const char *file, int line)
{
    const struct section_kind *k = &kinds[id];
    size_t *count = (size_t *)(void *)((char *)s + k->count_at);
    char *element, *list;

    memcpy(&list, (char *)s + k->list_at, sizeof(list));
    if ((*count & (*count - 1)) == 0)
        list = memory_grow(list, *count > 0 ? *count * 2 : 1, k->bytes);
    memcpy((char *)s + k->list_at, &list, sizeof(list));
    element = list + *count * k->bytes;
    memset(element, 0, k->bytes);
    *(char **)(void *)(element + k->name_at) = text_own(name.ptr, name.len);
    *(char **)(void *)(element + k->file_at) = text_own(file, strlen(file));
    *(int *)(void *)(element + k->line_at) = line;
    section_defaults(k, element);
    if (name.len > 0 && !map_get(s->names, index_key(id, name), NULL))
        map_put(s->names, index_key(id, name), *count);
    ++*count;
    return element;
}
