/* The statements of any text, in each dialect, are the text. */
#include "fuzz.h"

#include "migrate/sql.h"

static void
scan(const struct sql_dialect *dialect, struct str text)
{
    struct sql_scanner scanner = {.lexer = {dialect, text.data, text.data + text.length}};
    const char *at = text.data;
    for (bool found = true; found;) {
        struct sql_statement statement;
        struct error *error = sql_next(&scanner, &statement, &found);
        if (error) {
            check_error(error, text);
            return;
        }
        PROMISE(statement.text.data == at);
        at += statement.text.length;
        PROMISE(!statement.body.length ||
                (statement.body.data >= statement.text.data &&
                 statement.body.data + statement.body.length <= at));
        bool on;
        sql_control(dialect, &statement);
        sql_outside_only(dialect, &statement);
        sql_sets_foreign_keys(dialect, &statement, &on);
        sql_sets_role(dialect, &statement);
    }
    PROMISE(at == text.data + text.length);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A block of its own, so that a sanitizer sees its end. */
    char *copy = memory_or_abort(malloc(size + 1));
    for (size_t i = 0; i < size; i++)
        copy[i] = (char)data[i];
    const struct str text = {copy, size};
    char hash[SQL_HASH_SIZE];
    const struct sql_dialect *const dialects[] = {&sql_postgresql, &sql_sqlite,
                                                  &sql_mysql};
    for (size_t i = 0; i < 3; i++) {
        scan(dialects[i], text);
        sql_hash(dialects[i], text, hash);
    }
    free(copy);
    return 0;
}
