/*
 * launch.c - starts a program with an alert on its standard input
 *
 * stdin is a memory file: the body is there whole before the program starts, so nothing waits for a slow reader,
 * and no SIGPIPE comes from one that does not read. posix_spawn, not fork: a daemon with a gigabyte of stories
 * does not copy its page tables for a logger, and a program that cannot be run is an errno at once.
 *
 * Fatal: nothing. Bugs: posix_spawn holds the loop until the program has been loaded.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/memfd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launch.h"
#include "letter.h"

#define PATH_DEFAULT "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* A memory file with the body and a newline, at its beginning; -errno. */
static int open_input(struct span body)
{
    int fd = (int)syscall(SYS_memfd_create, "alert", MFD_CLOEXEC);
    if (fd < 0)
        return -errno;
    int status = file_write_all(fd, body);
    if (status == 0)
        status = file_write_all(fd, SPAN("\n"));
    if (status == 0 && lseek(fd, 0, SEEK_SET) != 0)
        status = -errno;
    if (status != 0) {
        close(fd);
        return status;
    }
    return fd;
}

struct environment {
    struct buffer path, rule, id;
    char *list[4];
};

static void make_environment(struct environment *env, const struct deliver_alert *alert)
{
    char id[ID_TEXT_BYTES];
    struct letter l;

    buffer_init(&env->path, 256);
    buffer_put_text(&env->path, PATH_DEFAULT);
    buffer_init(&env->rule, 4096);
    buffer_init(&env->id, 128);
    buffer_put_text(&env->rule, "NEWSWIRED_RULE=");
    if (letter_read(&l, alert->body)) {
        buffer_put_span(&env->rule, clean_short(l.arena, l.rule, 100));
        letter_release(&l);
    }
    buffer_printf(&env->id, "NEWSWIRED_ID=%s", id_format(alert->id, id));
    env->list[0] = env->path.ptr;
    env->list[1] = env->id.ptr;
    env->list[2] = env->rule.ptr;
    env->list[3] = NULL;
}

/* Signals as they are by default, a group of its own, "/" as directory, 0 1 2 and nothing above. 0 or an
 * errno. */
static int spawn(pid_t *pid, char *const *words, char *const *env, int input, int output)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int status = posix_spawn_file_actions_init(&files);
    if (status != 0)
        return status;
    status = posix_spawnattr_init(&attributes);
    if (status != 0)
        goto out_files;
    const short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    if ((status = posix_spawnattr_setflags(&attributes, flags)) != 0 ||
        (status = posix_spawnattr_setpgroup(&attributes, 0)) != 0 ||
        (status = posix_spawnattr_setsigmask(&attributes, &none)) != 0 ||
        (status = posix_spawnattr_setsigdefault(&attributes, &all)) != 0 ||
        (status = posix_spawn_file_actions_adddup2(&files, input, 0)) != 0 ||
        (status = posix_spawn_file_actions_adddup2(&files, output, 1)) != 0 ||
        (status = posix_spawn_file_actions_adddup2(&files, output, 2)) != 0 ||
        (status = posix_spawn_file_actions_addclosefrom_np(&files, 3)) != 0 ||
        (status = posix_spawn_file_actions_addchdir_np(&files, "/")) != 0)
        goto out;
    status = posix_spawnp(pid, words[0], &files, &attributes, words, env);
out:
    posix_spawnattr_destroy(&attributes);
out_files:
    posix_spawn_file_actions_destroy(&files);
    return status;
}

int launch(const struct strings *command, const struct deliver_alert *alert, pid_t *pid, int *output)
{
    int input = open_input(alert->body), ends[2];
    if (input < 0)
        return input;
    if (pipe(ends) != 0) {
        int status = -errno;
        close(input);
        return status;
    }
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    struct environment env;
    make_environment(&env, alert);
    char **words = memory_get((command->count + 1) * sizeof *words);
    for (size_t i = 0; i < command->count; i++)
        words[i] = command->list[i];
    int status = spawn(pid, words, env.list, input, ends[1]);
    free(words);
    buffer_release(&env.path);
    buffer_release(&env.rule);
    buffer_release(&env.id);
    close(input);
    close(ends[1]);
    if (status != 0) {
        close(ends[0]);
        return -status;
    }
    *output = ends[0];
    return 0;
}
