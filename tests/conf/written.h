/*
 * written.h: configuration files in a directory of the test's own, and what their reader is told.
 */
#ifndef NEWSWIRED_TEST_WRITTEN_H
#define NEWSWIRED_TEST_WRITTEN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "conf.h"

static inline void write_file(const char *name, const char *text)
{
    FILE *f = fopen(name, "we");

    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

/* All lines of a report; free(). Never NULL. */
static inline char *told(const struct report *report)
{
    struct buffer b;

    buffer_init(&b, 1 << 20);
    buffer_put_text(&b, "");
    for (size_t i = 0; i < report->count; i++)
        buffer_printf(&b, "%s\n", report->lines[i].text);
    return b.ptr;
}

/* The group's setup and teardown: *state is the directory's name. */
static inline int enter(void **state)
{
    char *directory = strdup("/tmp/newswired-test-XXXXXX");

    *state = directory;
    unsetenv("CREDENTIALS_DIRECTORY");
    unsetenv("TZDIR");
    return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static inline int leave(void **state)
{
    char command[100];

    snprintf(command, sizeof(command), "rm -rf %s", (char *)*state);
    free(*state);
    return chdir("/") == 0 ? system(command) : -1;
}

#endif
