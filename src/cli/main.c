/* `migrate`: find the command, open what it needs, run it, print its error. */
#include "pager.h"
#include "report.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 128 and the signal's number, as a shell says it, when a signal ended the run and
 * nothing is half done; else the error's kind. */
static int
error_status(const struct error *error)
{
    return error->signal && error->kind == ERROR_FAILED ? 128 + error->signal
                                                        : (int)error->kind;
}

static struct error *
command_line_check(const struct session *session)
{
    const struct command *command = session->command;
    vec_each (&session->options.given, given) {
        const struct option option = option_row(given->option);
        if (!option_belongs(&option, command->name))
            return error_hint(error_new(ERROR_USAGE, "%s takes no option --%s",
                                        command->name, option.name),
                              "\"migrate help %s\" lists its options", command->name);
    }
    if (session->json && options_have(&session->options, OPTION_SQL))
        return error_new(ERROR_USAGE, "--sql and --json do not go together");
    const size_t count = session->options.arguments.count;
    if (count < command->least || count > command->most)
        return error_hint(error_new(ERROR_USAGE,
                                    count < command->least
                                        ? "%s needs %s"
                                        : "too many arguments for %s%.0s",
                                    command->name, command->arguments),
                          "usage: migrate %s %s", command->name, command->arguments);
    return NULL;
}

static struct error *
unknown_command(const char *name)
{
    const char *known[32];
    size_t count = 0;
    for (const struct command *command = commands; command->name && count < 32; command++)
        known[count++] = command->name;
    const char *nearest = str_nearest(str_from(name), known, count);
    return error_hint(error_new(ERROR_USAGE, "unknown command \"%s\"", name), "%s%s%s",
                      nearest ? "did you mean \"" : "\"migrate help\" lists them",
                      nearest ? nearest : "", nearest ? "\"?" : "");
}

static struct error *
run(struct session *session, int argc, char **argv)
{
    struct options *options = &session->options;
    struct error *error = options_parse(options, &session->arena, argc, argv);
    session->json = options_have(options, OPTION_JSON);
    session->quiet = options_have(options, OPTION_QUIET);
    session->verbose = options_have(options, OPTION_VERBOSE);
    if (error ||
        (error = term_open(&session->term, options_value(options, OPTION_COLOR))))
        return error;
    session->term.raise = options_have(options, OPTION_RAISEERR);
    if (options_have(options, OPTION_VERSION)) {
        puts("migrate " MIGRATE_VERSION);
        return NULL;
    }
    if (!options->command) {
        help_print(NULL);
        return options_have(options, OPTION_HELP)
                   ? NULL
                   : error_hint(error_new(ERROR_USAGE, "no command"),
                                "\"migrate help COMMAND\" explains one");
    }
    session->command = command_find(options->command);
    if (!session->command)
        return unknown_command(options->command);
    if (options_have(options, OPTION_HELP)) {
        help_print(session->command->name);
        return NULL;
    }
    if ((error = command_line_check(session)) || (error = session_open(session)))
        return error;
    return session->command->run(session);
}

/* A terminal would obey what a server or a script puts into a message. */
static void
controls_hide(char *text)
{
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text, next = (unsigned char)text[1];
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F)
            *text = '?';
        else if (c == 0xC2 && next >= 0x80 && next < 0xA0)
            text[1] = (char)0xBF; /* an inverted question mark */
    }
}

/* What the database says may quote a secret. */
static void
error_hide(struct session *session, struct error *error)
{
    char **const texts[] = {&error->message, &error->hint, &error->detail,
                            &error->excerpt, &error->path};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!*texts[i])
            continue;
        controls_hide(*texts[i]);
        const char *masked = url_mask(&session->arena, *texts[i]);
        const struct str hidden =
            expansion_hide(&session->runner.expansion, &session->arena, str_from(masked));
        free(*texts[i]);
        *texts[i] = memory_or_abort(strndup(hidden.data, hidden.length));
    }
}

/* A full disk behind stdout must not look like success. */
static struct error *
stdout_check(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return NULL;
    return error_new(ERROR_FAILED, "cannot write the output: %s", strerror(errno));
}

int
main(int argc, char **argv)
{
    /* A reader of stdout that goes away must not kill us between two steps. */
    signal(SIGPIPE, SIG_IGN);              /* NOLINT(bugprone-signal-handler) */
    setvbuf(stderr, NULL, _IOLBF, BUFSIZ); /* one write a line, not one a word */
    struct session session = {.term = TERM_PLAIN};
    struct error *error = run(&session, argc, argv);
    pager_close(session.pager);
    if (!error)
        error = stdout_check();
    int status = 0;
    if (error) {
        error_hide(&session, error);
        status = error_status(error);
        if (session.json)
            report_json_error(error, status);
        term_error(&session.term, error);
        error_free(error);
    }
    session_close(&session);
    return status;
}
