/* What kind of statement this is, as far as transactions care. */
#include "tokens.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

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
        if (word(s, i, "and") && word(s, i + 1, "chain") && s->word_count == i + 2)
            return SQL_CONTROL_CHAIN;
        return s->word_count > i ? SQL_CONTROL_OTHER : SQL_CONTROL_COMMIT;
    }
    if (word(s, 0, "rollback") || (word(s, 0, "abort") && dialect == &sql_postgresql)) {
        size_t i = 1;
        i += word(s, 1, "transaction") || word(s, 1, "work");
        return word(s, i, "to") ? SQL_CONTROL_NONE : SQL_CONTROL_OTHER;
    }
    return words(s, "prepare", "transaction") ? SQL_CONTROL_OTHER : SQL_CONTROL_NONE;
}

size_t
tokens_of(const struct sql_dialect *dialect, const struct sql_statement *statement,
          struct sql_token *tokens)
{
    if (!statement->body.length)
        return 0;
    struct sql_lexer lexer = {dialect, statement->body.data,
                              statement->body.data + statement->body.length};
    size_t count = 0;
    for (;;) {
        struct sql_token token;
        struct error *error = sql_token_next(&lexer, &token);
        if (error || token.kind == SQL_END) {
            error_free(error);
            return count;
        }
        if (token.kind == SQL_SPACE || token.kind == SQL_COMMENT ||
            token.kind == SQL_SEMICOLON)
            continue;
        if (count < TOKENS)
            tokens[count] = token;
        count++;
    }
}

bool
is_token(const struct sql_token *token, const char *text)
{
    return token->kind == SQL_WORD && str_is_nocase(token->text, text);
}

/* Whether the two words stand side by side among the first tokens. */
static bool
has_pair(const struct sql_token *tokens, size_t count, const char *first,
         const char *second)
{
    for (size_t i = 1; i < count && i < TOKENS; i++)
        if (is_token(&tokens[i - 1], first) && is_token(&tokens[i], second))
            return true;
    return false;
}

bool
sql_transaction_modes(const struct sql_dialect *dialect,
                      const struct sql_statement *statement, struct str *modes)
{
    struct sql_token tokens[TOKENS];
    const bool begin = word(statement, 0, "begin");
    if (dialect != &sql_postgresql ||
        !(begin || words(statement, "start", "transaction") ||
          words(statement, "set", "transaction")))
        return false;
    const size_t count = tokens_of(dialect, statement, tokens);
    const size_t first =
        !begin || word(statement, 1, "transaction") || word(statement, 1, "work") ? 2 : 1;
    if (count <= first || count > TOKENS || is_token(&tokens[first], "snapshot"))
        return false;
    const char *start = tokens[first].text.data;
    *modes = (struct str){start, (size_t)(tokens[count - 1].text.data +
                                          tokens[count - 1].text.length - start)};
    return true;
}

/* CLUSTER [VERBOSE] or CLUSTER (…), and no table. */
static bool
is_cluster_all(const struct sql_token *tokens, size_t count)
{
    if (count == 1 || (count == 2 && is_token(&tokens[1], "verbose")))
        return true;
    return count < TOKENS && tokens[1].kind == SQL_OPEN &&
           tokens[count - 1].kind == SQL_CLOSE;
}

/* COMMIT and ROLLBACK are statements of PL/pgSQL where a statement may begin. */
bool
sql_body_commits(struct str body)
{
    static const char *const before[] = {"begin", "then", "else", "loop"};
    struct sql_lexer lexer = {&sql_postgresql, body.data, body.data + body.length, false};
    bool start = true;
    for (;;) {
        struct sql_token token;
        struct error *error = sql_token_next(&lexer, &token);
        if (error || token.kind == SQL_END) {
            error_free(error);
            return false;
        }
        if (token.kind == SQL_SPACE || token.kind == SQL_COMMENT)
            continue;
        if (start && (is_token(&token, "commit") || is_token(&token, "rollback")))
            return true;
        start = token.kind == SQL_SEMICOLON;
        for (size_t i = 0; i < sizeof before / sizeof *before; i++)
            start |= is_token(&token, before[i]);
    }
}

