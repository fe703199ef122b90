/* A statement as its first tokens. Private to the room. */
#ifndef MIGRATE_SQL_TOKENS_H
#define MIGRATE_SQL_TOKENS_H

#include "migrate/sql.h"

enum { TOKENS = 24 };

/* The tokens of a statement that are SQL, without its semicolon; how many there are, and
 * the first TOKENS of them. */
size_t tokens_of(const struct sql_dialect *dialect, const struct sql_statement *statement,
                 struct sql_token *tokens);

/* Whether it is that bare word. */
bool is_token(const struct sql_token *token, const char *text);

/* What stands between its quotes, if it has some. */
struct str unquoted(struct str text);

#endif
