/* The alembic_version table: made, read and written exactly as Alembic does it. */
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

static const char *
qualified(struct arena *arena, const char *schema, const char *name)
{
    struct buf sql = {.arena = arena};
    if (schema) {
        name_add(&sql, schema);
        buf_char(&sql, '.');
    }
    name_add(&sql, name);
    return buf_text(&sql);
}

static const char *
literal(const struct version *version, struct str text)
{
    struct buf sql = {.arena = version->arena};
    sql_literal(&sql, version->engine->dialect, text);
    return buf_text(&sql);
}

bool
is_undefined_table(const struct error *error)
{
    return strcmp(error->sqlstate, "42P01") == 0;
}

static const char *
rows_sql(struct arena *arena, const char *table)
{
    return arena_printf(arena, "SELECT version_num FROM %s", table);
}

static struct error *
rows_take(struct names *names, const struct rows *rows, struct arena *arena,
          const char *table)
{
    *names = (struct names){arena_array(arena, rows->count + 1, sizeof(struct str)), 0};
    for (size_t i = 0; i < rows->count; i++) {
        const char *value = rows_value(rows, i, 0);
        if (!value)
            return error_new(ERROR_FAILED, "%s holds a NULL", table);
        names->items[names->count++] = str_from(value);
    }
    return NULL;
}

static struct error *
rows_read(struct names *names, struct engine *engine, struct arena *arena,
          const char *table)
{
    struct rows rows;
    struct error *error = engine_query(engine, arena, rows_sql(arena, table), &rows);
    return error ? error : rows_take(names, &rows, arena, table);
}

static struct error *
sqlite_has(bool *exists, struct engine *engine, struct arena *arena, const char *table)
{
    struct rows rows;
    struct buf sql = {.arena = arena};
    buf_puts(&sql, "SELECT 1 FROM main.sqlite_master WHERE type IN ('table', 'view')"
                   " AND lower(name) = lower(");
    sql_literal(&sql, engine->dialect, str_from(table));
    buf_puts(&sql, ")");
    struct error *error = engine_query(engine, arena, buf_text(&sql), &rows);
    *exists = !error && rows.count;
    return error;
}

struct error *
version_read_first(struct names *rows, const struct version_settings *settings,
                   struct engine *engine, struct arena *arena)
{
    *rows = (struct names){0};
    if (!engine_has(engine, ENGINE_SCHEMAS)) {
        bool exists;
        struct error *error = sqlite_has(&exists, engine, arena, settings->table);
        if (error || !exists)
            return error;
        return rows_read(rows, engine, arena, qualified(arena, "main", settings->table));
    }
    struct error *error = rows_read(rows, engine, arena,
                                    qualified(arena, settings->schema, settings->table));
    if (error && is_undefined_table(error)) {
        error_free(error); /* nothing is applied */
        return NULL;
    }
    return error;
}

/* The schema in which the table is, or would be made. */
static const char *
place_sql(const struct version *version)
{
    const struct version_settings *settings = version->settings;
    if (settings->schema)
        return literal(version, str_from(settings->schema));
    return arena_printf(
        version->arena,
        "coalesce((SELECT n.nspname FROM pg_catalog.pg_class c JOIN"
        " pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = %s"
        " AND pg_catalog.pg_table_is_visible(c.oid)), pg_catalog.current_schema())",
        literal(version, str_from(settings->table)));
}

/* That, and which of the two tables are there. */
static const char *
find_sql(const struct version *version)
{
    const struct version_settings *settings = version->settings;
    struct arena *arena = version->arena;
    const char *table = literal(version, str_from(settings->table));
    return arena_printf(
        arena,
        "WITH place AS (SELECT %s AS name) SELECT p.name, n.oid IS NOT NULL,"
        " EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid"
        " AND c.relname = %s),"
        " EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid"
        " AND c.relname = %s),"
        " (SELECT a.atttypmod - 4 FROM pg_catalog.pg_class c"
        " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = n.oid AND c.relname = %s"
        " AND a.attname = 'version_num' AND a.atttypmod > 4)"
        " FROM place p LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = p.name",
        place_sql(version), table, literal(version, str_from(settings->log)), table);
}

static struct error *
lock_take(const struct version *version, struct questions *more)
{
    struct arena *arena = version->arena;
    const char *name = NULL;
    if (engine_has(version->engine, ENGINE_SCHEMAS))
        name = arena_printf(arena, "pg_catalog.concat('migrate ', %s, '.', %s)",
                            place_sql(version),
                            literal(version, str_from(version->settings->table)));
    return engine_lock(version->engine, arena, name, more);
}

