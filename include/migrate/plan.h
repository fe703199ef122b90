/* From here to there: the steps of a run, in order, each with the version rows that it
 * takes away and puts in. Pure.
 *
 * The rule (Alembic's, in one sentence): the version table holds the maximal elements,
 * by parents and depends_on, of all that is applied. */
#ifndef MIGRATE_PLAN_H
#define MIGRATE_PLAN_H

#include "migrate/target.h"

struct step {
    size_t revision; /* index in the graph */
    enum direction direction;
    struct indices removes, adds; /* rows of the version table */
};

struct plan {
    struct step *steps;
    size_t count;
};

/* All that the targets need and the rows do not imply. */
struct error *plan_upgrade(struct plan *plan, const struct place *place,
                           struct indices targets) MUST_CHECK;

/* All applied revisions above the target. */
struct error *plan_downgrade(struct plan *plan, const struct place *place,
                             struct downgrade downgrade) MUST_CHECK;

/* That one step: up, when all that it needs is applied and it is not; down, when it is
 * and nothing above it. */
struct error *plan_one(struct plan *plan, const struct place *place, size_t revision,
                       enum direction direction) MUST_CHECK;

/* A step for people: "upgrade a, b -> c, message"; "<base>" stands for no parents. */
const char *plan_step_text(const struct graph *graph, const struct step *step);

#endif
