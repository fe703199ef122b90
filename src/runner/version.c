/* The alembic_version table: made, read and written exactly as Alembic does it; and how
 * the log beside it is made. */
#include "version.h"

#include <stdlib.h>
#include <string.h>

/* Whether a name needs no quotes in any dialect: lower case with an underscore, which
 * hardly a reserved word has. So the table is stored as Alembic writes it. */
static bool
is_bare(const char *name)
{
    bool underscore = false;
    for (const char *p = name; *p; p++) {
        underscore |= *p == '_';
        if (!((*p >= 'a' && *p <= 'z') || *p == '_' ||
              (p > name && *p >= '0' && *p <= '9')))
            return false;
    }
    return underscore && strncmp(name, "current_", 8) != 0 &&
           strncmp(name, "session_", 8) != 0 && strncmp(name, "system_", 7) != 0;
}

static void
name_add(struct buf *sql, const char *name)
{
    if (is_bare(name))
        buf_puts(sql, name);
    else
        sql_name(sql, str_from(name));
}

const char *
version_name(struct arena *arena, const char *schema, const char *name)
{
    struct buf sql = {.arena = arena};
    if (schema) {
        name_add(&sql, schema);
        buf_char(&sql, '.');
    }
    name_add(&sql, name);
    return buf_text(&sql);
}

bool
is_undefined_table(const struct error *error)
{
    return strcmp(error->sqlstate, "42P01") == 0;
}

struct error *
version_lock_asking(const struct version *version, struct questions *more)
{
    struct arena *arena = version->arena;
    const char *name = NULL;
    if (engine_has(version->engine, ENGINE_SCHEMAS) &&
        !engine_has(version->engine, ENGINE_PRINTS))
        name = version_sql(version, "{concat}('migrate ', %s, '.', %s)",
                           version_schema_sql(version),
                           version_literal(version, str_from(version->settings->table)));
    return engine_lock(version->engine, arena, name, more);
}

struct error *
version_lock(const struct version *version)
{
    struct questions none = {0};
    return version_lock_asking(version, &none);
}

struct error *
version_fits(const struct version *version, const struct revision *revision)
{
    if (!version->width || revision->id.length <= version->width)
        return NULL;
    struct error *error = revision_error(
        revision, error_new(ERROR_USAGE,
                            "the revision id \"%.*s\" has %zu characters; the version "
                            "table holds %zu",
                            STR_ARG(revision->id), revision->id.length, version->width));
    return version->engine->dialect == &sql_postgresql && version->table_exists
               ? error_hint(error,
                            "choose a shorter one, or first ALTER TABLE %s ALTER COLUMN "
                            "version_num TYPE varchar(%d)",
                            version->table, REVISION_ID_MAX)
               : error_hint(error, "choose a shorter one, or first make the table with a "
                                   "wider version_num");
}

struct error *
version_read(struct names *rows, const struct version *version)
{
    *rows = (struct names){0};
    struct rows found;
    if (!version->table_exists)
        return NULL;
    struct error *error =
        engine_query(version->engine, version->arena,
                     version_rows_sql(version->arena, version->table), &found);
    return error ? error : version_rows_take(rows, &found, version);
}

/* What a log table of an older version of this program may lack. */
const struct log_column log_columns[LOG_COLUMN_COUNT] = {{"error", "{text}"},
                                                         {"path", "{text}"},
                                                         {"script", "{text}"},
                                                         {"script_sha256", "CHAR(64)"},
                                                         {"script_tokens", "VARCHAR(80)"},
                                                         {"user_name", "{text}"},
                                                         {"host", "{text}"},
                                                         {"git_commit", "{text}"},
                                                         {"ci_run", "{text}"},
                                                         {"tag", "{text}"},
                                                         {"session", "{text}"}};

const char *
log_column_sql(const struct version *version, size_t column)
{
    return arena_printf(
        version->arena, "ALTER TABLE %s ADD COLUMN %s %s", version->log,
        log_columns[column].name,
        sql_bind(version->arena, version->engine->dialect, log_columns[column].type));
}

