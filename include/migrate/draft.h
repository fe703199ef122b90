/* A new revision script. */
#ifndef MIGRATE_DRAFT_H
#define MIGRATE_DRAFT_H

#include "migrate/graph.h"

struct draft {
    const char *directory;     /* where the file goes */
    const char *file_template; /* "{rev}_{slug}" */
    const char *timezone;
    size_t slug_length;
    struct str script_template; /* with ${revision}, ${parents}, ${message} … */
    struct str id;              /* empty: a new one */
    bool date_id;               /* a new id is the date and time, not random */
    bool folders; /* the template may hold "/": folders within it are read */
    struct str message;
    struct names parents, labels, depends_on;
    struct draft_section {
        struct str sql; /* goes behind the section's marker */
        bool outside;   /* a transaction */
    } up, down;
    const struct sql_dialect *dialect; /* of that SQL, which must be read back; or NULL */
    bool dialect_only;                 /* the sections serve that one alone */
    struct names squashes;
    const char *one_way; /* the reason why there is no way down; or NULL */
};

/* Creates the script, after everything that can be checked was checked: that the file
 * reads back as what was asked for, and that id and labels are not taken in the graph.
 * The path and id of the new file are allocated in the arena. */
struct error *draft_create(const char **path, struct str *id, struct arena *arena,
                           const struct draft *draft,
                           const struct graph *graph) MUST_CHECK;

/* A new random id of 12 hex digits, as Alembic makes them. */
struct str draft_random_id(struct arena *arena);

#endif
