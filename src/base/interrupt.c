#include "migrate/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* A signal handler has no other way to speak to the program. */
static volatile sig_atomic_t signal_seen;
static int wake[2] = {-1, -1};

static void
on_signal(int number)
{
    const int kept = errno;
    signal_seen = number;
    if (write(wake[1], "", 1) < 0) {
        /* The pipe is full: somebody was told already. */
    }
    errno = kept;
}

void
interrupt_catch(void)
{
    if (wake[0] >= 0 || pipe2(wake, O_CLOEXEC | O_NONBLOCK) < 0)
        return;
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction before;
        /* nohup(1) and the shell's & ignore some on purpose. */
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    }
}

int
interrupt_signal(void)
{
    return signal_seen;
}

int
interrupt_fd(void)
{
    return wake[0];
}

struct error *
interrupt_check(void)
{
    const int number = signal_seen;
    if (!number)
        return NULL;
    struct error *error =
        error_new(ERROR_FAILED, "interrupted by SIG%s", sigabbrev_np(number));
    error->signal = number;
    return error;
}
