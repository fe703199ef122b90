/* Where the two tables are, and the first look at them.
 *
 * What may not be seen must not be taken for absent: a schema of the search path that
 * cannot be used, rows that a policy hides (engine.h: reads of our own turn row level
 * security off, so that the server makes it an error), a column that is missing. And what
 * is found by the search path may be another one's: a view in the place of a table runs
 * its owner's functions with our rights. */
#include "migrate/vec.h"
#include "run.h"

#include <stdlib.h>
#include <string.h>

/* The answer to find_sql(). */
enum {
    FOUND_SCHEMA,      /* where the version table is, or would be made; NULL: nowhere */
    FOUND_EXISTS,      /* whether that schema is there */
    FOUND_TABLE,       /* whether the version table is */
    FOUND_LOG,         /* and the log, in the same schema */
    FOUND_WIDTH,       /* of version_num; NULL: no limit */
    FOUND_HIDDEN,      /* schemas of the search path with such a table, without USAGE */
    FOUND_LOG_SCHEMA,  /* of the log that the search path finds */
    FOUND_LOG_COLUMNS, /* names, each between commas */
    FOUND_STRANGER,    /* what stands in the place of a table, and whose it is */
    FOUND_TRUSTED      /* fails when there is such */
};

static struct names
names_of(struct arena *arena, const struct rows *rows)
{
    return (struct names){arena_array(arena, rows->count + 1, sizeof(struct str)), 0};
}

const char *
version_rows_sql(struct arena *arena, const char *table)
{
    return arena_printf(arena, "SELECT version_num FROM %s", table);
}

struct error *
version_rows_take(struct names *names, const struct rows *rows,
                  const struct version *version)
{
    *names = names_of(version->arena, rows);
    for (size_t i = 0; i < rows->count; i++) {
        const char *value = rows_value(rows, i, 0);
        if (!value)
            return error_new(ERROR_FAILED, "%s holds a NULL", version->table);
        names->items[names->count++] = str_from(value);
    }
    return NULL;
}

const char *
version_literal(const struct version *version, struct str text)
{
    struct buf sql = {.arena = version->arena};
    sql_literal(&sql, version->engine->dialect, text);
    return buf_text(&sql);
}

/* --- PostgreSQL -------------------------------------------------------------------- */

const char *
version_schema_sql(const struct version *version)
{
    const struct version_settings *settings = version->settings;
    if (settings->schema)
        return version_literal(version, str_from(settings->schema));
    return version_sql(
        version,
        "coalesce((SELECT n.nspname FROM pg_catalog.pg_class c JOIN"
        " pg_catalog.pg_namespace n ON n.oid {=} c.relnamespace WHERE c.relname {=} %s"
        " AND {pg_table_is_visible}(c.oid)), {current_schema}())",
        version_literal(version, str_from(settings->table)));
}

/* Schemas that the search path names, in which there is a table of that name, but which
 * this role may not use. */
static const char *
hidden_sql(const struct version *version, const char *table)
{
    if (version->settings->schema)
        return "NULL";
    return version_sql(
        version,
        "(SELECT {string_agg}(h.nspname::{text}, ', ') FROM pg_catalog.pg_class c JOIN"
        " pg_catalog.pg_namespace h ON h.oid {=} c.relnamespace JOIN"
        " {regexp_split_to_table}({current_setting}('search_path'), ' *, *') AS e (item)"
        " ON h.nspname::{text} {=} CASE WHEN e.item {=} '\"$user\"' THEN"
        " current_user::{text} ELSE {replace}({btrim}(e.item, '\"'), '\"\"', '\"') END"
        " WHERE c.relname {=} %s AND NOT {has_schema_privilege}(h.oid, 'USAGE'))",
        table);
}

/* A role whose views may run with our rights: ours, one that we are a member of (a
 * superuser is of all, which says nothing), a superuser's. */
#define IS_TRUSTED(owner)                                                                \
    "(" owner " {=} me.oid OR (NOT me.rolsuper AND {pg_has_role}(" owner                 \
    ", 'USAGE')) OR"                                                                     \
    " EXISTS (SELECT FROM pg_catalog.pg_roles o WHERE o.oid {=} " owner                  \
    " AND o.rolsuper))"

