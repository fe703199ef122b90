/* Other programs: the editor, hooks. Private to the room. */
#ifndef MIGRATE_CLI_SPAWN_H
#define MIGRATE_CLI_SPAWN_H

#include "migrate/error.h"

/* Runs a command on a file, and waits. A shell takes the command apart, which may hold
 * arguments (as git has it); the path is an argument of its own and is not read by the
 * shell. `talk`: what it prints goes to stderr, for stdout is ours. An exit status other
 * than 0 is an error of kind FAILED. */
struct error *spawn_on(const char *command, const char *path, bool talk) MUST_CHECK;

/* Whether a program of that name is on the PATH. */
bool spawn_installed(const char *name);

#endif