/* DO [LANGUAGE name] $$ … $$ */
static bool
do_commits(const struct sql_token *tokens, size_t count)
{
    for (size_t i = 1; i < count && i < TOKENS && i < 5; i++) {
        const struct str text = tokens[i].text;
        if (tokens[i].kind != SQL_STRING)
            continue;
        const char *end =
            memchr(text.data + 1, text.data[0] == '$' ? '$' : '\'', text.length - 1);
        const size_t tag = text.data[0] == '$' && end ? (size_t)(end - text.data) + 1 : 1;
        return text.length >= 2 * tag &&
               sql_body_commits((struct str){text.data + tag, text.length - 2 * tag});
    }
    return false;
}

/* NAME = false among the options in parentheses. */
static bool
option_off(const struct sql_token *tokens, size_t count, const char *name)
{
    for (size_t i = 0; i + 2 < count && i + 2 < TOKENS; i++)
        if (is_token(&tokens[i], name) && str_is(tokens[i + 1].text, "=")) {
            const struct str value = unquoted(tokens[i + 2].text);
            return str_is_nocase(value, "false") || str_is_nocase(value, "off") ||
                   str_is_nocase(value, "none") || str_is(value, "0");
        }
    return false;
}

/* What talks to the other server and makes a slot there, or forgets one. */
static const char *
subscription_outside(const struct sql_statement *s, const struct sql_token *tokens,
                     size_t count)
{
    if (words(s, "create", "subscription"))
        return option_off(tokens, count, "connect") ||
                       option_off(tokens, count, "create_slot") ||
                       option_off(tokens, count, "slot_name")
                   ? NULL
                   : "CREATE SUBSCRIPTION with a slot";
    if (!words(s, "alter", "subscription") || option_off(tokens, count, "refresh"))
        return NULL;
    static const char *const verbs[] = {"refresh", "set", "add", "drop"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (has_pair(tokens, count, verbs[i], "publication"))
            return "ALTER SUBSCRIPTION with refresh";
    return NULL;
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
        {"drop", "subscription", "DROP SUBSCRIPTION with a slot"},
    };
    for (size_t i = 0; i < sizeof simple / sizeof *simple; i++)
        if (words(s, simple[i].first, simple[i].second))
            return simple[i].name;
    if (word(s, 0, "vacuum"))
        return "VACUUM";
    struct sql_token tokens[TOKENS];
    const size_t count = tokens_of(dialect, s, tokens);
    if (word(s, 0, "cluster") && is_cluster_all(tokens, count))
        return "CLUSTER without a table";
    const bool create_index =
        word(s, 0, "create") &&
        (word(s, 1, "index") || (word(s, 1, "unique") && word(s, 2, "index")));
    if (create_index && word(s, word(s, 1, "unique") ? 3 : 2, "concurrently"))
        return "CREATE INDEX CONCURRENTLY";
    if (words(s, "drop", "index") && word(s, 2, "concurrently"))
        return "DROP INDEX CONCURRENTLY";
    for (size_t i = 1; word(s, 0, "reindex") && i < count && i < TOKENS; i++)
        if (is_token(&tokens[i], "concurrently"))
            return "REINDEX CONCURRENTLY";
    if (words(s, "alter", "table") && has_pair(tokens, count, "detach", "partition") &&
        count <= TOKENS && is_token(&tokens[count - 1], "concurrently"))
        return "ALTER TABLE … DETACH PARTITION CONCURRENTLY";
    if (words(s, "alter", "database") && has_pair(tokens, count, "set", "tablespace"))
        return "ALTER DATABASE … SET TABLESPACE";
    if (word(s, 0, "do") && do_commits(tokens, count))
        return "a DO block that commits by itself";
    return subscription_outside(s, tokens, count);
}

