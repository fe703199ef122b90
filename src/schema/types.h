/* The diff of PostgreSQL under way, and its rules about types. */
#ifndef MIGRATE_SCHEMA_TYPES_H
#define MIGRATE_SCHEMA_TYPES_H

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
    size_t *drops, *alters, *makes, *ends; /* its nodes, or SCHEMA_NONE */
    VEC(struct node) nodes;
    struct edges_list edges;
};

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

#endif
