/* Where a statement ends.
 *
 * A semicolon ends a statement unless it stands in parentheses (PostgreSQL: CREATE RULE)
 * or in a body. Two kinds of body have semicolons of their own:
 *
 *  - PostgreSQL: CREATE [OR REPLACE] FUNCTION|PROCEDURE … BEGIN ATOMIC …; …; END
 *    BEGIN ATOMIC opens it, CASE goes deeper, END comes back (psqlscan.l).
 *
 *  - SQLite: CREATE [TEMP] TRIGGER … BEGIN …; …; END. As in complete.c the statement
 *    ends with the tokens ; END ; in a row, white space and comments apart:
 *
 *        state    ;        END      any other token
 *        INSIDE   SEMI     INSIDE   INSIDE
 *        SEMI     SEMI     END      INSIDE
 *        END      (done)   INSIDE   INSIDE
 *
 * Behind the semicolon of PostgreSQL's COPY … FROM stdin the lines of its data belong to
 * the statement, up to one that is "\." (psql's copy.c); and between statements a line
 * that begins with a backslash is a command of psql (psql.c).
 */
#include "psql.h"

#include <string.h>

enum trigger_state { TRIGGER_NONE, TRIGGER_INSIDE, TRIGGER_SEMI, TRIGGER_END };

struct cut {
    struct sql_scanner *scanner;
    struct sql_statement *statement;
    size_t parentheses;
    const char *open; /* the outermost ( */
    bool routine;     /* CREATE FUNCTION or PROCEDURE */
    bool begin;       /* the last word was BEGIN */
    bool named;       /* the last token was "." or AS: a name follows, whatever it is */
    size_t body;      /* how deep in BEGIN ATOMIC */
    enum trigger_state trigger;
    bool from, copy_stdin, copy_binary, copy_csv;
};

static bool
statement_word(const struct sql_statement *statement, size_t index, const char *word)
{
    return index < statement->word_count && str_is_nocase(statement->words[index], word);
}

static bool
is_routine(const struct sql_statement *statement)
{
    if (!statement_word(statement, 0, "create"))
        return false;
    const size_t kind = statement_word(statement, 1, "or") ? 3 : 1;
    return statement_word(statement, kind, "function") ||
           statement_word(statement, kind, "procedure");
}

static bool
is_trigger(const struct sql_statement *statement)
{
    size_t i = 0;
    if (statement_word(statement, i, "explain"))
        i += statement_word(statement, 1, "query") ? 3 : 1;
    if (!statement_word(statement, i++, "create"))
        return false;
    i +=
        statement_word(statement, i, "temp") || statement_word(statement, i, "temporary");
    return statement_word(statement, i, "trigger");
}

static void
cut_word(struct cut *cut, struct str word)
{
    struct sql_statement *statement = cut->statement;
    const struct sql_dialect *dialect = cut->scanner->lexer.dialect;
    if (!cut->parentheses && statement->word_count < SQL_WORDS) {
        statement->words[statement->word_count++] = word;
        cut->routine = dialect->atomic_bodies && is_routine(statement);
        if (dialect->trigger_bodies && !cut->trigger && is_trigger(statement))
            cut->trigger = TRIGGER_INSIDE;
    }
    if (cut->trigger) {
        cut->trigger = cut->trigger == TRIGGER_SEMI && str_is_nocase(word, "end")
                           ? TRIGGER_END
                           : TRIGGER_INSIDE;
    }
    if (cut->routine && !cut->parentheses) {
        if (!cut->body)
            cut->body = cut->begin && str_is_nocase(word, "atomic");
        else if (str_is_nocase(word, "case"))
            cut->body += !cut->named;
        else if (str_is_nocase(word, "end"))
            cut->body -= !cut->named;
    }
    cut->named = str_is_nocase(word, "as");
    cut->begin = str_is_nocase(word, "begin");
    if (dialect->psql && statement_word(statement, 0, "copy")) {
        cut->copy_binary |= cut->copy_stdin && str_is_nocase(word, "binary");
        cut->copy_csv |= cut->copy_stdin && str_is_nocase(word, "csv");
        cut->copy_stdin |= !cut->parentheses && cut->from && str_is_nocase(word, "stdin");
    }
    cut->from = str_is_nocase(word, "from");
}

