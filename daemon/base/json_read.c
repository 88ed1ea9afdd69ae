/*
 * json_read.c - reading JSON, by jansson; this file could stand on another library
 *
 * A struct json_value is jansson's json_t under another name.
 * Fatal: no memory. Bugs: a number beyond 64 bits is refused by jansson with the whole document.
 */
#include <stdlib.h>

#include <jansson.h>

#undef json_is_object
#undef json_is_array
#undef json_is_string

#include "base.h"

struct json {
    json_t *root;
};

static const json_t *inside(const struct json_value *v)
{
    return (const json_t *)(const void *)v;
}

static const struct json_value *outside(const json_t *j)
{
    return (const struct json_value *)(const void *)j;
}

struct json *json_read(struct span text, struct error *e)
{
    json_error_t why;
    struct json *j;
    json_t *root = json_loadb(text.len ? text.ptr : "", text.len, JSON_ALLOW_NUL | JSON_DECODE_ANY, &why);

    if (!root) {
        error_set(e, "line %d, byte %d: %s", why.line, why.position, why.text);
        return NULL;
    }
    j = memory_get(sizeof(*j));
    j->root = root;
    return j;
}

void json_free(struct json **j)
{
    if (!*j)
        return;
    json_decref((*j)->root);
    free(*j);
    *j = NULL;
}

const struct json_value *json_root(const struct json *j)
{
    return j ? outside(j->root) : NULL;
}

const struct json_value *json_get(const struct json_value *object, const char *key)
{
    return object ? outside(json_object_get(inside(object), key)) : NULL;
}

const struct json_value *json_at(const struct json_value *array, size_t i)
{
    return array ? outside(json_array_get(inside(array), i)) : NULL;
}

size_t json_length(const struct json_value *array)
{
    return array ? json_array_size(inside(array)) : 0;
}

bool json_member(const struct json_value *object, void **cursor, struct span *key,
                 const struct json_value **value)
{
    json_t *o = (json_t *)(uintptr_t)object; /* jansson's iterators want it writable, and do not write */

    if (!json_is_object(object))
        return false;
    *cursor = *cursor ? json_object_iter_next(o, *cursor) : json_object_iter(o);
    if (!*cursor)
        return false;
    *key = span_of(json_object_iter_key(*cursor));
    *value = outside(json_object_iter_value(*cursor));
    return true;
}

bool json_is_object(const struct json_value *v)
{
    return v && json_typeof(inside(v)) == JSON_OBJECT;
}

bool json_is_array(const struct json_value *v)
{
    return v && json_typeof(inside(v)) == JSON_ARRAY;
}

bool json_is_string(const struct json_value *v)
{
    return v && json_typeof(inside(v)) == JSON_STRING;
}

struct span json_span(const struct json_value *v)
{
    if (!v || json_typeof(inside(v)) != JSON_STRING)
        return (struct span){"", 0};
    return (struct span){json_string_value(inside(v)), json_string_length(inside(v))};
}

int64_t json_int(const struct json_value *v, int64_t otherwise)
{
    double d;

    if (v && json_typeof(inside(v)) == JSON_INTEGER)
        return json_integer_value(inside(v));
    if (!v || json_typeof(inside(v)) != JSON_REAL)
        return otherwise;
    d = json_real_value(inside(v));
    return d > -9e18 && d < 9e18 ? (int64_t)d : otherwise;
}

double json_double(const struct json_value *v, double otherwise)
{
    return v && (json_typeof(inside(v)) == JSON_REAL || json_typeof(inside(v)) == JSON_INTEGER)
               ? json_number_value(inside(v))
               : otherwise;
}

bool json_bool(const struct json_value *v, bool otherwise)
{
    return v && json_is_boolean(inside(v)) ? json_is_true(inside(v)) : otherwise;
}

int64_t json_time(const struct json_value *v)
{
    int64_t t;

    return time_parse(json_span(v), &t) ? t : TIME_UNKNOWN;
}

struct id json_id(const struct json_value *v)
{
    struct id id = {0, 0};

    return id_parse(json_span(v), &id) ? id : (struct id){0, 0};
}