enum sql_question
sql_question(const struct sql_dialect *dialect, const struct sql_statement *s,
             struct str *name)
{
    struct sql_token tokens[TOKENS];
    *name = (struct str){0};
    const bool reindexes = word(s, 0, "reindex");
    const bool calls = word(s, 0, "call");
    struct sql_new_value value;
    if (dialect != &sql_postgresql || !s->word_count)
        return SQL_QUESTION_NONE;
    if (sql_new_value(&value, dialect, s) && value.text.length)
        return SQL_QUESTION_ADD_VALUE;
    if (!reindexes && !calls)
        return SQL_QUESTION_NONE;
    const size_t count = tokens_of(dialect, s, tokens);
    size_t i = 1;
    while (reindexes && i < count && i < TOKENS && !is_token(&tokens[i - 1], "table") &&
           !is_token(&tokens[i - 1], "index"))
        i++;
    const size_t first = i;
    while (i < count && i < TOKENS &&
           (tokens[i].kind == SQL_WORD || tokens[i].kind == SQL_QUOTED ||
            str_is(tokens[i].text, ".")))
        i++;
    if (i == first)
        return SQL_QUESTION_NONE;
    *name = (struct str){tokens[first].text.data,
                         (size_t)(tokens[i - 1].text.data + tokens[i - 1].text.length -
                                  tokens[first].text.data)};
    return calls ? SQL_QUESTION_CALL : SQL_QUESTION_REINDEX;
}

struct str
unquoted(struct str text)
{
    if (text.length > 1 && strchr("'\"`[", text.data[0]))
        return (struct str){text.data + 1, text.length - 2};
    return text;
}

/* PRAGMA [schema.]name = value or name(value): whether it sets that name, and to what. */
static bool
sets_pragma(const struct sql_statement *s, const char *name, struct str *value)
{
    struct sql_token tokens[TOKENS];
    if (!word(s, 0, "pragma"))
        return false;
    size_t count = tokens_of(&sql_sqlite, s, tokens);
    count = count < TOKENS ? count : TOKENS;
    size_t i = count > 3 && str_is(tokens[2].text, ".") ? 3 : 1;
    if (i + 1 >= count || !str_is_nocase(unquoted(tokens[i].text), name))
        return false;
    if (!str_is(tokens[i + 1].text, "=") && tokens[i + 1].kind != SQL_OPEN)
        return false;
    *value = i + 2 < count ? unquoted(tokens[i + 2].text) : (struct str){0};
    return true;
}

/* As sqlite3GetBoolean(): the low eight bits of a number, or on, yes, true; a sign, which
 * is a token of its own here, and all else is off. */
static bool
pragma_is_on(struct str value)
{
    if (!value.length || value.data[0] < '0' || value.data[0] > '9')
        return str_is_nocase(value, "on") || str_is_nocase(value, "yes") ||
               str_is_nocase(value, "true");
    char digits[16] = {0};
    const size_t length = value.length < sizeof digits ? value.length : sizeof digits - 1;
    memcpy(digits, value.data, length);
    const bool hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
    return (strtoul(digits, NULL, hex ? 16 : 10) & 0xFF) != 0;
}

bool
sql_sets_foreign_keys(const struct sql_dialect *dialect,
                      const struct sql_statement *statement, bool *on)
{
    struct str value;
    if (dialect != &sql_sqlite || !sets_pragma(statement, "foreign_keys", &value))
        return false;
    *on = pragma_is_on(value);
    return true;
}