/* `trusting`: without the check that ends the message. */
static const char *
find_sql(const struct version *version, bool trusting)
{
    const struct version_settings *settings = version->settings;
    const char *table = version_literal(version, str_from(settings->table));
    const char *log = version_literal(version, str_from(settings->log));
    const char *strangers = version_sql(
        version,
        "FROM pg_catalog.pg_class c, me WHERE (c.relnamespace {=} n.oid OR"
        " {pg_table_is_visible}(c.oid)) AND (c.relname {=} %s OR c.relname {=} %s) AND"
        " c.relkind {<>} 'r' AND c.relkind {<>} 'p' AND NOT " IS_TRUSTED("c.relowner"),
        table, log);
    return version_sql(
        version,
        "WITH place AS (SELECT %s AS name), me AS (SELECT r.oid, r.rolsuper FROM"
        " pg_catalog.pg_roles r WHERE r.rolname {=} current_user)"
        " SELECT p.name, n.oid IS NOT NULL,"
        " EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace {=} n.oid"
        " AND c.relname {=} %s),"
        " EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace {=} n.oid"
        " AND c.relname {=} %s),"
        " (SELECT a.atttypmod {-} 4 FROM pg_catalog.pg_class c"
        " JOIN pg_catalog.pg_attribute a ON a.attrelid {=} c.oid"
        " WHERE c.relnamespace {=} n.oid AND c.relname {=} %s"
        " AND a.attname {=} 'version_num' AND a.atttypmod {>} 4), %s,"
        " (SELECT ln.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace ln"
        " ON ln.oid {=} c.relnamespace WHERE c.relname {=} %s AND"
        " {pg_table_is_visible}(c.oid)),"
        " (SELECT {concat}(',', {string_agg}(a.attname::{text}, ','), ',') FROM"
        " pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid {=} c.oid"
        " WHERE c.relnamespace {=} n.oid AND c.relname {=} %s AND a.attnum {>} 0),"
        " (SELECT {concat}({quote_ident}(c.relname), ', which belongs to ',"
        " {pg_get_userbyid}(c.relowner)) %s LIMIT 1), %s"
        " FROM place p LEFT JOIN pg_catalog.pg_namespace n ON n.nspname {=} p.name",
        version_schema_sql(version), table, log, table, hidden_sql(version, table), log,
        log, strangers,
        trusting ? "NULL"
                 : engine_check_sql(version->arena,
                                    arena_printf(version->arena, "NOT EXISTS (SELECT %s)",
                                                 strangers)));
}

/* Which columns of ours the log does not have. `columns`: each between commas. */
static void
log_lacks(struct version *version, const char *columns)
{
    for (size_t i = 0; i < LOG_COLUMN_COUNT; i++)
        version->lacks[i] =
            columns &&
            !strstr(columns, arena_printf(version->arena, ",%s,", log_columns[i].name));
}

static struct error *
find_take(struct version *version, const struct rows *rows, struct arena *keep)
{
    const struct version_settings *settings = version->settings;
    const char *schema = rows_value(rows, 0, FOUND_SCHEMA);
    const char *hidden = rows_value(rows, 0, FOUND_HIDDEN);
    if (hidden)
        return error_hint(
            error_new(ERROR_USAGE,
                      "there is a table \"%s\" in the schema %s of the search path, but "
                      "this role may not use that schema",
                      settings->table, hidden),
            "GRANT USAGE ON SCHEMA %s to the role, or say with version_table_schema "
            "where the version table is",
            hidden);
    if (!schema)
        return error_hint(error_new(ERROR_USAGE,
                                    "the search path of this role has no schema that is "
                                    "there and may be used"),
                          "set version_table_schema, or the role's search_path");
    if (strcmp(rows_value(rows, 0, FOUND_EXISTS), "t") != 0)
        return error_hint(error_new(ERROR_USAGE, "there is no schema \"%s\"", schema),
                          "create it, or correct version_table_schema");
    version->table = version_name(keep, schema, settings->table);
    version->log = settings->log ? version_name(keep, schema, settings->log) : NULL;
    version->table_exists = strcmp(rows_value(rows, 0, FOUND_TABLE), "t") == 0;
    version->log_exists =
        settings->log && strcmp(rows_value(rows, 0, FOUND_LOG), "t") == 0;
    const char *width = rows_value(rows, 0, FOUND_WIDTH);
    if (version->table_exists)
        version->width = width ? strtoul(width, NULL, 10) : 0;
    log_lacks(version,
              version->log_exists ? rows_value(rows, 0, FOUND_LOG_COLUMNS) : NULL);
    return NULL;
}

