/* The drivers. Private to the room. */
#ifndef MIGRATE_ENGINE_DRIVER_H
#define MIGRATE_ENGINE_DRIVER_H

#include "migrate/engine.h"

extern const struct engine_driver engine_sqlite, engine_postgresql, engine_printer;

/* The statements that give a session of PostgreSQL our timeouts, and (`reset`) before
 * that take back whatever a script did to it. */
const char *postgresql_session(struct arena *arena, const struct engine_options *options,
                               bool reset);

/* Copies `text` without any occurrence of `secret`. */
char *secret_hide(const char *text, const char *secret);

#endif
