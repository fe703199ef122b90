/* What a database is made of, by its own description of itself; the difference between
 * two such descriptions; and the SQL that leads from one to the other.
 *
 * Everything in a database is a row of one kind (struct schema_row), which the catalog
 * queries of each database fill with complete statements from the server's own deparsers.
 * The rest of the room knows rows and what they need of each other, and only a handful of
 * rules about single kinds. */
#ifndef MIGRATE_SCHEMA_H
#define MIGRATE_SCHEMA_H

#include "migrate/engine.h"
#include "migrate/graph.h"
#include "migrate/vec.h"

struct schema_row {
    const char *kind, *id;  /* rows of two schemas are matched by these */
    const char *address;    /* in the database's own dependencies; may be NULL */
    const char *parent;     /* the address of its owner, which takes it along; or NULL */
    const char *key;        /* differs: it must be dropped and made again */
    const char *definition; /* differs: `alter` is enough, if there is one */
    const char *make;       /* "": it follows its parent, and is never made alone */
    const char *alter, *drop; /* complete statements, without semicolon; or NULL */
    bool inlined;             /* the parent's `make` holds it */
    bool aside; /* not compared: it is only kept when its owner is made again */
    long order; /* where nothing else decides; SQLite: in which they were made */
};

struct schema_need {
    const char *address, *needs;
    char type; /* of pg_depend: i and e are part of what they need; h: inherits it, and
                * goes with it; H: and does not */
};

struct schema {
    const struct sql_dialect *dialect;
    struct schema_row *rows; /* by kind and id */
    size_t count;
    struct schema_need *needs;
    size_t need_count;
};

/* Which objects count. A pattern is that of a shell; it is held against "name" and
 * "schema.name". What belongs to an object goes with it. */
struct schema_filter {
    struct names include, exclude; /* include empty: all */
    struct names own;              /* tables of our own, by name */
    bool owners, privileges;
};

/* Reads it: in one round trip, from one snapshot, without writing anything. The rows live
 * in the arena. */
struct error *schema_read(struct schema *schema, struct engine *engine,
                          struct arena *arena,
                          const struct schema_filter *filter) MUST_CHECK;

/* What every new database has. */
void schema_nothing(struct schema *schema, const struct sql_dialect *dialect);

/* What differs, a line each: "column users.age: missing", "default users.age: 1, not 2".
 * `ours` is what is there, `wanted` what should be. */
struct names schema_compare(const struct schema *ours, const struct schema *wanted,
                            struct arena *arena);

/* Of objects whose kind is not managed, those that only one of the two has. */
struct names schema_unmanaged(const struct schema *ours, const struct schema *wanted,
                              struct arena *arena);

/* One statement of a way. */
struct schema_change {
    const char *sql;
    const char *warning; /* "drops column users.age (data loss)"; or NULL */
    const char *hint;    /* "--rename users.name:users.full_name"; or NULL */
    bool table;          /* makes a table, or a sequence */
    bool late;           /* looks at rows, or acts on them: a key, a trigger */
    const char *view;    /* a materialized view that it makes; or NULL */
};

struct schema_changes {
    VEC(struct schema_change) list;
    bool keys_off;  /* SQLite: PRAGMA foreign_keys = OFF goes before all of it */
    bool commits;   /* a new value of an enum is used: each statement commits by itself */
    bool unchecked; /* bodies of functions name what comes behind them */
    /* For the client of this database, and not for a script: then it stops at the first
     * error there, in a transaction where that is possible. NULL: it is a script's. */
    const struct sql_dialect *printed;
};

/* The statements that make `to` of `from`. Both were read from the same kind of database.
 */
struct error *schema_diff(struct schema_changes *changes, const struct schema *from,
                          const struct schema *to, struct arena *arena) MUST_CHECK;

/* Whether it makes functions, whose bodies the server might look at too early. */
bool schema_makes_functions(const struct schema_changes *changes);