struct error *
version_writers(const char **writers, const struct version *version, const char *table)
{
    struct rows rows;
    *writers = NULL;
    if (!engine_has(version->engine, ENGINE_SCHEMAS) ||
        engine_has(version->engine, ENGINE_PRINTS))
        return NULL;
    struct error *error = engine_query(
        version->engine, version->arena,
        version_sql(
            version,
            "WITH me AS (SELECT r.oid, r.rolsuper FROM pg_catalog.pg_roles r WHERE"
            " r.rolname {=} current_user), t AS (SELECT c.oid, c.relowner, c.relacl FROM"
            " pg_catalog.pg_class c WHERE c.oid {=} {to_regclass}(%s)::{oid}),"
            " rights AS (SELECT a.grantee, a.privilege_type FROM t,"
            " {aclexplode}(t.relacl) a UNION ALL SELECT a.grantee, a.privilege_type FROM "
            "t"
            " JOIN pg_catalog.pg_attribute n ON n.attrelid {=} t.oid,"
            " {aclexplode}(n.attacl) a), other AS (SELECT CASE WHEN g.grantee {=} "
            "0::{oid}"
            " THEN 'PUBLIC' ELSE {pg_get_userbyid}(g.grantee)::{text} END AS name,"
            " {string_agg}(DISTINCT g.privilege_type, ', ') AS what FROM rights g, t, me"
            " WHERE g.grantee {<>} t.relowner AND g.grantee {<>} me.oid AND NOT EXISTS"
            " (SELECT FROM pg_catalog.pg_roles s WHERE s.oid {=} g.grantee AND "
            "s.rolsuper)"
            " AND (g.privilege_type {=} 'INSERT' OR g.privilege_type {=} 'UPDATE' OR"
            " g.privilege_type {=} 'DELETE' OR g.privilege_type {=} 'TRUNCATE')"
            " GROUP BY g.grantee UNION ALL SELECT {pg_get_userbyid}(t.relowner)::{text},"
            " 'its owner' FROM t, me WHERE NOT " IS_TRUSTED(
                "t.relowner") ")"
                              " SELECT {string_agg}({concat}(name, ' (', what, ')'), ', "
                              "' ORDER BY name)"
                              " FROM other",
            version_literal(version, str_from(table))),
        &rows);
    *writers = !error && rows.count ? rows_value(&rows, 0, 0) : NULL;
    return error;
}

/* The check that no other one's view stands in the place of a table ended the message. */
static struct error *
stranger_error(const struct version *version)
{
    struct rows rows;
    struct error *error =
        engine_query(version->engine, version->arena, find_sql(version, true), &rows);
    if (error)
        return error;
    const char *what = rows.count ? rows_value(&rows, 0, FOUND_STRANGER) : NULL;
    return error_hint(
        error_new(ERROR_USAGE,
                  "in the place of the version table stands something that is not a "
                  "table: %s",
                  what ? what : "it is gone meanwhile"),
        "reading it would run code of that role with the rights of this one; say with "
        "version_table_schema where the version table is, or drop it");
}

static struct error *
postgresql_find(struct version *version, struct arena *keep)
{
    struct rows rows;
    struct error *error =
        engine_query(version->engine, version->arena, find_sql(version, false), &rows);
    if (error && engine_failed_check(error)) {
        error_free(error);
        return stranger_error(version);
    }
    return error ? error : find_take(version, &rows, keep);
}

struct error *
version_explain(const struct version *version, struct error *error)
{
    if (!error)
        return NULL;
    struct buf all = {.arena = version->arena};
    for (size_t i = 0; version->log_exists && i < LOG_COLUMN_COUNT; i++)
        if (version->lacks[i] && i != LOG_SESSION)
            buf_printf(&all, "%s%s", all.length ? "; " : "", log_column_sql(version, i));
    return all.length
               ? error_hint_instead(error, "the log table is of an older version: %s",
                                    buf_text(&all))
               : error;
}

enum { ASK_FIND, ASK_ROWS, ASK_UNFINISHED, ASK_EDITS, ASK_COUNT };

