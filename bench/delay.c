/* delay MILLISECONDS SOCKET PORT: a link to a server that is far away. Listens on PORT of
 * 127.0.0.1, leads each connection to the unix socket, and holds back what goes through,
 * in either direction, for so long; so a round trip takes twice that. Any amount may be
 * under way at the same time, as on a real line. Prints a line when it listens. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 65536, CONNECTIONS = 64 };

struct packet {
    struct packet *next;
    double due; /* seconds */
    size_t length, sent;
    char data[];
};

struct direction {
    int from, to;
    struct packet *first, *last;
    bool ended, closed; /* nothing more comes; and that was passed on */
};

static double wait_seconds;

static double
now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void
die(const char *what)
{
    perror(what);
    exit(1);
}

static void
take(struct direction *direction)
{
    struct packet *packet = malloc(sizeof *packet + CHUNK);
    if (!packet)
        die("malloc");
    const ssize_t length = read(direction->from, packet->data, CHUNK);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
        free(packet);
        return;
    }
    *packet = (struct packet){.due = now() + wait_seconds,
                              .length = length > 0 ? (size_t)length : 0};
    direction->ended = length <= 0;
    if (direction->last)
        direction->last->next = packet;
    else
        direction->first = packet;
    direction->last = packet;
}

static void
give(struct direction *direction)
{
    while (direction->first && direction->first->due <= now()) {
        struct packet *packet = direction->first;
        if (packet->length == 0) {
            shutdown(direction->to, SHUT_WR);
            direction->closed = true;
        }
        while (packet->sent < packet->length) {
            const ssize_t sent = send(direction->to, packet->data + packet->sent,
                                      packet->length - packet->sent, MSG_NOSIGNAL);
            if (sent < 0 && errno == EAGAIN)
                return;
            if (sent < 0)
                break;
            packet->sent += (size_t)sent;
        }
        direction->first = packet->next;
        if (!direction->first)
            direction->last = NULL;
        free(packet);
    }
}

static int
server_connect(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
        die(path);
    return fd;
}

static int
listen_on(int port)
{
    const int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
        listen(fd, CONNECTIONS) < 0)
        die("listen");
    return fd;
}

static struct direction directions[2 * CONNECTIONS];
static size_t count;

static void
accept_one(int listener, const char *path)
{
    const int one = 1, client = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (client < 0 || count + 2 > 2 * CONNECTIONS)
        die("accept");
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    /* The way there and back of connecting is the kernel's: it is taken here. */
    struct timespec pause = {.tv_nsec = (long)(2 * wait_seconds * 1e9)};
    nanosleep(&pause, NULL);
    const int server = server_connect(path);
    directions[count++] = (struct direction){.from = client, .to = server};
    directions[count++] = (struct direction){.from = server, .to = client};
}

/* Both ways at their end: the pair gives its place to the last one. */
static void
forget_ended(void)
{
    for (size_t i = 0; i < count; i += 2) {
        if (!directions[i].closed || !directions[i + 1].closed)
            continue;
        close(directions[i].from);
        close(directions[i].to);
        directions[i] = directions[count - 2];
        directions[i + 1] = directions[count - 1];
        count -= 2;
        i -= 2;
    }
}

int
main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: delay MILLISECONDS SOCKET PORT\n", stderr);
        return 2;
    }
    wait_seconds = strtod(argv[1], NULL) / 1000;
    const int listener = listen_on((int)strtol(argv[3], NULL, 10));
    puts("ready");
    fflush(stdout);
    for (;;) {
        struct pollfd fds[2 * CONNECTIONS + 1] = {{.fd = listener, .events = POLLIN}};
        double next = now() + 1;
        for (size_t i = 0; i < count; i++) {
            fds[i + 1] =
                (struct pollfd){directions[i].ended ? -1 : directions[i].from, POLLIN, 0};
            if (directions[i].first && directions[i].first->due < next)
                next = directions[i].first->due;
        }
        const double left = next - now();
        struct timespec timeout = {.tv_nsec = left > 0 ? (long)(left * 1e9) : 0};
        if (timeout.tv_nsec > 999999999)
            timeout.tv_nsec = 999999999;
        const size_t polled = count;
        if (ppoll(fds, polled + 1, &timeout, NULL) < 0 && errno != EINTR)
            die("poll");
        for (size_t i = 0; i < polled; i++) {
            if (fds[i + 1].revents)
                take(&directions[i]);
            give(&directions[i]);
        }
        forget_ended();
        if (fds[0].revents)
            accept_one(listener, argv[2]);
    }
}