/* Whether this semicolon ends the statement. */
static bool
cut_semicolon(struct cut *cut)
{
    if (cut->trigger && cut->trigger != TRIGGER_END) {
        cut->trigger = TRIGGER_SEMI;
        return false;
    }
    return !cut->parentheses && !cut->body;
}

static void
cut_parenthesis(struct cut *cut, const struct sql_token *token)
{
    if (!cut->scanner->lexer.dialect->parentheses)
        return;
    if (token->kind == SQL_OPEN) {
        if (!cut->parentheses++)
            cut->open = token->text.data;
    } else if (cut->parentheses) {
        cut->parentheses--;
    }
}

/* "<<<<<<< HEAD" at the beginning of a line. */
static bool
is_conflict(const struct cut *cut, const char *at)
{
    const char *end = cut->scanner->lexer.end;
    if (end - at < 7 || (at > cut->scanner->start && at[-1] != '\n'))
        return false;
    return memcmp(at, "<<<<<<<", 7) == 0 || memcmp(at, ">>>>>>>", 7) == 0;
}

/* The one command of the sqlite3 shell that changes nothing here: nothing runs behind an
 * error anyway. What we print for the shell begins with it. */
#define BAIL ".bail on"

static bool
is_bail(const struct cut *cut, const struct sql_token *token)
{
    const char *at = token->text.data, *end = cut->scanner->lexer.end;
    const size_t length = sizeof BAIL - 1;
    if (cut->scanner->lexer.dialect != &sql_sqlite || cut->statement->body.data ||
        (size_t)(end - at) < length || memcmp(at, BAIL, length) != 0)
        return false;
    return at + length == end || at[length] == '\n' || at[length] == '\r';
}

static struct error *
cut_refuse(const struct cut *cut, const struct sql_token *token)
{
    const struct sql_dialect *dialect = cut->scanner->lexer.dialect;
    const char c = token->text.data[0];
    if (is_conflict(cut, token->text.data))
        return error_hint(error_at(token->text.data, ERROR_USAGE,
                                   "a merge conflict that was not resolved"),
                          "resolve it, and take the <<<<<<< and >>>>>>> lines out");
    if (dialect->psql && c == '\\')
        return error_hint(
            error_at(token->text.data, ERROR_USAGE, "a psql command within a statement"),
            "end the statement before it with a semicolon; what runs its "
            "answer (\\gexec, \\gset and so on) is not run here");
    if (dialect == &sql_sqlite && c == '.' && !cut->statement->body.data)
        return error_hint(
            error_at(
                token->text.data, ERROR_USAGE,
                "a command of the sqlite3 shell (.…) is not SQL, and is not run here"),
            "take the line out, or write what it does in SQL");
    return NULL;
}

static struct error *
cut_unfinished(const struct cut *cut)
{
    const char *start = cut->statement->body.data;
    const bool open =
        (cut->trigger && cut->trigger != TRIGGER_END) || cut->body || cut->parentheses;
    if (open && cut->scanner->stopped)
        return error_hint(
            error_at(cut->scanner->lexer.at, ERROR_USAGE,
                     "this marker stands within a statement that does not end"),
            "end the statement before it, or take the marker out");
    if (cut->trigger && cut->trigger != TRIGGER_END)
        return error_hint(error_at(start, ERROR_USAGE, "this trigger does not end"),
                          "end its body with \"; END;\"");
    if (cut->body)
        return error_hint(error_at(start, ERROR_USAGE, "this BEGIN ATOMIC does not end"),
                          "end the body with \"END;\"");
    if (cut->parentheses)
        return error_hint(error_at(cut->open, ERROR_USAGE, "this ( is never closed"),
                          "close it with )");
    return NULL;
}

/* The lines of data behind the semicolon. */
static struct error *
cut_data(const struct cut *cut)
{
    struct sql_lexer *lexer = &cut->scanner->lexer;
    struct sql_statement *statement = cut->statement;
    statement->copies = true;
    if (cut->copy_binary)
        return error_hint(error_at(statement->body.data, ERROR_USAGE,
                                   "binary data cannot stand in a script"),
                          "write them in the text or csv format");
    const char *early;
    if (!psql_data(&statement->data, &early, lexer))
        return error_hint(
            error_at(lexer->at, ERROR_USAGE,
                     "the data of COPY … FROM stdin begin on the next line"),
            "end the statement with a semicolon, and the line behind it");
    if (statement->data.data && early && !cut->copy_csv)
        return error_hint(error_at(early, ERROR_USAGE,
                                   "the server would end the data of this COPY here: the "
                                   "lines behind it would be lost"),
                          "write \\\\. for a backslash and a point");
    if (statement->data.data)
        return NULL;
    return error_hint(error_at(statement->body.data, ERROR_USAGE,
                               "the data of this COPY … FROM stdin do not end"),
                      "put \\. alone on the line behind the last one");
}

