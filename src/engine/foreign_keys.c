/* SQLite's foreign keys around a step; see engine.h. The textbook way to alter a table
 * (sqlite.org/lang_altertable.html, section 7) drops and re-creates it with the keys off:
 * were they on, the DROP TABLE would delete the rows that refer to it. */
#include "migrate/engine.h"

#include <stdlib.h>
#include <string.h>

struct error *
foreign_keys_set(struct foreign_keys *keys, struct engine *engine,
                 const struct engine_facts *facts)
{
    *keys = (struct foreign_keys){.active = facts->sets_foreign_keys};
    if (!keys->active)
        return NULL;
    if (!engine_has(engine, ENGINE_PRINTS)) {
        struct arena arena = {0};
        struct rows rows;
        struct error *error = engine_query(engine, &arena, "PRAGMA foreign_keys", &rows);
        keys->was_on = !error && rows.count && strcmp(rows_value(&rows, 0, 0), "1") == 0;
        arena_free(&arena);
        if (error)
            return error;
    }
    return engine_exec(engine,
                       facts->foreign_keys ? "PRAGMA foreign_keys = ON"
                                           : "PRAGMA foreign_keys = OFF",
                       NULL);
}

static bool
is_mismatch(const struct error *error)
{
    return str_starts(str_from(error->message), STR("foreign key mismatch"));
}

/* Of all tables (""), or of one ("('name')"). */
enum { COUNTED = 5 };
static const char count_sql[] =
    "SELECT \"table\", coalesce(parent, ''), fkid, count(*), min(rowid)"
    " FROM pragma_foreign_key_check%s GROUP BY 1, 2, 3";

static struct error *
count_of(struct engine *engine, struct arena *arena, const char *what, struct rows *rows)
{
    return engine_query(engine, arena, arena_printf(arena, count_sql, what), rows);
}

/* A key to what is no key breaks the question for all tables, though those that it does
 * not touch are altered all the time: then it is asked of each table, and such a one has
 * no rows to count. */
static struct error *
count_each(struct engine *engine, struct arena *arena, struct rows *all)
{
    struct rows tables, rows;
    struct error *error = engine_query(
        engine, arena,
        "SELECT '(''' || replace(name, '''', '''''') || ''')' FROM sqlite_schema"
        " WHERE type = 'table'",
        &tables);
    *all = (struct rows){.columns = COUNTED};
    for (size_t i = 0; !error && i < tables.count; i++) {
        error = count_of(engine, arena, rows_value(&tables, i, 0), &rows);
        if (error && is_mismatch(error)) {
            error_free(error);
            error = NULL;
            continue;
        }
        if (error || !rows.count)
            continue;
        const size_t had = all->count * COUNTED, more = rows.count * COUNTED;
        const char **values = arena_array(arena, had + more, sizeof *values);
        if (had)
            memcpy(values, all->values, had * sizeof *values);
        memcpy(values + had, rows.values, more * sizeof *values);
        *all = (struct rows){all->count + rows.count, COUNTED, values};
    }
    return error;
}

static struct error *
count(struct engine *engine, struct arena *arena, struct rows *rows)
{
    struct error *error = count_of(engine, arena, "", rows);
    if (!error || !is_mismatch(error))
        return error;
    error_free(error);
    return count_each(engine, arena, rows);
}

struct error *
foreign_keys_count(struct foreign_keys *keys, struct engine *engine, struct arena *arena)
{
    if (!keys->active || engine_has(engine, ENGINE_PRINTS))
        return NULL;
    return count(engine, arena, &keys->before);
}

/* How many violations this table had of the same key before the step. */
static long
count_before(const struct foreign_keys *keys, const struct rows *rows, size_t row)
{
    for (size_t i = 0; i < keys->before.count; i++) {
        bool same = true;
        for (size_t column = 0; column < 3; column++)
            same &= strcmp(rows_value(&keys->before, i, column),
                           rows_value(rows, row, column)) == 0;
        if (same)
            return strtol(rows_value(&keys->before, i, 3), NULL, 10);
    }
    return 0;
}

struct error *
foreign_keys_check(const struct foreign_keys *keys, struct engine *engine,
                   struct arena *arena)
{
    if (!keys->active)
        return NULL;
    if (engine_has(engine, ENGINE_PRINTS))
        return engine_exec(engine, "PRAGMA foreign_key_check", NULL);
    struct rows rows;
    struct error *error = count(engine, arena, &rows);
    for (size_t i = 0; !error && i < rows.count; i++) {
        const long now = strtol(rows_value(&rows, i, 3), NULL, 10);
        const char *rowid = rows_value(&rows, i, 4);
        if (now > count_before(keys, &rows, i))
            error = error_hint(
                error_new(
                    ERROR_FAILED,
                    "the step leaves %ld row%s of table \"%s\" that refer to nothing "
                    "in \"%s\"%s%s",
                    now, now == 1 ? "" : "s", rows_value(&rows, i, 0),
                    rows_value(&rows, i, 1), rowid ? ", the first with rowid " : "",
                    rowid ? rowid : ""),
                "\"PRAGMA foreign_key_check\" lists them; delete or mend them in the "
                "script");
    }
    return error;
}

struct error *
foreign_keys_restore(struct foreign_keys *keys, struct engine *engine)
{
    if (!keys->active)
        return NULL;
    keys->active = false;
    return engine_exec(
        engine, keys->was_on ? "PRAGMA foreign_keys = ON" : "PRAGMA foreign_keys = OFF",
        NULL);
}
