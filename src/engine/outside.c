/* What cannot run in a transaction: its answer may get lost, and an index that was built
 * concurrently may come out INVALID. So the database is asked what became of it. */
#include "migrate/engine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An index of the catalog that may be the one that a statement makes. */
struct found {
    const char *id, *name; /* its oid, and its whole name as SQL writes it; NULL: none */
    bool valid;
    bool same;            /* the definition is the one that is wanted */
    bool uncompared;      /* that cannot be said */
    const char *builder;  /* the process that may be building it now, or NULL */
    const char *leftover; /* an INVALID index that cannot be compared, or NULL */
};

/* All that makes an index what it is, but its name and its table's. */
#define SIGNATURE                                                                        \
    "{concat_ws}('|', x.relam, i.indisunique, i.indnkeyatts, i.indclass,"                \
    " i.indcollation, i.indoption, {to_jsonb}(i) {->>} 'indnullsnotdistinct',"           \
    " x.reloptions, {pg_get_expr}(i.indpred, i.indrelid),"                               \
    " (SELECT {string_agg}({pg_get_indexdef}(i.indexrelid, k, false), ',')"              \
    " FROM {generate_series}(1, i.indnatts) k))"

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
                 const struct sql_index *index, const char *table)
{
    struct rows rows = {0};
    struct error *error = engine_exec(engine, "BEGIN", NULL);
    if (error)
        return error;
    const char *sql =
        arena_printf(arena,
                     "CREATE TEMPORARY TABLE %s (LIKE %.*s) ON COMMIT DROP;"
                     " CREATE %sINDEX migrate_probe_index ON pg_temp.%s%.*s",
                     table, STR_ARG(index->table), index->unique ? "UNIQUE " : "", table,
                     STR_ARG(index->rest));
    error = engine_exec(engine, sql, NULL);
    if (!error)
        error = engine_query(
            engine, arena,
            sql_own(arena, engine->dialect,
                    "SELECT " SIGNATURE " FROM pg_catalog.pg_index i"
                    " JOIN pg_catalog.pg_class x ON x.oid {=} i.indexrelid WHERE"
                    " i.indexrelid {=} 'pg_temp.migrate_probe_index'::{regclass}::{oid}"),
            &rows);
    if (!error && rows.count)
        *signature = rows_value(&rows, 0, 0);
    struct error *back = engine_exec(engine, "ROLLBACK", NULL);
    if (error)
        error_free(back);
    return error ? error : back;
}

static const char *
literal(const struct engine *engine, struct arena *arena, struct str text)
{
    struct buf out = {.arena = arena};
    sql_literal(&out, engine->dialect, text);
    return buf_text(&out);
}

/* The indexes of the table that have the name, or where the statement gives none, the
 * definition. */