static struct error *
cut_finish(const struct cut *cut, const char *start)
{
    struct sql_statement *statement = cut->statement;
    if (statement_word(statement, 0, "delimiter"))
        return error_hint(error_at(statement->body.data, ERROR_USAGE,
                                   "DELIMITER is a command of the mysql client, not SQL"),
                          "take the line out");
    statement->sql = (struct str){start, (size_t)(cut->scanner->lexer.at - start)};
    struct error *error = cut->copy_stdin ? cut_data(cut) : NULL;
    if (error)
        return error;
    statement->text = (struct str){start, (size_t)(cut->scanner->lexer.at - start)};
    psql_strings(&cut->scanner->lexer, statement);
    return NULL;
}

/* A comment with nothing but blanks before it. */
static bool
is_alone(const struct sql_scanner *scanner, const struct sql_token *token)
{
    const char *p = token->text.data;
    while (p > scanner->start && (p[-1] == ' ' || p[-1] == '\t'))
        p--;
    return p == scanner->start || p[-1] == '\n';
}

/* One that the caller wants to stop at. */
static bool
is_stop(const struct sql_scanner *scanner, const struct sql_token *token)
{
    return scanner->stop && token->kind == SQL_COMMENT && scanner->stop(token->text) &&
           is_alone(scanner, token);
}

/* One token more; `done` when the statement ends with it. */
static struct error *
cut_token(struct cut *cut, const struct sql_token *token, bool *done)
{
    if (token->kind == SQL_SPACE || token->kind == SQL_COMMENT)
        return NULL;
    if (cut->scanner->lexer.dialect->psql && token->text.data[0] == '\\' &&
        !cut->statement->body.data) {
        *done = true;
        cut->scanner->lexer.at = token->text.data;
        return psql_command(cut->scanner, cut->statement);
    }
    if (is_bail(cut, token)) {
        *done = true;
        cut->scanner->lexer.at = token->text.data + sizeof BAIL - 1;
        return NULL;
    }
    struct error *error = cut_refuse(cut, token);
    if (error)
        return error;
    if (!cut->statement->body.data && token->kind != SQL_SEMICOLON)
        cut->statement->body.data = token->text.data;
    if (token->kind == SQL_SEMICOLON) {
        *done = cut_semicolon(cut);
    } else if (token->kind == SQL_WORD) {
        cut_word(cut, token->text);
    } else {
        cut->begin = cut->from = false;
        cut->named = str_is(token->text, ".");
        if (cut->trigger)
            cut->trigger = TRIGGER_INSIDE;
        if (token->kind == SQL_OPEN || token->kind == SQL_CLOSE)
            cut_parenthesis(cut, token);
    }
    if (cut->statement->body.data)
        cut->statement->body.length =
            (size_t)(token->text.data + token->text.length - cut->statement->body.data);
    return NULL;
}

struct error *
sql_next(struct sql_scanner *scanner, struct sql_statement *statement, bool *found)
{
    struct cut cut = {.scanner = scanner, .statement = statement};
    *statement = (struct sql_statement){0};
    const char *start = scanner->lexer.at;
    if (!scanner->start)
        scanner->start = start;
    struct error *error = NULL;
    for (bool done = false; !done;) {
        struct sql_token token;
        if ((error = sql_token_next(&scanner->lexer, &token)))
            return error;
        scanner->stopped = is_stop(scanner, &token);
        if (scanner->check && token.kind == SQL_COMMENT && !scanner->stopped &&
            is_alone(scanner, &token) && (error = scanner->check(token.text)))
            return error;
        if (token.kind == SQL_END || scanner->stopped) {
            scanner->lexer.at = token.text.data;
            if ((error = cut_unfinished(&cut)))
                return error;
            break;
        }
        if ((error = cut_token(&cut, &token, &done)))
            return error;
    }
    *found = scanner->lexer.at > start;
    return cut_finish(&cut, start);
}
