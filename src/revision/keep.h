/* What is sent of a script, and what the log keeps. Private to the room. */
#ifndef MIGRATE_REVISION_KEEP_H
#define MIGRATE_REVISION_KEEP_H

#include "migrate/revision.h"

/* Of larger data the log keeps the digest only. PostgreSQL's texts end at 1 GB, and the
 * log's statement holds the script in quotes. */
enum { DATA_KEPT = 64 * 1024, LOGGED_MAX = 512 * 1024 * 1024 };

/* Puts variables and included files into the chosen sections, and fills in what the log
 * keeps of them and of the whole. */
struct error *sections_expand(struct sections *sections, const struct revision *revision,
                              const struct sql_dialect *dialect,
                              const struct expansion *expansion) MUST_CHECK;

#endif