/* All in one message, by the names that are known so far. What it finds tells whether
 * they were the right ones: then `again` is false. */
static struct error *
postgresql_look_once(struct version_look *look, struct version *version, bool lock,
                     struct arena *keep, bool *again)
{
    struct rows answers[ASK_COUNT] = {{0}};
    const char *list[ASK_COUNT] = {find_sql(version, false),
                                   version_rows_sql(version->arena, version->table)};
    const bool known = version->schema_known;
    size_t count = ASK_UNFINISHED;
    if (version->log) {
        list[ASK_UNFINISHED] = log_unfinished_sql(version, version->arena);
        list[ASK_EDITS] = edits_sql(version, version->arena);
        count = ASK_COUNT;
    }
    struct questions questions = {list, count, answers, 0};
    struct error *error = lock ? version_lock_asking(version, &questions) : NULL;
    if (!error && !questions.done)
        error = engine_query_list(version->engine, version->arena, &questions);
    if (error && !questions.done && engine_failed_check(error)) {
        error_free(error);
        return stranger_error(version);
    }
    if (error && (!questions.done || !is_undefined_table(error))) {
        struct error *unfound = questions.done ? find_take(version, answers, keep) : NULL;
        error_free(unfound);
        return version_explain(version, error);
    }
    error_free(error);
    const size_t done = questions.done;
    if ((error = find_take(version, answers, keep)))
        return error;
    version->schema_known = true;
    const char *log_schema = rows_value(answers, 0, FOUND_LOG_SCHEMA);
    const bool same = !log_schema || known || !version->settings->log ||
                      strcmp(log_schema, rows_value(answers, 0, FOUND_SCHEMA)) == 0;
    *again = (version->table_exists && done <= ASK_ROWS) ||
             (version->table_exists && version->log_exists && done < count) || !same;
    look->log = version->log_exists && done == ASK_COUNT;
    look->unfinished = answers[ASK_UNFINISHED];
    look->edits = answers[ASK_EDITS];
    return done > ASK_ROWS ? version_rows_take(&look->rows, &answers[ASK_ROWS], version)
                           : NULL;
}

static struct error *
postgresql_look(struct version_look *look, struct version *version, bool lock,
                struct arena *keep)
{
    enum { TRIES = 5 }; /* others may make the tables meanwhile */
    bool again = true;
    struct error *error = NULL;
    for (int tries = 0; tries < TRIES && again && !error; tries++) {
        *look = (struct version_look){0};
        again = false;
        error = postgresql_look_once(look, version, lock && !tries, keep, &again);
    }
    if (!error && again)
        error = error_hint(error_new(ERROR_FAILED, "the version table cannot be found"),
                           "other sessions make and drop it; run again");
    return error;
}

/* --- SQLite ------------------------------------------------------------------------ */

static struct error *
sqlite_has(bool *exists, const struct version *version, const char *table)
{
    struct rows rows;
    struct error *error = engine_query(
        version->engine, version->arena,
        arena_printf(version->arena,
                     "SELECT 1 FROM main.sqlite_master WHERE type IN ('table', 'view')"
                     " AND lower(name) = lower(%s)",
                     version_literal(version, str_from(table))),
        &rows);
    *exists = !error && rows.count;
    return error;
}

/* The width that the column was declared with. SQLite does not mind it, other databases
 * do; so it counts, unless a row shows that nobody minded before. */
