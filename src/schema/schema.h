/* The room's own. */
#ifndef MIGRATE_SCHEMA_PRIVATE_H
#define MIGRATE_SCHEMA_PRIVATE_H

#include "migrate/schema.h"

/* Each database's reader. */
struct error *postgresql_read(struct schema *schema, struct engine *engine,
                              struct arena *arena) MUST_CHECK;
struct error *sqlite_read(struct schema *schema, struct engine *engine,
                          struct arena *arena) MUST_CHECK;

/* Whether a keyword is one of a list, which ends with NULL. */
bool is_any(struct str word, const char *const *words);

/* A query of PostgreSQL as one message, under settings of our own. */
const char *catalog_text(const struct engine *engine, struct arena *arena,
                         const char *sql);

/* Whether a statement failed for a reason that is none of its own. */
bool is_no_fault_of_sql(const struct error *error);

/* Forgets what was SET. */
struct error *session_renew(struct scratch *scratch) MUST_CHECK;

/* Takes the rows away that do not count. */
void schema_filter(struct schema *schema, const struct schema_filter *filter,
                   struct arena *arena);

/* Rows by address, and what an address stands for: itself, the object that it is a column
 * of, or what it is a part of (a view's rule is the view). SCHEMA_NONE: no row. */
#define SCHEMA_NONE ((size_t)-1)
struct addresses {
    const struct schema *schema;
    size_t *by_address; /* rows, sorted */
    size_t count;
    size_t *parts; /* needs of type i and e, sorted by address */
    size_t part_count;
};
void addresses_make(struct addresses *addresses, const struct schema *schema,
                    struct arena *arena);
size_t addresses_find(const struct addresses *addresses, const char *address);

/* A pair of rows, of which one may be missing. */
struct pair {
    const struct schema_row *from, *to;
};
struct pairs {
    struct pair *items; /* by kind and id */
    size_t count;
    size_t *of_from, *of_to; /* the pair of each row */
};
void pairs_make(struct pairs *pairs, const struct schema *from, const struct schema *to,
                struct arena *arena);

/* The pair of that kind and id, or SCHEMA_NONE. */
size_t pair_find(const struct pairs *pairs, const char *kind, const char *id);

/* Whether the row is made with its parent alone. */
bool row_follows(const struct schema_row *row);
bool row_is(const struct schema_row *row, const char *kind);

bool is_foreign_key(const struct schema_row *row);

/* Whether one is a foreign key of its own and the other a part of another key, to which
 * the server gave this name: two things then. */
bool pair_is_two(const struct pair *pair);

struct error *sqlite_diff(struct schema_changes *changes, const struct schema *from,
                          const struct schema *to, struct arena *arena) MUST_CHECK;
struct error *postgresql_diff(struct schema_changes *changes, const struct schema *from,
                              const struct schema *to, struct arena *arena) MUST_CHECK;

/* The graph of statements (order.c): numbers of nodes in an order in which each edge
 * (before, after) is kept; among those that are ready the one with the least rank first.
 * A circle is broken at the least rank. */
struct edge {
    size_t before, after;
};
struct edges_list {
    VEC(struct edge) list;
};
size_t *nodes_order(const size_t *rank, size_t count, const struct edges_list *edges,
                    struct arena *arena);

/* How many rows each table has (rows.c). */
struct counts {
    const char **shown; /* the names as people read them */
    const char **tables;
    long *rows;
    size_t count;
};
struct error *rows_count(struct counts *counts, struct scratch *scratch) MUST_CHECK;
long counts_of(const struct counts *counts, const char *table); /* -1: no such table */

/* Puts a row into each table that has none, where that is possible. */
struct error *rows_seed(struct scratch *scratch) MUST_CHECK;

/* "table users: 1 of 1 rows lost", of tables that both have. `least`, or NULL: as many as
 * there were need to be left. */
struct names rows_lost(const struct counts *before, const struct counts *after,
                       const struct counts *least, struct arena *arena);

/* The option that says it: --rename users.name:users.full_name */
const char *rename_said(const struct schema_row *old, const struct schema_row *new,
                        const struct sql_dialect *dialect, struct arena *arena);

/* As people say it: without "public." */
const char *id_shown(const char *id);

/* The last part of schema."name", with its quotes, and what stands before the point. */
struct str id_last(struct str id, struct str *owner);

/* The name in "name ON table", with its quotes. */
struct str id_name(const char *id);

/* Keeps the renames that comments in a CREATE TABLE tell of; and joins them, as far as
 * the old names are there, with those that were given. */
struct error *renames_tell(struct scratch *scratch, const struct sql_statement *statement,
                           const char *path, struct str file) MUST_CHECK;
struct error *renames_join(struct names *renames, const struct told *told, size_t count,
                           const struct schema *before, const struct schema *after,
                           struct arena *arena) MUST_CHECK;

/* What renames ("users.name:users.full_name") say as statements, and the way back; and so
 * for extensions that `to` has in another schema. `from` is the schema before them. */
struct error *schema_rename(struct schema_changes *there, struct schema_changes *back,
                            const struct schema *from, const struct schema *to,
                            struct names renames, struct arena *arena) MUST_CHECK;

/* Renames what is equal but for its name, and how back. */
void schema_rename_parts(struct schema_changes *there, struct schema_changes *back,
                         const struct schema *from, const struct schema *to,
                         struct arena *arena);

/* What is lost when the row goes, or NULL. */
const char *warning_of_drop(const struct schema_row *row, struct arena *arena);

/* Of a condition that rows which were there may break. */
const char *warning_of_rows(const struct schema_row *row, struct arena *arena);

void change_add(struct schema_changes *changes, struct arena *arena, const char *sql,
                const char *warning);

#endif
