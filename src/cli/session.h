/* What a command works with. Private to the room. */
#ifndef MIGRATE_CLI_SESSION_H
#define MIGRATE_CLI_SESSION_H

#include "migrate/config.h"
#include "migrate/json.h"
#include "migrate/runner.h"
#include "options.h"
#include "term.h"

#include <sys/types.h>

enum command_needs {
    NEEDS_CONFIG = 1,    /* the settings */
    NEEDS_REVISIONS = 3, /* and the scripts, as a graph */
    NEEDS_DATABASE = 7,  /* and the database, to be written to */
    WRITES_SCRIPTS = 8   /* one at a time */
};

struct session;

struct command {
    const char *name;
    const char *arguments; /* for the usage line */
    const char *summary;   /* one line */
    const char *text;      /* for --help: what it does, with an example */
    enum command_needs needs;
    size_t least, most; /* how many arguments */
    struct error *(*run)(struct session *session);
};

/* All commands, in the order of --help; ends with a row without a name. */
extern const struct command commands[];
const struct command *command_find(const char *name);

struct session {
    struct arena arena, scratch;
    struct options options;
    const struct command *command;
    struct config config;
    struct revisions revisions;
    struct revisions squashed; /* that lie there still, see revisions_squashed() */
    struct graph graph;
    struct engine *engine;
    struct runner runner;
    struct report *report;
    struct term term;
    pid_t pager; /* that stdout leads into, or 0 */
    int lock;    /* of the folder of the scripts, or 0 */
    bool json, quiet, verbose;
};

/* Opens what the command needs. */
struct error *session_open(struct session *session) MUST_CHECK;

/* Completes the graph with applied revisions whose scripts are not here, from the log of
 * the open database, and tells of them. */
struct error *session_recover(struct session *session) MUST_CHECK;

/* Reads the settings. */
struct error *session_load(struct session *session) MUST_CHECK;

/* Reads the scripts again, and opens the database again, to be written to. */
struct error *session_again(struct session *session) MUST_CHECK;

/* Lets others write scripts again. */
void session_unlock(struct session *session);

/* Reads the scripts and builds the graph. */
struct error *session_read(struct session *session) MUST_CHECK;

/* The same, but leaves what is in `squashed` to the caller. */
struct error *session_scripts(struct session *session) MUST_CHECK;

/* A session on the same scripts with another environment's settings (NULL: the general
 * ones), whose own URL no flag and no variable takes the place of; unless there is an
 * error, it is to be closed with session_leave(). */
struct error *session_enter(struct session *other, struct session *session,
                            const char *environment) MUST_CHECK;
void session_leave(struct session *other);

/* What the settings say of a connection. */
struct error *session_engine_options(struct engine_options *options,
                                     struct session *session, bool look) MUST_CHECK;

/* Opens the database only to look at it: for commands that do so when asked. */
struct error *session_look(struct session *session) MUST_CHECK;

void session_close(struct session *session);

/* The argument, or NULL. */
const char *session_argument(const struct session *session, size_t index);

/* The same where it is a range: git's A..B is taken for A:B. */
const char *session_range(struct session *session, size_t index);

/* The graph with the version rows, which are read from the database only when one of the
 * arguments is "current". */
struct error *session_place(struct place *place, struct session *session) MUST_CHECK;

/* Whether a script that was just written can be read; its header at least. */
struct error *script_reread(struct session *session, const char *path) MUST_CHECK;

/* Writes one JSON object, and the line end, to stdout. */
void session_print(struct buf *line);

/* Writes the ids of the revisions as an array. */
void session_ids(struct json *json, const char *key, const struct graph *graph,
                 struct indices list);

/* One command each. */
struct error *command_init(struct session *session);
struct error *command_revision(struct session *session);
struct error *command_diff(struct session *session);
struct error *command_dump(struct session *session);
struct error *command_verify(struct session *session);
struct error *command_squash(struct session *session);
struct error *command_merge(struct session *session);
struct error *command_check(struct session *session);
struct error *command_repair(struct session *session);
struct error *command_resume(struct session *session);
struct error *command_rebase(struct session *session);
struct error *command_complete(struct session *session);
struct error *command_edit(struct session *session);
struct error *command_ensure_version(struct session *session);
struct error *command_branches(struct session *session);
struct error *command_upgrade(struct session *session);
struct error *command_downgrade(struct session *session);
struct error *command_stamp(struct session *session);
struct error *command_current(struct session *session);
struct error *command_status(struct session *session);
struct error *command_history(struct session *session);
struct error *command_heads(struct session *session);
struct error *command_show(struct session *session);
struct error *command_list_templates(struct session *session);
struct error *command_help(struct session *session);

/* `migrate help` and `migrate help COMMAND`, to stdout. */
void help_print(const char *command);

/* The templates that are compiled in; ends with a row without a name. */
struct template
{
    const char *name;
    struct str readme, settings, revision; /* the first line of readme is its summary */
};
extern const struct template templates[];

/* By name; NULL is the default one. */
struct error *template_find(const struct template **template,
                            const char *name) MUST_CHECK;

/* The text of new scripts: what --template says, else the project's own
 * templates/revision.sql, else the default one's. */
struct error *template_read(struct str *text, struct session *session) MUST_CHECK;

#endif
