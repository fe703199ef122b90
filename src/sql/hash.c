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

void
sql_hash(const struct sql_dialect *dialect, struct str text, char hash[SQL_HASH_SIZE])
{
    struct arena arena = {0};
    struct digest *digest = digest_start(&arena);
    struct sql_lexer lexer = {dialect, text.data, text.data + text.length};
    char hex[DIGEST_HEX_SIZE];
    for (;;) {
        struct sql_token token;
        struct error *error = sql_token_next(&lexer, &token);
        if (error) {
            error_free(error);
            digest_hex(text, hex);
            break;
        }
        if (token.kind == SQL_END) {
            digest_finish(digest, hex);
            break;
        }
        if (token.kind != SQL_SPACE && token.kind != SQL_COMMENT)
            token_add(digest, token.text);
    }
    snprintf(hash, SQL_HASH_SIZE, "1:%s", hex);
    arena_free(&arena);
}
