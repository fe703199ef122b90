/* What is known of a section before it runs: of any text, in each dialect, in a
 * transaction and outside of one. A section that is taken is a whole number of
 * statements, and none of them ends our transaction. */
#include "fuzz.h"

#include "migrate/engine.h"

static void
inspect(const struct sql_dialect *dialect, struct str text, bool transactional)
{
    struct engine_facts facts;
    struct error *error = engine_inspect(&facts, dialect, text, transactional);
    if (error) {
        check_error(error, text);
        return;
    }
    struct arena arena = {0};
    struct sql_scanner scanner = {.lexer = {dialect, text.data, text.data + text.length}};
    size_t statements = 0;
    for (bool found = true; found;) {
        struct sql_statement statement;
        struct sql_index index;
        struct sql_detach detach;
        struct str name;
        error = sql_next(&scanner, &statement, &found);
        PROMISE(!error);
        if (!statement.body.length)
            continue;
        sql_index(&index, dialect, &statement, &arena);
        sql_detach(&detach, dialect, &statement);
        sql_vacuum_into(dialect, &statement);
        sql_question(dialect, &statement, &name);
        sql_session(dialect, &statement);
        const bool controls = sql_control(dialect, &statement) != SQL_CONTROL_NONE;
        PROMISE(!transactional || !controls || engine_skips(&facts, dialect, &statement));
        statements += !controls && !engine_skips(&facts, dialect, &statement);
    }
    PROMISE(!transactional || statements == facts.statements);
    arena_free(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    const struct str text = {arena_copy(&arena, data, size), size};
    const struct sql_dialect *const dialects[] = {&sql_postgresql, &sql_sqlite};
    if (str_is_utf8(text, NULL))
        for (size_t i = 0; i < 4; i++)
            inspect(dialects[i / 2], text, i % 2);
    arena_free(&arena);
    return 0;
}
