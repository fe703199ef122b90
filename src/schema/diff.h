/* The diff of PostgreSQL under way: states and what goes along (diff.c), statements and
 * their order (nodes.c, statement.c), its rules about types (types.c) and partitions. */
#ifndef MIGRATE_SCHEMA_DIFF_H
#define MIGRATE_SCHEMA_DIFF_H

#include "schema.h"

enum state {
    STATE_SAME,
    STATE_DROP,
    STATE_CREATE,
    STATE_ALTER,
    STATE_RECREATE,
    STATE_REPLACE /* a type that columns have: they change over to its successor */
};

struct use {
    size_t user, used; /* pairs */
};

/* One of the two schemas, in terms of pairs. */
struct side {
    VEC(struct use) uses; /* by `used` */
    size_t *first;        /* of each pair that is used */
    size_t *parent;       /* or SCHEMA_NONE */
    size_t *origin;       /* of a column: the one that it inherits, or SCHEMA_NONE */
    bool *goes_along;     /* with that */
};

struct node {
    int phase;
    const struct schema_row *row;
    size_t pair;
    const char *sql;
    const char *warning; /* or NULL */
};

struct diff {
    struct arena *arena;
    struct pairs pairs;
    struct side from, to;
    enum state *state;                     /* of each pair */
    bool *joined;                          /* a table that stays and inherits anew */
    size_t *drops, *alters, *makes, *ends; /* its nodes, or SCHEMA_NONE */
    VEC(struct node) nodes;
    struct edges_list edges;
};

bool is_gone(enum state state);
bool is_made(enum state state);
bool one_of(const struct schema_row *row, const char *const *kinds); /* ends with NULL */
size_t root_of(const struct side *side, size_t pair);

bool side_needs(const struct side *side, size_t user, size_t used);

/* "character varying" of "character varying(10)". */
struct str base_type(const char *type);

/* The row of that kind and id on the side that is wanted, or NULL. */
const struct schema_row *wanted_row(const struct diff *diff, const char *kind,
                                    const char *id);

/* The statement for a row that is made, or altered; `warning` is set if there is one. */
const char *statement_make(const struct diff *diff, size_t pair, const char **warning);
const char *statement_alter(const struct diff *diff, size_t pair, const char **warning);

/* What deserves a WARNING; or NULL. `more`: the statement is not the row's alone. */
const char *warning_of_make(const struct diff *diff, size_t pair, bool more);
const char *warning_of_alter(const struct diff *diff, size_t pair);

/* DROP, and before it where a counter stands that another one takes over from. */
const char *counter_drop_sql(const struct diff *diff, size_t pair);

/* The nodes of a pair; the edges between all of them; and all in their order. */
void nodes_of(struct diff *diff, size_t pair);
void edges_make(struct diff *diff);
void nodes_write(struct diff *diff, struct schema_changes *changes);

void edge_add(struct diff *diff, size_t before, size_t after);

/* A function comes behind those that its text calls. */
void edges_of_bodies(struct diff *diff);

/* Finds the enums that only get new values, and the types that columns must change over
 * from. */
void types_mark(struct diff *diff);

/* Whether a type that must go is one that columns have: it is replaced then. */
bool type_is_replaced(const struct diff *diff, size_t pair);

/* ALTER TYPE … ADD VALUE, one or several. */
const char *type_values_sql(const struct diff *diff, size_t pair);

const char *type_rename_sql(const struct diff *diff, size_t pair);
const char *type_drop_sql(const struct diff *diff, size_t pair);

/* Whether a statement uses a value that another one adds: that one must be committed
 * before. */
bool types_commit(const struct diff *diff);

/* --- partition.c ------------------------------------------------------------------- */

/* The row that says that a table inherits another one, or SCHEMA_NONE. */
size_t link_of(const struct diff *diff, size_t child, size_t parent);

/* The id of the table that a row "child -> table" leads to. */
const char *whole_of(const struct schema_row *link, const struct schema_row *child);

/* Whether it is a partition of that one on both sides, for the same rows. */
bool is_bound_to(const struct diff *diff, size_t part, size_t whole);

/* Parts a table that stays from the one that it inherits, to join them again. */
void link_part(struct diff *diff, size_t child, size_t parent);

/* Of an index, or a key but a foreign one, on a partitioned table: that of a partition.
 */
bool is_index_part(const struct diff *diff, size_t pair);

/* Such a part that is left to its partition when that is parted from a whole that goes.
 */
bool is_left(const struct diff *diff, size_t part);

/* Of an index on a whole that goes, the part that its partition, which is parted and
 * stays, is not to keep: that partition, or SCHEMA_NONE. */
size_t partition_rid_of(const struct diff *diff, size_t part);

/* The table of a foreign key that is part of one of a whole, or SCHEMA_NONE. */
size_t table_of_key(const struct diff *diff, size_t pair);

/* Keys that refer to one another, or partitions to themselves, make a circle of DROP
 * TABLEs: they go first, by themselves, when the table that they refer to goes too. */
bool is_key_to_gone(const struct diff *diff, size_t pair);

/* Finds the tables that stay and are joined to another one. */
void joined_mark(struct diff *diff);

/* What a table needs before it can be joined to one that it is to inherit: the statement
 * for a row that it will have from there, or NULL. */
const char *join_sql(const struct diff *diff, size_t pair);

/* And the one that removes what would be in the way of that, or NULL. */
const char *unjoin_sql(const struct diff *diff, size_t pair);

/* A partition (its link) that keys of another table refer to, as parts of a key to the
 * whole that stays, cannot be dropped before it is detached. */
bool is_referred_to(const struct diff *diff, size_t link);

#endif
