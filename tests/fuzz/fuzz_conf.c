/*
 * fuzz_conf.c - any bytes as feeds.conf: read to the end, errors or settings, nothing else
 *
 * settings_read takes a path, so the bytes go into a file, alone in a directory of its own: what they include is not there.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "conf.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char directory[] = "/tmp/newswired-fuzz-conf-XXXXXX";
static char path[sizeof(directory) + 16];

static void leave(void)
{
    unlink(path);
    rmdir(directory);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    must(mkdtemp(directory) != NULL);
    snprintf(path, sizeof(path), "%s/feeds.conf", directory);
    return atexit(leave);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct report report = {0};
    struct settings *s;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    must(fd >= 0);
    must(file_write_all(fd, (struct span){(const char *)data, size}) == 0);
    close(fd);
    s = settings_read(path, &report);
    must((s == NULL) == (report.errors > 0));
    for (size_t i = 0; i < report.count; i++)
        must(report.lines[i].line > 0 && report.lines[i].what >= report.lines[i].text);
    settings_free(&s);
    report_release(&report);
    return 0;
}
