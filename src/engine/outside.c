/* What cannot run in a transaction: its answer may get lost, and an index that was built
 * concurrently may come out INVALID. So the database is asked what became of it. */
#include "migrate/engine.h"

#include <stdlib.h>
#include <string.h>

/* An index of the catalog that may be the one that a statement makes. */
struct found {
    const char *id, *name; /* its oid, and its name as SQL writes it; NULL: none */
    bool valid;
    bool same;           /* the definition is the one that is wanted */
    const char *builder; /* the process that builds it now, or NULL */
};

/* All that makes an index what it is, but its name and its table's. */
#define SIGNATURE                                                                        \
    "pg_catalog.concat_ws('|', x.relam, i.indisunique, i.indnkeyatts, i.indclass,"       \
    " i.indcollation, i.indoption,"                                                      \
    " pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct', x.reloptions,"                   \
    " pg_catalog.pg_get_expr(i.indpred, i.indrelid),"                                    \
    " (SELECT pg_catalog.string_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k, false)," \
    " ',') FROM pg_catalog.generate_series(1, i.indnatts) k))"

static bool
is_true(const struct rows *rows, size_t row, size_t column)
{
    const char *value = rows_value(rows, row, column);
    return value && strcmp(value, "t") == 0;
}

/* The signature of the index that the statement would make: it is made on an empty copy
 * of the table, in a transaction that is rolled back. */
static struct error *
wanted_signature(const char **signature, struct engine *engine, struct arena *arena,
                 const struct sql_index *index)
{
    struct rows rows = {0};
    struct error *error = engine_exec(engine, "BEGIN", NULL);
    if (error)
        return error;
    const char *sql = arena_printf(
        arena,
        "CREATE TEMPORARY TABLE migrate_probe (LIKE %.*s) ON COMMIT DROP;"
        " CREATE %sINDEX migrate_probe_index ON pg_temp.migrate_probe%.*s",
        STR_ARG(index->table), index->unique ? "UNIQUE " : "", STR_ARG(index->rest));
    error = engine_exec(engine, sql, NULL);
    if (!error)
        error = engine_query(engine, arena,
                             "SELECT " SIGNATURE " FROM pg_catalog.pg_index i"
                             " JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
                             " WHERE i.indexrelid ="
                             " 'pg_temp.migrate_probe_index'::pg_catalog.regclass",
                             &rows);
    if (!error && rows.count)
        *signature = rows_value(&rows, 0, 0);
    struct error *back = engine_exec(engine, "ROLLBACK", NULL);
    if (error)
        error_free(back);
    return error ? error : back;
}

/* The indexes of the table that have the name, or where the statement gives none, the
 * definition. */
static struct error *
candidates(struct rows *rows, struct engine *engine, struct arena *arena,
           const struct sql_index *index)
{
    struct buf sql = {.arena = arena};
    buf_puts(&sql, "SELECT i.indexrelid, i.indexrelid::pg_catalog.regclass, i.indisvalid,"
                   " (SELECT a.pid FROM pg_catalog.pg_locks l"
                   " JOIN pg_catalog.pg_stat_activity a USING (pid)"
                   " WHERE l.relation = i.indrelid AND l.granted"
                   " AND l.mode = 'ShareUpdateExclusiveLock'"
                   " AND a.pid <> pg_catalog.pg_backend_pid()"
                   " AND a.query ~* 'index.*concurrently' LIMIT 1), " SIGNATURE
                   " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x"
                   " ON x.oid = i.indexrelid WHERE i.indrelid = pg_catalog.to_regclass(");
    sql_literal(&sql, engine->dialect, index->table);
    buf_char(&sql, ')');
    if (index->catalog_name) {
        buf_puts(&sql, " AND x.relname = ");
        sql_literal(&sql, engine->dialect, str_from(index->catalog_name));
    }
    return engine_query(engine, arena, buf_text(&sql), rows);
}

