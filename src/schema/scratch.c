/* Empty databases to try things on.
 *
 * On PostgreSQL each is a database of its own, whose name says which database it was made
 * from, and when. Who makes one holds an advisory lock of that name in the database that
 * it is made from, so that the next who comes can tell those that a killed run left. */
#include "schema.h"

#include "migrate/interrupt.h"
#include "migrate/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "migrate_scratch_"

static const char empty[] = "template0";

/* Expressions: takes a lock of that name, frees it. */
#define LOCK(name)   "{pg_try_advisory_lock}({hashtextextended}(" name ", 0))"
#define UNLOCK(name) "{pg_advisory_unlock}({hashtextextended}(" name ", 0))"

static struct error *
session_prepare(struct scratch *scratch)
{
    if (scratch->engine->dialect == &sql_sqlite)
        return NULL;
    static const char quiet[] = "client_min_messages = warning";
    static const char unchecked[] = "check_function_bodies = off";
    const char *set = scratch->transaction ? "SET LOCAL" : "SET";
    const char *sql = arena_printf(scratch->arena, "%s %s", set, quiet);
    if (scratch->loading)
        sql = arena_printf(scratch->arena, "%s; %s %s", sql, set, unchecked);
    return engine_exec(scratch->engine, sql, NULL);
}

struct error *
session_renew(struct scratch *scratch)
{
    if (scratch->engine->dialect == &sql_sqlite)
        return NULL;
    struct error *error = engine_exec(scratch->engine, "RESET ALL", NULL);
    return error ? error : session_prepare(scratch);
}

/* Sessions of a run that was killed may still be at work there. */
static const char *
force(const struct scratch *scratch)
{
    return scratch->server->version >= 130000 ? " WITH (FORCE)" : "";
}

/* What killed runs left, made from this same database: nobody holds their lock. */
static struct error *
leftovers_remove(struct scratch *scratch)
{
    struct rows rows;
    struct error *error = engine_query(
        scratch->server, scratch->arena,
        sql_own(
            scratch->arena, &sql_postgresql,
            "SELECT d.datname FROM pg_catalog.pg_database d WHERE d.datname {~} '^" PREFIX
            "[0-9]+_[0-9a-f]+_[0-9a-f]+$' AND {split_part}(d.datname::{text}, '_', 3)"
            " {=} (SELECT oid::{text} FROM pg_catalog.pg_database WHERE datname {=}"
            " {current_database}())"),
        &rows);
    for (size_t i = 0; !error && i < rows.count; i++) {
        const char *name = rows_value(&rows, i, 0);
        struct rows held;
        error = engine_query(
            scratch->server, scratch->arena,
            sql_own(scratch->arena, &sql_postgresql, "SELECT " LOCK("'%s'"), name),
            &held);
        if (error || strcmp(rows_value(&held, 0, 0), "t") != 0)
            continue;
        /* Another run may be faster, or the role not the owner: that is no fault. */
        error_free(engine_exec(
            scratch->server,
            arena_printf(scratch->arena, "DROP DATABASE \"%s\"%s", name, force(scratch)),
            NULL));
        error = engine_query(
            scratch->server, scratch->arena,
            sql_own(scratch->arena, &sql_postgresql, "SELECT " UNLOCK("'%s'"), name),
            &held);
    }
    return error;
}

/* What is found without a schema is what it would be in that database, and bodies of
 * functions are looked at as there. Nothing needs to be on the disk. */
static struct error *
settings_copy(struct scratch *scratch)
{
    struct rows rows;
    struct error *error = engine_query(
        scratch->server, scratch->arena,
        sql_own(
            scratch->arena, &sql_postgresql,
            "SELECT {replace}(c, '=\"\"', '=''''') FROM"
            " pg_catalog.pg_db_role_setting s, {unnest}(setconfig) c WHERE setrole {=}"
            " 0::{oid} AND c {~} '^(search_path|check_function_bodies)=' AND"
            " setdatabase {=} (SELECT oid FROM pg_catalog.pg_database WHERE datname {=}"
            " {current_database}()) UNION ALL SELECT 'synchronous_commit=off'"),
        &rows);
    for (size_t i = 0; !error && i < rows.count; i++)
        error = engine_exec(scratch->server,
                            arena_printf(scratch->arena, "ALTER DATABASE \"%s\" SET %s",
                                         scratch->name, rows_value(&rows, i, 0)),
                            NULL);
    return error;
}

static struct error *
reader_open(struct scratch *scratch)
{
    struct engine_options options = scratch->options;
    options.database = scratch->name;
    struct error *error = engine_open(&scratch->reader, &options);
    if (!error)
        scratch->reader->own_session = true;
    return error;
}

static struct error *
sessions_open(struct scratch *scratch)
{
    struct engine_options options = scratch->options;
    options.database = scratch->name;
    struct error *error = engine_open(&scratch->engine, &options);
    if (error || (error = reader_open(scratch)))
        return error;
    return session_prepare(scratch);
}

static void
sessions_close(struct scratch *scratch)
{
    engine_close(scratch->engine);
    engine_close(scratch->reader);
    scratch->engine = scratch->reader = NULL;
}

