/* The rows of a table as INSERTs, in an order that depends on nothing but them. */
#include "sqlite.h"

#include <string.h>

/* The columns that can be written to, by their names in SQL; and the table's. */
static struct error *
columns_read(struct rows *rows, struct engine *engine, struct str table,
             struct arena *arena)
{
    struct buf name = {.arena = arena};
    sql_literal(&name, engine->dialect, table);
    const char *sql =
        engine->dialect == &sql_sqlite
            ? arena_printf(
                  arena,
                  "SELECT '\"' || replace(c.name, '\"', '\"\"') || '\"', '\"' ||"
                  " replace(t.name, '\"', '\"\"') || '\"' FROM pragma_table_list"
                  " t, pragma_table_xinfo(t.name) c WHERE t.schema = 'main' AND"
                  " t.type <> 'view' AND lower(t.name) = lower(%s) AND c.hidden ="
                  " 0 ORDER BY c.cid",
                  buf_text(&name))
            : catalog_text(
                  engine, arena,
                  arena_printf(
                      arena,
                      "SELECT quote_ident(attname), format('%%I.%%I', nspname, relname),"
                      " CASE relkind WHEN 'r' THEN 'ONLY ' ELSE '' END"
                      " FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
                      " LEFT JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT"
                      " attisdropped AND attgenerated = '' WHERE relkind IN ('r', 'p')"
                      " AND (format('%%I.%%I', nspname, relname) = %s OR nspname ="
                      " 'public' AND quote_ident(relname) = %s) ORDER BY attnum",
                      buf_text(&name), buf_text(&name)));
    return engine_query(engine, arena, sql, rows);
}

struct error *
schema_data(struct names *inserts, struct engine *engine, struct str name,
            struct arena *arena)
{
    const bool sqlite = engine->dialect == &sql_sqlite;
    struct rows columns = {0}, rows = {0};
    struct buf list = {.arena = arena}, values = {.arena = arena};
    struct error *error = columns_read(&columns, engine, name, arena);
    if (error)
        return error;
    if (!columns.count)
        return error_new(ERROR_USAGE, "there is no table of that name");
    const bool none = !rows_value(&columns, 0, 0); /* nothing can be written to */
    for (size_t i = 0; i < columns.count && !none; i++) {
        const char *column = rows_value(&columns, i, 0);
        buf_printf(&list, "%s%s", i ? ", " : "", column);
        buf_puts(&values, i ? " || ', ' || " : "");
        /* quote() ends a text at its first NUL, and says Inf, which is no number. */
        if (sqlite)
            buf_printf(&values,
                       "CASE WHEN typeof(%s) = 'text' AND instr(%s, char(0)) THEN 'CAST('"
                       " || quote(CAST(%s AS BLOB)) || ' AS TEXT)' WHEN quote(%s) LIKE"
                       " '%%Inf' THEN replace(quote(%s), 'Inf', '9e999') ELSE quote(%s) "
                       "END",
                       column, column, column, column, column, column);
        else
            /* By what the type prints: a cast to text may be the user's. */
            buf_printf(&values, "pg_catalog.format('%%L', %s)", column);
    }
    const char *from = rows_value(&columns, 0, 1);
    const char *sql = arena_printf(
        arena, "SELECT v FROM (SELECT %s AS v FROM %s%s) s ORDER BY v%s",
        none ? "''" : buf_text(&values), sqlite ? "" : rows_value(&columns, 0, 2), from,
        sqlite ? "" : " COLLATE pg_catalog.\"C\"");
    if (!sqlite)
        sql = catalog_text(engine, arena, sql);
    if ((error = engine_query(engine, arena, sql, &rows)))
        return error;
    *inserts = (struct names){arena_array(arena, rows.count + 1, sizeof(struct str)), 0};
    for (size_t i = 0; i < rows.count; i++)
        inserts->items[inserts->count++] = str_from(
            none ? arena_printf(arena, "INSERT INTO %s DEFAULT VALUES", from)
                 : arena_printf(arena, "INSERT INTO %s (%s) %sVALUES (%s)", from,
                                buf_text(&list), sqlite ? "" : "OVERRIDING SYSTEM VALUE ",
                                rows_value(&rows, i, 0)));
    return NULL;
}

/* Where the counters stand: what a default takes next is part of the data. What is asked
 * depends on which counters there are, so that is asked first. */
static struct error *
counters_read(struct names *list, struct engine *engine, struct arena *arena)
{
    static const char sqlite[] =
        "SELECT 'SELECT s FROM (SELECT name, 1 n, ''DELETE FROM sqlite_sequence WHERE "
        "name = "
        "'' || quote(name) s FROM sqlite_sequence UNION ALL SELECT name, 2, ''INSERT "
        "INTO "
        "sqlite_sequence (name, seq) VALUES ('' || quote(name) || '', '' || seq || '')'' "
        "FROM sqlite_sequence) ORDER BY name, n' FROM sqlite_schema"
        " WHERE name = 'sqlite_sequence'";
    static const char postgresql[] =
        "SELECT string_agg(pg_catalog.format('SELECT pg_catalog.format(''SELECT "
        "pg_catalog.setval(%%s, %%s%%s)'', %L, last_value, CASE WHEN is_called THEN '''' "
        "ELSE '', false'' END) FROM %s WHERE is_called OR last_value <> %s', coalesce("
        "identity, quote_literal(q)), q, start_value), ' UNION ALL ' ORDER BY q)"
        " FROM pg_catalog.pg_sequences CROSS JOIN LATERAL pg_catalog.format('%I.%I', "
        "schemaname, sequencename) q LEFT JOIN LATERAL (SELECT pg_catalog.format("
        "'pg_catalog.pg_get_serial_sequence(%L, %L)', pg_catalog.format('%I.%I', "
        "nspname, relname), attname) identity FROM pg_depend d JOIN pg_class c ON c.oid ="
        " refobjid JOIN pg_namespace n ON n.oid = relnamespace JOIN pg_attribute ON "
        "attrelid = c.oid AND attnum = refobjsubid WHERE classid = 'pg_class'::regclass "
        "AND objid = q::regclass AND deptype = 'i') i ON true";
    struct rows rows = {0};
    const char *sql = engine->dialect == &sql_sqlite ? sqlite : postgresql;
    *list = (struct names){0};
    for (int answer = 0; answer < 2; answer++) {
        struct error *error = engine_query(
            engine, arena,
            engine->dialect == &sql_sqlite ? sql : catalog_text(engine, arena, sql),
            &rows);
        if (error || !rows.count || !rows_value(&rows, 0, 0))
            return error;
        sql = rows_value(&rows, 0, 0);
    }
    list->items = arena_array(arena, rows.count + 1, sizeof *list->items);
    for (size_t i = 0; i < rows.count; i++)
        list->items[list->count++] = str_from(rows_value(&rows, i, 0));
    return NULL;
}