bool
sql_sets_role(const struct sql_dialect *dialect, const struct sql_statement *statement)
{
    if (dialect != &sql_postgresql || !word(statement, 0, "set"))
        return false;
    struct sql_token tokens[TOKENS];
    const size_t count = tokens_of(dialect, statement, tokens);
    for (size_t i = 1; i < count && i < 4; i++) {
        const struct str name = unquoted(tokens[i].text);
        if (str_is_nocase(name, "role") || str_is_nocase(name, "authorization"))
            return true;
    }
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
    if (sets_pragma(s, "journal_mode", &value))
        return "PRAGMA journal_mode";
    if (sets_pragma(s, "synchronous", &value))
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

/* Whether a bare word stands among the first tokens. */
static bool
has_token(const struct sql_token *tokens, size_t count, const char *text)
{
    for (size_t i = 0; i < count && i < TOKENS; i++)
        if (is_token(&tokens[i], text))
            return true;
    return false;
}

static bool
contains_nocase(struct str text, struct str part)
{
    for (; text.length >= part.length; text = str_cut(text, 1))
        if (strncasecmp(text.data, part.data, part.length) == 0)
            return true;
    return false;
}

/* A block or query that sets something within itself cannot be said again, since it may
 * do more than that. */
static bool
hides_setting(const struct sql_statement *s)
{
    return (word(s, 0, "do") || word(s, 0, "with")) &&
           (contains_nocase(s->body, STR("set_config")) ||
            contains_nocase(s->body, STR("search_path")));
}

static enum sql_session
postgresql_session_of(const struct sql_dialect *dialect, const struct sql_statement *s)
{
    struct sql_token tokens[TOKENS];
    const size_t count = tokens_of(dialect, s, tokens);
    const bool temporary = word(s, 1, "temp") || word(s, 1, "temporary") ||
                           word(s, 2, "temp") || word(s, 2, "temporary") ||
                           has_pair(tokens, count, "into", "temp") ||
                           has_pair(tokens, count, "into", "temporary");
    if (temporary && (word(s, 0, "create") || word(s, 0, "select") || word(s, 0, "with")))
        return SQL_SESSION_MADE;
    if ((word(s, 0, "prepare") && !word(s, 1, "transaction")) || word(s, 0, "declare") ||
        word(s, 0, "load"))
        return SQL_SESSION_MADE;
    if (hides_setting(s))
        return SQL_SESSION_MADE;
    const bool local =
        word(s, 1, "local") || word(s, 1, "transaction") || word(s, 1, "constraints");
    const bool set = (word(s, 0, "set") && !local) || word(s, 0, "reset") ||
                     word(s, 0, "listen") || word(s, 0, "unlisten") ||
                     (word(s, 0, "select") && has_token(tokens, count, "set_config"));
    return set ? SQL_SESSION_SET : SQL_SESSION_NONE;
}

enum sql_session
sql_session(const struct sql_dialect *dialect, const struct sql_statement *statement)
{
    const struct sql_statement *s = statement;
    if (dialect == &sql_postgresql)
        return postgresql_session_of(dialect, s);
    if (word(s, 0, "create") && (word(s, 1, "temp") || word(s, 1, "temporary")))
        return SQL_SESSION_MADE;
    const bool set = word(s, 0, "attach") || word(s, 0, "detach") || word(s, 0, "pragma");
    return set ? SQL_SESSION_SET : SQL_SESSION_NONE;
}

bool
sql_is_plain(const struct sql_dialect *dialect, const struct sql_statement *statement)
{
    static const char *const plain[] = {"create", "alter",    "drop",   "comment",
                                        "grant",  "revoke",   "insert", "update",
                                        "delete", "truncate", "lock",   "analyze"};
    bool found = false;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        found |= word(statement, 0, plain[i]);
    return found && sql_session(dialect, statement) == SQL_SESSION_NONE;
}

static bool
is_utf8_name(struct str value)
{
    return str_is_nocase(value, "utf8") || str_is_nocase(value, "utf-8") ||
           str_is_nocase(value, "unicode") || str_is_nocase(value, "default");
}

const char *
sql_refused(const struct sql_dialect *dialect, const struct sql_statement *statement)
{
    if (dialect != &sql_postgresql)
        return NULL;
    struct sql_token tokens[TOKENS];
    const size_t count = tokens_of(dialect, statement, tokens);
    const size_t kept = count < TOKENS ? count : TOKENS;
    if (words(statement, "discard", "all"))
        return "DISCARD ALL would free the lock of the run";
    if (has_token(tokens, kept, "pg_advisory_unlock_all"))
        return "pg_advisory_unlock_all() would free the lock of the run";
    if (!word(statement, 0, "set") || kept < 3)
        return NULL;
    const struct str value = unquoted(tokens[kept - 1].text);
    if ((has_token(tokens, kept, "client_encoding") || word(statement, 1, "names")) &&
        !is_utf8_name(value))
        return "scripts are UTF-8, and are sent as such";
    return NULL;
}
