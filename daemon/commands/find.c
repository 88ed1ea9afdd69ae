/*
 * find.c - records by their ids
 *
 * Lines are looked at as bytes; only what is wanted is read as JSON.
 * Fatal: nothing. Bugs: all records are passed over for one: there is no index on disk.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "look.h"

#define ID_DIGITS_LEAST 4

/* ---- lines --------------------------------------------------------------------------------------------- */

struct span line_text(struct span line, const char *key)
{
    struct span value = {"", 0};

    if (!json_raw_member(line, key, &value) || value.len < 2 || value.ptr[0] != '"')
        return (struct span){"", 0};
    return span_cut(value, 1, value.len - 1);
}

struct id line_id(struct span line, const char *key)
{
    struct id id = {0, 0};

    id_parse(line_text(line, key), &id);
    return id;
}

int64_t line_time(struct span line, const char *key)
{
    int64_t t;

    return time_parse(line_text(line, key), &t) ? t : TIME_UNKNOWN;
}

bool line_has_rule(struct span line, struct span rule_json)
{
    struct span hits, rest;
    size_t at;

    if (!json_raw_member(line, "hits", &hits))
        return false;
    /* a quote inside a text is escaped: what looks like a member is one */
    for (rest = hits; span_find(rest, SPAN("\"rule\":"), &at);) {
        rest = span_trim(span_cut(rest, at + 7, rest.len));
        if (span_starts(rest, rule_json))
            return true;
    }
    return false;
}

/* ---- by the beginning of an id ------------------------------------------------------------------------- */

static bool is_id_beginning(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!isxdigit((unsigned char)s.ptr[i]))
            return false;
    }
    return s.len >= ID_DIGITS_LEAST && s.len < ID_TEXT_BYTES;
}

static void keep_line(struct found *f, struct id id, struct span line)
{
    found_release(f);
    *f = (struct found){id, memory_copy(line.ptr, line.len), line.len};
}

int find_record(struct look *l, const char *id, struct found *out)
{
    char lower[ID_TEXT_BYTES] = "", other[ID_TEXT_BYTES];
    struct reader *reader;
    struct position at;
    struct span line, wanted;
    size_t others = 0;

    *out = (struct found){0};
    if (!is_id_beginning(span_of(id)))
        return command_fail(EX_DATAERR, "%s is no id: 32 hex digits, or its first %d or more",
                            log_quote(span_of(id)), ID_DIGITS_LEAST);
    for (size_t i = 0; id[i]; i++)
        lower[i] = (char)tolower((unsigned char)id[i]);
    wanted = span_of(lower);
    reader = reader_new(l->spool, NULL, 0);
    while (reader_next(reader, &line, &at)) {
        struct span text = line_text(line, "id");
        struct id found;

        if (!span_starts(text, wanted) || !id_parse(text, &found) || (out->line && id_equal(found, out->id)))
            continue;
        if (out->line)
            others++;
        else
            keep_line(out, found, line);
    }
    reader_free(&reader);
    if (!out->line)
        return command_fail(EX_DATAERR, "no item has the id %s", lower);
    if (others > 0)
        return command_fail(EX_DATAERR, "%s is the beginning of %zu ids, one of them %s: give more digits",
                            lower, others + 1, id_format(out->id, other));
    return EX_OK;
}

/* ---- by whole ids -------------------------------------------------------------------------------------- */

void find_records(struct look *l, struct found *list, size_t count)
{
    struct map *wanted = map_new();
    struct reader *reader;
    struct position at;
    struct span line;

    for (size_t k = 0; k < count; k++) {
        if (!id_is_zero(list[k].id))
            map_put(wanted, list[k].id, k);
    }
    reader = reader_new(l->spool, NULL, 0);
    while (map_count(wanted) > 0 && reader_next(reader, &line, &at)) {
        struct id id = line_id(line, "id");

        if (!map_remove(wanted, id))
            continue;
        for (size_t k = 0; k < count; k++) { /* one may be asked for twice */
            if (id_equal(list[k].id, id))
                keep_line(&list[k], id, line);
        }
    }
    reader_free(&reader);
    map_free(&wanted);
}

void found_release(struct found *f)
{
    free(f->line);
    f->line = NULL;
}

bool found_read(const struct found *f, struct arena *a, struct record *out)
{
    return f->line && record_read(a, (struct span){f->line, f->bytes}, out, NULL) == 0;
}

bool look_read(struct look *l, struct span line, struct record *out)
{
    struct error e;

    if (record_read(l->arena, line, out, &e) == 0)
        return true;
    command_fail(EX_DATAERR, "a record is passed over: %s", log_quote(span_of(e.text)));
    return false;
}