static struct error *
candidates(struct rows *rows, struct engine *engine, struct arena *arena,
           const struct sql_index *index)
{
    const char *name = index->catalog_name ? index->catalog_name : "";
    return engine_query(
        engine, arena,
        sql_own(arena, engine->dialect,
                "SELECT i.indexrelid, {concat}({quote_ident}(n.nspname), '.',"
                " {quote_ident}(x.relname)), i.indisvalid,"
                " (SELECT l.pid FROM pg_catalog.pg_locks l"
                " WHERE l.relation {=} i.indrelid AND l.granted AND l.database {=}"
                " (SELECT oid FROM pg_catalog.pg_database WHERE datname {=}"
                " {current_database}()) AND l.mode {=} 'ShareUpdateExclusiveLock'"
                " AND l.pid {<>} {pg_backend_pid}() LIMIT 1), " SIGNATURE
                ", {quote_ident}(t.relname)"
                " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x"
                " ON x.oid {=} i.indexrelid"
                " JOIN pg_catalog.pg_namespace n ON n.oid {=} x.relnamespace"
                " JOIN pg_catalog.pg_class t ON t.oid {=} i.indrelid"
                " WHERE i.indrelid {=} {to_regclass}(%s)::{oid} AND"
                " (%s {=} '' OR x.relname {=} %s)",
                literal(engine, arena, index->table),
                literal(engine, arena, str_from(name)),
                literal(engine, arena, str_from(name))),
        rows);
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
    if (error || !rows.count)
        return error;
    error = wanted_signature(&signature, engine, arena, index, rows_value(&rows, 0, 5));
    if (error && (error->kind != ERROR_FAILED || !engine_alive(engine)))
        return error;
    /* A role that may make no temporary tables, an expression over the table itself. */
    const bool uncompared = error != NULL;
    error_free(error);
    found->uncompared = uncompared;
    for (size_t i = 0; i < rows.count; i++) {
        const char *its = rows_value(&rows, i, 4);
        const struct found one = {.id = rows_value(&rows, i, 0),
                                  .name = rows_value(&rows, i, 1),
                                  .valid = is_true(&rows, i, 2),
                                  .builder = rows_value(&rows, i, 3),
                                  .uncompared = uncompared,
                                  .same =
                                      its && signature && strcmp(its, signature) == 0};
        if (!index->catalog_name && !one.same) {
            if (uncompared && !one.valid)
                found->leftover = one.name;
            continue;
        }
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

/* Sends what waits for old transactions by design without a lock_timeout, and then puts
 * back the one that was there, the script's own perhaps. */
static struct error *
patiently(struct engine *engine, struct error *(*send)(struct engine *, const void *),
          const void *what)
{
    struct arena arena = {0};
    struct rows rows = {0};
    /* In a transaction of its own making, where no setting of ours holds. */
    struct error *error = engine_query(
        engine, &arena,
        "BEGIN; SELECT pg_catalog.current_setting('lock_timeout'); COMMIT", &rows);
    if (!error)
        error = engine_exec(engine, "SET lock_timeout = 0", NULL);
    if (!error)
        error = send(engine, what);
    /* A signal that came at the end of the statement must not stop what says so. */
    const bool calm = engine->calm;
    engine->calm = true;
    if (!error && rows.count)
        error = engine_exec(
            engine,
            arena_printf(&arena, "SET lock_timeout = '%s'", rows_value(&rows, 0, 0)),
            NULL);
    engine->calm = calm;
    arena_free(&arena);
    return error;
}

static struct error *
send_statement(struct engine *engine, const void *statement)
{
    return engine_statement(engine, statement);
}

static struct error *
send_own(struct engine *engine, const void *sql)
{
    return engine_exec(engine, sql, NULL);
}

struct error *
engine_statement_outside(struct engine *engine, const struct sql_statement *statement)
{
    const char *kind = sql_outside_only(engine->dialect, statement);
    const bool concurrent = kind && strstr(kind, "INDEX CONCURRENTLY");
    if (!concurrent)
        return engine_statement(engine, statement);
    if (!engine_has(engine, ENGINE_PRINTS))
        return patiently(engine, send_statement, statement);
    /* Printed SQL cannot ask which one was there. */
    char back[64];
    snprintf(back, sizeof back, "SET lock_timeout = %.0f",
             engine->options.lock_timeout * 1000);
    struct error *error = engine_exec(engine, "SET lock_timeout = 0", NULL);
    if (!error)
        error = engine_statement(engine, statement);
    return error ? error : engine_exec(engine, back, NULL);
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
                                    "the index %s is INVALID, but process %s may be "
                                    "building it: it is at work on the table",
                                    found->name, found->builder),
                          "run again when that has ended");
    tell(engine,
         arena_printf(arena,
                      "the index %s is INVALID, as an attempt to build it that failed "
                      "leaves it: it is dropped and built again",
                      found->name));
    return patiently(engine, send_own,
                     arena_printf(arena, "DROP INDEX CONCURRENTLY %s", found->name));
}

