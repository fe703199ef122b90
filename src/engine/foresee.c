/* What only the database knows before a section runs in a transaction: whether a relation
 * is partitioned, what a procedure does, which version the server has. What an earlier
 * step of the run makes is not there yet; then the statement itself will tell. */
#include "driver.h"

#include <stdlib.h>
#include <string.h>

struct foreseeing {
    struct engine *engine;
    struct arena *arena;
    const struct sql_statement *statement;
};

static const char *
literal(const struct foreseeing *foreseeing, struct str text)
{
    struct buf out = {.arena = foreseeing->arena};
    sql_literal(&out, foreseeing->engine->dialect, text);
    return buf_text(&out);
}

/* The first value of the answer, or NULL. */
static struct error *
ask(const char **answer, const struct foreseeing *foreseeing, const char *sql)
{
    struct rows rows;
    struct error *error = engine_query(foreseeing->engine, foreseeing->arena, sql, &rows);
    *answer = !error && rows.count ? rows_value(&rows, 0, 0) : NULL;
    return error;
}

static struct error *
reindex(const struct foreseeing *foreseeing, struct str name)
{
    const char *kind;
    struct error *error =
        ask(&kind, foreseeing,
            sql_own(foreseeing->arena, foreseeing->engine->dialect,
                    "SELECT relkind FROM pg_catalog.pg_class WHERE oid {=}"
                    " {to_regclass}(%s)::{oid}",
                    literal(foreseeing, name)));
    if (error || !kind || (*kind != 'p' && *kind != 'I'))
        return error;
    return outside_refuse(foreseeing->statement, *kind == 'p'
                                                     ? "REINDEX of a partitioned table"
                                                     : "REINDEX of a partitioned index");
}

/* Of several of that name the server chooses by the arguments: then it will tell. */
static struct error *
call(const struct foreseeing *foreseeing, struct str name)
{
    const char *body;
    struct error *error =
        ask(&body, foreseeing,
            sql_own(foreseeing->arena, foreseeing->engine->dialect,
                    "SELECT prosrc FROM pg_catalog.pg_proc WHERE prokind {=} 'p' AND oid"
                    " {=} {to_regproc}(%s)::{oid}",
                    literal(foreseeing, name)));
    if (error || !body || !sql_body_commits(str_from(body)))
        return error;
    return outside_refuse(foreseeing->statement, "a procedure that commits by itself");
}

struct error *
engine_foresee(struct engine *engine, struct str sql)
{
    struct arena arena = {0};
    struct sql_scanner scanner = {
        .lexer = {engine->dialect, sql.data, sql.data + sql.length}};
    struct error *error = NULL;
    for (bool found = true; found && !error;) {
        struct sql_statement statement;
        struct str name;
        if ((error = sql_next(&scanner, &statement, &found)))
            break;
        const struct foreseeing foreseeing = {engine, &arena, &statement};
        switch (sql_question(engine->dialect, &statement, &name)) {
        case SQL_QUESTION_NONE:
            break;
        case SQL_QUESTION_REINDEX:
            error = reindex(&foreseeing, name);
            break;
        case SQL_QUESTION_CALL:
            error = call(&foreseeing, name);
            break;
        case SQL_QUESTION_ADD_VALUE:
            if (engine->version && engine->version < 120000)
                error = outside_refuse(&statement,
                                       "ALTER TYPE … ADD VALUE before PostgreSQL 12");
            break;
        }
    }
    arena_free(&arena);
    return error;
}
