/* What stands in a section for something else: ${name}, psql's :name and \i FILE. Private
 * to the room. */
#ifndef MIGRATE_REVISION_EXPAND_H
#define MIGRATE_REVISION_EXPAND_H

#include "migrate/revision.h"

/* Whether the section has anything of that; if not, it is as it stands. */
bool expand_needed(const struct revision *revision, const struct section *section,
                   const struct sql_dialect *dialect);

/* Puts the expanded text into the section; into `logged` what the log keeps of it (the
 * same, but for secret values), and behind `included` the bytes of the files that it
 * includes. Errors are located. */
struct error *expand_section(struct section *section, struct str *logged,
                             struct buf *included, const struct revision *revision,
                             const struct sql_dialect *dialect,
                             const struct expansion *expansion) MUST_CHECK;

#endif