/* Adds the statements of `more` at the end. */
void schema_join(struct schema_changes *changes, const struct schema_changes *more,
                 struct arena *arena);

/* The rows of a table as INSERTs, sorted. */
struct error *schema_data(struct names *inserts, struct engine *engine, struct str table,
                          struct arena *arena) MUST_CHECK;

/* Those of all tables, and where the counters stand. */
struct error *schema_data_all(struct names *statements, const struct schema *schema,
                              struct engine *engine, struct arena *arena) MUST_CHECK;

/* Puts them into a way from nothing: behind the tables, before keys and triggers. */
void schema_put_data(struct schema_changes *changes, struct names statements,
                     const struct sql_dialect *dialect, struct arena *arena);

/* The statements as a section of a script, with their warnings before them. */
struct str schema_text(const struct schema_changes *changes, struct arena *arena);

/* --- Databases to try things on (scratch.c) ---------------------------------------- */

/* A rename that a comment in DDL tells of; names as they are written there. */
struct told {
    struct str table;
    struct str column; /* empty: the comment is about the table */
    struct str old;    /* what it was called: where the comment says it */
    const char *path;  /* the file, and all of its text */
    struct str file;
};

/* An empty database of the kind that `options->url` names. SQLite: in memory. PostgreSQL:
 * a new one on that server, gone at the end; or, when the role may make none and the
 * database is an empty one, a transaction in it that is rolled back. */
struct scratch {
    struct engine *engine; /* the empty database */
    struct engine *server; /* PostgreSQL: the connection that makes databases */
    struct engine *reader; /* the connection that scratch_look() reads through */
    struct engine_options options;
    struct arena *arena; /* of what is asked and read; it may be another one any time */
    char name[64];
    bool own_server;    /* it is there to be tried on: roles may be made */
    bool transaction;   /* nothing is ever committed */
    bool loading;       /* DDL, in any order: bodies of functions are not looked at */
    bool used;          /* something ran there since it was empty */
    struct rows shared; /* of the server, see shared.c; no rows: not looked at */
    struct arena shared_arena;
    bool reads_authid;        /* the role may read passwords' digests, too */
    VEC(struct told) renames; /* by the files of DDL, see scratch_load() */
};
/* `transaction`: wants the latter in any case. */
struct error *scratch_open(struct scratch *scratch, const struct engine_options *options,
                           bool transaction, struct arena *arena) MUST_CHECK;

/* Empties it. */
struct error *scratch_clear(struct scratch *scratch) MUST_CHECK;

/* PostgreSQL, and not in a transaction: makes it what the other one is. */
struct error *scratch_copy(struct scratch *to, struct scratch *from) MUST_CHECK;

/* NULL is allowed for what was never opened. */
void scratch_close(struct scratch *scratch);

/* What is in it now. */
struct error *scratch_look(struct schema *schema, struct scratch *scratch,
                           const struct schema_filter *filter) MUST_CHECK;

/* Runs a section of a script there, without any books: errors are located. */
struct error *scratch_run(struct scratch *scratch, const struct revision *revision,
                          enum direction direction,
                          const struct expansion *expansion) MUST_CHECK;

/* Runs all up sections that lead to the targets. */
struct error *scratch_replay(struct scratch *scratch, const struct graph *graph,
                             struct indices targets,
                             const struct expansion *expansion) MUST_CHECK;

/* Runs the statements of a file, or of a folder's *.sql files, which may stand in any
 * order. What is no DDL is an error. A comment "-- migrate:renamed-from NAME" before a
 * CREATE TABLE, or before a column in one, is kept as a rename. */
struct error *scratch_load(struct scratch *scratch, const char *path) MUST_CHECK;
struct error *scratch_load_text(struct scratch *scratch, const char *path,
                                struct str text) MUST_CHECK;

/* An error at the first statement that is no DDL. */
struct error *schema_only(struct str sql, const struct sql_dialect *dialect) MUST_CHECK;

/* An error when it sets what belongs neither to the schema nor to the rows, and would be
 * lost (SQLite: PRAGMA journal_mode and the like). */
