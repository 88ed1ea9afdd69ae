/*
 * hit_json.c - the hits of an item as the member "hits" of a JSON object
 *
 * The same bytes stand in the spool's records, in webhooks and in the filters' output; only the name of the
 * content field differs: a filter reads it as "text" and calls it so. An item has several authors and tags,
 * so their hits carry "index" as well: which of them the offsets are about.
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "model.h"

void hits_put_json(struct buffer *out, const struct hit *hits, size_t count, bool filter_names)
{
    if (count == 0)
        return;
    json_put_key(out, "hits");
    buffer_put_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        const struct hit *h = &hits[i];
        const char *field = filter_names && h->field == FIELD_CONTENT ? "text" : field_name(h->field);

        buffer_put_text(out, i > 0 ? ",{" : "{");
        json_put_text(out, "rule", h->rule);
        json_put_text(out, "field", span_of(field));
        if (h->field == FIELD_AUTHOR || h->field == FIELD_TAG)
            json_put_int(out, "index", h->index);
        json_put_int(out, "start", h->start);
        json_put_int(out, "end", h->end);
        json_put_text(out, "text", h->text);
        buffer_put_byte(out, '}');
    }
    buffer_put_byte(out, ']');
}
