#include "session.h"

#include <stdio.h>
#include <string.h>

static void
option_print(size_t id)
{
    const struct option option = option_row(id);
    char left[64];
    const char letter[] = {'-', option.letter, ',', ' ', '\0'};
    const bool only_letter = strlen(option.name) == 1;
    snprintf(left, sizeof left, "%s%s%s%s%s", option.letter ? letter : "    ",
             only_letter ? "" : "--", only_letter ? "" : option.name,
             option.argument ? " " : "", option.argument ? option.argument : "");
    if (only_letter)
        snprintf(left, sizeof left, "-%c %s", option.letter, option.argument);
    printf("  %-28s %s\n", left, option.help);
}

/* The options of a command, or with NULL those that every command takes. */
static void
options_print(const char *command)
{
    for (size_t id = 0; id < OPTION_ALL; id++) {
        const struct option option = option_row(id);
        if (!option.name || (command == NULL) != (option.commands == NULL))
            continue;
        if (!command || option_belongs(&option, command))
            option_print(id);
    }
}

static bool
has_options(const char *command)
{
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        const struct option option = option_row(id);
        if (option.commands && option_belongs(&option, command))
            return true;
    }
    return false;
}

void
help_print(const char *name)
{
    const struct command *command = name ? command_find(name) : NULL;
    if (command) {
        printf("usage: migrate %s%s%s [options]\n\n%s\n", command->name,
               *command->arguments ? " " : "", command->arguments, command->text);
        if (has_options(name)) {
            puts("\noptions:");
            options_print(command->name);
        }
    } else {
        puts("usage: migrate COMMAND [options]\n\n"
             "Schema migrations in plain SQL, for SQLite and PostgreSQL.\n\ncommands:");
        for (command = commands; command->name; command++)
            printf("  %-12s %s\n", command->name, command->summary);
    }
    puts("\noptions of every command:");
    options_print(NULL);
}

/* Names only: of the commands, or of the options that one takes. */
static void
list_print(const char *name)
{
    if (!name) {
        for (const struct command *command = commands; command->name; command++)
            puts(command->name);
        return;
    }
    for (size_t id = 0; id < OPTION_ALL; id++) {
        const struct option option = option_row(id);
        if (option_belongs(&option, name))
            printf(strlen(option.name) == 1 ? "-%s\n" : "--%s\n", option.name);
    }
}

static void
json_rows(const char *name, struct arena *arena)
{
    const struct command *command = commands;
    for (size_t i = 0; name ? i < OPTION_ALL : command->name != NULL; i++) {
        struct buf line = {.arena = arena};
        struct json json = {.out = &line};
        const struct option option = option_row(name ? i : 0);
        if (name && !option_belongs(&option, name))
            continue;
        json_object(&json, NULL);
        if (name) {
            json_text(&json, "option", option.name);
            json_text(&json, "argument", option.argument);
            json_text(&json, "help", option.help);
        } else {
            json_text(&json, "command", command->name);
            json_text(&json, "arguments", command->arguments);
            json_text(&json, "help", command->summary);
            command++;
        }
        json_end(&json);
        session_print(&line);
    }
}

struct error *
command_help(struct session *session)
{
    const char *name = session_argument(session, 0);
    if (name && !command_find(name))
        return error_hint(error_new(ERROR_USAGE, "unknown command \"%s\"", name),
                          "\"migrate help\" lists them");
    if (name)
        name = command_find(name)->name;
    if (session->json)
        json_rows(name, &session->arena);
    else if (options_have(&session->options, OPTION_LIST))
        list_print(name);
    else
        help_print(name);
    return NULL;
}
