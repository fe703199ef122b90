/* Names in renames, as people write them. Private to the room. */
#ifndef MIGRATE_SCHEMA_RENAME_H
#define MIGRATE_SCHEMA_RENAME_H

#include "schema.h"

/* A name as it counts, whoever wrote it: words folded, and without quotes that it can do
 * without. */
struct str id_plain(struct str text, const struct sql_dialect *dialect,
                    struct arena *arena);

/* What can be renamed, by such names. */
struct plain {
    const char *name;
    const struct schema_row *row;
};
struct plains {
    const struct sql_dialect *dialect;
    struct arena *arena;
    struct plain *items; /* sorted */
    size_t count;
};
void plains_make(struct plains *plains, const struct schema *schema, struct arena *arena);

/* The row of that name, in whatever form; what is in public may be said without. NULL:
 * there is no such thing. */
const struct schema_row *row_find(const struct plains *plains, struct str id);

/* What stands before a mark that is in no quotes; all of it, and no rest, without one. */
struct str name_before(struct str text, char mark, struct str *rest);

/* Of "schema.table.column" the column, as it is written, and what stands before it. */
struct str name_last(struct str text, struct str *owner);

/* One that was said. */
struct rename {
    const struct schema_row *row;
    struct str before, after; /* the last part of the name, as it counts */
    const char *old, *new;    /* as SQL says it */
    const char *owner;        /* of a column: its table */
    const char *schema;       /* that it moves to, or NULL */
};
struct error *rename_read(struct rename *rename, const struct schema *from,
                          const struct plains *plains, struct str text) MUST_CHECK;

/* The last part of its name, in SQL. */
const char *sql_old(const struct schema_row *row, const struct schema *schema,
                    struct arena *arena);

/* As in ALTER TABLE; NULL: it cannot be renamed. */
const char *object_of(const struct schema_row *row);

#endif