static struct error *
sqlite_width(struct version *version)
{
    struct rows rows;
    struct error *error = engine_query(
        version->engine, version->arena,
        arena_printf(version->arena,
                     "SELECT type, (SELECT max(length(version_num)) FROM %s) FROM"
                     " pragma_table_info(%s, 'main') WHERE lower(name) = 'version_num'",
                     version->table,
                     version_literal(version, str_from(version->settings->table))),
        &rows);
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

static struct error *
sqlite_columns(struct version *version)
{
    struct rows rows;
    struct error *error = engine_query(
        version->engine, version->arena,
        arena_printf(version->arena,
                     "SELECT ',' || group_concat(lower(name)) || ',' FROM"
                     " pragma_table_info(%s, 'main')",
                     version_literal(version, str_from(version->settings->log))),
        &rows);
    if (!error)
        log_lacks(version, rows.count ? rows_value(&rows, 0, 0) : NULL);
    return error;
}

static struct error *
sqlite_find(struct version *version, struct arena *keep)
{
    const struct version_settings *settings = version->settings;
    version->table = version_name(keep, "main", settings->table);
    version->log = settings->log ? version_name(keep, "main", settings->log) : NULL;
    struct error *error = sqlite_has(&version->table_exists, version, settings->table);
    if (!error && settings->log)
        error = sqlite_has(&version->log_exists, version, settings->log);
    if (!error && version->log_exists)
        error = sqlite_columns(version);
    return error || !version->table_exists ? error : sqlite_width(version);
}

static struct error *
sqlite_look(struct version_look *look, struct version *version, struct arena *keep)
{
    struct error *error = sqlite_find(version, keep);
    *look = (struct version_look){.log = version->log_exists};
    if (!error)
        error = version_read(&look->rows, version);
    if (error || !version->log_exists)
        return error;
    if (!(error = log_unfinished(&look->unfinished, version, version->arena)))
        error = engine_query(version->engine, version->arena,
                             edits_sql(version, version->arena), &look->edits);
    return version_explain(version, error);
}

const char *
version_triggers(const struct version *version)
{
    struct rows rows;
    const char *table = version_literal(version, str_from(version->settings->table));
    const char *sql =
        version->engine->dialect == &sql_sqlite
            ? arena_printf(version->arena,
                           "SELECT group_concat('the trigger ' || name, ', ') FROM"
                           " main.sqlite_master WHERE type = 'trigger' AND"
                           " lower(tbl_name) = lower(%s)",
                           table)
            : version_sql(
                  version,
                  "SELECT {string_agg}(found.name, ', ') FROM (SELECT"
                  " {concat}('the trigger ', tgname) AS name FROM pg_catalog.pg_trigger"
                  " WHERE tgrelid {=} {to_regclass}(%s)::{oid} AND NOT tgisinternal UNION"
                  " ALL SELECT {concat}('the rule ', rulename) FROM pg_catalog.pg_rewrite"
                  " WHERE ev_class {=} {to_regclass}(%s)::{oid} AND ev_type {<>} '1')"
                  " found",
                  version_literal(version, str_from(version->table)),
                  version_literal(version, str_from(version->table)));
    struct error *error = engine_query(version->engine, version->arena, sql, &rows);
    const char *found = !error && rows.count ? rows_value(&rows, 0, 0) : NULL;
    error_free(error);
    return found;
}

/* --- What the room uses ------------------------------------------------------------ */

static void
version_init(struct version *version, struct runner *runner)
{
    const struct version_settings *settings = &runner->version;
    *version = (struct version){
        .engine = runner->engine,
        .arena = runner->scratch,
        .expansion = &runner->expansion,
        .settings = settings,
        .table = version_name(runner->arena, settings->schema, settings->table),
        .log = settings->log
                   ? version_name(runner->arena, settings->schema, settings->log)
                   : NULL,
        .schema_known = settings->schema != NULL,
        .width = REVISION_ID_USUAL /* of the table that we would make */};
}

/* Only the start can say whether the table is there, and only from base it is not. */
static void
printer_find(struct version *version, const struct runner *runner)
{
    version->table_exists = runner->from && runner->from->count;
    if (version->table_exists)
        version->width = 0;
}

struct error *
version_open(struct version *version, struct runner *runner)
{
    version_init(version, runner);
    if (engine_has(runner->engine, ENGINE_PRINTS))
        return printer_find(version, runner), NULL;
    struct error *error = engine_has(runner->engine, ENGINE_SCHEMAS)
                              ? postgresql_find(version, runner->arena)
                              : sqlite_find(version, runner->arena);
    version->schema_known = !error;
    return error;
}

struct error *
version_look(struct version_look *look, struct version *version, struct runner *runner,
             bool lock)
{
    *look = (struct version_look){0};
    if (!version->engine)
        version_init(version, runner);
    if (engine_has(runner->engine, ENGINE_PRINTS)) {
        printer_find(version, runner);
        look->rows = runner->from ? *runner->from : (struct names){0};
        return NULL;
    }
    if (engine_has(runner->engine, ENGINE_SCHEMAS))
        return postgresql_look(look, version, lock, runner->arena);
    struct error *error = lock ? version_lock(version) : NULL;
    return error ? error : sqlite_look(look, version, runner->arena);
}