/* The index of the statement; without a name, an INVALID one before a valid one. */
static struct error *
index_find(struct found *found, struct engine *engine, struct arena *arena,
           const struct sql_index *index)
{
    struct rows rows;
    const char *signature = NULL;
    *found = (struct found){0};
    struct error *error = candidates(&rows, engine, arena, index);
    if (error || !rows.count ||
        (error = wanted_signature(&signature, engine, arena, index)))
        return error;
    for (size_t i = 0; i < rows.count; i++) {
        const char *its = rows_value(&rows, i, 4);
        const struct found one = {.id = rows_value(&rows, i, 0),
                                  .name = rows_value(&rows, i, 1),
                                  .valid = is_true(&rows, i, 2),
                                  .builder = rows_value(&rows, i, 3),
                                  .same =
                                      its && signature && strcmp(its, signature) == 0};
        if (!index->catalog_name && !one.same)
            continue;
        if (!found->id || found->valid)
            *found = one;
    }
    return NULL;
}

static bool
is_concurrent_index(struct sql_index *index, struct engine *engine, struct arena *arena,
                    const struct sql_statement *statement)
{
    return engine->dialect == &sql_postgresql && !engine_has(engine, ENGINE_PRINTS) &&
           sql_index(index, engine->dialect, statement, arena) && index->concurrently &&
           !index->drops;
}

static struct error *
set_lock_timeout(struct engine *engine, double seconds)
{
    char sql[64];
    snprintf(sql, sizeof sql, "SET lock_timeout = %.0f", seconds * 1000);
    return engine_exec(engine, sql, NULL);
}

struct error *
engine_statement_outside(struct engine *engine, const struct sql_statement *statement)
{
    const char *kind = sql_outside_only(engine->dialect, statement);
    const bool concurrent = kind && strstr(kind, "INDEX CONCURRENTLY");
    struct error *error = concurrent ? set_lock_timeout(engine, 0) : NULL;
    if (!error)
        error = engine_statement(engine, statement);
    if (!error && concurrent)
        error = set_lock_timeout(engine, engine->options.lock_timeout);
    return error;
}

static void
tell(struct engine *engine, const char *message)
{
    const struct engine_notice notice = {"notice", message};
    if (engine->options.notice)
        engine->options.notice(engine->options.context, &notice);
}

static struct error *
invalid_drop(struct engine *engine, struct arena *arena, const struct found *found)
{
    if (found->builder)
        return error_hint(error_new(ERROR_LOCKED,
                                    "the index %s is being built by process %s",
                                    found->name, found->builder),
                          "run again when that has ended");
    tell(engine,
         arena_printf(arena,
                      "the index %s is INVALID, as an attempt to build it that failed "
                      "leaves it: it is dropped and built again",
                      found->name));
    struct error *error = set_lock_timeout(engine, 0);
    if (!error)
        error = engine_exec(
            engine, arena_printf(arena, "DROP INDEX CONCURRENTLY %s", found->name), NULL);
    if (!error)
        error = set_lock_timeout(engine, engine->options.lock_timeout);
    return error;
}

struct error *
engine_index_prepare(bool *done, struct engine *engine,
                     const struct sql_statement *statement)
{
    struct arena arena = {0};
    struct sql_index index;
    struct found found = {0};
    *done = false;
    struct error *error = NULL;
    if (is_concurrent_index(&index, engine, &arena, statement))
        error = index_find(&found, engine, &arena, &index);
    if (!error && found.id && !found.valid) {
        error = invalid_drop(engine, &arena, &found);
    } else if (!error && found.id && index.if_exists && found.same) {
        tell(engine, arena_printf(&arena, "the index %s is there already", found.name));
        *done = true;
    } else if (!error && found.id && index.if_exists) {
        error =
            error_hint(error_new(ERROR_FAILED,
                                 "there is an index %s with another definition, which "
                                 "IF NOT EXISTS would take for this one",
                                 found.name),
                       "drop it, or give this one another name");
    }
    if (error && !error->at)
        error->at = statement->body.data;
    arena_free(&arena);
    return error;
}