static const char *
log_sql(const struct version *version)
{
    const bool postgresql = version->engine->dialect == &sql_postgresql;
    const char *moment = postgresql ? "TIMESTAMP WITH TIME ZONE" : "text";
    return version_sql(version,
                       "CREATE TABLE IF NOT EXISTS %s (\n"
                       "\tid %s PRIMARY KEY,\n"
                       "\trevision VARCHAR(255) NOT NULL,\n"
                       "\tdirection VARCHAR(8) NOT NULL,\n"
                       "\tstate VARCHAR(8) NOT NULL,\n"
                       "\tstarted_at %s NOT NULL,\n"
                       "\tfinished_at %s,\n"
                       "\tstatements_done INTEGER NOT NULL,\n"
                       "\tstatements_total INTEGER NOT NULL,\n"
                       "\terror {text},\n"
                       "\tpath {text},\n"
                       "\tscript {text},\n"
                       "\tscript_sha256 CHAR(64),\n"
                       "\tscript_tokens VARCHAR(80),\n"
                       "\tuser_name {text},\n"
                       "\thost {text},\n"
                       "\ttool {text} NOT NULL,\n"
                       "\tgit_commit {text},\n"
                       "\tci_run {text},\n"
                       "\ttag {text},\n"
                       "\tsession {text}\n"
                       ")",
                       version->log,
                       postgresql ? "BIGINT GENERATED BY DEFAULT AS IDENTITY" : "INTEGER",
                       moment, moment);
}

struct error *
moved_if_taken(struct error *error)
{
    if (error &&
        (strcmp(error->sqlstate, "42P07") == 0 || strcmp(error->sqlstate, "23505") == 0))
        error->kind = ERROR_MOVED;
    return error;
}

void
version_create_sql(struct version_batch *batch, const struct version *version)
{
    struct arena *arena = version->arena;
    if (!version->table_exists) {
        const char *key = version_name(
            arena, NULL, arena_printf(arena, "%s_pkc", version->settings->table));
        version_add(batch, arena,
                    arena_printf(arena,
                                 "CREATE TABLE %s (\n\tversion_num VARCHAR(32) NOT NULL, "
                                 "\n\tCONSTRAINT %s PRIMARY KEY (version_num)\n)",
                                 version->table, key));
    }
    if (version->log && !version->log_exists)
        version_add(batch, arena, log_sql(version));
    for (size_t i = 0; version->log_exists && i < LOG_COLUMN_COUNT; i++)
        if (version->lacks[i] && (i != LOG_SESSION || version->journals))
            version_add(batch, arena, log_column_sql(version, i));
}

struct error *
version_create(struct version *version)
{
    struct version_batch batch = {0};
    version_create_sql(&batch, version);
    for (size_t i = 0; i < batch.count; i++) {
        struct error *error =
            moved_if_taken(engine_exec(version->engine, batch.items[i], NULL));
        if (error)
            return error;
    }
    version_created(version);
    return NULL;
}

void
version_created(struct version *version)
{
    version->table_exists = true;
    version->log_exists = version->log != NULL;
    for (size_t i = 0; i < LOG_COLUMN_COUNT; i++)
        version->lacks[i] &= i == LOG_SESSION && !version->journals;
}

/* Sends the DML, each statement of which must change exactly one row; any other count
 * means that somebody else was there. */
static struct error *
rows_send(const struct version *version, const char *sql)
{
    size_t changed = 0;
    struct error *error = moved_if_taken(engine_exec(version->engine, sql, &changed));
    if (error || changed == 1)
        return error;
    return error_hint(
        error_new(ERROR_MOVED,
                  "the rows of %s are not as planned: %zu changed where one "
                  "should have",
                  version->table, changed),
        "somebody else is working on this database; run again");
}

struct error *
version_send(const struct version *version, const struct version_batch *batch)
{
    if (!batch->count)
        return NULL;
    struct buf all = {.arena = version->arena};
    for (size_t i = 0; i < batch->count; i++) {
        if (!engine_has(version->engine, ENGINE_BATCH)) {
            struct error *error = rows_send(version, batch->items[i]);
            if (error)
                return error;
        }
        buf_printf(&all, "%s%s", i ? "; " : "", batch->items[i]);
    }
    return engine_has(version->engine, ENGINE_BATCH) ? rows_send(version, buf_text(&all))
                                                     : NULL;
}

void
version_add(struct version_batch *batch, struct arena *arena, const char *sql)
{
    vec_push(batch, arena, sql);
}

void
version_move(struct version_batch *batch, const struct version *version,
             struct names removes, struct names adds)
{
    struct arena *arena = version->arena;
    const char *table = version->table;
    /* One pair is an UPDATE, as Alembic has it; the rest are DELETEs or INSERTs. */
    const size_t pair = removes.count && adds.count;
    for (size_t i = pair; i < removes.count; i++)
        version_add(batch, arena,
                    version_sql(version, "DELETE FROM %s WHERE version_num {=} %s", table,
                                version_literal(version, removes.items[i])));
    if (pair)
        version_add(batch, arena,
                    version_sql(version,
                                "UPDATE %s SET version_num = %s WHERE version_num {=} %s",
                                table, version_literal(version, adds.items[0]),
                                version_literal(version, removes.items[0])));
    for (size_t i = pair; i < adds.count; i++)
        version_add(batch, arena,
                    arena_printf(arena, "INSERT INTO %s (version_num) VALUES (%s)", table,
                                 version_literal(version, adds.items[i])));
}