struct error *
version_lock(const struct version *version)
{
    struct questions none = {0};
    return lock_take(version, &none);
}

static struct error *
find_take(struct version *version, const struct rows *rows, struct arena *keep)
{
    const struct version_settings *settings = version->settings;
    const char *schema = rows_value(rows, 0, 0);
    if (!schema)
        return error_hint(error_new(ERROR_USAGE,
                                    "the search path of this user has no schema "
                                    "to keep the version table in"),
                          "set version_table_schema, or the user's search_path");
    if (strcmp(rows_value(rows, 0, 1), "t") != 0)
        return error_hint(error_new(ERROR_USAGE, "there is no schema \"%s\"", schema),
                          "create it, or correct version_table_schema");
    version->table = qualified(keep, schema, settings->table);
    version->log = settings->log ? qualified(keep, schema, settings->log) : NULL;
    version->table_exists = strcmp(rows_value(rows, 0, 2), "t") == 0;
    version->log_exists = strcmp(rows_value(rows, 0, 3), "t") == 0;
    const char *width = rows_value(rows, 0, 4);
    if (version->table_exists)
        version->width = width ? strtoul(width, NULL, 10) : 0;
    return NULL;
}

static struct error *
postgresql_find(struct version *version, struct arena *keep)
{
    struct rows rows;
    struct error *error =
        engine_query(version->engine, version->arena, find_sql(version), &rows);
    return error ? error : find_take(version, &rows, keep);
}

/* The width that the column was declared with. SQLite does not mind it, other databases
 * do; so it counts, unless a row shows that nobody minded before. */
