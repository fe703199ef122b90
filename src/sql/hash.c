#include "migrate/digest.h"
#include "migrate/sql.h"

#include <stdio.h>
#include <string.h>

/* A line end within a string is one byte to the digest, whether the file has LF or CRLF:
 * version control systems turn one into the other. */
static void
token_add(struct digest *digest, struct str text)
{
    while (text.length) {
        const char *cr = memmem(text.data, text.length, "\r\n", 2);
        const size_t length = cr ? (size_t)(cr - text.data) : text.length;
        digest_add(digest, (struct str){text.data, length});
        text = str_cut(text, length + (cr != NULL));
    }
    digest_add(digest, (struct str){"", 1}); /* a NUL between tokens */
}

/* The tokens of one statement, and the data of a COPY as one token. */
static struct error *
statement_add(struct digest *digest, struct sql_lexer lexer,
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
            token_add(digest, token.text);
    }
    if (statement->copies)
        token_add(digest, statement->data);
    return NULL;
}

void
sql_hash(const struct sql_dialect *dialect, struct str text, char hash[SQL_HASH_SIZE])
{
    struct arena arena = {0};
    struct digest *digest = digest_start(&arena);
    struct sql_scanner scanner = {.lexer = {dialect, text.data, text.data + text.length}};
    char hex[DIGEST_HEX_SIZE];
    struct error *error = NULL;
    for (bool found = true; found && !error;) {
        struct sql_statement statement;
        const struct sql_lexer before = scanner.lexer;
        error = sql_next(&scanner, &statement, &found);
        if (!error)
            error = statement_add(digest, before, &statement);
    }
    if (error)
        digest_hex(text, hex);
    else
        digest_finish(digest, hex);
    error_free(error);
    snprintf(hash, SQL_HASH_SIZE, "1:%s", hex);
    arena_free(&arena);
}
