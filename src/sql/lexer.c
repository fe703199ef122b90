/* Where a token ends. Each function below reads one kind of token from its first byte
 * and follows the database's own lexer: PostgreSQL's scan.l, SQLite's tokenize.c. */
#include "migrate/sql.h"

#include <string.h>

/* Bytes above 0x7F are letters to all our databases. */
static bool
is_word_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_word(char c)
{
    return is_word_start(c) || is_digit(c) || c == '$';
}

/* The byte `ahead` of the cursor; NUL past the end (a script holds no NUL). */
static char
peek(const struct sql_lexer *lexer, size_t ahead)
{
    if ((size_t)(lexer->end - lexer->at) <= ahead)
        return '\0';
    return lexer->at[ahead];
}

static struct error *
unterminated(const char *start, const char *what, const char *closing)
{
    return error_hint(error_at(start, ERROR_USAGE, "this %s does not end", what),
                      "close it with %s", closing);
}

static void
line_end(struct sql_lexer *lexer)
{
    const char *newline = memchr(lexer->at, '\n', (size_t)(lexer->end - lexer->at));
    const char *end = newline ? newline : lexer->end;
    const char *cr = lexer->dialect->cr_ends_comments
                         ? memchr(lexer->at, '\r', (size_t)(end - lexer->at))
                         : NULL;
    lexer->at = cr ? cr : end;
}

static struct error *
block_comment(struct sql_lexer *lexer)
{
    const char *start = lexer->at;
    size_t depth = 0;
    while (lexer->at < lexer->end) {
        if (peek(lexer, 0) == '/' && peek(lexer, 1) == '*' &&
            (!depth || lexer->dialect->nested_comments)) {
            depth++;
            lexer->at += 2;
        } else if (peek(lexer, 0) == '*' && peek(lexer, 1) == '/') {
            lexer->at += 2;
            if (--depth == 0)
                return NULL;
        } else {
            lexer->at++;
        }
    }
    return unterminated(start, "comment", "*/");
}

/* A text in quotes, which stand for themselves when doubled. */
static struct error *
quoted(struct sql_lexer *lexer, char quote, bool backslash, const char *what)
{
    const char *start = lexer->at++;
    while (lexer->at < lexer->end) {
        const char c = *lexer->at++;
        if (c == '\\' && backslash) {
            lexer->at += lexer->at < lexer->end;
        } else if (c == quote) {
            if (peek(lexer, 0) != quote)
                return NULL;
            lexer->at++;
        }
    }
    const char closing[] = {quote, '\0'};
    return unterminated(start, what, closing);
}

/* 'a' and 'b' with a line end between them are one literal (SQL-92), and what is an E''
 * string stays one in its continuation. */
static bool
string_continues(struct sql_lexer *lexer)
{
    struct sql_lexer ahead = *lexer;
    bool newline = false;
    for (;;) {
        if (is_blank(peek(&ahead, 0))) {
            newline |= *ahead.at == '\n' || *ahead.at == '\r';
            ahead.at++;
        } else if (peek(&ahead, 0) == '-' && peek(&ahead, 1) == '-') {
            line_end(&ahead);
        } else {
            break;
        }
    }
    if (!newline || peek(&ahead, 0) != '\'')
        return false;
    lexer->at = ahead.at;
    return true;
}

static struct error *
escape_string(struct sql_lexer *lexer)
{
    struct error *error;
    do
        error = quoted(lexer, '\'', true, "string");
    while (!error && string_continues(lexer));
    return error;
}

/* The length of the $tag$ at the cursor, or 0. */
static size_t
dollar_tag(const struct sql_lexer *lexer)
{
    size_t length = 1;
    if (is_word_start(peek(lexer, length)))
        while (is_word(peek(lexer, length)) && peek(lexer, length) != '$')
            length++;
    return peek(lexer, length) == '$' ? length + 1 : 0;
}

