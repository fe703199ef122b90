/* Steps along the graph, one revision at a time. Private to the room. */
#ifndef MIGRATE_REVISION_WALK_H
#define MIGRATE_REVISION_WALK_H

#include "name.h"

/* Below the first revision; GRAPH_NONE as a place is base before any step. */
#define WALK_BASE (GRAPH_NONE - 1)

struct walk {
    size_t at;
    long done; /* how many steps there were */
    bool off;  /* the graph ended before the steps did */
};

/* Goes on from walk->at by parents (steps < 0) or children, of which only those in
 * `within` count (may be NULL). More than one way is an error. */
struct error *walk_steps(struct walk *walk, const struct place *place, long steps,
                         const bool *within) MUST_CHECK;

/* Where a relative upgrade leads. */
struct error *walk_upgrade(struct walk *walk, const struct place *place,
                           const struct relative *relative, struct str text) MUST_CHECK;

/* A target without a range: names, and `-N` below the heads. */
struct error *target_many(struct indices *targets, const struct place *place,
                          struct str text) MUST_CHECK;

/* The revisions on the branch that stands before a name's "@": those that carry the
 * label, or share a lineage with the revision. */
bool *target_branch(const struct place *place, const struct name *name);

#endif
