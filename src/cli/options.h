/* The command line. Private to the room. */
#ifndef MIGRATE_CLI_OPTIONS_H
#define MIGRATE_CLI_OPTIONS_H

#include "migrate/config.h"

enum option_id {
    OPTION_CONFIG,
    OPTION_NAME,
    OPTION_X,
    OPTION_QUIET,
    OPTION_VERBOSE,
    OPTION_JSON,
    OPTION_COLOR,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_MESSAGE,
    OPTION_REV_ID,
    OPTION_HEAD,
    OPTION_SPLICE,
    OPTION_BRANCH_LABEL,
    OPTION_DEPENDS_ON,
    OPTION_SQL,
    OPTION_DRY_RUN,
    OPTION_PURGE,
    OPTION_RANGE,
    OPTION_INDICATE_CURRENT,
    OPTION_RESOLVE_DEPENDENCIES,
    OPTION_LIST,
    OPTION_CHECK_HEADS,
    OPTION_VERSION_PATH,
    OPTION_TEMPLATE,
    OPTION_TAG,
    OPTION_RAISEERR,
    OPTION_GRAPH,
    OPTION_ONTO,
    OPTION_PENDING,
    OPTION_OFFLINE,
    OPTION_LOG,
    OPTION_DONE,
    OPTION_RETRY,
    OPTION_ROLLBACK_BY_DOWN,
    OPTION_NO_PIPELINE,
    OPTION_AUTOGENERATE,
    OPTION_FROM_DATABASE,
    OPTION_RENAME,
    OPTION_ALLOW_BEHIND,
    OPTION_DRIFT,
    OPTION_OUTPUT,
    OPTION_DATA,
    OPTION_ROWS,
    OPTION_JOBS,
    OPTION_FROM_LOG,
    OPTION_CHECK,
    OPTION_COUNT,
    /* and after these the settings that have a flag: OPTION_COUNT + setting id */
    OPTION_ALL = OPTION_COUNT + SETTING_COUNT
};

struct option {
    const char *name;     /* without "--"; NULL: this setting has no flag */
    const char *argument; /* what --help calls its value; NULL: takes none */
    const char *help;
    const char *commands; /* the commands that take it, " revision merge "; NULL: all */
    char letter;          /* 0: none */
};

/* The row of an option, of a setting's flag too. */
struct option option_row(size_t id);

/* Whether a command takes the option. */
bool option_belongs(const struct option *option, const char *command);

struct given {
    size_t option;
    const char *value; /* "" for one that takes none */
};

struct options {
    const char *command; /* NULL: none */
    VEC(const char *) arguments;
    VEC(struct given) given;
};

/* Reads the command line: options before and after the command, in any order, by any
 * unambiguous beginning; `-1` and `+1` are arguments. Errors are of kind USAGE. */
struct error *options_parse(struct options *options, struct arena *arena, int argc,
                            char **argv) MUST_CHECK;

bool options_have(const struct options *options, enum option_id id);

/* The last value, or NULL. */
const char *options_value(const struct options *options, enum option_id id);

/* All values; one that holds commas is several. */
struct names_list {
    VEC(struct str) items;
};
void options_values(struct names_list *list, const struct options *options,
                    enum option_id id, struct arena *arena);

/* What the settings need. */
struct error *options_flags(struct config_flags *flags, const struct options *options,
                            struct arena *arena) MUST_CHECK;

#endif
