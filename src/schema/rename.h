/* Names in renames, as people write them. Private to the room. */
#ifndef MIGRATE_SCHEMA_RENAME_H
#define MIGRATE_SCHEMA_RENAME_H

#include "schema.h"

/* What can be renamed, by its name: what is in public may be said without, words are
 * folded, and quotes count only where they must. NULL: there is no such thing. */
const struct schema_row *row_find(const struct schema *schema, struct str id,
                                  struct arena *arena);

/* A name as it counts. */
struct str name_plain(const struct schema *schema, struct str name, struct arena *arena);

/* What stands before a mark that is in no quotes; all of it, and no rest, without one. */
struct str name_before(struct str text, char mark, struct str *rest);

/* Of "schema.table.column" the column, as it is written, and what stands before it. */
struct str name_last(struct str text, struct str *owner);

#endif