static struct error *
dollar_string(struct sql_lexer *lexer, size_t tag)
{
    const char *start = lexer->at;
    lexer->at += tag;
    const char *close = memmem(lexer->at, (size_t)(lexer->end - lexer->at), start, tag);
    if (close) {
        lexer->at = close + tag;
        return NULL;
    }
    char closing[64];
    const size_t length = tag < sizeof closing ? tag : sizeof closing - 1;
    memcpy(closing, start, length);
    closing[length] = '\0';
    return unterminated(start, "dollar-quoted text", closing);
}

static void
run(struct sql_lexer *lexer, bool (*member)(char))
{
    while (lexer->at < lexer->end && member(*lexer->at))
        lexer->at++;
}

static bool
is_number(char c)
{
    return (is_word(c) && c != '$') || c == '.';
}

static bool
is_line_comment(const struct sql_lexer *lexer)
{
    const char c = peek(lexer, 0);
    if (c == '#')
        return lexer->dialect->hash_comments;
    if (c != '-' || peek(lexer, 1) != '-')
        return false;
    /* MySQL: 5--1 is 6, and a comment needs white space after its dashes. */
    return !lexer->dialect->hash_comments || is_blank(peek(lexer, 2)) || !peek(lexer, 2);
}

/* Reads what begins with a quote or a dollar sign. */
static struct error *
token_quoted(struct sql_lexer *lexer, struct sql_token *token)
{
    const struct sql_dialect *dialect = lexer->dialect;
    const char c = *lexer->at;
    token->kind = SQL_QUOTED;
    if (c == '\'' || (c == '"' && dialect->backslash_strings)) {
        token->kind = SQL_STRING;
        return lexer->backslash ? escape_string(lexer)
                                : quoted(lexer, c, dialect->backslash_strings, "string");
    }
    if (c == '"' || (c == '`' && dialect->backtick_names))
        return quoted(lexer, c, false, "quoted name");
    if (c == '[' && dialect->bracket_names) {
        const char *close = memchr(lexer->at, ']', (size_t)(lexer->end - lexer->at));
        if (!close)
            return unterminated(lexer->at, "quoted name", "]");
        lexer->at = close + 1;
        return NULL;
    }
    const size_t tag = c == '$' && dialect->dollar_quotes ? dollar_tag(lexer) : 0;
    if (tag) {
        token->kind = SQL_STRING;
        return dollar_string(lexer, tag);
    }
    token->kind = SQL_OTHER;
    lexer->at++;
    return NULL;
}

static enum sql_token_kind
punctuation(char c)
{
    return c == ';'   ? SQL_SEMICOLON
           : c == '(' ? SQL_OPEN
           : c == ')' ? SQL_CLOSE
                      : SQL_OTHER;
}

static struct error *
token_read(struct sql_lexer *lexer, struct sql_token *token)
{
    const char c = *lexer->at;
    if (is_blank(c)) {
        token->kind = SQL_SPACE;
        run(lexer, is_blank);
    } else if (is_line_comment(lexer)) {
        token->kind = SQL_COMMENT;
        line_end(lexer);
    } else if (c == '/' && peek(lexer, 1) == '*') {
        token->kind = SQL_COMMENT;
        return block_comment(lexer);
    } else if ((c == 'E' || c == 'e') && peek(lexer, 1) == '\'' &&
               lexer->dialect->escape_strings) {
        token->kind = SQL_STRING;
        lexer->at++; /* the E */
        return escape_string(lexer);
    } else if (is_word_start(c)) {
        token->kind = SQL_WORD;
        run(lexer, is_word);
    } else if (is_digit(c)) {
        token->kind = SQL_NUMBER;
        run(lexer, is_number);
    } else if (strchr("'\"`[$", c)) {
        return token_quoted(lexer, token);
    } else {
        token->kind = punctuation(c);
        lexer->at++;
    }
    return NULL;
}

struct error *
sql_token_next(struct sql_lexer *lexer, struct sql_token *token)
{
    const char *start = lexer->at;
    token->kind = SQL_END;
    struct error *error = start < lexer->end ? token_read(lexer, token) : NULL;
    token->text = (struct str){start, (size_t)(lexer->at - start)};
    return error;
}
