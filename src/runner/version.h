/* The two tables. Private to the room. */
#ifndef MIGRATE_RUNNER_VERSION_H
#define MIGRATE_RUNNER_VERSION_H

#include "migrate/runner.h"

/* The columns of the log that are added where an older version of this program made it
 * without them. */
enum { LOG_SESSION = 10, LOG_COLUMN_COUNT };
struct log_column {
    const char *name, *type; /* see sql_bind() */
};
extern const struct log_column log_columns[LOG_COLUMN_COUNT];

struct version {
    struct engine *engine;
    struct arena *arena; /* the runner's scratch */
    const struct expansion *expansion;
    const struct version_settings *settings;
    const char *table, *log; /* as SQL names them; log may be NULL */
    bool schema_known;       /* the names above have their schema */
    bool table_exists, log_exists;
    bool lacks[LOG_COLUMN_COUNT]; /* columns that the log does not have */
    bool journals; /* a step is journalled, which needs the column of the session */
    size_t width;  /* of version_num, in characters; 0: no limit, or not known */
};

/* sql_own() in the dialect and the scratch arena of the version. */
#define version_sql(version, ...)                                                        \
    sql_own((version)->arena, (version)->engine->dialect, __VA_ARGS__)

/* Whether the database says that a table is not there. */
bool is_undefined_table(const struct error *error);

/* What is read before anything is planned. */
struct version_look {
    struct names rows;
    bool log;                      /* there is a log, which was asked: */
    struct rows unfinished, edits; /* log_unfinished_sql(), edits_sql() */
};

/* Finds the tables and reads them, in one round trip where the database allows that.
 * `version` is zero, or was opened before. `lock`: takes the lock first, in the same. A
 * table that is not there has no rows; what may not be seen is an error. */
struct error *version_look(struct version_look *look, struct version *version,
                           struct runner *runner, bool lock) MUST_CHECK;

/* Finds the schema and which of the tables exist; from now on our SQL names the schema,
 * whatever a script does to the search path. */
struct error *version_open(struct version *version, struct runner *runner) MUST_CHECK;

/* Takes the lock of all runs on this database and version table. */
struct error *version_lock(const struct version *version) MUST_CHECK;
struct error *version_lock_asking(const struct version *version,
                                  struct questions *more) MUST_CHECK;

/* A name as SQL writes it, with a schema unless that is NULL. */
const char *version_name(struct arena *arena, const char *schema, const char *name);
const char *version_literal(const struct version *version, struct str text);

/* PostgreSQL: an expression, the schema where the table is or would be made. */
const char *version_schema_sql(const struct version *version);

/* The question for the version rows, and its answer. */
const char *version_rows_sql(struct arena *arena, const char *table);
struct error *version_rows_take(struct names *names, const struct rows *rows,
                                const struct version *version) MUST_CHECK;

/* An error when the version table cannot hold the revision's id. */
struct error *version_fits(const struct version *version,
                           const struct revision *revision) MUST_CHECK;

/* PostgreSQL: who may write to the table beside its owner, as "app (INSERT, UPDATE)"; and
 * the owner, unless that is this role, one that it is a member of, or a superuser; NULL:
 * nobody. The table as SQL names it. */
struct error *version_writers(const char **writers, const struct version *version,
                              const char *table) MUST_CHECK;

/* An error of a question to the log: where it lacks columns, how to add them. */
struct error *version_explain(const struct version *version,
                              struct error *error) MUST_CHECK;

/* The triggers and rules of the version table, which may undo what we write; or NULL. */
const char *version_triggers(const struct version *version);

struct error *version_read(struct names *rows, const struct version *version) MUST_CHECK;

/* Creates the tables that are not there yet, and the columns that the log lacks, in the
 * transaction that is open. */
struct error *version_create(struct version *version) MUST_CHECK;

/* Takes it that what version_create_sql() says was done. */
void version_created(struct version *version);

/* ALTER TABLE … ADD COLUMN, for a column that the log lacks. */
const char *log_column_sql(const struct version *version, size_t column);

/* Somebody else (Alembic, which takes no lock) made it at the same moment: MOVED. */
struct error *moved_if_taken(struct error *error) MUST_CHECK;

/* Statements of which each must change exactly one row. */
struct version_batch {
    const char **items;
    size_t count, room;
};
void version_add(struct version_batch *batch, struct arena *arena, const char *sql);

/* Adds what creates the tables that are not there yet. */
void version_create_sql(struct version_batch *batch, const struct version *version);

/* Sends them, in one message where the database takes that; MOVED if one of them changed
 * no row, or more than one. */
struct error *version_send(const struct version *version,
                           const struct version_batch *batch) MUST_CHECK;

/* Adds what takes rows out and puts rows in. */
void version_move(struct version_batch *batch, const struct version *version,
                  struct names removes, struct names adds);

/* One row of the log. */
struct log_row {
    struct str revision;
    const char *direction, *state;
    const char *started; /* an expression */
    const char *path;
    struct str script;
    const struct revision *original; /* whose digest shows a later edit */
    struct str tokens_of;            /* the part whose tokens count: the section */
    size_t done, total;
};

/* Adds its INSERT; nothing when no log is kept. */
void log_add(struct version_batch *batch, const struct version *version,
             const struct identity *identity, const struct log_row *row);

/* The non-transactional step that was begun and not finished, if any. */
struct log_open {
    const char *id, *state;
    const char *error;   /* or what was noted before a statement was sent; may be NULL */
    const char *session; /* as the last statement that is done left it; may be NULL */
    struct str script;   /* the whole text that was run */
    size_t done;
};
struct error *log_find_open(struct log_open *open, const struct version *version,
                            struct str revision, const char *direction) MUST_CHECK;

/* A value of our tables, which anybody may have written: a text, "" for NULL; a number, 0
 * for what is none. */
const char *log_value(const struct rows *rows, size_t row, size_t column);
size_t log_number(const char *value);

/* The same as a text that may be shown to people. */
const char *log_shown(struct arena *arena, const struct rows *rows, size_t row,
                      size_t column);

/* All of them, oldest first: revision, direction, state, statements_done,
 * statements_total. */
struct error *log_unfinished(struct rows *rows, const struct version *version,
                             struct arena *arena) MUST_CHECK;
const char *log_unfinished_sql(const struct version *version, struct arena *arena);

/* What the session is now (search path, role, what is temporary), as an expression and as
 * its value; and what notes it in such a row. */
const char *log_session_sql(const struct version *version);
struct error *log_session(const char **session, const struct version *version,
                          struct arena *arena) MUST_CHECK;
void log_session_note(struct version_batch *batch, const struct version *version,
                      const struct log_open *open);

/* Adds the UPDATE that notes how far such a step has come, if its row still is as `open`
 * says (MOVED otherwise). `failure` may be NULL. */
void log_progress(struct version_batch *batch, const struct version *version,
                  const struct log_open *open, struct str revision, const char *direction,
                  const char *state, size_t done, const char *failure);

/* Adds the UPDATE that puts another text into such a row: of a step that was mended and
 * resumed the log keeps what ran to its end. */
void log_text(struct version_batch *batch, const struct version *version,
              const struct log_open *open, const struct log_row *row);

/* Whether the log says that the revision is applied. */
struct error *log_knows(bool *known, const struct version *version,
                        struct str revision) MUST_CHECK;

/* "by USER on HOST at TIME", or NULL when the log does not know. */
const char *log_who(const struct version *version, struct str revision);

#endif