struct error *schema_carries(struct str sql,
                             const struct sql_dialect *dialect) MUST_CHECK;

/* Runs the statements of a way. */
struct error *scratch_change(struct scratch *scratch,
                             const struct schema_changes *changes) MUST_CHECK;

/* What is in the columns of the tables that a way touches (values.c): a sum of each. */
struct value {
    const char *column, *sum;
};
struct values {
    VEC(struct value) list;
};
struct error *values_read(struct values *values, struct scratch *scratch,
                          const struct schema *schema,
                          const struct schema_changes *way) MUST_CHECK;

/* Whether any column is the same at both ends. */
bool values_any(const struct schema *from, const struct schema *to, struct arena *arena);

/* Of the columns that are the same at both ends, those in which something else is, though
 * the way does not say so; a line each. */
struct names values_changed(const struct values *before, const struct values *after,
                            const struct schema *from, const struct schema *to,
                            const struct schema_changes *way, struct arena *arena);

/* --- Ways that were tried (propose.c, verify.c) ------------------------------------ */

/* Renames all that goes by names: what is said, extensions that are elsewhere, and what
 * is equal but for its name. `renamed` is the schema before that in the scratch database,
 * and then the one after it. */
struct error *schema_rename_all(struct schema_changes *there, struct schema_changes *back,
                                struct schema *renamed, const struct schema *after,
                                struct names renames, struct scratch *scratch,
                                const struct schema_filter *filter) MUST_CHECK;

/* Where a way begins or ends. */
enum source_kind {
    SOURCE_NOTHING, /* an empty database */
    SOURCE_SCRIPTS, /* what the up sections to `targets` make */
    SOURCE_FILE,    /* DDL, a file or a folder */
    SOURCE_DATABASE /* one that is there: it is only read */
};
struct source {
    enum source_kind kind;
    const struct graph *graph;
    struct indices targets;
    const struct expansion *expansion;
    const char *path;
    struct engine *engine;
};

/* Reads it, with the help of the scratch database, which is changed. */
struct error *source_read(struct schema *schema, const struct source *source,
                          struct scratch *scratch,
                          const struct schema_filter *filter) MUST_CHECK;

/* Goes a way there, and looks whether it leads to what is wanted: what is missing is
 * added. `name` says which way it is. */
struct error *schema_go(struct schema_changes *changes, const struct schema *wanted,
                        struct scratch *scratch, const struct schema_filter *filter,
                        const char *name) MUST_CHECK;

struct proposal {
    struct schema_changes up, down;
    const char *one_way;    /* why there is no way down; or NULL */
    struct names unmanaged; /* differences that the way leaves */
};

/* The way from one to the other and back, each tried on the scratch database until it
 * gives exactly the other end. */
struct error *schema_propose(struct proposal *proposal, const struct source *from,
                             const struct source *to, struct names renames,
                             struct scratch *scratch,
                             const struct schema_filter *filter) MUST_CHECK;

/* What a revision's down section, or its second up, does not undo or do. */
struct finding {
    const struct revision *revision;
    const char *when;    /* "after down" */
    struct names lines;  /* of schema_compare() */
    struct error *error; /* or why it could not be run; belongs to the caller */
};
typedef void schema_tell(void *context, const struct revision *revision,
                         const struct finding *finding);

/* Runs each step that leads to the targets up, down and up again; those that are not to
 * be looked at only up. Tells of each, in their order: without a finding when it is fine.
 * Further scratch databases like the given one are made when several steps go at once. */
struct verification {
    const bool *set; /* the revisions to look at; NULL: all */
    bool rows;       /* with a row in every table, which must still be there */
    size_t jobs;     /* at once, at most */
};
struct error *schema_verify(struct scratch *scratch, const struct graph *graph,
                            struct indices targets, const struct verification *wanted,
                            const struct expansion *expansion,
                            const struct schema_filter *filter, schema_tell *tell,
                            void *context) MUST_CHECK;

#endif