struct error *
engine_index_prepare(bool *done, struct engine *engine,
                     const struct sql_statement *statement, bool sent)
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
    } else if (!error && found.id && found.same && sent && !index.if_exists) {
        tell(engine,
             arena_printf(&arena, "the index %s is there, as an earlier run made it",
                          found.name));
        *done = true;
    } else if (!error && found.id && index.if_exists &&
               (found.same || found.uncompared)) {
        tell(engine,
             arena_printf(&arena, "the index %s is there already%s", found.name,
                          found.uncompared ? "; its definition cannot be compared" : ""));
        *done = true;
    } else if (!error && found.leftover) {
        tell(engine, arena_printf(&arena,
                                  "there is an INVALID index %s, perhaps of an earlier "
                                  "attempt at this one, which has no name: drop it if so",
                                  found.leftover));
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

/* A partition of which DETACH … CONCURRENTLY was cancelled is pending: only FINALIZE goes
 * on from there. */
static struct error *
detach_finish(bool *done, struct engine *engine, struct arena *arena,
              const struct sql_detach *detach)
{
    struct rows rows;
    struct error *error = engine_query(
        engine, arena,
        sql_own(arena, engine->dialect,
                "SELECT {to_regclass}(%s) IS NULL OR {to_regclass}(%s) IS NULL,"
                " (SELECT i.inhdetachpending FROM pg_catalog.pg_inherits i WHERE"
                " i.inhparent {=} {to_regclass}(%s)::{oid} AND i.inhrelid {=}"
                " {to_regclass}(%s)::{oid})",
                literal(engine, arena, detach->table),
                literal(engine, arena, detach->partition),
                literal(engine, arena, detach->table),
                literal(engine, arena, detach->partition)),
        &rows);
    if (error || is_true(&rows, 0, 0))
        return error;
    *done = !rows_value(&rows, 0, 1); /* no partition any more */
    if (*done || !is_true(&rows, 0, 1))
        return NULL;
    tell(engine, "an earlier run began to detach the partition: it is finished");
    *done = true;
    return patiently(engine, send_own,
                     arena_printf(arena,
                                  "ALTER TABLE %.*s DETACH PARTITION %.*s FINALIZE",
                                  STR_ARG(detach->table), STR_ARG(detach->partition)));
}

static const char no_file[] = "no file";

static const char *
vacuum_file(struct arena *arena, struct str literal_text)
{
    struct buf name = {.arena = arena};
    for (size_t i = 0; i < literal_text.length; i++) {
        buf_char(&name, literal_text.data[i]);
        i += literal_text.data[i] == '\'';
    }
    return buf_text(&name);
}

void
engine_discard(struct engine *engine, const struct sql_statement *statement,
               const char *mark)
{
    struct arena arena = {0};
    const struct str file = sql_vacuum_into(engine->dialect, statement);
    const char *path = file.length ? vacuum_file(&arena, file) : NULL;
    if (path && mark && strcmp(mark, no_file) == 0 && unlink(path) == 0)
        tell(engine,
             arena_printf(&arena, "the part of %s that was written is removed", path));
    arena_free(&arena);
}

struct error *
engine_finish_sent(bool *done, struct engine *engine,
                   const struct sql_statement *statement, const char *mark)
{
    struct arena arena = {0};
    struct sql_detach detach;
    struct error *error = NULL;
    *done = false;
    if (sql_detach(&detach, engine->dialect, statement))
        error = detach_finish(done, engine, &arena, &detach);
    else
        engine_discard(engine, statement, mark);
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

static struct error *
ask(const char **answer, struct engine *engine, struct arena *arena, const char *sql)
{
    struct rows rows = {0};
    struct error *error = engine_query(engine, arena, sql, &rows);
    *answer = !error && rows.count ? rows_value(&rows, 0, 0) : NULL;
    return error;
}

/* The oid of what a name means now, or NULL. */
static struct error *
relation_id(const char **id, struct engine *engine, struct arena *arena, struct str name)
{
    return ask(id, engine, arena,
               sql_own(arena, engine->dialect, "SELECT {to_regclass}(%s)::{oid}",
                       literal(engine, arena, name)));
}

/* The oid of the index that DROP INDEX names: later the name may mean another one. */
struct error *
engine_outcome_mark(const char **mark, struct engine *engine, struct arena *arena,
                    const struct sql_statement *statement)
{
    struct sql_index index;
    *mark = NULL;
    const struct str file = sql_vacuum_into(engine->dialect, statement);
    if (file.length && !engine_has(engine, ENGINE_PRINTS) &&
        access(vacuum_file(arena, file), F_OK) < 0 && errno == ENOENT)
        *mark = no_file;
    if (engine->dialect != &sql_postgresql || engine_has(engine, ENGINE_PRINTS) ||
        !sql_index(&index, engine->dialect, statement, arena) || !index.drops)
        return NULL;
    return relation_id(mark, engine, arena, index.name);
}

/* Gone: done. Still what the name means: to be sent again. Else nobody knows. */
static struct error *
drop_outcome(enum outcome *outcome, struct engine *engine, struct arena *arena,
             const struct sql_index *index, const char *mark)
{
    const char *there, *meant;
    if (!mark)
        return NULL;
    struct error *error =
        ask(&there, engine, arena,
            sql_own(arena, engine->dialect,
                    "SELECT oid FROM pg_catalog.pg_class WHERE oid {=} %s::{oid}",
                    literal(engine, arena, str_from(mark))));
    if (!error)
        error = relation_id(&meant, engine, arena, index->name);
    if (!error && !there)
        *outcome = OUTCOME_DONE;
    else if (!error && meant && strcmp(meant, mark) == 0)
        *outcome = OUTCOME_NOTHING;
    return error;
}

static struct error *
index_outcome(enum outcome *outcome, struct engine *engine, struct arena *arena,
              const struct sql_index *index, const char *mark)
{
    struct found found;
    if (index->drops)
        return drop_outcome(outcome, engine, arena, index, mark);
    struct error *error = index_find(&found, engine, arena, index);
    if (error)
        return error;
    if (found.id ? !found.valid : index->catalog_name || !found.uncompared)
        *outcome = OUTCOME_NOTHING;
    else if (found.same && index->catalog_name)
        *outcome = OUTCOME_DONE;
    return NULL;
}

struct error *
engine_outcome(enum outcome *outcome, struct engine *engine,
               const struct sql_statement *statement, const char *mark)
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
    if (statement->word_count && str_is_nocase(statement->words[0], "reindex"))
        *outcome = OUTCOME_NOTHING;
    if (!kind || *outcome == OUTCOME_NOTHING)
        return NULL;
    struct arena arena = {0};
    struct sql_index index;
    struct error *error = NULL;
    if (sql_index(&index, engine->dialect, statement, &arena))
        error = index_outcome(outcome, engine, &arena, &index, mark);
    arena_free(&arena);
    return error;
}
