/* Whether a way leaves alone what it has nothing to do with: of the columns that are the
 * same at both ends the values must be, too. A script is only as good as what it does to
 * rows, and the schemas at its ends say nothing of them. */
#include "sqlite.h"

#include <stdlib.h>
#include <string.h>

static bool
is_touched(const struct schema_changes *way, struct str table)
{
    const struct str name = id_last(table, &(struct str){0});
    vec_each (&way->list, change)
        if (memmem(change->sql, strlen(change->sql), name.data, name.length))
            return true;
    return false;
}

/* A value as text, the same for any order of the rows. */
static void
sum_add(struct buf *sql, const struct sql_dialect *dialect, const char *column,
        const char *table)
{
    if (dialect == &sql_sqlite)
        buf_printf(sql,
                   "(SELECT group_concat(v) FROM (SELECT quote(%s) AS v FROM %s ORDER BY"
                   " 1))",
                   column, table);
    else
        buf_printf(sql,
                   "pg_catalog.md5(pg_catalog.string_agg(pg_catalog.format('%%L', %s), "
                   "','"
                   " ORDER BY pg_catalog.format('%%L', %s) COLLATE pg_catalog.\"C\"))",
                   column, column);
}

/* Those of one table, whose columns stand side by side. */
static struct error *
table_read(struct values *values, struct scratch *scratch, struct str table,
           const char *const *columns, size_t count)
{
    const struct sql_dialect *dialect = scratch->engine->dialect;
    struct arena *arena = scratch->arena;
    const char *id = str_dup(arena, table);
    const char *name = dialect == &sql_sqlite ? sqlite_quoted(id, arena) : id;
    struct buf sql = {.arena = arena};
    struct rows rows;
    for (size_t i = 0; i < count; i++) {
        const char *column =
            str_dup(arena, id_last(str_from(columns[i]), &(struct str){0}));
        buf_puts(&sql, i ? ", " : "SELECT ");
        sum_add(&sql, dialect,
                dialect == &sql_sqlite && *column != '"' ? sqlite_quoted(column, arena)
                                                         : column,
                name);
    }
    if (dialect != &sql_sqlite)
        buf_printf(&sql, " FROM ONLY %s", name);
    struct error *error = engine_query(scratch->engine, arena, buf_text(&sql), &rows);
    for (size_t i = 0; !error && i < count && rows.count; i++) {
        const char *sum = rows_value(&rows, 0, i);
        const struct value value = {columns[i], sum ? sum : ""};
        vec_push(&values->list, arena, value);
    }
    return error;
}

/* SQLite's ids say nothing of quotes within quotes. */
static bool
can_be_named(const struct schema_row *column, const struct schema *schema)
{
    size_t quotes = 0;
    for (const char *at = column->id; *at; at++)
        quotes += *at == '"';
    return schema->dialect != &sql_sqlite || quotes == 0 ||
           (quotes == 2 && str_ends(str_from(column->id), STR("\"")));
}

struct error *
values_read(struct values *values, struct scratch *scratch, const struct schema *schema,
            const struct schema_changes *way)
{
    const char **columns =
        arena_array(scratch->arena, schema->count + 1, sizeof *columns);
    struct error *error = NULL;
    *values = (struct values){0};
    /* Rows are sorted by kind and id, so that a table's columns follow one another, but
     * for those of a table whose name begins with its name and a point. */
    for (size_t i = 0; !error && i < schema->count;) {
        struct str table, next;
        size_t count = 0;
        if (!row_is(&schema->rows[i], "column")) {
            i++;
            continue;
        }
        id_last(str_from(schema->rows[i].id), &table);
        for (; i < schema->count && row_is(&schema->rows[i], "column"); i++) {
            id_last(str_from(schema->rows[i].id), &next);
            if (!str_equal(table, next))
                break;
            if (can_be_named(&schema->rows[i], schema))
                columns[count++] = schema->rows[i].id;
        }
        if (count && is_touched(way, table))
            error = table_read(values, scratch, table, columns, count);
    }
    return error;
}

static const char *
sum_of(const struct values *values, const char *column)
{
    vec_each (&values->list, value)
        if (strcmp(value->column, column) == 0)
            return value->sum;
    return NULL;
}

/* Whether a type shows its values otherwise when something else changes. */
static bool
is_steady(const struct schema_row *column, const struct pairs *pairs)
{
    const char *type = column->definition;
    return strncmp(type, "reg", 3) != 0 &&
           (!strchr(type, '.') || pair_find(pairs, "enum", type) != SCHEMA_NONE);
}

/* Whether the way says that it changes what is in the column, or has to. */
static bool
is_declared(const struct pairs *pairs, const struct schema_row *column,
            const struct schema_changes *way)
{
    struct str table;
    id_last(str_from(column->id), &table);
    const struct str name = id_last(table, &(struct str){0});
    vec_each (&way->list, change) {
        const char *warning = change->warning ? change->warning : "", *sql = change->sql;
        /* Another column has the name now, or another table; but for a table made anew.
         */
        const bool renamed = strstr(sql, " RENAME ") && !strstr(sql, "_new_") &&
                             memmem(sql, strlen(sql), name.data, name.length);
        /* Those may write to any table. */
        if (renamed || strstr(warning, "fires triggers") ||
            strstr(warning, id_shown(column->id)) ||
            (strstr(warning, "drops table ") &&
             memmem(warning, strlen(warning), name.data, name.length)))
            return true;
    }
    const size_t filled = pair_find(pairs, "not null", column->id);
    return filled != SCHEMA_NONE && !pairs->items[filled].from;
}

static bool
is_same_column(const struct pair *pair)
{
    return pair->from && pair->to && row_is(pair->from, "column") &&
           strcmp(pair->from->key, pair->to->key) == 0 &&
           strcmp(pair->from->definition, pair->to->definition) == 0;
}

bool
values_any(const struct schema *from, const struct schema *to, struct arena *arena)
{
    struct pairs pairs;
    pairs_make(&pairs, from, to, arena);
    for (size_t i = 0; i < pairs.count; i++)
        if (is_same_column(&pairs.items[i]))
            return true;
    return false;
}

struct names
values_changed(const struct values *before, const struct values *after,
               const struct schema *from, const struct schema *to,
               const struct schema_changes *way, struct arena *arena)
{
    VEC(struct str) lines = {0};
    struct pairs pairs;
    pairs_make(&pairs, from, to, arena);
    for (size_t i = 0; i < pairs.count; i++) {
        const struct pair *pair = &pairs.items[i];
        if (!is_same_column(pair))
            continue;
        const char *was = sum_of(before, pair->from->id);
        const char *is = sum_of(after, pair->from->id);
        const bool sqlite = from->dialect == &sql_sqlite;
        if (!was || !is || strcmp(was, is) == 0 ||
            (!sqlite && !is_steady(pair->to, &pairs)) ||
            is_declared(&pairs, pair->to, way))
            continue;
        const char *line = arena_printf(arena, "column %s: holds something else",
                                        id_shown(pair->from->id));
        vec_push(&lines, arena, str_from(line));
    }
    return (struct names){lines.items, lines.count};
}
