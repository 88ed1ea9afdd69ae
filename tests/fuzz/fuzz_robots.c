/*
 * fuzz_robots.c - a path (first line) and a robots.txt: whatever its rules, the group without a rule on the path allows it
 */
#include <stdint.h>
#include <string.h>

#include "fetch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size}, path;
    struct buffer rules, whole;

    if (!span_split(&text, '\n', &path))
        return 0;
    buffer_init(&rules, 1 << 24);
    buffer_init(&whole, 1 << 24);
    robots_rules(text, SPAN("newswired"), &rules);
    must(!rules.overflow && rules.len <= text.len);
    robots_allow(buffer_span(&rules), path);
    /* Whatever else it says, a group of our own decides. */
    buffer_put_span(&whole, text);
    buffer_put_text(&whole, "\nUser-agent: newswired\nAllow: /\nUser-agent: nobody\n");
    buffer_clear(&rules);
    robots_rules(buffer_span(&whole), SPAN("newswired"), &rules);
    must(rules.len > 0);
    must(robots_allow(SPAN(""), path));
    buffer_release(&rules);
    buffer_release(&whole);
    return 0;
}
