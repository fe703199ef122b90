/* The two tables. Private to the room. */
#ifndef MIGRATE_RUNNER_VERSION_H
#define MIGRATE_RUNNER_VERSION_H

#include "migrate/runner.h"

struct version {
    struct engine *engine;
    struct arena *arena; /* the runner's scratch */
    const struct expansion *expansion;
    const struct version_settings *settings;
    const char *table, *log; /* as SQL names them, with the schema; log may be NULL */
    bool table_exists, log_exists;
    size_t width; /* of version_num, in characters; 0: no limit, or not known */
};

/* Whether the database says that a table is not there. */
bool is_undefined_table(const struct error *error);

/* The version rows by the names that a query finds without knowing the schema. */
struct error *version_read_first(struct names *rows,
                                 const struct version_settings *settings,
                                 struct engine *engine, struct arena *arena) MUST_CHECK;

/* The same, and beside it the answer to a question to the log (NULL: none), in one round
 * trip; of a version from version_assume(). A table that is not there has no rows. */
struct error *version_first(struct names *rows, struct rows *logged,
                            struct version *version, const char *of_the_log) MUST_CHECK;

/* What version_open() asks and, where both tables were there before, version_read() and
 * the `count` questions of `list`, in one round trip. `lock`: takes the lock first, in
 * the same. */
struct error *version_read_all(struct names *rows, struct rows *more,
                               struct version *version, const char *const *list,
                               size_t count, bool lock, struct arena *keep) MUST_CHECK;

/* Finds the schema and which of the tables exist; from now on our SQL names the schema,
 * whatever a script does to the search path. */
struct error *version_open(struct version *version, struct runner *runner) MUST_CHECK;

/* The same without asking: where the database has schemas the tables are taken to be
 * where the search path finds them. A log that is not there is an error of the database
 * then, undefined_table. */
struct error *version_assume(struct version *version, struct runner *runner) MUST_CHECK;

/* Takes the lock of all runs on this database and version table. */
struct error *version_lock(const struct version *version) MUST_CHECK;

/* An error when the version table cannot hold the revision's id. */
struct error *version_fits(const struct version *version,
                           const struct revision *revision) MUST_CHECK;

struct error *version_read(struct names *rows, const struct version *version) MUST_CHECK;

/* Creates the tables that are not there yet, in the transaction that is open. */
struct error *version_create(struct version *version) MUST_CHECK;

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
    const char *error; /* or what was noted before a statement was sent; may be NULL */
    struct str script; /* the whole text that was run */
    size_t done;
};
struct error *log_find_open(struct log_open *open, const struct version *version,
                            struct str revision, const char *direction) MUST_CHECK;

/* All of them, oldest first: revision, direction, state, statements_done,
 * statements_total. */
struct error *log_unfinished(struct rows *rows, const struct version *version,
                             struct arena *arena) MUST_CHECK;
const char *log_unfinished_sql(const struct version *version, struct arena *arena);

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