/* Only the module knows what its rows are made of. */
static struct error *
virtual_check(struct engine *engine, const struct schema_row *row, struct arena *arena)
{
    struct rows rows;
    struct error *error = engine_query(
        engine, arena,
        arena_printf(arena, "SELECT 1 FROM %s LIMIT 1", sqlite_quoted(row->id, arena)),
        &rows);
    if (!error && rows.count)
        error = error_new(ERROR_USAGE,
                          "the virtual table %s has rows, which cannot be "
                          "carried along",
                          row->id);
    return error;
}

static struct error *
large_objects_check(struct engine *engine, struct arena *arena)
{
    struct rows rows = {0};
    if (engine->dialect == &sql_sqlite)
        return NULL;
    struct error *error = engine_query(
        engine, arena, "SELECT 1 FROM pg_catalog.pg_largeobject_metadata LIMIT 1", &rows);
    return error || !rows.count
               ? error
               : error_new(ERROR_USAGE,
                           "the scripts make large objects, which cannot be carried "
                           "along");
}

/* What an SQLite file's header keeps for the application. */
static struct error *
header_read(struct names *list, struct engine *engine, struct arena *arena)
{
    struct rows rows = {0};
    *list = (struct names){0};
    if (engine->dialect != &sql_sqlite)
        return NULL;
    struct error *error = engine_query(
        engine, arena,
        "SELECT 'PRAGMA user_version = ' || user_version FROM pragma_user_version WHERE"
        " user_version <> 0 UNION ALL SELECT 'PRAGMA application_id = ' ||"
        " application_id FROM pragma_application_id WHERE application_id <> 0",
        &rows);
    list->items = arena_array(arena, rows.count + 1, sizeof *list->items);
    for (size_t i = 0; !error && i < rows.count; i++)
        list->items[list->count++] = str_from(rows_value(&rows, i, 0));
    return error;
}

struct error *
schema_data_all(struct names *statements, const struct schema *schema,
                struct engine *engine, struct arena *arena)
{
    VEC(struct str) all = {0};
    struct names some = {0};
    for (size_t i = 0; i < schema->count; i++) {
        const struct schema_row *row = &schema->rows[i];
        if (row_is(row, "virtual table")) {
            struct error *error = virtual_check(engine, row, arena);
            if (error)
                return error;
        }
        /* The rows of a partitioned table are its partitions'. */
        if (!row_is(row, "table") || str_starts(str_from(row->key), STR("PARTITION BY")))
            continue;
        struct error *error = schema_data(&some, engine, str_from(row->id), arena);
        if (error)
            return error;
        for (size_t k = 0; k < some.count; k++)
            vec_push(&all, arena, some.items[k]);
    }
    struct error *error = header_read(&some, engine, arena);
    for (size_t k = 0; !error && k < some.count; k++)
        vec_push(&all, arena, some.items[k]);
    if (!error)
        error = large_objects_check(engine, arena);
    if (!error)
        error = counters_read(&some, engine, arena);
    for (size_t k = 0; !error && k < some.count; k++)
        vec_push(&all, arena, some.items[k]);
    *statements = (struct names){all.items, all.count};
    return error;
}

void
schema_put_data(struct schema_changes *changes, struct names statements,
                const struct sql_dialect *dialect, struct arena *arena)
{
    const struct schema_changes before = *changes;
    size_t last = 0; /* behind the last table */
    for (size_t i = 0; i < before.list.count; i++)
        if (before.list.items[i].table)
            last = i + 1;
    if (!statements.count)
        return;
    changes->list.items = NULL;
    changes->list.count = changes->list.room = 0;
    changes->keys_off |= dialect == &sql_sqlite;
    for (size_t i = 0; i < last; i++)
        if (!before.list.items[i].late)
            vec_push(&changes->list, arena, before.list.items[i]);
    for (size_t k = 0; k < statements.count; k++)
        change_add(changes, arena, str_dup(arena, statements.items[k]), NULL);
    /* A table may have had to wait for a function, and that for a view of what it reads.
     */
    for (size_t i = 0; i < last; i++) {
        const struct schema_change *change = &before.list.items[i];
        if (change->view)
            change_add(changes, arena,
                       arena_printf(arena, "REFRESH MATERIALIZED VIEW %s", change->view),
                       NULL);
        if (change->late)
            vec_push(&changes->list, arena, *change);
    }
    for (size_t i = last; i < before.list.count; i++)
        vec_push(&changes->list, arena, before.list.items[i]);
}
