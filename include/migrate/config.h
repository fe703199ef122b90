/* The settings: one table (settings.c) of all that can be set, from which come the flags,
 * the environment variables, the keys of migrate.yaml, --help, the completions and the
 * check of the man page. A flag beats the environment, that beats the file, and that the
 * default. */
#ifndef MIGRATE_CONFIG_H
#define MIGRATE_CONFIG_H

#include "migrate/error.h"
#include "migrate/vec.h"

enum setting_id {
    SETTING_URL,
    SETTING_DIRECT_URL,
    SETTING_ECHO,
    SETTING_CONNECT_TIMEOUT,
    SETTING_WAIT,
    SETTING_KEEPALIVE,
    SETTING_LOCK_TIMEOUT,
    SETTING_LOCK_RETRIES,
    SETTING_LOCK_RETRY_FOR,
    SETTING_STATEMENT_TIMEOUT,
    SETTING_RUN_LOCK_TIMEOUT,
    SETTING_DURABILITY,
    SETTING_PIPELINE,
    SETTING_POOL_SIZE,
    SETTING_MAX_OVERFLOW,
    SETTING_POOL_TIMEOUT,
    SETTING_POOL_RECYCLE,
    SETTING_POOL_PRE_PING,
    SETTING_PASSWORD_FILE,
    SETTING_PASSWORD_COMMAND,
    SETTING_VERSIONS,
    SETTING_RECURSIVE,
    SETTING_VERSION_TABLE,
    SETTING_VERSION_TABLE_SCHEMA,
    SETTING_LOG_TABLE,
    SETTING_TRANSACTION,
    SETTING_FILE_TEMPLATE,
    SETTING_SLUG_LENGTH,
    SETTING_TIMEZONE,
    SETTING_REVISION_ID,
    SETTING_AFTER_REVISION,
    SETTING_HEADS,
    SETTING_SCHEMA,
    SETTING_SCHEMA_INCLUDE,
    SETTING_SCHEMA_EXCLUDE,
    SETTING_SCHEMA_OWNERS,
    SETTING_SCHEMA_PRIVILEGES,
    SETTING_SCRATCH_URL,
    SETTING_DUMP,
    SETTING_COUNT
};

enum setting_type {
    SETTING_TEXT,
    SETTING_LIST, /* one text, or in the file a list of them */
    SETTING_BOOL,
    SETTING_DURATION, /* 500ms, 5s, 2m, 1h; a bare number is seconds; 0 or none: none */
    SETTING_NUMBER,
    SETTING_CHOICE /* one of `choices` */
};

struct setting {
    const char *key;      /* in migrate.yaml, with dots */
    const char *flag;     /* without "--"; NULL: none */
    const char *variable; /* of the environment; NULL: none */
    const char *fallback; /* the default; NULL: not set */
    enum setting_type type;
    const char *argument; /* what --help calls its value */
    const char *choices;  /* "a|b" */
    const char *help;
};

extern const struct setting settings[SETTING_COUNT];

struct pair {
    struct str key, value;
};

/* What the command line says. */
struct config_flags {
    const char *file;                  /* -c */
    const char *environment;           /* -n */
    const char *values[SETTING_COUNT]; /* NULL: not given */
    VEC(struct pair) variables;        /* -x */
    bool own_url; /* the file's database.url counts, whatever a flag or variable says */
};

/* A variable of scripts; a later one of the same name counts. */
struct config_variable {
    struct str name, value;
    bool secret;
};

/* Where a URL comes from; a later one beats those before it. */
enum url_place {
    URL_DEFAULT,
    URL_FILE,        /* the general part of the settings */
    URL_VARIABLE,    /* DATABASE_URL, MIGRATE_DIRECT_URL */
    URL_ENVIRONMENT, /* the environment that was chosen, which has one of its own */
    URL_FLAG
};

struct config {
    const char *file;        /* the settings file, or NULL if there is none */
    const char *directory;   /* its folder: relative paths in it start there; or "." */
    const char *environment; /* or NULL */
    const char *values[SETTING_COUNT];     /* after ${…}; NULL: not set */
    double seconds[SETTING_COUNT];         /* of durations */
    long numbers[SETTING_COUNT];           /* of numbers and booleans */
    VEC(const char *) versions;            /* folders, as paths from here */
    VEC(const char *) after_revision;      /* commands */
    VEC(struct str) include, exclude;      /* patterns of the schema's objects */
    VEC(struct str) environments;          /* the names that the file has */
    VEC(struct config_variable) variables; /* for scripts: the file's, then -x */
    struct error *later; /* of a setting about the database, for who opens it; or NULL */
    enum url_place url_place; /* of values[SETTING_URL] */
    const char *ignored; /* a setting that belongs to another URL, so does not count */
};

/* Reads flags, environment and file, and checks every value. Errors are of kind USAGE,
 * and located in the file where they come from it. A variable that is not set is no error
 * yet where the setting is about the database: most commands need none (config->later).
 */
struct error *config_load(struct config *config, struct arena *arena,
                          const struct config_flags *flags) MUST_CHECK;

/* What config_load() put off; the caller's from now on. */
struct error *config_database(struct config *config) MUST_CHECK;

void config_close(struct config *config);

/* The password from password_file or password_command; NULL when neither is set. Not part
 * of config_load(), since most commands need none. */
struct error *config_password(const char **password, const struct config *config,
                              struct arena *arena) MUST_CHECK;

#endif