struct error *
engine_index_check(struct engine *engine, const struct sql_statement *statement)
{
    struct arena arena = {0};
    struct sql_index index;
    struct rows rows = {0};
    struct error *error = NULL;
    const bool named = is_concurrent_index(&index, engine, &arena, statement) &&
                       index.catalog_name != NULL;
    if (named)
        error = candidates(&rows, engine, &arena, &index);
    if (!error && named && !rows.count)
        error =
            error_hint(error_at(statement->body.data, ERROR_FAILED,
                                "the index was not made: something else is called %s",
                                index.catalog_name),
                       "IF NOT EXISTS looks at names only: give the index another name");
    else if (!error && named && !is_true(&rows, 0, 2))
        error = error_hint(error_at(statement->body.data, ERROR_FAILED,
                                    "the index %s is INVALID", rows_value(&rows, 0, 1)),
                           "run again: it is dropped and built anew");
    arena_free(&arena);
    return error;
}

/* Whether the name stands for nothing any more; `ask` takes it as a literal. */
static struct error *
is_gone(bool *gone, struct engine *engine, const char *ask, struct str name)
{
    struct arena arena = {0};
    struct buf sql = {.arena = &arena};
    struct rows rows = {0};
    buf_puts(&sql, ask);
    sql_literal(&sql, engine->dialect, name);
    buf_puts(&sql, ") IS NULL");
    struct error *error = engine_query(engine, &arena, buf_text(&sql), &rows);
    *gone = !error && rows.count && is_true(&rows, 0, 0);
    arena_free(&arena);
    return error;
}

static struct error *
index_outcome(enum outcome *outcome, struct engine *engine, struct arena *arena,
              const struct sql_index *index)
{
    struct found found;
    bool gone = false;
    struct error *error = NULL;
    if (index->drops) {
        error = is_gone(&gone, engine, "SELECT pg_catalog.to_regclass(", index->name);
        *outcome = gone ? OUTCOME_DONE : OUTCOME_NOTHING;
        return error;
    }
    error = index_find(&found, engine, arena, index);
    if (error && error->kind == ERROR_FAILED && engine_alive(engine)) {
        /* That its definition cannot be compared is no reason to fail. */
        error_free(error);
        return NULL;
    }
    if (error)
        return error;
    if (!found.id || !found.valid)
        *outcome = OUTCOME_NOTHING;
    else if (found.same && index->catalog_name)
        *outcome = OUTCOME_DONE;
    return NULL;
}

struct error *
engine_outcome(enum outcome *outcome, struct engine *engine,
               const struct sql_statement *statement)
{
    /* Whose effect is the same however often. */
    static const char *const again[] = {"VACUUM",       "REINDEX",        "CLUSTER",
                                        "ALTER SYSTEM", "ALTER DATABASE", "DISCARD"};
    const char *kind = sql_outside_only(engine->dialect, statement);
    *outcome = OUTCOME_UNKNOWN;
    /* SQLite's (VACUUM, PRAGMA, ATTACH) are of that sort too. */
    if (engine->dialect == &sql_sqlite)
        *outcome = OUTCOME_NOTHING;
    for (size_t i = 0; kind && i < sizeof again / sizeof *again; i++)
        if (strncmp(kind, again[i], strlen(again[i])) == 0)
            *outcome = OUTCOME_NOTHING;
    if (!kind || *outcome == OUTCOME_NOTHING)
        return NULL;
    struct arena arena = {0};
    struct sql_index index;
    struct error *error = NULL;
    if (sql_index(&index, engine->dialect, statement, &arena))
        error = index_outcome(outcome, engine, &arena, &index);
    arena_free(&arena);
    return error;
}
