/* What psql does to a script before the server sees it. Private to the room. */
#ifndef MIGRATE_SQL_PSQL_H
#define MIGRATE_SQL_PSQL_H

#include "migrate/sql.h"

/* Reads the command at the lexer, to the end of its line. One that is not known, or that
 * must not stand here, is an error. */
struct error *psql_command(struct sql_scanner *scanner,
                           struct sql_statement *statement) MUST_CHECK;

/* Reads the data behind COPY … FROM stdin; `data` is left without when they do not end.
 * `early` is where the server would end them, in their text format: a "\." behind other
 * data of its line; or NULL. False when something stands between the semicolon and the
 * end of its line. */
bool psql_data(struct str *data, const char **early, struct sql_lexer *lexer);

/* Notes what a statement does to standard_conforming_strings. */
void psql_strings(struct sql_lexer *lexer, const struct sql_statement *statement);

#endif
