/*
 * client.c - newswirectl's end of the control socket
 *
 * Fatal: nothing. Bugs: waits a minute for an answer, then gives up.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "control.h"

#define ANSWER_MS 60000

static int read_line(int fd, struct buffer *answer)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    char chunk[65536];

    for (;;) {
        ssize_t got;
        size_t end;

        if (poll(&ready, 1, ANSWER_MS) <= 0)
            return -ETIMEDOUT;
        got = recv(fd, chunk, sizeof(chunk), 0);
        if (got < 0)
            return -errno;
        if (got == 0)
            return -ECONNRESET;
        buffer_put(answer, chunk, (size_t)got);
        if (answer->overflow)
            return -EFBIG;
        if (span_find_byte(buffer_span(answer), '\n', &end)) {
            answer->len = end;
            answer->ptr[end] = '\0';
            return 0;
        }
    }
}

static int send_line(int fd, struct span order)
{
    while (order.len > 0) {
        ssize_t put = send(fd, order.ptr, order.len, MSG_NOSIGNAL);

        if (put < 0)
            return -errno;
        order = span_cut(order, (size_t)put, order.len);
    }
    return send(fd, "\n", 1, MSG_NOSIGNAL) == 1 ? 0 : -errno;
}

int control_ask(const char *path, struct span order, struct buffer *answer)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t len = strlen(path);
    int fd, error;

    if (len >= sizeof(address.sun_path))
        return -ENAMETOOLONG;
    memcpy(address.sun_path, path, len + 1);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    error =
        connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ? -errno : send_line(fd, order);
    if (error == 0)
        error = read_line(fd, answer);
    close(fd);
    return error;
}
