/* A row in every table, as far as that can be had without knowing what it means; and how
 * many there are. */
#include "sqlite.h"

#include <stdlib.h>
#include <string.h>

/* INSERTs with a value for each column that must have one: the same for all, so that keys
 * find what they refer to. */
static const char postgresql_seeds[] =
    "SELECT c.oid::regclass::text, 'INSERT INTO ' || c.oid::regclass || coalesce("
    "'(' || string_agg(quote_ident(attname), ', ' ORDER BY attnum) || ') OVERRIDING "
    "SYSTEM"
    " VALUE VALUES (' || string_agg(CASE WHEN b.typtype = 'e' THEN (SELECT"
    " quote_literal(enumlabel) FROM pg_enum WHERE enumtypid = b.oid ORDER BY "
    "enumsortorder"
    " LIMIT 1) WHEN b.typcategory = 'N' THEN '1' WHEN b.typcategory = 'B' THEN 'true' "
    "WHEN"
    " b.typcategory = 'D' THEN '''2000-01-01''' WHEN b.typcategory = 'A' THEN '''{}''' "
    "WHEN"
    " b.typcategory = 'T' THEN '''1 day''' WHEN b.typcategory = 'I' THEN '''10.0.0.1''' "
    "WHEN"
    " b.typcategory = 'R' THEN '''empty''' WHEN b.typname = 'uuid' THEN"
    " '''00000000-0000-0000-0000-000000000001''' WHEN b.typname IN ('json', 'jsonb') THEN"
    " '''{}''' ELSE '''1''' END, ', ' ORDER BY attnum) || ')', ' DEFAULT VALUES'),"
    " CASE min(nspname) WHEN 'public' THEN quote_ident(min(relname)) ELSE"
    " c.oid::regclass::text END FROM pg_class c JOIN pg_namespace n ON n.oid = "
    "relnamespace LEFT JOIN "
    "(pg_attribute a"
    " JOIN pg_type y ON y.oid = atttypid JOIN pg_type b ON b.oid = coalesce(nullif("
    "y.typbasetype, 0), y.oid)) ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped "
    "AND"
    " attnotnull AND NOT atthasdef AND attidentity = ''"
    " WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname !~ '^pg_' AND "
    "nspname"
    " <> 'information_schema' GROUP BY c.oid ORDER BY 1";

static const char sqlite_seeds[] =
    "SELECT t.name, 'INSERT INTO \"' || replace(t.name, '\"', '\"\"') || '\"' || "
    "coalesce("
    "'(' || group_concat('\"' || replace(c.name, '\"', '\"\"') || '\"', ', ') || ') "
    "VALUES"
    " (' || group_concat(CASE WHEN c.type LIKE '%CHAR%' OR c.type LIKE '%TEXT%' THEN "
    "'''1'''"
    " WHEN c.type LIKE '%BLOB%' THEN 'x''01''' ELSE '1' END, ', ') || ')',"
    " ' DEFAULT VALUES') FROM pragma_table_list t LEFT JOIN pragma_table_xinfo(t.name) c"
    " ON c.\"notnull\" AND c.dflt_value IS NULL AND c.hidden = 0"
    " WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' "
    "ESCAPE"
    " '\\' GROUP BY t.name ORDER BY 1";

long
counts_of(const struct counts *counts, const char *table)
{
    for (size_t i = 0; i < counts->count; i++)
        if (strcmp(counts->tables[i], table) == 0)
            return counts->rows[i];
    return -1;
}

/* What waits for the end of the transaction would fail there. */
static struct error *
deferred_check(struct scratch *scratch, const struct foreign_keys *keys)
{
    return keys->active
               ? foreign_keys_check(keys, scratch->engine, scratch->arena)
               : engine_exec(scratch->engine, "SET CONSTRAINTS ALL IMMEDIATE", NULL);
}

/* One that fails is tried again after the others: its key may find a row then. */
static struct error *
seed_run(struct scratch *scratch, const char *sql, const struct foreign_keys *strict,
         bool *done)
{
    struct engine *engine = scratch->engine;
    struct error *error = engine_exec(engine, "SAVEPOINT migrate_seed", NULL);
    if (error)
        return error;
    struct error *refused = engine_exec(engine, sql, NULL);
    if (!refused && strict)
        refused = deferred_check(scratch, strict);
    *done = !refused;
    error_free(refused);
    if (!*done)
        error = engine_exec(engine, "ROLLBACK TO migrate_seed", NULL);
    return error ? error : engine_exec(engine, "RELEASE migrate_seed", NULL);
}

