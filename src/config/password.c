/* The password from a file or a command. Neither what they hold nor what the command says
 * is ever shown: it may be the secret. */
#include "migrate/config.h"
#include "migrate/file.h"
#include "migrate/interrupt.h"
#include "migrate/time.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PASSWORD_MAX = 4096, COMMAND_SECONDS = 60 };

/* The first line of what was read. */
static struct error *
password_take(const char **password, struct arena *arena, char *text, size_t length)
{
    text[length] = '\0';
    text[strcspn(text, "\r\n")] = '\0';
    *password = arena_copy(arena, text, strlen(text));
    explicit_bzero(text, length);
    return **password ? NULL
                      : error_new(ERROR_USAGE, "there is no password in its first line");
}

static struct error *
file_password(const char **password, struct arena *arena, const char *path)
{
    char text[PASSWORD_MAX + 1];
    CLEAN_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t got = fd < 0 ? -1 : read(fd, text, PASSWORD_MAX);
    if (got < 0)
        return error_new(ERROR_USAGE, "%s", strerror(errno));
    return password_take(password, arena, text, (size_t)got);
}

/* In a process group of its own, so that all of it can be ended. */
static pid_t
command_start(const char *command, int *from)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    const pid_t pid = fork();
    if (pid == 0) {
        const int nothing = open("/dev/null", O_RDWR);
        setpgid(0, 0);
        dup2(nothing, STDIN_FILENO);
        dup2(ends[1], STDOUT_FILENO);
        dup2(nothing, STDERR_FILENO);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    *from = ends[0];
    return pid;
}

/* To its end, lest a command that writes more dies of a closed pipe. */
static struct error *
command_read(int from, char *text, size_t *length)
{
    const double start = time_monotonic();
    char rest[256];
    *length = 0;
    for (;;) {
        struct pollfd fd = {.fd = from, .events = POLLIN};
        const double left = COMMAND_SECONDS - (time_monotonic() - start);
        const int ready = left > 0 ? poll(&fd, 1, (int)(left * 1000) + 1) : 0;
        struct error *interrupted = interrupt_check();
        if (interrupted)
            return interrupted;
        if (!ready)
            return error_hint(
                error_new(ERROR_USAGE, "it did not end within %d s", COMMAND_SECONDS),
                "run it by hand: does it wait for an answer?");
        const bool full = *length == PASSWORD_MAX;
        const ssize_t got = ready < 0 ? -1
                            : full    ? read(from, rest, sizeof rest)
                                   : read(from, text + *length, PASSWORD_MAX - *length);
        if (got < 0 && errno != EINTR)
            return error_new(ERROR_USAGE, "%s", strerror(errno));
        if (got == 0)
            return NULL;
        if (got > 0 && !full)
            *length += (size_t)got;
    }
}

static struct error *
command_password(const char **password, struct arena *arena, const char *command)
{
    char text[PASSWORD_MAX + 1];
    size_t length;
    CLEAN_FD int from = -1;
    const pid_t pid = command_start(command, &from);
    if (pid < 0)
        return error_new(ERROR_USAGE, "%s", strerror(errno));
    struct error *error = command_read(from, text, &length);
    int status = 0;
    if (error)
        kill(-pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (!error && status != 0)
        error = error_hint(
            WIFEXITED(status)
                ? error_new(ERROR_USAGE, "it failed with exit status %d",
                            WEXITSTATUS(status))
                : error_new(ERROR_USAGE, "signal %d ended it", WTERMSIG(status)),
            "run it by hand: what it writes is not shown here, for it may be the secret");
    return error ? error : password_take(password, arena, text, length);
}

struct error *
config_password(const char **password, const struct config *config, struct arena *arena)
{
    const char *file = config->values[SETTING_PASSWORD_FILE];
    const char *command = config->values[SETTING_PASSWORD_COMMAND];
    *password = NULL;
    if (file && *file) {
        const char *path = file_join(arena, config->directory, file);
        return error_prefix(file_password(password, arena, path),
                            "database.password_file");
    }
    if (command && *command)
        return error_prefix(command_password(password, arena, command),
                            "database.password_command");
    return NULL;
}
