#include "spawn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct error *
spawn_on(const char *command, const char *path, bool talk)
{
    struct arena arena = {0};
    const char *script = arena_printf(&arena, "%s \"$@\"", command);
    const pid_t child = fork();
    if (child == 0) {
        if (talk)
            dup2(STDERR_FILENO, STDOUT_FILENO);
        execl("/bin/sh", "sh", "-c", script, command, path, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    arena_free(&arena);
    if (child < 0)
        return error_new(ERROR_FAILED, "cannot start \"%s\": %s", command,
                         strerror(errno));
    if (WIFSIGNALED(status))
        return error_new(ERROR_FAILED, "\"%s\" was ended by signal %d", command,
                         WTERMSIG(status));
    return WEXITSTATUS(status) == 0 ? NULL
                                    : error_new(ERROR_FAILED, "\"%s\" failed: exit %d",
                                                command, WEXITSTATUS(status));
}

bool
spawn_installed(const char *name)
{
    struct arena arena = {0};
    bool found = false;
    for (struct str rest = str_from(getenv("PATH")); rest.length && !found;) {
        const struct str folder = str_before(rest, ':', &rest, NULL);
        found = access(arena_printf(&arena, "%.*s/%s", STR_ARG(folder), name), X_OK) == 0;
    }
    arena_free(&arena);
    return found;
}
