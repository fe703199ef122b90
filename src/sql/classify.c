/* What kind of statement this is, as far as transactions care. */
#include "migrate/sql.h"

#include <string.h>

static bool
word(const struct sql_statement *statement, size_t index, const char *text)
{
    return index < statement->word_count && str_is_nocase(statement->words[index], text);
}

static bool
words(const struct sql_statement *statement, const char *first, const char *second)
{
    return word(statement, 0, first) && word(statement, 1, second);
}

enum sql_control
sql_control(const struct sql_dialect *dialect, const struct sql_statement *statement)
{
    const struct sql_statement *s = statement;
    const bool begin = word(s, 0, "begin") || words(s, "start", "transaction");
    if (begin) {
        size_t i = 1;
        i += word(s, i, "deferred") || word(s, i, "immediate") || word(s, i, "exclusive");
        i += word(s, i, "transaction") || word(s, i, "work");
        return s->word_count > i ? SQL_CONTROL_BEGIN_MODES : SQL_CONTROL_BEGIN;
    }
    const bool commit = word(s, 0, "commit") || word(s, 0, "end");
    if (commit) {
        size_t i = 1;
        i += word(s, 1, "transaction") || word(s, 1, "work");
        return s->word_count > i ? SQL_CONTROL_OTHER : SQL_CONTROL_COMMIT;
    }
    if (word(s, 0, "rollback") || (word(s, 0, "abort") && dialect == &sql_postgresql)) {
        size_t i = 1;
        i += word(s, 1, "transaction") || word(s, 1, "work");
        return word(s, i, "to") ? SQL_CONTROL_NONE : SQL_CONTROL_OTHER;
    }
    return words(s, "prepare", "transaction") ? SQL_CONTROL_OTHER : SQL_CONTROL_NONE;
}

/* Whether the bare word stands anywhere in the statement, in parentheses too. */
static bool
has_word(const struct sql_dialect *dialect, const struct sql_statement *statement,
         const char *text)
{
    struct sql_lexer lexer = {dialect, statement->body.data,
                              statement->body.data + statement->body.length};
    struct sql_token token;
    do {
        struct error *error = sql_token_next(&lexer, &token);
        if (error) {
            error_free(error);
            return false;
        }
        if (token.kind == SQL_WORD && str_is_nocase(token.text, text))
            return true;
    } while (token.kind != SQL_END);
    return false;
}

/* PreventInTransactionBlock() is called for these in PostgreSQL 15 (utility.c,
 * cluster.c, indexcmds.c, tablecmds.c). */
static const char *
postgresql_outside(const struct sql_dialect *dialect, const struct sql_statement *s)
{
    static const struct {
        const char *first, *second, *name;
    } simple[] = {
        {"create", "database", "CREATE DATABASE"},
        {"drop", "database", "DROP DATABASE"},
        {"create", "tablespace", "CREATE TABLESPACE"},
        {"drop", "tablespace", "DROP TABLESPACE"},
        {"alter", "system", "ALTER SYSTEM"},
        {"discard", "all", "DISCARD ALL"},
        {"reindex", "database", "REINDEX DATABASE"},
        {"reindex", "system", "REINDEX SYSTEM"},
        {"reindex", "schema", "REINDEX SCHEMA"},
    };
    for (size_t i = 0; i < sizeof simple / sizeof *simple; i++)
        if (words(s, simple[i].first, simple[i].second))
            return simple[i].name;
    if (word(s, 0, "vacuum"))
        return "VACUUM";
    if (word(s, 0, "cluster") && s->word_count == 1)
        return "CLUSTER without a table";
    const bool create_index =
        word(s, 0, "create") &&
        (word(s, 1, "index") || (word(s, 1, "unique") && word(s, 2, "index")));
    if (create_index && word(s, word(s, 1, "unique") ? 3 : 2, "concurrently"))
        return "CREATE INDEX CONCURRENTLY";
    if (words(s, "drop", "index") && word(s, 2, "concurrently"))
        return "DROP INDEX CONCURRENTLY";
    if (word(s, 0, "reindex") && has_word(dialect, s, "concurrently"))
        return "REINDEX CONCURRENTLY";
    if (words(s, "alter", "table") && has_word(dialect, s, "detach") &&
        has_word(dialect, s, "concurrently"))
        return "ALTER TABLE … DETACH PARTITION CONCURRENTLY";
    if (words(s, "alter", "database") && has_word(dialect, s, "tablespace"))
        return "ALTER DATABASE … SET TABLESPACE";
    return NULL;
}

/* The name after PRAGMA [schema.]; `value` is what it is set to, empty for a question. */
static struct str
pragma(const struct sql_statement *s, struct str *value)
{
    *value = (struct str){0};
    if (!word(s, 0, "pragma"))
        return (struct str){0};
    struct sql_lexer lexer = {&sql_sqlite, s->body.data, s->body.data + s->body.length};
    struct sql_token token;
    struct str name = {0};
    for (size_t words_seen = 0; lexer.at < lexer.end;) {
        struct error *error = sql_token_next(&lexer, &token);
        if (error) {
            error_free(error);
            break;
        }
        if (token.kind == SQL_OTHER && str_is(token.text, "."))
            words_seen = 1; /* that was the schema */
        if (token.kind != SQL_WORD && token.kind != SQL_NUMBER &&
            token.kind != SQL_STRING && token.kind != SQL_QUOTED)
            continue;
        words_seen++;
        if (words_seen == 2)
            name = token.text;
        else if (words_seen == 3)
            *value = token.text;
    }
    return name;
}

static struct str
unquoted(struct str text)
{
    if (text.length > 1 && strchr("'\"`", text.data[0]))
        return (struct str){text.data + 1, text.length - 2};
    return text;
}

bool
sql_sets_foreign_keys(const struct sql_dialect *dialect,
                      const struct sql_statement *statement, bool *on)
{
    if (dialect != &sql_sqlite)
        return false;
    struct str value;
    if (!str_is_nocase(pragma(statement, &value), "foreign_keys") || !value.length)
        return false;
    value = unquoted(value);
    /* As SQLite reads a boolean: a number, or on, yes, true; all else is off. */
    *on = str_is_nocase(value, "on") || str_is_nocase(value, "yes") ||
          str_is_nocase(value, "true") ||
          (value.length && value.data[0] >= '1' && value.data[0] <= '9');
    return true;
}

bool
sql_sets_role(const struct sql_dialect *dialect, const struct sql_statement *statement)
{
    if (dialect != &sql_postgresql || !word(statement, 0, "set"))
        return false;
    for (size_t i = 1; i < 4; i++)
        if (word(statement, i, "role") || word(statement, i, "authorization"))
            return true;
    return false;
}

static const char *
sqlite_outside(const struct sql_statement *s)
{
    if (word(s, 0, "vacuum"))
        return "VACUUM";
    if (word(s, 0, "attach"))
        return "ATTACH";
    if (word(s, 0, "detach"))
        return "DETACH";
    struct str value;
    const struct str name = pragma(s, &value);
    if (value.length && str_is_nocase(name, "journal_mode"))
        return "PRAGMA journal_mode";
    if (value.length && str_is_nocase(name, "synchronous"))
        return "PRAGMA synchronous";
    return NULL;
}

const char *
sql_outside_only(const struct sql_dialect *dialect, const struct sql_statement *statement)
{
    return dialect == &sql_postgresql ? postgresql_outside(dialect, statement)
           : dialect == &sql_sqlite   ? sqlite_outside(statement)
                                      : NULL;
}
