/* The drivers. Private to the room. */
#ifndef MIGRATE_ENGINE_DRIVER_H
#define MIGRATE_ENGINE_DRIVER_H

#include "migrate/engine.h"

extern const struct engine_driver engine_sqlite, engine_postgresql, engine_printer;

/* The statements that give a session of PostgreSQL our timeouts, and before that take
 * back whatever a script did to it: between transactions, or inside one. */
enum session_reset {
    SESSION_KEEP,
    SESSION_RESET,
    SESSION_RESET_INSIDE,
    SESSION_RETURN /* to a pooler, at the end of a transaction: without timeouts */
};
const char *postgresql_session(struct arena *arena, const struct engine_options *options,
                               enum session_reset reset);

/* The questions as one message; they are shown to who wants to see what is sent. */
const char *questions_text(const struct engine *engine, struct arena *arena,
                           struct questions *questions);

/* The error that this statement, of that kind, cannot run in a transaction. */
struct error *outside_refuse(const struct sql_statement *statement,
                             const char *what) MUST_CHECK;

/* Whether a COMMIT that another one follows need not wait for the disk. */
bool may_wait(const struct engine *engine, enum engine_feature feature);

/* The place in our own SQL says nothing to anybody. */
struct error *without_place(struct error *error) MUST_CHECK;

/* The text of a URL's part, %XX replaced. */
struct str url_decode(struct arena *arena, struct str text);

/* Copies `text` without any occurrence of `secret`, if that has six bytes or more. */
char *secret_hide(const char *text, const char *secret);

#endif
