#include "migrate/digest.h"
#include "migrate/sql.h"

#include <stdio.h>
#include <string.h>

/* A line end within a string is one byte to the digest, whether the file has LF or CRLF:
 * version control systems turn one into the other. A NUL stands between tokens. */
static void
token_add(struct buf *tokens, struct str text)
{
    const char *cr = text.length > 1 ? memchr(text.data, '\r', text.length) : NULL;
    while (cr) {
        const size_t length = (size_t)(cr - text.data);
        const bool pair = length + 1 < text.length && cr[1] == '\n';
        buf_add(tokens, (struct str){text.data, length + !pair});
        text = str_cut(text, length + 1);
        cr = text.length ? memchr(text.data, '\r', text.length) : NULL;
    }
    buf_add(tokens, text);
    buf_char(tokens, '\0');
}

/* The tokens of one statement, and the data of a COPY as one token. */
static struct error *
statement_add(struct buf *tokens, struct sql_lexer lexer,
              const struct sql_statement *statement)
{
    lexer.at = statement->sql.data;
    lexer.end = statement->sql.data + statement->sql.length;
    for (;;) {
        struct sql_token token;
        struct error *error = sql_token_next(&lexer, &token);
        if (error)
            return error;
        if (token.kind == SQL_END)
            break;
        if (token.kind != SQL_SPACE && token.kind != SQL_COMMENT)
            token_add(tokens, token.text);
    }
    if (statement->copies)
        token_add(tokens, statement->data);
    return NULL;
}

void
sql_hash(const struct sql_dialect *dialect, struct str text, char hash[SQL_HASH_SIZE])
{
    struct arena arena = {0};
    struct buf tokens = {.arena = &arena};
    struct sql_scanner scanner = {.lexer = {dialect, text.data, text.data + text.length}};
    char hex[DIGEST_HEX_SIZE];
    struct error *error = NULL;
    for (bool found = true; found && !error;) {
        struct sql_statement statement;
        const struct sql_lexer before = scanner.lexer;
        error = sql_next(&scanner, &statement, &found);
        if (!error)
            error = statement_add(&tokens, before, &statement);
    }
    digest_hex(error ? text : buf_str(&tokens), hex);
    error_free(error);
    snprintf(hash, SQL_HASH_SIZE, "1:%s", hex);
    arena_free(&arena);
}
