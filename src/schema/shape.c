/* Whether a script leaves the rows alone that were there before it. A range that is
 * squashed on top of others becomes the way between two schemas, which knows nothing of
 * rows: what it does to them, that way does not do. */
#include "run.h"

#include <string.h>

/* What of ALTER TABLE does nothing to rows, and is the same when only its outcome is
 * known: not so SET DEFAULT, which new columns heed, nor RENAME. */
static bool
is_action_safe(struct str word)
{
    static const char *const actions[] = {"add",     "owner", "enable",   "disable",
                                          "force",   "no",    "validate", "cluster",
                                          "replica", NULL};
    return is_any(word, actions);
}

enum place { PLACE_START, PLACE_NAME, PLACE_POINT, PLACE_ACTION, PLACE_REST };

/* Each action of an ALTER TABLE; and a CREATE TABLE without AS, all of which is REST. */
static bool
is_table_safe(const struct sql_statement *statement, const struct sql_dialect *dialect,
              enum place place)
{
    static const char *const before[] = {"alter", "table", "if", "exists", "only", NULL};
    const struct str body = statement->body;
    struct sql_lexer lexer = {dialect, body.data, body.data + body.length};
    const bool alters = place == PLACE_START;
    struct sql_token token = {.kind = SQL_SPACE};
    for (int depth = 0; token.kind != SQL_END;) {
        struct error *error = sql_token_next(&lexer, &token);
        error_free(error);
        if (error)
            return false;
        depth += (token.kind == SQL_OPEN) - (token.kind == SQL_CLOSE);
        if (depth || token.kind == SQL_SPACE || token.kind == SQL_COMMENT ||
            token.kind == SQL_END)
            continue;
        const bool word = token.kind == SQL_WORD;
        if (place == PLACE_NAME && !str_is(token.text, ".") && !str_is(token.text, "*"))
            place = PLACE_ACTION;
        switch (place) {
        case PLACE_START:
            place = word && is_any(token.text, before) ? PLACE_START : PLACE_NAME;
            break;
        case PLACE_NAME:
            place = str_is(token.text, ".") ? PLACE_POINT : PLACE_NAME;
            break;
        case PLACE_POINT:
            place = PLACE_NAME;
            break;
        case PLACE_ACTION:
            if (!word || !is_action_safe(token.text))
                return false;
            place = PLACE_REST;
            break;
        case PLACE_REST:
            if (!alters && word && str_is_nocase(token.text, "as"))
                return false;
            if (alters && str_is(token.text, ","))
                place = PLACE_ACTION;
            break;
        }
    }
    return true;
}

/* As in ALTER TYPE … ADD VALUE, ALTER SEQUENCE … OWNED BY. */
static bool
has_words(const struct sql_statement *statement, const char *word, const char *next)
{
    for (size_t i = 0; i + 1 < statement->word_count; i++)
        if (word_is(statement, i, word) && word_is(statement, i + 1, next))
            return true;
    return false;
}

static bool
is_safe(const struct sql_statement *statement, const struct sql_dialect *dialect)
{
    static const char *const verbs[] = {"comment", "grant", "revoke", "security", NULL};
    /* What has no rows, and is made anew. */
    static const char *const things[] = {
        "function",   "procedure", "routine",     "aggregate", "view",      "index",
        "trigger",    "policy",    "rule",        "cast",      "collation", "operator",
        "statistics", "event",     "publication", NULL};
    const struct str verb = statement->word_count ? statement->words[0] : (struct str){0};
    const struct str thing =
        statement->word_count > 1 ? statement->words[1] : (struct str){0};
    const bool alters = str_is_nocase(verb, "alter");
    if (is_setting(statement))
        return true;
    if (alters && str_is_nocase(thing, "table"))
        return is_table_safe(statement, dialect, PLACE_START);
    if (alters && str_is_nocase(thing, "type"))
        return has_words(statement, "add", "value");
    if (alters && str_is_nocase(thing, "sequence"))
        return has_words(statement, "owned", "by") || has_words(statement, "owner", "to");
    if (alters || str_is_nocase(verb, "drop"))
        return is_any(thing, things);
    if (!str_is_nocase(verb, "create"))
        return is_any(verb, verbs);
    for (size_t i = 1; i < statement->word_count && i < 4; i++)
        if (is_any(statement->words[i], things))
            return true;
        else if (word_is(statement, i, "table"))
            return is_table_safe(statement, dialect, PLACE_REST);
    return true;
}

/* SQLite: a PRAGMA that sets what the file keeps, and a scratch database in memory does
 * not have. */
static bool
sets_file(const struct sql_statement *statement)
{
    static const char *const kept[] = {"journal_mode", "auto_vacuum", "encoding",
                                       "page_size", NULL};
    const struct str text = statement->body;
    if (!word_is(statement, 0, "pragma") ||
        (!memchr(text.data, '=', text.length) && !memchr(text.data, '(', text.length)))
        return false;
    for (size_t i = 1; i < statement->word_count; i++)
        if (is_any(statement->words[i], kept))
            return true;
    return false;
}

struct error *
schema_carries(struct str sql, const struct sql_dialect *dialect)
{
    struct sql_scanner scanner = {.lexer = {dialect, sql.data, sql.data + sql.length}};
    struct error *error = NULL;
    for (bool found = dialect == &sql_sqlite; found && !error;) {
        struct sql_statement statement;
        if (!(error = sql_next(&scanner, &statement, &found)) && sets_file(&statement))
            error =
                error_hint(error_at(statement.body.data, ERROR_USAGE,
                                    "the file keeps what this sets, and squash cannot "
                                    "carry it"),
                           "leave this revision out of the range");
    }
    return error;
}

struct error *
schema_only(struct str sql, const struct sql_dialect *dialect)
{
    struct sql_scanner scanner = {.lexer = {dialect, sql.data, sql.data + sql.length}};
    struct error *error = NULL;
    for (bool found = true; found && !error;) {
        struct sql_statement statement;
        if (!(error = sql_next(&scanner, &statement, &found)) && statement.body.length &&
            !is_safe(&statement, dialect))
            error = error_hint(
                error_at(statement.body.data, ERROR_USAGE,
                         "this may change rows, of which a range that does not begin at "
                         "the base knows nothing"),
                "begin the range at the base, or behind this revision");
    }
    return error;
}
