/* The revision graph: revisions sorted by id, linked both ways by two kinds of edges.
 *
 * "v-edges" are parents. "d-edges" are parents and depends_on. Heads, bases, branch
 * points, labels and relative steps follow v-edges; what must run before what, and which
 * rows stand in the version table, follow d-edges (as Alembic has it).
 *
 * A revision is known by its index in the sorted order, so a set of revisions is an
 * array of booleans and nothing here takes more than linear time, sorting apart. */
#ifndef MIGRATE_GRAPH_H
#define MIGRATE_GRAPH_H

#include "migrate/revision.h"

enum edges {
    EDGES_PARENTS,      /* v, towards base */
    EDGES_CHILDREN,     /* v, towards head */
    EDGES_ALL_PARENTS,  /* d, towards base */
    EDGES_ALL_CHILDREN, /* d, towards head */
    EDGES_KINDS
};

/* A list of revisions by index. */
struct indices {
    size_t *items;
    size_t count;
};

struct label {
    struct str name;
    size_t revision;
};

struct graph {
    struct arena *arena;
    struct revision **revisions; /* sorted by id */
    size_t count;
    struct label *labels; /* sorted by name */
    size_t label_count;
    /* Neighbours of i: targets[start[i]] up to, not including, targets[start[i + 1]]. */
    struct links {
        size_t *start, *targets;
    } links[EDGES_KINDS];
    size_t *order; /* the position of i when everything is applied from base */
};

/* Links the revisions. Twins, unknown parents and dependencies, self-loops, cycles and
 * clashing labels are errors of kind USAGE that name the files. The graph keeps slices
 * of the revisions' texts; it lives in the arena. */
struct error *graph_build(struct graph *graph, struct arena *arena,
                          const struct revisions *revisions) MUST_CHECK;

struct indices graph_links(const struct graph *graph, enum edges edges, size_t revision);

/* The index of an id, exactly, or GRAPH_NONE. */
#define GRAPH_NONE ((size_t)-1)
size_t graph_find(const struct graph *graph, struct str id);

/* The revision that has this label, or GRAPH_NONE. */
size_t graph_find_label(const struct graph *graph, struct str name);

/* The range of ids that begin with `prefix`: from *first, as many as it returns. */
size_t graph_prefix(const struct graph *graph, struct str prefix, size_t *first);

/* The ids of a list, in its order, for people: "a, b". */
const char *graph_names(const struct graph *graph, struct indices list);

/* All revisions that can be reached from `start`, those included. */
bool *graph_reach(const struct graph *graph, struct arena *arena, struct indices start,
                  enum edges edges);

/* All that members of `list` need, by d-edges: their ancestors, and they themselves only
 * where another one needs them. */
bool *graph_below(const struct graph *graph, struct arena *arena, struct indices list);

/* Ancestors and descendants of `start` by v-edges (or, `all`, by d-edges), and itself. */
bool *graph_lineage(const struct graph *graph, struct arena *arena, size_t start,
                    bool all);

/* Those without neighbours along `edges`: EDGES_CHILDREN: the heads; EDGES_ALL_CHILDREN:
 * the real heads; EDGES_PARENTS: the bases. In order of id. */
struct indices graph_ends(const struct graph *graph, struct arena *arena,
                          enum edges edges);

/* The members of a set as a list, in order of id. */
struct indices graph_members(const struct graph *graph, struct arena *arena,
                             const bool *set);

/* The members sorted so that each comes after those it needs, the smallest id first among
 * those that are ready. */
struct indices graph_sort(const struct graph *graph, struct arena *arena,
                          const bool *set);

/* The members (NULL: all) by the order in which everything would be applied from base,
 * the last first: the order of a history and of the way down. */
struct indices graph_newest(const struct graph *graph, struct arena *arena,
                            const bool *set);

void indices_add(struct indices *list, struct arena *arena, size_t revision);
bool indices_have(struct indices list, size_t revision);

#endif
