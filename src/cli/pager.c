#include "pager.h"

#include "spawn.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *
pager_choose(void)
{
    const char *name = getenv("MIGRATE_PAGER");
    if (!name)
        name = getenv("PAGER");
    if (!name)
        name = spawn_installed("less") ? "less" : "";
    return strcmp(name, "cat") == 0 ? "" : name;
}

pid_t
pager_open(void)
{
    const char *terminal = getenv("TERM");
    const char *command = pager_choose();
    int ends[2];
    if (!isatty(STDOUT_FILENO) || !*command || !terminal ||
        strcmp(terminal, "dumb") == 0 || pipe(ends) < 0)
        return 0;
    const pid_t pager = fork();
    if (pager == 0) {
        dup2(ends[0], STDIN_FILENO);
        close(ends[0]);
        close(ends[1]);
        /* Colours as they are, no pager for what fits the screen, and leave it there. */
        setenv("LESS", "FRX", 0);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    if (pager > 0)
        dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    return pager > 0 ? pager : 0;
}

void
pager_close(pid_t pager)
{
    if (!pager)
        return;
    fflush(stdout);
    const int nowhere = dup(STDERR_FILENO);
    if (nowhere >= 0) {
        dup2(nowhere,
             STDOUT_FILENO); /* closes the pipe: that is the pager's end of file */
        close(nowhere);
    }
    clearerr(stdout);
    int status;
    while (waitpid(pager, &status, 0) < 0 && errno == EINTR)
        ;
}
