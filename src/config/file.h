/* The settings file as a table of values. Private to the room. */
#ifndef MIGRATE_CONFIG_FILE_H
#define MIGRATE_CONFIG_FILE_H

#include "migrate/config.h"
#include "migrate/yaml.h"

/* The value of each setting in the file, NULL where it has none; the chosen environment's
 * come before the general ones. */
struct settings_file {
    const struct yaml *values[SETTING_COUNT];
    bool own[SETTING_COUNT];         /* the value is the environment's */
    const struct yaml *environments; /* a map, or NULL */
    bool direct_here;                /* this level has a direct_url of its own */
    const struct yaml *variables[2]; /* of scripts: the general ones, the environment's */
};

/* Parses the text; unknown keys are errors at their place, in all environments. */
struct error *settings_parse(struct settings_file *file, struct arena *arena,
                             struct str text, const char *environment) MUST_CHECK;

/* Replaces ${NAME} and ${NAME:-default} by -x variables or the environment's. Errors have
 * no place. */
struct error *settings_expand(const char **result, struct arena *arena, struct str text,
                              const struct config_flags *flags) MUST_CHECK;

#endif
