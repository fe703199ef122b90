/* What a statement is, on a scratch database. Private to the room. */
#ifndef MIGRATE_SCHEMA_RUN_H
#define MIGRATE_SCHEMA_RUN_H

#include "schema.h"

bool word_is(const struct sql_statement *statement, size_t i, const char *word);

/* SET, RESET and, as pg_dump writes it, SELECT set_config(…). */
bool is_setting(const struct sql_statement *statement);

bool is_ddl(const struct sql_statement *statement);

/* What does not stay in the scratch database: roles are the whole server's, and an
 * attached file is a real one. */
/* Remembers what all databases of the server share; and finds whether the transaction
 * that is open on the scratch database, or what was just committed there, changed it. */
struct error *shared_begin(struct scratch *scratch) MUST_CHECK;
struct error *shared_check(struct scratch *scratch) MUST_CHECK;

struct error *reach_check(const struct sql_statement *statement,
                          bool own_server) MUST_CHECK;

#endif