static struct error *
sqlite_width(struct version *version)
{
    struct buf sql = {.arena = version->arena};
    struct rows rows;
    buf_printf(&sql,
               "SELECT type, (SELECT max(length(version_num)) FROM %s)"
               " FROM pragma_table_info(",
               version->table);
    sql_literal(&sql, version->engine->dialect, str_from(version->settings->table));
    buf_puts(&sql, ", 'main') WHERE lower(name) = 'version_num'");
    struct error *error =
        engine_query(version->engine, version->arena, buf_text(&sql), &rows);
    if (error)
        return error;
    const char *type = rows.count ? rows_value(&rows, 0, 0) : NULL;
    const char *longest = rows.count ? rows_value(&rows, 0, 1) : NULL;
    const char *open = type ? strchr(type, '(') : NULL;
    version->width = open ? strtoul(open + 1, NULL, 10) : 0;
    if (longest && strtoul(longest, NULL, 10) > version->width)
        version->width = 0;
    return NULL;
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
version_open(struct version *version, struct runner *runner)
{
    const struct version_settings *settings = &runner->version;
    *version = (struct version){
        .engine = runner->engine,
        .arena = runner->scratch,
        .expansion = &runner->expansion,
        .settings = settings,
        .width = REVISION_ID_USUAL /* of the table that we would make */};
    struct arena *arena = runner->arena;
    if (engine_has(runner->engine, ENGINE_PRINTS)) {
        /* Only the start can say whether the table is there, and only from base it is
         * not. */
        version->table = qualified(arena, settings->schema, settings->table);
        version->log =
            settings->log ? qualified(arena, settings->schema, settings->log) : NULL;
        version->table_exists = runner->from && runner->from->count;
        if (version->table_exists)
            version->width = 0;
        return NULL;
    }
    if (engine_has(runner->engine, ENGINE_SCHEMAS))
        return postgresql_find(version, arena);
    version->table = qualified(arena, "main", settings->table);
    version->log = settings->log ? qualified(arena, "main", settings->log) : NULL;
    struct error *error =
        sqlite_has(&version->table_exists, version->engine, arena, settings->table);
    if (!error && settings->log)
        error = sqlite_has(&version->log_exists, version->engine, arena, settings->log);
    return error || !version->table_exists ? error : sqlite_width(version);
}

struct error *
version_assume(struct version *version, struct runner *runner)
{
    const struct version_settings *settings = &runner->version;
    if (!engine_has(runner->engine, ENGINE_SCHEMAS))
        return version_open(version, runner);
    *version = (struct version){
        .engine = runner->engine,
        .arena = runner->scratch,
        .expansion = &runner->expansion,
        .settings = settings,
        .table = qualified(runner->arena, settings->schema, settings->table),
        .log = settings->log ? qualified(runner->arena, settings->schema, settings->log)
                             : NULL,
        .table_exists = true,
        .log_exists = settings->log != NULL,
        .width = REVISION_ID_USUAL /* of the table that we would make */};
    return NULL;
}

struct error *
version_first(struct names *rows, struct rows *logged, struct version *version,
              const char *of_the_log)
{
    struct rows answers[2];
    const char *const list[] = {rows_sql(version->arena, version->table), of_the_log};
    struct questions questions = {list, 1 + (of_the_log != NULL), answers, 0};
    struct error *error = engine_query_list(version->engine, version->arena, &questions);
    const size_t done = questions.done;
    *rows = (struct names){0};
    *logged = done > 1 ? answers[1] : (struct rows){0};
    version->table_exists = done > 0;
    version->log_exists = done > 1;
    if (error && !is_undefined_table(error))
        return error;
    error_free(error);
    return done ? rows_take(rows, &answers[0], version->arena, version->table) : NULL;
}

struct error *
version_read_all(struct names *rows, struct rows *more, struct version *version,
                 const char *const *list, size_t count, bool lock, struct arena *keep)
{
    enum { MOST = 4 };
    struct rows answers[MOST];
    const char *all[MOST] = {find_sql(version), rows_sql(version->arena, version->table)};
    memcpy(all + 2, list, count * sizeof *list);
    struct questions questions = {all, version->table_exists ? 2 + count : 1, answers, 0};
    struct error *error = lock ? lock_take(version, &questions) : NULL;
    if (!error && !questions.done)
        error = engine_query_list(version->engine, version->arena, &questions);
    *rows = (struct names){0};
    if (error || (error = find_take(version, &answers[0], keep)) || questions.count == 1)
        return error;
    memcpy(more, answers + 2, count * sizeof *more);
    return rows_take(rows, &answers[1], version->arena, version->table);
}

struct error *
version_read(struct names *rows, const struct version *version)
{
    *rows = (struct names){0};
    return version->table_exists
               ? rows_read(rows, version->engine, version->arena, version->table)
               : NULL;
}

static const char *
log_sql(const struct version *version)
{
    const bool postgresql = version->engine->dialect == &sql_postgresql;
    const char *moment = postgresql ? "TIMESTAMP WITH TIME ZONE" : "TEXT";
    return arena_printf(
        version->arena,
        "CREATE TABLE IF NOT EXISTS %s (\n"
        "\tid %s PRIMARY KEY,\n"
        "\trevision VARCHAR(255) NOT NULL,\n"
        "\tdirection VARCHAR(8) NOT NULL,\n"
        "\tstate VARCHAR(8) NOT NULL,\n"
        "\tstarted_at %s NOT NULL,\n"
        "\tfinished_at %s,\n"
        "\tstatements_done INTEGER NOT NULL,\n"
        "\tstatements_total INTEGER NOT NULL,\n"
        "\terror TEXT,\n"
        "\tpath TEXT,\n"
        "\tscript TEXT,\n"
        "\tscript_sha256 CHAR(64),\n"
        "\tscript_tokens VARCHAR(80),\n"
        "\tuser_name TEXT,\n"
        "\thost TEXT,\n"
        "\ttool TEXT NOT NULL,\n"
        "\tgit_commit TEXT,\n"
        "\tci_run TEXT,\n"
        "\ttag TEXT\n"
        ")",
        version->log, postgresql ? "BIGINT GENERATED BY DEFAULT AS IDENTITY" : "INTEGER",
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
        const char *key = qualified(
            arena, NULL, arena_printf(arena, "%s_pkc", version->settings->table));
        version_add(batch, arena,
                    arena_printf(arena,
                                 "CREATE TABLE %s (\n\tversion_num VARCHAR(32) NOT NULL, "
                                 "\n\tCONSTRAINT %s PRIMARY KEY (version_num)\n)",
                                 version->table, key));
    }
    if (version->log && !version->log_exists)
        version_add(batch, arena, log_sql(version));
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
    version->table_exists = true;
    version->log_exists = version->log != NULL;
    return NULL;
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
                    arena_printf(arena, "DELETE FROM %s WHERE version_num = %s", table,
                                 literal(version, removes.items[i])));
    if (pair)
        version_add(batch, arena,
                    arena_printf(arena,
                                 "UPDATE %s SET version_num = %s WHERE version_num = %s",
                                 table, literal(version, adds.items[0]),
                                 literal(version, removes.items[0])));
    for (size_t i = pair; i < adds.count; i++)
        version_add(batch, arena,
                    arena_printf(arena, "INSERT INTO %s (version_num) VALUES (%s)", table,
                                 literal(version, adds.items[i])));
}