/* Its locale and encoding are those of the database that it is made from. */
static struct error *
database_make(struct scratch *scratch, const char *template)
{
    struct rows rows;
    struct arena *arena = scratch->arena;
    struct error *error = engine_query(
        scratch->server, arena,
        sql_own(arena, &sql_postgresql,
                "SELECT n.name, " LOCK(
                    "n.name") ", {format}('CREATE DATABASE %%I"
                              " TEMPLATE %s ENCODING %%L LC_COLLATE %%L LC_CTYPE %%L',"
                              " n.name, {pg_encoding_to_char}(d.encoding), d.datcollate,"
                              " d.datctype) FROM pg_catalog.pg_database d, LATERAL "
                              "(SELECT {concat}('" PREFIX
                              "', d.oid, '_%llx_%08x') AS name) n"
                              " WHERE d.datname {=} {current_database}()",
                template, (unsigned long long)time_now(), (unsigned)arc4random()),
        &rows);
    if (error)
        return error;
    if ((error = engine_exec(scratch->server, rows_value(&rows, 0, 2), NULL)))
        return error;
    snprintf(scratch->name, sizeof scratch->name, "%s", rows_value(&rows, 0, 0));
    return (error = settings_copy(scratch)) ? error : sessions_open(scratch);
}

static void
database_drop(struct scratch *scratch)
{
    sessions_close(scratch);
    if (!*scratch->name)
        return;
    scratch->server->calm = true; /* a signal must not leave it behind */
    error_free(
        engine_exec(scratch->server,
                    arena_printf(scratch->arena, "DROP DATABASE IF EXISTS \"%s\"%s",
                                 scratch->name, force(scratch)),
                    NULL));
    scratch->server->calm = false;
    *scratch->name = '\0';
}

/* The way without a database of its own: the one at hand, if it is empty. */
static struct error *
transaction_start(struct scratch *scratch)
{
    struct schema schema;
    const struct schema_filter all = {.owners = false};
    scratch->transaction = true;
    scratch->engine = scratch->server;
    scratch->engine->own_session = !scratch->engine->pooled;
    struct error *error = engine_begin(scratch->engine, false);
    if (!error)
        error = session_prepare(scratch);
    if (!error)
        error = engine_exec(scratch->engine, "SAVEPOINT migrate_scratch", NULL);
    if (error || (error = scratch_look(&schema, scratch, &all)))
        return error;
    for (size_t i = 0; i < schema.count; i++)
        if (!schema.rows[i].aside && !row_is(&schema.rows[i], "schema") &&
            !row_is(&schema.rows[i], "extension") && !row_is(&schema.rows[i], "comment"))
            return error_hint(
                error_new(ERROR_USAGE,
                          "the role may not create databases, and the database is not "
                          "empty (%s %s)",
                          schema.rows[i].kind, schema.rows[i].id),
                "GRANT it with ALTER ROLE … CREATEDB, or set scratch.url to an empty "
                "database or to a server where it may");
    return NULL;
}

static struct error *
postgresql_start(struct scratch *scratch)
{
    static const char insufficient_privilege[] = "42501";
    struct error *error = engine_open(&scratch->server, &scratch->options);
    if (error)
        return error;
    if (scratch->transaction)
        return transaction_start(scratch);
    if ((error = leftovers_remove(scratch)))
        return error;
    error = database_make(scratch, empty);
    if (!error || strcmp(error->sqlstate, insufficient_privilege) != 0)
        return error;
    error_free(error);
    return transaction_start(scratch);
}

struct error *
scratch_open(struct scratch *scratch, const struct engine_options *options,
             bool transaction, struct arena *arena)
{
    const struct sql_dialect *dialect;
    interrupt_catch(); /* so that nothing is left behind */
    *scratch =
        (struct scratch){.options = *options, .arena = arena, .transaction = transaction};
    scratch->options.notice = NULL;
    scratch->options.read_only = false;
    struct error *error = engine_dialect(&dialect, options->url);
    if (error)
        return error;
    if (dialect == &sql_sqlite) {
        scratch->transaction = false;
        scratch->options.url = "sqlite://";
        return engine_open(&scratch->engine, &scratch->options);
    }
    return error_prefix(postgresql_start(scratch), "no scratch database");
}

struct error *
scratch_look(struct schema *schema, struct scratch *scratch,
             const struct schema_filter *filter)
{
    if (!scratch->reader)
        return schema_read(schema, scratch->engine, scratch->arena, filter);
    struct error *error = schema_read(schema, scratch->reader, scratch->arena, filter);
    if (!error || engine_alive(scratch->reader) || interrupt_signal())
        return error;
    /* A script may end the other sessions of its database. */
    error_free(error);
    engine_close(scratch->reader);
    scratch->reader = NULL;
    return (error = reader_open(scratch))
               ? error
               : schema_read(schema, scratch->reader, scratch->arena, filter);
}

struct error *
scratch_clear(struct scratch *scratch)
{
    if (!scratch->used)
        return NULL;
    scratch->used = false;
    if (scratch->transaction)
        return engine_exec(scratch->engine, "ROLLBACK TO migrate_scratch", NULL);
    if (scratch->server) {
        database_drop(scratch);
        return database_make(scratch, empty);
    }
    engine_close(scratch->engine);
    scratch->engine = NULL;
    return engine_open(&scratch->engine, &scratch->options);
}

struct error *
scratch_copy(struct scratch *to, struct scratch *from)
{
    if (!from->server) {
        to->used = true;
        engine_close(to->engine);
        to->engine = NULL;
        struct error *unopened = engine_open(&to->engine, &to->options);
        return unopened ? unopened : engine_copy(to->engine, from->engine);
    }
    sessions_close(from); /* the server copies what nobody is at work in */
    database_drop(to);
    struct error *error = database_make(to, from->name);
    to->used = true;
    return error ? error : sessions_open(from);
}

void
scratch_close(struct scratch *scratch)
{
    if (scratch->server && !scratch->transaction)
        database_drop(scratch);
    else if (scratch->engine != scratch->server)
        engine_close(scratch->engine);
    if (scratch->server)
        engine_close(scratch->server);
    arena_free(&scratch->shared_arena);
    scratch->shared = (struct rows){0};
    scratch->server = scratch->engine = NULL;
}