static struct error *
seeds_run(struct scratch *scratch, const struct rows *seeds, const struct counts *counts,
          const struct foreign_keys *strict)
{
    bool *done = arena_array(scratch->arena, seeds->count + 1, sizeof *done);
    struct error *error = NULL;
    for (size_t i = 0; i < seeds->count; i++)
        done[i] = counts_of(counts, rows_value(seeds, i, 0)) != 0;
    for (bool progress = true; progress && !error;) {
        progress = false;
        for (size_t i = 0; i < seeds->count && !error; i++) {
            if (done[i])
                continue;
            error = seed_run(scratch, rows_value(seeds, i, 1), strict, &done[i]);
            progress |= done[i];
        }
    }
    return error;
}

/* Rows of a circle of keys can only come together; but when one of them cannot come, each
 * has to be right by itself. */
static struct error *
seeds_try(struct scratch *scratch, const struct rows *seeds, const struct counts *counts)
{
    struct engine *engine = scratch->engine;
    struct foreign_keys keys = {.active = engine->dialect == &sql_sqlite};
    struct error *error = foreign_keys_count(&keys, engine, scratch->arena);
    if (error || (error = engine_exec(engine, "SAVEPOINT migrate_seeds", NULL)) ||
        (error = seeds_run(scratch, seeds, counts, NULL)))
        return error;
    struct error *refused = deferred_check(scratch, &keys);
    error_free(refused);
    if (refused && !(error = engine_exec(engine, "ROLLBACK TO migrate_seeds", NULL)))
        error = seeds_run(scratch, seeds, counts, &keys);
    return error ? error : engine_exec(engine, "RELEASE migrate_seeds", NULL);
}

static struct error *
seeds_read(struct rows *seeds, struct scratch *scratch)
{
    struct engine *engine = scratch->engine;
    return engine_query(engine, scratch->arena,
                        engine->dialect == &sql_sqlite
                            ? sqlite_seeds
                            : catalog_text(engine, scratch->arena, postgresql_seeds),
                        seeds);
}

struct error *
rows_count(struct counts *counts, struct scratch *scratch)
{
    const bool sqlite = scratch->engine->dialect == &sql_sqlite;
    struct rows seeds, count;
    struct error *error = seeds_read(&seeds, scratch);
    if (error)
        return error;
    *counts = (struct counts){
        .tables = arena_array(scratch->arena, seeds.count + 1, sizeof(char *)),
        .shown = arena_array(scratch->arena, seeds.count + 1, sizeof(char *)),
        .rows = arena_array(scratch->arena, seeds.count + 1, sizeof(long))};
    for (size_t i = 0; i < seeds.count; i++) {
        const char *name = rows_value(&seeds, i, 0);
        const char *shown = sqlite ? name : rows_value(&seeds, i, 2);
        const char *table = sqlite ? sqlite_quoted(name, scratch->arena) : name;
        if ((error =
                 engine_query(scratch->engine, scratch->arena,
                              arena_printf(scratch->arena,
                                           sqlite ? "SELECT count(*) FROM %s"
                                                  : "SELECT pg_catalog.count(*) FROM %s",
                                           table),
                              &count)))
            return error;
        counts->tables[counts->count] = name;
        counts->shown[counts->count] = shown;
        counts->rows[counts->count++] = strtol(rows_value(&count, 0, 0), NULL, 10);
    }
    return NULL;
}

struct error *
rows_seed(struct scratch *scratch)
{
    const bool sqlite = scratch->engine->dialect == &sql_sqlite;
    struct rows seeds;
    struct counts counts;
    struct error *error = rows_count(&counts, scratch);
    if (!error)
        error = seeds_read(&seeds, scratch);
    /* A row that refers to nothing would be found to be the script's fault. */
    if (!error && sqlite)
        error = engine_exec(scratch->engine, "PRAGMA foreign_keys = ON", NULL);
    if (!error && !scratch->transaction)
        error = engine_begin(scratch->engine, false);
    if (error)
        return error;
    scratch->used = true;
    error = seeds_try(scratch, &seeds, &counts);
    if (scratch->transaction)
        return error;
    error =
        error ? engine_rollback(scratch->engine, error) : engine_commit(scratch->engine);
    return error || !sqlite
               ? error
               : engine_exec(scratch->engine, "PRAGMA foreign_keys = OFF", NULL);
}

struct names
rows_lost(const struct counts *before, const struct counts *after,
          const struct counts *least, struct arena *arena)
{
    VEC(struct str) lines = {0};
    for (size_t i = 0; i < before->count; i++) {
        const long now = counts_of(after, before->tables[i]);
        if (now < 0 || now >= before->rows[i] ||
            (least && now >= counts_of(least, before->tables[i])))
            continue;
        const char *line =
            arena_printf(arena, "table %s: %ld of %ld rows lost", before->shown[i],
                         before->rows[i] - now, before->rows[i]);
        vec_push(&lines, arena, str_from(line));
    }
    return (struct names){lines.items, lines.count};
}
